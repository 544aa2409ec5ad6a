"""Time, processor time and memory: of a whole process, or of a call within one.

On a machine that others use too, processor time is the steadier of the two; it leaves out waiting for the
disk, which time by the clock has.
"""

from __future__ import annotations

import gc
import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Row", "Sample", "child", "exponent", "median", "process", "timed"]

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Sample:
    """Seconds by the clock, seconds of the processor, peak memory in MB (0 = not measured)."""

    seconds: float
    cpu: float
    peak_mb: float = 0.0


@dataclass(frozen=True)
class Row:
    """The median of one contender at one size (rows). ``against``: which of our own ways does the same; "" for
    those themselves."""

    size: int
    contender: str
    sample: Sample
    against: str = ""


def median(samples: Sequence[Sample]) -> Sample:
    """Of each number on its own; of memory the highest."""
    return Sample(
        statistics.median(s.seconds for s in samples),
        statistics.median(s.cpu for s in samples),
        max(s.peak_mb for s in samples),
    )


def timed(call: Callable[[], object], repeats: int, cpu: Callable[[], float] = time.process_time) -> Sample:
    """Median of ``repeats`` calls in this process; ``cpu`` tells the processor time spent so far."""
    samples = []
    for _ in range(repeats):
        gc.collect()
        spent, wall = cpu(), time.perf_counter()
        call()
        samples.append(Sample(time.perf_counter() - wall, cpu() - spent))
    return median(samples)


def process(command: Sequence[str]) -> tuple[Sample, str]:
    """Run a process to its end: what it took, start of the interpreter included, and what it printed.

    Raises RuntimeError when it fails.
    """
    wall = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout is not None
        out = running.stdout.read()
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {running.returncode}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    sample = Sample(time.perf_counter() - wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)
    return sample, out


def child(task: str, *arguments: object) -> tuple[Sample, Any]:
    """Run one task of :mod:`bench.tasks` in a process of its own: what the process took, and its answer."""
    sample, out = process([sys.executable, "-m", "bench.tasks", task, *map(str, arguments)])
    return sample, json.loads(out)


def exponent(seconds: Mapping[int, float]) -> float:
    """b of seconds = a * size ** b, by least squares on logarithms."""
    return statistics.linear_regression(
        [math.log(n) for n in seconds], [math.log(s) for s in seconds.values()]
    ).slope
