"""What a reader does on the first day: open a link, move the year, pick a country, go back, reload, play."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from data import store
from tests.browser.visit import Visit

Open = Callable[..., Visit]
MAP = "/map?indicator=trade_with_china_usd&year=2017"
SHAPES = ".choroplethlayer path.choroplethlocation"


def fills(page: Page) -> list[str]:
    """The colours of the shapes of the map, in their order."""
    return page.eval_on_selector_all(SHAPES, "shapes => shapes.map(shape => getComputedStyle(shape).fill)")


def position(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where on the screen a place of the main map lies, by the projection of the drawn chart."""
    at = page.evaluate(
        """([lon, lat]) => {
            const chart = document.querySelector('.js-plotly-plot');
            const subplot = chart._fullLayout.geo._subplot;
            const [x, y] = subplot.projection([lon, lat]);
            const frame = chart.getBoundingClientRect();
            return [frame.x + x, frame.y + y];
        }""",
        [lon, lat],
    )
    return at[0], at[1]


def pick(page: Page, lon: float, lat: float) -> None:
    """Click a place of the main map."""
    page.locator(".js-plotly-plot").first.scroll_into_view_if_needed()
    page.mouse.click(*position(page, lon, lat))


def test_a_deep_link_opens_the_view(arrive: Open) -> None:
    made = arrive(MAP)
    expect(made.page.get_by_role("heading", level=1)).to_contain_text("Trade with China")
    expect(made.page.get_by_role("dialog")).to_have_count(0)
    expect(made.page.get_by_role("slider")).to_have_attribute("aria-valuetext", "2017")
    assert made.page.locator(SHAPES).count() >= 33
    made.assert_clean()


def test_moving_the_year_changes_the_map_and_the_link(visit: Open) -> None:
    page = visit(MAP).page
    before = fills(page)
    page.get_by_role("slider").focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: "year=" not in url)
    expect(page.get_by_text("514.8 billion")).to_be_visible()
    page.wait_for_function(
        "([selector, old]) => {const shapes = [...document.querySelectorAll(selector)];"
        "const now = shapes.map(s => getComputedStyle(s).fill);"
        "return now.length && String(now) !== String(old)}",
        arg=[SHAPES, before],
    )


@pytest.mark.parametrize(
    ("lon", "lat", "code", "name"),
    [(-49.7, -14.2, "BRA", "Brazil"), (-61.6805, 12.1132, "GRD", "Grenada")],
    ids=["Brazil, a shape", "Grenada, a circle"],
)
def test_a_click_opens_the_country_and_back_returns(visit: Open, lon: float, lat: float, code: str, name: str) -> None:
    made = visit(MAP)
    page = made.page
    pick(page, lon, lat)
    page.wait_for_url(f"**/country?**country={code}**")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.go_back()
    page.wait_for_url("**/map?**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trade with China")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "2017")
    made.assert_clean()


def test_reload_keeps_the_view(arrive: Open) -> None:
    page = arrive("/map?indicator=exports_to_china_usd&year=2010&view=table").page
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Exports to China")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "2010")


def test_copied_link_opens_the_same_view_for_somebody_else(visit: Open) -> None:
    made = visit("/map?year=2012")
    made.page.get_by_role("button", name="Copy link").click()
    link = made.page.get_by_test_id("stCode").inner_text().strip()
    assert "indicator=trade_with_china_usd" in link, "defaults are written out"
    for part in ("year=2012", "view=map", "lang=en"):
        assert part in link
    other = visit(link.removeprefix(made.origin)).page
    expect(other.get_by_role("slider")).to_have_attribute("aria-valuetext", "2012")


def test_nonsense_in_the_link_is_named_and_harmless(visit: Open) -> None:
    made = visit("/map?indicator=gold&year=1066&view=<b>x</b>&colour=red")
    notices = made.page.get_by_role("alert")
    expect(notices).to_have_count(4)
    for named in ("gold", "1066", "<b>x</b>", "colour"):
        expect(notices.filter(has_text=named)).to_have_count(1)
    made.assert_clean()


def test_figures_that_a_newcomer_looks_for(visit: Open) -> None:
    page = visit("/map?indicator=trade_with_china_usd&year=2024&view=table").page
    expect(page.get_by_role("row", name="Brazil")).to_contain_text("US$ 188.7 billion")
    expect(page.get_by_role("row", name="Chile")).to_contain_text("US$ 60.9 billion")
    expect(page.get_by_text("International Monetary Fund").first).to_be_visible()


def test_play_walks_through_the_years_and_stops(visit: Open) -> None:
    newest = int(store.observations("trade_with_china_usd")["year"].max())
    page = visit(f"/map?year={newest - 2}", motion=True).page
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", str(newest))
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_keyboard_alone_reaches_a_country(arrive: Open) -> None:
    page = arrive(MAP).page
    page.get_by_role("link", name="Chile").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/country?**country=CHL**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chile")
