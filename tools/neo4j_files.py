"""The files of ``graph_schema/neo4j_files``: colours for Neo4j Browser, a perspective for Bloom, a dashboard for
NeoDash.

Labels, properties and captions come from the declaration and the framework, queries from the cookbook, colours from
the dashboard. No clock and no chance: the same declaration gives the same files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from coordination.model.layer import KIND_LABELS, STATUS_LABELS
from coordination.text.codes import ORGANISATION_KINDS
from coordination.text.states import STATE_WORDS
from dashboard.ui.theme import CHROME, SIGNS, Sign, kind_style
from graph_schema.cookbook import Query, cookbook
from graph_schema.cypher import DERIVED, FRAMEWORK, FRAMEWORK_LINKS, is_list, is_number
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.schema import SCHEMA

__all__ = ["PAGES", "PHRASES", "dashboard", "labels", "parameters", "perspective", "relationships", "style"]

_GREY: Final = "#A5ABB6"
#: Colours of the labels that have none of their own in the dashboard.
_COLOURS: Final = {
    "Stakeholder": CHROME["muted"][0],
    "Country": CHROME["ink"][0],
    "Cell": CHROME["muted"][0],
    "Capability": CHROME["accent"][0],
    "Duty": CHROME["q3"][0],
    "Agreement": kind_style("network_member").colour,
    "Network": kind_style("un_agency").colour,
    "CommitteeBody": kind_style("government").colour,
    "Source": CHROME["control"][0],
    "Region": CHROME["q2"][0],
}
#: Relationships that stand out, and those of providers above all.
_THICK: Final = {"DELIVERS": 3, "WORKS_WITH": 2, "COOPERATES_WITH": 2, "FUNDS": 2, "DEPENDS_ON": 2}
_WIDE: Final = frozenset({"Country", "Stakeholder", *KIND_LABELS.values()})


@dataclass(frozen=True)
class Look:
    """A label as it is drawn: its name for people, its properties (name -> whether text, number or list), the one that
    names a node, its colour."""

    label: str
    name: str
    properties: Mapping[str, str]
    caption: str
    colour: str


def _caption(names: Mapping[str, str], key: tuple[str, ...]) -> str:
    return next((n for n in ("name", "title", "label", "item") if n in names), key[-1])


def _records() -> Iterator[Look]:
    for t in SCHEMA.nodes:
        kinds = {p.name: "array" if is_list(p) else "number" if is_number(p) else "string" for p in t.props}
        yield Look(t.label, t.label, kinds, _caption(kinds, t.key), _COLOURS.get(t.label, _GREY))


def _framework() -> Iterator[Look]:
    e = edition()
    for name, (label, key) in FRAMEWORK.items():
        columns = dict.fromkeys(["edition", *(e.lists[name][0] if e.lists[name] else key)], "string")
        columns |= {n: "bigint" for n in ("position", "required", "year") if n in columns}
        yield Look(label, label, columns, _caption(columns, key), _COLOURS.get(label, _GREY))


def labels() -> list[Look]:
    """Every label that is drawn, general ones before those that say more."""
    cell = {**dict.fromkeys(["iso3", "edition", "capability", "name", "status"], "string"),
            "independent": "bigint", "required": "bigint", "flags": "array", "as_of": "date"}  # fmt: skip
    first = [
        *_records(),
        *_framework(),
        Look("Region", "Region", {"name": "string"}, "name", _COLOURS["Region"]),
    ]
    first.append(Look("Cell", "Capability in a country", cell, "name", _COLOURS["Cell"]))
    people = next(look for look in first if look.label == "Stakeholder")
    kinds = [
        Look(label, ORGANISATION_KINDS[kind].text, people.properties, "name", kind_style(kind).colour)
        for kind, label in KIND_LABELS.items()
    ]
    statuses = [
        Look(label, STATE_WORDS[status].text, cell, "name", SIGNS[Sign(status)].light.fill)
        for status, label in STATUS_LABELS.items()
    ]
    return [*first, *kinds, *statuses]


def relationships() -> list[str]:
    """Every type of relationship, those of records first."""
    made = [*(t.label for t in SCHEMA.claims), *DERIVED, *(link.type for link in FRAMEWORK_LINKS)]
    return list(dict.fromkeys([*made, "OF", "IN_COUNTRY", "IN_EDITION"]))


def _ink(colour: str) -> str:
    """White or black, whichever can be read on a colour."""
    from dashboard.ui.theme import contrast

    return max(("#FFFFFF", "#000000"), key=lambda ink: contrast(ink, colour))


def _rule(selector: str, **properties: str) -> str:
    lines = "".join(f"  {name.replace('_', '-')}: {value};\n" for name, value in properties.items())
    return f"{selector} {{\n{lines}}}\n"


def style() -> str:
    """A graph style sheet for Neo4j Browser (``:style``). Where a node has two labels, the later rule counts."""
    out = [
        _rule("node", diameter="50px", color=_GREY, border_color="#9AA1AC", border_width="2px",
              text_color_internal="#000000", font_size="10px"),
        _rule("relationship", color=_GREY, shaft_width="1px", font_size="8px", padding="3px",
              text_color_external="#000000", text_color_internal="#FFFFFF", caption='"<type>"'),
    ]  # fmt: skip
    for look in labels():
        size = "65px" if look.label in _WIDE else "50px"
        out.append(
            _rule(f"node.{look.label}", diameter=size, color=look.colour, border_color=look.colour,
                  text_color_internal=_ink(look.colour), caption=f'"{{{look.caption}}}"')
        )  # fmt: skip
    out += [_rule(f"relationship.{t}", shaft_width=f"{wide}px") for t, wide in _THICK.items()]
    return "\n".join(out)


def _examples() -> dict[str, str]:
    """A value for every parameter of the cookbook."""
    return {name: text for query in cookbook().values() for name, text in query.parameters.items()}


def parameters() -> str:
    """The parameters of the favourites, for Neo4j Browser. ``=>`` has each worked out; of the other form with braces
    Browser takes ``date()`` for a text."""
    values = {"day": "date()", "edition": f"'{BASE_EDITION}'"}
    values |= {name: f"'{text}'" for name, text in sorted(_examples().items())}
    head = "// Parameters of the favourites: change what you ask about, and run this first"
    return "\n".join([head, *(f":param {name} => {value}" for name, value in values.items())]) + "\n"


#: Search phrases of Bloom: words with their parameters, what each of them suggests, and a query that gives a graph.
PHRASES: Final = (
    ("Board of $iso3", {"iso3": ("Country", "iso3")},
     "MATCH (c:Cell {iso3: $iso3})-[i:IN_COUNTRY]->(k:Country) WHERE c.status IS NOT NULL\n"
     "OPTIONAL MATCH (s:Stakeholder)-[r:DELIVERS {role: 'provides'}]->(c) WHERE r._from <= date() <= r._to\n"
     "RETURN c, i, k, r, s"),
    ("Gaps of $iso3", {"iso3": ("Country", "iso3")},
     "MATCH (c:Gap {iso3: $iso3})-[o:OF]->(p:Capability)\nOPTIONAL MATCH (c)-[d:DEPENDS_ON]->(n:Cell)\n"
     "RETURN c, o, p, d, n"),
    ("Other providers not checked", {},
     "MATCH (c:Fragile) WHERE 'uncounted' IN c.flags\n"
     "OPTIONAL MATCH (s:Stakeholder)-[r:DELIVERS {role: 'provides'}]->(c) WHERE r._from <= date() <= r._to\n"
     "RETURN c, r, s"),
    ("Providers of $capability in $iso3",
     {"capability": ("Capability", "number"), "iso3": ("Country", "iso3")},
     "MATCH (s:Stakeholder)-[r:DELIVERS {role: 'provides'}]->(c:Cell {iso3: $iso3, capability: $capability})\n"
     "WHERE r._from <= date() <= r._to\nRETURN s, r, c"),
    ("What depends on $who", {"who": ("Stakeholder", "id")},
     "MATCH (s:Stakeholder {id: $who})-[r:DELIVERS {role: 'provides'}]->(c:Cell) WHERE r._from <= date() <= r._to\n"
     "OPTIONAL MATCH (c)<-[d:DEPENDS_ON]-(n:Cell) WHERE n.independent > 0\nRETURN s, r, c, d, n"),
    ("Partners of $who", {"who": ("Stakeholder", "id")},
     "MATCH (s:Stakeholder {id: $who})-[r:WORKS_WITH]-(p:Stakeholder)\n"
     "OPTIONAL MATCH (p)-[b:BASED_IN]->(k:Country)\nRETURN s, r, p, b, k"),
    ("Parties of $agreement", {"agreement": ("Agreement", "id")},
     "MATCH (who)-[r:PARTY_TO]->(a:Agreement {id: $agreement}) WHERE r._from <= date() <= r._to\n"
     "OPTIONAL MATCH (a)-[o:OPENS]->(d:Duty)\nRETURN who, r, a, o, d"),
)  # fmt: skip


def _bloom_properties(look: Look) -> list[dict[str, Any]]:
    return [{"name": n, "exclude": False, "dataType": kind} for n, kind in look.properties.items()]


def _template(number: int, phrase: str, params: Mapping[str, tuple[str, str]], cypher: str) -> dict[str, Any]:
    return {
        "name": phrase.split(" $")[0],
        "id": f"tmpl:{number}",
        "createdAt": number,
        "text": phrase,
        "cypher": cypher,
        "isUpdateQuery": None,
        "hasCypherErrors": False,
        "params": [
            {"name": f"${name}", "dataType": "String", "collapsed": False, "suggestionLabel": label,
             "suggestionProp": prop, "suggestionBoolean": False, "cypher": None}
            for name, (label, prop) in params.items()
        ],
    }  # fmt: skip


def perspective() -> str:
    """A perspective for Bloom. A node is drawn by the first category that fits it, so what says more comes first."""
    looks = labels()[::-1]
    categories = [
        {
            "id": i,
            "name": look.name,
            "color": look.colour,
            "size": 1.5 if look.label in _WIDE else 1,
            "icon": "no-icon",
            "labels": [look.label],
            "properties": _bloom_properties(look),
            "hiddenLabels": False,
            "uniqueLabels": [],
            "styleRules": [],
            "captionKeys": [look.caption],
            "captions": [{"key": look.caption, "type": "property", "inTooltip": True, "isCaption": True, "styles": []}],
            "createdAt": 0,
            "lastEditedAt": 0,
        }
        for i, look in enumerate(looks, 1)
    ]  # fmt: skip
    types = [
        {"id": t, "name": t, "color": _GREY, "size": _THICK.get(t, 1), "properties": [], "styleRules": [],
         "captionKeys": [], "captions": [{"key": t, "type": "relationship", "inTooltip": True, "isCaption": True,
                                          "styles": []}]}
        for t in relationships()
    ]  # fmt: skip
    made = {
        "name": "MNR coordination graph",
        "id": str(uuid5(NAMESPACE_URL, "mnr-coordination-graph/bloom")),
        "version": "2.3.0",
        "categories": categories,
        "labels": {
            look.label: [
                {"propertyKey": n, "type": look.label, "dataType": kind}
                for n, kind in look.properties.items()
            ]
            for look in looks
        },
        "relationshipTypes": types,
        "palette": {"colors": list(dict.fromkeys(look.colour for look in looks)), "currentIndex": 0},
        "templates": [_template(i, *phrase) for i, phrase in enumerate(PHRASES, 1)],
        "sceneActions": [],
        "hiddenRelationshipTypes": ["IN_EDITION"],
        "hiddenCategories": [],
        "hideUncategorisedData": False,
        "isAuto": False,
        "history": [],
        "parentPerspectiveId": None,
        "metadata": {"pathSegments": [], "indexes": []},
        "createdAt": 0,
        "lastEditedAt": 0,
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


#: Pages of the dashboard and the queries of the cookbook on each. Without ``betweenness``: it takes longer than NeoDash
#: waits.
PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "Capabilities": (
        "status", "missing-prerequisites", "who-provides", "sources-of-status", "agreements-without-providers",
    ),
    "Single points of failure": ("sole-providers", "what-falls", "operators", "funding-that-ends"),
    "Partnerships": ("brokers", "handoffs-without-partnership", "shortest-way", "members-without-police"),
    "Agreements": ("open-agreements",),
    "Records": ("find", "changed-since", "written-since"),
}  # fmt: skip
_WIDTH: Final = 24  #: columns of a page
#: What the dashboard asks about when it is opened.
_DASHBOARD: Final[Mapping[str, str]] = {"day": "2026-12-03", **_examples()}
_ASKED: Final = re.compile(r"\$(\w+)")


def _asked(query: Query) -> list[str]:
    """The parameters of a query that a page has fields for, in the order in which it names them."""
    text = "\n".join(line for line in query.text.splitlines() if not line.startswith("//"))
    return [name for name in dict.fromkeys(_ASKED.findall(text)) if name != "edition"]


def _for_neodash(query: Query) -> str:
    """The text of a query with parameters as NeoDash names them; a day is text there, and the edition is that of the
    layer."""

    def named(match: re.Match[str]) -> str:
        if match[1] == "edition":
            return f"'{BASE_EDITION}'"
        name = f"$neodash_{match[1]}"
        return f"date({name})" if match[1] == "day" else name

    return _ASKED.sub(named, "\n".join(x for x in query.text.splitlines() if not x.startswith("//"))) + "\n"


def _panel(
    at: str, title: str, query: str, kind: str, place: tuple[int, int, int, int], **settings: Any
) -> dict[str, Any]:
    x, y, width, height = place
    return {
        "id": str(uuid5(NAMESPACE_URL, f"mnr-coordination-graph/{at}")),
        "title": title,
        "query": query,
        "width": width,
        "height": height,
        "x": x,
        "y": y,
        "type": kind,
        "selection": {},
        "settings": settings,
    }


def _page(title: str, names: tuple[str, ...]) -> dict[str, Any]:
    queries = [cookbook()[name] for name in names]
    choices = list(dict.fromkeys(p for query in queries for p in _asked(query)))
    wide = _WIDTH // max(4, len(choices))
    reports = [
        _panel(f"{title}/{p}", p, "RETURN true", "select", (i * wide, 0, wide, 2), type="Free Text", entityType=p,
               parameterName=f"neodash_{p}", defaultValue=_DASHBOARD[p])
        for i, p in enumerate(choices)
    ]  # fmt: skip
    half = _WIDTH // 2
    reports += [
        _panel(
            f"{title}/{q.name}", q.title, _for_neodash(q), "table", (i % 2 * half, 2 + i // 2 * 8, half, 8)
        )
        for i, q in enumerate(queries)
    ]
    return {"title": title, "reports": reports}


def dashboard() -> str:
    """A dashboard for NeoDash 2.4: the cookbook as tables, and fields for what they ask about."""
    made = {
        "uuid": str(uuid5(NAMESPACE_URL, "mnr-coordination-graph/neodash")),
        "title": "MNR coordination graph",
        "version": "2.4",
        "settings": {
            "pagenumber": 0,
            "editable": True,
            "fullscreenEnabled": False,
            "parameters": {f"neodash_{name}": text for name, text in _DASHBOARD.items()},
        },
        "pages": [_page(title, names) for title, names in PAGES.items()],
        "parameters": {},
        "extensions": {"active": True, "activeReducers": []},
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
