"""The pictures of promises and money: marks at their values, a promise never a bar, what is not known not drawn."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from data import derive, store
from ui.charts import goal, ladder, measures, offers, spans, stack
from ui.charts.ladder import Name
from ui.text import Text, held
from ui.theme import Theme

STEPS = store.table("pledge_steps")
NAMES = {code: Name(code, "credit · 2014", "○ not known") for code in STEPS["pledge"].unique()}


def notes(figure: go.Figure) -> str:
    return " ".join(note.text for note in figure.layout.annotations).replace("<br>", " ")


# -- the ladder ------------------------------------------------------------------------------------


def test_a_mark_for_every_step_carries_its_promise(words: Text, theme: Theme) -> None:
    figure = ladder.figure(STEPS, names=NAMES, words=words, theme=theme)
    marks = [
        (pledge, ladder.STEPS[x])
        for trace in figure.data
        if trace.customdata
        for pledge, x in zip(trace.customdata, trace.x, strict=True)
    ]
    assert sorted(marks) == sorted(zip(STEPS["pledge"], STEPS["step"], strict=True))
    states = {trace.name: set(trace.text) for trace in figure.data if trace.customdata}
    assert len(set(map(str, states.values()))) >= len(states) - 1, "two states look alike (dated and undated may)"


def test_a_step_says_its_day_its_sum_or_until_when_it_was_looked_for(words: Text, theme: Theme) -> None:
    said = notes(ladder.figure(STEPS, names=NAMES, words=words, theme=theme))
    for row in STEPS.itertuples():
        if row.state == "dated":
            assert words.date(row.date, row.date_precision) in said
        if row.state == "no_later_evidence":
            assert f"no later evidence found checked to {words.date(row.checked_on)}" in said
        if pd.notna(row.amount_usd):
            assert words.money(row.amount_usd) in said


def test_a_line_joins_only_steps_that_happened(words: Text, theme: Theme) -> None:
    figure = ladder.figure(STEPS, names=NAMES, words=words, theme=theme)
    lines = [trace for trace in figure.data if trace.mode == "lines" and trace.line.color == theme.ink]
    rows = {pledge: len(NAMES) - 1 - at for at, pledge in enumerate(NAMES)}
    happened = STEPS[STEPS["state"].isin(["dated", "undated", "partly"])]
    drawn = {trace.y[0]: tuple(trace.x) for trace in lines}
    for pledge, own in happened.groupby("pledge"):
        at = [ladder.STEPS.index(step) for step in own["step"]]
        if len(at) > 1:
            assert drawn[rows[pledge]] == (min(at), max(at))
        else:
            assert rows[pledge] not in drawn


def test_only_the_opened_promise_is_marked(words: Text, theme: Theme) -> None:
    assert not ladder.figure(STEPS, names=NAMES, words=words, theme=theme).layout.shapes
    assert len(ladder.figure(STEPS, names=NAMES, words=words, theme=theme, picked="pl03").layout.shapes) == 1
    assert not ladder.figure(STEPS, names=NAMES, words=words, theme=theme, picked="pl99").layout.shapes


def test_the_ladder_in_words_has_every_step(words: Text) -> None:
    said = ladder.alt(STEPS, names=NAMES, words=words)
    assert said.count("announced:") == said.count("delivered:") == len(NAMES)
    assert said.count("checked on pages up to") == (STEPS["state"] == "no_later_evidence").sum()


def test_a_long_name_is_broken_and_does_not_reach_into_the_heads(words: Text, theme: Theme) -> None:
    long = Name("Cienfuegos refinery and gas terminal expansion and a pier", "project 36255, pledged", "announced")
    one = STEPS[STEPS["pledge"] == "pl01"]

    def drawn_as(name: Name, narrow: bool) -> go.Figure:
        return ladder.figure(one, names={"pl01": name}, words=words, theme=theme, narrow=narrow)

    def title_of(figure: go.Figure) -> str:
        return next(note.text for note in figure.layout.annotations if "Cienfuegos" in note.text)

    drawn = {name: drawn_as(name, narrow=True) for name in (long, NAMES["pl01"])}
    assert title_of(drawn_as(long, narrow=False)).count("<br>") == 1, "on a desk there is room for it"
    title = title_of(drawn[long])
    assert title.count("<br>") == 2
    assert max(len(line) for line in title.replace("<b>", "").replace("</b>", "").split("<br>")) <= 50
    top, plain = (figure.layout.yaxis.range[1] for figure in drawn.values())
    assert top > plain
    assert drawn[long].layout.height > drawn[NAMES["pl01"]].layout.height


# -- goals -----------------------------------------------------------------------------------------


def test_trade_is_the_table_and_partial_years_are_open(words: Text, theme: Theme) -> None:
    trade = derive.region_total(store.observations("trade_with_china_usd"))
    figure = goal.figure(trade, goal=5e11, start=2015, end=2024, words=words, theme=theme)
    line = figure.data[0]
    assert list(line.x) == trade["year"].tolist()
    assert list(line.y) == trade["value"].tolist()
    assert [colour == theme.paper for colour in line.marker.color] == trade["partial"].tolist()
    dashed = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert [(shape.x0, shape.x1, shape.y0, shape.line.dash) for shape in dashed] == [(2015, 2024, 5e11, "dash")]
    said = goal.alt(trade, goal=5e11, start=2015, end=2024, words=words)
    assert "first reached in 2024" in said
    assert "not reached" in goal.alt(trade, goal=9e11, start=2015, end=2024, words=words)


MEASURES = store.table("pledge_measures")


def test_a_measure_has_a_bar_of_its_sum_and_none_without(words: Text, theme: Theme) -> None:
    figure = measures.figure(MEASURES, goal=2.5e11, words=words, theme=theme)
    drawn = sorted(value for bar in figure.data for value in bar.x)
    assert drawn == sorted(MEASURES["amount_usd"].dropna())
    hatched = [bar for bar in figure.data if bar.marker.pattern.shape == "/"]
    assert [list(bar.x) for bar in hatched] == [MEASURES.loc[MEASURES["period_start"].isna(), "amount_usd"].tolist()]
    assert figure.layout.showlegend
    assert "hatched" in hatched[0].name
    said = notes(figure)
    for row in MEASURES.itertuples():
        assert row.what_en in said
        assert measures.amount(row, words) in said
    assert "no bar" in said
    assert held("named in 2015: US$ 250 billion") in said


def test_measures_are_not_stacked(words: Text, theme: Theme) -> None:
    assert measures.figure(MEASURES, goal=2.5e11, words=words, theme=theme).layout.barmode == "overlay"
    said = measures.alt(MEASURES, goal=2.5e11, words=words)
    assert all(row.what_en in said for row in MEASURES.itertuples())


# -- money -----------------------------------------------------------------------------------------


def test_an_offer_is_a_circle_by_area_and_its_open_end_is_dotted(words: Text, theme: Theme) -> None:
    pledges = store.table("pledges")
    rows = pledges[pledges["kind"].isin(["credit", "fund"])].assign(name="credit", said="sum", found="use: unknown")
    figure = offers.figure(rows, until=2026, words=words, theme=theme)
    circles = [trace for trace in figure.data if trace.mode == "markers"]
    areas = [trace.marker.size**2 for trace in circles]
    amounts = rows["amount_usd"].tolist()
    assert [area / areas[0] for area in areas] == pytest.approx([amount / amounts[0] for amount in amounts])
    assert all(trace.line.dash == "dot" for trace in figure.data if trace.mode == "lines")
    assert offers.alt(rows, words=words).count("use: unknown") == len(rows)


FINANCE = store.table("finance")


def test_columns_are_the_sums_of_the_table_and_a_promise_has_no_column(words: Text, theme: Theme) -> None:
    figure = stack.figure(
        FINANCE, marks=[(2014, "US$ 20 billion"), (2025, "66 billion yuan")], words=words, theme=theme
    )
    sums = pd.DataFrame({bar.name: pd.Series(bar.y, index=bar.x) for bar in figure.data}).sum(axis=1)
    wanted = FINANCE.groupby("year")["amount_usd_2021"].sum()
    pd.testing.assert_series_equal(sums[wanted.index], wanted, check_names=False)
    assert {bar.type for bar in figure.data} == {"bar"}
    assert max(sums.index) == FINANCE["year"].max() < 2025
    said = notes(figure)
    assert "2014" in said
    assert f"no record after {FINANCE['year'].max()}" in said
    assert figure.layout.yaxis.title.text == "Committed, constant 2021 US dollars"


def test_a_year_without_a_commitment_is_a_year(words: Text) -> None:
    rows = FINANCE[FINANCE["year"].isin([2001, 2003])]
    assert stack.by_year(rows).sum(axis=1).to_dict()[2002] == 0


def test_the_area_of_a_box_is_its_sum(words: Text, theme: Theme) -> None:
    rows = store.table("policy_banks").assign(said="sum", note="", edition="2023")
    figure = spans.figure(rows, words=words, theme=theme)
    assert len(figure.data) == len(rows)
    large = rows["amount_usd"] / (rows["period_end"] - rows["period_start"] + 1) > 2e9  # others are drawn as hairlines
    areas = [bar.x[0] * bar.width[0] for bar, keep in zip(figure.data, large, strict=True) if keep]
    amounts = rows.loc[large, "amount_usd"].tolist()
    assert len(areas) > 4
    assert [area / areas[0] for area in areas] == pytest.approx([amount / amounts[0] for amount in amounts])
    assert figure.layout.barmode == "overlay"
    assert spans.alt(rows, words=words).count(" sum") == len(rows)
