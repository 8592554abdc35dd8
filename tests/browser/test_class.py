"""A class works through the ten questions: on the screen, on paper, without scripts, without a websocket."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from data import store
from tests.browser.test_country import A4, print_out
from tests.browser.visit import PATIENCE, Server, Visit
from ui.text import text
from ui.views import questions

Open = Callable[..., Visit]
MOST_SHEETS = {"worksheet": 4, "answers": 5}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("part", MOST_SHEETS)
def test_it_prints_on_few_sheets_of_a4(visit: Open, tmp_path: Path, part: str, lang: str) -> None:
    page = visit(f"/questions?part={part}&lang={lang}", width=1280).page
    sheets, size = print_out(page, tmp_path / "sheet.pdf")
    assert 1 < sheets <= MOST_SHEETS[part]
    assert all(abs(one - other) <= 1 for one, other in zip(size, A4, strict=True))
    page.emulate_media(media="print")
    for hidden in ("stButtonGroup", "stPopover", "stExpander"):
        expect(page.get_by_test_id(hidden).locator("visible=true")).to_have_count(0)
    found = page.get_by_text(text(lang)("questions.found"), exact=True).locator("visible=true")
    expect(found).to_have_count(10 if part == "worksheet" else 0)


def test_a_guess_is_written_then_the_answer_opened_and_back_leads_home(visit: Open) -> None:
    page = visit("/questions").page
    words = text("en")
    box = page.get_by_label(words("questions.guess")).nth(2)
    box.fill("four")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"question=q3.*guess=four"))
    expect(page.get_by_label(words("questions.guess"))).to_have_count(1)
    page.get_by_text(words("questions.answer"), exact=True).click()
    expect(page.get_by_text("My prediction. four")).to_be_visible()
    expect(page.get_by_text("where the record ends")).to_be_visible()
    page.get_by_role("link", name="Map: Belt and Road").click()
    expect(page).to_have_url(re.compile(r"/map\?.*indicator=belt_and_road_status"))


@pytest.mark.parametrize("scripts", [True, False], ids=["no websocket", "no scripts"])
def test_without_a_websocket_all_ten_can_be_worked_through(server: Server, chromium: Browser, scripts: bool) -> None:
    context = chromium.new_context(java_script_enabled=scripts, viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE * 1000)
    try:
        page = context.new_page()
        if scripts:
            page.route_web_socket(re.compile(".*"), lambda socket: socket.close())
            page.route(re.compile("_stcore"), lambda route: route.abort())
        page.goto(f"{server.url}/questions?lang=es")
        folded = page.locator("#paint details")
        expect(folded).to_have_count(10)
        answer = store.table("questions").set_index("id").loc["q4", "answer_es"]
        said = folded.nth(3).get_by_text(answer)
        expect(said).to_be_hidden()
        folded.nth(3).locator("summary").click()
        expect(said).to_be_visible()
        page.locator("#paint .task").nth(3).get_by_role("link").first.click()
        expect(page).to_have_url(re.compile(r"/compare\?countries=BRA\.CHL\.ARG.*lang=es"))
        page.goto(f"{server.url}/questions?part=worksheet")
        expect(page.locator("#paint details")).to_have_count(0)
        expect(page.locator("#paint .room")).to_have_count(len(questions.ids()))
    finally:
        context.close()
