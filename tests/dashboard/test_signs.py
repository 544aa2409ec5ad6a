"""One function decides how a cell is drawn, and every page, table and document draws it so: "one is enough" is not
several, and one provider of whom nobody has checked whether there are others is no checked weakness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from coordination.answers.asking import ask
from coordination.cli import main
from coordination.ingest.plan import plan
from coordination.model.snapshot import Snapshot
from coordination.reports.briefs import donor_document
from coordination.reports.country import country_document
from coordination.reports.document import Block, Document, Mark, Table
from coordination.reports.minutes import Minutes, minutes_document
from coordination.store.sqlite import SqliteStore
from coordination.text.states import SIGN_SYMBOL, sign_of
from coordination.workspace.service import Question, Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.pages import Page
from dashboard.pages.board import country
from dashboard.pages.meeting import page as meeting
from dashboard.pages.money import donors
from dashboard.pages.partnerships import page as partnerships
from dashboard.pages.whatif import after as whatif_after
from dashboard.pages.workspace import history
from dashboard.ui.theme import Sign
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from tests.contract.test_store import batch
from tests.oracle.small import small

Q = Question(date(2026, 11, 25))
#: Malawi. `gov` makes the law (3, one is enough) since March 2026 and `care` alone does 9 since then (needs 2, nobody
#: looked). 1 (one is enough) has `gov` and `board`. 20 has `press` and `radio`, who stops in March 2027. In 2026 nobody
#: found 2.
WORLD = small(
    stakeholders=[{"id": i, "name": i} for i in ("board", "care", "gov", "press", "radio")],
    deliveries=[
        {"stakeholder_id": "gov", "capability": "3", "since": "2026-03"},
        {"stakeholder_id": "care", "capability": "9", "since": "2026-03"},
        {"stakeholder_id": "gov", "capability": "1"},
        {"stakeholder_id": "board", "capability": "1"},
        {"stakeholder_id": "press", "capability": "20"},
        {"stakeholder_id": "radio", "capability": "20", "until": "2027-03"},
    ],
    reviews=[{"capability": "2", "reviewed_on": "2026-01-10", "outcome": "not_found"}],
)
WORDS = {"single": "One provider is enough", "uncounted": "Other providers not checked"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    store = SqliteStore(tmp_path_factory.mktemp("signs") / "made.sqlite")
    store.prepare()
    changes = plan(store.snapshot(), Snapshot.from_rows(WORLD).frames)
    store.apply(changes, batch(changes, "made"))
    yield Workspace("made", store)
    store.close()


@pytest.fixture(scope="module")
def pages(made: Workspace) -> Context:
    return Context.of(ServiceAnswers([made]), lambda: Q.as_of)


def test_the_one_function() -> None:
    assert [sign_of("covered", f) for f in ([], ["sole_by_design"], ["stale"])] == [
        "covered",
        "single",
        "covered",
    ]
    assert [sign_of("fragile", f) for f in ([], ["uncounted"])] == ["fragile", "uncounted"]
    assert sign_of("gap", ["sole_by_design", "uncounted"]) == "gap"


# -- answers


def signs(rows: Any, capability: str, key: str = "signs") -> Any:
    (row,) = [r for r in rows if r["capability"] == capability]
    return row[key]


def test_answers_say_how_a_cell_is_drawn(made: Workspace) -> None:
    cells: Any = ask(made, Q, "coverage", countries=["MWI"])["cells"]
    assert {n: signs(cells, n, "sign") for n in ("1", "2", "3", "9", "20", "21")} == {
        "1": "covered", "2": "gap", "3": "single", "9": "uncounted", "20": "covered", "21": "unknown",
    }  # fmt: skip
    gaps: Any = ask(made, Q, "gaps", countries=["MWI"])["gaps"]
    assert {g["capability"]: g["sign"] for g in gaps} == {"2": "gap", "9": "uncounted"}
    changed: Any = ask(made, Q, "diff", since=date(2024, 6, 1), countries=["MWI"])["cells"]
    assert {c["capability"]: c["signs"] for c in changed if c["before"] != c["after"]} == {
        "3": ["planned", "single"],
        "9": ["planned", "uncounted"],
        "2": ["unknown", "gap"],
    }
    back: Any = ask(made, Question(date(2024, 6, 1)), "diff", since=Q.as_of)["cells"]
    assert signs(back, "3") == ["single", "planned"]
    where: Any = ask(made, Q, "donors", countries=["MWI"])["where"]
    assert (signs(where, "9"), signs(where, "2")) == (["uncounted", "covered"], ["gap", "fragile"])


def test_one_of_two_that_goes_leaves_the_one_that_is_enough(made: Workspace) -> None:
    """The state of 1 stays covered; it is drawn otherwise."""
    given: Any = ask(made, Q, "what-if", changes=["stakeholder:board"])
    assert given["states"] == []
    assert given["signs"] == [{"country": "MWI", "capability": "1", "before": "covered", "after": "single"}]


def test_the_drawing_after_a_what_if_is_of_the_sign(made: Workspace, pages: Context) -> None:
    world = pages.world(parse("/made/country/MWI"))
    given: Any = ask(made, Q, "what-if", changes=["stakeholder:board"])
    assert whatif_after.states_after(world, given, "MWI")["1"] is Sign.SINGLE


# -- pages


@pytest.mark.parametrize(
    ("page", "address", "said"),
    [
        (history.PAGE, "/made/history/MWI?since=2024-06-01", ["single", "uncounted"]),
        (meeting.PAGE, "/made/meeting/MWI?since=2024-06-01", ["single", "uncounted"]),
        (country.PAGE, "/made/country/MWI", ["single", "uncounted"]),
    ],
)
def test_pages_draw_the_sign(pages: Context, page: Page, address: str, said: list[str]) -> None:
    tree = page.draw(pages, parse(address)).tree
    words = text_of(tree)
    for sign in said:
        assert f"→ {WORDS[sign]}" in " ".join(words.split()), words


def test_one_more_provider_is_a_step_from_the_sign(pages: Context) -> None:
    words = " ".join(text_of(donors.PAGE.draw(pages, parse("/made/donors/MWI")).tree).split())
    assert "Other providers not checked → Covered" in words


def test_the_matrix_of_partnerships_marks_what_being_the_only_one_means(pages: Context) -> None:
    """`gov` alone makes the law, which is enough; `care` alone does 9, others not checked; 1 and 20 have two."""
    tree = partnerships.PAGE.draw(pages, parse("/made/partnerships/MWI")).tree
    rows = {text_of(find(r, "th")[0]): r for r in find(tree, "tr") if find(r, "th", class_="carrier")}
    marks = {who: [c[1]["class"] for c in find(r, "circle")] for who, r in rows.items()}
    assert marks["gov"] == ["mark-on", "mark-ring", "mark-single"]  # 1, then 3
    assert marks["care"] == ["mark-uncounted"]
    assert marks["press"] == ["mark-on"]
    lanes = partnerships.PAGE.draw(pages, parse("/made/partnerships/MWI?as=lanes")).tree
    lines = {p[1]["data-key"]: p[1]["class"] for p in find(lanes, "path") if "lline" in p[1].get("class", "")}
    assert (lines["gov-3"], lines["care-9"], lines["gov-1"]) == (
        "lline sole sole-single",
        "lline sole sole-uncounted",
        "lline",
    )


# -- documents


def marks(document: Document) -> dict[str, set[str]]:
    """What stands before a capability, or in its row -> signs."""
    out: dict[str, set[str]] = {}
    block: Block
    for block in document.blocks:
        for row in block.rows if isinstance(block, Table) else ():
            name = next((c for c in row if isinstance(c, str)), "")
            for c in row:
                if isinstance(c, Mark):
                    out.setdefault((c.text or name).split()[0], set()).add(c.state)
    return out


def test_documents_draw_the_sign(made: Workspace) -> None:
    # as it is, and covered with one more provider
    assert marks(country_document(made, Q, "MWI"))["9"] == {"uncounted", "covered"}
    assert marks(donor_document(made, Q, "MWI"))["9"] == {"uncounted"}
    minutes = marks(minutes_document(made, Q, Minutes("MWI", since=date(2024, 6, 1))))
    assert (minutes["3"], minutes["9"]) == ({"planned", "single"}, {"planned", "uncounted"})


# -- the terminal


@pytest.fixture
def mnr(
    made: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    def run(*args: str) -> str:
        monkeypatch.setenv("COLUMNS", "300")
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main([*args, "--store", made.store.url, "--as-of", "2026-11-25", "--format", "table"])
        assert not stopped.value.code
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["coverage", "MWI"], ["single", "uncounted"]),
        (["gaps", "MWI"], ["uncounted"]),
        (["explain", "MWI", "3"], ["single"]),
        (["diff", "2024-06-01"], ["single", "uncounted"]),
        (["trend", "MWI"], ["single", "uncounted"]),
        (["donors", "MWI"], ["uncounted"]),
    ],
)
def test_the_terminal_draws_the_sign(mnr: Callable[..., str], command: list[str], said: list[str]) -> None:
    out = mnr(*command)
    for sign in said:
        assert f"{SIGN_SYMBOL[sign]} {WORDS[sign]}".lower() in out.lower(), out


def test_the_overview_counts_signs(mnr: Callable[..., str]) -> None:
    (row,) = [x for x in mnr("coverage").splitlines() if x.strip().startswith("MWI")]
    # known; 1 and 20 covered; one is enough for 3; none fragile; 9 with one known; none found or planned; gap 2
    assert row.split() == ["MWI", "5", "2", "1", "0", "1", "0", "0", "1", "16"]


def test_the_list_of_countries_counts_every_sign_by_its_symbol(pages: Context) -> None:
    """Malawi: one gap (2), 9 with one known, one is enough for 3, 1 and 20 covered; the other 16 of 21 are unknown."""
    tree = country.PAGE.draw(pages, parse("/made/country")).tree
    (row,) = find(tree, "span", class_="small-counts")
    counted = [(s[1]["title"], text_of(s).split()[0]) for s in find(row, "span") if "title" in s[1]]
    assert counted == [
        ("Gap", "1"),
        ("Other providers not checked", "1"),
        ("One provider is enough", "1"),
        ("Covered", "2"),
        ("Unknown", "16"),
    ]
