"""A filled workbook that somebody edits in LibreOffice and sends back: exactly what was edited is shown. The edits are
made in LibreOffice's own form of the document, as a person at its keyboard makes them, and it saves the workbook."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from coordination.exchange.templates import workbook
from coordination.model.headings import sheet_name
from coordination.store.opening import open_store
from coordination.workspace.places import build_shipped
from coordination.workspace.service import Workspace
from graph_schema.schema import SCHEMA

AT = "2027-01-01T00:00:00Z"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
Cells = list[ElementTree.Element]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = build_shipped("demo", open_store(f"sqlite:///{tmp_path_factory.mktemp('office') / 'demo'}.sqlite"))
    return replace(made, read_only=False)


def converted(path: Path, ending: str, kind: str = "") -> Path:
    """The document as LibreOffice saves it in another form."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("The tests need LibreOffice: install libreoffice-calc-nogui.")
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    out = path.parent / "saved"
    (out / f"{path.stem}.{ending}").unlink(missing_ok=True)  # it says nothing where it saves nothing
    command = [
        program,
        "--headless",
        profile,
        "--convert-to",
        kind or ending,
        "--outdir",
        str(out),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / f"{path.stem}.{ending}"


def cells(row: ElementTree.Element) -> Cells:
    """The cells of a row, each on its own: empty ones and equal ones are kept once, with a count."""
    out: Cells = []
    for cell in list(row):
        count = int(cell.attrib.pop(f"{TABLE}number-columns-repeated", "1"))
        at = list(row).index(cell)
        for n in range(min(count, 60) - 1):
            row.insert(at + n + 1, ElementTree.fromstring(ElementTree.tostring(cell)))
    out.extend(row)
    return out


def said(cell: ElementTree.Element) -> str:
    return "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))


def edit(root: ElementTree.Element, sheet: str, known: str, column: str, value: str) -> None:
    """Type into the cell of a column (by its machine name) in the row that holds a text."""
    (table,) = (t for t in root.iter(f"{TABLE}table") if t.get(f"{TABLE}name") == sheet)
    rows = [cells(r) for r in table.iter(f"{TABLE}table-row")]
    at = [said(c) for c in rows[0]].index(column)
    (row,) = (r for r in rows[2:] if known in map(said, r))
    cell = row[at]
    cell.attrib = {k: v for k, v in cell.attrib.items() if k.endswith("style-name")}
    for inner in list(cell):
        cell.remove(inner)
    cell.set(f"{OFFICE}value-type", "string")  # cells of the workbook are text: what is typed stays as it is
    ElementTree.SubElement(cell, f"{TEXT}p").text = value


def test_what_was_edited_in_libreoffice_is_shown_and_nothing_else(demo: Workspace, tmp_path: Path) -> None:
    world = demo.snapshot()
    frame = world["deliveries"]
    ident = frame.ids[0]
    was = frame.row(0)
    path = tmp_path / "filled.xlsx"
    path.write_bytes(workbook(world, code="fr", filled=world))
    flat = converted(path, "fods")
    untouched = converted(flat, "xlsx", "xlsx:Calc MS Excel 2007 XML")
    outcome = demo.import_files([untouched], at=AT, dry_run=True)
    assert (len(outcome.changes), outcome.issues, outcome.questions) == (0, (), ())

    for _event, (prefix, name) in ElementTree.iterparse(flat, events=["start-ns"]):
        ElementTree.register_namespace(prefix, name)  # LibreOffice knows its document by them
    document = ElementTree.parse(flat).getroot()
    sheets = {t: sheet_name(SCHEMA[t], "fr") for t in ("stakeholders", "deliveries")}
    edit(document, sheets["stakeholders"], "a-police", "name", "Police d’Almara")
    edit(document, sheets["deliveries"], ident, "until", "2031-03-31")
    edit(document, sheets["deliveries"], frame.ids[1], "note", "vu à la réunion")
    ElementTree.ElementTree(document).write(flat, encoding="utf-8", xml_declaration=True)
    outcome = demo.import_files([converted(flat, "xlsx", "xlsx:Calc MS Excel 2007 XML")], at=AT, dry_run=True)
    assert (outcome.issues, outcome.questions) == ((), ())
    assert outcome.changes.counts() == {"added": 0, "changed": 3, "removed": 0}
    people, work = outcome.changes.changed["stakeholders"], outcome.changes.changed["deliveries"]
    assert people.after.text("name", people.after.position["a-police"]) == "Police d’Almara"
    assert work.after.row(work.after.position[ident]) == {**was, "until": "2031-03-31"}
    assert work.after.text("note", work.after.position[frame.ids[1]]) == "vu à la réunion"
