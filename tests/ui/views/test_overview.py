"""What `/` says is computed: its facts, moves and sums equal the tables, and its questions lead to views that exist."""

import datetime as dt

import pytest

from data import derive, store
from pages import REGISTER
from ui.text import Text
from ui.views import article, overview, trade

TODAY = dt.date(2026, 11, 24)
SLUGS = {view.slug for view in REGISTER}


@pytest.fixture(scope="module")
def shown() -> overview.Overview:
    return overview.view("en", "light", TODAY)


def states(indicator: str, day: dt.date, value: str) -> set[str]:
    rows = derive.status_on(indicator, day)
    return set(rows.loc[rows["value"] == value, "country"])


def test_the_facts_are_those_of_the_tables(shown: overview.Overview, words: Text) -> None:
    by_label = {label: (value, below) for label, value, below in shown.facts}
    total = derive.region_total(store.observations(trade.CHINA)).set_index("year")["value"]
    last = int(total.index[-1])
    assert by_label[f"Trade with China, {last}"][0] == words.money(total[last])
    assert words.money(total[2017]) in by_label[f"Trade with China, {last}"][1]
    road = by_label["In the Belt and Road"]
    assert road[0] == f"{len(states('belt_and_road_status', TODAY, 'member'))} of 33"
    assert road[1].startswith(f"{len(states('belt_and_road_status', overview.SANTIAGO, 'member'))} on 22 January 2018")
    taipei = by_label["Recognise Taipei"]
    assert taipei[0] == f"{len(states('recognition', TODAY, 'ROC'))} of 33"
    assert taipei[1].startswith(str(len(states("recognition", overview.SANTIAGO, "ROC"))))
    assert by_label["Trade more with China"][0] == f"{len(trade.ahead(last))} of {len(trade.ratios(last))}"


def test_the_moves_account_for_every_member_that_recognised_taipei(shown: overview.Overview) -> None:
    switched, still, left = ({dict(door.parameters)["country"] for door in doors} for _, doors in shown.moves)
    assert switched | still == states("recognition", overview.SANTIAGO, "ROC")
    assert still == states("recognition", TODAY, "ROC")
    assert left == states("belt_and_road_status", TODAY, "left")
    assert next(door.label for door in shown.moves[0][1]) == "Dominican Republic 2018"
    for (what, doors), count in zip(shown.moves, (len(switched), len(still), len(left)), strict=True):
        assert f"**{count}**" in what
        assert len(doors) == count


def test_an_earlier_day_knows_no_later_move() -> None:
    then = overview.view("en", "light", dt.date(2019, 1, 1))
    switched, _, left = ({dict(door.parameters)["country"] for door in doors} for _, doors in then.moves)
    assert switched == {"DOM", "SLV"}
    assert left == set()


def test_each_question_leads_to_a_view_by_ids_that_exist(shown: overview.Overview) -> None:
    assert len(shown.questions) == 7
    known = {
        "country": set(store.country_codes()),
        "indicator": set(store.indicators()),
        "claim": set(article.claim_ids()),
        "pledge": set(store.table("pledges")["id"]),
        "speaker": set(article.speakers()),
        "part": set(article.PARTS),
        "year": {"2017"},
    }
    for question, door in shown.questions:
        assert question.endswith("?")
        assert "{" not in question
        assert door.slug in SLUGS
        for name, value in door.parameters:
            assert value in known[name], (question, name)


def test_the_claim_of_the_question_is_argentinas(shown: overview.Overview) -> None:
    doors = {question: dict(door.parameters) for question, door in shown.questions}
    claims = store.table("claims").set_index("id")["claim_en"]
    asked = doors["Is the claim about Argentina in the report true?"]
    assert claims[asked["claim"]].startswith("Argentina")


def test_the_pledges_are_told_as_the_table_has_them(shown: overview.Overview, words: Text) -> None:
    for row in store.table("pledges").itertuples():
        if row.kind in ("trade_goal", "investment_goal"):
            assert words.money(row.amount_usd) in shown.pledge_lead
            assert words(f"pledges.status_{row.status}") in shown.pledge_lead


def test_the_contradicted_claims_are_doors(shown: overview.Overview) -> None:
    table = store.table("claims")
    assert [dict(door.parameters)["claim"] for _, door in shown.against] == table.loc[
        table["verdict"] == "contradicted", "id"
    ].tolist()


def test_then_and_now_names_whose_figure_a_sum_lacks(shown: overview.Overview) -> None:
    table = shown.then_and_now.set_index(shown.then_and_now.columns[0])
    assert "without Cuba" in table.loc["Trade with the United States"].iloc[0]
    assert "without" not in table.loc["Trade with China"].iloc[0]


def test_maps_and_pictures_have_alt_texts_and_sources(shown: overview.Overview) -> None:
    assert "Panama" in shown.then_alt
    assert "22:" in shown.now_alt
    for said in (shown.then_alt, shown.now_alt, shown.turn.alt, shown.pledge.alt, shown.claims.alt):
        assert len(said) > 80
    for line in (shown.sources, shown.map_sources, shown.turn.sources, shown.pledge_sources, shown.claims.sources):
        assert line.startswith("Source")
