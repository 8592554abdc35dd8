"""The picture of the report: what a first visit weighs, and how many runs a process does."""

from __future__ import annotations

import tempfile
from pathlib import Path

import plotly.graph_objects as go
from playwright.sync_api import sync_playwright
from plotly.subplots import make_subplots

from benchmarks.browser import Weight
from benchmarks.load import EMPTY, OURS, Result
from tests.browser.chromium import find
from ui.theme import LIGHT

WIDTH, HEIGHT = 1100, 420


def figure(weights: dict[str, Weight], rounds: dict[str, list[Result]]) -> go.Figure:
    """Bars of the bytes on the left, lines of the rate on the right."""
    both = make_subplots(
        1, 2, subplot_titles=("First visit, KB", "Runs of the script per second"), horizontal_spacing=0.1
    )
    names = list(weights)[::-1]
    sizes = [weights[name].first / 1000 for name in names]
    colours = [LIGHT.china if name == "dashboard" else LIGHT.muted for name in names]
    both.add_bar(
        x=sizes,
        y=names,
        orientation="h",
        marker={"color": colours},
        text=[f"{size:,.0f}" for size in sizes],
        row=1,
        col=1,
    )
    for name, colour in ((OURS, LIGHT.china), (EMPTY, LIGHT.muted)):
        label = name.strip("`")
        both.add_scatter(
            x=[one.visitors for one in rounds[name]],
            y=[one.rate for one in rounds[name]],
            mode="lines+markers+text",
            line={"color": colour, "width": 3},
            text=[""] * (len(rounds[name]) - 1) + [label],
            textposition="top left",
            row=1,
            col=2,
        )
    both.update_xaxes(title="visitors at once", row=1, col=2)
    both.update_yaxes(rangemode="tozero", row=1, col=2)
    both.update_yaxes(automargin=True)
    both.update_layout(**LIGHT.layout(width=WIDTH, height=HEIGHT, margin={"l": 8, "r": 24, "t": 48, "b": 48}))
    return both


def draw(weights: dict[str, Weight], rounds: dict[str, list[Result]], path: Path) -> None:
    """Write the picture as PNG."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "picture.html"
        figure(weights, rounds).write_html(page_file, include_plotlyjs=True)
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2)
        page.goto(page_file.as_uri())
        page.wait_for_selector(".js-plotly-plot .main-svg")
        page.locator(".js-plotly-plot").screenshot(path=path)
        browser.close()
