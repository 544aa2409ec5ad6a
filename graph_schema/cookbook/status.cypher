// The status of every capability in every country of which something is known: gaps, and what is only unknown.
// command: mnr coverage
MATCH (c:Cell {edition: $edition}) WHERE c.status IS NOT NULL
RETURN c.iso3 AS country, c.capability AS capability, c.status AS status, c.independent AS independent, c.flags AS warnings
ORDER BY country, toInteger(capability)
