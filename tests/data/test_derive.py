"""The pure functions on small frames: no gap is filled, every edge is decided."""

import datetime as dt

import pandas as pd
import pytest

from data import derive, store


def obs(*rows: tuple[str, int, float], source: str = "a") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["country", "year", "value"])
    return frame.assign(indicator="x", source=source)[["country", "indicator", "year", "value", "source"]]


def rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(frame.itertuples(index=False, name=None))


def test_ranks_share_the_better_place() -> None:
    found = derive.ranks(obs(("BRA", 2020, 5.0), ("CHL", 2020, 7.0), ("PER", 2020, 5.0), ("MEX", 2019, 9.0)), 2020)
    assert rows(found) == [("CHL", 7.0, 1, 3), ("BRA", 5.0, 2, 3), ("PER", 5.0, 2, 3)]


def test_a_total_names_who_is_missing() -> None:
    members = store.country_codes()
    found = derive.region_total(obs(*((code, 2020, 1.0) for code in members if code != "CUB"))).iloc[0]
    assert (found["value"], found["countries"], found["missing"], found["partial"]) == (
        32.0,
        32,
        ("CUB",),
        True,
    )


@pytest.mark.parametrize(
    ("china", "usa", "expected"),
    [
        ([1, 3], [2, 2], [(2001, "china_passes")]),
        ([3, 1, 3], [2, 2, 2], [(2001, "usa_passes"), (2002, "china_passes")]),
        ([1, 2, 3], [2, 2, 2], [(2002, "china_passes")]),  # equal is not yet passed
        ([1, 2, 1], [2, 2, 2], []),  # caught up with, never passed
        ([3, 3], [2, 2], []),  # ahead from the first year: the year of passing is not known
        ([1, None, 3], [2, 2, 2], []),  # a gap never makes a turn
    ],
)
def test_overtaking(china: list[float | None], usa: list[float | None], expected: list[object]) -> None:
    def series(values: list[float | None]) -> pd.DataFrame:
        return obs(*(("BRA", 2000 + at, float(v)) for at, v in enumerate(values) if v is not None))

    found = derive.overtaking(series(china), series(usa))
    assert rows(found[["year", "direction"]]) == expected
    first = derive.first_overtaking(series(china), series(usa))
    passes = [year for year, direction in expected if direction == "china_passes"]  # type: ignore[misc]
    assert list(first["year"]) == passes[:1]


def test_a_ratio_needs_both_and_names_both_sources() -> None:
    found = derive.per_gdp(
        obs(("BRA", 2020, 1.0), ("CHL", 2020, 1.0), ("PER", 2020, 1.0), source="a;b"),
        obs(("BRA", 2020, 4.0), ("CHL", 2020, 0.0), source="b;c"),
    )
    assert rows(found) == [("BRA", 2020, 25.0, "a;b;c")]
    assert rows(derive.per_head(obs(("BRA", 2020, 6.0)), obs(("BRA", 2020, 3.0)))) == [("BRA", 2020, 2.0, "a")]


def test_growth_does_not_jump_over_a_gap() -> None:
    found = derive.growth(obs(("BRA", 2000, 1.0), ("BRA", 2001, 1.5), ("BRA", 2003, 3.0)))
    assert rows(found) == [("BRA", 2001, 50.0, "a")]


def test_cumulative_runs_per_member() -> None:
    found = derive.cumulative(obs(("BRA", 2001, 2.0), ("BRA", 2000, 1.0), ("CHL", 2001, 5.0)))
    assert [(c, y, v) for c, y, v, _ in rows(found)] == [
        ("BRA", 2000, 1.0),
        ("BRA", 2001, 3.0),
        ("CHL", 2001, 5.0),
    ]


def test_index_leaves_out_members_without_the_base_year() -> None:
    found = derive.index_to_year(obs(("BRA", 2000, 4.0), ("BRA", 2001, 5.0), ("CHL", 2001, 5.0)), 2000)
    assert [(c, y, v) for c, y, v, _ in rows(found)] == [("BRA", 2000, 100.0), ("BRA", 2001, 125.0)]


def test_shares_of_the_region_say_that_the_sum_is_partial() -> None:
    found = derive.share_of_region(obs(("BRA", 2000, 1.0), ("CHL", 2000, 3.0)))
    assert rows(found) == [("BRA", 2000, 25.0, True, "a"), ("CHL", 2000, 75.0, True, "a")]


def test_a_state_on_a_day_needs_a_dated_indicator() -> None:
    with pytest.raises(KeyError, match="belt_and_road_status or recognition"):
        derive.status_on("trade_with_china_usd", "2020-01-01")


def test_the_period_that_began_last_holds_where_two_overlap() -> None:
    days = {"1989-10-10": "PRC", "1989-10-11": "ROC", "1989-10-23": "ROC"}
    for day, party in days.items():
        states = derive.status_on("recognition", day).set_index("country")["value"]
        assert states["BLZ"] == party, day


# -- whole frames: every column, every edge (make mutation) ---------------------------------------------------


def test_a_total_has_its_columns_whatever_comes() -> None:
    columns = ["year", "value", "countries", "missing", "partial", "source"]
    found = derive.group_total(
        pd.concat([obs(("BRA", 2020, 1.0)), obs(("CHL", 2020, 2.0), ("PER", 2020, 9.0), source="b")]), ["CHL", "BRA"]
    )
    assert list(found.columns) == columns
    assert rows(found) == [(2020, 3.0, 2, (), False, "a;b")]
    none = derive.group_total(obs(("PER", 2020, 9.0)), ["CHL", "BRA"])
    assert (list(none.columns), len(none)) == (columns, 0)


def test_pairs_are_of_members_and_years_that_both_have() -> None:
    one, other = derive.paired(
        obs(("BRA", 2020, 1.0), ("BRA", 2021, 2.0), ("CHL", 2020, 3.0)),
        obs(("BRA", 2020, 4.0), ("CHL", 2021, 5.0), source="b"),
    )
    columns = ["country", "indicator", "year", "value", "source"]
    assert (list(one.columns), rows(one)) == (columns, [("BRA", "x", 2020, 1.0, "a")])
    assert (list(other.columns), rows(other)) == (columns, [("BRA", "x", 2020, 4.0, "b")])


def test_ranks_are_whole_numbers_in_order() -> None:
    found = derive.ranks(
        obs(("PER", 2020, 5.0), ("BRA", 2020, 5.0), ("MEX", 2020, 5.0), ("CHL", 2020, 7.0), ("URY", 2020, 1.0)), 2020
    )
    assert list(found["country"]) == ["CHL", "BRA", "MEX", "PER", "URY"]
    assert list(found["rank"]) == [1, 2, 2, 2, 5]
    assert list(found.index) == [0, 1, 2, 3, 4]
    assert str(found["rank"].dtype) == "int64"


def test_overtaking_that_was_only_caught_up_with_is_no_turn_back() -> None:
    china = obs(*(("BRA", 2000 + at, value) for at, value in enumerate([1.0, 3.0, 2.0, 3.0])))
    usa = obs(*(("BRA", 2000 + at, 2.0) for at in range(4)))
    columns = ["country", "year", "direction"]
    for found in (derive.overtaking(china, usa), derive.first_overtaking(china, usa)):
        assert (list(found.columns), rows(found)) == (columns, [("BRA", 2001, "china_passes")])


def test_a_state_on_a_day_takes_a_date_or_its_text() -> None:
    columns = ["country", "indicator", "date", "value", "source"]
    for code, table in (("belt_and_road_status", "belt_and_road"), ("recognition", "recognition")):
        for day in (dt.date(2018, 1, 22), "2018-01-22"):
            found = derive.status_on(code, day)
            assert list(found.columns) == columns
            assert set(found["indicator"]) == {code}
            assert set(found["date"]) == {"2018-01-22"}
            assert set(found["source"]) <= set(store.table(table)["source"])
    assert derive.status_on("belt_and_road_status", "2018-01-22").set_index("country")["value"]["PAN"] == "member"


def road(**cells: object) -> pd.DataFrame:
    return pd.DataFrame([{"country": "BRA", "joined": None, "joined_not_after": None, "left": None} | cells]).assign(
        source="a"
    )


@pytest.mark.parametrize(
    ("cells", "day", "state"),
    [
        ({}, "2020-01-01", "none"),
        ({"joined": "2018-06-04"}, "2018-06-03", "none"),
        ({"joined": "2018-06-04"}, "2018-06-04", "member"),
        ({"joined": "2018-06"}, "2018-06-29", "none"),  # a month counts from its last day
        ({"joined": "2018-06"}, "2018-06-30", "member"),
        ({"joined": "2018", "joined_not_after": "2018-09-03"}, "2018-09-02", "none"),
        ({"joined": "2018", "joined_not_after": "2018-09-03"}, "2018-09-03", "member"),
        ({"joined": "2018", "left": "2025-02-06"}, "2025-02-05", "member"),
        ({"joined": "2018", "left": "2025-02-06"}, "2025-02-06", "left"),
        ({"joined": "2018", "left": "2025-02"}, "2025-02-27", "member"),
    ],
)
def test_the_belt_and_road_on_a_day(cells: dict[str, object], day: str, state: str) -> None:
    found = derive.belt_and_road_on(road(**cells), dt.date.fromisoformat(day))
    assert list(found.columns) == ["country", "indicator", "date", "value", "source"]
    assert rows(found) == [("BRA", "belt_and_road_status", day, state, "a")]


def test_of_several_all_are_told() -> None:
    two = pd.concat([road(), road(joined="2018", left="2019").assign(country="CHL", source="b")])
    found = derive.belt_and_road_on(two, dt.date(2020, 1, 1))
    assert rows(found[["country", "value", "source"]]) == [("BRA", "none", "a"), ("CHL", "left", "b")]


def periods(*cells: dict[str, object]) -> pd.DataFrame:
    empty = {"country": "BRA", "party": "PRC", "start": None, "start_not_after": None, "end": None, "source": "a"}
    return pd.DataFrame([empty | cell for cell in cells])


ROC_THEN_PRC = ({"party": "ROC", "start": "1945", "end": "1971-10-25"}, {"start": "1971-10-26", "source": "b"})


@pytest.mark.parametrize(
    ("cells", "day", "party"),
    [
        (ROC_THEN_PRC, "1949-09-30", None),  # before the PRC there was no choice
        (ROC_THEN_PRC, "1949-10-01", "ROC"),
        (ROC_THEN_PRC, "1971-10-25", "ROC"),  # the last day still counts
        (ROC_THEN_PRC, "1971-10-26", "PRC"),
        (({"start": "1960", "end": "1970"},), "1971-01-01", None),
        (({"start": "1960", "end": "1970"},), "1970-12-31", "PRC"),
        (({},), "1999-12-31", None),  # an unknown start is not stretched back
        (({},), "2000-01-01", "PRC"),
        (({"start_not_after": "1950-12-31"},), "1950-12-30", None),
        (({"start_not_after": "1950-12-31"},), "1950-12-31", "PRC"),
        (({"start": "1960"}, {"start": "1960", "party": "ROC"}), "1961-01-01", "ROC"),  # equal starts: the later record
        (({"start": "1970"}, {"start": "1960", "party": "ROC"}), "1980-01-01", "PRC"),
    ],
)
def test_recognition_on_a_day(cells: tuple[dict[str, object], ...], day: str, party: str | None) -> None:
    found = derive.recognition_on(periods(*cells), dt.date.fromisoformat(day))
    assert list(found.columns) == ["country", "indicator", "date", "value", "source"]
    assert [row[:4] for row in rows(found)] == ([("BRA", "recognition", day, party)] if party else [])


def test_a_ratio_has_its_columns_even_if_it_is_empty() -> None:
    columns = ["country", "year", "value", "source"]
    found = derive.ratio(obs(("BRA", 2020, 6.0)), obs(("BRA", 2020, 4.0)))
    assert (list(found.columns), rows(found)) == (columns, [("BRA", 2020, 1.5, "a")])
    none = derive.ratio(obs(("BRA", 2020, 6.0)), obs(("BRA", 2020, 0.0)))
    assert (list(none.columns), len(none), str(none["source"].dtype)) == (columns, 0, "str")


def test_growth_divides() -> None:
    assert rows(derive.growth(obs(("BRA", 2000, 2.0), ("BRA", 2001, 3.0)))) == [("BRA", 2001, 50.0, "a")]


def test_cumulative_is_numbered_anew() -> None:
    found = derive.cumulative(obs(("CHL", 2001, 5.0), ("BRA", 2001, 2.0), ("BRA", 2000, 1.0)))
    assert list(found.index) == [0, 1, 2]
    assert list(found["value"]) == [1.0, 3.0, 5.0]


def test_an_index_takes_any_base_but_zero() -> None:
    found = derive.index_to_year(obs(("BRA", 2000, 1.0), ("BRA", 2001, 3.0), ("CHL", 2000, 0.0)), 2000)
    assert rows(found) == [("BRA", 2000, 100.0, "a"), ("BRA", 2001, 300.0, "a")]
