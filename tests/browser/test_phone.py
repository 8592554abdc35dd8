"""On a phone, by touch, in words a third longer than English: nothing sideways, nothing cut off."""

import contextlib
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as Late

from pages import REGISTER, View
from tests.browser.conftest import Insiders, Wishes
from tests.browser.visit import Visit, serving, sideways
from ui.text import text

Open = Callable[..., Visit]

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
REDRAWN = """() => [...document.querySelectorAll('.js-plotly-plot')].every((chart) => {
    const drawn = chart.querySelector('.main-svg');
    return drawn && Math.abs(drawn.getBoundingClientRect().width - chart.clientWidth) <= 1;
})"""

# Where a place lies in the window, by the map's own projection.
AT = """([lon, lat]) => {
    const map = document.querySelector('.js-plotly-plot');
    const [x, y] = map._fullLayout.geo._subplot.projection([lon, lat]);
    const frame = map.querySelector('.main-svg').getBoundingClientRect();
    return [frame.x + x, frame.y + y];
}"""
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
GOIAS = [-49.7, -14.2]


@pytest.fixture(scope="module")
def stretched(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Insiders]:
    """Readers of the app in the long language of tests/browser/stretched.py."""
    with (
        serving(tmp_path_factory.mktemp("stretched"), "tests.browser.stretched") as running,
        contextlib.closing(Insiders(chromium, running.url)) as readers,
    ):
        yield readers


@pytest.mark.parametrize("width", [360, pytest.param(390, marks=pytest.mark.long)])
@pytest.mark.parametrize("view", [pytest.param(view, id=view.slug) for view in REGISTER])
def test_long_words_fit(stretched: Insiders, view: View, width: int) -> None:
    made = stretched.visit(Wishes(width=width), "/" if view.is_default else f"/{view.slug}")
    page = made.page
    # The words are the long ones.
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading != text("en")(f"{view.slug}.question").partition("{")[0]
    # A chart is drawn anew some time after its box has another width.
    page.wait_for_function(REDRAWN)
    assert sideways(page) <= 0
    assert page.evaluate(CUT) == []


def test_a_finger_on_the_map_scrolls_the_page_and_a_tap_picks_a_country(visit: Open) -> None:
    page = visit("/map", width=390).page
    page.locator(".js-plotly-plot .geo .choroplethlayer path").nth(20).wait_for(state="attached")
    page.locator(".js-plotly-plot").first.evaluate("map => map.scrollIntoView({ block: 'center' })")
    before = page.evaluate(SCROLLED)
    x, y = page.evaluate(AT, GOIAS)
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 16):
        moved = {"x": x, "y": y - 15 * step}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(f"before => {SCROLLED} > before + 100", arg=before)
    page.locator(".js-plotly-plot").first.evaluate("map => map.scrollIntoView({ block: 'center' })")
    # A finger that still scrolls stops the page with its next touch and picks nothing.
    page.wait_for_function(
        f"() => new Promise(done => {{ const at = {SCROLLED}; setTimeout(() => done(at === {SCROLLED}), 150); }})"
    )
    # The first tap may only show the value (Plotly reports a click where it has hovered); the next one picks.
    for _ in range(3):
        page.touchscreen.tap(*page.evaluate(AT, GOIAS))
        with contextlib.suppress(Late):
            page.wait_for_url("**/country?*country=BRA*", timeout=5000)
            break
    expect(page).to_have_url(re.compile(r"/country\?.*country=BRA"), timeout=1000)
