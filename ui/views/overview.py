"""The whole story in one screen: four figures, who is in the Belt and Road, then (January 2018) and now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import plotly.graph_objects as go

from data import derive, store
from ui.charts import map as map_chart
from ui.text import Text, text
from ui.theme import THEMES
from ui.views import provenance
from ui.views.map import geometry

SANTIAGO = dt.date(2018, 1, 22)
THEN_YEAR = 2017  # the last full year of trade before Santiago
_CHINA, _USA, _BALANCE = "trade_with_china_usd", "trade_with_usa_usd", "trade_balance_with_china_usd"


@dataclass(frozen=True)
class Overview:
    """What `/` shows: `facts` hold (label, value, line below)."""

    facts: tuple[tuple[str, str, str], ...]
    map: go.Figure
    map_alt: str
    map_sources: str
    map_about: str
    map_data: pd.DataFrame
    then_and_now: pd.DataFrame
    sources: str
    about: str


@lru_cache(maxsize=32)
def view(lang: str, theme_name: str, today: dt.date, narrow: bool = False) -> Overview:
    """Everything that the overview says; `today` decides what "now" means for dated facts."""
    words, theme = text(lang), THEMES[theme_name]
    road = store.indicator("belt_and_road_status")
    now_on = derive.status_on(road.id, today)
    trade_rows = pd.concat([store.observations(code) for code in (_CHINA, _USA, _BALANCE)])
    ids = provenance.source_ids(trade_rows)
    return Overview(
        facts=_facts(words, today),
        map=map_chart.figure(
            now_on,
            places=store.countries(),
            indicator=road,
            year=today.year,
            limits=(),
            geometry=geometry(),
            words=words,
            theme=theme,
            height=430 if narrow else 540,
        ),
        map_alt=map_chart.alt(now_on, places=store.countries(), indicator=road, year=today.year, words=words),
        map_sources=provenance.line(words, provenance.source_ids(now_on)),
        map_about=provenance.about(words, [road], provenance.source_ids(now_on)),
        map_data=now_on,
        then_and_now=_then_and_now(words, today),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [store.indicator(_CHINA), road, store.indicator("recognition")], ids),
    )


def last_year() -> int:
    """The newest year of trade."""
    return int(store.observations(_CHINA)["year"].max())


def _total(indicator_id: str, year: int) -> pd.Series:
    return derive.region_total(store.observations(indicator_id, years=[year])).iloc[0]


def _count(indicator_id: str, day: dt.date, value: str) -> int:
    return int((derive.status_on(indicator_id, day)["value"] == value).sum())


def _ahead(year: int) -> tuple[int, int]:
    """How many members traded more with China than with the United States, of how many with both figures."""
    ratio = store.observations("china_to_usa_trade_ratio", years=[year])["value"]
    return int((ratio > 1).sum()), len(ratio)


def _facts(words: Text, today: dt.date) -> tuple[tuple[str, str, str], ...]:
    now_year, first_year = last_year(), int(store.observations(_CHINA)["year"].min())
    members = len(store.country_codes())
    then, now = _total(_CHINA, THEN_YEAR)["value"], _total(_CHINA, now_year)["value"]
    ahead, of = _ahead(now_year)
    return (
        (
            words("overview.fact_trade", year=now_year),
            words.money(now),
            words(
                "overview.fact_trade_below",
                then=words.money(then),
                then_year=THEN_YEAR,
                change=words("overview.times", ratio=words.number(now / then, 1)),
            ),
        ),
        (
            words("overview.fact_turn"),
            words("overview.fact_turn_value", count=ahead, of=of),
            words(
                "overview.fact_turn_below",
                then=_ahead(THEN_YEAR)[0],
                then_year=THEN_YEAR,
                first=_ahead(first_year)[0],
                first_year=first_year,
            ),
        ),
        (
            words("overview.fact_road"),
            words("overview.fact_road_value", count=_count("belt_and_road_status", today, "member"), of=members),
            words(
                "overview.fact_road_below",
                then=_count("belt_and_road_status", SANTIAGO, "member"),
                left=_count("belt_and_road_status", today, "left"),
            ),
        ),
        (
            words("overview.fact_taipei"),
            words("overview.fact_taipei_value", count=_count("recognition", today, "ROC"), of=members),
            words("overview.fact_taipei_below", then=_count("recognition", SANTIAGO, "ROC")),
        ),
    )


def _then_and_now(words: Text, today: dt.date) -> pd.DataFrame:
    now_year = last_year()
    members = len(store.country_codes())

    def dated(indicator_id: str, value: str) -> tuple[str, ...]:
        return tuple(
            words("overview.fact_road_value", count=_count(indicator_id, day, value), of=members)
            for day in (SANTIAGO, today)
        )

    def traded(indicator_id: str) -> tuple[str, ...]:
        return tuple(
            words("overview.of_year", value=_with_gaps(_total(indicator_id, year), words), year=year)
            for year in (THEN_YEAR, now_year)
        )

    rows = [
        (words("overview.row_road"), *dated("belt_and_road_status", "member")),
        (words("overview.row_prc"), *dated("recognition", "PRC")),
        (words("overview.row_roc"), *dated("recognition", "ROC")),
        (words("overview.row_trade"), *traded(_CHINA)),
        (words("overview.row_balance"), *traded(_BALANCE)),
        (words("overview.row_usa"), *traded(_USA)),
        (
            words("overview.row_more"),
            *(
                words(
                    "overview.of_year",
                    value=words("overview.fact_turn_value", count=_ahead(year)[0], of=_ahead(year)[1]),
                    year=year,
                )
                for year in (THEN_YEAR, now_year)
            ),
        ),
    ]
    return pd.DataFrame(rows, columns=[words("overview.what"), words("overview.then"), words("overview.now")])


def _with_gaps(total: pd.Series, words: Text) -> str:
    amount = words.money(total["value"])
    if not total["partial"]:
        return amount
    names = words.list(words.country(code) for code in total["missing"])
    return words("overview.partial", value=amount, missing=names)
