"""The server: headers on every route, limits, health, malformed questions, first paint."""

from __future__ import annotations

import gc
import json
import logging
import random
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from coordination.system.settings import RequestLimits, limits_from
from dashboard.backend.context import Context
from dashboard.web.app import App, create_app
from dashboard.web.command import application, free_port
from graph_schema.errors import UsageError
from tests import ready
from tests.dashboard.worlds import AS_OF, PATIENCE, FixedAnswers


def app(*spaces: str) -> App:
    return create_app(FixedAnswers(spaces or ("small",)), lambda: AS_OF, patience=PATIENCE)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return app().server.test_client()


@pytest.mark.parametrize("path", ["/demo", "/register/map", "/demo/map?capability=99", "/demo/country/XAA"])
def test_outlines_are_fetched_ahead_where_a_map_is_drawn_and_nowhere_else(
    shipped: Context, path: str
) -> None:
    """An address of a map that shows an error, or progress, needs none: the browser would complain."""
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    html = client.get(path).text  # a program waits for a page that takes long
    wanted = set(re.findall(r'data-shapes="([^"]+)"', html))
    assert set(re.findall(r'<link rel="preload" as="fetch" crossorigin href="([^"]+)">', html)) == wanted
    assert bool(wanted) == (path in ("/demo", "/register/map"))


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/register/country/Malawi", "/register/country/MWI"),
        ("/register/country/MALAWI?lang=fr&why=12", "/register/country/MWI?why=12&lang=fr"),
        ("/register/country/mw", "/register/country/MWI"),
        ("/register/plan/Tanzanie", "/register/plan/TZA"),
        ("/register/donors/Estados%20Unidos%20de%20Am%C3%A9rica", "/register/donors/USA"),
        ("/register/history/United%20Republic%20of%20Tanzania", "/register/history/TZA"),
        ("/register/why/c%C3%B4te%20d%27ivoire/12", "/register/why/CIV/12"),
        ("/register/reports/minutes/Malawi", "/register/reports/minutes/MWI"),
        ("/register/corridors/Kenya/Ouganda", "/register/corridors/KEN/UGA"),
    ],
)
def test_the_name_of_a_country_in_an_address_leads_to_its_code(
    shipped: Context, asked: str, leads: str
) -> None:
    answer = create_app(shipped.answers, lambda: AS_OF).server.test_client().get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, leads)


@pytest.mark.parametrize("path", ["/register/country/Malawy", "/register/plan/malavi"])
def test_a_country_that_there_is_not_offers_those_that_may_be_meant(shipped: Context, path: str) -> None:
    """Malawi and Mali are one letter apart from the same slip, so nothing is chosen without the reader."""
    answer = create_app(shipped.answers, lambda: AS_OF).server.test_client().get(path)
    page = path.split("/")[2]
    assert answer.status_code == 400
    assert "Did you mean one of these?" in answer.text
    links = re.findall(r'<a [^>]*href="([^"]+)"[^>]*><bdi>([^<]+)</bdi>', answer.text)
    assert links[0] == (f"/register/{page}/MWI", "Malawi")


ROUTES = [
    "/", "/small", "/small/country/AAA", "/small/map", "/small/matrix", "/small/why/AAA/4", "/nowhere", "/small/no",
    "/small/download/sources.csv", "/small/picture/needs.svg?country=AAA", "/healthz", "/readyz", "/_dash-layout",
    "/_dash-dependencies", "/assets/theme.css", "/assets/none.css", "/_dash-component-suites/dash/none.js",
    "/shapes/none.json", "/assets/fonts/noto-sans-latin-400-normal.woff2",
]  # fmt: skip


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_security_headers_are_on_every_answer(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.status_code < 500
    assert b"Traceback" not in answer.data


def test_every_inline_script_is_allowed_by_its_hash(client: FlaskClient) -> None:
    """The only inline script that runs is the renderer's; its SHA-256 stands in the policy."""
    import base64
    import hashlib
    import re

    answer = client.get("/small")
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.S)
    inline = [
        body
        for attributes, body in scripts
        if "src=" not in attributes and "application/json" not in attributes
    ]
    assert len(inline) == 1
    for body in inline:
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


def test_the_first_answer_holds_the_page_its_title_and_language(client: FlaskClient) -> None:
    answer = client.get("/small/country/AAA")
    assert answer.status_code == 200
    assert "<title>Aland &lt;b&gt;: country board · The small world · 25 November 2026</title>" in answer.text
    assert '<html lang="en" dir="ltr">' in answer.text
    assert "Aland &lt;b&gt;: country board</bdi></h1>" in answer.text
    client.set_cookie("theme", "dark")
    assert '<html lang="en" dir="ltr" data-theme="dark">' in client.get("/small").text
    client.set_cookie("theme", "evil")
    assert "evil" not in client.get("/small").text
    client.delete_cookie("theme")


def test_only_our_scripts_and_those_of_react_are_loaded(client: FlaskClient) -> None:
    """No page here needs dcc, html, the grid, the graph or Mantine."""
    import re

    sources = re.findall(r'<script[^>]*src="([^"]+)"', client.get("/small").text)
    names = [s.split("/")[-1].split("?")[0].split(".v")[0] for s in sources]
    assert names[-1].startswith("dash_renderer")
    assert not [
        s
        for s in sources
        if any(w in s for w in ("dash_core", "dash_html", "dash_table", "ag_grid", "cytoscape", "mantine"))
    ]
    assert any("mnr.js" in s for s in sources)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/small/no", 404),
        ("/small/country/QQQ", 400),
        ("/small?as_of=1", 400),
        ("/small", 200),
    ],
)
def test_status_codes_are_honest(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status
    assert client.head(path).status_code == status


def test_the_root_leads_to_the_first_workspace(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/small")


def test_the_root_carries_what_its_address_asks_for() -> None:
    client = app().server.test_client()
    asked = "lang=fr&as_of=2026-01-02&evidence=confirmed"
    assert client.get(f"/?{asked}").headers["Location"] == (
        "/small?as_of=2026-01-02&evidence=confirmed&lang=fr"
    )
    client.set_cookie("lang", "es")
    assert client.get("/").headers["Location"] == "/small?lang=es"
    assert client.get("/?lang=fr").headers["Location"] == "/small?lang=fr"
    assert client.get("/?lang=en").headers["Location"] == "/small"
    client.set_cookie("first", "/small/country/AAA")
    assert client.get("/?why=4").headers["Location"] == "/small/country/AAA?why=4&lang=es"


def test_assets_with_a_version_are_kept_for_a_year(client: FlaskClient) -> None:
    import re

    (sheet,) = re.findall(r'href="(/assets/theme\.css\?m=[^"]+)"', client.get("/small").text)
    assert "max-age=31536000, immutable" in client.get(sheet).headers["Cache-Control"]
    assert (
        client.get("/assets/theme.css").headers.get("Cache-Control") != "public, max-age=31536000, immutable"
    )
    assert client.get("/small").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_answers_are_compressed(client: FlaskClient, encoding: str) -> None:
    answer = client.get("/small", headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_store_that_does_not_answer() -> None:
    """Health says the program lives; readiness says why it cannot answer; the page says it in a sentence."""
    client = app("broken").server.test_client()
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json is not None
    assert ready.json["reason"] == "The store at bolt://127.0.0.1:1 does not answer."
    page = client.get("/broken/country/AAA")
    assert page.status_code == 503
    assert "does not answer" in page.text
    assert "Try again" in page.text
    assert client.get("/broken/download/coverage.json").status_code == 503


def test_a_fault_is_noted_under_a_number_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    client = app("faulty").server.test_client()
    with caplog.at_level(logging.ERROR, "dashboard"):
        page = client.get("/faulty")
        file = client.get("/faulty/download/coverage.csv")
        seen = client.get("/faulty/download/coverage.csv?lang=fr", headers={"Accept": "text/html"})
    assert (page.status_code, file.status_code, seen.status_code) == (500, 500, 500)
    assert (file.mimetype, seen.mimetype) == ("application/json", "text/html")
    assert 'lang="fr"' in seen.text
    assert "Something went wrong" not in seen.text
    for answer in (page, file, seen):
        assert "secret-detail" not in answer.text
        assert "Traceback" not in answer.text
    number = page.text.split("logged as ")[1][:8]
    assert any(number in r.getMessage() for r in caplog.records)


def asked(href: Any) -> list[dict[str, Any]]:
    return [
        {"id": "address", "property": "href", "value": href},
        {"id": "address", "property": "n", "value": 1},
    ]


def body(**changes: Any) -> dict[str, Any]:
    """The question that the pages ask."""
    from dashboard.ui.ids import Id

    ids = [
        (Id.TOP, "tree"),
        (Id.TOP, "view"),
        (Id.PAGE, "tree"),
        (Id.PAGE, "view"),
        (Id.PAGE, "head"),
        (Id.EXTRA, "children"),
        (Id.PANEL, "tree"),
        (Id.PANEL, "view"),
        ("foot", "tree"),
        (Id.FRAME, "tree"),
        (Id.FRAME, "view"),
    ]
    return {
        "output": ".." + "...".join(f"{i}.{p}" for i, p in ids) + "..",
        "outputs": [{"id": i, "property": p} for i, p in ids],
        "inputs": asked("http://localhost/small/country/AAA?why=4"),
        "changedPropIds": ["address.href"],
        "state": [
            {"id": "top", "property": "view", "value": ""},
            {"id": "panel", "property": "view", "value": ""},
            {"id": "frame", "property": "view", "value": ""},
        ],
        **changes,
    }


def ask(client: FlaskClient, data: Any, **headers: str) -> Any:
    return client.post("/_dash-update-component", json=data, headers=headers)


def test_the_question_of_a_page_is_answered(client: FlaskClient) -> None:
    answer = ask(client, body())
    assert answer.status_code == 200
    page = answer.json["response"]
    assert page["page"]["view"] == "/small/country/AAA"
    assert page["page"]["tree"][0] == "div"
    assert page["panel"]["tree"][0] == "aside"


def test_only_what_changes_is_sent(client: FlaskClient) -> None:
    state = [
        {"id": "top", "property": "view", "value": "/small/country/AAA"},
        {"id": "panel", "property": "view", "value": "/small/country/AAA"},
        {"id": "frame", "property": "view", "value": "/small?country=AAA"},
    ]
    page = ask(client, body(state=state)).json["response"]
    assert "page" not in page
    assert "extra" not in page
    assert "tree" not in page["top"]
    assert "tree" not in page["frame"]
    assert page["panel"]["tree"][0] == "aside"


@pytest.mark.parametrize(
    "data",
    [
        None, [], "x", 1, {}, {"output": 1}, {"output": "no.such"},
        body(output="top.tree"), body(inputs=None), body(inputs=[]), body(inputs=[1, 2]), body(state="x"),
        body(inputs=[{"id": "x", "property": "y", "value": 1}, {"id": "address", "property": "n"}]),
        body(inputs=asked(["x"])), body(inputs=asked({"a": 1})), body(inputs=asked("x" * 9000)),
        body(outputs="x"), body(outputs=[1]), body(changedPropIds="x"), body(changedPropIds=[1]), body(state=[]),
    ],
)  # fmt: skip
def test_malformed_questions_are_refused(client: FlaskClient, data: Any) -> None:
    answer = ask(client, data)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


def test_six_hundred_malformed_bodies_give_no_server_error(client: FlaskClient) -> None:
    """S14: a good question with parts replaced, dropped or nested at random (fixed seed), and raw noise."""
    dice = random.Random(14)
    pieces: list[Any] = [
        None,
        0,
        -1,
        1e308,
        "",
        "x",
        "..",
        [],
        {},
        [[]],
        [{}],
        {"id": {}},
        True,
        "\ud800",
        ["address"],
    ]

    def spoil(value: Any, depth: int = 0) -> Any:
        if dice.random() < 0.18 or depth > 4:
            return dice.choice(pieces)
        if isinstance(value, dict):
            return {k: spoil(v, depth + 1) for k, v in value.items() if dice.random() > 0.08}
        if isinstance(value, list):
            return [spoil(v, depth + 1) for v in value for _ in range(dice.choice([1, 1, 1, 2, 0]))]
        return value

    for _ in range(500):
        text = json.dumps(spoil(body()))
        answer = client.post("/_dash-update-component", data=text, content_type="application/json")
        assert answer.status_code < 500, text
        assert b"Traceback" not in answer.data
    deep = client.post("/_dash-update-component", data="[" * 100_000, content_type="application/json")
    assert deep.status_code == 400
    for _ in range(100):
        noise = dice.randbytes(dice.randint(0, 200))
        answer = client.post("/_dash-update-component", data=noise, content_type="application/json")
        assert 400 <= answer.status_code < 500, noise


def test_questions_from_other_sites_are_refused(client: FlaskClient) -> None:
    assert ask(client, body(), **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert ask(client, body(), Origin="http://evil.example").status_code == 403
    assert ask(client, body(), Origin="http://localhost").status_code == 200


def test_a_question_over_the_limit_is_refused(client: FlaskClient) -> None:
    answer = client.post(
        "/_dash-update-component",
        data=b" " * (RequestLimits().question_bytes + 1),
        content_type="application/json",
    )
    assert answer.status_code == 413


def test_two_apps_in_one_process_do_not_answer_for_each_other() -> None:
    one, other = app("small"), app("small", "broken")
    assert "The broken world" not in one.server.test_client().get("/small").text
    assert "The broken world" in other.server.test_client().get("/small").text


@pytest.mark.parametrize("host", ["", "a b", "x@localhost", "localhost/x"])
def test_a_host_that_is_none_is_refused_wherever_the_program_listens(client: FlaskClient, host: str) -> None:
    assert client.get("/small", headers={"Host": host}).status_code == 400


def test_other_hosts_are_refused_once_named() -> None:
    made = app()
    made.server.config["TRUSTED_HOSTS"] = ["127.0.0.1"]
    client = made.server.test_client()
    assert client.get("/small", headers={"Host": "127.0.0.1:8050"}).status_code == 200
    assert client.get("/small", headers={"Host": "rebind.example"}).status_code == 400


def test_a_port_in_use_is_said_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="in use by another program"):
            free_port("127.0.0.1", taken.getsockname()[1])
    assert free_port("127.0.0.1") > 0


def test_what_goes_wrong_away_from_a_page_is_a_page_for_a_browser_and_json_for_a_program(
    client: FlaskClient,
) -> None:
    """A browser that went to a file there is not is told so in words, with a way back on this server only."""
    browser = {
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Referer": "http://localhost/small/matrix?x=1",
    }
    answer = client.get("/small/download/none.csv", headers=browser)
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "There is no file" in answer.text
    assert 'href="/small/matrix?x=1"' in answer.text
    far = client.get("/small/download/none.csv", headers={**browser, "Referer": "https://evil.example/x"})
    assert "evil" not in far.text
    hostile = client.get("/small/download/<script>alert(1).csv", headers=browser)
    assert "<script" not in hostile.text
    program = client.get("/small/download/none.csv", headers={"Accept": "*/*"})
    assert (program.status_code, program.json["error"]) == (
        400,
        "This question cannot be answered in this form",
    )


def test_the_served_application_has_read_its_workspaces_and_a_store_that_fails_is_told_on_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNR_HOME", str(tmp_path))
    store = tmp_path / "demo.sqlite"
    ready.first_use("demo", store)
    try:
        read = application(("demo",), AS_OF, frozenset({"localhost"})).test_client()
        assert gc.get_freeze_count() > 0
        assert read.get("/demo").status_code == 200
        for beside in tmp_path.glob("demo.sqlite?*"):
            beside.unlink()
        store.write_bytes(b"This was a database once. " * 400)
        broken = application(("demo",), AS_OF, frozenset({"localhost"})).test_client()
        page = broken.get("/demo")
        assert page.status_code >= 500
        assert "demo.sqlite" in page.get_data(as_text=True)
    finally:
        gc.unfreeze()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Origin": "http://x:port"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "ftp://localhost"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_an_origin_that_is_no_address_is_another_site(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert ask(client, body(), **headers).status_code == status
    assert client.post("/small/minutes/AAA.html", headers=headers).status_code == status


@pytest.mark.parametrize("href", ["http://[::1", "//[x", "http://[", "http://x:99999999/", "/small/\ud800"])
def test_an_address_that_cannot_be_read_is_said_so(client: FlaskClient, href: str) -> None:
    answer = ask(client, body(inputs=asked(href)))
    assert answer.status_code == 200
    assert "This address cannot be read." in json.dumps(answer.json)


def test_a_kept_first_page_that_is_no_address_is_not_followed(client: FlaskClient) -> None:
    client = app().server.test_client()
    client.set_cookie("first", "//[x")
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/small")


def test_a_page_that_somebody_came_from_may_be_no_address(client: FlaskClient) -> None:
    """The way back is the first page, whatever the headers say: also of a host that is not ours."""
    for headers in ({"Referer": "http://[::1"}, {"Referer": "//["}, {"Referer": "http://localhost:x/"}):
        answer = client.get("/small/download/none.csv", headers={**headers, "Accept": "text/html"})
        assert answer.status_code == 400
        assert 'href="/"' in answer.text
    strange = app()
    strange.server.config["HOSTS"] = frozenset({"::1"})
    ours = strange.server.test_client()
    page = {"Accept": "text/html", "Referer": "http://localhost/small"}
    for host in (
        "rebind.example",
        "[::1",
        "[",
        "a b",
        "",
        "x@[::1]",
        "@[::1]",
        "[::1]/x",
        "[::1]:",
        "[::1]?",
    ):
        assert ours.get("/small", headers={**page, "Host": host}).status_code == 400, host
    assert ours.get("/small", headers={**page, "Host": "[::1]:8050"}).status_code == 200


LIMITS = RequestLimits(
    form_fields=10, field_chars=300, form_bytes=2000, question_values=200, question_bytes=9000
)


@pytest.fixture(scope="module")
def narrow() -> FlaskClient:
    """An application with small limits."""
    return create_app(FixedAnswers(("small",)), lambda: AS_OF, limits=LIMITS).server.test_client()


FORMS = [
    "/small/minutes/AAA.html",
    "/small/plan-costs/AAA",
    "/small/plan-step/AAA",
    "/small/do/scenario/keep",
]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_every_form_has_a_limit_of_fields_of_text_and_of_bytes(
    narrow: FlaskClient, path: str, kind: str
) -> None:
    """By hand: 11 fields where 10 are taken; a text of 301 letters where 300 are; 2,001 bytes and more where 2,000
    are. A form of parts gives the limits of fields and of text in one sentence, for it is not taken apart further."""

    def told(data: dict[str, str]) -> str:
        answer = narrow.post(path, data=data, content_type=kind, headers={"Origin": "http://localhost"})
        assert answer.status_code == 413
        return f"{answer.json['message']} {answer.json['hint']}"

    many = told({f"f{i}": "1" for i in range(11)})
    assert "more than 10 fields" in many
    assert "MNR_FORM_FIELDS" in many
    long = told({"words": "x" * 301})
    assert "The field “words” is longer than 300 letters." in long
    assert "MNR_FIELD_CHARS" in long
    large = told({"words": "x" * 2001})
    assert "2,000 bytes" in large
    assert "MNR_FORM_BYTES" in large


def test_a_form_within_its_limits_is_taken(narrow: FlaskClient) -> None:
    """Ten fields, and a text of three hundred letters: what comes after the limits answers, whatever it says."""
    data = {**{f"f{i}": "1" for i in range(9)}, "words": "x" * 300}
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        answer = narrow.post(FORMS[0], data=data, content_type=kind)
        assert answer.status_code != 413


def test_a_quarter_of_a_million_fields_are_counted_and_not_taken_apart(client: FlaskClient) -> None:
    """What made one worker grow past 1.7 GB: the count of the separators refuses it."""
    import tracemalloc

    data = b"&".join(b"owner.%d=" % i for i in range(250_000))
    assert len(data) > 3_000_000
    unlimited = RequestLimits(form_bytes=10**9)
    wide = create_app(FixedAnswers(("small",)), lambda: AS_OF, limits=unlimited).server.test_client()
    tracemalloc.start()
    answer = wide.post(
        FORMS[0], data=data, content_type="application/x-www-form-urlencoded", headers={"Accept": "*/*"}
    )
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 413
    assert "more than 500 fields" in answer.json["message"]
    assert peak < 10 * len(data)


def test_a_question_has_a_limit_of_values_of_text_and_of_bytes(narrow: FlaskClient) -> None:
    def told(data: Any) -> str:
        answer = ask(narrow, data)
        assert answer.status_code == 413
        return str(answer.json["hint"])

    assert ask(narrow, body()).status_code == 200
    assert "MNR_QUESTION_VALUES" in told(body(changedPropIds=["a"] * 201))
    assert "MNR_QUESTION_VALUES" in told(body(extra={f"k{i}": [[]] for i in range(100)}))
    assert "MNR_FIELD_CHARS" in told(body(changedPropIds=["a" * 301]))
    assert "MNR_QUESTION_BYTES" in told(body(changedPropIds=["a" * 100] * 100))


@pytest.mark.parametrize("text", ["0", "-1", "x", "1e6", "\N{ARABIC-INDIC DIGIT FIVE}", "9" * 30])
def test_a_limit_that_is_no_number_is_said_so(text: str) -> None:
    with pytest.raises(UsageError, match=r"MNR_FORM_FIELDS=.* is not a number for a limit"):
        limits_from({"MNR_FORM_FIELDS": text})
    assert limits_from({"MNR_FORM_FIELDS": "7", "MNR_BODIES": ""}) == RequestLimits(form_fields=7)
