"""``docs/reference/cookbook.md``: every query of the cookbook as it is shipped."""

from __future__ import annotations

from graph_schema.cookbook import cookbook

__all__ = ["recipes"]

_HEAD = """\
# Cypher cookbook

Questions to a workspace in Neo4j, to start from. `mnr cypher` lists them, `mnr cypher NAME -p KEY=VALUE` asks them.
They work in Neo4j Browser as well; set the parameters there first:

```
:param day => date('2026-12-03')
:param edition => 'mnr-2016'
:param iso3 => 'MWI'
:param capability => '12'
:param who => 'iwf'
:param a => 'iwf'
:param b => 'unodc'
:param duty => '12'
:param network => 'ecpat-international'
:param until => '2027-12-31'
:param since => '2026-01-01'
:param words => 'hotline'
```

What to know first:

- A record is a relationship, and there is one for each source. Two sources that say the same are two parallel
  relationships: count organisations (`count(DISTINCT s)`), not relationships.
- `r._from <= $day <= r._to` says whether a record counts on a day. These two days are part of the *derived layer*,
  which `mnr store derive` writes; so are the statuses of capabilities with their warnings (`flags`, such as
  `uncounted`: other providers not checked), labels such as `:Gap` and `:LawEnforcement`, and the relationships
  `BASED_IN`, `IN_REGION`, `RUNS`, `OPENS`, `SUPPORTS`, `IS`, `LAID_DOWN_IN` (a commitment in an agreement),
  `SAID_IN` (from a node to its source, and from where a relationship starts to the source of that), `OF_SEAT` and
  `BY_MEANS` (of a member and of somebody at work), `WORKS_WITH` (all partnerships of two organisations as one) and
  `DEPENDS_ON` (a capability of a country on another). `record` on `SAID_IN`, `OF_SEAT` and `BY_MEANS` is the `_id` of
  the relationship they belong to. Statuses, warnings, `WORKS_WITH` and what has a `record` are those of the day that
  the layer was written for. `mnr store info` says which day that is, and whether the records have changed since.
- *Unknown* is a status of its own: a capability without any record is not a gap.
- The cookbook counts all evidence, confirmed or not.
"""


def recipes() -> str:
    """The page."""
    out = [_HEAD]
    for query in cookbook().values():
        body = "\n".join(line for line in query.text.splitlines() if not line.startswith("// "))
        out.append(f"## {query.name}\n\n{query.title}")
        if query.command:
            out.append(f"The command with this answer: `{query.command}`.")
        out.append(f"```cypher\n{body}\n```\n")
    return "\n\n".join(part.rstrip("\n") for part in out) + "\n"
