// Capabilities with one independent provider.
// command: mnr weak-points --statutory
MATCH (c:Cell {edition: $edition, independent: 1})
MATCH (s:Stakeholder)-[r:DELIVERS {role: 'provides'}]->(c)
WHERE r._from <= $day <= r._to
WITH c, s ORDER BY s.id
RETURN c.iso3 AS country, c.capability AS capability, c.status AS status, collect(DISTINCT s.id) AS providers
ORDER BY country, toInteger(capability)
