"""For every reader: what axe-core finds, what a keyboard and a screen reader get (docs/accessibility.md)."""

import itertools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from data import store
from pages import REGISTER, View
from tests.browser import axe
from tests.browser.conftest import Readers
from tests.browser.visit import Server, Visit, dress
from tests.reliability import Count
from ui.text import languages, text

Open = Callable[..., Visit]
VIEWS = [pytest.param(view, id=view.slug) for view in REGISTER]
LOOKS = (("light", 1280), ("light", 390), ("dark", 390), ("dark", 1280))
HEIGHT = 900


@pytest.fixture
def window(readers: Readers) -> BrowserContext:
    return readers.take()


def address(view: View, lang: str) -> str:
    return f"/{'' if view.is_default else view.slug}?lang={lang}"


def assert_charts_speak(page: Page) -> None:
    """The text of every chart has values and is its own; there is a table or a list of the same."""
    said = page.locator("[role=figure]").evaluate_all("all => all.map(it => it.getAttribute('aria-label'))")
    assert all(re.search(r"\d", one) for one in said), said
    assert len(set(said)) == len(said), "two charts say the same"
    same = "table, [data-testid=stExpander] [data-testid=stIconMaterial]:text-is('table'), .st-key-picked"
    shapes = page.get_by_role("radiogroup").get_by_role("radio")  # map, chart, table
    assert not said or page.locator(same).count() or shapes.count() >= 3


def wear(made: Visit, theme: str, width: int) -> None:
    """Another theme and width of an open page, as when a reader turns a switch and a tablet."""
    made.page.set_viewport_size({"width": width, "height": HEIGHT})
    dress(made, theme)


TRANSLATED = [lang for lang in languages() if lang != "en"]


@pytest.mark.parametrize(
    ("view", "lang", "look"),
    [
        # Every other view in one language by turns, and the looks by turns: in English test_smoke.py sees each view in
        # all of them, and a translation changes words alone. The long tests see everything in everything.
        pytest.param(view, lang, look, id=f"{view.slug}-{lang}")
        for view, lang, look in zip(REGISTER[1::2], itertools.cycle(TRANSLATED), itertools.cycle(LOOKS))
    ],
)
def test_axe_finds_nothing_of_ours(visit: Open, view: View, lang: str, look: tuple[str, int], count: Count) -> None:
    theme, width = look
    made = visit(address(view, lang), theme=theme, width=width)
    count("views asked by axe", 1)
    assert axe.findings(made.page)[0] == []
    assert_charts_speak(made.page)


@pytest.mark.long
@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_of_ours_in_any_look(visit: Open, view: View, lang: str) -> None:
    made = visit(address(view, lang))
    ours: list[str] = []
    streamlit: set[axe.Known] = set()
    for look in LOOKS:
        wear(made, *look)
        found, of_streamlit = axe.findings(made.page)
        ours += [f"{look}: {line}" for line in found]
        streamlit |= of_streamlit
    assert ours == []
    # What Streamlit has mended must leave the paper. Axe passes over letters that the machine lacks, as over icons, and
    # many a machine has no Chinese ones.
    gone = [row for row in axe.known() if row.view == address(view, lang).partition("?")[0] and row not in streamlit]
    assert gone == [] or lang == "zh"


@pytest.mark.parametrize(
    "lang", [pytest.param(lang, marks=[] if lang == "en" else pytest.mark.long) for lang in languages()]
)
def test_axe_finds_nothing_in_the_first_paint(window: BrowserContext, server: Server, lang: str) -> None:
    """What stands there before the scripts, and without them."""
    page = window.new_page()
    network = window.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setBlockedURLs", {"urls": ["*.js", "*.js?*"]})
    for at, view in enumerate(REGISTER, languages().index(lang)):
        theme, width = LOOKS[at % len(LOOKS)]
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(server.url + address(view, lang))
        assert axe.findings(page)[0] == [], view.slug
    page.close()


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


# -- a screen reader -----------------------------------------------------------------------------------


def test_a_screen_reader_is_told_what_the_map_shows_now(visit: Open) -> None:
    """Chromium's accessibility tree of a map: the year, the figure, the five highest and lowest, those without data."""
    year, indicator = 2017, store.indicator("trade_share_china_pct")
    made = visit(f"/map?indicator={indicator.id}&year={year}")
    words, shown = text("en"), store.observations(indicator.id, years=[year]).sort_values("value", ascending=False)
    values = [f"{words.country(row.country)} {words.value(row.value, indicator)}" for row in shown.itertuples()]
    missing = len(store.countries()) - len(values)
    assert missing > 0
    tree = made.page.context.new_cdp_session(made.page).send("Accessibility.getFullAXTree")
    figures = [node["name"]["value"] for node in tree["nodes"] if node.get("role", {}).get("value") == "figure"]
    said = figures[0]
    for told in (str(year), words.of(indicator.label), *values[:5], *values[-5:], f"{missing} with no data"):
        assert told in said
    assert all(value in figures[1] for value in values if value.startswith(("Grenada ", "Dominica ", "Barbados ")))
    # The year moves, and so does what is said; nothing speaks up by itself.
    made.page.get_by_role("slider").focus()
    made.page.keyboard.press("ArrowRight")
    expect(made.page.get_by_role("figure", name=f"{words.of(indicator.label)}, {year + 1}").first).to_be_visible()
    assert made.page.locator("[aria-live]:not([aria-live=off]), [role=alert], [role=status], [role=log]").count() == 0


def test_quotations_are_english_in_every_language(visit: Open) -> None:
    page = visit("/article?part=quotes&lang=es").page
    quotes = page.locator("[lang=en] h2")
    expect(quotes).to_have_count(len(store.table("quotes")))
    assert page.evaluate("document.documentElement.lang") == "es"


# -- a keyboard ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_focus_is_seen_and_goes_from_top_to_bottom(arrive: Open, theme: str) -> None:
    page = arrive("/map", theme=theme).page
    still = "() => document.getAnimations().every(it => it.playState !== 'running')"
    names, unseen = [], []
    while not any(name.startswith("Brazil – ") for name in names):
        assert len(names) < 40, names
        page.keyboard.press("Tab")
        page.wait_for_function(still)
        with_focus = page.screenshot(type="jpeg")
        name, role = page.evaluate(
            """() => {
                window.here = document.activeElement;
                here.blur();
                return [(here.getAttribute('aria-label') || here.textContent).trim(), here.tagName];
            }"""
        )
        page.wait_for_function(still)
        # The part that scrolls is a stop as well: it is the whole window.
        if role != "MAIN" and page.screenshot(type="jpeg") == with_focus:
            unseen.append(name)
        page.evaluate("() => here.focus({ focusVisible: true })")
        names.append(name)
    assert unseen == []
    order = ["Skip to main content", "Language", "Overview", "Data", "Which tie?", "Year"]
    at = [next(place for place, name in enumerate(names) if name.startswith(sought)) for sought in order]
    assert at == sorted(at)


def test_a_table_that_scrolls_is_reached_by_the_keyboard(visit: Open) -> None:
    page = visit("/compare?view=table&lang=pt", width=390).page
    frame = page.locator("[role=group]:has(> table)")
    expect(frame).to_have_count(1)
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('[role=group]:has(> table)').scrollLeft > 0")


def test_nothing_moves_for_who_asks_for_less(visit: Open) -> None:
    made = visit("/map?year=2005", motion=True)
    play = made.page.locator(".st-key-play")
    play.get_by_role("button").click()
    expect(play).to_contain_text("pause")
    made.page.emulate_media(reduced_motion="reduce")
    expect(play).to_be_hidden()
    made.settle()
    moving = "() => document.querySelectorAll('.js-plotly-plot').values().some(it => it.layout.transition?.duration)"
    assert not made.page.evaluate(moving)
    year = made.page.get_by_role("slider").get_attribute("aria-valuetext")
    made.page.get_by_role("slider").focus()
    made.page.keyboard.press("ArrowRight")
    expect(made.page.get_by_role("slider")).to_have_attribute("aria-valuetext", str(int(year or 0) + 1))
