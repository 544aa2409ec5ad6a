// What is lost if an organisation stops: its units go with it, and providers that only what goes pays for.
// parameters: who=iwf
// command: mnr what-if --remove stakeholder:iwf
MATCH (x:Stakeholder {id: $who})
OPTIONAL MATCH (unit:Stakeholder) (()-[p:PART_OF WHERE p._from <= $day <= p._to]->())+ (x)
WITH x, [x] + collect(DISTINCT unit) AS gone
MATCH (s:Stakeholder)-[r:DELIVERS {role: 'provides'}]->(c:Cell {edition: $edition})
WHERE r._from <= $day <= r._to
WITH DISTINCT gone, c, s
OPTIONAL MATCH (f:Stakeholder)-[g:FUNDS]->(s)
WHERE g._from <= $day <= g._to
  AND (g.iso3 IS NULL OR g.iso3 = c.iso3) AND (g.capabilities IS NULL OR c.capability IN g.capabilities)
WITH gone, c, s, collect(f) AS payers
WITH gone, c, collect(s.id) AS providers,
     collect(s IN gone OR (payers <> [] AND all(f IN payers WHERE f IN gone))) AS lost
WHERE all(x IN lost WHERE x) AND NOT EXISTS {
  MATCH (next)-[r:DELIVERS {role: 'stands_in'}]->(c) WHERE r._from <= $day <= r._to AND NOT next IN gone }
RETURN c.iso3 AS country, c.capability AS capability, c.name AS name, providers
ORDER BY country, toInteger(capability)
