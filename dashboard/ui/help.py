# ruff: noqa: E501  (prose: one text per line)
"""Help inside the program: one short article per page, the words that are used, and the methods.

Texts are marked for the catalogues and translated when a page is built. The methods are the pages of
``docs/methods`` in each language, shipped as ``methods/en.json`` and so on (made by ``tools/methods.py``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from dashboard.ui.i18n import N_, language

__all__ = ["ARTICLES", "GLOSSARY", "TOUR", "Article", "Stop", "Term", "methods"]


@dataclass(frozen=True)
class Article:
    """Help for one page. ``page``: its word in the address; ``methods``: pages of ``docs/methods``, by stem."""

    page: str
    title: str
    answers: str
    read: str
    then: str
    methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A word of the field as it is used here."""

    word: str
    meaning: str
    method: str = ""


@dataclass(frozen=True)
class Stop:
    """One step of the guided tour. ``page``: where it is told; ``{country}`` in ``about`` is the example country."""

    page: str
    about: tuple[str, ...]
    mark: str
    """CSS selector of what is pointed at; the page's title where it is not there."""
    title: str
    words: str


def _a(page: str, title: str, answers: str, read: str, then: str, *methods: str) -> Article:
    return Article(page, title, answers, read, then, methods)


ARTICLES: dict[str, Article] = {
    a.page: a
    for a in (
        _a(
            "",
            N_("Overview"),
            N_("Where do we stand, and where should we begin?"),
            N_(
                "The map shows how much is known, not how well a country does. Below it stand the countries at "
                "which somebody has looked, each with what is missing, what is fragile and where a look would "
                "teach most."
            ),
            N_("Open the door that is yours: a committee, the secretariat of a network, or a donor."),
            "coverage",
            "gaps",
        ),
        _a(
            "country",
            N_("Country board"),
            N_("What is covered, fragile, missing or unknown in one country?"),
            N_(
                "One card is one capability. Symbol, colour and word say its state; the number says how many "
                "independent providers there are. Chips are warnings: old or unconfirmed evidence, an end in "
                "sight, a missing base. Below, a thick line shows what is broken and what rests on it."
            ),
            N_("Open a card to see why, then look at the weak points and at the plan."),
            "coverage",
            "providers",
            "gaps",
        ),
        _a(
            "map",
            N_("Map"),
            N_("How does one capability stand across the world?"),
            N_(
                "Colour and symbol are the state; a pattern means old or unconfirmed evidence. Countries too small "
                "to see have a circle, and the tiles and the list below say the same."
            ),
            N_("Choose a capability, then open a country."),
            "coverage",
        ),
        _a(
            "matrix",
            N_("Matrix"),
            N_("What is known about every country and every capability?"),
            N_(
                "A row is a country, a column is a capability. Rows are ordered by name: nothing here ranks "
                "countries. Filters narrow the rows."
            ),
            N_("Open a cell to see its reasons, or take the table away as a file."),
            "coverage",
        ),
        _a(
            "why",
            N_("Why"),
            N_("Why does a cell have this state, and who says so?"),
            N_(
                "Each sentence is one reason. Beside it stand the source, its date and the line of the file it "
                "came from."
            ),
            N_("If a reason is wrong or old, correct the row in your file and take it in again."),
            "explain",
        ),
        _a(
            "weak-points",
            N_("Weak points"),
            N_("What hangs on one organisation, one funder or one missing piece?"),
            N_(
                "Four lists, each row with what would fall and the cheapest way to mend it. It speaks of what is "
                "recorded: one known provider does not prove that there is no other."
            ),
            N_("Open a row as a what-if, and put the fix into the plan."),
            "weak-points",
        ),
        _a(
            "what-if",
            N_("What if"),
            N_("What falls if an organisation, its money or an agreement ends?"),
            N_(
                "The effects come in rounds: first what ends itself, then what loses its provider, then what "
                "loses its base. Each is a sentence."
            ),
            N_("Save the scenario, or put it aside and compare it with another one."),
            "what-if",
        ),
        _a(
            "cliffs",
            N_("Cliffs"),
            N_("What ends in the months ahead?"),
            N_(
                "A bar is a month; its height is the number of cells that fall if nothing is renewed. Agreements "
                "that end are marked as well."
            ),
            N_("Take the dates into your calendar, and speak with the funder before the month comes."),
            "time",
        ),
        _a(
            "who-does-what",
            N_("Who does what, where"),
            N_("Which organisation works on which capability, in which country, since when, on what source?"),
            N_(
                "Every activity on record is a row: cut the table down by country, capability, kind, role, status or "
                "evidence, and the totals follow. Columns can be chosen, and a view can be kept under a name."
            ),
            N_("Download the rows, or choose an organisation to see everything it does."),
            "providers",
        ),
        _a(
            "partnerships",
            N_("Partnerships"),
            N_("Who works with whom, and who carries what?"),
            N_(
                "In the lanes organisations stand on the left and capabilities on the right; a thick line is the "
                "only provider. The matrix holds the same facts. A dashed tie is told by one side only."
            ),
            N_("Look for hand-offs that nobody recorded, and ask the two organisations."),
            "partnerships",
        ),
        _a(
            "corridors",
            N_("Corridors"),
            N_("Can two countries work together on a duty that crosses their border?"),
            N_(
                "A cell is a pair of countries and a duty. It is covered if both have a provider and an agreement "
                "or a network joins them."
            ),
            N_("Open a pair to see the missing piece, or the calendar to see which agreement ends next."),
            "corridors",
        ),
        _a(
            "network",
            N_("Network"),
            N_("How do the members of a network stand, and which of them lack a tie that they need?"),
            N_(
                "The first table counts the work of members by objective and means. The second names members "
                "without a known tie to police, a hotline or a ministry."
            ),
            N_("Draft the missing tie with the member, and record it when both have said so."),
            "members",
        ),
        _a(
            "plan",
            N_("Plan"),
            N_("What should be done, in which order, by whom, for this budget?"),
            N_(
                "The best plan raises the most within the budget, in an order that can work. Your own plan stands "
                "beside it, with its order checked."
            ),
            N_(
                "Take the best plan as your own, change it, and take it away. Named steps, such as a second provider, come "
                "into it from the meeting, the weak points and a what-if."
            ),
            "planning",
            "maturity",
        ),
        _a(
            "donors",
            N_("Donors"),
            N_("Where does one more provider change most, and who already funds it?"),
            N_(
                "A place is a capability of one country. The gain counts what one more provider would make "
                "covered or supported there. Places are listed per country and never ranked across countries."
            ),
            N_("Look at what ends when, before the money is promised elsewhere."),
            "donors",
        ),
        _a(
            "meeting",
            N_("Meeting"),
            N_("What does the committee decide today?"),
            N_(
                "A few proposals, each with its reason, the cheapest fix and what it would change. What the "
                "committee says about each is kept."
            ),
            N_("Agree, change or put off each one, then take the minutes away."),
            "meeting",
            "weak-points",
        ),
        _a(
            "reports",
            N_("Reports"),
            N_("How do I take an answer away on paper?"),
            N_(
                "A report holds the same figures as the pages, with the day, the snapshot and the sources they "
                "rest on, so that it can be made again later."
            ),
            N_("Choose a report and a country, then save or print it."),
            "common",
        ),
        _a(
            "framework",
            N_("Framework"),
            N_("What is the model that everything is measured by?"),
            N_(
                "Capabilities in their domains, what each needs before it can work, and which threats, duties "
                "and objectives each one answers."
            ),
            N_("Choose another edition of the framework in the bar above."),
            "common",
        ),
        _a(
            "sources",
            N_("Sources"),
            N_("On which sources does all this rest?"),
            N_("Each source with its publisher, its dates and the number of statements that rest on it."),
            N_("Open the source itself to check a statement."),
            "explain",
        ),
        _a(
            "history",
            N_("History"),
            N_("What changed, and what was taken in?"),
            N_(
                "Both days are seen with what is known now. Below stand the batches: each file that was taken in, "
                "when and by whom."
            ),
            N_("A batch can be taken back; taking it back is a batch of its own, so nothing is lost."),
            "time",
        ),
        _a(
            "data",
            N_("Data"),
            N_("What is in here, and how do I put in what we know?"),
            N_(
                "One row per kind of record, with how many there are and an empty file to fill in. A file is "
                "looked at before anything is written: you see each change and each mistake with its line."
            ),
            N_("Download a template, fill it in, look at the preview, then take it in."),
            "common",
        ),
        _a(
            "workspaces",
            N_("Workspaces"),
            N_("Which collections of facts are here, and how do I begin one of my own?"),
            N_(
                "The public register and the invented region come with the program and take no data. One of your own "
                "begins empty, or with a copy of what another holds about a country; data are put in there."
            ),
            N_("Choose the country, give it a name, and make the workspace. It opens on the board of the country."),
            "common",
        ),
        _a(
            "methods",
            N_("Methods"),
            N_("What does each number mean, exactly?"),
            N_("Definition, unit, empty case and an example worked by hand for each number."),
            N_("Search for the number you want to explain."),
            "index",
        ),
        _a(
            "settings",
            N_("Settings"),
            N_("How can I make this easier to read, and where are my data?"),
            N_("What you choose is kept in this browser only. Below stands what this program is and where it keeps its data."),
            N_("Make the text larger, or choose the page that you want to begin with."),
        ),
        _a(
            "help",
            N_("Help"),
            N_("How does this work?"),
            N_("Everything here is part of the program: it works without a connection."),
            N_("Search for a word, or take the tour of five steps."),
        ),
    )
}  # fmt: skip

GLOSSARY: tuple[Term, ...] = (
    Term(N_("Capability"), N_("One thing a national response must be able to do, such as a hotline or a law."), "common"),
    Term(N_("Domain"), N_("A group of capabilities, such as policy, justice or victims."), "common"),
    Term(N_("Cell"), N_("One capability in one country. Everything here is about cells."), "common"),
    Term(N_("Unknown"), N_("Nobody has looked, or the look was not clear. It never means that there is nothing."), "coverage"),
    Term(N_("Gap"), N_("The latest look did not find it, or what was there has ended and no look has found it since."), "coverage"),
    Term(N_("Planned"), N_("Announced, but not yet at work."), "coverage"),
    Term(N_("Unattributed"), N_("It exists, but nobody is named who delivers it."), "coverage"),
    Term(N_("Fragile"), N_("Delivered by fewer independent providers than it needs."), "coverage"),
    Term(N_("Covered"), N_("Delivered by as many independent providers as it needs; a successor who is named counts like one more."), "coverage"),
    Term(N_("Provider"), N_("An organisation that delivers a capability. One that only helps is a supporter."), "providers"),
    Term(
        N_("Independent providers"),
        N_("Providers without a common parent, a common host or the same sole funder. Those count as one."),
        "providers",
    ),
    Term(N_("Flag"), N_("A warning beside a state, such as expiring, unsupported or unconfirmed."), "coverage"),
    Term(N_("Expiring"), N_("It will stand lower within the months ahead if nothing is renewed."), "coverage"),
    Term(N_("Stale"), N_("The evidence is old."), "coverage"),
    Term(N_("Unconfirmed"), N_("Only one side says so, or only from memory. The evidence switch leaves it out."), "common"),
    Term(N_("Unsupported"), N_("Something that it rests on is missing."), "gaps"),
    Term(N_("Hollow"), N_("Rated high by a review, while what it rests on is rated low."), "maturity"),
    Term(N_("Prerequisite"), N_("What must be in place before a capability can work."), "common"),
    Term(N_("Phase"), N_("How mature a review found a capability, from 1 to 4. Never used to rank countries."), "maturity"),
    Term(N_("Hand-off"), N_("A case, a report or data that one capability gives to another."), "partnerships"),
    Term(N_("Tie"), N_("Cooperation between two organisations; one-sided when only one of them says so."), "partnerships"),
    Term(N_("Corridor"), N_("A pair of countries and a duty that crosses their border."), "corridors"),
    Term(N_("Duty"), N_("A part of a capability that needs somebody in another country."), "corridors"),
    Term(N_("Instrument"), N_("An agreement or a network through which two countries can work together."), "corridors"),
    Term(N_("Weak point"), N_("One organisation, funder or missing piece on which others hang."), "weak-points"),
    Term(N_("Cliff"), N_("A month in which several things end at once."), "time"),
    Term(N_("Claim"), N_("A statement with its source, its dates and how sure it is. Everything here is made of claims."), "common"),
    Term(N_("Evidence"), N_("All claims, or only those that are confirmed: chosen in the bar."), "common"),
    Term(N_("As known on"), N_("The day that an answer is given for. An earlier day shows what was in force then."), "common"),
    Term(N_("Snapshot"), N_("Everything that is known at one moment, under one short number. It stands in the footer."), "explain"),
    Term(N_("Batch"), N_("All changes that were taken in together. A batch can be taken back as a whole."), "common"),
    Term(N_("Edition"), N_("A version of the framework. The same claims can be read by either edition."), "common"),
    Term(N_("Workspace"), N_("A collection of claims with its own store, such as the public register or your own country."), "common"),
    Term(N_("Handling label"), N_("CLEAR, GREEN, AMBER, AMBER+STRICT or RED: to whom something may be passed on."), "public-figures"),
)  # fmt: skip

TOUR: tuple[Stop, ...] = (
    Stop(
        "",
        (),
        ".doors, h1",
        N_("Begin with the overview"),
        N_("Three doors lead on, for a committee, a secretariat and a donor. The bar above says which day and which evidence every answer rests on."),
    ),
    Stop(
        "country",
        ("{country}",),
        ".board, h1",
        N_("The board of a country"),
        N_("One card is one capability: its state, its providers and its warnings. White and dashed means not known."),
    ),
    Stop(
        "why",
        ("{country}", "{capability}"),
        "h1",
        N_("Ask why"),
        N_("Every cell says why it stands as it does, in sentences, down to the source and the line of a file."),
    ),
    Stop(
        "weak-points",
        ("{country}",),
        ".data, h1",
        N_("What hangs on one"),
        N_("Each row says what would fall, what mends it most cheaply, and opens as a what-if."),
    ),
    Stop(
        "country",
        ("{country}",),
        ".exports, .foot-tools",
        N_("Take it away"),
        N_("Every table and picture can be taken away as a file. The link holds exactly what you see."),
    ),
)  # fmt: skip


def methods() -> Mapping[str, Mapping[str, Any]]:
    """Stem -> title, sections and tree of each page of ``docs/methods`` in the language asked for, the index first."""
    return _methods(language())


@cache
def _methods(code: str) -> dict[str, dict[str, Any]]:
    text = (files("dashboard") / "methods" / f"{code}.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found
