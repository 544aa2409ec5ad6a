"""What the tests need beside Python: Chromium (from the distribution) and the Neo4j jars (by Maven).

Installs what is missing where it can, else says in one sentence what to install, and fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from coordination.store.launcher.server import fetch
from graph_schema.errors import MnrError

#: Command that must be there -> Debian packages that bring it.
PROGRAMS = {"chromium": ["chromium"], "java": ["openjdk-17-jre-headless"], "mvn": ["maven"]}


def install(packages: list[str]) -> bool:
    """True if the distribution's package manager brought them."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        [apt, "update", "-qq"],
        [apt, "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            return False
    return True


def main() -> int:
    missing = [p for program, packages in PROGRAMS.items() if not shutil.which(program) for p in packages]
    if missing and not install(missing):
        print(
            f"The tests need {', '.join(missing)}: install with `apt-get install {' '.join(missing)}`.",
            file=sys.stderr,
        )
        return 1
    try:
        fetch(say=print)
    except MnrError as e:
        print(e, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
