"""Parts of the plan page: actions with roles and indicators, boards before and after, comparison, own costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.context import Context
from dashboard.costs import PHASES as REACHED
from dashboard.costs import costs_of
from dashboard.figures import glyphs
from dashboard.i18n import N_, _, number, partial_date
from dashboard.pages import common, parts
from dashboard.pages.plan_asked import PHASES, choices_of
from dashboard.theme import STATES, State
from dashboard.tree import Child, Node, h
from dashboard.view import View
from dashboard.world import World

__all__ = ["actions", "before_after", "boards", "brings", "compared", "cost_form"]

Row = Mapping[str, Any]
_ROLES = {
    "responsible": N_("Responsible"),
    "accountable": N_("Accountable"),
    "consulted": N_("Consulted"),
    "informed": N_("Informed"),
}


def actions(world: World, view: View, given: Row, code: str) -> Node:
    """What to do in order: phase, when, cost, who, and how one sees that it is done."""
    rows: list[list[Child]] = []
    for a in given["actions"]:
        roles: list[Child] = []
        for key, words in _ROLES.items():
            who = a[key]
            if not who and key not in a["missing"]:
                continue
            roles.append(
                h(
                    "li",
                    h("span", _(words), class_="sub"),
                    " ",
                    [[", " if i else "", common.organisation(world, s)] for i, s in enumerate(who[:4])]
                    if who
                    else h("span", _("nobody yet"), class_="chip"),
                    f" +{number(len(who) - 4)}" if len(who) > 4 else "",
                )
            )
        rows.append(
            [
                [number(a["order"]), ". ", common.cell(world, view, code, a["capability"])],
                _("{a} → {b}", a=a["from"], b=a["to"]),
                _("{start} to {end}", start=partial_date(a["start"]), end=partial_date(a["end"])),
                number(a["cost"]),
                h("ul", roles),
                h("bdi", a["indicator"]),
            ]
        )
    head = [_("Action"), _("Phase"), _("When"), _("Cost"), _("Who"), _("How one sees that it is done")]
    return common.data_table(view, head, rows, _("Actions in the order in which they can be done"))


def brings(given: Row) -> Node:
    """Phases in effect before and after, and what is spent."""
    gain = given["value"] - given["before"]
    return h(
        "div",
        common.fact(int(given["before"]), _("phases in effect today")),
        common.fact(int(given["value"]), _("phases in effect afterwards")),
        common.fact(int(gain), _("gained")),
        common.fact(int(given["cost"]), _("spent")),
        class_="facts",
    )


def _phases(given: Row) -> dict[str, int]:
    out: dict[str, int] = {}
    for a in given["actions"]:
        out[a["capability"]] = max(out.get(a["capability"], 0), a["to"])
    return out


def _dots(now: int | None, then: int) -> Node:
    """Four dots: filled = reached today, ringed = reached by the plan."""
    dots = []
    for p in range(1, PHASES + 1):
        what = "have" if now is not None and p <= now else "will" if p <= then else "none"
        dots.append(h("circle", cx=f"{p * 16 - 6:g}", cy="8", r="5.5", class_=f"phase {what}"))
    words = _("not reviewed") if now is None else _("phase {now}", now=now)
    if then > (now or 0):
        words += " → " + str(then)
    return h("span", h("svg", dots, viewBox="0 0 68 16", class_="phases", aria_hidden="true"), " ", words)


def before_after(
    context: Context, view: View, world: World, code: str, plans: Sequence[tuple[str, Row]]
) -> Node:
    """Phases of every capability that a plan raises, today and after each plan."""
    now = {c["capability"]: c["phase"] for c in context.ask(view, "maturity", [code])["cells"]}
    reached = [(words, _phases(given)) for words, given in plans]
    rows: list[list[Child]] = []
    for c in world.edition.capabilities:
        today = now.get(c.number)
        line: list[Child] = [common.cell(world, view, code, c.number), _dots(today, 0)]
        line += [_dots(today, then.get(c.number, 0)) for _words, then in reached]
        if any(c.number in then for _words, then in reached):
            rows.append(line)
    head = [_("Capability"), _("Today"), *(words for words, _given in plans)]
    return (
        common.data_table(view, head, rows, _("Capabilities that a plan raises; phases 1 to 4"))
        if rows
        else h("p", _("No plan raises anything."))
    )


# -- two boards


def _effective(given: Sequence[int]) -> str:
    low, high = given
    return number(low) if low == high else _("{low} to {high}", low=low, high=high)


def _tile(world: World, n: str, state: str, change: Row | None) -> Node:
    """One capability on a small board; a changed one carries its new phase and a mark."""
    words = [parts.capability_name(world, n), _(STATES[State(state)].word)]
    if change is not None:
        a, b = (_effective(e) for e in change["effective"])
        words.append(_("phase in effect {a} → {b}", a=a, b=b))
    return h(
        "li",
        glyphs.symbol(State(state)),
        h("span", n, class_="mini-no", aria_hidden="true"),
        h("span", _effective(change["effective"][1]), class_="mini-phase", aria_hidden="true")
        if change
        else None,
        h("span", ", ".join(words), class_="sr"),
        class_="mini-tile" + (" changed" if change else ""),
        data_tip="\n".join(words),
        data_key=n,
    )


def _mini(world: World, caption: str, states: Mapping[str, str], changes: Mapping[str, Row]) -> Node:
    columns = []
    for domain in world.edition.domains:
        own = world.edition.of_domain(domain.id)
        if own:
            columns.append(
                h(
                    "div",
                    h("p", _(domain.name), class_="mini-domain"),
                    h("ul", [_tile(world, c.number, states[c.number], changes.get(c.number)) for c in own]),
                    data_key=domain.id,
                )
            )
    return h(
        "figure", h("figcaption", h("h3", caption)), h("div", columns, class_="mini-board"), class_="mini"
    )


def boards(world: World, code: str, given: Row, words: str) -> Node:
    """The board today and after a plan, in small; what differs is framed, with the phase then in effect."""
    now = {c.number: str(world.cells[code, c.number].state) for c in world.edition.capabilities}
    changes = {c["capability"]: c for c in given["changed"]}
    then = {n: changes[n]["state"][1] if n in changes else s for n, s in now.items()}
    return h(
        "div",
        _mini(world, _("Today"), now, {}),
        _mini(world, words, then, changes),
        class_="two",
    )


def compared(world: World, best: Row, mine: Row) -> Node:
    """The own plan beside the best one: what each brings and costs, and the steps that only one of them has."""

    def steps(given: Row) -> list[tuple[str, int]]:
        return [(a["capability"], p) for a in given["actions"] for p in range(a["from"] + 1, a["to"] + 1)]

    def named(found: Sequence[tuple[str, int]]) -> Child:
        if not found:
            return "-"
        return h(
            "ul",
            [
                h(
                    "li",
                    _("{capability} to phase {phase}", capability=parts.capability_name(world, n), phase=p),
                )
                for n, p in found
            ],
        )

    a, b = steps(best), steps(mine)
    ends = [max((x["end"] for x in g["actions"]), default="") for g in (best, mine)]
    rows: list[list[Child]] = [
        [_("Gained"), number(best["value"] - best["before"]), number(mine["value"] - mine["before"])],
        [_("Spent"), number(best["cost"]), number(mine["cost"])],
        [_("Done by"), *(partial_date(e) if e else "-" for e in ends)],
        [_("Only in this plan"), named([s for s in a if s not in b]), named([s for s in b if s not in a])],
    ]
    head = [_("What"), _("Best plan"), _("Your plan")]
    return parts.table(head, rows, _("Your plan beside the best one for the budget"), "plain-table")


# -- costs


def cost_form(world: World, view: View, code: str, phases: Mapping[str, int]) -> Node:
    """A table to type costs into, and a small file up and down. ``phases``: those reached today."""
    costs = costs_of(view, world.edition.by_number)
    choices = choices_of(view)
    rows: list[list[Child]] = []
    for c in world.edition.capabilities:
        line: list[Child] = [parts.capability_name(world, c.number)]
        for p in REACHED:
            if phases.get(c.number, 1) >= p:
                line.append(h("span", _("reached"), class_="sub"))
                continue
            value = costs.get((c.number, p))
            line.append(
                h(
                    "input",
                    type="number",
                    min="0",
                    name=f"cost.{c.number}.{p}",
                    id=f"cost-{c.number}-{p}",
                    value="" if value is None else str(value),
                    placeholder="1",
                    aria_label=_(
                        "Cost of {capability}, phase {phase}",
                        capability=parts.capability_name(world, c.number),
                        phase=p,
                    ),
                    class_="cost",
                )
            )
        rows.append(line)
    head = [_("Capability"), *(_("to phase {phase}", phase=p) for p in REACHED)]
    return h(
        "details",
        h("summary", _("Costs of your own")),
        h(
            "p",
            _(
                "In a unit that you choose: days, or thousands of your money. What is left empty costs 1. They stay in "
                "the address; the budget above is then in the same unit, and empty means no limit."
            ),
            class_="sub",
        ),
        h(
            "form",
            parts.table(head, rows, _("What a raise costs"), "plain-table cost-table"),
            h(
                "div",
                h("label", _("Or a file (CSV: capability, phase, cost)"), for_="cost-file"),
                h("input", type="file", name="file", id="cost-file", accept=".csv,text/csv"),
                class_="field",
            ),
            h(
                "p",
                h("button", _("Work with these costs"), type="submit", class_="button"),
                h(
                    "a",
                    _("Costs as a file"),
                    href=view.href("download", "plan-costs.csv", country=code, **choices),
                    download=True,
                    class_="button quiet",
                ),
                h(
                    "a",
                    _("Without costs of your own"),
                    href=view.href(
                        None, **dict.fromkeys(["budget", *(k for k in choices if k.startswith("costs"))], "")
                    ),
                    class_="button quiet",
                )
                if costs
                else None,
                class_="actions",
            ),
            method="post",
            action=view.href("plan-costs", code, **choices),
            enctype="multipart/form-data",
            class_="cost-form",
        ),
        class_="panel-card fold",
        open=bool(costs),
    )
