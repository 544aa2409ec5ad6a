// Grants that end by a day, and the activities they pay for.
// parameters: until=2027-12-31
// command: mnr cliffs
MATCH (f:Stakeholder)-[g:FUNDS]->(s:Stakeholder)
WHERE g._from <= $day <= g._to <= date($until)
OPTIONAL MATCH (s)-[r:DELIVERS {role: 'provides'}]->(c:Cell {edition: $edition})
WHERE r._from <= $day <= r._to
  AND (g.iso3 IS NULL OR g.iso3 = c.iso3) AND (g.capabilities IS NULL OR c.capability IN g.capabilities)
RETURN f.id AS funder, s.id AS recipient, g.title AS title, g._to AS last_day, g.amount AS amount, g.currency AS currency,
       collect(DISTINCT c.iso3 + '/' + c.capability) AS pays_for
ORDER BY last_day, funder, recipient
