"""Reads downloaded CSV files strictly: columns, types, counts of rows; faults become problems."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.build.problems import Problems

_CURE_FILE = "download it again (`python -m data.refresh`) or point RAW_DIR at the folder that holds it"
_FAULTS_SHOWN = 5


@dataclass(frozen=True)
class Csv:
    """A CSV file in RAW_DIR: its columns with types (str, int, float; "?" after it allows gaps), least and most rows.

    `most` counts the rows of one year where `yearly` is set: such a file grows with each year.
    """

    path: str
    columns: Mapping[str, str]
    least: int
    most: int
    key: tuple[str, ...] = ()  # columns that no two rows may share
    yearly: bool = False


def read(raw: Path, spec: Csv, problems: Problems) -> pd.DataFrame | None:
    """The frame with exactly the columns of the spec, or None with problems noted. More columns are let
    pass.
    """
    path = raw / spec.path
    before = len(problems.found)
    try:
        text = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        problems.add(spec.path, f"the file is missing in {raw.name}", _CURE_FILE)
        return None
    except (ValueError, UnicodeDecodeError) as error:
        problems.add(spec.path, f"not a CSV file in UTF-8 ({str(error).strip()})", _CURE_FILE)
        return None
    absent = [column for column in spec.columns if column not in text]
    if absent:
        cure = "the publisher changed the file: adapt the reader in data/build, or use the documented version"
        problems.add(spec.path, lacking(absent, text.columns), cure, field=", ".join(absent))
        return None
    most = spec.most * text["year"].nunique() if spec.yearly else spec.most
    if not spec.least <= len(text) <= most:
        problems.add(
            spec.path,
            f"{len(text)} rows; expected are {spec.least} to {most}",
            "download it again; if the new count is right, change the limits in data/build",
        )
    frame = pd.DataFrame({name: _typed(text[name], kind, spec, problems) for name, kind in spec.columns.items()})
    if spec.key and (twice := frame.duplicated(list(spec.key))).any():
        at = int(frame.index[twice][0])
        row = " ".join(str(frame.loc[at, column]) for column in spec.key)
        cure = "download the file again, or remove one of the two"
        problems.add(spec.path, f"the row {row} stands twice", cure, record=f"line {at + 2}")
    return frame if len(problems.found) == before else None


def lacking(absent: Sequence[str], found: Iterable[str]) -> str:
    """What is said of a file without some columns: which, what may be there instead, and all that it has."""
    there = [str(column) for column in found]
    told = []
    for column in absent:
        near = difflib.get_close_matches(column, there, n=1)
        told.append(f"{column} (renamed to {near[0]}?)" if near else column)
    return f"lacks the column {', '.join(told)}; it has {', '.join(there)}"


def _typed(cells: pd.Series, kind: str, spec: Csv, problems: Problems) -> pd.Series:
    gaps_allowed, plain = kind.endswith("?"), kind.rstrip("?")
    cells = cells.str.strip()
    gap = cells.eq("")
    if plain == "str":
        _note(cells[gap & (not gaps_allowed)], "the cell is empty", spec, problems)
        return cells.mask(gap)
    numbers = pd.to_numeric(cells.mask(gap), errors="coerce").astype("float64")
    wrong = numbers.isna() & ~gap
    if plain == "int":
        wrong |= numbers.notna() & (numbers % 1 != 0)
    _note(cells[wrong], f"is not {'a whole number' if plain == 'int' else 'a number'}", spec, problems)
    _note(cells[gap & (not gaps_allowed)], "the cell is empty", spec, problems)
    if plain == "int" and not wrong.any():
        return numbers.astype("Int64") if gaps_allowed or gap.any() else numbers.astype("int64")
    return numbers


def _note(cells: pd.Series, what: str, spec: Csv, problems: Problems) -> None:
    field, cure = str(cells.name), "correct the cell or download the file again"
    for line, cell in zip((cells.index + 2).tolist()[:_FAULTS_SHOWN], cells.tolist(), strict=False):
        problems.add(spec.path, f"{cell!r} {what}" if cell else what, cure, record=f"line {line}", field=field)
    if len(cells) > _FAULTS_SHOWN:
        problems.add(spec.path, f"{len(cells) - _FAULTS_SHOWN} more cells like this", cure, field=field)
