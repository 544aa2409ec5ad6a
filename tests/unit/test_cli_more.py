"""The command line where it would lose, reveal or muddle something: files in use, passwords, empty answers."""

from __future__ import annotations

import csv
import gc
import io
import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from coordination.analytics.base.targets import Target, touched
from coordination.cli import main
from coordination.cli.output import STATE_MARK, emit
from coordination.model.snapshot import Snapshot
from coordination.store.opening import masked, open_store
from coordination.text.states import SIGN_SYMBOL
from graph_schema.errors import UsageError
from graph_schema.values import BadValue, Integer, Number, PartialDate
from tests.unit.ran import Run

AS_OF = ["--as-of", "2026-11-25"]
IN_DEMO = ["--store", "demo"]
ROOT = Path(__file__).parents[2]


# files in use


def test_a_template_never_empties_what_was_filled_in(mnr: Run, tmp_path: Path) -> None:
    filled = tmp_path / "mine" / "sources.csv"
    filled.parent.mkdir()
    filled.write_text("source_id,title\ns,Mine\n", encoding="utf-8")
    ran = mnr("schema", "template", str(filled.parent))
    assert ran.code == 2
    assert "sources.csv" in ran.err
    assert filled.read_text(encoding="utf-8") == "source_id,title\ns,Mine\n"
    assert [p.name for p in filled.parent.iterdir()] == ["sources.csv"]
    book = tmp_path / "t.xlsx"
    assert mnr("schema", "template", str(book)).code == 0
    before = book.read_bytes()
    ran = mnr("schema", "template", str(book))
    assert ran.code == 2
    assert "t.xlsx" in ran.err
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("args", "path"),
    [
        (("export", "{file}"), "{file}"),
        (("export", "{file}/x.jsonl"), "{file}"),
        (("report", "XAA", *AS_OF, "-o", "/proc/x.html"), "/proc/x.html"),
        (("report", "XAA", *AS_OF, "-o", "{file}/x.html"), "{file}"),
        (("schema", "template", "{file}/folder"), "{file}"),
    ],
)
def test_what_cannot_be_written_is_named_with_the_reason(
    mnr: Run, tmp_path: Path, args: tuple[str, ...], path: str
) -> None:
    file = tmp_path / "file"
    file.write_text("kept", encoding="utf-8")
    store = [] if args[0] == "schema" else ["--store", "demo"]
    ran = mnr(*(a.format(file=file) for a in args), *store)
    assert ran.code == 2
    assert f"{path.format(file=file)}" in ran.err
    assert "cannot be written: " in ran.err
    assert "should not have" not in ran.err
    assert file.read_text(encoding="utf-8") == "kept"


def test_a_report_replaces_the_old_one_whole(mnr: Run, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    out.write_text("old", encoding="utf-8")
    held = out.open(encoding="utf-8")  # a reader that had it open goes on reading the old file
    assert mnr("report", "XAA", *AS_OF, "--store", "demo", "-o", str(out)).code == 0
    with held:
        assert held.read() == "old"
    assert out.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "r.html"]


# addresses


def test_names_and_passwords_of_addresses_are_never_shown(mnr: Run) -> None:
    for address in ("redis://me:s3cret@host/0", "foo://me:s3/cr@et@host/x.sqlite", "foo://s3cret@host"):
        for ran in (mnr("store", "init", address), mnr("coverage", "--store", address)):
            assert ran.code == 2
            assert "s3" not in ran.out + ran.err
            assert "***@host" in ran.err
    assert masked("bolt://host:7687 and https://x.org/a@b") == "bolt://host:7687 and https://x.org/a@b"


@pytest.mark.parametrize(
    "address", ["sqlite://foo.sqlite", "sqlite:foo.sqlite", "sqlite:/foo.sqlite", "sqlite:///"]
)
def test_an_address_with_the_wrong_slashes_makes_nothing(mnr: Run, tmp_path: Path, address: str) -> None:
    ran = mnr("store", "init", address)
    assert ran.code == 2
    assert "sqlite:///" + ("" if address.endswith("/") else "foo.sqlite") in ran.err
    assert list(tmp_path.iterdir()) == []
    assert open_store("sub/foo.sqlite").url == "sqlite:///sub/foo.sqlite"


def test_the_commands_in_the_compose_file_are_commands(mnr: Run) -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    shown = re.findall(r"^#   mnr (.+)$", text, re.MULTILINE)
    assert shown
    for line in shown:
        words = line.split("#")[0].replace("FOLDER", ".").split()
        command = [w for w in words if not w.startswith(("-", "$", "."))]
        helped = mnr(*command, "--help")
        assert helped.code == 0, line
        for option in (w for w in words if w.startswith("--")):
            assert option in helped.out, line


# CSV


def _csv(text: str) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text))
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


@pytest.mark.parametrize(
    ("args", "header"),
    [
        (
            ["gaps", "Tuvalu", *AS_OF],
            "Country,Capability,Status,Place in the order,Others that depend on it,Hand-offs with,"
            "Capabilities it would support,Needs a partner abroad,Always among the first three,Shares its place with,"
            "Reasons,Records,"
            "Country (id),Capability (id),Status (id),"
            "Others that depend on it (id),Hand-offs with (id),Capabilities it would support (id),"
            "Shares its place with (id),"
            "As of,Framework edition,Evidence,Data version",
        ),
        (
            ["expiries", "--months", "1", "--as-of", "1990-01-01"],
            "Last day,What ends,Agreement or network,Country that leaves,Areas of cooperation,Channels then lost,"
            "What ends (id),Agreement or network (id),Country that leaves (id),Areas of cooperation (id),"
            "As of,Framework edition,Evidence,Data version",
        ),
        (["history", "nosuch"], "number,batch,at,type,op,version,before"),
    ],
)
def test_an_empty_answer_has_its_header(mnr: Run, args: list[str], header: str) -> None:
    ran = mnr(*args, "--format", "csv")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == header


def test_the_header_does_not_depend_on_the_rows(mnr: Run) -> None:
    for command in (["weak-points"], ["cliffs"], ["donors"], ["handoffs"]):
        heads = {
            mnr(*command, "--as-of", day, "--store", "demo", "--format", "csv").out.splitlines()[0]
            for day in ("1990-01-01", "2026-11-25")
        }
        assert len(heads) == 1, command


def test_cells_hold_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    item: Mapping[str, object] = {
        "cells": [{"country": "XAA", "capability": "5"}, {"country": "XAB", "capability": "6"}],
        "one": {"country": "XAA", "capability": "5"},
        "why": [{"country": "XAA", "who": ["a", "b"], "last": None, "sure": True}],
        "counts": {"liaison": 2, "gatekeeper": 0},
        "ties": [["a", "b"], ["c", "d"]],
        "risky": ["=1", "=2"],
    }
    emit({"rows": [item]}, "csv", "rows", (), lambda _: None)
    _, rows = _csv(capsys.readouterr().out)
    assert rows == [
        {
            "cells": "XAA:5;XAB:6",
            "one": "XAA:5",
            "why": "XAA:a+b::yes",
            "counts": "liaison=2;gatekeeper=0",
            "ties": "a+b;c+d",
            "risky": "'=1;'=2",  # where semicolons separate cells, what stands behind one begins a cell
        }
    ]
    assert click.get_current_context(silent=True) is None


# words


def test_an_id_nobody_has_leads_to_one_that_is_there() -> None:
    snapshot = Snapshot.from_rows(
        {"stakeholders": [{"id": "mw-police", "name": "Malawi Police Service"}, {"id": "x", "name": "Y"}]}
    )

    def said(text: str) -> str:
        with pytest.raises(UsageError) as caught:
            touched(snapshot, Target.parse(text))
        return caught.value.hint

    assert said("stakeholder:mw-polcie") == "Did you mean mw-police?"
    assert said("stakeholder:MW-Police") == "Did you mean mw-police?"
    assert said("stakeholder:malawi-police-service") == "Did you mean mw-police?"
    assert "mnr export FOLDER" in said("stakeholder:qqqqqq")
    assert "stakeholders.csv, column id" in said("stakeholder:qqqqqq")
    assert said("agreement:qqqqqq") == "No agreements are known here."


@pytest.mark.parametrize("text", ["٢٠١٦", "２０１６", "2016-０1"])
def test_digits_of_other_scripts_are_no_canonical_text(text: str) -> None:
    for value in (PartialDate(), Integer(), Number()):
        with pytest.raises(BadValue):
            value.parse(text)


def test_terminal_and_report_show_a_state_by_the_same_symbol(mnr: Run, tmp_path: Path) -> None:
    assert {state: mark for state, (mark, _) in STATE_MARK.items()} == SIGN_SYMBOL
    out = tmp_path / "r.html"
    assert mnr("report", "XAA", *AS_OF, "--store", "demo", "-o", str(out)).code == 0
    cells = json.loads(mnr("coverage", "XAA", *AS_OF, "--store", "demo", "--format", "json").out)["cells"]
    text = out.read_text(encoding="utf-8")
    for sign in {c["sign"] for c in cells}:
        assert SIGN_SYMBOL[sign] in text


@pytest.mark.parametrize(("set_to", "then"), [(700, 10_000), (50_000, 50_000), (0, 0)])
def test_a_command_looks_for_circles_seldom(
    set_to: int, then: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = gc.get_threshold()
    try:
        gc.set_threshold(set_to, 10, 10)
        with pytest.raises(SystemExit):
            main(["--version"])
        assert gc.get_threshold()[0] == then
    finally:
        gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("expiries MWI", "Did you mean --country MWI?"),
        ("expiries 'Viet Nam'", "Did you mean --country 'Viet Nam'?"),
        ("corridors MWI KEN", "Did you mean --between MWI KEN?"),
        ("--lang fr expiries MWI", "Vouliez-vous dire --country MWI\N{NARROW NO-BREAK SPACE}?"),
    ],
)
def test_a_country_without_its_option_is_told_the_option(mnr: Run, typed: str, instead: str) -> None:
    ran = mnr(*shlex.split(typed))
    assert ran.code == 2
    assert ran.err.splitlines()[-1] == instead


@pytest.mark.parametrize(
    "typed", ["expiries MWI KEN", "corridors MWI", "corridors MWI KEN ZMB", "doctor MWI"]
)
def test_where_no_option_takes_it_nothing_is_proposed(mnr: Run, typed: str) -> None:
    ran = mnr(*typed.split())
    assert ran.code == 2
    assert "(MWI" in ran.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("minutes MWI", "mnr report --kind minutes / mnr decisions"),
        ("Meeting", "mnr decisions / mnr report --kind minutes"),
        ("gapps", "mnr gaps"),
        ("what-if 'C hotline'", "stakeholder:c-hotline"),
        ("what-if c-hotline@2027-06", "stakeholder:c-hotline@2027-06"),
        ("scenario save mine c-hotline", "stakeholder:c-hotline"),
    ],
)
def test_what_people_look_for_is_proposed(mnr: Run, typed: str, instead: str) -> None:
    ran = mnr(*shlex.split(typed), *([] if typed.split()[0] in ("minutes", "Meeting", "gapps") else IN_DEMO))
    assert ran.code == 2
    assert f"Did you mean {instead}?" in " ".join(ran.err.split())


def test_a_name_that_nothing_bears_is_told_the_forms_of_a_change(mnr: Run) -> None:
    assert "Start it with one of: stakeholder, delivery" in mnr("what-if", "xyzzyqqq", *IN_DEMO).err


def test_a_scenario_under_a_name_that_is_taken_is_told_the_option(mnr: Run, tmp_path: Path) -> None:
    """Where nothing replaces it, as when one is renamed, no option is named."""
    kept = str(tmp_path / "one.toml")
    for name in ("One", "Two"):
        assert mnr("scenario", "save", name, "stakeholder:c-hotline", "--store", "demo").code == 0
    assert mnr("scenario", "export", "One", kept, "--store", "demo").code == 0
    for again in (("save", "one", "stakeholder:c-hotline"), ("import", kept)):
        ran = mnr("scenario", *again, "--store", "demo")
        assert ran.code == 4
        assert "replace the old one with --replace." in " ".join(ran.err.split())
        assert mnr("scenario", *again, "--replace", "--store", "demo").code == 0
    ran = mnr("scenario", "rename", "One", "Two", "--store", "demo")
    assert "Choose another name, or delete the old one first." in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("My copy", "my-copy"),
        ("Été 2027!", "ete-2027"),
        ("_a_", "a"),
        ("!!", "my-copy"),
        ("é" * 99, "e" * 60),
    ],
)
def test_a_name_that_no_workspace_may_have_is_told_one_like_it(mnr: Run, typed: str, proposed: str) -> None:
    ran = mnr("workspace", "new", typed)
    assert ran.code == 2
    assert f"such as {proposed}." in " ".join(ran.err.split())
    assert mnr("workspace", "new", proposed).code == 0
