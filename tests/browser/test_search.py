"""The search as a reader uses it: by keyboard alone, on a phone, in any language, and without a trace in the link."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visit import Visit

Open = Callable[..., Visit]
MAP = "/map?year=2017"


def box(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("searchbox")


def links(page: Page) -> Locator:
    return page.locator(".st-key-found").get_by_role("link")


def test_the_keyboard_alone_leads_to_a_country(arrive: Open) -> None:
    made = arrive(MAP)
    page = made.page
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("brasl")
    expect(page.get_by_text("Found for “brasl”")).to_be_visible()
    expect(links(page).first).to_contain_text("Brazil")
    assert "brasl" not in page.url, "a search leaves no trace in the link"
    page.keyboard.press("Enter")
    page.wait_for_url("**/country?country=BRA")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Brazil")
    made.settle()
    made.assert_clean()


def test_arrows_and_tab_reach_what_is_found(arrive: Open) -> None:
    page = arrive(MAP).page
    button = page.get_by_role("button", name="Search").last
    button.focus()
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    page.keyboard.type("wang yi")
    expect(page.get_by_text("Found for “wang yi”")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(links(page).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links(page).nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("巴西", "/country?country=BRA"),
        ("c30", "/article?claim=c30"),
        ("trade with the united states", "/map?indicator=trade_with_usa_usd"),
    ],
)
def test_each_kind_leads_to_its_place_on_a_phone(visit: Open, asked: str, address: str) -> None:
    made = visit(MAP, width=390)
    page = made.page
    page.locator(".st-key-search button:visible").tap()
    box(page).fill(asked)
    expect(page.get_by_text(f"Found for “{asked}”")).to_be_visible()
    links(page).first.tap()
    page.wait_for_url(f"**{address}")
    made.settle()
    made.assert_clean()


def test_a_door_from_a_view_to_itself_changes_the_address_and_back_returns(visit: Open) -> None:
    made = visit("/timeline?category=trade")
    page = made.page
    page.get_by_test_id("stMain").locator("a[href*='event=']").first.click()
    page.wait_for_url("**/timeline?category=trade&event=*")
    page.go_back()
    page.wait_for_url("**/timeline?category=trade")
    made.settle()
    page.go_forward()
    page.wait_for_url("**/timeline?category=trade&event=*")
    made.assert_clean()


def test_nonsense_is_answered_in_a_line(visit: Open) -> None:
    page = visit(MAP).page
    page.keyboard.press("/")
    box(page).fill("<b>zzqqxx</b>")
    expect(page.get_by_text("Nothing found for “<b>zzqqxx</b>”")).to_be_visible()
    expect(links(page)).to_have_count(0)


def test_the_key_stays_a_letter_where_somebody_writes(arrive: Open) -> None:
    page = arrive("/timeline").page
    page.get_by_role("searchbox").first.focus()
    page.keyboard.type("a/b")
    expect(page.get_by_role("searchbox").first).to_have_value("a/b")
    expect(page.get_by_role("dialog")).to_have_count(0)
