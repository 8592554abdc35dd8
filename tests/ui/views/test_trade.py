"""What `/trade` says: counts, years and sums are those of the tables, gaps are named, nothing is counted twice."""

import pytest

from data import derive, store
from ui.charts import turn
from ui.text import Text
from ui.views import trade

CHINA, USA = (store.observations(code) for code in (trade.CHINA, trade.USA))
LAST = int(CHINA["year"].max())


def view(country: str | None = None, year: int = LAST, narrow: bool = False) -> trade.TradeView:
    return trade.view(year, country, "en", "light", narrow)


def test_the_groups_hold_each_member_once(words: Text) -> None:
    groups = trade.groups(words)
    codes = [code for group in groups for code in group.codes]
    assert sorted(codes) == sorted(store.country_codes())
    now, back, never = groups
    ratio = store.observations(trade.RATIO)
    assert set(now.codes) == set(ratio.loc[(ratio["year"] == LAST) & (ratio["value"] > 1), "country"])
    assert not ratio["country"].isin(never.codes).mul(ratio["value"] > 1).any()
    assert {"DMA", "VEN"} <= set(back.codes)


def test_the_years_in_the_table_are_those_of_the_turns(words: Text) -> None:
    table = view().turn.table.set_index("Country")
    assert table.loc["Peru", words("trade.turned_in")] == "2015"
    assert table.loc["Argentina", words("trade.turned_in")] == "2008, 2010, 2015, 2019 and 2024"
    assert table.loc["Venezuela", words("trade.turned_back")] == "2023"
    assert table.loc["Mexico", words("trade.turned_in")] == "–"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("PER", "In **2015** Peru’s trade with China passed"),
        ("VEN", "Since 2023 the United States lead again."),
        ("PAN", "since 2019 China leads"),
        ("MEX", "In none of the years"),
        ("ATG", "In 2014 the United States passed China."),
        ("KNA", "No figure for: 2002"),
    ],
)
def test_a_member_is_answered_in_a_sentence(code: str, said: str, words: Text) -> None:
    assert said in trade.turn_of(code, words)


def test_every_member_has_a_sentence(words: Text) -> None:
    for code in store.country_codes():
        assert trade.turn_of(code, words), code


def test_the_sums_with_and_without_the_largest_partner_are_those_of_the_tables(words: Text) -> None:
    assert trade.largest_with_usa() == "MEX"
    shown = view()
    rest = {
        partner: frame.loc[(frame["year"] == LAST) & (frame["country"] != "MEX"), "value"].sum()
        for partner, frame in (("china", CHINA), ("usa", USA))
    }
    assert rest["china"] > rest["usa"]
    assert f"more with China: **{words.money(rest['china'])}** against {words.money(rest['usa'])}" in shown.region_lead
    assert shown.without.table["China"].iloc[-1] == words.money(rest["china"])
    total = derive.region_total(USA).iloc[-1]["value"]
    assert shown.region.table["United States"].iloc[-1] == words.money(total)


def test_a_sum_names_the_member_that_it_lacks() -> None:
    table = view().region.table.set_index("Year")
    assert "Cuba" in table.loc["2017", "United States"]
    # Mexico is left out by choice, not missing.
    assert "Mexico" not in view().without.table.to_string()


def test_the_balance_follows_the_year() -> None:
    then = view(year=2001).balance
    assert "2001" in then.lead
    assert then.table.set_index("Country").shape == (33, 1)
    assert then.figure != view().balance.figure


def test_the_shares_add_up_to_the_whole(words: Text) -> None:
    figure = view().shares.figure
    for at in range(len(figure.data[0].x)):
        assert sum(trace.y[at] for trace in figure.data) == pytest.approx(100)
    brazil = CHINA.loc[(CHINA["year"] == LAST) & (CHINA["country"] == "BRA"), "value"].iloc[0]
    share = brazil / CHINA.loc[CHINA["year"] == LAST, "value"].sum() * 100
    assert words.percent(share) in view().shares.alt


def test_each_figure_has_alt_text_and_source() -> None:
    shown = view()
    for block in (shown.turn, shown.balance, shown.region, shown.without, shown.shares):
        assert len(block.alt) > 60
        assert block.sources.startswith("Source: International Monetary Fund")
        assert not block.table.empty


def test_marks_are_the_first_and_the_last_turn() -> None:
    turns = trade.turns()
    assert turn.marks(turns, "PER") == [(2015, "china_passes")]
    assert turn.marks(turns, "PAN") == [(2004, "china_passes"), (2019, "china_passes")]
    assert turn.marks(turns, "DMA") == [(2004, "china_passes"), (2024, "usa_passes")]
    assert turn.marks(turns, "MEX") == []
