"""No table that broke its contract is served: each is broken in every way, and the start says file, row and cure."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import schema, store
from tests.data.conftest import TABLES, forget
from tests.reliability import Count, Record

# What rows of other tables refer to: always there, so that a reference can be judged.
KNOWN = ("countries", "indicators", "pledges", "sources")
SCREEN = (24, 240)  # lines, and signs of a line that a terminal folds once
CURE = "run `python -m data.build`, or restore data/tables from the repository"


def told(name: str | None = None) -> str:
    """What a start says; `name` is the table that was broken."""
    with pytest.raises(store.DataError) as caught:
        store.check()
    said = str(caught.value)
    lines = said.splitlines()
    assert len(lines) <= SCREEN[0]
    assert max(map(len, lines)) <= SCREEN[1]
    assert "\x1b" not in said
    if name:
        assert f"/{name}" in said
        assert CURE in lines[-1]
    return said


# -- the ways in which a table breaks ----------------------------------------------------------------------

Frame = pd.DataFrame
Broken = tuple[Frame | bytes | None, str]  # what lies there instead (None: nothing), and what is said of it


def rewritten(path: Path, frame: Frame) -> None:
    """The frame as a file: in the types of the build, but for a column that was given another one."""
    types = pq.read_schema(TABLES / path.name)

    def column(name: str) -> pa.Array:
        try:
            return pa.array(frame[name], types.field(name).type, from_pandas=True)
        except (KeyError, pa.ArrowException):
            return pa.array(frame[name], from_pandas=True)

    pq.write_table(pa.table({name: column(name) for name in frame}), path, compression="zstd")


def key(table: schema.Table, frame: Frame, row: int) -> str:
    return " ".join(str(frame[column].iloc[row]) for column in table.key)


def required(table: schema.Table) -> schema.Column:
    return next(column for column in table.columns if column.required and column.type == "string")


def with_cell(frame: Frame, row: int, column: str, value: Any) -> Frame:
    changed = frame.copy()
    changed.loc[row, column] = value
    return changed


def _missing(*_: Any) -> Broken:
    return None, r"parquet is missing"


def _empty(*_: Any) -> Broken:
    return b"", r"parquet: is empty"


def _truncated(_table: schema.Table, _frame: Frame, content: bytes) -> Broken:
    return content[: len(content) // 2], r"parquet: cannot be read"


def _beheaded(_table: schema.Table, _frame: Frame, content: bytes) -> Broken:
    # The end, which says where everything is, is whole; the values are not.
    return content[:4] + b"\0" * (len(content) // 2 - 4) + content[len(content) // 2 :], r"parquet(:| cannot)"


def _no_rows(_table: schema.Table, frame: Frame, _content: bytes) -> Broken:
    # A log may be empty, but not where the package says otherwise.
    return frame.iloc[:0], "has no rows|has 0 rows, the package says"


def _row_lost(_table: schema.Table, frame: Frame, _content: bytes) -> Broken:
    if len(frame) == 1:
        return frame.iloc[:0], "has no rows"
    return frame.iloc[:-1], rf"has {len(frame) - 1} rows, the package says {len(frame)}"


def _column_lost(table: schema.Table, frame: Frame, _content: bytes) -> Broken:
    lost = required(table).name
    return frame.drop(columns=lost), f"lacks the column {lost}"


def _column_strange(_table: schema.Table, frame: Frame, _content: bytes) -> Broken:
    return frame.assign(surprise="x"), "has a column that nobody knows: surprise"


def _columns_shuffled(_table: schema.Table, frame: Frame, _content: bytes) -> Broken:
    return frame[list(reversed(frame.columns))], "has its columns in another order"


def _type_wrong(table: schema.Table, frame: Frame, _content: bytes) -> Broken:
    column = required(table).name
    return frame.assign(**{column: 7}), rf" · {column}: holds int64, not string"


def _numbers_as_words(table: schema.Table, frame: Frame, _content: bytes) -> Broken | None:
    column = next((column for column in table.columns if column.type in ("number", "integer")), None)
    if column is None:
        return None
    return frame.assign(**{column.name: "many"}), rf" · {column.name}: holds (large_)?string, not {column.type}"


def _twice(table: schema.Table, frame: Frame, _content: bytes) -> Broken:
    again = pd.concat([frame, frame.iloc[:1]], ignore_index=True)
    return again, rf"row {len(frame) + 1} \({re.escape(key(table, frame, 0)[:60])}.*the row stands twice"


def _gap(table: schema.Table, frame: Frame, _content: bytes) -> Broken:
    last, column = len(frame) - 1, next(c for c in reversed(table.columns) if c.required and c.type == "string")
    return with_cell(frame, last, column.name, None), rf"row {last + 1} \(.*{column.name}: a value is missing"


def _value_unknown(table: schema.Table, frame: Frame, _content: bytes) -> Broken | None:
    column = next((column for column in table.columns if column.values and column.type == "string"), None)
    if column is None:
        return None
    return with_cell(frame, 0, column.name, "gift"), rf"row 1 \(.*{column.name}: unknown 'gift'"


def _form_wrong(table: schema.Table, frame: Frame, _content: bytes) -> Broken | None:
    column = next((column for column in table.columns if column.pattern), None)
    if column is None:
        return None
    return with_cell(frame, 0, column.name, "\x1b[31m<b>"), rf"row 1 \(.*{column.name}: .* has the wrong form"


def _endless(table: schema.Table, frame: Frame, _content: bytes) -> Broken | None:
    column = next((column for column in table.columns if column.type == "number"), None)
    if column is None:
        return None
    return with_cell(frame, 0, column.name, float("inf")), rf"row 1 \(.*{column.name}: the value is infinite"


def _source_unknown(table: schema.Table, frame: Frame, _content: bytes) -> Broken | None:
    if "source" not in frame:
        return None
    last = len(frame) - 1
    return with_cell(frame, last, "source", "nobody"), rf"row {last + 1} \(.*source: unknown source 'nobody'"


def _reference_unknown(table: schema.Table, frame: Frame, _content: bytes) -> Broken | None:
    column = next(iter(table.foreign), None)
    if column is None:
        return None
    return with_cell(frame, 0, column, "ZZZ"), rf"row 1 \(.*{column}: unknown 'ZZZ'"


def _rows_shuffled(_table: schema.Table, frame: Frame, _content: bytes) -> Broken | None:
    """Rows that keep the contract and are not what the build wrote."""
    return (frame.iloc[::-1], "parquet: is not the file that the build wrote") if len(frame) > 1 else None


WAYS: dict[str, Callable[..., Broken | None]] = {
    name.lstrip("_"): way
    for name, way in globals().items()
    if name.startswith("_") and callable(way) and getattr(way, "__module__", "") == __name__ and "__" not in name
}
OF_OTHERS = (_source_unknown, _reference_unknown)
CASES = [(name, way) for name in schema.TABLES for way in WAYS]


def test_every_table_is_broken_in_many_ways() -> None:
    assert len(CASES) > 400


def broken_in_every_way(name: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Break a table in each way, and see that the start says which; answer in how many."""
    table, whole = schema.TABLES[name], schema.TABLES
    path = copy / f"{name}.parquet"
    content, frame = path.read_bytes(), store.table(name)
    store.check()
    tried = 0
    for title, way in WAYS.items():
        broken = way(table, frame.copy(), content)
        if broken is None:
            continue
        instead, wanted = broken
        # What a table alone can tell needs no other one read again.
        beside = KNOWN if way in OF_OTHERS else ()
        monkeypatch.setattr(schema, "TABLES", {one: whole[one] for one in whole if one in (name, *beside)})
        if instead is None:
            path.unlink()
        elif isinstance(instead, bytes):
            path.write_bytes(instead)
        else:
            rewritten(path, instead)
        forget()
        said = told(name)
        assert re.search(wanted, said), f"{title}: {said}"
        tried += 1
    path.write_bytes(content)
    forget()
    store.check()
    monkeypatch.setattr(schema, "TABLES", whole)
    return tried


@pytest.mark.parametrize("name", schema.TABLES)
def test_a_broken_table_is_not_served(name: str, copy: Path, monkeypatch: pytest.MonkeyPatch, count: Count) -> None:
    tried = broken_in_every_way(name, copy, monkeypatch)
    count("broken tables refused", tried)
    assert tried >= 12


@pytest.mark.long
def test_every_table_in_every_way(copy: Path, monkeypatch: pytest.MonkeyPatch, record: Record) -> None:
    tried = sum(broken_in_every_way(name, copy, monkeypatch) for name in schema.TABLES)
    record("tables", f"{len(schema.TABLES)} tables, {tried} ways", "each refused with file, row and cure on one screen")


@pytest.mark.parametrize("name", schema.TABLES)
def test_a_broken_file_of_words_is_not_served(name: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API hands out the CSV of each table as it lies there."""
    monkeypatch.setattr(schema, "TABLES", {name: schema.TABLES[name]})
    path = copy / f"{name}.csv"
    content = path.read_bytes()
    for instead, wanted in (
        (None, rf"{name}\.csv is missing"),
        (b"", rf"{name}\.csv: is empty"),
        (content[: len(content) // 2], rf"{name}\.csv · line \d+: is not what the build wrote"),
        (content.replace(b"\n", b",surprise\n", 1), rf"{name}\.csv · line 1: is not what"),
        (content + content.splitlines(keepends=True)[-1], rf"{name}\.csv · line \d+: is not what"),
        (b"\xff\xfe" + content, rf"{name}\.csv · line 1: is not what"),
    ):
        if instead is None:
            path.unlink()
        else:
            path.write_bytes(instead)
        forget()
        assert re.search(wanted, told(name))


PACKAGE = json.loads((TABLES / "datapackage.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (None, "datapackage.json is missing"),
        ("", "datapackage.json is not JSON"),
        ("[1]", "datapackage.json is not JSON"),
        (json.dumps(PACKAGE)[:5000], "datapackage.json is not JSON"),
        (json.dumps({**PACKAGE, "schema_version": schema.VERSION + 1}), "the tables are newer than the code"),
        (json.dumps({**PACKAGE, "schema_version": "next"}), "schema version next"),
        (json.dumps({**PACKAGE, "schema_version": None}), "schema version None"),
        (json.dumps({name: PACKAGE[name] for name in PACKAGE if name != "version"}), "lacks version"),
        (json.dumps({**PACKAGE, "resources": PACKAGE["resources"][1:]}), "does not describe countries"),
    ],
)
def test_a_broken_package_is_not_served(copy: Path, text: str | None, wanted: str) -> None:
    path = copy / "datapackage.json"
    path.unlink() if text is None else path.write_text(text, "utf-8")
    said = told()
    assert wanted in said
    assert "datapackage.json" in said


def test_a_folder_that_is_gone_is_named(copy: Path) -> None:
    shutil.rmtree(copy)
    assert "datapackage.json is missing" in told()


def test_many_faults_keep_to_one_screen(copy: Path) -> None:
    for path in copy.glob("*.parquet"):
        path.write_bytes(b"")
    said = told()
    assert said.startswith(f"{len(schema.TABLES)} faults in the tables; nothing is served.")
    assert f"… and {len(schema.TABLES) - 10} more" in said


def test_a_running_process_keeps_what_it_read(copy: Path) -> None:
    """Files that change below a running process change nothing that it serves."""
    store.check()
    before = {name: store.package_file(f"{name}.csv") for name in schema.TABLES}
    rows = {name: len(store.table(name)) for name in schema.TABLES}
    for path in copy.iterdir():
        path.write_bytes(b"broken")
    assert {name: store.package_file(f"{name}.csv") for name in schema.TABLES} == before
    assert {name: len(store.table(name)) for name in schema.TABLES} == rows
    assert store.data_version() == PACKAGE["version"]
