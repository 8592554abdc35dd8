"""Whether rows keep the contract of `data.schema`: types, gaps, closed lists, forms, keys, and what they refer to.

The build asks before it writes, the store before it serves. Pure: frames in, faults out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from data import schema

_TYPES: dict[schema.Type, tuple[str, ...]] = {
    "string": ("string", "large_string"),
    "integer": ("int64",),
    "number": ("double",),
    "boolean": ("bool",),
}
# What another table is known by.
_KEYS = {"countries": "country", "indicators": "id", "pledges": "id", "sources": "id"}
_SHOWN = 60  # characters of a bad value that a fault repeats


@dataclass(frozen=True)
class Fault:
    """One way in which a table breaks its contract; `row` counts from 0, `record` is its key."""

    what: str
    cure: str
    column: str = ""
    row: int | None = None
    record: str = ""


def shape(found: pa.Schema, table: schema.Table) -> Iterator[Fault]:
    """Columns that are absent, strange, in another order or of another type."""
    cure = "write the columns of data/schema.py"
    absent = [name for name in table.names if name not in found.names]
    strange = [name for name in found.names if name not in table.names]
    if absent:
        yield Fault(f"lacks the column {', '.join(absent)}", cure)
    if strange:
        yield Fault(f"has a column that nobody knows: {_short(', '.join(strange))}", cure)
    if not absent and not strange and found.names != table.names:
        yield Fault("has its columns in another order", cure)
    for column in table.columns:
        if column.name in found.names:
            kind = str(found.field(column.name).type)
            if kind not in _TYPES[column.type]:
                yield Fault(f"holds {kind}, not {column.type}", cure, column.name)


def rows(frame: pd.DataFrame, table: schema.Table) -> Iterator[Fault]:
    """Gaps, values outside a closed list, wrong forms and rows that stand twice: the first of each column.

    The frame has the columns and types of the contract.
    """
    if frame.empty and not table.may_be_empty:
        yield Fault("has no rows", "give it some, or remove the table")
    for column in table.columns:
        cells = frame[column.name]
        known = cells.dropna()
        if column.required and len(known) < len(cells):
            yield _at(frame, table, cells.isna(), "a value is missing", "fill it in the seed or the download", column)
        if column.type == "number" and (endless := known.abs() == float("inf")).any():
            yield _at(frame, table, endless, "the value is infinite", "correct the seed or the download", column)
        if column.values and (unknown := ~known.isin(column.values)).any():
            value = _short(repr(known[unknown].iloc[0]))
            yield _at(frame, table, unknown, f"unknown {value}", f"use one of {', '.join(column.values)}", column)
        if column.pattern and (wrong := ~known.str.fullmatch(column.pattern)).any():
            value = _short(repr(known[wrong].iloc[0]))
            yield _at(frame, table, wrong, f"{value} has the wrong form", f"write {column.description}", column)
    twice = frame.duplicated(list(table.key))
    if twice.any():
        yield _at(frame, table, twice, "the row stands twice", "remove one of the two from the input")


def names(frame: pd.DataFrame, table: schema.Table) -> pd.Series[str]:
    """The name of each row: the values of the columns that name it, joined by "."."""
    first, *others = (frame[column].astype(str) for column in table.named_by)
    return first.str.cat(others, sep=".") if others else first


def references(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, Fault]]:
    """Table and fault for every country, indicator, pledge or source that a row names and that does not exist.

    Where the table that would know is not among `tables`, nothing is said.
    """
    known = {name: set(tables[name][key]) for name, key in _KEYS.items() if name in tables}
    for name, frame in tables.items():
        table = schema.TABLES[name]
        for column, target in table.foreign.items():
            for code in sorted(set(frame[column].dropna()) - known.get(target, set(frame[column]))):
                cure = f"add it to {target}, or correct the row"
                where = frame[column] == code
                yield name, _at(frame, table, where, f"unknown {_short(repr(code))}", cure, table.column(column))
        if "source" in frame and "sources" in tables:
            sources = set(tables["sources"]["id"])
            cells = frame["source"].dropna()
            for code in sorted({part for cell in cells.unique() for part in cell.split(";")} - sources):
                where = cells.map(lambda cell, code=code: code in cell.split(";"))
                cure = "add it to seeds/sources, or correct the id"
                what = f"unknown source {_short(repr(code))}"
                yield name, _at(frame, table, where, what, cure, table.column("source"))


def _at(
    frame: pd.DataFrame,
    table: schema.Table,
    where: pd.Series,
    what: str,
    cure: str,
    column: schema.Column | None = None,
) -> Fault:
    """A fault of the first row for which `where` holds."""
    row = where[where].index[0]
    record = " ".join(str(frame.loc[row, name]) for name in table.key)
    return Fault(what, cure, column.name if column else "", int(row), _short(record))


def _short(text: str) -> str:
    kept = "".join(sign for sign in text if sign.isprintable())
    return kept if len(kept) <= _SHOWN else f"{kept[:_SHOWN]} …"
