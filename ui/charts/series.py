"""Any number of lines over the years, named at their ends: shares, votes, comparisons."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from ui.charts import lines
from ui.text import Text
from ui.theme import Theme

# Eight lines must be told apart in print and by colour-blind readers: colour and dash together.
DASHES = ("solid", "dash", "dot", "dashdot", "solid", "dash", "dot", "dashdot")
_LABEL = 17  # pixels of a label's line


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
) -> go.Figure:
    """Lines of numbers; `say` writes a value with its unit, `title` names the axis.

    A year without a value is a gap. Thin years are hollow. `span` fixes the vertical axis. A `small` multiple has
    no labels at its ends, because its heading names it.
    """
    years = sorted({int(year) for one in series for year in one.rows["year"]}) or [0]
    every = list(range(years[0], years[-1] + 1))
    low, high = span or _span(series, scale)
    figure = go.Figure([_trace(one, every, say, theme) for one in series])
    ends = [] if small else _ends(series, say)
    room = lines.room_for([end.name, end.said] for end in ends) if ends else 12
    _label(figure, ends, low=low, high=high, scale=scale, pixels=height - 52)
    figure.update_layout(
        **theme.layout(
            height=height,
            margin={"l": 8, "r": room, "t": 20, "b": 32},
            hovermode="closest",
            xaxis={
                "range": [every[0] - 0.4, every[-1] + 0.4],
                **lines.year_axis(every),
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
                "linecolor": theme.muted,
                "ticks": "outside",
            },
            yaxis=_axis(low, high, scale, say, title, theme),
        )
    )
    return figure


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
    return " ".join([words("charts.alt_series_title", title=title), *said])


@dataclass(frozen=True)
class _End:
    name: str
    said: str
    year: int
    value: float
    colour: str


def _trace(one: Series, every: list[int], say: Callable[[float], str], theme: Theme) -> go.Scatter:
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
    )


def _span(series: Sequence[Series], scale: str) -> tuple[float, float]:
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


def _axis(low: float, high: float, scale: str, say: Callable[[float], str], title: str, theme: Theme) -> dict[str, Any]:
    ticks = _powers(low, high) if scale == "log" else lines.round_ticks(low, high)
    return {
        "type": scale,
        "range": [math.log10(low), math.log10(high)] if scale == "log" else [low, high],
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


def _ends(series: Sequence[Series], say: Callable[[float], str]) -> list[_End]:
    ends = []
    for one in series:
        rows = one.rows.dropna(subset=["value"]).sort_values("year")
        if not rows.empty:
            last = rows.iloc[-1]
            ends.append(_End(one.name, say(float(last["value"])), int(last["year"]), float(last["value"]), one.colour))
    return ends


def _label(figure: go.Figure, ends: list[_End], *, low: float, high: float, scale: str, pixels: int) -> None:
    """Name and last value beside the last point, pushed apart where they would touch."""
    if not ends:
        return

    def height(value: float) -> float:
        if scale == "log":
            return (math.log10(max(value, low)) - math.log10(low)) / (math.log10(high) - math.log10(low)) * pixels
        return (value - low) / (high - low) * pixels

    single = len(ends) > 4
    need = _LABEL * (1 if single else 2) + 2
    ordered = sorted(ends, key=lambda end: end.value)
    at = apart([height(end.value) for end in ordered], need)
    last = max(end.year for end in ends)
    for end, place in zip(ordered, at, strict=True):
        figure.add_annotation(
            xref="x",
            x=last,
            yref="paper",
            y=place / pixels,
            text=f"<b>{end.name}</b>" + (f" {end.said}" if single else f"<br>{end.said}"),
            xanchor="left",
            yanchor="middle",
            xshift=8,
            showarrow=False,
            align="left",
            font={"color": end.colour, "size": 13},
        )


def apart(places: Sequence[float], need: float) -> list[float]:
    """Ascending places moved as little as simple means allow until each is `need` above the one before."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + need) if moved else place)
    # Pushed up only, a crowd would drift away from its lines: half of the push goes back down.
    if moved:
        drift = sum(now - was for now, was in zip(moved, places, strict=True)) / len(moved)
        moved = [place - min(drift, max(moved[0], 0.0)) for place in moved]
    return moved
