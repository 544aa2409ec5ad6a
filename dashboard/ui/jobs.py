"""Long answers: worked out beside the request, with progress, time left and a way to stop.

Nothing has to be done for it by the author of a page. Every page is drawn in a thread of its own
(:meth:`Jobs.run`); one that is ready within :data:`WAIT` seconds is answered as if there were no thread. One that
is not shows :func:`panel`; ``assets/jobs.js`` asks ``/_jobs/<id>`` every 300 ms and draws the page again when it
is ready. Without scripts the panel has a link and two buttons that do the same.

What a long analytic owes its reader is :func:`coordination.system.progress.step` now and then (at least twice a
second): it moves the bar, and it is the place where the work stops when somebody asks it to. Its words are a literal
English text, which the catalogues take from the call: ``step("Removing organisations", i, len(chosen))``.

* The same address asked by two readers at once is worked out once; both see the same bar.
* A long result is kept for :data:`KEEP` seconds, so that "draw it again" finds it. It is thrown away when the
  store has changed since (``fresh``), and at once when somebody changes something (:meth:`Jobs.forget`).
* At most :data:`LONG` answers are worked out at a time beyond their first seconds, and :data:`MOST` at all; the next
  one is told so (:class:`Busy`).
* A job changes nothing and dies with the server. One that nobody looks at any more stops by itself.
* Callbacks of a page that may take long (a layout, a file) can use the same: ``app.jobs.run(key, address, work)``.
"""

from __future__ import annotations

import contextvars
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from flask import Flask, Response, jsonify, redirect, request

from coordination.system.progress import Cancelled, watched
from dashboard.ui import i18n
from dashboard.ui.i18n import N_, _, n_
from dashboard.ui.tree import Node, h
from graph_schema.errors import MnrError

__all__ = [
    "ABANDONED",
    "KEEP",
    "LONG",
    "MOST",
    "WAIT",
    "Busy",
    "Job",
    "JobState",
    "Jobs",
    "add_jobs",
    "panel",
]

WAIT = 0.8  #: seconds until a panel is shown instead of the page
KEEP = 60.0  #: seconds for which a long result is kept
LONG = 4  #: answers worked out at a time beyond WAIT
MOST = 24  #: threads at all
ABANDONED = 180.0  #: seconds after the last look at a panel (browsers ask hidden tabs once a minute)
EVERY_MS = 300  #: how often the browser asks
T = TypeVar("T")


class Busy(MnrError):
    """Too many long answers at once."""

    http_status = 503
    title = "Many long answers are being worked out"


class JobState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(eq=False)
class Job(Generic[T]):
    """One answer being worked out. ``address``: the page that shows it; ``lang``: the language of its words."""

    key: str
    address: str
    lang: str
    started: float
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    ready: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    result: T | None = None
    fault: BaseException | None = None
    what: str = ""
    done: int = 0
    total: int = 0
    phase: float = 0.0
    """When the present part of the work began."""
    seen: float = 0.0
    """When a panel last asked; 0 = no panel asks by itself."""
    ended: float = 0.0
    long: bool = False
    """It took more than a moment, and its place among the long ones was granted."""
    taken: bool = False
    """Its result was given to somebody."""

    @property
    def state(self) -> JobState:
        """What was asked to stop runs until its next step; if it came to its end before that, it is done."""
        if not self.ready.is_set():
            return JobState.RUNNING
        return JobState.STOPPED if self.stop.is_set() and self.fault is not None else JobState.DONE

    @property
    def percent(self) -> int | None:
        """Of the present part of the work; None while that is not known."""
        return min(100, 100 * self.done // self.total) if self.total > 0 else None

    def left(self, now: float) -> float | None:
        """Seconds until the present part ends, if it goes on as it went; None while that cannot be said."""
        if self.total <= 0 or self.done <= 0 or now - self.phase < 0.5:
            return None
        return (now - self.phase) * max(0, self.total - self.done) / self.done


class Jobs(Generic[T]):
    """The long answers of one server. ``wait``: patience before a panel; ``clock``: seconds that never go back."""

    def __init__(
        self, *, wait: float = WAIT, keep: float = KEEP, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.wait, self._keep, self._clock = wait, keep, clock
        self._lock = threading.Lock()
        self._by_key: dict[str, Job[T]] = {}
        self._alive: set[Job[T]] = set()

    def run(
        self,
        key: str,
        address: str,
        work: Callable[[], T],
        *,
        fresh: Callable[[T], bool] = lambda _result: True,
        patient: bool = False,
    ) -> Job[T]:
        """The job of this key, started if there is none, after waiting at most ``wait`` seconds for it.

        ``patient``: wait to the end (for programs, which cannot use a panel). ``fresh``: whether a result that
        somebody has already been given may be given again. Raises what ``work`` raised, and :class:`Busy`.
        """
        job = self._kept(key, fresh)
        if job is None:
            job = self._start(key, address, work)
        if not job.ready.wait(None if patient else self.wait) and not job.stop.is_set():
            self._grown(job)
        if job.state is JobState.DONE:
            job.taken = True
            if job.fault is not None:
                raise job.fault
        return job

    def _kept(self, key: str, fresh: Callable[[T], bool]) -> Job[T] | None:
        self._tidy()
        with self._lock:
            job = self._by_key.get(key)
        if job is None or job.state is not JobState.DONE or not job.taken:
            return job
        if job.fault is None and fresh(job.result):  # type: ignore[arg-type]
            return job
        self._drop(job)
        return None

    def _start(self, key: str, address: str, work: Callable[[], T]) -> Job[T]:
        now = self._clock()
        with self._lock:
            present = self._by_key.get(key)
            if present is not None:  # somebody else was quicker
                return present
            if len(self._alive) >= MOST:
                raise _busy(len(self._alive))
            job: Job[T] = Job(key, address, i18n.language(), now, phase=now)
            self._by_key[key] = job
            self._alive.add(job)
        context = contextvars.copy_context()
        threading.Thread(
            target=context.run, args=(self._work, job, work), name=f"answer-{job.id}", daemon=True
        ).start()
        return job

    def _work(self, job: Job[T], work: Callable[[], T]) -> None:
        def watch(what: str, done: int, total: int) -> None:
            now = self._clock()
            if job.seen and now - job.seen > ABANDONED:
                job.stop.set()
            if job.stop.is_set():
                raise Cancelled(_("The calculation was stopped."), hint=_("Nothing was changed."))
            if what != job.what:
                job.what, job.phase = what, now
            job.done, job.total = done, total

        try:
            with watched(watch):
                job.result = work()
        except BaseException as fault:  # told to whoever asks for the result (run)
            job.fault = fault
        job.ended = self._clock()
        quick = job.ended - job.started < self.wait
        with self._lock:
            self._alive.discard(job)
            if quick and self._by_key.get(job.key) is job:
                del self._by_key[job.key]
        job.ready.set()

    def _grown(self, job: Job[T]) -> None:
        """A job has become a long one: it is stopped where too many others are."""
        with self._lock:
            others = sum(j.long for j in self._alive if j is not job)
            job.long = job.long or others < LONG
        if not job.long:
            job.stop.set()
            self._drop(job)
            raise _busy(others)

    def _tidy(self) -> None:
        now = self._clock()
        with self._lock:
            for key, job in list(self._by_key.items()):
                if job.ended and now - job.ended > self._keep:
                    del self._by_key[key]

    def _drop(self, job: Job[T]) -> None:
        with self._lock:
            if self._by_key.get(job.key) is job:
                del self._by_key[job.key]

    def find(self, ident: str) -> Job[T] | None:
        """The job with this id, while it is known."""
        with self._lock:
            return next((j for j in self._by_key.values() if j.id == ident), None)

    def look(self, ident: str) -> dict[str, Any]:
        """What a panel shows: state, percent, words and time left in the reader's language."""
        job = self.find(ident)
        if job is None:
            return {"state": "gone"}
        job.seen = self._clock()
        return _told(job, job.seen)

    def stop(self, ident: str) -> Job[T] | None:
        """Ask a job to stop; it does so at its next step."""
        job = self.find(ident)
        if job is not None and job.state is JobState.RUNNING:
            job.stop.set()
        return job

    def again(self, ident: str) -> Job[T] | None:
        """Forget a job, so that the next question for it starts a new one."""
        job = self.find(ident)
        if job is not None and job.state is not JobState.RUNNING:
            self._drop(job)
        return job

    def forget(self) -> None:
        """Throw away every kept result, because something was changed. What is running goes on, and is given only
        if the store still says the same."""
        with self._lock:
            for key, job in list(self._by_key.items()):
                if job.ready.is_set():
                    del self._by_key[key]
                else:
                    job.taken = True


def _busy(count: int) -> Busy:
    return Busy(
        n_("{count} long calculation is running.", "{count} long calculations are running.", count),
        hint=_("Try again in a moment, or stop one of them."),
    )


def _seconds(left: float | None) -> str:
    if left is None:
        return ""
    if left < 90:
        return n_("About {count} second left.", "About {count} seconds left.", max(1, round(left)))
    return n_("About {count} minute left.", "About {count} minutes left.", round(left / 60))


def _told(job: Job[T], now: float) -> dict[str, Any]:
    token = i18n.set_language(job.lang)
    try:
        return {
            "state": str(job.state),
            "percent": job.percent,
            "what": _(_STOPPING) if job.stop.is_set() else _(job.what) if job.what else _(_FIRST),
            "left": _seconds(job.left(now)),
        }
    finally:
        i18n.reset_language(token)


_FIRST = N_("Reading the data")
_STOPPING = N_("Stopping at the next step")


def panel(job: Job[T], now: float | None = None) -> Node:
    """In place of a page that is not ready yet, or was stopped: what is being done, how far, and what to do."""
    told = _told(job, time.monotonic() if now is None else now)
    post = {"method": "post", "class_": "inline"}
    if job.state is JobState.STOPPED:
        return h(
            "div",
            h("h1", _("The calculation was stopped")),
            h("p", _("Nothing was changed. It can be started again at any time.")),
            h(
                "div",
                h(
                    "form",
                    h("button", _("Start again"), class_="button"),
                    action=f"/_jobs/{job.id}/again",
                    data_job_form=True,
                    **post,
                ),
                class_="actions",
            ),
            class_="empty job",
        )
    percent = told["percent"]
    bar = {"value": percent, "max": 100} if percent is not None else {}
    return h(
        "div",
        h("h1", _("Calculating")),
        h("p", told["what"], data_job_what=True, id="job-what", role="status"),
        h("progress", aria_labelledby="job-what", **bar),
        h(
            "p",
            told["left"] or _("This calculation takes more than 1 second."),
            data_job_left=True,
            class_="sub",
        ),
        h(
            "div",
            h(
                "form",
                h("button", _("Cancel"), class_="button quiet", disabled=job.stop.is_set()),
                action=f"/_jobs/{job.id}/stop",
                data_job_form=True,
                **post,
            ),
            h("noscript", h("a", _("Check whether it is ready"), href=job.address, class_="button quiet")),
            class_="actions",
        ),
        class_="empty job",
        data_job=job.id,
        data_every=EVERY_MS,
        data_key=job.id,
    )


def add_jobs(server: Flask, jobs: Jobs[T]) -> None:
    """Routes ``/_jobs/<id>`` (how far), ``/_jobs/<id>/stop`` and ``/_jobs/<id>/again``."""

    @server.get("/_jobs/<ident>")
    def look(ident: str) -> Response:
        return jsonify(jobs.look(ident))

    @server.post("/_jobs/<ident>/<verb>")
    def act(ident: str, verb: str) -> Response:
        acts = {"stop": jobs.stop, "again": jobs.again}
        job = acts[verb](ident) if verb in acts else None
        if request.accept_mimetypes.best == "application/json":
            return jsonify(jobs.look(ident))
        return redirect(job.address if job else "/", 303)  # type: ignore[return-value]

    @server.after_request
    def changed(response: Response) -> Response:
        """What was changed through a page of ours may change every answer."""
        asks = request.path.startswith(("/_jobs/", "/_dash"))
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not asks:
            jobs.forget()
        return response
