"""The questions about files that were sent, as a form: which record a name means, which column a heading, which number
of a date is the day, whether records go whose rows were deleted in a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.ingest.questions import (
    ALL,
    BOTH,
    COLUMN,
    DATES,
    DAY_FIRST,
    HERE,
    KEEP,
    LEAVE_OUT,
    MISSING,
    MONTH_FIRST,
    NEW,
    REMOVE,
    THEIRS,
    WORD,
    key_for,
)
from dashboard.backend.world import World
from dashboard.pages.shared import parts
from dashboard.pages.shared.shell import field
from dashboard.ui.i18n import _, colon, folded, n_, partial_date, told
from dashboard.ui.theme import kind_style
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["answers_of", "questions"]

Row = Mapping[str, Any]
SHOWN = 50  #: questions of one form


def answers_of(given: Mapping[str, str]) -> dict[str, str]:
    """Key of a question -> answer, of a form that was sent; what was left open is not in it."""
    found: dict[str, str] = {}
    if (every := given.get("both", "")) in (THEIRS, HERE):
        return {key_for(BOTH, ALL): every}
    for at in range(SHOWN):
        key, answer = given.get(f"question-{at}", ""), given.get(f"answer-{at}", "")
        other = given.get(f"other-{at}", "").strip()
        if not key:
            break
        if other:
            found[key] = other
        elif answer == NEW:
            found[key] = ":".join((NEW, given.get(f"kind-{at}", ""), given.get(f"country-{at}", "")))
        elif answer:
            found[key] = answer
    return found


def questions(view: View, world: World, given: Row) -> Node | None:
    """The form; None where everything was understood."""
    asked = given["questions"]
    if not asked:
        return None
    first = asked[:SHOWN]
    return h(
        "section",
        h("h3", n_("{count} question", "{count} questions", len(asked)), id="questions"),
        h(
            "p",
            _("Your answers count for all rows of the files. You need not change or send the files again."),
            class_="sub",
        ),
        h(
            "form",
            [_question(world, q, at) for at, q in enumerate(first)],
            h("button", _("Use these answers"), class_="button"),
            action=view.href("do", "answer", view.get("upload")),
            method="post",
            class_="questions",
            data_post=True,
        ),
    )


def _question(world: World, q: Row, at: int) -> Node:
    place = ", ".join((q["file"], _("line {line}", line=q["line"]), q["label"]))
    about = h("span", colon(), q["text"], class_="sr")
    return h(
        "fieldset",
        h("legend", told(q["asked"])),
        h("p", h("bdi", place), class_="sub") if q["kind"] != MISSING else None,
        h("input", type="hidden", name=f"question-{at}", value=q["key"]),
        _dates(q, at, about)
        if q["kind"] == DATES
        else _missing(q, at, about)
        if q["kind"] == MISSING
        else _words(q, at, about)
        if q["kind"].startswith(WORD)
        else _columns(q, at, about)
        if q["kind"].startswith(COLUMN)
        else _records(world, q, at, about),
    )


def _select(key: str, options: list[tuple[str, str]], chosen: str = "") -> Node:
    return h(
        "select",
        [h("option", words, value=value) for value, words in options],
        id=key,
        name=key,
        value=chosen,
    )


def _dates(q: Row, at: int, about: Node) -> Node:
    one, two, year = (part.zfill(2) for part in q["example"].replace("/", "-").replace(".", "-").split("-"))
    options = [
        ("", _("Choose")),
        (DAY_FIRST, _("the day: {date}", date=partial_date(f"{year}-{two}-{one}"))),
        (MONTH_FIRST, _("the month: {date}", date=partial_date(f"{year}-{one}-{two}"))),
    ]
    return field([_("The first number is"), about], _select(f"answer-{at}", options), for_=f"answer-{at}")


def _missing(q: Row, at: int, about: Node) -> list[Child]:
    """The records whose rows were deleted, and what becomes of them."""
    names = [h("li", h("bdi", k["name"])) for k in q["candidates"]]
    more = q["rows"] - len(names)
    options = [("", _("Choose")), (REMOVE, _("Remove them")), (KEEP, _("Keep them"))]
    return [
        h("ul", names, h("li", n_("{count} more", "{count} more", more)) if more else None),
        field([_("These records"), about], _select(f"answer-{at}", options), for_=f"answer-{at}"),
    ]


def _words(q: Row, at: int, about: Node) -> Node:
    """The words of a closed list that may be meant."""
    known = [(k["id"], str(k["name"])) for k in q["candidates"]]
    options = [("", _("Choose")), *known, (LEAVE_OUT, _("None: leave out these rows"))]
    return field([_("It is"), about], _select(f"answer-{at}", options), for_=f"answer-{at}")


def _columns(q: Row, at: int, about: Node) -> Node:
    """The columns that a heading may mean."""
    known = [(k["id"], str(k["name"])) for k in q["candidates"]]
    options = [("", _("Choose")), *known, (LEAVE_OUT, _("None: leave out this column"))]
    return field([_("It is"), about], _select(f"answer-{at}", options), for_=f"answer-{at}")


def _records(world: World, q: Row, at: int, about: Node) -> list[Child]:
    known = [(k["id"], _known(world, k)) for k in q["candidates"]]
    new = [(NEW, _("A new record of this name"))] if q["may_be_new"] else []
    options = [("", _("Choose")), *known, *new, (LEAVE_OUT, _("None: leave out these rows"))]
    made_new = q["answer"].split(":")[0] == NEW  # of which the kind is lacking, or it would not be asked
    return [
        h("p", _("A new record needs its kind. Choose it below."), class_="problem") if made_new else None,
        h(
            "div",
            field(
                [_("It is"), about],
                _select(f"answer-{at}", options, NEW if made_new else ""),
                for_=f"answer-{at}",
            ),
            field(
                [_("or another identifier or name"), about],
                h("input", id=f"other-{at}", name=f"other-{at}", type="text", maxlength="200"),
                for_=f"other-{at}",
            ),
            class_="filters",
        ),
        _new(world, q, at, about) if q["may_be_new"] and q["kinds"] else None,
    ]


def _known(world: World, k: Row) -> str:
    country = world.countries.get(k["further"])
    further = parts.name_of(country) if country and k["id"] != k["further"] else ""
    return str(k["name"]) + (f" ({further})" if further else "") + f" · {k['id']}"


def _new(world: World, q: Row, at: int, about: Node) -> Node:
    """What a new organisation needs besides its name."""
    countries = sorted(world.countries.values(), key=lambda c: folded(parts.name_of(c)))
    chosen = q["countries"][0] if len(q["countries"]) == 1 else ""
    kinds = [("", _("Choose")), *((k, _(kind_style(k).word)) for k in q["kinds"])]
    chosen = q["answer"].rpartition(":")[2] or chosen
    return h(
        "details",
        h("summary", _("For a new record"), colon(), _("kind and country"), about),
        h(
            "div",
            field([_("Kind"), about], _select(f"kind-{at}", kinds), for_=f"kind-{at}"),
            field(
                [_("Country of its seat"), about],
                _select(
                    f"country-{at}",
                    [("", _("international")), *((c.iso3, parts.name_of(c)) for c in countries)],
                    chosen,
                ),
                for_=f"country-{at}",
            ),
            class_="filters",
        ),
        open=bool(q["answer"]),
    )
