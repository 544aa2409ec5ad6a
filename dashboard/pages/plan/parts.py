"""Parts of the plan page: actions with roles and indicators, boards before and after, comparison, own costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordination.text.amounts import in_currency
from dashboard.backend.context import Context
from dashboard.backend.costs import PHASES as REACHED
from dashboard.backend.costs import costs_of
from dashboard.backend.world import World
from dashboard.pages.plan.asked import PHASES, choices_of
from dashboard.pages.shared import common, parts
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, n_, number, partial_date, semicolon, verdict
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["before_after", "boards", "brings", "compared", "cost_form", "in_unit", "kept", "left"]

Row = Mapping[str, Any]


def brings(given: Row, currency: str) -> Node:
    """Phases counted before and after, those among them that nobody gave, and what is spent."""
    gain, assumed = int(given["value"] - given["before"]), len(given["assumed"])
    return h(
        "div",
        common.fact(
            int(given["before"]),
            n_(
                "phases today, {count} of them assumed",
                "phases today, {count} of them assumed",
                assumed,
            )
            if assumed
            else _("phases today"),
        ),
        common.fact(int(given["value"]), _("phases after the plan")),
        common.fact(gain, _("gained")),
        common.fact(int(given["spent"]), n_("step by one phase", "steps by one phase", int(given["spent"])))
        if given["cost"] is None
        else common.fact(in_unit(given["cost"], currency), _("total cost")),
        left(given, currency),
        class_="facts",
        title=_(
            "Sum over all capabilities. A phase counts only if the prerequisites of the capability "
            "have reached it too. A capability without a phase is assumed to be at phase 1."
        ),
    )


def left(given: Row, currency: str) -> Node | None:
    """What the steps that are not done cost, where some are done."""
    steps = (*given["actions"], *given.get("measures", ()))
    if given["cost"] is None or all(s.get("became") != "done" for s in steps):
        return None
    return common.fact(in_unit(given.get("left") or 0, currency), _("cost of the steps that are not done"))


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
    words = _("no maturity review") if now is None else _("phase {now}", now=now)
    if then > (now or 0):
        words += " → " + str(then)
    return h("span", h("svg", dots, viewBox="0 0 68 16", class_="phases", aria_hidden="true"), " ", words)


def before_after(
    context: Context, view: View, world: World, code: str, plans: Sequence[tuple[str, Row]]
) -> Node | None:
    """Phases of every capability that a plan raises, today and after each plan; None where none does."""
    now = {c["capability"]: c["phase"] for c in context.ask(view, "maturity", countries=[code])["cells"]}
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
        common.data_table(view, head, rows, _("Capabilities that a plan moves up; phases 1 to 4"))
        if rows
        else None
    )


# -- two boards


def _tile(world: World, n: str, sign: Sign, change: Row | None) -> Node:
    """One capability on a small board; a changed one carries its new phase and a mark."""
    words = [parts.capability_name(world, n), _(SIGNS[sign].word)]
    risen = change is not None and change["effective"][0][0] != change["effective"][1][0]
    if change is not None and risen:
        a, b = (number(e[0]) for e in change["effective"])
        words.append(_("phase supported by prerequisites: {a} → {b}", a=a, b=b))
    return h(
        "li",
        glyphs.symbol(sign),
        h("span", n, class_="mini-no", aria_hidden="true"),
        h("span", number(change["effective"][1][0]), class_="mini-phase", aria_hidden="true")
        if change and risen
        else None,
        h("span", ", ".join(words), class_="sr"),
        class_="mini-tile" + (" changed" if change else ""),
        data_tip="\n".join(words),
        data_key=n,
    )


def _mini(world: World, caption: str, signs: Mapping[str, Sign], changes: Mapping[str, Row]) -> Node:
    columns = []
    for domain in world.edition.domains:
        own = world.edition.of_domain(domain.id)
        if own:
            columns.append(
                h(
                    "div",
                    h("p", _(domain.name), class_="mini-domain"),
                    h("ul", [_tile(world, c.number, signs[c.number], changes.get(c.number)) for c in own]),
                    data_key=domain.id,
                )
            )
    return h(
        "figure", h("figcaption", h("h3", caption)), h("div", columns, class_="mini-board"), class_="mini"
    )


def boards(world: World, code: str, given: Row, words: str) -> Node:
    """The board today and after a plan, in small; what differs is framed, with the phase then in effect."""
    now = {c.number: world.cells[code, c.number].sign for c in world.edition.capabilities}
    changes = {
        c["capability"]: c
        for c in given["changed"]
        if c["state"][0] != c["state"][1] or c["effective"][0][0] != c["effective"][1][0]
    }
    then = now | {n: Sign(c["signs"][1]) for n, c in changes.items()}
    return h(
        "div",
        _mini(world, _("Today"), now, {}),
        _mini(world, words, then, changes),
        class_="two mini-two",
    )


def kept(world: World, view: View, code: str, mine: Row) -> Node | None:
    """What each named step of a plan changes on the board, or why it changes nothing there."""
    states = {c["capability"]: c["signs"] for c in mine["changed"] if c["state"][0] != c["state"][1]}
    items = []
    for m in mine.get("measures", ()):
        about = [n for n in m["about"] if n in world.edition.by_number]
        moved = [n for n in about if n in states]
        if moved and m["kind"] == "provider":
            words: Child = [
                [
                    semicolon() if i else "",
                    parts.capability_name(world, n),
                    colon(),
                    _(SIGNS[Sign(states[n][0])].word),
                    " → ",
                    h("b", _(SIGNS[Sign(states[n][1])].word)),
                ]
                for i, n in enumerate(moved)
            ]
        elif m["kind"] == "provider" and m["actions_missing"]:
            words = _("The status stays the same until the plan has all actions for this purpose.")
        else:
            words = _(_UNMOVED[m["kind"]])
        items.append(h("li", h("bdi", m["text"]), " ", h("span", words, class_="sub"), data_key=m["measure"]))
    return h("ul", items, class_="dotted") if items else None


_UNMOVED = {
    "provider": N_("The status stays the same: one more provider is not enough, or is not independent."),
    "stand-in": N_("The status stays the same. A successor takes over if the only provider stops."),
    "renew": N_("The status stays as it is today, beyond the current end date."),
    "funder": N_("The status stays the same. The funding no longer comes from a single funder."),
    "tie": N_("No status changes. The two organisations no longer need others to reach each other."),
    "look": N_("The status will depend on what the review finds."),
}


def in_unit(cost: float, currency: str) -> str:
    """A cost with its currency, where somebody gave one."""
    return verdict([in_currency(number(cost), currency)]) if currency else number(cost)


def _spent(given: Row, currency: str) -> str:
    if given["cost"] is not None:
        return in_unit(given["cost"], currency)
    return n_("{count} step by one phase", "{count} steps by one phase", int(given["spent"]))


def compared(world: World, best: Row, mine: Row, currency: str) -> Node:
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
        [_("Total cost"), *(_spent(g, currency) for g in (best, mine))],
        [_("Completed by"), *(partial_date(e) if e else "-" for e in ends)],
        [_("Only in this plan"), named([s for s in a if s not in b]), named([s for s in b if s not in a])],
    ]
    if mine.get("measures"):
        texts = h("ul", [h("li", h("bdi", m["text"]), data_key=m["measure"]) for m in mine["measures"]])
        rows.append([_("Specific steps"), "-", texts])
    head = [_("What"), _("Best plan"), _("Your plan")]
    return parts.table(head, rows, _("Your plan compared with the best plan for the budget"), "plain-table")


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
                    step="any",
                    name=f"cost.{c.number}.{p}",
                    id=f"cost-{c.number}-{p}",
                    value="" if value is None else str(value),
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
        h("summary", _("Your own costs")),
        h(
            "p",
            _(
                "In a unit that you choose: days, or thousands of your money. What is left empty has no cost: with a "
                "budget it is in no plan. They stay in the address; the budget above is then in the same unit, and "
                "empty means no limit."
            ),
            class_="sub",
        ),
        h(
            "form",
            parts.table(head, rows, _("Cost of each phase step"), "plain-table cost-table"),
            h(
                "div",
                h(
                    "label",
                    _(
                        "Or upload a file instead of this table (CSV with the columns capability, phase, cost)"
                    ),
                    for_="cost-file",
                ),
                h("input", type="file", name="file", id="cost-file", accept=".csv,text/csv"),
                class_="field",
            ),
            h(
                "p",
                h("button", _("Use these costs"), type="submit", class_="button"),
                h(
                    "a",
                    _("Download the costs"),
                    href=view.href("download", "plan-costs.csv", country=code, **choices),
                    download=True,
                    class_="button quiet",
                ),
                h(
                    "a",
                    _("Remove your own costs"),
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
            data_post=True,
        ),
        class_="panel-card fold",
        open=bool(costs),
    )
