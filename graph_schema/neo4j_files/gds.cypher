// The partnerships of organisations for Graph Data Science: each pair once, both ways, weighted by its records.
CALL gds.graph.project('mnr', 'Stakeholder', {WORKS_WITH: {orientation: 'UNDIRECTED', properties: 'weight'}});

// Partners of each organisation. mnr partners: most partners
CALL gds.degree.stream('mnr') YIELD nodeId, score
WITH gds.util.asNode(nodeId) AS s, score WHERE score > 0
RETURN s.id AS who, s.name AS name, toInteger(score) AS partners ORDER BY partners DESC, who;

// Pairs of organisations whose shortest chains lead through one; not divided by the number of pairs. mnr partners
CALL gds.betweenness.stream('mnr') YIELD nodeId, score
WITH gds.util.asNode(nodeId) AS s, score WHERE score > 0
RETURN s.id AS who, s.name AS name, score AS pairs ORDER BY pairs DESC, who;

// Connected parts of more than one organisation. mnr partners
CALL gds.wcc.stream('mnr') YIELD nodeId, componentId
WITH componentId, collect(gds.util.asNode(nodeId).id) AS who WHERE size(who) > 1
RETURN componentId AS part, size(who) AS organisations, who ORDER BY organisations DESC, part;

// Organisations without whom a part would fall apart. mnr weak-points: single connectors
CALL gds.articulationPoints.stream('mnr') YIELD nodeId
RETURN gds.util.asNode(nodeId).id AS who, gds.util.asNode(nodeId).name AS name ORDER BY who;

// Partnerships that are the only connection. mnr weak-points: only connections
CALL gds.bridges.stream('mnr') YIELD from, to
RETURN gds.util.asNode(from).id AS a, gds.util.asNode(to).id AS b ORDER BY a, b;

// Done: free the memory.
CALL gds.graph.drop('mnr');
