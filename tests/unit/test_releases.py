"""The series of public releases: made once, sealed, its partition fixed by the first one."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coordination.analytics.base.facts import Evidence
from coordination.answers.asking import ask
from coordination.cli import cli
from coordination.ingest.plan import plan
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.system.files import write_new
from coordination.workspace.releases import Series, releases
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import ConflictError, DataError, UsageError
from graph_schema.values import Tier
from tests.contract.test_store import batch
from tests.ready import first_use


def rows(n: int, there: int) -> dict[str, list[dict[str, str]]]:
    """``n`` countries of one subregion; one organisation carries 9 in the first ``there``."""
    codes = [f"X{i:02d}" for i in range(n)]
    return {
        "countries": [{"iso3": c, "name": c, "region": "A", "subregion": "S"} for c in codes],
        "sources": [{"source_id": "s", "title": "S", "published": "2020"}],
        "stakeholders": [{"id": "org", "name": "Org", "kind": "ngo"}],
        "deliveries": [
            {"stakeholder_id": "org", "capability": "9", "iso3": c, "since": "2020", "source_id": "s"}
            for c in codes[:there]
        ],
    }


def kept(tables: dict[str, list[dict[str, str]]], folder: Path, tier: Tier = Tier.CLEAR) -> Workspace:
    store = MemoryStore()
    changes = plan(store.snapshot(), Snapshot.from_rows(tables).frames)
    store.apply(changes, batch(changes, "made"))
    return Workspace("w", store, scenario_folder=folder / "w.scenarios", default_tier=tier)


def holding(n: int, there: int, folder: Path) -> Workspace:
    return kept(rows(n, there), folder)


def figure(answer: Any, number: str = "9") -> str:
    return next(str(f["there"]) for f in answer["figures"] if f["capability"] == number)


def made(w: Workspace, day: date) -> Path:
    series = releases(w)
    assert series is not None
    answer = ask(w, Question(day), "public")
    return series.record({k: v for k, v in answer.items() if k != "recorded"})


def test_two_countries_of_a_part_that_change_places_change_no_byte(tmp_path: Path) -> None:
    """9 is there in four of six countries: in the first four, or in the last four. The whole answer is the same, the
    file of the record too."""
    written = []
    for name, order in (("one", range(6)), ("two", range(5, -1, -1))):
        tables = rows(6, 4)
        tables["deliveries"] = [{**d, "iso3": f"X{order[i]:02d}"} for i, d in enumerate(tables["deliveries"])]
        store = MemoryStore()
        changes = plan(store.snapshot(), Snapshot.from_rows(tables).frames)
        store.apply(changes, batch(changes, "made"))
        w = Workspace("w", store, scenario_folder=tmp_path / name / "w.scenarios")
        answer = ask(w, Question(date(2024, 8, 9)), "public")
        written.append((answer, made(w, date(2024, 8, 9)).read_bytes()))
    assert written[0] == written[1]


def test_a_series_in_another_edition_says_in_which(tmp_path: Path) -> None:
    w = holding(6, 4, tmp_path)
    made(w, date(2024, 8, 9))
    with pytest.raises(UsageError, match="in edition mnr-2016"):
        ask(w, Question(date(2024, 8, 9), edition="mnr-2022"), "public")


def test_a_release_is_made_once_and_shown_as_it_was(tmp_path: Path) -> None:
    """9 is there in 4 of 6 countries when the release of July 2024 is made (a third is 2, two thirds 4: some). Then
    a fifth and a sixth come (most): the release of that day stays `some`; the one of January 2025 says `most`."""
    w = holding(6, 4, tmp_path)
    before = ask(w, Question(date(2024, 8, 9)), "public")
    assert (before["release"], before["recorded"], figure(before)) == ("2024-07-01", False, "some")
    assert made(w, date(2024, 8, 9)).name == "release-2024-07-01.json"
    w = holding(6, 6, tmp_path)
    again = ask(w, Question(date(2024, 12, 31)), "public")
    assert again == {**before, "recorded": True}
    fresh = ask(w, Question(date(2025, 1, 1)), "public")
    assert (fresh["release"], fresh["recorded"], figure(fresh)) == ("2025-01-01", False, "most")
    with pytest.raises(ConflictError, match="A release for 2024-07-01 already exists"):
        made(w, date(2024, 7, 1))


def test_no_release_is_made_up_for_a_day_that_is_over(tmp_path: Path) -> None:
    w = holding(6, 4, tmp_path)
    made(w, date(2024, 7, 1))
    with pytest.raises(UsageError, match="so a release for 2024-01-01 is no longer possible"):
        ask(w, Question(date(2024, 3, 1)), "public")
    with pytest.raises(UsageError, match="all evidence"):
        ask(w, Question(date(2024, 7, 1), Evidence.CONFIRMED), "public")


def test_the_partition_of_the_first_release_holds(tmp_path: Path) -> None:
    """A seventh country comes after the first release: a difference of the two figures would speak of it alone, so
    it is in no part of the second."""
    made(holding(6, 4, tmp_path), date(2024, 7, 1))
    w = holding(7, 4, tmp_path)
    later: Any = ask(w, Question(date(2025, 1, 1)), "public")
    assert [p["countries"] for p in later["parts"]] == [[f"X{i:02d}" for i in range(6)]]
    alone: Any = ask(holding(7, 4, tmp_path / "elsewhere"), Question(date(2025, 1, 1)), "public")
    assert len(alone["parts"][0]["countries"]) == 7


@pytest.mark.parametrize("harm", ["a figure", "the first one gone", "no record", "renamed"])
def test_what_was_released_cannot_be_changed_unseen(tmp_path: Path, harm: str) -> None:
    w = holding(6, 4, tmp_path)
    first, second = made(w, date(2024, 7, 1)), made(w, date(2025, 1, 1))
    if harm == "a figure":
        first.write_text(first.read_text(encoding="utf-8").replace('"some"', '"most"', 1), encoding="utf-8")
    elif harm == "the first one gone":
        first.unlink()
    elif harm == "no record":
        second.write_text("{}", encoding="utf-8")
    else:
        second.rename(second.with_name("release-2026-01-01.json"))
    with pytest.raises(DataError) as caught:
        ask(w, Question(date(2025, 2, 1)), "public")
    assert "release-202" in str(caught.value)
    assert caught.value.hint


def test_a_series_that_is_whole_is_read_back(tmp_path: Path) -> None:
    w = holding(6, 4, tmp_path)
    made(w, date(2024, 7, 1))
    made(w, date(2025, 1, 1))
    series = Series(tmp_path / "w.releases")
    assert [r.day.isoformat() for r in series.releases()] == ["2024-07-01", "2025-01-01"]
    assert Series(tmp_path / "none").recorded() == []
    assert releases(Workspace("w", MemoryStore())) is None


# ---- the ceiling of a release


def labelled(there: int, tier: str, labelled_from: int) -> dict[str, list[dict[str, str]]]:
    """Six countries; 9 is there in the first ``there``, by rows of a label from ``labelled_from`` on."""
    tables = rows(6, there)
    for i, row in enumerate(tables["deliveries"]):
        row["tier"] = tier if i >= labelled_from else "CLEAR"
    return tables


@pytest.mark.parametrize("tier", ["RED", "AMBER+STRICT", "AMBER", "GREEN"])
def test_what_stands_above_the_ceiling_moves_no_byte(tmp_path: Path, tier: str) -> None:
    """9 is there in two of six countries by CLEAR rows (a third of six is two: some), and in four more by rows above
    the ceiling. As the owner, six of six would be `most`. The release is the same with and without those rows."""
    with_them = kept(labelled(6, tier, 2), tmp_path / "with")
    without = kept(rows(6, 2), tmp_path / "without")
    day = date(2024, 8, 9)
    one, other = ask(with_them, Question(day), "public"), ask(without, Question(day), "public")
    assert (one["ceiling"], figure(one)) == ("CLEAR", "some")
    assert one == other
    assert made(with_them, day).read_bytes() == made(without, day).read_bytes()


def test_the_owner_says_what_may_feed_and_it_is_recorded(tmp_path: Path) -> None:
    """AMBER rows in four more countries: all six, which is `most`; RED ones beside them would add a seventh cell, and
    do not."""
    tables = labelled(6, "AMBER", 2)
    tables["deliveries"].append({**tables["deliveries"][0], "capability": "4", "tier": "RED"})
    w = kept(tables, tmp_path)
    answer = ask(w, Question(date(2024, 8, 9)), "public", may_feed=Tier.AMBER)
    assert (answer["ceiling"], figure(answer), figure(answer, "4")) == ("AMBER", "most", "few")
    series = releases(w)
    assert series is not None
    path = series.record({k: v for k, v in answer.items() if k != "recorded"})
    assert json.loads(path.read_text(encoding="utf-8"))["release"]["ceiling"] == "AMBER"
    assert ask(w, Question(date(2024, 8, 9)), "public")["ceiling"] == "AMBER"
    later = ask(w, Question(date(2025, 1, 1)), "public")  # the series holds to it
    assert (later["ceiling"], later["recorded"]) == ("AMBER", False)
    with pytest.raises(UsageError, match="up to AMBER"):
        ask(w, Question(date(2025, 1, 1)), "public", may_feed=Tier.CLEAR)


@pytest.mark.parametrize("released", [False, True])
def test_a_self_assessment_that_nobody_released_moves_no_figure(tmp_path: Path, released: bool) -> None:
    """An AMBER workspace of six countries; in all of them a body says of itself that 9 is not in place. While nobody
    has released it, 9 is unknown in all six (most), as if nothing had been said; with a label of its own it feeds what
    it may feed: missing in all six (most)."""
    tables = rows(6, 0)
    tables["reviews"] = [
        {
            "iso3": f"X{i:02d}",
            "capability": "9",
            "outcome": "not_found",
            "reviewed_on": "2024-01",
            "method": "self_assessment",
            "source_id": "s",
            "tier": "AMBER" if released else "",
        }
        for i in range(6)
    ]
    w = kept(tables, tmp_path / "with", Tier.AMBER)
    answer: Any = ask(w, Question(date(2024, 8, 9)), "public", may_feed=Tier.AMBER)
    found = next(f for f in answer["figures"] if f["capability"] == "9")
    shares = (found["there"], found["missing"], found["unknown"])
    assert shares == (("few", "most", "few") if released else ("few", "few", "most"))
    if not released:
        without = kept(rows(6, 0), tmp_path / "without", Tier.AMBER)
        assert (
            answer["figures"]
            == ask(without, Question(date(2024, 8, 9)), "public", may_feed=Tier.AMBER)["figures"]
        )


@pytest.mark.parametrize("tier", [Tier.RED, Tier.AMBER_STRICT])
def test_the_two_highest_labels_never_feed_a_figure(tmp_path: Path, tier: Tier) -> None:
    with pytest.raises(UsageError, match="feed no public figure"):
        ask(holding(6, 4, tmp_path), Question(date(2024, 8, 9)), "public", may_feed=tier)


def test_rows_without_a_label_have_that_of_their_workspace(tmp_path: Path) -> None:
    w = kept(rows(6, 6), tmp_path, Tier.AMBER)
    assert ask(w, Question(date(2024, 8, 9)), "public")["figures"] == []
    assert figure(ask(w, Question(date(2024, 8, 9)), "public", may_feed=Tier.AMBER)) == "most"


def test_a_release_from_before_there_was_a_ceiling_is_shown_and_followed(tmp_path: Path) -> None:
    w = holding(6, 4, tmp_path)
    old = {
        k: v
        for k, v in ask(w, Question(date(2024, 7, 1)), "public").items()
        if k not in ("recorded", "ceiling")
    }
    series = releases(w)
    assert series is not None
    series.record(old)
    again = ask(w, Question(date(2024, 8, 9)), "public")
    assert (again["recorded"], again["ceiling"]) == (True, "")
    assert ask(w, Question(date(2025, 1, 1)), "public", may_feed=Tier.GREEN)["ceiling"] == "GREEN"


def test_the_command(tmp_path: Path) -> None:
    first_use("demo", tmp_path / "demo.sqlite").store.close()

    def run(*more: str) -> Any:
        asked = ["public", "--store", "demo", "--as-of", "2026-11-25", "--format", "json", *more]
        return CliRunner().invoke(cli, asked, env={"MNR_HOME": str(tmp_path)})

    assert json.loads(run().stdout)["recorded"] is False
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout)))
    assert {r["Data version"] for r in rows} == {""}, "a hash of all records says what one of them says"
    result = run("--record")
    assert "release-2026-07-01.json" in result.stderr
    assert json.loads(result.stdout) == json.loads(run().stdout)
    assert json.loads(run().stdout)["recorded"] is True
    assert isinstance(run("--record").exception, ConflictError)
    early = run("--record", "--as-of", "2199-07-01").exception
    assert isinstance(early, UsageError)
    assert str(early).startswith("2199-07-01 has not come yet.")


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    assert write_new(path, "first")
    assert not write_new(path, "second")
    assert [(p.name, p.read_text(encoding="utf-8")) for p in path.parent.iterdir()] == [("a.json", "first")]
