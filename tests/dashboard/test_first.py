"""What to do first: the first gaps with reasons, figures and actions below the board, and what to review first."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.board import country, first
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of


def card(context: Context, address: str) -> Node:
    (found,) = [
        s for s in find(tree_of(context, country.PAGE, address), "section") if s[1].get("id") == "do-first"
    ]
    return found


def test_the_first_gaps_with_their_reasons_and_actions(shipped: Context) -> None:
    """docs/methods/gaps.md, Estoria: 1 has support of 2 to give back, 12 blocks five hand-offs, 6 blocks three."""
    (column, *_rest) = find(card(shipped, "/demo/country/XAE"), "ol", class_="first-list")
    found = {
        li[1]["data-key"]: text_of(li) for li in find(column, "li") if li[1].get("data-key", "").isdigit()
    }
    assert list(found) == ["1", "12", "6"]
    assert "these would have their prerequisites again: 2 Research, Analysis and Monitoring." in found["1"]
    assert "These are in place, but cannot hand over to it or receive from it: " in found["12"]
    assert all("among the first 3 in the order of the gaps" in text and "Action " in text for text in found.values())


def test_those_level_with_the_third_are_told_with_it() -> None:
    """a, b, c, d in order; c and d are level, e is not: four are told."""
    level = {"c": ["d"], "d": ["c"]}
    gaps = [{"capability": n, "level_with": level.get(n, [])} for n in "abcde"]
    assert [g["capability"] for g in first._first_of(gaps)] == ["a", "b", "c", "d"]


def test_the_whole_order_is_a_table_with_figures_beside(shipped: Context) -> None:
    """indicators.csv: Kenya has a referral mechanism (2022), which bears on 8, of which one provider is known."""
    tree = card(shipped, "/register/country/KEN?rows=gaps")
    (table,) = find(tree, "table")
    given = shipped.ask(parse("/register/country/KEN"), "gaps", countries=["KEN"])["gaps"]
    rows = find(find(table, "tbody")[0], "tr")
    assert len(rows) == len(given)
    (eight,) = [r for r in rows if text_of(find(r, "th")[0]).startswith("Fragile 8 ")]
    assert "Criminal authorities and social services have a referral mechanism: yes (2022)" in text_of(eight)
    assert {"Order of the gaps as CSV", "What to review first as Excel"} <= {
        a[1].get("aria-label") for a in find(tree, "a")
    }


def test_what_nobody_reviewed_is_to_be_reviewed_first(shipped: Context) -> None:
    """Kenya, 17: its latest review gave no clear result; all else is known."""
    tree = card(shipped, "/register/country/KEN")
    assert "Review first" in text_of(tree)
    assert "17 CSEA Reporting" in text_of(find(tree, "ol", class_="first-list")[1])
