"""What was pledged to single members: strict seeds, whole against the projects, every step with its sources."""

import pandas as pd
import pytest
import yaml
from pydantic import ValidationError

from data import store
from data.build import written
from data.build.problems import Problems
from data.model import LANGUAGES, CountryPledgeSeed
from tests.data.conftest import SEEDS

TABLE = store.table("country_pledges")
FIRST = TABLE[TABLE["order"] == 1].set_index("id")


def problems_of(table: pd.DataFrame) -> str:
    problems = Problems()
    written.check_country_pledges({"projects": store.table("projects"), "country_pledges": table}, problems)
    return problems.report() if problems else ""


def test_the_build_asks_for_every_pledged_project_in_its_country_and_year() -> None:
    assert not problems_of(TABLE)
    code = FIRST["project"].first_valid_index()
    number = str(int(FIRST.at[code, "project"]))
    assert f"{number}" in problems_of(TABLE[TABLE["id"] != code])
    for column, value in (("country", "KNA"), ("date", "1999"), ("project", 69022)):
        wrong = TABLE.copy()
        wrong.loc[wrong["id"] == code, column] = value
        assert number in problems_of(wrong), column


@pytest.mark.parametrize(
    "change",
    [
        {"pledge": None},
        {"project": 1},
        {"what": None},
        {"steps": []},
        {"sources": []},
        {"id": "x1"},
        {"said": "more"},
    ],
)
def test_the_model_is_strict(change: dict[str, object]) -> None:
    seed = yaml.safe_load((SEEDS / "country_pledges.yml").read_text("utf-8"))[0]
    CountryPledgeSeed.model_validate(seed)
    with pytest.raises(ValidationError):
        CountryPledgeSeed.model_validate(seed | change)


def test_steps_stand_in_order_and_cannot_be_turned() -> None:
    assert (TABLE.groupby("id")["step"].agg(list).map(tuple) == ("announced", "agreed", "committed", "delivered")).all()
    seed = yaml.safe_load((SEEDS / "country_pledges.yml").read_text("utf-8"))[0]
    with pytest.raises(ValidationError, match="in this order"):
        CountryPledgeSeed.model_validate(seed | {"steps": seed["steps"][::-1]})


def test_each_step_has_a_date_or_says_why_not_and_a_sum_or_says_why_not() -> None:
    happened = TABLE[TABLE["state"].isin(["dated", "undated", "partly"])]
    assert (happened["amount_usd"].notna() ^ happened["amount_note_en"].notna()).all()
    assert (TABLE["date"].notna() == (TABLE["state"] == "dated")).all()
    assert (TABLE["checked_on"].notna() == (TABLE["state"] == "no_later_evidence")).all()
    assert TABLE["source"].notna().all()
    for name in ("what", "text"):
        assert TABLE[[f"{name}_{lang}" for lang in LANGUAGES]].notna().all(axis=None)


def test_a_project_has_the_words_of_the_projects() -> None:
    projects = store.table("projects").set_index("number")
    for row in FIRST.dropna(subset="project").itertuples():
        assert [getattr(row, f"what_{lang}") for lang in LANGUAGES] == [
            projects.at[int(row.project), f"label_{lang}"] for lang in LANGUAGES
        ]
        assert pd.isna(row.pledge)


def test_a_part_of_the_fund_begins_where_the_fund_begins() -> None:
    steps = store.table("pledge_steps")
    announced = steps[steps["step"] == "announced"].set_index("pledge")
    parts = FIRST.dropna(subset="pledge")
    assert set(parts["country"]) == {"BRA", "SUR"}
    for row in parts.itertuples():
        assert (row.date, row.source) == (announced.at[row.pledge, "date"], announced.at[row.pledge, "source"])
