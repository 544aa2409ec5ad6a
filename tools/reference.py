"""The reference of commands, settings and findings, made from the program itself."""

from __future__ import annotations

import click

from coordination.cli import cli
from coordination.ingest.checks import CHECKS
from coordination.ingest.codes import READ_CODES
from coordination.ingest.parse import PARSE_CODES
from coordination.ingest.personal import PERSONAL_CODES
from coordination.system.settings import describe
from coordination.workspace.editing import EDIT_CODES
from coordination.workspace.whose_word import WORD_CODES

__all__ = ["reference"]

OTHER_CODES = {
    "E-SCENARIO": "A file is not a valid scenario: a key, a value or a change is wrong.",
    "E-TIER": "An import would lower the sharing label of a record. That needs an approval.",
    "E-STILL-NAMED": "A record that should be removed is still named by others.",
    "E-HASH": "`mnr store verify` found something that is not as it was written: a record, its history, a setting.",
    "I-LAYOUT": "The database has an older layout with fewer hashes. `mnr store migrate` adds them.",
    "W-CLOCK": "The clock shows a time before that of an earlier update. Updates are ordered by their numbers.",
}


def _command(command: click.Command, path: str, context: click.Context) -> list[str]:
    own = click.Context(command, info_name=path.rsplit(" ", 1)[-1], parent=context)
    usage = " ".join(command.collect_usage_pieces(own))
    lines = [f"### `{path}`", "", (command.help or "").strip(), "", f"    {path} {usage}", ""]
    options = [p for p in command.params if isinstance(p, click.Option)]
    if options:
        lines += ["| option | meaning |", "| --- | --- |"]
        for o in options:
            names = ", ".join([*o.opts, *o.secondary_opts])
            choices = f" ({', '.join(map(str, o.type.choices))})" if isinstance(o.type, click.Choice) else ""
            lines.append(f"| `{names}` | {(o.help or '').replace('|', ' or ')}{choices} |")
        lines.append("")
    if isinstance(command, click.Group):
        for name in command.list_commands(own):
            inner = command.get_command(own, name)
            if inner is not None:
                lines += _command(inner, f"{path} {name}", own)
    return lines


def reference() -> str:
    """Markdown: every command with its options, every setting, every code of a finding."""
    context = click.Context(cli, info_name="mnr")
    lines = [
        "# Commands, settings, findings",
        "",
        "Made from the program by `make generate`; do not edit by hand.",
        "",
        "Exit codes: 0 fine, 1 a check found something, 2 usage, 3 data, 4 database.",
        "",
        "## Commands",
        "",
    ]
    for name in cli.list_commands(context):  # type: ignore[attr-defined]
        command = cli.get_command(context, name)  # type: ignore[attr-defined]
        if command is not None:
            lines += _command(command, f"mnr {name}", context)
    lines += ["## Settings", "", "| environment | meaning |", "| --- | --- |"]
    lines += [f"| `{env}` | {text} |" for env, text in describe()]
    lines += ["", "## Findings", "", "| code | meaning |", "| --- | --- |"]
    codes = {**READ_CODES, **PARSE_CODES, **PERSONAL_CODES, **EDIT_CODES, **WORD_CODES, **OTHER_CODES}
    codes |= {c.code: c.doc for c in CHECKS}
    lines += [f"| {code} | {text} |" for code, text in sorted(codes.items())]
    return "\n".join(lines) + "\n"
