"""seeds/questions.yml: every number of an answer is that of the tables, and none is typed in."""

import datetime as dt
from pathlib import Path
from string import Formatter

import pytest
import yaml

from data import derive, store
from data.build.figures import write
from data.model import LANGUAGES, QuestionSeed

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ("question", "predict", "answer", "uncertain")
ROWS = store.table("questions").set_index("id")
SEEDS = {seed["id"]: seed for seed in yaml.safe_load((ROOT / "seeds/questions.yml").read_text(encoding="utf-8"))}
FIGURES = store.table("figures").set_index(["record", "name"])
THEN, DAY = 2017, dt.date(2018, 1, 22)


def states(indicator: str, day: dt.date, value: str) -> int:
    table = store.table({"recognition": "recognition", "road": "belt_and_road"}[indicator])
    on = {"recognition": derive.recognition_on, "road": derive.belt_and_road_on}[indicator](table, day)
    return int((on["value"] == value).sum())


def total(indicator: str, year: int | None = None, country: str | None = None) -> float:
    rows = store.observations(indicator)
    rows = rows[rows["year"] == (year or rows["year"].max())]
    return float(rows["value"].sum() if country is None else rows.set_index("country")["value"][country])


def ahead(year: int | None = None) -> int:
    rows = store.observations("china_to_usa_trade_ratio")
    return int((rows.loc[rows["year"] == (year or rows["year"].max()), "value"] > 1).sum())


def turn(country: str) -> int:
    pair = [store.observations(code, countries=[country]) for code in ("trade_with_china_usd", "trade_with_usa_usd")]
    return int(derive.first_overtaking(*pair)["year"].iloc[0])


def finance(first: int, last: int) -> float:
    rows = store.table("finance")
    return float(rows.loc[rows["year"].between(first, last), "amount_usd_2021"].sum())


def votes(year: int) -> tuple[int, int]:
    rows = store.table("un_votes").query(f"year == {year}").dropna(subset=["agreement_china", "agreement_usa"])
    return int((rows["agreement_china"] > rows["agreement_usa"]).sum()), len(rows)


def of_pledge(table: str, key: str, pledge: str, code: str, column: str) -> object:
    return store.table(table).set_index(["pledge", key]).loc[(pledge, code), column]


def newest(indicator: str) -> int:
    return int(store.observations(indicator)["year"].max())


PLEDGED = store.table("pledges").set_index("id")["amount_usd"]
WANTED = {
    ("q1", "members"): len(store.country_codes()),
    ("q2", "members"): len(store.country_codes()),
    ("q2", "roc_then"): states("recognition", DAY, "ROC"),
    ("q2", "prc_then"): states("recognition", DAY, "PRC"),
    ("q2", "roc_now"): states("recognition", dt.date.today(), "ROC"),
    ("q2", "prc_now"): states("recognition", dt.date.today(), "PRC"),
    ("q3", "road_then"): states("road", DAY, "member"),
    ("q3", "road_year"): states("road", dt.date(2018, 12, 31), "member"),
    ("q3", "road_now"): states("road", dt.date.today(), "member"),
    ("q3", "left_now"): states("road", dt.date.today(), "left"),
    **{
        ("q4", f"{country.lower()}_{whom}"): total(f"trade_with_{whom}_usd", THEN, country)
        for country in ("BRA", "CHL", "ARG")
        for whom in ("china", "usa")
    },
    ("q4", "now"): newest("china_to_usa_trade_ratio"),
    ("q5", "pledge"): PLEDGED["pl05"],
    ("q5", "goal"): PLEDGED["pl04"],
    ("q5", "year"): int(of_pledge("pledge_steps", "step", "pl05", "announced", "date")[:4]),
    ("q5", "reached"): int(of_pledge("pledge_steps", "step", "pl04", "delivered", "date")[:4]),
    **{
        ("q5", name): of_pledge("pledge_measures", "id", "pl05", measure, "amount_usd")
        for name, measure in (("stock", "stock_ministry"), ("listed", "investments_2015_2020"))
    },
    ("q5", "finance"): finance(2015, 2021),
    ("q6", "china_then"): total("trade_with_china_usd", THEN),
    ("q6", "china_now"): total("trade_with_china_usd"),
    ("q6", "usa_then"): total("trade_with_usa_usd", THEN),
    ("q6", "usa_now"): total("trade_with_usa_usd"),
    ("q6", "now"): newest("trade_with_china_usd"),
    ("q7", "ahead_then"): ahead(THEN),
    ("q7", "ahead_now"): ahead(),
    ("q7", "now"): newest("china_to_usa_trade_ratio"),
    **{("q7", country.lower()): turn(country) for country in ("PER", "CHL", "BRA", "ARG")},
    ("q8", "before"): finance(2014, THEN),
    ("q8", "after"): finance(THEN + 1, 2021),
    ("q8", "total"): finance(2000, 2021),
    ("q8", "first"): int(store.table("finance")["year"].min()),
    ("q8", "last"): int(store.table("finance")["year"].max()),
    ("q10", "last"): newest("un_agreement_china"),
    ("q10", "nearer"): votes(newest("un_agreement_china"))[0],
    ("q10", "compared"): votes(newest("un_agreement_china"))[1],
    ("q10", "nearer_then"): votes(THEN)[0],
    ("q10", "compared_then"): votes(THEN)[1],
}


def test_every_number_is_that_of_the_tables() -> None:
    own = FIGURES[FIGURES.index.get_level_values("record").isin(ROWS.index)]
    before = {key: THEN for key, function in own["function"].items() if function == "year_before_report"}
    assert own["value"].to_dict() == pytest.approx({**before, **WANTED})
    assert store.table("report")["date"].iloc[0].startswith(str(THEN + 1))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_its_seed_with_the_numbers_filled_in(lang: str) -> None:
    filled = 0
    for code, seed in SEEDS.items():
        for name in TEXTS:
            said = ROWS.loc[code, f"{name}_{lang}"]
            holes = {hole for _, hole, _, _ in Formatter().parse(seed[name][lang]) if hole}
            assert holes == {hole for _, hole, _, _ in Formatter().parse(seed[name]["en"]) if hole}, (code, name)
            numbers = {
                hole: write(FIGURES.loc[(code, hole), "value"], FIGURES.loc[(code, hole), "format"], lang)
                for hole in holes
            }
            assert said == seed[name][lang].strip().format(**numbers)
            filled += len(holes)
    assert filled > 50


@pytest.mark.parametrize("name", TEXTS)
def test_a_number_that_is_typed_in_stops_the_build(name: str) -> None:
    seed = SEEDS["q3"]
    assert QuestionSeed.model_validate(seed)
    typed = {**seed, name: {**seed[name], "pt": f"{seed[name]['pt']} 33"}}
    with pytest.raises(ValueError, match=rf"a number is typed into {name}\.pt"):
        QuestionSeed.model_validate(typed)
