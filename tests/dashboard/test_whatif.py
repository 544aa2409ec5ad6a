"""What-if: the removals of the fictional region, round by round, and changes that live in the address."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.analytics.loss.cascade import what_if
from coordination.analytics.loss.scenario import Scenario
from dashboard.backend.context import Context
from dashboard.figures.cascade import Names, boxes_of
from dashboard.pages.shared import common
from dashboard.pages.whatif import after as whatif_after
from dashboard.pages.whatif import page as whatif
from dashboard.ui.theme import Sign, State
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize("address", ["/demo/what-if", "/register/what-if", "/register/what-if?find=police"])
def test_without_a_change_it_says_how_to_choose_one(shipped: Context, address: str) -> None:
    assert "No change chosen yet" in words_of(shipped, whatif.PAGE, address)


@pytest.mark.parametrize("fact", facts("remove"), ids=lambda f: f["stakeholder"])
def test_removals_have_the_figures_of_the_region(shipped: Context, fact: dict[str, Any]) -> None:
    address = f"/demo/what-if?changes=stakeholder:{fact['stakeholder']}"
    tree = tree_of(shipped, whatif.PAGE, address)
    facts_ = {
        text_of(f).split(" ", 1)[1].split()[0]: int(text_of(f).split()[0])
        for f in find(tree, "span", class_="fact")
    }
    keys = {
        "also_removed": ("organisation", "organisations"),
        "piece_sizes": ("separate",),
    }
    for key, words_ in keys.items():  # what is zero is not said
        assert sum(facts_.get(w, 0) for w in words_) == len(fact[key])
    (line,) = find(tree, "p", class_="page-answer")
    duties = sum(facts_.get(w, 0) for w in ("cross-border",))
    told = f"{len(fact['duties_lost'])} cross-border channel" in text_of(
        line
    )  # where nothing falls, the sentence tells it
    assert duties == (0 if told else len(fact["duties_lost"]))
    fell, lost = len(fact["fallen"]), len(fact["unsupported"])
    if fell:
        assert f"{fell} capabilit{'y is lost' if fell == 1 else 'ies are lost'}" in text_of(line)
    if lost:
        assert f"{lost} lose{'s' if lost == 1 else ''} a prerequisite" in text_of(line)
    name = shipped.world(parse(address)).organisation(fact["stakeholder"]).name
    assert text_of(find(tree, "h1")[0]) == f"What if {name} ends?"
    numbers = [text_of(n) for n in find(tree, "span", class_="round-no")]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    words = text_of(tree)
    if fact["piece_sizes"]:
        pieces, largest = len(fact["piece_sizes"]), max(fact["piece_sizes"])
        assert (
            f"The network of partnerships splits into {pieces} groups; the largest has {largest} organisations."
            in words
        )
    touched = {cell.split("/")[0] for cell in (*fact["fallen"], *fact["unsupported"])}
    assert len(find(tree, "svg", class_="needs")) == min(len(touched), whatif_after.PICTURES)


def test_the_picture_says_what_falls_and_what_loses_its_base(shipped: Context) -> None:
    words = words_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house")
    assert "Cavella after the change" in words
    assert "Lost: 9 and 12. Lose a prerequisite: 8 and 11." in words


def test_a_search_offers_links_that_add_to_what_is_chosen(shipped: Context) -> None:
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house&find=harbour+fund")
    links = [a[1]["href"] for a in find(tree, "a") if "data-key" in a[1]]
    assert "/demo/what-if?changes=stakeholder%3Ac-house%3Bstakeholder%3Aharbour-fund" in links


def test_many_changes_fit_into_an_address_and_come_back() -> None:
    """Nine changes of 41 characters: four and their semicolons are 167, a fifth would pass 200."""
    given = [f"stakeholder:{'x' * 28}{n}" for n in range(9)]
    query = common.change_query(given)
    assert all(len(v) <= 200 for v in query.values())
    view = parse("/demo/what-if").with_query(**query)
    assert common.changes_of(view) == given


def test_a_change_that_cannot_be_read_is_refused(shipped: Context) -> None:
    with pytest.raises(UsageError):
        whatif.draw(shipped, parse("/demo/what-if?changes=stakeholder:nobody"))


def test_two_scenarios_stand_side_by_side(shipped: Context) -> None:
    """Without the House of Care 9 and 12 of Cavella fall, 8 and 11 lose their base, and its hotline is gone from 16,
    where others are; without the Harbour Fund 12 of Belorin and of Fallowen fall, and one of those who provide 2 in
    Almara and 16 in Belorin has no other known funder."""
    address = "/demo/what-if?changes=stakeholder:harbour-fund&with=stakeholder:c-house"
    tree = tree_of(shipped, whatif.PAGE, address)
    table = find(tree, "table", class_="data")[0]
    rows = [text_of(r) for r in find(table, "tr")][1:]
    assert len(rows) == 9
    assert any(
        r.endswith("Almara: 2 Research, Analysis and Monitoring no change has fewer providers") for r in rows
    )
    assert any(
        r.endswith("Cavella: 16 Notice and Takedown Procedures has fewer providers no change") for r in rows
    )
    assert any(r.endswith("Belorin: 12 CSEA Hotline no change is lost") for r in rows)
    assert any(r.endswith("Cavella: 9 Child Protection Workforce is lost no change") for r in rows)
    assert len(find(tree, "ol", class_="rounds")) == 2
    swapped = next(a[1]["href"] for a in find(tree, "a") if text_of(a) == "Swap the two")
    assert swapped == "/demo/what-if?changes=stakeholder%3Ac-house&with=stakeholder%3Aharbour-fund"


def test_a_scenario_put_aside_stays_while_another_is_chosen(shipped: Context) -> None:
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?with=stakeholder:c-house&find=harbour")
    assert "Now choose what ends in the other scenario." in text_of(tree)
    links = [a[1]["href"] for a in find(tree, "a") if "data-key" in a[1]]
    assert "/demo/what-if?changes=stakeholder%3Aharbour-fund&with=stakeholder%3Ac-house" in links


# -- in a few words


def test_the_answer_is_one_sentence(shipped: Context) -> None:
    """Without the House of Care 9 and 12 fall, 8 and 11 lose what they rest on, and 11 and 16 keep one provider of the
    two they need."""
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house")
    (line,) = find(tree, "p", class_="page-answer")
    assert text_of(line) == "2 capabilities are lost, 2 lose a prerequisite and 2 become fragile."
    beside = " ".join(text_of(f) for f in find(tree, "span", class_="fact"))
    assert "2 organisations that are part of it close too" in beside
    for told in ("lost", "prerequisite", "fragile"):  # by the sentence, once
        assert told not in beside
    order = [text_of(n) for n in find(tree, "h2")]
    assert order.index("Add another change") > order.index("Effects stage by stage")


def test_an_addition_is_asked_and_answered_as_one(shipped: Context) -> None:
    """Cavella's police and the Children's Watch: four bodies of Cavella that alone led to others are then on a ring."""
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=%2Btie:c-kids/c-police")
    words = text_of(tree)
    title = "What if the partnership between Cavella Children's Watch and Cavella Constabulary begins?"
    assert text_of(find(tree, "h1")[0]) == title
    assert "4 organisations are no longer the only connection between others." in words
    assert "Gains" in words
    assert "What begins" in words
    assert "What ends" not in words
    assert not find(tree, "span", class_="fact")
    assert "Nothing else changes" not in words
    more = text_of(tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=%2Bdelivery:c-counsel/XAC/9"))
    assert "What if the work of Counsel Trust on 9 Child Protection Workforce in Cavella begins?" in more
    assert "1 capability gains a provider" in more
    both = text_of(
        tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=%2Bdelivery:c-counsel/XAC/9;stakeholder:c-house")
    )
    assert "What if this changes?" in both


def test_a_handoff_that_is_linked_is_received(shipped: Context) -> None:
    """4 of Belorin receives reports from 17; a tie of who does the one and who does the other links it."""
    words = text_of(tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=%2Btie:b-cyber/b-telco"))
    assert "Belorin: 4 Dedicated Law Enforcement receives from 17 CSEA Reporting" in words
    assert "4 Dedicated Law Enforcement needs" not in words


def test_what_falls_was_not_missing_before(shipped: Context) -> None:
    """12 of Belorin stands without its law and falls with the hotline; so does 17 with Belorin Mobile."""
    for who, number in (("b-hotline", "12"), ("b-telco", "17")):
        given = shipped.ask(parse("/demo/what-if"), "what_if", changes=[f"stakeholder:{who}"])
        assert number in {c["capability"] for c in given["fallen"]}
        assert number not in {c["capability"] for c in given["missing_before"]}
        (line,) = [r["text"] for r in given["rounds"] if r["round"] == 8]
        assert f" {number} " not in line


def test_several_that_end_are_named_in_the_title(shipped: Context) -> None:
    two = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house;stakeholder:harbour-fund")
    assert text_of(find(two, "h1")[0]) == "What if House of Care and Harbour Fund of the Shore end?"
    later = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house@2028-03")
    assert "ends Mar 2028" in text_of(later)
    (line,) = find(later, "p", class_="page-answer")
    assert text_of(line).startswith("Nothing changes before ")


def test_what_to_do_about_it_goes_into_the_plan(shipped: Context) -> None:
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house")
    put = [a[1]["href"] for a in find(tree, "a", class_="put")]
    (listed,) = find(tree, "ul", class_="work-list")
    assert text_of(find(listed, "li")[0]).startswith(
        "Fragile Cavella: 9 Child Protection Workforce No second provider"
    )
    steps = [parse(p).get("steps") for p in put]
    # nobody supports the workforce there, nobody of Cavella provides it abroad, elsewhere ministries do: no candidate
    assert "provider/9//2027-02-25" in steps
    assert any(s.startswith("stand-in/12/") for s in steps)  # one hotline is normal: who takes over?
    assert any(s.startswith("tie/") for s in steps)
    assert {parse(p).get("plan") for p in put} == {"XAC"}
    after = tree_of(shipped, whatif.PAGE, put[0])
    assert "The plan for Cavella holds 1 step." in text_of(after)
    tie = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=%2Btie:c-kids/c-police")
    (link,) = find(tie, "a", class_="put")
    assert parse(link[1]["href"]).get("steps") == "tie/c-kids,c-police//2027-02-25"


def test_the_picture_afterwards_is_a_file_too(shipped: Context) -> None:
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house")
    (link,) = [a[1]["href"] for a in find(tree, "a") if "/picture/afterwards.svg" in a[1].get("href", "")]
    svg = whatif_after.after_picture(shipped, parse(link))
    assert "Cavella after the change" in svg
    assert "TLP:AMBER+STRICT" in svg
    other = whatif_after.after_picture(shipped, parse(link.replace("country=XAC", "country=XAB")))
    assert "No capability of this country is lost." in other


def test_files_and_crosses_are_named_by_what_they_are(shipped: Context) -> None:
    """For who hears the page: each file once, with its format; the cross with the name of the change, not its code."""
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:b-telco")
    files = [
        a[1]["aria-label"]
        for a in find(tree, "a", class_="export")
        if "what-if" in a[1]["href"] or "fallen" in a[1]["href"]
    ]
    assert files == [
        "Capabilities lost as CSV",
        "Capabilities lost as Excel",
        "Capabilities lost as JSON",
        "Everything as Excel",
        "Everything as JSON",
    ]
    cross = [text_of(s) for s in find(tree, "span", class_="sr") if text_of(s).startswith("Remove")]
    assert cross == ["Remove Belorin Mobile stops"]


def test_who_is_left_may_hang_on_who_stops(shipped: Context) -> None:
    """Cavella's 9 has House of Care and Outreach Teams, who is paid by House of Care alone, so the two count as one.
    Without the money of Northshore Aid House of Care stops 9; nothing falls, but nobody may call that replaced."""
    words = words_of(shipped, whatif.PAGE, "/demo/what-if?changes=funding:northaid/c-house")
    assert "No capability is lost at once." in words
    assert (
        "the remaining providers of 9 Child Protection Workforce may not be independent of those that stop"
        in words
    )


# -- every cell in the state that it has then

REGISTER = ("al-state-police", "aple-cambodia", "interpol", "inhope")


def _drawn_states(svg: Node) -> dict[str, str]:
    """Capability -> the state on its plate."""
    out = {}
    for box in find(svg, "a"):
        for plate in find(box, "path"):
            kinds = [c[2:] for c in plate[1].get("class", "").split() if c.startswith("s-")]
            if kinds and "pplate" in plate[1]["class"]:
                out[box[1]["href"].split("?")[0].rsplit("/", 1)[1]] = kinds[0]
    return out


@pytest.mark.parametrize("space", ["demo", "register"])
def test_every_cell_afterwards_has_the_state_of_the_scenario(shipped: Context, space: str) -> None:
    """All losses of the region and some of the register: what is drawn is the coverage of what the scenario leaves,
    and the picture of what follows draws each cell that falls in the same state."""
    view = parse(f"/{space}/what-if")
    world = shipped.world(view)
    every = (
        sorted(world.organisations) if space == "demo" else [i for i in REGISTER if i in world.organisations]
    )
    assert len(every) >= 3
    seen = set()
    for ident in every:
        change = f"stakeholder:{ident}"
        given = shipped.ask(view, "what_if", changes=[change])

        def made(
            workspace: Any, question: Any, _lang: str, change: str = change
        ) -> dict[tuple[str, str], str]:
            scenario = Scenario.parse("", [change])
            after = what_if(workspace.facts(question), question.as_of, scenario).after
            return {after.name(c): str(s) for c, s in enumerate(after.states)}

        wanted = shipped.document(view, made)
        for iso3 in world.countries:
            found = whatif_after.states_after(world, given, iso3)
            assert {n: s.state for n, s in found.items()} == {n: wanted[iso3, n] for n in found}, (
                ident,
                iso3,
            )
        boxes = {b.key: b.state for b in boxes_of(given, _plain_names()) if b.column == 3}
        for c in given["fallen"] if len(given["fallen"]) + len(given["unsupported"]) <= 24 else []:
            assert boxes[f"{c['country']}/{c['capability']}"] == wanted[c["country"], c["capability"]], ident
        for node in find(tree_of(shipped, whatif.PAGE, f"/{space}/what-if?changes={change}"), "section"):
            iso3 = node[1].get("data-key", "")
            if iso3 in world.countries and find(node, "svg", class_="needs"):
                drawn = _drawn_states(find(node, "svg", class_="needs")[0])
                assert drawn
                states = {n: Sign(s).state for n, s in drawn.items()}
                assert states == {n: wanted[iso3, n] for n in drawn}, (ident, iso3)
        seen |= {wanted[c["country"], c["capability"]] for c in given["fallen"]}
    # what falls has ended, and no look rebuts that: a gap, or planned by somebody else; never unknown or unattributed
    assert seen == {"gap", "planned"}


def _plain_names() -> Names:
    return Names(str, str, lambda i: "ngo", str, str, str, lambda c, n: "", lambda i: "", lambda d: "")


def test_what_ends_is_a_gap_in_the_file_too_and_what_is_not_known_is_none(shipped: Context) -> None:
    """4 of Albania is known by its police alone, and ends with it: the file draws one gap more than today, and none for
    what nobody has looked at."""
    address = "/register/picture/afterwards.svg?country=ALB&changes=stakeholder:al-state-police"
    today = shipped.world(parse(address)).board("ALB")
    svg = whatif_after.after_picture(shipped, parse(address))
    plates = svg.split('class="needs"')[1].count("pplate s-gap")
    assert plates == sum(c.state is State.GAP for c in today) + 1


# -- the sentence


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            "%2Bdeliveries?stakeholder_id%3Dd-police%26iso3%3DXAD%26capability%3D1%26role%3Dprovides%26status%3Dplanned",
            "1 capability is planned.",
        ),
        ("delivery:c-police/XAC/7", "1 capability is no longer planned."),
        ("delivery:d-telco/XAD/19", "1 capability is no longer planned."),
        ("network:hotline-circle", "12 cross-border channels close."),
        ("party:coast-convention/XAB", "3 cross-border channels close."),
        (
            "agreement:police-almara-belorin;tie:a-cyber/a-hotline@2027-06",
            "1 cross-border channel closes. Some effects start only on 1 July 2027.",
        ),
        (
            "delivery:a-hospital/XAA/15;tie:a-cyber/a-hotline@2027-06",
            "1 capability is no longer planned. Some effects start only on 1 July 2027.",
        ),
        (
            "funding:beacon-foundation/c-shelter;tie:a-cyber/a-hotline@2027-06",
            "No capability is lost at once. But the remaining providers of 8 End to end support may not be independent",
        ),
        ("tie:a-cyber/a-hotline@2027-06", "Nothing changes before 1 July 2027."),
        (
            "tie:a-court/a-police",
            "No capability is lost: other providers remain, or nothing is known to depend on it.",
        ),
        # the only referral between police (4) and child protection (9) of Almara
        ("tie:a-cyber/a-msw", "3 routes from report to rescue no longer get through."),
    ],
)
def test_the_sentence_tells_all_that_changes(shipped: Context, changes: str, words: str) -> None:
    tree = tree_of(shipped, whatif.PAGE, f"/demo/what-if?changes={changes}")
    (line,) = find(tree, "p", class_="page-answer")
    assert text_of(line).startswith(words)
    assert [text_of(f) for f in find(tree, "span", class_="fact") if "cross-border" in text_of(f)] == []


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ("party:coast-convention/XAB", "What if the participation of Belorin in "),
        ("network:hotline-circle", "What if the network "),
        ("%2Bties?a_id%3Dc-kids%26b_id%3Dc-police%26kind%3Dother", "What if the partnership between "),
    ],
)
def test_a_title_has_names_and_no_ids(shipped: Context, changes: str, title: str) -> None:
    tree = tree_of(shipped, whatif.PAGE, f"/demo/what-if?changes={changes}")
    (head,) = find(tree, "h1")
    assert text_of(head).startswith(title)
    chosen = " ".join(text_of(n) for n in find(tree, "ul", class_="chosen-list"))
    for ident in ("coast-convention", "hotline-circle", "c-kids", "XAB"):
        assert ident not in text_of(head)
        assert ident not in chosen


def test_an_agreement_is_called_by_its_title(shipped: Context) -> None:
    name = next(
        r["name"]
        for r in shipped.ask(parse("/demo/what-if"), "rows", "agreements")["rows"]
        if r["id"] == "police-almara-belorin"
    )
    words = words_of(shipped, whatif.PAGE, "/demo/what-if?changes=agreement:police-almara-belorin")
    assert f"What if {name} ends?" in words
    assert "police-almara-belorin" not in words


def test_money_that_may_have_ended_before_is_said_to_count(shipped: Context) -> None:
    """Malawi's portal is paid by grants of 2017 and 2018, and no newer source tells of them; that of Nominet has no
    day at all, so nothing says that it may have ended."""
    told = "1 provider loses funding that may have ended already."
    address = "/register/what-if?changes=funding:"
    assert told in words_of(shipped, whatif.PAGE, f"{address}end-violence-fund/iwf")
    assert "may have ended" not in words_of(shipped, whatif.PAGE, f"{address}nominet/lucy-faithfull")


# -- does a report still get through?


def _still(context: Context, address: str) -> Node:
    (section,) = [
        s for s in find(tree_of(context, whatif.PAGE, address), "section") if s[1].get("id") == "routes"
    ]
    return section


def test_the_page_tells_each_route_before_and_then(shipped: Context) -> None:
    """Without the police of Almara (and its unit) every route with a station 4 stops; those that got through stand
    first, routes to a child before others. The table is the one of the answer, and so is its file."""
    address = "/demo/what-if?changes=stakeholder:a-police"
    given = whatif.answer(shipped, parse(address))
    section = _still(shipped, address)
    words = text_of(section)
    assert (
        "4 routes no longer get through, 6 routes have another status and 1 route keeps its status" in words
    )
    assert "Every other route stays as it is." in words
    body = find(find(section, "tbody")[0], "tr")
    assert len(body) == len(given["routes"]) == 11
    first = [[text_of(c) for c in find(r, "td")] for r in body]
    assert [r[0].strip() for r in first[:4]] == ["Gets through"] * 4
    assert {r[1].strip() for r in first} == {"Stops at a gap"}
    assert all("Nobody is there then." in r[3] for r in first)
    lists = list(find(section, "a", class_="export"))
    assert [a[1]["aria-label"] for a in lists] == ["Routes as CSV", "Routes as Excel", "Routes as JSON"]
    file = whatif.FILES["routes-then"].declared
    assert file is not None
    (filled,) = file.filled(shipped, parse(address))
    assert len(filled.rows) == 11
    assert all("changes=stakeholder%3Aa-police" in a[1]["href"] for a in lists)


def test_a_what_if_that_touches_no_route_says_so(shipped: Context) -> None:
    section = _still(shipped, "/demo/what-if?changes=network:hotline-circle")
    assert text_of(section).endswith("No route from report to rescue is known to change.")
    assert not find(section, "table")


def test_money_that_may_have_ended_is_told_once(shipped: Context) -> None:
    """The line of the answer stands once on the page, above the lines of who loses money; each provider whose grants
    may all have ended is marked."""
    given = shipped.ask(parse("/register/what-if"), "what_if", changes=["stakeholder:google"])
    old = given["may_have_ended"]
    assert old
    assert all(x in given["lost_ground"] for x in old)
    tree = tree_of(shipped, whatif.PAGE, "/register/what-if?changes=stakeholder:google")
    words = text_of(tree)
    assert words.count("funding that may have ended already") == 1
    assert words.count("may have ended before") == len(old)
