"""The page about the structure is true: nothing leads up or round, and its sizes are about those of the code."""

from __future__ import annotations

import re
from functools import cache

from tools import structure
from tools.structure import BEGIN, END, PAGE, PICTURE, ROOT, Structure


@cache
def now() -> Structure:
    return structure.read()


def told() -> dict[str, str]:
    """The table of today on the page: what -> the number, as it is written."""
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| ([\d, ]+) \|$", page.split(BEGIN)[1].split(END)[0], re.M)
    return dict(rows)


def test_no_arrow_leads_up_and_nothing_leads_round() -> None:
    for level in (now().whole, *now().inside.values()):
        assert level.back() == []
        assert level.circles() == []
    assert structure.circles(now().loaded) == []


def test_the_page_says_so_and_its_sizes_are_about_right() -> None:
    page, today = told(), dict(re.findall(r"^\| (.+?) \| ([\d, ]+) \|$", structure.table(now()), re.M))
    assert page.keys() == today.keys()
    assert len(page) > 10
    for what, number in today.items():
        told_, is_ = ([int(n.replace(",", "")) for n in text.split(", ")] for text in (page[what], number))
        for a, b in zip(told_, is_, strict=True):
            assert abs(a - b) <= max(b // 10, 1 if "circles of modules, with" in what else 0), what


def test_the_picture_has_every_room() -> None:
    picture = (ROOT / PICTURE).read_text(encoding="utf-8")
    rooms = {r.replace(".", " / ") for r in (*now().whole.order, *now().inside["pages"].order)}
    assert rooms <= set(re.findall(r"<text[^>]*>([^<]+)</text>", picture))
    assert 'class="up"' not in picture
