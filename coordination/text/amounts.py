"""An amount with its currency, in words. Which currency an amount is in is never guessed: that nobody recorded it is
said, and so is what it is, unless it is an award."""

from __future__ import annotations

from coordination.text.sentences import Sentence, sentence
from graph_schema.values import AmountKind

__all__ = ["in_currency", "of_kind"]


def in_currency(amount: int | str, currency: str) -> Sentence:
    """EUR 80,000. ``amount``: as it is written in the language, or a whole number."""
    if not currency:
        return sentence("{amount}, currency not recorded", amount=amount)
    return sentence("{currency}\u00a0{amount}", currency=currency, amount=amount)


def of_kind(amount: int | str, currency: str, kind: str | None) -> Sentence:
    """An amount with what it is, unless it is an award: only awards are in sums."""
    said = in_currency(amount, currency)
    if kind == AmountKind.AWARD:
        return said
    if kind == AmountKind.CALL:
        return sentence("{amount}, a call for proposals", amount=[said])
    if kind == AmountKind.PLEDGE:
        return sentence("{amount}, a pledge", amount=[said])
    if kind == AmountKind.IN_KIND:
        return sentence("{amount}, help in kind", amount=[said])
    if kind == AmountKind.BUDGET:
        return sentence("{amount}, a budget", amount=[said])
    return sentence("{amount}, not said what it is", amount=[said])
