"""What a reader does with promises and projects: open one by a click, send the link, filter, find nothing, go back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import Visit, dress, sideways
from ui.theme import THEMES

Open = Callable[..., Visit]
# Where a mark of a chart lies on the screen, by the projection or the axes that are drawn.
PLACE = """([index, code]) => {
    const chart = document.querySelectorAll('.js-plotly-plot')[index];
    const frame = chart.getBoundingClientRect();
    for (const trace of chart.data) {
        const at = (trace.customdata || []).indexOf(code);
        if (at < 0) continue;
        if (trace.type === 'scattergeo') {
            const [x, y] = chart._fullLayout.geo._subplot.projection([trace.lon[at], trace.lat[at]]);
            return [frame.x + x, frame.y + y];
        }
        const {xaxis, yaxis} = chart._fullLayout;
        return [frame.x + xaxis._offset + xaxis.d2p(trace.x[at]), frame.y + yaxis._offset + yaxis.d2p(trace.y[at])];
    }
}"""


def click_mark(page: Page, code: str, chart: int = 0) -> None:
    page.locator(".js-plotly-plot").nth(chart).scroll_into_view_if_needed()
    page.mouse.click(*page.evaluate(PLACE, [chart, code]))


def test_a_link_opens_the_promise(visit: Open) -> None:
    made = visit("/pledges?pledge=pl05")
    opened = made.page.locator(".st-key-opened")
    expect(opened).to_contain_text("US$ 250 billion")
    for step in ("announced", "agreed", "committed", "delivered"):
        expect(opened.get_by_text(step, exact=True)).to_be_visible()
    expect(opened).to_contain_text("no later evidence found (checked on pages up to")
    made.assert_clean()


def test_a_click_on_a_step_opens_its_promise(visit: Open) -> None:
    made = visit("/pledges")
    page = made.page
    expect(page.locator(".st-key-opened")).to_have_count(0)
    click_mark(page, "pl03")
    page.wait_for_url("**/pledges?**pledge=pl03**")
    expect(page.locator(".st-key-opened")).to_contain_text("US$ 5 billion")
    page.go_back()
    expect(page.locator(".st-key-opened")).to_have_count(0)
    made.assert_clean()


def test_a_click_on_a_circle_opens_the_project(visit: Open) -> None:
    made = visit("/pledges?part=projects&country=ECU")
    page = made.page
    number = page.evaluate(
        """() => {
            const chart = document.querySelector('.js-plotly-plot');
            const trace = chart.data.find(trace => trace.customdata);
            return trace.customdata[trace.marker.size.indexOf(Math.max(...trace.marker.size))];
        }"""
    )
    click_mark(page, number)
    page.wait_for_url(f"**/pledges?**project={number}**")
    opened = page.locator(".st-key-opened")
    for row in ("Who finances", "Amount", "Committed in", "Where (the point is the middle of this unit)"):
        expect(opened.get_by_role("row", name=row)).to_be_visible()
    assert "country=ECU" in page.url, "the filters stay in the link"
    made.assert_clean()


def test_a_link_to_a_project_means_the_map_and_closing_stays_there(visit: Open) -> None:
    made = visit("/pledges?project=71826")
    page = made.page
    opened = page.locator(".st-key-opened")
    expect(opened).to_contain_text("one of the two must be wrong")
    opened.get_by_role("link", name="Close").click()
    expect(opened).to_have_count(0)
    expect(page.get_by_text("of the 457 projects")).to_be_visible()
    made.assert_clean()


def test_the_list_opens_a_project_too(visit: Open) -> None:
    page = visit("/pledges?part=projects").page
    page.locator(".st-key-listed").get_by_text("Coca Codo Sinclair").click()
    page.wait_for_url("**/pledges?**project=**")
    expect(page.locator(".st-key-opened")).to_contain_text("Coca Codo Sinclair")


def test_what_has_no_place_is_listed_below_the_map(visit: Open) -> None:
    page = visit("/pledges?part=projects").page
    expect(page.get_by_text("Without a place on the map (41)")).to_be_visible()
    page.locator(".st-key-unplaced").get_by_text("Atucha 3 and 4").click()
    page.wait_for_url("**/pledges?**project=**")
    expect(page.locator(".st-key-opened")).to_contain_text("no place in the record")


def test_filters_live_in_the_link_and_survive_a_reload(visit: Open) -> None:
    page = visit("/pledges?sector=energy").page
    before = page.get_by_text("of the 457 projects").inner_text()
    page.get_by_role("combobox", name="Status in 2021").click()
    page.get_by_role("option", name="completed").click()
    page.wait_for_url("**/pledges?**status=completed**")
    expect(page.get_by_text("of the 457 projects")).not_to_have_text(before)
    shown = page.get_by_text("of the 457 projects").inner_text()
    page.reload()
    expect(page.get_by_text("of the 457 projects")).to_have_text(shown)
    assert "sector=energy" in page.url
    page.get_by_role("combobox", name="Sector").click()
    page.get_by_role("option", name="all sectors").click()
    page.wait_for_url(lambda url: "sector=" not in url)
    expect(page.get_by_role("combobox", name="Status in 2021")).to_be_visible()


def test_filters_that_find_nothing_say_so(visit: Open) -> None:
    made = visit("/pledges?sector=health&status=cancelled&size=over_1bn")
    expect(made.page.get_by_text("No project is left under these filters.")).to_be_visible()
    made.assert_clean()


@pytest.mark.parametrize("part", ["promises&pledge=pl04", "money", "projects&project=69022", "projects&country=KNA"])
def test_each_part_fits_a_phone(visit: Open, part: str) -> None:
    made = visit(f"/pledges?part={part}", width=390)
    for theme in THEMES:
        dress(made, theme)
        assert sideways(made.page) <= 0
        assert made.page.locator(".js-plotly-plot").count() > 0
        made.assert_clean()
