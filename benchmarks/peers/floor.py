"""The floor: the same map as a static page – Plotly's script, all years in one file, a slider, no server behind it.

python -m benchmarks.peers.floor PORT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import plotly
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from benchmarks.peers import figures

STATIC = Path(__file__).resolve().parents[2] / "static"
PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Trade with China</title>
<meta name="viewport" content="width=device-width"><body style="font-family:sans-serif;margin:2rem">
<h1>Where? Trade with China</h1>
<label>Year <input type="range" role="slider" id="year" min="FIRST" max="LAST" value="LAST"></label>
<div id="map"></div><script src="plotly.js"></script><script src="years.js"></script><script>
const draw = year => Plotly.react("map", YEARS[year].data, YEARS[year].layout, CONFIG);
const slider = document.getElementById("year");
slider.addEventListener("input", () => draw(slider.value));
draw(LAST);
</script>""".replace("FIRST", str(figures.YEARS[0])).replace("LAST", str(figures.YEARS[-1]))


async def page(request: Request) -> Response:
    """The page."""
    return HTMLResponse(PAGE)


async def script(request: Request) -> Response:
    """Plotly's own script."""
    path = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return Response(path.read_bytes(), media_type="text/javascript", headers={"Cache-Control": "max-age=31536000"})


async def years(request: Request) -> Response:
    """The figures of all years."""
    every = {year: figures.figure(year) for year in figures.YEARS}
    content = f"const YEARS={json.dumps(every)};const CONFIG={json.dumps(figures.config())};"
    return Response(content, media_type="text/javascript", headers={"Cache-Control": "max-age=31536000"})


app = Starlette(
    routes=[
        Route("/", page),
        Route("/plotly.js", script),
        Route("/years.js", years),
        Mount("/app/static", StaticFiles(directory=STATIC)),
    ],
    middleware=[Middleware(GZipMiddleware)],
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
