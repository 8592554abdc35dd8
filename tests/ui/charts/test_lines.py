"""Lines of trade and of recognition: gaps stay gaps, turns are named, ends are labelled."""

import datetime as dt

import pandas as pd

from data import derive, store
from ui.charts import lines, statusline
from ui.text import Text
from ui.theme import Theme


def trade(country: str) -> dict[str, pd.DataFrame]:
    china = store.observations("trade_with_china_usd", countries=[country])
    usa = store.observations("trade_with_usa_usd", countries=[country])
    return {"china": china, "usa": usa, "turns": derive.overtaking(china, usa)}


def test_brazil_turns_in_2010_and_says_so(words: Text, theme: Theme) -> None:
    newest = trade("BRA")["china"].sort_values("year")["value"].iloc[-1]
    figure = lines.figure(**trade("BRA"), name="Brazil", words=words, theme=theme)
    notes = [note.text for note in figure.layout.annotations]
    assert "2010: China passes" in notes
    assert f"<b>China</b><br>{words.money(newest)}" in notes
    assert any(note.startswith("<b>United States</b>") for note in notes)
    assert figure.layout.yaxis.title.text == "Trade, US dollars"
    assert figure.layout.dragmode is False
    assert "In 2010 China passed the United States." in lines.alt(**trade("BRA"), name="Brazil", words=words)


def test_a_gap_stays_a_gap(words: Text, theme: Theme) -> None:
    figure = lines.figure(**trade("KNA"), name="Saint Kitts and Nevis", words=words, theme=theme)
    china = next(trace for trace in figure.data if trace.line.color == theme.china)
    by_year = dict(zip(china.x, china.y, strict=True))
    assert by_year[2002] is None
    assert by_year[2024] is not None
    assert china.connectgaps is False


def test_end_labels_do_not_touch(words: Text, theme: Theme) -> None:
    for country in store.country_codes():
        figure = lines.figure(**trade(country), name=country, words=words, theme=theme)
        ends = [note.y for note in figure.layout.annotations if note.text.startswith("<b>")]
        top = figure.layout.yaxis.range[1]
        assert len(ends) == 2, country
        assert abs(ends[0] - ends[1]) > 0.1 * top, country


def rows(table: str, country: str) -> pd.DataFrame:
    frame = store.table(table)
    return frame[frame["country"] == country]


def test_line_of_recognition_shows_every_period(words: Text, theme: Theme) -> None:
    for country in ("NIC", "PAN", "KNA", "BRA"):
        periods, road = rows("recognition", country), rows("belt_and_road", country)
        figure = statusline.figure(periods=periods, road=road, until=dt.date(2026, 11, 1), words=words, theme=theme)
        joined = road["joined"].notna().sum()
        assert len(figure.data) == len(periods) + joined, country
    said = statusline.alt(
        periods=rows("recognition", "PAN"), road=rows("belt_and_road", "PAN"), name="Panama", words=words
    )
    assert "13 June 2017" in said
    assert "17 November 2017" in said
    assert "left it on" in said
