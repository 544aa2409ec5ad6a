"""Share: what an address is worth, and the files in its place."""

from __future__ import annotations

from pathlib import Path

from coordination.store.memory import MemoryStore
from coordination.workspace.service import Workspace
from dashboard.backend.context import Context
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from dashboard.web.frame import frame
from graph_schema.issues import errors_in
from tests.dashboard.shipped import AS_OF


def test_what_is_shared_is_a_file_and_the_bundle_opens_in_another_installation(
    shipped: Context, tmp_path: Path
) -> None:
    """Every record of the region in one file; an empty store that takes it in says the same."""
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    page = client.get("/demo/country/XAA")
    assert page.status_code == 200
    shared = text_of(frame(shipped, parse("/demo/country/XAA")))
    assert "The address of this page works on this computer only" in shared
    links = [
        a[1]["href"] for a in find(frame(shipped, parse("/demo/country/XAA")), "a") if "download" in a[1]
    ]
    assert links == [
        "/demo/report-file/XAA.docx?kind=country",
        "/demo/picture/board.png?country=XAA",
        "/demo/bundle/demo.jsonl",
    ]
    assert [client.get(link).status_code for link in links] == [200, 200, 200]
    bundle = client.get("/demo/bundle/demo.jsonl")
    assert bundle.status_code == 200
    file = tmp_path / "demo.jsonl"
    file.write_bytes(bundle.data)
    there = Workspace("there", MemoryStore())
    outcome = there.import_files([file], at="2026-11-25T00:00:00Z")
    assert not errors_in(outcome.issues)
    assert there.snapshot().id == shipped.world(parse("/demo")).snapshot
    there.store.close()
    assert client.get("/demo/bundle/register.jsonl").status_code == 400
