"""Whether the texts of the program, and the pages about methods, use the words of the product, in every language
(``tools/never_say.toml``).

``python -m tools.vocabulary`` prints each text that says a word otherwise; ``python -m tools.generate --check``
refuses it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tools.catalogue import DOMAINS, METHODS, all_forms, texts

__all__ = ["findings"]

#: code, places and names of files are not words
_NOT_WORDS = re.compile(r"`[^`]*`|\]\([^)]*\)|\{[^}]*\}|--[\w-]+|\b\w+\.(?:csv|toml|json)\b")
#: where texts of others are quoted
_QUOTED = ("graph_schema/editions/", "seed_data/")


@cache
def _rules() -> dict[str, Any]:
    path = Path(__file__).with_name("never_say.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _said(code: str, domain: str) -> Iterator[tuple[str, str]]:
    """English text and how it is said in the language, each of its plural forms apart."""
    own = {} if code == "en" else all_forms(code, domain)
    for text in texts(domain).values():
        if not all(name.startswith(_QUOTED) for name in text.files):
            english = [text.one, *([text.many] if text.many else [])]
            for said in english if code == "en" else own.get(text.one, []):
                yield text.one, said


def findings(code: str) -> list[str]:
    """Each text of a language that says a word which the product says otherwise, one sentence each."""
    allowed = _rules()["allowed"]
    return [
        f"{code}: {said!r} says {found.group()!r}; say {say!r}"
        for domain in DOMAINS
        for words in [
            [
                (text, said, _NOT_WORDS.sub(" ", said))
                for text, said in _said(code, domain)
                if text not in allowed
            ]
        ]
        for pattern, (say, unless) in _patterns(code, domain).items()
        for text, said, plain in words
        if (found := pattern.search(plain)) and not (unless and unless.search(text))
    ]


def _patterns(code: str, domain: str) -> dict[re.Pattern[str], tuple[str, re.Pattern[str] | None]]:
    """What is not said in texts of a domain, what is said instead, and in which English texts it is the right word."""
    rules = _rules()
    own: dict[str, str] = rules["methods"][code] if domain == METHODS else {}
    only: dict[str, dict[str, str]] = rules["only"].get(code, {})
    return {_words(word): (say, None) for word, say in {**rules[code], **own}.items()} | {
        _words(word): (rule["say"], _words(rule["for"])) for word, rule in only.items()
    }


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.I)


def main() -> int:
    found = [line for code in ("en", "fr", "es") for line in findings(code)]
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
