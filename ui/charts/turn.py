"""The turn: for each member and year, whether trade with China or with the United States was larger."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ui.charts import scales
from ui.charts.fold import folded
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme, legend_below

_ROW = {True: 24, False: 17}  # pixels of a row: where something turned, and where nothing did
_HEADING = 28  # pixels of the name of a group
_NAMES = 136  # pixels of the members' names on a phone, folded after _FOLD letters
_FOLD = 22
_REACH = 3  # years that a written year covers on a phone


@dataclass(frozen=True)
class Group:
    """Members under one name; the rows of a `told` group are high enough for the years of their turns."""

    name: str
    codes: tuple[str, ...]
    told: bool


def figure(
    ratio: pd.DataFrame,
    *,
    groups: Sequence[Group],
    turns: pd.DataFrame,
    years: Sequence[int],
    words: Text,
    theme: Theme,
    chosen: str | None = None,
    narrow: bool = False,
    key: bool = True,
) -> go.Figure:
    """One row a member, one cell a year, blue where the United States lead and red where China does.

    `ratio`: country, year, value (trade with China over trade with the United States); `turns`: country, year,
    direction. A cell without data is grey. The year of the first turn and that of the last stand in their cells.
    """
    limits = scales.breaks(ratio["value"], "ratio")
    colours = [theme.missing, *theme.ratio]
    by_cell = {(row.country, int(row.year)): float(row.value) for row in ratio.itertuples()}
    edges, texts = [0], []
    classes: list[list[int | None]] = []
    middles: dict[str, float] = {}
    figure = Sheet()
    for group in groups:
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            xshift=-_NAMES if narrow else 0,
            y=edges[-1] + _HEADING - 3,
            yanchor="bottom",
            text=f"<b>{group.name}</b>",
            showarrow=False,
            font={"size": 14 if not narrow else 13, "color": theme.ink},
        )
        edges.append(edges[-1] + _HEADING)
        classes.append([None] * len(years))
        texts.append([""] * len(years))
        for code in group.codes:
            middles[code] = edges[-1] + _ROW[group.told] / 2
            edges.append(edges[-1] + _ROW[group.told])
            values = [by_cell.get((code, year)) for year in years]
            classes.append([0 if value is None else 1 + scales.position(value, limits) for value in values])
            texts.append([_said(code, year, value, words) for year, value in zip(years, values, strict=True)])
    steps = len(colours)
    figure.add_trace(
        go.Heatmap(
            z=classes,
            x=list(years),
            y=edges,
            zmin=-0.5,
            zmax=steps - 0.5,
            colorscale=[
                (at, colour) for place, colour in enumerate(colours) for at in (place / steps, (place + 1) / steps)
            ],
            showscale=False,
            hoverongaps=False,
            xgap=1,
            ygap=2,
            text=texts,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    if key:
        figure.add_traces(_key(colours, limits, words, theme))
    told = [code for group in groups if group.told for code in group.codes]
    for code in told:
        _write(figure, marks(turns, code), middles[code], years, theme, narrow)
    foot = (128 if narrow else 66) if key else 4
    figure.update_layout(
        **theme.layout(
            height=edges[-1] + 28 + foot,
            margin={"l": _NAMES + 4 if narrow else 8, "r": 8, "t": 28, "b": foot},
            xaxis={
                "side": "top",
                **_ticks(years, 10 if narrow else 5),
                "range": [years[0] - 0.5, years[-1] + 0.5],
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
                "ticks": "",
            },
            yaxis={
                "range": [edges[-1], 0],
                "tickvals": list(middles.values()),
                "ticktext": [_name(code, chosen, words, narrow) for code in middles],
                "tickfont": {"size": 12 if narrow else 13},
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
                "automargin": not narrow,
                "ticks": "",
            },
            showlegend=key,
            legend=legend_below(words("charts.turn_legend"), 12),
        )
    )
    return figure.drawn()


def marks(turns: pd.DataFrame, code: str) -> list[tuple[int, str]]:
    """The first and the last turn of a member as (year, direction); one that turned once has one."""
    own = turns[turns["country"] == code].sort_values("year")
    told = [(int(row.year), str(row.direction)) for row in own.itertuples()]
    first = next((turn for turn in told if turn[1] == "china_passes"), None)
    return list(dict.fromkeys(turn for turn in (first, *told[-1:]) if turn))


def alt(ratio: pd.DataFrame, *, groups: Sequence[Group], turns: pd.DataFrame, years: Sequence[int], words: Text) -> str:
    """How many traded more with China in the first and the last year, then each group with the years of its turns."""
    counts = {year: int((ratio.loc[ratio["year"] == year, "value"] > 1).sum()) for year in (years[0], years[-1])}
    said = []
    for group in groups:
        names = []
        for code in group.codes:
            own = words.list(str(year) for year, _ in marks(turns, code)) if group.told else ""
            name = words.country(code)
            names.append(words("charts.alt_turned", country=name, year=own) if own else name)
        said.append(words("charts.alt_turn_group", name=group.name, countries=words.list(names)))
    return words(
        "charts.alt_turn",
        first=counts[years[0]],
        first_year=years[0],
        last=counts[years[-1]],
        last_year=years[-1],
        turned=words.sentences(*said),
    )


def _write(
    figure: Sheet, told: list[tuple[int, str]], y: float, years: Sequence[int], theme: Theme, narrow: bool
) -> None:
    """The years of turns on slips of paper in their cells; on a phone a slip reaches over the cells beside it."""
    for at, (year, direction) in enumerate(told):
        slip: dict[str, Any] = {"x": year, "xanchor": "center"}
        if narrow:
            following = told[at + 1][0] if at + 1 < len(told) else years[-1] + 1
            to_the_left = following - year < 2 * _REACH or years[-1] - year < _REACH
            slip = {"x": year + (0.5 if to_the_left else -0.5), "xanchor": "right" if to_the_left else "left"}
        figure.add_annotation(
            **slip,
            y=y,
            text=f"<b>{year}</b>",
            showarrow=False,
            bgcolor=theme.paper,
            borderpad=1 if narrow else 2,
            font={"size": 11 if narrow else 13, "color": theme.china if direction == "china_passes" else theme.usa},
        )


def _name(code: str, chosen: str | None, words: Text, narrow: bool) -> str:
    name = folded(words.country(code), _FOLD) if narrow else words.country(code)
    return f"<b>▸ {name}</b>" if code == chosen else name


def _ticks(years: Sequence[int], step: int) -> dict[str, Any]:
    """The first year, the last and the round ones between: few enough to stand upright on a phone."""
    shown = [year for year in years if year % step == 0 and year - years[0] > 2]
    if years[-1] - max(shown, default=0) >= max(3, step // 2):
        shown.append(years[-1])
    shown.insert(0, years[0])
    return {"tickvals": shown, "ticktext": [str(year) for year in shown], "tickangle": 0}


def _said(code: str, year: int, value: float | None, words: Text) -> str:
    said = words("value.missing") if value is None else words("value.ratio", amount=words.number(value, 2))
    return f"<b>{words.country(code)}</b>, {year}<br>{said}"


def _key(colours: list[str], limits: tuple[float, ...], words: Text, theme: Theme) -> list[go.Scatter]:
    """The classes in words: how many times the larger trade is the smaller; 1 : 1 stands between the colours."""
    times = [1 / limit if limit < 1 else limit for limit in limits]
    half = len(limits) // 2
    labels = [words("charts.turn_over", partner=words("partner.USA"), times=words.number(times[0]))]
    for partner, near in (("USA", times[: half + 1]), ("CHN", times[half:])):
        labels += [
            words("charts.turn_between", partner=words(f"partner.{partner}"), **_between(pair, words))
            for pair in itertools.pairwise(near)
        ]
    labels.append(words("charts.turn_over", partner=words("partner.CHN"), times=words.number(times[-1])))
    return [
        go.Scatter(
            x=[None],
            y=[None],
            mode="markers",
            marker={"symbol": "square", "size": 12, "color": colour},
            name=label,
        )
        for label, colour in zip([words("value.missing"), *labels], colours, strict=True)
    ]


def _between(pair: tuple[float, float], words: Text) -> dict[str, str]:
    return {"low": words.number(min(pair)), "high": words.number(max(pair))}
