"""Twenty people who add the same organisation at once make one: what was asked of the first is asked of all others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from werkzeug.datastructures import MultiDict

from coordination.store.base import GraphStore
from coordination.workspace.editing import Entry
from coordination.workspace.service import Workspace
from dashboard.backend.forms import Forms, Saved

AT = "2026-11-29T10:00:00Z"
MANY = 20


def test_one_organisation_is_made(store: GraphStore) -> None:
    w = Workspace("ours", store)
    w.save([Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"})], at=AT)
    forms, together = Forms({"ours": w}), Barrier(MANY)

    def post(number: int) -> Saved:
        given = {
            "f.name": "Child Watch",
            "f.kind": "ngo",
            "f.home_iso3": "MWI",
            "f.note": f"seen by {number}",
        }
        together.wait()
        return forms.submit("ours", "stakeholders", MultiDict(given))

    with ThreadPoolExecutor(MANY) as threads:
        found = list(threads.map(post, range(MANY)))
    assert list(w.snapshot()["stakeholders"].ids) == ["child-watch"]
    assert sum(bool(s.batch) for s in found) == 1
    asked = [forms.waiting("ours", s.waits, "stakeholders") for s in found if s.waits]
    assert len(asked) == MANY - 1
    assert all([d.id for d in form.doubts] == ["child-watch"] for form in asked)
