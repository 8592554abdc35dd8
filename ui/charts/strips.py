"""States over the years: a row a country, a bar for every run of years in one state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts import lines
from ui.charts.fold import folded
from ui.text import Text
from ui.theme import Theme

_ROW = 40  # pixels
_LETTER = 7.2  # pixels of a letter in a bar


@dataclass(frozen=True)
class State:
    """A state that a country can be in: its name and its colour."""

    label: str
    colour: str


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
    rows: Sequence[tuple[str, Mapping[int, str]]],
    *,
    states: Mapping[str, State],
    years: Sequence[int],
    words: Text,
    theme: Theme,
    narrow: bool = False,
) -> go.Figure:
    """`rows`: name and year → code of a state, the first on top; `states` in the order of the key.

    A year without a state shows the colour of missing. The name of a state stands in its bar where there is room.
    """
    first, last = min(years), max(years)
    names = [name for name, _ in rows]
    pixels = (190 if narrow else 900) / (last - first + 1)  # of a year, about
    figure = go.Figure()
    figure.add_trace(
        go.Bar(
            x=[last - first + 1] * len(names),
            base=[first - 0.5] * len(names),
            y=names,
            orientation="h",
            width=0.6,
            marker={"color": theme.missing, "opacity": 0.45},
            hovertemplate=[f"<b>{name}</b><br>{words('value.missing')}<extra></extra>" for name in names],
            name=words("value.missing"),
            showlegend=any(len(by_year) < last - first + 1 for _, by_year in rows),
        )
    )
    for code, state in states.items():
        bars = [
            (name, run)
            for name, by_year in rows
            for run in runs({year: held for year, held in by_year.items() if first <= year <= last})
            if run.code == code
        ]
        figure.add_trace(
            go.Bar(
                x=[run.last - run.first + 1 for _, run in bars],
                base=[run.first - 0.5 for _, run in bars],
                y=[name for name, _ in bars],
                orientation="h",
                width=0.6,
                marker={"color": state.colour},
                text=[
                    state.label if (run.last - run.first + 1) * pixels > len(state.label) * _LETTER + 8 else ""
                    for _, run in bars
                ],
                textposition="inside",
                insidetextanchor="start",
                textangle=0,
                constraintext="none",
                insidetextfont={"size": 13, "color": ink_on(state.colour, theme)},
                hovertemplate=[f"<b>{name}</b><br>{state.label}<br>{said(run)}<extra></extra>" for name, run in bars],
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
    return figure


def alt(rows: Sequence[tuple[str, Mapping[int, str]]], *, states: Mapping[str, State], title: str, words: Text) -> str:
    """Every run of every row in words."""
    parts = []
    for name, by_year in rows:
        told = [f"{states[run.code].label} {said(run)}" for run in runs(by_year)]
        parts.append(words("compare.alt_strip", name=name, runs="; ".join(told) or words("value.missing")))
    return " ".join([words("compare.alt_strips", title=title), *parts])


def said(run: Run) -> str:
    """The years of a run: "2013–2016", "2018"."""
    return str(run.first) if run.first == run.last else f"{run.first}–{run.last}"


def ink_on(colour: str, theme: Theme) -> str:
    """The ink or the paper, whichever stands out more on a colour."""
    return max((theme.ink, theme.paper), key=lambda ink: abs(_light(ink) - _light(colour)))


def _light(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _short(name: str, narrow: bool) -> str:
    return folded(name, 14) if narrow else name
