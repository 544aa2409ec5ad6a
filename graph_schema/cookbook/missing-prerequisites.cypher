// Capabilities that are in place although one that they need is missing.
MATCH (c:Cell {edition: $edition})-[d:DEPENDS_ON]->(n:Cell)
WHERE c.status IN ['covered', 'fragile', 'unattributed']
WITH c, CASE d.group WHEN '' THEN n.capability ELSE d.group END AS need, collect(n) AS any_of
WHERE all(n IN any_of WHERE n.status = 'gap')
UNWIND any_of AS n
RETURN c.iso3 AS country, c.capability AS capability, c.status AS status, collect(n.capability) AS missing
ORDER BY country, toInteger(capability)
