"""What if this ends? Changes are in the address; the answer is rounds in sentences and the chain of prerequisites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.scenario_files import SavedScenario
from dashboard.context import Context
from dashboard.figures import glyphs
from dashboard.figures.prerequisites import picture
from dashboard.files import STRICT, File
from dashboard.i18n import N_, _, listing, n_
from dashboard.pages import Drawn, Page, common, parts, whatif_cascade, whatif_saved
from dashboard.shell import empty, field, heading
from dashboard.theme import State, kind_style
from dashboard.tree import Child, Node, h
from dashboard.view import View
from dashboard.world import World
from graph_schema.errors import UsageError

__all__ = ["PAGE", "answer", "draw", "said"]

NAME = "what-if"
ASIDE = "with"
FOUND = 24
PICTURES = 3
Answer = Mapping[str, Any]


def answer(context: Context, view: View) -> dict[str, Any]:
    changes = common.changes_of(view)
    if not changes:
        raise UsageError(_("No change is named."), hint=_("Choose an organisation on the what-if page."))
    return context.ask(view, "what_if", changes, lose_ground=view.get("money") != "stays")


def said(world: World, text: str) -> Node:
    """A change for people: what it is about, and when."""
    adds, body = text.startswith("+"), text.lstrip("+")
    kind, _colon, rest = body.partition(":")
    ident, _at, day = rest.partition("@")
    known = [i for i in ident.split("/") if i in world.organisations]
    if not known:
        inner: Child = h("code", text)
    elif kind == "stakeholder":
        inner = common.organisation(world, ident)
    else:
        others = [p for p in ident.split("/") if p not in known]
        inner = [_(_KINDS.get(kind, kind)), ": ", *[common.organisation(world, i) for i in known]]
        inner = [*inner, " ", " · ".join(_place(world, p) for p in others)]
    verb = _("joins") if adds else _("ends {day}", day=day) if day else _("stops")
    return h("span", inner, h("span", " ", verb, class_="sub"))


_KINDS = {
    "tie": N_("Tie"),
    "delivery": N_("Work of"),
    "funding": N_("Money of"),
    "membership": N_("Membership of"),
}


def _place(world: World, code: str) -> str:
    if code in world.countries:
        return parts.name_of(world.countries[code])
    return parts.capability_name(world, code) if code in world.edition.by_number else code


def _kept(view: View) -> dict[str, str]:
    """What stays in the address while changes come and go: how money counts, and the scenario put aside."""
    return {"money": view.get("money"), **common.change_query(common.changes_of(view, ASIDE), ASIDE)}


def _chosen(world: World, view: View, changes: list[str]) -> Node | None:
    if not changes:
        return None
    items = []
    for text in changes:
        rest = [c for c in changes if c != text]
        words = said(world, text)
        out = h(
            "a",
            glyphs.icon("close"),
            h("span", _("Take out {change}", change=text), class_="sr"),
            href=view.href(NAME, **common.change_query(rest), **_kept(view)),
            class_="tool",
        )
        items.append(h("li", words, out, data_key=text))
    return h("ul", items, class_="chosen-list", aria_label=_("What changes"))


def _pick(world: World, view: View, changes: list[str]) -> Node:
    """Search for an organisation to take away: a field, and the matches as links."""
    words = view.get("find").casefold().strip()
    active = {i for c in world.cells.values() for i in (*c.providers, *c.supporters)}
    found = []
    if words:
        for ident, org in world.organisations.items():
            text = f"{org.name} {org.short} {ident} {_place(world, org.home)}".casefold()
            if all(w in text for w in words.split()):
                found.append(org)
        found.sort(key=lambda o: (o.id not in active, o.name.casefold()))
    links = []
    for org in found[:FOUND]:
        more = common.change_query([*changes, f"stakeholder:{org.id}"])
        where = _place(world, org.home) if org.home else ""
        sub = " · ".join(x for x in (_(kind_style(org.kind).word), where) if x)
        links.append(
            h(
                "a",
                glyphs.kind(org.kind),
                h("span", h("bdi", org.name), " ", h("span", sub, class_="sub")),
                href=view.href(NAME, **more, **_kept(view)),
                data_key=org.id,
            )
        )
    if not words:
        note = _("Type part of a name, of a country, or an id.")
    elif not found:
        note = _("No organisation fits these words.")
    else:
        note = n_("{count} organisation fits.", "{count} organisations fit.", len(found))
        if len(found) > FOUND:
            note += " " + n_("The first {count} is shown.", "The first {count} are shown.", FOUND)
    search = h(
        "input",
        id="choose-find",
        name="find",
        type="search",
        value=view.get("find"),
        data_query="find",
        autocomplete="off",
    )
    return h(
        "section",
        h("h2", _("Take something away") if not changes else _("Take more away")),
        h(
            "form",
            field(_("Find an organisation"), search, for_="choose-find"),
            [
                h("input", type="hidden", name=k, value=v)
                for k, v in common.change_query(changes).items()
                if v
            ],
            h("button", _("Search"), class_="button quiet"),
            class_="filters",
            method="get",
            role="search",
            data_query_form=True,
        ),
        h("p", note, class_="sub", role="status"),
        h("div", links, class_="pick") if links else None,
        class_="panel-card",
    )


_TITLES = (
    N_("What ends"),
    N_("Units that go with it"),
    N_("Providers that lose their money"),
    N_("Capabilities that fall"),
    N_("Capabilities that lose their base"),
    N_("Duties across borders that end"),
    N_("What becomes of cooperation"),
    N_("Missing before, and not counted here"),
)


def rounds(given: Answer) -> Node:
    """Sentences under the round in which they happen."""
    by_round: dict[int, list[str]] = {}
    for line in given["rounds"]:
        by_round.setdefault(line["round"], []).append(line["text"])
    items = []
    for number, lines in sorted(by_round.items()):
        items.append(
            h(
                "li",
                h("span", str(number), class_="round-no"),
                h(
                    "div",
                    h("p", _(_TITLES[min(number, len(_TITLES) - 1)]), class_="round-title"),
                    h("ul", [h("li", h("bdi", t)) for t in lines]),
                ),
                data_key=str(number),
            )
        )
    return h("ol", items, class_="rounds")


def _touched(given: Answer) -> dict[str, tuple[set[str], set[str]]]:
    """Country -> (capabilities that fell, capabilities that lost their base), those hit most first."""
    out: dict[str, tuple[set[str], set[str]]] = {}
    for i, key in enumerate(("fallen", "unsupported")):
        for r in given[key]:
            out.setdefault(r["country"], (set(), set()))[i].add(r["capability"])
    return dict(sorted(out.items(), key=lambda kv: (-len(kv[1][0] | kv[1][1]), kv[0])))


def _pictures(world: World, view: View, given: Answer) -> list[Node]:
    if not world.edition.needs:
        return []
    out = []
    for iso3, (fell, lost) in list(_touched(given).items())[:PICTURES]:
        states = {c.capability: c.state for c in world.board(iso3)}
        states.update(dict.fromkeys(fell, State.GAP))

        def why(number: str, code: str = iso3) -> str:
            return view.href("why", code, number)

        svg, _hit = picture(world.edition, states, why)
        country = parts.name_of(world.countries[iso3])
        order = list(world.edition.by_number)
        said = [
            _("Falls: {names}.", names=listing(sorted(fell, key=order.index))) if fell else "",
            _("Loses its base: {names}.", names=listing(sorted(lost, key=order.index))) if lost else "",
            _("Thick: what is broken then, today's gaps included."),
        ]
        title = _("{country} afterwards", country=country)
        out.append(
            h(
                "section",
                h("h2", h("bdi", title)),
                h("p", " ".join(s for s in said if s), class_="sub"),
                h("div", svg, class_="scroll", tabindex="0", role="region", aria_label=title),
                class_="panel-card",
                data_key=iso3,
            )
        )
    return out


def _summary(given: Answer) -> Node:
    return h(
        "div",
        common.fact(len(given["also_removed"]), _("units go too")),
        common.fact(len(given["lost_ground"]), _("providers lose their money for a cell")),
        common.fact(len(given["fallen"]), _("capabilities fall")),
        common.fact(len(given["unsupported"]), _("lose their base")),
        common.fact(len(given["duties_lost"]), _("duties across borders end")),
        class_="facts",
    )


EFFECTS = {
    "falls": N_("falls"), "loses_support": N_("loses its base"), "weaker": N_("has fewer providers"),
    "gains": N_("has more providers"),
}  # fmt: skip


def aside(context: Context, view: View) -> dict[str, Any]:
    """The answer to the scenario that was put aside for comparison."""
    changes = common.changes_of(view, ASIDE)
    return context.ask(view, "what_if", changes, lose_ground=view.get("money") != "stays")


def _compared(context: Context, view: View, world: World, given: Answer | None) -> Node | None:
    """The scenario put aside, and both side by side once there is a second one."""
    first = common.changes_of(view, ASIDE)
    if not first:
        return None
    changes = common.changes_of(view)
    money = view.get("money")
    swap = {**common.change_query(first), **common.change_query(changes, ASIDE), "money": money}
    tools = h(
        "p",
        h("a", _("Swap the two"), href=view.href(NAME, **swap), class_="button quiet") if changes else None,
        h(
            "a",
            _("Stop comparing"),
            href=view.href(NAME, **common.change_query(changes), money=money),
            class_="button quiet",
        ),
        class_="actions",
    )
    listed = h("ul", [h("li", said(world, t), data_key=t) for t in first], class_="chosen-list")
    if given is None:
        note = h("p", _("Put aside. Now choose what ends in the other scenario."), class_="sub")
        return h("section", h("h2", _("Compared with")), listed, note, tools, class_="panel-card")
    other = aside(context, view)
    both = [SavedScenario("", tuple(c), keep_ground=money == "stays") for c in (first, changes)]
    rows: list[list[Child]] = [
        [
            common.cell(world, view, r["country"], r["capability"], where=True),
            *(h("span", _("stays"), class_="sub") if e == "stays" else _(EFFECTS[e]) for e in r["effects"]),
        ]
        for r in context.ask(view, "compare", both)["cells"]
    ]
    head = [_("Capability"), _("Put aside"), _("Chosen now")]
    columns = [
        h("div", h("h3", words), _summary(answer_), rounds(answer_), class_="panel-card")
        for words, answer_ in ((_("Put aside"), other), (_("Chosen now"), given))
    ]
    return h(
        "section",
        h("h2", _("Two scenarios side by side")),
        listed,
        tools,
        common.data_table(view, head, rows, _("Every capability that one of the two touches"))
        if rows
        else None,
        h("div", columns, class_="two"),
        class_="panel-card",
    )


def _examples(world: World, view: View) -> Node:
    return empty(
        _("Nothing is taken away yet"),
        _(
            "Find an organisation above, or open a weak point as a what-if. The address holds what you choose."
        ),
        h("a", _("Weak points"), href=view.href("weak-points"), class_="button"),
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    changes = common.changes_of(view)
    title = _("What if this ends?")
    body: Child = _examples(world, view)
    given: dict[str, Any] | None = None
    lead = parts.known_on(world)
    if changes:
        given = answer(context, view)
        stays = view.get("money") == "stays"
        nothing = not any(
            given[k] for k in ("fallen", "unsupported", "duties_lost", "also_removed", "lost_ground")
        )
        body = [
            None if common.changes_of(view, ASIDE) else _summary(given),
            whatif_cascade.section(context, view, world, given, {t: said(world, t) for t in changes}),
            h("p", _("Nothing else falls: others stand in its place, or nothing is known to rest on it."))
            if nothing
            else None,
            h(
                "section",
                h("h2", _("Round by round")),
                rounds(given),
                h(
                    "p",
                    h(
                        "a",
                        _("Count again: who loses all money stops")
                        if stays
                        else _("Count again: money is replaced"),
                        href=view.href(None, money="" if stays else "stays"),
                    ),
                    " · ",
                    h(
                        "a",
                        _("Put this aside and compare it with another"),
                        href=view.href(NAME, **common.change_query(changes, ASIDE), money=view.get("money")),
                    ),
                    class_="sub",
                ),
                class_="panel-card",
            )
            if not common.changes_of(view, ASIDE)
            else None,
            _pictures(world, view, given),
            parts.exports(
                (
                    _("Capabilities that fall as CSV"),
                    view.href(
                        "download", "fallen.csv", **common.change_query(changes), money=view.get("money")
                    ),
                ),
                (
                    _("Everything as JSON"),
                    view.href(
                        "download", "what-if.json", **common.change_query(changes), money=view.get("money")
                    ),
                ),
            ),
        ]
    tree = h(
        "div",
        heading(title, lead, common.label(world)),
        _chosen(world, view, changes),
        _pick(world, view, changes),
        _compared(context, view, world, given),
        body,
        whatif_saved.section(context, view, changes, lambda t: said(world, t)),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {NAME: File(answer, label=STRICT), "fallen": File(answer, "fallen", label=STRICT)}
PAGE = Page(
    NAME,
    N_("What if"),
    draw,
    group=common.RISKS,
    files=FILES,
    pictures={"cascade": whatif_cascade.picture},
)
