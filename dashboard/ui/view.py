"""The address of a page, read and written in one place: everything a page shows is in its address.

``/demo/country/XAA?why=12&as_of=2026-11-25&evidence=confirmed&lang=fr``: workspace, page, what the page is about,
then the choices. Choices at their default are left out, so two addresses of one thing are the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from secrets import token_hex
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, quote_plus, unquote, urlsplit

from dashboard.ui.i18n import LANGUAGES, N_
from graph_schema.errors import UsageError, said

__all__ = ["EVIDENCE_CHOICES", "View", "host_of", "language_of", "parse", "split_address"]

#: word in the address -> words on the page
EVIDENCE_CHOICES: dict[str, str] = {"all": N_("All evidence"), "confirmed": N_("Confirmed only")}
#: stands in an address for what it is about; nobody can have written it there
_MARK = f"@{token_hex(8)}@"
_TEXT_LIMIT = 200
_CHOICES = 40
#: years for which anything can be asked: ends and windows of answers reach some decades further
_YEARS = range(1800, 2201)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:+-]*")
#: choices of a page that belong to the country for which they were made
_OF_A_COUNTRY = re.compile(r"why|stop|rows|done|waits|items|v\..*")
#: choices of a plan: on the page of plans they belong to its country, elsewhere they are carried on with its name
_OF_A_PLAN = re.compile(r"(steps|costs)\d?|budget|currency|plan_name|plan_by")
_KEEP = ("as_of", "evidence", "edition", "lang")
#: pages whose path names a country -> how many words stand before it
_NAMED: dict[str, int] = {
    "country": 0,
    "weak-points": 0,
    "meeting": 0,
    "plan": 0,
    "cliffs": 0,
    "partnerships": 0,
    "graph": 0,
    "routes": 0,
    "verify-next": 0,
    "donors": 0,
    "five-minutes": 0,
    "national-body": 0,
    "history": 0,
    "news": 0,
    "why": 0,
    "reports": 1,
}
#: those of them that show the chosen country where their address says nothing else
_SHOWS_CHOSEN = frozenset(_NAMED) - {"why", "reports"}
#: pages that list what is recorded of the chosen country
_LISTS = frozenset({"deliveries"})
#: addresses that are no pages: files, forms
_NO_PAGES = frozenset(
    {
        "bundle",
        "do",
        "download",
        "letter-file",
        "meeting-plan",
        "minutes",
        "pick",
        "picture",
        "plan-costs",
        "plan-paper",
        "plan-step",
        "report-file",
        "template",
    }
)
_CODE = re.compile(r"[A-Za-z]{3}")
_NOWHERE = SplitResult("", "", "", "", "")


@lru_cache(4096)
def _quoted(text: str) -> str:
    """A part of a path."""
    return quote(text, safe="")


#: A choice or its value.
_in_query = lru_cache(4096)(quote_plus)


@dataclass(frozen=True)
class View:
    """What an address asks for.

    ``about`` are the further parts of the path (a country, a capability); ``query`` holds the choices of the page
    itself. ``as_of`` None means the date that the program was started for.
    """

    workspace: str = ""
    page: str = ""
    about: tuple[str, ...] = ()
    as_of: date | None = None
    evidence: str = "all"
    edition: str = ""
    lang: str = "en"
    query: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """A choice of the page, or the default."""
        return self.query.get(name, default)

    @property
    def country(self) -> str:
        """The code of the country that is chosen, "" for all: the one that the page is about, else the one that the
        address carries on. It need not be a country of the workspace."""
        before = _NAMED.get(self.page)
        named = self.about[before] if before is not None and len(self.about) > before else ""
        code = named if _CODE.fullmatch(named) else self.get("country")
        return code.upper() if _CODE.fullmatch(code) else ""

    @property
    def places(self) -> tuple[int, ...]:
        """Which parts of ``about`` name a country."""
        if self.page == "corridors":
            return (0, 1) if len(self.about) > 1 and self.about[0] != "instrument" else ()
        before = _NAMED.get(self.page)
        if before is None or len(self.about) <= before or (before == 1 and self.about[0] == "network"):
            return ()
        return (before,)

    def by_codes(self, code_of: Callable[[str], str]) -> View:
        """The same view with the codes of countries where the address has their names. ``code_of``: the code that a
        text stands for, "" where it is none's."""
        about = list(self.about)
        for place in self.places:
            about[place] = code_of(about[place]) or about[place]
        return replace(self, about=tuple(about))

    @property
    def about_country(self) -> str:
        """:attr:`country`, if this page is about the one that is chosen, "" for all and on every other page."""
        return self.country if self.page in _NAMED or self.page in _LISTS else ""

    def of_country(self, code: str) -> str:
        """The address of this page for another country, "" for all: what the page is about besides stays, what belongs
        to the country before goes."""
        before = _NAMED.get(self.page)
        kept = {
            k: v
            for k, v in self.query.items()
            if not _OF_A_COUNTRY.fullmatch(k) and not (self.page == "plan" and _OF_A_PLAN.fullmatch(k))
        }
        if before is None or (before == 1 and not self.about):
            return replace(self, query=kept).href(None, country=code)
        about = self.about[:before]
        if code:
            about += (code, *self.about[before + 1 :])
        elif self.page == "why":  # reasons are those of one country
            return replace(self, page="country", about=(), query={}).href(None)
        plain = replace(self, about=(), query={k: v for k, v in kept.items() if k != "country"})
        return replace(plain, about=about).href(None)

    def href(
        self, page: str | None = None, /, *about: str, workspace: str | None = None, **changes: Any
    ) -> str:
        """The address of another page (its own choices start afresh), or of this one when ``page`` is None.

        ``changes`` set choices; None or "" takes one out. Date, evidence, edition, language and the chosen country stay
        unless changed; the country goes with the workspace.
        """
        query: dict[str, str] = {}
        carried = page is not None and page not in _NO_PAGES and workspace in {None, self.workspace}
        if carried and not (page in _NAMED and len(about) > _NAMED[page]):
            query["country"] = self.country
        if page is None:
            page, about = self.page, about or self.about
            query = dict(self.query)
        common = {
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "evidence": "" if self.evidence == "all" else self.evidence,
            "edition": self.edition,
            "lang": "" if self.lang == "en" else self.lang,
        }
        for name, value in changes.items():
            text = value.isoformat() if isinstance(value, date) else str(value or "")
            if (name == "evidence" and text == "all") or (name == "lang" and text == "en"):
                text = ""
            (common if name in _KEEP else query)[name] = text
        if carried and page in _SHOWS_CHOSEN and not about and query["country"]:
            about = (query.pop("country"),)
        parts = [workspace if workspace is not None else self.workspace, page, *about]
        path = "/" + "/".join(_quoted(p) for p in parts if p)
        pairs = [(k, v) for k, v in sorted(query.items()) if v] + [(k, v) for k, v in common.items() if v]
        return path + ("?" + "&".join(f"{_in_query(k)}={_in_query(v)}" for k, v in pairs) if pairs else "")

    def template(self, page: str, **changes: Any) -> Callable[[str], str]:
        """:meth:`href` for many things of one page: a function from what the page is about to its address."""
        before, after = self.href(page, _MARK, **changes).split(_quoted(_MARK))
        return lambda about: before + _quoted(about) + after

    def country_template(self) -> Callable[[str], str]:
        """:meth:`of_country` for many countries."""
        before, after = self.of_country(_MARK).split(_quoted(_MARK))
        return lambda code: before + _quoted(code) + after

    def with_query(self, **changes: str) -> View:
        """The same view with other choices."""
        query = {**self.query, **changes}
        return replace(self, query={k: v for k, v in query.items() if v})


_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:[0-9]{1,5})?")


def split_address(text: str) -> SplitResult:
    """The parts of an address that somebody sent; every part is empty where it cannot be read. Never raises."""
    try:
        text.encode()
        split = urlsplit(text)
        split.port  # noqa: B018 (read, because it is what may be wrong)
    except ValueError:
        return _NOWHERE
    return split


def host_of(text: str) -> str:
    """The name of the host in what a ``Host`` header says, without port and brackets; "" where it names none, or holds
    anything else (a user, a path)."""
    return (split_address(f"//{text}").hostname or "") if _HOST.fullmatch(text) else ""


def same_origin(origin: str, scheme: str, host: str) -> bool:
    """Whether an ``Origin`` header is that of pages of this scheme and host, port included."""
    found = split_address(origin)
    return bool(found.netloc) and (found.scheme, found.netloc) == (scheme, host)


def language_of(address: str) -> str:
    """The language that an address asks for, English where it asks for none that is offered."""
    found = re.search(r"[?&]lang=([\w-]+)", address)
    return found[1] if found and found[1] in LANGUAGES else "en"


def parse(address: str) -> View:
    """Read an address (path and query, or a whole URL).

    Raises UsageError for a date that is none or lies outside the years 1800 to 2200, an unknown evidence word, too
    many choices or one that is too long; the message names what was wrong. Unknown choices are kept for the page to
    judge; unknown languages become English.
    """
    split = split_address(address)
    if split is _NOWHERE:
        raise UsageError(said("This address cannot be read."), hint=said("Start from the overview."))
    parts = [unquote(p) for p in split.path.split("/") if p]
    if len(parts) > 6 or any(len(p) > 80 for p in parts):
        raise UsageError(said("This web address is too long."), hint=said("Start from the overview."))
    try:
        pairs = dict(parse_qsl(split.query, keep_blank_values=False, max_num_fields=_CHOICES))
    except ValueError as error:
        raise UsageError(
            said("This web address has more than {count} settings.", count=_CHOICES),
            hint=said("Start from the overview."),
        ) from error
    for name, value in pairs.items():
        if len(value) > _TEXT_LIMIT or len(name) > 40:
            raise UsageError(
                said("The setting {name!r} in the web address is too long.", name=name[:40]),
                hint=said("Remove it from the web address."),
            )
    as_of = None
    if text := pairs.pop("as_of", ""):
        try:
            as_of = date.fromisoformat(text)
        except ValueError as error:
            raise UsageError(
                said("as_of={text!r} is not a date.", text=text),
                hint=said("Write the date as 2026-11-25 (year, month, day)."),
            ) from error
        if as_of.year not in _YEARS:
            raise UsageError(
                said("as_of={text!r} is outside the possible dates.", text=text),
                hint=said(
                    "Choose a date from {first}-01-01 to {last}-12-31.",
                    first=_YEARS[0],
                    last=_YEARS[-1],
                ),
            )
    evidence = pairs.pop("evidence", "all")
    if evidence not in EVIDENCE_CHOICES:
        raise UsageError(
            said("evidence={evidence!r} is not possible.", evidence=evidence),
            hint=said("Use evidence=all or evidence=confirmed."),
        )
    edition = pairs.pop("edition", "")
    if edition and not _WORD.fullmatch(edition):
        raise UsageError(
            said("edition={edition!r} is not the name of an edition.", edition=edition),
            hint=said("Choose one in the bar above."),
        )
    pairs.pop("lang", "")
    pairs.pop("workspace", "")  # stands in the path; as a choice it would turn a page's own links elsewhere
    return View(
        workspace=parts[0] if parts else "",
        page=parts[1] if len(parts) > 1 else "",
        about=tuple(parts[2:]),
        as_of=as_of,
        evidence=evidence,
        edition=edition,
        lang=language_of(address),
        query=pairs,
    )
