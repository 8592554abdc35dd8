"""`/data` as a reader uses it: a filter is in the link, a file holds what is shown, a source opens by its link."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Locator, Page, expect

from data import schema, store
from tests.browser.visit import Visit, dress, sideways
from ui.theme import THEMES
from ui.views import tables

Open = Callable[..., Visit]
PARTS = ("coverage", "tables", "sources", "method", "cite", "changes")


def download(page: Page, name: str, at: int = 0) -> tuple[str, bytes]:
    """Click a button for a file; its name and its bytes."""
    with page.expect_download() as caught:
        page.get_by_role("button", name=name, exact=True).nth(at).click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a chooser by typing, as a reader does."""
    box = page.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.fill(option)
    page.get_by_role("option", name=re.compile(re.escape(option))).first.click()


def grid(page: Page) -> Locator:
    """The rows that are shown."""
    return page.get_by_test_id("stDataFrame")


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.long)])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_and_fits(visit: Open, part: str, width: int) -> None:
    made = visit(f"/data?part={part}", width=width)
    for theme in THEMES:
        dress(made, theme)
        expect(made.page.get_by_role("heading", level=1)).to_have_count(1)
        assert sideways(made.page) <= 0
        made.assert_clean()


def test_a_filter_is_in_the_link_and_back(visit: Open) -> None:
    made = visit("/data?table=events")
    page = made.page
    expect(page.get_by_text("116 rows.")).to_be_visible()
    choose(page, "Country", "Cuba")
    page.wait_for_url("**/data?**country=CUB**")
    expect(page.get_by_text("3 of 116 rows.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("3 of 116 rows.")).to_be_visible()
    choose(page, "Country", "All countries")
    page.wait_for_url(lambda url: "country=" not in url)
    expect(page.get_by_text("116 rows.")).to_be_visible()
    made.assert_clean()


def test_another_table_leaves_the_filters_of_the_old_one(visit: Open) -> None:
    page = visit("/data?table=events&country=CUB&q=forum").page
    expect(page.get_by_text("1 of 116 rows.")).to_be_visible()
    choose(page, "Table", "Agreements with China")
    page.wait_for_url(lambda url: "table=agreements" in url and "country=" not in url and "q=" not in url)
    expect(page.get_by_text("34 rows.")).to_be_visible()


def test_a_search_is_in_the_link(visit: Open) -> None:
    page = visit("/data?table=belt_and_road").page
    page.get_by_role("searchbox", name="Search the rows").fill("peru")
    page.wait_for_url("**q=peru**")
    expect(page.get_by_text("1 of 33 rows.")).to_be_visible()


def test_pages_of_a_big_table_are_in_the_link(visit: Open) -> None:
    page = visit("/data?table=observations").page
    page.get_by_test_id("stPagination").get_by_text("2", exact=True).click()
    page.wait_for_url("**page=2**")
    choose(page, "Country", "Chile")
    page.wait_for_url(lambda url: "country=CHL" in url and "page=" not in url)


@pytest.mark.parametrize("form", ["CSV", "XLSX", "JSON", "Parquet"])
def test_a_file_as_filtered_equals_what_is_shown(visit: Open, form: str) -> None:
    page = visit("/data?table=events&country=CUB").page
    expect(page.get_by_text("3 of 116 rows.")).to_be_visible()
    name, data = download(page, form)
    assert name == f"china-celac-ties_events_CUB.{form.lower()}"
    if form == "CSV":
        found = pd.read_csv(io.BytesIO(data), dtype=str)
    elif form == "XLSX":
        head, *rows = openpyxl.load_workbook(io.BytesIO(data))["Data"].iter_rows(values_only=True)
        found = pd.DataFrame(rows, columns=head)
    elif form == "JSON":
        parsed = json.loads(data)
        found = pd.DataFrame(parsed["rows"])
        assert "table=events" in parsed["about"]["link"]
        assert "country=CUB" in parsed["about"]["link"]
    else:
        found = pq.ParquetFile(io.BytesIO(data)).read().to_pandas()
    assert list(found.columns) == schema.TABLES["events"].names
    shown = tables.page("events", tables.browsed("events", "CUB", None, "", "en"), 1, "en")
    assert list(found["id"]) == list(shown["id"])
    assert list(found["title_en"]) == list(shown["title"])
    for code in shown["id"]:
        expect(grid(page).get_by_text(code, exact=True).first).to_be_attached()


def test_the_whole_table_and_everything(visit: Open) -> None:
    page = visit("/data?table=finance&country=CUB").page
    name, data = download(page, "CSV", at=1)
    assert name == "china-celac-ties_finance.csv"
    assert len(pd.read_csv(io.BytesIO(data))) == len(store.table("finance"))
    name, data = download(page, "All tables (ZIP)")
    assert name == "china-celac-ties.zip"
    assert data == tables.everything()


def test_a_source_opens_by_its_link_and_leads_to_its_rows(visit: Open) -> None:
    made = visit("/data?source=imf_imts")
    page = made.page
    record = page.locator(".st-key-source")
    expect(record.get_by_role("heading")).to_contain_text("International Trade in Goods")
    expect(record.get_by_text("International Monetary Fund").first).to_be_visible()
    expect(record.get_by_role("link", name="https://data.imf.org/en/datasets/IMF.STA:IMTS").first).to_be_visible()
    record.get_by_role("button", name="Yearly figures of the members").click()
    page.wait_for_url(lambda url: "table=observations" in url and "q=imf_imts" in url)
    expect(page.get_by_text(re.compile("of 19,213 rows"))).to_be_visible()
    made.assert_clean()


def test_a_source_without_a_link_has_none(visit: Open) -> None:
    hidden = next(source for source in store.sources().values() if source.url and not source.show_link)
    page = visit(f"/data?source={hidden.id}").page
    record = page.locator(".st-key-source")
    expect(record.get_by_text("Cited without a link")).to_be_visible()
    expect(record.locator(f"a[href^='{hidden.url}']")).to_have_count(0)


def test_sources_are_narrowed_by_licence_and_opened_from_the_list(visit: Open) -> None:
    page = visit("/data?part=sources").page
    choose(page, "Licence", "ODC-BY")
    page.wait_for_url("**licence=odc_by**")
    among = [source for source in store.sources().values() if source.licence_class == "odc_by"]
    assert 0 < len(among) < len(store.sources())
    expect(page.get_by_text(f"{len(among)} of {len(store.sources())} sources.")).to_be_visible()
    page.locator(".st-key-open_aiddata_gcdf3").get_by_role("button").click()
    page.wait_for_url("**source=aiddata_gcdf3**")
    expect(page.locator(".st-key-source")).to_be_visible()


def test_another_part_leaves_the_choices_of_the_old_one(visit: Open) -> None:
    made = visit("/data?table=events&country=CUB")
    made.page.get_by_role("radio", name="How to cite").click()
    made.page.wait_for_url(lambda url: "part=cite" in url and "table=" not in url and "country=" not in url)
    expect(made.page.get_by_role("alert")).to_have_count(0)


def test_little_travels_for_a_page_of_the_biggest_table(visit: Open) -> None:
    made = visit("/data?part=changes")
    frames: list[int] = []
    made.page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(len(data))))
    made.open("/data?table=observations")
    expect(grid(made.page)).to_be_visible()
    assert frames, "nothing was weighed"
    assert sum(frames) < 400_000
