"""A card of a board has room for about forty letters: longer names have a short one, which no other shares."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from seed_data import SeedWorkspace, workspaces

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
