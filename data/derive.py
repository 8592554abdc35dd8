"""Pure functions on tables: totals, ranks, overtaking, states on a day, shares, growth.

Frames of observations have the columns country, indicator, year, value, source. No function fills a gap:
where an input is missing the result is missing, or is marked as partial.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from data import store
from data.model import last_day

# Before the PRC was founded there was no choice between Beijing and Taipei.
RECOGNITION_FROM = dt.date(1949, 10, 1)
# A period whose start is unknown is not stretched back beyond the years of this record.
UNKNOWN_START_FROM = dt.date(2000, 1, 1)


def region_total(obs: pd.DataFrame) -> pd.DataFrame:
    """Sum over the members per year of one additive indicator, in its unit: `group_total` of the 33."""
    return group_total(obs, store.country_codes())


def group_total(obs: pd.DataFrame, members: Iterable[str]) -> pd.DataFrame:
    """Sum over some members per year of one additive indicator, in its unit; a year that none has is absent.

    Returns year, value, countries (how many have a value), missing (tuple of ISO3 without one), partial
    (bool), source.
    """
    members = sorted(members)
    rows = []
    for year, group in obs[obs["country"].isin(members)].groupby("year"):
        known = set(group["country"])
        missing = tuple(code for code in members if code not in known)
        rows.append(
            {
                "year": int(year),
                "value": float(group["value"].sum()),
                "countries": len(known),
                "missing": missing,
                "partial": bool(missing),
                "source": join_sources(group["source"]),
            }
        )
    return pd.DataFrame(rows, columns=["year", "value", "countries", "missing", "partial", "source"])


def paired(one: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of two frames whose member and year both have, so that sums of them are made of the same members."""
    keys = ["country", "year"]
    both = one[keys].merge(other[keys], on=keys)
    return one.merge(both, on=keys), other.merge(both, on=keys)


def ranks(obs: pd.DataFrame, year: int) -> pd.DataFrame:
    """Places of the members in a year, highest value first: country, value, rank (ties share the better),
    of.
    """
    rows = obs.loc[obs["year"] == year, ["country", "value"]]
    rows = rows.sort_values(["value", "country"], ascending=[False, True], ignore_index=True)
    place = rows["value"].rank(method="min", ascending=False).astype("int64")
    return rows.assign(rank=place, of=len(rows))


def overtaking(china: pd.DataFrame, usa: pd.DataFrame) -> pd.DataFrame:
    """Years in which one of two series passed the other: country, year, direction.

    `direction` is china_passes or usa_passes. Only two consecutive years that both series have are compared,
    so a gap never makes a turn. Equal values count as not yet passed.
    """
    both = china[["country", "year", "value"]].merge(
        usa[["country", "year", "value"]], on=["country", "year"], suffixes=("_china", "_usa")
    )
    both = both.sort_values(["country", "year"], ignore_index=True)
    rows = []
    for country, group in both.groupby("country"):
        leader, previous = 0, 0
        years, china_values, usa_values = (group[name].tolist() for name in ("year", "value_china", "value_usa"))
        for year, own, other in zip(years, china_values, usa_values, strict=True):
            lead = (own > other) - (own < other)
            if year != previous + 1:
                leader = 0
            if lead and leader and lead != leader:
                rows.append((country, year, "china_passes" if lead > 0 else "usa_passes"))
            leader, previous = lead or leader, year
    return pd.DataFrame(rows, columns=["country", "year", "direction"])


def first_overtaking(china: pd.DataFrame, usa: pd.DataFrame) -> pd.DataFrame:
    """The first year in which China passed the United States: country, year, direction; a row per member that
    has one.

    A member whose trade with China was larger in the first common year already has no such year.
    """
    turns = overtaking(china, usa)
    turns = turns[turns["direction"] == "china_passes"]
    return turns.groupby("country", as_index=False).first()


def status_on(indicator_id: str, date: dt.date | str) -> pd.DataFrame:
    """The state of each member on a day: country, indicator, date, value, source; members unknown then are
    absent.

    belt_and_road_status: member | left | none; recognition: PRC | ROC. A date that is known to a month or
    year counts from the last day that it can mean. KeyError for another indicator.
    """
    day = date if isinstance(date, dt.date) else dt.date.fromisoformat(date)
    match indicator_id:
        case "belt_and_road_status":
            return belt_and_road_on(store.table("belt_and_road"), day)
        case "recognition":
            return recognition_on(store.table("recognition"), day)
        case _:
            raise KeyError(f"{indicator_id!r} has no state on a day; use belt_and_road_status or recognition")


def belt_and_road_on(road: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """`status_on` for a given table belt_and_road."""
    rows = []
    for row in road.itertuples():
        value = "none"
        if isinstance(row.joined, str):
            latest = row.joined_not_after if isinstance(row.joined_not_after, str) else row.joined
            value = "member" if last_day(latest) <= day else "none"
            if isinstance(row.left, str) and last_day(row.left) <= day:
                value = "left"
        rows.append((row.country, "belt_and_road_status", day.isoformat(), value, row.source))
    return pd.DataFrame(rows, columns=["country", "indicator", "date", "value", "source"])


def recognition_on(periods: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """`status_on` for a given table recognition. Where periods overlap, the one that began last holds."""
    holding: dict[str, tuple[dt.date, str, str]] = {}
    if day < RECOGNITION_FROM:
        periods = periods.head(0)
    for row in periods.to_dict("records"):
        start = row["start"] if isinstance(row["start"], str) else row["start_not_after"]
        begin = last_day(start) if isinstance(start, str) else UNKNOWN_START_FROM
        end = last_day(row["end"]) if isinstance(row["end"], str) else dt.date.max
        before = holding.get(row["country"])
        if begin <= day <= end and (before is None or begin >= before[0]):
            holding[row["country"]] = (begin, row["party"], row["source"])
    rows = [
        (country, "recognition", day.isoformat(), party, source)
        for country, (_, party, source) in sorted(holding.items())
    ]
    return pd.DataFrame(rows, columns=["country", "indicator", "date", "value", "source"])


def per_head(obs: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Values over persons of the same year: country, year, value (unit per person), source; gaps stay
    gaps.
    """
    return ratio(obs, population)


def per_gdp(obs: pd.DataFrame, gdp: pd.DataFrame) -> pd.DataFrame:
    """Values as per cent of GDP of the same year, both in current US dollars: country, year, value,
    source.
    """
    return ratio(obs, gdp, times=100)


def ratio(above: pd.DataFrame, below: pd.DataFrame, *, times: float = 1) -> pd.DataFrame:
    """`above` over `below` (times a factor) where both exist and `below` is not zero: country, year, value,
    source.
    """
    both = above.merge(below, on=["country", "year"], suffixes=("", "_below"))
    both = both[both["value_below"] != 0]
    sources = [join_sources(pair) for pair in zip(both["source"], both["source_below"], strict=True)]
    value = both["value"] / both["value_below"] * times
    return pd.DataFrame(
        {
            "country": both["country"],
            "year": both["year"],
            "value": value,
            "source": pd.array(sources, dtype="str"),
        }
    ).reset_index(drop=True)


def share_of_region(obs: pd.DataFrame) -> pd.DataFrame:
    """Each member's per cent of the sum of the members that have a value in the year.

    Returns country, year, value (per cent), partial (True where members are missing from the sum), source.
    """
    totals = region_total(obs)[["year", "value", "partial"]]
    both = obs.merge(totals, on="year", suffixes=("", "_total"))
    both = both.assign(value=both["value"] / both["value_total"] * 100)
    return both[["country", "year", "value", "partial", "source"]]


def growth(obs: pd.DataFrame) -> pd.DataFrame:
    """Change against the year before in per cent: country, year, value, source; no value after a gap or a
    zero.
    """
    before = obs.assign(year=obs["year"] + 1)[["country", "year", "value"]]
    both = obs.merge(before, on=["country", "year"], suffixes=("", "_before"))
    both = both[both["value_before"] != 0]
    both = both.assign(value=(both["value"] / both["value_before"] - 1) * 100)
    return both[["country", "year", "value", "source"]].reset_index(drop=True)


def cumulative(obs: pd.DataFrame) -> pd.DataFrame:
    """Running sum per member over the years that have a row: country, year, value, source.

    Meant for flows of which an absent year means that none was recorded (official finance), not for trade.
    """
    rows = obs.sort_values(["country", "year"], ignore_index=True)
    return rows.assign(value=rows.groupby("country")["value"].cumsum())[["country", "year", "value", "source"]]


def index_to_year(obs: pd.DataFrame, year: int) -> pd.DataFrame:
    """Values with the given year as 100: country, year, value, source; members without that year are
    absent.
    """
    base = obs.loc[(obs["year"] == year) & (obs["value"] != 0), ["country", "value"]]
    both = obs.merge(base, on="country", suffixes=("", "_base"))
    both = both.assign(value=both["value"] / both["value_base"] * 100)
    return both[["country", "year", "value", "source"]]


def join_sources(cells: object) -> str:
    """The source ids of several cells, each once, in the order of appearance, joined by ";"."""
    seen: dict[str, None] = {}
    for cell in cells:  # type: ignore[attr-defined]
        seen.update(dict.fromkeys(str(cell).split(";")))
    return ";".join(seen)
