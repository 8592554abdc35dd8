"""The 33 as equals: a tile for each member in the colour that it has on the map, with its value and all its years.

Small states are as large as the large ones. One unit of the vertical axis is one pixel, one of the other a column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from data.model import Indicator
from ui.charts import map as region_map
from ui.charts import spoken
from ui.charts.fold import folded, width_of
from ui.charts.map import Class
from ui.charts.ranking import short
from ui.charts.strips import runs
from ui.text import Text
from ui.theme import Theme, legend_below, letters_on

_LOG_FROM = 1000  # times the lowest value that the highest must be, for a curve on a straight axis to be a line
_AIR = 3  # pixels above and below a curve
_HEADING = 30  # pixels of the name of a group


@dataclass(frozen=True)
class _Shape:
    """How tiles are made: columns, how wide one is (pixels, at least), what letters, how high its years stand."""

    columns: int
    wide: int
    letters: int
    years: int
    across: int  # pixels of the whole, at least

    @property
    def line(self) -> float:
        """Pixels of a line of letters, as Plotly sets them."""
        return self.letters * 1.3

    @property
    def fold(self) -> int:
        """How many letters stand side by side in a tile, with the blank that ends a line."""
        return int((self.wide - 8) / (self.letters * 0.53)) + 1


# On a phone, and on a screen whose tiles are still readable in a window of 900 pixels.
_SHAPES = {False: _Shape(9, 98, 13, 50, 900), True: _Shape(5, 68, 11, 34, 340)}
_APART = 0.05  # of a column, between two tiles
_BETWEEN = 6  # pixels between two rows
_INSET = 0.06  # of a column, between the edge of a tile and its years


@dataclass(frozen=True)
class Group:
    """Members that stand together, in order, under their name; one group alone needs none."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Scale:
    """The one axis of all curves: what stands at its ends, whether it is logarithmic or counts places from above."""

    low: float
    high: float
    kind: Literal["linear", "log", "rank"] = "linear"

    def share(self, value: float) -> float:
        """Where a value stands, from 0 (bottom) to 1 (top)."""
        low, high, at = (math.log(one) if self.kind == "log" else one for one in (self.low, self.high, value))
        return (at - low) / (high - low)


@dataclass(frozen=True)
class _Tile:
    """Where a tile stands: its column, and how many pixels its top is below the top of the figure."""

    code: str
    column: int
    top: float

    @property
    def middle(self) -> float:
        """The middle of its column."""
        return self.column + 0.5


@dataclass(frozen=True)
class _Years:
    """The years of an indicator as they stand in a tile."""

    first: int
    last: int

    @property
    def span(self) -> float:
        """How much of a column a year takes."""
        return (1 - _APART - 2 * _INSET) / (self.last - self.first + 1)

    def at(self, tile: _Tile, year: float) -> float:
        """Where (the middle of) a year stands in a tile."""
        return round(tile.column + _APART / 2 + _INSET + (year - self.first + 0.5) * self.span, 3)


def figure(
    record: pd.DataFrame,
    *,
    groups: Sequence[Group],
    places: pd.DataFrame,
    indicator: Indicator,
    year: int,
    limits: tuple[float, ...],
    words: Text,
    theme: Theme,
    chosen: str | None = None,
    narrow: bool = False,
) -> go.Figure:
    """A tile for each member of `groups`, coloured by the value of the `year`, over a curve of all years.

    `record`: country, year, value of every year; the rest as for the map. Years without data are gaps.
    """
    shape, shown = _SHAPES[narrow], record[record["year"] == year]
    values = dict(zip(shown["country"], shown["value"], strict=True))
    said = {code: _said(code, values, indicator, shape, words) for group in groups for code in group.codes}
    lined = scale(record, indicator) is not None or indicator.kind == "category"
    text = max(one.count("<br>") + 1 for one in said.values()) * shape.line + 6
    high = math.ceil(text + (shape.years + 5 if lined else 2))
    tiles, headings, foot = _grid(groups, shape, high)
    classes = region_map.classes(shown, places, indicator, limits, words, theme)
    hover = region_map.hover(shown, places, indicator, year, words)
    traces: list[Any] = [_tiles(group, tiles, high, said, hover, shape, chosen, theme) for group in classes]
    if lined:
        years = _Years(int(record["year"].min()), int(record["year"].max()))
        traces += _record(record, tiles, high, indicator, years, year, shape, theme)
    key = _key_height([group.label for group in classes], shape)
    title = words.commas(
        words("charts.legend", label=words.of(indicator.short), year=year), region_map.unit(indicator, words)
    )
    order = [tile.code for tile in tiles.values()]
    return go.Figure(
        traces,
        theme.layout(
            height=math.ceil(foot) + key,
            margin={"l": 0, "r": 0, "t": 0, "b": key},
            meta=spoken.meta(spoken.members(shown, order, indicator, words), role="link", chosen=chosen),
            barmode="overlay",
            hovermode="closest",
            xaxis={"visible": False, "range": [0, shape.columns], "fixedrange": True},
            yaxis={"visible": False, "range": [-math.ceil(foot), 0], "fixedrange": True},
            annotations=[_heading(name, top, theme) for name, top in headings],
            showlegend=True,
            legend={**legend_below(title, 13), "traceorder": "normal"},
        ),
    )


def scale(record: pd.DataFrame, indicator: Indicator) -> Scale | None:
    """The axis of all curves, from all years; None where values are states or years, which make no curve."""
    if indicator.kind == "category" or indicator.unit == "year" or record["year"].nunique() < 2:
        return None
    low, high = float(record["value"].min()), float(record["value"].max())
    if indicator.unit == "rank":
        return Scale(high, low, "rank")
    if low > 0 and high >= _LOG_FROM * low:
        return Scale(low, high, "log")
    return Scale(min(low, 0.0), max(high, 0.0))


def note(record: pd.DataFrame, *, indicator: Indicator, year: int, words: Text) -> str:
    """What the curves or strips in the tiles are, with the range of their axis; "" where there are none."""
    axis = scale(record, indicator)
    if axis is None and indicator.kind != "category":
        return ""
    years = {"first": int(record["year"].min()), "last": int(record["year"].max()), "year": year}
    if axis is None:
        return words("map.tiles_states", **years)
    ends = {"low": words.value(axis.low, indicator), "high": words.value(axis.high, indicator)}
    return words("map.tiles_curves_log" if axis.kind == "log" else "map.tiles_curves", **years, **ends)


def alt(record: pd.DataFrame, *, places: pd.DataFrame, indicator: Indicator, year: int, words: Text) -> str:
    """What the map says of the year, and what the curves are."""
    shown = record[record["year"] == year]
    said = region_map.alt(shown, places=places, indicator=indicator, year=year, words=words, form="tiles")
    return words.sentences(said, note(record, indicator=indicator, year=year, words=words))


# -- where tiles stand ---------------------------------------------------------------------------------


def _grid(
    groups: Sequence[Group], shape: _Shape, high: float
) -> tuple[dict[str, _Tile], list[tuple[str, float]], float]:
    """The tiles by code, the headings (name, middle of the line), where the last row ends, in pixels from the top."""
    tiles: dict[str, _Tile] = {}
    headings, top = [], 0.0
    for group in groups:
        if group.name:
            headings.append((group.name, top + _HEADING / 2))
            top += _HEADING
        for at, code in enumerate(group.codes):
            row, column = divmod(at, shape.columns)
            tiles[code] = _Tile(code, column, top + row * (high + _BETWEEN))
        top += math.ceil(len(group.codes) / shape.columns) * (high + _BETWEEN)
    return tiles, headings, top


def _heading(name: str, middle: float, theme: Theme) -> dict[str, Any]:
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": -middle,
        "yanchor": "middle",
        "text": f"<b>{name}</b>",
        "showarrow": False,
        "font": {"size": 14, "color": theme.ink},
    }


def _key_height(labels: Sequence[str], shape: _Shape) -> int:
    """Pixels of the key: Plotly makes the entries of its rows as wide as the widest."""
    widest = 46 + max(width_of(label) for label in labels) * 7
    return 34 + 20 * math.ceil(len(labels) / max(1, shape.across // widest))


# -- what stands in them -------------------------------------------------------------------------------


def _said(code: str, values: Mapping[str, Any], indicator: Indicator, shape: _Shape, words: Text) -> str:
    """Name and value on the lines that the tile has room for."""
    value = _balanced(short(values.get(code), indicator, words), shape.fold)
    return f"{_balanced(words.country(code), shape.fold)}<br><b>{value}</b>"


def _balanced(said: str, width: int) -> str:
    """A text on as few lines of a width as it needs, none of them much shorter than the others."""
    lines = folded(said, width).count("<br>")
    folds = (folded(said, narrower) for narrower in range(1, width + 1))
    return next(one for one in folds if one.count("<br>") == lines)


def _tiles(
    group: Class,
    tiles: Mapping[str, _Tile],
    high: float,
    said: Mapping[str, str],
    hover: Mapping[str, str],
    shape: _Shape,
    chosen: str | None,
    theme: Theme,
) -> go.Bar:
    """The tiles of one class; those without data are hatched. A class without members has its entry in the key."""
    codes = [code for code in tiles if code in group.codes]
    # One place at least: Plotly leaves a trace without any out of the key.
    own: list[_Tile | None] = [*(tiles[code] for code in codes)] or [None]
    hatched = {"shape": "/", "size": 7, "solidity": 0.2, "fgcolor": theme.paper, "bgcolor": group.colour}
    return go.Bar(
        x=[tile and tile.middle for tile in own],
        y=[tile and high for tile in own],
        base=[tile and -tile.top - high for tile in own],
        width=1 - _APART,
        customdata=codes,
        text=[said[code] for code in codes],
        textposition="inside",
        insidetextanchor="end",
        constraintext="none",
        textangle=0,
        textfont={"size": shape.letters, "color": letters_on(group.colour)},
        hovertext=[hover[code] for code in codes],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "color": group.colour,
            "line": {
                "width": [3 if code == chosen else 0 for code in codes] if chosen in codes else 0,
                "color": theme.chosen,
            },
            **({"pattern": hatched} if group.colour == theme.missing else {}),
        },
        name=group.label,
        showlegend=True,
        # A click opens a page: nothing must fade before it does.
        unselected={"marker": {"opacity": 1}},
    )


def _record(
    record: pd.DataFrame,
    tiles: Mapping[str, _Tile],
    high: float,
    indicator: Indicator,
    years: _Years,
    year: int,
    shape: _Shape,
    theme: Theme,
) -> Iterator[Any]:
    """The years of each member in its tile: a strip of states or a curve, and where the year that is shown stands."""
    floors = {code: -tile.top - high + 5 for code, tile in tiles.items()}
    yield _bars(
        [(tile.middle, floors[code], 1 - _APART - 2 * _INSET) for code, tile in tiles.items()], shape.years, theme.paper
    )
    held = {str(code): dict(zip(rows["year"], rows["value"], strict=True)) for code, rows in record.groupby("country")}
    axis = scale(record, indicator)
    if axis is None:
        yield from _strips(held, tiles, floors, indicator, years, shape, theme)
    elif axis.low < 0 < axis.high:
        zero = axis.share(0.0)
        ends = [
            [(years.at(tile, edge), floors[code] + _up(zero, shape)) for edge in (years.first, years.last)]
            for code, tile in tiles.items()
        ]
        yield _lines(ends, theme.grid, 1)
    now = [
        [(years.at(tile, year), floors[code]), (years.at(tile, year), floors[code] + shape.years)]
        for code, tile in tiles.items()
    ]
    yield _lines(now, theme.ink if axis is None else theme.grid, 1)
    if axis is not None:
        yield from _curves(held, tiles, floors, axis, years, year, shape, theme)


def _strips(
    held: Mapping[str, Mapping[int, Any]],
    tiles: Mapping[str, _Tile],
    floors: Mapping[str, float],
    indicator: Indicator,
    years: _Years,
    shape: _Shape,
    theme: Theme,
) -> Iterator[go.Bar]:
    for state in indicator.categories:
        bars = [
            (
                years.at(tiles[code], (run.first + run.last) / 2),
                floors[code] + _AIR,
                round((run.last - run.first + 1) * years.span, 3),
            )
            for code, states in held.items()
            for run in runs(states)
            if run.code == state
        ]
        if bars:
            yield _bars(bars, shape.years - 2 * _AIR, theme.categories[indicator.id][state])


def _curves(
    held: Mapping[str, Mapping[int, float]],
    tiles: Mapping[str, _Tile],
    floors: Mapping[str, float],
    axis: Scale,
    years: _Years,
    year: int,
    shape: _Shape,
    theme: Theme,
) -> Iterator[go.Scatter]:
    """All curves as one trace, parted where a year has no data; a year between two such years is a small dot."""

    def at(code: str, one: int) -> tuple[float, float]:
        return years.at(tiles[code], one), round(floors[code] + _up(axis.share(held[code][one]), shape), 1)

    parts = [
        [at(code, one) for one in range(run.first, run.last + 1)]
        for code in tiles
        for run in runs(dict.fromkeys(held.get(code, {}), ""))
    ]
    yield _lines(parts, theme.ink, 1.5)
    alone = [part[0] for part in parts if len(part) == 1]
    shown = [at(code, year) for code in tiles if year in held.get(code, {})]
    for marked, size in ((alone, 3), (shown, 6)):
        yield go.Scatter(
            x=[x for x, _ in marked],
            y=[y for _, y in marked],
            mode="markers",
            marker={"size": size, "color": theme.ink, "opacity": 1},
            hoverinfo="skip",
            showlegend=False,
            unselected={"marker": {"opacity": 1}},
        )


def _up(share: float, shape: _Shape) -> float:
    """How many pixels above the floor of a tile's years a share of the axis stands."""
    return _AIR + share * (shape.years - 2 * _AIR)


def _bars(bars: Sequence[tuple[float, float, float]], high: float, colour: str) -> go.Bar:
    """Boxes (middle, floor, width) of one height, which answer no mouse: the tile behind them does."""
    return go.Bar(
        x=[middle for middle, _, _ in bars],
        y=[high] * len(bars),
        base=[floor for _, floor, _ in bars],
        width=[wide for _, _, wide in bars],
        marker={"color": colour, "line": {"width": 0}},
        hoverinfo="skip",
        showlegend=False,
        unselected={"marker": {"opacity": 1}},
    )


def _lines(parts: Sequence[Sequence[tuple[float, float]]], colour: str, width: float) -> go.Scatter:
    """Lines that are not joined, as one trace."""
    points = [point for part in parts for point in (*part, (None, None))][:-1]
    return go.Scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines",
        connectgaps=False,
        line={"color": colour, "width": width},
        hoverinfo="skip",
        showlegend=False,
    )
