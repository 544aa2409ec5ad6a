"""A tie that is missing, drafted: a form, what it would change, a letter to send, and its row for ties.csv."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages import Drawn
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import choose, field, heading
from dashboard.pages.ties.changes import changes, corridors, none_to_draft, offered, serves
from dashboard.pages.ties.letter import letter
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, folded, partial_date
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import COUNTERPARTS, STATED, TIE_KINDS
from graph_schema.edition import BASE_EDITION
from graph_schema.errors import UsageError
from graph_schema.schema import SCHEMA
from graph_schema.values import TieKind, first_day

__all__ = ["draft", "draw"]

#: what a tie with this counterpart is about
_ABOUT = {"police": "4", "hotline": "12"}
_SUGGESTED = 300  #: titles of sources offered while typing


def _tie(context: Context, view: View, member: str, counterpart: str) -> dict[str, Any]:
    """What is known of the tie of this member with this counterpart. Raises UsageError."""
    chosen = view.get("network")
    given = context.ask(view, "network", network=chosen) if chosen else context.ask(view, "network")
    for tie in given["ties"]:
        if (tie["member"], tie["counterpart"]) == (member, counterpart):
            return dict(tie)
    raise UsageError(
        _("{member} is not on record as a member of this network.", member=member[:40]),
        hint=_("Choose a missing partnership on the Network page."),
    )


def _chosen(view: View, tie: dict[str, Any]) -> str:
    """The body of the address, else, where no tie is recorded, the first that is known there; never the member."""
    known = offered(tie)
    if view.get("to") in known:
        return view.get("to")
    return known[0] if known and tie["state"] == "not_recorded" else ""


def _kind(view: View) -> str:
    return view.get("kind") if view.get("kind") in set(TieKind) else "mou"


def _about(world: World, counterpart: str) -> str:
    number = _ABOUT.get(counterpart, "")
    return number if number in world.edition.by_number else ""


def _since(view: View) -> str:
    """The first day as it may stand in a file; "" for what is no date."""
    text = view.get("since")
    return text if text and first_day_or_none(text) else ""


def first_day_or_none(text: str) -> date | None:
    """The first day of a partial date, None for what is none."""
    try:
        found: date | None = first_day(text)
    except ValueError:
        return None
    return found


def _source(world: World, view: View) -> str:
    """The id of the source that was typed, by its title or its id; "" for none that there is."""
    words = view.get("source").strip()
    if words in world.sources:
        return words
    same = [s.id for s in world.sources.values() if s.title.casefold() == words.casefold()]
    return same[0] if words and same else ""


def _unread(world: World, view: View) -> dict[str, str]:
    """What is wrong with what was typed and does not go into the row, by field."""
    since, source = view.get("since"), view.get("source").strip()
    out = {}
    if since and not _since(view):
        out["since"] = _("{words} is not a day. Write a year or a month: 2026 or 2026-11.", words=since)
    if source and not _source(world, view):
        out["source"] = _(
            "{words} is not the name of a recorded source. Choose one from the list, or record it first.",
            words=source,
        )
    return out


def _stated(view: View) -> str:
    return view.get("stated") if view.get("stated") in STATED else ""


def draft(context: Context, view: View) -> dict[str, Any]:
    """One row of ties.csv for the ``member`` and ``counterpart`` of the address; what is not known stays empty."""
    world = context.world(view)
    head = {
        "snapshot": world.snapshot,
        "as_of": world.as_of.isoformat(),
        "edition": world.edition.id,
        "evidence": world.evidence,
    }
    if not view.get("member"):
        return {**head, "ties": []}
    tie = _tie(context, view, view.get("member"), view.get("counterpart"))
    body = _chosen(view, tie)
    row = dict.fromkeys(SCHEMA["ties"].columns, "")
    row |= {
        "a_id": tie["member"],
        "b_id": body,
        "kind": _kind(view),
        "iso3": tie["country"],
        "capability": _about(world, tie["counterpart"]) if world.edition.id == BASE_EDITION else "",
        "basis": view.get("basis").strip(),
        "stated_by": _stated(view),
        "since": _since(view),
        "source_id": _source(world, view),
    }
    return {**head, "ties": [row] if body else []}


def _row_table(world: World, row: Mapping[str, str]) -> Node:
    """The row in words; the row as it is written stands folded below."""
    country = world.countries.get(row["iso3"])
    source = world.sources.get(row["source_id"])
    missing = h("span", _("to fill in"), class_="sub")
    lines: list[tuple[str, Child]] = [
        (_("Who"), common.organisation(world, row["a_id"])),
        (_("With whom"), common.organisation(world, row["b_id"])),
        (_("Type of cooperation"), _(TIE_KINDS[row["kind"]])),
        (_("Country"), parts.name_of(country) if country else row["iso3"]),
        (
            _("Subject"),
            parts.capability_name(world, row["capability"]) if row["capability"] else _("in general"),
        ),
        (_("Since"), partial_date(row["since"]) if row["since"] else missing),
        (_("Basis for this"), h("bdi", row["basis"]) if row["basis"] else missing),
        (_("Stated by"), _(STATED[row["stated_by"]]) if row["stated_by"] else missing),
        (_("Source"), h("bdi", source.title) if source else missing),
    ]
    table = h(
        "dl",
        [[h("dt", words), h("dd", value)] for words, value in lines],
        class_="row-words",
        aria_label=_("Row for ties.csv"),
    )
    written = h(
        "details",
        h("summary", _("Exactly as written in the file")),
        h("pre", "\n".join(f"{k}: {v}" for k, v in row.items() if v)),
        class_="where-fold",
    )
    return h("div", table, written)


def _form(world: World, view: View, tie: Mapping[str, Any], body: str) -> Node:
    """What somebody fills in; every field is a choice of the address, so the draft can be sent on as a link."""

    unread = _unread(world, view)

    def typed(name: str, label: str, value: str, **more: object) -> Node:
        key = f"tie-{name}"
        problem = h("p", unread[name], id=f"{key}-problem", class_="problem") if name in unread else None
        if problem:
            more |= {"aria_invalid": "true", "aria_describedby": f"{key}-problem"}
        given = h(
            "input", id=key, name=name, type="text", value=value, autocomplete="off", data_query=name, **more
        )
        return field(label, given, problem, for_=key)

    options = [(i, world.organisation(i).name) for i in offered(tie)]
    stated = [("", _("no information yet")), *((k, _(w)) for k, w in STATED.items())]
    titles = sorted({s.title for s in world.sources.values()}, key=folded)[:_SUGGESTED]
    source = world.sources.get(_source(world, view))
    return h(
        "div",
        choose("to", _("With whom"), options, body),
        choose("kind", _("Type of cooperation"), [(k, _(w)) for k, w in TIE_KINDS.items()], _kind(view)),
        typed("since", _("Since (year, or year and month)"), view.get("since"), placeholder="2026-11"),
        typed(
            "basis",
            _("Basis of the partnership, in a few words, without names of persons"),
            view.get("basis"),
            maxlength="200",
            placeholder=_("joint protocol on reports"),
        ),
        choose("stated", _("Stated by"), stated, _stated(view)),
        typed(
            "source",
            _("Source"),
            source.title if source else view.get("source"),
            list="tie-sources",
        ),
        h("datalist", [h("option", value=t, data_key=t) for t in titles], id="tie-sources"),
        class_="tie-form",
    )


def _letter(context: Context, view: View, world: World, tie: Mapping[str, Any], body: str) -> Node:
    country = world.countries.get(tie["country"])
    about = _about(world, tie["counterpart"])
    chosen = view.get("network")
    network = (context.ask(view, "network", network=chosen) if chosen else context.ask(view, "network"))[
        "network"
    ]
    text = letter(
        world.organisation(network).name,
        world.organisation(tie["member"]).name,
        world.organisation(body).name,
        parts.name_of(country) if country else tie["country"],
        _(TIE_KINDS[_kind(view)]),
        [
            (n.partition(" ")[2], g.partition(" ")[2])  # in a letter without the numbers of the framework
            for n, g in serves(context, view, tie["country"], tie["member"], body)
        ],
        _(world.edition.by_number[about].name) if about else "",
        world.as_of,
    )
    return h(
        "section",
        h(
            "div",
            h("h2", _("Draft letter")),
            h(
                "button",
                _("Copy the letter"),
                type="button",
                class_="button quiet",
                data_copy="tie-letter",
                data_done=_("Letter copied."),
            ),
            class_="section-top letter-top",
        ),
        h("p", _("You can change the text. Nothing is sent from here."), class_="sub"),
        h("div", text, id="tie-letter", class_="letter", role="group", aria_label=_("The letter")),
        class_="panel-card",
    )


def draw(context: Context, view: View, member: str, counterpart: str) -> Drawn:
    world = context.world(view)
    if counterpart not in COUNTERPARTS:
        raise UsageError(
            _("{words} is not a type of partner.", words=counterpart[:40]),
            hint=_("Choose a missing partnership on the Network page."),
        )
    tie = _tie(context, view, member, counterpart)
    name = world.organisation(member).name
    title = _(
        "{member}: draft a partnership with the {counterpart}",
        member=name,
        counterpart=_(COUNTERPARTS[counterpart]),
    )
    body = _chosen(view, tie)
    choice = {"network": view.get("network")}
    back = h(
        "a", glyphs.icon("back"), _("The network"), href=view.href("network", **choice), class_="button quiet"
    )
    lead = h("span", parts.known_on(world), h("br"), h("bdi", tie["why"]))
    if not body:
        tree = h(
            "div",
            heading(h("bdi", title), lead, back, answer=verdicts.draft(False)),
            none_to_draft(world, view, tie),
            class_="page",
        )
        return Drawn(title, tree, world.edition.id, world.snapshot)
    here = view.with_query(member=member, counterpart=counterpart)
    (row,) = draft(context, here)["ties"]
    keep = {k: view.get(k) for k in ("since", "basis", "stated", "source")}
    tree = h(
        "div",
        heading(h("bdi", title), lead, back, answer=verdicts.draft(True)),
        h(
            "div",
            h(
                "section",
                h("h2", _("Details of the partnership")),
                h(
                    "p",
                    common.organisation(world, member),
                    " – ",
                    common.organisation(world, body),
                    class_="tie-names",
                ),
                _form(world, view, tie, body),
                class_="panel-card",
            ),
            h(
                "section",
                h("h2", _("Expected effects")),
                h(
                    "ul",
                    [
                        h("li", x, data_key=str(n))
                        for n, x in enumerate(changes(context, view, world, tie, body))
                    ],
                    class_="stack changes-list",
                ),
                h(
                    "p",
                    common.what_if_link(view, [f"+tie:{member}/{body}"], _("Run a what-if"), about=name),
                    h(
                        "a",
                        _("Who works with whom in this country"),
                        href=view.href("partnerships", tie["country"]),
                        class_="button quiet",
                    )
                    if tie["country"] in world.countries
                    else None,
                    class_="actions",
                ),
                corridors(context, view, world, tie["country"], _about(world, counterpart)),
                class_="panel-card",
            ),
            class_="two",
        ),
        h(
            "div",
            _letter(context, view, world, tie, body),
            h(
                "section",
                h(
                    "div",
                    h("h2", _("Row for the import file")),
                    parts.take_away(
                        parts.table_files(
                            view,
                            "tie-draft",
                            _("Row for ties.csv"),
                            member=member,
                            counterpart=counterpart,
                            to=body,
                            kind=_kind(view),
                            **choice,
                            **keep,
                        )
                    ),
                    class_="section-top",
                ),
                h(
                    "p",
                    _(
                        "Once the partnership exists, download the row and import it with your other files. "
                        "Until then it is a draft: nothing on record changes."
                    ),
                    class_="sub",
                ),
                _row_table(world, row),
                class_="panel-card",
            ),
            class_="two",
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)
