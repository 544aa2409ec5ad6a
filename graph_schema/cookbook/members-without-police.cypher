// Members of a network without a recorded partnership with the police of their country.
// parameters: network=ecpat-international
// command: mnr network ecpat-international
MATCH (m:Stakeholder)-[r:MEMBER_OF]->(:Stakeholder {id: $network})
WHERE r._from <= $day <= r._to AND m.home_iso3 IS NOT NULL
WITH DISTINCT m
OPTIONAL MATCH (p:Stakeholder)-[:BASED_IN]->(k:Country {iso3: m.home_iso3})
WHERE p:LawEnforcement OR EXISTS {
  MATCH (p)-[d:DELIVERS {role: 'provides'}]->(:Cell {iso3: k.iso3, edition: $edition, capability: '4'})
  WHERE d._from <= $day <= d._to }
WITH m, collect(p) AS police
WHERE NOT EXISTS {
    MATCH (m)<-[:PART_OF]-*(unit)-[t:COOPERATES_WITH]-(p)
    WHERE p IN police AND t._from <= $day <= t._to AND (t.iso3 IS NULL OR t.iso3 = m.home_iso3) }
  AND NOT EXISTS { MATCH (m)-[:PART_OF]->*(body)<-[:PART_OF]-*(p) WHERE p IN police }
RETURN m.home_iso3 AS country, m.id AS member, m.name AS name, [p IN police | p.id] AS police
ORDER BY country, member
