"""One fact corrected on a form, and a name looked for while it is typed, beside what else one could use."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measure import timed

__all__ = ["ORGANISATIONS", "measure", "measure_names"]

ORGANISATIONS = 5_000
AT = "2026-11-25T00:00:00Z"
TYPED = ("mal", "malawi pol", "centre for", "polcie 417", "unit 93")


def measure(database: str, repeats: int) -> dict[str, Any]:
    """``form``: a record corrected through the service, its snapshot read again; ``file``: the same through a file of
    one row."""
    from coordination.store.sqlite import SqliteStore
    from coordination.workspace.editing import Entry, digest_now
    from coordination.workspace.service import Workspace, refuse

    w = Workspace("bench", SqliteStore(Path(database)))
    frame = w.snapshot()["deliveries"]
    ident, columns = frame.ids[0], frame.type.columns
    turn = iter(range(10_000))

    def form() -> None:
        was = digest_now(w.snapshot(), "deliveries", ident)
        refuse(w.save([Entry("deliveries", {"note": f"form {next(turn)}"}, ident, was)], at=AT))
        w.snapshot()

    def file() -> None:
        now = w.snapshot()["deliveries"]
        row = {**now.row(now.position[ident]), "note": f"file {next(turn)}"}
        with TemporaryDirectory(prefix="bench-") as folder:
            path = Path(folder, "deliveries.csv")
            path.write_text(
                ",".join(columns) + "\n" + ",".join(f'"{row[c]}"' for c in columns) + "\n", encoding="utf-8"
            )
            refuse(w.import_files([path], at=AT))
        w.snapshot()

    form()  # what is loaded once is loaded
    found = {"form": asdict(timed(form, repeats)), "file": asdict(timed(file, repeats))}
    assert (
        w.snapshot()["deliveries"].text("note", w.snapshot()["deliveries"].position[ident]).startswith("file")
    )
    return found


def measure_names(repeats: int) -> dict[str, Any]:
    """``typing``: suggestions for five beginnings of names, each; ``building``: the index; ``peer``: the best eight of
    ``rapidfuzz`` over the same names, each."""
    from rapidfuzz import fuzz, process, utils

    from coordination.model.name_index import NameIndex, known_records
    from coordination.model.snapshot import Snapshot

    kinds = (
        "Police",
        "Centre for Missing Children",
        "Child Helpline",
        "Cybercrime Unit",
        "Ministry of Gender",
    )
    rows = [
        {"id": f"o{n}", "name": f"{kinds[n % 5]} {n}", "kind": "ngo", "home_iso3": "MWI"}
        for n in range(ORGANISATIONS)
    ]
    snapshot = Snapshot.from_rows(
        {"countries": [{"iso3": "MWI", "iso2": "MW", "name": "Malawi"}], "stakeholders": rows}
    )
    index = NameIndex(known_records(snapshot, "stakeholders"))
    names = [r["name"] for r in rows]

    def typing() -> None:
        for text in TYPED:
            index.suggest(text)

    def peer() -> None:
        for text in TYPED:
            process.extract(text, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=8)

    def building() -> None:
        NameIndex(known_records(snapshot, "stakeholders"))

    return {
        k: asdict(timed(f, repeats)) for k, f in (("typing", typing), ("peer", peer), ("building", building))
    }
