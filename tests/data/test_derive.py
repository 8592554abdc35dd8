"""The pure functions on small frames: no gap is filled, every edge is decided."""

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
