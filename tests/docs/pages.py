"""Pages of the documentation as something that can be run.

A fenced block is run by its first word:

* ``console``: lines that begin with ``$ `` are commands (``> `` continues one). They run in the order of the
  page, in one folder, with a home of their own, on a pseudo-terminal of 100 columns, as a reader would run
  them. Each must end with 0, or with N where the command ends in ``# exit code N``. Lines below a command are
  what it prints (standard output, then standard error); ``...`` stands for any text. No lines: not compared.
* ``csv NAME`` (or ``text NAME``): a file that the reader makes; it is written into the folder.
* ``python``: runs, all blocks of a page in one namespace. A ``text`` block right after it is what it prints.

Any other block is only shown.
"""

from __future__ import annotations

import contextlib
import io
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.neo4j_fixture import SMALL

ROOT = Path(__file__).resolve().parent.parent.parent
WIDTH = 100
_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>.*)$")
_EXIT = re.compile(r"#\s*exit code (\d+)\s*$")


@dataclass(frozen=True)
class Block:
    """``kind`` and ``name``: the two words after the fence; ``line``: that of the fence in the page."""

    kind: str
    name: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    text: str
    shown: str
    line: int

    @property
    def code(self) -> int:
        found = _EXIT.search(self.text)
        return int(found.group(1)) if found else 0


def written() -> list[Path]:
    """Every page that people write (the reference is made from the program)."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(p for p in pages if "reference" not in p.relative_to(ROOT).parts)


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    inside: list[str] | None = None
    info, start, indent = "", 0, 0
    for number, line in enumerate(page.splitlines(), 1):
        fence = _FENCE.match(line)
        if inside is None:
            if fence:
                inside, info, start = [], fence["info"].strip(), number
                indent = len(fence["indent"])
        elif fence and not fence["info"].strip():
            kind, _, name = info.partition(" ")
            yield Block(kind, name.strip(), "\n".join(inside) + "\n", start)
            inside = None
        else:
            inside.append(line[indent:])
    assert inside is None, f"the block that begins in line {start} has no end"


def commands(block: Block) -> list[Command]:
    """The commands of a console block with what the page says they print."""
    out: list[Command] = []
    text, shown, start = "", list[str](), 0
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if line.startswith("$ "):
            if text:
                out.append(Command(text, "\n".join(shown), start))
            text, shown, start = line[2:], [], number
        elif line.startswith("> ") and text and not shown:
            text += "\n" + line[2:]
        else:
            assert text, f"line {number}: a console block begins with `$ `"
            shown.append(line)
    if text:
        out.append(Command(text, "\n".join(shown), start))
    return out


def matches(shown: str, printed: str) -> bool:
    """Whether ``printed`` is what the page shows. How lines are broken and filled means nothing.

    >>> matches("one ... three", "one two three")
    True
    >>> matches("one", "one two")
    False
    """
    pieces = [" ".join(piece.split()) for piece in shown.split("...")]
    pattern = r"(?:.*?)".join(rf" ?{re.escape(piece)} ?" if piece else "" for piece in pieces)
    return re.fullmatch(pattern, " ".join(printed.split()), re.DOTALL) is not None


class Reader:
    """Somebody who follows a page: a folder, an environment that commands may change, a namespace. Commands find the
    program ``mnr`` before any other."""

    def __init__(self, folder: Path, home: Path, mnr_program: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.pathsep.join(
                [str(mnr_program.parent), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "HOME": os.environ["HOME"],
            "MNR_HOME": str(home),
            "COLUMNS": str(WIDTH),
            "LINES": "50",
            "TERM": "dumb",
            "LANG": "C.UTF-8",
            "PYTHONWARNINGS": "error",
        }
        # read by Java itself: a server that a page starts is as light as those of other tests
        self.environment["JDK_JAVA_OPTIONS"] = " ".join(SMALL["java_options"])
        for name in ("MNR_NEO4J_JARS", "XDG_CACHE_HOME", "JAVA_HOME"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.names: dict[str, object] = {"__name__": "__main__"}

    def follow(self, page: Path) -> None:
        """Run every block. Raises AssertionError naming page and line."""
        printed: str | None = None
        for block in blocks(page.read_text(encoding="utf-8")):
            where = f"{page.relative_to(ROOT)}:{block.line}"
            if block.kind == "console":
                for command in commands(block):
                    self.run(command, f"{page.relative_to(ROOT)}:{command.line}")
            elif block.kind in ("csv", "text") and block.name:
                (self.folder / block.name).write_text(block.text, encoding="utf-8")
            elif block.kind == "python":
                printed = self.python(block, where)
                continue
            elif block.kind == "text" and printed is not None:
                assert matches(block.text, printed), f"{where}: it printed\n{printed}"
            printed = None

    def run(self, command: Command, where: str) -> None:
        after, place = self.folder / ".environment", self.folder / ".place"
        script = f"set -a\n{command.text}\ncode=$?\nenv -0 > {after}\npwd > {place}\nexit $code\n"
        master, slave = pty.openpty()
        out = bytearray()

        def collect() -> None:
            with contextlib.suppress(OSError):  # the terminal ends with an error on Linux
                while piece := os.read(master, 65536):
                    out.extend(piece)

        thread = threading.Thread(target=collect)
        thread.start()
        process = subprocess.Popen(
            ["bash", "-c", script],
            cwd=self.environment.get("PWD", self.folder) if place.exists() else self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=slave,
            stderr=subprocess.PIPE,
        )
        os.close(slave)
        _, errors = process.communicate(timeout=240)
        thread.join(10)
        os.close(master)
        printed = out.decode() + errors.decode()
        assert process.returncode == command.code, (
            f"{where}: `{command.text}` ended with {process.returncode}, not {command.code}:\n{printed}"
        )
        if command.shown:
            assert matches(command.shown, printed), f"{where}: `{command.text}` printed\n{printed}"
        self._keep(after, place)

    def _keep(self, after: Path, place: Path) -> None:
        pairs = after.read_bytes().decode().split("\0")
        self.environment = dict(p.split("=", 1) for p in pairs if "=" in p)
        self.environment.pop("code", None)
        self.environment["PWD"] = place.read_text(encoding="utf-8").strip()

    def python(self, block: Block, where: str) -> str:
        """What the block prints."""
        code = compile("\n" * block.line + block.text, where, "exec")
        out = io.StringIO()
        with _environment(self.environment), contextlib.chdir(self.folder), contextlib.redirect_stdout(out):
            exec(code, self.names)
        return out.getvalue()


@contextlib.contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update({k: v for k, v in wanted.items() if k.startswith("MNR_")})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
