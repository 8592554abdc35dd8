"""Credit lines and funds: when each was offered, how much, and that no end was named."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

_ROW = 64  # pixels


def figure(offers: pd.DataFrame, *, until: int, words: Text, theme: Theme, narrow: bool = False) -> go.Figure:
    """A circle by amount at the day of the offer and a dashed line to the edge, because no end was named.

    `offers`: date, amount_usd, horizon_end, name, said (the amount in words), found (what is known of its use).
    """
    rows = list(offers.itertuples())
    largest = offers["amount_usd"].max()
    first = min(int(str(row.date)[:4]) for row in rows)
    figure = Sheet()
    for at, row in enumerate(rows):
        place = len(rows) - 1 - at
        end = row.horizon_end
        edge = f"{until}-12-31" if pd.isna(end) else f"{int(end)}-12-31"
        figure.add_trace(
            go.Scatter(
                x=[row.date, edge],
                y=[place, place],
                mode="lines",
                line={"color": theme.muted, "width": 1.5, "dash": "dot" if pd.isna(end) else "solid"},
                hoverinfo="skip",
            )
        )
        figure.add_trace(
            go.Scatter(
                x=[row.date],
                y=[place],
                mode="markers",
                marker={
                    "size": 34 * math.sqrt(row.amount_usd / largest),
                    "color": theme.paper,
                    "line": {"color": theme.china, "width": 2.5},
                },
                hovertemplate=f"<b>{row.name}</b><br>{words.date(row.date)}<br>{row.said}<br>{row.found}<extra></extra>",
            )
        )
        late = int(str(row.date)[:4]) > (first + until) / 2
        figure.add_annotation(
            x=row.date,
            y=place,
            xanchor="right" if late else "left",
            xshift=-26 if late else 26,
            yshift=14,
            text=f"<b>{row.said}</b> · {row.name}",
            showarrow=False,
            font={"size": 12 if narrow else 13, "color": theme.ink},
        )
        figure.add_annotation(
            x=row.date,
            y=place,
            xanchor="right" if late else "left",
            xshift=-26 if late else 26,
            yshift=-13,
            text=row.found,
            showarrow=False,
            font={"size": 11 if narrow else 12, "color": theme.muted},
        )
    figure.update_layout(
        **theme.layout(
            height=_ROW * len(rows) + 50,
            margin={"l": 8, "r": 12, "t": 8, "b": 32},
            hovermode="closest",
            xaxis={
                "type": "date",
                # Room for the first circle on a phone, where a year is no wider than its radius.
                "range": [f"{first - 1}-07-01", f"{until}-12-31"],
                "tickvals": [f"{year}-01-01" for year in range(first, until + 1, 2)],
                "ticktext": [str(year) for year in range(first, until + 1, 2)],
                "tickangle": 0,
                "gridcolor": theme.grid,
                "fixedrange": True,
            },
            yaxis={"visible": False, "range": [-0.6, len(rows) - 0.4], "fixedrange": True},
        )
    )
    return figure.drawn()


def alt(offers: pd.DataFrame, *, words: Text) -> str:
    """Every offer with its day, its amount and what is known of its use."""
    parts = words.sentences(
        *(
            words.sentences(
                words.ended(words.labelled(words.date(row.date), words.commas(row.said, row.name))),
                words.ended(row.found),
            )
            for row in offers.itertuples()
        )
    )
    return words("pledges.alt_offers", parts=parts)
