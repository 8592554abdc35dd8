"""Official finance of one member on its own map: a circle at the centre of each first-level unit."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from ui.charts.fold import folded
from ui.text import Text
from ui.theme import Theme

_LARGEST = 46  # pixels across


def figure(
    units: pd.DataFrame,
    *,
    country: str,
    box: tuple[float, float, float, float],
    geometry: str,
    words: Text,
    theme: Theme,
) -> go.Figure:
    """Circles by area. `units`: unit, lat, lon, amount_usd_2021, projects (a count).

    `box` is west, south, east, north of the main part; `geometry` the address of the member's boundary file.
    """
    west, south, east, north = box
    margin = max(east - west, north - south) * 0.08
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
            "size": [max(_LARGEST * math.sqrt(value / top), 5) for value in units["amount_usd_2021"]],
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
    return go.Figure(
        [*shapes, circles],
        theme.layout(
            height=420,
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


def alt(units: pd.DataFrame, *, name: str, words: Text) -> str:
    """The five units with the largest amounts."""
    said = words.list(
        words("charts.alt_value", country=row.unit, value=words.money(row.amount_usd_2021))
        for row in units.head(5).itertuples()
    )
    return words("country.alt_units", name=name, count=len(units), parts=said)
