"""Reads the query of an address strictly: an unknown name, a doubled one or a bad value is refused by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode

import pandas as pd

from server.api import resources
from server.api.problems import RefusedError
from server.api.resources import Filter, Resource

Format = Literal["json", "csv"]
FORMATS: tuple[Format, ...] = ("json", "csv")
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_CODES = 100  # values in one list
MOST_OFFSET = 1_000_000
_YEAR = re.compile(r"[0-9]{4}")
_WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Query:
    """What is asked for: `values` by parameter as they were understood, and which part of the rows."""

    values: Mapping[str, tuple[str, ...]]
    format: Format | None
    offset: int
    limit: int

    def canonical(self, **changed: object) -> str:
        """The query in one spelling, for tags and for the address of the next part."""
        parts: dict[str, object] = {name: ",".join(values) for name, values in self.values.items()}
        if self.format:
            parts["format"] = self.format
        return urlencode({**parts, "offset": self.offset, "limit": self.limit, **changed}, safe=",")


def names(resource: Resource) -> tuple[str, ...]:
    """The parameters of a list."""
    return (*(item.name for item in resource.filters), "format", "limit", "offset")


def read(resource: Resource, query_string: bytes, max_rows: int) -> Query:
    """The query of a list.

    Raises RefusedError, which names the parameter and what it takes.
    """
    given = single(query_string, names(resource))
    values = {item.name: _read(resource, item, given[item.name]) for item in resource.filters if item.name in given}
    if {"from", "to"} <= values.keys() and values["from"] > values["to"]:
        raise _bad("from", given["from"], "It is later than `to`.", (f"{FIRST_YEAR}..{values['to'][0]}",))
    wanted = given.get("format")
    chosen = next((known for known in FORMATS if known == wanted), None)
    if wanted is not None and chosen is None:
        raise _bad("format", wanted, "The format is json or csv.", FORMATS)
    return Query(
        values=values,
        format=chosen,
        offset=_whole(given, "offset", 0, MOST_OFFSET, 0),
        limit=_whole(given, "limit", 1, max_rows, max_rows),
    )


def single(query_string: bytes, known: tuple[str, ...]) -> dict[str, str]:
    """Name → value of each parameter.

    Raises RefusedError for a name that is unknown or stands twice.
    """
    given: dict[str, str] = {}
    for name, value in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True):
        if name not in known:
            detail = f"This address takes {', '.join(known)}." if known else "This address takes no parameters."
            raise RefusedError("unknown-parameter", detail, parameter=name, allowed=known)
        if name in given:
            detail = "Write several values with commas: country=BRA,CHL."
            raise RefusedError("repeated-parameter", detail, parameter=name)
        given[name] = value
    return given


def narrowed(resource: Resource, query: Query) -> pd.DataFrame:
    """The rows that are asked for, all parts of them."""
    rows = resources.frame(resource.name)
    for item in resource.filters:
        if item.name in query.values:
            rows = rows[_kept(resource, item, rows[item.column], query.values[item.name])]
    return rows


def _kept(resource: Resource, item: Filter, cells: pd.Series[object], values: tuple[str, ...]) -> pd.Series[bool]:
    if item.kind == "codes":
        column = next(column for column in resource.columns if column.name == item.column)
        if not resources.joined(column):
            return cells.astype(str).isin(values) & cells.notna()
        # Once per distinct cell: they are few.
        held = {cell: not set(values).isdisjoint(str(cell).split(";")) for cell in cells.dropna().unique()}
        return cells.map(held).eq(True)
    years = pd.to_numeric(cells.astype("str").str.slice(0, 4), errors="coerce")
    if item.kind == "year":
        return years.isin([int(value) for value in values])
    bound = int(values[0])
    return years.ge(bound) if item.kind == "from" else years.le(bound)


def _read(resource: Resource, item: Filter, text: str) -> tuple[str, ...]:
    parts = text.split(",") if item.kind in ("codes", "year") else [text]
    if len(parts) > MOST_CODES:
        raise _bad(item.name, text, f"No more than {MOST_CODES} values at once.", None)
    if item.kind != "codes":
        for part in parts:
            if not _YEAR.fullmatch(part) or not FIRST_YEAR <= int(part) <= LAST_YEAR:
                span = f"{FIRST_YEAR} to {LAST_YEAR}"
                raise _bad(item.name, part, f"A year has four digits, {span}.", (f"{FIRST_YEAR}..{LAST_YEAR}",))
        return tuple(dict.fromkeys(parts))
    known = resources.allowed(resource.name, item.name)
    spelt = {code.lower(): code for code in known}
    for part in parts:
        if part.lower() not in spelt:
            raise _bad(item.name, part, f"{item.description}: this code is not known.", known, f"{resource.path}")
    return tuple(dict.fromkeys(spelt[part.lower()] for part in parts))


def _whole(given: Mapping[str, str], name: str, least: int, most: int, default: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise _bad(name, text, f"A whole number from {least} to {most}.", (f"{least}..{most}",))
    return int(text)


def _bad(
    name: str, value: str, detail: str, allowed: tuple[str, ...] | None, allowed_at: str | None = None
) -> RefusedError:
    return RefusedError("bad-value", detail, parameter=name, value=value, allowed=allowed, allowed_at=allowed_at)
