"""Records that may be of one organisation, side by side, to judge; the judgements made, to undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coordination.text import openings
from dashboard.backend.context import Context
from dashboard.backend.world import Organisation, World
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.files import File
from dashboard.pages import Drawn, Page
from dashboard.pages.record.page import elsewhere
from dashboard.pages.shared import common, listed, parts
from dashboard.pages.shared.shell import empty, heading
from dashboard.pages.workspace.history import moment
from dashboard.ui.i18n import N_, _, colon, n_, partial_date, semicolon
from dashboard.ui.theme import kind_style
from dashboard.ui.tree import Child, Node, h, safe_link
from dashboard.ui.view import View

__all__ = ["NAME", "PAGE", "draw", "recorded_also"]

NAME = "same-organisation"
TYPE = "judgements"
FIRST = 12  #: pairs that are drawn at once, each with its forms
Row = Mapping[str, Any]


def _choices(context: Context, view: View) -> dict[str, Any]:
    code = common.code_of(context.world(view), view, NAME)
    return {"countries": [code] if code else []}


def answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "same-organisations", **_choices(context, view))


def called(context: Context, view: View, ident: str) -> str:
    """The name of an organisation, of one that another stands for too."""
    return str(context.ask(view, "called", "stakeholders", ident)["name"] or ident)


def _address(text: str) -> Child:
    if not text or not safe_link(text):
        return text
    return h("a", h("bdi", text), href=text, rel="noopener noreferrer", target="_blank")


def _does(context: Context, world: World, view: View, ident: str) -> Child:
    """What it provides or supports, each once."""
    rows = context.ask(view, "rows", "deliveries", "stakeholder_id", ident)["rows"]
    cells = list(dict.fromkeys((r["iso3"], r["capability"]) for r in rows))
    return (
        common.cells(world, view, [{"country": c, "capability": n} for c, n in cells[:FIRST]])
        if cells
        else "–"
    )


def _facts(context: Context, world: World, view: View, org: Organisation) -> Sequence[Child]:
    """What is recorded of an organisation, in the order of the rows."""
    (row,) = context.ask(view, "rows", "stakeholders", "id", org.id)["rows"]
    home = world.countries.get(org.home)
    return (
        [h("bdi", org.short), h("p", h("bdi", org.id), class_="sub")],
        _(kind_style(org.kind).word),
        parts.name_of(home) if home else _("no country"),
        _address(row["website"]) or "–",
        h("bdi", row["identifiers"].replace(";", ", ") or "–"),
        _does(context, world, view, org.id),
    )


def _judge(view: View, label: str, about: str, fields: Mapping[str, str], class_: str) -> Node:
    """One button that saves a judgement."""
    return h(
        "form",
        [h("input", type="hidden", name=name, value=value) for name, value in fields.items()],
        h("button", label, h("span", colon(), about, class_="sr"), class_=class_),
        action=view.href("do", "record", TYPE),
        method="post",
        class_="inline-form",
        data_post=True,
    )


def _buttons(view: View, pair: Row, a: Organisation, b: Organisation, old: Row | None) -> Node:
    """Same (keep one or the other), different, not sure. ``old``: the judgement that is there, not sure."""
    given = {"f.a_id": a.id, "f.b_id": b.id, "back": view.href(None, done=None)}
    if old:
        given |= {"id": old["id"], "was": old["was"]}
    about = _("{a} and {b}", a=a.name, b=b.name)
    return h(
        "div",
        [
            _judge(
                view,
                _("Same: keep {name}", name=one.short or one.name),
                about,
                {**given, "f.verdict": "same", "f.kept_id": one.id},
                "button",
            )
            for one in (a, b)
        ],
        _judge(
            view, _("Different"), about, {**given, "f.verdict": "different", "f.kept_id": ""}, "button quiet"
        ),
        None
        if pair["unsure"]
        else _judge(
            view, _("Not sure"), about, {**given, "f.verdict": "unsure", "f.kept_id": ""}, "button quiet"
        ),
        class_="actions same-actions",
    )


def _pair(
    context: Context, world: World, view: View, pair: Row, why: Sequence[str], judged: Sequence[Row]
) -> Node:
    a, b = world.organisation(pair["a"]), world.organisation(pair["b"])
    own = context.workspace(view).is_own
    old = None
    if own and pair["unsure"]:
        ident = next(
            j["claim"] for j in judged if j["verdict"] == "unsure" and {j["a"], j["b"]} == {a.id, b.id}
        )
        old = context.ask(view, "record", TYPE, ident)
    labels = [_("Short name"), _("Type"), _("Country"), _("Web address"), _("Identifiers"), _("What it does")]
    rows = list(zip(labels, _facts(context, world, view, a), _facts(context, world, view, b), strict=True))
    changes = (
        n_("{count} status would change:", "{count} statuses would change:", pair["changes"])
        if pair["changes"]
        else _("No status would change.")
    )
    title = _("{a} and {b}", a=a.name, b=b.name)
    head = [_("Field"), a.short or a.name, b.short or b.name]
    return h(
        "section",
        h("h2", h("bdi", a.name), h("span", " · ", aria_hidden="true"), h("bdi", b.name)),
        h("p", semicolon().join(why), class_="why"),
        h("p", _("Someone judged this pair and was not sure."), class_="sub") if pair["unsure"] else None,
        h("div", changes, common.cells(world, view, pair["cells"]) if pair["cells"] else None, class_="sub"),
        listed.listed(view, f"{a.id}-{b.id}", head, rows, title, class_="side-by-side"),
        h(
            "p",
            common.organisation_link(world, view, a.id, short=True),
            " ",
            common.organisation_link(world, view, b.id, short=True),
        ),
        _buttons(view, pair, a, b, old) if own else None,
        class_="panel-card same-pair",
        data_key=f"{a.id} {b.id}",
    )


def _verdict(context: Context, view: View, row: Row) -> Child:
    words = {"same": _("the same"), "different": _("different"), "unsure": _("not sure")}[row["verdict"]]
    if row["kept"]:
        words = _("the same; kept: {name}", name=called(context, view, row["kept"]))
    if row["holds"]:
        return words
    return [words, h("p", _("It has no effect: other judgements contradict it."), class_="sub")]


def undo(context: Context, view: View, claim: str, about: str) -> Node:
    """A button that takes a judgement out again, where the workspace takes data."""
    was = context.ask(view, "record", TYPE, claim)["was"]
    return h(
        "form",
        h("input", type="hidden", name="id", value=claim),
        h("input", type="hidden", name="was", value=was),
        h("input", type="hidden", name="back", value=view.href(None, done=None)),
        h("button", _("Undo the judgement"), h("span", colon(), about, class_="sr"), class_="button quiet"),
        action=view.href("do", "remove", TYPE),
        method="post",
        class_="inline-form",
        data_post=True,
    )


def _judged(context: Context, view: View, given: Row) -> Node:
    own, title = context.workspace(view).is_own, _("Judgements made")
    rows = given["judged"]

    def line(row: Row) -> list[Child]:
        names = [called(context, view, row[end]) for end in ("a", "b")]
        about = _("{a} and {b}", a=names[0], b=names[1])
        when = partial_date(row["reviewed_on"]) if row["reviewed_on"] else moment(row["saved"])
        by = called(context, view, row["reviewer"]) if row["reviewer"] else row["author"]
        return [
            h("a", h("bdi", about), href=view.href("record", TYPE, row["claim"])),
            _verdict(context, view, row),
            [when, h("p", h("bdi", by), class_="sub") if by else None],
            *([undo(context, view, row["claim"], about)] if own else []),
        ]

    head = [_("Organisations"), _("Judgement"), _("When and by whom"), *([_("Undo")] if own else [])]
    return listed.section(
        "judged",
        title,
        len(rows),
        _("Undo a judgement, and every number is as it was before."),
        listed.listed(view, "judged", head, common.Rows(rows, line), title)
        if rows
        else h("p", _("No one has judged yet."), class_="sub"),
    )


def recorded_also(context: Context, world: World, view: View, org: Organisation) -> Iterator[Node]:
    """That an organisation is recorded under other names too, with the way to undo it."""
    for ident in (i for i, kept in world.into.items() if kept == org.id):
        yield h(
            "p",
            h("span", _("Recorded also as {name}.", name=called(context, view, ident)), class_="grow"),
            h("a", _("See or undo the judgement"), href=f"{view.href(NAME)}#judged", class_="button quiet"),
            class_="notice",
        )


def draw(context: Context, view: View) -> Drawn:
    world, given = context.world(view), answer(context, view)
    code = common.code_of(world, view, NAME)
    pairs = given["pairs"]
    shown = pairs if view.get("rows") == "all" else pairs[:FIRST]
    told = rows_of(context, view, "same-organisations", "pairs", **_choices(context, view)).cells()
    why = {(r["a"].data, r["b"].data): r["reasons"].texts for r in told.values()}
    title = _("Same organisation?")
    if code:
        title = _("{country}: same organisation?", country=parts.name_of(world.countries[code]))
    rest = (
        h(
            "p",
            n_("The first {count} pair is shown.", "The first {count} pairs are shown.", len(shown)),
            " ",
            h(
                "a",
                n_("Show all {count}", "Show all {count}", len(pairs)),
                href=view.href(None, rows="all"),
                class_="button quiet",
            ),
            class_="sub more",
        )
        if len(shown) < len(pairs)
        else None
    )
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world),
            answer=openings.same(len(pairs), sum(bool(p["changes"]) for p in pairs)),
        ),
        elsewhere(context, view),
        [_pair(context, world, view, p, why[p["a"], p["b"]], given["judged"]) for p in shown],
        rest,
        None
        if pairs
        else empty(
            _("No pair to judge"),
            _("If you know of two records of one organisation, add a judgement on them."),
            h(
                "a",
                _("Add a judgement on two organisations"),
                href=view.href("record", TYPE),
                class_="button quiet",
            )
            if context.workspace(view).is_own
            else None,
        ),
        _judged(context, view, given),
        parts.take_away(parts.answer_files(view, NAME, _("Everything"), country=code)),
        class_="page same-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(answer, title=N_("Same organisation?"), declared=Declared("same-organisations", "", _choices))
}
PAGE = Page(NAME, N_("Same organisation?"), draw, group=common.REFERENCE, files=FILES)
