"""From what somebody typed to the record that is meant: the one matcher of names, for files, commands and pages.

A text is *found* only where nothing has to be guessed: it is an id, or a recorded name (in any language, a short name,
an acronym in brackets, a code of a country, a number of a capability) without regard to case, accents, marks and
spaces, or the first words of one name alone, where the rest names no country. Whatever is merely like it is a
suggestion that a person picks from.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final, NamedTuple

from coordination.model.frames import Frame
from coordination.model.merged import merging
from coordination.model.naming import TITLES, called, recorded_name
from coordination.model.snapshot import Snapshot, type_sum
from coordination.text.languages import catalogue, country_name, locale
from graph_schema.edition import BASE_EDITION, FRAMEWORK_LISTS, edition, framework_ids
from graph_schema.languages import ENGLISH, OTHERS
from graph_schema.schema import SCHEMA
from graph_schema.values import Ref

__all__ = [
    "ALSO_CALLED",
    "Found",
    "Known",
    "NameIndex",
    "key_of",
    "known_records",
    "name_index",
    "near_first",
]

_WORD: Final = re.compile(r"[a-z0-9]+")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
#: "12", "No. 12", "C12", "12. Hotline": what stands for a number of the framework
_NUMBERED: Final = re.compile(r"(?:[^\W\d_]{1,10}[.°º]?\s*)?0*([0-9]{1,3})")
_SHORT: Final[Mapping[str, str]] = {"saint": "st", "sainte": "ste", "and": "", "the": ""}
#: ISO 3166 alpha-2 -> codes that are usual for it and no code of another country
_USUAL: Final[Mapping[str, tuple[str, ...]]] = {"GB": ("UK",), "GR": ("EL",)}
#: ISO 3166 alpha-2 -> names that are usual for it beside those of the languages: official ones, and those of before
ALSO_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "AE": ("UAE", "Emirates"),
    "BA": ("Bosnia",),
    "BN": ("Brunei Darussalam",),
    "BO": ("Bolivia (Plurinational State of)", "Plurinational State of Bolivia"),
    "CD": ("DRC", "DR Congo", "RDC", "RD Congo", "Congo, Democratic Republic of the"),
    "CG": ("Republic of the Congo", "Congo Republic"),
    "CI": ("Ivory Coast",),
    "CZ": ("Czech Republic", "República Checa", "République tchèque"),
    "FM": ("Micronesia (Federated States of)", "Federated States of Micronesia"),
    "GB": (
        "Great Britain", "Britain", "United Kingdom of Great Britain and Northern Ireland",
        "Grande-Bretagne", "Gran Bretaña",
    ),
    "IR": ("Iran (Islamic Republic of)", "Islamic Republic of Iran"),
    "KG": ("Kyrgyz Republic",),
    "KP": ("Democratic People's Republic of Korea", "DPRK"),
    "KR": ("Republic of Korea", "Korea, Republic of", "Korea, South"),
    "LA": ("Lao PDR", "Lao People's Democratic Republic"),
    "MD": ("Republic of Moldova", "Moldova, Republic of"),
    "MK": ("Macedonia", "FYROM"),
    "MM": ("Burma", "Birmanie", "Birmania"),
    "NL": ("Holland", "Hollande", "Holanda"),
    "PS": ("State of Palestine", "Palestinian Territory", "Occupied Palestinian Territory"),
    "RU": ("Russian Federation", "Fédération de Russie", "Federación de Rusia"),
    "SA": ("KSA", "Kingdom of Saudi Arabia"),
    "SK": ("Slovak Republic",),
    "SY": ("Syrian Arab Republic", "République arabe syrienne", "República Árabe Siria"),
    "SZ": ("Swaziland", "Suazilandia"),
    "TL": ("East Timor", "Timor oriental"),
    "TR": ("Turkey",),
    "TZ": (
        "United Republic of Tanzania", "Tanzania, United Republic of",
        "République-Unie de Tanzanie", "República Unida de Tanzania",
    ),
    "US": ("United States of America", "États-Unis d'Amérique", "Estados Unidos de América", "EE. UU.", "EEUU"),
    "VA": ("Vatican", "Holy See", "Saint-Siège", "Santa Sede"),
    "VE": ("Venezuela (Bolivarian Republic of)", "Bolivarian Republic of Venezuela"),
}  # fmt: skip
#: words that acronyms leave out
_SMALL: Final = frozenset(
    re.findall("[a-z]+", "a al and d da de del des do du e el en et for in l la las le les los of on to y")
)
#: types on which the names and places of others depend
_NAMED: Final = ("countries", "networks", "stakeholders")
_MOST: Final = 32  #: indexes that are kept
_KEPT: Final[dict[tuple[object, ...], NameIndex]] = {}
_LOCK: Final = Lock()
_LEAST: Final = 60.0  #: how alike, of 100, a suggestion must be
_BEGUN: Final = 85.0  #: how alike the beginning of a longer name must be


class Known(NamedTuple):
    """A record that may be meant: its id, what it is called, its names in every language, short names and codes, the
    id of its country, and how that is called."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    further: str = ""
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The ids that a text names: one = it is meant; several = somebody must say which; none = unknown.

    ``whole``: by an id, a whole name or one distinctive word; else by a name that may be usual elsewhere too.
    """

    ids: tuple[str, ...] = ()
    whole: bool = True

    @property
    def id(self) -> str:
        """The one that is meant, or ""."""
        return self.ids[0] if len(self.ids) == 1 else ""


@lru_cache(maxsize=65_536)
def key_of(text: str) -> str:
    """The words of a text as names are compared: in Latin letters, without case, accents, marks, *and* and *the*.

    >>> [key_of(t) for t in ("  Côte d'Ivoire", "Côte d’Ivoire ", "SAINT LUCIA", "U.N.O.D.C.", "Полиция")]
    ['cote d ivoire', 'cote d ivoire', 'st lucia', 'unodc', 'politsiya']
    """
    from anyascii import anyascii

    text = text if text.isascii() else anyascii(unicodedata.normalize("NFKC", text))
    text = re.sub(r"\b([A-Za-z])\.(?=[A-Za-z]\b)", r"\1", text).casefold().replace("&", " and ")
    words = (_SHORT.get(w, w) for w in _WORD.findall(text))
    return " ".join(filter(None, words)) or " ".join(_WORD.findall(text))


def _acronyms(name: str) -> Iterator[str]:
    """What a name has in brackets in capital letters."""
    yield from (i for i in _BRACKETS.findall(name) if i.isupper() and " " not in i.strip())


class NameIndex:
    """The names of some records of one kind. Building it takes time by their number; asking it does not."""

    def __init__(self, records: Iterable[Known], numbered: bool = False) -> None:
        self.records: dict[str, Known] = {r.id: r for r in records}
        self._numbered = numbered
        self._whole: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        self._initials: dict[str, list[str]] = {}
        self._begun_by: dict[int, Mapping[str, Sequence[str]]] = {}
        for r in self.records.values():
            full = dict.fromkeys((r.name, *r.names))
            short = (*r.short, *(a for name in full for a in _acronyms(name)))
            _put(self._whole, r.id, map(key_of, (r.id, *full)))
            _put(self._short, r.id, map(key_of, short))
            _put(self._initials, r.id, filter(None, map(_initials, full)))
        self._keys = sorted({*self._whole, *self._short})

    def _of(self, key: str) -> list[str]:
        return list(dict.fromkeys((*self._whole.get(key, ()), *self._short.get(key, ()))))

    def find(self, text: str) -> Found:
        """What a text names without any guess."""
        text = text.strip()
        if text in self.records:
            return Found((text,))
        key = key_of(text)
        if not key:
            return Found()
        exact = self._of(key)
        if exact:
            return Found(tuple(exact), whole=" " not in key or exact[0] in self._whole.get(key, ()))
        number = _NUMBERED.fullmatch(text) if self._numbered else None
        if number and number[1] in self.records:
            return Found((number[1],))
        return self._begun(key)

    def _begin_with(self, key: str) -> Iterator[str]:
        for at in range(bisect_left(self._keys, key), len(self._keys)):
            if not self._keys[at].startswith(key):
                return
            yield self._keys[at]

    def _begun(self, key: str) -> Found:
        """The records of which a name begins with these words; one alone is meant where they are half of its name or
        more, and the rest does not say of which country it is."""
        words = key.count(" ") + 1
        names = list(self._begin_with(f"{key} "))
        ids = tuple(dict.fromkeys(i for name in names for i in self._of(name)))
        if len(ids) != 1:
            return Found(ids, whole=False)
        place = [f" {p} " for p in map(key_of, self.records[ids[0]].place) if p]
        rests = [name[len(key) :] + " " for name in names if 2 * words >= name.count(" ") + 1]
        sure = words > 1 and any(all(p not in rest for p in place) for rest in rests)
        return Found(ids if sure else (), whole=False)

    def suggest(self, text: str, limit: int = 8) -> list[Known]:
        """Records that may be meant, the likeliest first: for somebody to pick from, also while typing."""
        key = key_of(text)
        if not key or limit < 1:
            return []
        ids: dict[str, None] = dict.fromkeys(self.find(text).ids)
        for name in self._begin_with(key):
            ids.update(dict.fromkeys(self._of(name)))
            if len(ids) >= limit:
                break
        ids.update(dict.fromkeys(self._initials.get(key.replace(" ", ""), ())))
        ids.update(dict.fromkeys(self._at_the_end(key)))
        if len(ids) < limit:
            ids.update(dict.fromkeys(self._holding(key)))
        if len(ids) < limit:
            ids.update(dict.fromkeys(self._alike(key, limit)))
        return [self.records[i] for i in list(ids)[:limit]]

    def _at_the_end(self, key: str) -> Iterator[str]:
        """Records of which a whole name is the last words typed, the longest first: *Republic of Ghana*."""
        words = key.split()
        for at in range(1, len(words)):
            yield from self._whole.get(" ".join(words[at:]), ())

    def _holding(self, key: str) -> Iterator[str]:
        """Records with a name in which every word typed begins a word, shorter names first."""
        starts = [f" {word}" for word in key.split()]
        names = [k for k in self._keys if all(s in f" {k}" for s in starts)]
        for name in sorted(names, key=len):
            yield from self._of(name)

    def _starts(self, words: int) -> Mapping[str, Sequence[str]]:
        """The first words of longer names -> these names; a single word says too little."""
        if words not in self._begun_by:
            starts: dict[str, list[str]] = {}
            for name in self._keys if words > 1 else ():
                if name.count(" ") >= words:
                    starts.setdefault(" ".join(name.split(" ", words)[:words]), []).append(name)
            self._begun_by[words] = starts
        return self._begun_by[words]

    def _alike(self, key: str, limit: int) -> Iterator[str]:
        """Records with a name that is spelt much the same, or that begins so: people leave out what follows."""
        from rapidfuzz import fuzz, process

        starts = self._starts(key.count(" ") + 1)
        for start, _score, _at in process.extract(
            key, list(starts), scorer=fuzz.ratio, limit=limit, score_cutoff=_BEGUN
        ):
            for name in starts[start]:
                yield from self._of(name)
        scorer: Callable[..., float] = fuzz.token_sort_ratio
        near = process.extract(key, self._keys, scorer=scorer, limit=2 * limit, score_cutoff=_LEAST)
        for name, _score, _at in near:
            yield from self._of(name)


def _put(keys: dict[str, list[str]], ident: str, found: Iterable[str]) -> None:
    for key in found:
        if key and ident not in (known := keys.setdefault(key, [])):
            known.append(ident)


def _initials(name: str) -> str:
    """The first letters of three or more words of a name."""
    letters = "".join(w[0] for w in key_of(name).split() if w not in _SMALL)
    return letters if len(letters) > 2 else ""


def near_first(found: Iterable[Known], near: str) -> list[Known]:
    """Records of a country before others, each in their order; as they are where there is none."""
    return sorted(found, key=lambda k: bool(near) and k.further != near)


def name_index(snapshot: Snapshot, kind: str, code: str = ENGLISH) -> NameIndex:
    """The names of a type, or of a list of the framework, as a snapshot has them; names are shown in a language."""

    def made(s: Snapshot) -> NameIndex:
        """Kept from one snapshot to the next where nothing that has a name changed: most edits add none."""
        named = () if kind in FRAMEWORK_LISTS else (kind, *_NAMED)
        key = (kind, code, *(type_sum(s[name]) for name in named))
        with _LOCK:
            found = _KEPT.pop(key, None)
        if found is None:
            found = NameIndex(known_records(s, kind, code), numbered=kind in FRAMEWORK_LISTS)
        with _LOCK:
            _KEPT[key] = found
            for old in list(_KEPT)[:-_MOST]:
                del _KEPT[old]
        return found

    return snapshot.derived(("names", kind, code), made)


def known_records(snapshot: Snapshot, kind: str, code: str = ENGLISH) -> list[Known]:
    """What the records of a type, or the items of a list of the framework, are called."""
    if kind in FRAMEWORK_LISTS:
        return _framework(kind, code)
    t = SCHEMA[kind]
    ref = t.prop(t.key[0]).value
    if isinstance(ref, Ref):  # it has no name of its own: the name of what its key points to
        ids = set(snapshot[kind].ids)
        return [r for r in known_records(snapshot, ref.target, code) if r.id in ids]
    frame = snapshot[kind]
    if kind == "countries":
        return [_country(frame, at, code) for at in range(len(frame))]
    return list(_records(snapshot, frame, code))


def _country(frame: Frame, at: int, code: str) -> Known:
    own, iso2 = frame.text("name", at), frame.text("iso2", at)
    names = (*_country_names(own, iso2), *ALSO_CALLED.get(iso2, ()))
    codes = tuple(filter(None, (iso2, *_USUAL.get(iso2, ()), frame.text("m49", at))))
    shown = country_name(code, iso2, own) if iso2 else own
    return Known(frame.ids[at], shown, names, codes, frame.ids[at])


def _country_names(own: str, iso2: str) -> tuple[str, ...]:
    """What a country is called in the data and in every language."""
    if not iso2:
        return (own,)
    english = str(locale(ENGLISH).territories.get(iso2, own))
    return tuple(dict.fromkeys((own, english, *(country_name(c, iso2, own) for c in OTHERS))))


def _records(snapshot: Snapshot, frame: Frame, code: str) -> Iterator[Known]:
    kind = frame.type.name
    homes = frame["home_iso3"].texts() if "home_iso3" in frame.columns else [""] * len(frame)
    brief = frame["short_name"].texts() if "short_name" in frame.columns else [""] * len(frame)
    own = frame[TITLES[kind]].texts()
    countries = snapshot["countries"]
    places = {
        home: _country_names(countries.text("name", at), countries.text("iso2", at))
        for home in set(homes)
        if (at := countries.position.get(home)) is not None
    }
    merged = merging(snapshot).recorded_as if kind == "stakeholders" and snapshot.merged_from else {}
    for at, ident in enumerate(frame.ids):
        others = [recorded_name(snapshot, kind, ident, c) for c in OTHERS]
        short = [s for _code, _name, s in called(snapshot, ident)] if kind == "stakeholders" else []
        for other in merged.get(ident, ()):  # an organisation is found under the names of all its records
            records = snapshot.as_recorded
            there = records[kind].position[other]
            others += [other, *(recorded_name(records, kind, other, c) for c in (ENGLISH, *OTHERS))]
            short += [records[kind].text("short_name", there), *(s for *_, s in called(records, other))]
        yield Known(
            ident,
            recorded_name(snapshot, kind, ident, code),
            tuple(dict.fromkeys((own[at], *others))),
            tuple(filter(None, (brief[at], *short))),
            homes[at],
            places.get(homes[at], ()),
        )


def _framework(kind: str, code: str) -> list[Known]:
    """Items by the names of the base edition, in every language."""
    if kind == "editions":
        return [Known(i, i) for i in sorted(framework_ids(kind))]
    key = {"capabilities": "number", "seats": "seat"}.get(kind, "id")
    out = []
    for row in edition(BASE_EDITION).lists[kind]:
        ident, name = row[key], row["name"]
        names = dict.fromkeys((name, *(catalogue(c).gettext(name) for c in OTHERS)))
        with_number = [f"{ident} {n}" for n in names] if ident.isdigit() else []
        out.append(Known(ident, catalogue(code).gettext(name), (*names, *with_number), further=ident))
    return out
