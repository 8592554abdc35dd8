"""The 33 in order: one indicator, one year, as bars; those without data stand at the end and say so."""

from __future__ import annotations

from functools import partial

import pandas as pd
import plotly.graph_objects as go

from data.model import Indicator
from ui.charts import map as region_map
from ui.charts import spoken
from ui.text import Text
from ui.theme import Theme, letters_on

_ROW = 24  # pixels of a bar with its gap
_PLOT = 180  # pixels beside the longest name on a phone
_LEAST = 40  # pixels that bars keep beside their values


def figure(
    shown: pd.DataFrame,
    *,
    codes: list[str],
    indicator: Indicator,
    year: int,
    words: Text,
    theme: Theme,
    chosen: str | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Bars from the highest value down; `codes` are all members in order, `shown` has their values.

    On a `narrow` screen large numbers are written short (71.2B), so that they stay clear of the names.

    A category is drawn as bars of one length in the colour of the category, with its name.
    """
    values = dict(zip(shown["country"], shown["value"], strict=True))
    category = indicator.kind == "category"
    lengths = [(1.0 if code in values else 0.0) if category else values.get(code, 0.0) for code in codes]
    said = [words.value(values.get(code), indicator) for code in codes]
    beside = [short(values.get(code), indicator, words) for code in codes] if narrow else said
    names = [f"<b>{words.country(code)}</b>" if code == chosen else words.country(code) for code in codes]
    colours = [_colour(code, values, indicator, chosen, theme) for code in codes]
    bars = go.Bar(
        x=lengths,
        y=codes,
        orientation="h",
        customdata=codes,
        text=beside,
        textposition="inside" if category else "outside",
        cliponaxis=False,
        textfont={"color": [letters_on(colour) for colour in colours] if category else theme.ink},
        marker={"color": colours},
        hovertemplate=[
            f"<b>{words.country(code)}</b><br>{words('charts.hover', value=value, year=year)}<extra></extra>"
            for code, value in zip(codes, said, strict=True)
        ],
        unselected={"marker": {"opacity": 1}},
    )
    low, high = min([0.0, *lengths]), max([0.0, *lengths]) or 1.0
    span = high - low
    room = _room(beside, lengths) if narrow else 0.32
    layout = theme.layout(
        meta=spoken.meta(spoken.members(shown, codes, indicator, words), role="link", chosen=chosen),
        height=_ROW * len(codes) + 40,
        bargap=0.25,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        xaxis={
            "visible": False,
            # Room for the values beyond both ends of the bars.
            "range": [low - (room * span if low < 0 else 0.0), high + (0.02 if category else room) * span],
            "fixedrange": True,
        },
        yaxis={
            "autorange": "reversed",
            "tickvals": codes,
            "ticktext": names,
            "ticks": "",
            "ticklabelstandoff": 8,  # a value to the left of its bar stands clear of the name
            "automargin": True,
            "fixedrange": True,
            "showgrid": False,
        },
    )
    return go.Figure([bars], layout)


# The same values, so the same text.
alt = partial(region_map.alt, form="bars")


def _room(beside: list[str], lengths: list[float]) -> float:
    """The share of the span that values need beyond each end on a phone: more where bars go both ways."""
    if min(lengths) >= 0:
        return 0.6
    ends = (beside[lengths.index(limit)] for limit in (min(lengths), max(lengths)))
    text = 8 + 7 * max(map(len, ends))
    return max(0.6, text / max(_PLOT - 2 * text, _LEAST))


def short(value: object, indicator: Indicator, words: Text) -> str:
    """A value where there is little room: money without its currency."""
    if isinstance(value, float) and indicator.unit.startswith("usd"):
        return words.short(value)
    return words.value(value, indicator)


def _colour(code: str, values: dict[str, object], indicator: Indicator, chosen: str | None, theme: Theme) -> str:
    if code not in values:
        return theme.missing
    if indicator.kind == "category":
        return theme.categories[indicator.id][str(values[code])]
    if code == chosen:
        return theme.chosen
    if indicator.scale == "diverging":
        return theme.diverging[-1] if float(str(values[code])) >= 0 else theme.diverging[0]
    if indicator.scale == "ratio":
        return theme.china if float(str(values[code])) > 1 else theme.usa
    return theme.usa if "usa" in indicator.id else theme.china
