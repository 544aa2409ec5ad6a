"""The action library of the edition: how many actions each capability has for what, and those of one capability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final

from coordination.answers.declare import Table
from coordination.text.records import Column
from coordination.text.sentences import Either, Name, Sentence, sentence
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Own, rows_of
from dashboard.downloads.declared import cell as words_of
from dashboard.pages.shared import common, edits, parts, todo
from dashboard.ui.i18n import N_, _, number
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.actions import Action, Basis, Effort, Serves
from graph_schema.edition import BASE_EDITION, Edition, edition
from graph_schema.ids import CapabilityNumber, Instruction, SeatId, SourceId

__all__ = ["ACTIONS", "actions_of", "library", "model_of"]

#: what an action serves -> the head of its column: by status, then by phase
HEADS: Final = {
    Serves.REVIEW: N_("Unknown"),
    Serves.ATTRIBUTE: N_("No provider named"),
    Serves.ESTABLISH: N_("Gap"),
    Serves.SECOND_PROVIDER: N_("Second provider"),
    Serves.NAME_SUCCESSOR: N_("Successor"),
    Serves.RENEW: N_("Near end"),
    Serves.RAISE_2: N_("Phase 2"),
    Serves.RAISE_3: N_("Phase 3"),
    Serves.RAISE_4: N_("Phase 4"),
}


#: columns of the own actions that stand in cells of their own
_OWN: Final = ("country", "capability", "serves", "action", "lead", "done_when")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An action of the library."""

    action_id: Annotated[str, Column(sentence("ID"), in_files=True)]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    serves: Annotated[Serves, Column(sentence("What for"))]
    step: Annotated[int, Column(sentence("Step"))]
    action: Annotated[Instruction, Column(sentence("Action"))]
    lead: Annotated[SeatId, Column(sentence("Responsible"))]
    partners: Annotated[tuple[SeatId, ...], Column(sentence("Takes part"))]
    done_when: Annotated[Instruction, Column(sentence("Done when"))]
    effort: Annotated[Effort, Column(sentence("Time needed"))]
    needs: Annotated[tuple[Sentence, ...], Column(sentence("Needed first"))]
    basis: Annotated[Basis, Column(sentence("Based on"))]
    source: Annotated[SourceId | None, Column(sentence("Source"))]


def _needed(model: Edition, action: Action) -> tuple[Sentence, ...]:
    """What comes before an action beside its own steps, of each any one: capabilities, and actions of others."""
    owner = {a.id: a.capability for a in model.actions}

    def named(need: str) -> Name:
        return Name("capabilities", owner.get(need, need))

    return tuple(
        sentence("{list}", list=Either(dict.fromkeys(named(n) for n in need)))
        for need in action.needs
        if not all(owner.get(n) == action.capability for n in need)
    )


def _entries(model: Edition) -> Iterator[Entry]:
    for a in model.actions:
        yield Entry(
            action_id=a.id,
            capability=a.capability,
            serves=Serves(a.serves),
            step=a.step,
            action=Instruction(a.action),
            lead=a.lead,
            partners=a.partners,
            done_when=Instruction(a.done_when),
            effort=Effort(a.effort),
            needs=_needed(model, a),
            basis=Basis(a.basis),
            source=SourceId(a.source) if a.source else None,
        )


ACTIONS: Final[Table[Edition, Entry]] = Table(
    row=Entry,
    rows=_entries,
    key=("action_id",),
    title=sentence("Action library"),
    empty=sentence("This edition of the framework has no such list."),
)


def actions_of(model: Edition) -> list[dict[str, Any]]:
    """The library as rows of JSON."""
    return [asdict(a) for a in model.actions]


def _link(view: View, number_: str, words: Child) -> Node:
    address = view.href(None, open="actions", actions=number_) + "#actions-of"
    return h("a", words, href=address, aria_current="true" if view.get("actions") == number_ else None)


def _overview(world: World, view: View, model: Edition) -> Node:
    """Capabilities by what their actions serve."""
    count = Counter((a.capability, Serves(a.serves)) for a in model.actions)
    rows: list[list[Child]] = [
        [
            _link(view, c.number, parts.capability_name(world, c.number)),
            *(number(n) if (n := count[CapabilityNumber(c.number), s]) else "" for s in HEADS),
        ]
        for c in world.edition.capabilities
    ]
    head = [_("Capability"), *map(_, HEADS.values())]
    return parts.table(head, rows, _("Actions by status and phase"))


def _one(context: Context, world: World, view: View, chosen: str) -> Node:
    """The actions of one capability: what for, in the order of the steps."""
    (filled,) = Own((ACTIONS,), lambda _context, v: model_of(v)).filled(context, view)
    rows: list[list[Child]] = []
    for row in filled.cells().values():
        if row["capability"].data != chosen:
            continue
        rows.append(
            [
                [words_of(context, view, row["serves"]), " ", h("span", str(row["step"].data), class_="sub")],
                words_of(context, view, row["action"]),
                [
                    words_of(context, view, row["lead"]),
                    h("div", words_of(context, view, row["partners"]), class_="sub"),
                ],
                words_of(context, view, row["done_when"]),
                words_of(context, view, row["effort"]),
                words_of(context, view, row["needs"]),
                todo.based_on(context, world, view, row),
            ]
        )
    head = [
        _("What for"),
        _("Action"),
        _("Responsible, and who takes part"),
        _("Done when"),
        _("Time needed"),
        _("Needed first"),
        _("Based on"),
    ]
    name = parts.capability_name(world, chosen)
    title = _("Actions for {capability}", capability=name)
    return h(
        "div",
        h("h3", title, id="actions-of"),
        common.data_table(view.with_query(rows="all"), head, rows, title),
        class_="stack",
    )


def _own_countries(context: Context, view: View) -> list[str]:
    """The countries with own actions."""
    return context.document(
        view, lambda w, _q, _lang: sorted(set(w.snapshot()["own_actions"]["iso3"].texts()))
    )


def _own(context: Context, view: View) -> list[Child]:
    """The own actions of every country, each followed by what it replaces, and the way to a new one."""
    found = [rows_of(context, view, "actions", "own", country=c) for c in _own_countries(context, view)]
    rows: list[list[Child]] = []
    for table in found:
        for row in table.cells().values():
            used = row["used"].data is True
            cells = [words_of(context, view, row[name]) for name in _OWN]
            last: list[Child] = [todo.own_mark(row["basis"].data), " ", todo.to_record(context, view, row)]
            rows.append([*cells, last if used else _("replaced")])
    title = _("Own actions of this workspace, and those of the library that they replace")
    head = [
        _("Country"),
        _("Capability"),
        _("What for"),
        _("Action"),
        _("Responsible"),
        _("Done when"),
        _("Used"),
    ]
    return [
        h("h3", title, id="own-actions"),
        common.data_table(view.with_query(rows="all"), head, rows, title)
        if rows
        else h(
            "p", _("No own action is recorded. A country can have its own in place of those of the library.")
        ),
        h("p", add, class_="actions") if (add := edits.add(context, view, "own_actions")) else None,
    ]


def model_of(view: View) -> Edition:
    """The edition of the framework that an address asks for."""
    return edition(view.edition or BASE_EDITION)


def library(context: Context, view: View, world: World) -> list[Child]:
    """What stands in the section: how to read it, the overview, and the capability that is chosen, else the first."""
    known = world.edition.by_number
    chosen = view.get("actions") if view.get("actions") in known else next(iter(known))
    words = _(
        "How many actions there are for each capability: by its status, and to reach a phase. Choose a capability to "
        "read them. Who is responsible, when it is done and how long it takes are our own judgement throughout, to be "
        "confirmed by a practitioner."
    )
    return [
        h("p", words, class_="sub"),
        _overview(world, view, model_of(view)),
        _one(context, world, view, chosen),
        *_own(context, view),
    ]
