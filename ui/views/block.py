"""A figure with everything that belongs to it: lead, text alternative, table, source line, what to mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from data import store
from ui.charts.sealed import sealed
from ui.text import Text
from ui.views import provenance


@dataclass(frozen=True)
class Block:
    """One figure of a view, ready to draw; `table` holds the same values as words.

    `data` holds them as numbers, in the columns of the tables, for whoever takes them away; without it they get
    the words. The figure is kept sealed.
    """

    lead: str
    figure: go.Figure
    alt: str
    table: pd.DataFrame
    sources: str
    about: str
    data: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "figure", sealed(self.figure))


def sourced(
    lead: str,
    figure: go.Figure,
    alt: str,
    table: pd.DataFrame,
    ids: list[str],
    words: Text,
    *,
    indicators: Sequence[str] = (),
    data: pd.DataFrame | None = None,
) -> Block:
    """A block with the source line of these sources and what is to be minded of these indicators."""
    return Block(
        lead=lead,
        figure=figure,
        alt=alt,
        table=table,
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator(code) for code in indicators], ids),
        data=data,
    )
