"""For every reader: what axe-core finds, what a keyboard and a screen reader get (docs/accessibility.md)."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pages import REGISTER, View
from tests.browser import axe
from tests.browser.visit import PATIENCE, Server, Visit
from ui.text import languages
from ui.theme import THEMES

Open = Callable[..., Visit]
VIEWS = [pytest.param(view, id=view.slug) for view in REGISTER]
WIDTHS = (1280, 390)
HEIGHT = 900


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """One browser for all looks of axe: what it fetched for a view it keeps for the next."""
    context = chromium.new_context(locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)
    yield context
    context.close()


def address(view: View, lang: str) -> str:
    return f"/{'' if view.is_default else view.slug}?lang={lang}"


def dress(page: Page, theme: str) -> None:
    """Wish for a theme and wait until the page wears it."""
    page.emulate_media(color_scheme=theme)
    paper = THEMES[theme].paper
    colour = f"rgb({', '.join(str(int(paper[at : at + 2], 16)) for at in (1, 3, 5))})"
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", colour)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_of_ours(window: BrowserContext, server: Server, view: View, lang: str) -> None:
    """A view is loaded once; themes and widths change in the page, as when a reader turns a switch or a tablet."""
    page = window.new_page()
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    made = Visit(page, server.url)
    page.emulate_media(color_scheme="light")
    made.open(address(view, lang))
    ours: list[str] = []
    streamlit: set[axe.Known] = set()
    for theme in THEMES:
        dress(page, theme)
        for width in WIDTHS if theme == "light" else reversed(WIDTHS):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            made.settle()
            found, of_streamlit = axe.findings(page)
            ours += [f"{theme}, {width} pixels, {line}" for line in found]
            streamlit |= of_streamlit
    page.close()
    assert ours == []
    # What Streamlit has mended must leave the paper.
    gone = [row for row in axe.known() if row.view == address(view, lang).partition("?")[0] and row not in streamlit]
    assert gone == []


def test_the_paper_lists_what_streamlit_causes() -> None:
    rows = axe.known()
    assert rows, "the table was not read"
    assert axe.PAPER.read_text(encoding="utf-8").count("(https://github.com/streamlit/streamlit/issues/") >= len(rows)


def test_axe_sees_what_is_wrong(window: BrowserContext) -> None:
    page = window.new_page()
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src=data:,><p style='color:#aaa'>pale</p>")
    found, _ = axe.findings(page)
    page.close()
    assert any("image-alt" in line for line in found)
    assert any("color-contrast" in line for line in found)
