"""What the shared store does beyond the contract: its queries, its graph, its writers, its readers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import neo4j
import numpy as np
import pytest

from coordination.ingest.plan import plan
from coordination.model.changes import Batch, BatchKind, Changed, ChangeSet, batch_id
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.store import neo4j as neo4j_store
from coordination.store import queries as q
from coordination.store.launcher.server import Server
from coordination.store.neo4j import Neo4jStore
from coordination.store.opening import open_store
from graph_schema import cypher
from graph_schema.edition import edition, edition_ids
from graph_schema.errors import ConflictError, StoreError, StoreTooNew, UsageError
from graph_schema.issues import errors_in
from graph_schema.native import as_number
from graph_schema.schema import SCHEMA
from tests.neo4j_fixture import ask, empty
from tests.worlds import random_world

Explain = Callable[..., list[str]]
Rows = Mapping[str, list[dict[str, str]]]
SOURCE = {"source_id": "s1", "title": "Yearbook"}


@pytest.fixture
def store(neo4j_url: str) -> Iterator[Neo4jStore]:
    opened = Neo4jStore(neo4j_url)
    opened.prepare()
    yield opened
    opened.close()


def put(store: Neo4jStore, tables: Rows, replace: tuple[str, ...] = ()) -> None:
    changes = plan(store.snapshot(), Snapshot.from_rows(dict(tables)).frames, replace)
    ident = batch_id(changes, BatchKind.IMPORT, after=store.info().chain)
    store.apply(changes, Batch(ident, BatchKind.IMPORT, "2026-01-01"))


def delivery(org: str, capability: str = "1", iso3: str = "MWI", **more: str) -> dict[str, str]:
    return {"stakeholder_id": org, "capability": capability, "iso3": iso3, "source_id": "s1", **more}


class TestQueries:
    """A real server reads every statement; nothing that reads by id may scan."""

    SCANS = ("NodeByLabelScan", "AllNodesScan", "RelationshipTypeScan", "AllRelationshipsScan", "IndexScan")

    @staticmethod
    def operators(plan: Mapping[str, Any]) -> list[str]:
        below = [o for child in plan.get("children", ()) for o in TestQueries.operators(child)]
        return [str(plan["operatorType"]).split("@")[0], *below]

    @pytest.fixture
    def explain(self, store: Neo4jStore, neo4j_server: Server) -> Iterator[Explain]:
        auth = ("neo4j", neo4j_server.password)
        with (
            neo4j.GraphDatabase.driver(
                neo4j_server.uri, auth=auth, notifications_min_severity="OFF"
            ) as driver,
            driver.session() as session,
        ):
            # other tests wrote and deleted on this server: plan by what is there now
            session.run("CALL db.prepareForReplanning()").consume()

            def run(text: str, params: Mapping[str, Any] = ASKED) -> list[str]:
                summary = session.run(neo4j.Query(f"EXPLAIN {text}"), dict(params)).consume()
                assert summary.plan is not None
                return self.operators(summary.plan)

            yield run

    def test_generated_reads(self, explain: Explain) -> None:
        names = []
        for name, text in cypher.reads():
            operators = explain(text)
            names.append(name)
            if not name.startswith("read "):
                assert not any(o.endswith(scan) for o in operators for scan in self.SCANS), (name, operators)
        assert len(names) == 3 * len(SCHEMA)

    def test_hand_written_reads(self, explain: Explain) -> None:
        assert len(q.NEO_READS) >= 10
        for text in q.NEO_READS:
            explain(text)

    def test_writes(self, explain: Explain) -> None:
        """Ends and records are found by index, however the server would plan it."""
        for t in SCHEMA.values():
            writes = [cypher.delete(t)]
            if t.is_claim:
                ends = [[cypher.end_of(at) for at in side] for side in (t.starts, t.ends)]
                writes += [cypher.create(t, a, b) for a in ends[0] for b in ends[1]]
            else:
                writes += [cypher.update(t), cypher.merge_ends(t.label)]
            for text in writes:
                operators = explain(text, SAID)
                assert not any(o.endswith(scan) for o in operators for scan in self.SCANS), (text, operators)
        explain(cypher.clear())
        explain(cypher.hang_cells(), SAID)


#: A value for every parameter; EXPLAIN looks at their kinds only. Reads and deletes take one id or a list of them,
#: writes one list per property.
ASKED: dict[str, Any] = {"ids": ["x"], "id": "x", "part": 10, "seq": 1, "after": 0, "type": "x", "key": "x"}
SAID: dict[str, Any] = {
    **{name: ["x"] for t in SCHEMA.values() for name in cypher.stored(t)},
    **{
        f"{side}_{key}": ["x"]
        for side in ("start", "end")
        for key in ("id", "iso3", "edition", "capability", "name")
    },
    **{f"{side}_{key}": ["x"] for side in ("start", "end") for key in ("body_id", "network_id", "source_id")},
    **{name: ["x"] for name in ("edition", "ids", "name", "number")},
}


class TestGraph:
    """What people see who ask in Cypher of their own."""

    def test_a_path_from_an_organisation_to_a_domain(self, store: Neo4jStore, neo4j_server: Server) -> None:
        put(store, {
            "countries": [{"iso3": "MWI", "name": "Malawi"}],
            "stakeholders": [{"id": "police", "name": "Police", "kind": "law_enforcement"}],
            "deliveries": [delivery("police", "4")],
        })  # fmt: skip
        found = ask(
            neo4j_server,
            "MATCH (s:Stakeholder)-[d:DELIVERS]->(c:Cell)-[:OF]->(k:Capability)-[:IN_DOMAIN]->(m:Domain) "
            "MATCH (c)-[:IN_COUNTRY]->(i:Country) RETURN s.name, i.name, k.edition, k.number, m.id",
        )
        # Capability 4 of the first edition is of the domain criminal-justice (capabilities.csv).
        assert found == [["Police", "Malawi", "mnr-2016", "4", "criminal-justice"]]

    def test_the_editions_are_there_once(self, store: Neo4jStore, neo4j_server: Server) -> None:
        store.prepare()
        for e in map(edition, edition_ids()):
            counted = "MATCH (:Edition {id: $id})<-[:IN_EDITION]-(k:Capability) RETURN count(k)"
            assert ask(neo4j_server, counted, id=e.id) == [[len(e.capabilities)]]
            pairs = "MATCH (a:Capability {edition: $id})-[r:REQUIRES]->(b:Capability {edition: $id}) RETURN count(r)"
            assert ask(neo4j_server, pairs, id=e.id) == [[len(e.requires)]]
        crossed = "MATCH (a:Capability {edition: 'mnr-2016'})-[m:MAPS_TO]->(b {edition: 'mnr-2022'}) RETURN count(m)"
        assert ask(neo4j_server, crossed) == [[sum(1 for _, b in edition("mnr-2022").crosswalk if b)]]

    def test_an_edition_that_has_changed_is_written_anew(
        self, store: Neo4jStore, neo4j_server: Server
    ) -> None:
        """As after an upgrade: the layout's mark differs, one item is too many, one too few, one says other."""
        ask(
            neo4j_server,
            "MATCH (m:MnrStore) SET m.layout = 'older'",
            "MATCH (e:Edition {id: 'mnr-2016'}) CREATE (:Threat {edition: e.id, id: 'gone'})-[:IN_EDITION]->(e)",
            "MATCH (d:Driver {edition: 'mnr-2016', id: 'poverty'}) DETACH DELETE d",
            "MATCH (k:Capability {edition: 'mnr-2016', number: '1'}) SET k.name = 'Other'",
        )
        store.prepare()
        rows = ask(neo4j_server, "MATCH (n:Threat|Driver {edition: 'mnr-2016'}) RETURN n.id")
        lists = edition().lists
        assert {str(i) for (i,) in rows} == {r["id"] for name in ("threats", "drivers") for r in lists[name]}
        assert ask(neo4j_server, "MATCH (:Driver {id: 'poverty'})<-[r:ANSWERS]-() RETURN count(r) > 0") == [
            [True]
        ]
        name = "MATCH (k:Capability {edition: 'mnr-2016', number: '1'}) RETURN k.name"
        assert ask(neo4j_server, name) == [[edition().capability("1").name]]
        pairs = "MATCH ({edition: 'mnr-2016'})-[r:REQUIRES]->() RETURN count(r)"
        assert ask(neo4j_server, pairs) == [[len(edition().requires)]]

    def test_numbers_are_numbers_and_lists_are_lists(self, store: Neo4jStore, neo4j_server: Server) -> None:
        """41 -> 41; 41.5 -> 41.5; 0.10 prints as 0.1, so its text is kept beside the number."""
        amounts = {"a": "41", "b": "41.5", "c": "0.10", "d": "", "e": "123456789012345.123456789012345"}
        grant = {"funder_id": "f", "recipient_id": "r", "source_id": "s1", "capabilities": "1;2"}
        put(store, {
            "sources": [SOURCE],
            "funding": [{**grant, "title": k, "amount": v} for k, v in amounts.items()],
            "stakeholders": [{"id": "f", "name": "F", "kind": "donor", "sectors": "health"}],
        })  # fmt: skip
        rows = ask(
            neo4j_server, "MATCH ()-[f:FUNDS]->() RETURN f.title, f.amount, f.`_amount`, f.capabilities"
        )
        assert sorted(rows) == [
            ["a", 41, None, ["1", "2"]],
            ["b", 41.5, None, ["1", "2"]],
            ["c", 0.1, "0.10", ["1", "2"]],
            ["d", None, None, ["1", "2"]],
            ["e", 123456789012345.123456789012345, "123456789012345.123456789012345", ["1", "2"]],
        ]
        frame = store.snapshot()["funding"]
        assert dict(zip(frame["title"].texts(), frame["amount"].texts(), strict=True)) == amounts
        assert ask(neo4j_server, "MATCH (s:Stakeholder {id: 'f'}) RETURN s.sectors, s.website") == [
            [["health"], None]
        ]

    @pytest.mark.parametrize(
        ("text", "number"),
        [("41", 41), ("-3", -3), ("41.5", 41.5), ("1.0", 1.0), ("007", None), ("1_0", None), ("x", None)],
    )
    def test_a_number_is_kept_as_one_only_if_it_prints_the_same(
        self, text: str, number: float | None
    ) -> None:
        assert as_number(text) == number

    def test_an_end_that_nobody_described_is_a_key_and_no_record(
        self, store: Neo4jStore, neo4j_server: Server
    ) -> None:
        put(store, {"deliveries": [delivery("ghost")]})
        assert len(store.snapshot()["stakeholders"]) == 0
        assert ask(neo4j_server, "MATCH (s:Stakeholder) RETURN properties(s)") == [[{"id": "ghost"}]]
        put(store, {"stakeholders": [{"id": "ghost", "name": "Now known", "kind": "ngo"}]})
        found = "MATCH (s:Stakeholder)-[:DELIVERS]->(:Cell) RETURN s.name"
        assert ask(neo4j_server, found) == [["Now known"]]

    def test_what_is_of_no_use_goes_with_the_last_claim(
        self, store: Neo4jStore, neo4j_server: Server
    ) -> None:
        put(store, {
            "stakeholders": [{"id": "kept", "name": "Kept", "kind": "ngo"}],
            "deliveries": [delivery("ghost", "1"), delivery("kept", "2"), delivery("kept", "1")],
        })  # fmt: skip
        put(store, {"deliveries": [delivery("kept", "1")]}, ("deliveries",))
        cells = ask(neo4j_server, "MATCH (c:Cell) RETURN c.capability")
        assert cells == [["1"]], "the cell of capability 2 has no claim left"
        assert ask(neo4j_server, "MATCH (s:Stakeholder) RETURN s.id") == [["kept"]]
        put(store, {}, ("deliveries", "stakeholders"))
        assert ask(neo4j_server, "MATCH (n:Cell|Stakeholder) RETURN count(n)") == [[0]]
        assert ask(neo4j_server, "MATCH (k:Capability) RETURN count(k) > 0") == [[True]]

    def test_a_removed_record_that_claims_hang_on_leaves_its_key(
        self, store: Neo4jStore, neo4j_server: Server
    ) -> None:
        put(store, {"stakeholders": [{"id": "o", "name": "O", "kind": "ngo"}], "deliveries": [delivery("o")]})
        put(store, {}, ("stakeholders",))
        assert ask(neo4j_server, "MATCH (s:Stakeholder)-[:DELIVERS]->() RETURN properties(s)") == [
            [{"id": "o"}]
        ]
        assert len(store.snapshot()["stakeholders"]) == 0
        assert store.verify() == []

    def test_who_reviewed_may_be_text_or_an_organisation(
        self, store: Neo4jStore, neo4j_server: Server
    ) -> None:
        def review(reviewer: str) -> dict[str, str]:
            look = {"iso3": "MWI", "capability": "6", "outcome": "found", "method": "interview"}
            return {**look, "reviewed_on": "2025", "reviewer": reviewer, "source_id": "s1"}

        put(store, {"reviews": [review("two people"), review("ngo-1"), review("")]})
        who = "MATCH (w)-[:REVIEWED]->(:Cell) RETURN labels(w)[0] AS l, coalesce(w.name, w.id) ORDER BY l, w.name"
        assert ask(neo4j_server, who) == [["Reviewer", ""], ["Reviewer", "ngo-1"], ["Reviewer", "two people"]]
        before = store.snapshot()["reviews"]
        put(store, {"stakeholders": [{"id": "ngo-1", "name": "First", "kind": "ngo"}]})
        assert ask(neo4j_server, who) == [
            ["Reviewer", ""],
            ["Reviewer", "two people"],
            ["Stakeholder", "First"],
        ]
        after = store.snapshot()["reviews"]
        assert sorted(after.rows()) == sorted(before.rows())
        assert ask(neo4j_server, "MATCH (r:Reviewer {name: 'ngo-1'}) RETURN count(r)") == [[0]]

    def test_two_ends_that_change_places_keep_one_claim(
        self, store: Neo4jStore, neo4j_server: Server
    ) -> None:
        tie = {"a_id": "x", "b_id": "y", "kind": "mou", "source_id": "s1"}
        put(store, {"ties": [tie]})
        put(store, {"ties": [{**tie, "a_id": "y", "b_id": "x", "note": "turned"}]})
        ends = "MATCH (a)-[r:COOPERATES_WITH]->(b) RETURN a.id, b.id, r.note"
        assert ask(neo4j_server, ends) == [["y", "x", "turned"]]
        assert store.verify() == []


class TestLayout:
    def test_uniqueness_is_held_by_the_server(self, store: Neo4jStore, neo4j_server: Server) -> None:
        put(store, {"stakeholders": [{"id": "o", "name": "O", "kind": "ngo"}], "deliveries": [delivery("o")]})
        with pytest.raises(neo4j.exceptions.ConstraintError):
            ask(neo4j_server, "CREATE (:Stakeholder {id: 'o'})")
        with pytest.raises(neo4j.exceptions.ConstraintError):
            ask(neo4j_server, "MATCH (a)-[r:DELIVERS]->(b) CREATE (a)-[:DELIVERS {`_id`: r.`_id`}]->(b)")
        names = {str(name) for (name,) in ask(neo4j_server, "SHOW CONSTRAINTS YIELD name RETURN name")}
        assert names >= cypher.constraints().keys()

    def test_four_programs_prepare_at_once(self, bare_server: Server) -> None:
        failures: list[BaseException] = []

        def work() -> None:
            mine = Neo4jStore(bare_server.url)
            try:
                mine.prepare()
            except BaseException as error:
                failures.append(error)
            finally:
                mine.close()

        _together(work, 4)
        assert failures == []
        assert ask(bare_server, "MATCH (m:MnrStore) RETURN count(m)") == [[1]]
        numbers = sum(len(edition(e).capabilities) for e in edition_ids())
        assert ask(bare_server, "MATCH (k:Capability) RETURN count(k)") == [[numbers]]

    def test_what_another_program_is_making_is_not_there_yet(self, bare_server: Server) -> None:
        """A constraint that another program has made and not committed, and gives up: it is made here."""
        mine = Neo4jStore(bare_server.url)
        auth = ("neo4j", bare_server.password)
        with neo4j.GraphDatabase.driver(bare_server.uri, auth=auth) as driver, driver.session() as other:
            tx = other.begin_transaction()
            tx.run(q.NEO_CONSTRAINTS["mnr_batch"]).consume()
            here = threading.Thread(target=mine.prepare)
            here.start()
            time.sleep(2)  # long enough to have looked
            tx.rollback()
            here.join(60)
        assert not here.is_alive()
        mine.close()
        made = {str(name) for (name,) in ask(bare_server, "SHOW CONSTRAINTS YIELD name RETURN name")}
        assert made == {*q.NEO_CONSTRAINTS, *cypher.constraints()}

    def test_a_database_of_others_is_left_alone(self, neo4j_url: str, neo4j_server: Server) -> None:
        empty(neo4j_server)
        ask(neo4j_server, "CREATE (:Film {title: 'Metropolis'})")
        stranger = Neo4jStore(neo4j_url)
        with pytest.raises(StoreError, match="not of this program"):
            stranger.prepare()
        with pytest.raises(StoreError, match="not of this program"):
            stranger.snapshot()
        stranger.close()
        assert ask(neo4j_server, "MATCH (n) RETURN labels(n)") == [[["Film"]]]

    def test_a_newer_layout_is_refused(self, store: Neo4jStore, neo4j_server: Server) -> None:
        ask(neo4j_server, "MATCH (m:MnrStore) SET m.version = 99")
        for call in (store.prepare, store.snapshot, store.info, lambda: store.set_settings({"a": "b"})):
            with pytest.raises(StoreTooNew, match="layout 99"):
                call()

    def test_addresses(self, store: Neo4jStore, neo4j_server: Server) -> None:
        put(store, {"sources": [SOURCE]})
        routed = open_store(neo4j_server.url.replace("bolt://", "neo4j://"))
        assert routed.snapshot().id == store.snapshot().id
        assert neo4j_server.password not in routed.url
        routed.close()
        named = open_store(f"{neo4j_server.url}/neo4j")
        assert named.info().snapshot == store.info().snapshot
        named.close()
        for bad in ("bolt://", "bolt://host:port"):
            with pytest.raises(UsageError, match="address"):
                open_store(bad)

    def test_a_closed_store_opens_again(self, store: Neo4jStore) -> None:
        put(store, {"sources": [SOURCE]})
        store.close()
        store.close()
        assert len(store.snapshot()["sources"]) == 1

    def test_a_forgotten_store_ends_its_thread(self, neo4j_url: str) -> None:
        import gc

        gc.collect()
        gc.freeze()  # the second look is at the store alone
        others = _driver_threads()
        forgotten = Neo4jStore(neo4j_url)
        forgotten.prepare()
        assert len(_driver_threads() - others) == 1
        mine = _driver_threads() - others
        del forgotten
        gc.collect()
        assert not mine & _driver_threads()


def _driver_threads() -> set[threading.Thread]:
    return {t for t in threading.enumerate() if t.name == "neo4j" and t.is_alive()}


def _together(work: Callable[[], None], many: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(many)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


class TestManyAtOnce:
    def test_no_edit_is_lost(self, neo4j_url: str, store: Neo4jStore) -> None:
        """Six writers put 8 marks each on one record; a conflict is read again. 1 + 6 x 8 = 49 versions."""
        put(store, {"stakeholders": [{"id": "o", "name": "start", "kind": "ngo"}]})
        failures: list[BaseException] = []
        counter = iter(range(6))

        def work() -> None:
            me = next(counter)
            mine = Neo4jStore(neo4j_url)
            try:
                for k in range(8):
                    _mark(mine, f"{me}.{k}")
            except BaseException as error:
                failures.append(error)
            finally:
                mine.close()

        _together(work, 6)
        assert failures == []
        frame = store.snapshot()["stakeholders"]
        assert int(frame.version[0]) == 49
        marks = frame.text("name", 0).split()
        assert sorted(marks) == sorted(["start", *(f"{me}.{k}" for me in range(6) for k in range(8))])
        assert [e.version for e in store.history("o")] == list(range(1, 50))
        assert store.verify() == []

    def test_every_snapshot_is_one_that_was_written(self, neo4j_url: str, store: Neo4jStore) -> None:
        """A writer changes 400 rows at a time, all to one word; a reader must never see two words."""
        orgs = [{"id": f"o{i}", "name": "word-0", "kind": "ngo"} for i in range(400)]
        put(store, {"stakeholders": orgs})
        begun, stop = threading.Event(), threading.Event()
        seen: list[set[str]] = []
        failures: list[BaseException] = []

        def read() -> None:
            """Before the first change, again and again, and once after the last."""
            fresh, last = None, False
            try:
                while not last:
                    last = stop.is_set()
                    fresh = Neo4jStore(neo4j_url) if len(seen) % 4 == 0 or fresh is None else fresh
                    frame = fresh.snapshot()["stakeholders"]
                    seen.append(set(frame["name"].texts()))
                    begun.set()
            except BaseException as error:
                failures.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        begun.wait(60)
        try:
            for word in range(1, 13):
                put(store, {"stakeholders": [{**o, "name": f"word-{word}"} for o in orgs]})
        finally:
            stop.set()
            reader.join()
        assert failures == []
        assert all(len(names) == 1 for names in seen)
        order = [int(names.pop().split("-")[1]) for names in seen]
        assert order == sorted(order), "a reader never goes back in time"
        assert (order[0], order[-1]) == (0, 12)


def _mark(store: Neo4jStore, mark: str) -> None:
    """Add a word to the name of the one organisation there is, whatever others add meanwhile."""
    while True:
        frame = store.snapshot()["stakeholders"]
        said = frame.row(0)
        after = Frame.from_rows(frame.type, [{**said, "name": f"{said['name']} {mark}"}])
        changes = ChangeSet(changed={"stakeholders": Changed(frame.take(np.asarray([0])), after)})
        ident = batch_id(changes, BatchKind.EDIT, after=mark)
        try:
            store.apply(changes, Batch(ident, BatchKind.EDIT, "2026-01-01"))
        except ConflictError:
            continue
        return


def test_the_log_is_written_in_several_statements(
    neo4j_server: Server, store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with the rest of what came since the last one: additions, then removals and additions of many types."""
    monkeypatch.setattr(neo4j_store, "CHUNK", 7)
    put(store, random_world(11))
    put(store, random_world(12), tuple(SCHEMA))
    for record in store.batches():
        assert len(store.log(record.seq)) == sum(record.counts.values())
    assert len(ask(neo4j_server, "MATCH (c:MnrChange) RETURN c.type")) > 20
    assert errors_in(store.verify()) == []


class TestTruth:
    def test_an_edit_behind_our_back_is_found_and_named(
        self, store: Neo4jStore, neo4j_server: Server
    ) -> None:
        put(
            store,
            {
                "stakeholders": [
                    {"id": "o", "name": "O", "kind": "ngo"},
                    {"id": "p", "name": "P", "kind": "ngo"},
                ]
            },
        )
        ask(neo4j_server, "MATCH (s:Stakeholder {id: 'p'}) SET s.name = 'other'")
        other = Neo4jStore(neo4j_server.url)
        assert sorted(other.snapshot()["stakeholders"]["name"].texts()) == ["O", "P"]
        named = [issue.message for issue in other.verify()]
        other.close()
        assert named == [
            "stakeholders p is not what was written",
            "the sum over all records is not what was written",
        ]

    def test_a_deleted_record_and_a_changed_log_are_found(
        self, store: Neo4jStore, neo4j_server: Server
    ) -> None:
        put(store, {"sources": [SOURCE], "deliveries": [delivery("o")]})
        gone = store.snapshot()["deliveries"].ids[0]
        ask(neo4j_server, "MATCH ()-[r:DELIVERS]->() DELETE r", "MATCH (b:MnrBatch) SET b.author = 'nobody'")
        named = [issue.message for issue in store.verify()]
        batch = store.batches()[0].batch.id
        assert f"deliveries {gone} (it is gone) is not what was written" in named
        assert f"update {batch} (1) is not what was written" in named

    def test_properties_that_users_add_do_no_harm(self, store: Neo4jStore, neo4j_server: Server) -> None:
        put(store, {"stakeholders": [{"id": "o", "name": "O", "kind": "ngo"}]})
        ask(neo4j_server, "MATCH (s:Stakeholder) SET s.my_colour = 'red'", "CREATE (:MyNote {text: 'x'})")
        assert store.verify() == []
        put(store, {"stakeholders": [{"id": "o", "name": "New", "kind": "ngo"}]})
        assert ask(neo4j_server, "MATCH (s:Stakeholder) RETURN s.name, s.my_colour") == [["New", "red"]]

    def test_a_writer_that_gives_up_leaves_nothing(self, store: Neo4jStore) -> None:
        """The progress callback raises when a person cancels."""
        tables = random_world(7, "medium")
        changes = plan(store.snapshot(), Snapshot.from_rows(tables).frames)
        calls: list[tuple[str, int, int]] = []

        def progress(what: str, done: int, of: int) -> None:
            calls.append((what, done, of))
            if done > of // 2:
                raise KeyboardInterrupt

        batch = Batch(batch_id(changes, BatchKind.IMPORT), BatchKind.IMPORT, "2026-01-01")
        with pytest.raises(KeyboardInterrupt):
            store.apply(changes, batch, progress)
        assert calls
        assert calls[-1][2] == len(changes)
        assert store.snapshot().id == Snapshot.of({}).id
        assert store.verify() == []
        assert not store.apply(changes, batch).repeated
