"""Sums that belong to periods which overlap: each a box over its own years, in a row of its own, never added."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

_ROW = 50  # pixels


def figure(spans: pd.DataFrame, *, words: Text, theme: Theme, narrow: bool = False) -> go.Figure:
    """One box a row. `spans`: period_start, period_end, amount_usd, qualifier, said (the sum in words), note, edition.

    The area of a box is its sum: its length the years, its height the sum a year.
    """
    rows = list(spans.itertuples())
    yearly = [row.amount_usd / (row.period_end - row.period_start + 1) for row in rows]
    highest = max(yearly)
    first, last = int(spans["period_start"].min()), int(spans["period_end"].max())
    figure = Sheet()
    for at, (row, height) in enumerate(zip(rows, yearly, strict=True)):
        floor = len(rows) - 1 - at
        figure.add_trace(
            go.Bar(
                x=[row.period_end - row.period_start + 1],
                base=[row.period_start],
                y=[floor + 0.35 * height / highest],
                width=[max(0.7 * height / highest, 0.03)],
                orientation="h",
                marker={"color": theme.china, "opacity": 1, "line": {"width": 0}},
                hovertemplate=f"<b>{row.said}</b>, {years(row, words)}<br>{row.note}<extra></extra>".replace(
                    "<br><extra>", "<extra>"
                ),
            )
        )
        long = row.period_start < (first + last) / 2
        figure.add_annotation(
            # Above a long flat box, left of a short one: no label touches the box of another row.
            x=row.period_start,
            xanchor="left" if long else "right",
            xshift=0 if long else -6,
            y=floor + 0.7 * height / highest if long else floor + 0.35 * height / highest,
            yanchor="bottom" if long else "middle",
            text=f"<b>{row.said}</b> · {years(row, words)}",
            showarrow=False,
            font={"size": 12 if narrow else 13, "color": theme.ink},
        )
    figure.update_layout(
        **theme.layout(
            height=_ROW * len(rows) + 70,
            barmode="overlay",
            margin={"l": 8, "r": 12, "t": 8, "b": 32},
            hovermode="closest",
            xaxis={
                "range": [first - 0.2, last + 1.2],
                "tickvals": [year + 0.5 for year in range(first, last + 1) if year % 5 == 0 or year == last],
                "ticktext": [str(year) for year in range(first, last + 1) if year % 5 == 0 or year == last],
                "tickangle": 0,
                "gridcolor": theme.grid,
                "fixedrange": True,
                "zeroline": False,
            },
            yaxis={"visible": False, "range": [-0.1, len(rows) + 0.3], "fixedrange": True},
        )
    )
    return figure.drawn()


def alt(spans: pd.DataFrame, *, words: Text) -> str:
    """Every period with its sum."""
    parts = words.series(words.labelled(years(row, words), row.said) for row in spans.itertuples())
    return words("pledges.alt_spans", parts=parts)


def years(row: object, words: Text) -> str:
    """The years of a period."""
    start, end = int(row.period_start), int(row.period_end)  # type: ignore[attr-defined]
    return words.year(start) if start == end else words("pledges.years", start=start, end=end)
