"""Competing measures of one promise, side by side and never added, with the sum that was promised as a mark."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ui.charts import fold
from ui.text import Text
from ui.theme import Theme


def figure(measures: pd.DataFrame, *, goal: float, words: Text, theme: Theme, narrow: bool = False) -> go.Figure:
    """A bar for each measure. `measures`: id, amount_usd, amount_note_<lang>, period_start, period_end, what_<lang>.

    A stock is hatched, a measure without a sum has no bar and says so.
    """
    rows = list(measures.itertuples())
    places = [len(rows) - 1 - at for at in range(len(rows))]
    top = max(goal, measures["amount_usd"].max()) * 1.02
    stock = [pd.isna(row.period_start) for row in rows]
    bars = go.Bar(
        x=[0 if pd.isna(row.amount_usd) else row.amount_usd for row in rows],
        y=places,
        orientation="h",
        width=0.34,
        marker={
            "color": theme.region,
            "line": {"width": 1, "color": theme.region},
            "pattern": {
                "shape": ["/" if held else "" for held in stock],
                "fgcolor": theme.region,
                "bgcolor": theme.paper,
            },
        },
        hovertemplate=[_hover(row, words) + "<extra></extra>" for row in rows],
    )
    figure = go.Figure(bars)
    width = 46 if narrow else 92
    for row, place in zip(rows, places, strict=True):
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=place + 0.2,
            yanchor="bottom",
            align="left",
            text=f"<b>{amount(row, words)}</b> · {period(row, words)}<br>"
            + fold.folded(words.pick(row, "what"), width),
            showarrow=False,
            font={"size": 12 if narrow else 13, "color": theme.ink},
        )
    figure.add_shape(
        type="line",
        x0=goal,
        x1=goal,
        y0=-0.4,
        y1=len(rows) - 0.5,
        line={"color": theme.ink, "width": 2, "dash": "dash"},
    )
    figure.add_annotation(
        x=goal,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=words("pledges.measures_goal", amount=words.money(goal)),
        showarrow=False,
        font={"size": 12, "color": theme.ink},
    )
    figure.update_layout(
        **theme.layout(
            height=(118 if narrow else 92) * len(rows) + 60,
            margin={"l": 8, "r": 12, "t": 26, "b": 40},
            hovermode="closest",
            xaxis={
                "range": [0, top],
                "tickvals": [at * 1e11 for at in range(int(top // 1e11) + 1)],
                "ticktext": [words.short(at * 1e11) if at else "0" for at in range(int(top // 1e11) + 1)],
                "title": {"text": words("pledges.measures_axis"), "font": {"size": 13, "color": theme.muted}},
                "gridcolor": theme.grid,
                "fixedrange": True,
            },
            yaxis={"visible": False, "range": [-0.45, len(rows) - 0.2], "fixedrange": True},
        )
    )
    return figure


def alt(measures: pd.DataFrame, *, goal: float, words: Text) -> str:
    """Every measure with its sum and period."""
    parts = [
        f"{words.pick(row, 'what')} ({period(row, words)}): {amount(row, words)}." for row in measures.itertuples()
    ]
    return words("pledges.alt_measures", goal=words.money(goal), parts=" ".join(parts))


def amount(row: object, words: Text) -> str:
    """The sum of a measure, or why there is none."""
    value = row.amount_usd  # type: ignore[attr-defined]
    return words.pick(row, "amount_note") if pd.isna(value) else words.money(value)


def period(row: object, words: Text) -> str:
    """The years that a measure covers; a stock stands at the end of a year."""
    start, end = row.period_start, row.period_end  # type: ignore[attr-defined]
    if pd.isna(start):
        return words("pledges.stock_at", year=int(end))
    return words("pledges.years", start=int(start), end=int(end))


def _hover(row: object, words: Text) -> str:
    return "<br>".join(
        [
            f"<b>{amount(row, words)}</b>, {period(row, words)}",
            fold.folded(words.pick(row, "what"), 50),
            f"<i>{fold.folded(words.pick(row, 'why_not'), 50)}</i>",
        ]
    )
