"""Neo4j's jars: fetched once by Maven, compared with the checksums that we ship, used from then on."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import resources
from pathlib import Path

from graph_schema.errors import StoreDamaged, StoreUnavailable, UsageError, said

__all__ = ["BROWSER", "VERSION", "compiled", "fetch", "fetch_browser", "find_java", "jars_home"]

VERSION = "5.26.20"  #: the long-term-support line; the same number stands in pom.xml
JAVA_LEAST = 17
BROWSER = "5.24.0"  #: the last Neo4j Browser that is published as a jar (15 MB)
#: Parts of a jar that sign it.
_SIGNATURE = re.compile(r"META-INF/[^/]+\.(SF|RSA|DSA|EC)", re.IGNORECASE)
_MANIFEST = "META-INF/MANIFEST.MF"
_BROWSER_SHA = "064b3291c4236002c9ea04c89592ebebc80fe1f790eda36642599c9a1ee80bb8"


def jars_home(home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of the jars: ``home``, else ``MNR_NEO4J_JARS``, else ``mnr/neo4j/VERSION`` in the cache."""
    if home is not None:
        return home.expanduser().absolute()
    if given := environ.get("MNR_NEO4J_JARS", ""):
        return Path(given).expanduser().absolute()
    cache = environ.get("XDG_CACHE_HOME", "")
    base = Path(cache) if cache and Path(cache).is_absolute() else Path.home() / ".cache"
    return base / "mnr" / "neo4j" / VERSION


def fetch(home: Path | None = None, *, say: Callable[[str], None] = lambda _text: None) -> Path:
    """Make sure that the jars of Neo4j are there, and return their folder.

    A folder that is complete is used as it is, without any connection. Otherwise Maven copies the jars into
    a new folder beside it, each is compared with the SHA-256 that we ship, signatures are taken off, and the folder
    is renamed into place: two processes at once, or a broken download, never leave half a folder.

    Raises StoreUnavailable (no Maven, no Java, no registry), StoreDamaged (a jar is not the one we know).
    """
    folder = jars_home(home)
    wanted = _known_jars()
    if _complete(folder, wanted):
        return folder
    maven = _find_maven()
    find_java()
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "pom.xml").exists():
        raise UsageError(
            said(
                "{folder} holds other files, and not the jars of Neo4j {version}.",
                folder=folder,
                version=VERSION,
            ),
            hint=said("Name the folder of the jars, or one that does not exist yet, in MNR_NEO4J_JARS."),
        )
    say(said("Fetching Neo4j {version} (116 MB, once) into {folder}", version=VERSION, folder=folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise StoreUnavailable(
            said(
                "Neo4j's jars cannot be stored in {parent}: {strerror}.",
                parent=folder.parent,
                strerror=error.strerror,
            ),
            hint=said("Set MNR_NEO4J_JARS or XDG_CACHE_HOME to a folder that you may write to."),
        ) from error
    try:
        _copy_jars(maven, draft)
        _compare(draft, wanted)
        _unsign(draft)
        if folder.exists() and not _complete(folder, wanted):
            folder.replace(draft.with_name(f"{draft.name}.old"))
        with suppress(OSError):  # another process was first: its folder is checked below like ours
            draft.replace(folder)
    finally:
        for leftover in (draft, draft.with_name(f"{draft.name}.old")):
            shutil.rmtree(leftover, ignore_errors=True)
    if not _complete(folder, wanted):
        raise StoreDamaged(
            said("The folder of Neo4j's jars, {folder}, is not complete.", folder=folder),
            hint=said("Delete it and try again."),
        )
    return folder


def fetch_browser(jars: Path, otherwise: Path, *, say: Callable[[str], None] = lambda _text: None) -> Path:
    """The jar of Neo4j Browser, fetched when it is first asked for and kept beside the folder of the jars, or in
    ``otherwise`` where that may not be written to. It does not belong to the server: :func:`fetch` leaves it out.

    Raises StoreUnavailable (no Maven, no registry), StoreDamaged (the jar is not the one we know).
    """
    name = f"neo4j-browser-{BROWSER}.jar"
    kept = (jars.parent if os.access(jars.parent, os.W_OK) else otherwise) / name
    if kept.exists():
        return kept
    maven = _find_maven()
    say(
        said(
            "Fetching Neo4j Browser {version} (15 MB, once) into {folder}",
            version=BROWSER,
            folder=kept.parent,
        )
    )
    with tempfile.TemporaryDirectory(prefix="browser.", dir=kept.parent) as draft:
        artifact = f"org.neo4j.client:neo4j-browser:{BROWSER}"
        _copied(maven, "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={draft}")
        _compare(Path(draft), {name: _BROWSER_SHA})
        Path(draft, name).replace(kept)
    return kept


def shipped(name: str) -> str:
    """The text of one of the files beside this module: ``Launcher.java``, ``pom.xml``, ``jars.txt``."""
    return resources.files("coordination.store.launcher").joinpath(name).read_text(encoding="utf-8")


def compiled(java: str, jars: Path, otherwise: Path) -> Path:
    """The launcher as a jar, compiled once: done at every start, that is a quarter of its processor time.

    It is kept beside the folder of the jars, or in ``otherwise`` where that may not be written to. Raises
    StoreUnavailable where this Java has no compiler.
    """
    source = shipped("Launcher.java")
    name = f"launcher-{hashlib.sha256(source.encode()).hexdigest()[:12]}.jar"
    kept = (jars.parent if os.access(jars.parent, os.W_OK) else otherwise) / name
    if kept.exists():
        return kept
    with tempfile.TemporaryDirectory(prefix="launcher.", dir=kept.parent) as draft:
        text, made = Path(draft, "Launcher.java"), Path(draft, name)
        text.write_text(source, encoding="utf-8")
        done = subprocess.run(
            [java, "-m", "jdk.compiler/com.sun.tools.javac.Main", "--release", str(JAVA_LEAST),
             "-cp", os.pathsep.join(map(str, jars.glob("*.jar"))), "-d", draft, str(text)],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
        if done.returncode:
            reason = (done.stderr + done.stdout).strip().splitlines()
            raise StoreUnavailable(
                said("Java could not compile the launcher of Neo4j: {reason}", reason=(reason or [""])[0]),
                hint=need_java(),
            )
        with zipfile.ZipFile(made, "w") as jar:
            jar.write(text.with_suffix(".class"), "Launcher.class")
        with suppress(FileExistsError):  # another process was first
            os.link(made, kept)
    return kept


def _known_jars() -> dict[str, str]:
    """Jar name -> SHA-256, from the list we ship (``sha256sum`` form)."""
    return {name: digest for digest, name in (line.split() for line in shipped("jars.txt").splitlines())}


def _complete(folder: Path, wanted: Mapping[str, str]) -> bool:
    if not folder.is_dir():
        return False
    present = {path.name for path in folder.glob("*.jar") if path.stat().st_size}
    return present >= wanted.keys()


def _find_maven() -> str:
    maven = shutil.which("mvn")
    if maven is None:
        raise StoreUnavailable(
            said("Neo4j's jars are not on this machine, and Maven, which fetches them, is missing."),
            hint=said(
                "Install Maven and a Java development kit, version 17 or 21 (Debian: apt install maven "
                "openjdk-17-jdk-headless), or set MNR_NEO4J_JARS to a folder that holds the jars."
            ),
        )
    return maven


def _copy_jars(maven: str, target: Path) -> None:
    pom = target / "pom.xml"
    pom.write_text(shipped("pom.xml"), encoding="utf-8")
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={target}", "-DincludeScope=runtime"]
    _copied(maven, "-f", str(pom), *goal)


def _copied(maven: str, *arguments: str) -> None:
    done = subprocess.run(
        [maven, "-B", "-q", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        reason = next(
            (line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line), "no reason given"
        )
        raise StoreUnavailable(
            said("Maven could not fetch Neo4j {version}: {reason}", version=VERSION, reason=reason),
            hint=said("Check the connection, or set MNR_NEO4J_JARS to a folder that holds the jars."),
        )


def _compare(folder: Path, wanted: Mapping[str, str]) -> None:
    for name, digest in wanted.items():
        jar = folder / name
        found = hashlib.sha256(jar.read_bytes()).hexdigest() if jar.exists() else "nothing"
        if found != digest:
            raise StoreDamaged(
                said(
                    "The fetched {name} is not the one that belongs to Neo4j {version} "
                    "(SHA-256 {found}, not {digest}).",
                    name=name,
                    version=VERSION,
                    found=found[:12],
                    digest=digest[:12],
                ),
                hint=said(
                    "Nothing was installed. Empty Maven's local repository of this artifact and try again."
                ),
            )


def _unsign(folder: Path) -> None:
    """Take the signatures off jars that have been compared: Java would verify them again for every service that it
    looks up in them, a third of the processor time of a start, and would not archive their classes."""
    for path in folder.glob("*.jar"):
        with zipfile.ZipFile(path) as jar:
            if not any(_SIGNATURE.fullmatch(name) for name in jar.namelist()):
                continue
            draft = path.with_suffix(".part")
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as plain:
                for entry in jar.infolist():
                    if _SIGNATURE.fullmatch(entry.filename):
                        continue
                    data = jar.read(entry)
                    if entry.filename == _MANIFEST:  # of single files it says their digests
                        data = re.split(rb"(?:\r?\n){2}", data, maxsplit=1)[0] + b"\r\n\r\n"
                    plain.writestr(entry, data)
        draft.replace(path)


def need_java() -> str:
    return said(
        "Install a Java development kit, version 17 or 21 (Debian: apt install openjdk-17-jdk-headless)."
    )


def find_java() -> str:
    """The path of a Java that can run the launcher."""
    java_home = os.environ.get("JAVA_HOME", "")
    java = shutil.which("java", path=str(Path(java_home) / "bin")) if java_home else None
    java = java or shutil.which("java")
    if java is None:
        raise StoreUnavailable(said("Neo4j needs Java, and there is none on this machine."), hint=need_java())
    answer = subprocess.run(
        [java, "-version"], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    words = (answer.stderr + answer.stdout).split('"')
    number = words[1].split(".")[0] if len(words) > 1 else ""
    if not number.isdigit() or int(number) < JAVA_LEAST:
        raise StoreUnavailable(
            said("Neo4j needs Java 17 or newer; {java} is version {number}.", java=java, number=number)
            if number
            else said("Neo4j needs Java 17 or newer, and {java} does not say its version.", java=java),
            hint=need_java(),
        )
    return java
