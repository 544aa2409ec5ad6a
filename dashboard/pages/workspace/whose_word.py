"""Records that were changed here and in a file that comes back: whose word counts, row by row or in all of them; and
rows that change nothing, because only here something was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.ingest.questions import HERE, THEIRS
from dashboard.backend.world import World
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.before_after import before_after
from dashboard.ui.i18n import _, colon, n_, number, told
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.schema import SCHEMA

__all__ = ["plans", "stays", "whose_word"]

Row = Mapping[str, Any]
SHOWN = 50  #: plans of one form


def whose_word(view: View, given: Row) -> Node | None:
    """The form; None where nothing was changed on both sides."""
    rows: list[Row] = given["contested"]
    if not rows:
        return None
    lines: list[list[Child]] = [
        [_record(r), _here(r), _theirs(r), _choice(r, at)] for at, r in enumerate(rows)
    ]
    head = [_("Record"), _("Changed here"), _("What theirs would change"), _("Whose word counts")]
    return h(
        "section",
        h(
            "h3",
            n_(
                "{count} record changed here and there",
                "{count} records changed here and there",
                given["contested_all"],
            ),
            id="whose-word",
        ),
        h(
            "p",
            _(
                "Theirs are the fields that were changed in the file; the other fields keep what is here. Nothing is "
                "saved before each row has an answer."
            ),
            class_="sub",
        ),
        h(
            "form",
            common.data_table(view, head, lines, _("Records changed here and there")),
            _more(given["contested_all"], len(rows)),
            h(
                "p",
                h("button", _("Use these answers"), class_="button"),
                h("button", _("Take all of theirs"), name="both", value=THEIRS, class_="button quiet"),
                h("button", _("Keep all that is here"), name="both", value=HERE, class_="button quiet"),
                class_="actions",
            ),
            action=view.href("do", "answer", view.get("upload")),
            method="post",
            class_="questions",
            data_post=True,
        ),
    )


def stays(view: View, given: Row) -> Node | None:
    """What a file says of records that were changed here only; None where there is none."""
    rows: list[Row] = given["stays"]
    if not rows:
        return None
    lines: list[list[Child]] = [
        [
            _record(r),
            h("p", _("You removed it here."))
            if r["removed"]
            else before_after(SCHEMA[r["type"]], r["fields"], r["names"]),
        ]
        for r in rows
    ]
    count = given["stays_all"]
    return h(
        "details",
        h("summary", n_("{count} row stays as it is here", "{count} rows stay as they are here", count)),
        h(
            "p",
            _("The file says what these records said when it was made. What was changed here since stays."),
            class_="sub",
        ),
        common.data_table(
            view,
            [_("Record"), _("Changed here since the file was made")],
            lines,
            _("Rows that change nothing"),
        ),
        _more(count, len(rows)),
    )


def plans(view: View, world: World, given: Row) -> Node | None:
    """Kept plans that come with the files, and are not the same here; None where there is none."""
    rows: list[Row] = given["plans"]
    if not rows:
        return None
    lines: list[list[Child]] = [
        [
            [h("bdi", r["called"]), h("p", parts.name_of(world.countries[r["iso3"]]), class_="sub")]
            if r["iso3"] in world.countries
            else h("bdi", r["called"]),
            told(r["words"]),
            _choice(r, at, "plan") if r["asked"] else "",
        ]
        for at, r in enumerate(rows[:SHOWN])
    ]
    head = [_("Plan"), _("What becomes of it"), _("Whose word counts")]
    return h(
        "section",
        h("h3", n_("{count} plan comes with the files", "{count} plans come with the files", len(rows))),
        h(
            "p",
            _(
                "Whether donors see a plan is decided here. A plan that is replaced can be brought back on its page."
            ),
            class_="sub",
        ),
        h(
            "form",
            common.data_table(view, head, lines, _("Plans that come with the files")),
            h("p", h("button", _("Use these answers"), class_="button"), class_="actions")
            if any(r["asked"] for r in rows)
            else None,
            action=view.href("do", "answer", view.get("upload")),
            method="post",
            class_="questions",
            data_post=True,
        ),
    )


def _more(count: int, shown: int) -> Node | None:
    if count <= shown:
        return None
    words = _("The first {some} of {count}.", some=number(shown), count=number(count))
    return h("p", words, class_="sub")


def _record(r: Row) -> list[Child]:
    place = ", ".join(x for x in (r["file"], _("line {line}", line=r["line"]) if r["line"] else "") if x)
    return [
        h("bdi", r["called"]),
        h("p", _(SCHEMA[r["type"]].title), class_="sub"),
        h("p", h("bdi", place), class_="sub") if place else None,
    ]


def _here(r: Row) -> list[Child]:
    return [before_after(SCHEMA[r["type"]], r["here"], r["names"]), h("p", told(r["why"]), class_="sub")]


def _theirs(r: Row) -> Child:
    if r["comes"]:
        return h("p", _("It would come again."))
    if r["goes"]:
        return h("p", _("It would be removed here too."))
    return before_after(SCHEMA[r["type"]], r["would"], r["names"])


def _choice(r: Row, at: int, of: str = "word") -> list[Child]:
    key, here = f"answer-{at}", f"{of}-{at}"
    options = [("", _("Choose")), (THEIRS, _("theirs")), (HERE, _("what is here"))]
    return [
        h("input", type="hidden", name=f"question-{at}", value=r["key"]),
        h("label", _("Whose word counts"), h("span", colon(), r["called"]), for_=here, class_="sr"),
        h(
            "select",
            [h("option", words, value=value) for value, words in options],
            id=here,
            name=key,
            value=r["answer"],
        ),
    ]
