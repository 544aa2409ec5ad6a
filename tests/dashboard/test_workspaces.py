"""Workspaces are found by themselves, say what they are, and are started on a page; the shipped two take no data."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from coordination.store.addresses import Address, keep
from coordination.store.memory import MemoryStore
from coordination.system.settings import settings_from
from coordination.workspace.places import new_workspace, path_of, workspace_for
from coordination.workspace.service import Workspace, refuse
from dashboard.backend import served
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.served import Served, home_names
from dashboard.web.app import create_app
from dashboard.web.command import application
from graph_schema.errors import StoreUnavailable, UsageError
from graph_schema.issues import errors_in
from tests import ready

AT = "2026-11-25T00:00:00Z"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def built() -> bytes:
    """The file of the invented region."""
    return ready.built("demo").read_bytes()


@pytest.fixture
def home(tmp_path: Path, built: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the invented region, also under the name of the register (the real one takes longer to read)."""
    monkeypatch.setenv("MNR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(served, "EVERY", 0.0)
    (tmp_path / "home").mkdir()
    for name in ("demo", "register"):
        path_of(name, settings_from()).write_bytes(built)
    return tmp_path / "home"


@pytest.fixture
def everything(home: Path) -> Iterator[Served]:
    yield (found := Served(texts=home_names))
    for _name, service in found.entries():
        if isinstance(service, Workspace):
            service.store.close()


@pytest.fixture
def client(everything: Served) -> FlaskClient:
    return create_app(ServiceAnswers(everything), lambda: date(2026, 11, 25)).server.test_client()


def test_every_workspace_of_the_home_is_served_and_comes_and_goes(home: Path, client: FlaskClient) -> None:
    assert client.get("/mine").status_code == 404
    new_workspace("mine", title="Our committee", at=AT).store.close()
    assert client.get("/mine").status_code == 200
    assert client.get("/demo").status_code == 200
    assert "Our committee (yours)" in client.get("/demo").text
    for left in home.glob("mine.sqlite*"):
        left.unlink()
    assert client.get("/mine").status_code == 404


def test_the_list_says_what_each_is(home: Path, client: FlaskClient) -> None:
    new_workspace("mine", at=AT).store.close()
    page = client.get("/demo").text
    for words in ("(invented, read only)", "mine (yours)"):
        assert words in page
    whole = client.get("/demo/workspaces").text
    for words in ("invented, read only", "yours", "New workspace", "Fictional region"):
        assert words in whole


def test_the_real_register_is_the_public_one(tmp_path: Path) -> None:
    """By what it ships with: outlines of the world, not of the invented region."""
    register = Workspace("register", MemoryStore(), title="Public register", read_only=True)
    invented = Workspace("demo", MemoryStore(), title="Fictional region", read_only=True, shapes="demo")
    own = Workspace("mine", MemoryStore())
    kinds = [(s.name, s.kind) for s in ServiceAnswers([register, own, invented]).workspaces()]
    assert kinds == [("register", "public"), ("mine", "own"), ("demo", "invented")]  # in the order given


def test_a_new_workspace_is_made_on_a_page_and_opens_on_its_board(home: Path, client: FlaskClient) -> None:
    """The part of the invented region that touches one country: it opens with the board of that country."""
    form = {"name": "almara", "title": "Almara committee", "origin": "demo", "country": "XAA"}
    sent = client.post("/demo/do/new-workspace?lang=fr", data=form, headers=OURS)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/almara/country/XAA?lang=fr")
    board = client.get("/almara/country/XAA")
    assert board.status_code == 200
    assert "Almara committee" in board.text
    assert 'value="/almara/country/XAA"' in client.get("/demo").text  # what choosing it in the bar opens
    client.set_cookie("first", "/almara/country/XAA")
    assert client.get("/").headers["Location"] == "/almara/country/XAA"
    # what did not come with it: the board of a country that it lacks, and the overview
    lacks = "Not in this copy: Belorin. It was made for Almara; what is recorded of others was not copied."
    assert lacks in client.get("/almara/country/XAB").text
    for page in ("meeting", "plan", "verify-next", "weak-points", "cliffs", "donors", "routes", "history"):
        text = client.get(f"/almara/{page}/XAB").text
        assert text.count(lacks) == 1, page
        assert "has not been reviewed yet" not in text
    assert lacks not in client.get("/almara/plan/XAA").text
    others = "The workspace that it was copied from may name others whom to ask."
    asks = [
        p
        for p in ("meeting", "plan", "weak-points", "country")
        if others in client.get(f"/almara/{p}/XAA").text
    ]
    assert asks == ["meeting", "plan", "weak-points"]
    made_for = "This is a copy made for Almara: what is recorded of other countries was not copied."
    assert made_for in client.get("/almara/map").text
    assert made_for not in client.get("/demo/map").text
    # the file by which it is shared says so too
    bundle = home.parent / "bundle.jsonl"
    bundle.write_bytes(client.get("/almara/bundle/almara.jsonl").data)
    elsewhere = Workspace("elsewhere", MemoryStore())
    taken_in = elsewhere.import_files([bundle], at="2026-11-25T00:00:00Z")
    assert [i.code for i in taken_in.issues if i.location.file == "bundle.jsonl"] == ["I-COPY"]
    assert elsewhere.made_for == ("XAA",)
    ours = workspace_for("almara")
    assert (ours.read_only, ours.countries_of, str(ours.default_tier)) == (False, ("XAA",), "AMBER")
    assert ours.store.batches()[-1].batch.note == "from demo"
    ours.store.close()
    file = {"files": (io.BytesIO(b"source_id,title\nown,Our yearbook\n"), "sources.csv")}
    taken = client.post("/almara/do/send", data=file, headers=OURS, content_type="multipart/form-data")
    assert taken.status_code == 303
    assert "/almara/data?upload=" in taken.headers["Location"]
    # one review of Belorin more, by whoever got the copy: all else of Belorin is still in the original alone
    more = home.parent / "more"
    more.mkdir()
    (more / "reviews.csv").write_text(
        "iso3,capability,outcome,phase,method,reviewed_on,source_id\nXAB,4,found,1,interview,2026-11-01,mine\n",
        encoding="utf-8",
    )
    (more / "sources.csv").write_text("source_id,title\nmine,My own review\n", encoding="utf-8")
    refuse(workspace_for("almara").import_files([more], at="2026-11-25T00:00:00Z"))
    assert client.get("/almara/country/XAB").text.count(lacks) == 1


def test_an_empty_one_opens_on_its_data_page(home: Path, client: FlaskClient) -> None:
    sent = client.post(
        "/demo/do/new-workspace",
        data={"name": "empty_one", "title": "", "origin": "", "country": "XAA"},
        headers=OURS,
    )
    assert sent.headers["Location"] == "/empty_one/data"
    page = client.get("/empty_one/data")
    assert (page.status_code, "This workspace is empty" in page.text) == (200, True)


@pytest.mark.parametrize("name", ["", "demo", "DEMO", "a/b", "..", "a b", "x" * 61, "-x", "a\ud800"])
def test_a_name_that_cannot_be_is_said_so_and_nothing_is_left(
    home: Path, client: FlaskClient, name: str
) -> None:
    before = sorted(p.name for p in home.iterdir())
    form = {"name": name.encode("utf-8", "replace"), "title": "x", "origin": ""}
    sent = client.post("/demo/do/new-workspace", data=form, headers={**OURS, "Accept": "application/json"})
    assert sent.json is not None
    assert "cannot be a name" in sent.json["message"] or "already" in sent.json["message"]
    assert sorted(p.name for p in home.iterdir()) == before


def test_nobody_elsewhere_makes_one(home: Path, client: FlaskClient) -> None:
    form = {"name": "mine", "origin": ""}
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://[::1"}):
        assert client.post("/demo/do/new-workspace", data=form, headers=headers).status_code == 403
    assert not path_of("mine", settings_from()).exists()


@pytest.mark.parametrize("name", ["demo", "register"])
def test_the_shipped_two_refuse_data_and_lead_to_a_copy(client: FlaskClient, name: str) -> None:
    page = client.get(f"/{name}/data").text
    assert "Make a copy for your country" in page
    assert f'href="/{name}/workspaces#new"' in page
    assert 'type="file"' not in page
    file = {"files": (io.BytesIO(b"source_id,title\nown,Ours\n"), "sources.csv")}
    sent = client.post(f"/{name}/do/send", data=file, headers=OURS, content_type="multipart/form-data")
    assert sent.status_code == 403


def test_one_that_cannot_be_opened_is_told_and_stops_no_other(home: Path, client: FlaskClient) -> None:
    """A file that is no database, an address that others can read, a server that is not there."""
    (home / "broken.sqlite").write_bytes(b"no database at all, " * 500)
    keep(home, Address("open", "bolt://127.0.0.1:1")).chmod(0o644)
    keep(home, Address("far", "bolt://127.0.0.1:1"))
    assert client.get("/demo").status_code == 200
    assert client.get("/far/country/XAA").status_code == 503  # waits for the thread that opens it
    told = client.get("/demo/workspaces").text
    assert "others on this machine can read it" in told
    assert "Nothing answers at bolt://127.0.0.1:1" in told
    assert client.get("/far/country/XAA").status_code == 503
    assert client.get("/broken").status_code >= 400
    assert "read it" in client.get("/open").text
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    (home / "broken.sqlite").unlink()
    (home / "open.server").unlink()
    (home / "far.server").unlink()
    assert client.get("/readyz").status_code == 200


def test_one_that_is_mended_is_served_without_a_new_start(
    home: Path, built: bytes, client: FlaskClient
) -> None:
    (home / "late.sqlite").write_bytes(b"not yet a database, " * 500)
    assert client.get("/late").status_code >= 400
    for left in home.glob("late.sqlite*"):
        left.unlink()
    (home / "late.sqlite").write_bytes(built)
    assert client.get("/late").status_code == 200


def test_an_address_that_was_edited_is_used_from_then_on(home: Path, client: FlaskClient) -> None:
    """The store that the old address opened is let go, and no page tells of it any more."""
    keep(home, Address("far", "bolt://127.0.0.1:1"))
    client.get("/far")
    assert "127.0.0.1:1" in client.get("/demo/workspaces").text
    keep(home, Address("far", "bolt://127.0.0.1:2"))
    client.get("/far")
    told = client.get("/demo/workspaces").text
    assert "127.0.0.1:2" in told
    assert "127.0.0.1:1 " not in told


def test_two_servers_and_two_files_of_one_name_keep_apart(home: Path, tmp_path: Path, built: bytes) -> None:
    """Two addresses on one machine are two names, two files of one stem are numbered, one file given twice is one."""
    other = tmp_path / "demo.sqlite"
    other.write_bytes(built)
    texts = ["bolt://127.0.0.1:1", "bolt://127.0.0.1:2", "demo", str(other), str(other)]
    found = Served(texts=texts)
    assert list(found) == ["neo4j-127.0.0.1-1", "neo4j-127.0.0.1-2", "demo", "demo-2"]
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:2"):
        found["neo4j-127.0.0.1-2"]
    assert found["demo-2"].store.url.endswith(str(other))
    for name in ("demo", "demo-2"):
        found[name].store.close()


def test_only_those_named_are_served_where_some_are_named(home: Path) -> None:
    new_workspace("mine", at=AT).store.close()
    client = application(("demo",), date(2026, 11, 25), frozenset({"localhost"})).test_client()
    assert client.get("/mine").status_code == 404
    made = client.post("/demo/do/new-workspace", data={"name": "other", "origin": ""}, headers=OURS)
    assert made.headers["Location"] == "/other/data"
    assert client.get("/other").status_code == 200


def test_many_looks_at_once_open_one_store(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening is outside the lock; of two who open the same, one is kept."""
    import threading

    opened: list[str] = []
    real = served.workspace_for

    def slow(text: str) -> Workspace:
        opened.append(text)
        time.sleep(0.05)
        return real(text)

    monkeypatch.setattr(served, "workspace_for", slow)
    found = Served(texts=home_names)
    new_workspace("mine", at=AT).store.close()
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(id(found["mine"].store))) for _ in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(set(seen)) == 1
    found["mine"].store.close()


def test_what_is_no_workspace_at_all_is_an_error_of_the_start(home: Path) -> None:
    with pytest.raises(UsageError, match="There is no workspace"):
        workspace_for("nothing")


def test_many_who_make_the_same_workspace_at_once_make_one(everything: Served) -> None:
    """Somebody presses the button twice: one is made and whole, the others are told."""
    source = everything["demo"]
    ready = threading.Barrier(4)

    def make(_n: int) -> str:
        ready.wait()
        try:
            new_workspace("twice", source=source, at=AT).store.close()
        except UsageError as error:
            return str(error.message)
        return ""

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(make, range(4)))
    assert said[0] == ""
    assert all("already" in text for text in said[1:]), said
    made = workspace_for("twice")
    assert made.store.info().counts == source.store.info().counts
    assert errors_in(made.store.verify()) == []
    assert sorted(p.name for p in settings_from().home.glob("twice*")) == ["twice.sqlite"]


def test_two_who_need_a_shipped_workspace_first_at_once_get_the_same(home: Path) -> None:
    path_of("demo", settings_from()).unlink()
    ready = threading.Barrier(2)

    def first(_n: int) -> str:
        ready.wait()
        return workspace_for("demo").snapshot().id

    with ThreadPoolExecutor(2) as pool:
        ids = set(pool.map(first, range(2)))
    assert len(ids) == 1
    assert errors_in(workspace_for("demo").store.verify()) == []


def test_no_workspace_takes_the_place_of_a_page_of_the_program(client: FlaskClient) -> None:
    """The first part of every address of the program that is no workspace, from its own table of routes."""
    rules = [rule.rule.strip("/").split("/")[0] for rule in client.application.url_map.iter_rules()]
    words = {r for r in rules if r and not r.startswith("<")}
    assert {"assets", "healthz", "_palette"} <= words
    for word in words:
        with pytest.raises(UsageError):
            new_workspace(word, at=AT)


@pytest.mark.parametrize("letter", ["\U00010348", "\u3042"])
def test_a_name_of_letters_that_take_many_bytes(home: Path, letter: str) -> None:
    """Sixty of four bytes are more than a file may be called by; sixty of three are not."""
    if len(letter.encode()) == 4:
        with pytest.raises(UsageError):
            new_workspace(letter * 60, at=AT)
    else:
        assert new_workspace(letter * 60, at=AT).name == letter * 60
    assert [p.name for p in home.glob("*.building*")] == []


def test_a_copy_for_the_chosen_country_is_three_clicks_away(home: Path, client: FlaskClient) -> None:
    """Menu, page, button: what it is called, its name and its country stand in the form already, and a name that is
    taken is not proposed again."""
    page = client.get("/demo/workspaces?country=XAA").text
    assert "Make a copy for Almara" in page
    assert 'value="Almara"' in page
    assert 'value="almara"' in page
    form = {"name": "almara", "title": "Almara", "origin": "demo", "country": "XAA"}
    assert (
        client.post("/demo/do/new-workspace", data=form, headers=OURS).headers["Location"]
        == "/almara/country/XAA"
    )
    assert 'value="almara-2"' in client.get("/demo/workspaces?country=XAA").text
    assert client.get("/almara").headers["Location"] == "/almara/country/XAA"  # never on an empty world
    assert "Make a copy for my country" in client.get("/demo/workspaces").text
    assert "Make a copy for" not in client.get("/almara/workspaces").text


def test_the_form_says_what_must_be_filled_in(home: Path, client: FlaskClient) -> None:
    page = client.get("/demo/workspaces").text
    assert "Name of the workspace (required)" in page
    assert 'id="new-title-wrong"' in page
    assert "Entrez un nom" in client.get("/demo/workspaces?lang=fr").text
    assert "Escriba un nombre" in client.get("/demo/workspaces?lang=es").text
