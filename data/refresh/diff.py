"""What a new set of tables changes: rows added, changed and gone, by the key of each table, with examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from data import schema

EXAMPLES = 3
Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class Change:
    """The difference of one table; examples are lines for people, at most EXAMPLES of each kind."""

    table: str
    rows: int
    added: int
    changed: int
    gone: int
    examples: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


def compare(old: Path, tables: Mapping[str, pd.DataFrame]) -> list[Change]:
    """Each table against the one in the folder `old`; a table that is not there yet is all new."""
    return [_table(old / f"{name}.parquet", name, frame) for name, frame in tables.items()]


def summary(changes: Iterable[Change]) -> str:
    """The changes as a report: a line per table that changes, below it examples."""
    changes = list(changes)
    lines = ["What changes in the tables:"]
    for change in changes:
        if change:
            counts = f"+{change.added} added  ~{change.changed} changed  -{change.gone} gone"
            lines += [f"  {change.table}: {counts}  ({change.rows} rows now)", *change.examples]
    same = sum(not change for change in changes)
    lines.append(f"  unchanged: {same} of {len(changes)} tables")
    return "\n".join(lines)


def _table(path: Path, name: str, frame: pd.DataFrame) -> Change:
    key = list(schema.TABLES[name].key)
    before = pd.read_parquet(path) if path.exists() else frame.head(0)
    if not set(key) <= set(before.columns):  # built by another version of the schema
        before = frame.head(0)
    columns = [column for column in frame.columns if column in before.columns and column not in key]
    new, old = _rows(frame, key, columns), _rows(before, key, columns)
    added = [at for at in new if at not in old]
    changed = [at for at in new if at in old and new[at] != old[at]]
    gone = [at for at in old if at not in new]
    examples = [
        *(f"      + {_name(at)}{_value(new[at], columns)}" for at in added[:EXAMPLES]),
        *(f"      ~ {_name(at)}{_first(old[at], new[at], columns)}" for at in changed[:EXAMPLES]),
        *(f"      - {_name(at)}{_value(old[at], columns)}" for at in gone[:EXAMPLES]),
    ]
    return Change(name, len(frame), len(added), len(changed), len(gone), tuple(examples))


def _rows(frame: pd.DataFrame, key: list[str], columns: list[str]) -> dict[Row, Row]:
    """Key → cells as plain objects, a gap as None: 12 and 12.0 are the same, and so are two gaps."""
    plain = frame.astype(object).where(frame.notna(), None)
    keys = plain[key].itertuples(index=False, name=None)
    return dict(zip(keys, plain[columns].itertuples(index=False, name=None), strict=True))


def _name(at: Row) -> str:
    return " ".join(str(part) for part in at)


def _value(row: Row, columns: list[str]) -> str:
    return f": {row[columns.index('value')]}" if "value" in columns else ""


def _first(old: Row, new: Row, columns: list[str]) -> str:
    """The first cell that differs."""
    column, before, after = next(cells for cells in zip(columns, old, new, strict=True) if cells[1] != cells[2])
    return f" {column}: {before} → {after}"
