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
from tests.both import facts
from tests.oracle.small import small
from tests.ready import shipped

T = date(2026, 11, 25)


def figure(ident: str, value: str, year: str = "", **more: str) -> dict[str, str]:
    return {"indicator_id": ident, "name": ident, "value": value, "year": year, **more}


def test_the_latest_of_each_first_and_no_rank_nor_later_year() -> None:
    """Of hotline-reports 2024 before 2022; a rank and a score are left out, and so is what is said of 2027. One without
    a year counts. A figure of a region in which the country does not lie is none of it."""
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


def test_a_figure_of_a_region_stands_with_each_country_in_it() -> None:
    """Malawi lies in Eastern Africa and in Africa: the country first, then the widest region. Asked for a region, its
    own figures alone are there. Brazil has none of them."""
    seen = facts(
        small(
            countries=[
                {"iso3": "MWI", "name": "Malawi", "region": "Africa", "subregion": "Eastern Africa"},
                {"iso3": "BRA", "name": "Brazil", "region": "Americas"},
            ],
            indicators=[
                figure("zz", "1"),
                figure("aa", "49", "2016", iso3="", region="Africa"),
                figure("bb", "7", "2016", iso3="", region="Eastern Africa"),
                figure("cc", "9", "2016", iso3="", region="World"),
            ],
        )
    )

    def told(**asked: str) -> list[tuple[str, str]]:
        return [(f.indicator, f.region) for f in figures(seen, T, **asked).figures]

    assert told(country="MWI") == [("zz", ""), ("aa", "Africa"), ("bb", "Eastern Africa")]
    assert told(country="BRA") == []
    assert told(region="Africa") == [("aa", "Africa")]
    assert told(region="World") == [("cc", "World")]


def test_a_region_is_named_in_the_language_of_the_reader(register: Workspace) -> None:
    """indicators.csv: eight figures of Africa, of the study in the slides of 2016."""
    q = Question(T)
    found = ask(register, q, "figures", country="africa")
    assert (found["country"], found["region"], len(found["figures"])) == ("", "Africa", 8)
    french = replace(register, language=language_for("fr"))
    assert ask(french, q, "figures", country="Afrique")["figures"] == found["figures"]
    malawi = ask(register, q, "figures", country="MWI")["figures"]
    assert {f["indicator"] for f in malawi if f["region"] == "Africa"} == {
        f["indicator"] for f in found["figures"]
    }


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
    told = ANSWER.asked(register, q, Asked("ZAF"))
    assert [ENGLISH.render(n, str) for n in ANSWER.tables["figures"].notes(told)] == [
        "Of a figure with the unit 0/1, 1 means yes and 0 means no.",
        "A figure with a region is about the whole region, not about this country.",
        "They give context and do not change a status.",
    ]
    assert ask(register, q, "figures", country="SGS")["figures"] == []
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
