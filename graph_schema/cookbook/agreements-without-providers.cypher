// Countries that take part in an agreement or network, but in which no provider of its area is recorded.
MATCH (i:Agreement|Network)-[:OPENS]->(d:Duty {edition: $edition})
CALL (i) {
  MATCH (who:Stakeholder|Country)-[r:PARTY_TO]->(i)
  WHERE r._from <= $day <= r._to AND r.status <> 'unknown'
  RETURN coalesce(r.iso3, who.home_iso3) AS iso3
  UNION
  MATCH (i:Network)-[:IS]->(:Stakeholder)<-[r:MEMBER_OF]-(who:Stakeholder)
  WHERE r._from <= $day <= r._to AND r.status <> 'unknown'
  RETURN who.home_iso3 AS iso3
}
WITH DISTINCT i, d, iso3
WHERE iso3 IS NOT NULL AND NOT EXISTS {
  MATCH (c:Cell {iso3: iso3, edition: $edition, capability: d.capability}) WHERE c.independent > 0 }
RETURN coalesce(i.id, i.network_id) AS agreement, d.capability AS capability, count(iso3) AS countries, collect(iso3) AS which
ORDER BY agreement, toInteger(capability)
