"""Pictures of every page of both shipped workspaces: 360, 1024 and 1440 px wide, light and dark, and on paper.

    python -m dashboard.web.screenshots OUT [--chosen] [--base http://127.0.0.1:8050] [--workspace demo] [--only map]

The invented region is taken at every size. Of the public register, whose pages are fuller and patchier, those that
show what it alone shows are taken at two widths in light, at one in dark and on paper; their names begin with
``register-``. ``--chosen``: only those few that are kept with the project (:data:`CHOSEN`).

Needs Playwright, Pillow and a Chromium on the path. Pictures are kept with 256 colours: a third of the size, and no
difference to be seen. Without ``--base`` the workspaces are built anew, as this version has them, and
served on a free port with the date that is stored with them: the pictures change neither from day to day nor with what
a home holds. Problems that the browser reports (console, refused requests) make it end with 1.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

__all__ = ["FLAGS", "as_shipped", "browser_path", "main", "pages_of"]

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: what A4 landscape leaves between its margins, in CSS pixels
PAPER = (1032, 710)
COLOURS = 256  #: of a picture
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = ((360, 740), (1024, 768), (1440, 900))
#: workspace -> what stands for the places in addresses
EXAMPLES: dict[str, dict[str, str]] = {
    "demo": {
        "country": "XAA",
        "pair": "XAA/XAB",
        "domain": "victim",
        "organisation": "c-house",
        "near": "c-hotline",
        "police": "a-police",
        "tie": "c-kids/police",
        "funder": "harbour-fund",
        "instrument": "coast-convention",
    },
    "register": {
        "country": "MWI",
        "pair": "KEN/MWI",
        "domain": "victim",
        "organisation": "iwf",
        "near": "yoneco",
        "police": "mw-police",
        "tie": "ecpat-thailand/police",
        "funder": "end-violence-fund",
        "instrument": "opsc",
    },
}
#: sizes and schemes of a workspace other than the invented region
FEWER: tuple[tuple[int, str], ...] = ((1440, "light"), (1440, "dark"), (360, "light"))
#: page -> address below the workspace
PAGES: dict[str, str] = {
    "start": "",
    "country": "country/{country}",
    "country-stop": "country/{country}?stop=3",
    "countries": "country",
    "why-panel": "country/{country}?why=12",
    "why": "why/{country}/4",
    "map": "map?capability=12",
    "map-known": "map",
    "map-domain": "map?capability={domain}",
    "matrix": "matrix",
    "weak-points": "weak-points/{country}",
    "what-if": "what-if?changes=stakeholder:{organisation}",
    "who-does-what": "who-does-what",
    "organisation": "organisation/{near}",
    "graph": "graph/{country}",
    "routes": "routes/{country}",
    "verify-next": "verify-next/{country}",
    "partnerships": "partnerships/{country}",
    "partnerships-lanes": "partnerships/{country}?as=lanes",
    "partnerships-cooperation": "partnerships?as=cooperation",
    "partnerships-bubbles": "partnerships?as=cooperation&by=community",
    "partnerships-around": "partnerships?as=ego&of={organisation}&depth=2&node={near}",
    "partnerships-way": "partnerships?as=cooperation&from={police}&to={organisation}",
    "corridors": "corridors?duty=12",
    "corridor": "corridors/{pair}",
    "instrument": "corridors/instrument/{instrument}",
    "cliffs": "cliffs",
    "plan": "plan/{country}",
    "meeting": "meeting/{country}?since=2022-01-01",
    "reports": "reports",
    "report": "reports/country/{country}",
    "brief-donor": "reports/donor/{country}",
    "donors": "donors/{country}",
    "network": "network",
    "tie": "network/tie/{tie}",
    "funder": "donors?funder={funder}",
    "framework": "framework",
    "sources": "sources",
    "history": "history/{country}",
    "data": "data",
    "help": "help",
    "help-article": "help/country",
    "methods": "methods/gaps",
    "workspaces": "workspaces",
    "settings": "settings",
    "empty": "matrix?find=zzz",
    "error": "country/QQQ",
}


#: workspace -> size -> pages whose pictures are kept with the project: the README's, and what a reader compares
CHOSEN: dict[str, dict[str, str]] = {
    "demo": {
        "1440-light": "start country why-panel map matrix what-if routes plan meeting organisation "
        "partnerships-bubbles cliffs",
        "1440-dark": "map",
        "1024-light": "meeting",
        "360-light": "start",
        "print": "country",
    },
    "register": {
        "1440-light": "start country why map-known matrix weak-points routes plan verify-next organisation graph "
        "partnerships-cooperation corridors framework",
        "1440-dark": "partnerships-cooperation",
        "360-light": "country map-known",
        "print": "country",
    },
}


def browser_path() -> str:
    """Path of a Chromium, of one without windows first. Raises SystemExit with a sentence when there is none."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("No Chromium was found on the path. Install one (Debian: chromium) and try again.")


def pages_of(workspace: str = "demo") -> dict[str, str]:
    """Name -> address below the workspace."""
    return {name: path.format(**EXAMPLES[workspace]) for name, path in PAGES.items()}


def _open(page: Any, address: str) -> None:
    page.goto(address, wait_until="load")
    page.locator("#page h1").wait_for()
    page.locator("#first").wait_for(state="detached")
    page.locator("[data-job]").wait_for(state="detached")
    for frame in page.locator("#page svg[data-shapes]").all():
        frame.and_(page.locator("[data-ready]")).wait_for()
    if page.locator("#graph").count():
        page.locator("#graph[data-ready]").wait_for()
    page.evaluate("document.fonts.ready.then(() => true)")


def _kept(page: Any, path: Path, *, whole: bool) -> None:
    """The page as a picture of few colours."""
    from PIL import Image

    with Image.open(BytesIO(page.screenshot(full_page=whole))) as full:
        few = full.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


def _listen(page: Any, where: str, trouble: list[str]) -> None:
    page.on("console", lambda m: trouble.append(f"{where}: {m.text}") if m.type != "info" else None)
    page.on("requestfailed", lambda r: trouble.append(f"{where}: {r.url} {r.failure}"))


def _sizes(workspace: str) -> list[tuple[int, int, Literal["light", "dark"]]]:
    every = [(width, height, scheme) for width, height in SIZES for scheme in SCHEMES]
    return every if workspace == "demo" else [s for s in every if (s[0], s[2]) in FEWER]


def _wanted(workspace: str, name: str, size: str, chosen: bool) -> bool:
    return not chosen or name in CHOSEN[workspace].get(size, "").split()


def take(base: str, workspace: str, out: Path, only: str = "", chosen: bool = False) -> list[str]:
    """Take the pictures into ``out``; returns what the browser complained about."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    trouble: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        for name, path in pages_of(workspace).items():
            if only and only != name:
                continue
            address = f"{base}/{workspace}" + (f"/{path}" if path else "")
            stem = name if workspace == "demo" else f"{workspace}-{name}"
            for width, height, scheme in _sizes(workspace):
                paper = width == 1440 and scheme == "light" and _wanted(workspace, name, "print", chosen)
                screen = _wanted(workspace, name, f"{width}-{scheme}", chosen)
                if not (paper or screen):
                    continue
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
                )
                _listen(page, f"{name} {width} {scheme}", trouble)
                _open(page, address)
                if screen:
                    _kept(page, out / f"{stem}-{width}-{scheme}.png", whole=name != "why-panel")
                if paper:
                    page.emulate_media(media="print")
                    page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
                    _kept(page, out / f"{stem}-print.png", whole=True)
                page.close()
        browser.close()
    expected = "the server responded with a status of 400"
    return [t for t in trouble if not (t.startswith("error ") and expected in t)]


@contextmanager
def as_shipped(name: str) -> Iterator[str]:
    """The address of a server over a workspace as this version builds it, whatever the home of the user holds."""
    from dashboard.web.command import running_server
    from seed_data import workspaces

    with (
        TemporaryDirectory(prefix="mnr-pictures-") as home,
        running_server([name], workspaces()[name].as_of, Path(home)) as base,
    ):
        yield base


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; 1 when the browser complained about anything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", default="")
    parser.add_argument("--workspace", choices=[*EXAMPLES, "both"], default="both")
    parser.add_argument("--only", default="")
    parser.add_argument("--chosen", action="store_true")
    given = parser.parse_args(arguments)
    trouble: list[str] = []
    for name in EXAMPLES if given.workspace == "both" else [given.workspace]:
        with nullcontext(given.base) if given.base else as_shipped(name) as base:
            trouble += take(base, name, given.out, given.only, given.chosen)
    for line in trouble:
        print(line, file=sys.stderr)
    return 1 if trouble else 0


if __name__ == "__main__":
    raise SystemExit(main())
