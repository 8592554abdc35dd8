"""Competing measures of one promise, side by side and never added, with the sum that was promised as a mark."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ui.charts import fold, lines
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

_BAR = 0.3  # of a row


def figure(measures: pd.DataFrame, *, goal: float, words: Text, theme: Theme, narrow: bool = False) -> go.Figure:
    """A bar for each measure. `measures`: id, amount_usd, amount_note_<lang>, period_start, period_end, what_<lang>.

    A stock is hatched, a measure without a sum has no bar and says so; the key names both kinds.
    """
    rows = list(measures.itertuples())
    places = [len(rows) - 1 - at for at in range(len(rows))]
    top = max(goal, measures["amount_usd"].max()) * 1.02
    ticks = lines.round_ticks(0, top)
    keys = [
        (held, fold.folded(words(key), 40 if narrow else 90))
        for held, key in ((True, "pledges.key_stock"), (False, "pledges.key_flow"))
    ]
    # Below the axis and its title stands the key, its kinds one below the other on a phone.
    foot = 54 + 22 * sum(key.count("<br>") + 1 for _, key in keys)
    figure = Sheet()
    for held, key in keys:
        own = [
            (row, place)
            for row, place in zip(rows, places, strict=True)
            if pd.isna(row.period_start) == held and pd.notna(row.amount_usd)
        ]
        figure.add_trace(
            go.Bar(
                x=[row.amount_usd for row, _ in own],
                y=[place for _, place in own],
                orientation="h",
                width=_BAR,
                name=key,
                marker={
                    "color": theme.region,
                    "line": {"width": 1, "color": theme.region},
                    "pattern": {
                        "shape": "/" if held else "",
                        "fgcolor": theme.region,
                        "bgcolor": theme.paper if held else theme.region,
                        "size": 7,
                    },
                },
                hovertemplate=[_hover(row, words) + "<extra></extra>" for row, _ in own],
            )
        )
    for row, place in zip(rows, places, strict=True):
        _label(figure, row, place, words, theme, 50 if narrow else 90)
    figure.add_shape(
        type="line",
        x0=goal,
        x1=goal,
        y0=-0.4,
        y1=len(rows) - 0.28,
        line={"color": theme.ink, "width": 2, "dash": "dash"},
    )
    figure.add_annotation(
        x=goal,
        y=len(rows) - 0.28,
        yanchor="bottom",
        text=f"<b>{words('pledges.measures_goal', amount=words.money(goal))}</b>",
        showarrow=False,
        font={"size": 13, "color": theme.ink},
    )
    figure.update_layout(
        **theme.layout(
            height=112 * len(rows) + 26 + foot,
            margin={"l": 8, "r": 12, "t": 8, "b": foot},
            hovermode="closest",
            barmode="overlay",
            showlegend=True,
            legend={
                "orientation": "h",
                "x": 0,
                "y": 0,
                "yref": "container",
                "yanchor": "bottom",
                "itemclick": False,
                "itemdoubleclick": False,
            },
            xaxis={
                "range": [0, top],
                "tickvals": ticks,
                "ticktext": [words.short(tick) if tick else "0" for tick in ticks],
                "title": {"text": words("pledges.measures_axis"), "font": {"size": 13, "color": theme.muted}},
                "gridcolor": theme.grid,
                "fixedrange": True,
            },
            yaxis={"visible": False, "range": [-0.45, len(rows) - 0.05], "fixedrange": True},
        )
    )
    return figure.drawn()


def alt(measures: pd.DataFrame, *, goal: float, words: Text) -> str:
    """Every measure with its sum and period."""
    parts = [
        words.ended(words.labelled(words.bracketed(words.pick(row, "what"), period(row, words)), amount(row, words)))
        for row in measures.itertuples()
    ]
    return words("pledges.alt_measures", goal=words.money(goal), parts=words.sentences(*parts))


def amount(row: Any, words: Text) -> str:
    """The sum of a measure, or why there is none."""
    value = row.amount_usd
    return words.pick(row, "amount_note") if pd.isna(value) else words.money(value)


def period(row: Any, words: Text) -> str:
    """The years that a measure covers; a stock stands at the end of a year."""
    start, end = row.period_start, row.period_end
    if pd.isna(start):
        return words("pledges.stock_at", year=int(end))
    return words("pledges.years", start=int(start), end=int(end))


def _label(figure: Sheet, row: Any, place: int, words: Text, theme: Theme, width: int) -> None:
    """Sum, years and meaning above the bar of a measure; where there is none, the line at which it would begin."""
    drawn = pd.notna(row.amount_usd)
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=place + _BAR / 2,
        yanchor="bottom",
        yshift=2,
        align="left",
        text=f"<b>{amount(row, words)}</b> · {period(row, words)}<br>" + fold.folded(words.pick(row, "what"), width),
        showarrow=False,
        font={"size": 13, "color": theme.ink},
        # The promised sum is a line across all rows: it must not run through words.
        bgcolor=theme.paper,
        borderpad=0,
    )
    if not drawn:
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=place + _BAR / 2,
            yanchor="top",
            text=f"<i>{words('pledges.no_bar')}</i>",
            showarrow=False,
            font={"size": 12, "color": theme.muted},
        )


def _hover(row: Any, words: Text) -> str:
    return "<br>".join(
        [
            words.commas(f"<b>{amount(row, words)}</b>", period(row, words)),
            fold.folded(words.pick(row, "what"), 50),
            f"<i>{fold.folded(words.pick(row, 'why_not'), 50)}</i>",
        ]
    )
