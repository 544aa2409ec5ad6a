"""Processor time of the programs that this one started, read from /proc: what others do beside it does not count."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["BROWSER", "SERVERS", "spent", "stamps"]

BROWSER = ("chrom",)
SERVERS = ("dashboard.web.command", "bench.ui.peers", "datasette")
_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PROC = Path("/proc")


def stamps(*marks: str) -> dict[int, float]:
    """Seconds that each running program below this one has used, of those whose command line, or that of a program
    above them, holds one of ``marks``. Empty where there is no /proc."""
    parent: dict[int, int] = {}
    used: dict[int, float] = {}
    for place in _PROC.glob("[0-9]*") if _PROC.is_dir() else ():
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        pid = int(place.name)
        parent[pid] = int(fields[1])
        used[pid] = (int(fields[11]) + int(fields[12])) / _TICK

    def ours(pid: int) -> bool:
        marked = False
        while pid > 1 and pid != os.getpid():
            marked = marked or any(mark in _command(pid) for mark in marks)
            pid = parent.get(pid, 0)
        return marked and pid == os.getpid()

    return {pid: seconds for pid, seconds in used.items() if ours(pid)}


def _command(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def spent(before: Mapping[int, float], *marks: str) -> float:
    """Seconds used since ``before`` by the programs that run now."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in stamps(*marks).items())
