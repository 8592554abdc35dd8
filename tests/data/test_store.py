"""The store opens tables fast and says what cures a broken one."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from data import schema, store
from tests.data.conftest import CACHED, ROOT


def test_there_are_caches_to_forget() -> None:
    assert len(CACHED) >= 6


def test_a_missing_table_names_file_and_cure(copy: Path) -> None:
    (copy / "countries.parquet").unlink()
    with pytest.raises(store.DataError, match=r"countries\.parquet is missing; run `python -m data\.build`"):
        store.countries()


def test_a_broken_table_names_file_and_cure(copy: Path) -> None:
    (copy / "countries.parquet").write_bytes(b"not a table")
    with pytest.raises(store.DataError, match=r"countries\.parquet cannot be read"):
        store.countries()


def test_a_missing_column_is_named(copy: Path) -> None:
    pd.DataFrame({"country": ["BRA"]}).to_parquet(copy / "recognition.parquet")
    with pytest.raises(store.DataError, match=r"recognition\.parquet lacks the column period, party"):
        store.table("recognition")


def test_tables_of_another_version_are_refused(copy: Path) -> None:
    path = copy / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "schema_version": 0}), "utf-8")
    with pytest.raises(store.DataError, match=f"schema version 0, the code needs {schema.VERSION}"):
        store.countries()


@pytest.mark.parametrize("text", [None, "{"])
def test_a_missing_or_broken_package_is_named(copy: Path, text: str | None) -> None:
    path = copy / "datapackage.json"
    path.unlink() if text is None else path.write_text(text, "utf-8")
    with pytest.raises(store.DataError, match=r"datapackage\.json"):
        store.data_version()


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(store.DataError, match="no table 'nothing'"):
        store.table("nothing")


def test_unknown_ids_raise_key_errors() -> None:
    with pytest.raises(KeyError):
        store.indicator("nothing")
    with pytest.raises(KeyError):
        store.observations("nothing")
    with pytest.raises(KeyError):
        store.source("nothing")


def test_rows_can_be_narrowed() -> None:
    rows = store.observations("trade_with_china_usd", countries=["BRA", "CHL"], years=range(2020, 2022))
    assert list(rows.columns) == ["country", "indicator", "year", "value", "source"]
    assert set(zip(rows["country"], rows["year"], strict=True)) == {
        ("BRA", 2020), ("BRA", 2021), ("CHL", 2020), ("CHL", 2021),
    }  # fmt: skip


def test_the_version_is_release_and_content() -> None:
    release, digest = store.data_version().split("+")
    assert release.count(".") == 2
    assert len(digest) == 8


def test_all_tables_open_in_half_a_second() -> None:
    code = (
        "import time\n"
        "from data import schema, store\n"
        "start = time.process_time()  # other tests run beside this one\n"
        "[store.table(name) for name in schema.TABLES]\n"
        "store.indicators(), store.sources(), store.words()\n"
        "print(time.process_time() - start)"
    )
    times = [
        float(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout)
        for _ in range(2)
    ]
    assert min(times) < 0.5, times


def test_the_app_never_sees_the_build() -> None:
    code = "import sys, data.store, data.derive; print([m for m in sys.modules if m.startswith('data.build')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
