"""Files of RAW_DIR: CSV as text, cell by cell, so that what is not refreshed keeps its very characters."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from data.refresh.failure import failure


def read(raw: Path, path: str) -> pd.DataFrame:
    """All cells as text, empty ones as ''."""
    try:
        return pd.read_csv(raw / path, dtype=str, keep_default_na=False, encoding="utf-8")
    except FileNotFoundError as error:
        cure = "a refresh renews a part of this file and needs the rest: point RAW_DIR at the old folder"
        raise failure(path, f"the file is missing in {raw.name}", cure) from error


def write(raw: Path, path: str, frame: pd.DataFrame) -> None:
    """The frame as the build reads it: UTF-8, one line per row, in the order of the frame."""
    target = raw / path
    target.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(target, index=False, lineterminator="\n", encoding="utf-8")


def published(path: Path, module: str) -> pd.DataFrame:
    """A publisher's table of text, separated by commas or tabs, with tidy column names."""
    cure = f"the publisher changed the format: adapt {module}"
    try:
        text = path.read_text("utf-8-sig")
        head = text.split("\n", 1)[0]
        lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",")
        rows = [row for row in lines if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise failure(path.name, f"is not a table of text ({error})", cure) from error
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise failure(path.name, "is not a table: its rows differ in length", cure)
    return pd.DataFrame(rows[1:], columns=[name.strip() for name in rows[0]], dtype="str")


def number(value: float) -> str:
    """A number as text without loss: 12, 0.25."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
