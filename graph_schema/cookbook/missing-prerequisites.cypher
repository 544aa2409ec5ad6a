// Capabilities that are in place although one that they need is missing.
MATCH (c:Cell {edition: $edition})-[:DEPENDS_ON]->(n:Cell {status: 'gap'})
WHERE c.status IN ['covered', 'fragile', 'unattributed']
RETURN c.iso3 AS country, c.capability AS capability, c.status AS status, collect(n.capability) AS missing
ORDER BY country, toInteger(capability)
