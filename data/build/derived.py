"""Indicators that are computed from others. Where an input is missing there is no row."""

from __future__ import annotations

import pandas as pd

from data import derive

_COLUMNS = ["country", "indicator", "year", "value", "source"]


def observations(rows: pd.DataFrame) -> pd.DataFrame:
    """The derived indicators of all observations so far: country, indicator, year, value, source."""
    by = {str(name): group[["country", "year", "value", "source"]] for name, group in rows.groupby("indicator")}
    trade, usa, gdp = by["trade_with_china_usd"], by["trade_with_usa_usd"], by["gdp_current_usd"]
    # All merchandise trade in dollars = its share of GDP × GDP, both of the World Bank.
    share = by["merchandise_trade_pct_gdp"].assign(value=lambda part: part["value"] / 100)
    inverse = gdp.assign(value=1 / gdp["value"])
    merchandise = derive.ratio(share, inverse)
    found = {
        "trade_share_china_pct": derive.ratio(trade, merchandise, times=100),
        "trade_share_usa_pct": derive.ratio(usa, merchandise, times=100),
        "trade_with_china_per_head_usd": derive.per_head(trade, by["population"]),
        "trade_with_china_pct_gdp": derive.per_gdp(trade, gdp),
        "trade_with_china_growth_pct": derive.growth(trade),
        "trade_with_china_region_share_pct": derive.share_of_region(trade),
        "trade_with_china_rank": _ranks(trade),
        "china_overtook_usa_year": _passed(trade, usa),
        "official_finance_total_per_head_usd_2021": derive.per_head(
            by["official_finance_total_usd_2021"], by["population"]
        ),
        "gdp_per_head_usd": derive.per_head(gdp, by["population"]),
    }
    return pd.concat([frame.assign(indicator=name)[_COLUMNS] for name, frame in found.items()])


def _ranks(trade: pd.DataFrame) -> pd.DataFrame:
    found = []
    for year in sorted(set(trade["year"])):
        places = derive.ranks(trade, year)
        found.append(places.assign(year=year, value=places["rank"].astype("float64")))
    return pd.concat(found).merge(trade[["country", "year", "source"]], on=["country", "year"])


def _passed(trade: pd.DataFrame, usa: pd.DataFrame) -> pd.DataFrame:
    """The year of passing, from that year on, so that an earlier year does not know the later one."""
    first = derive.first_overtaking(trade, usa)
    both = trade.merge(first[["country", "year"]], on="country", suffixes=("", "_first"))
    both = both[both["year"] >= both["year_first"]]
    return both.assign(value=both["year_first"].astype("float64"))
