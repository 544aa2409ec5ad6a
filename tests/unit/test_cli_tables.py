"""Every command that answers, as table and as CSV: on the region, on an empty store, on one with a single country; in a
wide and in a narrow terminal. And what the tables say: names, units, whose a row is, nothing left out."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from coordination.answers.index import DECLARED, GROUPED
from coordination.cli import cli, main
from coordination.workspace.plans import PlanShelf, plan
from coordination.workspace.scenarios import scenario, to_text
from tests.ready import first_use, read_once
from tests.unit.ran import Ran, Run

DAY = ["--as-of", "2026-11-25"]
#: Command -> what is asked of the region; {here} is a country that every store but the empty one has.
CALLS: dict[str, list[list[str]]] = {
    "coverage": [[], ["{here}"]],
    "gaps": [[], ["{here}"]],
    "assumptions": [[], ["{here}"]],
    "verify-next": [[], ["{here}"], ["--network", "shore-network"]],
    "explain": [["{here}", "4"]],
    "weak-points": [[], ["{here}"]],
    "maturity": [[], ["{here}", "--reach", "12:3"]],
    "what-if": [["--remove", "stakeholder:a-police"]],
    "scenario compare": [["one.toml", "two.toml"]],
    "plans list": [[]],
    "scenario list": [[]],
    "scenario show": [["one.toml"]],
    "sweep": [[], ["--full"]],
    "corridors": [[], ["--between", "{here}", "XAB"], ["--duty", "4"]],
    "handoffs": [[], ["{here}"]],
    "partners": [[], ["--key-players", "2", "--communities", "--membership"], ["--no-paths"]],
    "donors": [[], ["{here}"], ["--funder", "tide-trust"]],
    "network": [[], ["shore-network"]],
    "expiries": [[]],
    "news": [[], ["{here}", "--since", "2026-01-01"]],
    "agreements": [[], ["{here}"], ["--agreement", "coast-convention"]],
    "obligations": [["{here}"]],
    "figures": [["{here}"]],
    "lenses": [["{here}"], ["{here}", "--by", "threat"]],
    "deliveries": [[], ["{here}"]],
    "diff": [["2022-06-30"]],
    "trend": [[], ["{here}"]],
    "public": [[]],
    "cliffs": [[], ["{here}", "--months", "6"]],
    # without --by the kind of plan, and so its columns, follow what is known of the country
    "plan": [
        ["{here}", "--by", "phases"],
        ["{here}", "--by", "phases", "--budget", "2.5"],
        ["{here}", "3:1-2"],
        ["{here}", "--by", "states"],
    ],
    "unfunded": [[], ["{here}"]],
    "plan-progress": [["{here}", "look/7//2026-06-30", "12:1-2", "--since", "2025-11-25"]],
    "seats": [[], ["{here}"]],
    "same-organisations": [[], ["{here}"]],
    "heaviest": [[], ["{here}"]],
    "chain": [["a-police", "e-msw"]],
    "organisation": [["c-hotline"]],
    "connections": [["XAA"], []],
    "routes": [
        ["{here}"],
        [],
        ["{here}", "--to", "XAB"],
        ["{here}", "--remove", "stakeholder:a-police"],
        ["{here}", "--scenario", "one.toml"],
    ],
    "assessments": [["XAA"]],
    "actions": [["{here}"], ["{here}", "--capability", "4"]],
    "cypher": [[]],
    "decisions": [["{here}"]],
    "history": [[], ["nothing"]],
    "import": [["countries.csv", "--dry-run"]],
    "store info": [[]],
}  # fmt: skip
STORES = {"demo": "XAA", "empty": "XAA", "bare": "XAA", "one": "XAD"}
#: What shows ids because it is about records, files and changes, not about the region.
OF_RECORDS = {"plans list", "scenario list", "scenario show", "history", "import", "store info", "cypher"}
#: JSON, codes and ids: nothing that a person reads.
UNSAID = r"[{}]|\b[a-z]+_[a-z]+\b|\b[a-f]-[a-z]{2,}\b"


def formatted(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command with --format of a table, by its words."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from formatted(command, f"{before}{name} ")
        for p in command.params if command else ():
            if p.name == "format_" and isinstance(p.type, click.Choice) and "table" in p.type.choices:
                yield before + name


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The region, an empty store, one with a country and nothing else, and the part of the region about one."""
    made = tmp_path_factory.mktemp("home")
    first_use("demo", made / "demo.sqlite").store.close()
    (made / "countries.csv").write_text("iso3,name\nXAA,Almara\n", encoding="utf-8")
    for name, gone in (("one", "a-police"), ("two", "a-cyber")):
        text = to_text(scenario(f"{name} gone", [f"stakeholder:{gone}"]))
        (made / f"{name}.toml").write_text(text, encoding="utf-8")
    PlanShelf(made / "demo.plans").save(
        plan("Spring [one]", "XAA", ["21:1-2", "look/14"], currency="EUR", as_of="2026-11-01")
    )
    PlanShelf(made / "demo.plans").save(plan("Costed", "XAB", ["3:1-2"], costs=["3:2=4500.5"], budget="9000"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNR_HOME", str(made))
        patch.chdir(made)
        for line in (
            ["workspace", "new", "empty"],
            ["workspace", "new", "bare"],
            ["import", "countries.csv", "--store", "bare"],
            ["scenario", "save", "kept", "stakeholder:a-police", "--note", "why [not]", "--store", "demo"],
            ["plans", "release", "XAA", "Spring [one]", "--store", "demo"],
            ["workspace", "new", "one", "--from", "demo", "--country", "XAD"],
        ):
            with pytest.raises(SystemExit) as stopped:
                main(line)
            assert stopped.value.code == 0, line
    return made


@pytest.fixture
def mnr(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``mnr ...`` in a terminal of so many columns; (exit code, standard output, standard error)."""
    read_once(monkeypatch)
    monkeypatch.setenv("MNR_HOME", str(home))
    monkeypatch.chdir(home)

    def run(*args: str, columns: int = 120) -> Ran:
        monkeypatch.setenv("COLUMNS", str(columns))
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main(list(args))
        out, err = capsys.readouterr()
        return Ran(int(stopped.value.code or 0), out, err)

    return run


def words(command: str, call: list[str], store: str) -> list[str]:
    asked = [*command.split(), *(a.format(here=STORES[store]) for a in call), "--store", store]
    return (
        asked
        if command in {"import", "history", "plans list", "scenario list", "scenario show", "store info"}
        else asked + DAY
    )


def test_every_command_with_tables_is_tried() -> None:
    assert set(CALLS) == set(formatted(cli))


#: Commands of declared answers, whose tables are tested once (``tests/unit/test_declared.py``).
OF_ANSWERS = {*DECLARED, *(name.replace("-", " ") for name in GROUPED)}


def printed(command: str, store: str, first: bool) -> list[tuple[str, int]]:
    """(form, columns) in which a call is tried. How wide a table is, is a matter of its columns: where they are
    filled, in the narrowest terminal, and the first call of a command in a wide one. That an empty store keeps the
    header of an answer's CSV is tested with the declared answers."""
    tables = (
        [("table", width) for width in ((200, 40) if first else (40,))]
        if store == "demo"
        else [("table", 100)]
    )
    return tables if store == "empty" and command in OF_ANSWERS else [*tables, ("csv", 80)]


@pytest.mark.parametrize(("command", "n"), [(c, n) for c, calls in CALLS.items() for n in range(len(calls))])
def test_every_command_answers_as_table_and_csv(mnr: Run, command: str, n: int) -> None:
    """On every store; the header of CSV depends on the question and not on the store."""
    call, heads = CALLS[command][n], dict[str, list[str]]()
    for store in STORES:
        asked = words(command, call, store)
        for form, columns in printed(command, store, first=n == 0):
            ran = mnr(*asked, "--format", form, columns=columns)
            said = f"{' '.join(asked)} {form} {columns}: {ran}"
            if form == "csv" and ran.code in (0, 1):
                heads.setdefault(ran.out.splitlines()[0], []).append(store)
            holds(command, store, form, columns, ran, said)
    assert len(heads) == 1, (call, heads)


def holds(command: str, store: str, form: str, columns: int, ran: Ran, said: str) -> None:
    """An answer on one store, in one form and width, is one that people can read; ``said``: of which it is told."""
    assert "should not have" not in ran.err, said
    if ran.code == 2 and store != "demo":  # nobody of that name there: said, with what to do
        assert not ran.out, said
        assert re.search(r"form\. .+\. .+", ran.err), said
        return
    assert ran.code in ((0, 1) if command == "plan" else (0,)), said
    assert ran.out.strip(), said
    if form == "csv":
        header, *rows = csv.reader(io.StringIO(ran.out))
        assert all(len(r) == len(header) for r in rows), said
        return
    wide = [line for line in ran.out.splitlines() if len(line) > columns]
    assert not [line for line in wide if command not in OF_RECORDS], said
    assert not re.search(r"\bNone\b(?! of)", ran.out), said
    assert command in OF_RECORDS or not re.search(UNSAID, ran.out), said


#: Lists of an answer that its CSV leaves out, and why.
JSON_ONLY = {
    "what-if": {"rounds"},  # the same as sentences
}


@pytest.mark.parametrize("command", sorted(set(CALLS) - {"import", "history"} - OF_ANSWERS))
def test_csv_holds_every_list_of_the_answer(mnr: Run, command: str) -> None:
    for call in CALLS[command]:
        asked = words(command, call, "demo")
        answer = json.loads(mnr(*asked, "--format", "json").out)
        lists = {
            k: v for k, v in answer.items() if isinstance(v, list) and k not in JSON_ONLY.get(command, ())
        }
        rows = list(csv.DictReader(io.StringIO(mnr(*asked, "--format", "csv").out)))
        if len(lists) == 1:
            assert len(rows) >= len(*lists.values())
        else:
            for name, held in lists.items():
                assert len([r for r in rows if r["list"] == name]) == len(held), (asked, name)


@pytest.mark.parametrize("command", sorted(set(CALLS) - OF_RECORDS - {"public"}))
def test_tables_hold_in_the_other_edition_and_evidence(mnr: Run, command: str) -> None:
    """But of a release, of which there is one edition and one kind of evidence. Other languages are tested with the
    declared answers (``tests/unit/test_declared.py``)."""
    asked = ("--edition", "mnr-2022", "--evidence", "confirmed", "--format", "table")
    ran = mnr(*words(command, CALLS[command][0], "demo"), *asked)
    assert ran.code == 0, ran.err
    assert ran.out.strip()


def table(mnr: Run, *args: str, columns: int = 400) -> str:
    ran = mnr(*args, "--store", "demo", *DAY, "--format", "table", columns=columns)
    assert ran.code in (0, 1), ran.err
    return ran.out


def answer(mnr: Run, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(mnr(*args, "--store", "demo", *DAY, "--format", "json").out)
    return found


def row(text: str, *parts: str) -> str:
    """The first line that has all of these."""
    return next(x for x in text.splitlines() if all(p in x for p in parts))


def after(text: str, title: str) -> str:
    return text[text.index(title) :]


def test_a_side_without_a_recorded_provider_is_not_a_no(mnr: Run) -> None:
    """The alliance holds Almara and Dorvane for 1; the deliveries of Dorvane have no row for 1: not known, not none."""
    (found,) = answer(mnr, "corridors", "--between", "XAA", "XAD", "--duty", "1")["corridors"]
    assert found["hands"] is False
    shown = row(table(mnr, "corridors", "--between", "XAA", "XAD", "--duty", "1"), "Almara")
    assert "Agreement, no provider known" in shown
    assert shown.rstrip().endswith("not known")


def test_a_name_that_two_countries_share_stands_with_its_country(mnr: Run) -> None:
    text = table(mnr, "weak-points")
    bridges = after(text, "Single connectors")
    assert row(bridges, " Cyber Unit (Almara) ")
    assert row(bridges, " Cyber Unit (Estoria) ")
    sources = after(text, "Single publishers")
    assert "Almara: 19 Corporate Social Responsibility" in row(sources, " AlmaTel (fictional) ")


def test_who_hangs_on_a_funder_in_part_and_who_has_no_tie_is_told(mnr: Run) -> None:
    """One of the two providers of research in Almara, the university, is paid by the Harbour Fund alone."""
    text = table(mnr, "weak-points")
    assert row(text, "Harbour Fund", "Almara", "2 Research, Analysis and Monitoring", "0.5")
    alone = len(answer(mnr, "weak-points")["isolates"])
    assert f"{alone} organisations have no partnership on record." in text


def test_key_players_and_brokerage_are_in_the_table_and_in_csv(mnr: Run) -> None:
    asked = ["partners", "--key-players", "2"]
    found = answer(mnr, *asked)["key_players"]
    assert found["negative"]["stakeholders"] == ["a-safe", "coastal-police"]
    text = table(mnr, *asked)
    assert "Safe Almara; Coastal Police" in row(text, "Their loss separates most others")
    # the unit joins nine pairs of its partners as gatekeeper
    assert "gatekeeper 9" in row(text, " Cyber Unit (Almara) ", "Law enforcement")
    ran = mnr(*asked, "--table", "key_players", "--store", "demo", *DAY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(r["What for (id)"], r["Organisations (id)"]) for r in rows] == [
        (what, ";".join(f["stakeholders"])) for what, f in found.items()
    ]


def test_the_fewest_raises_are_a_table_and_rows(mnr: Run) -> None:
    """All is at 3 in Belorin but the law at 1, and the hotline rests on it: two raises of the law."""
    reach = after(table(mnr, "maturity", "XAB", "--reach", "12:3"), "The smallest number of phase steps")
    assert row(reach, "12 CSEA Hotline").split()[-6:] == ["3", "3", "Legislation", "1", "3", "no"]
    assert "Belorin: 2 steps by one phase in all." in reach
    asked = [
        "maturity",
        "XAB",
        "--reach",
        "12:3",
        "--store",
        "demo",
        *DAY,
        "--table",
        "to_reach",
        "--format",
        "csv",
    ]
    (raises,) = csv.DictReader(io.StringIO(mnr(*asked).out))
    assert [raises[k] for k in ("To be reached (id)", "Capability (id)", "From phase", "To phase")] == [
        "12",
        "3",
        "1",
        "3",
    ]


def test_a_cliff_says_why(mnr: Run) -> None:
    said = row(table(mnr, "cliffs"), "Aug 2027")
    assert "Belorin" in said
    assert "15 Offender Support Systems" in said
    assert re.search("fewer than needed +no provider that counts", said)
    assert "the work of Linden Clinic ends on 31 August 2027" in said


def test_a_plan_names_who_answers_whom_to_ask_and_how_one_sees_it(mnr: Run) -> None:
    text = table(mnr, "plan", "XAB", "--budget", "4")
    assert row(text, "1 Leadership", "3 → 4").count("Child Office") == 2  # responsible and accountable
    # the end of the sentence stands on the next line of its cell
    assert "By 24 May 2027, a dated review with a source finds 1 Leadership in Belorin at phase 4 or" in text
    assert "Belorin f. Children; Social Research" in row(text, "finds 1 Leadership")  # to be consulted
    assert "Sum of phases today: 45." in text
    assert "Sum of phases after the plan: 65." in text
    assert "No budget was given" not in text


def test_a_plan_says_what_it_counts(mnr: Run) -> None:
    """Cavella: 5 capabilities have no phase; of Afghanistan nobody gave any, so no phase is counted."""
    text = table(mnr, "plan", "XAC")
    assert "Sum of phases today: 37 (5 of them assumed)." in text
    assert "No budget was given, so every phase step that gains something is in the plan." in text
    by_phase = ("plan", "AFG", "--by", "phases", "--store", "register")
    register = mnr(*by_phase, *DAY, "--format", "table", columns=400)
    assert "so no best plan is shown" in register.out
    assert "Of all possible plans" not in register.out
    assert "1 → 2" not in register.out


def test_a_plan_by_status_says_first_what_it_comes_to(mnr: Run) -> None:
    """Malawi has few phases: its plan is by status. Nothing is known of Afghanistan, so its plan begins with reviews,
    and a CSV file holds them."""
    told = mnr("plan", "MWI", "--store", "register", *DAY, "--format", "table", columns=200).out
    text = " ".join(told.split())
    assert told.splitlines()[2].startswith(
        "The plan has 19 steps. With it, 20 of 21 capabilities are in place"
    )
    assert text.index("First step, for 17 CSEA Reporting:") < text.index("What to do, in this order")
    asked = ("plan", "AFG", "--store", "register", *DAY)
    rows = list(csv.DictReader(io.StringIO(mnr(*asked, "--format", "csv").out)))
    assert {(r["What for (id)"], r["In the plan"]) for r in rows} == {("review", "no")}
    assert len(rows) == 21
    answer = json.loads(mnr(*asked, "--format", "json").out)
    assert (answer["mode"], answer["unit"], answer["actions"], answer["points"]) == (
        "states",
        "points",
        [],
        0,
    )
    assert len(answer["steps"]) == 21
    refused = mnr("plan", "MWI", "3:1-2", "--by", "states", "--store", "register", *DAY)
    assert refused.code == 2
    assert "belong to a plan by phase" in refused.err


def test_where_no_plan_is_shown_no_script_is_given_one(mnr: Run) -> None:
    """Of Afghanistan nobody gave a phase: JSON and CSV have no action either, and say why in the same sentence."""
    asked = ("plan", "AFG", "--by", "phases", "--budget", "6", "--store", "register", *DAY)
    shown = mnr(*asked, "--format", "table", columns=400).out
    answer = json.loads(mnr(*asked, "--format", "json").out)
    assert (answer["actions"], answer["changed"], answer["cost"], answer["gain"]) == ([], [], None, 0)
    assert answer["proven"] is False
    assert "no best plan is shown" in answer["why_none"]
    assert answer["why_none"] in shown
    said = [answer["why_none"], "mnr gaps AFG lists both."]
    assert shown.splitlines()[2:] == said
    for name in ("steps", "changes"):
        table_ = mnr(*asked, "--format", "csv", "--table", name)
        assert list(csv.DictReader(io.StringIO(table_.out))) == []
        assert table_.err.splitlines() == said
    one = json.loads(mnr("plan", "XAC", "--budget", "6", "--store", "demo", *DAY, "--format", "json").out)
    assert (one["why_none"], one["proven"], len(one["actions"])) == ("", True, 6)


def test_donors_say_what_numbers_mean_and_what_ends_with_a_funder(mnr: Run) -> None:
    text = table(mnr, "donors")
    assert "Almara: 19 Corporate Social Responsibility, independent providers: 1 → 0, 2 needed" in text
    assert row(
        text[text.index("If a funder stops") :],
        "Beacon",
        "Cavella: 8 End to end support, independent providers",
    )
    assert row(
        table(mnr, "donors", "XAA", "--table", "dependence"), "2 Research", "Harbour Fund", "Port Alma", "0.5"
    )
    assert row(text, "UIO Justice", "31 Dec 2027", "Cavella", "Northshore Aid")


def test_a_changed_cell_says_what_differs(mnr: Run) -> None:
    text = table(mnr, "diff", "2022-06-30")
    assert 'the warning "ends soon" was added; the warning "ahead of prerequisites" was added' in row(
        text, "8 End to end support", "●● Covered"
    )
    assert "new: Outreach Teams" in row(text, "9 Child Protection Workforce", "● Fragile")
    told = mnr("diff", "2022-06-30", "--store", "demo", *DAY, "--format", "csv").out
    same = [r for r in csv.DictReader(io.StringIO(told)) if r["Before"] == r["After"]]
    assert same
    assert all(r["What differs"] for r in same)


def test_a_what_if_about_routes_says_so_in_every_form(mnr: Run) -> None:
    """In words above the tables, in JSON, and in a column of the file. The same changes are taken in every place where
    ``mnr what-if`` takes them; a change where the country stands is a change of all countries."""
    said = "What-if scenario, not what is on record: Police stops all its work."
    for given in (["stakeholder:a-police"], ["--remove", "stakeholder:a-police"], ["--scenario", "one.toml"]):
        asked = ["routes", "XAA", *given, "--store", "demo", *DAY]
        table = " ".join(mnr(*asked, "--format", "table").out.split())
        assert table.startswith(said), given
        assert "Does a report still get through?" in table
        told = json.loads(mnr(*asked, "--format", "json").out)
        assert told["what_if"] == ["stakeholder:a-police"]
        assert {r["country"] for r in told["changed"]} == {"XAA"}
        rows = list(csv.DictReader(io.StringIO(mnr(*asked, "--format", "csv").out)))
        assert len(rows) == 13
        assert {r["What-if scenario"] for r in rows} == {"stakeholder:a-police"}
    every = json.loads(mnr("routes", "stakeholder:a-police", "--store", "demo", *DAY, "--format", "json").out)
    assert every["changed"] == told["changed"]
    assert len({r["country"] for r in every["routes"]}) > 1
    plain = mnr("routes", "XAA", "--store", "demo", *DAY, "--format", "csv").out
    assert "What-if scenario" not in plain
    assert "Does a report" not in mnr("routes", "XAA", "--store", "demo", *DAY, "--format", "table").out


def test_a_kept_plan_is_shown_with_the_commands_for_it(mnr: Run) -> None:
    """Its name holds what a terminal reads as a mark; the commands can be typed as they stand."""
    ran = mnr("plans", "show", "almara", "spring [one]", "--store", "demo")
    assert (ran.code, ran.err) == (0, "")
    first, *steps, work, became = ran.out.splitlines()
    assert first == "Plan “Spring [one]” of Almara, made on 2026-11-01"
    assert steps == [
        "  1. 21:1-2  Raise 21 Universal terminology to phase 2.",
        "  2. look/14  Name who will review 14 Child Participation.",
    ]
    assert work == "Worked out: mnr plan XAA 21:1-2 look/14 --store demo"
    assert became == "What became of it: mnr plan-progress XAA 21:1-2 look/14 --store demo --since 2026-11-01"
    for line in (work, became):
        _mnr, *words = shlex.split(line.partition(": ")[2])
        assert mnr(*words, *DAY, "--format", "json").code == 0
    lines = mnr("plans", "show", "XAB", "Costed", "--store", "demo").out.splitlines()
    (work,) = [line for line in lines if line.startswith("Worked out")]
    assert work == "Worked out: mnr plan XAB 3:1-2 --store demo --costs 3:2=4500.5 --budget 9000"
    _mnr, *words = shlex.split(work.partition(": ")[2])
    assert json.loads(mnr(*words, *DAY, "--format", "json").out)["cost"] == 4500.5
    none = mnr("plans", "show", "XAA", "Sprung", "--store", "demo")
    assert none.code == 2
    assert "Did you mean 'Spring [one]'?" in none.err
