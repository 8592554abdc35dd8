"""Frames → tables: columns and types of the contract, fixed order of rows, Parquet and CSV, replaced all or
none.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data import contract, schema
from data.build.problems import Problems
from data.model import LANGUAGES


def texts(name: str, words: Mapping[str, str] | None) -> dict[str, str | None]:
    """A text for readers as columns: name_en, name_es, name_pt, name_zh."""
    return {f"{name}_{lang}": (words or {}).get(lang) for lang in LANGUAGES}


def finish(frame: pd.DataFrame, table: schema.Table, problems: Problems) -> pd.DataFrame:
    """The frame in the order and types of the contract; a broken contract is a problem."""
    frame = frame[table.names].astype(table.dtypes).sort_values(list(table.key), ignore_index=True)
    _note(table.name, contract.rows(frame, table), problems)
    return frame


def check_foreign(tables: Mapping[str, pd.DataFrame], problems: Problems) -> None:
    """Every country, indicator and source that a row names must exist."""
    for name, fault in contract.references(tables):
        _note(name, [fault], problems)


def _note(name: str, faults: Iterable[contract.Fault], problems: Problems) -> None:
    for fault in faults:
        problems.add(f"table {name}", fault.what, fault.cure, record=fault.record, field=fault.column)


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


def write(tables: Mapping[str, pd.DataFrame], package: dict[str, Any], out: Path, *, release: str) -> str:
    """Write all tables and datapackage.json beside `out`, then put the folder in its place. Returns the
    version.

    The version is the release and eight digits of the content, so that two different sets never share one. Each
    resource of the package gets size and hash of its files, so that the store knows a file that was changed.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        digest = hashlib.sha256()
        resources = {resource["name"]: resource for resource in package["resources"]}
        for name, frame in tables.items():
            path = fresh / f"{name}.csv"
            frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
            # Without pandas' own metadata the file depends on the values alone.
            arrow = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
            pq.write_table(arrow, path.with_suffix(".parquet"), compression="zstd")
            digest.update(name.encode() + path.read_bytes())
            second = path.with_suffix(".parquet")
            resources[name] |= {**_print(path), "parquet": {"path": second.name, **_print(second)}}
        version = f"{release}+{digest.hexdigest()[:8]}"
        text = json.dumps({**package, "version": version}, ensure_ascii=False, indent=1)
        (fresh / "datapackage.json").write_text(text + "\n", encoding="utf-8")
        fresh.chmod(0o755)
        _replace(out, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return version


def _print(path: Path) -> dict[str, object]:
    """Size and hash of a file, as the standard writes them."""
    content = path.read_bytes()
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


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
