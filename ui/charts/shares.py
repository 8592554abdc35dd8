"""Who makes up a total: the largest members and the rest, as shares of the region, year by year."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ui.charts import lines
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme


def figure(obs: pd.DataFrame, *, named: list[str], words: Text, theme: Theme) -> go.Figure:
    """Stacked areas of per cent. `obs`: country, year, value of an additive indicator; `named` stand alone.

    The shares are of the members that have a figure in the year.
    """
    totals = obs.groupby("year")["value"].sum()
    years = [int(year) for year in totals.index]
    parts = [(code, obs[obs["country"] == code].set_index("year")["value"]) for code in named]
    rest = obs[~obs["country"].isin(named)].groupby("year")["value"].sum()
    rows = [*parts, ("", rest)]
    traces, notes, floor = [], [], 0.0
    for at, (code, values) in enumerate(rows):
        share = (values.reindex(totals.index) / totals * 100).fillna(0.0)
        name = words.country(code) if code else words("charts.others", count=obs["country"].nunique() - len(named))
        colour = theme.sequential[::-1][at] if at < len(theme.sequential) - 1 and code else theme.missing
        traces.append(
            go.Scatter(
                x=years,
                y=share.tolist(),
                stackgroup="one",
                mode="lines",
                line={"width": 0.8, "color": theme.paper},
                fillcolor=colour,
                hovertemplate=[
                    f"<b>{name}</b>, {year}<br>{words.percent(value)} · {words.money(values.get(year))}<extra></extra>"
                    for year, value in zip(years, share, strict=True)
                ],
            )
        )
        last = float(share.iloc[-1])
        notes.append((floor + last / 2, f"{name} <b>{words.percent(last, 0)}</b>"))
        floor += last
    figure = Sheet(traces)
    for height, label in notes:
        figure.add_annotation(
            x=years[-1], y=height, text=label, xanchor="left", xshift=6, showarrow=False, font={"size": 13}
        )
    figure.update_layout(
        **theme.layout(
            height=420,
            margin={
                "l": 8,
                "r": lines.room_for([label.replace("<b>", "").replace("</b>", "")] for _, label in notes),
                "t": 12,
                "b": 32,
            },
            hovermode="closest",
            xaxis={
                "range": [years[0], years[-1]],
                **lines.year_axis(years),
                "showgrid": False,
                "fixedrange": True,
            },
            yaxis={
                "range": [0, 100],
                "tickvals": [0, 25, 50, 75, 100],
                "ticktext": [words.percent(tick, 0) for tick in (0, 25, 50, 75, 100)],
                "title": {"text": words("charts.share_axis"), "font": {"size": 13, "color": theme.muted}},
                "showgrid": False,
                "fixedrange": True,
                "automargin": True,
            },
        )
    )
    return figure.drawn()


def alt(obs: pd.DataFrame, *, named: list[str], words: Text) -> str:
    """The shares of the named members in the first and the last year."""
    totals = obs.groupby("year")["value"].sum()
    first, last = int(totals.index[0]), int(totals.index[-1])
    shares = obs.assign(share=obs["value"] / obs["year"].map(totals) * 100).set_index(["country", "year"])["share"]
    said = words.list(
        words(
            "charts.alt_share",
            country=words.country(code),
            first=words.percent(shares.get((code, first))),
            last=words.percent(shares.get((code, last))),
        )
        for code in named
    )
    return words("charts.alt_shares", first_year=first, last_year=last, parts=said)
