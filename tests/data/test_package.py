"""The data package: valid by the Frictionless library, complete, and a broken table still fails."""

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package, system

from data import schema, store
from tests.data.conftest import TABLES

PACKAGE = json.loads((TABLES / "datapackage.json").read_text("utf-8"))


def faults(folder: Path) -> list[str]:
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return [str(error.message) for task in report.tasks for error in task.errors] + [
        str(error.message) for error in report.errors
    ]


@pytest.mark.filterwarnings("ignore")  # of the validator's own dependencies
def test_the_package_is_valid_and_a_broken_one_is_not(tmp_path: Path) -> None:
    assert len(PACKAGE["resources"]) == len(schema.TABLES)
    assert faults(TABLES) == []
    broken = Path(shutil.copytree(TABLES, tmp_path / "tables"))
    path = broken / "finance.csv"
    path.write_text(path.read_text("utf-8").replace("oda_like", "gift", 1), "utf-8")
    assert any("gift" in fault for fault in faults(broken))


def test_every_table_and_column_is_described() -> None:
    assert [resource["name"] for resource in PACKAGE["resources"]] == list(schema.TABLES)
    for resource in PACKAGE["resources"]:
        table = schema.TABLES[resource["name"]]
        with (TABLES / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert header == table.names == [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])
        for field in resource["schema"]["fields"]:
            assert field["type"] != "number" or field.get("unit"), (table.name, field["name"])


def test_sources_and_licences_stand_beside_every_table_that_has_them() -> None:
    checked = 0
    for resource in PACKAGE["resources"]:
        table = store.table(resource["name"])
        if "source" not in table:
            continue
        checked += 1
        used = {part for cell in table["source"].unique() for part in cell.split(";")}
        assert {source["id"] for source in resource["sources"]} == used
        classes = {store.source(code).licence_class.replace("_", "-") for code in used}
        assert {licence["name"] for licence in resource["licenses"]} == classes
        for code in used:
            assert resource["name"] in store.source(code).used_by
    assert checked > 15


def test_sources_without_a_link_are_cited_without_one() -> None:
    hidden = {source.id for source in store.sources().values() if not source.show_link}
    assert hidden
    for resource in PACKAGE["resources"]:
        for source in resource.get("sources", []):
            assert source["id"] not in hidden or "path" not in source


@pytest.mark.parametrize("name", schema.TABLES)
def test_csv_and_parquet_say_the_same(name: str) -> None:
    table = store.table(name)
    dtypes = {column: "str" for column, kind in schema.TABLES[name].dtypes.items() if kind == "str"}
    text = pd.read_csv(TABLES / f"{name}.csv", dtype=dtypes, keep_default_na=False, na_values=[""])
    assert len(text) == len(table)
    for column in table:
        if column in dtypes:
            assert list(text[column].fillna("")) == list(table[column].fillna("")), column
        else:
            pd.testing.assert_series_equal(
                text[column].astype("float64"), table[column].astype("float64"), check_exact=True
            )
