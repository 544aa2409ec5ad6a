"""Peers, each the least that does the job: ``python -m bench.ui.peers KIND PORT FOLDER`` serves one.

``table``: a Dash page with a DataTable of countries and capabilities and buttons that filter it. ``plotly``: the same
as a heat map. ``graph``: dash-cytoscape with places given. No first paint, no state in the address, no reasons, no
languages, no security headers. Data lie ready in memory, as FOLDER/board.json and FOLDER/graph-N.json.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

THREADS = 4  #: as many as ours has
STATES = ("", "unknown", "gap", "planned", "unattributed", "fragile", "covered")


def _app(layout: Any, **more: Any) -> Any:
    from dash import Dash

    app = Dash("peer", compress=True, update_title="", **more)
    app.layout = layout
    return app


def _kept(rows: list[dict[str, str]], state: str) -> list[dict[str, str]]:
    return [r for r in rows if not state or state in r.values()]


def _buttons() -> list[Any]:
    from dash import html

    return [html.Button(state or "all", id=f"state-{state or 'all'}") for state in STATES]


def _filtered(app: Any, output: Any, draw: Callable[[str], Any]) -> Any:
    """A press of a button draws again what it leaves."""
    from dash import Input, ctx

    presses = [Input(f"state-{state or 'all'}", "n_clicks") for state in STATES]

    def answer(*_presses: int) -> Any:
        state = str(ctx.triggered_id).removeprefix("state-")
        return draw("" if state == "all" else state)

    app.callback(output, *presses, prevent_initial_call=True)(answer)
    return app


def table(folder: Path) -> Any:
    from dash import Output, html
    from dash.dash_table.DataTable import DataTable

    rows: list[Any] = json.loads((folder / "board.json").read_text("utf-8"))
    columns: list[Any] = [{"name": c, "id": c} for c in rows[0]]
    drawn = DataTable(rows, columns, id="table", page_action="none")
    app = _app(html.Div([*_buttons(), html.Div(drawn, id="main")]))
    return _filtered(app, Output("table", "data"), lambda state: _kept(rows, state))


def plotly(folder: Path) -> Any:
    from dash import Output, dcc, html

    rows: list[dict[str, str]] = json.loads((folder / "board.json").read_text("utf-8"))

    def figure(state: str) -> dict[str, Any]:
        kept = _kept(rows, state)
        numbers = [c for c in rows[0] if c != "country"]
        cells = [[STATES.index(r[n]) for n in numbers] for r in kept]
        heat = {"type": "heatmap", "x": numbers, "y": [r["country"] for r in kept], "z": cells}
        return {"data": [heat], "layout": {"height": 2000}}

    app = _app(html.Div([*_buttons(), html.Div(dcc.Graph(id="graph", figure=figure("")), id="main")]))
    return _filtered(app, Output("graph", "figure"), figure)


def graph(folder: Path) -> Any:
    import dash_cytoscape as cyto
    from dash import Input, Output, dcc, html

    drawn = {
        p.stem.removeprefix("graph-"): json.loads(p.read_text("utf-8")) for p in folder.glob("graph-*.json")
    }
    app = _app(html.Div([dcc.Location(id="place"), html.Div(id="main")]), suppress_callback_exceptions=True)

    def page(path: str) -> Any:
        return cyto.Cytoscape(
            id="graph",
            elements=drawn.get((path or "").strip("/"), []),
            layout={"name": "preset"},
            style={"width": "100%", "height": "700px"},
        )

    app.callback(Output("main", "children"), Input("place", "pathname"))(page)
    return app


KINDS: dict[str, Callable[[Path], Any]] = {"table": table, "plotly": plotly, "graph": graph}


def _load(kind: str, folder: str, _target: str) -> Any:
    return KINDS[kind](Path(folder)).server


def main(kind: str, port: str, folder: str) -> None:
    """Serve one peer as ours is served."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "peer",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=partial(_load, kind, folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
