"""Plans that are kept: one readable file each, checked, laid aside when replaced or deleted."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from coordination.model.access import Viewer
from coordination.store.memory import MemoryStore
from coordination.system import files
from coordination.workspace.plans import PlanShelf, SavedPlan, from_text, plan, to_text
from coordination.workspace.service import Workspace
from graph_schema.errors import AlreadyThere, DataError, NotAllowed, UsageError
from graph_schema.values import Tier


def spring(**more: object) -> SavedPlan:
    return plan(
        "Spring",
        "XAA",
        ["12:1-2", "provider/9/c-counsel/2027-02-25"],
        budget="9",
        costs=("12:2=10",),
        note='Asked "in March"',
        **more,
    )


def test_a_plan_is_read_as_it_was_written() -> None:
    text = to_text(spring(as_of="2026-11-25", edition="mnr-2016"))
    assert from_text(text, "a file") == spring(as_of="2026-11-25", edition="mnr-2016")
    assert 'country = "XAA"' in text.splitlines()
    assert 'label = "TLP:AMBER+STRICT"' in text.splitlines()


def test_a_plan_that_is_replaced_comes_back(tmp_path: Path) -> None:
    shelf = PlanShelf(tmp_path / "new" / "demo.plans").of("XAA")
    assert shelf.saved() == []
    shelf.save(spring())
    with pytest.raises(AlreadyThere):
        shelf.save(spring())
    other = replace(spring(), name="spring", steps=("12:1-2",))
    shelf.save(other, replace=True)
    assert shelf.saved() == [other]
    assert shelf.restore("SPRING") == spring()  # upper and lower case are the same
    assert shelf.restore("spring") == other  # and the one that stood there was laid aside in its turn
    shelf.delete("Spring")
    assert shelf.saved() == []
    assert [p.name for p in shelf.deleted()] == ["spring"]
    assert shelf.restore("Spring") == other


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not = [toml", "is no TOML"),
        (
            'format = 1\nname = "A"\ncountry = "XAA"\nsteps = ["12:1-2"]\nwho = "x"',
            "is not the file of a plan",
        ),
        ('format = 2\nname = "A"\ncountry = "XAA"\nsteps = ["12:1-2"]', "is not the file of a plan"),
        ('format = 1\nname = "A"\ncountry = "XAA"\nsteps = ["12:1-9"]', "is not a step"),
        ('format = 1\nname = "A"\ncountry = "XAA"\nsteps = []', "has no step"),
        ('format = 1\nname = "../A"\ncountry = "XAA"\nsteps = ["12:1-2"]', "cannot be the name of a plan"),
        ('format = 1\nname = "A"\ncountry = "Almara"\nsteps = ["12:1-2"]', "is not the code of a country"),
    ],
)
def test_a_file_that_is_no_plan_says_what_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises((DataError, UsageError), match=words):
        from_text(text, "odd.toml")
    shelf = PlanShelf(tmp_path)
    (tmp_path / "odd.toml").write_text(text, encoding="utf-8")
    shelf.save(spring())
    assert shelf.saved() == [spring()]
    assert [p.name for p, _ in shelf.broken()] == ["odd.toml"]


def test_plans_stand_beside_the_scenarios_and_are_not_for_everybody(tmp_path: Path) -> None:
    w = Workspace("w", MemoryStore(), scenario_folder=tmp_path / "w.scenarios")
    w.plans.save(spring())
    assert (tmp_path / "w.plans").is_dir()
    with pytest.raises(NotAllowed):
        replace(w, viewer=Viewer("guest", Tier.GREEN)).plans  # noqa: B018
    with pytest.raises(UsageError, match="keeps no plans"):
        Workspace("w", MemoryStore()).plans  # noqa: B018


@pytest.mark.parametrize("budget", ["\u00b2", "\u0663", "9" * 5000, "-1", "1000000001"])
def test_a_budget_that_the_page_would_refuse_is_not_kept(budget: str) -> None:
    with pytest.raises(UsageError):
        plan("Spring", "XAA", ["12:1-2"], budget=budget)


def test_many_who_keep_a_plan_of_one_name_at_once_lose_none(tmp_path: Path) -> None:
    """Eight replace one another: the last stands, each of the seven others was laid aside with its own note."""
    shelf = PlanShelf(tmp_path)
    ready = threading.Barrier(8)

    def keep(n: int) -> None:
        ready.wait()
        shelf.save(spring_with(f"note {n}"), replace=True)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep, range(8)))
    kept = [from_text(p.read_text(), str(p)).note for p in tmp_path.rglob("*.toml")]
    assert sorted(kept) == [f"note {n}" for n in range(8)]


def spring_with(note: str) -> SavedPlan:
    return plan("Spring", "XAA", ["12:1-2"], note=note)


def test_a_plan_keeps_its_currency_and_costs_with_decimals() -> None:
    made = plan(
        "Spring",
        "MWI",
        ["12:1-2", "provider/9/yoneco/2027-02-25/5000.5"],
        costs=("12:2=10.25",),
        budget="12.5",
        currency="MWK",
    )
    assert from_text(to_text(made), "here") == made
    with pytest.raises(UsageError, match="is no currency"):
        plan("Spring", "MWI", ["12:1-2"], currency="x" * 21)


def test_two_countries_may_each_have_a_plan_of_one_name(tmp_path: Path) -> None:
    both = PlanShelf(tmp_path)
    almara, brenn = spring(), replace(spring(), country="XAB", steps=("12:1-2",))
    both.save(almara)
    both.save(brenn)  # without saying that it replaces one
    assert {p.country: p for p in both.saved()} == {"XAA": almara, "XAB": brenn}
    assert both.broken() == []
    assert both.of("XAB").load("Spring") == brenn
    both.of("XAB").delete("Spring")
    assert both.saved() == [almara]
    assert ([p.country for p in both.deleted()], both.of("XAA").deleted()) == (["XAB"], [])
    assert both.of("XAB").restore("spring") == brenn
    with pytest.raises(UsageError, match="no plan"):
        both.of("XAC").load("Spring")


def test_a_plan_that_an_earlier_version_kept_is_found_and_replaced_where_it_is(tmp_path: Path) -> None:
    """Then the file was called by the name alone, without the country."""
    early = f"spring-{sha256(b'spring').hexdigest()[:8]}.toml"
    (tmp_path / early).write_text(to_text(spring()), encoding="utf-8")
    shelf = PlanShelf(tmp_path)
    assert (shelf.saved(), shelf.broken()) == ([spring()], [])
    assert shelf.of("XAA").load("Spring") == spring()
    with pytest.raises(AlreadyThere):
        shelf.save(spring())
    shelf.save(spring_with("again"), replace=True)
    assert [p.name for p in tmp_path.glob("*.toml")] == [early]
    brenn = replace(spring(), country="XAB")
    shelf.save(brenn)
    assert {p.country for p in shelf.saved()} == {"XAA", "XAB"}
    shelf.of("XAA").delete("Spring")
    assert shelf.of("XAA").restore("Spring") == spring_with("again")


KEEPING = """
import sys
from dataclasses import replace
from pathlib import Path
from coordination.workspace.plans import PlanShelf, plan
shelf = PlanShelf(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for n in range(6):
    shelf.save(plan("Spring", "XAA", ["12:1-2"], note=f"{sys.argv[2]}-{n}"), replace=True)
"""


def test_two_processes_that_keep_a_plan_of_one_name_at_once_lose_none(tmp_path: Path) -> None:
    """Two servers' workers, or the command line beside a server: of 18 texts one stands, 17 are laid aside."""
    made = [
        subprocess.Popen(
            [sys.executable, "-c", KEEPING, str(tmp_path), who],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for who in "abc"
    ]
    for p in made:
        assert p.stdout is not None
        assert p.stdout.readline() == "ready\n"
    for p in made:
        assert p.stdin is not None
        p.stdin.write("go\n")
        p.stdin.flush()
    assert [p.communicate(timeout=60) and p.returncode for p in made] == [0, 0, 0]
    kept = [from_text(p.read_text(), str(p)).note for p in tmp_path.rglob("*.toml")]
    assert sorted(kept) == sorted(f"{who}-{n}" for who in "abc" for n in range(6))


def test_who_waits_too_long_for_a_folder_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_TRIES", 2)
    with files.only_one(tmp_path), pytest.raises(UsageError, match="Someone else"):
        PlanShelf(tmp_path).save(spring())
