"""The catalogues of translations: every text of the program found, merged into each language, and judged.

Texts are found where they are written, never typed twice: literal arguments of the marking functions in the code,
help of the commands, titles of errors, every list of the framework editions, titles of workspaces, and names of
regions. The pages about methods have a catalogue of their own, ``docs/methods/fr.po``. :func:`merged` is a ``.po``
file as it must stand (part of ``python -m tools.generate``); :func:`findings` says what keeps a language from being
complete (part of its ``--check``).

``python -m tools.catalogue add pt`` starts a language; ``... open fr`` prints what has no translation as JSON (English
text -> "", or a list for its plural forms); ``... fill fr FILE`` puts such a JSON into the catalogue and refuses texts
that are not there. ``methods`` at the end means the pages about methods.
"""

from __future__ import annotations

import ast
import csv
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from graph_schema.cookbook import cookbook
from graph_schema.languages import OFFERED, column_in
from graph_schema.schema import SCHEMA
from graph_schema.values import ReviewMethod, TieKind
from tools import methods
from tools.syntax import nodes_of

__all__ = [
    "DOMAINS",
    "METHODS",
    "PROGRAM",
    "ROOT",
    "Text",
    "all_forms",
    "findings",
    "merged",
    "path_of",
    "texts",
    "translations",
]

ROOT = Path(__file__).resolve().parent.parent
PROGRAM, METHODS = "mnr", "methods"
DOMAINS = {PROGRAM: "the program", METHODS: "the pages about methods"}  #: name of the file -> whose texts
PACKAGES = ("graph_schema", "coordination", "dashboard")
#: function -> how many of its first arguments are texts (one and many)
MARKS = {"_": 1, "N_": 1, "said": 1, "step": 1, "n_": 2, "plural": 2, "sentence": 2}
#: arguments of click that are shown in ``--help``
HELPS = ("help", "epilog")
#: columns of the framework lists that people read
COLUMNS = (
    *("name", "description", "reason", "title", "channel", "label", "field_name", "item", "note"),
    *("begins_with", "handoff", "action", "done_when"),
)
#: figures of the youth study, which stand beside the framework
YOUTH = "af-ict-"
#: lists whose text is not shown
UNSEEN = ("crosswalk",)
_HEADER = """\
# {language} translations of the MNR coordination graph.
# Texts and order come from the program: python -m tools.generate. Words of the field: docs/reference/languages.md.
#"""
_DATED = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To).*\n', re.M
)
#: an ordinary space (or none) before the marks that French sets off, and straight or unspaced guillemets
_FRENCH = re.compile(r"[ \u00a0][;:!?»]|[^\W\d_][;!?»]|«[^\u202f]|\w: |\.\.\.|\w'\w")


@dataclass
class Text:
    """One text: ``many`` is its plural, "" for none; ``files``: where it stands."""

    one: str
    many: str = ""
    files: list[str] = field(default_factory=list)


def _marked(path: Path) -> Iterator[tuple[str, str]]:
    """Literal texts of the marking functions of a module, in the order of its lines."""
    calls = [n for n in nodes_of(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    for call in sorted(calls, key=lambda n: (n.lineno, n.col_offset)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        words = [a.value for a in call.args[: MARKS.get(name, 0)] if isinstance(a, ast.Constant)]
        found = [w for w in words if isinstance(w, str) and w]
        if found:
            yield found[0], found[1] if len(found) > 1 else ""


def _helped(path: Path) -> Iterator[str]:
    """What a module of commands says in ``--help``: docstrings of commands, ``help`` and ``epilog`` of a call, and
    the line of each command in a list of commands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in nodes_of(tree):
        if isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
            if any(re.search(r"\b(command|group)\b", ast.unparse(d)) for d in node.decorator_list):
                yield text
        elif isinstance(node, ast.keyword) and node.arg in HELPS and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            first, text_ = (e.value if isinstance(e, ast.Constant) else "" for e in node.elts)
            if (
                isinstance(first, str)
                and first.startswith("coordination.")
                and isinstance(text_, str)
                and text_
            ):
                yield text_


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _said_everywhere(row: Mapping[str, str], column: str) -> bool:
    """Whether the row says this itself in every language of the program."""
    return all(row.get(column_in(column, code)) for code in OFFERED)


def _everything() -> Iterator[tuple[str, str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for one, many in _marked(path):
                yield one, many, path
    for path in (
        *sorted((ROOT / "coordination" / "cli").glob("*.py")),
        ROOT / "dashboard" / "web" / "command.py",
    ):
        for one in _helped(path):
            yield one, "", path
    errors = ROOT / "graph_schema" / "errors.py"
    for node in nodes_of(ast.parse(errors.read_text(encoding="utf-8"))):
        if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.Constant):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and target.id == "title":
                yield str(node.value.value), "", errors
    for path in sorted((ROOT / "graph_schema" / "editions").glob("*/*.csv")):
        if path.stem not in UNSEEN:
            for row in _rows(path):
                for column in COLUMNS:
                    if row.get(column) and not _said_everywhere(row, column):
                        yield row[column], "", path
    for query in cookbook().values():
        yield query.title, "", ROOT / "graph_schema" / "cookbook" / f"{query.name}.cypher"
    for record in SCHEMA.values():
        told = [record.doc, record.title, record.adding]
        told += [words for field_ in record.props for words in (field_.label, field_.doc)]
        for one in told:
            yield one, "", ROOT / "graph_schema" / "schema.py"
    for code in (*ReviewMethod, *TieKind):
        yield str(code).replace("_", " "), "", ROOT / "graph_schema" / "values.py"
    spaces = ROOT / "seed_data" / "workspaces.toml"
    for space in tomllib.loads(spaces.read_text(encoding="utf-8")).values():
        yield space["title"], "", spaces
    for path in sorted((ROOT / "seed_data").glob("*/indicators.csv")):
        networks = _rows(path.with_name("networks.csv"))
        counting = {i for network in networks for i in network["figures"].split(";")}
        for row in _rows(path):
            shown = row["iso3"] and row["unit"] not in ("rank", "score 0-100")
            if shown or row["indicator_id"].startswith(YOUTH) or row["indicator_id"] in counting:
                yield row["name"], "", path
                yield row["region"], "", path
                if any(map(str.isalpha, row["unit"])):
                    yield row["unit"], "", path
    for path in sorted((ROOT / "seed_data").glob("*/countries.csv")):
        for column in ("region", "subregion"):
            for word in sorted({row[column] for row in _rows(path) if row.get(column)}):
                yield word, "", path


@cache
def texts(domain: str = PROGRAM) -> dict[str, Text]:
    """English text -> what it is, in the order in which it is met."""
    if domain == METHODS:
        return {
            one: Text(one, files=[f"docs/methods/{name}" for name in names])
            for one, names in methods.texts().items()
        }
    out: dict[str, Text] = {}
    for one, many, path in _everything():
        if not one:
            continue
        known = out.setdefault(one, Text(one))
        known.many = known.many or many
        name = path.relative_to(ROOT).as_posix()
        if name not in known.files:
            known.files.append(name)
    return out


def path_of(code: str, domain: str = PROGRAM) -> Path:
    if domain == METHODS:
        return methods.FOLDER / f"{code}.po"
    return ROOT / "coordination" / "locales" / code / "LC_MESSAGES" / "mnr.po"


def languages() -> list[str]:
    """Codes of the languages that have a catalogue, complete or not."""
    return sorted(
        p.parent.parent.name for p in (ROOT / "coordination" / "locales").glob("*/LC_MESSAGES/mnr.po")
    )


def _read(code: str, domain: str) -> Catalog:
    path = path_of(code, domain)
    if not path.is_file():
        return Catalog(locale=code, domain=domain)
    with path.open("rb") as stream:
        return read_po(stream, locale=code, domain=domain)


def all_forms(code: str, domain: str) -> dict[str, list[str]]:
    """English text -> its translation, one text for each plural form, for those that have one."""
    return {_key(m): _forms(m) for m in _read(code, domain) if m.id and _forms(m)[0]}


def translations(code: str, domain: str) -> dict[str, str]:
    """English text -> its translation, in the singular, for those that have one."""
    return {english: told[0] for english, told in all_forms(code, domain).items()}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [])


def merged(code: str, domain: str = PROGRAM, new: dict[str, str | list[str]] | None = None) -> str:
    """The catalogue of a language as it must stand: every text of the domain and no other, translations kept.

    ``new``: translations to put in.
    """
    given: dict[str, list[str]] = {_key(m): _forms(m) for m in _read(code, domain) if m.id}
    given |= {k: [v] if isinstance(v, str) else list(v) for k, v in (new or {}).items()}
    out = Catalog(locale=code, domain=domain, fuzzy=False, charset="utf-8", project="mnr", version="1")
    out.header_comment = _HEADER.format(language=Locale.parse(code).english_name)
    for text in texts(domain).values():
        forms = given.get(text.one, [""])
        where = [(name, None) for name in text.files]
        if text.many:
            forms = [*forms, *[""] * out.num_plurals][: out.num_plurals]
            out.add((text.one, text.many), tuple(forms), locations=where)
        else:
            out.add(text.one, forms[0], locations=where)
    stream = BytesIO()
    write_po(stream, out, width=110, omit_header=False)
    return _DATED.sub(b"", stream.getvalue()).decode("utf-8")


def _places(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


def _wrong(text: Text, forms: list[str], code: str, plurals: int) -> Iterator[str]:
    """What is wrong with the translation of one text."""
    if not all(forms) or not forms:
        yield "has no translation" if not any(forms) else "lacks a plural form"
        return
    if len(forms) != (plurals if text.many else 1):
        yield f"has {len(forms)} forms, not {plurals if text.many else 1}"
    wanted = _places(text.one) | _places(text.many)
    free = {"count", "n"} if text.many else set()
    for form in forms:
        try:
            own = _places(form)
        except ValueError as error:
            yield f"cannot be filled: {error}"
            continue
        if own - wanted or (wanted - own) - free or (own != wanted and form is forms[-1] and text.many):
            yield f"has the places {sorted(own)}, not {sorted(wanted)}"
        if (form[:1].isspace(), form[-1:].isspace()) != (text.one[:1].isspace(), text.one[-1:].isspace()):
            yield "begins or ends with another space"
        if code == "fr" and (found := _FRENCH.search(re.sub(r"\{\w*![rsa]\}", "", form))):
            yield f"needs French typography at {found.group()!r}"


def _wrong_page(text: Text, forms: list[str], code: str, _plurals: int) -> Iterator[str]:
    """What is wrong with the translation of one piece of a page about methods."""
    if len(forms) != 1 or not forms[0]:
        yield "has no translation" if not any(forms) else "has more than one form"
        return
    form = forms[0]
    if methods.kept_as_is(form) != methods.kept_as_is(text.one):
        yield f"keeps {methods.kept_as_is(form)}, not {methods.kept_as_is(text.one)}"
    words = re.sub(r"`[^`]*`|\]\([^)]*\)", "", form)
    if code == "fr" and (found := _FRENCH.search(words)):
        yield f"needs French typography at {found.group()!r}"


def findings(code: str, domain: str = PROGRAM) -> list[str]:
    """What keeps a language from being complete, one sentence each; nothing for a complete one."""
    found, wanted = _read(code, domain), texts(domain)
    judged = _wrong_page if domain == METHODS else _wrong
    out = [f"{code}: {key!r} is obsolete" for key in map(str, found.obsolete)]
    have = {_key(m): m for m in found if m.id}
    out += [f"{code}: {key!r} is not a text of {DOMAINS[domain]}" for key in have if key not in wanted]
    for text in wanted.values():
        message = have.get(text.one)
        if message is not None and message.fuzzy:
            out.append(f"{code}: {text.one!r} is marked fuzzy")
        forms = _forms(message) if message is not None else []
        out += [f"{code}: {text.one!r} {wrong}" for wrong in judged(text, forms, code, found.num_plurals)]
    return out


def _tidy(code: str, text: str) -> str:
    """French spacing and quotation marks for what was typed on an ordinary keyboard, but for code and addresses."""
    if code != "fr":
        return text
    pieces = re.split(r"(`[^`]*`|\]\([^)]*\))", text)
    for i in range(0, len(pieces), 2):
        words = re.sub(r"[ \u00a0]([;:!?»])", "\u202f\\1", pieces[i])
        words = re.sub(r"«[ \u00a0]", "«\u202f", words)
        pieces[i] = words.replace("'", "\u2019")
    return "".join(pieces)


def main(arguments: list[str]) -> int:
    domain = METHODS if arguments[-1:] == [METHODS] else PROGRAM
    match arguments[:-1] if domain == METHODS else arguments:
        case ["add", code]:
            new: dict[str, str | list[str]] = {}
        case ["open", code]:
            have = {_key(m): _forms(m) for m in _read(code, domain) if m.id}
            left = {
                t.one: [t.one, t.many] if t.many else ""
                for t in texts(domain).values()
                if not all(have.get(t.one, [""]))
            }
            print(json.dumps(left, ensure_ascii=False, indent=1))
            return 0
        case ["fill", code, name]:
            raw = json.loads(Path(name).read_text(encoding="utf-8"))
            unknown = sorted(set(raw) - set(texts(domain)))
            if unknown:
                print(f"Not a text of {DOMAINS[domain]}:", *map(repr, unknown), sep="\n", file=sys.stderr)
                return 1
            new = {
                k: _tidy(code, v) if isinstance(v, str) else [_tidy(code, x) for x in v]
                for k, v in raw.items()
            }
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    path = path_of(code, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(merged(code, domain, new), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
