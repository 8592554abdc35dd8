"""Official finance by year and class, with the promises marked on the years in which they were made."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from ui.charts import lines
from ui.charts.fold import folded
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

CLASSES = ("oof_like", "oda_like", "vague")


def figure(
    finance: pd.DataFrame,
    *,
    marks: Sequence[tuple[int, str]],
    words: Text,
    theme: Theme,
    narrow: bool = False,
    years: Sequence[int] = (),
    height: int = 460,
) -> go.Figure:
    """Stacked columns. `finance`: year, flow_class, amount_usd_2021; `marks`: (year, what was promised in it).

    A year beyond the record stays empty and is said to be. `years` are those that the record covers, where they
    are more than those with a commitment.
    """
    table = by_year(finance, years)
    years = [int(year) for year in table.index]
    room = 1.06 + 0.2 * len(marks) if marks else 1.0
    end = max([*years, *(year for year, _ in marks)])
    top = float(table.sum(axis=1).max())
    figure = Sheet()
    for code in CLASSES:
        values = table[code]
        figure.add_trace(
            go.Bar(
                x=years,
                y=values.tolist(),
                name=folded(words(f"pledges.flow_class_{code}"), 36),
                marker={
                    "color": theme.categories["flow_class"][code],
                    "line": {"width": 0},
                    # "overlay": the colour stays below the stripes; by default paper stripes would be all there is.
                    "pattern": {
                        "shape": "/" if code == "vague" else "",
                        "fillmode": "overlay",
                        "fgcolor": theme.paper,
                        "size": 5,
                    },
                },
                hovertemplate=[
                    f"<b>{year}</b>, {words(f'pledges.flow_class_{code}')}<br>{words.money(value)}"
                    f"<br>{words('pledges.prices_2021')}<br>"
                    f"{words('pledges.year_total', total=words.money(table.loc[year].sum()))}<extra></extra>"
                    for year, value in values.items()
                ],
            )
        )
    high = top * 1.08
    for at, (year, label) in enumerate(marks):
        # A later promise stands higher, so that its words run over the end of the line before it.
        reach = high * (1.22 + 0.2 * at)
        figure.add_shape(
            type="line", x0=year, x1=year, y0=0, y1=reach, line={"color": theme.ink, "width": 1, "dash": "dot"}
        )
        figure.add_annotation(
            x=year,
            y=reach,
            xanchor="right",
            xshift=-5,
            align="right",
            yanchor="top",
            text=folded(f"<b>{year}</b> {label}", 26),
            showarrow=False,
            font={"size": 12, "color": theme.ink},
        )
    if end > years[-1]:
        figure.add_vrect(x0=years[-1] + 0.5, x1=end + 0.5, fillcolor=theme.land, layer="below")
        figure.add_annotation(
            x=(years[-1] + end + 1) / 2,
            y=0,
            yanchor="bottom",
            yshift=6,
            # In one line, which keeps clear of the promise at the end of the years.
            text=words("pledges.record_ends", year=years[-1]),
            textangle=-90,
            showarrow=False,
            font={"size": 12, "color": theme.muted},
        )
    axis = lines.money_axis(top, words, theme, title=words("pledges.finance_axis"), narrow=narrow)
    figure.update_layout(
        **theme.layout(
            height=height,
            barmode="stack",
            bargap=0.22,
            margin={"l": 8, "r": 8, "t": 34, "b": 60},
            hovermode="closest",
            showlegend=True,
            legend={
                "orientation": "h",
                "x": 0,
                "y": -0.1,
                "yanchor": "top",
                "itemclick": False,
                "itemdoubleclick": False,
                "traceorder": "normal",
            },
            xaxis={
                "range": [years[0] - 0.6, end + 0.6],
                "tickformat": "d",
                "nticks": 6,
                "tickangle": 0,
                "showgrid": False,
                "fixedrange": True,
            },
            yaxis={**axis, "range": [0, high * room]},
        )
    )
    return figure.drawn()


def by_year(finance: pd.DataFrame, years: Sequence[int] = ()) -> pd.DataFrame:
    """Year × class, every year of the record (`years`, else from the first to the last with a commitment).

    A year without a recorded commitment has none.
    """
    table = finance.pivot_table(index="year", columns="flow_class", values="amount_usd_2021", aggfunc="sum")
    years = years or range(int(finance["year"].min()), int(finance["year"].max()) + 1)
    return table.reindex(index=list(years), columns=list(CLASSES)).fillna(0.0)


def alt(finance: pd.DataFrame, *, marks: Sequence[tuple[int, str]], words: Text, years: Sequence[int] = ()) -> str:
    """The total, the highest year, the last year and the classes."""
    table = by_year(finance, years)
    total = table.sum(axis=1)
    classes = words.list(
        words("pledges.alt_part", name=words(f"pledges.flow_class_{code}"), value=words.money(table[code].sum()))
        for code in CLASSES
    )
    said = words(
        "pledges.alt_stack",
        first=int(total.index[0]),
        last=int(total.index[-1]),
        total=words.money(total.sum()),
        classes=classes,
        peak=int(total.idxmax()),
        peak_value=words.money(total.max()),
        last_value=words.money(total.iloc[-1]),
    )
    if not marks:
        return said
    told = words.series(words.labelled(words.year(year), label) for year, label in marks)
    return words.sentences(said, words("pledges.alt_stack_marks", marks=told))
