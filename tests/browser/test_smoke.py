"""Every view of the register, on a phone and a desk, in both themes: it opens, fits, draws and is open to everybody.

A visit costs seconds, a question to an open page milliseconds: all that is asked of a view as it opens is asked here.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pages import REGISTER, View
from tests.browser import axe, pictures
from tests.browser.visit import Server, Visit, dress, sideways
from tests.reliability import Count
from ui.text import text
from ui.theme import THEMES

VIEWS = [pytest.param(view, id=view.slug) for view in REGISTER]
CHARTS = ".js-plotly-plot"
COLOURS = {1280: "light", 390: "dark"}  # where the contrast of colours is asked
CHARTED = {"map", "country", "compare", "trade", "pledges", "timeline"}  # views that draw a chart in any case
# Width, height and text alternative of each.
DRAWN = """(charts) => charts.map((it) => {
    const { width, height } = it.getBoundingClientRect();
    return [width, height, it.closest('[role=figure]')?.getAttribute('aria-label')];
})"""
# The keys of the charts, small side maps excepted, which repeat a part of the chart beside them.
KEYS = """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
    .map(it => it.closest('[class*=st-key-]').className.match(/st-key-([\\w-]+)/)[1])
    .filter(key => !key.includes('inset'))"""

# What a cold link asks of a view, and words that only the answer to it has. Streamlit knows a page by its place in the
# register: the first, one between, the last.
DEEP = [
    pytest.param(REGISTER[0], "?lang=zh", text("zh")("overview.question"), id="first", marks=pytest.mark.long),
    pytest.param(
        next(view for view in REGISTER if view.slug == "trade"),
        "?country=VEN&year=2001",
        "Since 2023 the United States lead",
        id="between",
        marks=pytest.mark.long,
    ),
    pytest.param(REGISTER[-1], "?table=events&country=CUB", "3 of 116 rows.", id="last"),
]


def address(view: View) -> str:
    return "/" if view.is_default else f"/{view.slug}"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("view", VIEWS)
def test_view(
    arrive: Callable[..., Visit],
    visit: Callable[..., Visit],
    view: View,
    width: int,
    drawing: pictures.Machine,
    record_property: Callable[[str, object], None],
    count: Count,
) -> None:
    # By a link of the dashboard, some by their address.
    opened = (arrive if width == 1280 and view in REGISTER[::4] else visit)(address(view), width=width)
    page = opened.page
    # As high as the pictures from the first: charts are laid out anew for each other window.
    page.set_viewport_size({"width": width, "height": pictures.HEIGHT})
    red: list[pictures.DifferentError] = []
    for theme in THEMES:
        dress(opened, theme)
        assert_whole(page, view)
        opened.assert_clean()
        # All is asked once, then what a theme can change; colours, which are the same in each width, in one of them.
        only = () if theme == "light" else axe.OF_THE_LOOK
        without = () if theme == COLOURS[width] else ("color-contrast",)
        assert axe.findings(page, only, without)[0] == [], theme
        try:
            said = pictures.check(pictures.name(view.slug, width, theme), page, width, drawing)
        except pictures.DifferentError as error:
            red.append(error)
        else:
            record_property("pictures", said)
            count("pictures of views compared", not said)
        count("views asked by axe", 1)
    assert red == []


def assert_whole(page: Page, view: View) -> None:
    """One question, nothing wider than the window, every chart drawn, named and with its tools."""
    expect(page.locator("h1")).to_have_count(1)
    assert sideways(page) <= 0
    charts = page.locator(CHARTS).evaluate_all(DRAWN)
    for width, height, name in charts:
        assert width > 200
        assert height > 100
        assert name, "a chart has no text alternative"
    assert view.slug not in CHARTED or charts, "the loop over charts proved nothing"
    for key in page.evaluate(KEYS):
        expect(page.locator(f".st-key-download_{key}")).to_have_count(1)
        expect(page.locator(f".st-key-share_{key}")).to_have_count(1)


@pytest.mark.parametrize(("view", "query", "said"), DEEP)
def test_first_request_after_a_start(
    arrive: Callable[..., Visit], fresh_server: Server, view: View, query: str, said: str
) -> None:
    """A deep link is the very first thing that a fresh server is asked."""
    opened = arrive(address(view) + query, of=fresh_server)
    assert opened.page.evaluate("location.pathname") == address(view)
    expect(opened.page.get_by_test_id("stMain")).to_contain_text(said)
    opened.assert_clean()
