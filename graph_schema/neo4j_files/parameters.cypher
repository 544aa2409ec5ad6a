// Parameters of the favourites: change what you ask about, and run this first
:param day => date()
:param edition => 'mnr-2016'
:param a => 'iwf'
:param b => 'unodc'
:param capability => '12'
:param duty => '12'
:param iso3 => 'MWI'
:param network => 'ecpat-international'
:param since => '2026-01-01'
:param until => '2027-12-31'
:param who => 'iwf'
:param words => 'hotline'
