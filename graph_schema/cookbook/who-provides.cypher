// Who provides or supports a capability in a country, and which source says so.
// parameters: iso3=MWI capability=12
// command: mnr explain MWI 12
MATCH (s:Stakeholder)-[r:DELIVERS]->(:Cell {iso3: $iso3, edition: $edition, capability: $capability})
WHERE r._from <= $day <= r._to
MATCH (q:Source {source_id: r.source_id})
RETURN s.id AS who, s.name AS name, r.role AS role, r.since AS since, r.verified AS verified,
       q.title AS source, q.publisher AS publisher, q.url AS url, r._file AS file, r._line AS line
ORDER BY role, who, source
