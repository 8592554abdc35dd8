"""Small multiples: a panel a line on one scale, the others pale behind it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ui.charts import series as series_chart
from ui.charts.fold import folded
from ui.charts.series import Series
from ui.theme import Theme

_PANEL, _GAP = 150, 84  # pixels of a panel and between two rows, where the names stand
_TICKS = 4  # that stand apart in a panel
_COLUMNS = {False: 4, True: 2}


def figure(
    series: Sequence[Series],
    *,
    say: Callable[[float], str],
    tick: Callable[[float], str],
    theme: Theme,
    scale: Literal["linear", "log"] = "linear",
    narrow: bool = False,
    reverse: bool = False,
    level: float | None = None,
    span: tuple[float, float] | None = None,
) -> go.Figure:
    """A panel for each line, in its order, four a row and two on a phone; all share both axes.

    A heading names the line with its last value and year. Parameters are those of `series.figure`.
    """
    columns = min(_COLUMNS[narrow], len(series)) or 1
    rows = math.ceil(len(series) / columns) or 1
    height = rows * _PANEL + (rows - 1) * _GAP + 84
    inner = height - 84
    figure = make_subplots(
        rows=rows,
        cols=columns,
        shared_yaxes=True,
        vertical_spacing=_GAP / inner if rows > 1 else 0,
        horizontal_spacing=0.06 if narrow else 0.03,
    )
    years = sorted({int(year) for one in series for year in one.rows["year"]}) or [0]
    every = list(range(years[0], years[-1] + 1))
    low, high = span or series_chart.extent(series, scale)
    for at, one in enumerate(series):
        place: dict[str, Any] = {"row": at // columns + 1, "col": at % columns + 1}
        for other in series:
            if other is not one:
                figure.add_trace(_pale(other, every, theme), **place)
        # No dashes: in a small panel they look like gaps, and a panel holds one line.
        figure.add_trace(series_chart.trace(replace(one, dash="solid"), every, say, theme), **place)
        if level is not None:
            figure.add_hline(y=level, line={"color": theme.muted, "width": 1, "dash": "dot"}, **place)
        _head(figure, one, place, say, narrow)
    figure.update_layout(
        **theme.layout(height=height, margin={"l": 8, "r": 10, "t": 52, "b": 32}, hovermode="closest"),
    )
    figure.update_xaxes(
        range=[every[0] - 0.6, every[-1] + 0.6],
        **_ends(every),
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        linecolor=theme.muted,
        ticks="outside",
        showticklabels=True,
    )
    axis = series_chart.axis(low, high, scale, tick, "", theme, reverse=reverse)
    thin = slice(None, None, -(-len(axis["tickvals"]) // _TICKS))
    figure.update_yaxes(**{**axis, "tickvals": axis["tickvals"][thin], "ticktext": axis["ticktext"][thin]})
    return figure


def _ends(every: list[int]) -> dict[str, object]:
    ticks = [every[0], *(year for year in every if year % 10 == 0 and year - every[0] > 3 and every[-1] - year > 3)]
    ticks = [*ticks, every[-1]] if every[-1] - ticks[-1] > 3 else ticks
    return {"tickvals": ticks, "ticktext": [f"’{year % 100:02d}" for year in ticks], "tickangle": 0}


def _pale(other: Series, every: list[int], theme: Theme) -> go.Scatter:
    by_year = dict(zip(other.rows["year"].astype(int), other.rows["value"].astype(float), strict=True))
    return go.Scatter(
        x=every,
        y=[by_year.get(year) for year in every],
        mode="lines",
        connectgaps=False,
        line={"color": theme.missing, "width": 1},
        hoverinfo="skip",
    )


def _head(figure: go.Figure, one: Series, place: dict[str, Any], say: Callable[[float], str], narrow: bool) -> None:
    known = one.rows.dropna(subset=["value"]).sort_values("year")
    said = "" if known.empty else f"{say(float(known['value'].iloc[-1]))} ({int(known['year'].iloc[-1])})"
    figure.add_annotation(
        x=0,
        xref="x domain",
        y=1,
        yref="y domain",
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        text=f"<b>{folded(one.name, 22 if narrow else 36)}</b><br>{said}",
        align="left",
        showarrow=False,
        font={"color": one.colour, "size": 13},
        **place,
    )


def alt(series: Sequence[Series], **words: Any) -> str:
    """First and last value of each panel."""
    return series_chart.alt(series, **words)
