"""What a reader does with the story: opens claims, narrows events, goes back, sends links."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import Visit

Open = Callable[..., Visit]


def parameters(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def mark(page: Page, code: str) -> tuple[float, float]:
    """Where on the screen the mark of a record is drawn."""
    at = page.evaluate(
        """code => {
            for (const chart of document.querySelectorAll('.js-plotly-plot')) {
                for (const trace of chart._fullData) {
                    const own = [...(trace.customdata ?? [])].findIndex(cell => String(cell) === code);
                    if (own < 0) continue;
                    chart.scrollIntoView({block: 'center'});
                    const frame = chart.getBoundingClientRect();
                    const {xaxis, yaxis} = chart._fullLayout;
                    const x = trace.type === 'bar' ? trace.base[own] + trace.x[own] / 2 : trace.x[own];
                    return [frame.x + xaxis._offset + xaxis.l2p(x), frame.y + yaxis._offset + yaxis.l2p(trace.y[own])];
                }
            }
        }""",
        code,
    )
    return at[0], at[1]


def test_a_square_of_the_overview_opens_its_claim(visit: Open) -> None:
    made = visit("/")
    made.page.mouse.click(*mark(made.page, "c24"))
    made.page.wait_for_url("**/article?**claim=c24**")
    expect(made.page.get_by_role("heading", name="The Regional Comprehensive Economic Partnership")).to_be_visible()
    made.assert_clean()


def test_a_click_on_a_square_opens_the_claim_and_is_in_the_link(visit: Open) -> None:
    made = visit("/article")
    page = made.page
    page.mouse.click(*mark(page, "c30"))
    page.wait_for_url("**claim=c30**")
    expect(page.get_by_role("heading", name="Argentina trades more with China")).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_text("Claim 30, paragraph 12").first).to_be_visible()
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**claim=c31**")
    page.go_back()
    page.wait_for_url("**claim=c30**")
    expect(page.get_by_role("heading", name="Argentina trades more with China")).to_be_visible()
    made.assert_clean()


def test_a_row_unfolds_alone_and_is_in_the_link(visit: Open) -> None:
    made = visit("/article?verdict=contradicted")
    page = made.page
    page.get_by_text("Argentina trades more with China than with anyone else.").last.click()
    page.wait_for_url("**claim=c30**")
    expect(page.get_by_text("Claim 30, paragraph 12")).to_have_count(1)
    page.get_by_text("The Regional Comprehensive Economic Partnership (RCEP) belongs to China.").last.click()
    page.wait_for_url("**claim=c24**")
    expect(page.get_by_text("Claim 24, paragraph 11")).to_have_count(1)
    expect(page.get_by_text("Claim 30, paragraph 12")).to_have_count(0)
    assert parameters(page) == {"verdict": "contradicted", "claim": "c24"}
    made.assert_clean()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_link_to_a_quotation_opens_it_first(visit: Open, width: int) -> None:
    made = visit("/article?quote=q05", width=width)
    first = made.page.get_by_role("heading", level=2).first
    expect(first).to_have_text("“This meeting represents a categoric repudiation of protectionism and unilateralism.”")
    expect(made.page.get_by_test_id("stMain").get_by_text("Heraldo Muñoz").first).to_be_visible()
    made.assert_clean()


def test_the_timeline_is_narrowed_by_the_link(visit: Open) -> None:
    made = visit("/timeline?country=PAN&category=belt_and_road&q=panama&from=2017&to=2025")
    expect(made.page.get_by_test_id("stMain").get_by_text("events, from").first).to_be_visible()
    ids = made.page.evaluate(
        "() => document.querySelector('.js-plotly-plot')._fullData.flatMap(t => [...(t.customdata ?? [])]).length"
    )
    assert 0 < ids < 6
    slider = made.page.get_by_role("slider")
    expect(slider.first).to_have_attribute("aria-valuetext", "2017")
    expect(slider.last).to_have_attribute("aria-valuetext", "2025")
    made.assert_clean()


def test_choosing_on_the_timeline_writes_the_link_and_back_undoes_it(visit: Open) -> None:
    made = visit("/timeline?from=2018")
    page = made.page
    page.mouse.click(*mark(page, "ev061"))
    page.wait_for_url("**event=ev061**")
    expect(page.get_by_role("heading", name="Dominican Republic recognises Beijing")).to_be_visible()
    page.get_by_label("Words to look for").fill("Panama")
    page.wait_for_url("**q=Panama**")
    assert parameters(page) == {"from": "2018", "event": "ev061", "q": "Panama"}
    page.get_by_role("link", name="Since 2000").click()
    page.wait_for_url("**from=2000**")
    page.go_back()
    page.wait_for_url("**from=2018**")
    expect(page.get_by_role("slider").first).to_have_attribute("aria-valuetext", "2018")
    made.assert_clean()


def test_a_member_is_found_in_the_turn(visit: Open) -> None:
    made = visit("/trade?country=ven&year=2001")
    expect(made.page.get_by_text("Since 2023 the United States lead again.")).to_be_visible()
    expect(made.page.get_by_role("heading", name="Who sells more than it buys, 2001?")).to_be_visible()
    made.page.get_by_role("link", name="Venezuela in full").click()
    made.page.wait_for_url("**/country?country=VEN")
    made.assert_clean()
