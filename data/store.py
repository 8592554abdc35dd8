"""The only opener of data/tables. Everything is read once and kept; callers never change a frame.

Errors: `DataError` names the file and the cure when a table is missing, unreadable or of another version. `check`
looks at all of them before anything is served; from then on nothing is read from the disk any more.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from data import contract, schema
from data.model import LANGUAGES, Indicator, Source

TABLES = Path(__file__).parent / "tables"
# Arrow's own pools keep 30 MB for themselves where 3 are used: the tables are small and read once. What Python asks for
# follows the call, what Arrow takes inside follows the variable, if it stands before Arrow takes anything.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
pa.set_memory_pool(pa.system_memory_pool())
# Words as Python has them: Arrow's make a new one at each look, and these tables are looked at row by row.
pd.options.mode.string_storage = "python"
_CURE = "run `python -m data.build`, or restore data/tables from the repository"
_NEWER = "the tables are newer than the code: take the code that belongs to them"
_LEVEL = 1  # of compression: a start waits for it, and CSV shrinks nearly as much as with the highest
_TOLD = 10  # faults that one screen has room for
_SHOWN = 80  # characters of somebody else's message or value
_TEXT_FIELDS = ("label", "short", "question", "definition", "caution")
_SOURCE_TEXTS = ("licence_label", "licence_allows", "reliability_label", "caution", "processing")


class DataError(RuntimeError):
    """A table cannot be used; the message says which file and what cures it."""


@cache
def table(name: str) -> pd.DataFrame:
    """One table by name, columns as in `data.schema`; gaps are NaN or <NA>.

    Raises DataError for an unknown name, a missing or broken file, or missing columns.
    """
    promised = schema.TABLES.get(name)
    if promised is None:
        raise DataError(f"there is no table {name!r}; known are {', '.join(schema.TABLES)}")
    _package()
    path = TABLES / f"{name}.parquet"
    try:
        frame = _parquet(name).read(use_threads=False).to_pandas(use_threads=False)
    except DataError:
        raise
    except Exception as error:
        raise DataError(f"{path} cannot be read ({error}); {_CURE}") from error
    absent = [column for column in promised.names if column not in frame]
    if absent:
        raise DataError(f"{path} lacks the column {', '.join(absent)}; {_CURE}")
    return frame


def _parquet(name: str) -> pq.ParquetFile:
    """The file of a table, opened; what its columns are has not been looked at."""
    # Straight through pyarrow: pandas.read_parquet opens every file through its dataset layer, ten times slower.
    return pq.ParquetFile(pa.BufferReader(package_file(f"{name}.parquet")))


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

    Read once: what is served stays what it was at the start. Raises DataError for another name and for a file that
    cannot be read.
    """
    stem, _, suffix = name.partition(".")
    if name != "datapackage.json" and (stem not in schema.TABLES or suffix not in ("csv", "parquet")):
        raise DataError(f"the package has no file {name!r}")
    return zlib.decompress(_kept(name))


@cache
def _kept(name: str) -> bytes:
    """A file of the package, compressed: it is kept as long as the process lives, and CSV shrinks to a tenth."""
    try:
        return zlib.compress((TABLES / name).read_bytes(), _LEVEL)
    except FileNotFoundError:
        raise DataError(f"{TABLES / name} is missing; {_CURE}") from None
    except OSError as error:
        raise DataError(f"{TABLES / name} cannot be read ({error.strerror}); {_CURE}") from None


@cache
def _package() -> Mapping[str, Any]:
    path = TABLES / "datapackage.json"
    try:
        package: dict[str, Any] = json.loads(package_file(path.name))
        found = package.get("schema_version")
        lacking = {"version", "resources"} - package.keys()
    except (ValueError, AttributeError) as error:
        raise DataError(f"{path} is not JSON ({error}); {_CURE}") from error
    if found != schema.VERSION:
        cure = _NEWER if isinstance(found, int) and found > schema.VERSION else _CURE
        raise DataError(f"{path} has schema version {found}, the code needs {schema.VERSION}; {cure}")
    if lacking:
        raise DataError(f"{path} lacks {', '.join(sorted(lacking))}; {_CURE}")
    return package


def data_version() -> str:
    """Version of the tables: that of the data changelog and eight digits of their content,
    "1.0.0+3fa9c1d2".
    """
    return str(_package()["version"])


def release() -> str:
    """The release of the tables alone, "1.0.0": what a link to cite says."""
    return data_version().partition("+")[0]


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
        asked = tuple(countries)
        frame = _of_one(indicator_id, *asked) if len(asked) == 1 else frame[frame["country"].isin(asked)]
    if years is not None:
        frame = frame[frame["year"].isin(list(years))]
    return frame


# A member's page asks some twenty times for the same rows.
@lru_cache(maxsize=256)
def _of_one(indicator_id: str, country: str) -> pd.DataFrame:
    frame = _observations(indicator_id)
    return frame[frame["country"] == country]


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


# -- before anything is served ---------------------------------------------------------------------


def check() -> None:
    """Read every file of the package and hold it against its contract.

    Raises DataError with all faults: file, row, what is wrong, and one cure for all of them.
    """
    _package()  # a broken description says more than its consequences
    found = list(_faults())
    # All rows of all tables at once are more than the views ever ask for.
    table.cache_clear()
    if not found:
        return
    head = f"{len(found)} fault{'s' if len(found) > 1 else ''} in the tables; nothing is served."
    more = [f"… and {len(found) - _TOLD} more"] if len(found) > _TOLD else []
    raise DataError("\n".join([head, *found[:_TOLD], *more, f"To cure this, {_CURE}."]))


def _faults() -> Iterator[str]:
    """A line for each fault, in the order of the package; what tables say of each other comes last."""
    whole: dict[str, pd.DataFrame] = {}
    described = {str(resource.get("name")): resource for resource in _package()["resources"]}
    for name in schema.TABLES:
        if name not in described:
            yield f"{TABLES / 'datapackage.json'}: does not describe {name}"
            continue
        lines = [*_faults_of_table(name, described[name])]
        if not lines:
            whole[name] = table(name)
        yield from (*lines, *_faults_of_csv(name, described[name]))
    strange = [*contract.references(whole)]
    # Rows that keep the contract and yet are other ones; where a reference tells which, that says more.
    strange += [
        (name, contract.Fault("is not the file that the build wrote", ""))
        for name in whole.keys() - {name for name, _ in strange}
        if not _same(f"{name}.parquet", described[name].get("parquet", {}))
    ]
    yield from (_line(TABLES / f"{name}.parquet", fault) for name, fault in strange)
    for name, read in (("indicators", indicators), ("sources", sources)):
        try:
            if name in whole:
                read()
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            yield f"{TABLES / name}.parquet · {place}: {first['msg']} ({str(first['input'])[:_SHOWN]!r})"


def _faults_of_table(name: str, described: Mapping[str, Any]) -> Iterator[str]:
    path, promised = TABLES / f"{name}.parquet", schema.TABLES[name]
    faults: list[contract.Fault] = []
    try:
        if not package_file(path.name):
            faults.append(contract.Fault("is empty", ""))
        else:
            faults += contract.shape(_parquet(name).schema_arrow, promised)
        if not faults:
            frame = table(name)
            faults += contract.rows(frame, promised)
            if len(frame) != described.get("rows"):
                faults.append(contract.Fault(f"has {len(frame)} rows, the package says {described.get('rows')}", ""))
    except DataError as error:
        yield _brief(error)
        return
    except (pa.ArrowException, OSError, ValueError) as error:
        faults.append(contract.Fault(f"cannot be read ({str(error).splitlines()[0][:_SHOWN]})", ""))
    yield from (_line(path, fault) for fault in faults)


def _faults_of_csv(name: str, resource: Mapping[str, Any]) -> Iterator[str]:
    path = TABLES / f"{name}.csv"
    try:
        if _same(path.name, resource):
            return
        content = package_file(path.name)
    except DataError as error:
        yield _brief(error)
        return
    if not content:
        yield f"{path}: is empty"
        return
    lines = content.decode("utf-8", errors="replace").splitlines()
    try:
        wanted = table(name).to_csv(index=False, lineterminator="\n").splitlines()
    except DataError:
        wanted = []
    row = next((at for at, (line, right) in enumerate(zip(lines, wanted, strict=False)) if line != right), None)
    at = min(len(lines), len(wanted)) if row is None else row
    yield f"{path} · line {at + 1}: is not what the build wrote"


def _brief(error: DataError) -> str:
    """What an error says without its cure, on one line: all of them have the same."""
    return " ".join(str(error).removesuffix(f"; {_CURE}").split())


def _same(name: str, described: Mapping[str, Any]) -> bool:
    digest: str = described.get("hash", "")
    return digest == f"sha256:{hashlib.sha256(package_file(name)).hexdigest()}"


def _line(path: Path, fault: contract.Fault) -> str:
    row = "" if fault.row is None else f"row {fault.row + 1} ({fault.record})"
    return f"{' · '.join(part for part in (str(path), row, fault.column) if part)}: {fault.what}"


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
