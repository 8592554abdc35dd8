"""Every view of the register, on a phone and a desk, in both themes: it opens, fits and draws."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pages import REGISTER, View
from tests.browser import pictures
from tests.browser.visit import Server, Visit

VIEWS = [pytest.param(view, id=view.slug) for view in REGISTER]
CHARTS = ".js-plotly-plot"


def address(view: View) -> str:
    return "/" if view.is_default else f"/{view.slug}"


def sideways(page: Page) -> int:
    """How many pixels the page, or the part of it that scrolls, is wider than the window."""
    return page.evaluate(
        """() => Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')]
            .map(part => part.scrollWidth - innerWidth))"""
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("view", VIEWS)
def test_view(
    visit: Callable[..., Visit],
    view: View,
    width: int,
    theme: str,
    drawing: pictures.Machine,
    record_property: Callable[[str, object], None],
) -> None:
    opened = visit(address(view), width=width, theme=theme)
    page = opened.page

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert sideways(page) <= 0
    for chart in page.locator(CHARTS).all():
        box = chart.bounding_box()
        assert box, "a chart has no place on the page"
        assert box["width"] > 200
        assert box["height"] > 100
        name = chart.evaluate("it => it.closest('[role=figure]')?.getAttribute('aria-label')")
        assert name, "a chart has no text alternative"
    opened.assert_clean()
    # Last, since the window grows; the page is open anyway.
    said = pictures.check(pictures.name(view.slug, width, theme), page, width, drawing)
    record_property("pictures", said)


def test_some_view_has_a_chart(visit: Callable[..., Visit]) -> None:
    """The loop over charts above proves something."""
    opened = visit("/map")
    expect(opened.page.locator(CHARTS)).not_to_have_count(0)


@pytest.mark.parametrize("view", VIEWS)
def test_first_request_after_a_start(visit: Callable[..., Visit], fresh_server: Server, view: View) -> None:
    """A deep link is the very first thing that a fresh server is asked."""
    opened = visit(address(view), of=fresh_server)
    assert opened.page.evaluate("location.pathname") == address(view)
    opened.assert_clean()
