"""Figures with year and source on the board of a country and in the reasons of a capability."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.board import country, why
from dashboard.ui.tree import find, text_of
from tests.dashboard.shipped import tree_of, words_of


def test_south_africa_has_the_waspa_figures_of_2011_and_no_rank(shipped: Context) -> None:
    """indicators.csv: 22 % of girls and 20 % of boys (WASPA 2011, in the slides); rank 5 of 60 is left out."""
    tree = tree_of(shipped, country.PAGE, "/register/country/ZAF?rows=all")
    (part,) = find(tree, "section", id="country-figures")
    rows = [" ".join(text_of(r).split()) for r in find(part, "tr")[1:]]
    (girls,) = [r for r in rows if "Teenage girls" in r]
    assert "22 % 2011 Online Child Abuse and Exploitation" in girls
    assert any(r.startswith("Individuals using the internet 75.7 % 2023") for r in rows)
    assert not any("rank" in r for r in rows)
    assert any("A policy or action plan exists A proxy: the source is about child labour" in r for r in rows)


def test_the_reasons_of_education_show_what_bears_on_it(shipped: Context) -> None:
    """figures.csv: the two of WASPA bear on 13, none on 19."""
    words = words_of(shipped, why.PAGE, "/register/why/ZAF/13")
    assert "Teenage boys who had sent self-made nude or semi-nude photos: 20 % (2011)" in words
    assert "is our own reading" in words
    assert "WASPA" not in words_of(shipped, why.PAGE, "/register/why/ZAF/19")


def test_a_country_without_a_figure_has_no_such_part(shipped: Context) -> None:
    tree = tree_of(shipped, country.PAGE, "/register/country/SGS")
    assert find(tree, "section", id="country-figures") == []
