// Agreements and networks that would stop with the organisation that runs them, and what they are for.
MATCH (o:Stakeholder)-[:RUNS]->(i:Agreement|Network)
OPTIONAL MATCH (i)-[:OPENS]->(d:Duty)
RETURN o.id AS operator, o.name AS name, coalesce(i.id, i.network_id) AS runs, collect(d.capability) AS areas
ORDER BY operator, runs
