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
            N_("What is the situation, and where should we start?"),
            N_(
                "The map shows how much is known. It does not show how well a country performs. Below "
"are the reviewed countries, each with what is missing, what is fragile and the most "
"useful review to do next."
            ),
            N_("Choose your starting point: national committee, network secretariat or donor."),
            "coverage",
            "gaps",
        ),
        _a(
            "country",
            N_("Country board"),
            N_("What is covered, fragile, missing or unknown in one country?"),
            N_(
                "Each card is one capability. Symbol, colour and word show its status. The number is "
"the number of independent providers. Labels are warnings, such as old evidence or a "
"missing prerequisite. In the diagram below, thick lines show what is missing and what "
"depends on it. Further down, the board is shown by threat, driver, discipline or objective, "
"with the treaties that bind the country and what it has promised."
            ),
            N_("Open a card to see the reasons. Then look at the single points of failure and the "
"action plan."),
            "coverage",
            "providers",
            "gaps",
        ),
        _a(
            "map",
            N_("Map"),
            N_("What is the status of one capability across the world?"),
            N_(
                "Colour and symbol show the status. A pattern means old or unconfirmed evidence. "
"Countries too small to see have a circle. The tiles and the list below show the same "
"data."
            ),
            N_("Choose a capability, then open a country."),
            "coverage",
        ),
        _a(
            "matrix",
            N_("All countries"),
            N_("What is known about every country and every capability?"),
            N_(
                "Each row is a country and each column a capability. Rows are in alphabetical order; "
"countries are never ranked. Use the filters to show fewer rows."
            ),
            N_("Select a status to see its reasons, or download the table."),
            "coverage",
        ),
        _a(
            "why",
            N_("Reason"),
            N_("Why does this capability have this status, and what is the source?"),
            N_(
                "Each sentence is one reason. It is shown with its source, its date and the row of the "
"file it came from."
            ),
            N_("If a reason is wrong or out of date, correct the row in your file and import it again."),
            "explain",
        ),
        _a(
            "weak-points",
            N_("Single points of failure"),
            N_("What depends on a single organisation, funder, connector or publisher?"),
            N_(
                "There are four lists. Each row shows what would be lost and a suggested action. The "
"lists show what is recorded: one known provider does not prove that there is no other. In the picture of a country "
"an organisation is as wide as what depends on it; choose one to see what would be lost with it."
            ),
            N_("Run the what-if of a row, and add the suggested action to the plan."),
            "weak-points",
        ),
        _a(
            "what-if",
            N_("What-if"),
            N_("What would be lost if an organisation, its funding or an agreement ended?"),
            N_(
                "The effects are shown in stages: first what ends, then what loses its provider, then "
"what loses a prerequisite. Each effect is one sentence. A table says whether a report still gets "
"through: each route that changes, before and then."
            ),
            N_("Save the scenario, or compare it with another one."),
            "what-if",
        ),
        _a(
            "cliffs",
            N_("Upcoming end dates"),
            N_("What ends in the coming months?"),
            N_(
                "Each bar is a month. Its height is the number of capabilities that weaken if nothing "
"is renewed. Agreements that end are also marked."
            ),
            N_("Download the dates to your calendar, and contact the funder in time."),
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
            "routes",
            N_("From report to rescue"),
            N_("Does a report made today reach a child, and where does it stop?"),
            N_(
                "Routes are rows, stages are columns. A station is tall where several routes use it, and low where a case "
                "may pass it over. Red is a gap: a case stops there. A dashed line is a hand-off that nobody recorded, "
                "which is no break. A dotted line is not known."
            ),
            N_("Choose a route to see its stations one by one, and ask what happens if one of them stops."),
            "routes",
        ),
        _a(
            "verify-next",
            N_("Records to check"),
            N_("Which records should be checked first, because a status depends on them?"),
            N_(
                "Each row is about one activity, one grant or one affiliation that nobody checked against a source, or "
                "whose source is older than 36 months. The arrow shows the status that the capability would have if the "
                "record were wrong. The rows on which most depends stand first. An empty list does not mean that the "
                "records are complete."
            ),
            N_(
                "Open the letter to an organisation, send it yourself, and correct the record when the answer comes: "
                "then the row leaves the list."
            ),
            "coverage",
        ),
        _a(
            "graph",
            N_("Whole graph"),
            N_("What is connected to a country, what stands alone, and what depends on one organisation?"),
            N_(
                "Capabilities stand on a ring, in the same place for every country; one without a provider stands alone. "
                "Organisations stand inside, near what they do. Agreements are at the left; networks, funders and other "
                "countries at the right. A thick line is the only provider. Switch layers off to see less."
            ),
            N_("Select a node to see its connections, its page, and what would follow if it stopped."),
            "what-if",
        ),
        _a(
            "organisation",
            N_("Organisation"),
            N_("What does one organisation do, with whom, and what would be lost without it?"),
            N_(
                "The picture shows what follows if it stops, from left to right. Below it stand the capabilities that it "
                "provides, with whether anybody else does, its partnerships, its activities with their sources, its "
                "funding, and its memberships."
            ),
            N_("Open the what-if to add more changes, or choose a partner to go on."),
            "what-if",
        ),
        _a(
            "partnerships",
            N_("Partnerships"),
            N_("Who works with whom, and who provides what?"),
            N_(
                "In the diagram, organisations are on the left and capabilities on the right. A thick "
"line is the only provider. The table shows the same data. A dashed partnership is "
"stated by one organisation only."
            ),
            N_("Look for hand-offs without a recorded partnership, and ask the two organisations."),
            "partnerships",
        ),
        _a(
            "corridors",
            N_("Cross-border cooperation"),
            N_("Can two countries cooperate on tasks that cross their borders?"),
            N_(
                "Each field is a pair of countries and an area of cooperation. The channel is open if "
"both countries have a provider and an agreement or network covers both."
            ),
            N_("Open a pair to see what is missing, or see which agreement ends next."),
            "corridors",
        ),
        _a(
            "network",
            N_("Network"),
            N_("What do the members of a network do, and which of them lack an important partnership?"),
            N_(
                "The first table counts the work of members by objective and means. The second lists "
"members without a known partnership with the police, a hotline or a ministry."
            ),
            N_("Draft the missing partnership with the member, and record it when both organisations "
"have stated it."),
            "members",
        ),
        _a(
            "plan",
            N_("Action plan"),
            N_("What should be done, in which order, by whom and within which budget?"),
            N_(
                "By status, the plan puts the most capabilities in place with their prerequisites within "
"a budget of points; by phase, it gains the most phases. The order works. Your own plan is shown "
"beside it, and its order is checked."
            ),
            N_(
                "Use the best plan as your own, change it and download it. You can add specific steps, "
"such as a second provider, from the pages Meeting, Single points of failure and "
"What-if."
            ),
            "planning",
            "maturity",
        ),
        _a(
            "donors",
            N_("Donor view"),
            N_("Where would one more provider help most, and who already funds it?"),
            N_(
                "Each row is a capability in one country. The effect is the number of capabilities "
"that one more provider would cover or give a prerequisite. Rows are listed by "
"country; countries are never ranked."
            ),
            N_("Check the upcoming end dates before you commit funding elsewhere."),
            "donors",
        ),
        _a(
            "meeting",
            N_("Meeting"),
            N_("What does the committee decide today?"),
            N_(
                "The page proposes a few decisions, each with its reason, a suggested action and the "
"expected effect. The answer of the committee is saved in this browser."
            ),
            N_("Agree to each decision, change it or put it off. Then download the minutes."),
            "meeting",
            "weak-points",
        ),
        _a(
            "reports",
            N_("Reports"),
            N_("How do I get a report on paper?"),
            N_(
                "A report contains the same figures as the pages, with the date, the data version and "
"the sources, so that it can be produced again later."
            ),
            N_("Choose a report and a country, then download or print it."),
            "common",
        ),
        _a(
            "framework",
            N_("Framework"),
            N_("What is the model behind this board?"),
            N_(
                "The capabilities in their domains, the prerequisites of each, the actions that bring each forward, and "
"the threats, areas of cooperation and objectives that each responds to."
            ),
            N_("Choose another edition of the framework in the bar above."),
            "common",
        ),
        _a(
            "sources",
            N_("Sources"),
            N_("Which sources are used?"),
            N_("Each source with its publisher, its dates and the number of records based on it."),
            N_("Open the source to check a record."),
            "explain",
        ),
        _a(
            "history",
            N_("History"),
            N_("What has changed, and which updates were saved?"),
            N_(
                "Both dates are shown with what is known today. Below are the saved updates: which "
"files, when and by whom."
            ),
            N_("You can undo an update. The undo is itself an update, so nothing is lost."),
            "time",
        ),
        _a(
            "data",
            N_("Data and import"),
            N_("What does this workspace contain, and how do I import our own data?"),
            N_(
                "The table shows each type of record, how many there are, and a blank file to fill in. "
"Before anything is saved, you see every change and every error with its line."
            ),
            N_("Download a blank or filled workbook, edit it, send it, answer the questions, check the preview, then save it."),
            "common",
        ),
        _a(
            "news",
            N_("What is new"),
            N_("What changed since my last visit, what ends soon, and which sources have grown old?"),
            N_(
                "Every record saved since the day above; every record whose last day comes within six months; and work "
                "that goes on by a source older than 36 months. This browser remembers your last visit."
            ),
            N_("Look through it once a week, or follow it as a feed or a calendar."),
            "common",
        ),
        _a(
            "same-organisation",
            N_("Same organisation?"),
            N_("Which records may be of one organisation, and does anything depend on it?"),
            N_(
                "Each pair is shown side by side, with the reason and with the statuses that would change if the two were one. "
                "Two records of one provider count as two independent providers until someone judges. "
                "Nothing is merged by itself, and the records stay as they are."
            ),
            N_("Judge with one click: the same (choose which one is kept), different, or not sure. Undo it in the list below."),
            "providers",
        ),
        _a(
            "record",
            N_("Add or correct"),
            N_("How do I add what I know, or correct a record?"),
            N_(
                "Each type of record has a form. Organisations, sources and agreements are picked by their names; one that "
                "is not there yet is added on the same form. A record shows its versions: who changed what, and when."
            ),
            N_("Fill in the form and save. Every save is an update that you can undo."),
            "common",
        ),
        _a(
            "proposals",
            N_("Proposals"),
            N_("What was proposed, and who decides?"),
            N_(
                "On every form, “Propose” keeps what was filled in without saving it. Here someone accepts it, which saves "
                "it under the name of the person who proposed it, or rejects it with a reason."
            ),
            N_("Read each change, then accept or reject it."),
            "common",
        ),
        _a(
            "five-minutes",
            N_("A country in five minutes"),
            N_("What do we know about every capability of one country?"),
            N_(
                "One form for all capabilities. Say who does each, or that you checked and nobody does, or that it is not "
                "clear. The source and the date are asked once. What you leave as it is stays as it is."
            ),
            N_("Go through the list, then save everything at once."),
            "common",
        ),
        _a(
            "national-body",
            N_("National body and its seats"),
            N_("Who sits on the national body of a country?"),
            N_(
                "First add the body, then say on one form who holds each of its seats, or that a seat is vacant. The "
                "source is asked once, and everything is saved as one update. A seat counts as vacant once the whole "
                "list is known; until then it is not known."
            ),
            N_("Add the body, go through the seats, then save everything at once."),
            "common",
        ),
        _a(
            "workspaces",
            N_("Workspaces"),
            N_("Which collections of facts are here, and how do I begin one of my own?"),
            N_(
                "The public register and the fictional region come with the program; you cannot add "
"data to them. Your own workspace starts empty, or with a copy of the records about "
"one country. Add your data there."
            ),
            N_("Choose the country, give it a name, and make the workspace. It opens on the board of the country."),
            "common",
        ),
        _a(
            "methods",
            N_("Methods"),
            N_("What exactly does each number mean?"),
            N_("For each number: definition, unit, meaning of an empty value, and a worked example."),
            N_("Search for the number you want to explain."),
            "index",
        ),
        _a(
            "settings",
            N_("Settings"),
            N_("How can I make this easier to read, and where are my data?"),
            N_("Your choices are saved in this browser only. Below you can see what this program is "
"and where its data are stored."),
            N_("Make the text larger, or choose your first page."),
        ),
        _a(
            "help",
            N_("Help"),
            N_("How does this work?"),
            N_("Everything here is part of the program: it works without a connection."),
            N_("Search for a word, or take the 5-step tour."),
        ),
    )
}  # fmt: skip

GLOSSARY: tuple[Term, ...] = (
    Term(N_("Capability"), N_("One thing a national response must be able to do, such as a hotline or a law."), "common"),
    Term(N_("Domain"), N_("A group of capabilities, such as policy, justice or victims."), "common"),
    Term(N_("Capability in a country"), N_("One capability in one country. Each one has a status."), "common"),
    Term(N_("Unknown"), N_("There has been no review, or the review gave no clear result. It does not mean that "
"nothing exists."), "coverage"),
    Term(N_("Gap"), N_("The latest review did not find it, or it has ended and no review has found it since."), "coverage"),
    Term(N_("Planned"), N_("Announced, but not running yet."), "coverage"),
    Term(N_("Found, provider not named"), N_("A review found it, but no provider is named."), "coverage"),
    Term(N_("Done once"), N_("It was done and has ended, such as a study or a training. Nobody is on record who carries "
"it on."), "coverage"),
    Term(N_("Support only"), N_("Only organisations that support it are on record, and none that provides it."), "coverage"),
    Term(N_("Fragile"), N_("Provided by fewer independent providers than needed."), "coverage"),
    Term(N_("Covered"), N_("It has as many independent providers as it needs. A named successor counts as "
                           "one more."), "coverage"),
    Term(N_("Provider"), N_("An organisation that provides a capability. An organisation that only helps is a "
"supporter."), "providers"),
    Term(
        N_("Independent providers"),
        N_("Providers that are not known to share a parent body, a host or a single funder. Otherwise they "
"count as one."),
        "providers",
    ),
    Term(N_("Warning"), N_('A note beside a status, such as "ends soon", "prerequisite missing" or "unconfirmed".'), "coverage"),
    Term(N_("Ends soon"), N_("Its status will drop in the coming months if nothing is renewed."), "coverage"),
    Term(N_("Old evidence"), N_("The evidence is older than 36 months."), "coverage"),
    Term(N_("Unconfirmed"), N_('Stated by one organisation only, or from memory. Choose "Confirmed only" to leave it '
"out."), "common"),
    Term(N_("Prerequisite missing"), N_("Something that it needs first is missing."), "gaps"),
    Term(N_("Ahead of prerequisites"), N_("A maturity review gave it a higher phase than its prerequisites."), "maturity"),
    Term(N_("Prerequisite"), N_("What must be in place before a capability can work."), "common"),
    Term(N_("Phase"), N_("The maturity of a capability according to a maturity review, from 1 to 4. Never used "
"to rank countries."), "maturity"),
    Term(N_("Hand-off"), N_("A case, a report or data that one capability gives to another."), "partnerships"),
    Term(N_("Partnership"), N_("Cooperation between two organisations. It is stated by both, or by one of them only."), "partnerships"),
    Term(N_("Cross-border channel"), N_("Two countries and an area in which they can cooperate through an agreement or network."), "corridors"),
    Term(N_("Area of cooperation"), N_("A task that needs a partner in another country, such as police to police."), "corridors"),
    Term(N_("Agreement or network"), N_("An agreement or network through which two countries can cooperate."), "corridors"),
    Term(N_("Single point of failure"), N_("One organisation, funder, connector or publisher on which other things depend."), "weak-points"),
    Term(N_("Funding cliff"), N_("A month with several end dates."), "time"),
    Term(N_("Record"), N_("One fact with its source, its dates and how certain it is. All data here consist of "
"records."), "common"),
    Term(N_("Evidence"), N_("All records, or only the confirmed ones. Choose this in the bar at the top."), "common"),
    Term(N_("As of"), N_("The date the page describes. An earlier date shows what was in force then."), "common"),
    Term(N_("Data version"), N_("A short number for exactly these data. It is shown in the footer."), "explain"),
    Term(N_("Update"), N_("All changes saved at the same time. You can undo an update as a whole."), "common"),
    Term(N_("Framework edition"), N_("A version of the framework. The same records can be shown in either edition."), "common"),
    Term(N_("Workspace"), N_("A set of records kept apart from others, such as the public register or the data of "
"your country."), "common"),
    Term(N_("Sharing label"), N_("CLEAR, GREEN, AMBER, AMBER+STRICT or RED: who may see the information."), "public-figures"),
)  # fmt: skip

TOUR: tuple[Stop, ...] = (
    Stop(
        "",
        (),
        ".doors, h1",
        N_("Start with the overview"),
        N_("There are three starting points: for a committee, a secretariat and a donor. The bar "
"at the top shows the date and the evidence used on every page."),
    ),
    Stop(
        "country",
        ("{country}",),
        ".board, h1",
        N_("Open a country board"),
        N_("Each card is one capability with its status, its providers and its warnings. A white "
"card with a dashed frame means unknown."),
    ),
    Stop(
        "why",
        ("{country}", "{capability}"),
        "h1",
        N_("See the reasons"),
        N_("Each capability shows the reasons for its status in sentences, with the source and "
"the row of the file."),
    ),
    Stop(
        "weak-points",
        ("{country}",),
        ".data, h1",
        N_("Single points of failure"),
        N_("Each row shows what would be lost and a suggested action. You can run it as a what-if."),
    ),
    Stop(
        "country",
        ("{country}",),
        ".exports, .foot-tools",
        N_("Download"),
        N_("You can download every table and picture. The link opens exactly what you see."),
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
