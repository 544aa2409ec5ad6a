"""Kept plans that travel with an export, and what becomes of those that come with files.

A plan is told apart as a record is, by three versions: what replaced plans said is laid aside on the shelf, and the
digests of it travel with the plan. Whether donors see a plan is decided where it is kept, so that does not travel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from coordination.ingest.manifests import PlanSent
from coordination.ingest.personal import refuse_personal
from coordination.ingest.questions import ALL, BOTH, HERE, THEIRS, Choices, Question
from coordination.model.name_index import Known
from coordination.model.versions import LETTERS, Carried
from coordination.workspace.past import versions_of
from coordination.workspace.plans import PlanShelf, SavedPlan, from_text, to_text
from graph_schema.errors import MnrError, NotAllowed, Said, UsageError, Verbatim, said
from graph_schema.issues import Issue, Location, Severity
from graph_schema.values import Tier

if TYPE_CHECKING:
    from coordination.workspace.service import Workspace

__all__ = ["Arriving", "Arrives", "arriving", "asked_of_plans", "carried_by", "keep", "words_of"]

MOST: Final = 500  #: plans of one import


class Arrives(StrEnum):
    """What becomes of a plan that comes with files."""

    NEW = "new"
    CHANGED = "changed"  #: there only
    STAYS = "stays"  #: it was changed here only
    BOTH = "both"  #: somebody says whose counts


@dataclass(frozen=True, slots=True)
class Arriving:
    """A plan that is not the same here. ``mine``: the one of that name here; ``answer``: whose counts, of BOTH."""

    plan: SavedPlan
    what: Arrives
    file: str
    mine: SavedPlan | None = None
    answer: str = ""

    @property
    def text(self) -> str:
        """What an answer names it by."""
        return f"plans/{self.plan.country}/{self.plan.name}"

    @property
    def comes(self) -> bool:
        """Whether it is kept here when the files are saved."""
        return self.what in (Arrives.NEW, Arrives.CHANGED) or self.answer == THEIRS


def _shelf(w: Workspace) -> PlanShelf | None:
    """None where a workspace keeps no plans, or who looks may not see them."""
    try:
        return w.plans
    except (NotAllowed, UsageError):
        return None


def _told(plan: SavedPlan) -> str:
    """What a plan says, wherever it is kept and whenever it was saved."""
    return to_text(replace(plan, released="", saved=""))


def _digest(plan: SavedPlan) -> str:
    return sha256(_told(plan).encode()).hexdigest()[:LETTERS]


def _sent(w: Workspace) -> list[PlanSent]:
    """The kept plans as an export carries them."""
    shelf = _shelf(w)
    if shelf is None:
        return []
    return [
        PlanSent(to_text(replace(p, released="")), tuple(map(_digest, shelf.of(p.country).versions(p.name))))
        for p in shelf.saved()
    ]


def carried_by(w: Workspace) -> tuple[Carried, Tier]:
    """What an export of all of a workspace carries beside the records, and the label of the whole."""
    plans = _sent(w)
    versions = versions_of(w.store, w.records())
    return Carried(versions, [(p.text, p.versions) for p in plans]), _label_with(w.default_tier, plans)


def _label_with(tier: Tier, plans: Sequence[PlanSent]) -> Tier:
    """The label of a whole that carries plans."""
    order = list(Tier)
    return max([tier, *(from_text(p.text, "").label for p in plans)], key=order.index)


def arriving(
    w: Workspace, sent: Sequence[PlanSent], choices: Choices | None
) -> tuple[list[Arriving], list[Issue]]:
    """What becomes of the plans that come with files, and findings about those that are left out."""
    if not sent:
        return [], []
    shelf, found, issues, choices = _shelf(w), [], [], choices or Choices()
    for one in sent[:MOST]:
        try:
            plan = replace(from_text(one.text, one.file), released="")
            refuse_personal(plan.note, said("the note"))
        except MnrError as e:
            issues.append(_left_out(one, e))
            continue
        if shelf is None:
            issues.append(_left_out(one, UsageError(said("This workspace keeps no plans."))))
            continue
        versions = shelf.of(plan.country).versions(plan.name)
        mine = versions[-1] if versions and shelf.of(plan.country).has(plan.name) else None
        if mine is not None and _digest(mine) == _digest(plan):
            continue
        found.append(_compared(plan, one, versions, mine, choices))
    return found, issues


def _compared(
    plan: SavedPlan,
    one: PlanSent,
    versions: Sequence[SavedPlan],
    mine: SavedPlan | None,
    choices: Choices,
) -> Arriving:
    if mine is None:
        return Arriving(plan, Arrives.NEW, one.file)
    if _digest(plan) in map(_digest, versions):
        return Arriving(plan, Arrives.STAYS, one.file, mine)
    if _digest(mine) in one.versions:
        return Arriving(plan, Arrives.CHANGED, one.file, mine)
    made = Arriving(plan, Arrives.BOTH, one.file, mine)
    answer = choices.to(BOTH, made.text) or choices.to(BOTH, ALL)
    return replace(made, answer=answer if answer in (THEIRS, HERE) else "")


def _left_out(one: PlanSent, why: MnrError) -> Issue:
    message = said("a plan that comes with the files is left out: {reason}", reason=why.message)
    return Issue("W-PLAN", Severity.WARNING, message, Location(one.file), hint=why.hint)


def words_of(p: Arriving) -> Said:
    """What becomes of a plan, said of it."""
    if p.what is Arrives.NEW:
        return said("new: it is kept here too")
    if p.what is Arrives.STAYS:
        return said("changed here since the file was made: yours stays")
    if p.what is Arrives.CHANGED:
        return said("changed in the file: it takes the place of yours, which is laid aside")
    if p.answer == THEIRS:
        return said("changed here and in the file: theirs takes the place of yours, which is laid aside")
    if p.answer == HERE:
        return said("changed here and in the file: yours stays")
    return said("changed here and in the file: say which counts")


def asked_of_plans(plans: Sequence[Arriving]) -> tuple[list[Question], list[Issue]]:
    """The questions about plans that were changed on both sides, and the findings that stop until they are answered."""
    open_ = [p for p in plans if p.what is Arrives.BOTH and not p.answer]
    return [_question(p) for p in open_], [_issue(p) for p in open_]


def _sides(p: Arriving) -> Iterator[Known]:
    for side, plan in ((THEIRS, p.plan), (HERE, p.mine)):
        if plan is not None:
            yield Known(side, "; ".join(plan.steps))


def _question(p: Arriving) -> Question:
    words = said(
        "The plan {name!r} ({country}) was changed here and in the file. Which counts, theirs or what is here?",
        name=p.plan.name,
        country=Verbatim(p.plan.country),
    )
    return Question(BOTH, p.text, 1, Location(p.file), tuple(_sides(p)), words=words)


def _issue(p: Arriving) -> Issue:
    return Issue(
        "E-WHOSE-WORD",
        Severity.ERROR,
        said(
            "the plan {name!r} ({country}) was changed here and in the file",
            name=p.plan.name,
            country=Verbatim(p.plan.country),
        ),
        Location(p.file),
        p.text,
        said(
            "say which counts: {theirs}, {here}, or for all of them --both theirs or --both here",
            theirs=Verbatim(f"--choose '{p.text}={THEIRS}'"),
            here=Verbatim(f"--choose '{p.text}={HERE}'"),
        ),
    )


def keep(w: Workspace, plans: Sequence[Arriving]) -> None:
    """Keep those that come in; one of the same name is laid aside, and can be brought back on the page of the plan."""
    for p in plans:
        if p.comes:
            released = p.mine.released if p.mine is not None else ""
            w.plans.of(p.plan.country).save(replace(p.plan, released=released), replace=p.mine is not None)
