"""What the API serves: tables of the store, each with its key and the parameters that narrow it.

A new column of a table appears by itself; a new table is a line in `RESOURCES`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pandas as pd

from data import records as named
from data import schema, store
from data.schema import Column

Kind = Literal["codes", "year", "from", "to"]


@dataclass(frozen=True)
class Filter:
    """A parameter that keeps the rows whose `column` has one of the values, or a year within bounds.

    Of a date only the year counts. `members` adds the 33 to the codes that the column holds.
    """

    name: str
    column: str
    description: str
    kind: Kind = "codes"
    members: bool = False


@dataclass(frozen=True)
class Resource:
    """A list of rows at `/api/v1/<name>`, and each of them at `/api/v1/<name>/<key>` where there is a key."""

    name: str
    key: str = ""
    filters: tuple[Filter, ...] = ()

    @property
    def title(self) -> str:
        """What it is, in one line."""
        return schema.TABLES[self.name].title

    @property
    def description(self) -> str:
        """What to know about its rows."""
        return schema.TABLES[self.name].description

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its rows, in order."""
        columns = schema.TABLES[self.name].columns
        return (*columns[:-1], _UNIT, columns[-1]) if self.name == "observations" else columns

    @property
    def fields(self) -> tuple[Column, ...]:
        """The columns as JSON has them: rows that may turn out to be wrong say which corrections they had."""
        return (*self.columns, _CORRECTIONS) if self.of_facts else self.columns

    @property
    def of_facts(self) -> bool:
        """Whether its rows rest on sources, so that one may turn out to be wrong."""
        return self.name != "corrections" and "source" in schema.TABLES[self.name].names

    @property
    def path(self) -> str:
        """Its address."""
        return f"/api/v1/{self.name}"


_UNIT = Column("unit", "string", "Code of the unit of the indicator", required=True)
_CORRECTIONS = Column("corrections", "string", 'Ids of the corrections of this row, joined by ";"')
_COUNTRY = Filter("country", "country", "Members, ISO 3166-1 alpha-3", members=True)


def _years(column: str, what: str) -> tuple[Filter, ...]:
    return (
        Filter("year", column, f"Years {what}", "year"),
        Filter("from", column, f"First year {what}", "from"),
        Filter("to", column, f"Last year {what}", "to"),
    )


_LIST = (
    Resource("countries", "country", (_COUNTRY, Filter("subregion", "subregion", "Where it lies"))),
    Resource("indicators", "id", (Filter("group", "group", "Themes"), Filter("kind", "kind", "Numeric or category"))),
    Resource(
        "observations",
        "",
        (Filter("indicator", "indicator", "Ids of indicators"), _COUNTRY, *_years("year", "of the value")),
    ),
    Resource(
        "events",
        "id",
        (
            Filter("country", "countries", "Members, or CHN for China or the region as a whole", members=True),
            Filter("category", "category", "Themes"),
            *_years("date", "of the event"),
        ),
    ),
    Resource("claims", "id", (Filter("verdict", "verdict", "Verdicts"),)),
    Resource(
        "quotes", "id", (Filter("country", "country", "Countries of the speakers"), Filter("theme", "theme", "Themes"))
    ),
    Resource(
        "agreements",
        "id",
        (
            Filter("country", "country", "Members, or CHN for context without a member", members=True),
            Filter("type", "type", "Kinds"),
            Filter("state", "state", "States"),
            *_years("signed", "of the signature"),
        ),
    ),
    Resource("recognition", "", (_COUNTRY, Filter("party", "party", "Party recognised"))),
    Resource("belt_and_road", "country", (_COUNTRY, Filter("status", "status", "Status today"))),
    Resource("pledges", "id", (Filter("kind", "kind", "Kinds"), *_years("date", "of the announcement"))),
    Resource("pledge_steps", "", (Filter("pledge", "pledge", "Ids of pledges"),)),
    Resource("country_pledges", "", (_COUNTRY, Filter("pledge", "pledge", "Ids of pledges"))),
    Resource("pledge_measures", "", (Filter("pledge", "pledge", "Ids of pledges"),)),
    Resource("policy_banks", "id"),
    Resource(
        "finance",
        "",
        (_COUNTRY, Filter("flow_class", "flow_class", "Classes of money"), *_years("year", "of the commitment")),
    ),
    Resource(
        "projects",
        "number",
        (
            _COUNTRY,
            Filter("sector", "sector", "Sectors"),
            Filter("status", "status", "States of the project"),
            *_years("year", "of the commitment"),
        ),
    ),
    Resource("locations", "", (_COUNTRY,)),
    Resource(
        "trade_totals",
        "",
        (
            Filter("reporter", "reporter", "Who records"),
            Filter("flow", "flow", "Directions"),
            *_years("year", "of trade"),
        ),
    ),
    Resource("un_votes", "", (_COUNTRY, *_years("year", "of the votes"))),
    Resource("report", "id"),
    Resource("named", "id", (Filter("kind", "kind", "Kinds"),)),
    Resource("figures", "", (Filter("record", "record", "Ids of claims, pledges or questions"),)),
    Resource("questions", "id"),
    Resource("terms", "id"),
    Resource("changelog", "version"),
    Resource("corrections", "id", (Filter("table", "table", "Tables of the rows"),)),
    Resource(
        "sources",
        "id",
        (
            Filter("id", "id", "Ids of sources"),
            Filter("kind", "kind", "Kinds of document"),
            Filter("used_by", "used_by", "Tables with a row from the source"),
        ),
    ),
)
RESOURCES: dict[str, Resource] = {resource.name: resource for resource in _LIST}


@cache
def frame(name: str) -> pd.DataFrame:
    """The rows of a resource in the order of the store, integers as integers; columns as in `columns`."""
    if name == "observations":
        return _observations()
    rows = store.table(name)
    whole = {column.name: "Int64" for column in RESOURCES[name].columns if column.type == "integer"}
    return rows.astype(whole)[[column.name for column in RESOURCES[name].columns]]


def _observations() -> pd.DataFrame:
    # Figures and states in one list, in the order of the menu: a figure is a number, a state a code.
    found = [store.observations(indicator).astype({"value": object}) for indicator in store.indicators()]
    rows = pd.concat(found, ignore_index=True)
    units = {known.id: known.unit for known in store.indicators().values()}
    rows["unit"] = rows["indicator"].map(units)
    return rows[[column.name for column in RESOURCES["observations"].columns]]


def joined(column: Column) -> bool:
    """Whether a cell of this column is a list, written with ";" in the tables and as an array in JSON."""
    return 'joined by ";"' in column.description


def ways(column: Column) -> bool:
    """Whether a cell of this column is a list of ways into views, written as JSON in the tables."""
    return "JSON list" in column.description


@cache
def allowed(name: str, parameter: str) -> tuple[str, ...]:
    """The codes that a parameter of a resource takes, in alphabetical order."""
    wanted = next(item for item in RESOURCES[name].filters if item.name == parameter)
    column = next(column for column in RESOURCES[name].columns if column.name == wanted.column)
    cells = frame(name)[wanted.column].dropna().unique()
    codes = {part for cell in cells for part in (cell.split(";") if joined(column) else [cell])}
    return tuple(sorted(codes.union(column.values, store.country_codes() if wanted.members else ())))


def keys(resource: Resource) -> tuple[str, ...]:
    """The keys of the rows."""
    return tuple(frame(resource.name)[resource.key].astype(str))


def records(resource: Resource, rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as JSON writes them: gaps are None, lists are lists."""
    if resource.of_facts:
        rows = rows.assign(corrections=_corrected(resource.name, rows))
    columns = {column.name: _values(resource, column, rows[column.name]) for column in resource.fields}
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def _corrected(name: str, rows: pd.DataFrame) -> pd.Series[Any]:
    found = named.corrected(name, rows)
    # The list of observations holds two tables, with the same names of rows and other indicators.
    return found.fillna(named.corrected("categories", rows)) if name == "observations" else found


def _values(resource: Resource, column: Column, cells: pd.Series[Any]) -> list[Any]:
    values: list[Any] = cells.astype(object).where(cells.notna(), None).tolist()
    if ways(column):
        return [json.loads(value) for value in values]
    if joined(column):
        return [[] if value is None else value.split(";") for value in values]
    return values
