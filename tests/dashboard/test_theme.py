"""The table of tokens keeps its promises, and the style sheet is the table's."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import dist

import pytest

from coordination.text.states import sign_of
from dashboard.ui import glyphs, theme
from dashboard.ui.theme import CHROME, CSS_FILE, FLAGS, KINDS, SIGNS, STATES, Sign, State, contrast
from dashboard.ui.tree import to_html


def test_the_style_sheet_is_fresh() -> None:
    assert CSS_FILE.read_text(encoding="utf-8") == theme.css()
    assert theme.main(["--check"]) == 0


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21 by definition; #767676 on white is the well-known 4.54."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("sign", list(Sign))
@pytest.mark.parametrize("dark", [False, True])
def test_signs_can_be_read(sign: Sign, dark: bool) -> None:
    """Words on fill and tint at least 4.5, edge against the page and pattern on fill at least 3."""
    style = SIGNS[sign]
    p = style.dark if dark else style.light
    assert contrast(p.ink, p.fill) >= 4.5
    assert contrast(CHROME["ink"][dark], p.tint) >= 4.5
    assert contrast(CHROME["muted"][dark], p.tint) >= 4.5
    assert contrast(p.edge, CHROME["ground"][dark]) >= 3
    assert contrast(p.ink if dark else style.pattern, p.fill) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_page_colours_can_be_read(dark: bool) -> None:
    for ground in ("ground", "card", "hover"):
        for text in ("ink", "muted", "accent"):
            assert contrast(CHROME[text][dark], CHROME[ground][dark]) >= 4.5, (text, ground)
    assert contrast(CHROME["on-accent"][dark], CHROME["accent"][dark]) >= 4.5
    assert contrast(CHROME["control"][dark], CHROME["card"][dark]) >= 3
    for step in ("q1", "q2", "q3", "q4"):
        assert contrast(CHROME[f"{step}-ink"][dark], CHROME[step][dark]) >= 4.5


def test_states_are_told_apart_in_grey() -> None:
    """The fills of gap, covered, unattributed, fragile, planned, unknown get lighter, each by a clear step."""
    order = [State.GAP, State.COVERED, State.UNATTRIBUTED, State.FRAGILE, State.PLANNED, State.UNKNOWN]
    steps = [contrast(STATES[s].light.fill, "#000000") for s in order]
    assert steps == sorted(steps)
    assert all(b / a > 1.15 for a, b in pairwise(steps))


#: Machado, Oliveira and Fernandes 2009, severity 1.0: what an eye without one sort of cones sees, in linear RGB
BLIND = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def seen(colour: str, eye: str) -> tuple[float, float, float]:
    """A colour as that eye sees it, in CIELAB (D65)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    line = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    r, g, b = (min(1.0, max(0.0, sum(w * c for w, c in zip(row, line, strict=True)))) for row in BLIND[eye])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("eye", BLIND)
def test_fills_are_told_apart_by_eyes_without_red_or_green_cones(eye: str, dark: bool) -> None:
    """At least eight times the distance in CIELAB that is just noticed side by side, which is 2.3 (Mahy, Van Eycken and
    Oosterlinck 1994). Symbol and word go with it in any case. One who is enough is covered, and has its fill."""
    for one, other in combinations((s for sign, s in SIGNS.items() if sign is not Sign.SINGLE), 2):
        a, b = ((s.dark if dark else s.light).fill for s in (one, other))
        assert dist(seen(a, eye), seen(b, eye)) > 8 * 2.3, (one.word, other.word)


def test_planned_is_far_from_in_place_without_a_name() -> None:
    """Announced is not there; found without a name is. In grey one is more than twice as light as the other, for every
    eye they are as far from each other as from anything else, and only the one that does not run is an outline."""
    planned, found = SIGNS[Sign.PLANNED], SIGNS[Sign.UNATTRIBUTED]
    for dark in (False, True):
        one, other = (s.dark.fill if dark else s.light.fill for s in (planned, found))
        assert contrast(one, other) > 2.5
        assert all(dist(seen(one, eye), seen(other, eye)) > 12 * 2.3 for eye in BLIND)
    assert planned.edged
    assert not found.edged


def test_a_sign_tells_two_states_apart_further() -> None:
    """One known of whom nobody knows whether there are others is no checked weakness; one who is enough is no pair."""
    assert sign_of(State.FRAGILE, ("uncounted", "stale")) is Sign.UNCOUNTED
    assert sign_of(State.FRAGILE, ("stale",)) is Sign.FRAGILE
    assert sign_of(State.COVERED, ("sole_by_design",)) is Sign.SINGLE
    assert sign_of(State.COVERED, ()) is Sign.COVERED
    assert sign_of(State.GAP, ("uncounted",)) is Sign.GAP
    assert [s for s in Sign if s.state != s] == [Sign.UNCOUNTED, Sign.SINGLE]
    assert list(Sign)[:4] == [Sign.GAP, Sign.FRAGILE, Sign.UNCOUNTED, Sign.SINGLE]


def test_land_is_lighter_than_the_sea() -> None:
    """In the dark too: an unknown country must not look like water."""
    for dark in (False, True):
        land, sea = (contrast(CHROME[n][dark], "#000000") for n in ("land", "sea"))
        assert land > sea * 1.15
    assert contrast(CHROME["land"][True], CHROME["sea"][True]) > 1.5


def test_no_state_is_told_by_colour_alone() -> None:
    assert len({s.symbol for s in SIGNS.values()}) == len(Sign)
    assert len({s.word for s in SIGNS.values()}) == len(Sign)
    six = ["government", "law_enforcement", "industry", "ngo", "un_agency", "network_member"]
    assert len({KINDS[k].shape for k in six}) == 6
    assert len({KINDS[k].colour for k in six}) == 6


def test_every_kind_has_a_drawing_and_unknown_kinds_get_one() -> None:
    for kind in [*KINDS, "something-new"]:
        assert 'class="k' in to_html(glyphs.kind(kind))


def test_every_flag_has_a_drawing_and_a_meaning() -> None:
    for flag, (words, meaning) in FLAGS.items():
        assert glyphs.flag(flag) is not None
        assert words
        assert meaning


def test_only_logical_properties_are_used() -> None:
    """Right-to-left works because no rule names left or right (patterns and pointers apart)."""
    for sheet in CSS_FILE.parent.glob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
        found = re.findall(
            r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|[;{ ](?:left|right)\s*:", rules
        )
        assert found == [], sheet.name
