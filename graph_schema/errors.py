"""The one error tree of the project.

::

    MnrError                     exit 1, http 500
    |-- UsageError               exit 2, http 400   the question was put wrongly (unknown country, bad date)
    |-- DataError                exit 3, http 422   somebody's data cannot be taken as it is; carries Issues
    |   `-- SchemaError          exit 3, http 500   our own declaration contradicts itself (found at import)
    |-- StoreError               exit 4, http 503   the database cannot answer
    |   |-- StoreUnavailable     exit 4, http 503   not there, refusing, silent, wrong password
    |   |-- StoreTooNew          exit 4, http 503   written by a newer program
    |   |-- StoreFull            exit 4, http 507   nothing can be saved: the disk is full
    |   |-- StoreBusy            exit 4, http 503   another writer holds it
    |   `-- StoreDamaged         exit 4, http 500   what is on disk is not what was written
    |-- ConflictError            exit 4, http 409   the record changed since it was read
    |   |-- StoreMoved           exit 4, http 409   something else changed since it was read: plan again
    |   `-- AlreadyThere         exit 4, http 409   one of that name or day is kept already
    |-- LimitError               exit 3, http 413   over a stated limit
    `-- NotAllowed               exit 2, http 403   the policy says no

Every message says what happened and where; ``hint`` says what to do next. Where people read them on a page, they are
made by :func:`said`, so that the page can say them in its own language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from graph_schema.issues import Issue

__all__ = [
    "AlreadyThere",
    "ConflictError",
    "DataError",
    "LimitError",
    "MnrError",
    "NotAllowed",
    "Said",
    "SchemaError",
    "StoreBusy",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreMoved",
    "StoreTooNew",
    "StoreUnavailable",
    "UsageError",
    "Verbatim",
    "said",
]


class Verbatim(str):
    """A value of a text that stays as it is in every language: the name of a column, of a file, of a type."""


class Said(str):
    """English text that remembers what it was made of: ``template`` (a gettext msgid) and ``values``."""

    template: str
    values: Mapping[str, object]


def said(template: str, /, **values: object) -> Said:
    """The text of ``template`` with its ``{places}`` filled. The template must be a literal.

    Where a text is told to people, ``{code!r}`` stands in the quotation marks of their language and ``{count:,}`` is
    grouped as they group it (:mod:`coordination.text.wording`).

    >>> text = said("There is no country {code!r}.", code="QQQ")
    >>> text, text.template
    ("There is no country 'QQQ'.", 'There is no country {code!r}.')
    """
    text = Said(template.format(**values) if values else template)
    text.template, text.values = template, values
    return text


class MnrError(Exception):
    """Root of every error this project raises on purpose."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(MnrError):
    exit_code = 2
    http_status = 400
    title = "This question cannot be answered in this form"


class DataError(MnrError):
    """Carries every finding, not the first one."""

    exit_code = 3
    http_status = 422
    title = "The data cannot be accepted in this form"

    def __init__(self, message: str, *, hint: str = "", issues: Sequence[Issue] = ()) -> None:
        super().__init__(message, hint=hint)
        self.issues: tuple[Issue, ...] = tuple(issues)


class SchemaError(DataError):
    http_status = 500
    title = "The schema contradicts itself"


class StoreError(MnrError):
    exit_code = 4
    http_status = 503
    title = "The database does not answer"


class StoreUnavailable(StoreError):
    title = "The database cannot be reached"


class StoreTooNew(StoreError):
    title = "The database was written by a newer version of the program"


class StoreFull(StoreUnavailable):
    """Reading goes on."""

    http_status = 507
    title = "There is no room to save"


class StoreBusy(StoreError):
    title = "The database is busy"


class StoreDamaged(StoreError):
    http_status = 500
    title = "The database is damaged"


class ConflictError(MnrError):
    exit_code = 4
    http_status = 409
    title = "The record has changed since it was read"


class StoreMoved(ConflictError):
    """No record of this change is touched, but it was checked against what is no longer there."""

    title = "The database has changed since it was read"


class AlreadyThere(ConflictError):
    """What is to be kept would take the place of something."""

    title = "It already exists"


class LimitError(MnrError):
    exit_code = 3
    http_status = 413
    title = "A limit is exceeded"


class NotAllowed(MnrError):
    exit_code = 2
    http_status = 403
    title = "Not allowed"
