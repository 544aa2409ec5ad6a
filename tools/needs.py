"""What the tests need beside Python: Chromium (from the distribution) and the Neo4j jars (by Maven).

Installs what is missing where it can, else says in one sentence what to install, and fails. Neo4j's classes are kept
as Java has them once they are loaded (class data sharing): the tests start some twenty servers, each then in
two thirds of the processor time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from coordination.store.launcher.jars import VERSION, fetch, jars_home
from coordination.store.launcher.server import start, stop
from coordination.store.neo4j import Neo4jStore
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


def classes() -> Path:
    """Where the loaded classes are kept for this Java; beside the jars. The file need not be there."""
    home = os.environ.get("JAVA_HOME", "")
    java = (shutil.which("java", path=f"{home}/bin") if home else None) or shutil.which("java")
    made = int(Path(java).resolve().stat().st_mtime) if java else 0
    return jars_home().with_name(f"{VERSION}-{made}.jsa")


def keep_classes() -> None:
    """Run a server once, and have Java write down what it has loaded when it ends."""
    kept = classes()
    if kept.exists():
        return
    print("Keeping Neo4j's loaded classes (130 MB, once)", flush=True)
    with tempfile.TemporaryDirectory(prefix="mnr-classes-", dir=kept.parent) as folder:
        draft = Path(folder) / "draft.jsa"
        server = start(
            Path(folder) / "graph",
            heap="512m",
            attached=True,
            java_options=(f"-XX:ArchiveClassesAtExit={draft}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"),
        )
        try:
            store = Neo4jStore(server.url)
            store.prepare()
            store.snapshot()
            store.close()
        finally:
            stop(server, patience=180)
        if draft.exists():
            draft.replace(kept)
        else:
            print("Java kept none: servers start as slowly as ever.", file=sys.stderr)


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
        try:
            keep_classes()
        except OSError as e:
            print(f"Neo4j's loaded classes are not kept, its servers start slower: {e}", file=sys.stderr)
    except MnrError as e:
        print(e, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
