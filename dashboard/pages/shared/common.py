"""What the pages beyond the board share: links to cells, names of organisations, labels, tables of answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, overload

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.files import STRICT
from dashboard.pages.shared import parts
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, language, listing, n_, number
from dashboard.ui.theme import SIGNS
from dashboard.ui.tree import Child, Node, figures, h, safe_link
from dashboard.ui.view import View
from graph_schema.edition import BASE_EDITION, edition

__all__ = [
    "Rows",
    "ACTION",
    "REFERENCE",
    "RISKS",
    "TOGETHER",
    "called",
    "called_at",
    "cell",
    "cell_name",
    "cells",
    "change_query",
    "changes_of",
    "code_of",
    "data_table",
    "downloads",
    "fact",
    "fits",
    "keeps_first",
    "label",
    "names",
    "organisation",
    "organisation_link",
    "switch",
    "source",
    "what_if_link",
    "work",
]

#: the menus of the bar
RISKS, TOGETHER, ACTION, REFERENCE = N_("Risks"), N_("Cooperation"), N_("Action"), N_("Reference")
ROWS = 40
#: a table of more rows keeps its head in sight, unless it has so many columns that it moves sideways
LONG, FITS = 12, 7
_PARTS = ("", "2", "3", "4")
_LONGEST = 200


def code_of(world: World, view: View, page: str) -> str:
    """The country that an address is about, "" for all. Raises UsageError for one that there is not."""
    code = view.about[0] if view.page == page and view.about else view.get("country")
    return parts.country_of(world, code).iso3 if code else ""


def cell_name(world: World, country: str, capability: str) -> str:
    """Malawi: 12 CSEA Hotline; without its country where ``country`` is none of the workspace."""
    words = parts.capability_name(world, capability) if capability in world.edition.by_number else capability
    if country not in world.countries:
        return words
    name = parts.name_of(world.countries[country])
    return _("{country}: {capability}", country=name, capability=words)


def cell(world: World, view: View, country: str, capability: str, *, where: bool = False) -> Node:
    """The symbol and name of a cell, leading to its reasons. ``where``: its country is named too."""
    known = world.cells.get((country, capability))
    words = cell_name(world, country if where else "", capability)
    if known is None:
        return h("span", words, class_="ref")
    return h(
        "a",
        glyphs.symbol(known.sign),
        h("span", _(SIGNS[known.sign].word), " ", class_="sr"),
        words,
        href=view.href("why", country, capability),
        class_="ref",
    )


def cells(world: World, view: View, rows: Iterable[Mapping[str, Any]], home: str = "") -> Node | None:
    """Cells as a list of links; the country is named unless it is ``home``."""
    items = [
        h("li", cell(world, view, r["country"], r["capability"], where=r["country"] != home))
        for r in rows
        if "capability" in r
    ]
    return h("ul", items) if items else None


def organisation(world: World, ident: str, *, short: bool = False) -> Node:
    """The mark of its kind and its name."""
    org = world.organisation(ident)
    return h("span", glyphs.kind(org.kind), h("bdi", (org.short if short else "") or org.name), class_="org")


def called(world: World, *idents: str) -> str:
    """The names of organisations, where a text names a row about them."""
    return listing(dict.fromkeys(world.organisation(i).name for i in idents))


def called_at(world: World, ident: str, country: str, capability: str) -> str:
    """An organisation and a capability in a country, where a text names a row about both."""
    return _("{name} ({cell})", name=called(world, ident), cell=cell_name(world, country, capability))


def grant_called(world: World, title: str, *idents: str) -> str:
    """A grant, where a text names a row about it: several of one title have other ends."""
    ends = called(world, *idents)
    return _("{word}: {rest}", word=title, rest=ends) if title else ends


def organisation_link(world: World, view: View, ident: str, *, short: bool = False) -> Node:
    """The mark of its kind and its name, leading to its page."""
    return h(
        "a",
        organisation(world, ident, short=short),
        href=view.href("organisation", ident),
        class_="org-link",
    )


def source(world: World, ident: str) -> Child:
    """The title of a source, leading to it where it has an address."""
    found = world.sources.get(ident)
    if found is None:
        return ident
    title = h("bdi", found.title or found.id)
    if found.url and safe_link(found.url):
        return h("a", title, href=found.url, rel="noopener noreferrer", target="_blank")
    return title


def names(world: World, view: View, idents: Iterable[str], recalled: Collection[str] = ()) -> Node | None:
    """Organisations below each other, each leading to its page; those of whom it was not read in a source
    (``recalled``) say so."""
    given = list(idents)
    if not given:
        return None
    href = view.template("organisation")
    links = (h("a", organisation(world, i), href=href(i), class_="org-link") for i in given)
    return h("ul", [h("li", link, unread(i not in recalled)) for i, link in zip(given, links, strict=True)])


def recorded(change: Mapping[str, Any]) -> bool:
    """Whether a cell only looks better or worse: all that is new is first recorded, and nobody knows since when."""
    if change["links_recorded"]:
        return change["move"] in {"better", "worse"}
    heard = change["first_recorded"]
    return change["move"] == "better" and bool(heard) and heard == change["providers_added"]


def unread(confirmed: bool) -> Node | None:
    """The mark of what rests on nothing that was read in a source; nothing where it was."""
    return None if confirmed else h("span", " ", h("span", _("recalled, not confirmed"), class_="chip"))


def recalled(row: Mapping[str, Any]) -> Node | None:
    """The mark of a row that rests on nothing that was read in a source."""
    return unread(row["confirmed"])


def unpaid(world: World, change: Mapping[str, Any]) -> Node | None:
    """What a change of a cell may rest on: known money that ended, after which its providers count as going on."""
    names_ = [world.organisation(i).name for i in change["money_ended"]]
    if not names_:
        return None
    words = _(
        "Known funding has ended for: {names}. Their current funding is unknown; they are "
        "counted as still active.",
        names=listing(names_),
    )
    return h("p", words, class_="sub")


def linked(world: World, change: Mapping[str, Any]) -> Node | None:
    """Of whom affiliations or funding were first recorded, where that alone makes the change."""
    names_ = [world.organisation(i).name for i in change["links_recorded"]]
    if not names_:
        return None
    words = _(
        "First recorded of {names}: whom they belong to or who pays them. Since when is not known.",
        names=listing(names_),
    )
    return h("p", words, class_="sub")


def changes_of(view: View, name: str = "changes") -> list[str]:
    """The changes of a what-if that the address names: texts as ``stakeholder:ID``, joined by semicolons."""
    out: list[str] = []
    for part in _PARTS:
        for text in view.get(name + part).split(";"):
            if text.strip() and text.strip() not in out:
                out.append(text.strip())
    return out


def change_query(changes: Sequence[str], name: str = "changes") -> dict[str, str]:
    """The same as choices of an address, none of them longer than an address may hold."""
    lines = [""]
    for text in changes:
        joined = f"{lines[-1]};{text}" if lines[-1] else text
        if len(joined) <= _LONGEST:
            lines[-1] = joined
        elif len(lines) < len(_PARTS):
            lines.append(text)
    names = [name + part for part in _PARTS]
    return dict.fromkeys(names, "") | dict(zip(names, lines, strict=False))


def fits(changes: Sequence[str]) -> bool:
    """Whether an address can hold all of these changes."""
    query = change_query(changes)
    held = [t for v in query.values() for t in v.split(";") if t]
    return held == [*dict.fromkeys(changes)] and all(len(v) <= _LONGEST for v in query.values())


def keeps_first(
    view: View,
    changes: Sequence[str],
    *inner: Child,
    also: Mapping[str, str],
    class_: str = "",
    key: str = "",
) -> Node:
    """A button that opens a what-if which no address can hold: it is kept as a scenario first. ``also``: what else the
    address says; ``key``: what tells the button from its like."""
    hidden = {**also, "changes": ";".join(changes)}
    return h(
        "form",
        [h("input", type="hidden", name=k, value=v) for k, v in hidden.items() if v],
        h("button", *inner, class_=class_ or "button quiet"),
        class_="inline-form",
        method="post",
        action=view.href("do", "scenario", "open"),
        data_post=True,
        data_key=key or None,
    )


def what_if_link(view: View, changes: Sequence[str], words: str = "", about: str = "", **also: str) -> Node:
    """Open these changes as a what-if; many are kept as a scenario first. ``about`` completes the words for those who
    hear them out of place; ``also``: further choices of the address."""
    inner = (words or _("Run a what-if"), h("span", colon(), about, class_="sr") if about else None)
    if not fits(changes):
        return keeps_first(view, changes, *inner, also=also)
    href = view.href("what-if", **change_query(changes), **also)
    return h("a", *inner, href=href, class_="button quiet")


def work(context: Context, view: View, who: str, country: str, capability: str) -> list[str]:
    """What an organisation does in a cell, as changes of a what-if. They carry the numbers of the base edition, as rows
    do; in another edition several may be one capability, and the organisation need not do all of them."""
    model = edition(view.edition or BASE_EDITION)
    base = [n for n, here in model.from_base.items() if here == capability]
    if len(base) > 1:
        rows = context.ask(view, "rows", "deliveries", "stakeholder_id", who)["rows"]
        done = {r["capability"] for r in rows if r["iso3"] == country}
        base = [n for n in base if n in done]
    return [f"delivery:{who}/{country}/{n}" for n in base]


def label(world: World) -> Node:
    """The handling label of answers that name what one could stop."""
    fictional = world.shapes == "demo"
    meaning = _("Only for organisations that need it in order to act. Do not pass it on.")
    here = View(
        world.workspace,
        as_of=world.as_of,
        evidence=world.evidence,
        edition=world.edition.id,
        lang=language(),
    )
    return h(
        "a",
        STRICT,
        glyphs.icon("help"),
        h("span", colon(), meaning, class_="sr"),
        h("span", _("fictional region"), class_="sub") if fictional else None,
        href=here.href("help", find=_("Sharing label")),
        class_="label",
        data_tip=f"{STRICT}\n{meaning}",
    )


def switch(label_: str, *choices: tuple[str, str, bool]) -> Node:
    """A few views of one thing: (words, address, whether it is this one)."""
    items = [h("a", w, href=a, aria_current="true" if on else None, data_key=w) for w, a, on in choices]
    return h("nav", items, class_="switch", aria_label=label_)


def fact(count: int | str, words: str, href: str = "") -> Node:
    """A number (or an amount as it is said) with its words, leading to its list."""
    inner = [h("b", count if isinstance(count, str) else number(count)), h("span", words)]
    return h("a", inner, href=href, class_="fact") if href else h("span", inner, class_="fact")


class Rows(Sequence[Sequence[Child]]):
    """Rows that are drawn when they are looked at: a long table is cut before anything of it is drawn."""

    def __init__(self, items: Sequence[Any], draw: Callable[[Any], Sequence[Child]]) -> None:
        self._items, self._draw = items, draw

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> Sequence[Child]: ...
    @overload
    def __getitem__(self, at: slice) -> Rows: ...
    def __getitem__(self, at: int | slice) -> Sequence[Child] | Rows:
        found = self._items[at]
        return Rows(found, self._draw) if isinstance(at, slice) else self._draw(found)


def data_table(
    view: View, head: Sequence[str], rows: Sequence[Sequence[Child]], caption: str, *, class_: str = ""
) -> Node:
    """A table of an answer; long ones stop after :data:`ROWS` with a way to the rest (``rows=all``)."""
    every = view.get("rows") == "all"
    shown = rows if every or len(rows) <= ROWS + 5 else rows[:ROWS]
    more = None
    if len(shown) < len(rows):
        more = h(
            "p",
            n_(
                "{count} row shown of {total}. ",
                "{count} rows shown of {total}. ",
                len(shown),
                total=number(len(rows)),
            ),
            h("a", _("Show all"), href=view.href(None, rows="all")),
            class_="sub",
        )
    return h("div", _table(head, shown, caption, f"data {class_}".strip()), more)


def _table(head: Sequence[str], rows: Sequence[Sequence[Child]], caption: str, class_: str) -> Node:
    """A table whose rows become cards on a phone: cells carry the words of their column, and their roles stay."""
    body = []
    ends = figures(rows, len(head))
    if len(rows) > LONG and len(head) <= FITS:
        class_ += " staying"
    for n, row in enumerate(rows):
        line = [
            h("th", c, scope="row", role="rowheader")
            if i == 0
            else h("td", c, role="cell", data_label=head[i], class_="figure" if i in ends else "")
            for i, c in enumerate(row)
        ]
        body.append(h("tr", line, role="row", data_key=str(n)))
    columns = [
        h("th", words, scope="col", role="columnheader", class_="figure" if i in ends else "")
        for i, words in enumerate(head)
    ]
    return h(
        "div",
        h(
            "table",
            h("caption", caption),
            h("thead", h("tr", columns, role="row"), role="rowgroup"),
            h("tbody", body, role="rowgroup"),
            class_=class_,
            role="table",
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def downloads(view: View, json: str, *lists: tuple[str, str], **choices: str) -> Node:
    """The export menu of a page: its whole answer, and its lists as (words, stem of the file), in every format."""
    own = [parts.table_files(view, stem, words, **choices) for words, stem in lists]
    if json in {stem for _words, stem in lists}:
        return parts.take_away(*own)
    return parts.take_away(*own, parts.answer_files(view, json, _("Everything"), **choices))
