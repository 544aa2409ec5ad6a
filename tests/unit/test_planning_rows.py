"""What rows that come in would change, where some go by a scope and others by their id."""

from __future__ import annotations

from coordination.ingest.plan import plan
from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry
from coordination.workspace.service import Workspace


def test_what_goes_by_its_id_does_not_bring_back_what_goes_by_its_scope() -> None:
    made = Workspace("test", MemoryStore())
    made.save(
        [
            Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
            Entry("countries", {"iso3": "MLI", "iso2": "ML", "name": "Mali"}),
            Entry("sources", {"source_id": "s", "title": "Report"}),
            Entry("stakeholders", {"id": "a", "name": "Alpha", "kind": "ngo"}),
            *(
                Entry("deliveries", {"stakeholder_id": "a", "capability": n, "iso3": c, "source_id": "s"})
                for n, c in (("1", "MWI"), ("2", "MWI"), ("3", "MLI"), ("4", "MLI"))
            ),
        ],
        at="2026-11-25T10:00:00Z",
    )
    now = made.records()
    place = {now["deliveries"].text("capability", i): ident for i, ident in enumerate(now["deliveries"].ids)}
    found = plan(now, {}, ["deliveries:MWI"], gone={"deliveries": {place["2"], place["3"]}})
    assert set(found.removed["deliveries"].ids) == {place["1"], place["2"], place["3"]}
    assert len(found.removed["deliveries"]) == 3
