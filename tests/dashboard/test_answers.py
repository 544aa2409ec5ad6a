"""The service's answers as the pages see them, over the shipped workspaces and real stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coordination.answers.asking import ask
from coordination.answers.declare import Answer
from coordination.model.access import Viewer
from coordination.store.sqlite import SqliteStore
from coordination.workspace.service import Question, Workspace
from dashboard.backend import found
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.backend.found import found_of
from dashboard.backend.world import Cell, Cells, World
from dashboard.downloads.declared import Declared
from dashboard.ui import i18n
from dashboard.ui.theme import State
from dashboard.ui.tree import to_html
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from graph_schema.errors import UsageError
from graph_schema.values import Tier
from tests import ready
from tests.dashboard.worlds import cell as made_cell

AS_OF = date(2026, 11, 25)


@pytest.fixture(scope="module")
def services() -> list[Workspace]:
    return [ready.shipped(name) for name in ("register", "demo")]


@pytest.fixture(scope="module")
def answers(shipped: Context) -> ServiceAnswers:
    assert isinstance(shipped.answers, ServiceAnswers)
    return shipped.answers


def a_world(answers: ServiceAnswers, name: str, as_of: date = AS_OF) -> World:
    return answers.world(name, as_of=as_of, evidence="all", edition="")


@pytest.mark.parametrize("name", ["register", "demo"])
def test_the_world_is_what_the_command_line_answers(
    services: list[Workspace], answers: ServiceAnswers, name: str
) -> None:
    """Cell by cell the same as ``mnr coverage``; gaps and looks the same as ``mnr gaps``."""
    service = next(s for s in services if s.name == name)
    world = a_world(answers, name)
    given = ask(service, Question(AS_OF), "coverage")
    for row in given["cells"]:  # type: ignore[attr-defined]
        found = world.cells[row["country"], row["capability"]]
        assert (str(found.state), list(found.flags), list(found.providers), list(found.supporters)) == (
            row["state"],
            row["flags"],
            row["providers"],
            row["supporters"],
        )
        assert (found.groups, list(found.planned), list(found.sources)) == (
            row["groups"],
            row["planned"],
            row["sources"],
        )
    assert len(world.cells) == len(given["cells"])  # type: ignore[arg-type]
    assert world.snapshot == given["snapshot"]
    listed = ask(service, Question(AS_OF), "gaps")
    assert [(c, g.capability) for c, found in world.gaps.items() for g in found] == [
        (g["country"], g["capability"])
        for g in listed["gaps"]  # type: ignore[attr-defined]
    ]


def test_a_cell_that_ends_says_when(answers: ServiceAnswers) -> None:
    """By hand from funding.csv of the fictional region. Almara 2 has two providers; the university has one known
    funder for it, whose grant ends on 31 December 2026, so one is left from the day after. Almara 8 likewise: the
    only known grant for Safe Almara's part ends on 30 June 2027. Almara 1 has no known end."""
    world = a_world(answers, "demo")
    assert world.cells["XAA", "2"].ends == date(2026, 12, 31)
    assert world.cells["XAA", "8"].ends == date(2027, 6, 30)
    assert world.cells["XAA", "1"].ends is None
    for cell in world.cells.values():
        assert bool(cell.ends) == ("expiring" in cell.flags)


def test_a_cell_is_made_once_when_it_is_looked_at_and_only_if_there_is_one() -> None:
    made: list[tuple[str, str]] = []

    def make(key: tuple[str, str]) -> Cell:
        made.append(key)
        return made_cell(*key, State.GAP)

    cells = Cells({("AAA", "1"): State.GAP, ("AAA", "2"): State.UNKNOWN}, make)
    assert (len(cells), list(cells), made) == (2, [("AAA", "1"), ("AAA", "2")], [])
    assert cells["AAA", "1"] is cells["AAA", "1"]
    assert made == [("AAA", "1")]
    assert cells.get(("AAA", "9")) is None
    with pytest.raises(KeyError):
        cells["BBB", "1"]
    assert [c.capability for c in cells.values()] == ["1", "2"]


def test_every_reason_with_a_claim_has_a_row(answers: ServiceAnswers) -> None:
    world = a_world(answers, "demo")
    for country, capability in world.cells:
        why = answers.ask("demo", "explain", **QUESTION, country=country, capability=capability)
        parts = [(r["part"], bool(r["claim"])) for r in why["reasons"]]
        assert ("rule", False) in parts
        # one sentence a flag; what is missing below may take more
        assert parts.count(("flag", False)) >= len(why["flags"])
        for reason in why["reasons"]:
            if reason["claim"]:
                assert reason["file"].endswith(".csv")
                assert reason["line"] > 1
                assert reason["batch"]
                assert reason["source"] in world.sources


def test_an_unknown_edition_is_refused(answers: ServiceAnswers) -> None:
    with pytest.raises(UsageError, match="mnr-1999"):
        answers.world("demo", as_of=AS_OF, evidence="all", edition="mnr-1999")


def test_the_fictional_region_has_a_map(answers: ServiceAnswers) -> None:
    assert a_world(answers, "demo").shapes == "demo"
    assert a_world(answers, "register").shapes == "world"


def reasons_of_every_kind(w: World) -> list[tuple[str, str]]:
    """One cell of each status with the same flags and as many providers: none, one or more."""
    kinds: dict[object, tuple[str, str]] = {}
    for country in w.countries:
        for c in w.board(country):
            kinds.setdefault((c.state, c.flags, min(2, len(c.providers))), (country, c.capability))
    return list(kinds.values())


def pages_of_countries(answers: ServiceAnswers, name: str) -> list[str]:
    """The board of each country of which anything is known and of every tenth other one; of the fictional region
    reasons of every kind too."""
    w = a_world(answers, name)
    silent = [c for c in w.countries if c not in w.looked_at]
    told = [f"/{name}/country/{c}" for c in (*w.looked_at, *silent[::10])]
    return told + [f"/{name}/why/{a}/{b}" for a, b in (reasons_of_every_kind(w) if name == "demo" else ())]


@pytest.mark.parametrize("name", ["demo", pytest.param("register", marks=pytest.mark.slow)])
def test_every_page_of_every_country_can_be_drawn(answers: ServiceAnswers, name: str) -> None:
    """Each page; the frame around it, which is the same for all, with those of one country."""
    app = create_app(answers, lambda: AS_OF)
    client = app.server.test_client()
    for address in pages_of_countries(answers, name):
        drawn, status, _ready = app.draw(parse(address), patient=True)
        assert status == 200, address
        assert to_html(drawn.tree), address
        if "XAA" in address:
            assert client.get(address).status_code == 200


def test_recalled_are_the_providers_that_no_source_was_read_for(shipped: Context) -> None:
    """Where every provider is recalled the cell is flagged as unconfirmed, and nowhere else."""
    for space in ("demo", "register"):
        world = shipped.world(parse(f"/{space}"))
        for code in world.looked_at:
            for cell in world.board(code):
                assert set(cell.recalled) <= set(cell.providers)
                every = bool(cell.providers) and set(cell.recalled) == set(cell.providers)
                assert every == ("unconfirmed" in cell.flags), (code, cell.capability)


QUESTION = {"as_of": AS_OF, "evidence": "all", "edition": ""}


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        ("diff", {"since": date(2026, 1, 1)}),
        ("cliffs", {}),
        ("sweep", {}),
        ("seats", {}),
    ],
)
def test_every_part_of_an_answer_speaks_of_one_snapshot(
    answers: ServiceAnswers, monkeypatch: pytest.MonkeyPatch, question: str, choices: dict[str, object]
) -> None:
    """The store is asked once for an answer. Whoever asks it twice may be told of two states of it where somebody
    imports meanwhile, and opens its file twice."""
    asked = []
    snapshot = SqliteStore.snapshot
    monkeypatch.setattr(SqliteStore, "snapshot", lambda self: asked.append(self) or snapshot(self))
    answers.ask("demo", question, **choices, **QUESTION)
    assert len(asked) == 1
    answers.ask("demo", "explain", **QUESTION, country="XAA", capability="3")
    assert len(asked) == 2


def test_a_page_its_files_and_the_next_language_ask_once(
    shipped: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked about one country is worked out again for another country, day or evidence, and only then."""
    worked, asked = list[str](), Answer.asked
    monkeypatch.setattr(Answer, "asked", lambda self, *given: worked.append(self.name) or asked(self, *given))

    def told(country: str, address: str) -> tuple[dict[str, object], int]:
        worked.clear()
        view = parse(f"/demo/meeting/{country}?{address}")
        given = shipped.ask(view, "decisions", country=country)
        (table,) = Declared("decisions", "decisions", lambda _c, _v: {"country": country}).filled(
            shipped, view
        )
        assert len(table.rows) == len(given["decisions"]) > 0
        return given, len(worked)

    first, times = told("XAA", "as_of=2026-03-01")
    assert times == 1
    assert told("XAA", "as_of=2026-03-01") == (first, 0)
    for country, address in (
        ("XAB", "as_of=2026-03-01"),
        ("XAA", "as_of=2026-03-02"),
        ("XAA", "as_of=2026-03-02&evidence=confirmed"),
        ("XAA", "as_of=2026-03-01"),
    ):
        assert told(country, address)[1] == 1, (country, address)
    token = i18n.set_language("fr")
    french, times = told("XAA", "as_of=2026-03-01")
    i18n.reset_language(token)
    assert times == 0
    assert french != first


def test_what_names_something_kept_beside_the_data_is_worked_out_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A scenario changes under its name while the snapshot stays."""
    worked, asked = list[str](), Answer.asked
    monkeypatch.setattr(Answer, "asked", lambda self, *given: worked.append(self.name) or asked(self, *given))
    service, q = ready.shipped("demo").pinned(), Question(date(2026, 3, 3))
    plain = {"changes": ("stakeholder:c-house",)}
    for choices, times in (
        (plain, 1),
        (plain, 1),
        ({**plain, "scenario": ""}, 2),
        ({**plain, "scenario": ""}, 3),
    ):
        found_of(service, q, "what-if", choices)
        assert worked == ["what-if"] * times


def test_losses_are_kept_with_the_snapshot_where_organisations_are_few(
    answers: ServiceAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swept(as_of: date = AS_OF, evidence: str = "all") -> dict[str, object]:
        return answers.ask("demo", "sweep", as_of=as_of, evidence=evidence, edition="", full=True)

    first = swept()
    assert swept() is first
    assert swept(evidence="confirmed")["evidence"] == "confirmed"
    assert swept(date(2026, 1, 1))["as_of"] == "2026-01-01"
    monkeypatch.setattr(found, "_KEPT_OF_FEW", {"sweep": 3})
    again = swept()
    assert again is not first
    assert again == first


def test_what_is_kept_is_kept_for_those_who_may_see_it(tmp_path: Path) -> None:
    """Two viewers of one store: what was worked out for the owner is not what the other is told, nor the other way
    round; and after a batch is taken back both are told the new state."""
    shipped = ready.first_use("demo", tmp_path / "demo.sqlite")
    guest = replace(shipped, viewer=Viewer("guest", Tier.CLEAR), default_tier=Tier.AMBER)
    owner_asked, guest_asked = ServiceAnswers([shipped]), ServiceAnswers([guest])

    def swept(of: ServiceAnswers) -> dict[str, object]:
        return of.ask("demo", "sweep", full=True, **QUESTION)

    whole, part = swept(owner_asked), swept(guest_asked)
    assert whole["snapshot"] != part["snapshot"]
    assert whole["losses"] != part["losses"]
    assert (swept(owner_asked), swept(guest_asked)) == (whole, part)
    own = replace(shipped, read_only=False, shipped_notes=frozenset())
    last = own.store.batches()[-1].batch.id
    own.undo(last, at="2026-12-01T00:00:00Z")
    after = swept(owner_asked)
    assert after["snapshot"] == own.snapshot().id != whole["snapshot"]
    assert swept(guest_asked)["snapshot"] == guest.snapshot().id
    shipped.store.close()
