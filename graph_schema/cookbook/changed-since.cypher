// Records that began or ended to count between a day and today.
// parameters: since=2026-01-01
MATCH (a)-[r]->(b) WHERE r._from IS NOT NULL AND r._to IS NOT NULL
WITH a, r, b, date($since) < r._from <= $day <= r._to AS came, r._from <= date($since) <= r._to < $day AS went
WHERE came OR went
RETURN CASE WHEN went THEN 'ended' WHEN r.since IS NULL THEN 'first recorded' ELSE 'began' END AS move, type(r) AS what,
       coalesce(a.id, a.iso3, a.name) AS from, coalesce(b.id, b.body_id, b.iso3 + '/' + b.capability) AS to,
       r._from AS first_day, r._to AS last_day, r.source_id AS source
ORDER BY what, move, from, to, source
