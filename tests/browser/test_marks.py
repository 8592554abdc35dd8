"""Marks of charts by keyboard and by finger: a name that says the value, arrows from mark to mark, Enter opens."""

import contextlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect

from data import store
from tests.browser import axe
from tests.browser.keys import Keys
from tests.browser.visit import Visit
from ui.charts import spoken
from ui.text import text

Open = Callable[..., Visit]
NAMES = "marks => marks.map(it => it.getAttribute('aria-label'))"
FOCUSED = "() => document.activeElement.getAttribute('aria-label')"
# The lower part of a mark: of a tile, where its curve stands.
PLACE = """(code) => {
    const box = document.querySelector(`[data-mark=${code}]`).getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height * 0.8];
}"""


def names(lang: str, year: int) -> list[str]:
    """What is said of the 33, from the first down."""
    shown = store.observations("trade_with_china_usd", years=[year]).sort_values("value", ascending=False)
    said = spoken.members(shown, shown["country"], store.indicator("trade_with_china_usd"), text(lang))
    return list(said.values())


@pytest.mark.parametrize(
    ("view", "key", "lang"),
    [("map", "map", "en"), ("tiles", "tiles", "es"), pytest.param("chart", "ranking", "zh", marks=pytest.mark.long)],
)
def test_each_of_the_33_is_reached_and_opened_by_keys(arrive: Open, view: str, key: str, lang: str) -> None:
    made = arrive(f"/map?year=2024&view={view}&lang={lang}")
    page, said = made.page, names(lang, 2024)
    marks = page.locator(f".st-key-{key} [data-mark][role=link]")
    expect(marks).to_have_count(33)
    assert sorted(marks.evaluate_all(NAMES)) == sorted(said)
    expect(page.locator(f".st-key-{key} [data-mark][tabindex='0']")).to_have_count(1)
    keys = Keys(page)
    keys.tab_to(f".st-key-{key}", "", "[data-mark]")
    # All of them, and no further than the last.
    walked = [keys.focused()]
    for _ in range(33):
        page.keyboard.press("ArrowRight")
        walked.append(keys.focused())
    assert set(walked) == set(said)
    if view != "tiles":
        assert walked[:33] == said
    assert walked[-1] == walked[-2]
    page.keyboard.press("Home")
    assert keys.focused() == walked[0]
    assert axe.findings(page)[0] == []
    # Down to what lies below, then out and back to the same mark.
    page.keyboard.press("ArrowDown")
    here = keys.focused()
    assert here != walked[0]
    page.keyboard.press("Tab")
    assert page.evaluate("() => !document.activeElement.matches('[data-mark]')")
    page.keyboard.press("Shift+Tab")
    assert keys.focused() == here
    code = page.evaluate("() => document.activeElement.dataset.mark")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/country\?.*country={code}"))


def test_another_year_is_said_of_the_same_marks(visit: Open) -> None:
    page = visit("/map?year=2016").page
    chart = page.locator(".st-key-map")
    expect(chart.get_by_role("link", name=names("en", 2016)[0], exact=True)).to_be_attached()
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    # Streamlit puts another chart in the place of the first; for a moment there are both.
    expect(chart.get_by_role("link", name=names("en", 2017)[0], exact=True)).to_be_attached()
    expect(chart.locator("[data-mark]")).to_have_count(33)


def test_an_event_is_picked_by_keys_and_keeps_the_focus(arrive: Open) -> None:
    page = arrive("/timeline?lang=pt").page
    marks = page.locator(".st-key-lanes [data-mark][role=button]")
    expect(marks.first).to_be_attached()
    assert marks.count() == len(store.table("events"))
    keys = Keys(page)
    keys.tab_to(".st-key-lanes", "", "[data-mark]")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        name, code = keys.focused(), page.evaluate("() => document.activeElement.dataset.mark")
        row = store.table("events").set_index("id").loc[code]
        assert name.startswith(row["title_pt"])
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"event={code}"))
        expect(page.locator(f"[data-mark={code}][aria-current=true]")).to_be_focused()
    page.keyboard.press("Escape")
    assert not page.evaluate(FOCUSED)


def test_a_tap_on_a_tile_opens_its_member(visit: Open) -> None:
    page = visit("/map?view=tiles&order=subregion", width=390).page
    expect(page.locator("[data-mark]")).to_have_count(33)
    page.locator("[data-mark=KNA]").evaluate("tile => tile.scrollIntoView({ block: 'center' })")
    # The first tap may only show the value (Plotly reports a click where it has hovered); the next one picks.
    for _ in range(3):
        page.touchscreen.tap(*page.evaluate(PLACE, "KNA"))
        with contextlib.suppress(Late):
            page.wait_for_url("**/country?*country=KNA*", timeout=5000)
            break
    expect(page).to_have_url(re.compile(r"/country\?.*country=KNA"), timeout=1000)


def test_a_project_is_picked_by_keys(visit: Open) -> None:
    page, words = visit("/pledges?part=projects&lang=zh").page, text("zh")
    page.locator("[class*=st-key-projects] [data-mark][role=button][tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    code = page.evaluate("() => document.activeElement.dataset.mark")
    row = store.table("projects").set_index("number").loc[int(code)]
    # What is folded in the hover text is whole in the name, and its lines are parts of a sentence.
    named = words.commas(words.pick(row, "label"), words.country(row["country"]))
    assert page.evaluate(FOCUSED).startswith(named), named
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"project={code}"))
    expect(page.locator(f"[data-mark='{code}'][aria-current=true]").first).to_be_focused()
