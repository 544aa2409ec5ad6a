// Everything with these words in its name, the best match first.
// parameters: words=hotline
CALL db.index.fulltext.queryNodes('mnr_names', $words) YIELD node, score
RETURN head(labels(node)) AS type, coalesce(node.id, node.iso3, node.number, node.source_id) AS id,
       coalesce(node.name, node.title) AS name, round(score, 2) AS score
ORDER BY score DESC, name
LIMIT 50
