"""What the dataset holds and what it lacks: the answer in words, coverage, methods, changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pandas as pd

from data import store
from data.model import Indicator
from ui.charts import coverage as chart
from ui.shelf import shelved
from ui.text import Text, text
from ui.theme import THEMES, Theme
from ui.views import provenance
from ui.views.block import Block

PARTS = ("coverage", "tables", "sources", "method", "cite", "changes", "corrections")
# Tables about the dataset itself: they are no facts about the members.
_ABOUT = ("indicators", "sources", "words", "terms", "changelog", "corrections")


@dataclass(frozen=True)
class Coverage:
    """What there is of one indicator, and of all; `door` are the parameters that lay its figures open."""

    title: str
    one: Block
    all: Block
    door: Mapping[str, str]


@lru_cache(maxsize=8)
def answer(lang: str) -> str:
    """How much there is, in one paragraph."""
    words = text(lang)
    tables = [name for name in store.tables() if name not in _ABOUT]
    return words(
        "data.answer",
        rows=words.number(sum(len(store.table(name)) for name in tables)),
        tables=len(tables),
        sources=len(store.sources()),
        indicators=len(store.indicators()),
    )


@shelved
def coverage(indicator_id: str, lang: str, theme_name: str, narrow: bool = False) -> Coverage:
    """Which member has a figure of the indicator in which year, and the same in brief for all indicators."""
    words, theme = text(lang), THEMES[theme_name]
    indicator = store.indicator(indicator_id)
    return Coverage(
        title=words("data.coverage", label=words.of(indicator.label)),
        one=_one(indicator, words, theme, narrow),
        all=_all(words, theme, narrow),
        door={"table": "categories" if indicator.kind == "category" else "observations", "indicator": indicator_id},
    )


def years(indicator_id: str) -> list[int]:
    """The years in which an indicator could have a figure: from its first to its last.

    The step is that of the source: a census of every fifth year lacks nothing in between.
    """
    found = sorted({int(year) for year in store.observations(indicator_id)["year"]})
    step = math.gcd(*(later - found[0] for later in found[1:])) or 1
    return list(range(found[0], found[-1] + 1, step))


def _one(indicator: Indicator, words: Text, theme: Theme, narrow: bool) -> Block:
    obs, span = store.observations(indicator.id), years(indicator.id)
    by_name = sorted(store.country_codes(), key=words.sort_key)
    missing = chart.gaps(obs, by_name, span)
    codes = sorted(by_name, key=lambda code: -len(missing[code]))
    drawn: dict[str, Any] = {"indicator": indicator, "codes": codes, "years": span, "words": words}
    cells, lacking = len(codes) * len(span), sum(map(len, missing.values()))
    complete = sum(not absent for absent in missing.values())
    lead = words(
        "data.coverage_lead" if lacking else "data.coverage_full",
        there=words.number(cells - lacking),
        all=words.number(cells),
        members=len(codes),
        first=span[0],
        last=span[-1],
        complete=complete,
        label=words.of(indicator.label),
    )
    ids = provenance.source_ids(obs)
    return Block(
        lead=lead,
        figure=chart.figure(obs, theme=theme, narrow=narrow, **drawn),
        alt=chart.alt(obs, **drawn),
        table=pd.DataFrame(
            {
                words("map.country"): [words.country(code) for code in codes],
                words("data.years_with"): [
                    words("data.of", count=len(span) - len(missing[code]), all=len(span)) for code in codes
                ],
                words("data.years_without"): [
                    words.list(chart.spans(missing[code], span, words)) if missing[code] else words("data.none")
                    for code in codes
                ],
            }
        ),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [indicator], ids),
        data=obs,
    )


@cache
def _counts() -> pd.DataFrame:
    """Indicator × year → how many members have a figure; NaN where the indicator has no such year."""
    rows = {}
    for code in store.indicators():
        found = store.observations(code).groupby("year")["country"].nunique()
        rows[code] = {year: int(found.get(year, 0)) for year in years(code)}
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame[sorted(frame.columns)]


def _all(words: Text, theme: Theme, narrow: bool) -> Block:
    counts, of = _counts(), len(store.country_codes())
    labels = [words.of(store.indicator(code).short) for code in counts.index]
    drawn: dict[str, Any] = {"of": of, "labels": labels, "words": words}
    ids = provenance.source_ids(*(store.observations(code) for code in store.indicators()))
    return Block(
        lead=words("data.all_lead"),
        figure=chart.summary_figure(counts, theme=theme, narrow=narrow, **drawn),
        alt=chart.summary_alt(counts, **drawn),
        table=_spans_table(counts, words),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [], ids),
    )


def _spans_table(counts: pd.DataFrame, words: Text) -> pd.DataFrame:
    rows = []
    for code, row in counts.iterrows():
        indicator, known = store.indicator(str(code)), row.dropna()
        members = store.observations(indicator.id)["country"].nunique()
        rows.append(
            {
                words("data.indicator"): words.of(indicator.label),
                words("data.unit"): unit(indicator.unit, words),
                words("data.span"): words.span(int(known.index[0]), int(known.index[-1])),
                words("data.members"): words("data.of", count=members, all=len(store.country_codes())),
                words("data.cells"): words.percent(known.sum() / (len(known) * len(store.country_codes())) * 100, 0),
            }
        )
    return pd.DataFrame(rows)


def unit(code: str, words: Text) -> str:
    """A unit of an indicator in words."""
    return words(f"unit.{code}" if f"unit.{code}" in store.words()["en"] else f"data.unit_{code}")
