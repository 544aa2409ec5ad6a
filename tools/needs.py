"""What the tests need beside Python: Chromium and LibreOffice (from the distribution), the Neo4j jars (by Maven).

Installs what is missing where it can, else says in one sentence what to install, and fails. Neo4j is kept as it is
after a start: its classes as Java has them once they are loaded (class data sharing), and its data folder with an
empty store. The tests start some fifteen servers, each then in a third of the processor time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import blake2b
from pathlib import Path

from coordination.store.base import STORE_VERSION
from coordination.store.graphlayout import layout_mark
from coordination.store.graphstate import State
from coordination.store.launcher.jars import VERSION, fetch, jars_home
from coordination.store.launcher.server import STATE_FILE, start, stop
from coordination.store.neo4j import Neo4jStore
from graph_schema.errors import MnrError

#: Command that must be there -> Debian packages that bring it.
PROGRAMS = {
    "java": ["openjdk-17-jre-headless"],
    "mvn": ["maven"],
    "soffice": ["libreoffice-calc-nogui"],
}
#: Packages with a Chromium, the best first: the same engine without windows needs a third of the processor time.
BROWSERS = ("chromium-headless-shell", "chromium")


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


def browser() -> bool:
    """True if there is a Chromium, the best one that the distribution has."""
    return any(shutil.which(name) or install([name]) for name in BROWSERS)


def classes() -> Path:
    """Where the loaded classes are kept for this Java and these jars; beside the jars. The file need not be there."""
    home = os.environ.get("JAVA_HOME", "")
    java = (shutil.which("java", path=f"{home}/bin") if home else None) or shutil.which("java")
    there = [path for path in (java and Path(java).resolve(), jars_home()) if path and path.exists()]
    made = "-".join(str(int(path.stat().st_mtime)) for path in there)
    return jars_home().with_name(f"{VERSION}-{made}.jsa")


def started() -> Path:
    """Where the data folder of a server is kept that has run once and holds an empty store of this layout; beside the
    jars. The folder need not be there."""
    made = blake2b(f"{STORE_VERSION} {layout_mark()} {State().text()}".encode(), digest_size=8)
    return jars_home().with_name(f"{VERSION}-{made.hexdigest()}.graph")


def keep() -> None:
    """Run a server once; keep its data folder, and what Java has loaded, which it writes down when it ends."""
    wanted = [path for path in (classes(), started()) if not path.exists()]
    if not wanted:
        return
    print("Keeping Neo4j as it is after a start (130 MB, once)", flush=True)
    with tempfile.TemporaryDirectory(prefix="mnr-started-", dir=classes().parent) as folder:
        draft, graph = Path(folder) / "draft.jsa", Path(folder) / "graph"
        options = (f"-XX:ArchiveClassesAtExit={draft}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
        server = start(graph, heap="512m", attached=True, java_options=options if classes() in wanted else ())
        try:
            store = Neo4jStore(server.url)
            store.prepare()
            store.snapshot()
            store.close()
        finally:
            stop(server, patience=180)
        if started() in wanted:
            state = graph / STATE_FILE
            known = json.loads(state.read_text(encoding="utf-8"))
            state.write_text(json.dumps({**known, "port": 0}), encoding="utf-8")  # servers run side by side
            shutil.rmtree(graph / "logs", ignore_errors=True)
            graph.replace(started())
        if draft.exists():
            draft.replace(classes())
        elif classes() in wanted:
            print("Java kept no classes: servers start as slowly as ever.", file=sys.stderr)


def main() -> int:
    missing = [p for program, packages in PROGRAMS.items() if not shutil.which(program) for p in packages]
    if missing and not install(missing):
        print(
            f"The tests need {', '.join(missing)}: install with `apt-get install {' '.join(missing)}`.",
            file=sys.stderr,
        )
        return 1
    if not browser():
        print(f"The tests need a Chromium: install {' or '.join(BROWSERS)}.", file=sys.stderr)
        return 1
    try:
        fetch(say=print)
        try:
            keep()
        except OSError as e:
            print(f"Neo4j is not kept as it is after a start, its servers start slower: {e}", file=sys.stderr)
    except MnrError as e:
        print(e, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
