"""Figures about the members from the World Bank, the CIA and the United Nations, in RAW_DIR/context."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from data.build import csvs
from data.build.problems import Problems

_COLUMNS = {
    "iso3": "str",
    "year": "int",
    "indicator": "str",
    "value": "str",
    "unit": "str",
    "source_id": "str",
}
_KEY = ("iso3", "year", "indicator")
MACRO = csvs.Csv("context/macro.csv", _COLUMNS, least=6500, most=420, key=_KEY, yearly=True)
TIES = csvs.Csv("context/ties_extra.csv", _COLUMNS, least=150, most=250, key=_KEY)
PARTNERS = ("CHN", "USA")

# Name in the file → indicator, with the unit that the file must state. What is not named here is not used.
NUMBERS = {
    "gdp_current_usd": ("gdp_current_usd", "current US$"),
    "gdp_constant_2015_usd": ("gdp_constant_2015_usd", "constant 2015 US$"),
    "population": ("population", "persons"),
    "merchandise_trade_pct_gdp": ("merchandise_trade_pct_gdp", "% of GDP"),
    "china_born_migrant_stock": ("china_born_migrants", "persons"),
}
INCOME_GROUPS = {
    "Low income": "low",
    "Lower middle income": "lower_middle",
    "Upper middle income": "upper_middle",
    "High income": "high",
}


def read(raw: Path, members: Collection[str], problems: Problems) -> pd.DataFrame | None:
    """macro.csv and ties_extra.csv of the members: country, year, indicator, value (text), unit, source."""
    frames = []
    for spec in (MACRO, TIES):
        frame = csvs.read(raw, spec, problems)
        if frame is None:
            return None
        for code in sorted(set(frame["iso3"]) - {*members, *PARTNERS}):
            problems.add(spec.path, f"unknown {code!r}", "correct the country code", field="iso3")
        for name, (_, unit) in NUMBERS.items():
            rows = frame[frame["indicator"] == name]
            for other in sorted(set(rows["unit"]) - {unit}):
                cure = f"convert it to {unit}, or teach data/build/context.py the new unit"
                problems.add(spec.path, f"{name} is in {other!r}", cure, field="unit")
        frames.append(frame)
    both = pd.concat(frames).rename(columns={"iso3": "country", "source_id": "source"})
    return both[both["country"].isin(members)]


def land_area(macro: pd.DataFrame) -> dict[str, float]:
    """ISO3 → land area in square kilometres."""
    rows = macro[macro["indicator"] == "land_area_km2"]
    return dict(zip(rows["country"], pd.to_numeric(rows["value"]), strict=True))


def observations(macro: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """The numeric indicators: country, indicator, year, value, source."""
    rows = macro[macro["indicator"].isin(NUMBERS)]
    rows = rows.assign(
        indicator=rows["indicator"].map({name: target for name, (target, _) in NUMBERS.items()}),
        value=pd.to_numeric(rows["value"], errors="coerce"),
    )
    for row in rows[rows["value"].isna()].itertuples():
        record = f"{row.country} {row.year} {row.indicator}"
        problems.add(MACRO.path, "not a number", "correct the cell", record=record, field="value")
    for name in sorted({target for target, _ in NUMBERS.values()} - set(rows["indicator"])):
        cure = "the publisher renamed it: adapt NUMBERS in data/build/context.py"
        problems.add(MACRO.path, f"no row of {name}", cure, field="indicator")
    return rows[["country", "indicator", "year", "value", "source"]]


def income_groups(macro: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Rows of the table categories: the income group by the year whose income was used."""
    rows = macro[macro["indicator"] == "income_group"]
    for name in sorted(set(rows["value"]) - set(INCOME_GROUPS)):
        problems.add(MACRO.path, f"unknown income group {name!r}", "correct the cell", field="value")
    return rows.assign(value=rows["value"].map(INCOME_GROUPS))[["country", "indicator", "year", "value", "source"]]
