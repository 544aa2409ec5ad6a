// How many pairs of partners of an organisation do not work together themselves.
// command: mnr partners
MATCH (x:Stakeholder)-[:WORKS_WITH]-(y:Stakeholder)
WITH x, collect(y) AS partners
UNWIND partners AS a UNWIND partners AS b
WITH x, partners, a, b WHERE a.id < b.id AND NOT EXISTS { (a)-[:WORKS_WITH]-(b) }
RETURN x.id AS who, size(partners) AS partners, count(*) AS pairs_without_partnership
ORDER BY pairs_without_partnership DESC, who
