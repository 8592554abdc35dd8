"""What travels with a figure: names of files, data, citation, frame; for every indicator and hostile words as well."""

import datetime as dt
import io
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import store
from ui.text import LANGUAGES, text
from ui.views import compare, country, dossier, provenance, takeaway, timeline, trade
from ui.views import map as map_view
from ui.views.block import Block
from ui.views.takeaway import Figure

WORDS = text("en")
DAY = dt.date(2026, 11, 24)
LINK = "https://example.org/map?lang=en&indicator=trade_with_china_usd&view=map&year=2017"
FIGURE = Figure(
    title="Trade with China, 2017",
    subtitle="Brazil stood highest.",
    line="Source: IMF.",
    ids=("imf_imts",),
    link=LINK,
    day=DAY,
)


def changed(**parts: object) -> Figure:
    return Figure(**{**vars(FIGURE), **parts})


# -- names of files ----------------------------------------------------------------------------------


def test_a_file_is_called_by_its_view_and_its_choices() -> None:
    assert FIGURE.stem == "china-celac-ties_map_trade_with_china_usd_2017"
    assert changed(link="https://example.org/?lang=en").stem == "china-celac-ties_overview"
    assert takeaway.named(changed(link="https://example.org/country?lang=es&country=BRA"), "trade") == (
        "china-celac-ties_country_bra_trade"
    )
    assert takeaway.named(FIGURE, "map") == FIGURE.stem


@given(value=st.text(max_size=300))
def test_whatever_a_link_holds_the_name_is_a_name(value: str) -> None:
    stem = takeaway.named(changed(link=takeaway.embedded(f"https://example.org/{value}?q={value}", "light")), value)
    assert re.fullmatch(r"china-celac-ties_[a-z0-9_-]+", stem)
    assert len(stem) <= 110


# -- words -----------------------------------------------------------------------------------------------


def test_a_lead_loses_its_markup_and_ends_with_a_sentence() -> None:
    lead = "In 2017, **Brazil** (US$ 87.6 billion) stood *highest* \\(really\\); see [the page](/x)."
    assert takeaway.subtitle(lead).startswith("In 2017, Brazil (US$ 87.6 billion) stood highest")
    long = "They come to US$ 44.1 billion. " * 20
    assert takeaway.subtitle(long).endswith("billion.")
    assert 200 < len(takeaway.subtitle(long)) <= 240
    assert takeaway.subtitle("它们的贸易额为441亿美元。" * 40).endswith("。")
    assert takeaway.subtitle("x" * 400) == ""


def test_a_title_is_that_of_the_page_else_of_the_key_else_the_question() -> None:
    def titled(given: str, key: str, slug: str, **values: str) -> str:
        return takeaway.titles(given, key, slug, "The **question**?", values, WORDS)

    assert titled("Given", "offers", "pledges") == "Given"
    assert titled("", "offers", "pledges") == WORDS("pledges.offers")
    assert titled("", "unknown", "pledges") == "The question?"
    assert titled("", "trade", "country", country="PER") == f"Peru: {WORDS('country.trade')}"
    assert titled("Peru’s trade", "trade", "country", country="PER") == "Peru’s trade"


def test_the_producer_is_named_first() -> None:
    said = takeaway.citation(FIGURE, WORDS)
    assert said.startswith("International Monetary Fund")
    for part in (FIGURE.title, store.data_version(), LINK, "24 November 2026", "China–CELAC Ties"):
        assert part in said


def test_many_producers_are_counted() -> None:
    ids = provenance.source_ids(store.table("events"))
    works = {takeaway._work(code) for code in ids}
    assert f"and {len(works) - 4} more" in takeaway.citation(changed(ids=tuple(ids)), WORDS)
    assert " and others}" in takeaway.bibtex(changed(ids=tuple(ids)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_citation_without_source_still_says_what_and_when(lang: str) -> None:
    said = takeaway.citation(changed(ids=()), text(lang))
    assert FIGURE.title in said
    assert LINK in said


def test_bibtex_is_balanced_and_escapes() -> None:
    entry = takeaway.bibtex(changed(title="50% of {this} & that_#1 $ ~ ^ \\"))
    assert entry.startswith("@misc{china_celac_ties:map_trade_with_china_usd_2017,")
    assert r"50\% of \{this\} \& that\_\#1 \$" in entry
    bare = re.sub(r"\\.", "", entry)
    assert bare.count("{") == bare.count("}")
    for part in ("author = {{International Monetary Fund}}", "year = {2026}", "urldate = {2026-11-24}", LINK):
        assert part in entry


class Frames(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_frame_is_one_element_whatever_the_title_holds() -> None:
    parser = Frames()
    parser.feed(takeaway.embed_code(changed(title='"><script>alert(1)</script>'), "dark"))
    ((tag, frame),) = parser.tags
    assert tag == "iframe"
    assert frame["title"] == '"><script>alert(1)</script>'
    address = urlsplit(frame["src"] or "")
    asked = parse_qs(address.query)
    assert (asked["embed"], asked["embed_options"], asked["year"]) == (["true"], ["dark_theme"], ["2017"])
    assert "embed=true" in address.query.split("&"), "as server/guard.py looks for it"


# -- data ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator_id", store.indicators())
def test_the_data_of_a_map_are_its_numbers(indicator_id: str) -> None:
    indicator = store.indicator(indicator_id)
    year = map_view.years(indicator)[-1]
    view = map_view.view(indicator_id, year, None, "en", "light")
    figure = changed(title=view.title, ids=view.sources.ids)
    shown = store.observations(indicator_id, years=[year])
    raw = takeaway.written("csv", view.data, figure, WORDS)
    head = [line for line in raw.decode("utf-8-sig").splitlines() if line.startswith("# ")]
    back = pd.read_csv(io.BytesIO(raw), skiprows=len(head))
    assert back["value"].tolist() == pytest.approx(shown["value"].tolist()) if indicator.kind != "category" else True
    assert back["country"].tolist() == shown["country"].tolist()
    assert back["country_name"].tolist() == [WORDS.country(code) for code in shown["country"]]
    assert len(view.sources.ids) >= 1
    for part in (view.title, LINK, store.data_version(), store.source(view.sources.ids[0]).producer):
        assert any(part in line for line in head), part

    book = openpyxl.load_workbook(io.BytesIO(takeaway.written("xlsx", view.data, figure, WORDS)))
    names, *rows = book.worksheets[0].iter_rows(values_only=True)
    values = [row[names.index("value")] for row in rows]
    assert values == pytest.approx(shown["value"].tolist()) if indicator.kind != "category" else len(rows) == len(shown)
    assert dict(book.worksheets[1].iter_rows(values_only=True))[WORDS("tools.link")] == LINK


def blocks(view: object) -> list[Block]:
    return [part for part in vars(view).values() if isinstance(part, Block)]


@pytest.mark.parametrize("code", ["BRA", "KNA", "DMA", "PRY"])
def test_the_figures_of_a_member_are_taken_away_as_numbers(code: str) -> None:
    taken = [
        *blocks(country.view(code, DAY, "en", "light")),
        *blocks(dossier.view(code, DAY, "en", "light")),
        *blocks(trade.view(2024, None, "en", "light")),
        compare.view(
            (code, "REGION"), "trade_with_china_usd", "share", "linear", (2001, 2024), "chart", "en", "light"
        ).block,
    ]
    numbers = [block.data for block in taken if block.data is not None]
    assert len(numbers) > len(taken) / 2
    for data in numbers:
        amount = next(name for name in ("value", "amount_usd_2021") if name in data)
        assert data[amount].dtype.kind in "if"
        for ending in ("csv", "xlsx"):
            assert takeaway.written(ending, data, FIGURE, WORDS)


def test_lists_and_markup_become_plain_cells() -> None:
    frame = pd.DataFrame({"country": ["BRA", "CHN", "XYZ"], "missing": [["MEX", "CUB"], [], []], "said": ["**a**"] * 3})
    made = takeaway.rows(frame, WORDS)
    assert made["country_name"].tolist() == ["Brazil", "China", "XYZ"]
    assert made["missing"].tolist() == ["MEX;CUB", "", ""]
    assert made["said"].tolist() == ["a"] * 3
    assert frame["said"].tolist() == ["**a**"] * 3, "the frame of the view is left alone"


def test_events_are_taken_away_in_one_language() -> None:
    asked = timeline.Asked(years=(2001, 2026))
    data = timeline.view(asked, None, True, "en", "light").data
    assert len(data) == len(timeline.matching(asked, "en")) > 50
    assert {"id", "date", "title", "text", "source"} <= set(data.columns)
    assert takeaway.written("csv", data, changed(ids=()), WORDS)


def test_a_source_line_remembers_its_sources() -> None:
    ids = provenance.source_ids(store.table("events"))
    assert provenance.line(WORDS, ids).ids == tuple(ids)
    assert provenance.line(WORDS, ["imf_imts"]).ids == ("imf_imts",)
    assert provenance.line(WORDS, []).ids == ()
