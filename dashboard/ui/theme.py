"""One table of tokens: what a state, a flag, a kind of organisation and the page look like.

A cell has one of eight states (:class:`State`) and is drawn with one of ten signs (:class:`Sign`): one provider of whom
nobody knows whether there are others is no checked weakness, and one who is enough is not the same as several.
The table feeds the style sheet (``assets/theme.css``, generated) and every picture on paper, so a screen and a
document cannot disagree. Colours are sRGB hex. ``python -m dashboard.ui.theme`` writes the style sheet,
``python -m dashboard.ui.theme --check`` fails when it is stale.

Rules kept by tests: text on a fill has a contrast of at least 4.5, a symbol on its fill at least 3; the order
of states is also an order of lightness; a state is never told by colour alone (symbol and word go with it).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from coordination.text.codes import ORGANISATION_KINDS, OTHER_KIND
from coordination.text.states import Sign, State
from dashboard.ui.i18n import N_

__all__ = [
    "CHROME",
    "EVIDENCE",
    "FLAGS",
    "KINDS",
    "STATES",
    "SIGNS",
    "Evidence",
    "Sign",
    "State",
    "StateStyle",
    "contrast",
    "css",
    "kind_style",
    "light_values",
    "main",
]

CSS_FILE = Path(__file__).parent.parent / "assets" / "theme.css"


class Evidence(StrEnum):
    """How good the evidence of a cell is: the pattern on the map."""

    CONFIRMED = "confirmed"  #: at least one confirmed statement, none older than 36 months
    STALE = "stale"  #: everything known is older than 36 months
    UNCONFIRMED = "unconfirmed"  #: nothing known is confirmed


@dataclass(frozen=True)
class Palette:
    """Colours of one state in one scheme: ``fill`` with ``ink`` on it, ``tint`` under a card, ``edge`` around."""

    fill: str
    ink: str
    tint: str
    edge: str


@dataclass(frozen=True)
class StateStyle:
    """Look and words of a sign. ``symbol`` names a drawing of :mod:`dashboard.ui.glyphs`; ``brief`` is the word
    where there is little room."""

    light: Palette
    dark: Palette
    symbol: str
    word: str
    meaning: str
    dashed: bool = False
    heavy: bool = False  #: a 7 px edge at the start side
    edged: bool = False  #: its symbol has an edge
    brief: str = ""
    pattern: str = "#FFFFFF"  #: colour of evidence stripes and dots on the light fill


SIGNS: dict[Sign, StateStyle] = {
    Sign.GAP: StateStyle(
        Palette("#6E0F2C", "#FFFFFF", "#F9EBEF", "#6E0F2C"),
        Palette("#E8517A", "#12161C", "#35202A", "#E8517A"),
        "cross",
        N_("Gap"),
        N_("a review did not find it, or it has ended"),
        heavy=True,
    ),
    Sign.FRAGILE: StateStyle(
        Palette("#DB7B00", "#1B1300", "#FEF3E2", "#B36300"),
        Palette("#F6BE3B", "#1B1300", "#33291A", "#F6BE3B"),
        "dot",
        N_("Fragile"),
        N_("fewer independent providers than needed"),
        heavy=True,
        pattern="#1B1300",
    ),
    Sign.UNCOUNTED: StateStyle(
        Palette("#FDDFAE", "#7A4300", "#FFF9EF", "#B36300"),
        Palette("#5C4210", "#FFE3A3", "#1F1E1C", "#D9A02E"),
        "one-of",
        N_("Other providers not checked"),
        N_("one provider is known; nobody has checked whether there are others"),
        edged=True,
        brief=N_("One known"),
        pattern="#7A4300",
    ),
    Sign.SINGLE: StateStyle(
        Palette("#0B6E6E", "#FFFFFF", "#E9F4F3", "#0B6E6E"),
        Palette("#4CC4B8", "#0B1F1E", "#1A2F2E", "#4CC4B8"),
        "ringed",
        N_("One provider is enough"),
        N_("one provider is meant to do this, and one does"),
        brief=N_("One is enough"),
    ),
    Sign.UNATTRIBUTED: StateStyle(
        Palette("#7F5DC6", "#FFFFFF", "#F5F1FA", "#5F3FA3"),
        Palette("#B49BE0", "#0F0819", "#262236", "#B49BE0"),
        "person",
        N_("Found, provider not named"),
        N_("a review found it, but no provider is named"),
        brief=N_("Not named"),
    ),
    Sign.PLANNED: StateStyle(
        Palette("#BFE0FA", "#123B66", "#F1F8FE", "#3F7CB5"),
        Palette("#27568A", "#FFFFFF", "#1A2A3B", "#5C96D6"),
        "clock",
        N_("Planned"),
        N_("announced, not running"),
        edged=True,
        pattern="#123B66",
    ),
    Sign.DONE_ONCE: StateStyle(
        Palette("#BDB8AE", "#1B1710", "#F8F7F4", "#6B6458"),
        Palette("#EAE6C0", "#1B1710", "#26251F", "#B5AE90"),
        "once",
        N_("Done once"),
        N_("somebody did it and has stopped; nobody is on record who carries it on"),
        dashed=True,
        pattern="#1B1710",
    ),
    Sign.SUPPORTED_ONLY: StateStyle(
        Palette("#8A8462", "#120F05", "#F7F6F0", "#6B6345"),
        Palette("#9C9448", "#0B0F14", "#24241B", "#9C9448"),
        "helped",
        N_("Support only"),
        N_("only support is on record, and nobody who provides it"),
        dashed=True,
        pattern="#120F05",
    ),
    Sign.COVERED: StateStyle(
        Palette("#0B6E6E", "#FFFFFF", "#E9F4F3", "#0B6E6E"),
        Palette("#4CC4B8", "#0B1F1E", "#1A2F2E", "#4CC4B8"),
        "dots",
        N_("Covered"),
        N_("as many independent providers, or named successors, as it needs"),
    ),
    Sign.UNKNOWN: StateStyle(
        Palette("#FFFFFF", "#52606F", "#F5F7F9", "#7C8896"),
        Palette("#1A212B", "#A6B2C0", "#12161C", "#7C8896"),
        "query",
        N_("Unknown"),
        N_("no information yet; not a gap"),
        dashed=True,
        pattern="#7C8896",
    ),
}

STATES: dict[State, StateStyle] = {state: SIGNS[Sign(state)] for state in State}

EVIDENCE: dict[Evidence, str] = {
    Evidence.CONFIRMED: N_("confirmed and recent"),
    Evidence.STALE: N_("older than 36 months"),
    Evidence.UNCONFIRMED: N_("not confirmed"),
}

#: flag -> (chip words, what it means)
FLAGS: dict[str, tuple[str, str]] = {
    "uncounted": (
        N_("other providers not checked"),
        N_("One provider is known. Nobody has checked whether there are others."),
    ),
    "expiring": (
        N_("ends soon"),
        N_("Its status will drop within 12 months because of end dates already on record."),
    ),
    "hollow": (
        N_("ahead of prerequisites"),
        N_("A maturity review gave it a higher phase than its prerequisites have reached."),
    ),
    "unsupported": (
        N_("prerequisite missing"),
        N_("It is running, but something it needs first is missing."),
    ),
    "stale": (N_("old evidence"), N_("The newest source about it is older than 36 months.")),
    "undated": (N_("no source has a date"), N_("No source of its providers says when it was written.")),
    "unconfirmed": (N_("unconfirmed"), N_("Someone stated that it is running, but nobody has confirmed it.")),
    "sole_by_design": (N_("one provider is enough"), N_("It is meant to have one provider, and it has one.")),
    "conflict": (
        N_("sources disagree"),
        N_("One source says that it is running. Another says that it is not."),
    ),
    "lapsed": (N_("ended earlier"), N_("It existed and has ended.")),
}


@dataclass(frozen=True)
class KindStyle:
    """Colour, shape and word of a kind of organisation; the shape is mandatory (some colours are close)."""

    colour: str
    dark: str
    shape: str
    word: str


_LOOKS: dict[str, tuple[str, str, str]] = {
    "government": ("#1F4E9E", "#8FB4F2", "square"),
    "law_enforcement": ("#33475B", "#B4C4D4", "diamond"),
    "industry": ("#B35900", "#F0A85E", "hexagon"),
    "ngo": ("#0B7A5C", "#5CC9A7", "circle"),
    "un_agency": ("#0A75B0", "#6FC0EC", "triangle"),
    "network_member": ("#8E2F7F", "#DE8FD1", "star"),
    "judiciary": ("#52606F", "#A6B2C0", "pentagon"),
    "network": ("#52606F", "#A6B2C0", "ring"),
    "intergovernmental": ("#52606F", "#A6B2C0", "square"),
    "donor": ("#52606F", "#A6B2C0", "drop"),
    "academia": ("#52606F", "#A6B2C0", "book"),
    "media": ("#52606F", "#A6B2C0", "bar"),
    "health": ("#52606F", "#A6B2C0", "plus"),
    "faith": ("#52606F", "#A6B2C0", "arch"),
}
KINDS = {kind: KindStyle(*look, ORGANISATION_KINDS[kind].text) for kind, look in _LOOKS.items()}
_OTHER = KindStyle("#52606F", "#A6B2C0", "circle", OTHER_KIND.text)


def kind_style(kind: str) -> KindStyle:
    """Look of a kind; kinds that the table does not know get the neutral one (the list is open)."""
    return KINDS.get(kind, _OTHER)


#: name -> (light, dark)
CHROME: dict[str, tuple[str, str]] = {
    "ground": ("#F5F7F9", "#12161C"),
    "card": ("#FFFFFF", "#1A212B"),
    "ink": ("#1B2430", "#E8EDF3"),
    "muted": ("#52606F", "#A6B2C0"),
    "line": ("#C9D1DA", "#364250"),
    "control": ("#7C8896", "#7C8896"),
    "accent": ("#14539A", "#7FB6F0"),
    "on-accent": ("#FFFFFF", "#0E1A29"),
    "hover": ("#EAF1F9", "#223042"),
    "shade": ("#1B243033", "#000000B3"),
    "sea": ("#E3EAF1", "#0A0F14"),
    "land": ("#FFFFFF", "#303C4A"),
    "land-line": ("#7C8896", "#7C8896"),
    "warn": ("#8A2C00", "#FFB694"),
    "q1": ("#D5E4F4", "#20384F"),
    "q2": ("#9CC0E4", "#2E5B86"),
    "q3": ("#4C86BF", "#5C9BD6"),
    "q4": ("#14539A", "#B5D8FB"),
    "q1-ink": ("#1B2430", "#E8EDF3"),
    "q2-ink": ("#1B2430", "#FFFFFF"),
    "q3-ink": ("#0B1622", "#0B1622"),
    "q4-ink": ("#FFFFFF", "#0B1622"),
}


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two hex colours after WCAG 2 (1 to 21)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def _mask(state: Sign) -> str:
    """The symbol of a sign as a mask image, for cells that are too many to hold a drawing each."""
    from dashboard.ui.glyphs import mask

    return f'url("data:image/svg+xml,{quote(mask(state))}")'


def _variables(dark: bool) -> list[str]:
    lines = [f"--{name}:{pair[dark]}" for name, pair in CHROME.items()]
    for state, style in SIGNS.items():
        p = style.dark if dark else style.light
        mark = p.ink if dark else style.pattern
        lines += [
            f"--{state}-fill:{p.fill}",
            f"--{state}-ink:{p.ink}",
            f"--{state}-tint:{p.tint}",
            f"--{state}-edge:{p.edge}",
            f"--{state}-mark:{mark}",
        ]
    lines += [f"--kind-{k}:{v.dark if dark else v.colour}" for k, v in KINDS.items()]
    return lines


def light_values() -> dict[str, str]:
    """Every variable of the light scheme by name, for pictures on paper."""
    return dict(line[2:].split(":", 1) for line in _variables(False))


def css() -> str:
    """The generated style sheet: variables for light and dark, one class per sign and kind."""
    light = ";".join(["color-scheme:light", *_variables(False)])
    dark = ";".join(["color-scheme:dark", *_variables(True)])
    out = [
        "/* Generated by `python -m dashboard.ui.theme` from the table in dashboard/ui/theme.py. Do not edit. */",
        f":root{{{light}}}",
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}",
        f":root[data-theme=dark]{{{dark}}}",
        f"@media print{{:root,:root[data-theme=dark],:root:not([data-theme=light]){{{light}}}}}",
    ]
    for state in SIGNS:
        out.append(
            f".s-{state}{{--sign:{_mask(state)};--fill:var(--{state}-fill);--sink:var(--{state}-ink);--tint:var(--{state}-tint);"
            f"--edge:var(--{state}-edge);--mark:var(--{state}-mark)}}"
        )
    out += [f".k-{kind}{{--kind:var(--kind-{kind})}}" for kind in KINDS]
    return "\n".join(out) + "\n"


def main(arguments: list[str]) -> int:
    """Write the style sheet, or with ``--check`` say whether it is stale (exit 1)."""
    text = css()
    if arguments == ["--check"]:
        if CSS_FILE.is_file() and CSS_FILE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{CSS_FILE.name} is stale: run python -m dashboard.ui.theme", file=sys.stderr)
        return 1
    CSS_FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
