"""The brief for those who pay, with the sources of what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from coordination.answers.asking import ask
from coordination.answers.countries import Countries
from coordination.answers.filled import say_of
from coordination.answers.unfunded import ANSWER as UNFUNDED
from coordination.model.access import DERIVED
from coordination.reports.answer_block import answer_block, answer_table
from coordination.reports.document import (
    Block,
    Document,
    Heading,
    Items,
    Table,
    Text,
    capabilities,
    foot_of,
    header,
    label_of,
    mark,
    of_the_copy,
    section,
    told,
    verdict,
    who,
)
from coordination.reports.footnotes import Footnotes, rows_that_count
from coordination.text import money_verdicts
from coordination.text.amounts import in_currency, of_kind
from coordination.text.languages import partial_date
from coordination.text.say import Say
from coordination.text.sentences import sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.ids import Iso3

__all__ = ["donor_document"]

Row = Mapping[str, Any]
MOST = 5  #: places for one more provider that are named of each of several countries


def _place(say: Say, row: Row) -> str:
    """Almara: 2 Research, Analysis and Monitoring."""
    return say(
        sentence(
            "{country}: {capability}",
            country=say.name("countries", row["country"]),
            capability=say.name("capabilities", row["capability"]),
        )
    )


class _Behind:
    """What statements about money rest on: the rows of that day and evidence, and what decides a cell."""

    def __init__(self, w: Workspace, q: Question) -> None:
        self._grants: dict[tuple[str, str], set[str]] = {}
        for r in rows_that_count(w, q, "funding"):
            self._grants.setdefault((r["funder_id"], r["recipient_id"]), set()).add(r["source_id"])
        self._snapshot, self._cover = w.snapshot(), w.cover(q)

    def grants(self, funder: str, recipients: Iterable[str]) -> list[str]:
        """Sources of what this funder pays to these."""
        return sorted({s for who in recipients for s in self._grants.get((funder, who), ())})

    def cell(self, row: Row) -> list[str]:
        """Sources that decide the state of a capability in a country."""
        return self._cover.sources(self._cover.index(row["country"], row["capability"]))

    def claims(self, idents: Iterable[str]) -> list[str]:
        """Sources of these rows of funding and of work."""
        out = set()
        for ident in idents:
            for name in ("funding", "deliveries"):
                frame = self._snapshot[name]
                if ident in frame.position:
                    out.add(frame.text("source_id", frame.position[ident]))
        return sorted(out)


def _until(say: Say, lang: str, row: Row) -> str:
    """The last day; where none is known, when the money was last seen and whether the work it paid is over."""
    if row["until"]:
        return _unworked(say, row, partial_date(lang, row["until"]), lang)
    seen = sentence("not known")
    if row["undated"]:
        seen = sentence("unknown; source undated, read on {when}", when=partial_date(lang, row["seen"]))
    elif row["seen"]:
        seen = sentence("unknown; last mentioned {when}", when=partial_date(lang, row["seen"]))
    if row["may_have_ended"]:
        seen = sentence("{seen}; may have ended", seen=say(seen))
    elif row["class"] == "undated":
        seen = sentence("on record, without dates; {seen}", seen=say(seen))
    return _unworked(say, row, say(seen), lang)


def _unworked(say: Say, row: Row, seen: str, lang: str) -> str:
    """The same, and that the work is over or not recorded: then it pays for nothing there."""
    if row["at_work"]:
        return seen
    if row["work_ended"]:
        when = partial_date(lang, row["work_ended"])
        return say(sentence("{seen}; the work has ended ({when})", seen=seen, when=when))
    return say(sentence("{seen}; no such work of the recipient is recorded", seen=seen))


def _countries(payers: Iterable[Row], leaves: Iterable[Row]) -> list[str]:
    """Where a funder pays, and where something would fall without it."""
    cells = [c for r in leaves for part in ("lost", "cells", "unsupported") for c in r[part]]
    return sorted({*(c for r in payers for c in r["countries"]), *(c["country"] for c in cells)})


def donor_document(w: Workspace, q: Question, about: str, lang: str = "en") -> Document:
    """For whoever pays: ``about`` is a country (ISO3) or the id of a funder. Raises UsageError for neither."""
    snapshot = w.snapshot()
    funder = about if about in snapshot["stakeholders"].position else ""
    country = "" if funder else w.country(about)
    given: dict[str, Any] = ask(w, q, "donors", countries=[country] if country else [], funder=funder)
    say = say_of(w, q)
    name = say.name("stakeholders", funder) if funder else say.name("countries", country)
    if funder and not given["funders"]:
        raise UsageError(
            said("No funding by {funder} is on record on {day}.", funder=Verbatim(name), day=q.as_of),
            hint=said("`mnr donors` lists the funders on a date. Name one of them, or a country."),
        )
    countries = _countries(given["funders"], given["leaves"]) if funder else [country]
    notes, behind = Footnotes(), _Behind(w, q)
    blocks: list[Block] = [
        *(of_the_copy(w, say, country) if country else []),
        *section(
            say,
            sentence("Who funds what"),
            sentence("From records. Most funding is unknown. Numbers in brackets refer to sources."),
            (
                sentence("Where"),
                sentence("Funder"),
                sentence("Recipient"),
                sentence("End date known"),
                sentence("Note"),
            ),
            [
                (
                    _place(say, r),
                    who(say, [r["funder"]]),
                    told(say, who(say, r["recipients"]), r["confirmed"])
                    + notes.mark(behind.grants(r["funder"], r["recipients"])),
                    _until(say, lang, r),
                    r["note"],
                )
                for r in given["funding"]
            ],
            sentence("No funding is on record here. There may be some."),
            (4, 3, 4, 3, 3),
        ),
        *_grants(say, given["grants"], lang, notes, behind),
        *_if_it_ends(say, given["leaves"], notes, behind),
        *_months(w, q, say, country, funder, lang, notes, behind),
        *_gains(say, given, countries, funder, notes, behind),
        *_looks(say, given, countries),
        *_unfunded(w, q, countries),
        *notes.blocks(w, say, lang),
    ]
    label = label_of(w, country, DERIVED)
    return Document(
        say(sentence("Brief for donors: {name}", name=name)),
        say(
            sentence(
                "As of {day}. Gap: a review found no provider. Unknown: there has been no review, or it gave no clear "
                "result. Countries are never ranked: they stand in the order of their codes.",
                day=q.as_of,
            )
            if len(countries) > 1
            else sentence(
                "As of {day}. Gap: a review found no provider. Unknown: there has been no review, or it gave no clear "
                "result.",
                day=q.as_of,
            )
        ),
        tuple(blocks),
        foot_of(w, q, label),
        f"donors-{about}",
        label,
        lang,
        verdict=verdict(say, money_verdicts.funder(given) if funder else money_verdicts.country(given)),
    )


def _money(say: Say, grant: Row, lang: str) -> str:
    """EUR 80,000, with the figures of the language, and what it is unless it is an award; or why there is no amount."""
    if grant["amount"] is None:
        return say(
            sentence("sources name different amounts")
            if grant["disagree"]
            else sentence("no amount recorded")
        )
    return say(of_kind(_figure(grant["amount"], lang), grant["currency"], grant["amount_kind"]))


def _figure(amount: float | Decimal, lang: str) -> str:
    from babel.numbers import format_decimal  # only a document with money needs it

    return str(format_decimal(Decimal(str(amount)), locale=lang))


def _sums(say: Say, grants: Sequence[Row], lang: str) -> str:
    """What the awards of running grants come to, one sum per currency; of how many an amount is in no sum, and of how
    many none is recorded."""
    totals: dict[str, Decimal] = {}
    for r in grants:
        if r["in_sum"]:
            totals[r["currency"]] = totals.get(r["currency"], Decimal(0)) + Decimal(str(r["amount"]))
    without = sum(r["amount"] is None for r in grants)
    aside = sum(r["amount"] is not None and not r["in_sum"] for r in grants)
    order = sorted(totals, key=lambda c: (not c, c))
    said = [say(in_currency(_figure(totals[c], lang), c)) for c in order]
    out = [sentence("Awards of running grants, by currency: {sums}.", sums=say.listed(said))] if said else []
    if aside:
        out.append(
            sentence(
                "The amount of {n} running grant is in no sum.",
                "The amounts of {n} running grants are in no sum.",
                n=aside,
            )
        )
    if without == len(grants):
        out.append(sentence("No amount is recorded."))
    elif without:
        out.append(
            sentence(
                "No amount is recorded for {n} running grant.",
                "No amount is recorded for {n} running grants.",
                n=without,
            )
        )
    return " ".join(say(x) for x in out)


def _grants(say: Say, grants: Iterable[Row], lang: str, notes: Footnotes, behind: _Behind) -> list[Block]:
    """Every grant with its sum and period, also where its recipient is not recorded at work: those that run, those
    without dates, those that may have ended, and own budgets, each in a list of its own."""

    def day(text: str) -> str:
        return partial_date(lang, text) if text else say(sentence("not known"))

    def at_work(r: Row) -> str:
        if r["work_ended"]:
            return say(sentence("ended ({when})", when=partial_date(lang, r["work_ended"])))
        return say(sentence("yes") if r["at_work"] else sentence("not recorded"))

    given, blocks = list(grants), list[Block]()
    empty = sentence("No grant is known here. That does not mean that there is none.")
    for name, title, about in (
        (
            "running",
            sentence("Grants that run on this day"),
            sentence(
                "This includes funding whose recipient has no recorded work: what it pays for is unknown."
            ),
        ),
        (
            "undated",
            sentence("Grants on record, without dates"),
            sentence("No record says since when or until when: whether they still run is not known."),
        ),
        (
            "may_have_ended",
            sentence("Grants that may have ended"),
            sentence("They began more than 36 months ago, and no end and no newer source is recorded."),
        ),
        ("", sentence("Own budgets"), sentence("What an organisation pays itself: no grant, and in no sum.")),
    ):
        own = [r for r in given if r["class"] == name]
        if not own and (given or name != "running"):
            continue
        blocks += section(
            say,
            title,
            about,
            (
                sentence("Funder"),
                sentence("Recipient"),
                sentence("Grant"),
                sentence("Sum"),
                sentence("From, until"),
                sentence("Working there"),
            ),
            [
                (
                    who(say, [r["funder"]]),
                    who(say, [r["recipient"]]) + notes.mark(behind.grants(r["funder"], [r["recipient"]])),
                    told(say, r["title"], r["confirmed"]),
                    _money(say, r, lang),
                    f"{day(r['since'])}, {day(r['until'])}",
                    at_work(r),
                )
                for r in own
            ],
            empty,
            (3, 4, 4, 3, 3, 2),
        )
        if name == "running" and own:
            blocks.append(Text(_sums(say, own, lang), "strong"))
    return blocks


def _left(say: Say, row: Row) -> list[str]:
    """Who is left where somebody stops and nothing gets weaker."""
    return [
        say(
            sentence(
                "{place}: remaining: {who} (only funder: {funder})",
                place=_place(say, x),
                who=who(say, [x["stakeholder"]]),
                funder=who(say, [x["paid_by"]]),
            )
            if x["paid_by"]
            else sentence("{place}: remaining: {who}", place=_place(say, x), who=who(say, [x["stakeholder"]]))
        )
        for x in row["left"]
    ]


def _if_it_ends(say: Say, leaves: Iterable[Row], notes: Footnotes, behind: _Behind) -> list[Block]:
    rows = []
    for r in leaves:
        fall = [_place(say, c) for c in [*r["cells"], *r["unsupported"]]]
        lost = [
            say(sentence("{who}, {place}", who=who(say, [c["stakeholder"]]), place=_place(say, c)))
            + notes.mark(behind.grants(r["funder"], [c["stakeholder"]]))
            for c in r["lost"]
        ]
        fall += _left(say, r)
        funder = who(say, [r["funder"]])
        if r["may_have_ended"]:
            funder = say(sentence("{seen}; may have ended", seen=funder))
        rows.append((funder, say.listed(lost), say.listed(fall) or "-"))
    return section(
        say,
        sentence("What if the funding from one funder ended today?"),
        sentence(
            "Providers without another known funder for a capability are assumed to stop there. Capabilities then "
            "weaken or lose a prerequisite. Grants that may have ended count here: nobody has said that they ended."
        ),
        (
            sentence("Funder"),
            sentence("Providers that would have to stop"),
            sentence("Capabilities weakened or lost"),
        ),
        rows,
        sentence("No capability is known to depend on this funding."),
        (3, 4, 4),
    )


def _months(
    w: Workspace,
    q: Question,
    say: Say,
    country: str,
    funder: str,
    lang: str,
    notes: Footnotes,
    behind: _Behind,
) -> list[Block]:
    """What ends in 24 months: of one country or all, of one funder's money or anybody's; each with its sources."""
    answer: dict[str, Any] = ask(w, q, "cliffs", countries=[country] if country else [], funder=funder)
    rows = []
    for m in answer["months"]:
        if m["cells"]:
            cells = [
                (say.name("capabilities", c["capability"]) if c["country"] == country else _place(say, c))
                + notes.mark(behind.claims(_claims(m["causes"], c)))
                for c in m["cells"]
            ]
            rows.append((partial_date(lang, m["month"]), say.listed(cells), who(say, m["donors"])))
    return section(
        say,
        sentence("End dates in the next 24 months"),
        sentence("Capabilities that weaken after the month, from end dates on record."),
        (sentence("Month"), sentence("Capabilities that weaken"), sentence("Funding that ends")),
        rows,
        sentence("No capability is known to weaken in these months. Most end dates are unknown."),
        (1, 5, 4),
    )


def _claims(causes: Sequence[Row], cell: Row) -> list[str]:
    """Rows that make a cell weaker."""
    own = [c for c in causes if (c["country"], c["capability"]) == (cell["country"], cell["capability"])]
    return [claim for c in own for claim in c["claims"]]


def _gains(
    say: Say, given: Row, countries: Sequence[str], funder: str, notes: Footnotes, behind: _Behind
) -> list[Block]:
    """Where one more provider changes most, country by country; of several countries the first places of each, and all
    where a provider that this funder alone pays would not count: nothing else is left to the brief of the country,
    which asks without a funder."""
    most = MOST if len(countries) > 1 else None
    out: list[Block] = [Heading(say(sentence("Where one more provider would help most")))]
    if funder and countries:
        taken = sentence("This assumes that the new provider would be paid by this funder only.")
        out.append(Text(say(taken), "lead"))
    if not countries:
        return [*out, Text(say(sentence("The country where this funding is used is not recorded.")))]
    found = False
    for country in countries:
        all_ = [r for r in given["where"] if r["country"] == country]
        rows = [r for i, r in enumerate(all_) if most is None or i < most or not r["independent"]]
        if not rows:
            continue
        found = True
        more = sentence(
            "and one more, in the brief of the country",
            "and {n} more, in the brief of the country",
            n=len(all_) - len(rows),
        )
        out += [
            Text(say.name("countries", country), "strong"),
            Table(
                header(say, sentence("Capability"), sentence("Reason")),
                tuple(
                    (
                        mark(say, r["signs"][0], say.name("capabilities", r["capability"])),
                        r["why"] + notes.mark(behind.cell(r)) + _level(say, r),
                    )
                    for r in rows
                ),
                "",
                (2, 3),
            ),
            *([Text(say(more), "lead")] if len(all_) > len(rows) else []),
        ]
    if not found:
        out.append(
            Text(
                say(
                    sentence(
                        "No review found a capability without anybody. Where there has been no review, this is not "
                        "good news."
                    )
                )
            )
        )
    return out


def _level(say: Say, row: Row) -> str:
    """Which others gain the same: between these no order says which is better."""
    if not row["gains_the_same"] or not (row["gain"] or row["secures"]):
        return ""
    level = sentence(
        "{n} other gains the same: {numbers}.",
        "{n} others gain the same: {numbers}.",
        n=len(row["gains_the_same"]),
        numbers=say.language.join(row["gains_the_same"]),
    )
    return " " + say(level)


def _unfunded(w: Workspace, q: Question, countries: Sequence[str]) -> list[Block]:
    """The steps without money of the plans that were released to donors in these countries."""
    if not countries:
        return []
    options = Countries(tuple(map(Iso3, countries)))
    table = answer_table(UNFUNDED, "steps", w, q, options)
    return answer_block(table.without("country") if len(countries) == 1 else table)


def _looks(say: Say, given: Row, countries: Iterable[str]) -> list[Block]:
    """Where nobody knows: not a place for money yet, but for a look."""
    rows = []
    for country in countries:
        here = [r["capability"] for r in given["looks"] if r["country"] == country]
        if here:
            rows.append(
                say(
                    sentence(
                        "{country}: one capability is unknown, {list}.",
                        "{country}: {n} capabilities are unknown, first {list}.",
                        country=say.name("countries", country),
                        n=len(here),
                        list=capabilities(say, here[:3]),
                    )
                )
            )
    if not rows:
        return []
    return [Heading(say(sentence("What is unknown"))), Items(tuple(rows))]
