"""What `/pledges` says of promises and money: the words of the tables, nothing added that must not be."""

import re

import pandas as pd
import pytest

from data import derive, store
from ui.text import Text, held
from ui.views import pledges

PLEDGES = store.table("pledges")
STEPS = store.table("pledge_steps")


def promises(opened: str | None = None) -> pledges.Promises:
    return pledges.promises(opened, "en", "light")


def money() -> pledges.Money:
    return pledges.money("en", "light")


def test_the_answer_counts_the_table() -> None:
    said = pledges.answer("en")
    counts = PLEDGES["status"].value_counts()
    assert f"**{len(PLEDGES)}** promises" in said
    assert f"the other {counts['announced']}" in said
    trade = derive.region_total(store.observations(pledges.TRADE)).set_index("year")["value"]
    first = trade[trade >= PLEDGES.set_index("id").loc["pl04", "amount_usd"]].index.min()
    assert held(f"US$ 500 billion in {first}") in said


def test_a_card_says_who_when_where_how_much_over_which_years_and_the_outcome(words: Text) -> None:
    cards = {card.id: card for card in promises().cards}
    assert list(cards) == pledges.ids()
    for row in PLEDGES.to_dict("records"):
        card = cards[row["id"]]
        facts = dict(card.facts)
        assert facts["Who"] == row["by"]
        assert facts["When"] == words.date(row["date"])
        assert facts["Where"] == row["occasion_en"]
        ends = "no end named" if pd.isna(row["horizon_end"]) else str(int(row["horizon_end"]))
        assert ends in facts["Years"]
        assert words.money(row["amount_usd"]) in card.amount
        assert card.outcome == held(row["outcome_en"])
        assert held(row["reason_en"]) in dict(card.texts).values()


def test_yuan_are_named_before_dollars_and_the_rate_is_explained() -> None:
    card = next(card for card in promises().cards if card.id == "pl06")
    assert card.amount == held("66 billion yuan (US$ 9.2 billion at the day’s rate)")
    assert "rate of the day" in dict(card.texts)["In dollars"]


def test_every_step_stands_in_the_text_with_its_state_and_its_sources(words: Text) -> None:
    table = promises().ladder.table
    assert len(table) == len(STEPS) == 4 * len(PLEDGES)
    looked_for = table["State"].str.contains("no later evidence found (checked on pages up to", regex=False)
    assert looked_for.sum() == (STEPS["state"] == "no_later_evidence").sum() > 0
    assert set(table["What is known"]) == set(map(held, STEPS["text_en"]))
    assert table["Sources"].str.len().min() > 3
    assert not (STEPS["state"] == "not_yet_checked").any(), "a step that nobody has looked for yet"


def test_a_missing_sum_is_said_and_never_made_up() -> None:
    for card in promises().cards:
        own = STEPS[STEPS["pledge"] == card.id].sort_values("order")
        for step, row in zip(card.steps, own.to_dict("records"), strict=True):
            if pd.isna(row["amount_usd"]):
                assert "US$" not in step.amount
            if row["state"] in ("partly", "undated", "dated"):
                assert step.amount, (card.id, row["step"])


def test_the_opened_promise_is_the_one_that_was_asked_for() -> None:
    assert promises().opened is None
    opened = promises("pl03").opened
    assert opened is not None
    assert opened.id == "pl03"
    assert [step.label for step in opened.steps] == ["announced", "agreed", "committed", "delivered"]
    assert all(opened.sources)


def test_the_promise_that_the_report_names_leads_to_its_claim() -> None:
    assert {card.id: card.claims for card in promises().cards if card.claims} == {"pl05": ("c27",)}


def test_the_goal_is_held_against_every_year_and_partial_years_say_so(words: Text) -> None:
    table = promises().goal.table.set_index(words("choose.year"))
    trade = derive.region_total(store.observations(pledges.TRADE))
    assert list(table.index) == [str(year) for year in trade["year"]]
    for row in trade.itertuples():
        said = table.loc[str(row.year), words("pledges.goal_value")]
        assert words.money(row.value) in said
        for code in row.missing if row.partial else ():
            assert words.country(code) in said
    assert promises().goal_title == held("US$ 500 billion of trade a year: met in 2024")


def test_measures_stand_side_by_side_each_with_why_it_settles_nothing(words: Text) -> None:
    block = promises().measures
    rows = store.table("pledge_measures")
    assert set(block.table[words("pledges.why_not")]) == set(rows["why_not_en"])
    assert "never add them" in block.lead
    summed = words.money(rows["amount_usd"].sum())
    assert summed not in block.lead + block.alt + block.table.to_csv()
    assert promises().measures_title == held(f"US$ 250 billion of investment: {len(rows)} measures, no answer")


def test_offers_are_never_one_sum(words: Text) -> None:
    offered = PLEDGES[PLEDGES["kind"].isin(["credit", "fund"])]
    assert not offered["counts_in_totals"].any()
    block = money().offers
    assert len(block.table) == len(offered)
    assert words.money(offered["amount_usd"].sum()) not in block.lead + block.alt + block.table.to_csv()


def test_committed_money_is_the_table_by_year_and_class(words: Text) -> None:
    block, rows = money().finance, store.table("finance")
    total = rows.groupby("year")["amount_usd_2021"].sum()
    table = block.table.set_index(words("choose.year"))[words("pledges.total")]
    assert list(table.index) == [str(year) for year in range(total.index.min(), total.index.max() + 1)]
    for year, value in total.items():
        assert table[str(year)] == words.money(value)
    assert words.money(total.sum()) in block.lead
    assert words.money(total[total.index < 2014].sum()) in block.lead
    assert "constant dollars of 2021" in block.lead


def test_periods_of_the_policy_banks_are_never_added(words: Text) -> None:
    block, rows = money().banks, store.table("policy_banks")
    assert len(block.table) == len(rows)
    assert words.money(rows["amount_usd"].sum()) not in block.lead + block.alt + block.table.to_csv()
    assert "never add or subtract them" in block.lead
    assert block.table[words("pledges.sum")].tolist().count(held("over US$ 140 billion")) == 1


@pytest.mark.parametrize("part", ["ladder", "goal", "measures", "offers", "finance", "banks"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_picture_has_words_a_table_and_sources(part: str, theme: str) -> None:
    shown = pledges.promises(None, "en", theme), pledges.money("en", theme)
    block = next(getattr(view, part) for view in shown if hasattr(view, part))
    assert block.sources.startswith("Source")
    assert len(block.alt) > 80
    assert len(block.table)
    assert block.figure.layout.dragmode is False
    assert not re.search(r"\bnan\b|None", block.alt + block.table.to_csv() + str(block.lead))
