"""Files that a browser keeps under their own name, whatever script it is written in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response

from dashboard.backend.answers import ServiceAnswers
from dashboard.downloads.attached import attached
from dashboard.web.app import create_app
from tests import ready


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("coverage-demo.csv", "coverage-demo.csv"),
        ("coverage-Bénin.csv", "coverage-Benin.csv"),
        ("мнр.json", "mnr.json"),
        ('a"b\r\n;c.csv', "a-b---c.csv"),
    ],
)
def test_a_name_goes_whole_and_in_plain_letters(name: str, plain: str) -> None:
    header = attached(Response(), name).headers["Content-Disposition"]
    assert header.isascii()
    assert f'filename="{plain}"' in header
    kind, given = parse_options_header(header)
    assert (kind, given["filename"]) == ("attachment", name)


def test_tables_documents_and_templates_of_a_workspace_with_an_accent(tmp_path: Path) -> None:
    made = ready.first_use("demo", tmp_path / "Bénin.sqlite")
    made = type(made)(**{**{f: getattr(made, f) for f in made.__dataclass_fields__}, "name": "Bénin"})
    client = create_app(ServiceAnswers([made]), lambda: date(2026, 11, 25)).server.test_client()
    answer = client.get("/Bénin/download/coverage.csv?country=XAA")
    assert answer.status_code == 200
    _kind, given = parse_options_header(answer.headers["Content-Disposition"])
    assert given["filename"] == "coverage-Bénin-XAA-2026-11-25.csv"
    made.store.close()
