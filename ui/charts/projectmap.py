"""Projects on the map: circles by amount, packed around the middle of the unit in which they lie."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ui.charts import spoken
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

_LARGEST, _LEAST, _UNKNOWN = 27.0, 3.2, 3.6  # radius in pixels
_KEY = (5e9, 1e9, 1e8)  # US dollars in the key of sizes
_KEY_LINE, _KEY_HEIGHT = 17, 146  # pixels
# Spots to try around a place, in pixels, nearest first; so many of them at once.
_TURNS = np.arange(4000)
_SPIRAL = 0.9 * np.sqrt(_TURNS)[:, None] * np.column_stack([f(_TURNS * np.pi * (3 - 5**0.5)) for f in (np.cos, np.sin)])
_SPIRAL_REACH, _AT_ONCE = 0.9 * 4000**0.5, 128


_Entry = tuple[float, str, dict[str, Any]]  # radius, words, how the mark is drawn


@dataclass(frozen=True)
class Frame:
    """What part of the world is drawn, how many pixels a degree of latitude has, and in which projection."""

    west: float
    east: float
    south: float
    north: float
    scale: float
    regional: bool = False

    def holds(self, rows: pd.DataFrame) -> pd.Series:
        """Which of some places (lon, lat) lie inside; one without a place does not."""
        inside: pd.Series = rows["lon"].between(self.west, self.east) & rows["lat"].between(self.south, self.north)
        return inside


@dataclass(frozen=True)
class Geometry:
    """Addresses of the boundaries; the members are drawn from `members`, all other land from `backdrop`."""

    members: str
    backdrop: str
    codes: tuple[str, ...]


def figure(
    shown: pd.DataFrame,
    *,
    frame: Frame,
    geometry: Geometry,
    colours: Mapping[str, str],
    labels: Mapping[str, str],
    largest: float,
    words: Text,
    theme: Theme,
    height: int,
    picked: int | None = None,
    inset: Frame | None = None,
    key: bool = True,
) -> go.Figure:
    """The map. `shown`: number, lat, lon, amount_usd_2017, counts_in_totals, place_check, group, said (hover).

    `colours` and `labels` belong to the values of `group`; `largest` is the amount of the largest circle.
    A ring is a project that must not be added to others, a diamond one without a known amount. Projects
    inside `inset` are left to another map; a frame shows where. The key stands in a band below the map of `height`.
    """
    rows = shown[frame.holds(shown)]
    if inset is not None:
        rows = rows[~inset.holds(rows)]
    rows = rows.assign(radius=[radius(amount, largest) for amount in rows["amount_usd_2017"]])
    rows = packed(rows.sort_values(["radius", "number"], ascending=[False, True]), frame.scale)
    figure = Sheet(_land(geometry, theme))
    for group in labels:
        own = rows[rows["group"] == group]
        if len(own):
            figure.add_trace(_circles(own, colours[group], theme))
    odd = rows[rows["place_check"] == "other_country"]
    if len(odd):
        figure.add_trace(_odd(odd, words, theme))
    chosen = rows[rows["number"] == picked]
    if len(chosen):
        figure.add_trace(_ring(chosen, theme))
    if inset is not None:
        figure.add_traces(_window(inset, words, theme))
    figure.update_layout(
        **theme.layout(
            geo=_geo(frame, theme),
            height=height + (_KEY_HEIGHT if key else 0),
            margin={"l": 0, "r": 0, "t": 0, "b": _KEY_HEIGHT if key else 0},
            meta=spoken.from_hover(words, chosen=str(picked) if picked else None),
            clickmode="event+select",
        )
    )
    if key:
        _key(figure, labels, colours, largest, words, theme, odd=len(odd) > 0)
    return figure.drawn()


def alt(shown: pd.DataFrame, *, names: Mapping[int, str], words: Text) -> str:
    """How many projects in which countries, and the five largest amounts."""
    by_country = shown["country"].value_counts()
    parts = words.list(
        words("pledges.alt_part", name=words.country(code), value=count) for code, count in by_country.head(6).items()
    )
    largest = shown.dropna(subset=["amount_usd_2017"]).nlargest(5, "amount_usd_2017")
    said = words.series(
        words("pledges.alt_part", name=names[row.number], value=words.money(row.amount_usd_2017))
        for row in largest.itertuples()
    )
    return words("pledges.alt_map", count=len(shown), parts=parts, largest=said)


def radius(amount: float, largest: float) -> float:
    """The radius in pixels of a circle whose area stands for an amount."""
    if pd.isna(amount):
        return _UNKNOWN
    return max(_LEAST, _LARGEST * math.sqrt(amount / largest))


def packed(rows: pd.DataFrame, scale: float) -> pd.DataFrame:
    """The rows with `at_lon` and `at_lat`: each circle as near to its place as those before it leave room.

    `scale` is the pixels of a degree of latitude. A circle that nothing touches stays where it is.
    """
    shrink = np.cos(np.radians(rows["lat"].to_numpy(float)))
    places = np.column_stack([rows["lon"] * shrink, rows["lat"]]).astype(float) * scale
    at = _spread(places, rows["radius"].to_numpy(float))
    return rows.assign(at_lon=np.round(at[:, 0] / scale / shrink, 3), at_lat=np.round(at[:, 1] / scale, 3))


def _spread(places: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Centres of circles that do not touch: each is led along a spiral around its place to the first free spot."""
    at = places.copy()
    for one in range(1, len(at)):
        near = np.hypot(*(at[:one] - places[one]).T) < radii[:one] + radii[one] + _SPIRAL_REACH
        centres, least = at[:one][near], radii[:one][near] + radii[one]
        for tried in range(0, len(_SPIRAL), _AT_ONCE):
            spots = places[one] + _SPIRAL[tried : tried + _AT_ONCE]
            apart = spots[:, None, :] - centres[None, :, :]
            free = (np.hypot(apart[..., 0], apart[..., 1]) >= least).all(axis=1)
            if free.any():
                at[one] = spots[free.argmax()]
                break
        else:
            at[one] = places[one] + _SPIRAL[-1]
    return at


def _circles(own: pd.DataFrame, colour: str, theme: Theme) -> go.Scattergeo:
    known = own["amount_usd_2017"].notna()
    counts = own["counts_in_totals"]
    return go.Scattergeo(
        lon=own["at_lon"].tolist(),
        lat=own["at_lat"].tolist(),
        customdata=[str(number) for number in own["number"]],
        hovertemplate=[f"{said}<extra></extra>" for said in own["said"]],
        mode="markers",
        marker={
            "symbol": [
                ("circle" if is_known else "diamond") + ("" if in_totals else "-open")
                for is_known, in_totals in zip(known, counts, strict=True)
            ],
            "size": [round(2 * r, 1) for r in own["radius"]],
            "color": colour,
            "opacity": 0.92,
            "line": {
                "width": [0.6 if in_totals else 2 for in_totals in counts],
                "color": _edges(counts, colour, theme),
            },
        },
        selected={"marker": {"opacity": 0.92}},
        unselected={"marker": {"opacity": 0.92}},
    )


def _edges(counts: Sequence[bool], colour: str, theme: Theme) -> list[str]:
    return [theme.paper if in_totals else colour for in_totals in counts]


def _odd(rows: pd.DataFrame, words: Text, theme: Theme) -> go.Scattergeo:
    """A sign on a project whose place lies in another country."""
    return go.Scattergeo(
        lon=rows["at_lon"].tolist(),
        lat=rows["at_lat"].tolist(),
        mode="text",
        text=[words("pledges.sign_odd")] * len(rows),
        textposition="middle right",
        textfont={"size": 15, "color": theme.ink},
        hoverinfo="skip",
    )


def _ring(rows: pd.DataFrame, theme: Theme) -> go.Scattergeo:
    return go.Scattergeo(
        lon=rows["at_lon"].tolist(),
        lat=rows["at_lat"].tolist(),
        mode="markers",
        marker={
            "symbol": "circle-open",
            "size": [2 * r + 9 for r in rows["radius"]],
            "color": theme.chosen,
            "line": {"width": 3, "color": theme.chosen},
        },
        hoverinfo="skip",
    )


def _land(geometry: Geometry, theme: Theme) -> list[go.Choropleth]:
    flat = [[0, theme.land], [1, theme.land]]
    shared: dict[str, Any] = {
        "colorscale": flat,
        "showscale": False,
        "hoverinfo": "skip",
        "unselected": {"marker": {"opacity": 1}},
    }
    codes = list(geometry.codes)
    return [
        go.Choropleth(
            geojson=geometry.backdrop,
            locations=["land"],
            z=[0],
            **{**shared, "marker": {"line": {"width": 0}, "opacity": 0.5}},
        ),
        go.Choropleth(
            geojson=geometry.members,
            locations=codes,
            z=[0] * len(codes),
            **{**shared, "marker": {"line": {"color": theme.missing, "width": 0.8}}},
        ),
    ]


def _window(inset: Frame, words: Text, theme: Theme) -> list[go.Scattergeo]:
    """A frame around what the other map shows."""
    lon = [inset.west, inset.east, inset.east, inset.west, inset.west]
    lat = [inset.south, inset.south, inset.north, inset.north, inset.south]
    return [
        go.Scattergeo(
            lon=lon,
            lat=lat,
            mode="lines",
            line={"color": theme.muted, "width": 1.2},
            hoverinfo="skip",
        ),
        go.Scattergeo(
            lon=[inset.west],
            lat=[inset.north],
            mode="text",
            text=[words("pledges.inset_mark")],
            textposition="top right",
            textfont={"size": 12, "color": theme.muted},
            hoverinfo="skip",
        ),
    ]


def _key(
    figure: Sheet,
    labels: Mapping[str, str],
    colours: Mapping[str, str],
    largest: float,
    words: Text,
    theme: Theme,
    *,
    odd: bool,
) -> None:
    """Colours, sizes and forms, drawn in pixels: Plotly's own legend would cut every large circle to one size."""
    muted = {"color": theme.muted, "width": 1}
    kinds: list[_Entry] = [
        (6.0, label, {"fillcolor": colours[code], "line": {"width": 0}}) for code, label in labels.items()
    ]
    sizes: list[_Entry] = [(0.0, words("pledges.key_size"), {})]
    sizes += [
        (radius(amount, largest), words.money(amount), {"fillcolor": theme.paper, "line": muted}) for amount in _KEY
    ]
    forms: list[_Entry] = [
        (5.0, words("pledges.key_ring"), {"line": {"color": theme.muted, "width": 2}}),
        (5.0, words("pledges.key_unknown"), {"fillcolor": theme.muted, "line": {"width": 0}, "type": "path"}),
    ]
    signs: list[_Entry] = [(0.0, words("pledges.key_odd", sign=words("pledges.sign_odd")), {})] if odd else []
    _column(figure, [*kinds, *forms], 0, 12, theme)
    _column(figure, [*sizes, *signs], 210, 2 * _LARGEST, theme)


def _column(figure: Sheet, entries: Sequence[_Entry], left: float, wide: float, theme: Theme) -> None:
    """Entries one below the other, `left` pixels from the edge, their marks at most `wide`; one without is a title."""
    at = -8.0
    for size, label, style in entries:
        middle = at - max(size, _KEY_LINE / 2)
        if style:
            figure.add_shape(**_form(size, left + 4 + wide / 2, middle, style), layer="above")
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            xshift=left + (wide + 10 if style else 4),
            y=0,
            yref="paper",
            yanchor="middle",
            yshift=middle,
            text=label,
            showarrow=False,
            font={"size": 12, "color": theme.ink if style else theme.muted},
        )
        at = middle - max(size, _KEY_LINE / 2) - 1


def _form(size: float, x: float, y: float, style: dict[str, Any]) -> dict[str, Any]:
    """A circle, or a diamond, around a place counted in pixels from the lower left corner of the map."""
    shared = {"xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": 0, "yanchor": 0}
    if style.get("type") == "path":
        corners = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]
        path = "M" + " L".join(f"{at_x},{at_y}" for at_x, at_y in corners) + " Z"
        return {**shared, **style, "path": path}
    return {"type": "circle", "x0": x - size, "x1": x + size, "y0": y - size, "y1": y + size, **shared, **style}


def _geo(frame: Frame, theme: Theme) -> dict[str, Any]:
    projection: dict[str, Any] = {"type": "mercator"}
    if frame.regional:
        projection = {"type": "azimuthal equal area", "rotation": {"lon": -74, "lat": -11}}
    return {
        "visible": False,
        "projection": projection,
        "lonaxis": {"range": [frame.west, frame.east]},
        "lataxis": {"range": [frame.south, frame.north]},
        "domain": {"x": [0, 1], "y": [0, 1]},
        "bgcolor": theme.paper,
        "showframe": not frame.regional,
        "framecolor": theme.grid,
    }
