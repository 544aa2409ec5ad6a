"""What several pages share: headings with the date, the country field, downloads, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from coordination.text import copies
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import Cell, Country, World, evidence_of
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, country_name, day, folded, listing, number, verdict
from dashboard.ui.theme import EVIDENCE, SIGNS, Evidence, Sign
from dashboard.ui.tree import Child, Node, figures, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = [
    "capability_field",
    "capability_name",
    "chosen_note",
    "copied_for",
    "cell_words",
    "country_field",
    "country_of",
    "dated_files",
    "Files",
    "answer_files",
    "known_on",
    "label_of",
    "marked",
    "name_of",
    "not_copied",
    "of_the_copy",
    "picture_files",
    "regions",
    "sign_counts",
    "table",
    "table_files",
    "take_away",
]


def name_of(country: Country) -> str:
    """Name in the reader's language."""
    return country_name(country.iso2, country.name)


def capability_name(world: World, number: str) -> str:
    """12 CSEA Hotline."""
    return f"{number} {_(world.edition.by_number[number].name)}"


def country_of(world: World, code: str) -> Country:
    """The country with this code. Raises UsageError with the way on."""
    found = world.countries.get(code.upper())
    if found is None:
        raise UsageError(
            _("{code} is not a country of this workspace.", code=code[:40]),
            hint=_("Choose a country from the list on the Country board page."),
        )
    return found


def known_on(world: World, *more: str) -> str:
    """As known on 25 November 2026 · framework 2016 · ..."""
    parts = [
        _("As of {day}", day=day(world.as_of)),
        _("framework {year}", year=world.edition.year),
        *([_("confirmed evidence only")] if world.evidence == "confirmed" else []),
        *more,
    ]
    return " · ".join(parts)


def copied_for(world: World) -> str:
    """The countries for which a copy was made; "" of a workspace that leaves none out."""
    return listing([name_of(world.countries[c]) for c in world.copied if c in world.countries])


def not_copied(world: World, code: str) -> str:
    """That a country is not in this copy; "" where it is. It stays said where something was recorded since."""
    if not world.copied or code in world.copied:
        return ""
    return verdict([copies.named(name_of(world.countries[code]), copied_for(world))])


def of_the_copy(world: World, code: str, asks_whom: bool) -> str:
    """What a page about a country says in a copy of some: that the country is not in it, or, where it is told whom to
    ask (``asks_whom``), that there may be others; "" where there is nothing to say."""
    if not world.copied or code not in world.countries:
        return ""
    if code in world.copied:
        return verdict([copies.candidates_left_out(copied_for(world))]) if asks_whom else ""
    return not_copied(world, code)


def cell_words(cell: Cell) -> str:
    """Covered (2), not confirmed."""
    words = _(SIGNS[cell.sign].word)
    if cell.groups > 1:
        words += f" ({cell.groups})"
    if cell.stand_ins:
        words += ", " + _("a successor is named")
    if cell.known and evidence_of(cell) is not Evidence.CONFIRMED:
        words += ", " + _(EVIDENCE[evidence_of(cell)])
    return words


def by_name(world: World, codes: Iterable[str]) -> list[str]:
    """Countries by their names in the language of the reader; accents do not count."""
    return sorted(codes, key=lambda c: (folded(name_of(world.countries[c])), c))


def regions(world: World, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Every region of these countries with its subregions below it, as choices."""
    out: list[tuple[str, str]] = []
    places = {(world.countries[c].region, world.countries[c].subregion) for c in codes}
    for region in sorted({r for r, _s in places if r}):
        out.append((region, _(region)))
        below = sorted({s for r, s in places if r == region and s and s != region})
        out += [(s, f"{_(region)} · {_(s)}") for s in below] if len(below) > 1 else []
    return out


def country_field(world: World, view: View) -> Node:
    """The country that is chosen, for every page; choosing moves to the same page for another, or for all countries.
    Those with anything known stand first."""
    current = view.country if view.country in world.countries else ""

    address = view.country_template()

    def options(codes: Iterable[str]) -> list[Node]:
        return [h("option", name_of(world.countries[c]), value=address(c)) for c in by_name(world, codes)]

    known = options(world.looked_at)
    rest = options(
        c for c in world.countries if not world.known[c] and (c in world.inhabited or c == current)
    )
    return h(
        "div",
        h("label", _("Country"), for_="choose-country"),
        h(
            "select",
            h("option", _("All countries"), value=view.of_country("")),
            h("optgroup", known, label=_("Some information")) if known else None,
            h("optgroup", rest, label=_("No information yet")) if rest else None,
            id="choose-country",
            name="country",
            value=view.of_country(current),
            data_go=True,
        ),
        class_="field chosen-country",
    )


def marked(tree: Node, code: str) -> Node:
    """The same tree, in which everything that stands for one country has the class ``chosen-place``."""
    if not code:
        return tree
    tag, attributes, *children = tree
    if code in (attributes.get("data-code"), attributes.get("data-key")):
        attributes = {**attributes, "class": f"{attributes.get('class', '')} chosen-place".strip()}
    return [tag, attributes, *(marked(c, code) if isinstance(c, list) else c for c in children)]


def chosen_note(world: World, view: View, words: str = "") -> Node | None:
    """On a page of many countries, which one is chosen and marked, with the way to its board. ``words``: what the page
    does with it instead."""
    country = world.countries.get(view.country)
    if country is None:
        return None
    said = words or _("{country} is chosen and marked here.", country=name_of(country))
    return h(
        "p",
        h("span", said, class_="grow"),
        h(
            "a",
            _("Open the board: {country}", country=name_of(country)),
            href=view.href("country"),
            class_="button quiet",
        ),
        h("a", _("All countries"), href=view.of_country(""), class_="button quiet"),
        class_="notice chosen-note",
    )


def capability_field(world: World, value: str, *, extra: Sequence[tuple[str, str]] = ()) -> Node:
    """A select of capabilities under their domains; ``extra`` stands above them."""
    groups = []
    for domain in world.edition.domains:
        own = [
            h("option", capability_name(world, c.number), value=c.number)
            for c in world.edition.of_domain(domain.id)
        ]
        groups.append(h("optgroup", own, label=_(domain.name)))
    above = [h("option", words, value=v) for v, words in extra]
    select = h(
        "select",
        above,
        groups,
        id="choose-capability",
        name="capability",
        value=value,
        data_query="capability",
    )
    return h("div", h("label", _("Capability"), for_="choose-capability"), select, class_="field")


#: ending of a file -> its words in the menu
FORMATS = {
    "csv": N_("CSV"),
    "xlsx": N_("Excel"),
    "json": N_("JSON"),
    "ics": N_("Calendar (.ics)"),
    "png": N_("PNG"),
    "svg": N_("SVG"),
}


@dataclass(frozen=True)
class Files:
    """One thing to take away: its words, and (words of the format, words of the link, address) of its files."""

    words: str
    links: tuple[tuple[str, str, str], ...]


def _files(
    view: View, kind: str, stem: str, words: str, endings: Iterable[str], choices: Mapping[str, str]
) -> Files:
    return Files(
        words,
        tuple(
            (
                _(FORMATS[ending]),
                _("{what} as {format}", what=words, format=_(FORMATS[ending])),
                view.href(kind, f"{stem}.{ending}", **choices),
            )
            for ending in endings
        ),
    )


def table_files(view: View, stem: str, words: str, **choices: str) -> Files:
    """A table in every format."""
    return _files(view, "download", stem, words, ("csv", "xlsx", "json"), choices)


def dated_files(view: View, stem: str, words: str, **choices: str) -> Files:
    """A table of days in every format, for a calendar too."""
    return _files(view, "download", stem, words, ("csv", "xlsx", "json", "ics"), choices)


def answer_files(view: View, stem: str, words: str, **choices: str) -> Files:
    """A whole answer, which is no single table."""
    return _files(view, "download", stem, words, ("xlsx", "json"), choices)


def picture_files(view: View, stem: str, words: str, **choices: str) -> Files:
    """A picture in every format."""
    return _files(view, "picture", stem, words, ("png", "svg"), choices)


def take_away(*things: Files) -> Node:
    """The export menu of a table or a picture: its files in every format, and the link to this view."""
    lines = [
        h(
            "li",
            h("span", thing.words, class_="take-what") if thing.words else None,
            h(
                "span",
                [
                    h("a", words, href=href, download=True, class_="export", aria_label=said, data_key=href)
                    for words, said, href in thing.links
                ],
                class_="take-files",
            ),
            data_key=str(i),
        )
        for i, thing in enumerate(things)
    ]
    about = ", ".join(dict.fromkeys(t.words for t in things if t.words))
    link = h(
        "button",
        glyphs.icon("link"),
        _("Copy the link (for this computer)"),
        type="button",
        class_="plain",
        data_act="copy-link",
        data_done=_("The link is copied. It works on this computer only."),
    )
    return h(
        "details",
        h(
            "summary",
            glyphs.icon("down"),
            _("Download"),
            h("span", colon(), about, class_="sr") if about else None,
            class_="take-head",
        ),
        h("ul", lines, h("li", link, data_key="link"), class_="take-list"),
        class_="exports take",
        data_menu=True,
    )


def label_of(context: Context, view: View, cells: Iterable[Cell], least: str = "") -> str:
    """The handling label of what a picture of these cells says."""
    labels = Labels.of(context, view, least)
    return labels.of_row({"cells": [asdict(c) for c in cells]})


def table(head: Sequence[str], rows: Iterable[Sequence[Child]], caption: str, class_: str = "") -> Node:
    """A plain table; the first cell of a row heads it."""
    given = list(rows)
    ends = figures(given, len(head))
    body = [
        h(
            "tr",
            [
                h("th", c, scope="row") if i == 0 else h("td", c, class_="figure" if i in ends else "")
                for i, c in enumerate(row)
            ],
            data_key=str(n),
        )
        for n, row in enumerate(given)
    ]
    return h(
        "div",
        h(
            "table",
            h("caption", caption),
            h(
                "thead",
                h(
                    "tr",
                    [
                        h("th", words, scope="col", class_="figure" if i in ends else "")
                        for i, words in enumerate(head)
                    ],
                ),
            ),
            h("tbody", body),
            class_=class_ or None,
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def sign_counts(counts: Mapping[Sign, int]) -> Node:
    """How many capabilities there are of each sign, by its symbol; its words for the ear and under the pointer."""
    return h(
        "span",
        [
            h(
                "span",
                glyphs.symbol(sign),
                number(n),
                h("span", f" {_(SIGNS[sign].word)}", class_="sr"),
                title=_(SIGNS[sign].word),
                data_key=sign,
            )
            for sign, n in counts.items()
            if n
        ],
        class_="small-counts",
    )
