"""Official finance of one member on its own map: a circle at the centre of each first-level unit."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ui.charts.fold import folded
from ui.text import Text
from ui.theme import Theme

_LARGEST = 46  # pixels across
_NAMED_AT_MOST = 4
_WORTH_A_NAME = 0.03  # of the largest amount
_WIDE = 1.2  # the least width of the map over its height, in degrees
_BLANK = 2.9  # pixels of a blank at 12 pixels
_LABEL = 36  # pixels that a label of two lines needs
_ACROSS = 500  # pixels across, on a desk


def figure(
    units: pd.DataFrame,
    *,
    country: str,
    box: tuple[float, float, float, float],
    geometry: str,
    words: Text,
    theme: Theme,
    height: int = 420,
) -> go.Figure:
    """Circles by area, the largest with name and amount. `units`: unit, lat, lon, amount_usd_2021, projects (a count).

    `box` is west, south, east, north of the main part; `geometry` the address of the member's boundary file.
    """
    west, south, east, north = _roomy(box)
    margin = (north - south) * 0.08
    top = float(units["amount_usd_2021"].max())
    shapes = [
        go.Choropleth(
            geojson=geometry,
            locations=[name],
            z=[0],
            colorscale=[[0, colour], [1, colour]],
            showscale=False,
            marker={"line": {"color": line, "width": 1}},
            hoverinfo="skip",
        )
        for name, colour, line in (("land", theme.land, theme.paper), (country, theme.grid, theme.muted))
    ]
    circles = go.Scattergeo(
        lon=units["lon"],
        lat=units["lat"],
        mode="markers",
        marker={
            "size": [_across(value, top) for value in units["amount_usd_2021"]],
            "color": theme.china,
            "opacity": 0.6,
            "line": {"color": theme.paper, "width": 1},
        },
        hovertemplate=[
            f"<b>{folded(row.unit, 30)}</b><br>{words.money(row.amount_usd_2021)}<br>"
            f"{words('country.unit_projects', count=int(row.projects))}<extra></extra>"
            for row in units.itertuples()
        ],
    )
    per_degree = min(height / (north - south), _ACROSS / (east - west))
    named = _named(units, _LABEL / per_degree)
    middle = (west + east) / 2
    # Names are written towards the middle, where there is room for them.
    labels = go.Scattergeo(
        lon=named["lon"],
        lat=named["lat"],
        mode="text",
        text=[_label(row, lon > middle, top, words) for row, lon in zip(named.itertuples(), named["lon"], strict=True)],
        textposition=["middle left" if lon > middle else "middle right" for lon in named["lon"]],
        textfont={"size": 12, "color": theme.ink, "shadow": f"0 0 3px {theme.paper}, 0 0 3px {theme.paper}"},
        hoverinfo="skip",
    )
    return go.Figure(
        [*shapes, circles, labels],
        theme.layout(
            height=height,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            geo={
                "visible": False,
                "bgcolor": theme.paper,
                "projection": {"type": "mercator"},
                "lonaxis": {"range": [west - margin, east + margin]},
                "lataxis": {"range": [south - margin, north + margin]},
            },
        ),
    )


def _roomy(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A long country gets sea and neighbours beside it, where the names of its units have room."""
    west, south, east, north = box
    more = max(_WIDE * (north - south) - (east - west), 0.0) / 2
    return west - more, south, east + more, north


def _across(amount: float, top: float) -> float:
    """The diameter of a circle in pixels, so that areas compare."""
    return max(_LARGEST * math.sqrt(amount / top), 5)


def _label(row: Any, leftwards: bool, top: float, words: Text) -> str:
    """Name and amount, kept off the circle by blanks: Plotly knows no distance between a mark and its text."""
    blanks = "\u00a0" * math.ceil(_across(row.amount_usd_2021, top) / 2 / _BLANK + 1)
    lines = (f"<b>{row.unit}</b>", words.money(row.amount_usd_2021))
    return "<br>".join(f"{line}{blanks}" if leftwards else f"{blanks}{line}" for line in lines)


def _named(units: pd.DataFrame, need: float) -> pd.DataFrame:
    """The largest units whose labels do not touch those of larger ones; `need` is the height of one in degrees."""
    kept: list[int] = []
    large = units[units["amount_usd_2021"] >= _WORTH_A_NAME * units["amount_usd_2021"].max()]
    for at, lat in zip(large.index, large["lat"], strict=True):
        if len(kept) < _NAMED_AT_MOST and all(abs(lat - units["lat"][other]) > need for other in kept):
            kept.append(at)
    return units.loc[kept]


def alt(units: pd.DataFrame, *, name: str, words: Text) -> str:
    """The five units with the largest amounts."""
    said = words.list(
        words("charts.alt_value", country=row.unit, value=words.money(row.amount_usd_2021))
        for row in units.head(5).itertuples()
    )
    return words("country.alt_units", name=name, count=len(units), parts=said)
