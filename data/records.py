"""Rows by name, and what was corrected in them: an event is "ev061", a figure "trade_with_china_usd.BRA.2017"."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from data import contract, schema, store


@cache
def places(table: str) -> dict[str, int]:
    """Name → place of the row in its table."""
    return {name: at for at, name in enumerate(contract.names(store.table(table), schema.TABLES[table]))}


def row(table: str, name: str) -> dict[str, Any]:
    """One row; KeyError for an unknown name."""
    found: dict[str, Any] = store.table(table).iloc[places(table)[name]].to_dict()
    return found


@cache
def corrections() -> dict[str, dict[str, tuple[str, ...]]]:
    """Table → name of a row → ids of its corrections, the newest first; what was never wrong is absent."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for entry in store.table("corrections").sort_values(["date", "id"]).itertuples():
        of = found.setdefault(str(entry.table), {})
        for name in str(entry.rows).split(";"):
            of[name] = (str(entry.id), *of.get(name, ()))
    return found


def corrected(table: str, frame: pd.DataFrame) -> pd.Series[Any]:
    """For each row of a table the ids of its corrections, joined by ";"; a gap where it was never wrong."""
    known = corrections().get(table)
    if not known:
        return pd.Series(None, index=frame.index, dtype=object)
    return contract.names(frame, schema.TABLES[table]).map({name: ";".join(ids) for name, ids in known.items()})
