"""An amount with its currency, in words. Which currency an amount is in is never guessed: that nobody recorded it is
said."""

from __future__ import annotations

from coordination.text.sentences import Sentence, sentence

__all__ = ["in_currency"]


def in_currency(amount: int | str, currency: str) -> Sentence:
    """EUR 80,000. ``amount``: as it is written in the language, or a whole number."""
    if not currency:
        return sentence("{amount}, currency not recorded", amount=amount)
    return sentence("{currency}\u00a0{amount}", currency=currency, amount=amount)
