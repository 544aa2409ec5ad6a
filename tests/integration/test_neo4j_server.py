"""The local Neo4j: it starts, keeps what it was told, stops, and keeps to itself."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import neo4j
import pytest

from coordination.store.launcher import jars
from coordination.store.launcher import server as neo4j_server
from coordination.store.launcher.server import Server
from graph_schema.errors import StoreDamaged, StoreUnavailable, UsageError
from tests.neo4j_fixture import SMALL, ask, begun

pytestmark = [pytest.mark.timeout(300), pytest.mark.neo4j]
PASSWORD = "a password: with/odd?signs"


def test_a_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start, change, be killed, start again, stop: the data, the port and the password stay. (That they stay when it
    was stopped: ``test_neo4j_kill.py::test_a_reader_hears_at_once_that_it_is_gone``.) The second time it serves what
    the jar of Browser holds."""
    home, page = tmp_path / "graph", tmp_path / "browser.jar"
    with zipfile.ZipFile(page, "w") as jar:
        jar.writestr("browser/", "")  # by which the server sees that it has one
        jar.writestr("browser/index.html", "<p>Browser</p>")
    monkeypatch.setattr(neo4j_server, "fetch_browser", lambda *_folders, **_say: page)
    assert neo4j_server.status(home).state == "absent"
    server = neo4j_server.start(home, **SMALL, password=PASSWORD)
    try:
        assert neo4j_server.status(home).state == "running"
        assert stat.S_IMODE((home / neo4j_server.STATE_FILE).stat().st_mode) == 0o600
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert PASSWORD not in repr(server)
        assert neo4j_server.start(home) == server, "a second start finds the first"
        with pytest.raises(neo4j.exceptions.AuthError):
            ask(dataclasses.replace(server, password="neo4j"), "RETURN 1")
        ask(server, "CREATE (:Kept {n: 1})")

        os.kill(server.pid, signal.SIGKILL)
        end = time.monotonic() + 10
        while neo4j_server.status(home).state != "stopped" and time.monotonic() < end:
            time.sleep(0.02)
        healed = neo4j_server.start(home, **SMALL, browser=True)
        assert healed.pid != server.pid
        assert healed.browser.startswith("http://127.0.0.1:")
        with urlopen(f"{healed.browser}index.html") as shown:
            assert shown.read() == b"<p>Browser</p>"
        with urlopen(healed.browser.removesuffix("browser/")) as told:
            assert json.load(told)["bolt_direct"] == healed.uri, "what Browser offers to connect to"
        with pytest.raises(UsageError, match="runs already"):
            neo4j_server.start(home, browser=True)
        assert (healed.port, healed.password) == (server.port, PASSWORD)
        assert ask(healed, "MATCH (k:Kept) RETURN k.n") == [[1]]

        assert neo4j_server.stop(healed)
        assert neo4j_server.status(home).state == "stopped"
        assert not neo4j_server.stop(home), "nothing is left to stop"
    finally:
        neo4j_server.stop(home)


def test_it_keeps_to_itself(neo4j_server: Server) -> None:
    """It listens on 127.0.0.1 only, holds no connection to another machine, and its reporting is off."""
    sockets = {
        target.removeprefix("socket:[").removesuffix("]")
        for target in _links(Path(f"/proc/{neo4j_server.pid}/fd"))
        if target.startswith("socket:[")
    }
    ask(neo4j_server, "RETURN 1")
    ends = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{neo4j_server.pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[9] in sockets:
                ends += [words[1].split(":")[0], words[2].split(":")[0]]
    # The kernel writes addresses as little-endian hexadecimal: 127.0.0.1, the same mapped into IPv6, nobody.
    ours = {"0100007F", "0000000000000000FFFF00000100007F", "00000000", "0" * 32}
    listening = {end for end in ends if end.strip("0")}
    assert listening, "the test must see at least the listening socket"
    assert set(ends) <= ours
    names = ["dbms.usage_report.enabled", "server.bolt.telemetry.enabled", "client.allow_telemetry"]
    rows = ask(neo4j_server, f"SHOW SETTINGS YIELD name, value WHERE name IN {names} RETURN name, value")
    assert {str(name): value for name, value in rows} == dict.fromkeys(names, "false")


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "file"])
def test_no_statement_fetches_a_file(neo4j_server: Server, tmp_path: Path, scheme: str) -> None:
    """Whoever has a shell of Neo4j is refused too, and nobody is called."""
    (tmp_path / "x.csv").write_text("secret\n")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        other.settimeout(0.5)
        at = f"{tmp_path}/x.csv" if scheme == "file" else f"127.0.0.1:{other.getsockname()[1]}/x.csv"
        with pytest.raises(neo4j.exceptions.ClientError, match=r"blocklist|allow_csv_import") as caught:
            ask(neo4j_server, f"LOAD CSV FROM '{scheme}://{at}' AS line RETURN line")
        assert "secret" not in str(caught.value)
        with pytest.raises(TimeoutError):
            other.accept()


def _links(folder: Path) -> list[str]:
    """What the process holds open; what it closes while we read is not among it."""
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            found.append(str(path.readlink()))
    return found


def test_it_ends_with_its_owner(tmp_path: Path) -> None:
    """The server of a ``with running()`` block does not outlive a process that was killed."""
    home = begun(tmp_path / "graph")
    program = (
        "import sys, time; from pathlib import Path; from coordination.store.launcher.server import running\n"
        "from tests.neo4j_fixture import SMALL\n"
        f"with running(Path({str(home)!r}), **SMALL) as server:\n"
        "    print(server.pid, flush=True); time.sleep(600)\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    with owner.stdout:
        pid = int(owner.stdout.readline())
        owner.kill()
        owner.wait()
    end = time.monotonic() + 60
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()
    assert neo4j_server.status(home).state == "stopped"


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(StoreUnavailable, match="ended while starting") as caught:
            neo4j_server.start(begun(tmp_path / "graph"), port=other.getsockname()[1], **SMALL)
    assert "in use" in caught.value.message
    assert "log" in caught.value.hint


def test_it_takes_no_folder_of_others(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        neo4j_server.start(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="8 characters"):
        neo4j_server.start(tmp_path / "graph", password="1234567")
    assert not (tmp_path / "graph").exists()


def test_a_broken_state_file_is_said(tmp_path: Path) -> None:
    (tmp_path / neo4j_server.STATE_FILE).write_text("{")
    with pytest.raises(StoreDamaged, match=neo4j_server.STATE_FILE):
        neo4j_server.status(tmp_path)


def test_another_process_with_the_same_number_is_left_alone(tmp_path: Path) -> None:
    """The process id in the file may belong to somebody else by now; here it is this test's own."""
    neo4j_server._write_state(Server(port=1, pid=os.getpid(), password="x" * 8, data_dir=tmp_path))
    assert neo4j_server.status(tmp_path).state == "stopped"
    assert not neo4j_server.stop(tmp_path)


class TestJars:
    def test_where_they_are(self, tmp_path: Path) -> None:
        assert jars.jars_home(None, {"MNR_NEO4J_JARS": "/opt/jars", "XDG_CACHE_HOME": "/c"}) == Path(
            "/opt/jars"
        )
        assert jars.jars_home(None, {"XDG_CACHE_HOME": "/c"}) == Path(f"/c/mnr/neo4j/{jars.VERSION}")
        assert jars.jars_home(None, {}) == Path.home() / ".cache/mnr/neo4j" / jars.VERSION
        assert jars.jars_home(tmp_path, {"MNR_NEO4J_JARS": "/opt/jars"}) == tmp_path

    def test_what_is_there_is_not_fetched(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Once fetched, neither Maven nor a network is needed."""
        folder = jars.fetch()
        monkeypatch.setenv("PATH", "")
        assert jars.fetch() == folder

    @pytest.mark.parametrize("missing", ["maven", "java"])
    def test_what_is_missing_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
    ) -> None:
        tools = tmp_path / "bin"
        tools.mkdir()
        if missing == "java":
            (tools / "mvn").symlink_to("/bin/true")
        monkeypatch.setenv("PATH", str(tools))
        monkeypatch.setenv("JAVA_HOME", "")
        with pytest.raises(StoreUnavailable, match=missing.capitalize()) as caught:
            jars.fetch(tmp_path / "jars")
        assert "Install" in caught.value.hint
        assert not (tmp_path / "jars").exists()

    def test_the_launcher_is_compiled_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Beside the jars; in the data folder where nothing can be written there."""
        java, log, home = tmp_path / "java", tmp_path / "log", tmp_path / "data"
        java.write_text(
            f'#!/bin/sh\necho compiled >> {log}\nwhile [ "$1" != -d ]; do shift; done\ntouch "$2/Launcher.class"\n'
        )
        java.chmod(0o755)
        (tmp_path / "cache").mkdir()
        home.mkdir()
        folder = tmp_path / "cache" / "jars"
        made = [jars.compiled(str(java), folder, home) for _ in range(2)]
        assert made[0] == made[1]
        assert list((tmp_path / "cache").iterdir()) == [made[0]]
        assert zipfile.ZipFile(made[0]).namelist() == ["Launcher.class"]
        monkeypatch.setattr(os, "access", lambda *_: False)
        assert jars.compiled(str(java), folder, home).parent == home
        assert log.read_text().split() == ["compiled", "compiled"]

    def test_a_java_without_a_compiler_is_said(self, tmp_path: Path) -> None:
        java = tmp_path / "java"
        java.write_text("#!/bin/sh\necho 'Module jdk.compiler not found' >&2\nexit 1\n")
        java.chmod(0o755)
        with pytest.raises(StoreUnavailable, match=r"Module jdk\.compiler not found") as caught:
            jars.compiled(str(java), tmp_path / "jars", tmp_path)
        assert "development kit" in caught.value.hint
        assert list(tmp_path.iterdir()) == [java]

    def test_a_failing_download_leaves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Maven in offline mode and with an empty repository: what a machine without a connection sees."""
        monkeypatch.setenv("MAVEN_OPTS", f"-Dmaven.repo.local={tmp_path / 'empty'}")
        tools = tmp_path / "bin"
        tools.mkdir()
        real = shutil.which("mvn")
        (tools / "mvn").write_text(f'#!/bin/sh\nexec {real} --offline "$@"\n')
        (tools / "mvn").chmod(0o755)
        monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
        (tmp_path / "cache").mkdir()
        with pytest.raises(StoreUnavailable, match="could not fetch"):
            jars.fetch(tmp_path / "cache" / "jars")
        assert list((tmp_path / "cache").iterdir()) == []

    def test_a_changed_jar_is_refused(self, tmp_path: Path) -> None:
        name, digest = next(iter(jars._known_jars().items()))
        (tmp_path / name).write_bytes(b"not the jar")
        with pytest.raises(StoreDamaged, match=name):
            jars._compare(tmp_path, {name: digest})

    def test_what_is_fetched_is_compared_and_its_signature_taken_off(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Maven stands for itself. All else in a signed jar stays as it is, and so does a jar that is not signed."""
        tools, fetched, folder = tmp_path / "bin", tmp_path / "fetched", tmp_path / "cache" / "jars"
        tools.mkdir()
        fetched.mkdir()
        said = b"Manifest-Version: 1.0\r\nBundle-Name: x\r\n y"
        inside = {
            "META-INF/MANIFEST.MF": said + b"\r\n\r\nName: a/B.class\r\nSHA-256-Digest: abc=\r\n\r\n",
            "META-INF/ECLIPSE_.SF": b"Signature-Version: 1.0\r\n",
            "META-INF/ECLIPSE_.RSA": b"\x30\x82",
            "META-INF/services/a.RSA": b"a.B",
            "a/B.class": b"\xca\xfe\xba\xbe",
        }
        for name, held in (("signed.jar", inside), ("plain.jar", {"a/C.class": b"\xca\xfe"})):
            with zipfile.ZipFile(fetched / name, "w") as jar:
                for part, data in held.items():
                    jar.writestr(part, data)
        plain = (fetched / "plain.jar").read_bytes()
        digests = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in fetched.iterdir()}
        monkeypatch.setattr(jars, "_known_jars", lambda: digests)
        (tools / "mvn").write_text(
            "#!/bin/sh\nfor word; do case $word in -DoutputDirectory=*) to=${word#*=};; esac; done\n"
            f'cp {fetched}/*.jar "$to"\n'
        )
        (tools / "mvn").chmod(0o755)
        monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
        assert jars.fetch(folder) == folder
        assert sorted(p.name for p in folder.iterdir()) == ["plain.jar", "pom.xml", "signed.jar"]
        assert (folder / "plain.jar").read_bytes() == plain
        with zipfile.ZipFile(folder / "signed.jar") as jar:
            found = {name: jar.read(name) for name in jar.namelist()}
        assert found == {
            "META-INF/MANIFEST.MF": said + b"\r\n\r\n",
            "META-INF/services/a.RSA": b"a.B",
            "a/B.class": b"\xca\xfe\xba\xbe",
        }

    def test_browser_is_fetched_once_and_compared(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Maven stands for itself: it writes another jar, and nothing is kept of it."""
        folder = tmp_path / "jars"
        folder.mkdir()
        tools = tmp_path / "bin"
        tools.mkdir()
        (tools / "mvn").write_text(
            "#!/bin/sh\nfor word; do case $word in -DoutputDirectory=*) to=${word#*=};; esac; done\n"
            f'echo other > "$to/neo4j-browser-{jars.BROWSER}.jar"\n'
        )
        (tools / "mvn").chmod(0o755)
        monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
        with pytest.raises(StoreDamaged, match="neo4j-browser"):
            jars.fetch_browser(folder, tmp_path)
        assert sorted(p.name for p in tmp_path.iterdir()) == ["bin", "jars"]
        kept = tmp_path / f"neo4j-browser-{jars.BROWSER}.jar"
        kept.write_bytes(b"there already")
        assert jars.fetch_browser(folder, tmp_path) == kept

    def test_a_folder_of_others_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.txt").write_text("mine")
        with pytest.raises(UsageError, match="other files"):
            jars.fetch(tmp_path)
        assert (tmp_path / "thesis.txt").read_text() == "mine"

    def test_the_two_lists_agree(self) -> None:
        """pom.xml asks for the version that jars.txt and the module name."""
        assert f"<neo4j.version>{jars.VERSION}</neo4j.version>" in jars.shipped("pom.xml")
        assert f"neo4j-bolt-{jars.VERSION}.jar" in jars._known_jars()
