"""Everything that words a value: sentences, names, languages, cells of files."""
