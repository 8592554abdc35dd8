"""States over the years: a row a country, a bar for every run of years in one state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go

from ui.charts import lines
from ui.charts.fold import folded, width_of
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme, letters_on

_ROW = 40  # pixels
_LETTER = 7.2  # pixels of a letter in a bar


@dataclass(frozen=True)
class State:
    """A state that a country can be in: its name and its colour."""

    label: str
    colour: str


@dataclass(frozen=True)
class Row:
    """A country: its name, year → code of its state, and code → what to write in a bar, if not the state's name."""

    name: str
    held: Mapping[int, str]
    inside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """Neighbouring years in one state, both ends included."""

    code: str
    first: int
    last: int


def runs(states: Mapping[int, str]) -> list[Run]:
    """Neighbouring years of one state as one run; a year that is not in `states` parts two runs."""
    found: list[Run] = []
    for year in sorted(states):
        code = states[year]
        if found and found[-1].code == code and found[-1].last == year - 1:
            found[-1] = Run(code, found[-1].first, year)
        else:
            found.append(Run(code, year, year))
    return found


def figure(
    rows: Sequence[Row],
    *,
    states: Mapping[str, State],
    years: Sequence[int],
    absent: str,
    words: Text,
    theme: Theme,
    narrow: bool = False,
) -> go.Figure:
    """`rows` with the first on top; `states` in the order of the key; `absent` is what a year without one means.

    Such a year shows the colour of missing. What is written in a bar is left out where it has no room.
    """
    first, last = min(years), max(years)
    names = [row.name for row in rows]
    wide = (190 if narrow else 900) / (last - first + 1)  # of a year, about
    figure = Sheet()
    figure.add_trace(
        go.Bar(
            x=[last - first + 1] * len(names),
            base=[first - 0.5] * len(names),
            y=names,
            orientation="h",
            width=0.6,
            marker={"color": theme.missing, "opacity": 0.45},
            hovertemplate=[f"<b>{name}</b><br>{absent}<extra></extra>" for name in names],
            name=absent,
            showlegend=any(not set(range(first, last + 1)) <= set(row.held) for row in rows),
        )
    )
    for code, state in states.items():
        bars = [
            (row, run)
            for row in rows
            for run in runs({year: held for year, held in row.held.items() if first <= year <= last})
            if run.code == code
        ]
        inside = [row.inside.get(code, state.label) for row, _ in bars]
        room = [(run.last - run.first + 1) * wide for _, run in bars]
        figure.add_trace(
            go.Bar(
                x=[run.last - run.first + 1 for _, run in bars],
                base=[run.first - 0.5 for _, run in bars],
                y=[row.name for row, _ in bars],
                orientation="h",
                width=0.6,
                marker={"color": state.colour},
                text=[
                    said if width_of(said) * _LETTER + 8 < pixels else ""
                    for said, pixels in zip(inside, room, strict=True)
                ],
                textposition="inside",
                insidetextanchor="start",
                textangle=0,
                constraintext="none",
                insidetextfont={"size": 13, "color": letters_on(state.colour)},
                hovertemplate=[
                    f"<b>{row.name}</b><br>{state.label}<br>{words.span(run.first, run.last)}<extra></extra>"
                    for row, run in bars
                ],
                name=state.label,
                showlegend=bool(bars),
            )
        )
    figure.update_layout(
        **theme.layout(
            height=_ROW * len(names) + 110,
            barmode="overlay",
            margin={"l": 8, "r": 12, "t": 28, "b": 76},
            xaxis={
                "range": [first - 0.5, last + 0.5],
                **lines.year_axis(range(first, last + 1)),
                "side": "top",
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            yaxis={
                "autorange": False,
                "range": [len(names) - 0.5, -0.5],
                "categoryorder": "array",
                "categoryarray": names,
                "tickvals": names,
                "ticktext": [_short(name, narrow) for name in names],
                "automargin": True,
                "ticklabelstandoff": 6,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
                "ticks": "",
            },
            hovermode="closest",
            showlegend=True,
            legend={
                "orientation": "h",
                "x": 0,
                "y": -0.02,
                "yanchor": "top",
                "traceorder": "normal",
                "itemclick": False,
                "itemdoubleclick": False,
            },
        )
    )
    return figure.drawn()


def alt(rows: Sequence[Row], *, states: Mapping[str, State], title: str, words: Text) -> str:
    """Every run of every row in words."""
    parts = []
    for row in rows:
        told = [f"{states[run.code].label} {words.span(run.first, run.last)}" for run in runs(row.held)]
        parts.append(words("compare.alt_strip", name=row.name, runs=words.series(told) or words("value.missing")))
    return words.sentences(words("compare.alt_strips", title=title), *parts)


def _short(name: str, narrow: bool) -> str:
    return folded(name, 14) if narrow else name
