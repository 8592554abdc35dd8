"""The page of a member: in full, thin, recognising Taipei; on a phone; on paper; from one member to the next."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import PATIENCE, Visit, sideways

Open = Callable[..., Visit]
CHARTS = ".js-plotly-plot"
A4 = (595, 842)  # points


def print_out(page: Page, to: Path) -> tuple[int, tuple[int, int]]:
    """Print as a reader does; the number of sheets and their size in points."""
    page.pdf(path=to, prefer_css_page_size=True)
    content = to.read_bytes()
    sizes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", content)
    assert sizes, "the file tells no size of a sheet"
    width, height = (round(float(part)) for part in sizes[0])
    return len(re.findall(rb"/Type\s*/Page\b", content)), (width, height)


def test_brazil_in_full(visit: Open) -> None:
    made = visit("/country?country=BRA")
    page = made.page
    expect(page.get_by_role("heading", level=1)).to_have_text("What are Brazil’s ties with China?")
    first = page.get_by_role("heading", level=2).first
    expect(first).to_have_text("Then (22 January 2018) and now")
    for said in ("US$ 188.7 billion", "2017: US$ 87.6 billion · 1st of 33"):
        expect(page.get_by_text(said).first).to_be_visible()
    expect(page.locator(CHARTS)).to_have_count(9)
    expect(page.get_by_text("São Simão hydropower plant: part of the fund").first).to_be_visible()
    for heading in (
        "Trade with China and with the United States",
        "What share of its trade",
        "Partners then and now",
        "Recognition and the Belt and Road",
        "Agreements",
        "Official finance from China",
        "Where it went",
        "What was pledged to it, and what came of it",
        "How it votes in the United Nations",
        "Where it stands on one scale",
        "What the report says",
        "Events",
        "Print this page",
    ):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_have_count(1)
    made.assert_clean()


def test_a_ring_tells_its_event(visit: Open) -> None:
    page = visit("/country?country=BRA").page
    ring = page.locator(f"{CHARTS} .scatterlayer").first.locator(".trace").last.locator(".point").first
    ring.scroll_into_view_if_needed()
    told = page.locator(".hoverlayer").first
    for _ in range(PATIENCE):
        box = ring.bounding_box()
        assert box
        # Exactly on its middle, where the point of the line lies as well; again while the page still settles.
        page.mouse.move(0, 0)
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        with contextlib.suppress(AssertionError):
            expect(told).to_contain_text("China overtakes the United States", timeout=1000)
            return
    pytest.fail("the ring does not tell its event")


def test_a_claim_and_an_event_are_doors(visit: Open) -> None:
    page = visit("/country?country=ARG").page
    page.get_by_role("link", name="Argentina trades more with China than with anyone else.").click()
    page.wait_for_url("**/article?**claim=c30**")
    page.go_back()
    page.wait_for_url("**/country?**")
    page.get_by_role("link", name="Argentina joins the Belt and Road").click()
    page.wait_for_url("**/timeline?**event=**")


@pytest.mark.parametrize(
    ("width", "code", "charts", "said"),
    [
        (
            390,
            "KNA",
            6,
            (
                "has no official finance from China for Saint Kitts and Nevis",
                "No agreement between Saint Kitts and Nevis and China is in the record.",
                "No pledge in this record names Saint Kitts and Nevis.",
            ),
        ),
        pytest.param(
            1280, "KNA", 6, ("No pledge in this record names Saint Kitts and Nevis.",), marks=pytest.mark.long
        ),
        (390, "DMA", 8, ("Hollow points rest on few votes",)),
        (1280, "PRY", 8, ("Paraguay recognises Taipei (ROC).",)),
        pytest.param(390, "GTM", 6, ("Guatemala recognises Taipei (ROC).",), marks=pytest.mark.long),
    ],
)
def test_a_thin_page_is_a_whole_page(visit: Open, width: int, code: str, charts: int, said: tuple[str, ...]) -> None:
    made = visit(f"/country?country={code}", width=width, theme="dark" if width == 390 else "light")
    for words in said:
        expect(made.page.get_by_text(words).first).to_be_visible()
    expect(made.page.locator(CHARTS)).to_have_count(charts)
    expect(made.page.get_by_text("nan", exact=True)).to_have_count(0)
    assert sideways(made.page) <= 0
    made.assert_clean()


def test_previous_and_next_go_round(visit: Open) -> None:
    page = visit("/country?country=ATG").page
    page.get_by_role("link", name="‹ Venezuela").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Venezuela")
    expect(page).to_have_url(re.compile("country=VEN"))
    page.get_by_role("link", name="Antigua and Barbuda ›").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Antigua and Barbuda")
    expect(page).to_have_url(re.compile("country=ATG"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Venezuela")


@pytest.mark.parametrize(
    ("code", "lang", "width", "theme"),
    [
        ("BRA", "en", 1280, "light"),
        ("KNA", "zh", 1280, "light"),
        pytest.param("PAN", "es", 1280, "light", marks=pytest.mark.long),
        pytest.param("CHL", "pt", 1920, "dark", marks=pytest.mark.long),
    ],
)
def test_it_prints_on_two_sheets_of_a4(
    visit: Open, tmp_path: Path, code: str, lang: str, width: int, theme: str
) -> None:
    page = visit(f"/country?country={code}&lang={lang}", width=width, theme=theme).page
    sheets, size = print_out(page, tmp_path / f"{code}.pdf")
    assert sheets <= 2
    assert all(abs(one - other) <= 1 for one, other in zip(size, A4, strict=True))


def test_paper_has_charts_that_fit_and_no_controls(arrive: Open) -> None:
    page = arrive("/country?country=BRA", width=1280, theme="dark").page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    # As wide as a sheet of A4 between its margins.
    page.set_viewport_size({"width": 703, "height": 1000})
    for hidden in ("stSelectbox", "stPopover", "stExpander"):
        expect(page.get_by_test_id(hidden).locator("visible=true")).to_have_count(0)
    expect(page.get_by_text("Print this page")).to_be_hidden()
    for shown in ("Source: International Monetary Fund", "Address of this page", "1 · 2009"):
        expect(page.get_by_text(shown).first).to_be_visible()
    # The ladder stands in words.
    expect(page.get_by_text("São Simão hydropower plant: part of the fund").first).to_be_visible()
    boxes = [chart.bounding_box() for chart in page.locator(".svg-container:visible").all()]
    assert len(boxes) == 8
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 703 for box in boxes)
    for drawing in page.locator(f"{CHARTS} .svg-container:visible > .main-svg").all():
        assert drawing.get_attribute("viewBox"), "a drawing without a viewBox is cut off"
    ink = page.get_by_role("heading", level=1).evaluate("it => getComputedStyle(it).color")
    assert max(map(int, re.findall(r"\d+", ink))) < 40, "a dark page is printed dark on white"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(f"{CHARTS} .main-svg[viewBox]")).to_have_count(0)
