"""The processes that a process has started."""

from __future__ import annotations

import subprocess


def children(pid: int) -> dict[int, str]:
    """Command line of each process whose parent is ``pid``.

    ``ps`` looks once at all processes; who reads ``/proc`` in steps fails when a thread ends between two of them.
    """
    command = ["ps", "-o", "pid=,args=", "--ppid", str(pid)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = (line.split(maxsplit=1) for line in told.stdout.splitlines())
    return {int(number): args for number, args in rows}
