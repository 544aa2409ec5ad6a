"""``mnr plan --costs --budget``: the cost table of somebody's own, and what is said where it cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coordination.cli import main
from tests.ready import first_use
from tests.unit.ran import Ran, Run

DAY = ["--store", "demo", "--as-of", "2026-11-25"]
HEADER = "capability,phase,cost,months,weight\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    first_use("demo", made / "demo.sqlite").store.close()
    return made


@pytest.fixture
def plan(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """``mnr plan XAB`` with that file as costs.csv."""
    monkeypatch.setenv("MNR_HOME", str(home))
    monkeypatch.chdir(tmp_path)

    def run(text: str | bytes, *args: str) -> Ran:
        data = text if isinstance(text, bytes) else text.encode()
        Path("costs.csv").write_bytes(data)
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main(["plan", "XAB", "--costs", "costs.csv", *args, *DAY])
        out, err = capsys.readouterr()
        return Ran(int(stopped.value.code or 0), out, err)

    return run


def test_costs_and_budgets_may_be_decimals(plan: Run) -> None:
    """All stands at 3 in Belorin but the law at 1; its first raise costs 1.5 and lifts nine capabilities, which nothing
    else does. A budget of 1.4 leaves the one that costs 1: what has no cost is in no plan within a budget."""
    costs = HEADER + "3,2,1.5,9,\n1,4,1,,\n12,,,,2\n"
    first = json.loads(plan(costs, "--budget", "1.5").out)
    assert [(a["capability"], a["to"], a["cost"]) for a in first["actions"]] == [("3", 2, 1.5)]
    assert (first["budget"], first["cost"], first["gain"]) == (1.5, 1.5, 10)  # the hotline counts twice
    assert first["actions"][0]["end"] == "2027-08-24"  # nine months
    less = json.loads(plan(costs, "--budget", "1.4").out)
    assert [a["cost"] for a in less["actions"]] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + "3,2,1.5,,\n",
        "capability;phase;cost\n3;2;1.5\n",  # as a spreadsheet of many countries writes it
        "Phase,Capability,Cost\n2,3,1.5\n\n",
        HEADER.replace("\n", "\r\n") + '3,2,"1.5",,\r\n',
        "capability;phase;cost\n3;2;1,50\n",  # where a comma stands before decimals
        "capability,phase,cost\r3,2,1.5\r",
        "capability\tphase\tcost\n3\t2\t1.5\n",
        "Capacité;Phase;Coût;Mois\n3;2;1,5;2\n",
        "Capability,Phase,Cost,Capability (id),As of\n3 Legislation,2,1.5,3,2026-11-25\n4 Police,2,,4,2026-11-25\n",
    ],
)
def test_a_file_may_be_written_in_several_ways(plan: Run, text: str) -> None:
    assert json.loads(plan(text, "--budget", "1.5").out)["cost"] == 1.5


@pytest.mark.parametrize(
    ("above", "separator"),
    [
        ("Costs of the plan\n\n", ","),
        ("Costs of the plan,,,,\nin thousands,,,,\n", ","),
        ("Costs of the plan, in thousands;;;;\n\n", ";"),
    ],
)
def test_titles_above_the_column_names_are_not_read(plan: Run, above: str, separator: str) -> None:
    """Two lines of titles, so that the names are in line 3: a note says so, and a mistake below keeps its line."""
    table = (HEADER + "3,2,1.5,,\n").replace(",", separator)
    found = json.loads(plan(above + table, "--budget", "1.5").out)
    assert found["cost"] == 1.5
    note = "costs.csv: the column names are in line 3; what stands above is not read."
    assert note in [n["text"] if isinstance(n, dict) else n for n in found["notes"]]
    ran = plan(above + table + "3,2,x,,\n".replace(",", separator))
    assert (ran.code, "costs.csv:5:cost" in ran.err) == (3, True)


def test_rows_above_the_column_names_may_be_data(plan: Run) -> None:
    ran = plan("3,2,1,,4\n" + HEADER)
    assert ran.code == 3
    assert "the column names are in row 2, and row 1 above them may be data" in ran.err


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (HEADER.encode() + "3,2,1,,\nä".encode("latin-1"), "costs.csv:3", "UTF-8"),
        (HEADER + "3,2,abc,,\n", "costs.csv:2:cost", "is not a number"),
        (HEADER + '3,2,"1,500",,\n', "costs.csv:2:cost", "no thousands separators"),
        ("capability,phase,cost\n3,2,1,5\n", "costs.csv:2", "4 cells, but the header has 3"),
        (HEADER + "3,2,-1,,\n", "costs.csv:2:cost", "is not between 0"),
        (HEADER + "3,2,nan,,\n", "costs.csv:2:cost", "is not a number"),
        (HEADER + "3,2,5,,\n4,2,1,,\n3,2,6,,\n", "costs.csv:4:cost", "line 2 says 5"),
        (HEADER + "3,2,5,,2\n3,3,5,,3\n", "costs.csv:3:weight", "line 2 says 2"),
        (HEADER + "3,5,1,,\n", "costs.csv:2:phase", "is not between 2 and 4"),
        (HEADER + "3,2,1,0,\n", "costs.csv:2:months", "is not between 1"),
        (HEADER + "3,2,1,,heavy\n", "costs.csv:2:weight", "is not a number"),
        (HEADER + "\n99,2,1,,\n", "costs.csv:3:capability", "there is no such capability"),
        (HEADER + "3,,1,,\n", "costs.csv:2:phase", "phase is empty"),
        ("capability,phase,price\n3,2,1\n", "costs.csv:1:price", "The columns are capability, phase"),
        ("phase,cost\n2,1\n", "costs.csv:1:capability", "the capability is missing"),
        (
            "capability,phase,months,Mois\n3,2,1,1\n",
            "costs.csv:1:Mois",
            "columns 3 and 4 are both named “months”",
        ),
        ("", "costs.csv", "empty"),
        (HEADER + "3,2,1\x00,,\n", "costs.csv:2", "NUL"),
    ],
)
def test_what_cannot_be_used_is_named_with_file_and_line(
    plan: Run, text: str | bytes, where: str, words: str
) -> None:
    ran = plan(text, "--budget", "2")
    assert (ran.code, ran.out) == (3, "")
    assert where in ran.err
    assert words in ran.err
    assert "should not have" not in ran.err


def test_lines_that_say_the_same_are_taken(plan: Run) -> None:
    assert (
        json.loads(plan(HEADER + "3,2,1.5,,2\n3,2,1.5,,2\n3,3,,9,2\n", "--budget", "1.5").out)["cost"] == 1.5
    )


def test_a_workbook_is_told_to_be_one(plan: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "costs.xlsx").write_bytes(b"PK")
    with pytest.raises(SystemExit) as stopped:
        main(["plan", "XAB", "--costs", "costs.xlsx", *DAY])
    assert stopped.value.code == 2
    assert (
        "costs.xlsx is a workbook, and a cost table is a CSV file. Save its sheet" in capsys.readouterr().err
    )


def test_where_no_step_has_a_cost_that_is_said(plan: Run) -> None:
    """8 is at 3: its cost is not needed, and the others have none."""
    told = plan(HEADER + "8,2,5,,\n", "--format", "table").out
    words = " ".join(told.split())
    assert "Costs were given for phases that are reached today. They are not needed: 8" in words
    assert "No costs were given" not in words


def test_costs_may_be_typed(home: Path, plan: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """1.5 for the first raise of the law, 1 for another: with a budget of 1.5 the law, as with the file."""
    plan(HEADER)
    with pytest.raises(SystemExit) as stopped:
        main(["plan", "XAB", "--costs", "3:2=1.5; 1:4=1", "--budget", "1.5", *DAY])
    found = json.loads(capsys.readouterr().out)
    assert (stopped.value.code or 0, [(a["capability"], a["cost"]) for a in found["actions"]]) == (
        0,
        [("3", 1.5)],
    )


def test_every_finding_is_told_at_once(plan: Run) -> None:
    ran = plan(HEADER + "3,2,a,,\n99,7,,b,c\n")
    assert ran.code == 3
    assert "Fix the errors in costs.csv first: 5." in ran.err
    assert [line.split()[2] for line in ran.err.splitlines()[:-1]] == [
        "costs.csv:2:cost:",
        "costs.csv:3:capability:",
        "costs.csv:3:months:",
        "costs.csv:3:phase:",
        "costs.csv:3:weight:",
    ]


@pytest.mark.parametrize("budget", ["abc", "1,5,0", "-1", "1e3", "nan", ""])
def test_a_budget_that_is_none_is_refused(plan: Run, budget: str) -> None:
    ran = plan(HEADER, "--budget", budget)
    assert ran.code == 2
    assert "such as 12 or 12.5" in ran.err


def test_a_budget_may_have_a_comma_as_a_cost_may(plan: Run) -> None:
    """A file of costs reads 1,50 as 1.50."""
    both = [plan(HEADER, "--budget", text) for text in ("1,5", "1.5")]
    assert [ran.code for ran in both] == [0, 0]
    assert both[0].out == both[1].out


def test_a_file_that_is_not_there_is_named(home: Path, plan: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["plan", "XAB", "--costs", "nowhere.csv", *DAY])
    assert stopped.value.code == 2
    assert "nowhere.csv" in capsys.readouterr().err
