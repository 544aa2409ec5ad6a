"""A document as one HTML file: no script, nothing from outside, ready to print."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from coordination.reports.document import Document

__all__ = ["html"]


@cache
def _template() -> Template:
    return Environment(
        loader=PackageLoader("coordination.reports", "."), autoescape=True, undefined=StrictUndefined
    ).get_template("document.html.j2")


def html(document: Document) -> str:
    """The text of the file. No text of a row becomes markup."""
    return _template().render(d=document, blocks=[(type(b).__name__, b) for b in document.blocks])
