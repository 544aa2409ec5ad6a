"""A feed that a feed reader follows: Atom (RFC 4287)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["MIMETYPE", "Feed", "Item"]

MIMETYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_XML: Final = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Item:
    """One entry. ``key`` makes its identity, so that a reader shows it once; ``at``: when it came up, as UTC time."""

    key: str
    at: str
    title: str
    words: str = ""
    link: str = ""
    author: str = ""
    label: str = ""


def _text(parent: Element, tag: str, text: str) -> None:
    """What XML can hold of a text: no control characters, no halves of characters, no noncharacters."""
    SubElement(parent, tag).text = _NOT_XML.sub("", text)


@dataclass(frozen=True)
class Feed:
    """``key`` makes its identity; ``link``: the page that says the same; ``at``: of a feed without entries, when it was
    made."""

    key: str
    title: str
    link: str
    lang: str
    at: str
    items: tuple[Item, ...]

    def text(self, base: str) -> str:
        """As a file; its links are told from the address ``base`` on."""
        root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": self.lang, "xml:base": base})
        _text(root, "id", f"urn:mnr:{self.key}")
        _text(root, "title", self.title)
        _text(root, "updated", max((i.at for i in self.items), default=self.at))
        SubElement(root, "link", {"rel": "alternate", "href": self.link})
        for item in self.items:
            entry = SubElement(root, "entry")
            _text(entry, "id", f"urn:mnr:{self.key}:{item.key}")
            _text(entry, "title", item.title)
            _text(entry, "updated", item.at)
            _text(SubElement(entry, "author"), "name", item.author or self.title)
            _text(entry, "summary", item.words)
            SubElement(entry, "link", {"rel": "alternate", "href": item.link or self.link})
            if item.label:
                SubElement(entry, "category", {"term": item.label})
        return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"
