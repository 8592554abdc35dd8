"""The only opener of data/tables. Everything is read once and kept; callers never change a frame.

Errors: `DataError` names the file and the cure when a table is missing, unreadable or of another version.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data import schema
from data.model import LANGUAGES, Indicator, Source

TABLES = Path(__file__).parent / "tables"
# Arrow's own pool keeps 30 MB for itself where 3 are used: the tables are small and read once.
pa.set_memory_pool(pa.system_memory_pool())
_CURE = "run `python -m data.build`, or restore data/tables from the repository"
_TEXT_FIELDS = ("label", "short", "question", "definition", "caution")
_SOURCE_TEXTS = ("licence_label", "licence_allows", "reliability_label", "caution", "processing")


class DataError(RuntimeError):
    """A table cannot be used; the message says which file and what cures it."""


@cache
def table(name: str) -> pd.DataFrame:
    """One table by name, columns as in `data.schema`; gaps are NaN or <NA>.

    Raises DataError for an unknown name, a missing or broken file, or missing columns.
    """
    contract = schema.TABLES.get(name)
    if contract is None:
        raise DataError(f"there is no table {name!r}; known are {', '.join(schema.TABLES)}")
    _package()
    path = TABLES / f"{name}.parquet"
    try:
        # Straight through pyarrow: pandas.read_parquet opens every file through its dataset layer, ten times
        # slower.
        frame = pq.ParquetFile(path).read(use_threads=False).to_pandas(use_threads=False)
    except FileNotFoundError:
        raise DataError(f"{path} is missing; {_CURE}") from None
    except Exception as error:
        raise DataError(f"{path} cannot be read ({error}); {_CURE}") from error
    absent = [column for column in contract.names if column not in frame]
    if absent:
        raise DataError(f"{path} lacks the column {', '.join(absent)}; {_CURE}")
    return frame


def tables() -> tuple[str, ...]:
    """The names of all tables, in the order of the package."""
    return tuple(schema.TABLES)


def package(name: str) -> Mapping[str, Any]:
    """What datapackage.json says of one table: title, description, schema, sources, licences.

    KeyError for an unknown name.
    """
    resources: list[dict[str, Any]] = _package()["resources"]
    return {resource["name"]: resource for resource in resources}[name]


def package_head() -> Mapping[str, Any]:
    """What datapackage.json says of all tables together: name, title, description, version."""
    return {name: value for name, value in _package().items() if name != "resources"}


def package_file(name: str) -> bytes:
    """A file of the package as it lies in data/tables: datapackage.json, or a table as .csv or .parquet.

    Raises DataError for another name and for a file that is missing.
    """
    stem, _, suffix = name.partition(".")
    if name != "datapackage.json" and (stem not in schema.TABLES or suffix not in ("csv", "parquet")):
        raise DataError(f"the package has no file {name!r}")
    try:
        return (TABLES / name).read_bytes()
    except FileNotFoundError:
        raise DataError(f"{TABLES / name} is missing; {_CURE}") from None


@cache
def _package() -> Mapping[str, Any]:
    path = TABLES / "datapackage.json"
    try:
        package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path} is missing; {_CURE}") from None
    except ValueError as error:
        raise DataError(f"{path} is not JSON ({error}); {_CURE}") from error
    if package.get("schema_version") != schema.VERSION:
        found = package.get("schema_version")
        raise DataError(f"{path} has schema version {found}, the code needs {schema.VERSION}; {_CURE}")
    return package


def data_version() -> str:
    """Version of the tables: that of the data changelog and eight digits of their content,
    "1.0.0+3fa9c1d2".
    """
    return str(_package()["version"])


def countries() -> pd.DataFrame:
    """The 33 members, one row each, alphabetical by English name: codes, names, places, memberships."""
    return _countries()


@cache
def _countries() -> pd.DataFrame:
    return table("countries").sort_values("name_en", ignore_index=True)


@cache
def country_codes() -> tuple[str, ...]:
    """The ISO3 codes of the 33 members in alphabetical order of their English names."""
    return tuple(countries()["country"])


@cache
def indicators() -> dict[str, Indicator]:
    """Id → Indicator, in the order of the menu."""
    return {row["id"]: _indicator(row) for row in table("indicators").to_dict("records")}


def indicator(indicator_id: str) -> Indicator:
    """One indicator by id; KeyError for an unknown one."""
    return indicators()[indicator_id]


def observations(
    indicator_id: str, countries: Iterable[str] | None = None, years: Iterable[int] | None = None
) -> pd.DataFrame:
    """Rows of one indicator: country, indicator, year, value, source; only those that exist.

    The unit is that of `indicator(indicator_id)`; plain US dollars for money. For a category indicator
    `value` is a code, the state on 31 December. `countries` and `years` narrow the rows. KeyError for an
    unknown id.
    """
    frame = _observations(indicator_id)
    if countries is not None:
        frame = frame[frame["country"].isin(list(countries))]
    if years is not None:
        frame = frame[frame["year"].isin(list(years))]
    return frame


@cache
def _observations(indicator_id: str) -> pd.DataFrame:
    name = "categories" if indicator(indicator_id).kind == "category" else "observations"
    frame = table(name)
    return frame[frame["indicator"] == indicator_id].reset_index(drop=True)


@cache
def sources() -> dict[str, Source]:
    """Id → Source, every document and dataset behind the tables."""
    return {row["id"]: _source(row) for row in table("sources").to_dict("records")}


def source(source_id: str) -> Source:
    """One source by id; KeyError for an unknown one."""
    return sources()[source_id]


@cache
def words() -> dict[str, dict[str, str]]:
    """Language → key → words of the interface; a language holds only the keys that it translates."""
    frame = table("words")
    return {lang: dict(frame.loc[frame[lang].notna(), ["key", lang]].itertuples(index=False)) for lang in LANGUAGES}


def _indicator(row: Mapping[str, Any]) -> Indicator:
    plain = ("id", "order", "kind", "unit", "decimals", "group", "scale", "additive", "derived")
    return Indicator.model_validate(
        {
            **{name: row[name] for name in plain},
            **{name: _texts(row, name) for name in _TEXT_FIELDS},
            "categories": _parts(row["categories"]),
            "sources": _parts(row["source"]),
        }
    )


def _source(row: Mapping[str, Any]) -> Source:
    taken = {f"{name}_{lang}" for name in _SOURCE_TEXTS for lang in LANGUAGES}
    return Source.model_validate(
        {
            **{name: None if _gap(value) else value for name, value in row.items() if name not in taken},
            **{name: _texts(row, name) for name in _SOURCE_TEXTS},
            "used_by": _parts(row["used_by"]),
        }
    )


def _texts(row: Mapping[str, Any], name: str) -> dict[str, str] | None:
    found = {lang: row[f"{name}_{lang}"] for lang in LANGUAGES if not _gap(row[f"{name}_{lang}"])}
    return found or None


def _parts(cell: Any) -> tuple[str, ...]:
    return () if _gap(cell) else tuple(str(cell).split(";"))


def _gap(value: Any) -> bool:
    return value is None or value is pd.NA or value != value
