// Share of the shortest chains between all other organisations that lead through one (for some hundreds of them).
// command: mnr partners
MATCH (n:Stakeholder) WHERE EXISTS { (n)-[:WORKS_WITH]-() }
WITH collect(n) AS everyone
UNWIND everyone AS a UNWIND everyone AS b
WITH everyone, a, b WHERE a.id < b.id
MATCH way = allShortestPaths((a)-[:WORKS_WITH*]-(b))
WITH everyone, a, b, collect(nodes(way)) AS ways
UNWIND ways AS way UNWIND way[1..-1] AS x
WITH size(everyone) AS n, x, sum(1.0 / size(ways)) AS through
RETURN x.id AS who, through * 2 / ((n - 1) * (n - 2)) AS betweenness
ORDER BY betweenness DESC, who
