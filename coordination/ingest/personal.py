"""Texts that may speak of one person or case: a phone number, a personal mailbox, a child, a file number, a place.

The schema has no field for any of them, but every text could hold one. What is found stops the import, with advice;
whoever knows better says so for a finding or for all of them (:class:`Answers`), and that is kept with the batch.
Public service numbers (helplines, toll-free and short numbers) and role mailboxes are meant to be known and pass.

Nothing here can find a person who is merely named. The scan is a net under the rule, not the rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import chain, compress
from typing import Final

import numpy as np

from coordination.ingest.parse import LISTED_AT_MOST
from coordination.model.changes import ChangeSet
from coordination.model.frames import SEPARATOR, Column, Frame, Index, Mask
from coordination.model.snapshot import Snapshot
from graph_schema.declare import Prop
from graph_schema.errors import DataError, Said, UsageError, Verbatim, said
from graph_schema.issues import Issue, Location, Severity, in_ranges
from graph_schema.values import ListOf, Text

__all__ = ["PERSONAL_CODES", "Answers", "found_in", "refuse_personal", "scan"]

#: Findings of this scan, with the sentence the reference shows.
PERSONAL_CODES: Mapping[str, str] = {
    "E-PHONE": "A text holds a phone number that is no public service number.",
    "E-MAILBOX": "A text holds an e-mail address that looks like that of a person.",
    "E-CHILD": "A text tells the age or the birthday of one child or person.",
    "E-CASE": "A text holds the number of a case or file, the internet address of a device, or the hash of an image.",
    "E-PLACE": "A text holds coordinates finer than a province, or a link to a point on a map.",
    "I-NOT-PERSONAL": "Someone stated that what was found is not personal data.",
    "W-NO-FINDING": "A statement that something is not personal data matches no message.",
}

Found = tuple[str, str]  #: code, and the words that were found

_ADDRESS: Final = re.compile(r"https?://\S+")

# ---- e-mail

_MAIL: Final = re.compile(r"(?<![\w.+-])([\w.+'-]+)@((?:[\w-]+\.)+(?:[^\W\d_]{2,}|xn--[\w-]+))")
#: Words of mailboxes that belong to a role, in English, French and Spanish.
_ROLES: Final = frozenset(
    files("coordination.ingest").joinpath("role_mailboxes.txt").read_text(encoding="utf-8").split()
)
#: parts of words that stand in the names of organisations, not of persons
_STEMS: Final = (
    "info",
    "contact",
    "secret",
    "child",
    "enfan",
    "infan",
    "polic",
    "ecpat",
    "unicef",
    "helpline",
    "hotline",
    "crime",
    "minist",
)
_TOKENS: Final = re.compile(r"[^\W\d_]+")
#: names of domains that are no organisation's: kinds of domain, and those who give a mailbox to anybody
_KINDS: Final = frozenset("com org net gov gob gouv gouvernement edu mil int ong ngo asso".split())  # noqa: SIM905
_ANYBODY: Final = frozenset(
    """
    gmail googlemail yahoo ymail rocketmail hotmail outlook live msn icloud aol gmx protonmail proton yandex
    orange wanadoo laposte free sfr zoho tutanota rediffmail
    """.split()  # noqa: SIM905
)

# ---- phone

_DIGITS: Final = re.compile(r"[+(]?\d(?:[\s().\-/]{0,3}\d){6,14}")
_YEARS: Final = re.compile(r"(?:(?:19|20)\d\d\D*)+")
#: Digits that are years and nothing else; or none.
_YEARS_ONLY: Final = re.compile(r"[^\d°]*(?:(?<!\d)(?:19|20)\d\d(?!\d)[^\d°]*)*")
_APPARATUS: Final = (
    r"tel|tele?phones?|t[ée]l[ée]?|t[ée]l[ée]phones?|tel[ée]fonos?|phones?|mobiles?|cell(?:phone)?|portable|m[óo]vil|celular|"
    r"whats ?app|viber|fax|sms"
)
#: before digits of any length, and before a number that its country could have given
_PHONE_WORD: Final = re.compile(
    rf"\b(?:{_APPARATUS})\b[\s.:#]*(?:(?:no|nr|number|num[ée]ro|n[úu]mero)\b[\s.:]*)?$", re.IGNORECASE
)
_CALL_WORD: Final = re.compile(
    rf"\b(?:{_APPARATUS}|call|appel(?:er|ez)|llam(?:ar|e)|contact|contacte[rz]?|contacto|signal)\b[^\d+]{{0,20}}$",
    re.IGNORECASE,
)
_SERVICE_WORD: Final = re.compile(
    r"\b(?:help ?lines?|hot ?lines?|child ?lines?|toll[- ]free|emergenc(?:y|ia|ias)|urgences?|num[ée]ro vert|"
    r"lignes? d.(?:[ée]coute|assistance|urgence)|l[íi]neas? (?:de ayuda|directa|gratuita)|free ?phone|gratuit[eo]?|"
    r"switchboard|standard t[ée]l[ée]phonique|centralita)\b",
    re.IGNORECASE,
)

# ---- one child or person

_AGE: Final = r"(?:1[0-7]|[1-9])"
_UNIT: Final = r"(?:-?\s*years?[- ]?old|-?\s*y/?o|\s*yrs?|\s*ans|\s*a[ñn]os)\b"
_ONE_CHILD: Final = (
    r"girl|boy|child|toddler|baby|infant|victim|survivor|daughter|son|niece|nephew|sister|brother|pupil|schoolgirl|"
    r"schoolboy|minor|teenager|fille|fillette|gar[çc]on|enfant|b[ée]b[ée]|victime|fils|ni[èe]ce|neveu|s[œo]eur|fr[èe]re|"
    r"[ée]l[èe]ve|mineure?|ni[ñn]a|ni[ñn]o|v[íi]ctima|hij[ao]|sobrin[ao]|herman[ao]|alumn[ao]|adolescente?"
)
_CHILD: Final = rf"(?i:\b(?:{_ONE_CHILD})\b)"
#: Words that begin or end with a capital and are nobody's name.
_NOBODY: Final = (
    r"(?:Child(?:ren)?|Survivors?|Victims?|Girls?|Boys?|Young|Youths?|Adolescents?|Adolescentes|Students?|Pupils?|Users?|People|Persons?|"
    r"Minors?|Teens?|Teenagers?|Enfants?|Filles?|Gar[çc]ons|Jeunes|Mineure?s?|[ÉE]l[èe]ves|Victimes|Ni[ñn][oa]s?|J[óo]venes|Menores|V[íi]ctimas|"
    r"Plan|Project|Programme|Program|Strategy|Grant|Phase|Funding|Mandate|Duration|Agreement|Contract|Period|Term|Law|Act|"
    r"Projet|Strat[ée]gie|Subvention|Financement|Mandat|Dur[ée]e|Accord|Contrat|P[ée]riode|Loi|Fonds|Fund|Initiative|Nationale?|"
    r"Proyecto|Programa|Estrategia|Subvenci[óo]n|Duraci[óo]n|Acuerdo|Contrato|Per[íi]odo|Ley|Fondo|Nacional|Everyone|All|The|In|At|For)\b"
)
_WORD: Final = rf"(?!{_NOBODY})[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ][\w’'-]*"
_NAME: Final = rf"(?:\b{_WORD}|\b[A-Z]\.)(?:[ ]?(?:{_WORD}|[A-Z]\.)){{0,3}}"
_ONE: Final = (
    r"(?i:\b(?:an?|the|one|this|that|her|his|une?|la|le|cette|cet|sa|un|una|el|esta|este|su)\s+|\b[ld][’'])"
)
#: what makes an age a span of ages
_NO_SPAN: Final = (
    r"(?!\d|\s*(?:ans\b|a[ñn]os\b|years?\b)?\s*(?:-|–|to|and|or|[àa]|et|ou|y|o)\s*"
    r"(?:\d|over|under|above|below|older|younger|plus|moins|m[áa]s|menos))"
)
_AGED: Final = r"(?i:aged?|[âa]g[ée]e?\s+de|de|con|edad)"
_BY_AGE: Final = (
    # Amina, 9 years old / Amina B. (12 ans) / Amina, aged 12 / Amina is 9 years old
    re.compile(rf"{_NAME}\s*[,(–:-]\s*(?:{_AGED}\s+)?{_AGE}(?i:{_UNIT}){_NO_SPAN}"),
    re.compile(rf"{_NAME}\s*[,(–:-]?\s*(?i:aged|[âa]g[ée]e?\s+de)\s+{_AGE}{_NO_SPAN}"),
    re.compile(
        rf"{_NAME}\s+(?i:(?:is|was|turned|est|a|avait|tiene|ten[íi]a)\s+)?{_AGE}(?i:-?\s*years?[- ]old|\s*yrs?)\b"
    ),
    re.compile(rf"{_NAME}\s+(?:a|avait|tiene|ten[íi]a)\s+{_AGE}\s+(?:ans|a[ñn]os)\b"),
    # 12-year-old Amina / the 12-year-old girl / une fille de 12 ans / the victim (9) / girl, 9, / victim Amina, 9
    re.compile(rf"\b{_AGE}(?i:-?\s*years?[- ]old)\s+{_NAME}"),
    re.compile(
        rf"{_ONE}{_AGE}(?i:-?\s*years?[- ]old)\s+{_CHILD}(?!\s+(?i:protection|safety|rights|marriage))"
    ),
    re.compile(rf"{_ONE}{_CHILD}\s*,?\s+(?i:de|[âa]g[ée]e?\s+de|aged|con)\s+{_AGE}{_NO_SPAN}"),
    re.compile(rf"{_ONE}{_CHILD}\s*[,(]\s*{_AGE}\s*(?:[,);]|$)"),
    re.compile(rf"(?i:\b(?:girl|boy|fille|gar[çc]on|ni[ñn]a|ni[ñn]o)),\s*{_AGE},"),
    re.compile(rf"{_CHILD}\s+{_NAME}\s*[,(]\s*{_AGE}\s*(?:[,);.]|$)"),
)
_BIRTH: Final = re.compile(
    r"(?i:\b(?:date\s+of\s+birth|d\.?o\.?b\.?|born\s+on|n[ée]e?\s+le|date\s+de\s+naissance|nacid[oa]\s+el|fecha\s+de\s+nacimiento)"
    r"\s*:?\s*(?:the\s+)?)(?:\d{1,2}\b|\d{4}-\d\d-\d\d|[A-Z][a-z]+\s+\d{1,2}\b)"
)
_NAMING: Final = re.compile(
    rf"{_CHILD}\s*,?\s+(?i:(?:is\s+|was\s+)?(?:named|called)|nomm[ée]e?|appel[ée]e?|llamad[oa]|de\s+nombre)\s+{_NAME}"
)
#: Words of which a text has one, in small letters, before the patterns above are tried.
_AGE_WORDS: Final = frozenset(
    """
    year years yr yrs y yo ans años anos age aged âgé âgée agé agée edad girl boy child toddler baby infant
    victim survivor daughter son niece nephew sister brother pupil schoolgirl schoolboy minor teenager fille
    fillette garçon garcon enfant bébé bebé bébe bebe victime fils nièce niece neveu sœur soeur frère frere
    élève eleve mineur mineure niña nina niño nino víctima victima hija hijo sobrina sobrino hermana hermano
    alumna alumno adolescente adolescent
    """.split()  # noqa: SIM905
)
_BIRTH_WORDS: Final = frozenset("birth born dob d né née ne nee naissance nacido nacida nacimiento".split())  # noqa: SIM905
_NAMED: Final = (" named ", " called ", " nomm", " appel", " llamad", " de nombre ")

# ---- a case

_CASE_WORDS: Final = frozenset(
    """
    case file docket dossier affaire expediente causa caso carpeta verbal plainte denuncia investigation enquête enquete
    crime police incident complaint cyber cybertip cybertipline hotline fir ob cr ro pv
    """.split()  # noqa: SIM905
)
#: Words of which one stands between such a word and the number it announces.
_MARKS: Final = frozenset("no nr nos number ref reference id num núm numéro numero número".split())  # noqa: SIM905
_CASE: Final = (
    re.compile(
        r"\b(?:case|file|docket|dossier|affaire|expediente|causa|caso|carpeta(?:\s+de\s+investigaci[óo]n)?|"
        r"(?:police|incident|crime|complaint|cyber ?tip(?:line)?|hotline)\s+(?:report|reference)|"
        r"proc[èe]s[- ]verbal|plainte|denuncia|investigation|enqu[êe]te|FIR|crime register)\s*"
        r"(?:(?:no|nr|nos|number|ref|reference|id|num|n[úu]m|num[ée]ro|n[úu]mero)\b\.?|n[°º]|#)\s*[:#.]?\s*"
        r"(?![CT]-\d)(?=[A-Z0-9/.\-]*\d)[A-Z0-9][A-Z0-9/.\-]+",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:(?i:case|docket|dossier|expediente|causa|carpeta(?:\s+de\s+investigaci[óo]n)?)|FIR|OB|CR|RO|PV)\s*[:/]?\s*"
        r"(?![CT]-\d|(?:19|20)\d\d[-/–](?:(?:19|20)\d\d|\d\d)\b)"
        r"(?:[A-Z]{1,6}[/ .-]){0,3}\d{1,7}[/-](?:\d{1,4}[/-])?\d{2,7}\b"
    ),
)
_HASH: Final = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\b", re.IGNORECASE)
_INTERNET: Final = re.compile(
    r"(?i:\b(?:adresse\s+|direcci[óo]n\s+)?ip(?:\s+address)?\s*:?\s*)(?:\d{1,3}\.){3}\d{1,3}\b"
)

# ---- a place

_LAT: Final = r"([+-]?\d{1,2}\.\d+)\s*°?\s*[NSns]?"
_LON: Final = r"([+-]?\d{1,3}\.\d+)\s*°?\s*[EWOewo]?"
_PAIR: Final = re.compile(rf"(?<![\d.])([NSns]\s*)?{_LAT}\s*[,;/ ]\s*[EWOewo]?\s*{_LON}(?![\d.])")
_NAMED_PAIR: Final = re.compile(
    rf"\blat[a-z]*\W{{0,3}}{_LAT}\W{{0,5}}(?:and|et|y)?\s*\blo?ng?[a-z]*\W{{0,3}}{_LON}", re.IGNORECASE
)
_COMMA_PAIR: Final = re.compile(r"(?<![\d,])([+-]?\d{1,2},\d{4,})\s*[;/ ]\s*([+-]?\d{1,3},\d{4,})(?![\d,])")
_PLACE_WORD: Final = re.compile(
    r"\b(?:gps|lat(?:itude|itud)?|lon(?:g|gitude|gitud)?|coord(?:inate|onn[ée]e|enada)?s?|geo|shelters?|"
    r"safe ?house|refuge|foyer|h[ée]bergement|albergue|casa (?:hogar|de acogida)|one[- ]stop)\b",
    re.IGNORECASE,
)
_DEGREES: Final = re.compile(
    r"\d{1,3}\s*°\s*\d{1,2}(?:[.,]\d+)?\s*['′’]\s*(?:\d{1,2}(?:[.,]\d+)?\s*(?:[\"″”]|''))?\s*[NSEWO]\b"
)
_PLUS_CODE: Final = re.compile(r"\b[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}\b")
_MAP_LINK: Final = re.compile(
    r"(?:maps\.app\.goo\.gl|goo\.gl/maps|what3words\.com/\w|google\.\w+(?:\.\w+)?/maps\S*[@=]-?\d+\.\d{2,},"
    r"|maps\.google\.\w+(?:\.\w+)?/\S*[@=]-?\d+\.\d{2,},"
    r"|openstreetmap\.org/\S*#map=1\d|geo:-?\d+\.\d{2,},)\S*",
    re.IGNORECASE,
)
_MAPS: Final = ("maps", "openstreetmap", "what3words", "geo:")
_POINT: Final = re.compile(r"\d[.,]\d\d")
#: a digit of another script, also those of full width
_DIGIT: Final = re.compile(r"(?![0-9])\d")
_SMALL: Final = re.compile(rf"(?<!\d){_AGE}(?!\d)")
#: where it may stand, in a text of which the digits are not known
_SHORT: Final = re.compile(r"(?<!\d)\d\d?(?!\d)")
_ZEROS: Final = bytes.maketrans(b"123456789", b"000000000")
_BLOCK: Final = 10_000  #: texts looked through at a time


def _mailboxes(text: str) -> Iterator[Found]:
    for match in _MAIL.finditer(text):
        local, domain = match[1].casefold(), match[2].casefold()
        words = set(_TOKENS.findall(local))
        labels = {t for t in _TOKENS.findall(domain.rpartition(".")[0]) if len(t) > 2} - _KINDS
        anybody = not labels.isdisjoint(_ANYBODY)
        own = not anybody and any(w in label or label in w for w in words for label in labels if len(w) > 2)
        if not (words & _ROLES or own or any(stem in local for stem in _STEMS)):
            yield "E-MAILBOX", match[0]


def _phones(text: str, region: str) -> Iterator[Found]:
    spots = [m for m in _DIGITS.finditer(text) if not _YEARS.fullmatch(m[0])]
    if not spots:
        return
    import phonenumbers as library

    kinds = library.PhoneNumberType
    served = (kinds.TOLL_FREE, kinds.SHARED_COST, kinds.PREMIUM_RATE, kinds.UAN, kinds.VOICEMAIL)
    public: list[range] = []
    for match in library.PhoneNumberMatcher(text, region or None):
        before = text[max(0, match.start - 60) : match.start]
        kind = library.number_type(match.number)
        if kind in served or (kind != kinds.MOBILE and _SERVICE_WORD.search(before)):
            public.append(range(match.start, match.end))
        elif match.raw_string.startswith(("+", "0", "(")) or _CALL_WORD.search(before):
            yield "E-PHONE", match.raw_string
    for spot in spots:  # numbers that no country gives, or of a country that is not said
        before = text[max(0, spot.start() - 60) : spot.start()]
        if (
            _PHONE_WORD.search(before)
            and not _SERVICE_WORD.search(before)
            and not any(spot.start() in p for p in public)
        ):
            yield "E-PHONE", spot[0]


def _places(text: str) -> Iterator[Found]:
    told: bool | None = None
    for pattern in (_PAIR, _NAMED_PAIR, _COMMA_PAIR):
        for match in pattern.finditer(text):
            lat, lon = (g.replace(",", ".") for g in match.groups()[-2:])
            fine = min(len(lat.partition(".")[2]), len(lon.partition(".")[2]))
            if told is None:
                told = _PLACE_WORD.search(text) is not None
            turned = bool(re.search("[NSns]", match[0]) and re.search("[EWOewo]", match[0]))
            if abs(float(lat)) <= 90 and abs(float(lon)) <= 180 and fine >= (2 if told or turned else 4):
                yield "E-PLACE", match[0].strip()
    if "°" in text:
        yield from (("E-PLACE", m[0]) for m in _DEGREES.finditer(text))


def found_in(text: str, region: str = "", *, number: bool = False) -> list[Found]:
    """What in one text may be personal, the first of each kind. ``region``: ISO2 of the country of its row, for phone
    numbers without ``+``; ``number``: the column holds identifiers, so that digits mean nothing.

    >>> found_in("Write to info@police.example or call 116 111."), found_in("Amina, 9 years old, from Zomba")
    ([], [('E-CHILD', 'Amina, 9 years old')])
    """
    found: list[Found] = []
    if not text.isascii():
        text = _DIGIT.sub(lambda m: str(unicodedata.digit(m[0])), text)
    if "://" in text or "geo:" in text:
        if any(w in text for w in _MAPS):
            found += [("E-PLACE", m[0]) for m in _MAP_LINK.finditer(text)]
        text = _ADDRESS.sub(" ", text)
    if "@" in text:
        found += _mailboxes(text)
    if not _YEARS_ONLY.fullmatch(text):
        plain = text.encode()
        digits = len(plain) - len(plain.translate(None, b"0123456789"))
        found += _with_digits(text, region, number, digits)
    if any(n in text for n in _NAMED):
        found += [("E-CHILD", m[0]) for m in _NAMING.finditer(text)]
    return list({code: (code, words) for code, words in reversed(found)}.values())[::-1] if found else found


def _shapes(texts: Sequence[str]) -> list[str]:
    """The texts with 0 for every digit, which are far fewer than the texts where these are numbered."""
    together = SEPARATOR.join(texts).encode("utf-8", "surrogatepass").translate(_ZEROS)
    return together.decode("utf-8", "surrogatepass").split(SEPARATOR)


def _may_hold(shape: str) -> bool:
    """Whether :func:`found_in` may find something in a text of that shape, whatever its digits and its country."""
    if not shape.isascii():
        shape = _DIGIT.sub("0", shape)
    if "://" in shape or "geo:" in shape:
        if any(w in shape for w in _MAPS):
            return True
        shape = _ADDRESS.sub(" ", shape)
    if "@" in shape or (any(n in shape for n in _NAMED) and _NAMING.search(shape)):
        return True
    digits = shape.count("0")
    if not digits and "°" not in shape:
        return False
    if digits >= 7 or "+" in shape or (digits >= 4 and ("°" in shape or _POINT.search(shape))):
        return True
    words = _TOKENS.findall(shape.lower())
    return (
        (digits >= 3 and "ip" in words)
        or (digits >= 3 and not _CASE_WORDS.isdisjoint(words) and any(p.search(shape) for p in _CASE))
        or not _BIRTH_WORDS.isdisjoint(words)
        or (not _AGE_WORDS.isdisjoint(words) and _SHORT.search(shape) is not None)
    )


def _with_digits(text: str, region: str, number: bool, digits: int) -> Iterator[Found]:
    words = _TOKENS.findall(text.lower())
    if not number and digits >= 3:
        if digits >= 7:
            yield from _phones(text, region)
            if len(text) >= 32:
                yield from (("E-CASE", m[0]) for m in _HASH.finditer(text))
        if not _CASE_WORDS.isdisjoint(words):
            marked = not _MARKS.isdisjoint(words) or any(sign in text for sign in "#°º")
            patterns = _CASE if marked else _CASE[1:]
            yield from (("E-CASE", m[0]) for p in patterns for m in p.finditer(text))
        if "ip" in words:
            yield from (("E-CASE", m[0]) for m in _INTERNET.finditer(text))
    if not _AGE_WORDS.isdisjoint(words) and _SMALL.search(text):
        yield from (("E-CHILD", m[0]) for p in _BY_AGE for m in p.finditer(text))
    if not _BIRTH_WORDS.isdisjoint(words):
        yield from (("E-CHILD", m[0]) for m in _BIRTH.finditer(text))
    if digits >= 4 and ("°" in text or _POINT.search(text)):
        yield from _places(text)
    if "+" in text:
        yield from (("E-PLACE", m[0]) for m in _PLUS_CODE.finditer(text))


@dataclass
class Answers:
    """What somebody stated to be no personal data: ``all``, or ``CODE``, ``CODE:LINE``, ``CODE:FILE:LINE`` each.

    >>> answers = Answers.read(["E-PHONE:3", "place"])
    >>> [answers.covers(code, "a.csv", line) for code, line in (("E-PHONE", 3), ("E-PHONE", 4), ("E-PLACE", 9))]
    [True, False, True]
    """

    given: Mapping[tuple[str, str, int], str]  #: (code, file or "", line or 0) -> as it was written
    used: set[tuple[str, str, int]] = field(default_factory=set)

    @staticmethod
    def read(statements: Iterable[str]) -> Answers:
        """Raises UsageError for what is no such statement."""
        given = {}
        for text in statements:
            code, _, place = text.strip().partition(":")
            file, _, line = place.rpartition(":")
            name = "" if code.casefold() == "all" and not place else "E-" + code.upper().removeprefix("E-")
            if (
                (name and name not in _STOPS)
                or (place and not line.isascii())
                or (place and not line.isdigit())
            ):
                raise UsageError(
                    said("{text!r} does not say what is no personal data.", text=text),
                    hint=said(
                        "Write CODE:LINE or CODE:FILE:LINE as the error names them, CODE for all of one kind, or all. "
                        "Codes are: {codes}.",
                        codes=Verbatim(", ".join(_STOPS)),
                    ),
                )
            given[name, file, int(line or 0)] = text
        return Answers(given)

    def covers(self, code: str, file: str, line: int) -> bool:
        """Whether a finding is answered; the statement that does so counts as used."""
        for key in ((code, file, line), (code, "", line), (code, "", 0), ("", "", 0)):
            if key in self.given:
                self.used.add(key)
                return True
        return False

    def unused(self) -> list[str]:
        """Statements about one kind or place that answered nothing."""
        return [text for key, text in self.given.items() if key not in self.used and key[0]]


_STOPS: Final = tuple(code for code in PERSONAL_CODES if code.startswith("E-"))


def refuse_personal(text: str, name: Said) -> None:
    """Raises DataError for a text that holds what may be personal, and that is kept beside the records. ``name``: what
    the text is."""
    for code, words in found_in(text):
        what, do = _what(code, name, words)
        raise DataError(said("Nothing was saved: {what}.", what=what), hint=do)


def _what(code: str, name: Said | Verbatim, words: str) -> tuple[Said, Said]:
    """What is said about a finding, and what to do."""
    shown = words if len(words) <= 60 else words[:59] + "…"
    if code == "E-PHONE":
        what = said("{column} holds a phone number: {words!r}", column=name, words=shown)
        do = said("delete it; the number of a public service may stay, with the word helpline before it")
    elif code == "E-MAILBOX":
        what = said("{column} holds the address of a person: {words!r}", column=name, words=shown)
        do = said("delete it, or give a role mailbox such as info@")
    elif code == "E-CHILD":
        what = said("{column} tells of one person: {words!r}", column=name, words=shown)
        do = said("delete it; nothing here may speak of one child, victim or suspect")
    elif code == "E-CASE":
        what = said(
            "{column} holds the number of a case, or a trace of one: {words!r}", column=name, words=shown
        )
        do = said("delete it; case data belong into the case system of the police, not here")
    else:
        what = said("{column} holds a point on the map: {words!r}", column=name, words=shown)
        do = said("name the province or district; a shelter or interview room must not be found by it")
    return what, do


def _columns(frame: Frame, before: Frame | None) -> Iterator[tuple[Prop, Column, Mask | None]]:
    """Columns of texts, and which rows say something new in them (None: all)."""
    for p in frame.type.props:
        if isinstance(p.value, Text) or (isinstance(p.value, ListOf) and isinstance(p.value.item, Text)):
            column, fresh = frame[p.name], None
            if before is not None:
                both = before[p.name].concat(column)
                fresh = both.codes[: len(before)] != both.codes[len(before) :]
            yield p, column, fresh


def _regions(snapshot: Snapshot, changes: ChangeSet) -> dict[str, str]:
    """ISO2 of each country, in capitals."""
    out: dict[str, str] = {}
    for frame in (snapshot["countries"], changes.added.get("countries")):
        if frame is not None and len(frame):
            out.update(zip(frame.ids, map(str.upper, frame["iso2"].texts()), strict=True))
    return out


@dataclass(frozen=True)
class _Hit:
    code: str
    file: str
    line: int
    column: str
    words: str
    text: str


def _doubtful(column: Column, codes: Index) -> Iterator[int]:
    """Those of the codes whose texts have to be looked at, in their order."""
    for start in range(0, len(codes), _BLOCK):
        part = codes[start : start + _BLOCK]
        shapes = _shapes(column.words[part].tolist())
        doubtful = set(filter(_may_hold, set(shapes)))
        yield from compress(part.tolist(), map(doubtful.__contains__, shapes))


def _hits(frame: Frame, before: Frame | None, regions: Mapping[str, str]) -> Iterator[_Hit]:
    """Findings of one frame. Each distinct text is looked at once, with the country of its first row."""
    where = next((frame[c] for c in ("iso3", "home_iso3") if c in frame.type.columns), None)
    named = [regions.get(iso3, "") for iso3 in where.vocab] if where is not None else []
    for p, column, fresh in _columns(frame, before):
        codes = column.codes if fresh is None else column.codes[fresh]
        if not len(codes):
            continue
        rows = np.arange(len(frame)) if fresh is None else np.flatnonzero(fresh)
        first = np.full(len(column.vocab), -1)
        first[codes[::-1]] = rows[::-1]
        guilty: dict[int, list[Found]] = {}
        for code in _doubtful(column, np.flatnonzero(first >= 0)):
            text = column.vocab[code]
            region = named[where.codes[first[code]]] if where is not None else ""
            found = found_in(text, region, number=p.name == "identifiers")
            if found:
                guilty[code] = found
        if not guilty:
            continue
        for row in rows[np.isin(codes, list(guilty))].tolist():
            text = column.vocab[column.codes[row]]
            file, line = frame.file.vocab[frame.file.codes[row]], int(frame.line[row])
            for kind, words in guilty[int(column.codes[row])]:
                yield _Hit(kind, file, line, p.name, words, text)


def scan(changes: ChangeSet, current: Snapshot, answers: Answers, note: str = "") -> list[Issue]:
    """Findings in the texts that are new: rows that come, fields that change, and the remark kept with the batch.

    What is answered is listed as information; of the others of one kind in one file the first are listed, and one more
    finding names the lines of the rest.
    """
    regions = _regions(current, changes)
    kept: dict[tuple[str, str], int] = {}
    rest: dict[tuple[str, str], list[int]] = {}
    issues: list[Issue] = []
    frames: list[tuple[Frame, Frame | None]] = [(f, None) for f in changes.added.values()]
    frames += [(c.after, c.before) for c in changes.changed.values()]
    remark = (_Hit(code, "", 0, "note", words, note) for code, words in found_in(note))
    every = (hit for frame, before in frames for hit in _hits(frame, before, regions))
    for hit in chain(every, remark):
        answered = answers.covers(hit.code, hit.file, hit.line)
        code = "I-NOT-PERSONAL" if answered else hit.code
        kept[code, hit.file] = kept.get((code, hit.file), 0) + 1
        if kept[code, hit.file] > LISTED_AT_MOST:
            rest.setdefault((code, hit.file), []).append(hit.line)
            continue
        what, do = _what(hit.code, Verbatim(hit.column), hit.words)
        do = said("{do}. If it is no personal data, say so", do=do)
        if answered:
            what = said("{code}: {what}; stated to be no personal data", code=Verbatim(hit.code), what=what)
            do = said("Nothing to do. What you stated is kept with the update.")
        issues.append(
            Issue(
                code,
                Severity.INFO if answered else Severity.ERROR,
                what,
                Location(hit.file, hit.line, hit.column),
                hit.text[:200],
                do,
            )
        )
    for (code, file), lines in rest.items():
        what = said("{code}: {count:,} more like those listed", code=code, count=len(lines))
        where = said("lines {lines}", lines=in_ranges(lines))
        issues.append(Issue("I-MORE", Severity.INFO, what, Location(file, lines[0]), "", where))
    for text in answers.unused():
        issues.append(
            Issue(
                "W-NO-FINDING",
                Severity.WARNING,
                said("{text!r} names no error of this import", text=text),
                Location(),
                text,
                said("Nothing to do if the rows are there already; otherwise check code, file and line."),
            )
        )
    return issues
