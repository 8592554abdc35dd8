"""Seven questions of somebody who has never seen the dashboard: each answered from the overview by at most three
clicks, by a card or without it, and by the link that is copied there. The answers are those of the tables.
"""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from data import derive, store
from tests.browser.keys import Keys
from tests.browser.visit import Visit
from ui.text import held, text
from ui.views import overview

Open = Callable[..., Visit]
WORDS = text("en")
MOST_CLICKS = 3


# -- the answers, as the tables have them ------------------------------------------------------------------


def year_of_the_turn() -> list[str]:
    turns = derive.first_overtaking(*map(store.observations, ("trade_with_china_usd", "trade_with_usa_usd")))
    year = int(turns.set_index("country").loc["PER", "year"])
    return [f"In {year} Peru’s trade with China passed its trade with the United States"]


def those_with_taipei() -> list[str]:
    answers = []
    for day in (dt.date(2018, 1, 22), dt.date.today()):
        states = derive.status_on("recognition", day)
        codes = states.loc[states["value"] == "ROC", "country"]
        names = [WORDS.country(code) for code in sorted(codes, key=WORDS.sort_key)]
        answers.append(f"recognises Taipei (ROC): {len(names)} ({WORDS.list(names)})")
    assert answers[0] != answers[1]
    return answers


def claim_about_argentina() -> list[str]:
    claims = store.table("claims")
    claim = claims[claims["claim_en"].str.startswith("Argentina")].iloc[0]
    return [claim["claim_en"], WORDS(f"article.verdict.{claim['verdict']}"), claim["evidence_en"]]


def finance_of_ecuador() -> list[str]:
    rows = store.table("finance").query("country == 'ECU'")
    by_year = rows.groupby("year")["amount_usd_2021"].sum()
    return [
        f"China committed {WORDS.money(by_year.sum())} of official finance to Ecuador",
        f"most in {by_year.idxmax()} ({WORDS.money(by_year.max())})",
    ]


def outcome_of_the_pledge() -> list[str]:
    pledge = store.table("pledges").set_index("kind").loc["investment_goal"]
    return [WORDS.money(pledge["amount_usd"]), WORDS(f"pledges.status_{pledge['status']}"), pledge["outcome_en"]]


def votes_of_jamaica() -> list[str]:
    votes = store.table("un_votes").query("country == 'JAM'").dropna(subset=["agreement_china"])
    last = votes.sort_values("year").iloc[-1]
    china, usa = (WORDS.number(last[f"agreement_{with_whom}"], 2) for with_whom in ("china", "usa"))
    return [
        f"In {last['year']}, the last year of this measure, Jamaica’s votes",
        f"agreed with China’s to {china} and with those of the United States to {usa}",
    ]


def words_of_the_minister() -> list[str]:
    quotes = store.table("quotes")
    said = quotes[quotes["office_en"] == "Foreign Minister of Chile"]
    assert len(said) > 0
    # The comma that the report sets inside the marks is its own; a misprint is followed by [sic].
    return [
        f"“{quote.partition(sic)[0] + sic if sic else quote.rstrip(',')}"
        for quote, sic in zip(said["text"], said["sic"].fillna(""), strict=True)
    ]


# -- the ways there -------------------------------------------------------------------------------------


@dataclass
class Reader:
    """Somebody at the overview who clicks, types, and counts the clicks."""

    page: Page
    clicks: int = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def follow_card(self, question: str) -> None:
        card = self.page.get_by_test_id("stVerticalBlock").filter(has_text=question).last
        self.click(card.get_by_role("link"))

    def search(self, asked: str, found: str) -> None:
        self.click(self.page.locator(".st-key-search").get_by_role("button"))
        self.page.get_by_role("dialog").get_by_role("searchbox").fill(asked)
        expect(self.page.get_by_text(f"Found for “{asked}”")).to_be_visible()
        self.click(self.page.locator(".st-key-found").get_by_role("link", name=found).first)

    def open_view(self, name: str) -> None:
        self.click(self.page.locator(".st-key-menu").get_by_role("link", name=name, exact=True))

    def choose(self, label: str, option: str) -> None:
        """Open a chooser, type and take what is offered first by the keyboard."""
        box = self.page.get_by_role("combobox", name=label)
        self.click(box)
        box.fill(option)
        expect(self.page.get_by_role("option", name=option).first).to_be_visible()
        box.press("Enter")


def card(question: str) -> Callable[[Reader], None]:
    return lambda reader: reader.follow_card(question)


def country_by_chooser(reader: Reader) -> None:
    reader.open_view("Country")
    reader.choose("Country", "Jamaica")


def minister_by_chooser(reader: Reader) -> None:
    reader.open_view("Report")
    reader.click(reader.page.get_by_role("radio", name="Quotations"))
    reader.choose("Speaker", "Heraldo")


def verdict_of_the_overview(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="Claim 30").first)


WALKS = {
    "Peru, by card": (card("pass the United States in Peru"), year_of_the_turn),
    "Peru, by search": (lambda reader: reader.search("peru", "Peru"), year_of_the_turn),
    "Taipei, by card": (card("recognised Taipei"), those_with_taipei),
    "Argentina, by card": (card("claim about Argentina"), claim_about_argentina),
    "Argentina, by the picture": (verdict_of_the_overview, claim_about_argentina),
    "Ecuador, by card": (card("official finance did Ecuador"), finance_of_ecuador),
    "Ecuador, by a name in Chinese": (lambda reader: reader.search("厄瓜多尔", "Ecuador"), finance_of_ecuador),
    "250 billion, by card": (card("pledge of US$ 250 billion"), outcome_of_the_pledge),
    "Jamaica, by card": (card("does Jamaica vote"), votes_of_jamaica),
    "Jamaica, by chooser": (country_by_chooser, votes_of_jamaica),
    "Chile, by card": (card("Chile’s foreign minister"), words_of_the_minister),
    "Chile, by chooser": (minister_by_chooser, words_of_the_minister),
}
QUICK = ("Taipei, by card", "Argentina, by card", "Ecuador, by card", "250 billion, by card")
FROM_ELSEWHERE = ("Argentina, by card", "Jamaica, by card")


def assert_answered(page: Page, answers: list[str]) -> None:
    main = page.get_by_test_id("stMain")
    for answer in answers:
        expect(main).to_contain_text(answer)
        # What is said must be seen as well: it is not hidden in something folded.
        expect(main.get_by_text(answer).filter(visible=True).first).to_be_visible()


@pytest.mark.parametrize(
    ("by", "walk", "answers"),
    [
        # The other ways are walked in the long tests; a keyboard answers the other questions below.
        pytest.param(name, *walk, id=name, marks=[] if name in QUICK else pytest.mark.long)
        for name, walk in WALKS.items()
    ],
)
def test_three_clicks_answer_and_the_link_tells_it_to_somebody_else(
    visit: Open, arrive: Open, by: str, walk: Callable[[Reader], None], answers: Callable[[], list[str]]
) -> None:
    made = visit("/")
    reader = Reader(made.page)
    walk(reader)
    made.page.wait_for_url(lambda url: urlsplit(url).path != "/")
    made.settle()
    assert_answered(made.page, answers())
    assert 1 <= reader.clicks <= MOST_CLICKS
    made.page.get_by_role("button", name="Copy link").click()
    link = made.page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").inner_text().strip()
    made.page.keyboard.press("Escape")
    made.assert_clean()

    # Some come from elsewhere, others have the dashboard open on a phone.
    somebody = arrive if by in FROM_ELSEWHERE else functools.partial(visit, width=390)
    other = somebody(link.removeprefix(made.origin))
    assert_answered(other.page, answers())
    other.assert_clean()


def test_every_question_of_the_overview_is_walked() -> None:
    asked = [walk for walk in WALKS if walk.endswith(", by card")]
    assert len(asked) == len(overview.view("en", "light", dt.date.today()).questions)
    # Also without the long tests.
    assert {walk.partition(",")[0] for walk in (*QUICK, *BY_MANY_KEYS)} == set(BY_KEYS)


# -- the same with a keyboard and nothing else --------------------------------------------------------------


def card_by_keys(question: str) -> Callable[[Keys], None]:
    def walk(keys: Keys) -> None:
        keys.tab_to("[data-testid=stGridCell]", question, "a")
        keys.press("Enter")

    return walk


def peru_by_keys(keys: Keys) -> None:
    keys.search("peru", "Peru")


def jamaica_by_keys(keys: Keys) -> None:
    keys.tab_to(".st-key-menu a", "Country")
    keys.press("Enter")
    expect(keys.page.get_by_role("combobox", name="Country")).to_be_visible()
    keys.tab_to("input", "Country")
    keys.write("Jamaica")
    expect(keys.page.get_by_role("option", name="Jamaica")).to_be_visible()
    keys.press("Enter")


def minister_by_keys(keys: Keys) -> None:
    keys.tab_to(".st-key-menu a", "Report")
    keys.press("Enter")
    expect(keys.page.get_by_role("radio", name="Quotations")).to_be_visible()
    keys.tab_to("[role=radio], [role=radiogroup], button", "Claims")
    keys.press("ArrowRight", "Space")
    expect(keys.page.get_by_role("radio", name="Quotations")).to_be_checked()


BY_KEYS: dict[str, tuple[Callable[[Keys], None], Callable[[], list[str]]]] = {
    "Peru": (peru_by_keys, year_of_the_turn),
    "Taipei": (card_by_keys("recognised Taipei"), those_with_taipei),
    "Argentina": (card_by_keys("claim about Argentina"), claim_about_argentina),
    "Ecuador": (card_by_keys("official finance did Ecuador"), finance_of_ecuador),
    "250 billion": (card_by_keys(held("pledge of US$ 250 billion")), outcome_of_the_pledge),
    "Jamaica": (jamaica_by_keys, votes_of_jamaica),
    "Chile": (minister_by_keys, words_of_the_minister),
}
# One of each way: by search, card, chooser and radio buttons.
BY_MANY_KEYS = ("Peru", "Argentina", "Jamaica", "Chile")


# As on a page that has just been opened: the next Tab goes to the first stop.
FROM_THE_TOP = "() => { const it = document.body; it.tabIndex = -1; it.focus(); it.removeAttribute('tabindex'); }"


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(BY_MANY_KEYS, id="some"),
        pytest.param(tuple(BY_KEYS), id="every", marks=pytest.mark.long),
    ],
)
def test_a_keyboard_alone_answers_every_question(arrive: Open, asked: tuple[str, ...]) -> None:
    made = arrive("/")
    for walk, answers in map(BY_KEYS.__getitem__, asked):
        if urlsplit(made.page.url).path != "/":
            made.turn("/")
            made.page.evaluate(FROM_THE_TOP)
        walk(Keys(made.page))
        made.page.wait_for_url(lambda url: urlsplit(url).path != "/")
        made.settle()
        assert_answered(made.page, answers())
    made.assert_clean()
    assert len(BY_KEYS) == len({name.partition(",")[0] for name in WALKS})
