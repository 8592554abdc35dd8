"""Two indicators of one year against each other, a circle a member, as large as a third; the chosen have names."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from ui.charts import series as series_chart
from ui.charts.fold import folded
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

_WIDTH, _HEIGHT = {False: 1080, True: 300}, {False: 560, True: 460}  # pixels of the plot, about, and of the figure
_LARGEST = {False: 62, True: 40}  # pixels of the largest circle
_SMALLEST = 9
_LETTER, _LINE = 7.6, 18  # pixels of a letter and of a line of a name


@dataclass(frozen=True)
class Axis:
    """One axis: its title, how its values are written and which values it ever has (all years, all members)."""

    title: str
    say: Callable[[float], str]
    tick: Callable[[float], str]
    values: pd.Series
    unit: str


def figure(
    shown: pd.DataFrame,
    *,
    x: Axis,
    y: Axis,
    size: Axis | None,
    chosen: Mapping[str, str],
    year: int,
    words: Text,
    theme: Theme,
    scale: Literal["linear", "log"] = "linear",
    narrow: bool = False,
) -> go.Figure:
    """`shown`: country, x, y, size of the members that have both; `chosen`: ISO3 → colour, the first on top.

    The axes hold the values of all years, so that circles can be followed through time. A member without a size is
    a ring. Where both axes have one unit, a dotted line marks where they are equal.
    """
    spans = [_extent(axis.values, scale) for axis in (x, y)]
    largest = float(size.values.max()) if size is not None and len(size.values) else 0.0
    rows = shown.assign(picked=shown["country"].isin(list(chosen)))
    rows = rows.sort_values(["picked", "size"], ascending=[True, False], na_position="last", ignore_index=True)
    diameters = [_diameter(value, largest, narrow) for value in rows["size"]]
    rings = rows["size"].isna() & (size is not None)
    colours = [chosen.get(code, theme.muted) for code in rows["country"]]
    dots = go.Scatter(
        x=rows["x"].tolist(),
        y=rows["y"].tolist(),
        ids=rows["country"].tolist(),
        customdata=rows["country"].tolist(),
        mode="markers",
        cliponaxis=False,
        marker={
            "size": diameters,
            "color": [theme.paper if ring else colour for ring, colour in zip(rings, colours, strict=True)],
            "opacity": [0.85 if picked else 0.3 for picked in rows["picked"]],
            "line": {
                "color": [colour if ring else theme.paper for ring, colour in zip(rings, colours, strict=True)],
                "width": [2 if ring else 1 for ring in rings],
            },
        },
        hovertemplate=[f"{_said(row, x, y, size, year, words)}<extra></extra>" for row in rows.to_dict("records")],
        unselected={"marker": {"opacity": 0.85}},
    )
    figure = Sheet([dots])
    if x.unit == y.unit:
        low, high = max(span[0] for span in spans), min(span[1] for span in spans)
        figure.add_shape(
            type="line", x0=low, y0=low, x1=high, y1=high, line={"color": theme.muted, "width": 1, "dash": "dot"}
        )
    figure.add_annotation(
        text=f"<b>{year}</b>",
        xref="paper",
        yref="paper",
        x=1,
        y=1,
        xanchor="right",
        yanchor="top",
        showarrow=False,
        font={"size": 40 if narrow else 64, "color": theme.grid},
    )
    _name(figure, rows, diameters, chosen, spans, scale, narrow, words)
    figure.update_layout(
        **theme.layout(
            height=_HEIGHT[narrow],
            margin={"l": 8, "r": 24, "t": 16, "b": 56},
            hovermode="closest",
            xaxis={**series_chart.axis(*spans[0], scale, x.tick, x.title, theme), "automargin": False, "tickangle": 0},
            yaxis=series_chart.axis(*spans[1], scale, y.tick, y.title, theme),
        )
    )
    return figure.drawn()


def alt(
    shown: pd.DataFrame,
    *,
    x: Axis,
    y: Axis,
    size: Axis | None,
    chosen: Sequence[str],
    year: int,
    words: Text,
) -> str:
    """What the axes are, how many members are shown and where the chosen ones stand."""
    by_code = shown.set_index("country")
    parts = [
        words(
            "compare.alt_dot",
            name=words.country(code),
            x=x.say(float(by_code.loc[code, "x"])),
            y=y.say(float(by_code.loc[code, "y"])),
        )
        for code in chosen
        if code in by_code.index
    ]
    return words(
        "compare.alt_scatter",
        x=x.title,
        y=y.title,
        size=size.title if size is not None else words("compare.size_none"),
        year=year,
        count=len(shown),
        parts=words.sentences(*parts),
    )


def _extent(values: pd.Series, scale: str) -> tuple[float, float]:
    known = values.dropna()
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if scale == "log":
        return low / 1.4, high * 1.4
    low, high = min(low, 0.0), max(high, 0.0)
    air = (high - low) * 0.05 or 1.0
    return low - (air if low < 0 else air * 0.3), high + air


def _diameter(value: float, largest: float, narrow: bool) -> float:
    """The area of a circle stands for the value; the smallest can still be hit."""
    if not largest or math.isnan(value) or value <= 0:
        return _SMALLEST
    return max(_SMALLEST, _LARGEST[narrow] * math.sqrt(value / largest))


def _said(row: Mapping[Any, Any], x: Axis, y: Axis, size: Axis | None, year: int, words: Text) -> str:
    lines = [
        words.commas(f"<b>{words.country(row['country'])}</b>", words.year(year)),
        words.labelled(x.title, x.say(row["x"])),
    ]
    lines.append(words.labelled(y.title, y.say(row["y"])))
    if size is not None:
        lines.append(words.labelled(size.title, size.say(row["size"])))
    return "<br>".join(lines)


def _name(
    figure: Sheet,
    rows: pd.DataFrame,
    diameters: Sequence[float],
    chosen: Mapping[str, str],
    spans: Sequence[tuple[float, float]],
    scale: str,
    narrow: bool,
    words: Text,
) -> None:
    """The names of the chosen beside their circles, each on the side where it touches no other."""
    width, height = _WIDTH[narrow], _HEIGHT[narrow] - 72
    by_code = {row["country"]: (row, size) for row, size in zip(rows.to_dict("records"), diameters, strict=True)}
    circles: list[tuple[str, dict[Any, Any], float, float, float]] = []
    taken: list[_Box] = []
    for code in chosen:
        if code in by_code:
            row, size = by_code[code]
            at = [_share(row[name], span, scale) for name, span in zip("xy", spans, strict=True)]
            circles.append((code, row, at[0] * width, at[1] * height, size / 2))
    for code, row, left, up, radius in circles:
        text = folded(words.country(code), 16 if narrow else 40)
        parts = text.split("<br>")
        box = (max(len(part) for part in parts) * _LETTER, len(parts) * _LINE)
        others = [(x - r, y - r, x + r, y + r) for other, _, x, y, r in circles if other != code]
        place = min(
            _sides(radius, box),
            key=lambda side: _trouble(_moved(side, left, up, box), [*taken, *others], width, height),
        )
        taken.append(_moved(place, left, up, box))
        figure.add_annotation(
            x=math.log10(row["x"]) if scale == "log" else row["x"],
            y=math.log10(row["y"]) if scale == "log" else row["y"],
            text=f"<b>{text}</b>",
            showarrow=False,
            # Towards its circle a name is flush: its width is an estimate.
            xanchor="left" if place[0] > 0 else "right" if place[0] < 0 else "center",
            yanchor="middle",
            xshift=place[0] - (box[0] / 2 if place[0] > 0 else -box[0] / 2 if place[0] < 0 else 0),
            yshift=place[1],
            font={"size": 13, "color": chosen[code]},
        )


_Box = tuple[float, float, float, float]


def _sides(radius: float, box: tuple[float, float]) -> list[tuple[float, float]]:
    """Where the middle of a name may stand, seen from the middle of its circle, the best first."""
    wide, tall = box[0] / 2 + radius + 5, box[1] / 2 + radius + 1
    level = [(wide, 0.0), (-wide, 0.0), (0.0, tall), (0.0, -tall)]
    corner = [(wide, tall * 0.7), (-wide, tall * 0.7), (wide, -tall * 0.7), (-wide, -tall * 0.7)]
    return [*level, *corner, (0.0, tall + _LINE), (0.0, -tall - _LINE), (wide, 2 * _LINE), (wide, -2 * _LINE)]


def _moved(side: tuple[float, float], left: float, up: float, box: tuple[float, float]) -> _Box:
    x, y = left + side[0], up + side[1]
    return x - box[0] / 2, y - box[1] / 2, x + box[0] / 2, y + box[1] / 2


def _trouble(box: _Box, others: Sequence[_Box], width: float, height: float) -> float:
    """How much of a box lies on others or outside the plot, in square pixels."""
    over = sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in others
    )
    outside = max(0.0, -box[0]) + max(0.0, box[2] - width) + max(0.0, -box[1]) + max(0.0, box[3] - height)
    return over + outside * 20


def _share(value: float, span: tuple[float, float], scale: str) -> float:
    low, high = (math.log10(end) for end in span) if scale == "log" else span
    return ((math.log10(value) if scale == "log" else value) - low) / (high - low)
