"""A figure inside a sentence that cannot be computed stops the build, and says which and why."""

import pytest

from data import store
from data.build.figures import Figures
from data.build.problems import Problems
from data.model import FigureSeed

NAMES = ("observations", "recognition", "belt_and_road", "finance", "events", "pledges", "countries")


def seed(function: str, **args: object) -> FigureSeed:
    return FigureSeed.model_validate({"function": function, "args": args, "format": "integer"})


def value(figure: FigureSeed) -> tuple[float | None, str]:
    """The figure and what is reported."""
    problems = Problems()
    figures = Figures({name: store.table(name) for name in NAMES}, problems)
    return figures.value("claims.yml", "c1", "n", figure), problems.report()


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (seed("no_such_function"), "unknown function 'no_such_function'"),
        (seed("region_trade_china_usd", year=1950), "has no row for {'year': 1950}"),
        (seed("country_trade_china_usd", country="XXX", year=2017), "has no row for {'country': 'XXX', 'year': 2017}"),
        (seed("recognition_count_on", party="XYZ", date="2018-01-22"), "'XYZ' is neither PRC nor ROC"),
        (seed("official_finance_usd", **{"from": 1950, "to": 1951}), "table finance has no such row"),
        (seed("pledge_amount_usd", pledge="pl99"), "'pl99'"),
        (seed("recognition_count_on"), "cannot be computed"),
    ],
)
def test_what_cannot_be_computed(figure: FigureSeed, said: str) -> None:
    found, report = value(figure)
    assert found is None
    assert said in report
    assert "claims.yml · c1 · figures.n" in report


def test_finance_of_one_member_is_a_part_of_all() -> None:
    years = {"from": 2000, "to": 2021}
    (all_, _), (one, _) = (value(seed("official_finance_usd", **years, **more)) for more in ({}, {"country": "BRA"}))
    assert all_ is not None
    assert one is not None
    assert 0 < one < all_


def test_a_placeholder_without_a_figure_and_a_figure_without_a_name() -> None:
    problems = Problems()
    figures = Figures({}, problems)
    assert figures.fill("claims.yml", "c1", {}, {"en": "It came to {much}."}) == {}
    figures.undeclared("pledges.yml", "pl1", "trade")
    report = problems.report()
    assert "{much} is no figure of this record" in report
    assert "'trade' is no figure of this record" in report
