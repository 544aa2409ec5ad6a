"""Figures over the small world made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.backend.world import Cell, Cells, Country, Need
from dashboard.figures.board import board, chips, legend, nobody
from dashboard.figures.boardpicture import board_picture
from dashboard.figures.lanes import lanes
from dashboard.figures.lettering import width
from dashboard.figures.prerequisites import broken, falls, layout, picture
from dashboard.figures.tiles import tiles
from dashboard.figures.worldmap import Mark, world_map
from dashboard.pages.board.worldmap import weakest
from dashboard.shapes import load
from dashboard.ui.i18n import LANGUAGES, reset_language, set_language
from dashboard.ui.theme import Evidence, Sign, State
from dashboard.ui.tree import find, text_of
from graph_schema.edition import edition, edition_ids
from tests.dashboard.worlds import EDITION, cell, cells, world


def a_board(country: str = "AAA") -> list:
    w = world()
    own = {c.capability: c for c in w.board(country)}
    return board(EDITION, own, w.organisation, lambda c: f"/small/country/{country}?why={c.capability}")


def test_the_board_has_a_column_per_domain_and_a_card_per_capability() -> None:
    drawn = a_board()
    assert [text_of(n) for n in find(drawn, "h2")] == ["Governance", "Services"]
    cards = find(drawn, "a", class_="card")
    assert [c[1]["id"] for c in cards] == [f"cell-AAA-{n}" for n in ("1", "3", "4", "12", "16", "19")]
    assert drawn[1]["style"] == {"--columns": "2", "--rows": "4"}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1", "Covered · 2 1 Leading National Council , =HYPERLINK(1)"),
        ("3", "Gap 3 Law It has ended and no successor is known ended earlier"),
        ("4", "Fragile 4 Police Police ends Mar 2027 prerequisite missing old evidence"),
        ("12", "Planned 12 Hotline =HYPERLINK(1)"),
        ("16", "Not named 16 Removal Found, but no provider is named prerequisite missing"),
        ("19", "Unknown 19 Firms No information yet"),
    ],
)
def test_a_card_says_state_number_name_who_and_every_flag(number: str, words: str) -> None:
    (card,) = find(a_board(), "a", id=f"cell-AAA-{number}")
    said = " ".join(text_of(c) if isinstance(c, list) else c for c in card[2:])
    assert " ".join(" ".join(_pieces(card)).split()) == words, said


def _pieces(node: list) -> list[str]:
    out = []
    for child in node[2:]:
        out += [child] if isinstance(child, str) else _pieces(child)
    return out


def test_unknown_is_never_said_as_gap() -> None:
    for found in cells().values():
        if found.state is State.UNKNOWN:
            assert nobody(found) == "No information yet"


def test_chips_come_in_the_order_of_urgency() -> None:
    found = cell("AAA", "4", State.FRAGILE, ("unconfirmed", "stale", "conflict", "sole_by_design"))
    assert [text_of(c) for c in chips(found)] == [
        "sources disagree",
        "old evidence",
        "unconfirmed",
        "one provider is enough",
    ]
    assert [text_of(c) for c in chips(found, 2)] == ["sources disagree", "old evidence"]


def test_further_flags_of_a_card_are_symbols_with_their_words_at_hand() -> None:
    """The first has its words, the second loses them on a projector, the third and later always; none is left out."""
    (card,) = find(a_board(), "a", id="cell-AAA-4")
    assert [c[1]["class"] for c in find(card, "span", class_="chip")] == ["chip", "chip second", "chip only"]
    tips = [c[1]["data-tip"].split("\n") for c in find(card, "span", class_="chip")]
    assert [t[0] for t in tips] == ["ends Mar 2027", "prerequisite missing", "old evidence"]
    assert all(t[1][0].isupper() and t[1].endswith(".") for t in tips)


def test_cards_of_another_state_step_back() -> None:
    w = world()
    own = {c.capability: c for c in w.board("AAA")}
    drawn = board(EDITION, own, w.organisation, lambda c: "#", shown=Sign.GAP)
    assert len(find(drawn, "a", class_="card")) == 6
    assert [c[1]["id"] for c in find(drawn, "a", class_="card") if "back" not in c[1]["class"].split()] == [
        "cell-AAA-3"
    ]


def test_what_falls_without_one() -> None:
    """Without 3: 4 and 12 fall; 16 stands on 19. Without 19: nothing, 16 stands on 3. Without 4: 12."""
    assert falls(EDITION.needs, "3") == {"4", "12"}
    assert falls(EDITION.needs, "19") == set()
    assert falls(EDITION.needs, "4") == {"12"}


def test_what_falls_in_the_shipped_edition() -> None:
    """METHODS 3: waiting(3) = 4 5 6 7 10 11 12 17, not 16; worked through every capability by the analytics."""
    from coordination.analytics.base.support import waiting

    given = edition("mnr-2016")
    needs = [Need(r.needs, r.gives, r.group) for r in given.requires if r.kind == "P"]
    assert falls(needs, "3") == {"4", "5", "6", "7", "10", "11", "12", "17"}
    for number, found in zip(given.numbers, waiting(given), strict=True):
        assert falls(needs, number) == {given.numbers[b] for b in found}


def test_broken_chains_leave_unknown_out() -> None:
    """AAA: 3 is a gap and 12 planned, so both are missing; 4 rests on 3. 16 may rest on 19, which is unknown."""
    states = {c.capability: c.state for c in world().board("AAA")}
    assert broken(EDITION.needs, states) == ({"3", "12"}, {"4"})


def test_the_picture_leaves_implied_arrows_out_and_marks_the_broken() -> None:
    """12 rests on 4, which rests on 3: the arrow 3 -> 12 is implied."""
    plan = layout(EDITION)
    assert {(n.gives, n.needs) for n in plan.arrows} == {("3", "4"), ("4", "12"), ("3", "16"), ("19", "16")}
    assert [{i for i in c if isinstance(i, str)} for c in plan.columns] == [{"3", "19"}, {"4", "16"}, {"12"}]
    states = {c.capability: c.state for c in world().board("AAA")}
    svg, hit = picture(EDITION, states, lambda n: f"#{n}")
    assert hit == {"4"}
    assert {n[1]["id"] for n in find(svg, "a", class_="hit")} == {"need-3", "need-4", "need-12"}
    thick = {
        g[1]["data-key"]
        for g in find(svg, "g")
        if find(g, "path", class_="parrow") and find(g, "path", class_="hit")
    }
    assert thick == {"3-4", "4-12"}


def test_in_the_shipped_edition_17_needs_no_arrow_from_3() -> None:
    """17 rests on 3 and on 4 or 12; both 4 and 12 rest on 3."""
    from dashboard.backend.answers import _edition

    drawn = {(n.gives, n.needs) for n in layout(_edition("mnr-2016")).arrows}
    assert ("3", "17") not in drawn
    assert {("4", "17"), ("12", "17"), ("3", "16"), ("19", "16")} <= drawn
    assert ("3", "7") not in drawn


def test_long_arrows_have_a_lane() -> None:
    from dashboard.backend.answers import _edition

    plan = layout(_edition("mnr-2016"))
    lanes = [item for column in plan.columns for item in column if isinstance(item, Need)]
    assert {(n.gives, n.needs) for n in lanes} == {("9", "11"), ("4", "17")}


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_no_name_is_cut_in_a_picture_of_one_country(code: str) -> None:
    """In no edition, in no language, thick or thin; on the lanes neither."""
    from dashboard.backend.answers import _edition

    token = set_language(code)
    try:
        for name in edition_ids():
            given = _edition(name)
            states = {c.number: State.GAP for c in given.capabilities}
            thick, _hit = picture(given, states, lambda n: f"#{n}")
            thin, _hit = picture(given, {}, lambda n: f"#{n}")
            own = {c.number: cell("XAA", c.number, State.GAP) for c in given.capabilities}
            drawn = lanes(given, own, {}, [], lambda n: f"#{n}", lambda n: f"#{n}", "Who provides what")
            for svg in (thick, thin, drawn):
                assert [text_of(t) for t in find(svg, "text") if "…" in text_of(t)] == []
            for svg in (thick, thin):
                assert max(len(find(t, "tspan")) for t in find(svg, "text", class_="pname")) <= 3
    finally:
        reset_language(token)


def test_flags_that_have_no_room_on_paper_are_counted() -> None:
    from dashboard.backend.answers import _edition

    flags = ("conflict", "expiring", "unsupported", "hollow", "stale")
    given = _edition("mnr-2016")
    own = {c.number: cell("AAA", c.number, State.FRAGILE, flags, 1) for c in given.capabilities}
    drawn = board_picture(given, own, world().organisation)
    (one,) = [g for g in find(drawn, "g") if g[1].get("data-key") == "1"]
    words = [text_of(t) for t in find(one, "text", class_="bplain")]
    assert words[0] == "sources disagree"
    shown = len([w for w in words if not w.startswith("+")])
    assert f"+{5 - shown}" in words


def test_a_domain_shows_the_weakest_state_that_is_known() -> None:
    def of(state: State) -> Cell:
        return cell("AAA", "1", state)

    assert weakest([of(State.UNKNOWN), of(State.COVERED)]) is Sign.COVERED
    assert weakest([of(State.COVERED), of(State.PLANNED), of(State.FRAGILE)]) is Sign.PLANNED
    assert weakest([of(State.UNKNOWN)]) is Sign.UNKNOWN


def marks() -> dict[str, Mark]:
    return {
        "MWI": Mark("MWI", "Malawi", "/x/country/MWI", "Covered", Sign.COVERED),
        "KEN": Mark("KEN", "Kenya", "/x/country/KEN", "Fragile, old", Sign.FRAGILE, Evidence.STALE),
        "MLT": Mark("MLT", "Malta", "/x/country/MLT", "Gap, unconfirmed", Sign.GAP, Evidence.UNCONFIRMED),
        "TUV": Mark("TUV", "Tuvalu", "/x/country/TUV", "Unknown"),
    }


def test_the_map_has_a_link_per_country_and_a_pattern_for_weak_evidence() -> None:
    shapes = load("world")
    assert shapes is not None
    svg = world_map(shapes, marks(), "A map")
    links = {(a[1]["data-code"], a[2][0]) for a in find(svg, "a")}
    assert links == {("MWI", "path"), ("KEN", "path"), ("MLT", "circle"), ("TUV", "circle")}
    (kenya,) = find(svg, "a", data_code="KEN")
    assert kenya[2][1]["fill"] == "url(#p-fragile-stale)"
    (malta,) = find(svg, "a", data_code="MLT")
    assert malta[2][1]["fill"] == "url(#p-gap-unconfirmed)"
    (malawi,) = find(svg, "a", data_code="MWI")
    assert "fill" not in malawi[2][1]
    assert malawi[2][1]["class"] == "land plain s-covered"
    assert malawi[1]["data-tip"] == "Malawi\nCovered"
    patterns = {p[1]["id"] for p in find(svg, "pattern")}
    assert {"p-fragile-stale", "p-gap-unconfirmed"} <= patterns


def test_few_countries_are_named_on_the_map_and_on_their_tiles() -> None:
    """The six of the fictional region; the world is as it was."""
    demo, earth = load("demo"), load("world")
    assert demo is not None
    assert earth is not None
    given = {c: Mark(c, f"Land {c}", f"/x/{c}", "Fragile", State.FRAGILE) for c in demo.paths}
    names = find(world_map(demo, given, "A map"), "text", class_="place-name")
    assert sorted(text_of(n) for n in names) == sorted(m.name for m in given.values())
    for n in names:  # within the circle that is free around the spot
        _x, _y, free = demo.spots[text_of(n)[5:]]
        assert width(text_of(n), float(n[1]["font-size"]), True) <= 2 * free
    assert find(world_map(earth, marks(), "A map"), "text", class_="place-name") == []
    long = {"XAA": Mark("XAA", "A name that is far too long to stand inside", "/x", "Fragile", Sign.FRAGILE)}
    assert find(world_map(demo, long, "A map"), "text", class_="place-name") == []


def test_tiles_hold_every_country_once_and_count_what_is_known() -> None:
    w = world()
    given = {
        c: Mark(c, w.countries[c].name, f"/small/country/{c}", "words", w.cells[c, "12"].sign)
        for c in w.countries
    }
    drawn = tiles(w.by_subregion(), given)
    assert [text_of(n) for n in find(drawn, "h3")] == [
        "Lower North (0 of 1 country known)",
        "Upper North (1 of 1 country known)",
        "South (1 of 1 country known)",
    ]
    shown = find(drawn, "a", class_="tile")
    assert [t[1]["data-code"] for t in shown] == ["BBB", "AAA", "CCC"]
    assert [t[1]["tabindex"] for t in shown] == ["0", "-1", "-1"]
    # so few that they bear their names; a label begins with what is seen
    assert all(t[1]["aria-label"].startswith(text_of(t).split(" ")[0]) for t in shown)
    assert [text_of(t).split(" ")[0] for t in shown] == ["Bland", "Aland", "Cland"]
    many = {f"X{i:02d}": Mark(f"X{i:02d}", f"Land {i}", "/x", "words") for i in range(30)}
    lands = [Country(c, "XX", m.name) for c, m in many.items()]
    coded = find(tiles([("", lands)], many), "a", class_="tile")
    assert all(t[1]["aria-label"].startswith(t[1]["data-code"]) for t in coded)


def test_places_where_nobody_lives_are_in_no_count_and_no_tile() -> None:
    """Antarctica and Bouvet: left out as long as nothing is known of them; what somebody recorded is never hidden."""
    more = {c: Country(c, "", c, "South", "South") for c in ("ATA", "BVT")}
    known = {**cells(), **{(c, "1"): cell(c, "1", State.UNKNOWN) for c in more}}
    known["BVT", "1"] = cell("BVT", "1", State.GAP)
    w = replace(world(), countries={**world().countries, **more}, cells=Cells.of(known))
    assert list(w.inhabited) == ["AAA", "BBB", "CCC", "BVT"]
    assert [c.iso3 for name, own in w.by_subregion() for c in own if name == "South"] == ["CCC", "BVT"]


def test_a_card_of_one_known_is_not_painted_like_a_checked_weakness() -> None:
    w = world()
    own = {c.capability: c for c in w.board("AAA")}
    own["4"] = cell("AAA", "4", State.FRAGILE, ("uncounted",), 1, ("police",))
    own["1"] = cell("AAA", "1", State.COVERED, ("sole_by_design",), 1, ("council",))
    drawn = board(EDITION, own, w.organisation, lambda c: "#")
    (one,) = find(drawn, "a", id="cell-AAA-4")
    assert "s-uncounted" in one[1]["class"].split()
    assert "heavy" not in one[1]["class"].split()
    assert "One known" in text_of(one)
    assert "other providers not checked" in text_of(one)
    assert "Fragile" not in text_of(one)
    (enough,) = find(drawn, "a", id="cell-AAA-1")
    assert "s-single" in enough[1]["class"].split()
    assert "One is enough" in text_of(enough)  # the short form of a small card
    assert "Other providers not checked" in text_of(legend())
    assert "One provider is enough" in text_of(legend())


def test_who_would_take_over_and_who_is_only_recalled_stand_on_the_card() -> None:
    w = world()
    own = {c.capability: c for c in w.board("AAA")}
    own["1"] = cell(
        "AAA", "1", State.COVERED, (), 1, ("council", "line"), stand_ins=("police",), recalled=("line",)
    )
    drawn = board(EDITION, own, w.organisation, lambda c: "#")
    (card,) = find(drawn, "a", id="cell-AAA-1")
    assert "named to take over: Police" in text_of(card)
    assert [text_of(n) for n in find(card, "bdi", class_="recalled")] == ["=HYPERLINK(1)"]
    assert text_of(card).count("(not confirmed)") == 1
    words = text_of(legend(cells=own.values()))
    assert "Named to take over has agreed to step in; not counted as a provider" in words
    assert "recalled: nobody has read it in a source" in words
    assert "recalled" not in text_of(legend(cells=w.board("BBB")))
    assert "named to take over" in text_of(board_picture(EDITION, own, w.organisation))
