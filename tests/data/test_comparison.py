"""Members and groups on a basis: what makes no sense is refused, sums are whole or say who is missing."""

import pandas as pd
import pytest

from data import comparison, derive, groups, store

NUMBERS = [code for code, item in store.indicators().items() if item.kind == "numeric"]


def at(frame: pd.DataFrame, year: int) -> float:
    return float(frame.loc[frame["year"] == year, "value"].iloc[0])


def value(code: str, indicator: str, year: int) -> float:
    return at(store.observations(indicator, countries=[code]), year)


# -- groups ------------------------------------------------------------------------------------------


def test_the_parts_are_the_region() -> None:
    areas = groups.areas()
    assert len(areas[groups.REGION]) == 33
    parts = [code for name, members in areas.items() if name != groups.REGION for code in members]
    assert sorted(parts) == sorted(areas[groups.REGION]), "each member lies in one part"
    assert areas["NORTH_AMERICA"] == ("MEX",)


def test_presets_are_members_and_follow_the_table() -> None:
    presets = groups.presets()
    assert set(presets["mercosur"]) == {"ARG", "BRA", "PRY", "URY"}, "associates are no members"
    assert set(presets["roc"]) == set(store.countries().query("recognises == 'ROC'")["country"])
    assert presets["switched"]
    assert not set(presets["switched"]) & set(presets["roc"])
    assert all(set(members) <= set(store.country_codes()) and len(members) > 1 for members in presets.values())


def test_an_unknown_organisation_is_an_error() -> None:
    with pytest.raises(KeyError, match="NATO"):
        groups.organisation("NATO")


# -- what fits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "fits"),
    [
        ("trade_with_china_usd", {"absolute", "index", "per_head", "per_gdp", "share"}),
        ("trade_balance_with_china_usd", {"absolute", "per_head", "per_gdp"}),
        ("official_finance_usd_2021", {"absolute", "index", "per_head", "share"}),
        ("population", {"absolute", "index", "share"}),
        ("gdp_current_usd", {"absolute", "index", "per_head", "share"}),
        ("trade_with_china_rank", {"absolute"}),
        ("un_ideal_point", {"absolute"}),
        ("trade_share_china_pct", {"absolute", "index"}),
        ("recognition", {"absolute"}),
        ("china_overtook_usa_year", {"absolute"}),
    ],
)
def test_bases_that_make_sense(indicator: str, fits: set[str]) -> None:
    found = {basis for basis in comparison.BASES if comparison.fits(store.indicator(indicator), basis)}
    assert found == fits


def test_a_basis_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="per_gdp"):
        comparison.rows("BRA", "trade_with_china_rank", "per_gdp")
    with pytest.raises(KeyError, match="per_moon"):
        comparison.fits(store.indicator("population"), "per_moon")


FITTING = [
    (code, basis) for code in NUMBERS for basis in comparison.BASES if comparison.fits(store.indicator(code), basis)
]


@pytest.mark.parametrize(("indicator", "basis"), FITTING)
def test_every_fitting_basis_has_rows_and_sources(indicator: str, basis: str) -> None:
    base = int(store.observations(indicator, countries=["MEX", "BRB"])["year"].min()) if basis == "index" else None
    frames = [comparison.rows(code, indicator, basis, base) for code in ("MEX", "BRB", *groups.areas())]
    assert any(len(frame) for frame in frames) or indicator == "china_overtook_usa_year"
    for frame in frames:
        assert list(frame.columns) == ["year", "value", "missing", "source"]
        assert frame["value"].notna().all()
        assert frame["source"].astype(bool).all()
        assert frame["year"].is_unique
        assert frame["year"].is_monotonic_increasing


# -- values --------------------------------------------------------------------------------------------


def test_bases_of_a_member() -> None:
    trade, year = value("BRA", "trade_with_china_usd", 2017), 2017
    assert at(comparison.rows("BRA", "trade_with_china_usd"), year) == trade
    per_head = at(comparison.rows("BRA", "trade_with_china_usd", "per_head"), year)
    assert per_head == pytest.approx(trade / value("BRA", "population", year))
    per_gdp = at(comparison.rows("BRA", "trade_with_china_usd", "per_gdp"), year)
    assert per_gdp == pytest.approx(trade / value("BRA", "gdp_current_usd", year) * 100)
    whole = store.observations("trade_with_china_usd", years=[year])["value"].sum()
    assert at(comparison.rows("BRA", "trade_with_china_usd", "share"), year) == pytest.approx(trade / whole * 100)


def test_persons_over_persons_are_in_a_thousand() -> None:
    found = at(comparison.rows("PAN", "china_born_migrants", "per_head"), 2020)
    assert found == pytest.approx(value("PAN", "china_born_migrants", 2020) / value("PAN", "population", 2020) * 1000)


def test_an_index_starts_at_its_base_and_needs_one() -> None:
    found = comparison.rows("BRA", "trade_with_china_usd", "index", 2010)
    assert at(found, 2010) == pytest.approx(100)
    assert at(found, 2017) == pytest.approx(
        value("BRA", "trade_with_china_usd", 2017) / value("BRA", "trade_with_china_usd", 2010) * 100
    )
    assert comparison.rows("VCT", "trade_with_china_usd", "index", 2001).empty, "there is no value in 2001"


def test_a_gap_stays_a_gap() -> None:
    years = set(store.observations("trade_with_china_usd", countries=["KNA"])["year"])
    assert set(range(min(years), max(years) + 1)) - years, "the case has a gap"
    for basis in ("absolute", "per_head", "share"):
        assert set(comparison.rows("KNA", "trade_with_china_usd", basis)["year"]) <= years


# -- sums ----------------------------------------------------------------------------------------------


def test_a_sum_without_a_member_says_so() -> None:
    rows = comparison.rows("CARIBBEAN", "gdp_current_usd")
    incomplete = rows[rows["missing"].map(bool)]
    assert len(incomplete)
    for row in incomplete.itertuples():
        have = set(store.observations("gdp_current_usd", years=[row.year])["country"])
        assert set(row.missing) == set(groups.areas()["CARIBBEAN"]) - have


def test_a_ratio_of_sums_is_made_of_the_same_members() -> None:
    """Cuba has trade but no GDP in 2022: neither sum may hold it."""
    members = set(groups.areas()["CARIBBEAN"])
    trade = store.observations("trade_with_china_usd", years=[2022]).set_index("country")["value"]
    gdp = store.observations("gdp_current_usd", years=[2022]).set_index("country")["value"]
    both = sorted(members & set(trade.index) & set(gdp.index))
    assert set(both) < members & set(trade.index)
    row = comparison.rows("CARIBBEAN", "trade_with_china_usd", "per_gdp").query("year == 2022").iloc[0]
    assert row["value"] == pytest.approx(trade[both].sum() / gdp[both].sum() * 100)
    assert set(row["missing"]) == members - set(both)


def test_only_amounts_are_summed() -> None:
    for code in NUMBERS:
        summed = len(comparison.rows(groups.REGION, code)) > 0
        assert summed == store.indicator(code).additive, code


def test_a_year_without_finance_is_one_in_which_none_was_found() -> None:
    rows = comparison.rows(groups.REGION, "official_finance_usd_2021")
    assert not rows["missing"].map(bool).any()
    people = store.observations("population", years=[2010])["value"].sum()
    money = store.observations("official_finance_usd_2021", years=[2010])["value"].sum()
    per_head = at(comparison.rows(groups.REGION, "official_finance_usd_2021", "per_head"), 2010)
    assert per_head == pytest.approx(money / people), "over all people, not over those of the members with money"


def test_an_index_on_an_incomplete_base_is_marked_throughout() -> None:
    first = int(comparison.rows("CARIBBEAN", "exports_to_china_usd")["year"].iloc[0])
    rows = comparison.rows("CARIBBEAN", "exports_to_china_usd", "index", first)
    assert rows["missing"].map(bool).all()


def test_parts_of_a_share_come_to_the_whole() -> None:
    parts = [code for code in groups.areas() if code != groups.REGION]
    shares = [at(comparison.rows(code, "trade_with_china_usd", "share"), 2024) for code in parts]
    assert sum(shares) == pytest.approx(100)


def test_who_is_missing_from_the_region() -> None:
    lacking = comparison.lacking("trade_with_china_usd")
    assert lacking
    assert 2024 not in lacking
    assert comparison.lacking("official_finance_usd_2021") == {}


def test_paired_rows_have_both() -> None:
    one, other = derive.paired(store.observations("trade_with_china_usd"), store.observations("gdp_current_usd"))
    keys = [list(zip(frame["country"], frame["year"], strict=True)) for frame in (one, other)]
    assert sorted(keys[0]) == sorted(keys[1])
    assert len(one) == len(other) > 0
