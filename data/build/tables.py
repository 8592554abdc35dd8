"""Frames → tables: columns and types of the contract, fixed order of rows, Parquet and CSV, replaced all or
none.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data import schema
from data.build.problems import Problems
from data.model import LANGUAGES


def texts(name: str, words: Mapping[str, str] | None) -> dict[str, str | None]:
    """A text for readers as columns: name_en, name_es, name_pt, name_zh."""
    return {f"{name}_{lang}": (words or {}).get(lang) for lang in LANGUAGES}


def finish(frame: pd.DataFrame, table: schema.Table, problems: Problems) -> pd.DataFrame:
    """The frame in the order and types of the contract; a broken contract is a problem."""
    frame = frame[table.names].astype(table.dtypes).sort_values(list(table.key), ignore_index=True)
    place = f"table {table.name}"
    for column in table.columns:
        cells = frame[column.name]
        if column.required and cells.isna().any():
            record = _record(frame[cells.isna()].iloc[0], table)
            problems.add(
                place,
                "a value is missing",
                "fill it in the seed or the download",
                record=record,
                field=column.name,
            )
        if column.values:
            unknown = sorted(set(cells.dropna()) - set(column.values))
            if unknown:
                problems.add(
                    place,
                    f"unknown {unknown[0]!r}",
                    f"use one of {', '.join(column.values)}",
                    field=column.name,
                )
        if column.pattern:
            wrong = cells.dropna()[~cells.dropna().str.fullmatch(column.pattern)]
            if len(wrong):
                problems.add(
                    place,
                    f"{wrong.iloc[0]!r} has the wrong form",
                    f"write {column.description}",
                    field=column.name,
                )
    twice = frame.duplicated(list(table.key))
    if twice.any():
        record = _record(frame[twice].iloc[0], table)
        problems.add(place, "the row stands twice", "remove one of the two from the input", record=record)
    return frame


def _record(row: pd.Series, table: schema.Table) -> str:
    return " ".join(str(row[column]) for column in table.key)


def check_foreign(tables: Mapping[str, pd.DataFrame], problems: Problems) -> None:
    """Every country, indicator and source that a row names must exist."""
    known = {
        "countries": set(tables["countries"]["country"]),
        "indicators": set(tables["indicators"]["id"]),
        "sources": set(tables["sources"]["id"]),
        "pledges": set(tables["pledges"]["id"]),
    }
    for name, frame in tables.items():
        for column, target in schema.TABLES[name].foreign.items():
            for code in sorted(set(frame[column].dropna()) - known[target]):
                problems.add(
                    f"table {name}",
                    f"unknown {code!r}",
                    f"add it to {target}, or correct the row",
                    field=column,
                )
        if "source" in frame:
            for code in sorted(
                {part for cell in frame["source"].unique() for part in cell.split(";")} - known["sources"]
            ):
                problems.add(
                    f"table {name}",
                    f"unknown source {code!r}",
                    "add it to seeds/sources, or correct the id",
                    field="source",
                )


def check_indicators(tables: Mapping[str, pd.DataFrame], problems: Problems) -> None:
    """Every indicator has a value, in the table of its kind."""
    for kind, name in (("numeric", "observations"), ("category", "categories")):
        wanted = tables["indicators"].loc[tables["indicators"]["kind"] == kind, "id"]
        for code in sorted(set(wanted) - set(tables[name]["indicator"])):
            problems.add(
                f"seeds/indicators/{code}.yml",
                f"table {name} has no row of {code}",
                "teach a reader in data/build its values (CONTRIBUTING.md), correct the id, or remove the file",
            )


def used_by(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Source id → names of the tables with a row from it."""
    found: dict[str, list[str]] = {}
    for name, frame in tables.items():
        if "source" in frame and name != "sources":
            for code in {part for cell in frame["source"].unique() for part in cell.split(";")}:
                found.setdefault(code, []).append(name)
    return found


def write(tables: Mapping[str, pd.DataFrame], package: dict[str, object], out: Path, *, release: str) -> str:
    """Write all tables and datapackage.json beside `out`, then put the folder in its place. Returns the
    version.

    The version is the release and eight digits of the content, so that two different sets never share one.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        digest = hashlib.sha256()
        for name, frame in tables.items():
            path = fresh / f"{name}.csv"
            frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
            digest.update(name.encode() + path.read_bytes())
            # Without pandas' own metadata the file depends on the values alone.
            arrow = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
            pq.write_table(arrow, fresh / f"{name}.parquet", compression="zstd")
        version = f"{release}+{digest.hexdigest()[:8]}"
        text = json.dumps({**package, "version": version}, ensure_ascii=False, indent=1)
        (fresh / "datapackage.json").write_text(text + "\n", encoding="utf-8")
        fresh.chmod(0o755)
        _replace(out, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return version


def _replace(out: Path, fresh: Path) -> None:
    old = out.with_name(f".{out.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
