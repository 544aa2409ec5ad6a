"""A merge that is undone, by the links and buttons of the page, in every database: all is as it was, and the history
says who did what."""

from __future__ import annotations

import json
from datetime import date

from coordination.answers.asking import ask
from coordination.store.base import GraphStore
from coordination.workspace.deriving import layer_of
from coordination.workspace.service import Question, Workspace
from dashboard.backend.answers import ServiceAnswers
from dashboard.web.app import create_app
from tests.contract.test_store import put
from tests.dashboard.test_records import JSON
from tests.dashboard.test_same_organisation import forms, rows
from tests.said import as_json

DAY = date(2026, 11, 25)


def test_a_merge_is_undone_on_the_page(store: GraphStore) -> None:
    put(store, rows())
    w, q = Workspace("ours", store), Question(DAY)

    def told() -> str:
        answers = [ask(w, q, name) for name in ("coverage", "gaps", "partners", "deliveries")]
        return json.dumps([a if isinstance(a, dict) else as_json(a) for a in answers], sort_keys=True)

    before, board, layer = store.snapshot().id, told(), layer_of(w.facts(q), DAY)
    with create_app(ServiceAnswers([w]), lambda: DAY).server.test_client() as client:
        action, given = forms(client)["Same: keep Child Line Malawi"]
        assert client.post(action, data=given, headers=JSON).get_json()["said"] == "Saved. 1 record changed."
        assert store.snapshot().id != before
        assert len(store.snapshot()["stakeholders"]) == 2  # the records are as they were
        assert told() != board
        merged = layer_of(w.facts(q), DAY)
        assert [c.independent for c in merged.cells if c.capability == "12"] == [1]
        assert [c.independent for c in layer.cells if c.capability == "12"] == [2]
        action, given = forms(client)["Undo the judgement"]
        client.post(action, data=given, headers=JSON)
    assert store.snapshot().id == before
    assert told() == board
    assert layer_of(w.facts(q), DAY).cells == layer.cells
    assert [dict(b.counts) for b in store.batches()][1:] == [
        {"added": 1, "changed": 0, "removed": 0},
        {"added": 0, "changed": 0, "removed": 1},
    ]
