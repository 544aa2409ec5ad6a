// Parameters of the favourites: change what you ask about, and run this first
:param {day: date(), edition: 'mnr-2016', a: 'iwf', b: 'unodc', capability: '12', duty: '12', iso3: 'MWI', network: 'ecpat-international', since: '2026-01-01', until: '2027-12-31', who: 'iwf', words: 'hotline'}
