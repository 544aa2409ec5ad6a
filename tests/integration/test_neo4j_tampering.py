"""Whatever is changed in the graph behind the program's back is found, does not take the store down, and is put back.

Every property of every kind of node and relationship is changed in turn, and taken away.
"""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path

import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.model.snapshot import Snapshot
from coordination.store.base import STORE_VERSION
from coordination.store.bolt import Tx
from coordination.store.checking import check_books
from coordination.store.graphbooks import books_of
from coordination.store.graphframework import framework_differs
from coordination.store.launcher.server import Server
from coordination.store.neo4j import Neo4jStore
from coordination.workspace.deriving import layer_of
from graph_schema import cypher
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import StoreDamaged, StoreTooNew
from graph_schema.issues import Issue, errors_in
from graph_schema.schema import SCHEMA
from tests.contract.test_old_stores import BATCHES, CHAIN, FILE, NEW, OLD, ROWS, SNAPSHOT
from tests.contract.test_store import AT, SMALL, put
from tests.contract.test_tampering import told
from tests.neo4j_fixture import ask, empty
from tests.worlds import random_world

LABELS = {t.label: t for t in SCHEMA.nodes}
TYPES = {t.label: t for t in SCHEMA.claims}
#: A write to it is the lock of every writer; it says nothing.
LOCK = ("MnrStore", "locked")
#: What verify says of things that are neither records nor framework lists, if something else than of batches, the log
#: and its copies: so one of each may be changed at once.
SAID = {
    "MnrSetting": "the setting ",
    "MnrSighting": "the list of files that were offered again",
    **dict.fromkeys(("Cell", "Indicator", "Region", "Reviewer"), "connect"),
}
LISTS = "the framework lists are not what was written"
#: Several records of the types that the world has one of: so many properties of a type can be changed at once.
MORE = {
    "assessments": [
        {"iso3": "MWI", "enabler": e, "finding": "partly", "reviewed_on": "2025", "method": "desk_review",
         "source_id": "s1"}
        for e in ("1", "2", "3", "4")
    ],
    "judgements": [
        {"a_id": "00123", "b_id": f"other-{k}", "verdict": "unsure", "reviewed_on": "2025"} for k in range(3)
    ],
    "networks": [{"network_id": f"net-{k}", "name": f"Network {k}", "kind": "association"} for k in range(3)],
    "memberships": [{"network_id": f"net-{k}", "stakeholder_id": "00123", "source_id": "s1"} for k in range(3)],
    "indicators": [
        {"indicator_id": f"i-{k}", "name": "n", "unit": "%", "region": "Africa", "value": "1", "source_id": "s1"}
        for k in range(3)
    ],
}  # fmt: skip


def filled(url: str) -> Neo4jStore:
    """As the SQLite store of ``test_tampering``: every type, some history, settings, files offered again."""
    store = Neo4jStore(url)
    store.prepare()
    store.set_settings({"title": "Mine", "tier": "AMBER"}, at=AT, author="me")
    put(store, SMALL, note="first")
    put(store, random_world(4, "tiny"), note="a world")
    rows = {"stakeholders": [{**SMALL["stakeholders"][0], "name": "Ministry of Gender"}]}
    put(store, {**rows, "deliveries": SMALL["deliveries"][:1]}, ("deliveries",), "changed and removed")
    put(store, {**NEW, "deliveries": SMALL["deliveries"]}, note="back")
    put(store, MORE, note="more")
    store.sighted([("a.csv", "aa"), ("b.csv", "bb")], AT)
    store.set_settings({"tier": "RED"}, at=AT, author="me")
    return store


@pytest.fixture
def store(neo4j_url: str) -> Iterator[Neo4jStore]:
    opened = filled(neo4j_url)
    yield opened
    opened.close()


def other(value: object) -> object:
    """Another value of the same kind; for nothing, something."""
    if value is None:
        return "x"
    if isinstance(value, list):
        return [*value[:-1], other(value[-1])]
    if isinstance(value, int | float):
        return value + 1000  # not one that something else has
    return bytes(value) + b"x" if isinstance(value, bytes | bytearray) else f"{value}x"


def removed(_value: object) -> object:
    return None


def kinds(server: Server) -> list[tuple[str, str, str]]:
    """("n" or "r", label or type, property) of everything there is, each once."""
    nodes = ask(
        server, "MATCH (n) UNWIND labels(n) AS l UNWIND keys(n) AS k RETURN DISTINCT 'n', l, k ORDER BY l, k"
    )
    claims = ask(
        server, "MATCH ()-[r]->() UNWIND keys(r) AS k RETURN DISTINCT 'r', type(r), k ORDER BY type(r), k"
    )
    return [(str(a), str(b), str(c)) for a, b, c in (*nodes, *claims)]


def pattern(what: str, name: str) -> str:
    return f"(x:`{name}`)" if what == "n" else f"()-[x:`{name}`]->()"


@dataclass(frozen=True)
class Change:
    """A property of one thing: which, what it is, what is put in its place, and the id of the record it belongs to."""

    what: str
    name: str
    key: str
    id: str
    old: object
    new: object
    record: object


def choices(
    server: Server, asked: list[tuple[str, str, str]], new: Callable[[object], object]
) -> list[list[Change]]:
    """For each (kind, label or type, property) the things to change: those that have the property, where any has."""
    out = {}
    for what, thing, is_of in (
        ("n", "MATCH (x)", "a.name IN labels(x)"),
        ("r", "MATCH ()-[x]->()", "type(x) = a.name"),
    ):
        given = [
            {
                "name": name,
                "key": key,
                "ident": cypher.id_of(t) if (t := LABELS.get(name) or TYPES.get(name)) else "",
                "any": name not in LABELS,
            }
            for kind, name, key in asked
            if kind == what
        ]
        found = ask(
            server,
            f"UNWIND $given AS a {thing} WHERE {is_of} AND (a.any OR x.`_version` IS NOT NULL) "
            "WITH a, x ORDER BY x[a.key] IS NULL, elementId(x) "
            "WITH a, collect(x)[..30] AS some "
            "RETURN a.name, a.key, [x IN some | [elementId(x), x[a.key], x[a.ident]]]",
            given=given,
        )
        for name, key, some in found:
            had = [x for x in some if x[1] is not None] or some  # type: ignore[union-attr,index,attr-defined]
            out[what, name, key] = [Change(what, name, key, i, v, new(v), r) for i, v, r in had]  # type: ignore[arg-type,union-attr]
    return [out[k] for k in asked]


def chosen(
    server: Server, asked: list[tuple[str, str, str]], new: Callable[[object], object]
) -> list[Change]:
    return [some[0] for some in choices(server, asked, new)]


def turns(found: list[list[Change]]) -> list[list[Change]]:
    """One change of each list, in as few turns as there are records for: in a turn no record is changed twice."""
    out: list[dict[str, Change]] = []
    for some in found:
        for turn in out:
            if free := [c for c in some if c.id not in turn]:
                turn[free[0].id] = free[0]
                break
        else:
            out.append({some[0].id: some[0]})
    return [list(turn.values()) for turn in out]


def write(server: Server, changes: list[Change], values: Callable[[Change], object]) -> None:
    for what, thing in (("n", "MATCH (x)"), ("r", "MATCH ()-[x]->()")):
        rows = [{"id": c.id, "key": c.key, "value": values(c)} for c in changes if c.what == what]
        if rows:
            ask(
                server,
                f"UNWIND $rows AS r {thing} WHERE elementId(x) = r.id SET x[r.key] = r.value",
                rows=rows,
            )


@contextmanager
def changed(server: Server, changes: list[Change]) -> Iterator[None]:
    """The properties hold something else; undone on leaving."""
    write(server, changes, lambda c: c.new)
    yield
    write(server, changes, lambda c: c.old)


def passed_over(server: Server, store: Neo4jStore, changes: list[Change]) -> list[Change]:
    """Those that are not seen when the framework lists are looked through. Of each label and each type of relationship
    one property is changed at a time; the two apart, for a relationship also tells the keys of its ends."""
    found = []
    for what in ("n", "r"):
        by_name: dict[str, list[Change]] = {}
        for c in changes:
            if c.what == what:
                by_name.setdefault(c.name, []).append(c)
        for turn in zip_longest(*by_name.values()):
            some = [c for c in turn if c is not None]
            with changed(server, some):
                differ = store._bolt.read(framework_differs)
            found += [c for c in some if c.name not in differ]
    return found


def books_broken(store: Neo4jStore) -> list[Issue]:
    """What verify finds in what the store keeps about itself."""

    async def look(tx: Tx) -> list[Issue]:
        layout, state = await store._meta(tx)
        return errors_in(check_books(await books_of(tx, state, layout))[1])

    return store._bolt.read(look)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("new", [other, removed])
def test_every_property_of_every_kind(
    store: Neo4jStore, neo4j_server: Server, new: Callable[[object], object]
) -> None:
    there = [k for k in kinds(neo4j_server) if k[1:] != LOCK]
    assert {k[1] for k in there} >= {*LABELS, *TYPES}
    rest = [k for k in there if k[1] not in LABELS and k[1] not in TYPES]
    declared = [("n", t.label, k) for t in SCHEMA.nodes for k in cypher.stored(t)]
    declared += [("r", t.label, k) for t in SCHEMA.claims for k in cypher.stored(t)]
    records = [k for k in declared if new is other or k in there]
    assert {k[1] for k in rest} >= {
        "MnrStore", "MnrBatch", "MnrChange", "MnrCopy", "MnrEvent", "MnrSetting", "MnrSighting", "Cell", "Capability",
    }  # fmt: skip
    assert len(records) + len(rest) > (400 if new is other else 200)
    unseen: list[object] = []
    # One property of a record at a time: each of the records must be named.
    for changes in turns(choices(neo4j_server, records, new)):
        with changed(neo4j_server, changes):
            named = {i.record for i in errors_in(store.verify())}
        unseen += [c for c in changes if not named & {str(c.record), f"{c.record}x"}]
    # Verify names the framework lists once, and does not say which of them differ.
    lists = [
        c for c in chosen(neo4j_server, rest, new) if not c.name.startswith("Mnr") and c.name not in SAID
    ]
    unseen += passed_over(neo4j_server, store, lists)
    with changed(neo4j_server, lists):
        assert LISTS in {i.message for i in errors_in(store.verify())}
    # What the store keeps about itself, and what claims hang on.
    lanes: dict[str, list[Change]] = {}
    for c in chosen(neo4j_server, [k for k in rest if k[1].startswith("Mnr") or k[1] in SAID], new):
        if c.name != "MnrStore":
            lanes.setdefault(SAID.get(c.name, ""), []).append(c)
            continue
        with changed(neo4j_server, [c]):
            if c.key == "version" and new is other:  # a greater one: it cannot judge
                with pytest.raises(StoreTooNew):
                    store.verify()
            elif not errors_in(store.verify()):
                unseen.append(c)
    # The log, the batches, the copies and the events: one after the other, by the part of verify that looks at them.
    own = lanes.pop("")
    for c in own:
        with changed(neo4j_server, [c]):
            if not books_broken(store) and not errors_in(store.verify()):
                unseen.append(c)
    with changed(neo4j_server, own):
        assert errors_in(store.verify())
    for turn in zip_longest(*lanes.values()):
        with changed(neo4j_server, [c for c in turn if c is not None]):
            found = [i.message for i in errors_in(store.verify())]
        told_of = {next((w for w in SAID.values() if w in message), "") for message in found}
        unseen += [c for c in turn if c is not None and SAID.get(c.name, "") not in told_of]
    assert unseen == []
    assert errors_in(store.verify()) == []


#: (what somebody does in Neo4j Browser, the record that is named)
EDITS = {
    "a text": ("MATCH (s:Stakeholder {id: '00123'}) SET s.note = 'x'", "stakeholders 00123"),
    "a number for a text": ("MATCH (s:Stakeholder {id: '00123'}) SET s.name = 7", "stakeholders 00123"),
    "a text for a list": (
        "MATCH (s:Stakeholder {id: '00123'}) SET s.sectors = 'health;police'",
        "stakeholders 00123",
    ),
    "a version": ("MATCH (s:Stakeholder {id: '00123'}) SET s.`_version` = 'x'", "stakeholders 00123"),
    "a line": ("MATCH (s:Stakeholder {id: '00123'}) SET s.`_line` = 5", "stakeholders 00123"),
    "a record and its claims": ("MATCH (s:Stakeholder {id: '00123'}) DETACH DELETE s", "stakeholders 00123"),
    "a label": (
        "MATCH (s:Stakeholder {id: '00123'}) REMOVE s:Stakeholder SET s:Organisation",
        "stakeholders 00123",
    ),
    "one more": ("CREATE (:Source {source_id: 'zz', title: 'Z', `_version`: 1, `_batch`: 1})", "sources zz"),
}


@pytest.mark.parametrize("edit", list(EDITS))
def test_an_edit_in_the_browser_does_not_take_the_store_down(
    store: Neo4jStore, neo4j_server: Server, edit: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Verify names it, an answer is made of what was written and says so, repair puts it back."""
    whole = store.snapshot()
    text, name = EDITS[edit]
    ask(neo4j_server, text)
    other_store = Neo4jStore(neo4j_server.url)
    try:
        assert any(name in i.message for i in errors_in(other_store.verify()))
        if edit != "a line":  # the answer does not rest on it
            with caplog.at_level(logging.WARNING):
                snapshot = other_store.snapshot()
            assert snapshot.id == whole.id
            if edit != "a text for a list":
                assert name in caplog.text
                assert "store repair" in caplog.text
            for t in SCHEMA:
                assert told(snapshot, t) == told(whole, t)
        assert any(name in done for done in other_store.repair(at=AT, author="me"))
        assert errors_in(other_store.verify()) == []
        fresh = Neo4jStore(neo4j_server.url)
        for t in SCHEMA:
            assert told(fresh.snapshot(), t) == told(whole, t)
        fresh.close()
        assert other_store.repair() == []
    finally:
        other_store.close()


#: (what somebody does in Neo4j Browser, a part of what verify says)
STRANGE = {
    "a node": ("CREATE (:Stakeholder {id: 'zz', name: 'Z'})", "a node zz with the label Stakeholder"),
    "a node on which something hangs": (
        "CREATE (:Source {source_id: 'q1', title: 'Q'})<-[:MINE]-(:Mine)", "a node q1 with the label Source",
    ),
    "a lonely reviewer": ("CREATE (:Reviewer {name: 'x'})", "a node x with the label Reviewer"),
    "what a record says of an end": (
        "MATCH (s:Stakeholder) WHERE s.`_version` IS NULL WITH s LIMIT 1 SET s.name = 'Z'",
        "with the label Stakeholder",
    ),
    "a claim": (
        "MATCH (a:Stakeholder {id: '00123'}), (c:Cell) WITH a, c LIMIT 1 CREATE (a)-[:DELIVERS {iso3: 'MWI'}]->(c)",
        "a relationship DELIVERS from Stakeholder to Cell",
    ),
    "a need": (
        "MATCH (a:Stakeholder {id: '00123'}), (c:Capability) WITH a, c LIMIT 1 CREATE (a)-[:REQUIRES]->(c)",
        "a relationship REQUIRES from Stakeholder to Capability",
    ),
    "a cell of two countries": (
        "MATCH (c:Cell), (k:Country) WHERE c.iso3 <> k.iso3 WITH c, k LIMIT 1 CREATE (c)-[:IN_COUNTRY]->(k)",
        "a relationship IN_COUNTRY from Cell to Country",
    ),
    "a cell twice on its capability": (
        "MATCH (c:Cell)-[:OF]->(p) WITH c, p LIMIT 1 CREATE (c)-[:OF]->(p)",
        "a relationship OF from Cell to Capability",
    ),
    "an item of two editions": (
        "MATCH (c:Capability {edition: 'mnr-2016'}), (e:Edition {id: 'mnr-2022'}) WITH c, e LIMIT 1 "
        "CREATE (c)-[:IN_EDITION]->(e)",
        "a relationship IN_EDITION from Capability to Edition",
    ),
    "an organisation that is a cell": (
        "MATCH (s:Stakeholder {id: '00123'}) SET s:Cell", "Stakeholder 00123 has a label",
    ),
    "an organisation that is a capability": (
        "MATCH (s:Stakeholder {id: '00123'}) SET s:Capability", "Stakeholder 00123 has a label",
    ),
    "an organisation that is a source": (
        "MATCH (s:Stakeholder {id: '00123'}) SET s:Source", "Stakeholder 00123 has a label",
    ),
    "an organisation that is an update": (
        "MATCH (s:Stakeholder {id: '00123'}) SET s:MnrBatch", "Stakeholder 00123 has a label",
    ),
    "a second store": ("CREATE (:MnrStore {name: 'x'})", "a node with the label MnrStore"),
    "an id that is a number": ("MATCH (s:Stakeholder {id: '00123'}) SET s.id = 7", "stakeholders 7"),
    "an id that is a list": ("MATCH (s:Stakeholder {id: '00123'}) SET s.id = ['a']", "stakeholders ['a']"),
    "an id that is gone": ("MATCH (s:Stakeholder {id: '00123'}) REMOVE s.id", "stakeholders 00123 (it is gone)"),
    "a claim whose id is a number": ("MATCH ()-[r:DELIVERS]->() WITH r LIMIT 1 SET r.`_id` = 7", "deliveries 7"),
    "a claim whose id is gone": ("MATCH ()-[r:DELIVERS]->() WITH r LIMIT 1 REMOVE r.`_id`", "(it is gone)"),
}  # fmt: skip


@pytest.mark.parametrize("edit", list(STRANGE))
def test_what_bears_a_name_of_the_program_and_is_none_of_it_is_found_and_taken_away(
    store: Neo4jStore, neo4j_server: Server, edit: str
) -> None:
    """Nothing of it is a record, so no answer counts it; whoever asks the graph by hand does."""
    whole = store.snapshot()
    text, name = STRANGE[edit]
    ask(neo4j_server, text)
    other_store = Neo4jStore(neo4j_server.url)
    try:
        assert any(name in i.message for i in errors_in(other_store.verify()))
        assert other_store.snapshot().id == whole.id
        assert other_store.repair(at=AT, author="me")
        assert errors_in(other_store.verify()) == []
        assert other_store.repair() == []
        assert Neo4jStore(neo4j_server.url).snapshot().id == whole.id
    finally:
        other_store.close()


def test_what_people_add_under_names_of_their_own_and_the_derived_layer_are_no_damage(
    store: Neo4jStore, neo4j_server: Server
) -> None:
    ask(
        neo4j_server,
        "MATCH (s:Stakeholder {id: '00123'}) CREATE (s)-[:MINE]->(:Mine {note: 'x'}) SET s:Mine, s.mine = 1",
        "CREATE (:Task {id: 1})-[:REQUIRES]->(:Task {id: 2})",
    )
    assert errors_in(store.verify()) == []
    facts = facts_of(store.snapshot(), edition(BASE_EDITION), Evidence.ALL)
    store.derive(layer_of(facts, date(2026, 11, 25)))
    assert errors_in(store.verify()) == []
    assert store.repair() == []
    assert ask(neo4j_server, "MATCH (m:Mine) RETURN count(m)") == [[2]]


def test_without_the_node_that_says_what_it_is_it_is_named_and_made_again(
    store: Neo4jStore, neo4j_server: Server
) -> None:
    """Every way in says what to do, and nothing writes a new beginning over what is there."""
    before, whole = store.info(), store.snapshot()
    ask(neo4j_server, "MATCH (s:MnrStore) DETACH DELETE s")
    other_store = Neo4jStore(neo4j_server.url)
    try:
        for way in (
            other_store.prepare,
            other_store.info,
            other_store.snapshot,
            lambda: put(other_store, NEW),
        ):
            with pytest.raises(StoreDamaged, match="is a database of this program") as caught:
                way()
            assert "mnr store repair" in caught.value.hint
        (found,) = errors_in(other_store.verify())
        assert "MnrStore" in found.message
        assert "mnr store repair" in found.hint
        assert other_store.repair(at=AT, author="me") == ["what the store says of itself"]
        assert errors_in(other_store.verify()) == []
        after = other_store.info()
        assert (after.seq, after.snapshot, after.chain, after.counts, dict(after.settings)) == (
            before.seq, before.snapshot, before.chain, before.counts, dict(before.settings),
        )  # fmt: skip
        assert other_store.snapshot().id == whole.id
        other_store.prepare()
        put(other_store, {"sources": [{"source_id": "new", "title": "New"}]})
        assert errors_in(other_store.verify()) == []
    finally:
        other_store.close()


def test_what_cannot_be_worked_out_is_not_made_up(store: Neo4jStore, neo4j_server: Server) -> None:
    """The last update is gone too: what the records are is not what the one before it left."""
    ask(
        neo4j_server,
        "MATCH (s:MnrStore) DETACH DELETE s",
        "MATCH (b:MnrBatch) WITH b ORDER BY b.seq DESC LIMIT 1 DETACH DELETE b",
    )
    other_store = Neo4jStore(neo4j_server.url)
    try:
        with pytest.raises(StoreDamaged, match="cannot be worked out"):
            other_store.repair(at=AT)
        assert ask(neo4j_server, "MATCH (s:MnrStore) RETURN count(s)") == [[0]]
    finally:
        other_store.close()


def test_a_claim_that_was_hung_elsewhere_is_found_and_put_back(
    store: Neo4jStore, neo4j_server: Server
) -> None:
    """Deleted and made again between other nodes, with the same properties: no field says so."""
    ask(
        neo4j_server,
        "MATCH (a:Stakeholder {id: '00123'})-[r:DELIVERS]->(b), (n:Stakeholder {id: 'None'}) "
        "WITH b, n, r, properties(r) AS said DELETE r CREATE (n)-[q:DELIVERS]->(b) SET q = said",
    )
    (found,) = errors_in(store.verify())
    assert "does not connect what it names" in found.message
    assert store.repair() == [f"deliveries {found.record}"]
    assert errors_in(store.verify()) == []
    assert ask(neo4j_server, "MATCH (a {id: '00123'})-[r:DELIVERS]->() RETURN count(r)") == [[1]]


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("MATCH (s:MnrSetting {key: 'tier'}) SET s.value = 'CLEAR'", "the settings"),
        ("MATCH (s:MnrSighting {sha256: 'aa'}) DELETE s", "the list of files that were offered again"),
        ("MATCH (m:MnrStore) SET m.state = '{'", "what the store says of itself"),
        ("MATCH (d:Driver {id: 'poverty'}) DETACH DELETE d", "the framework lists"),
        ("MATCH (c:Cell)-[r:OF]->() DELETE r", "the framework lists"),
        (
            "MATCH (c:MnrChange {op: 'change'}) WHERE 'None' IN c.ids SET c.befores = [x IN c.befores | '{}']",
            "(stakeholders None)",
        ),
    ],
)
def test_what_is_no_record_is_put_back(store: Neo4jStore, neo4j_server: Server, text: str, done: str) -> None:
    ask(neo4j_server, text)
    assert errors_in(store.verify())
    assert any(done in name for name in store.repair(at=AT))
    assert errors_in(store.verify()) == []
    assert dict(store.info().settings) == {"title": "Mine", "tier": "RED"}


def test_what_no_copy_holds_is_refused_and_named(store: Neo4jStore, neo4j_server: Server) -> None:
    ask(neo4j_server, "MATCH (p:MnrCopy) DELETE p", "MATCH (s:Stakeholder {id: '00123'}) SET s.note = 'x'")
    fresh = Neo4jStore(neo4j_server.url)
    with pytest.raises(StoreDamaged, match="stakeholders 00123"):
        fresh.snapshot()
    assert any("stakeholders 00123" in i.message for i in fresh.verify())
    fresh.close()


# a store that the program of layout 1 made


@contextmanager
def old(server: Server) -> Iterator[Neo4jStore]:
    kept = json.loads(gzip.decompress((Path(OLD) / "layout-1.neo4j.json.gz").read_bytes()))
    ask(
        server,
        "UNWIND range(0, size($nodes) - 1) AS i WITH i, $nodes[i] AS n CREATE (x:$(n[0])) SET x = n[1], x.`~` = i",
        nodes=kept["nodes"],
    )
    ask(
        server,
        "UNWIND $links AS l MATCH (a {`~`: l[0]}) MATCH (b {`~`: l[1]}) CREATE (a)-[r:$(l[2])]->(b) SET r = l[3]",
        links=kept["relationships"],
    )
    ask(server, "MATCH (n) REMOVE n.`~`")
    opened = Neo4jStore(server.url)
    yield opened
    opened.close()


def brought_up(store: Neo4jStore, server: Server, bring_up: Callable[[], object]) -> None:
    """The old store is read as it is; after ``bring_up`` it has the layout of this program, and no hash differs."""
    info = store.info()
    assert (info.version, info.seq, info.snapshot, info.chain) == (1, BATCHES, SNAPSHOT, CHAIN)
    assert sum(info.counts.values()) == ROWS
    assert store.snapshot().id == SNAPSHOT
    assert [sha for sha, _ in store.sightings()] == [FILE]
    assert [i.code for i in store.verify()] == ["I-LAYOUT"]
    chains = [b.chain for b in store.batches()]
    bring_up()
    assert store.info().version == STORE_VERSION
    assert [b.chain for b in store.batches()][:BATCHES] == chains
    assert errors_in(store.verify()) == []
    made = {str(name) for (name,) in ask(server, "SHOW CONSTRAINTS YIELD name RETURN name")}
    assert made >= cypher.constraints().keys()
    ask(server, "MATCH (s:Stakeholder {id: '00123'}) SET s.note = 'x'")
    assert store.repair() == ["stakeholders 00123"]
    assert errors_in(store.verify()) == []


def test_a_store_of_layout_2_is_brought_up_by_the_first_change(neo4j_server: Server, neo4j_url: str) -> None:
    """It lacks nothing: of SQLite's log alone is layout 3."""
    store = Neo4jStore(neo4j_url)
    store.prepare()
    put(store, SMALL)
    ask(neo4j_server, "MATCH (m:MnrStore) SET m.version = 2")
    assert store.info().version == 2
    assert store.verify() == []
    put(store, {"sources": [{"source_id": "new", "title": "New"}]})
    assert store.info().version == STORE_VERSION
    assert store.verify() == []
    store.close()


def test_an_old_store_is_migrated(bare_server: Server) -> None:
    """Of a server that knows none of the constraints either."""
    with old(bare_server) as store:
        brought_up(store, bare_server, store.prepare)
        assert (store.info().snapshot, store.info().chain) == (SNAPSHOT, CHAIN)


def test_an_old_store_without_the_node_that_says_what_it_is_is_mended(
    neo4j_url: str, neo4j_server: Server
) -> None:
    empty(neo4j_server)
    with old(neo4j_server) as store:
        ask(neo4j_server, "MATCH (s:MnrStore) DETACH DELETE s")
        with pytest.raises(StoreDamaged, match="is a database of this program"):
            store.prepare()
        assert "what the store says of itself" in store.repair(at=AT)
        assert (store.info().version, store.info().snapshot) == (STORE_VERSION, SNAPSHOT)
        assert errors_in(store.verify()) == []


def test_an_old_store_is_brought_up_by_writing(neo4j_url: str, neo4j_server: Server) -> None:
    empty(neo4j_server)
    with old(neo4j_server) as store:
        brought_up(store, neo4j_server, lambda: put(store, NEW, note="new words"))
        assert len(store.snapshot()["duty_reviews"]) == 1


def test_a_snapshot_of_nothing(neo4j_url: str) -> None:
    fresh = Neo4jStore(neo4j_url)
    fresh.prepare()
    assert fresh.snapshot().id == Snapshot.of({}).id
    assert fresh.verify() == []
    assert fresh.repair() == []
    fresh.close()
