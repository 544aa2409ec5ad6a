"""Reports say what the answers of ``mnr`` say: of one funder, of each of two bodies, of what is not confirmed, of rows
that do not count, of money that ended, and of every reason."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest

from coordination.analytics.base.facts import Evidence
from coordination.answers.asking import ask
from coordination.answers.filled import say_of
from coordination.ingest.plan import plan
from coordination.model.snapshot import Snapshot
from coordination.reports.briefs import donor_document
from coordination.reports.country import country_document
from coordination.reports.document import Board, Document, Mark, Table, Text
from coordination.reports.html import html
from coordination.reports.minutes import Minutes, minutes_document
from coordination.reports.network import network_document
from coordination.reports.word import word
from coordination.store.memory import MemoryStore
from coordination.workspace.service import Question, Workspace
from tests.contract.test_store import batch
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.ready import shipped
from tests.unit.test_reports import rows_of, told

Q = Question(date(2026, 11, 25))
CONFIRMED = replace(Q, evidence=Evidence.CONFIRMED)
SEATS = "Seats on the national body"


def of(tables: Tables) -> Workspace:
    store = MemoryStore()
    changes = plan(store.snapshot(), Snapshot.from_rows(tables).frames)
    store.apply(changes, batch(changes, "made"))
    return Workspace("w", store)


# -- the brief for one funder


def places_told(brief: Document) -> Iterator[tuple[str, str, str]]:
    """(country, state and name of a capability, why without its sources) of each place for one more provider."""
    country = ""
    for b in told(brief, "Where one more provider would help most"):
        if isinstance(b, Text):
            country = b.text if b.look == "strong" else country
            continue
        for mark, why in b.rows:
            assert isinstance(mark, Mark)
            yield country, f"{mark.state} {mark.text}", str(why).partition(" [")[0]


@pytest.mark.parametrize("name", ["demo", "register"])
def test_the_brief_of_a_funder_says_what_the_answer_for_that_funder_says(name: str) -> None:
    """Of every funder: each place told is a row of ``donors(funder=...)``, and none in these countries where its
    provider would not count is left out."""
    w = shipped(name)
    say, dependent = say_of(w, Q), 0
    code = {say.name("countries", c): c for c in w.facts(Q).countries}
    payers: list[dict[str, Any]] = ask(w, Q, "donors")["funders"]
    for funder in (p["funder"] for p in payers):
        shown = set(places_told(donor_document(w, Q, funder)))
        here = sorted({code[country] for country, _, _ in shown})
        if not here:
            continue
        given: list[dict[str, Any]] = ask(w, Q, "donors", countries=here, funder=funder)["where"]
        rows = {
            (
                say.name("countries", r["country"]),
                f"{r['signs'][0]} {say.name('capabilities', r['capability'])}",
                r["why"],
            ): r
            for r in given
        }
        assert shown <= set(rows), funder
        alone = {key for key, r in rows.items() if not r["independent"]}
        assert alone <= shown, funder
        dependent += len(alone)
    assert dependent


def test_northshore_aid_reads_that_it_alone_would_make_no_second_one() -> None:
    """Of 9 in Cavella, Northshore Aid pays the House of Care: another of its own would depend on that one. What is left
    to the brief of the country stands there in the same words."""
    w, title = shipped("demo"), "Where one more provider would help most"
    brief = donor_document(w, Q, "northaid")
    places = {n.split()[1]: why for c, n, why in places_told(brief) if c == "Cavella"}
    assert places["9"].endswith(
        "would not be independent of the existing one. It would not count as a second provider."
    )
    lead, *_ = told(brief, title)
    assert lead == Text("This assumes that the new provider would be paid by this funder only.", "lead")
    given: list[dict[str, Any]] = ask(w, Q, "donors", countries=["XAC"], funder="northaid")["where"]
    of_country = {
        m.text.split()[0]: str(why).partition(" [")[0]
        for m, why in rows_of(donor_document(w, Q, "XAC"), title)
        if isinstance(m, Mark)
    }
    left = {r["capability"]: r["why"] for r in given if r["capability"] not in places}
    assert left
    assert left.items() <= of_country.items()


# -- seats


def seat(who: str, seat_: str, body: str = "council", **more: str) -> dict[str, str]:
    return {"body_id": body, "member_id": who, "seat": seat_, **more}


def two_bodies() -> Workspace:
    """Both have a police and an education seat; of the council nobody else is known, and its list is whole."""
    return of(
        small(
            committee_bodies=[
                {"body_id": "council", "seats_complete": "yes"},
                {"body_id": "board", "seats_complete": "no"},
            ],
            committee_seats=[
                seat("police", "police"),
                seat("school", "education"),
                seat("clinic", "education", "board"),
            ],
        )
    )


def documents(w: Workspace, q: Question = Q) -> list[Document]:
    return [country_document(w, q, "MWI"), minutes_document(w, q, Minutes("MWI", date(2026, 8, 1)))]


def test_seats_stand_body_by_body() -> None:
    """The council has 2 of 13 seats filled and 11 empty, the board 1 and 12 that are not known."""
    for document in documents(two_bodies()):
        blocks = told(document, SEATS)[1:]  # after what empty means
        texts = [b.text if isinstance(b, Text) else len(b.rows) for b in blocks]
        assert texts == [
            "board",
            "1 of 13 seats are known to be filled.",
            13,
            "council",
            "2 of 13 seats are known to be filled.",
            13,
        ]
        board, council = (b for b in blocks if isinstance(b, Table))
        held = [{str(r[0]): r[1:] for r in t.rows}["Education ministry"] for t in (board, council)]
        assert held == [("filled", "clinic"), ("filled", "school")]
        assert {r[1] for r in board.rows} == {"filled", "unknown"}
        assert {r[1] for r in council.rows} == {"filled", "vacant"}


def test_a_seat_that_is_named_by_a_row_that_is_not_confirmed_says_who() -> None:
    w = of(
        small(
            committee_bodies=[{"body_id": "council", "seats_complete": "yes"}],
            committee_seats=[
                seat("school", "education", verified="recalled"),
                seat("police", "police"),
                seat("customs", "police", verified="recalled"),
            ],
        )
    )
    for document in documents(w, CONFIRMED):
        rows = {str(r[0]): r[1:] for r in rows_of(document, SEATS)}
        assert rows["Education ministry"] == ("unknown", "school (not confirmed)")
        assert rows["Police"] == ("filled", "police; customs (not confirmed)")
        assert [r for r in rows.values() if r == ("vacant", "")]


# -- rows that do not count


def test_a_brief_of_a_network_cites_only_rows_that_count() -> None:
    """a is a member by the row of `now`; the rows of `old` (ended in 2012), `later` (from 2028) and, under confirmed,
    `recalled` say nothing about the day."""
    sources = ("now", "old", "later", "recalled")
    w = of(
        small(
            networks=[{"stakeholder_id": "net"}],
            sources=[
                {"source_id": s, "title": f"Title {s}", "publisher": "P", "published": "2010"}
                for s in sources
            ],
            memberships=[
                {
                    "member_id": "a",
                    "network_id": "net",
                    "since": since,
                    "until": until,
                    "source_id": s,
                    "verified": v,
                }
                for s, since, until, v in (
                    ("now", "2020", "", "yes"),
                    ("old", "2009", "2012", "yes"),
                    ("later", "2028", "", "yes"),
                    ("recalled", "2021", "", "recalled"),
                )
            ],
        )
    )

    def cited(q: Question) -> list[str]:
        (row,) = rows_of(document := network_document(w, q, "net"), "Members")
        found = [b.text for b in told(document, "Sources") if isinstance(b, Text)]
        assert str(row[1]) == "a" + "".join(f" [{n}]" for n in range(1, len(found) + 1))
        return sorted(t.split(",")[0].partition("Title ")[2] for t in found)

    assert cited(Q) == ["now", "recalled"]
    assert cited(CONFIRMED) == ["now"]


# -- money that ended


def test_minutes_say_that_a_cell_looks_better_because_known_money_ended() -> None:
    """Cavella, 8: both shelters hang on Beacon until June 2027; after it nobody is known to pay them, so the one group
    is two, and nothing ends that is known."""
    w, q = shipped("demo"), Question(date(2027, 8, 1))
    document = minutes_document(w, q, Minutes("XAC", date(2027, 5, 1)))
    (table,) = [b for b in told(document, "What changed since 1 May 2027") if isinstance(b, Table)]
    assert {str(r[0]): str(r[-1]) for r in table.rows} == {
        "8 End to end support": "known funding has ended, counted as still active: Counsel Trust and Quay Shelter; "
        'independent providers: 1 → 2; the warning "ends soon" no longer applies'
    }
    quiet = minutes_document(w, Q, Minutes("XAC", date(2026, 8, 1)))
    (table,) = [b for b in told(quiet, "What changed since 1 August 2026") if isinstance(b, Table)]
    assert "known funding has ended" not in str(table.rows)


def test_minutes_do_not_call_better_what_was_only_recorded() -> None:
    """Kenya: of research (2) nothing was known before, of support for children (8) the record was narrower; since when
    they work nobody says. The page of the meeting and the history say the same."""
    w, q = shipped("register"), Question(date(2026, 11, 30))
    document = minutes_document(w, q, Minutes("KEN", date(2026, 1, 1)))
    (table,) = [b for b in told(document, "What changed since 1 January 2026") if isinstance(b, Table)]
    trend = {str(r[0]).split()[0]: str(r[-2]) for r in table.rows}
    assert (trend["2"], trend["8"]) == ("now known", "new on record")
    assert "improved" not in trend.values()


# -- reasons


def test_word_holds_every_reason_of_the_board_and_where_it_is_written() -> None:
    """As many as HTML: before the sources, capability by capability, each with its file and line; every source that a
    reason names is in the list at the end."""
    document = country_document(shipped("demo"), Q, "XAA")
    (board,) = (b for b in document.blocks if isinstance(b, Board))
    cards = [c for _, cards in board.columns for c in cards]
    reasons = [r for c in cards for r in c.reasons]
    assert len(reasons) > 100
    page = html(document)
    assert page.count(
        "<li>", page.index('class="board"'), page.index("</details>\n</section>\n</div>")
    ) == len(reasons)
    paragraphs = [p.text for p in docx.Document(io.BytesIO(word(document))).paragraphs]
    first = paragraphs.index("Reasons for the status of each capability") + 1
    last = paragraphs.index("Sources")
    expected: list[str] = []
    for c in cards:
        expected.append(f" {c.mark.symbol}  {c.number} {c.name}, {c.mark.word}")
        expected += [f"{r.text} {r.at}".strip() for r in c.reasons]
    assert paragraphs[first:last] == expected
    listed = " ".join(paragraphs[paragraphs.index("Sources") :])
    assert all(f"({r.at.partition(';')[0]})" in listed for r in reasons if r.at)


# -- money in the brief


def test_the_brief_says_of_a_country_without_a_review_that_nothing_is_known() -> None:
    """The register says nothing of Tonga: no need, no end and no sum follows from that."""
    w = shipped("register")
    document = donor_document(w, Q, "TON")
    texts = [b.text for b in document.blocks if isinstance(b, Text)]
    assert (
        "No review found a capability without anybody. Where there has been no review, this is not good news."
        in texts
    )
    assert "codes" not in document.lead  # of one country
    # no grant of Kenya runs: those without dates and those that may have ended stand in lists of their own, in no sum
    given = ask(w, Q, "donors", countries=["KEN"])
    assert given["counts"]["running"] == 0 < min(given["counts"][k] for k in ("undated", "may_have_ended"))
    assert given["sums"] == []
    document = donor_document(w, Q, "KEN")
    for heading, which in (
        ("Grants on record, without dates", "undated"),
        ("Grants that may have ended", "may_have_ended"),
    ):
        (table,) = [b for b in told(document, heading) if isinstance(b, Table)]
        assert len(table.rows) == given["counts"][which]
    assert not [b.text for b in document.blocks if isinstance(b, Text) and b.text.startswith("Awards")]
    # a note says its amount itself: it stands beside capabilities, where no amount is
    notes = [r["note"] for r in ask(w, Q, "donors", countries=[])["funding"]]
    assert not [n for n in notes if "this amount" in n]
    assert "up to USD 100,000" in notes


def test_the_brief_says_amounts_with_their_currency_and_one_sum_per_currency() -> None:
    """Each running grant as it stands in funding.csv (every sum of the region is an award); sums worked out from the
    rows of the answer, one per currency, and how many grants have no amount on record."""
    w = shipped("demo")
    for country in ("XAA", "XAC"):
        given: dict[str, Any] = ask(w, Q, "donors", countries=[country])
        grants = [g for g in given["grants"] if g["class"] == "running"]
        assert grants
        document = donor_document(w, Q, country)
        blocks = told(document, "Grants that run on this day")
        (table,) = [b for b in blocks if isinstance(b, Table)]
        (said,) = [b.text for b in blocks if isinstance(b, Text) and b.text.startswith("Awards of running")]
        column = [str(r[3]) for r in table.rows]
        for row, cell in zip(grants, column, strict=True):
            wanted = (
                "no amount recorded" if row["amount"] is None else f"{row['currency']}\u00a0{row['amount']:,}"
            )
            assert cell == wanted
        for currency in {g["currency"] for g in grants if g["amount"] is not None}:
            total = sum(g["amount"] for g in grants if g["currency"] == currency and g["amount"] is not None)
            assert f"{currency}\u00a0{total:,}" in said
        without = sum(g["amount"] is None for g in grants)
        assert ("No amount is recorded for" in said) == bool(without)


# -- what the board responds to


@pytest.mark.parametrize(("name", "country"), [("demo", "XAC"), ("register", "MWI")])
def test_a_country_report_sees_the_board_by_what_it_responds_to(name: str, country: str) -> None:
    """Every item of `mnr lenses`, in its order; by which lens is said once."""
    given = ask(shipped(name), Q, "lenses", country=country)["items"]
    blocks = told(
        country_document(shipped(name), Q, country), "By threat, challenge, driver, discipline and objective"
    )
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert len(table.rows) == len(given)
    assert [r[0] for r in table.rows if r[0]] == ["threat", "challenge", "driver", "discipline", "objective"]
    first = {str(r[1]): r[2:] for r in table.rows}["Abuse images"]
    (images,) = [i for i in given if i["item"] == "abuse-images"]
    missing = [c.partition(" ")[0] for c in str(first[0]).split("; ") if c]
    assert missing == images["missing"]
