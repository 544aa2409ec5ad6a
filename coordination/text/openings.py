"""The sentence with which a page about the program itself opens: its data, its workspaces, its help."""

from __future__ import annotations

from coordination.text.sentences import sentence
from coordination.text.verdicts import Verdict

__all__ = ["help_page", "later", "method", "news", "proposals", "records", "same", "settings", "workspaces"]


def records(total: int, own: bool) -> Verdict:
    """What a workspace holds, and whether it takes more."""
    held = (
        [sentence("This workspace has {n} record.", "This workspace has {n} records.", n=total)]
        if total
        else [sentence("This workspace has no records yet.")]
    )
    return [
        *held,
        sentence("Files that you add are checked and previewed before anything is saved.")
        if own
        else sentence("Its records are read-only: make a copy to add your own data."),
    ]


def same(pairs: int, changing: int) -> Verdict:
    """How many pairs of records may be of one organisation, and of how many a status depends on it."""
    if not pairs:
        return [sentence("No pair of organisations is left to judge.")]
    found = [
        sentence(
            "{n} pair of records may be of one organisation.",
            "{n} pairs of records may be of one organisation.",
            n=pairs,
        )
    ]
    if changing:
        found.append(
            sentence(
                "For {n} of them, a status would change.",
                "For {n} of them, statuses would change.",
                n=changing,
            )
        )
    return [*found, sentence("Nothing is merged by itself: you judge, and can undo it.")]


def news(saved: int, ends: int, old: int) -> Verdict:
    """What is new, what ends, what has grown old."""
    return [
        sentence(
            "{n} record was added, changed or removed.",
            "{n} records were added, changed or removed.",
            n=saved,
        )
        if saved
        else sentence("Nothing was saved since then."),
        sentence(
            "{n} record ends in the next six months.", "{n} records end in the next six months.", n=ends
        ),
        sentence(
            "{n} record of current work has a source older than 36 months.",
            "{n} records of current work have a source older than 36 months.",
            n=old,
        ),
    ]


def later(changes: int, kept: int) -> Verdict:
    """What would come in from the workspace that one was copied from, and where the own record stays."""
    came = (
        [sentence("{n} change would come in.", "{n} changes would come in.", n=changes)]
        if changes
        else [sentence("Nothing new there.")]
    )
    stays = sentence("{n} record of yours stays as it is.", "{n} records of yours stay as they are.", n=kept)
    return [*came, stays] if kept else came


def proposals(waiting: int) -> Verdict:
    """How many proposals wait for a decision."""
    if not waiting:
        return [sentence("No proposal is waiting for a decision.")]
    return [
        sentence(
            "{n} proposal is waiting for a decision.", "{n} proposals are waiting for a decision.", n=waiting
        )
    ]


def workspaces(total: int, own: int) -> Verdict:
    """The workspaces that are open here, and how many of them take data."""
    return [
        sentence("{n} workspace is open here.", "{n} workspaces are open here.", n=total),
        sentence("{n} of them is yours.", "{n} of them are yours.", n=own)
        if own
        else sentence("None of them is yours yet: make one below."),
    ]


def help_page(pages: int, words: int) -> Verdict:
    """What the help explains."""
    return [
        sentence("{n} page is explained.", "{n} pages are explained.", n=pages),
        sentence("{n} word has a definition.", "{n} words have a definition.", n=words),
    ]


def method(pages: int) -> Verdict:
    """The pages about methods."""
    return [
        sentence("Every figure has a definition, a unit and an example worked by hand."),
        sentence("{n} page tells them.", "{n} pages tell them.", n=pages),
    ]


def settings(languages: int) -> Verdict:
    """The choices of one reader."""
    return [
        sentence(
            "Your choices are kept in this browser only. {n} language is offered.",
            "Your choices are kept in this browser only. {n} languages are offered.",
            n=languages,
        )
    ]
