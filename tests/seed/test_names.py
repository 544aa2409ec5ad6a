"""A card of a board has room for about forty letters: longer names have a short one, which no other shares."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from coordination.model.naming import recorded_name
from graph_schema.languages import OTHERS
from seed_data import SeedWorkspace, workspaces
from tests.ready import shipped

#: two lines of a card 200 pixels wide, at 13 pixels a line: about 2 x 30 letters for two providers and what joins them
ROOM = 40


def organisations(workspace: SeedWorkspace) -> list[dict[str, str]]:
    with (workspace.folder / "stakeholders.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


@pytest.mark.parametrize("workspace", workspaces().values(), ids=lambda value: str(value.name))
def test_a_name_that_is_cut_on_a_card_has_a_short_one(workspace: SeedWorkspace) -> None:
    rows = organisations(workspace)
    assert [r["id"] for r in rows if len(r["name"]) > ROOM and not r.get("short_name")] == []
    assert [r["id"] for r in rows if len(r.get("short_name", "")) > ROOM] == []


@pytest.mark.parametrize("workspace", workspaces().values(), ids=lambda value: str(value.name))
def test_what_is_shown_is_one_organisation_of_its_country(workspace: SeedWorkspace) -> None:
    shown: Counter[tuple[str, str]] = Counter()
    for r in organisations(workspace):
        words = {r["name"].casefold(), (r.get("short_name") or r["name"]).casefold()}
        shown.update((r["home_iso3"], name) for name in words)
    assert [name for name, times in shown.items() if times > 1] == []


@pytest.mark.parametrize("workspace", workspaces().values(), ids=lambda value: str(value.name))
@pytest.mark.parametrize("code", list(OTHERS))
def test_a_name_of_another_language_that_is_cut_on_a_card_has_a_short_one(
    workspace: SeedWorkspace, code: str
) -> None:
    cut = [
        r["id"]
        for r in organisations(workspace)
        if len(r.get(f"name_{code}", "")) > ROOM and not (r.get(f"short_name_{code}") or r.get("short_name"))
    ]
    assert cut == []


@pytest.mark.parametrize("workspace", workspaces().values(), ids=lambda value: str(value.name))
@pytest.mark.parametrize("code", list(OTHERS))
def test_an_agreement_and_a_network_of_one_name_have_one_name_in_every_language(
    workspace: SeedWorkspace, code: str
) -> None:
    """Where both open a corridor they are shown once, by their name."""
    snapshot = shipped(workspace.name).snapshot()
    named = {i: recorded_name(snapshot, "agreements", i) for i in snapshot["agreements"].ids}
    for network in snapshot["networks"].ids:
        for agreement, name in named.items():
            if name.casefold() == recorded_name(snapshot, "stakeholders", network).casefold():
                one = recorded_name(snapshot, "agreements", agreement, code)
                assert one == recorded_name(snapshot, "stakeholders", network, code)


@pytest.mark.parametrize("code", list(OTHERS))
def test_every_agreement_and_network_that_is_shipped_is_named_in_every_language(code: str) -> None:
    for workspace in workspaces().values():
        snapshot = shipped(workspace.name).snapshot()
        for kind in ("agreements", "networks"):
            open_ = [
                i
                for i, n in zip(snapshot[kind].ids, snapshot[kind][f"name_{code}"].texts(), strict=True)
                if not n
            ]
            assert open_ == [], (workspace.name, kind)
