"""What `/map` says of states: how many, who the few are, and in an earlier year also what holds now."""

import pytest

from data import store
from ui.text import Text
from ui.views import map as map_view


def said(indicator: str, year: int) -> str:
    return map_view.view(indicator, year, None, "en", "light").answer


def named(indicator: str, year: int, value: str, words: Text) -> str:
    rows = store.observations(indicator, years=[year])
    codes = sorted(rows.loc[rows["value"] == value, "country"], key=words.sort_key)
    return f"**{len(codes)}** ({words.list(words.country(code) for code in codes)})"


def test_an_earlier_year_is_told_with_the_newest(words: Text) -> None:
    last = map_view.years(store.indicator("recognition"))[-1]
    answer = said("recognition", 2017)
    for year in (2017, last):
        assert f"end of {year}" in answer
        assert named("recognition", year, "ROC", words) in answer
    assert answer.endswith(said("recognition", last))


@pytest.mark.parametrize("year", [2017, 2024])
def test_only_the_rarest_state_is_named_and_only_where_they_are_few(year: int, words: Text) -> None:
    for sentence in said("income_group", year).split("The 33 at")[1:]:
        assert sentence.count("(") == 1
    assert named("income_group", 2017, "low", words) in said("income_group", 2017)


def test_an_amount_is_told_once() -> None:
    assert said("trade_with_china_usd", 2017).startswith("In 2017")
    assert "2024" not in said("trade_with_china_usd", 2017)
