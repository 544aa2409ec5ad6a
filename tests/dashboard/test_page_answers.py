"""Every page opens with its answer in a sentence, in the reader's language, on both shipped workspaces."""

from __future__ import annotations

import pytest

from dashboard.backend.context import Context
from dashboard.pages import all_pages
from dashboard.ui import i18n
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from dashboard.web.screenshots import pages_of
from tests.dashboard.shipped import tree_of

PAGES = {page.name: page for page in all_pages()}
#: what says in its title that there is no answer
SILENT = frozenset({"error"})


def opened(context: Context, workspace: str, path: str) -> Node:
    address = f"/{workspace}/{path}"
    return tree_of(context, PAGES[parse(address).page], address)


@pytest.mark.parametrize("workspace", ["register", "demo"])
def test_every_page_opens_with_one_answer_in_every_language(shipped: Context, workspace: str) -> None:
    """Words belong to the page: of the register French and Spanish take turns from page to page."""
    for turn, (name, path) in enumerate(pages_of(workspace).items()):
        if name in SILENT:
            continue
        told = {}
        languages = ("en", "fr", "es") if workspace == "demo" else ("en", ("fr", "es")[turn % 2])
        for code in languages:
            token = i18n.set_language(code)
            try:
                (said,) = find(opened(shipped, workspace, path), "p", class_="page-answer")
            finally:
                i18n.reset_language(token)
            told[code] = text_of(said)
        assert len({*told.values()}) == len(languages), (name, told)
        assert told["en"].rstrip().endswith((".", "?")), name
        assert "{" not in told["en"], name


def test_a_page_and_its_document_open_with_the_same_sentence(shipped: Context) -> None:
    for page, document in (
        ("country/XAA", "reports/country/XAA"),
        ("donors/XAA", "reports/donor/XAA"),
        ("network", "reports/network"),
        ("plan/XAA", "reports/plan/XAA"),
        ("meeting/XAA", "reports/minutes/XAA"),
    ):
        (own,) = find(opened(shipped, "demo", page), "p", class_="page-answer")
        (told,) = find(opened(shipped, "demo", document), "p", class_="page-answer")
        assert text_of(own) == text_of(told), page
