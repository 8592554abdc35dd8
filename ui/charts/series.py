"""Any number of lines over the years, named at their ends: shares, votes, comparisons."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from ui.charts import lines
from ui.charts.fold import folded
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

# Eight lines must be told apart in print and by colour-blind readers: colour and dash together.
DASHES = ("solid", "solid", "solid", "solid", "dash", "dot", "dashdot", "longdash")
_LABEL = 17  # pixels of a label's line
_LEAD, _STRAY = 12, 5  # pixels from the end of a line to its label, and how far it may stray without a pointer


@dataclass(frozen=True)
class Series:
    """One line: its name, colour, dash and rows (year, value); `thin` years rest on few records."""

    name: str
    colour: str
    rows: pd.DataFrame
    dash: str = "solid"
    thin: frozenset[int] = frozenset()


def figure(
    series: Sequence[Series],
    *,
    say: Callable[[float], str],
    title: str,
    words: Text,
    theme: Theme,
    scale: Literal["linear", "log"] = "linear",
    span: tuple[float, float] | None = None,
    height: int = 380,
    small: bool = False,
    narrow: bool = False,
    tick: Callable[[float], str] | None = None,
    reverse: bool = False,
    level: float | None = None,
) -> go.Figure:
    """Lines of numbers; `say` writes a value with its unit, `title` names the axis.

    A year without a value is a gap. Thin years are hollow. `span` fixes the vertical axis. A `small` multiple has
    no labels at its ends, because its heading names it. On a `narrow` screen the labels leave out the values. `tick`
    writes the values of the axis where `say` would be too long. `reverse` puts the lowest on top, as ranks want it;
    `level` draws a line across (the 100 of an index).
    """
    years = sorted({int(year) for one in series for year in one.rows["year"]}) or [0]
    every = list(range(years[0], years[-1] + 1))
    low, high = span or extent(series, scale)
    figure = Sheet([trace(one, every, say, theme) for one in series])
    labels = [] if small else _labels(series, say, narrow)
    room = lines.room_for(label.lines for label in labels) + _LEAD - 8 if labels else 12
    said = _placed(labels, low=low, high=high, scale=scale, pixels=height - 52, reverse=reverse)
    if level is not None:
        figure.add_hline(y=level, line={"color": theme.muted, "width": 1, "dash": "dot"})
    figure.update_layout(
        **theme.layout(
            height=height,
            margin={"l": 8, "r": room, "t": 20, "b": 32},
            hovermode="closest",
            annotations=said,
            xaxis=lines.time_axis(every, theme),
            yaxis=axis(low, high, scale, tick or say, title, theme, reverse=reverse),
        )
    )
    return figure.drawn()


def alt(series: Sequence[Series], *, say: Callable[[float], str], title: str, words: Text) -> str:
    """First and last value of each line."""
    said = []
    for one in series:
        rows = one.rows.dropna(subset=["value"]).sort_values("year")
        if rows.empty:
            said.append(words("charts.alt_series_missing", name=one.name))
            continue
        first, last = rows.iloc[0], rows.iloc[-1]
        said.append(
            words(
                "charts.alt_series",
                name=one.name,
                first=say(float(first["value"])),
                first_year=int(first["year"]),
                last=say(float(last["value"])),
                last_year=int(last["year"]),
            )
        )
    return words.sentences(words("charts.alt_series_title", title=title), *said)


@dataclass(frozen=True)
class _Label:
    text: str
    lines: tuple[str, ...]  # the same without marks, for its size
    year: int
    value: float
    colour: str


def trace(one: Series, every: list[int], say: Callable[[float], str], theme: Theme, **more: Any) -> go.Scatter:
    """One line with a dot where a value stands alone and a hollow one in a thin year."""
    by_year = {int(year): float(value) for year, value in zip(one.rows["year"], one.rows["value"], strict=True)}
    values = [by_year.get(year) for year in every]
    alone = lines.without_neighbour(values)
    thin = [year in one.thin for year in every]
    return go.Scatter(
        name=one.name,
        x=every,
        y=values,
        mode="lines+markers",
        connectgaps=False,
        line={"color": one.colour, "width": 2.4, "dash": one.dash},
        marker={
            "size": [9 if hollow else 7 if lone else 0.1 for lone, hollow in zip(alone, thin, strict=True)],
            "color": [theme.paper if hollow else one.colour for hollow in thin],
            "line": {"color": one.colour, "width": [1.6 if hollow else 0 for hollow in thin]},
        },
        hovertemplate=[
            f"<b>{one.name}</b>, {year}<br>{say(value) if value is not None else ''}<extra></extra>"
            for year, value in zip(every, values, strict=True)
        ],
        **more,
    )


def extent(series: Sequence[Series], scale: str) -> tuple[float, float]:
    """The lowest and the highest value with some air; 0 is always in a linear one. Values ≤ 0 have no logarithm."""
    values = pd.concat([one.rows["value"] for one in series]).dropna() if series else pd.Series(dtype=float)
    if scale == "log":
        values = values[values > 0]
    if values.empty:
        return (1.0, 10.0) if scale == "log" else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if scale == "log":
        return low / 1.3, high * 1.3
    low, high = min(low, 0.0), max(high, 0.0)
    margin = (high - low) * 0.06 or 1.0
    return low - (margin if low < 0 else 0.0), high + margin


def axis(
    low: float,
    high: float,
    scale: str,
    say: Callable[[float], str],
    title: str,
    theme: Theme,
    *,
    reverse: bool = False,
) -> dict[str, Any]:
    """A vertical axis with few round ticks, from `low` to `high`, or upside down."""
    ends = [math.log10(low), math.log10(high)] if scale == "log" else [low, high]
    ticks = _powers(low, high) if scale == "log" else lines.round_ticks(low, high, 5)
    if reverse:
        ticks = [max(tick, 1.0) for tick in ticks]  # there is no place 0
    return {
        "type": scale,
        "range": ends[::-1] if reverse else ends,
        "tickvals": ticks,
        "ticktext": [say(tick) for tick in ticks],
        "title": {"text": title, "font": {"size": 13, "color": theme.muted}, "standoff": 10},
        "gridcolor": theme.grid,
        "zerolinecolor": theme.muted,
        "zerolinewidth": 1,
        "fixedrange": True,
        "automargin": True,
    }


def _powers(low: float, high: float) -> list[float]:
    powers = [10.0**at for at in range(-6, 15) if low <= 10.0**at <= high]
    if len(powers) >= 2:
        return powers
    return [step * 10.0**at for at in range(-6, 15) for step in (1, 2, 5) if low <= step * 10.0**at <= high]


def _labels(series: Sequence[Series], say: Callable[[float], str], narrow: bool) -> list[_Label]:
    labels = []
    known = [one.rows.dropna(subset=["value"]) for one in series]
    end = max((int(rows["year"].max()) for rows in known if len(rows)), default=0)
    for one in series:
        rows = one.rows.dropna(subset=["value"]).sort_values("year")
        if rows.empty:
            continue
        last = rows.iloc[-1]
        said, name = say(float(last["value"])), one.name
        if last["year"] < end:
            # The label stands beside the last year, the value does not.
            said = f"{said} ({int(last['year'])})"
        if narrow:
            folds = folded(name, lines.FOLD)
            text, parts = f"<b>{folds}</b>", tuple(folds.split("<br>"))
            if len(series) == 1:
                text, parts = f"{text}<br>{said}", (*parts, said)
        elif len(series) > 4:
            text, parts = f"<b>{name}</b> {said}", (f"{name} {said}",)
        else:
            text, parts = f"<b>{name}</b><br>{said}", (name, said)
        labels.append(_Label(text, parts, int(last["year"]), float(last["value"]), one.colour))
    return labels


def _placed(
    labels: list[_Label], *, low: float, high: float, scale: str, pixels: int, reverse: bool
) -> list[dict[str, Any]]:
    """Name and last value beside the last point, pushed apart where they would touch."""

    def height(value: float) -> float:
        if scale == "log":
            share = (math.log10(max(value, low)) - math.log10(low)) / (math.log10(high) - math.log10(low))
        else:
            share = (value - low) / (high - low)
        return (1 - share if reverse else share) * pixels

    ordered = sorted(labels, key=lambda label: height(label.value))
    at = apart(
        [height(label.value) for label in ordered],
        [_LABEL * len(label.lines) + 2 for label in ordered],
        room=(-8, pixels + 16),
    )
    last = max((label.year for label in labels), default=0)
    placed = []
    for label, place in zip(ordered, at, strict=True):
        said: dict[str, Any] = {
            "text": label.text,
            "x": last,
            "xanchor": "left",
            "yanchor": "middle",
            "align": "left",
            "font": {"color": label.colour, "size": 13},
        }
        moved = place - height(label.value)
        if label.year == last and abs(moved) > _STRAY:
            # A label that had to give way keeps a thin line to its end.
            end = math.log10(label.value) if scale == "log" else label.value
            said |= {"y": end, "ax": _LEAD, "ay": -moved, "showarrow": True, "arrowhead": 0, "standoff": 2}
            said |= {"arrowwidth": 1, "arrowcolor": label.colour}
        else:
            said |= {"yref": "paper", "y": place / pixels, "xshift": _LEAD, "showarrow": False}
        placed.append(said)
    return placed


def apart(places: Sequence[float], needs: Sequence[float], room: tuple[float, float]) -> list[float]:
    """The middles of labels, moved as little as may be until none touches the next; all inside `room` if they fit.

    `places` ascend; `needs` are heights. Labels that touch become one block around the mean of what they point at,
    and a block that meets another joins it.
    """
    low, high = room
    blocks: list[list[int]] = []

    def bottom(block: list[int]) -> float:
        tall = sum(needs[at] for at in block)
        before = 0.0
        wished = 0.0
        for at in block:
            wished += places[at] - before - needs[at] / 2
            before += needs[at]
        return max(low, min(wished / len(block), high - tall))

    for at in range(len(places)):
        blocks.append([at])
        while len(blocks) > 1:
            below, above = blocks[-2:]
            if bottom(below) + sum(needs[each] for each in below) <= bottom(above):
                break
            blocks[-2:] = [below + above]
    moved = []
    for block in blocks:
        edge = bottom(block)
        for at in block:
            moved.append(edge + needs[at] / 2)
            edge += needs[at]
    return moved
