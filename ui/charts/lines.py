"""Trade with China and with the United States over the years, and the years in which one passed the other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ui.charts.fold import folded, width_of
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

FOLD = 13  # letters of a label's line on a phone
_RING = 19  # pixels
_PHONE, _TALL = 165, 340  # pixels between the axes on a phone


def figure(
    *,
    china: pd.DataFrame,
    usa: pd.DataFrame,
    turns: pd.DataFrame,
    name: str,
    words: Text,
    theme: Theme,
    events: Mapping[int, Sequence[str]] | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Two lines with their names at the end. Frames have year, value (US dollars); `turns` year, direction.

    A year without a value is a gap in the line. `events` (year → titles) are numbered rings on the line of China, or
    at the foot in a year without a value, and above it where they would hide each other on a phone; `numbered` tells
    which number a year has. On a `narrow` screen amounts are short and long names take two lines.
    """
    years = sorted({*china["year"], *usa["year"]}) or [0]
    every = list(range(int(years[0]), int(years[-1]) + 1))
    parts = (
        (usa, theme.usa, words("partner.USA"), "solid"),
        (china, theme.china, words("partner.CHN"), "solid"),
    )
    top = max([*china["value"], *usa["value"], 1.0])
    traces, ends = [], []
    for frame, colour, label, dash in parts:
        by_year = dict(zip(frame["year"].astype(int), frame["value"], strict=True))
        values = [by_year.get(year) for year in every]
        alone = without_neighbour(values)
        traces.append(
            go.Scatter(
                x=every,
                y=values,
                mode="lines+markers",
                connectgaps=False,
                line={"color": colour, "width": 2.8, "dash": dash},
                # A value between two gaps would be no line at all: it gets a dot.
                marker={"size": [7 if lone else 0.1 for lone in alone], "color": colour},
                # The point of the line lies below its ring, and Plotly shows the first of two: both tell the events.
                hovertemplate=[
                    f"<b>{name}</b><br>{words.labelled(words.commas(label, words.year(year)), words.money(value))}"
                    f"{_told(events, year) if frame is china else ''}<extra></extra>"
                    for year, value in zip(every, values, strict=True)
                ],
            )
        )
        if by_year:
            last = max(by_year)
            ends.append([by_year[last], last, *_end(label, by_year[last], words, narrow), colour])
    figure = Sheet(traces)
    if events:
        at = _places(events, dict(zip(china["year"], china["value"], strict=True)), every, top, narrow)
        figure.add_trace(_rings(events, at, theme))
    _end_labels(figure, ends, top, 15 if events else 8)
    _turn_marks(figure, turns, words, theme)
    figure.update_layout(
        **theme.layout(
            height=420,
            margin={
                "l": 8,
                "r": room_for("<br>".join(end[2:4]).split("<br>") for end in ends) + (7 if events else 0),
                "t": 40,
                "b": 32,
            },
            hovermode="closest",
            xaxis=time_axis(every, theme),
            yaxis=money_axis(top, words, theme, title=words("charts.trade_axis"), narrow=narrow),
        )
    )
    return figure.drawn()


def alt(
    *,
    china: pd.DataFrame,
    usa: pd.DataFrame,
    turns: pd.DataFrame,
    name: str,
    words: Text,
    events: Mapping[int, Sequence[str]] | None = None,
) -> str:
    """First and last values of both lines, the years in which they crossed, and the events on the curve."""
    sentences = [words("charts.alt_lines", name=name)]
    for frame, partner in ((china, "CHN"), (usa, "USA")):
        rows = frame.sort_values("year")
        if rows.empty:
            sentences.append(words("charts.alt_line_missing", partner=words(f"partner.{partner}")))
            continue
        first, last = rows.iloc[0], rows.iloc[-1]
        sentences.append(
            words(
                "charts.alt_line",
                partner=words(f"partner.{partner}"),
                first=words.money(first["value"]),
                first_year=int(first["year"]),
                last=words.money(last["value"]),
                last_year=int(last["year"]),
            )
        )
    sentences += [words(f"charts.{turn.direction}", year=int(turn.year)) for turn in turns.itertuples()]
    if events:
        told = words.series(words.labelled(words.year(year), words.list(events[year])) for year in sorted(events))
        sentences.append(words("charts.alt_events", events=told))
    return words.sentences(*sentences)


def numbered(events: Mapping[int, Sequence[str]]) -> dict[int, int]:
    """Year → the number in its ring, in the order of time."""
    return {year: at for at, year in enumerate(sorted(events), start=1)}


def money_axis(
    top: float, words: Text, theme: Theme, *, title: str, bottom: float = 0.0, narrow: bool = False
) -> dict[str, object]:
    """A vertical axis of US dollars with few round ticks in words (short ones where it is narrow), its title on top."""
    write = words.short if narrow else words.compact
    ticks = round_ticks(bottom, top)
    return {
        "range": [bottom if bottom == 0 else bottom * 1.06, top * 1.06],
        "tickvals": ticks,
        "ticktext": [write(tick) if tick else "0" for tick in ticks],
        "title": {"text": folded(title, 36), "font": {"size": 13, "color": theme.muted}, "standoff": 10},
        "gridcolor": theme.grid,
        "zerolinecolor": theme.muted,
        "zerolinewidth": 1,
        "fixedrange": True,
        "automargin": True,
    }


def year_axis(years: Sequence[int]) -> dict[str, object]:
    """Ticks every five years, the first in full and the others as ’15: upright and apart on a phone too."""
    ticks = [year for year in years if year % 5 == 0]
    return {
        "tickvals": ticks,
        "ticktext": [str(year) if at == 0 else f"’{year % 100:02d}" for at, year in enumerate(ticks)],
        "tickangle": 0,
    }


def time_axis(years: Sequence[int], theme: Theme, air: float = 0.4) -> dict[str, object]:
    """The axis below lines over these years: no grid, no zoom, a little air (in years) at both ends."""
    return {
        "range": [years[0] - air, years[-1] + air],
        **year_axis(years),
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "linecolor": theme.muted,
        "ticks": "outside",
    }


def room_for(labels: Iterable[Iterable[str]]) -> int:
    """The right margin in pixels that end labels need; a share of the width would cut them off on a phone."""
    widths = [width_of(line) for lines in labels for line in lines]
    return 16 + round(7.4 * max(widths, default=0))


def round_ticks(low: float, high: float, parts: int = 4) -> list[float]:
    """Round numbers from low to high, at most as many steps as `parts`."""
    step = _step((high - low) / parts)
    return [step * at for at in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _step(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value)


def without_neighbour(values: list[float | None]) -> list[bool]:
    """Which values stand alone between two gaps: a line would not show them."""
    padded = [None, *values, None]
    return [value is not None and padded[at] is None and padded[at + 2] is None for at, value in enumerate(values)]


def _places(
    events: Mapping[int, Sequence[str]], values: Mapping[int, float], years: Sequence[int], top: float, narrow: bool
) -> dict[int, float]:
    """Year → the height of its ring: on the line, or above it where on a phone it would hide a ring before it."""
    placed: dict[int, float] = {}
    # What a ring takes of both axes.
    wide, high = (_RING / _PHONE * len(years), _RING / _TALL * top) if narrow else (0.5, top)
    for year in sorted(events):
        height = values.get(year, 0.0)
        while any(math.hypot((year - other) / wide, (height - at) / high) < 1 for other, at in placed.items()):
            height += high / 4
        placed[year] = height
    return placed


def _rings(events: Mapping[int, Sequence[str]], at: Mapping[int, float], theme: Theme) -> go.Scatter:
    numbers = numbered(events)
    return go.Scatter(
        x=list(numbers),
        y=[at[year] for year in numbers],
        mode="markers+text",
        cliponaxis=False,
        text=[str(number) for number in numbers.values()],
        textposition="middle center",
        textfont={"size": 11, "color": theme.ink},
        marker={"size": _RING, "color": theme.paper, "line": {"color": theme.ink, "width": 1.4}},
        hovertemplate=[f"<b>{year}</b>{_told(events, year)}<extra></extra>" for year in numbers],
    )


def _told(events: Mapping[int, Sequence[str]] | None, year: int) -> str:
    return "".join(f"<br>{folded(title, 44)}" for title in (events or {}).get(year, ()))


def _end(label: str, value: float, words: Text, narrow: bool) -> tuple[str, str]:
    return (folded(label, FOLD), words.short(value)) if narrow else (label, words.money(value))


def _end_labels(figure: Sheet, ends: list[list[Any]], top: float, away: int) -> None:
    """Name and last value at the end of each line, pushed apart where they would touch."""
    # Half the lines of both labels lie between their middles; a long name takes two lines on a phone.
    room = top * 0.029 * sum("<br>".join(end[2:4]).count("<br>") + 1 for end in ends)
    ends.sort(key=lambda end: end[0])
    heights = [end[0] for end in ends]
    if len(heights) == 2 and heights[1] - heights[0] < room:
        middle = max(sum(heights) / 2, room / 2)
        heights = [middle - room / 2, middle + room / 2]
    for (_, year, label, value, colour), height in zip(ends, heights, strict=True):
        figure.add_annotation(
            x=year,
            y=height,
            text=f"<b>{label}</b><br>{value}",
            xanchor="left",
            xshift=away,
            showarrow=False,
            align="left",
            font={"color": colour, "size": 13},
        )


def _turn_marks(figure: Sheet, turns: pd.DataFrame, words: Text, theme: Theme) -> None:
    """A thin upright line where one passed the other; only the first and the last are named."""
    rows = turns.sort_values("year").reset_index(drop=True)
    named = {0, len(rows) - 1} if len(rows) < 3 or rows["year"].iloc[-1] - rows["year"].iloc[0] > 5 else {0}
    for at, turn in rows.iterrows():
        figure.add_vline(x=turn["year"], line={"color": theme.muted, "width": 1, "dash": "dot"})
        if at in named:
            figure.add_annotation(
                x=turn["year"],
                y=1,
                yref="paper",
                yanchor="bottom",
                text=words(f"charts.{turn['direction']}_short", year=int(turn["year"])),
                showarrow=False,
                xanchor="center",
                font={"color": theme.china if turn["direction"] == "china_passes" else theme.usa, "size": 12},
            )
