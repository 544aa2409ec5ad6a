"""Names and the records they name, worked by hand: what is found needs no guess, the rest is a suggestion."""

from __future__ import annotations

import time

import pytest

from coordination.model.name_index import ALSO_CALLED, Known, NameIndex, key_of, name_index
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry
from coordination.workspace.service import Workspace
from graph_schema.errors import UsageError
from tests.ready import shipped

COUNTRIES = [
    {"iso3": "MWI", "iso2": "MW", "m49": "454", "name": "Malawi"},
    {"iso3": "MLI", "iso2": "ML", "m49": "466", "name": "Mali"},
    {"iso3": "CMR", "iso2": "CM", "m49": "120", "name": "Cameroon"},
    {"iso3": "GBR", "iso2": "GB", "m49": "826", "name": "United Kingdom"},
    {"iso3": "ZMB", "iso2": "ZM", "m49": "894", "name": "Zambia"},
]
ORGANISATIONS = [
    {"id": "mw-police", "name": "Malawi Police Service", "kind": "law_enforcement", "home_iso3": "MWI"},
    {
        "id": "yoneco",
        "name": "Youth Net and Counselling (YONECO)",
        "kind": "ngo",
        "home_iso3": "MWI",
    },
    {
        "id": "unodc",
        "name": "United Nations Office on Drugs and Crime",
        "short_name": "UNODC",
        "name_fr": "Office des Nations Unies contre la drogue et le crime",
        "short_name_fr": "ONUDC",
        "kind": "un_agency",
    },
    {"id": "mw-justice", "name": "Ministry of Justice (Malawi)", "kind": "government", "home_iso3": "MWI"},
    {
        "id": "mw-info",
        "name": "Ministry of Information and Digitalization of Malawi",
        "short_name": "Information Ministry",
        "kind": "government",
        "home_iso3": "MWI",
    },
    {"id": "zm-police", "name": "Zambia Police", "kind": "law_enforcement", "home_iso3": "ZMB"},
    {"id": "zm-police-school", "name": "Zambia Police School", "kind": "academia", "home_iso3": "ZMB"},
    {"id": "zm-police-band", "name": "Zambia Police School Band", "kind": "other", "home_iso3": "ZMB"},
]
WORLD = Snapshot.from_rows(
    {
        "countries": COUNTRIES,
        "stakeholders": ORGANISATIONS,
        "committee_bodies": [{"body_id": "mw-justice", "iso3": "MWI"}],
        "sources": [{"source_id": "annual-2024", "title": "Annual report 2024 of the national hotline"}],
    }
)


def stored() -> Workspace:
    made = Workspace("test", MemoryStore())
    made.save([Entry("countries", row) for row in COUNTRIES], at="2026-12-01T00:00:00Z")
    return made


def found(kind: str, text: str) -> tuple[str, ...]:
    return name_index(WORLD, kind).find(text).ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("mw-police", ("mw-police",)),
        ("MW-Police", ("mw-police",)),  # the id, without case
        ("Malawi Police Service", ("mw-police",)),
        ("  malawi   POLICE service ", ("mw-police",)),
        ("Malawi Police", ("mw-police",)),  # two of three words, and no other name begins so
        ("Malawi Pol", ()),  # words are whole
        ("Malawi", ()),  # one word is never enough, though one name alone begins with it
        ("Police Malawi", ()),
        ("YONECO", ("yoneco",)),  # in brackets, in capitals
        ("Y.O.N.E.C.O.", ("yoneco",)),
        ("MPS", ()),  # initials that nobody recorded are a guess
        ("ONUDC", ("unodc",)),
        ("Office des Nations unies contre la drogue et le crime", ("unodc",)),
        ("Zambia Police", ("zm-police",)),  # a whole name wins over the beginning of a longer one
        ("Zambia Police Sch", ()),
        ("Ministry of Justice", ()),  # of Malawi is what was left out: it may be that of any country
        ("Ministry of Information and Digitalization", ()),
        ("", ()),
        ("?!", ()),
    ],
)
def test_organisations_are_found_where_nothing_is_guessed(text: str, ids: tuple[str, ...]) -> None:
    assert found("stakeholders", text) == ids


def test_two_that_begin_alike_are_both_named() -> None:
    index = NameIndex([Known("a", "Police School North", ()), Known("b", "Police School South", ())])
    assert index.find("police school").ids == ("a", "b")
    assert index.find("police school").id == ""
    assert index.find("police school north").id == "a"


def test_the_misspelt_beginning_of_a_long_name_is_a_suggestion() -> None:
    names = {"yoneco": "Youth Net and Counselling (YONECO), Tithandizane helpline", "net": "Youth Rights"}
    index = NameIndex(Known(ident, name) for ident, name in names.items())
    # "youth net councelling" differs in one letter from the first three words, and the name has five
    assert index.find("Youth Net and Councelling").ids == ()
    assert [r.id for r in index.suggest("Youth Net and Councelling")] == ["yoneco"]
    assert index.suggest("Yought") == []  # one word says too little


def test_a_name_that_may_be_usual_elsewhere_is_said_to_be_one() -> None:
    index = name_index(WORLD, "stakeholders")
    assert index.find("Information Ministry").id == "mw-info"
    assert not index.find("Information Ministry").whole
    assert not index.find("Malawi Police").whole
    assert index.find("Malawi Police Service").whole
    assert index.find("unodc").whole


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Malawi", ("MWI",)),
        ("Mali", ("MLI",)),
        ("MALI ", ("MLI",)),
        ("mwi", ("MWI",)),
        ("ML", ("MLI",)),
        ("454", ("MWI",)),
        ("Cameroun", ("CMR",)),
        ("Camerún", ("CMR",)),
        ("Royaume-Uni", ("GBR",)),
        ("UK", ("GBR",)),
        ("Great Britain", ("GBR",)),  # a usual name that no language has as the country's
        ("United Kingdom of Great Britain and Northern Ireland", ("GBR",)),
        ("Malawy", ()),  # as near to Malawi as to nothing: somebody says which
        ("Malaw", ()),
        ("Mal", ()),
    ],
)
def test_countries_by_name_in_every_language_and_by_code(text: str, ids: tuple[str, ...]) -> None:
    assert found("countries", text) == ids


def test_official_and_former_names_of_countries_name_one_country_of_the_register() -> None:
    index = name_index(shipped("register").snapshot(), "countries")
    names = {
        "United States of America": "USA", "United Republic of Tanzania": "TZA", "Russian Federation": "RUS",
        "Republic of Korea": "KOR", "Democratic People's Republic of Korea": "PRK", "Lao PDR": "LAO",
        "Ivory Coast": "CIV", "Burma": "MMR", "Turkey": "TUR", "Swaziland": "SWZ", "Czech Republic": "CZE",
        "DRC": "COD", "Republic of the Congo": "COG", "Iran (Islamic Republic of)": "IRN",
    }  # fmt: skip
    assert {text: index.find(text).ids for text in names} == {text: (iso3,) for text, iso3 in names.items()}
    countries = shipped("register").snapshot()["countries"]
    codes = dict(zip(countries["iso2"].texts(), countries.ids, strict=True))
    for code, others in ALSO_CALLED.items():
        assert {index.find(name).ids for name in others} == {(codes[code],)}, code


@pytest.mark.parametrize(
    ("text", "iso3"), [("cameroun", "CMR"), (" Camerún", "CMR"), ("uk", "GBR"), ("mw", "MWI"), ("Mwi", "MWI")]
)
def test_a_command_finds_a_country_as_a_file_does(text: str, iso3: str) -> None:
    assert stored().country(text) == iso3


def test_a_country_that_is_not_found_is_asked_back() -> None:
    """Begun by two names; like none of them; and in an empty database."""
    space = stored()
    for text, hint in (
        ("Mal", "Did you mean MWI (Malawi) / MLI (Mali)?"),
        ("QQQQQQ", "Use its ISO code of three letters."),
    ):
        with pytest.raises(UsageError) as caught:
            space.country(text)
        assert (caught.value.message, caught.value.hint) == (f"There is no country {text!r}.", hint)
    with pytest.raises(UsageError, match="the database is still empty"):
        Workspace("test", MemoryStore()).country("Malawi")


@pytest.mark.parametrize("text", ["Republic of Malawi", "The Kingdom of Malawi", "République du Malawi"])
def test_a_country_at_the_end_of_a_longer_name_is_offered_and_not_taken(text: str) -> None:
    """Nothing says that such a state is that of the name alone, as with the Republic of China."""
    names = name_index(WORLD, "countries")
    assert names.find(text).ids == ()
    assert names.suggest(text)[0].id == "MWI"


def test_malawi_and_mali_are_never_taken_for_one_another() -> None:
    """Every text that is one letter away from both or either is asked about."""
    index = name_index(WORLD, "countries")
    for text in ("Malaw", "Malwi", "Mali i", "Maalawi", "Mal1", "Malii", "Malai"):
        assert index.find(text).ids == ()
        assert "MWI" in [k.id for k in index.suggest(text)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("3", ("3",)),
        ("03", ("3",)),
        ("No. 3", ("3",)),
        ("C3", ("3",)),
        ("3 Legislation", ("3",)),
        ("3. legislation", ("3",)),
        ("legislation", ("3",)),
        ("Législation", ("3",)),
        ("99", ()),
        ("3 Leadership", ()),  # the number and the name contradict
    ],
)
def test_capabilities_by_number_and_name(text: str, ids: tuple[str, ...]) -> None:
    assert found("capabilities", text) == ids


def test_a_national_body_has_the_name_of_its_organisation() -> None:
    assert found("committee_bodies", "Ministry of Justice (Malawi)") == ("mw-justice",)
    assert found("committee_bodies", "Malawi Police") == ()


def test_sources_by_title() -> None:
    assert found("sources", "Annual report 2024 of the National Hotline") == ("annual-2024",)
    assert found("sources", "Annual report") == ()  # two of six words


def test_names_are_shown_in_the_language_of_the_reader() -> None:
    (first, *_) = name_index(WORLD, "stakeholders", "fr").suggest("unodc")
    assert first.name == "Office des Nations Unies contre la drogue et le crime"
    (country, *_) = name_index(WORLD, "countries", "fr").suggest("cameroon")
    assert (country.id, country.name, country.further) == ("CMR", "Cameroun", "CMR")


def test_suggestions_while_typing() -> None:
    index = name_index(WORLD, "stakeholders")
    ids = [k.id for k in index.suggest("mal")]
    assert ids[0] == "mw-police"  # the only name that begins so
    assert index.suggest("MPS")[0].id == "mw-police"  # its initials
    assert index.suggest("police mal")[0].id == "mw-police"  # both begin a word of it
    assert index.suggest("Malwai Polise Servise")[0].id == "mw-police"  # like it
    assert len(index.suggest("police", 2)) == 2
    assert index.suggest("") == []
    assert (index.suggest("zambia police", 1)[0].id, index.suggest("mw-police")[0].further) == (
        "zm-police",
        "MWI",
    )


def test_marks_accents_and_alphabets_are_not_compared() -> None:
    assert key_of("Côte d'Ivoire") == key_of("cote d’ivoire") == "cote d ivoire"
    assert key_of("Saint Lucia") == key_of("St. Lucia") == "st lucia"
    assert key_of("The Bahamas & Co") == "bahamas co"
    assert key_of("The And") == "the and"  # nothing else is left of it
    assert key_of("U.N.O.D.C.") == "unodc"


def test_five_thousand_organisations_are_searched_while_typing() -> None:
    """50 ms were promised for each letter; a machine with much else to do has ten times as long."""
    records = [
        Known(f"o{i}", f"Organisation {i} for the Protection of Children {i % 97}") for i in range(5000)
    ]
    index = NameIndex(records)
    began = time.process_time()
    assert index.suggest("protecton of childen 42", 8)
    assert time.process_time() - began < 0.5
