"""Official Chinese finance by AidData: by member, year and class (GCDF 3.0), its first-level units, and the
mapped projects of version 2.0. The two versions count in dollars of different years and are never joined.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd
import shapely

from data.build import csvs
from data.build.problems import Problems
from data.build.tables import texts
from data.model import ProjectSeed

FINANCE = csvs.Csv(
    "finance/gcdf_country_year.csv",
    {"iso3": "str", "year": "int", "flow_class": "str", "amount_usd_2021": "float", "source_id": "str"},
    least=480,
    most=99,  # 33 members, three classes
    key=("iso3", "year", "flow_class"),
    yearly=True,
)
LOCATIONS = csvs.Csv(
    "finance/gcdf_admin1_locations.csv",
    {
        "aiddata_project_id": "int",
        "iso3": "str",
        "admin1_name": "str",
        "lat": "float",
        "lon": "float",
        "even_split_ratio": "float",
        "commitment_usd_2021_split_evenly": "float?",
        "source_id": "str",
    },
    least=1618,
    most=1618,
    key=("aiddata_project_id", "iso3", "admin1_name"),
)
PROJECTS = csvs.Csv(
    "finance/gcdf2_projects.csv",
    {
        "aiddata_project_id": "int",
        "iso3": "str",
        "commitment_year": "int",
        "sector": "str",
        "status": "str",
        "flow_type": "str",
        "flow_class": "str",
        "recommended_for_aggregates": "str",
        "umbrella": "str",
        "amount_usd_2017": "float?",
        "funding_agencies": "str?",
        "implementation_start_year": "int?",
        "completion_year": "int?",
        "admin1_name": "str?",
        "admin1_n": "int?",
        "lat": "float?",
        "lon": "float?",
        "source_id": "str",
    },
    least=457,
    most=457,
    key=("aiddata_project_id",),
)
SHAPES = "geo/ship/celac_h_t0.05_d3.geojson"

FLOW_CLASSES = ("oda_like", "oof_like", "vague")
SECTORS = {
    "ACTION RELATING TO DEBT": "debt",
    "AGRICULTURE, FORESTRY, FISHING": "agriculture",
    "BUSINESS AND OTHER SERVICES": "business",
    "COMMUNICATIONS": "communications",
    "DISASTER PREVENTION AND PREPAREDNESS": "disaster_prevention",
    "EDUCATION": "education",
    "EMERGENCY RESPONSE": "emergency",
    "ENERGY": "energy",
    "GENERAL ENVIRONMENTAL PROTECTION": "environment",
    "GOVERNMENT AND CIVIL SOCIETY": "government",
    "HEALTH": "health",
    "INDUSTRY, MINING, CONSTRUCTION": "industry_mining",
    "OTHER COMMODITY ASSISTANCE": "commodities",
    "OTHER MULTISECTOR": "multisector",
    "OTHER SOCIAL INFRASTRUCTURE AND SERVICES": "social",
    "TRADE POLICIES AND REGULATIONS": "trade_policy",
    "TRANSPORT AND STORAGE": "transport",
    "UNALLOCATED/UNSPECIFIED": "unspecified",
    "WATER SUPPLY AND SANITATION": "water",
}
STATUSES = {
    "Pipeline: Pledge": "pledged",
    "Pipeline: Commitment": "committed",
    "Implementation": "under_way",
    "Completion": "completed",
    "Suspended": "suspended",
    "Cancelled": "cancelled",
}
FLOW_TYPES = {
    "Debt rescheduling": "debt_rescheduling",
    "Export Buyer's Credit": "buyers_credit",
    "Free-standing technical assistance": "technical_assistance",
    "Grant": "grant",
    "Loan": "loan",
    "Scholarships/training in the donor country": "training",
    "Supplier's Credit/Export Seller's Credit": "sellers_credit",
    "Vague TBD": "vague",
}
PROJECT_CLASSES = {
    "ODA-like": "oda_like",
    "OOF-like": "oof_like",
    "Vague (Official Finance)": "vague",
    "Military": "military",
}
YES_NO = {"Yes": True, "No": False}


def finance(raw: Path, members: Collection[str], problems: Problems) -> pd.DataFrame | None:
    """The table finance: country, year, flow_class, amount_usd_2021, source."""
    frame = csvs.read(raw, FINANCE, problems)
    if frame is None:
        return None
    _known(frame, "iso3", members, FINANCE, problems)
    _known(frame, "flow_class", FLOW_CLASSES, FINANCE, problems)
    return frame.rename(columns={"iso3": "country", "source_id": "source"})


def official_finance(table: pd.DataFrame) -> pd.DataFrame:
    """Observations of official finance: the sum of all classes per member and year, and its running sum.

    A year without a row is a year without a recorded commitment, so the running sum keeps its value there; a
    member without any record has no row at all.
    """
    sums = table.groupby(["country", "year"], as_index=False).agg(
        value=("amount_usd_2021", "sum"), source=("source", "first")
    )
    last = int(table["year"].max())
    grid = pd.DataFrame(
        [
            (country, year)
            for country, first in sums.groupby("country")["year"].min().items()
            for year in range(int(first), last + 1)
        ],
        columns=["country", "year"],
    )
    running = grid.merge(sums, on=["country", "year"], how="left")
    running["value"] = running["value"].fillna(0).groupby(running["country"]).cumsum()
    running["source"] = running["source"].ffill()
    return pd.concat(
        [
            sums.assign(indicator="official_finance_usd_2021"),
            running.assign(indicator="official_finance_total_usd_2021"),
        ]
    )


def locations(raw: Path, members: Collection[str], problems: Problems) -> pd.DataFrame | None:
    """The table locations: a row per project and first-level unit; the point is the middle of the unit."""
    frame = csvs.read(raw, LOCATIONS, problems)
    if frame is None:
        return None
    _known(frame, "iso3", members, LOCATIONS, problems)
    return (
        frame.assign(admin1_name=mended(frame["admin1_name"]))
        .rename(
            columns={
                "aiddata_project_id": "project",
                "iso3": "country",
                "admin1_name": "unit",
                "even_split_ratio": "share",
                "commitment_usd_2021_split_evenly": "amount_usd_2021",
                "source_id": "source",
            }
        )
        .assign(precision="first_level_unit")
    )


def mended(names: pd.Series) -> pd.Series:
    """Names of units as they were meant where the publisher's UTF-8 went through Latin-1: "RegiÃ³n" is "Región"."""

    def mend(name: object) -> object:
        try:
            return name.encode("latin-1").decode("utf-8") if isinstance(name, str) else name
        except UnicodeError:  # not broken: "Córdoba" in Latin-1 is no UTF-8
            return name

    return names.map(mend)


def projects(
    raw: Path,
    members: Collection[str],
    labels: Mapping[int, ProjectSeed],
    problems: Problems,
    warnings: list[str],
) -> pd.DataFrame | None:
    """The table projects: version 2.0 with our labels; each place is checked against the boundaries."""
    frame, shapes = csvs.read(raw, PROJECTS, problems), _shapes(raw, problems)
    if frame is None or shapes is None:
        return None
    _known(frame, "iso3", members, PROJECTS, problems)
    codes: dict[str, Mapping[str, object]] = {
        "sector": SECTORS,
        "status": STATUSES,
        "flow_type": FLOW_TYPES,
        "flow_class": PROJECT_CLASSES,
        "recommended_for_aggregates": YES_NO,
        "umbrella": YES_NO,
    }
    for column, known in codes.items():
        _known(frame, column, known, PROJECTS, problems)
        frame[column] = frame[column].map(known)
    numbers = frame["aiddata_project_id"].tolist()
    for number in sorted(set(numbers) - set(labels)):
        problems.add("seeds/projects.yml", f"no label for project {number}", "add one in four languages")
    for number in sorted(set(labels) - set(numbers)):
        cure = "correct the number, or remove the record"
        problems.add("seeds/projects.yml", "the download has no such project", cure, record=number)
    if problems:
        return None
    words = pd.DataFrame([texts("label", labels[number].label) for number in numbers])
    place = [_place(row, shapes) for row in zip(frame["iso3"], frame["lat"], frame["lon"], strict=True)]
    frame = frame.assign(
        **words,
        place_country=[found for found, _ in place],
        place_check=[check for _, check in place],
        admin1_name=mended(frame["admin1_name"]),
        precision=frame["lat"].notna().map({True: "first_level_unit", False: None}),
    ).rename(
        columns={
            "aiddata_project_id": "number",
            "iso3": "country",
            "commitment_year": "year",
            "recommended_for_aggregates": "counts_in_totals",
            "funding_agencies": "funders",
            "implementation_start_year": "started",
            "completion_year": "completed",
            "admin1_name": "unit",
            "admin1_n": "units",
            "source_id": "source",
        }
    )
    warnings += [
        f"{PROJECTS.path}: project {row.number} is a project in {row.country}, but its place "
        f"({row.unit}) lies in {row.place_country}; kept, and marked in column place_check"
        for row in frame[frame["place_check"] == "other_country"].itertuples()
    ]
    return frame


def _place(row: tuple[str, float, float], shapes: Mapping[str, shapely.Geometry]) -> tuple[str | None, str]:
    country, lat, lon = row
    if pd.isna(lat) or pd.isna(lon):
        return None, "no_place"
    point = shapely.Point(lon, lat)
    if shapes[country].contains(point):
        return country, "ok"
    # The middle of an island unit may lie in the sea beside a simplified coast: then the nearest member
    # counts.
    nearest = min(shapes, key=lambda code: shapes[code].distance(point))
    return nearest, "ok" if nearest == country else "other_country"


def _shapes(raw: Path, problems: Problems) -> dict[str, shapely.Geometry] | None:
    try:
        document = json.loads((raw / SHAPES).read_text("utf-8"))
        return {
            feature["properties"]["iso3"]: shapely.geometry.shape(feature["geometry"])
            for feature in document["features"]
        }
    except FileNotFoundError:
        problems.add(SHAPES, f"the file is missing in {raw.name}", "point RAW_DIR at the folder that holds it")
    except (ValueError, KeyError) as error:
        problems.add(SHAPES, f"is not the expected GeoJSON ({error})", "restore the file")
    return None


def _known(frame: pd.DataFrame, column: str, known: Collection[str], spec: csvs.Csv, problems: Problems) -> None:
    for value in sorted(set(frame[column]) - set(known)):
        line = frame.index[frame[column] == value].tolist()[0] + 2
        cure = "correct the cell, or teach data/build/gcdf.py the new value"
        problems.add(spec.path, f"unknown {value!r}", cure, record=f"line {line}", field=column)
