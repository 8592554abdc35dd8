"""What is there and what is missing: one indicator by member and year, and all indicators by year."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

import pandas as pd
import plotly.graph_objects as go

from data.model import Indicator
from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme

_ROW = 21  # pixels
_FEW = 10  # so many years or fewer are all named


def gaps(obs: pd.DataFrame, codes: Sequence[str], years: Sequence[int]) -> dict[str, list[int]]:
    """ISO3 → the years without a figure; a member that has all of them has an empty list."""
    there = {(row.country, int(row.year)) for row in obs[["country", "year"]].itertuples()}
    return {code: [year for year in years if (code, year) not in there] for code in codes}


def spans(years: Sequence[int], all_years: Sequence[int], words: Text) -> list[str]:
    """Years as short as one can write them, "2001–2003" and "2010"; neighbours are those of `all_years`."""
    places = [(all_years.index(year), year) for year in years]
    runs = [[year for _, year in run] for _, run in itertools.groupby(places, lambda at: at[0] - places.index(at))]
    return [words.span(run[0], run[-1]) for run in runs]


def figure(
    obs: pd.DataFrame,
    *,
    indicator: Indicator,
    codes: Sequence[str],
    years: Sequence[int],
    words: Text,
    theme: Theme,
    narrow: bool = False,
) -> go.Figure:
    """One row a member, one cell a year: full where there is a figure, grey with a cross where there is none.

    `obs`: country, year, value of the indicator; `codes` in the order of the rows. Beside a row with gaps
    stands how many years have a figure.
    """
    values = {(row.country, int(row.year)): row.value for row in obs.itertuples()}
    missing = gaps(obs, codes, years)
    there = [[int((code, year) in values) for year in years] for code in codes]
    hover = [
        [
            words.commas(f"<b>{words.country(code)}</b>", words.year(year))
            + f"<br>{words.value(values.get((code, year)), indicator)}"
            for year in years
        ]
        for code in codes
    ]
    # The years are names here, so that those of a source of every fifth year stand side by side.
    named = [str(year) for year in years]
    heat = go.Heatmap(
        z=there,
        x=named,
        y=list(codes),
        zmin=0,
        zmax=1,
        colorscale=[(0, theme.missing), (0.5, theme.missing), (0.5, theme.region), (1, theme.region)],
        showscale=False,
        xgap=1,
        ygap=2,
        text=[["" if cell else "×" for cell in row] for row in there],
        texttemplate="%{text}",
        textfont={"size": 11, "color": theme.ink},
        customdata=hover,
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure = Sheet([heat])
    for code in codes:
        if missing[code]:
            figure.add_annotation(
                x=1,
                xref="paper",
                xanchor="left",
                xshift=6,
                y=code,
                text=words("data.of", count=len(years) - len(missing[code]), all=len(years)),
                showarrow=False,
                font={"size": 12, "color": theme.muted},
            )
    figure.update_layout(
        **_layout(named, list(codes), [words.country(code) for code in codes], words, theme, right=64, narrow=narrow)
    )
    return figure.drawn()


def alt(obs: pd.DataFrame, *, indicator: Indicator, codes: Sequence[str], years: Sequence[int], words: Text) -> str:
    """How many of how many cells have a figure, and which members lack which years."""
    missing = gaps(obs, codes, years)
    none = [words.country(code) for code in codes if len(missing[code]) == len(years)]
    some = [
        words("data.alt_lacks", country=words.country(code), years=words.list(spans(absent, years, words)))
        for code, absent in missing.items()
        if 0 < len(absent) < len(years)
    ]
    said = words(
        "data.alt_coverage",
        label=words.of(indicator.label),
        first=years[0],
        last=years[-1],
        there=words.number(len(codes) * len(years) - sum(map(len, missing.values()))),
        all=words.number(len(codes) * len(years)),
    )
    parts = [said]
    if some:
        parts.append(words("data.alt_some", parts=words.series(some)))
    if none:
        parts.append(words("data.alt_none", names=words.list(none)))
    if not some and not none:
        parts.append(words("data.alt_complete"))
    return words.sentences(*parts)


def summary_figure(
    counts: pd.DataFrame, *, of: int, labels: Sequence[str], words: Text, theme: Theme, narrow: bool = False
) -> go.Figure:
    """One row an indicator, one cell a year, the fuller the more of the members (`of`) have a figure.

    `counts`: one row an indicator in the order of `labels`, one column a year, NaN outside of its years.
    """
    years = [str(year) for year in counts.columns]
    rows = list(counts.index)
    heat = go.Heatmap(
        z=[[None if pd.isna(cell) else int(cell) for cell in row] for row in counts.to_numpy()],
        x=years,
        y=rows,
        zmin=0,
        zmax=of,
        colorscale=[(0, theme.missing), (1, theme.region)],
        showscale=False,
        xgap=1,
        ygap=2,
        hoverongaps=False,
        customdata=[
            [
                ""
                if pd.isna(cell)
                else words.commas(f"<b>{label}</b>", words.year(int(year)))
                + f"<br>{words('data.of_members', count=int(cell), all=of)}"
                for year, cell in zip(years, row, strict=True)
            ]
            for label, row in zip(labels, counts.to_numpy(), strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    return go.Figure([heat], theme.layout(**_layout(years, rows, list(labels), words, theme, right=8, narrow=narrow)))


def summary_alt(counts: pd.DataFrame, *, of: int, labels: Sequence[str], words: Text) -> str:
    """For each indicator its first and last year and the most members that have a figure in a year."""
    parts = []
    for label, (_, row) in zip(labels, counts.iterrows(), strict=True):
        known = row.dropna()
        parts.append(
            words(
                "data.alt_span", label=label, first=known.index[0], last=known.index[-1], most=int(known.max()), all=of
            )
        )
    return words("data.alt_summary", parts=words.series(parts))


def _layout(
    years: Sequence[str],
    rows: Collection[str],
    labels: Sequence[str],
    words: Text,
    theme: Theme,
    *,
    right: int,
    narrow: bool,
) -> dict[str, object]:
    step = 10 if narrow else 5
    ticks = [year for year in years if len(years) <= _FEW or int(year) % step == 0]
    return theme.layout(
        height=_ROW * len(rows) + 40,
        margin={"l": 8, "r": right, "t": 28, "b": 8},
        xaxis={
            "type": "category",
            "side": "top",
            "tickvals": ticks,
            # The cells of a phone are too narrow for years in full.
            "ticktext": [f"’{year[2:]}" for year in ticks] if narrow else ticks,
            "tickangle": 0,
            "fixedrange": True,
            "showgrid": False,
            "ticks": "",
        },
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "tickvals": list(rows),
            "ticktext": list(labels),
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
            "ticks": "",
        },
    )
