"""Disputes and corrections: a report holds what a maintainer needs, and a corrected row says that it was corrected."""

import datetime as dt
import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from data import records, schema, store
from data.model import LANGUAGES
from ui import address
from ui.text import text
from ui.views import country, dispute, tables

WORDS = text("en")
LINK = "https://ties.example.org/timeline?event=ev062&lang=en"
TRACKERS = ["https://forge.example.org/ties/issues/new", "https://forge.example.org/new?template=figure"]
MADE_UP = {
    "id": "co90",
    "table": "events",
    "rows": "ev001;ev002",
    "field": "title",
    "date": "2030-01-02",
    "since": "1.0.0",
    "release": "1.1.0",
    **{f"{name}_{lang}": f"{name} in {lang}" for name in ("wrong", "right", "reason") for lang in LANGUAGES},
    "shown_in": json.dumps([{"view": "timeline", "params": {"event": "ev001"}}]),
    "source": "imf_imts",
}


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """A log with one entry that nobody wrote."""
    return log_of(pd.DataFrame([MADE_UP]), monkeypatch)


def log_of(frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    frame, open_table = frame[schema.TABLES["corrections"].names], store.table
    monkeypatch.setattr(store, "table", lambda name: frame if name == "corrections" else open_table(name))
    for kept in (records.corrections, dispute.log):
        kept.cache_clear()
    return frame


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    records.corrections.cache_clear()
    dispute.log.cache_clear()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_on_a_row_holds_record_value_source_link_and_version(lang: str) -> None:
    report = dispute.of_row("events", "ev062", LINK, text(lang))
    row = store.table("events").set_index("id").loc["ev062"]
    for part in ("events.ev062", row[f"title_{lang}"], *row["source"].split(";"), LINK, store.data_version()):
        assert part in report.body, part
    assert "events.ev062" in report.title


@pytest.mark.parametrize("table", store.tables())
def test_a_row_of_every_table_has_a_name_and_a_report(table: str) -> None:
    names = records.places(table)
    assert len(names) == len(store.table(table)), "no two rows have one name"
    report = dispute.of_row(table, next(iter(names)), LINK, WORDS)
    assert len(report.body) < 1500
    assert "= nan" not in report.body


@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_tracker_gets_title_and_text(tracker: str) -> None:
    report = dispute.of_figure("map.map", ["imf_imts"], LINK, WORDS)
    filed = dispute.filed(report, tracker)
    assert filed.startswith(tracker)
    asked = parse_qs(urlsplit(filed).query)
    assert (asked["title"], asked["body"]) == ([report.title], [report.body])
    assert not set("() \n") & set(filed), "it stands in a link of Markdown"


def test_without_a_tracker_the_link_names_what_the_report_needs() -> None:
    asked = urlsplit(dispute.asked("es", figure="map.map", at="year=2017&country=BRA", sources="imf_imts"))
    assert parse_qs(asked.query) == {
        "figure": ["map.map"], "at": ["year=2017&country=BRA"], "sources": ["imf_imts"], "lang": ["es"],
    }  # fmt: skip
    assert (asked.path, asked.fragment) == ("data", "dispute")
    assert dispute.view_of("map.map", "year=2017&x=a%0Ab") == ("map", "year=2017")


@pytest.mark.parametrize("raw", ["map", "map.", "nowhere.map", "map.a b", "map.[x](y)", "map." + "a" * 61])
def test_a_figure_that_is_none_is_refused(raw: str) -> None:
    assert address.figure(raw, {"map", "data"}) is None
    assert address.figure("map.map", {"map", "data"}) == "map.map"


def test_the_log_tells_every_correction_the_newest_first(made_up: pd.DataFrame) -> None:
    (entry,) = dispute.log("en", None)
    assert entry.title == "2 January 2030 – What happened when"
    told = dict(entry.facts)
    assert told["The row said"] == "wrong in en"
    assert told["It says now"] == "right in en"
    assert "1.0.0" in told["Wrong from, right from"]
    assert "1.1.0" in told["Wrong from, right from"]
    assert [name for _, name, _ in entry.rows] == ["ev001", "ev002"]
    assert entry.doors[0].slug == "timeline"


def test_a_corrected_row_says_so_and_leads_to_the_log(made_up: pd.DataFrame) -> None:
    assert dispute.mark("events", "ev003", WORDS) == ""
    assert dispute.mark("events", "ev002", WORDS) == "[Corrected on 2 January 2030](data?correction=co90&lang=en)"
    frame = store.table("events")
    found = records.corrected("events", frame)
    assert set(frame.loc[found.notna(), "id"]) == {"ev001", "ev002"}


def test_a_log_without_entries_marks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    log_of(pd.DataFrame([MADE_UP]).iloc[:0], monkeypatch)
    assert dispute.log("en", None) == ()
    assert dispute.mark("events", "ev001", WORDS) == ""
    assert records.corrected("events", store.table("events")).isna().all()


def test_the_log_that_is_published_is_whole_in_four_languages() -> None:
    log = store.table("corrections")
    assert len(log) == len(dispute.log("en", None)) > 3
    for name in ("wrong", "right", "reason"):
        assert log[[f"{name}_{lang}" for lang in LANGUAGES]].notna().all(axis=None)
    assert dispute.log("en", "co01")[0].id == "co01"


def test_the_page_of_a_member_names_its_corrections() -> None:
    view = country.view("DMA", dt.date(2026, 11, 28), "en", "light")
    assert any("correction=co01" in line for line in view.disputes)
    assert not any("correction=" in line for line in country.view("BRA", dt.date(2026, 11, 28), "en", "light").disputes)


def test_the_table_shows_which_rows_were_corrected() -> None:
    page = tables.page("belt_and_road", tables.browsed("belt_and_road", None, None, "", "en"), 1, "en")
    assert dict(page.set_index("country")["corrections"].dropna()) == {"DMA": "co01", "TTO": "co02"}
    opened = tables.row("belt_and_road", "DMA", "en")
    assert ("joined_not_after", "2018-09-03") in [(name, said.rpartition(": ")[2]) for name, said in opened.facts]
