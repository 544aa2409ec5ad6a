"""Whatever the program starts multiplies in one thread: others would wait for work without a pause."""

from __future__ import annotations

import os
import subprocess
import sys

#: How many threads a process has that loads numpy when a command has begun, as Linux counts them.
COUNTED = """
import os
from coordination.cli import main
try:
    main(["workspace", "--help"])
except SystemExit:
    import numpy
    print(len(os.listdir("/proc/self/task")))
"""


def test_a_command_has_one_thread() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", COUNTED], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "1"
