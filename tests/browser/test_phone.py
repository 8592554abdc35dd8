"""On a phone, by touch, in words a third longer than English: nothing sideways, nothing cut off, a finger scrolls."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from pages import REGISTER, View
from tests.browser.visit import Server, Visit, serving
from ui.text import text

# Words that a box cuts off, and letters of a chart outside of its paper.
CUT = """() => {
    const cut = [];
    for (const it of document.querySelectorAll('[data-testid=stMain] *')) {
        if (it.closest('svg, .js-plotly-plot, [data-testid=stDataFrame]') || !it.checkVisibility()) continue;
        if (![...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim())) continue;
        for (let box = it; box && box.dataset.testid !== 'stMain'; box = box.parentElement) {
            const hides = /hidden|clip/.test(getComputedStyle(box).overflowX) && box.clientWidth > 1;
            if (hides && box.scrollWidth > box.clientWidth + 1) {
                cut.push(it.textContent.trim());
                break;
            }
        }
    }
    for (const chart of document.querySelectorAll('.js-plotly-plot')) {
        const paper = chart.getBoundingClientRect();
        for (const letters of chart.querySelectorAll('.main-svg text')) {
            const box = letters.getBoundingClientRect();
            const out = box.left < paper.left - 3 || box.right > paper.right + 3 || box.top < paper.top - 3;
            if (box.width && letters.textContent.trim() && out) cut.push(`chart: ${letters.textContent}`);
        }
    }
    return cut;
}"""
SIDEWAYS = """() => Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')]
    .map((part) => part.scrollWidth - innerWidth))"""


@pytest.fixture(scope="module")
def stretched_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app in the long language of tests/browser/stretched.py."""
    with serving(tmp_path_factory.mktemp("stretched"), "tests.browser.stretched") as running:
        yield running


@pytest.mark.parametrize("view", [pytest.param(view, id=view.slug) for view in REGISTER])
def test_long_words_fit(stretched_server: Server, new_context: Callable[..., BrowserContext], view: View) -> None:
    page = new_context(width=360).new_page()
    made = Visit(page, stretched_server.url)
    made.open("/" if view.is_default else f"/{view.slug}")
    # The words are the long ones.
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading != text("en")(f"{view.slug}.question").partition("{")[0]
    for width in (360, 390):
        page.set_viewport_size({"width": width, "height": 780})
        made.settle()
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(CUT) == []


def test_a_finger_scrolls_past_a_map_and_picks_on_it(visit: Callable[..., Visit]) -> None:
    made = visit("/map", width=360)
    page = made.page
    chart = page.locator(".js-plotly-plot").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    finger = page.context.new_cdp_session(page)
    before = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop")
    x, y = box["x"] + box["width"] / 2, min(box["y"] + box["height"] / 2, 600)
    finger.send(
        "Input.synthesizeScrollGesture",
        {"x": x, "y": y, "yDistance": -220, "gestureSourceType": "touch", "speed": 2000},
    )
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") > before + 100
    at = page.evaluate(
        """() => {
            const chart = document.querySelector('.js-plotly-plot');
            const [x, y] = chart._fullLayout.geo._subplot.projection([-49.7, -14.2]);
            const frame = chart.getBoundingClientRect();
            return [frame.x + x, frame.y + y];
        }"""
    )
    page.touchscreen.tap(*at)
    page.wait_for_url("**/country?**country=BRA**")
