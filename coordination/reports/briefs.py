"""Briefs for those who pay and for the secretariat of a network, with the sources of what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coordination import questions
from coordination.languages import partial_date
from coordination.reports.document import (
    Block,
    Document,
    Heading,
    Items,
    Table,
    Text,
    Words,
    foot_of,
    label_of,
    section,
)
from coordination.reports.footnotes import Footnotes
from coordination.sentences import Sentence, sentence
from coordination.service import Question, Workspace
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import UsageError
from graph_schema.values import Tier

__all__ = ["donor_document", "network_document"]

Row = Mapping[str, Any]
MOST = 5  #: places for one more provider that are named of one country

_COUNTERPARTS = {
    "police": sentence("the police"),
    "hotline": sentence("a hotline"),
    "ministry": sentence("a ministry"),
}


def _place(words: Words, row: Row) -> str:
    """Almara: 2 Research, Analysis and Monitoring."""
    return words.say(
        sentence(
            "{country}: {capability}",
            country=words.country(row["country"]),
            capability=words.capability(row["capability"]),
        )
    )


class _Behind:
    """What statements about money rest on: the rows of that day and evidence, and what decides a cell."""

    def __init__(self, w: Workspace, q: Question) -> None:
        facts = w.facts(q)
        rows = facts.counted("funding")
        rows = rows[facts.life("funding").active(q.as_of.toordinal())[rows]]
        self._grants: dict[tuple[str, str], set[str]] = {}
        for r in (facts.snapshot["funding"].row(i) for i in rows.tolist()):
            self._grants.setdefault((r["funder_id"], r["recipient_id"]), set()).add(r["source_id"])
        self._snapshot, self._cover = facts.snapshot, w.cover(q)

    def grants(self, funder: str, recipients: Iterable[str]) -> list[str]:
        """Sources of what this funder pays to these."""
        return sorted({s for who in recipients for s in self._grants.get((funder, who), ())})

    def cell(self, row: Row) -> list[str]:
        """Sources that decide the state of a capability in a country."""
        given = self._cover.cell(self._cover.index(row["country"], row["capability"]))
        return list(given["sources"])  # type: ignore[call-overload, no-any-return]

    def claims(self, idents: Iterable[str]) -> list[str]:
        """Sources of these rows of funding and of work."""
        out = set()
        for ident in idents:
            for name in ("funding", "deliveries"):
                frame = self._snapshot[name]
                if ident in frame.position:
                    out.add(frame.text("source_id", frame.position[ident]))
        return sorted(out)


def _countries(funding: Iterable[Row], leaves: Iterable[Row]) -> list[str]:
    """Where a funder pays for a cell, and where something would fall without it."""
    cells = [c for r in leaves for part in ("lost", "cells", "unsupported") for c in r[part]]
    return sorted({r["country"] for r in [*funding, *cells]})


def donor_document(w: Workspace, q: Question, about: str, lang: str = "en") -> Document:
    """For whoever pays: ``about`` is a country (ISO3) or the id of a funder. Raises UsageError for neither."""
    snapshot = w.snapshot()
    funder = about if about in snapshot["stakeholders"].position else ""
    country = "" if funder else w.country(about)
    given: dict[str, Any] = questions.donors(w, q, [country] if country else ())
    funding = [r for r in given["funding"] if not funder or r["funder"] == funder]
    leaves = [r for r in given["leaves"] if not funder or r["funder"] == funder]
    countries = _countries(funding, leaves) if funder else [country]
    if not countries:
        raise UsageError(
            f"{about!r} is not known to pay for work in a country on {q.as_of}.",
            hint="Use a funder of the store, or a country.",
        )
    words, say = Words(w, q), w.say(q)
    name = words.name("stakeholders", funder) if funder else words.country(country)
    notes, behind = Footnotes(), _Behind(w, q)
    blocks: list[Block] = [
        *section(
            words,
            sentence("Who funds what"),
            sentence("By rows that are known; most funding is not known. Numbers in brackets are sources."),
            (sentence("Where"), sentence("Funder"), sentence("Who receives it"), sentence("Known to end")),
            [
                (
                    _place(words, r),
                    words.who([r["funder"]]),
                    words.who(r["recipients"]) + notes.mark(behind.grants(r["funder"], r["recipients"])),
                    partial_date(lang, r["until"]) if r["until"] else say(sentence("not known")),
                )
                for r in funding
            ],
            sentence("No funding is known here. That does not mean that there is none."),
            (4, 3, 4, 2),
        ),
        *_if_it_ends(words, leaves, notes, behind),
        *_months(w, q, words, country, funder, lang, notes, behind),
        *_gains(words, given, countries, notes, behind),
        *_looks(words, given, countries),
        *notes.blocks(w, words, lang),
    ]
    label = label_of(w, country, Tier.AMBER_STRICT)
    return Document(
        say(sentence("Brief for donors: {name}", name=name)),
        say(
            sentence(
                "As known on {day}. A gap is where somebody looked and found nobody; unknown is where nobody looked, "
                "or where the look was not clear. Countries stand in the order of their codes and are never ranked.",
                day=q.as_of,
            )
        ),
        tuple(blocks),
        foot_of(w, q, label),
        f"donors-{about}",
        label,
        lang,
    )


def _if_it_ends(words: Words, leaves: Iterable[Row], notes: Footnotes, behind: _Behind) -> list[Block]:
    rows = []
    for r in leaves:
        fall = [_place(words, c) for c in [*r["cells"], *r["unsupported"]]]
        lost = [
            words.say(sentence("{who}, {place}", who=words.who([c["stakeholder"]]), place=_place(words, c)))
            + notes.mark(behind.grants(r["funder"], [c["stakeholder"]]))
            for c in r["lost"]
        ]
        rows.append((words.who([r["funder"]]), words.listed(lost), words.listed(fall) or "-"))
    return section(
        words,
        sentence("What if the money of a funder ended today"),
        sentence(
            "Providers without any other known funder stop; then capabilities get weaker or lose what they rest on."
        ),
        (sentence("Funder"), sentence("Who would have to stop"), sentence("What gets weaker or falls")),
        rows,
        sentence("No capability is known to hang on this money."),
        (3, 4, 4),
    )


def _months(
    w: Workspace,
    q: Question,
    words: Words,
    country: str,
    funder: str,
    lang: str,
    notes: Footnotes,
    behind: _Behind,
) -> list[Block]:
    """What ends in 24 months: of one country or all, of one funder's money or anybody's; each with its sources."""
    answer: dict[str, Any] = questions.cliffs(w, q, 24, [country] if country else [])
    rows = []
    for m in answer["months"]:
        causes = [c for c in m["causes"] if not funder or funder in c["funders"]]
        named = {(c["country"], c["capability"]) for c in causes}
        fall = [c for c in m["cells"] if not funder or (c["country"], c["capability"]) in named]
        if fall:
            cells = [
                (words.capability(c["capability"]) if c["country"] == country else _place(words, c))
                + notes.mark(behind.claims(_claims(causes, c)))
                for c in fall
            ]
            donors = sorted({f for c in causes for f in c["funders"]})
            rows.append((partial_date(lang, m["month"]), words.listed(cells), words.who(donors)))
    return section(
        words,
        sentence("What ends in the coming 24 months"),
        sentence("Capabilities that get weaker after the month, by ends that are known."),
        (sentence("Month"), sentence("What gets weaker"), sentence("Whose money ends")),
        rows,
        sentence("Nothing is known to end. Most ends are not known."),
        (1, 5, 4),
    )


def _claims(causes: Sequence[Row], cell: Row) -> list[str]:
    """Rows that make a cell weaker."""
    own = [c for c in causes if (c["country"], c["capability"]) == (cell["country"], cell["capability"])]
    return [claim for c in own for claim in c["claims"]]


def _gains(
    words: Words, given: Row, countries: Iterable[str], notes: Footnotes, behind: _Behind
) -> list[Block]:
    """Where one more provider changes most, country by country."""
    out: list[Block] = [Heading(words.say(sentence("Where one more provider would change most")))]
    found = False
    for country in countries:
        rows = [r for r in given["where"] if r["country"] == country][:MOST]
        if not rows:
            continue
        found = True
        out += [
            Text(words.country(country), "strong"),
            Table(
                words.header(sentence("Capability"), sentence("Why")),
                tuple(
                    (
                        words.mark(r["state"], words.capability(r["capability"])),
                        r["why"] + notes.mark(behind.cell(r)),
                    )
                    for r in rows
                ),
                "",
                (2, 3),
            ),
        ]
    if not found:
        out.append(Text(words.say(sentence("Nothing is known to be missing."))))
    return out


def _looks(words: Words, given: Row, countries: Iterable[str]) -> list[Block]:
    """Where nobody knows: not a place for money yet, but for a look."""
    rows = []
    for country in countries:
        here = [r["capability"] for r in given["looks"] if r["country"] == country]
        if here:
            rows.append(
                words.say(
                    sentence(
                        "{country}: one capability is unknown, {list}.",
                        "{country}: {n} capabilities are unknown, first {list}.",
                        country=words.country(country),
                        n=len(here),
                        list=words.capabilities(here[:3]),
                    )
                )
            )
    if not rows:
        return []
    return [Heading(words.say(sentence("What is unknown"))), Items(tuple(rows))]


# -- the network


def network_document(w: Workspace, q: Question, ident: str = "", lang: str = "en") -> Document:
    """For a secretariat. ``ident``: the network, "" = the one most network members belong to. Raises UsageError."""
    words, say = Words(w, q), w.say(q)
    given: dict[str, Any] = questions.network(w, q, ident)
    name = words.name("stakeholders", given["network"])
    whole = say(
        sentence("The list of members is complete.")
        if given["members_complete"]
        else sentence("Nobody says that the list of members is complete.")
    )
    missing = [t for t in given["ties"] if t["state"] == "not_recorded"]
    memberships = w.snapshot()["memberships"]
    rows = [memberships.row(i) for i in range(len(memberships))]
    notes = Footnotes()
    said: dict[str, set[str]] = {}
    for r in rows:
        if r["network_id"] == given["network"]:
            said.setdefault(r["member_id"], set()).add(r["source_id"])
    blocks: list[Block] = [
        *section(
            words,
            sentence("Members"),
            sentence("By country."),
            (sentence("Country"), sentence("Member")),
            [
                (
                    words.country(m["country"]) if m["country"] else "-",
                    words.who([m["member"]]) + notes.mark(sorted(said.get(m["member"], ()))),
                )
                for m in given["members"]
            ],
            sentence("No member is known."),
        ),
        Text(whole, "lead"),
        *section(
            words,
            sentence("Where a tie is missing"),
            sentence("Somebody is known there, and no cooperation with the member is recorded."),
            (
                sentence("Member"),
                sentence("Country"),
                sentence("No tie with"),
                sentence("Who is known there"),
            ),
            [
                (
                    words.who([t["member"]]),
                    words.country(t["country"]),
                    say(_COUNTERPARTS[t["counterpart"]])
                    if t["counterpart"] in _COUNTERPARTS
                    else t["counterpart"],
                    words.who(t["known"]),
                )
                for t in missing
            ],
            sentence("No member is known to lack a tie."),
        ),
        *_matrix(w, q, words, given),
        *_ending(w, q, words, lang),
        *notes.blocks(w, words, lang),
    ]
    label = label_of(w)
    return Document(
        say(sentence("Brief for the secretariat: {name}", name=name)),
        say(
            sentence(
                "As known on {day}. What is not recorded may exist: a blank is a question to the member, not a "
                "finding about it.",
                day=q.as_of,
            )
        ),
        tuple(blocks),
        foot_of(w, q, label),
        f"network-{given['network'] or 'none'}",
        label,
        lang,
        landscape=True,
    )


def _matrix(w: Workspace, q: Question, words: Words, given: Row) -> list[Block]:
    """Objectives by means: which members work there."""
    lists = edition(q.edition).lists
    if not lists.get("objectives"):
        lists = edition(BASE_EDITION).lists
    text = w.language.gettext
    means = [(r["id"], text(r["name"])) for r in lists["means"]]
    cells = {(r["objective"], r["means"]): r["members"] for r in given["matrix"]}
    heads: tuple[Sentence, ...] = (sentence("Objective"),)
    return [
        Heading(words.say(sentence("What members work on, and how"))),
        Table(
            (*words.header(*heads), *(m for _, m in means)),
            tuple(
                (text(o["name"]), *(words.who(cells.get((o["id"], m), ())) or "-" for m, _ in means))
                for o in lists["objectives"]
            ),
            words.say(sentence("No programme work is recorded.")),
            (3, *(2 for _ in means)),
        ),
    ]


def _ending(w: Workspace, q: Question, words: Words, lang: str) -> list[Block]:
    """Agreements and memberships that end in two years."""
    rows: list[Row] = questions.expiries(w, q, 24)["expiries"]  # type: ignore[assignment]
    return section(
        words,
        sentence("Agreements that are about to end"),
        sentence(
            "Within 24 months, by ends that are known; with the corridors that nothing else covers then."
        ),
        (
            sentence("Last day"),
            sentence("Instrument"),
            sentence("Country that leaves"),
            sentence("Corridors lost"),
        ),
        [
            (
                partial_date(lang, r["last"]),
                words.name("stakeholders" if r["kind"] == "member" else "agreements", r["instrument"]),
                words.country(r["country"]) if r["country"] else "-",
                str(r["only"]),
            )
            for r in rows
        ],
        sentence("No agreement is known to end. Most ends are not known."),
        (2, 6, 3, 2),
    )
