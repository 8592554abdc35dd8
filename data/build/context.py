"""Figures about the members from the World Bank, the CIA and the United Nations, as kept in
RAW_DIR/context.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from data.build import csvs
from data.build.problems import Problems

MACRO = csvs.Csv(
    "context/macro.csv",
    {"iso3": "str", "year": "int", "indicator": "str", "value": "str", "unit": "str", "source_id": "str"},
    least=6500,
    most=9000,
    key=("iso3", "year", "indicator"),
)
PARTNERS = ("CHN", "USA")


def read(raw: Path, members: Collection[str], problems: Problems) -> pd.DataFrame | None:
    """macro.csv of the members: country, year, indicator, value (text), source; None with problems noted."""
    frame = csvs.read(raw, MACRO, problems)
    if frame is None:
        return None
    for code in sorted(set(frame["iso3"]) - {*members, *PARTNERS}):
        problems.add(MACRO.path, f"unknown {code!r}", "correct the country code", field="iso3")
    frame = frame.rename(columns={"iso3": "country", "source_id": "source"})
    return frame[frame["country"].isin(members)].drop(columns="unit")


def land_area(macro: pd.DataFrame) -> dict[str, float]:
    """ISO3 → land area in square kilometres."""
    rows = macro[macro["indicator"] == "land_area_km2"]
    return dict(zip(rows["country"], pd.to_numeric(rows["value"]), strict=True))
