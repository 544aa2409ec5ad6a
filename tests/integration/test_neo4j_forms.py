"""A workspace in a real Neo4j, kept through the forms of the dashboard: corrected, proposed, accepted, undone, and two
people on one record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from coordination.model.changes import BatchKind
from coordination.store.neo4j import Neo4jStore
from coordination.workspace.editing import digest_now
from dashboard.backend.answers import ServiceAnswers
from dashboard.ui.tree import find, text_of
from dashboard.web.app import create_app
from tests.dashboard.test_records import JSON, NEW, POLICE, page, post, proposed, start, work


def test_a_workspace_in_neo4j_is_kept_through_forms(neo4j_url: str, tmp_path: Path) -> None:
    store = Neo4jStore(neo4j_url)
    store.prepare()
    space = start("ours", store)
    space.scenario_folder = tmp_path / "ours.scenarios"
    app = create_app(ServiceAnswers([space]), lambda: date(2026, 11, 25))
    client = app.server.test_client()
    began = space.snapshot().id
    (ident,) = space.snapshot()["deliveries"].ids
    opened = (("id", ident), ("was", digest_now(space.snapshot(), "deliveries", ident)))
    mine = {
        "stakeholder_id": POLICE,
        "capability": "4",
        "iso3": "MWI",
        "since": "2020",
        "source_id": "Annual report",
    }

    corrected = post(client, "/ours/do/record/deliveries", *opened, **mine, until="2027")
    assert work(space)["police 4"]["until"] == "2027"
    late = post(client, "/ours/do/record/deliveries", *opened, **mine, until="2030")
    assert "Someone changed this record after you opened it." in text_of(page(app, late["to"]))
    assert work(space)["police 4"]["until"] == "2027"

    proposed(client)
    assert set(work(space)) == {"police 4"}
    (form,) = [f for f in find(page(app, "/ours/proposals"), "form") if "/do/accept/" in f[1]["action"]]
    accepted = client.post(form[1]["action"], headers=JSON).get_json()
    assert set(work(space)) == {"police 4", "police 12"}

    said = [("f.13-says", "does"), ("f.13-1", "Safe Net"), ("new.13-1", "1")]
    new = [("n.13-1.name", "Safe Net"), ("n.13-1.kind", "ngo")]
    post(client, "/ours/do/five-minutes/MWI", *said, *new, source_id=NEW["source_id"], verified="recalled")
    assert set(work(space)) == {"police 4", "police 12", "safe-net 13"}
    survey = space.store.batches()[-1].batch.id

    for batch in (survey, *(t["undo"]["action"].rpartition("/")[2] for t in (accepted, corrected))):
        told = client.post(f"/ours/do/undo/{batch}", headers=JSON).get_json()
        assert "was undone" in told["said"]
    assert space.snapshot().id == began
    kinds = [b.batch.kind for b in space.store.batches()]
    assert kinds == [BatchKind.EDIT] * 4 + [BatchKind.UNDO] * 3
    (table,) = [t for t in find(page(app, "/ours/history"), "table") if "Saved updates" in text_of(t)]
    assert f"{POLICE} · 12 CSEA Hotline · Malawi" in text_of(table)
    assert not space.verify()
    store.close()
