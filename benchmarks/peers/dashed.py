"""The same map in Dash: a slider and a callback that answers with the figure of the year.

python -m benchmarks.peers.dashed PORT
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, dcc, html
from flask import Response, send_from_directory

from benchmarks.peers import figures

STATIC = Path(__file__).resolve().parents[2] / "static"
app = Dash(__name__, title="Trade with China", compress=True)
app.layout = html.Main(
    [
        html.H1("Where? Trade with China"),
        dcc.Slider(figures.YEARS[0], figures.YEARS[-1], 1, value=figures.YEARS[-1], id="year"),
        dcc.Graph(id="map", config=figures.config()),
    ]
)


@app.callback(Output("map", "figure"), Input("year", "value"))
def draw(year: int) -> dict[str, Any]:
    """The figure of a year."""
    return figures.figure(year)


@app.server.route("/app/static/<path:name>")
def static_file(name: str) -> Response:
    """The boundaries, from where the figure asks for them."""
    return send_from_directory(STATIC, name)


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)
