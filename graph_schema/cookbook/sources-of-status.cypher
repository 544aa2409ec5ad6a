// Publishers on whom most activities of a country depend.
// parameters: iso3=MWI
MATCH (s:Stakeholder)-[r:DELIVERS]->(c:Cell {iso3: $iso3, edition: $edition})
WHERE r._from <= $day <= r._to
MATCH (q:Source {source_id: r.source_id})
RETURN q.publisher AS publisher, count(DISTINCT c) AS capabilities, count(DISTINCT s) AS organisations
ORDER BY capabilities DESC, publisher
