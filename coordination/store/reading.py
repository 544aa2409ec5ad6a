"""Which Cypher of somebody's own is put to a server: what reads records, and nothing that asks or changes the server.

A transaction that only reads still lets a statement fetch a file of the network, end what others run, close their
connections and list users and settings. A server that this program starts fetches nothing by its own settings; others
may. So a statement is looked at before it is sent: its words, without texts, comments and quoted names.
"""

from __future__ import annotations

import re
from typing import Final

from graph_schema.errors import UsageError, Verbatim, said

__all__ = ["only_reads"]

_ESCAPED: Final = re.compile(r"\\u+([0-9A-Fa-f]{4})")  #: Cypher takes them anywhere, before it looks at words
_TOKEN: Final = re.compile(
    r"""//[^\n\r]* | /\*.*?(?:\*/|\Z)                                # comments
      | '(?:\\.|[^'\\])*(?:'|\Z) | "(?:\\.|[^"\\])*(?:"|\Z)          # texts
      | (?P<quoted>`(?:``|[^`])*(?:`|\Z)) | (?P<word>\w+) | (?P<sign>\S)""",
    re.VERBOSE | re.DOTALL,
)
#: What may be listed of a server: how the graph may be asked.
_SHOWN: Final = frozenset(
    {"INDEX", "INDEXES", "CONSTRAINT", "CONSTRAINTS", "FUNCTION", "FUNCTIONS", "PROCEDURE", "PROCEDURES"}
)
_CALLED: Final = re.compile(
    r"db\.(labels|propertykeys|relationshiptypes|info|ping|awaitindex|awaitindexes|schema\.\w+"
    r"|index\.fulltext\.(querynodes|queryrelationships|listavailableanalyzers)"
    r"|index\.vector\.(querynodes|queryrelationships))|dbms\.components|gds\..+"
)


def only_reads(text: str) -> None:
    """Raises UsageError where a statement does something else than to read records and how they may be asked."""
    decoded = _ESCAPED.sub(lambda m: chr(int(m.group(1), 16)), text)
    for form in dict.fromkeys(
        (text, decoded)
    ):  # whether a server decodes them within texts too is its own matter
        _look(_words(form))


def _look(words: list[tuple[str, bool]]) -> None:
    plain = [word.upper() if not quoted else "" for word, quoted in words]
    for k, word in enumerate(plain):
        if word == "LOAD" and plain[k + 1 : k + 2] == ["CSV"]:
            raise _refused(
                said("`mnr cypher` reads the graph alone. LOAD CSV fetches a file."),
                said("Take the rows in with `mnr import`."),
            )
        if word == "CALL" and (name := _procedure(words, k + 1)) and not _CALLED.fullmatch(name.casefold()):
            raise _refused(said("`mnr cypher` does not call {name}.", name=Verbatim(name)), _SHELL)
    start = _OPTIONS.sub("", " ".join(plain)).partition(" ")[0]
    if start in ("TERMINATE", "USE", "STOP", "START"):
        raise _refused(said("`mnr cypher` does not do {what}.", what=Verbatim(start)), _SHELL)
    if start == "SHOW":
        for k, word in enumerate(plain):
            shown = plain[k + 1 : k + 5]
            if word == "TERMINATE" or (word == "SHOW" and not _SHOWN & set(shown)):
                what = Verbatim(" ".join([word, *filter(None, shown[:1])]))
                raise _refused(said("`mnr cypher` does not do {what}.", what=what), _SHELL)


#: What may stand before a statement: how it is to be planned.
_OPTIONS: Final = re.compile(r"^((EXPLAIN|PROFILE|CYPHER( \d+( \. \d+)?)?|\w+ = \w+)( |$))*")
_SHELL: Final = said("It asks about records. Use a shell of Neo4j to look after the server.")


def _refused(message: str, hint: str) -> UsageError:
    return UsageError(message, hint=hint)


def _words(text: str) -> list[tuple[str, bool]]:
    """Words and signs, in their order, and whether each is a quoted name."""
    found = []
    for m in _TOKEN.finditer(text):
        if m.lastgroup == "quoted":
            found.append((m.group()[1:-1].replace("``", "`"), True))
        elif m.lastgroup:
            found.append((m.group(), False))
    return found


def _procedure(words: list[tuple[str, bool]], at: int) -> str:
    """The name of the procedure that begins there; "" where there is none: a subquery, a variable."""
    name = ""
    while at < len(words):
        word, quoted = words[at]
        if not quoted and not re.fullmatch(r"\w+", word):
            break
        name += word
        if words[at + 1 : at + 2] != [(".", False)]:
            return name if "." in name else ""
        name += "."
        at += 2
    return ""
