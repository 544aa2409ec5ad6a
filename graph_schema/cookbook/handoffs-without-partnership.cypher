// Hand-offs where both sides have a provider and no partnership between them is recorded.
// command: mnr handoffs MWI
MATCH (need:Capability {edition: $edition})-[f:REQUIRES {kind: 'F'}]->(give:Capability)
MATCH (a:Cell {edition: $edition, capability: need.number})-[:IN_COUNTRY]->(k:Country)
MATCH (b:Cell {edition: $edition, capability: give.number, iso3: k.iso3})
WITH k, need, give, f,
     COLLECT { MATCH (s)-[r:DELIVERS {role: 'provides'}]->(a) WHERE r._from <= $day <= r._to RETURN DISTINCT s } AS takers,
     COLLECT { MATCH (s)-[r:DELIVERS {role: 'provides'}]->(b) WHERE r._from <= $day <= r._to RETURN DISTINCT s } AS givers
WHERE takers <> [] AND givers <> [] AND none(x IN takers WHERE x IN givers)
WITH k, need, give, f, takers, givers,
     COLLECT { UNWIND takers AS x MATCH (x)-[t:COOPERATES_WITH]-(y)
       WHERE t._from <= $day <= t._to AND (t.iso3 IS NULL OR t.iso3 = k.iso3) RETURN y } AS partners
WHERE none(y IN givers WHERE y IN partners)
WITH k, need, give, f, takers, givers,
     COLLECT { UNWIND takers AS x MATCH (x) (()-[p:PART_OF WHERE p._from <= $day <= p._to]->())* (top)
       (()<-[p2:PART_OF WHERE p2._from <= $day <= p2._to]-())* (y) RETURN DISTINCT y } AS family
WHERE none(y IN givers WHERE y IN family)
RETURN k.iso3 AS country, need.number AS needs, give.number AS gives, f.reason AS why,
       [x IN takers | x.id] AS needed_by, [y IN givers | y.id] AS given_by
ORDER BY country, toInteger(needs), toInteger(gives)
