"""Two indicators of one year against each other over the 33, the compared countries picked out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, cast

import pandas as pd

from data import groups, store
from data.model import Indicator
from ui.charts import scatter as scatter_chart
from ui.shelf import shelved
from ui.text import Text, text
from ui.theme import THEMES
from ui.views import compare, provenance
from ui.views.block import Block
from ui.views.compare import CompareView, Fits

NONE = "none"  # all circles of one size
DEFAULT_X, DEFAULT_Y, DEFAULT_SIZE = "trade_share_usa_pct", "trade_share_china_pct", "population"


def kept() -> dict[str, tuple[str, ...]]:
    """Parameter → values that the link may keep while another form is shown."""
    codes = (NONE, *store.indicators())
    return {"x": codes, "y": codes, "size": codes, "year": compare.kept()["from"]}


def axes(lang: str) -> Fits:
    """Indicators that an axis can show: numbers, no states and no years."""
    words = text(lang)
    fits = tuple(code for code, item in store.indicators().items() if _is_number(item))
    return fits, {
        code: words("compare.no_axis", label=words.of(item.short))
        for code, item in store.indicators().items()
        if not _is_number(item)
    }


def sizes(lang: str) -> Fits:
    """Indicators that the area of a circle can show: amounts that are never negative."""
    words = text(lang)
    fits = tuple(code for code, item in store.indicators().items() if _is_amount(item))
    return (NONE, *fits), {
        code: words("compare.no_size", label=words.of(item.short))
        for code, item in store.indicators().items()
        if not _is_amount(item)
    }


def label(code: str, lang: str) -> str:
    """What an axis or the size of the circles is called."""
    words = text(lang)
    return words("compare.size_none") if code == NONE else words.of(store.indicator(code).label)


def years(x: str, y: str) -> list[int]:
    """The years in which some member has both."""
    return sorted(int(year) for year in _both(x, y)["year"].unique())


def scales(x: str, y: str, lang: str) -> Fits:
    """A logarithm on both axes needs values above zero on both, in every year; then it comes first.

    From Saint Kitts to Brazil is a factor of thousands: on a linear axis all but the largest would be one heap.
    """
    both, words = _both(x, y), text(lang)
    bad = [code for code, name in ((x, "x"), (y, "y")) if (both[name] <= 0).any()]
    bad = bad or [code for code in (x, y) if store.indicator(code).unit == "rank"]
    if bad:
        short = words.of(store.indicator(bad[0]).short)
        return ("linear",), {"log": words("compare.no_log_values", label=short)}
    return ("log", "linear"), {}


@shelved
def view(
    codes: tuple[str, ...],
    x: str,
    y: str,
    size: str,
    year: int,
    scale: str,
    lang: str,
    theme_name: str,
    narrow: bool = False,
) -> CompareView:
    """The scatter of a year: every member that has both values, the chosen in colour and by name."""
    words, theme = text(lang), THEMES[theme_name]
    rows = _both(x, y)
    shown = rows[rows["year"] == year]
    sized = size != NONE
    measure = store.observations(size, years=[year]) if sized else store.observations(x).head(0)
    shown = shown.merge(measure[["country", "value"]].rename(columns={"value": "size"}), on="country", how="left")
    members = [code for code in codes if code not in groups.areas()]
    colours = {code: theme.series[at] for at, code in enumerate(codes) if code in members}
    drawn: dict[str, Any] = {
        "x": _axis(x, rows["x"], words, narrow),
        "y": _axis(y, rows["y"], words, narrow),
        "size": _axis(size, store.observations(size)["value"], words, narrow) if sized else None,
        "year": year,
        "words": words,
    }
    indicators = [store.indicator(code) for code in dict.fromkeys((x, y, *((size,) if sized else ())))]
    ids = provenance.source_ids(*(store.observations(item.id, years=[year]) for item in indicators))
    return CompareView(
        answer=_answer(shown, x, y, year, words),
        title=words(
            "compare.scatter_title", x=words.of(store.indicator(x).short), y=words.of(store.indicator(y).short)
        ),
        block=Block(
            lead="",
            figure=scatter_chart.figure(
                shown,
                chosen=colours,
                theme=theme,
                scale=cast(Literal["linear", "log"], scale),
                narrow=narrow,
                **drawn,
            ),
            alt=scatter_chart.alt(shown, chosen=members, **drawn),
            table=_table(shown, members, drawn, words),
            sources=provenance.line(words, ids),
            about=provenance.about(words, indicators, ids),
            data=pd.concat([store.observations(item.id, years=[year]) for item in indicators], ignore_index=True),
        ),
        notes=tuple(_notes(shown, codes, members, sized, size, year, words)),
    )


def _is_number(indicator: Indicator) -> bool:
    return indicator.kind == "numeric" and indicator.unit != "year"


def _is_amount(indicator: Indicator) -> bool:
    return _is_number(indicator) and indicator.scale == "sequential" and indicator.unit not in ("rank", "index")


@lru_cache(maxsize=8)
def _both(x: str, y: str) -> pd.DataFrame:
    """country, year, x, y where a member has both in a year."""
    keys = ["country", "year"]
    one, other = (
        store.observations(code)[[*keys, "value"]].rename(columns={"value": name})
        for code, name in ((x, "x"), (y, "y"))
    )
    return one.merge(other, on=keys)


def _axis(code: str, values: pd.Series, words: Text, narrow: bool) -> scatter_chart.Axis:
    indicator = store.indicator(code)
    return scatter_chart.Axis(
        title=words.of(indicator.short),
        say=lambda value: words.value(value, indicator),
        tick=compare.ticks(indicator, "absolute", words, narrow),
        values=values,
        unit=f"{indicator.unit} {indicator.scale}",
    )


def _answer(shown: pd.DataFrame, x: str, y: str, year: int, words: Text) -> str:
    one, other = (store.indicator(code) for code in (x, y))
    if one.unit != other.unit or x == y:
        return words("compare.scatter_answer", year=year, count=len(shown), of=len(store.country_codes()))
    return words(
        "compare.scatter_above",
        year=year,
        count=int((shown["y"] > shown["x"]).sum()),
        of=len(shown),
        x=words.of(one.short),
        y=words.of(other.short),
    )


def _table(shown: pd.DataFrame, members: Sequence[str], drawn: dict[str, Any], words: Text) -> pd.DataFrame:
    """The chosen first, then the rest by name."""
    by_code = shown.set_index("country")
    rest = sorted((code for code in by_code.index if code not in members), key=words.sort_key)
    codes = [code for code in members if code in by_code.index] + rest
    table = {words("map.country"): [words.country(code) for code in codes]}
    for name in ("x", "y", "size"):
        axis = drawn[name]
        if axis is not None and axis.title not in table:
            table[axis.title] = [axis.say(float(by_code.loc[code, name])) for code in codes]
    return pd.DataFrame(table)


def _notes(
    shown: pd.DataFrame,
    codes: Sequence[str],
    members: Sequence[str],
    sized: bool,
    size: str,
    year: int,
    words: Text,
) -> list[str]:
    notes = []
    areas = [code for code in codes if code not in members]
    if areas:
        notes.append(words("compare.note_no_circle", names=compare.names(areas, words)))
    absent = [code for code in members if code not in set(shown["country"])]
    if absent:
        notes.append(words("compare.note_absent", names=compare.names(absent, words), year=year))
    if sized:
        rings = shown.loc[shown["size"].isna(), "country"].tolist()
        if rings:
            of = words.of(store.indicator(size).short)
            notes.append(words("compare.note_rings", names=compare.names(rings, words), label=of))
    return notes
