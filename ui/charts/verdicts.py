"""The verdicts: one square for each claim, in the paragraph of the report where the claim stands."""

from __future__ import annotations

import textwrap

import pandas as pd
import plotly.graph_objects as go

from ui.charts.sheet import Sheet
from ui.text import Text
from ui.theme import Theme, letters_on

# The order is that of the legend and of the filter. The sign tells the verdict without its colour.
SIGNS = {"supported": "✓", "partly": "◐", "contradicted": "✗", "not_checkable": "?"}
_FADED = 0.18
_HOVER_WIDTH = 46  # characters of a line


def figure(
    claims: pd.DataFrame,
    *,
    paragraphs: int,
    chosen: str | None,
    picked: str | None,
    words: Text,
    theme: Theme,
    narrow: bool = False,
) -> go.Figure:
    """A column for each of the report's `paragraphs`, a square for each claim, its first claim on top.

    `claims`: id, paragraph, verdict and the columns of `claim`, in the order of the report. With a `chosen`
    verdict the other squares fade; `picked` is the id of a claim that gets a frame.
    """
    size, step = (16, 20) if narrow else (30, 35)
    placed = claims.assign(place=claims.groupby("paragraph").cumcount())
    highest = int(placed["place"].max()) + 1
    figure = Sheet()
    for verdict, sign in SIGNS.items():
        rows = placed[placed["verdict"] == verdict]
        colour = theme.categories["verdict"][verdict]
        frames = [3 if code == picked else 0 for code in rows["id"]]
        figure.add_trace(
            go.Scatter(
                x=rows["paragraph"].tolist(),
                y=rows["place"].tolist(),
                customdata=rows["id"].tolist(),
                mode="markers+text",
                marker={
                    "symbol": "square",
                    "size": size,
                    "color": colour,
                    "opacity": 1 if chosen in (None, verdict) else _FADED,
                    "line": {"width": frames, "color": theme.ink},
                },
                text=[sign] * len(rows),
                textfont={"color": letters_on(colour), "size": 11 if narrow else 17},
                hovertemplate=[_hover(row, words) + "<extra></extra>" for _, row in rows.iterrows()],
                # A click leads to the claim; Plotly must not fade the others because of it.
                selected={"marker": {"opacity": 1 if chosen in (None, verdict) else _FADED}},
                unselected={"marker": {"opacity": 1 if chosen in (None, verdict) else _FADED}},
            )
        )
    top = _key(figure, counts(claims), words, theme, narrow)
    figure.update_layout(
        **theme.layout(
            height=step * highest + top + 46,
            margin={"l": 4, "r": 4, "t": top, "b": 46},
            hovermode="closest",
            xaxis={
                "range": [0.4, paragraphs + 0.6],
                "tickvals": list(range(1, paragraphs + 1)),
                "ticktext": [str(at) for at in range(1, paragraphs + 1)],
                "tickfont": {"size": 11 if narrow else 13, "color": theme.muted},
                "tickangle": 0,
                "title": {"text": words("article.paragraph_axis"), "font": {"size": 13, "color": theme.muted}},
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            yaxis={
                "range": [highest - 0.5, -0.5],
                "visible": False,
                "fixedrange": True,
            },
        )
    )
    return figure.drawn()


def alt(claims: pd.DataFrame, *, chosen: str | None, words: Text) -> str:
    """The counts, the paragraphs of each verdict and, with a filter, which squares stand out."""
    parts = []
    for verdict, count in counts(claims).items():
        where = sorted({int(at) for at in claims.loc[claims["verdict"] == verdict, "paragraph"]})
        parts.append(
            words(
                "article.alt_part",
                verdict=words(f"article.verdict.{verdict}"),
                count=count,
                paragraphs=words.list(str(at) for at in where),
            )
        )
    said = words("article.alt", total=len(claims), parts=words.series(parts))
    if chosen is None:
        return said
    return words.sentences(said, words("article.alt_chosen", verdict=words(f"article.verdict.{chosen}")))


def counts(claims: pd.DataFrame) -> dict[str, int]:
    """Verdict → how many claims have it, in the order of the legend; a verdict without a claim counts 0."""
    found = claims["verdict"].value_counts()
    return {verdict: int(found.get(verdict, 0)) for verdict in SIGNS}


def _hover(row: pd.Series, words: Text) -> str:
    claim = "<br>".join(textwrap.wrap(words.pick(row, "claim"), _HOVER_WIDTH))
    verdict = f"{SIGNS[row['verdict']]} {words('article.verdict.' + row['verdict'])}"
    where = words("article.place", number=int(row["id"][1:]), paragraph=int(row["paragraph"]))
    return f"<b>{verdict}</b><br>{claim}<br>{where}"


def _key(figure: Sheet, found: dict[str, int], words: Text, theme: Theme, narrow: bool) -> int:
    """Write the legend with the counts above the squares; answer the room that it takes."""
    columns, line = (2, 26) if narrow else (4, 30)
    rows = -(-len(found) // columns)
    for at, (verdict, count) in enumerate(found.items()):
        place = {
            "xref": "paper",
            "yref": "paper",
            "x": at % columns / columns,
            "y": 1,
            "yshift": line * (rows - at // columns) - 2,
            "xanchor": "left",
            "yanchor": "middle",
            "showarrow": False,
        }
        figure.add_annotation(
            **place,
            xshift=4,
            text=SIGNS[verdict],
            width=14,
            font={"color": letters_on(theme.categories["verdict"][verdict]), "size": 13},
            bgcolor=theme.categories["verdict"][verdict],
            borderpad=2,
        )
        figure.add_annotation(
            **place,
            xshift=28,
            text=words("article.key", count=count, verdict=words(f"article.verdict_short.{verdict}")),
            font={"color": theme.ink, "size": 14 if narrow else 15},
        )
    return line * rows + 22
