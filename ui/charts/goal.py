"""A goal for trade against the trade that was recorded, year by year."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ui.charts import fold, lines
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme


def figure(
    trade: pd.DataFrame, *, goal: float, start: int, end: int, words: Text, theme: Theme, narrow: bool = False
) -> go.Figure:
    """The line of trade, the goal and its horizon. `trade`: year, value, partial, missing of the region.

    A year whose sum lacks a member has an open dot. `start` and `end` are the first and last year of the goal.
    """
    rows = trade.sort_values("year")
    top = max(goal, rows["value"].max()) * 1.1
    last = rows.iloc[-1]
    line = go.Scatter(
        x=rows["year"].tolist(),
        y=rows["value"].tolist(),
        mode="lines+markers",
        line={"color": theme.china, "width": 2.8},
        marker={
            "size": 7,
            "color": [theme.paper if partial else theme.china for partial in rows["partial"]],
            "line": {"color": theme.china, "width": 1.5},
        },
        hovertemplate=[_hover(row, goal, words) + "<extra></extra>" for row in rows.itertuples()],
    )
    figure = Sheet([line])
    figure.add_vrect(x0=start, x1=end, fillcolor=theme.land, layer="below")
    figure.add_shape(
        type="line", x0=start, x1=end, y0=goal, y1=goal, line={"color": theme.ink, "width": 2, "dash": "dash"}
    )
    note: dict[str, Any] = {"showarrow": False, "font": {"size": 13, "color": theme.ink}}
    figure.add_annotation(
        x=start,
        y=goal,
        xanchor="right",
        xshift=-6,
        align="right",
        text=fold.folded(words("pledges.goal_line", amount=words.money(goal)), 22 if narrow else 60),
        **note,
    )
    figure.add_annotation(
        x=(start + end) / 2,
        y=0,
        yref="paper",
        yanchor="bottom",
        text=fold.folded(words("pledges.goal_horizon", start=start, end=end), 16 if narrow else 60),
        **{**note, "font": {"size": 12, "color": theme.muted}},
    )
    figure.add_annotation(
        x=last["year"],
        y=last["value"],
        xanchor="left",
        xshift=9,
        align="left",
        text=f"<b>{(words.short if narrow else words.compact)(last['value'])}</b><br>{words.year(int(last['year']))}",
        showarrow=False,
        font={"size": 13, "color": theme.china},
    )
    figure.update_layout(
        **theme.layout(
            height=360 if narrow else 380,
            margin={
                "l": 8,
                "r": lines.room_for([[(words.short if narrow else words.compact)(last["value"])]]),
                "t": 12,
                "b": 32,
            },
            hovermode="closest",
            xaxis={
                "range": [rows["year"].min() - 0.5, rows["year"].max() + 0.5],
                "tickformat": "d",
                "nticks": 6,
                "tickangle": 0,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
                "linecolor": theme.muted,
                "ticks": "outside",
            },
            yaxis=lines.money_axis(top, words, theme, title=words("pledges.goal_axis"), narrow=narrow),
        )
    )
    return figure.drawn()


def alt(trade: pd.DataFrame, *, goal: float, start: int, end: int, words: Text) -> str:
    """The first and last value, that at the start of the goal, and the first year that reached it."""
    rows = trade.sort_values("year").set_index("year")["value"]
    reached = [int(year) for year, value in rows.items() if value >= goal]
    said = words("pledges.alt_goal_met", year=reached[0]) if reached else words("pledges.alt_goal_open")
    return words(
        "pledges.alt_goal",
        goal=words.money(goal),
        end=end,
        first=words.money(rows.iloc[0]),
        first_year=int(rows.index[0]),
        then=words.money(rows.get(start)),
        start=start,
        last=words.money(rows.iloc[-1]),
        last_year=int(rows.index[-1]),
        met=said,
    )


def _hover(row: Any, goal: float, words: Text) -> str:
    said = [words.labelled(f"<b>{words.year(int(row.year))}</b>", words.money(row.value))]
    said.append(words("pledges.goal_share", share=words.percent(row.value / goal * 100, 0)))
    if row.partial:
        said.append(words("pledges.goal_without", names=words.list(words.country(code) for code in row.missing)))
    return "<br>".join(said)
