// What was written since a day: when it was recorded, not when it happened.
// parameters: since=2026-01-01
// command: mnr history
MATCH (b:MnrBatch) WHERE b.at >= $since
MATCH (c:MnrChange {seq: b.seq})
RETURN b.at AS at, b.author AS author, b.note AS note, c.type AS type, c.op AS op, sum(size(c.ids)) AS records
ORDER BY at, type, op
