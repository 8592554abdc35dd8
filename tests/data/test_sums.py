"""The committed tables say what the record says: sums, counts, and what is missing stays missing."""

import datetime as dt

import pytest

from data import derive, schema, store


def trade(year: int, *countries: str) -> float:
    rows = store.observations("trade_with_china_usd", countries=countries or None, years=[year])
    return float(rows["value"].sum())


@pytest.mark.parametrize(("year", "billion"), [(2017, 256.4), (2024, 514.8)])
def test_trade_of_the_33_with_china(year: int, billion: float) -> None:
    total = derive.region_total(store.observations("trade_with_china_usd", years=[year])).iloc[0]
    assert round(total["value"] / 1e9, 1) == billion
    assert total["countries"] == 33
    assert not total["partial"]
    assert total["missing"] == ()


@pytest.mark.parametrize(("country", "billion"), [("BRA", 188.7), ("CHL", 60.9)])
def test_trade_of_one_member_with_china_in_2024(country: str, billion: float) -> None:
    assert round(trade(2024, country) / 1e9, 1) == billion


@pytest.mark.parametrize(
    ("day", "members"),
    [("2018-09-03", 9), ("2018-12-31", 16), ("2019-04-30", 19), ("2023-01-06", 21), ("2024-11-30", 22)],
)
def test_members_of_the_belt_and_road(day: str, members: int) -> None:
    states = derive.status_on("belt_and_road_status", day)
    assert len(states) == 33
    assert (states["value"] == "member").sum() == members


def test_panama_left_the_belt_and_road_and_no_other() -> None:
    states = derive.status_on("belt_and_road_status", dt.date(2025, 12, 31))
    assert list(states.loc[states["value"] == "left", "country"]) == ["PAN"]


def test_eleven_recognised_taipei_on_the_day_of_the_report() -> None:
    states = derive.status_on("recognition", "2018-01-22")
    assert len(states) == 33
    assert set(states.loc[states["value"] == "ROC", "country"]) == {
        "BLZ", "DOM", "GTM", "HND", "HTI", "KNA", "LCA", "NIC", "PRY", "SLV", "VCT",
    }  # fmt: skip


def test_recognition_is_silent_where_nothing_was_researched() -> None:
    assert "BRA" not in set(derive.status_on("recognition", "1970-01-01")["country"])
    assert derive.status_on("recognition", "1949-09-30").empty


def test_imports_that_china_did_not_record_stay_missing_in_every_sum() -> None:
    years = set(store.observations("trade_with_china_usd")["year"])
    for country in ("ATG", "BLZ", "GRD", "KNA", "LCA", "VCT"):
        recorded = set(store.observations("exports_to_china_usd", [country])["year"])
        assert years - recorded, country
        for indicator in ("trade_with_china_usd", "trade_balance_with_china_usd", "china_to_usa_trade_ratio"):
            assert set(store.observations(indicator, [country])["year"]) <= recorded, (country, indicator)


def test_imports_that_the_united_states_did_not_record_from_cuba_stay_missing() -> None:
    recorded = set(store.observations("exports_to_usa_usd", ["CUB"])["year"])
    assert len([year for year in recorded if year <= 2024]) == 14
    assert set(store.observations("trade_with_usa_usd", ["CUB"])["year"]) == recorded


def test_a_total_without_all_members_says_so() -> None:
    total = derive.region_total(store.observations("trade_with_china_usd", years=[2015])).iloc[0]
    assert total["partial"]
    assert total["missing"] == ("GRD",)


def test_no_figure_was_filled_with_zero() -> None:
    for indicator in store.indicators().values():
        if indicator.group == "trade" and indicator.kind == "numeric" and not indicator.derived:
            assert (store.observations(indicator.id)["value"] != 0).all(), indicator.id


def test_a_balance_is_exports_minus_imports() -> None:
    def value(indicator: str) -> float:
        return float(store.observations(indicator, ["PER"], [2020])["value"].iloc[0])

    assert value("trade_balance_with_china_usd") == value("exports_to_china_usd") - value("imports_from_china_usd")
    assert value("trade_with_china_usd") == value("exports_to_china_usd") + value("imports_from_china_usd")


def test_every_row_names_sources_that_exist() -> None:
    known = set(store.sources())
    checked = 0
    for name in schema.TABLES:
        table = store.table(name)
        if "source" in table:
            checked += len(table)
            assert table["source"].notna().all(), name
            assert {part for cell in table["source"].unique() for part in cell.split(";")} <= known, name
    assert checked > 7000
    assert len(known) > 280


def test_totals_with_the_world_are_not_among_the_members() -> None:
    assert set(store.table("observations")["country"]) == set(store.country_codes())
    assert set(store.table("trade_totals")["partner"]) == {"CHN", "USA", "WLD"}


def test_members_come_in_the_order_of_their_english_names() -> None:
    names = list(store.countries()["name_en"])
    assert names == sorted(names)
    assert store.country_codes()[0] == "ATG"
    assert len(store.country_codes()) == 33


def test_every_indicator_speaks_four_languages_and_has_rows() -> None:
    assert len(store.indicators()) >= 10
    for indicator in store.indicators().values():
        assert len(store.observations(indicator.id)), indicator.id
        for words in (indicator.label, indicator.short, indicator.question, indicator.definition):
            assert set(words) == {"en", "es", "pt", "zh"}, indicator.id


def test_official_finance_is_285_7_billion_in_29_members() -> None:
    table = store.table("finance")
    assert round(table["amount_usd_2021"].sum() / 1e9, 1) == 285.7
    assert table["country"].nunique() == 29
    assert set(store.country_codes()) - set(table["country"]) == {"BLZ", "GTM", "KNA", "VCT"}
    yearly = store.observations("official_finance_usd_2021")
    assert yearly["value"].sum() == pytest.approx(table["amount_usd_2021"].sum())
    running = store.observations("official_finance_total_usd_2021", years=[2021])
    assert running["value"].sum() == pytest.approx(table["amount_usd_2021"].sum())
    argentina = table.loc[table["country"] == "ARG", "amount_usd_2021"].sum()
    assert round(argentina / 1e9, 1) == 37.8  # adjusted: 138.8 without


def test_projects_and_places() -> None:
    projects, locations = store.table("projects"), store.table("locations")
    assert len(projects) == 457
    assert len(locations) == 1618
    odd = projects[projects["place_check"] == "other_country"]
    assert list(zip(odd["number"], odd["country"], odd["place_country"], strict=True)) == [(71826, "BRB", "BHS")]
    assert (projects["lat"].isna() == (projects["place_check"] == "no_place")).all()
    assert (projects["precision"].notna() == projects["lat"].notna()).all()
    summed = projects[projects["counts_in_totals"]]
    assert not summed["status"].isin(["pledged", "suspended", "cancelled"]).any()
    assert not summed["umbrella"].any()


def test_the_two_measures_of_votes_are_never_one_line() -> None:
    agreement = store.observations("un_agreement_china")
    ideal = store.observations("un_ideal_point")
    assert agreement["year"].max() == 2019
    assert ideal["year"].max() >= 2024
    assert set(agreement["source"]) == {"unvotes"}
    assert set(ideal["source"]) == {"voeten_ip_2025"}
    votes = store.table("un_votes")
    assert votes.loc[votes["ideal_point"].notna(), "votes_ideal_point"].notna().all()
    assert votes["thin_ideal_point"].sum() > 5
    assert set(ideal[ideal["country"] == "VEN"]["year"]).isdisjoint({2022, 2023, 2024})


def test_shares_are_missing_where_gdp_is() -> None:
    share = store.observations("trade_share_china_pct")
    assert share.loc[share["country"] == "VEN", "year"].max() == 2014
    assert share.loc[share["country"] == "CUB", "year"].max() == 2020
    assert set(share["source"]) == {"imf_imts;gm_merch;wb_gdp"}
    brazil = share[(share["country"] == "BRA") & (share["year"] == 2017)]["value"].iloc[0]
    gdp, merchandise = (
        store.observations(name, ["BRA"], [2017])["value"].iloc[0]
        for name in ("gdp_current_usd", "merchandise_trade_pct_gdp")
    )
    assert brazil == pytest.approx(trade(2017, "BRA") / (gdp * merchandise / 100) * 100)


def test_ranks_and_years_of_passing_agree_with_the_functions() -> None:
    places = store.observations("trade_with_china_rank", years=[2024]).set_index("country")["value"]
    assert places["BRA"] == 1
    assert len(places) == 33
    years = store.observations("china_overtook_usa_year", years=[2024]).set_index("country")["value"]
    first = derive.first_overtaking(
        store.observations("trade_with_china_usd"), store.observations("trade_with_usa_usd")
    )
    assert years.to_dict() == first.set_index("country")["year"].to_dict()
    assert "URY" not in set(store.observations("china_overtook_usa_year", years=[2007])["country"])


def test_figures_in_sentences_come_from_the_tables() -> None:
    figures = store.table("figures").set_index(["record", "name"])["value"]
    assert figures["c05", "members"] == len(store.country_codes())
    assert figures["pl04", "trade_2024"] == pytest.approx(trade(2024))
    states = derive.status_on("recognition", "2016-12-31")
    assert figures["c12", "roc_2016"] == (states["value"] == "ROC").sum()
    claims = store.table("claims").set_index("id")
    assert "US$ 256.4 billion" in claims.loc["c31", "evidence_en"].replace("\u00a0", " ")
    for lang in ("en", "es", "pt", "zh"):
        texts = [*claims[f"evidence_{lang}"], *store.table("pledges")[f"outcome_{lang}"]]
        assert not any("{" in text for text in texts)


def test_what_people_wrote_is_all_there() -> None:
    counts = {"claims": 38, "quotes": 8, "events": 116, "agreements": 34, "pledges": 6, "policy_banks": 8}
    assert {name: len(store.table(name)) for name in counts} == counts
    assert len(store.table("pledge_steps")) == 4 * counts["pledges"]
