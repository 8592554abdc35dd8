"""datapackage.json: the tables in the words of the Frictionless Data Package standard, version 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data import schema

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def describe(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The package without its version: schema, units, constraints, sources and licences of each table."""
    sources = tables["sources"].set_index("id")
    return {
        "$schema": _PROFILE,
        "name": "china-celac-ties",
        "title": "China–CELAC Ties",
        "description": (
            "Ties of China with the 33 members of CELAC: trade, finance, recognition, Belt and Road, votes, "
            "and a news report of January 2018 checked against the record. Missing values are absent, not "
            "zero."
        ),
        "schema_version": schema.VERSION,
        "resources": [_resource(schema.TABLES[name], frame, sources) for name, frame in tables.items()],
    }


def _resource(table: schema.Table, frame: pd.DataFrame, sources: pd.DataFrame) -> dict[str, Any]:
    used = sorted({part for cell in frame["source"].unique() for part in cell.split(";")}) if "source" in frame else []
    resource: dict[str, Any] = {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": len(frame),
        "schema": _schema(table),
    }
    if used:
        rows = sources.loc[used]
        resource["sources"] = [_source(row, code) for code, row in zip(used, rows.to_dict("records"), strict=True)]
        resource["licenses"] = _licences(rows)
    return resource


def _schema(table: schema.Table) -> dict[str, Any]:
    found: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    keys = {"countries": "country", "indicators": "id", "pledges": "id", "sources": "id"}
    if table.foreign:
        found["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": target, "fields": [keys[target]]}}
            for column, target in table.foreign.items()
        ]
    return found


def _field(column: schema.Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.type == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if column.pattern:
        constraints["pattern"] = column.pattern
    if constraints:
        field["constraints"] = constraints
    return field


def _source(row: Mapping[str, Any], code: str) -> dict[str, str]:
    found = {"title": f"{row['producer']}: {row['title']}", "id": code}
    if isinstance(row["url"], str) and row["url"].startswith("http") and row["show_link"]:
        found["path"] = row["url"]
    return found


def _licences(rows: pd.DataFrame) -> list[dict[str, str]]:
    kinds = rows.drop_duplicates("licence_class").sort_values("licence_class")
    found = []
    for row in kinds.to_dict("records"):
        licence = {"name": row["licence_class"].replace("_", "-"), "title": row["licence_label_en"]}
        if isinstance(row["licence_url"], str):
            licence["path"] = row["licence_url"]
        found.append(licence)
    return found
