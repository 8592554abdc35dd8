"""Tables as files to take away: CSV, XLSX, JSON and Parquet, each from the same frame.

Every function takes a frame and `about`, an ordered mapping of what must travel with the figures (title, sources,
citation, data version …), and answers the bytes of one file. The same frame gives the same bytes. Nothing that a
spreadsheet could take for a formula leaves as one.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

# What starts a formula in Excel, LibreOffice and Google Sheets, also after their import has dropped a blank.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EXCEL_CELL = 32_767  # characters; a longer text would be dropped without a word
_EXCEL_ROWS = 1_048_575  # below the head
_WIDEST = 60  # characters of a column of a sheet
# The file depends on its values alone, not on the day on which it was made.
_FOLDER = "china-celac-ties"  # what a ZIP unfolds to
_NO_DAY = dt.datetime(2000, 1, 1)


def csv_bytes(frame: pd.DataFrame, about: Mapping[str, str] | None = None) -> bytes:
    """CSV in UTF-8 with a byte order mark, without which Excel breaks accents and Chinese; gaps are empty cells.

    `about` stands above the head as lines "# name: value", which pandas and R leave out with comment="#". A text
    that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    head = "".join(f"# {_one_line(name)}: {_one_line(value)}\n" for name, value in (about or {}).items())
    safe = pd.DataFrame(
        {
            _tame(str(name)): cells.map(_tame, na_action="ignore") if _holds_text(cells) else cells
            for name, cells in frame.items()
        }
    )
    body: str = safe.to_csv(index=False, lineterminator="\n")
    return (head + body).encode("utf-8-sig")


def xlsx_bytes(frame: pd.DataFrame, about: Mapping[str, str] | None = None, *, sheet: str = "Data") -> bytes:
    """A workbook: the figures as numbers and texts (never formulas or links), and `about` on a second sheet.

    Raises ValueError for what a sheet cannot hold: a text of more than 32 767 characters, too many rows.
    """
    if len(frame) > _EXCEL_ROWS:
        raise ValueError(f"a sheet holds {_EXCEL_ROWS} rows, these are {len(frame)}")
    import xlsxwriter  # not before somebody takes a sheet away: it holds memory that most processes never need

    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": (about or {}).get("title", ""), "created": _NO_DAY})
        bold = book.add_format({"bold": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        for at, name in enumerate(frame.columns):
            cells = frame[name]
            page.write_string(0, at, str(name), bold)
            widest = len(str(name))
            for row, cell in enumerate(cells.tolist(), start=1):
                widest = max(widest, _write(page, row, at, cell))
            page.set_column(at, at, min(widest, _WIDEST) + 2)
        if len(frame.columns):
            page.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        if about:
            notes = book.add_worksheet("About")
            notes.set_column(0, 0, 24)
            notes.set_column(1, 1, 100)
            for row, (name, value) in enumerate(about.items()):
                notes.write_string(row, 0, str(name), bold)
                notes.write_string(row, 1, _fits(str(value)), wrapped)
    return file.getvalue()


def json_bytes(frame: pd.DataFrame, about: Mapping[str, str] | None = None) -> bytes:
    """JSON: {"about": {…}, "rows": [{column: value}, …]}; a gap is null, numbers keep every digit."""
    rows = (json.dumps(_plain(row), ensure_ascii=False, allow_nan=False) for row in frame.to_dict("records"))
    notes = json.dumps(dict(about or {}), ensure_ascii=False)
    return ('{"about": ' + notes + ',\n"rows": [\n' + ",\n".join(rows) + "\n]}\n").encode()


def parquet_bytes(frame: pd.DataFrame, about: Mapping[str, str] | None = None) -> bytes:
    """Parquet (zstd) with the types of the frame; `about` is the metadata of the file."""
    file = pa.BufferOutputStream()
    arrow = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(dict(about or {}) or None)
    pq.write_table(arrow, file, compression="zstd")
    return bytes(file.getvalue())


def zip_bytes(folder: Path) -> bytes:
    """All files of a folder in one ZIP, by name; the same files give the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            if path.is_file():
                entry = zipfile.ZipInfo(f"{_FOLDER}/{path.name}", _NO_DAY.timetuple()[:6])
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


# Ending of the file → (media type, what writes it).
FORMATS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": ("text/csv", csv_bytes),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes),
    "json": ("application/json", json_bytes),
    "parquet": ("application/vnd.apache.parquet", parquet_bytes),
}


def _holds_text(cells: pd.Series) -> bool:
    return bool(pd.api.types.is_string_dtype(cells) or cells.dtype == object)


def _tame(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


def _one_line(text: str) -> str:
    return " ".join(str(text).split())


def _write(page: Any, row: int, column: int, cell: Any) -> int:
    """Write one cell; answer how many characters it shows."""
    if cell is None or cell is pd.NA or cell != cell:
        return 0
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
        return 5
    if isinstance(cell, (int, float)):
        page.write_number(row, column, cell)
        return len(f"{cell:.6g}")
    page.write_string(row, column, _fits(str(cell)))
    return len(str(cell))


def _fits(text: str) -> str:
    if len(text) > _EXCEL_CELL:
        raise ValueError(
            f"a cell of a sheet holds {_EXCEL_CELL} characters, this text has {len(text)}: {text[:40]!r} …"
        )
    return text


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): None if cell is None or cell is pd.NA or cell != cell else cell for name, cell in row.items()}
