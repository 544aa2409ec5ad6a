"""Forms of records: what somebody fills in is saved, proposed, or shown again with what is wrong in it.

What was filled in and could not be saved yet waits in memory for some hours, so that nothing typed is lost and a
browser without scripts gets the same page as one with them.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from coordination.model.new_ids import makes_ids
from coordination.system.clock import now
from coordination.workspace.editing import Entry, digest_now, successor
from coordination.workspace.service import ImportOutcome, Workspace
from dashboard.backend import records
from dashboard.backend.decisions import later, proposals, undoing
from dashboard.backend.doubts import doubts_of, read_mark
from dashboard.backend.filled import Doubt, Filled, Made, entries, is_pick, mark, open_new, read, settle
from dashboard.backend.records import declared, names_of_both
from dashboard.backend.seats import of_seats, seats_form, unsure
from dashboard.backend.survey import of_survey, survey
from dashboard.backend.who import by
from dashboard.ui.i18n import _
from graph_schema.errors import ConflictError, UsageError
from graph_schema.issues import Issue, errors_in
from graph_schema.schema import SCHEMA

__all__ = ["QUESTIONS", "Forms", "Saved"]

#: questions about one workspace
_ASKED: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {
    "called": records.called,
    "choices": records.choices,
    "country": records.country,
    "proposals": proposals,
    "record": records.record,
    "records_of": records.records_of,
    "saved": records.saved,
    "types_of": records.types_of,
    "undoing": undoing,
}
#: what pages ask beside the declared answers
QUESTIONS: Final = frozenset({*_ASKED, "filled", "later"})
PUT_BACK: Final = "put-back"  #: what a browser asks that sends what it kept, to see it on the form again
WAITING: Final = 200  #: forms that wait
HOURS: Final = 8
RACES: Final = 5  #: how often a form is made anew whose new id was given meanwhile
STATED: Final = 50  #: statements that something is no personal data
#: fields that the next record of the same kind begins with
_KEPT: Final = ("source_id", "verified", "iso3", "capability", "edition", "reviewed_on", "method", "reviewer")


@dataclass(frozen=True)
class Saved:
    """What became of a form: the batch that it was saved as, the word under which it waits, or the proposal."""

    batch: str = ""
    type: str = ""
    id: str = ""
    waits: str = ""
    changes: int = 0
    next: Mapping[str, str] = field(default_factory=dict)
    proposed: str = ""
    opened: str = ""
    """Of a form that waits: the field below which others were opened."""


@dataclass
class Forms:
    """``services``: the workspaces of one program."""

    services: Mapping[str, Workspace]
    _waiting: dict[str, tuple[str, float, Filled]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # asking

    def answer(self, workspace: str, question: str, *about: Any) -> dict[str, Any]:
        """The answer to one of :data:`QUESTIONS`."""
        if question == "filled":
            filled = self.waiting(workspace, *about)
            return {"filled": filled, "names": self.names(workspace, filled)}
        if question == "later":
            return later(self.services, workspace)
        return _ASKED[question](self.services[workspace], *about)

    def waiting(self, workspace: str, word: str, type_: str = "") -> Filled:
        """A form about a record of a type that waits; "" = a survey. Raises UsageError where there is none any more."""
        with self._lock:
            found = self._waiting.get(word)
        if found is None or found[0] != workspace or found[2].type != type_:
            raise UsageError(
                _("This form is no longer available."),
                hint=_("Forms are kept for {hours} hours. Fill it in again.", hours=HOURS),
            )
        return found[2]

    def names(self, workspace: str, filled: Filled) -> dict[str, str]:
        """What the records are called that the form of one record names, and those that it names now."""
        if filled.now is None:
            return {}
        mine = {name: filled.value(name) for name in filled.fields}
        return names_of_both(self.services[workspace], filled.type, filled.now, mine)

    # doing

    def submit(self, workspace: str, type_: str, form: MultiDict[str, str]) -> Saved:
        """Save what was filled in, or keep it with what is wrong in it. Raises UsageError for a type there is not,
        NotAllowed for a workspace that takes no data."""
        t, service = declared(type_), self.services[workspace]
        service.must_be_own()
        filled = read(Filled.of(t, id=form.get("id", ""), was=form.get("was", "")), form)
        if opened := self._opened(filled, form.get("then", ""), service):
            return Saved(waits=self._keep(workspace, filled), opened=opened)
        opened = settle(filled, service.records())
        propose = form.get("then") == "propose"
        made: list[Made] = []
        outcome = None
        if not opened:
            made, outcome = self._attempts(
                service, filled, lambda: entries(filled, service.records()), form, propose=propose
            )
        if outcome is None:
            return Saved(id=filled.id, waits=self._keep(workspace, filled), opened=opened)
        if propose:
            told = [m.entry for m in made]
            kept_ = service.proposals.add(
                told,
                at=now(),
                author=by(),
                note=filled.remark[:200],
                not_personal=form.getlist("not_personal")[:STATED],
            )
            return Saved(proposed=kept_.id)
        added = outcome.changes.added.get(type_)
        ident = added.ids[0] if added is not None and len(added) == 1 else filled.id
        kept = {k: v for k, v in made[-1].entry.values.items() if k in _KEPT and v}
        batch = outcome.result.batch if outcome.result else ""
        return Saved(batch, type_, ident, changes=len(outcome.changes), next=kept)

    def survey(self, workspace: str, iso3: str, form: MultiDict[str, str]) -> Saved:
        """Save what a survey says of every capability of a country, or keep it with what is wrong in it."""
        service = self.services[workspace]
        service.must_be_own()
        snapshot = service.records()
        service.country(iso3)
        filled = survey(iso3, form)
        if opened := self._opened(filled, form.get("then", ""), service):
            return Saved(waits=self._keep(workspace, filled), opened=opened)
        made, opened = of_survey(filled, snapshot, iso3)
        outcome = None
        if made and not opened and not filled.wrong.get(""):
            outcome = self.attempt(service, filled, made, form)
        if outcome is None:
            return Saved(waits=self._keep(workspace, filled), opened=opened)
        return Saved(outcome.result.batch if outcome.result else "", changes=len(outcome.changes))

    def seats(self, workspace: str, iso3: str, form: MultiDict[str, str]) -> Saved:
        """Save what a form says of the seats of a national body as one update, or keep it with what is wrong in it."""
        service, body = self.services[workspace], form.get("body", "")
        service.must_be_own()
        snapshot = service.records()
        service.country(iso3)
        filled = seats_form(iso3, form)
        if opened := self._opened(filled, form.get("then", ""), service):
            return Saved(id=body, waits=self._keep(workspace, filled), opened=opened)
        made, opened = of_seats(filled, snapshot, iso3, body)
        outcome = None
        if not opened and not filled.wrong:
            outcome = self.attempt(service, filled, made, form, more=unsure(filled, snapshot, body))
        if outcome is None:
            return Saved(id=body, waits=self._keep(workspace, filled), opened=opened)
        return Saved(outcome.result.batch if outcome.result else "", id=body, changes=len(outcome.changes))

    @staticmethod
    def _opened(filled: Filled, then: str, service: Workspace) -> str:
        """The field for which a button asked: for the fields of a new record, or for its name instead, or for a record
        that is there in its place; the first one of a form that is only to be seen again; "" for none."""
        if then == PUT_BACK:
            return next(iter(filled.fields))
        what, _colon, name = then.partition(":")
        if what == "use":
            name, _colon, ident = name.partition(":")
            p = filled.fields.get(name)
            known = records.called(service, p.ref, ident)["name"] if p and is_pick(p) else ""
            if known:
                filled.new.pop(name, None)
                filled.given[name], filled.meant[name] = known, ident
            return name if known else ""
        if what not in {"new", "pick"} or name not in dict(filled.picks):
            return ""
        if what == "new":
            open_new(filled, name)
        else:
            filled.new.pop(name, None)
        return name

    def _attempts(
        self,
        service: Workspace,
        filled: Filled,
        make: Callable[[], list[Made]],
        form: MultiDict[str, str],
        *,
        propose: bool,
    ) -> tuple[list[Made], ImportOutcome | None]:
        """Save what a form says; made again with other ids where somebody meanwhile gave a new record the id that was
        made of the same name, so that it is asked whether the two are one."""
        for _again in range(RACES):
            made = make()
            filled.raced = False
            outcome = self.attempt(service, filled, made, form, propose=propose)
            if not filled.raced:
                break
            filled.wrong.clear()
        return made, outcome

    def attempt(
        self,
        service: Workspace,
        filled: Filled,
        made: Sequence[Made],
        form: MultiDict[str, str],
        *,
        propose: bool = False,
        more: Sequence[Doubt] = (),
    ) -> ImportOutcome | None:
        """Save what a form says, or with ``propose`` only see that it could be; None where it cannot be yet, and then
        the form says why. ``more``: what else to look at before it is saved."""
        stated, was_read = form.getlist("not_personal")[:STATED], form.get("doubts", "")

        def doubtful(issues: Sequence[Issue]) -> bool:
            """Whether something is to be looked at that was not on the form that was sent."""
            doubts = (*more, *doubts_of(issues, made, service.records()))
            filled.doubts = () if was_read == read_mark(doubts) else doubts
            return bool(filled.doubts)

        for dry_run in (True, False):
            outcome = self._try(service, filled, made, stated, dry_run=dry_run, unread=doubtful)
            if outcome is None:
                return None
            doubtful(outcome.issues)
            mark(filled, made, outcome.issues, stated=stated)
            filled.raced = _is_raced(outcome.issues, made)
            if filled.wrong or filled.personal or filled.doubts:
                return None
            if propose:
                return outcome
        return outcome

    def _try(
        self,
        service: Workspace,
        filled: Filled,
        made: Sequence[Made],
        stated: Sequence[str],
        *,
        dry_run: bool,
        unread: Callable[[Sequence[Issue]], bool],
    ) -> ImportOutcome | None:
        """The outcome of saving; None, and the form says it, where somebody changed the record meanwhile."""
        try:
            return service.save(
                [m.entry for m in made],
                at=now(),
                author=by(),
                note=filled.remark[:200],
                dry_run=dry_run,
                not_personal=stated,
                unread=unread,
            )
        except ConflictError as e:
            if filled.type not in SCHEMA:  # a form about several records has no other version to show
                raise
            snapshot = service.records()
            filled.id = successor(service, filled.type, filled.id)  # "" is saved as a new record
            at = snapshot[filled.type].position.get(filled.id)
            filled.now = snapshot[filled.type].row(at) if at is not None else {}
            filled.was = digest_now(snapshot, filled.type, filled.id)
            filled.mark("", _(e.title))
            return None

    def remove(self, workspace: str, type_: str, ident: str, was: str) -> str:
        """Take a record out; returns the batch. Raises ConflictError where it changed or something still names it."""
        service = self.services[workspace]
        outcome = service.save([Entry(type_, id=ident, was=was, removed=True)], at=now(), author=by())
        wrong = errors_in(outcome.issues)
        if wrong:
            raise ConflictError(
                _("This record cannot be removed: others name it."), hint=_("Remove or correct those first.")
            )
        return outcome.result.batch if outcome.result else ""

    def _keep(self, workspace: str, filled: Filled) -> str:
        word = secrets.token_urlsafe(12)
        moment = time.monotonic()
        with self._lock:
            old = [k for k, (_space, at, _filled) in self._waiting.items() if moment - at > HOURS * 3600]
            rest = [k for k in self._waiting if k not in old]
            for key in [*old, *rest[: max(0, len(rest) - WAITING + 1)]]:
                del self._waiting[key]
            self._waiting[word] = (workspace, moment, filled)
        return word


def _is_raced(issues: Sequence[Issue], made: Sequence[Made]) -> bool:
    """Whether a new record has the id of one that was made meanwhile."""
    there = {i.location.line - 1 for i in issues if i.code == "E-THERE"}
    return any(makes_ids(SCHEMA[made[at].entry.type]) for at in there if 0 <= at < len(made))
