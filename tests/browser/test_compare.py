"""Comparing as a reader does: a link opens eight countries, adding and taking away changes the link, the years play."""

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from data import store
from tests.browser.visit import Visit, dress, sideways
from ui.theme import THEMES

Open = Callable[..., Visit]
NEWEST = int(store.observations("trade_with_china_usd")["year"].max())
EIGHT = "/compare?countries=BRA.CHL.PER.KNA.VCT.CARIBBEAN.REGION.HTI&scale=log&basis=per_head&from=2005"


def lines(page: Page) -> list[str]:
    """The names of the lines of the chart."""
    return page.evaluate("() => document.querySelector('.js-plotly-plot').data.map(line => line.name)")


def labels(page: Page) -> list[dict[str, float]]:
    """Where the labels at the ends of the lines stand on the screen."""
    return page.eval_on_selector_all(
        ".js-plotly-plot .annotation-text-g",
        "all => all.map(one => {const box = one.getBoundingClientRect();"
        "return {left: box.left, right: box.right, top: box.top, bottom: box.bottom}})",
    )


def wait_for_lines(page: Page, *names: str) -> None:
    page.wait_for_function(
        """names => {
            const chart = document.querySelector('.js-plotly-plot');
            return chart && chart.data && String(chart.data.map(line => line.name)) === String(names);
        }""",
        arg=list(names),
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_a_deep_link_shows_eight_lines_with_their_names(visit: Open, width: int) -> None:
    made = visit(EIGHT, width=width)
    page = made.page
    for theme in THEMES:
        dress(made, theme)
        expect(page.get_by_role("heading", level=1)).to_have_text("How do these countries differ?")
        assert len(lines(page)) == 8
        boxes = sorted(labels(page), key=lambda box: box["top"])
        assert len(boxes) == 8
        for above, below in itertools.pairwise(boxes):
            assert below["top"] >= above["bottom"] - 2, "two labels overlap"
        assert max(box["right"] for box in boxes) <= width, "a label is cut off"
        assert sideways(page) <= 0
        expect(page.get_by_role("alert")).to_have_count(0)
        made.assert_clean()


def test_adding_and_taking_away_changes_the_link_and_back_returns(visit: Open) -> None:
    made = visit("/compare?countries=BRA.CHL")
    page = made.page
    wait_for_lines(page, "Brazil", "Chile")
    chooser = page.get_by_role("combobox", name="Which countries?")
    chooser.fill("Peru")
    page.get_by_role("option", name="Peru").click()
    page.wait_for_url("**countries=BRA.CHL.PER**")
    wait_for_lines(page, "Brazil", "Chile", "Peru")
    chooser.press("Escape")
    page.get_by_role("button", name="Remove Brazil").or_(page.get_by_label("Remove Brazil")).first.click()
    page.wait_for_url("**countries=CHL.PER**")
    wait_for_lines(page, "Chile", "Peru")
    page.go_back()
    page.wait_for_url("**countries=BRA.CHL.PER**")
    wait_for_lines(page, "Brazil", "Chile", "Peru")
    page.go_back()
    page.wait_for_url("**countries=BRA.CHL")
    wait_for_lines(page, "Brazil", "Chile")
    made.assert_clean()


def test_the_period_moves_with_its_handles_and_with_the_link(visit: Open) -> None:
    made = visit("/compare?countries=BRA.CHL&from=2005")
    page = made.page
    first = page.get_by_role("slider").first
    expect(first).to_have_attribute("aria-valuetext", "2005")
    first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**from=2006**")
    page.get_by_role("slider").last.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**to={NEWEST - 1}**")
    assert "from=2006" in page.url
    page.wait_for_function(f"() => document.querySelector('.js-plotly-plot')?.data?.[0].x.at(-1) === {NEWEST - 1}")
    page.go_back()
    page.wait_for_url(lambda url: "to=" not in url)
    expect(page.get_by_role("slider").last).to_have_attribute("aria-valuetext", str(NEWEST))
    made.assert_clean()


def test_a_group_takes_the_place_and_keeps_the_rest(visit: Open) -> None:
    made = visit("/compare?indicator=exports_to_china_usd&scale=log")
    page = made.page
    page.get_by_role("button", name="Groups").click()
    page.get_by_role("link", name="Mercosur").click()
    page.wait_for_url("**countries=ARG.BRA.PRY.URY**")
    wait_for_lines(page, "Argentina", "Brazil", "Paraguay", "Uruguay")
    for kept in ("indicator=exports_to_china_usd", "scale=log"):
        assert kept in page.url
    made.assert_clean()


def test_the_scatter_plays_through_the_years_and_stops(visit: Open) -> None:
    made = visit("/compare?view=scatter&year=2021", motion=True)
    page = made.page
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "2021")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "2023")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('.js-plotly-plot').layout.annotations.some(one => one.text.includes('2023'))"
    )
    made.assert_clean()


def test_changing_the_form_leaves_no_complaint(visit: Open) -> None:
    """What belongs to another form stays in the link, and nobody is told off for it."""
    made = visit("/compare?basis=per_head&from=2005&scale=log")
    page = made.page
    for form in ("Scatter", "Table", "Small multiples", "Over time"):
        page.get_by_role("radio", name=form).or_(page.get_by_role("button", name=form, exact=True)).first.click()
        page.wait_for_url("**view=**" if form != "Over time" else lambda url: "view=" not in url)
        made.settle()
        expect(page.get_by_role("alert")).to_have_count(0)
    assert "basis=per_head" in page.url
    made.assert_clean()


@pytest.mark.parametrize("form", ["multiples", "scatter", "table"])
def test_each_form_fits_a_phone(visit: Open, form: str) -> None:
    made = visit(f"{EIGHT}&view={form}", width=390)
    assert sideways(made.page) <= 0
    made.assert_clean()
