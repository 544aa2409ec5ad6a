"""The page of reasons says what its status depends on, and nothing where it is firm."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.board import why
from tests.dashboard.shipped import words_of

LEAD = "This status depends on an assumption."


def test_what_a_status_depends_on(shipped: Context) -> None:
    """XAA/6 has the one provider that it needs, and that one is enough is our own reading."""
    words = words_of(shipped, why.PAGE, "/demo/why/XAA/6")
    assert f"{LEAD} If two independent providers are needed: Fragile." in words


def test_a_firm_status_says_nothing(shipped: Context) -> None:
    """XAA/4 has one provider and needs one, whatever is assumed."""
    assert LEAD not in words_of(shipped, why.PAGE, "/demo/why/XAA/4")
