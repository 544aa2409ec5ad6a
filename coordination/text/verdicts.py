"""The sentence with which a page and its document open: the answer first, then what shows it.

Each function takes figures of an answer and returns short sentences, to be read one after the other. They name what is
unknown wherever something is, and never call it none. ``total`` is what the figures are of.

>>> from coordination.text.sentences import ENGLISH
>>> " ".join(ENGLISH.render(s, lambda name: name.id) for s in board({"gap": 6, "fragile": 1, "unknown": 2}))
'6 of 9 capabilities are missing. 1 has too few independent providers. 2 are unknown.'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from coordination.text.copies import others_are_left_out
from coordination.text.sentences import Name, Partial, Sentence, sentence

__all__ = [
    "Verdict",
    "around",
    "board",
    "by_country",
    "capability_map",
    "carriers",
    "channels",
    "compared",
    "cooperation",
    "deliveries",
    "domain_map",
    "draft",
    "ends",
    "framework",
    "history",
    "instrument",
    "lens",
    "matrix",
    "network",
    "obligations",
    "own_choice",
    "organisation",
    "organisation_choice",
    "overview",
    "pair",
    "reason",
    "reports",
    "single_points",
    "some",
    "sources",
    "way",
]

Verdict = list[Sentence]


def some(said: Sentence) -> Verdict:
    """A sentence about a number ``n``; nothing where that is zero."""
    return [said] if said.values["n"] else []


def by_country(known: int, total: int, reviewed: int, copied: str = "") -> Verdict:
    """Of how many countries something is known, and how many of them somebody reviewed. ``copied``: the names of those
    for which a copy was made, which lacks the others."""
    lacks = [others_are_left_out(copied)] if copied else []
    if not known:
        return [sentence("No information yet about any country."), *lacks]
    return [
        sentence("Something is known about {n} of {total} countries.", n=known, total=total),
        sentence("{n} of them was reviewed.", "{n} of them were reviewed.", n=reviewed)
        if reviewed
        else sentence("None of them was reviewed yet, so no gap can be seen."),
        *lacks,
    ]


def overview(
    known: int, total: int, reviewed: int, gaps: int, fragile: int, uncounted: int, copied: str = ""
) -> Verdict:
    """Where a workspace stands: :func:`by_country`, then what is missing or depends on one where somebody looked."""
    lacks = [others_are_left_out(copied)] if copied else []
    out = by_country(known, total, reviewed)
    if reviewed:
        out += some(
            sentence("There, {n} capability is missing.", "There, {n} capabilities are missing.", n=gaps)
        ) or [sentence("There, no review found a capability without anybody.")]
    out += some(
        sentence(
            "{n} has too few independent providers.", "{n} have too few independent providers.", n=fragile
        )
    )
    return (
        out
        + some(
            sentence(
                "{n} has one known provider, and nobody checked for others.",
                "{n} have one known provider, and nobody checked for others.",
                n=uncounted,
            )
        )
        + lacks
    )


def board(counts: Mapping[Any, int]) -> Verdict:
    """One country: how many of its capabilities have each sign (``gap``, ``fragile``, ``uncounted``, ...)."""
    total = sum(counts.values())
    named = ("gap", "fragile", "uncounted", "planned", "unattributed", "done_once", "supported_only")
    n = {sign: counts.get(sign, 0) for sign in named}
    unknown = counts.get("unknown", 0)
    if unknown == total:
        return [
            sentence(
                "No information yet about any of the {total} capabilities. Unknown is not missing.",
                total=total,
            )
        ]
    if not unknown and not any(n.values()):
        return [sentence("All {total} capabilities have as many providers as they need.", total=total)]
    out = some(
        sentence(
            "{n} of {total} capabilities is missing.",
            "{n} of {total} capabilities are missing.",
            n=n["gap"],
            total=total,
        )
    ) or [sentence("No review found one of the {total} capabilities without anybody.", total=total)]
    out += some(
        sentence(
            "{n} has too few independent providers.",
            "{n} have too few independent providers.",
            n=n["fragile"],
        )
    )
    out += some(
        sentence(
            "{n} has one known provider, and nobody checked for others.",
            "{n} have one known provider, and nobody checked for others.",
            n=n["uncounted"],
        )
    )
    out += some(
        sentence(
            "{n} was found, but no provider is named.",
            "{n} were found, but no provider is named.",
            n=n["unattributed"],
        )
    )
    out += some(sentence("{n} is only planned.", "{n} are only planned.", n=n["planned"]))
    out += _open(n)
    return out + some(sentence("{n} is unknown.", "{n} are unknown.", n=unknown))


def _open(counts: Mapping[Any, int]) -> Verdict:
    """Those of which something is on record, and not who does it today."""
    return some(
        sentence(
            "{n} was done once, and nobody is on record who carries it on.",
            "{n} were done once, and nobody is on record who carries them on.",
            n=counts.get("done_once", 0),
        )
    ) + some(
        sentence(
            "For {n} only support is on record.",
            "For {n} only support is on record.",
            n=counts.get("supported_only", 0),
        )
    )


def reason(
    sign: str, groups: int, required: int, *, looked: bool = False, one_is_normal: bool = False
) -> Verdict:
    """One capability in one country, by its sign; ``groups``: independent providers that are known; ``looked``: a
    review is on record; ``one_is_normal``: one national body is, with a successor."""
    if one_is_normal and groups == 1 and sign == "fragile":
        return [sentence("Fragile: one provider is known, as is normal here, and no successor is.")]
    if one_is_normal and groups == 1 and sign == "covered":
        return [sentence("Covered: one provider is known, as is normal here, and so is its successor.")]
    if one_is_normal and sign == "covered":
        return [
            sentence(
                "Covered: {n} independent provider is known, where one with a successor is normal.",
                "Covered: {n} independent providers are known, where one with a successor is normal.",
                n=groups,
            )
        ]
    said = {
        "gap": sentence("Missing: a review found that nobody provides it."),
        "uncounted": sentence("One provider is known. Nobody checked whether there are others."),
        "single": sentence("One provider is known, and that is enough."),
        "unattributed": sentence("A review found it, but no provider is named."),
        "planned": sentence("It is announced, but not running yet."),
        "done_once": sentence("It was done once, and nobody is on record who carries it on."),
        "supported_only": sentence("Only support is on record, and nobody who provides it."),
        "unknown": sentence("Unknown: the latest review gave no clear result. This does not mean gap.")
        if looked
        else sentence("Unknown: no review and no provider is on record. That is not a gap."),
        "covered": sentence(
            "Covered: {n} independent provider is known, as many as it needs.",
            "Covered: {n} independent providers are known, as many as it needs.",
            n=groups,
        ),
        "fragile": sentence(
            "Fragile: {n} independent provider is known, and it needs {required}.",
            "Fragile: {n} independent providers are known, and it needs {required}.",
            n=groups,
            required=required,
        ),
    }
    return [said[sign]]


def capability_map(counts: Mapping[Any, int]) -> Verdict:
    """One capability in every country: in how many it has each sign."""
    total = sum(counts.values())
    enough = counts.get("covered", 0) + counts.get("single", 0)
    out = [
        sentence(
            "{n} of {total} countries has enough known providers.",
            "{n} of {total} countries have enough known providers.",
            n=enough,
            total=total,
        )
    ]
    weak = counts.get("fragile", 0) + counts.get("uncounted", 0)
    out += some(
        sentence(
            "{n} has too few, or one known provider only.",
            "{n} have too few, or one known provider only.",
            n=weak,
        )
    )
    out += some(sentence("In {n} it is missing.", n=counts.get("gap", 0)))
    return out + some(sentence("In {n} it is unknown.", n=counts.get("unknown", 0)))


def domain_map(total: int, gaps: int, weak: int, unknown: int) -> Verdict:
    """One domain in every country, by the weakest status known there."""
    out = [
        sentence("In {n} of {total} countries a capability of this domain is missing.", n=gaps, total=total)
        if gaps
        else sentence("No review found a capability of this domain without anybody.")
    ]
    out += some(sentence("In {n} more, one has too few providers.", n=weak))
    return out + some(sentence("In {n} nothing is known.", n=unknown))


def matrix(shown: int, counts: Mapping[Any, int]) -> Verdict:
    """The countries that a table shows, and how many of their capabilities have each sign."""
    if not shown:
        return [sentence("No country fits these filters.")]
    total, unknown = sum(counts.values()), counts.get("unknown", 0)
    out = [
        sentence(
            "Of {total} capabilities in {n} country, the status of {known} is known.",
            "Of {total} capabilities in {n} countries, the status of {known} is known.",
            n=shown,
            total=total,
            known=total - unknown,
        )
    ]
    out += some(sentence("{n} is missing.", "{n} are missing.", n=counts.get("gap", 0)))
    out += some(
        sentence(
            "{n} has too few independent providers.",
            "{n} have too few independent providers.",
            n=counts.get("fragile", 0),
        )
    )
    return out + some(
        sentence(
            "{n} has one known provider, and nobody checked for others.",
            "{n} have one known provider, and nobody checked for others.",
            n=counts.get("uncounted", 0),
        )
    )


def single_points(
    providers: int, uncounted: int, connectors: int, funders: int, publishers: int, *, country: bool = False
) -> Verdict:
    """How many single points of failure of each kind; ``uncounted``: of the single providers, those beside whom nobody
    looked for others; ``country``: of one country, whose connectors are counted in the whole network."""
    out = some(
        sentence(
            "{n} capability has one known independent provider.",
            "{n} capabilities have one known independent provider.",
            n=providers,
        )
    ) or [
        sentence("No capability is known to depend on one provider. That says little where nobody reviewed.")
    ]
    out += some(sentence("Beside {n} of them nobody checked for others.", n=uncounted))
    out += some(
        sentence(
            "{n} organisation alone connects others, in this country or abroad.",
            "{n} organisations alone connect others, in this country or abroad.",
            n=connectors,
        )
        if country
        else sentence(
            "{n} organisation alone connects others.", "{n} organisations alone connect others.", n=connectors
        )
    )
    out += some(sentence("{n} single funder.", "{n} single funders.", n=funders))
    return out + some(
        sentence(
            "{n} publisher is the only source for a status.",
            "{n} publishers are each the only source for a status.",
            n=publishers,
        )
    )


def own_choice() -> Verdict:
    """A what-if before anything is chosen."""
    return [sentence("Choose what might end or begin, and see which capabilities are lost or gained.")]


def lens(lacking: int, unknown: int, total: int) -> Verdict:
    """A board by threats, drivers and so on: how many of them lack a capability that responds to them, and how many
    have one of which nothing is known."""
    out = some(
        sentence(
            "For {n} of {total}, a capability that responds to it is missing.",
            "For {n} of {total}, a capability that responds to them is missing.",
            n=lacking,
            total=total,
        )
    ) or [sentence("None of the {total} is known to lack a capability.", total=total)]
    return out + some(
        sentence("For {n} it is not known whether every capability that responds is there.", n=unknown)
    )


def compared(one: int, other: int) -> Verdict:
    """Two scenarios: how many capabilities each loses."""
    return [
        sentence("The first loses {n} capability.", "The first loses {n} capabilities.", n=one),
        sentence("The second loses {n}.", n=other),
    ]


def ends(months: int, weaker: int, first: str, agreements: int, known: int, grants: int) -> Verdict:
    """What ends within ``months``: capabilities that get weaker (``first``: in which month), agreements that end, and
    of how many grants an end is recorded at all."""
    if weaker:
        out = [
            sentence(
                "{n} capability gets weaker within {months} months, in {first}.",
                "{n} capabilities get weaker within {months} months, the first in {first}.",
                n=weaker,
                months=months,
                first=Partial(first),
            )
        ]
    else:
        out = [sentence("No capability is known to get weaker within {months} months.", months=months)]
    out += some(sentence("{n} agreement ends.", "{n} agreements end.", n=agreements))
    if grants:
        out.append(
            sentence(
                "An end is recorded for {known} of {n} grant.",
                "Ends are recorded for {known} of {n} grants.",
                n=grants,
                known=known,
            )
        )
    else:
        out.append(sentence("No grant is recorded, so what money ends is unknown."))
    return out


def carriers(
    organisations: int, provided: int, alone: int, total: int, without: Mapping[Any, int]
) -> Verdict:
    """Who provides what in a country: ``alone``: provided capabilities with one organisation; ``without``: how many of
    those of which nobody is named have each sign."""
    if not provided:
        return [sentence("No provider is known yet for any of the {total} capabilities.", total=total)]
    out = [
        sentence(
            "{n} organisation is known to provide {provided} of {total} capabilities.",
            "{n} organisations are known to provide {provided} of {total} capabilities.",
            n=organisations,
            provided=provided,
            total=total,
        )
    ]
    out += some(
        sentence("{n} of these has one provider only.", "{n} of these have one provider only.", n=alone)
    )
    out += some(
        sentence(
            "{n} was found, but no provider is named.",
            "{n} were found, but no provider is named.",
            n=without.get("unattributed", 0),
        )
    )
    out += some(sentence("{n} is missing.", "{n} are missing.", n=without.get("gap", 0)))
    out += some(sentence("{n} is only planned.", "{n} are only planned.", n=without.get("planned", 0)))
    out += _open(without)
    return out + some(sentence("{n} is unknown.", "{n} are unknown.", n=without.get("unknown", 0)))


def cooperation(organisations: int, ties: int, alone: int) -> Verdict:
    """Who works with whom: ``alone``: organisations of which no partnership is recorded."""
    if not ties:
        return [sentence("No partnership is recorded yet. That does not say that nobody works together.")]
    out = [
        sentence(
            "{n} partnership is recorded, between {organisations}.",
            "{n} partnerships are recorded, between {organisations}.",
            n=ties,
            organisations=[sentence("{n} organisation", "{n} organisations", n=organisations)],
        )
    ]
    return out + some(
        sentence(
            "Of {n} more organisation no partnership is recorded.",
            "Of {n} more organisations no partnership is recorded.",
            n=alone,
        )
    )


def around(name: str, partners: int) -> Verdict:
    """One organisation and those it works with."""
    return [
        sentence(
            "{name} has {n} recorded partner.", "{name} has {n} recorded partners.", name=name, n=partners
        )
        if partners
        else sentence("No partner of {name} is recorded yet.", name=name)
    ]


def way(steps: int) -> Verdict:
    """The shortest chain of partnerships between two organisations; 0 steps = none recorded."""
    return some(
        sentence("They work together directly.", "{n} partnerships lead from one to the other.", n=steps)
    ) or [sentence("No chain of recorded partnerships joins them.")]


def draft(known: bool) -> Verdict:
    """A partnership to be drafted, where the other side is known; or none to draft."""
    if known:
        return [
            sentence(
                "This partnership is not recorded. Here is what it would change, and a letter to begin with."
            )
        ]
    return [
        sentence("There is no partnership to draft: it is recorded, or nobody is known on the other side.")
    ]


def channels(
    total: int, open_: int, unnamed: int, signed: int, closed: int, unknown: int, *, of_country: bool = False
) -> Verdict:
    """One area of cooperation between pairs of countries, or ``of_country`` between one and others: how many of
    ``total`` are open, have an agreement without a known provider on both sides, are signed only, have no agreement,
    are not known."""
    if not total:
        return [sentence("There is no pair of countries to show.")]
    out = [
        sentence("The channel is open with {n} of {total} other countries.", n=open_, total=total)
        if of_country
        else sentence("Between {n} of {total} pairs of countries the channel is open.", n=open_, total=total)
    ]
    out += some(
        sentence(
            "{n} has an agreement, but a provider is missing or not named.",
            "{n} have an agreement, but a provider is missing or not named.",
            n=unnamed,
        )
    )
    out += some(sentence("{n} has signed only.", "{n} have signed only.", n=signed))
    out += some(sentence("{n} has no agreement.", "{n} have no agreement.", n=closed))
    return out + some(sentence("Of {n} it is not known.", n=unknown))


def pair(open_: int, total: int, unknown: int) -> Verdict:
    """Two countries: in how many areas of cooperation the channel is open."""
    out = [sentence("The channel is open in {n} of {total} areas of cooperation.", n=open_, total=total)]
    return out + some(sentence("In {n} it is not known.", n=unknown))


def instrument(countries: int, opened: int, only: int, whole: bool) -> Verdict:
    """An agreement or network: countries on its list, channels it opens, and those that depend on it alone. ``whole``:
    its list is known to be complete."""
    out = [
        sentence("It applies in {n} country.", "It applies in {n} countries.", n=countries)
        if whole
        else sentence(
            "It is known to apply in {n} country; its list may be longer.",
            "It is known to apply in {n} countries; its list may be longer.",
            n=countries,
        )
    ]
    out += some(sentence("{n} channel uses it.", "{n} channels use it.", n=opened))
    return out + some(sentence("{n} depends on it alone.", "{n} depend on it alone.", n=only))


def obligations(standings: Sequence[str]) -> Verdict:
    """What a country is bound by and has promised: how it takes part in each."""
    count = Counter(standings)
    out = [
        sentence(
            "It is party to {n} of {total} obligations and promises.",
            n=count["party"] + count["not_in_force"],
            total=len(standings),
        )
    ]
    out += some(
        sentence("It has only signed, or is only invited to, {n}.", n=count["signed"] + count["invited"])
    )
    out += some(sentence("By their lists, it is not a party to {n}.", n=count["not_party"]))
    return out + some(sentence("For {n} it is not known whether it takes part.", n=count["unknown"]))


def reports(kinds: int) -> Verdict:
    """The list of documents."""
    return [
        sentence(
            "{n} document to read, print or download.", "{n} documents to read, print or download.", n=kinds
        )
    ]


def network(given: Mapping[str, Any]) -> Verdict:
    """A network: members, those with recorded work, those without a recorded partnership with the police, hotline or
    ministry known in their country, and those in whose country none of these is known."""
    members, lonely, silent = (len(given.get(k, ())) for k in ("members", "without_any_tie", "nobody_known"))
    working = len({m for row in given.get("matrix", ()) for m in row["members"]})
    if not members:
        return [sentence("No member is known on this date.")]
    out = [
        sentence(
            "The work of {working} of {n} member is recorded.",
            "The work of {working} of {n} members is recorded.",
            n=members,
            working=working,
        )
    ]
    out += some(
        sentence(
            "{n} has no recorded partnership with police, hotline or ministry.",
            "{n} have no recorded partnership with police, hotline or ministry.",
            n=lonely,
        )
    )
    return out + some(
        sentence(
            "In the country of {n} none of these is known.",
            "In the countries of {n} none of these is known.",
            n=silent,
        )
    )


def framework(capabilities: int, domains: int, prerequisites: int) -> Verdict:
    """The model: its size."""
    return [
        sentence(
            "A national response has {n} capability in {domains}.",
            "A national response has {n} capabilities in {domains}.",
            n=capabilities,
            domains=[sentence("{n} domain", "{n} domains", n=domains)],
        ),
        sentence(
            "{n} prerequisite says what is needed first.",
            "{n} prerequisites say what is needed first.",
            n=prerequisites,
        ),
    ]


def sources(total: int, publishers: int, latest: str) -> Verdict:
    """Where the facts come from: sources, who published them, the newest publication."""
    if not total:
        return [sentence("No source fits.")]
    out = [
        sentence(
            "The records name {n} source of {publishers}.",
            "The records name {n} sources of {publishers}.",
            n=total,
            publishers=[sentence("{n} publisher", "{n} publishers", n=publishers)],
        )
    ]
    return out + ([sentence("The latest is of {day}.", day=Partial(latest))] if latest else [])


def history(better: int, worse: int, learned: int, lost_sight: int, recorded: int) -> Verdict:
    """Between two days: what really changed, and apart from it what was only recorded for the first time."""
    if not any((better, worse, learned, lost_sight, recorded)):
        return [sentence("No recorded status changed between these two days.")]
    out = some(sentence("{n} capability got better.", "{n} capabilities got better.", n=better))
    out += some(sentence("{n} capability got worse.", "{n} capabilities got worse.", n=worse))
    out = out or [sentence("No capability is known to have really changed.")]
    out += some(
        sentence(
            "{n} was recorded for the first time.",
            "{n} were recorded for the first time.",
            n=learned + recorded,
        )
    )
    return out + some(sentence("{n} is no longer known.", "{n} are no longer known.", n=lost_sight))


def organisation_choice() -> Verdict:
    """The surroundings of one organisation, before it is chosen."""
    return [sentence("Choose an organisation to see whom it works with.")]


def _paid(funders: Sequence[str], until: str) -> Verdict:
    """On whose money an organisation works, where somebody is known to pay it."""
    if len(funders) > 1:
        return [sentence("{n} funders of it are known.", n=len(funders))]
    if not funders:
        return []
    funder = Name("stakeholders", funders[0])
    if until:
        return [
            sentence(
                "Only one funder of it is known: {funder}, until {day}.", funder=funder, day=Partial(until)
            )
        ]
    return [sentence("Only one funder of it is known: {funder}.", funder=funder)]


def organisation(
    provided: Collection[tuple[str, str]], alone: int, funders: Sequence[str] = (), until: str = ""
) -> Verdict:
    """What one organisation provides, how much of it would have no provider without it, and who pays it. ``provided``:
    (country, capability); ``until``: the last day of what its funders pay, empty where it is not known."""
    if not provided:
        return [sentence("It is not known to provide a capability today."), *_paid(funders, until)]
    places, capabilities = {country for country, _ in provided}, {capability for _, capability in provided}
    where = [sentence("{n} country", "{n} countries", n=len(places))]
    return [
        sentence(
            "It provides {n} capability in {countries}.",
            "It provides {n} capabilities in {countries}.",
            n=len(capabilities),
            countries=where,
        ),
        *some(
            sentence(
                "{n} would have no provider without it.", "{n} would have no provider without it.", n=alone
            )
            if len(places) == 1
            else sentence(
                "In {n} case, a country would have no provider without it.",
                "In {n} cases, a country would have no provider without it.",
                n=alone,
            )
        ),
        *_paid(funders, until),
    ]


def deliveries(organisations: int, countries: int, activities: int) -> Verdict:
    """Who does what, where: how much of it is on record."""
    if not activities:
        return [sentence("No activity is on record here. That does not say that nobody does anything.")]
    return [
        sentence("{n} activity is on record.", "{n} activities are on record.", n=activities),
        sentence(
            "{n} organisation is named, in {countries}.",
            "{n} organisations are named, in {countries}.",
            n=organisations,
            countries=[sentence("{n} country", "{n} countries", n=countries)],
        ),
    ]
