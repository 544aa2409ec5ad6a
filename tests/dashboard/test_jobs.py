"""Long answers: quick ones never show a panel; long ones can be watched, stopped, started again, shared."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date

import pytest

from coordination.system.progress import Cancelled, step
from dashboard.backend.context import Context
from dashboard.pages import Drawn, Page
from dashboard.pages.shared.shell import heading
from dashboard.ui.jobs import LONG, Busy, Job, Jobs, JobState, panel
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import View
from dashboard.web.app import App, create_app
from tests.dashboard.worlds import AS_OF, PATIENCE, FixedAnswers


class Gate:
    """Work that goes on until the test lets it end, in steps."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.begun = threading.Semaphore(0)
        self.runs = 0

    def __call__(self) -> str:
        self.runs += 1
        self.begun.release()
        for i in range(10_000):
            step("Weighing plans", i, 10_000)
            if self.open.wait(0.005):
                return "answer"
        raise AssertionError("nobody opened the gate")

    def entered(self) -> int:
        """How often it was begun, once it has been begun again."""
        assert self.begun.acquire(timeout=60)
        return self.runs


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


def ended(job: Job[str]) -> Job[str]:
    assert job.ready.wait(60)
    return job


def test_a_quick_answer_is_given_at_once_and_not_kept() -> None:
    jobs: Jobs[int] = Jobs(wait=10)
    counted = iter(range(10))
    assert [jobs.run("k", "/a", lambda: next(counted)).result for _ in range(3)] == [0, 1, 2]


def test_a_long_answer_is_worked_out_once_for_two_readers_and_kept_while_it_is_fresh(gate: Gate) -> None:
    jobs: Jobs[str] = Jobs(wait=0.02)
    first, second = jobs.run("k", "/a", gate), jobs.run("k", "/a", gate)
    assert first is second
    assert (first.state, gate.entered()) == (JobState.RUNNING, 1)
    gate.open.set()
    ended(first)
    assert jobs.look(first.id)["state"] == "done"
    assert jobs.run("k", "/a", gate).result == "answer"
    assert jobs.run("k", "/a", gate, fresh=lambda r: r == "answer").result == "answer"
    assert gate.runs == 1
    jobs.run("k", "/a", gate, fresh=lambda _: False, patient=True)
    assert gate.runs == 2


def test_the_first_reader_gets_a_long_answer_even_if_the_store_moved_meanwhile(gate: Gate) -> None:
    """Else a store that changes all the time would never let a long answer through."""
    jobs: Jobs[str] = Jobs(wait=0.02)
    job = jobs.run("k", "/a", gate)
    gate.open.set()
    ended(job)
    assert jobs.run("k", "/a", gate, fresh=lambda _: False).result == "answer"
    assert gate.runs == 1


def test_a_stopped_answer_stops_at_its_next_step_and_can_be_started_again(gate: Gate) -> None:
    jobs: Jobs[str] = Jobs(wait=0.02)
    job = jobs.run("k", "/a", gate)
    assert gate.entered() == 1
    jobs.stop(job.id)
    ended(job)
    assert isinstance(job.fault, Cancelled)
    assert jobs.run("k", "/a", gate) is job
    assert jobs.look(job.id)["state"] == "stopped"
    jobs.again(job.id)
    assert jobs.look(job.id) == {"state": "gone"}
    assert jobs.run("k", "/a", gate).state is JobState.RUNNING
    assert gate.entered() == 2


def test_what_comes_to_its_end_before_it_could_stop_is_done(gate: Gate) -> None:
    """Work without steps cannot be stopped; what it found is true all the same, and what it did is done."""
    jobs: Jobs[str] = Jobs(wait=0.02)

    def stepless() -> str:
        gate.open.wait(60)
        return "answer"

    job = jobs.run("k", "/a", stepless)
    jobs.stop(job.id)
    assert jobs.look(job.id)["what"] == "Stopping at the next step"
    assert "disabled" in find(panel(job), "button")[0][1]
    gate.open.set()
    ended(job)
    assert jobs.run("k", "/a", stepless).result == "answer"


def test_a_panel_says_what_how_far_and_how_long_still() -> None:
    """250 of 1,000 in 10 seconds: 750 more take three times as long, 30 seconds; percent 25."""
    job: Job[str] = Job("k", "/demo/plan", "en", 0.0, what="Weighing plans", done=250, total=1000)
    tree = panel(job, 10.0)
    (bar,) = find(tree, "progress")
    assert (bar[1]["value"], bar[1]["max"]) == ("25", "100")
    words = text_of(tree)
    assert "Weighing plans" in words
    assert "About 30 seconds left." in words
    assert find(tree, "a", href="/demo/plan")
    assert job.left(0.2) is None, "too early to say"
    assert text_of(panel(Job("k", "/", "en", 0.0, done=1, total=61), 10.0)).count("About 10 minutes left.")
    assert "value" not in find(panel(Job("k", "/", "en", 0.0), 1.0), "progress")[0][1]


def test_what_fails_is_raised_to_whoever_asks_and_then_tried_again(gate: Gate) -> None:
    jobs: Jobs[str] = Jobs(wait=0.02)

    def fails() -> str:
        gate()
        raise ValueError("a fault")

    job = jobs.run("k", "/a", fails)
    gate.open.set()
    ended(job)
    with pytest.raises(ValueError, match="a fault"):
        jobs.run("k", "/a", fails)
    assert jobs.run("k", "/a", lambda: "well", patient=True).result == "well"


def test_long_answers_are_bounded_and_quick_ones_still_answered(gate: Gate) -> None:
    jobs: Jobs[str] = Jobs(wait=0.02)
    running = [jobs.run(str(i), "/a", gate) for i in range(LONG)]
    with pytest.raises(Busy, match=f"{LONG} long calculations"):
        jobs.run("one more", "/a", gate)
    jobs.wait = 60
    assert jobs.run("quick", "/a", lambda: "here").result == "here"
    jobs.wait = 0.02
    jobs.stop(running[0].id)
    ended(running[0])
    assert jobs.run("one more", "/a", gate).state is JobState.RUNNING


def test_an_answer_nobody_looks_at_any_more_stops_itself(gate: Gate) -> None:
    now = [100.0]
    jobs: Jobs[str] = Jobs(wait=0.02, clock=lambda: now[0])
    job = jobs.run("k", "/a", gate)
    jobs.look(job.id)
    now[0] += 181
    ended(job)
    assert job.state is JobState.STOPPED


def test_a_change_throws_kept_answers_away(gate: Gate) -> None:
    jobs: Jobs[str] = Jobs(wait=0.02)
    job = jobs.run("k", "/a", gate)
    gate.open.set()
    ended(job)
    jobs.forget()
    assert jobs.run("k", "/a", gate, patient=True) is not job


def test_a_change_leaves_what_runs_to_be_watched_and_gives_it_only_while_it_is_fresh(gate: Gate) -> None:
    jobs: Jobs[str] = Jobs(wait=0.02)
    job = jobs.run("k", "/a", gate)
    jobs.forget()
    assert jobs.look(job.id)["state"] == "running"
    gate.open.set()
    ended(job)
    assert jobs.run("k", "/a", gate, fresh=lambda _result: False, patient=True) is not job


def slow_app(gate: Gate) -> App:
    def draw(_context: Context, view: View) -> Drawn:
        return Drawn("Slow", heading(gate() + " in " + view.lang))

    return create_app(FixedAnswers(), lambda: date(2026, 11, 25), [Page("slow", "Slow", draw)], patience=0.02)


BROWSER = {"Sec-Fetch-Mode": "navigate"}


def test_a_slow_page_without_scripts_panel_stop_start_again_and_page(gate: Gate) -> None:
    client = slow_app(gate).server.test_client()
    answer = client.get("/small/slow", headers=BROWSER)
    assert (answer.status_code, "Calculating" in answer.text) == (202, True)
    ident = answer.text.split('data-job="')[1].split('"')[0]
    until = time.monotonic() + 60
    while (told := client.get(f"/_jobs/{ident}").json)["what"] != "Weighing plans":
        assert time.monotonic() < until
    assert told["state"] == "running"
    stopped = client.post(f"/_jobs/{ident}/stop")
    assert (stopped.status_code, stopped.headers["Location"]) == (303, "/small/slow")
    until = time.monotonic() + 60
    while client.get("/small/slow", headers=BROWSER).status_code != 409:
        assert time.monotonic() < until
    assert client.post(f"/_jobs/{ident}/again").status_code == 303
    gate.open.set()
    until = time.monotonic() + 60
    while (answer := client.get("/small/slow", headers=BROWSER)).status_code != 200:
        assert time.monotonic() < until
    assert "answer in en" in answer.text


def test_a_program_waits_for_a_slow_page(gate: Gate) -> None:
    threading.Timer(0.2, gate.open.set).start()
    answer = slow_app(gate).server.test_client().get("/small/slow")
    assert (answer.status_code, "answer in en" in answer.text) == (200, True)


def test_another_site_stops_nothing_and_an_unknown_job_is_gone(gate: Gate) -> None:
    client = slow_app(gate).server.test_client()
    answer = client.get("/small/slow", headers=BROWSER)
    ident = answer.text.split('data-job="')[1].split('"')[0]
    assert client.post(f"/_jobs/{ident}/stop", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get(f"/_jobs/{ident}").json["state"] == "running"
    assert client.get("/_jobs/none").json == {"state": "gone"}
    assert client.post("/_jobs/none/stop").headers["Location"] == "/"
    assert client.post(f"/_jobs/{ident}/explode").headers["Location"] == "/"


def test_pages_that_are_quick_answer_as_before() -> None:
    client = create_app(FixedAnswers(), lambda: AS_OF, patience=PATIENCE).server.test_client()
    assert client.get("/small", headers=BROWSER).status_code == 200
