"""Tables for people: how ids, states and cells of an answer look, and a table of such rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from coordination.cli.options import Asked
from coordination.cli.output import escape, plain_table, print_table
from coordination.text.sentences import Name

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["Cell", "Row", "Shown", "percent", "show", "some", "word"]

Cell: TypeAlias = "str | Text"
Row = Mapping[str, Any]

#: Words of the answers that do not speak for themselves; the others are shown with spaces.
_WORDS: Final = {
    "ngo": "NGO",
    "un_agency": "UN agency",
    "not_recorded": "no tie is known",
    "one_side_empty": "one side has nobody",
    "nobody_known": "nobody is known there",
    "police": "the police",
    "hotline": "a hotline",
    "ministry": "a government body",
}


def word(code: str) -> str:
    """A code of an answer as a person says it.

    >>> word("law_enforcement"), word("not_recorded")
    ('law enforcement', 'no tie is known')
    """
    return _WORDS.get(code, code.replace("_", " "))


def percent(share: float) -> str:
    """A share of 1, with a decimal where it is small.

    >>> percent(0.5), percent(0.0032), percent(0.0001), percent(0)
    ('50%', '0.3%', '<0.1%', '0%')
    """
    value = 100 * share
    if 0 < value < 0.1:
        return "<0.1%"
    return f"{value:.1f}%" if 0 < value < 10 else f"{value:.0f}%"


def some(parts: Iterable[str], most: int) -> str:
    """The first ``most`` of them, and how many more there are.

    >>> some(["a", "b", "c"], 2)
    'a; b; 1 more'
    """
    every = list(parts)
    more = [f"{len(every) - most} more"] if len(every) > most else []
    return "; ".join([*every[:most], *more])


class Shown:
    """What stands for the ids of an answer: names, with the country of an organisation unless the row says it."""

    def __init__(self, asked: Asked) -> None:
        self._workspace = asked.workspace
        self._names = asked.workspace.names(asked.question)
        self._people = asked.workspace.snapshot()["stakeholders"]

    def country(self, iso3: str) -> str:
        return self._names(Name("countries", iso3)) if iso3 else ""

    def countries(self, codes: Iterable[str], most: int = 8) -> str:
        return some((self.country(c) for c in codes), most)

    def capability(self, number: str) -> str:
        return self._names(Name("capabilities", number))

    def capabilities(self, numbers: Iterable[str], most: int = 6) -> str:
        return some((self.capability(n) for n in numbers), most)

    def who(self, ident: str, home: str = "") -> str:
        """An organisation; its country in brackets unless it is ``home`` or part of the name."""
        name = self._workspace.short_name(ident, 200)
        at = self._people.position.get(ident)
        iso3 = "" if at is None else self._people.text("home_iso3", at)
        country = self.country(iso3)
        return name if iso3 in ("", home) or country in name else f"{name} ({country})"

    def people(
        self, idents: Iterable[str], home: str = "", most: int = 4, recalled: Collection[str] = ()
    ) -> str:
        """The first of them; those of whom it was not read in a source say so."""
        return some((self.told(self.who(i, home), i not in recalled) for i in idents), most)

    def told(self, text: str, confirmed: bool) -> str:
        """What a row says, marked in words where nothing of it was read in a source."""
        return text if confirmed else f"{text} (recalled, not confirmed)"

    def cells(self, rows: Iterable[Row], home: str = "", most: int = 6) -> str:
        """Capabilities; those of a country other than ``home`` behind its name, which is said once."""
        said, parts = home, []
        for row in rows:
            iso3, number = row["country"], row["capability"]
            parts.append(self.capability(number) if iso3 == said else self.cell(row))
            said = iso3
        return some(parts, most)

    def cell(self, row: Row) -> str:
        return f"{self.country(row['country'])}: {self.capability(row['capability'])}"


def show(
    out: Console,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    empty: str,
    most: int = 200,
    total: int = 0,
) -> None:
    """One table and an empty line, or the title with the sentence ``empty`` where there are no rows. A column that is
    empty in every row is left out; states with their symbols stand on one line. ``total``: how many rows there are,
    where ``rows`` are the first of them."""
    from rich.text import Text

    given = [list(row) for row in rows]
    total = total or len(given)
    del given[most:]
    states = {i for row in given for i, c in enumerate(row) if isinstance(c, Text)}
    every = [[c if isinstance(c, Text) else Text(c) for c in row] for row in given]
    if not every:
        out.print(Text(f"{title}: {empty}\n"))
        return
    full = [i for i in range(len(header)) if any(row[i] for row in every)]
    heads = [escape(header[i]) for i in full]
    table = plain_table(escape(title), heads, ([row[i] for i in full] for row in every))
    for place, i in enumerate(full):
        table.columns[place].no_wrap = i in states
    print_table(out, table)
    if total > len(every):
        out.print(f"{total - len(every):,} more rows: use --format csv or json for all of them.\n")
