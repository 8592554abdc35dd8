"""The page of a member: all 33 render through the pure view functions, and each number is the table's."""

import datetime as dt
import itertools
import re

import pandas as pd
import pytest

from data import derive, store
from ui.text import Text, held, literal, text
from ui.theme import LIGHT
from ui.views import country, dossier, events, rungs

TODAY = dt.date(2026, 11, 24)
MEMBERS = sorted(store.country_codes())


@pytest.fixture(scope="module")
def words() -> Text:
    return text("en")


def shown(code: str) -> tuple[country.CountryView, dossier.Dossier]:
    return country.view(code, TODAY, "en", "light"), dossier.view(code, TODAY, "en", "light")


def of(table: pd.DataFrame, code: str) -> pd.DataFrame:
    return table[table["country"] == code]


def series(indicator: str, code: str) -> dict[int, float]:
    rows = store.observations(indicator, countries=[code])
    return dict(zip(rows["year"].astype(int), rows["value"], strict=True))


def drawn(figure: object) -> dict[int, float]:
    """Year → value of one trace, gaps left out."""
    return {int(x): float(y) for x, y in zip(figure.x, figure.y, strict=True) if y is not None}  # type: ignore[attr-defined]


def test_there_are_33() -> None:
    assert len(MEMBERS) == 33


@pytest.mark.parametrize("code", MEMBERS)
def test_key_figures_are_those_of_the_table(code: str, words: Text) -> None:
    view, _ = shown(code)
    for (label, value, below), indicator in zip(view.key, country.KEY_FIGURES, strict=True):
        info, own = store.indicator(indicator), series(indicator, code)
        newest = max(own)
        assert label == words.of(info.short)
        assert value == words.value(own[newest], info)
        assert str(newest) in below
        then = words.value(own[2017], info) if 2017 in own else "no data"
        assert f"2017: {then}" in below
        everybody = store.observations(indicator, years=[newest])["value"]
        place = 1 + int((everybody > own[newest]).sum())
        assert below.startswith(words.ordinal_rank(place, len(everybody)))
    assert words.country(code) in view.answer
    trade = series("trade_with_china_usd", code)
    assert words.money(trade[max(trade)]) in view.answer


@pytest.mark.parametrize("code", MEMBERS)
def test_then_and_now(code: str, words: Text) -> None:
    rows = shown(code)[1].then_and_now
    table = dict(zip(rows.iloc[:, 0], zip(rows.iloc[:, 1], rows.iloc[:, 2], strict=True), strict=True))
    assert list(rows.columns) == ["What", "22 January 2018", "Now"]
    for indicator in ("recognition", "belt_and_road_status"):
        then, now = (
            of(derive.status_on(indicator, day), code)["value"].iloc[0] for day in (dt.date(2018, 1, 22), TODAY)
        )
        said = table[words.of(store.indicator(indicator).short)]
        assert said == (words(f"{indicator}.{then}"), words(f"{indicator}.{now}"))
    for indicator in ("trade_share_china_pct", "trade_share_usa_pct", "un_agreement_china", "un_agreement_usa"):
        own, info = series(indicator, code), store.indicator(indicator)
        assert table[words.of(info.short)] == (
            f"{words.value(own.get(2017), info)} (2017)",
            f"{words.value(own[max(own)], info)} ({max(own)})",
        )
    money = of(store.table("finance"), code)
    now = table[words.of(store.indicator(dossier.FINANCE).short)][1]
    assert now.startswith(words.money(money["amount_usd_2021"].sum()) if len(money) else "none recorded")


@pytest.mark.parametrize("code", MEMBERS)
def test_the_curve_holds_the_record_and_its_gaps(code: str, words: Text) -> None:
    view, _ = shown(code)
    usa, china = view.trade.figure.data[:2]
    for trace, indicator in ((china, "trade_with_china_usd"), (usa, "trade_with_usa_usd")):
        assert drawn(trace) == series(indicator, code)
        assert trace.connectgaps is False
    frame = view.trade.table
    own = series("trade_with_china_usd", code)
    for year, value in zip(frame["Year"], frame["Trade with China"], strict=True):
        assert value == words.money(own.get(int(year)))
    for year, value in own.items():
        assert words.money(value) == frame.set_index("Year").loc[str(year), "Trade with China"]


@pytest.mark.parametrize("code", MEMBERS)
def test_events_on_the_curve_are_few_hoverable_and_told(code: str, words: Text) -> None:
    view, _ = shown(code)
    marked = events.marked(code, words)
    assert len(marked) <= 8
    rings = [trace for trace in view.trade.figure.data if trace.mode == "markers+text"]
    assert len(rings) == (1 if marked else 0)
    assert [year for _, year, _ in view.marks] == sorted(marked)
    for year, titles in marked.items():
        at = list(rings[0].x).index(year)
        plain = rings[0].hovertemplate[at].replace("<br>", " ")
        cell = view.trade.table.set_index("Year").loc[str(year), "Events"]
        for title in titles:
            assert title in plain
            assert title in view.trade.alt
            assert title in cell
    if rings:
        line = drawn(view.trade.figure.data[1])
        assert all(y == line.get(int(x), 0.0) for x, y in zip(rings[0].x, rings[0].y, strict=True))


def test_where_years_are_too_many_those_of_trade_stay(words: Text, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_RINGS_AT_MOST", 3)
    own = events.of("CHL")
    years = own.loc[own["category"] == "trade", "date"].str[:4].astype(int)
    marked = events.marked("CHL", words)
    assert len(marked) == 3
    assert set(marked) <= set(years)


@pytest.mark.parametrize("code", MEMBERS)
def test_shares_and_partners(code: str, words: Text) -> None:
    _, file = shown(code)
    china, usa = series("trade_share_china_pct", code), series("trade_share_usa_pct", code)
    assert file.shares is not None
    assert [drawn(trace) for trace in file.shares.figure.data] == [china, usa]
    assert words.percent(china[max(china)]) in file.shares.lead
    over = any(china[year] + usa[year] > 100 for year in china.keys() & usa.keys())
    assert (words("country.shares_over") in file.shares.lead) is over
    for trace, own in zip(file.partners.figure.data, (china, usa), strict=True):
        expected = [own[2017]] if 2017 in own else []
        expected += [own[max(own)]] if max(own) > 2017 else []
        assert list(trace.x) == expected
        for value in expected:
            assert words.percent(value) in file.partners.alt
    assert "European Union" in file.partners.lead
    exports = file.partners.table.set_index("What").loc["Exports to China"]
    assert exports["2017"] == words.money(series("exports_to_china_usd", code).get(2017))


@pytest.mark.parametrize("code", MEMBERS)
def test_recognition_and_the_road_on_one_line(code: str, words: Text) -> None:
    view, _ = shown(code)
    periods, road = of(store.table("recognition"), code), of(store.table("belt_and_road"), code).iloc[0]
    facts = dict(view.diplomacy.table.itertuples(index=False))
    assert sum(label.startswith("Recognise") for label in view.diplomacy.table["What"]) == len(periods)
    current = periods[periods["end"].isna()].iloc[0]
    label = words(f"country.recognises_{current['party'].lower()}")
    if isinstance(current["start"], str):
        assert words.date(current["start"], current["start_precision"]) in facts[label]
    notes = [note.text for note in view.diplomacy.figure.layout.annotations]
    if road["status"] == "none":
        assert "not signed up" in facts["Belt and Road"]
        assert "not signed up" in notes
    else:
        assert words.date(road["joined"], road["joined_precision"]) in facts["Signed up to the Belt and Road"]
        assert any(note.startswith(road["joined"][:4]) for note in notes)


@pytest.mark.parametrize("code", MEMBERS)
def test_agreements(code: str, words: Text) -> None:
    _, file = shown(code)
    rows = of(store.table("agreements"), code)
    assert (file.agreements is None) is rows.empty
    if file.agreements is None:
        return
    table, noted = file.agreements.table, dict(file.agreements.notes)
    assert list(table["Agreement"]) == [words.pick(row, "title") for _, row in rows.iterrows()]
    for (_, row), said in zip(rows.iterrows(), table.itertuples(index=False), strict=True):
        for field, cell in (("signed", said[1]), ("in_force", said[2])):
            if isinstance(row[field], str):
                assert cell == words.date(row[field], row[f"{field}_precision"])
            else:
                assert cell in ("–", "date not known")
        assert said[3] == words(f"agreement_state.{row['state']}")
        for field in ("state_text", "upgraded", "note"):
            assert words.pick(row, field) in noted.get(said[0], "")


def test_agreements_of_a_phone_say_the_same_in_two_columns(words: Text) -> None:
    wide, slim = (dossier.view("CHL", TODAY, "en", "light", narrow).agreements for narrow in (False, True))
    assert wide is not None
    assert slim is not None
    assert slim.table.shape[1] == 2
    for (title, *rest), (called, said) in zip(wide.table.values, slim.table.values, strict=True):
        assert title == called
        assert all(cell in said for cell in rest)


def test_what_to_mind_names_each_figure_and_no_address_twice(words: Text) -> None:
    about = shown("CHL")[0].trade.about
    assert store.indicator("trade_with_usa_usd").label["en"] in about
    assert about.count(store.source("imf_imts").url) == 1


def test_a_translation_is_a_sentence() -> None:
    quote = dossier.view("CHL", TODAY, "zh", "light").report[0]
    assert "“历史性的”。报道" in quote.more


@pytest.mark.parametrize("code", MEMBERS)
def test_finance_by_year_and_class_and_its_places(code: str, words: Text) -> None:
    _, file = shown(code)
    money, places = of(store.table("finance"), code), of(store.table("locations"), code)
    assert (file.finance is None) is money.empty
    assert (file.places is None) is places.empty
    if file.finance:
        bars = {
            trace.name.replace("<br>", " "): {int(x): y for x, y in zip(trace.x, trace.y, strict=True)}
            for trace in file.finance.figure.data
        }
        for row in money.itertuples():
            assert bars[words(f"pledges.flow_class_{row.flow_class}")][row.year] == row.amount_usd_2021
        assert sum(sum(bar.values()) for bar in bars.values()) == pytest.approx(money["amount_usd_2021"].sum())
        assert all(list(bar) == list(range(2000, 2022)) for bar in bars.values()), "the whole record is drawn"
        assert words.money(money["amount_usd_2021"].sum()) in file.finance.lead
        assert "Promises marked" not in file.finance.alt
    if file.places:
        circles = file.places.figure.data[-2]
        assert len(circles.lon) == places.groupby(["unit", "lat", "lon"]).ngroups
        assert words.money(places["amount_usd_2021"].sum()) in file.places.lead
        assert "centre of the unit" in file.places.lead
        assert not any("Ã" in name for name in file.places.table.iloc[:, 0]), "a broken letter"


@pytest.mark.parametrize("code", MEMBERS)
def test_votes_are_two_measures_with_their_thin_years(code: str) -> None:
    _, file = shown(code)
    assert file.votes
    assert file.ideal
    rows = of(store.table("un_votes"), code)
    measures = [
        (file.votes.figure.data[0], "agreement_china", "thin_agreement"),
        (file.votes.figure.data[1], "agreement_usa", "thin_agreement"),
        (file.ideal.figure.data[0], "ideal_point", "thin_ideal_point"),
    ]
    assert len(file.votes.figure.data) == 2
    assert len(file.ideal.figure.data) == 1
    for trace, column, thin in measures:
        own = rows.dropna(subset=[column])
        assert drawn(trace) == pytest.approx(dict(zip(own["year"].astype(int), own[column], strict=True)))
        hollow = {int(x) for x, colour in zip(trace.x, trace.marker.color, strict=True) if colour == LIGHT.paper}
        assert hollow == set(own.loc[own[thin], "year"].astype(int))
        lead = (file.ideal if column == "ideal_point" else file.votes).lead
        assert all(str(year) in lead for year in hollow)


@pytest.mark.parametrize("code", MEMBERS)
def test_the_report_and_the_events(code: str, words: Text) -> None:
    _, file = shown(code)
    quotes = of(store.table("quotes"), code)
    assert [entry.door[1].get("quote") for entry in file.report[: len(quotes)]] == list(quotes["id"])
    claims = store.table("claims").set_index("id")
    name = re.compile(rf"\b{re.escape(words.country(code))}\b")
    told = [entry.door[1]["claim"] for entry in file.report[len(quotes) :]]
    assert {row for row, text in claims["claim_en"].items() if name.search(text)} <= set(told)
    own = store.table("events")
    own = own[own["countries"].str.split(";").map(lambda codes: code in codes)]
    assert {entry.door[1]["event"] for entry in file.events} == set(own["id"])
    for entry in itertools.chain(file.report, file.events):
        assert entry.sources
        assert entry.when


def test_the_figure_of_the_map_brings_its_source(words: Text) -> None:
    share = store.indicator("trade_share_china_pct")
    line, about = country.sources("BRA", share, words)
    assert "World Bank" in line
    assert words.of(share.definition) in about
    assert "World Bank" not in country.sources("BRA", None, words)[0]
    assert country.focus("BRA", share, 2010, words)[0][1] == words.value(series(share.id, "BRA")[2010], share)


def test_dominica_is_not_the_dominican_republic() -> None:
    pattern = dossier._names("DMA")
    assert pattern.search("Dominica joined")
    assert not pattern.search("the Dominican Republic joined")


def test_the_report_names_chile_by_its_minister() -> None:
    claims = [entry.door[1].get("claim") for entry in shown("CHL")[1].report]
    assert {"c20", "c21", "c22", "c29"} <= set(claims)
    assert "c28" not in claims[:7], "Brazil's claim does not stand among Chile's own"


@pytest.mark.parametrize("code", MEMBERS)
def test_every_block_has_its_source_line_and_alt(code: str) -> None:
    view, file = shown(code)
    blocks = [view.trade, view.diplomacy, file.shares, file.partners, file.finance, file.places, file.votes, file.ideal]
    for block in filter(None, blocks):
        assert block.sources.startswith("Source")
        assert len(block.alt) > 40
        assert not block.table.empty
        assert "nan" not in block.alt.casefold().split()
        assert not block.table.map(lambda cell: str(cell) == "nan").any().any()


@pytest.mark.parametrize("lang", ["es", "pt", "zh"])
@pytest.mark.parametrize("code", ["BRA", "KNA", "PRY"])
def test_another_language_and_the_dark_page(code: str, lang: str) -> None:
    view = country.view(code, TODAY, lang, "dark")
    assert text(lang).country(code) in view.answer
    assert len(dossier.view(code, TODAY, lang, "dark").then_and_now) == 7


# -- what was pledged to it ------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es", "pt", "zh"])
def test_every_pledge_that_names_a_member_has_its_four_steps_in_a_table_a_picture_and_a_line(lang: str) -> None:
    table, said = store.table("country_pledges"), text(lang)
    for code in MEMBERS:
        own, found = of(table, code), rungs.of(code, said, LIGHT)
        if own.empty:
            assert found is None
            continue
        assert found is not None
        assert found.block.table[said("pledges.known")].tolist() == own[f"text_{lang}"].map(held).tolist()
        marks = [code for trace in found.block.figure.data if trace.customdata for code in trace.customdata]
        assert sorted(marks) == sorted(own["id"])
        assert len(found.lines) == own["id"].nunique()
        for line, (_, steps) in zip(found.lines, own.groupby("id"), strict=True):
            assert line.startswith(f"**{literal(held(steps[f'what_{lang}'].iloc[0]))}**"), line
            for row in steps.itertuples():
                assert said(f"pledges.step_{row.step}") in line
                if row.state == "no_later_evidence":
                    assert literal(said.date(row.checked_on)) in line
                if pd.notna(row.amount_usd):
                    assert literal(said.money(row.amount_usd)) in line
                if isinstance(row.amount_note_en, str):
                    assert literal(held(getattr(row, f"amount_note_{lang}"))) in line
                for source in row.source.split(";"):
                    assert literal(store.source(source).producer) in line
        assert not re.search(r"\bnan\b|None", " ".join((*found.lines, found.block.alt, found.block.table.to_csv())))


def test_a_pledge_leads_to_the_whole_fund_or_to_its_project(words: Text) -> None:
    found = rungs.of("BRA", words, LIGHT)
    assert found is not None
    assert [door.parameters for door in found.doors] == [(("pledge", "pl03"),), (("project", "62853"),)]
    assert found.doors[0].label == held("The whole fund of US$ 5 billion")


def test_the_page_has_the_ladder_where_there_is_one() -> None:
    assert dossier.view("SUR", TODAY, "en", "light").pledges is not None
    assert dossier.view("KNA", TODAY, "en", "light").pledges is None
