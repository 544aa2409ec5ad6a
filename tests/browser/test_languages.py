"""Languages in a real browser: a switch keeps everything else, and right to left mirrors the page."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from coordination.text.languages import LANGUAGES
from dashboard.web.app import create_app
from tests.browser.conftest import AS_OF, ready
from tests.dashboard.shipped import shipped_context

PAGES = {
    "overview": "/demo",
    "board": "/demo/country/XAA",
    "map": "/register/map?capability=12",
    "matrix": "/demo/matrix",
    "weak points": "/demo/weak-points/XAC",
    "what-if": "/demo/what-if?changes=stakeholder:c-house",
    "lanes": "/register/partnerships/MWI?as=lanes",
    "plan": "/demo/plan/XAB?budget=2",
    "meeting": "/demo/meeting/XAA",
    "framework": "/register/framework",
}


def test_a_switch_keeps_page_date_evidence_and_choices(page: Page, base: str) -> None:
    ready(page, base + "/demo/matrix?state=gap&as_of=2026-06-30&evidence=confirmed")
    expect(page.get_by_role("heading", level=1)).to_have_text("All countries")
    page.get_by_label("Language").select_option("fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tous les pays")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_title("Tous les pays · Région fictive · 30 juin 2026")
    expect(page.get_by_label("Situation au")).to_have_value("2026-06-30")
    expect(page.get_by_label("Preuves", exact=True)).to_have_value("confirmed")
    for choice in ("state=gap", "as_of=2026-06-30", "evidence=confirmed", "lang=fr"):
        assert choice in page.url
    page.get_by_role("link", name="Carte", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url.startswith(base + "/demo/map?")
    page.get_by_label("Langue").select_option("es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("link", name="Todos los países", exact=True)).to_be_visible()
    assert page.locator("body").get_attribute("data-silent") == (
        "El servidor no ha respondido. Esta página puede no estar actualizada. Vuelva a intentarlo."
    )
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@pytest.fixture(scope="module")
def right_to_left() -> Iterator[str]:
    """A server that also offers Arabic: no catalogue yet, so English words with Arabic dates, names and direction."""
    LANGUAGES["ar"] = "العربية"
    app = create_app(shipped_context().answers, lambda: AS_OF).server
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    del LANGUAGES["ar"]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_right_to_left_is_mirrored_and_never_too_wide(page: Page, right_to_left: str, path: str) -> None:
    ready(page, right_to_left + path + ("&" if "?" in path else "?") + "lang=ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        brand = page.locator(".brand").bounding_box()
        assert brand is not None
        assert brand["x"] + brand["width"] > width / 2  # the page begins at the right
        heading = page.get_by_role("heading", level=1).first
        assert heading.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator("svg").first.evaluate("e => getComputedStyle(e).direction") == "ltr"


@pytest.mark.parametrize("code", list(LANGUAGES))
@pytest.mark.parametrize("path", ["/demo/country/XAA", "/demo/weak-points/XAC", "/demo/meeting/XAA"])
def test_longer_words_fit(page: Page, base: str, path: str, code: str) -> None:
    ready(page, f"{base}{path}?lang={code}")
    for width in (1440, 1024, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1024, "height": 768})
    bar = page.locator("#app .bar-row").bounding_box()
    assert bar is not None
    assert bar["height"] < 70  # one line on a projector
    row = page.locator(".top-row").bounding_box()
    assert row is not None
    assert row["height"] < 70
