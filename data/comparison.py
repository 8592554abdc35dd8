"""One member or one group over the years on a basis: as it is, indexed, per person, per GDP, share of the 33.

What makes no sense (a rank per GDP, an index of a balance) is refused here, in one place. Frames have the columns
year, value, missing (tuple of ISO3 that a sum lacks), source.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from data import derive, store
from data.groups import areas
from data.model import Indicator

BASES = ("absolute", "index", "per_head", "per_gdp", "share")
POPULATION, GDP = "population", "gdp_current_usd"
_COLUMNS = ["year", "value", "missing", "source"]
# A year without a row is one in which none was found (AidData): a sum lacks nobody.
_NONE_FOUND = "finance"
_PER_THOUSAND = 1000


def fits(indicator: Indicator, basis: str) -> bool:
    """Whether an indicator can be shown on a basis.

    Per person and share of the 33 need an amount that can be added up, per GDP one in current dollars (other prices
    would be mixed), an index a quantity that is never negative.
    """
    match basis:
        case "absolute":
            return True
        case "index":
            counted = indicator.unit not in ("rank", "year", "index", "category")
            return counted and indicator.scale != "diverging"
        case "per_head":
            return indicator.additive and indicator.id != POPULATION
        case "per_gdp":
            return indicator.additive and indicator.unit == "usd" and indicator.id != GDP
        case "share":
            return indicator.additive and indicator.scale != "diverging"
        case _:
            raise KeyError(f"{basis!r} is no basis; known are {', '.join(BASES)}")


def none_found(indicator: Indicator) -> bool:
    """Whether a year without a row means that none was found, so that a sum is whole without it."""
    return indicator.group == _NONE_FOUND


@lru_cache(maxsize=128)
def rows(code: str, indicator_id: str, basis: str = "absolute", base: int | None = None) -> pd.DataFrame:
    """The years of a member or of a group; empty where there is nothing to show.

    Groups have values of additive indicators only. `base` is the year that is 100 of an index: without a value
    above zero in it there is none. The unit is that of the indicator; per cent for per_gdp and share; persons in a
    thousand where persons are set against persons. ValueError where the basis does not fit.
    """
    indicator = store.indicator(indicator_id)
    if not fits(indicator, basis):
        raise ValueError(f"{indicator_id} cannot be shown on the basis {basis}")
    upper = store.observations(indicator_id)
    match basis:
        case "per_head" | "per_gdp":
            lower = store.observations(POPULATION if basis == "per_head" else GDP)
            times = 100 if basis == "per_gdp" else _PER_THOUSAND if indicator.unit == "persons" else 1
            return _over(code, indicator, upper, lower, times)
        case "share":
            return _divided(_own(code, indicator, upper), _whole(indicator_id), 100)
        case "index":
            return _indexed(_own(code, indicator, upper), base)
        case _:
            return _own(code, indicator, upper)


def lacking(indicator_id: str) -> dict[int, tuple[str, ...]]:
    """Year → members that the sum of the 33 lacks; empty where it lacks nobody."""
    indicator = store.indicator(indicator_id)
    if none_found(indicator):
        return {}
    return {int(row.year): row.missing for row in _whole(indicator_id).itertuples() if row.missing}


@lru_cache(maxsize=64)
def _whole(indicator_id: str) -> pd.DataFrame:
    return derive.region_total(store.observations(indicator_id))


def _own(code: str, indicator: Indicator, obs: pd.DataFrame) -> pd.DataFrame:
    if code not in areas():
        own = obs[obs["country"] == code].sort_values("year", ignore_index=True)
        return own.assign(missing=[()] * len(own))[_COLUMNS]
    if not indicator.additive:
        return pd.DataFrame(columns=_COLUMNS)
    total = derive.group_total(obs, areas()[code])
    return (total.assign(missing=[()] * len(total)) if none_found(indicator) else total)[_COLUMNS]


def _over(code: str, indicator: Indicator, upper: pd.DataFrame, lower: pd.DataFrame, times: float) -> pd.DataFrame:
    """One sum over another. Both are made of the same members, or a gap of one would tilt the result."""
    if not none_found(indicator):
        upper, lower = derive.paired(upper, lower)
        return _divided(_own(code, indicator, upper), _own(code, indicator, lower), times)
    below = _own(code, store.indicator(POPULATION), lower)
    return _divided(_own(code, indicator, upper), below, times)


def _divided(upper: pd.DataFrame, lower: pd.DataFrame, times: float) -> pd.DataFrame:
    keyed = (frame.assign(country="") for frame in (upper, lower))
    found = derive.ratio(*keyed, times=times)
    return found.merge(upper[["year", "missing"]], on="year")[_COLUMNS]


def _indexed(frame: pd.DataFrame, base: int | None) -> pd.DataFrame:
    at = frame[(frame["year"] == base) & (frame["value"] > 0)]
    if at.empty or base is None:
        return frame.head(0)
    found = derive.index_to_year(frame.assign(country=""), base)
    # A base that lacks a member makes every year after it doubtful.
    absent = set(at["missing"].iloc[0])
    missing = [tuple(sorted(absent | set(cell))) for cell in frame["missing"]]
    return found.assign(missing=missing)[_COLUMNS]
