"""What stands around the pages, as trees: the bar, the switch between workspaces, the panels for trouble."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.backend.context import Workspace
from dashboard.pages.shared import shell
from dashboard.ui import i18n
from dashboard.ui.i18n import reset_language, set_language
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from graph_schema.errors import StoreUnavailable, UsageError

HERE = Workspace("small", "Small world", editions=(("mnr-2016", "2016"), ("mnr-2022", "2022")))
THERE = Workspace("other", "Another world", editions=(("mnr-2016", "2016"),))
DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("/small", "/other"),
        ("/small/matrix?find=AAA&state=gap", "/other/matrix"),
        ("/small/country/AAA?why=12", "/other/country"),
        ("/small/meeting/AAA", "/other/meeting"),
        ("/small/why/AAA/12", "/other"),
        ("/small/map?capability=12", "/other/map?capability=12"),
        ("/small/reports/country/AAA", "/other/reports/country"),
        ("/small/methods/gaps", "/other/methods/gaps"),
        ("/small/help/country", "/other/help/country"),
        (
            "/small/matrix?evidence=confirmed&as_of=2024-01-01",
            "/other/matrix?as_of=2024-01-01&evidence=confirmed",
        ),
        ("/small/matrix?edition=mnr-2016&lang=fr", "/other/matrix?edition=mnr-2016&lang=fr"),
        ("/small/matrix?edition=mnr-2022", "/other/matrix"),
    ],
)
def test_another_workspace_opens_on_the_same_page(address: str, there: str) -> None:
    """Without what only this workspace holds: a country, a search, an edition."""
    assert shell.elsewhere(parse(address), THERE) == there


def test_the_switch_of_workspaces_shows_where_one_is() -> None:
    nodes = shell.bar(parse("/small/country/AAA?why=12"), [HERE, THERE], DAY, "mnr-2016")
    (select,) = [s for n in nodes for s in find(n, "select", id="choose-workspace")]
    assert [o[1]["value"] for o in find(select, "option")] == ["/small/country", "/other/country"]
    assert select[1]["value"] == "/small/country"


def test_the_fold_of_the_bar_says_the_present_choice() -> None:
    token = set_language("fr")
    try:
        (fold, *_rest) = shell.bar(
            parse("/small/matrix?evidence=confirmed&edition=mnr-2022&lang=fr"), [HERE, THERE], DAY, "mnr-2022"
        )
        words = text_of(fold)
    finally:
        reset_language(token)
    for wanted in ("25 nov. 2026", "2022"):
        assert wanted in words
    assert text_of(shell.bar(parse("/small"), [HERE], DAY, "mnr-2016")[0]).endswith(
        "25 Nov 2026 · All evidence · 2016"
    )


def test_the_language_is_chosen_outside_the_fold_and_keeps_everything_else() -> None:
    """Also without scripts: the other choices of the address go along as hidden fields."""
    fold, form, own = shell.bar(
        parse("/small/country/AAA?evidence=confirmed&lang=fr&why=12"), [HERE], DAY, "mnr-2016"
    )
    assert not find(fold, "select", id="choose-lang")
    assert not find(form, "select", id="choose-lang")
    (select,) = find(own, "select", id="choose-lang")
    assert [text_of(o) for o in find(select, "option")] == ["English", "Français", "Español"]
    assert select[1]["value"] == "fr"
    hidden = {i[1]["name"]: i[1]["value"] for i in find(own, "input", type="hidden")}
    assert hidden == {"evidence": "confirmed", "why": "12"}


def test_trouble_about_a_choice_leads_back_to_the_list_of_that_page() -> None:
    problem = UsageError("QQQ is not a country of this workspace.", hint="Choose a country from the list.")
    drawn = shell.error(problem, view=parse("/small/meeting/QQQ?lang=fr"))
    assert [a[1]["href"] for a in find(drawn, "a")] == ["/small/meeting?lang=fr", "/small?lang=fr"]
    reasons = shell.error(problem, view=parse("/small/why/QQQ/12"))
    assert [a[1]["href"] for a in find(reasons, "a")] == ["/small/country", "/small"]
    assert [a[1]["href"] for a in find(shell.error(problem), "a")] == ["/"]


def test_trouble_speaks_of_the_dashboard_not_of_commands() -> None:
    hint = "Look it up in stakeholders.csv (`mnr export FOLDER`)."
    said = text_of(
        shell.error(UsageError("There is no stakeholder zzz.", hint=hint), view=parse("/small/what-if"))
    )
    assert "mnr" not in said
    assert "stakeholders.csv" not in said
    assert "Choose from the list." in said
    kept = text_of(
        shell.error(StoreUnavailable("No answer.", hint="Run `mnr doctor`."), view=parse("/small"))
    )
    assert "mnr doctor" in kept
    assert "Try again" in kept


def test_an_unknown_page_offers_the_overview_and_the_search() -> None:
    drawn = shell.unknown_page(parse("/small/nothing"))
    assert [a[1]["href"] for a in find(drawn, "a")] == ["/small"]
    assert [b[1]["data-act"] for b in find(drawn, "button")] == ["palette"]


@pytest.mark.parametrize(
    ("speaking", "colon", "semicolon"),
    [("en", ": ", "; "), ("fr", "\u202f: ", "\u202f; "), ("es", ": ", "; ")],
    indirect=["speaking"],
)
def test_what_stands_between_two_elements_is_of_the_language(
    speaking: str, colon: str, semicolon: str
) -> None:
    assert (i18n.colon(), i18n.semicolon()) == (colon, semicolon), speaking
