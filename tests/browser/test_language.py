"""The language as a reader changes it: by the browser's wish, in the frame, and everything else stays."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.visit import Visit
from ui.text import text

Open = Callable[..., Visit]
ASKED = {"indicator": ["exports_to_china_usd"], "year": ["2010"], "view": ["table"]}


def speaks(page: Page, lang: str) -> None:
    """The heading, the menu and the page itself are in a language."""
    words = text(lang)
    expect(page.locator("html")).to_have_attribute("lang", words.html_lang)
    expect(page.get_by_role("link", name=words("timeline.nav"), exact=True)).to_be_visible()
    assert page.title().endswith(words("site.name"))


def choose(page: Page, now: str, then: str) -> None:
    page.get_by_role("combobox", name=re.compile(text(now)("language.choose"))).click()
    page.get_by_role("option", name=text(then)("language.name")).click()
    expect(page.locator("html")).to_have_attribute("lang", text(then).html_lang)


def test_the_language_changes_and_all_else_stays(arrive: Open) -> None:
    made = arrive("/map?indicator=exports_to_china_usd&year=2010&view=table", lang="es-MX")
    page = made.page
    speaks(page, "es")
    for now, then in (("es", "pt"), ("pt", "zh"), ("zh", "en")):
        choose(page, now, then)
        made.settle()
        speaks(page, then)
        assert parse_qs(urlsplit(page.url).query) == {**ASKED, "lang": [then]}
        expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "2010")
    choose(page, "en", "es")
    made.settle()
    speaks(page, "es")
    assert parse_qs(urlsplit(page.url).query) == ASKED, "the wish of the browser stays out of the link"
    choose(page, "es", "zh")
    page.get_by_role("link", name=text("zh")("trade.nav"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text("zh")("trade.question"))
    speaks(page, "zh")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text(text("zh")("map.question", label=""))
    speaks(page, "zh")
    made.assert_clean()
