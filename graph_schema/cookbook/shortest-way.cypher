// The shortest chain of partnerships between two organisations.
// parameters: a=iwf b=unodc
MATCH (a:Stakeholder {id: $a}), (b:Stakeholder {id: $b})
MATCH way = SHORTEST 1 (a)-[:WORKS_WITH]-+(b)
RETURN [n IN nodes(way) | n.name] AS chain, length(way) AS steps
