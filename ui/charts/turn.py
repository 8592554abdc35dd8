"""The turn: for each member and year, whether trade with China or with the United States was larger."""

from __future__ import annotations

import itertools

import pandas as pd
import plotly.graph_objects as go

from ui.charts import scales
from ui.text import Text
from ui.theme import Theme

_ROW = 21  # pixels


def figure(
    ratio: pd.DataFrame,
    *,
    codes: list[str],
    turned: dict[str, int],
    years: list[int],
    words: Text,
    theme: Theme,
) -> go.Figure:
    """One row a member, one cell a year, blue where the United States lead and red where China does.

    `ratio`: country, year, value (trade with China over trade with the United States); `codes` in the order
    of the rows; `turned`: the first year in which China passed, where it did. A cell without data is grey.
    """
    limits = scales.breaks(ratio["value"], "ratio")
    colours = [theme.missing, *theme.ratio]
    by_cell = {(row.country, int(row.year)): float(row.value) for row in ratio.itertuples()}
    classes, texts = [], []
    for code in codes:
        values = [by_cell.get((code, year)) for year in years]
        classes.append([0 if value is None else 1 + scales.position(value, limits) for value in values])
        texts.append([_said(code, year, value, words) for year, value in zip(years, values, strict=True)])
    steps = len(colours)
    scale = [(at, colour) for place, colour in enumerate(colours) for at in (place / steps, (place + 1) / steps)]
    heat = go.Heatmap(
        z=classes,
        x=years,
        y=codes,
        zmin=-0.5,
        zmax=steps - 0.5,
        colorscale=scale,
        showscale=False,
        xgap=1,
        ygap=2,
        text=texts,
        hovertemplate="%{text}<extra></extra>",
    )
    figure = go.Figure([heat, *_key(colours, limits, words, theme)])
    for code in codes:
        if code in turned:
            # The first year ahead, written where the eye finds the change.
            figure.add_annotation(
                x=turned[code],
                y=code,
                text=f"<b>’{turned[code] % 100:02d}</b>",
                showarrow=False,
                font={"size": 10, "color": theme.ink},
            )
    figure.update_layout(
        **theme.layout(
            height=_ROW * len(codes) + 120,
            margin={"l": 8, "r": 8, "t": 28, "b": 90},
            xaxis={
                "side": "top",
                # Few enough that they stand upright on a phone.
                "tickvals": [year for year in years if year % 10 == 0 or year == years[0]],
                "ticktext": [str(year) for year in years if year % 10 == 0 or year == years[0]],
                "tickangle": 0,
                "fixedrange": True,
                "showgrid": False,
                "ticks": "",
            },
            yaxis={
                "autorange": "reversed",
                "tickvals": codes,
                "ticktext": [words.country(code) for code in codes],
                "fixedrange": True,
                "showgrid": False,
                "automargin": True,
                "ticks": "",
            },
            showlegend=True,
            legend={
                "orientation": "h",
                "x": 0,
                "y": -0.01,
                "yanchor": "top",
                "itemclick": False,
                "itemdoubleclick": False,
                "font": {"size": 12},
                "title": {"text": words("charts.turn_legend"), "side": "top"},
            },
        )
    )
    return figure


def alt(ratio: pd.DataFrame, *, turned: dict[str, int], years: list[int], words: Text) -> str:
    """Who turned when, and how many traded more with China in the first and the last year."""
    counts = {year: int((ratio.loc[ratio["year"] == year, "value"] > 1).sum()) for year in (years[0], years[-1])}
    said = words.list(
        words("charts.alt_turned", country=words.country(code), year=year)
        for code, year in sorted(turned.items(), key=lambda item: item[1])
    )
    return words(
        "charts.alt_turn",
        first=counts[years[0]],
        first_year=years[0],
        last=counts[years[-1]],
        last_year=years[-1],
        turned=said,
    )


def _said(code: str, year: int, value: float | None, words: Text) -> str:
    said = words("value.missing") if value is None else words("value.ratio", amount=words.number(value, 2))
    return f"<b>{words.country(code)}</b>, {year}<br>{said}"


def _key(colours: list[str], limits: tuple[float, ...], words: Text, theme: Theme) -> list[go.Scatter]:
    said = [words("value.ratio", amount=words.number(limit, 1)) for limit in limits]
    labels = [
        words("value.missing"),
        words("charts.below", limit=said[0]),
        *(words("charts.between", low=low, high=high) for low, high in itertools.pairwise(said)),
        words("charts.from", limit=said[-1]),
    ]
    return [
        go.Scatter(
            x=[None],
            y=[None],
            mode="markers",
            marker={"symbol": "square", "size": 12, "color": colour},
            name=label,
        )
        for label, colour in zip(labels, colours, strict=True)
    ]
