"""The table of tokens keeps its promises, and the style sheet is the table's."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from dashboard import theme
from dashboard.figures import glyphs
from dashboard.theme import CHROME, CSS_FILE, FLAGS, KINDS, STATES, State, contrast
from dashboard.tree import to_html


def test_the_style_sheet_is_fresh() -> None:
    assert CSS_FILE.read_text(encoding="utf-8") == theme.css()
    assert theme.main(["--check"]) == 0


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21 by definition; #767676 on white is the well-known 4.54."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("dark", [False, True])
def test_states_can_be_read(state: State, dark: bool) -> None:
    """Words on fill and tint at least 4.5, edge against the page and pattern on fill at least 3."""
    style = STATES[state]
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
    """The fills of gap, covered, fragile, unattributed, planned, unknown get lighter, each by a clear step."""
    order = [State.GAP, State.COVERED, State.FRAGILE, State.UNATTRIBUTED, State.PLANNED, State.UNKNOWN]
    steps = [contrast(STATES[s].light.fill, "#000000") for s in order]
    assert steps == sorted(steps)
    assert all(b / a > 1.15 for a, b in pairwise(steps))


def test_no_state_is_told_by_colour_alone() -> None:
    assert len({s.symbol for s in STATES.values()}) == len(State)
    assert len({s.word for s in STATES.values()}) == len(State)
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
