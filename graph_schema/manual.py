"""The schema manual, made from the declaration. ``python -m graph_schema.manual [--check] [PATH]``."""

from __future__ import annotations

import sys
from pathlib import Path

from graph_schema.declare import At, RecordType
from graph_schema.edition import FRAMEWORK_LISTS, edition, edition_ids
from graph_schema.nodes import KINDS
from graph_schema.schema import SCHEMA

__all__ = ["manual"]


def _ends(ends: tuple[At, ...]) -> str:
    return " or ".join(f"{a.label} ({', '.join(a.fields)})" for a in ends)


def _type(t: RecordType) -> str:
    lines = [f"## {t.name}", "", t.doc, ""]
    if t.is_claim:
        lines += [f"Relationship `{t.label}`: {_ends(t.starts)} -> {_ends(t.ends)}."]
        lines += [f"A row is the same claim when these agree: {', '.join(t.identity)}.", ""]
    else:
        lines += [f"Node `{t.label}`, known by `{t.key[0]}`.", ""]
    lines += ["| column | takes | needed | meaning |", "| --- | --- | --- | --- |"]
    for p in t.props:
        needed = "yes" if p.required else (f"default {p.default}" if p.default else "")
        ref = f" Points to {p.ref}." if p.ref else ""
        lines.append(f"| {p.name} | {p.value.describe()} | {needed} | {p.doc}.{ref} |")
    return "\n".join(lines) + "\n"


def manual() -> str:
    """Markdown: every type, field and framework list."""
    parts = [
        "# Schema manual",
        "",
        "Made from the declaration by `python -m graph_schema.manual`; do not edit by hand.",
        "",
        "One CSV file (or sheet, or JSON Lines `type`) per record type. All values are text; an empty cell means",
        "not said. Optional columns may be missing. Stakeholder kinds: " + ", ".join(KINDS) + ".",
        "",
        f"Framework lists a cell may point to ({', '.join(FRAMEWORK_LISTS)}) come with the editions "
        f"{', '.join(edition_ids())}: "
        + "; ".join(f"{i} has {len(edition(i).capabilities)} capabilities" for i in edition_ids())
        + ".",
        "",
    ]
    return "\n".join(parts) + "\n" + "\n".join(_type(t) for t in SCHEMA.values())


def main(args: list[str]) -> int:
    """Write the manual, or with ``--check`` say whether the file is stale (exit code 1)."""
    path = Path(next((a for a in args if not a.startswith("-")), "docs/reference/schema.md"))
    text = manual()
    if "--check" in args:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            print(f"{path} is stale: run `python -m graph_schema.manual`.", file=sys.stderr)
            return 1
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
