// Pairs of countries that an agreement or network joins for an area of cooperation.
// parameters: duty=12
// command: mnr corridors --duty 12
MATCH (i:Agreement|Network)-[:OPENS]->(:Duty {edition: $edition, capability: $duty})
CALL (i) {
  WITH i WHERE i:Agreement AND i.kind <> 'funding' 
    AND (i.expires IS NULL OR left(toString($day), size(i.expires)) <= i.expires)
    AND CASE WHEN i.in_force IS NOT NULL THEN i.in_force <= toString($day)
             WHEN i.kind IN ['treaty', 'regional_convention'] THEN false
             ELSE coalesce(i.adopted, '') <= toString($day) END
  MATCH (who:Stakeholder|Country)-[r:PARTY_TO]->(i)
  WHERE r._from <= $day <= r._to AND r.status <> 'unknown'
  RETURN coalesce(r.iso3, who.home_iso3) AS iso3
  UNION
  MATCH (i:Network)-[:IS]->(:Stakeholder)<-[r:MEMBER_OF]-(who:Stakeholder)
  WHERE r._from <= $day <= r._to AND r.status <> 'unknown'
  RETURN who.home_iso3 AS iso3
}
WITH i, collect(DISTINCT iso3) AS bound
UNWIND bound AS a UNWIND bound AS b
WITH a, b, i WHERE a < b
RETURN a, b, collect(coalesce(i.id, i.network_id)) AS agreements
ORDER BY a, b
