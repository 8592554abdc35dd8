"""Two partners then and now: the share of each in a member's trade, as two points joined by a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts import lines
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme


@dataclass(frozen=True)
class Partner:
    """One partner: name, colour, its share in per cent then and now (year, value), None where there is none."""

    name: str
    colour: str
    then: tuple[int, float] | None
    now: tuple[int, float] | None


def figure(partners: Sequence[Partner], *, words: Text, theme: Theme, height: int = 230) -> go.Figure:
    """A row for each partner: a hollow point for then, a full one for now. A missing point is said to be missing."""
    top = max([1.0, *(point[1] for one in partners for point in (one.then, one.now) if point)])
    figure = Sheet()
    for one in partners:
        points = [point for point in (one.then, one.now) if point]
        full = [point is one.now for point in points]
        figure.add_trace(
            go.Scatter(
                x=[value for _, value in points],
                y=[one.name] * len(points),
                name=one.name,
                mode="lines+markers",
                line={"color": one.colour, "width": 3},
                marker={
                    "size": 15,
                    "color": [one.colour if now else theme.paper for now in full],
                    "line": {"color": one.colour, "width": 2.4},
                },
                hovertemplate=[
                    f"{words.commas(f'<b>{one.name}</b>', words.year(year))}<br>{words.percent(value)}<extra></extra>"
                    for year, value in points
                ],
            )
        )
        for text, x, anchor in _labels(one, words):
            figure.add_annotation(
                x=x,
                y=one.name,
                text=text,
                xanchor=anchor,
                xshift={"left": 13, "right": -13, "center": 0}[anchor],
                showarrow=False,
                align="left",
                font={"size": 12, "color": one.colour},
            )
        figure.add_annotation(
            xref="paper",
            x=0,
            y=one.name,
            yshift=27,
            text=f"<b>{one.name}</b>",
            xanchor="left",
            showarrow=False,
            font={"size": 13, "color": one.colour},
        )
    ticks = lines.round_ticks(0, top)
    figure.update_layout(
        **theme.layout(
            height=height,
            margin={"l": 8, "r": 8, "t": 12, "b": 44},
            hovermode="closest",
            xaxis={
                # Room for a label on either side of the outermost points, on a phone and in Chinese too.
                "range": [-0.52 * top, 1.56 * top],
                "tickvals": ticks,
                "ticktext": [words.percent(tick, 0) for tick in ticks],
                "title": {"text": words("country.shares_axis"), "font": {"size": 13, "color": theme.muted}},
                "gridcolor": theme.grid,
                "zeroline": False,
                "fixedrange": True,
            },
            yaxis={
                # Said, because a member without a share has no point from which it could be told.
                "type": "category",
                "categoryorder": "array",
                "categoryarray": [one.name for one in reversed(partners)],
                "range": [-0.5, len(partners) - 0.25],
                "showticklabels": False,
                "showgrid": False,
                "fixedrange": True,
            },
        )
    )
    return figure.drawn()


def alt(partners: Sequence[Partner], *, then: int, now: int, words: Text) -> str:
    """Both shares of each partner."""

    def said(point: tuple[int, float] | None, year: int) -> str:
        value = words.percent(point[1]) if point else words("value.missing")
        return words("value.in_year", value=value, year=point[0] if point else year)

    parts = [
        words("country.alt_partner", name=one.name, then=said(one.then, then), now=said(one.now, now))
        for one in partners
    ]
    return words("country.alt_partners", parts=words.series(parts))


def _labels(one: Partner, words: Text) -> list[tuple[str, float, str]]:
    """Year and share beside each point, away from the other one."""
    if one.then is None and one.now is None:
        return [(words("value.missing"), 0.0, "left")]
    said = [
        (words.labelled(words.year(point[0]), words.percent(point[1])) if point else "", point)
        for point in (one.then, one.now)
    ]
    right = one.then is None or (one.now is not None and one.now[1] >= one.then[1])
    sides = ("right", "left") if right else ("left", "right")
    return [(text, point[1], side) for (text, point), side in zip(said, sides, strict=True) if point]
