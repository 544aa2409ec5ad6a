"""Ids of components and of places in the page, in one list."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Id"]


class Id(StrEnum):
    ADDRESS = "address"
    TOP = "top"  #: brand, pages, bar of choices
    MAIN = "main"  #: landmark that holds the page
    PAGE = "page"  #: the page itself
    EXTRA = "extra"  #: components of a library that stand below the page
    PANEL = "panel"  #: the reasons of one cell, beside the page
    FIRST = "first"  #: first paint, written by the server
    LIVE = "live"
    TIP = "tip"
    KEYS = "keys"
    TROUBLE = "trouble"
    PLACES = "places"
    BAR = "bar"
    TOASTS = "toasts"  #: short messages, with a way to take back what was done
    PALETTE = "palette"
    CONFIRM = "confirm"
    WHO = "who"  #: the question who makes changes in this browser
    TOUR = "tour"
    SHARE = "share"  #: what can be given to somebody else
    FRAME = "frame"  #: what is there once for all pages
