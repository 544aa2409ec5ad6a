"""Every page in every language over the shipped workspaces, and what a language changes besides the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from coordination.answers.asking import answer_of, ask
from coordination.answers.declare import Answer
from coordination.answers.index import DECLARED
from coordination.text import languages
from coordination.text.languages import LANGUAGES
from coordination.workspace.service import Question
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.pages import all_pages
from dashboard.pages.shared import shell
from dashboard.pages.workspace import corrections
from dashboard.ui import i18n
from dashboard.ui.tree import Node, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from graph_schema.errors import MnrError, UsageError, Verbatim, said
from graph_schema.issues import Issue, Location, Severity
from tests import ready
from tests.dashboard.shipped import AS_OF
from tools.catalogue import texts

OTHERS = [code for code in LANGUAGES if code != "en"]
EXAMPLES = {"register": "MWI", "demo": "XAA"}
#: pages about one country, with what follows it in the path
ABOUT = {
    "country": "", "why": "/4", "weak-points": "", "cliffs": "", "partnerships": "", "plan": "", "donors": "",
    "history": "", "meeting": "",
}  # fmt: skip
CHOICES = {
    "what-if": "?changes=stakeholder:c-house", "plan": "?budget=2&steps=12:3-4;3:1-2", "map": "?capability=12",
    "framework": "?edition=mnr-2022",
}  # fmt: skip
SHOWN = ("aria-label", "title", "placeholder", "data-label", "label")


def addresses() -> Iterator[tuple[str, str]]:
    for workspace, country in EXAMPLES.items():
        for page in all_pages():
            yield page.name, f"/{workspace}/{page.name}"
            if page.name in ABOUT:
                yield page.name, f"/{workspace}/{page.name}/{country}{ABOUT[page.name]}"
            if page.name in CHOICES:
                about = f"/{country}" if page.name in ABOUT else ""
                yield page.name, f"/{workspace}/{page.name}{about}{CHOICES[page.name]}"


@cache
def pages() -> dict[str, object]:
    return {p.name: p for p in all_pages()}


def drawn(context: Context, page: str, address: str) -> Node:
    """The page, or the panel in its place."""
    try:
        found = pages()[page].draw(context, parse(address))  # type: ignore[attr-defined]
    except MnrError as error:
        return shell.error(error)
    return ["div", {}, found.title, found.tree]


def seen(node: Node) -> Iterator[str]:
    """Every text of a tree; what says that it is English (commands and what they print) may be."""
    if node[1].get("lang") == "en":
        return
    yield from (str(v).strip() for k, v in node[1].items() if k in SHOWN)
    for child in node[2:]:
        if isinstance(child, str):
            yield child.strip()
        else:
            yield from seen(child)


def colons(node: Node) -> Iterator[str]:
    """Every text that goes on from another element with a colon right behind it, which French does not write."""
    if node[1].get("lang") != "en":
        for child in node[2:]:
            yield from (child,) if isinstance(child, str) and child.startswith(":") else ()
            yield from () if isinstance(child, str) else colons(child)


@pytest.mark.parametrize("speaking", OTHERS, indirect=True)
def test_every_page_is_drawn_without_english_of_the_catalogue(shipped: Context, speaking: str) -> None:
    """A text that stands on a page as it stands in English has bypassed its translation. Texts that are also names
    in the data, or the same in both languages, cannot tell and are left out."""
    translated = languages.catalogue(speaking).texts
    english = {
        t for text in texts().values() for t in (text.one, text.many)
        if text.one in translated and " " in t and t not in translated[text.one] and "{" not in t
    }  # fmt: skip
    for workspace in EXAMPLES:  # an agreement keeps the name under which it is recorded
        rows = shipped.ask(parse(f"/{workspace}"), "rows", "agreements")["rows"]
        english -= {row["name"] for row in rows}
    left: dict[str, str] = {}
    for page, address in addresses():
        joined = f"{address}{'&' if '?' in address else '?'}lang={speaking}"
        tree = drawn(shipped, page, joined)
        close = colons(tree) if speaking == "fr" else ()
        for words in (*(w for w in seen(tree) if w in english), *close):
            left.setdefault(words, joined)
    assert left == {}


@pytest.mark.parametrize("speaking", OTHERS, indirect=True)
def test_bar_menu_footer_and_frame(shipped: Context, speaking: str) -> None:
    view = parse(f"/demo?lang={speaking}")
    menu = [(p.name, p.menu, p.group) for p in all_pages() if p.menu]
    words = text_of(shell.top(view, menu, shipped.spaces, AS_OF, "mnr-2016"))
    for text in (
        "Framework",
        "Language",
        "Evidence",
        "Single points of failure",
        "Fictional region",
        "Public register",
    ):
        assert i18n._(text) in words
        assert i18n._(text) != text


def test_answers_that_are_kept_are_kept_by_language(shipped: Context) -> None:
    fixes = {}
    for code in LANGUAGES:
        token = i18n.set_language(code)
        given = shipped.ask(parse(f"/demo?lang={code}"), "weak_points")
        fixes[code] = given["sole_providers"][0]["fix"]
        i18n.reset_language(token)
    assert len(set(fixes.values())) == len(LANGUAGES)


def test_what_was_found_for_one_language_is_told_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every answer that is kept, first asked for in French: English is told of the same, worked out once."""
    fresh = ServiceAnswers([ready.first_use("demo", tmp_path / "demo.sqlite")])
    required = {n for n in DECLARED if any(g.required for g in answer_of(n).given)}
    kept = [n for n in DECLARED if n not in {"news", "unfunded", "what-if"} | required]
    assert {"corridors", "sweep", "weak-points"} <= {*kept}
    told = {name: ask(ready.shipped("demo"), Question(AS_OF), name) for name in kept}
    worked, asked = list[str](), Answer.asked
    monkeypatch.setattr(Answer, "asked", lambda self, *given: worked.append(self.name) or asked(self, *given))
    for code in ("fr", "en"):
        token = i18n.set_language(code)
        found = {n: fresh.ask("demo", n, as_of=AS_OF, evidence="all", edition="") for n in kept}
        i18n.reset_language(token)
    assert found == told
    assert worked == kept


@pytest.mark.parametrize(
    ("speaking", "words"),
    [("fr", "4 Police spécialisée"), ("es", "4 Policía especializada")],
    indirect=["speaking"],
)
def test_reasons_are_said_in_the_language_with_names_of_the_framework(
    shipped: Context, speaking: str, words: str
) -> None:
    view = parse(f"/demo?lang={speaking}")
    given = shipped.ask(view, "what_if", changes=["stakeholder:c-house"])
    assert given["rounds"]
    assert words in text_of(drawn(shipped, "why", f"/demo/why/XAA/4?lang={speaking}"))


def test_switching_keeps_page_date_evidence_edition_and_choices() -> None:
    address = "/demo/plan/XAB?budget=2&as_of=2026-01-31&evidence=confirmed&edition=mnr-2022"
    assert parse(address).href(None, lang="es") == address + "&lang=es"
    assert parse(address + "&lang=es").href(None, lang="en") == address


def test_the_document_says_its_language_and_direction(
    shipped: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LANGUAGES, "ar", "العربية")
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    for code, direction in (("en", "ltr"), ("fr", "ltr"), ("es", "ltr"), ("ar", "rtl")):
        body = client.get(f"/demo?lang={code}").get_data(as_text=True)
        assert f'<html lang="{code}" dir="{direction}"' in body


@pytest.mark.parametrize(
    ("speaking", "address", "words"),
    [
        ("fr", "/demo?as_of=1", "n’est pas une date"),
        ("es", "/demo?as_of=1", "no es una fecha"),
        ("fr", "/demo/country/QQQ?", "n’est pas un pays de cet espace"),
        ("es", "/nowhere?", "no hay ningún espacio de trabajo"),
        ("fr", "/demo/what-if?changes=stakeholder:c-hose", "Vouliez-vous dire"),
    ],
    indirect=["speaking"],
)
def test_errors_are_said_in_the_language_of_the_address(
    shipped: Context, speaking: str, address: str, words: str
) -> None:
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    answer = client.get(f"{address}&lang={speaking}")
    assert answer.status_code in {400, 404}
    assert words in answer.get_data(as_text=True)


@pytest.mark.parametrize("speaking", ["fr"], indirect=True)
def test_an_error_within_an_error_and_one_without_translation(speaking: str) -> None:
    inner = said("There is no country {text!r}.", text="QQQ")
    assert i18n.told(inner) == "Il n’y a pas de pays «\u202fQQQ\u202f»."
    assert (
        i18n.told(said("A text of {nobody}.", nobody=inner))
        == "A text of Il n’y a pas de pays «\u202fQQQ\u202f».."
    )
    assert i18n.told("") == ""
    assert text_of(shell.error(UsageError(inner))).startswith(
        "Cette question ne peut pas recevoir de réponse sous cette forme"
    )


@pytest.mark.parametrize("speaking", ["ar"], indirect=True)
def test_a_language_without_catalogue_is_english_words_with_its_own_dates(speaking: str) -> None:
    """``ar`` is not offered yet, so the text is English; nothing fails."""
    assert (i18n.language(), i18n.direction()) == ("en", "ltr")


@pytest.mark.parametrize("speaking", ["fr"], indirect=True)
def test_what_an_import_found_is_told_in_the_language(
    speaking: str, use_catalogues: Callable[..., None]
) -> None:
    """The finding as the answer holds it, with its column and its word kept."""
    french = {
        "{name} is not one of the known words": ("{name} n’est pas l’un des mots connus",),
        "use one of: {words}": ("utilisez l’un de ces mots : {words}",),
        "error": ("erreur",),
    }
    use_catalogues(fr=languages.Catalogue(french))
    message = said("{name} is not one of the known words", name=Verbatim("kind"))
    hint = said("use one of: {words}", words=Verbatim("mou, other"))
    issue = Issue("E-WORD", Severity.ERROR, message, Location("ties.csv", 2, "kind"), "friend", hint)
    given = {
        "findings": [{**issue.as_dict(), "cell": True, "row": True}],
        "found": 1,
        "corrected": 0,
        "left_out": 0,
    }
    shown = corrections.findings(parse("/demo/data?lang=fr"), given)
    assert shown is not None
    words = text_of(shown)
    assert "kind n’est pas l’un des mots connus" in words
    assert "utilisez l’un de ces mots : mou, other" in words
    assert "erreur" in words


@pytest.mark.parametrize("speaking", ["fr"], indirect=True)
def test_the_line_that_says_what_the_answers_rest_on_has_a_french_colon(
    shipped: Context, speaking: str
) -> None:
    view = parse("/demo?lang=fr")
    words = text_of(shell.bar(view, shipped.spaces, AS_OF, "mnr-2016")[0])
    assert (
        f"{i18n._('Date and evidence used for this page')} : Région fictive" in words
    )  # its spaces made plain


@pytest.mark.parametrize(
    ("speaking", "marks"),
    [("en", ("“", "”")), ("fr", ("« ", " »")), ("es", ("«", "»"))],
    indirect=["speaking"],
)
def test_what_was_asked_for_stands_in_the_quotation_marks_of_the_language(
    speaking: str, marks: tuple[str, str]
) -> None:
    assert f"{marks[0]}nowhere{marks[1]}" in text_of(shell.unknown_page(parse("/demo/nowhere")))


@pytest.mark.parametrize("speaking", ["es"], indirect=True)
def test_lists_of_the_pages_meet_their_names(speaking: str) -> None:
    assert i18n.listing(["España", "India"]) == "España e India"
    assert i18n.listing([]) == ""
