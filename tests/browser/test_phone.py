"""On a phone, by touch, in words a third longer than English: nothing sideways, nothing cut off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from pages import REGISTER, View
from tests.browser.visit import PATIENCE, Server, Visit, serving
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


PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"


@pytest.fixture(scope="module")
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone that says so: the app draws lower figures for it."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 780},
        is_mobile=True,
        has_touch=True,
        user_agent=PHONE,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def stretched_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app in the long language of tests/browser/stretched.py."""
    with serving(tmp_path_factory.mktemp("stretched"), "tests.browser.stretched") as running:
        yield running


@pytest.mark.parametrize("view", [pytest.param(view, id=view.slug) for view in REGISTER])
def test_long_words_fit(stretched_server: Server, phone: BrowserContext, view: View) -> None:
    page = phone.new_page()
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
    page.close()
