"""Files to take away: each format gives back the frame, carries what is said about it, and runs nothing."""

import io
import json
import zipfile

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import export, store

ABOUT = {"title": "Ties", "citation": "IMF (2025). Trade.\nhttps://example.org"}
FRAME = pd.DataFrame(
    {
        "country": pd.array(["BRA", "KNA", "HTI"], dtype="str"),
        "year": pd.array([2017, None, 2024], dtype="Int64"),
        "value": [1.5, float("nan"), -0.1 + 0.3],
        "thin": [True, False, True],
        "note": pd.array(["Lazos – 联系", None, 'a "quote", a\nline'], dtype="str"),
    }
)
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '=HYPERLINK("http://x")', "＝1"]


def workbook(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_csv_gives_the_frame_back_and_says_what_it_is() -> None:
    data = export.csv_bytes(FRAME, ABOUT)
    assert data.startswith(b"\xef\xbb\xbf# title: Ties\n# citation: IMF (2025). Trade. https://example.org\ncountry,")
    back = pd.read_csv(io.BytesIO(data), skiprows=2, dtype={"year": "Int64"})
    pd.testing.assert_frame_equal(back, FRAME, check_dtype=False, check_exact=True)
    assert export.csv_bytes(FRAME).decode("utf-8-sig").splitlines()[0] == "country,year,value,thin,note"


def test_xlsx_keeps_numbers_as_numbers_and_has_a_second_sheet() -> None:
    book = workbook(export.xlsx_bytes(FRAME, ABOUT, sheet="Trade"))
    assert book.sheetnames == ["Trade", "About"]
    head, *rows = book["Trade"].iter_rows(values_only=True)
    assert head == tuple(FRAME.columns)
    assert rows[0] == ("BRA", 2017, 1.5, True, "Lazos – 联系")
    assert rows[1] == ("KNA", None, None, False, None)
    assert rows[2][2] == pytest.approx(0.2, rel=1e-15)
    assert dict(book["About"].iter_rows(values_only=True)) == ABOUT
    assert workbook(export.xlsx_bytes(FRAME)).sheetnames == ["Data"]


def test_json_keeps_gaps_and_digits() -> None:
    found = json.loads(export.json_bytes(FRAME, ABOUT))
    assert found["about"] == ABOUT
    assert found["rows"][0] == {"country": "BRA", "year": 2017, "value": 1.5, "thin": True, "note": "Lazos – 联系"}
    assert found["rows"][1]["year"] is found["rows"][1]["value"] is found["rows"][1]["note"] is None
    assert found["rows"][2]["value"] == -0.1 + 0.3
    assert json.loads(export.json_bytes(FRAME.head(0)))["rows"] == []


def test_parquet_keeps_types_and_what_is_said() -> None:
    file = pq.ParquetFile(io.BytesIO(export.parquet_bytes(FRAME, ABOUT)))
    assert file.schema_arrow.metadata == {key.encode(): value.encode() for key, value in ABOUT.items()}
    pd.testing.assert_frame_equal(file.read().to_pandas(), FRAME, check_dtype=False)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    frame = pd.DataFrame({"note": [text], "value": [-5.0]})
    tamed = export.csv_bytes(frame).decode("utf-8-sig").split("\n", 1)[1]
    assert tamed.lstrip('"').startswith("'")
    assert ",-5.0" in tamed, "a number keeps its sign"
    sheet = zipfile.ZipFile(io.BytesIO(export.xlsx_bytes(frame))).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert workbook(export.xlsx_bytes(frame)).active["A2"].data_type == "s"
    assert json.loads(export.json_bytes(frame))["rows"][0]["note"] == text


@given(text=st.text(max_size=40))
def test_whatever_a_text_holds_its_csv_cell_starts_no_formula(text: str) -> None:
    cell = (
        export.csv_bytes(pd.DataFrame({"note": [text]})).decode("utf-8-sig").split("\n", 1)[1].lstrip('"').lstrip(" ")
    )
    assert cell[:1] not in {"=", "+", "-", "@", "\t"} or not text.strip()


@pytest.mark.parametrize("form", export.FORMATS)
def test_the_same_frame_gives_the_same_bytes(form: str) -> None:
    _, write = export.FORMATS[form]
    assert write(FRAME, ABOUT) == write(FRAME.copy(), dict(ABOUT))


@pytest.mark.parametrize("name", store.tables())
@pytest.mark.parametrize("form", export.FORMATS)
def test_every_table_can_be_written_in_every_format(name: str, form: str) -> None:
    frame = store.table(name)
    data = export.FORMATS[form][1](frame, ABOUT)
    back = {
        "csv": lambda: pd.read_csv(io.BytesIO(data), skiprows=2),
        "xlsx": lambda: list(openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0].values)[1:],
        "json": lambda: json.loads(data)["rows"],
        "parquet": lambda: pq.ParquetFile(io.BytesIO(data)).read(),
    }[form]()
    assert len(back) == len(frame)


def test_what_a_sheet_cannot_hold_is_refused_not_dropped() -> None:
    with pytest.raises(ValueError, match="32767 characters"):
        export.xlsx_bytes(pd.DataFrame({"note": ["x" * 40_000]}))
