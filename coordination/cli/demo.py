"""``mnr demo``: the main job on the shipped register and the fictional region."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path

import click

from coordination.answers.coverage import ANSWER as COVERAGE
from coordination.answers.filled import rests_on, say_of
from coordination.answers.gaps import ANSWER as GAPS
from coordination.answers.weak_points import ANSWER as WEAK_POINTS
from coordination.answers.weak_points import Asked
from coordination.cli.options import speak
from coordination.cli.output import console, progress_bar
from coordination.cli.printed import print_tables
from coordination.reports.country import country_report
from coordination.store.opening import open_store
from coordination.system.files import make_folder, write_whole
from coordination.system.settings import settings_from
from coordination.text.languages import language_for, told
from coordination.workspace.places import build_shipped, path_of
from coordination.workspace.service import Question
from graph_schema.errors import said
from graph_schema.ids import Iso3
from seed_data import workspaces

__all__ = ["demo"]


@click.command()
@click.option("--serve/--no-serve", default=True, help="Open the dashboard afterwards (default), or stop.")
@click.option("--port", default=8050, help="Port of the dashboard; 0 = any free one.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder for the reports. Default: in the home folder.",
)
def demo(serve: bool, port: int, out: Path | None) -> None:
    """Build both shipped workspaces, show a real and a fictional country, write reports and open the dashboard."""
    settings = settings_from()
    terminal = console()
    folder = out or settings.home / "reports"
    make_folder(folder)
    for name, shipped in workspaces().items():
        store = open_store(f"sqlite:///{path_of(name, settings)}")
        with progress_bar() as progress:
            workspace = replace(build_shipped(name, store, progress), language=language_for(speak("")))
        q = Question(shipped.as_of)
        iso3 = shipped.example_country
        terminal.rule(
            told(
                said(
                    "{title} (data version {snapshot})",
                    title=workspace.title,
                    snapshot=workspace.snapshot().id,
                )
            )
        )
        of = Asked((Iso3(iso3),))
        say = say_of(workspace, q, short=True)
        rests = say(rests_on(workspace, q))
        for answer, only in ((COVERAGE, ""), (GAPS, ""), (WEAK_POINTS, "sole_providers")):
            print_tables(terminal, answer, of, answer.asked(workspace, q, of), say, rests, only)
        path = folder / f"{name}-{iso3}.html"
        write_whole(path, country_report(workspace, q, iso3))
        terminal.print(told(said("Report: {path}", path=path)) + "\n", soft_wrap=True)
    if not serve:
        next_ = said(
            "Next: `mnr serve` opens the dashboard; `mnr explain MWI 12` gives the reasons for one status."
        )
        terminal.print(told(next_))
        return
    (entry,) = entry_points(group="mnr.commands", name="serve")
    entry.load().main(args=["--port", str(port)], standalone_mode=False)
