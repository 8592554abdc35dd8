"""The projects: filters leave what they say, nothing is dropped, only what may be added is added."""

import itertools

import pandas as pd
import pytest

from data import store
from ui.text import Text
from ui.views import projects
from ui.views.projects import Filters

ROWS = store.table("projects")
SOME = [
    Filters(),
    Filters(sector="energy"),
    Filters(status="cancelled"),
    Filters(size="unknown"),
    Filters(country="ECU"),
    Filters(country="DMA", sector="education"),
    Filters(sector="health", status="cancelled", size="over_1bn"),
    Filters(country="PRY"),
]


def view(filters: Filters = SOME[0], picked: str | None = None, colour: str = "sector") -> projects.ProjectsView:
    return projects.view(filters, colour, picked, "en", "light")


def marks(shown: projects.ProjectsView) -> list[str]:
    """The numbers of the projects that the map and its enlarged part draw."""
    figures = [block.figure for block in (shown.map, shown.inset) if block]
    return [number for figure in figures for trace in figure.data for number in trace.customdata or ()]


@pytest.mark.parametrize("filters", SOME, ids=str)
def test_each_project_is_on_the_map_once_or_listed_below_it(filters: Filters) -> None:
    shown, rows = view(filters), projects.left(filters)
    unplaced = [row.number for row in shown.unplaced]
    assert sorted([*marks(shown), *unplaced]) == sorted(str(number) for number in rows["number"])
    assert set(unplaced) == {str(number) for number in rows.loc[rows["lat"].isna(), "number"]}
    assert len(shown.map.table) == len(rows)


def test_all_projects_are_shown_unless_the_reader_narrows() -> None:
    assert len(view().map.table) == len(ROWS) == 457
    assert len(view().unplaced) == ROWS["lat"].isna().sum() == 41


@pytest.mark.parametrize("filters", SOME, ids=str)
def test_only_what_may_be_added_is_added(filters: Filters, words: Text) -> None:
    rows = projects.left(filters)
    may = rows[rows["counts_in_totals"] & rows["amount_usd_2017"].notna()]
    lead = view(filters).map.lead
    if len(may):
        assert f"{len(may)}, together **{words.money(may['amount_usd_2017'].sum())}**" in lead
    else:
        assert "together" not in lead
    every = words.money(rows["amount_usd_2017"].sum())
    if every != words.money(may["amount_usd_2017"].sum()):
        assert every not in lead
    assert not set(may["status"]) & {"pledged", "suspended", "cancelled"}
    assert not may["umbrella"].any()


def test_sizes_part_the_projects_without_rest() -> None:
    parts = [set(projects.left(Filters(size=size))["number"]) for size in projects.SIZES]
    assert set().union(*parts) == set(ROWS["number"])
    assert not any(one & other for one, other in itertools.combinations(parts, 2))
    assert projects.left(Filters(size="over_1bn"))["amount_usd_2017"].min() >= 1e9
    assert projects.left(Filters(size="unknown"))["amount_usd_2017"].isna().all()


def test_every_sector_and_status_has_a_colour_and_a_word(words: Text) -> None:
    for colour, groups in (("sector", projects.GROUPS), ("status", projects.STATUSES)):
        assert {code for codes in groups.values() for code in codes} >= set(ROWS[colour])
        assert all(words.has(f"pledges.{colour}_{code}") for code in ROWS[colour].unique())


def test_filters_that_find_nothing_say_so_and_draw_an_empty_map() -> None:
    shown = view(SOME[6])
    assert "No project is left" in shown.map.lead
    assert "8 have no project" in shown.map.lead
    assert marks(shown) == []
    assert shown.inset is None
    assert shown.rows == shown.unplaced == ()
    assert shown.map.table.empty
    assert shown.map.alt


def test_a_project_outside_the_filters_is_opened_and_the_reader_is_told() -> None:
    energy = str(ROWS.loc[ROWS["sector"] == "energy", "number"].iloc[0])
    assert view(Filters(sector="health"), energy).hidden
    assert not view(Filters(sector="energy"), energy).hidden
    assert not view().hidden


@pytest.mark.parametrize("number", projects.numbers()[::7])
def test_details_are_those_of_the_row(number: str, words: Text) -> None:
    found, row = projects.details(number, "en"), ROWS.set_index("number").loc[int(number)]
    facts = dict(found.facts)
    assert found.title == row["label_en"]
    assert facts["Country"] == words.country(row["country"])
    assert facts["Committed in"] == str(row["year"])
    if pd.isna(row["amount_usd_2017"]):
        assert facts["Amount"] == "amount unknown"
    else:
        assert facts["Amount"] == f"{words.money(row['amount_usd_2017'])} (dollars of 2017)"
    for funder in row["funders"].split("|"):
        assert funder.strip() in facts["Who finances"]
    place = facts[words("pledges.unit")]
    assert place == words("pledges.no_place") if pd.isna(row["unit"]) else row["unit"] in place
    assert bool(found.warnings) == (not row["counts_in_totals"] or row["place_check"] == "other_country")
    assert number in found.source


def test_a_place_in_another_country_is_shown_and_named() -> None:
    odd = ROWS[ROWS["place_check"] == "other_country"]
    assert len(odd)
    for number in odd["number"]:
        assert "one of the two must be wrong" in projects.details(str(number), "en").warnings[0]


def test_names_are_text_and_never_markup() -> None:
    listed = [row.name for row in (*view().rows, *view().unplaced)]
    assert len(listed) > 60
    assert not any("*" in name.replace("\\*", "") for name in listed)
