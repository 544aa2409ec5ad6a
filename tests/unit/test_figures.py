"""Figures about a country: by hand, on the invented region and the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coordination.analytics.board.figures import figures
from coordination.answers.asking import ask, table
from coordination.answers.figures import ANSWER, Asked
from coordination.text.languages import language_for
from coordination.text.sentences import ENGLISH
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError
from graph_schema.ids import Iso3
from tests.both import facts
from tests.oracle.small import small
from tests.ready import shipped

T = date(2026, 11, 25)


def figure(ident: str, value: str, year: str = "", **more: str) -> dict[str, str]:
    return {"indicator_id": ident, "name": ident, "value": value, "year": year, **more}


def test_the_latest_of_each_first_and_no_rank_nor_later_year() -> None:
    """Of hotline-reports 2024 before 2022; a rank and a score are left out, and so is what is said of 2027 or of a
    region. One without a year counts."""
    seen = facts(
        small(
            indicators=[
                figure("users", "41.5"),
                figure("hotline-reports", "4380", "2022", unit="count"),
                figure("hotline-reports", "5120", "2024-06", unit="count"),
                figure("hotline-reports", "9000", "2027", unit="count"),
                figure("index", "5", "2023", unit="rank"),
                figure("score", "61", "2023", unit="score 0-100"),
                figure("africa", "49", "2023", iso3="", region="Africa"),
            ]
        )
    )
    found = figures(seen, T, "MWI").figures
    assert [(f.indicator, f.value, f.year) for f in found] == [
        ("hotline-reports", 5120, "2024-06"),
        ("hotline-reports", 4380, "2022"),
        ("users", 41.5, ""),
    ]
    assert [f.capabilities for f in found] == [("12",), ("12",), ()]  # figures.csv of the edition
    assert [f.year for f in figures(seen, date(2023, 1, 1), "MWI").figures] == ["2022", ""]


@pytest.fixture(scope="module")
def register() -> Workspace:
    return shipped("register").pinned()


def test_the_register_by_hand(register: Workspace) -> None:
    """indicators.csv: of South Africa 22 and 20 % (WASPA 2011), which belong to 13, as the use of the internet does; a
    proxy of 0/1 is told so."""
    q = Question(T)
    given = {f["indicator"]: f for f in ask(register, q, "figures", country="ZAF")["figures"]}
    girls = given["waspa-sent-nude-girls"]
    assert (girls["value"], girls["year"], girls["capabilities"]) == (22, "2011", ["13"])
    assert given["internet-users"]["capabilities"] == ["13"]
    assert given["dol-policy"]["value"] in (0, 1)
    assert not {"rank", "score 0-100"} & {f["unit"] for f in given.values()}
    told = ANSWER.asked(register, q, Asked(Iso3("ZAF")))
    assert [ENGLISH.render(n, str) for n in ANSWER.tables["figures"].notes(told)] == [
        "Of a figure with the unit 0/1, 1 means yes and 0 means no.",
        "They give context and do not change a status.",
    ]
    assert ask(register, q, "figures", country="ATA")["figures"] == []
    with pytest.raises(UsageError):
        ask(register, q, "figures", country="XXX")


@pytest.mark.parametrize(
    ("lang", "persons", "share"),
    [
        ("en", "persons", "% of population"),
        ("fr", "personnes", "% de la population"),
        ("es", "personas", "% de la población"),
    ],
)
def test_a_unit_is_said_in_the_language_of_the_reader(
    register: Workspace, lang: str, persons: str, share: str
) -> None:
    """Of Malawi, population-0-14 is recorded in persons and internet-users in % of population; JSON keeps these."""
    reader, q = replace(register, language=language_for(lang)), Question(T)
    given = table(reader, q, "figures", country="MWI")
    frame = given.to_frame()
    units = dict(zip(frame["indicator"], frame["unit"], strict=True))
    assert (units["population-0-14"], units["internet-users"]) == (persons, share)
    recorded = {f["indicator"]: f["unit"] for f in ask(reader, q, "figures", country="MWI")["figures"]}
    assert (recorded["population-0-14"], recorded["internet-users"]) == ("persons", "% of population")
