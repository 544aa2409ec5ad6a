"""What nobody has read in a source is marked in words wherever it is listed: hand-offs, single points, ends and the
lists of instruments; in answers, on the terminal, in documents and on pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from coordination.answers.asking import ask
from coordination.cli import main
from coordination.ingest.plan import plan
from coordination.model.snapshot import Snapshot
from coordination.reports.country import country_document
from coordination.reports.html import html
from coordination.reports.network import network_document
from coordination.store.memory import MemoryStore
from coordination.store.sqlite import SqliteStore
from coordination.workspace.service import Question, Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.pages import Page
from dashboard.pages.corridors import page as corridors
from dashboard.pages.money import cliffs
from dashboard.pages.partnerships import page as partnerships
from dashboard.pages.weak_points import page as weakpoints
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from tests.contract.test_store import batch
from tests.oracle.small import small

Q = Question(date(2026, 11, 25))
MARK = "recalled, not confirmed"
#: Malawi. 9 hears from 4 and nothing ties `care` (recalled) to `police` (read). `line` alone provides 12, recalled,
#: until March 2027; `trust` pays it, recalled. a - m - b: nobody has read the tie of a and m. The pact of two ends in
#: June 2027, and Kenya leaves the treaty in May, by a recalled row.
WORLD = small(
    countries=[{"iso3": c, "name": c} for c in ("KEN", "MWI")],
    stakeholders=[
        {"id": i, "name": i} for i in ("a", "b", "m", "care", "heir", "line", "net", "police", "trust")
    ],
    deliveries=[
        {"stakeholder_id": "care", "capability": "9", "verified": "recalled"},
        {"stakeholder_id": "police", "capability": "4"},
        {"stakeholder_id": "line", "capability": "12", "verified": "recalled", "until": "2027-03"},
        {"stakeholder_id": "heir", "capability": "12", "verified": "", "role": "stands_in"},
    ],
    funding=[{"funder_id": "trust", "recipient_id": "line", "verified": "recalled"}],
    ties=[{"a_id": "a", "b_id": "m", "verified": "recalled"}, {"a_id": "m", "b_id": "b"}],
    agreements=[
        {"id": "pact", "name": "Pact", "expires": "2027-06-30", "duties": "4", "verified": "recalled"},
        {"id": "treaty", "name": "Treaty", "duties": "4", "verified": "yes"},
    ],
    agreement_parties=[
        *({"agreement_id": "pact", "iso3": c} for c in ("KEN", "MWI")),
        {"agreement_id": "treaty", "iso3": "MWI"},
        {"agreement_id": "treaty", "iso3": "KEN", "verified": "recalled", "until": "2027-05-31"},
    ],
    networks=[{"stakeholder_id": "net"}],
    memberships=[{"member_id": "a", "network_id": "net"}],
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    store = SqliteStore(tmp_path_factory.mktemp("recalled") / "made.sqlite")
    store.prepare()
    changes = plan(store.snapshot(), Snapshot.from_rows(WORLD).frames)
    store.apply(changes, batch(changes, "made"))
    yield Workspace("made", store)
    store.close()


def rows(answer: Any, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer[key]
    return found


# -- answers


def test_a_side_of_a_hand_off_says_who_is_recalled(made: Workspace) -> None:
    answer = ask(made, Q, "handoffs", countries=["MWI"])
    (row,) = [h for h in rows(answer, "handoffs") if (h["needs"], h["gives"]) == ("9", "4")]
    assert (row["needs_recalled"], row["gives_recalled"], row["ties_recalled"]) == (["care"], [], [])
    (tie,) = [t for t in rows(answer, "new_ties") if {"needs": "9", "gives": "4"} in t["serves"]]
    assert (tie["a"], tie["b"], tie["recalled"]) == ("care", "police", ["care"])


def test_a_tie_that_links_a_hand_off_says_that_it_is_recalled() -> None:
    """One tie that was read beside a recalled row of it is read."""
    deliveries = [
        {"stakeholder_id": "care", "capability": "9"},
        {"stakeholder_id": "police", "capability": "4"},
    ]
    doubted = {"a_id": "police", "b_id": "care", "verified": "recalled"}
    for ties, expected in (
        ([doubted], [["care", "police"]]),
        ([doubted, {"a_id": "care", "b_id": "police", "kind": "mou"}], []),
    ):
        w = of_rows(deliveries, ties)
        (row,) = [
            h
            for h in rows(ask(w, Q, "handoffs", countries=["MWI"]), "handoffs")
            if (h["needs"], h["gives"]) == ("9", "4")
        ]
        assert (row["state"], row["ties_recalled"]) == ("linked", expected)


def of_rows(deliveries: list[dict[str, str]], ties: list[dict[str, str]]) -> Workspace:
    store = MemoryStore()
    changes = plan(store.snapshot(), Snapshot.from_rows(small(deliveries=deliveries, ties=ties)).frames)
    store.apply(changes, batch(changes, "made"))
    return Workspace("w", store)


def test_a_single_point_says_that_it_is_recalled(made: Workspace) -> None:
    """`heir` has agreed to take over 12, which nobody says to have read (verified is empty). 4 is read;
    a is joined by the recalled tie alone, m by one that was read too."""
    answer = ask(made, Q, "weak-points", countries=["MWI"])
    sole = {r["capability"]: r["recalled"] for r in rows(answer, "sole_providers")}
    assert sole == {"9": ["care"], "4": [], "12": ["line", "heir"]}
    assert {r["stakeholder"]: r["confirmed"] for r in rows(answer, "sole_bridges")} == {"m": True}
    assert {(r["a"], r["b"]): r["confirmed"] for r in rows(answer, "bridge_ties")} == {
        ("a", "m"): False,
        ("b", "m"): True,
    }
    assert {r["funder"]: r["confirmed"] for r in rows(answer, "sole_funders")} == {"trust": False}
    # every row is of one publisher, and that of 4 was read
    assert {r["source"]: r["confirmed"] for r in rows(answer, "sole_sources")} == {"P": True}


def test_an_end_says_that_it_is_recalled(made: Workspace) -> None:
    found = {
        (r["instrument"], r["country"]): r["confirmed"] for r in rows(ask(made, Q, "expiries"), "expiries")
    }
    assert found == {("pact", ""): False, ("treaty", "KEN"): False}
    assert [r["confirmed"] for r in rows(ask(made, Q, "expiries", country="KEN"), "expiries")] == [
        False,
        False,
    ]
    months = {m["month"]: m for m in rows(ask(made, Q, "cliffs"), "months") if m["cells"] or m["agreements"]}
    assert [(c["kind"], c["confirmed"]) for c in months["2027-03"]["causes"]] == [("delivery_ends", False)]
    assert (months["2027-06"]["agreements"], months["2027-06"]["recalled"]) == (["pact"], ["pact"])


# -- the terminal


@pytest.fixture
def mnr(
    made: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    def run(*args: str) -> str:
        monkeypatch.setenv("COLUMNS", "400")
        capsys.readouterr()
        store: Any = made.store
        with pytest.raises(SystemExit) as stopped:
            main([*args, "--store", store.url, "--as-of", "2026-11-25", "--format", "table"])
        assert not stopped.value.code
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (["handoffs", "MWI"], ["care"]),
        (["weak-points", "MWI"], ["care", "line", "heir", "m (MWI)", "trust (MWI)"]),
        (["expiries"], ["Pact", "Treaty"]),
        (["cliffs", "MWI"], ["the work of line ends on 31 March 2027", "Pact"]),
    ],
)
def test_tables_of_the_terminal_say_so(mnr: Callable[..., str], command: list[str], named: list[str]) -> None:
    out = " ".join(mnr(*command).split())
    for name in named:
        assert f"{name} ({MARK})" in out, name
    assert f"police ({MARK})" not in out


# -- documents


def test_the_report_of_a_country_says_so(made: Workspace) -> None:
    text = html(country_document(made, Q, "MWI"))
    for name in ("care", "line", "heir", "trust", "Pact"):
        assert f"{name} ({MARK})" in text, name
    assert f"police ({MARK})" not in text


def test_the_brief_of_a_network_says_so_of_ends(made: Workspace) -> None:
    text = html(network_document(made, Q, "net"))
    assert all(f"{name} ({MARK})" in text for name in ("Pact", "Treaty"))


# -- pages


@pytest.fixture(scope="module")
def pages(made: Workspace) -> Context:
    return Context.of(ServiceAnswers([made]), lambda: Q.as_of)


def lines(tree: Node, tag: str) -> list[str]:
    return [" ".join(text_of(n).split()) for n in find(tree, tag)]


@pytest.mark.parametrize(
    ("page", "address", "marked", "plain"),
    [
        (partnerships.PAGE, "/made/partnerships/MWI", ["care"], ["police"]),
        (weakpoints.PAGE, "/made/weak-points/MWI", ["care", "line"], ["police"]),
        (cliffs.PAGE, "/made/cliffs/MWI", ["line"], []),
    ],
)
def test_lists_of_pages_say_so(
    pages: Context, page: Page, address: str, marked: list[str], plain: list[str]
) -> None:
    found = lines(page.draw(pages, parse(address)).tree, "li")
    for name in marked:
        assert any(x.rstrip(")").endswith(MARK) and name in x for x in found), (name, found)
    for name in plain:
        assert not any(x.endswith(MARK) and name in x for x in found), name


@pytest.mark.parametrize(
    ("page", "address", "marked", "plain"),
    [
        (weakpoints.PAGE, "/made/weak-points/MWI", ["a – m", "trust"], ["b – m"]),
        (corridors.PAGE, "/made/corridors", ["Pact", "Treaty"], []),
        (corridors.PAGE, "/made/corridors/instrument/treaty", ["party"], []),
        (partnerships.PAGE, "/made/partnerships/MWI", ["care"], []),
        (cliffs.PAGE, "/made/cliffs", ["Pact"], []),
    ],
)
def test_tables_of_pages_say_so(
    pages: Context, page: Page, address: str, marked: list[str], plain: list[str]
) -> None:
    found = lines(page.draw(pages, parse(address)).tree, "tr")
    for name in marked:
        assert any(MARK in x and name in x for x in found), (name, found)
    for name in plain:
        assert not any(MARK in x and name in x for x in found), name


def test_the_list_of_an_instrument_marks_only_what_was_not_read(pages: Context) -> None:
    """Malawi's row of the treaty was read, Kenya's is recalled: one mark."""
    tree = corridors.PAGE.draw(pages, parse("/made/corridors/instrument/treaty")).tree
    (section,) = [x for x in lines(tree, "section") if x.startswith("Parties and members")]
    assert section.count(MARK) == 1
