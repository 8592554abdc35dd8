"""Small multiples: a panel a line on one scale, the others pale behind it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

import plotly.graph_objects as go

from ui.charts import lines
from ui.charts import series as series_chart
from ui.charts.fold import folded
from ui.charts.series import Series
from ui.text import Text
from ui.theme import Theme

_PANEL, _YEARS, _LINE = 150, 32, 18  # pixels of a panel, of the years below it and of a line of its heading
_FOLD = {False: 36, True: 22}  # letters of a line of a heading
_TICKS = 4  # that stand apart in a panel
_COLUMNS = {False: 4, True: 2}
_APART = {False: 0.03, True: 0.06}  # share of the width between two panels


def figure(
    series: Sequence[Series],
    *,
    say: Callable[[float], str],
    tick: Callable[[float], str],
    words: Text,
    theme: Theme,
    scale: Literal["linear", "log"] = "linear",
    narrow: bool = False,
    reverse: bool = False,
    level: float | None = None,
    span: tuple[float, float] | None = None,
) -> go.Figure:
    """A panel for each line, in its order, four a row and two on a phone; all share both axes.

    A heading names the line with its last value and year; on a phone the value is as short as on the axis.
    Parameters are those of `series.figure`.
    """
    columns = min(_COLUMNS[narrow], len(series)) or 1
    rows = math.ceil(len(series) / columns) or 1
    heads = [_head(one, tick if narrow else say, _FOLD[narrow], words) for one in series]
    above = _LINE * max((head.count("<br>") + 1 for head in heads), default=2) + 14
    inner = rows * _PANEL + (rows - 1) * (_YEARS + above)
    years = sorted({int(year) for one in series for year in one.rows["year"]}) or [0]
    every = list(range(years[0], years[-1] + 1))
    low, high = span or series_chart.extent(series, scale)
    # Plotly's own `make_subplots` takes a second for eight panels; here each axis is written down once.
    axes: dict[str, Any] = {}
    shapes, labels, traces = [], [], []
    wide = (1 - (columns - 1) * _APART[narrow]) / columns
    for at, one in enumerate(series):
        row, column = divmod(at, columns)
        name = "" if at == 0 else str(at + 1)
        left = column * (wide + _APART[narrow])
        top = 1 - row * (_PANEL + _YEARS + above) / inner
        axes[f"xaxis{name}"] = {"domain": [left, left + wide], "anchor": f"y{name}", **_years(every, theme)}
        axes[f"yaxis{name}"] = {
            "domain": [max(top - _PANEL / inner, 0), top],
            "anchor": f"x{name}",
            **_values(low, high, scale, tick, theme, reverse),
            "showticklabels": column == 0,
        }
        place = {"xaxis": f"x{name}", "yaxis": f"y{name}"}
        traces.append(_pale([other for other in series if other is not one], every, theme, **place))
        # No dashes: in a small panel they look like gaps, and a panel holds one line.
        traces.append(series_chart.trace(replace(one, dash="solid"), every, say, theme, **place))
        labels.append(
            {
                "x": 0,
                "xref": f"x{name} domain",
                "y": 1,
                "yref": f"y{name} domain",
                "xanchor": "left",
                "yanchor": "bottom",
                "yshift": 4,
                "text": heads[at],
                "align": "left",
                "showarrow": False,
                "font": {"color": one.colour, "size": 13},
            }
        )
        if level is not None:
            shapes.append(
                {
                    "type": "line",
                    "xref": f"x{name} domain",
                    "x0": 0,
                    "x1": 1,
                    "yref": f"y{name}",
                    "y0": level,
                    "y1": level,
                    "line": {"color": theme.muted, "width": 1, "dash": "dot"},
                }
            )
    margin = {"l": 8, "r": 10, "t": above, "b": _YEARS}
    return go.Figure(
        traces,
        theme.layout(
            height=inner + above + _YEARS,
            margin=margin,
            hovermode="closest",
            annotations=labels,
            shapes=shapes,
            **axes,
        ),
    )


def _years(every: list[int], theme: Theme) -> dict[str, Any]:
    return {**lines.time_axis(every, theme, air=0.6), **_ends(every)}


def _values(
    low: float, high: float, scale: str, tick: Callable[[float], str], theme: Theme, reverse: bool
) -> dict[str, Any]:
    axis = series_chart.axis(low, high, scale, tick, "", theme, reverse=reverse)
    thin = slice(None, None, -(-len(axis["tickvals"]) // _TICKS) or 1)
    return {**axis, "tickvals": axis["tickvals"][thin], "ticktext": axis["ticktext"][thin]}


def _ends(every: list[int]) -> dict[str, object]:
    ticks = [every[0], *(year for year in every if year % 10 == 0 and year - every[0] > 3 and every[-1] - year > 3)]
    ticks = [*ticks, every[-1]] if every[-1] - ticks[-1] > 3 else ticks
    return {"tickvals": ticks, "ticktext": [f"’{year % 100:02d}" for year in ticks], "tickangle": 0}


def _pale(others: Sequence[Series], every: list[int], theme: Theme, **place: str) -> go.Scatter:
    """All other lines as one trace, parted by gaps."""
    years: list[int | None] = []
    values: list[float | None] = []
    for other in others:
        by_year = dict(zip(other.rows["year"].astype(int), other.rows["value"].astype(float), strict=True))
        years += [*every, None]
        values += [*(by_year.get(year) for year in every), None]
    return go.Scatter(
        x=years,
        y=values,
        mode="lines",
        connectgaps=False,
        line={"color": theme.missing, "width": 1},
        hoverinfo="skip",
        **place,
    )


def _head(one: Series, say: Callable[[float], str], width: int, words: Text) -> str:
    """The name of a line and, below it, its last value and the year of it."""
    known = one.rows.dropna(subset=["value"]).sort_values("year")
    last = None if known.empty else known.iloc[-1]
    said = "" if last is None else words("value.in_year", value=say(float(last["value"])), year=int(last["year"]))
    return f"<b>{folded(one.name, width)}</b><br>{said}"


def alt(series: Sequence[Series], **words: Any) -> str:
    """First and last value of each panel."""
    return series_chart.alt(series, **words)
