"""Each reader on a small made-up file in the format of its publisher: what it keeps, what it refuses."""

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest

from data.build import context, csvs, gcdf, imts, unga
from data.build.problems import Problems
from data.model import ProjectSeed


@pytest.fixture
def problems() -> Problems:
    return Problems()


@pytest.fixture(autouse=True)
def _few_rows_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (context, gcdf, imts, unga):
        for name, spec in list(vars(module).items()):
            if isinstance(spec, csvs.Csv):
                monkeypatch.setattr(module, name, dataclasses.replace(spec, least=1, most=99))


def write(folder: Path, path: str, text: str) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


TRADE = """reporter_iso3,partner_iso3,flow,year,value_usd,series_code,source_id
CHN,BRA,export_fob,2020,30,CHN.XG_FOB_USD.BRA.A,imf_imts
CHN,BRA,import_cif,2020,70,CHN.MG_CIF_USD.BRA.A,imf_imts
USA,BRA,export_fob,2020,20,USA.XG_FOB_USD.BRA.A,imf_imts
USA,BRA,import_cif,2020,30,USA.MG_CIF_USD.BRA.A,imf_imts
CHN,GRD,export_fob,2020,5,CHN.XG_FOB_USD.GRD.A,imf_imts
USA,GRD,export_fob,2020,4,USA.XG_FOB_USD.GRD.A,imf_imts
USA,GRD,import_cif,2020,1,USA.MG_CIF_USD.GRD.A,imf_imts
CHN,WLD,export_fob,2020,900,CHN.XG_FOB_USD.G001.A,imf_imts
USA,CHN,import_cif,2020,400,USA.MG_CIF_USD.CHN.A,imf_imts
"""


def test_trade_turns_partner_records_round_and_keeps_gaps(tmp_path: Path, problems: Problems) -> None:
    write(tmp_path, imts.FILE.path, TRADE)
    read = imts.read(tmp_path, ["BRA", "GRD"], problems)
    assert read is not None
    rows, totals = read
    values = {(row.country, row.indicator): row.value for row in rows.itertuples()}
    assert values == {
        ("BRA", "exports_to_china_usd"): 70,
        ("BRA", "imports_from_china_usd"): 30,
        ("BRA", "exports_to_usa_usd"): 30,
        ("BRA", "imports_from_usa_usd"): 20,
        ("BRA", "trade_with_china_usd"): 100,
        ("BRA", "trade_balance_with_china_usd"): 40,
        ("BRA", "trade_with_usa_usd"): 50,
        ("BRA", "china_to_usa_trade_ratio"): 2,
        ("GRD", "imports_from_china_usd"): 5,
        ("GRD", "imports_from_usa_usd"): 4,
        ("GRD", "exports_to_usa_usd"): 1,
        ("GRD", "trade_with_usa_usd"): 5,
    }
    assert list(totals["partner"]) == ["WLD", "CHN"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("CHN,BRA,export_fob", "JPN,BRA,export_fob", "unknown 'JPN'"),
        ("CHN,BRA,export_fob", "CHN,FRA,export_fob", "unknown 'FRA'"),
        ("CHN,BRA,export_fob", "CHN,BRA,export_cif", "unknown 'export_cif'"),
        ("2020,30,", "2020.5,30,", "'2020.5' is not a whole number"),
        ("2020,30,", "2020,n/a,", "'n/a' is not a number"),
        ("2020,30,", "2020,,", "the cell is empty"),
        ("flow,", "direction,", "lacks the column flow"),
    ],
)
def test_trade_refuses(tmp_path: Path, problems: Problems, old: str, new: str, what: str) -> None:
    write(tmp_path, imts.FILE.path, TRADE.replace(old, new, 1))
    assert imts.read(tmp_path, ["BRA", "GRD"], problems) is None
    assert what in problems.report()


FINANCE = """iso3,year,flow_class,amount_usd_2021,source_id
BRA,2003,oda_like,5,aiddata_gcdf3
BRA,2001,oda_like,10,aiddata_gcdf3
BRA,2001,vague,20,aiddata_gcdf3
CHL,2002,oof_like,7,aiddata_gcdf3
"""


def test_finance_sums_classes_and_runs_on(tmp_path: Path, problems: Problems) -> None:
    write(tmp_path, gcdf.FINANCE.path, FINANCE)
    table = gcdf.finance(tmp_path, ["BRA", "CHL", "PER"], problems)
    assert table is not None
    rows = gcdf.official_finance(table)
    found = {(row.country, row.year, row.indicator[17:20]): row.value for row in rows.itertuples()}
    assert found == {
        ("BRA", 2001, "usd"): 30, ("BRA", 2003, "usd"): 5, ("CHL", 2002, "usd"): 7,
        ("BRA", 2001, "tot"): 30, ("BRA", 2002, "tot"): 30, ("BRA", 2003, "tot"): 35,
        ("CHL", 2002, "tot"): 7, ("CHL", 2003, "tot"): 7,
    }  # fmt: skip


PROJECTS = """aiddata_project_id,iso3,commitment_year,title_as_published,sector,status,flow_type,flow_class,\
recommended_for_aggregates,umbrella,amount_usd_2017,funding_agencies,implementation_start_year,completion_year,\
admin1_name,admin1_n,lat,lon,source_id
1,AAA,2010,A school,EDUCATION,Completion,Grant,ODA-like,Yes,No,5,Ministry,,2012,West,1.0,0.5,0.5,aiddata_gcdf2_geo
2,AAA,2011,A pledge,ENERGY,Pipeline: Pledge,Loan,OOF-like,No,No,,,,,East,1.0,0.5,2.5,aiddata_gcdf2_geo
3,AAA,2011,No place,ENERGY,Implementation,Loan,Military,No,Yes,,,2011,,,,,,aiddata_gcdf2_geo
4,AAA,2012,At sea,HEALTH,Completion,Grant,ODA-like,Yes,No,,,,,Isle,1.0,0.5,-0.1,aiddata_gcdf2_geo
"""


def shapes(folder: Path) -> None:
    def square(west: float, iso3: str) -> dict[str, object]:
        ring = [[west, 0], [west, 1], [west + 1, 1], [west + 1, 0], [west, 0]]
        return {
            "type": "Feature",
            "properties": {"iso3": iso3},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }

    features = [square(0, "AAA"), square(2, "BBB")]
    write(folder, gcdf.SHAPES, json.dumps({"type": "FeatureCollection", "features": features}))


def projects(folder: Path, problems: Problems, numbers: str = "1234") -> tuple[pd.DataFrame | None, list[str]]:
    labels = {int(n): ProjectSeed.model_validate({"number": int(n), "label": f"Project {n}"}) for n in numbers}
    warnings: list[str] = []
    return gcdf.projects(folder, ["AAA", "BBB"], labels, problems, warnings), warnings


def test_a_place_in_another_country_is_found_and_said(tmp_path: Path, problems: Problems) -> None:
    write(tmp_path, gcdf.PROJECTS.path, PROJECTS)
    shapes(tmp_path)
    table, warnings = projects(tmp_path, problems)
    assert table is not None, problems.report()
    assert list(table["place_check"]) == ["ok", "other_country", "no_place", "ok"]
    assert list(table["counts_in_totals"]) == [True, False, False, True]
    assert list(table["status"]) == ["completed", "pledged", "under_way", "completed"]
    assert "title_as_published" not in table
    assert len(warnings) == 1
    assert "project 2 is a project in AAA, but its place (East) lies in BBB" in warnings[0]


@pytest.mark.parametrize(
    ("numbers", "what"),
    [("123", "no label for project 4"), ("12345", "has no such project")],
)
def test_labels_and_projects_must_agree(tmp_path: Path, problems: Problems, numbers: str, what: str) -> None:
    write(tmp_path, gcdf.PROJECTS.path, PROJECTS)
    shapes(tmp_path)
    assert projects(tmp_path, problems, numbers)[0] is None
    assert what in problems.report()


def test_an_unknown_status_of_a_project_stops(tmp_path: Path, problems: Problems) -> None:
    write(tmp_path, gcdf.PROJECTS.path, PROJECTS.replace("Completion", "Finished"))
    shapes(tmp_path)
    assert projects(tmp_path, problems)[0] is None
    assert "unknown 'Finished'" in problems.report()


MACRO = """iso3,year,indicator,value,unit,source_id
BRA,2020,gdp_current_usd,1000,current US$,wb_gdp
BRA,2020,gdp_constant_2015_usd,900,constant 2015 US$,gm_gdpk
BRA,2020,population,10,persons,wb_pop
BRA,2020,merchandise_trade_pct_gdp,25,% of GDP,gm_merch
BRA,2020,income_group,Upper middle income,World Bank FY22,wb_oghist
BRA,2020,land_area_km2,8,km2,cia_land
USA,2020,population,300,persons,wb_pop
"""
TIES = """iso3,year,indicator,value,unit,source_id
BRA,2020,china_born_migrant_stock,3,persons,undesa_ims2020
BRA,2022,confucius_institutes_listed,4,institutes,bridash_ci
"""


def test_context_keeps_the_members_and_what_is_usable(tmp_path: Path, problems: Problems) -> None:
    write(tmp_path, context.MACRO.path, MACRO)
    write(tmp_path, context.TIES.path, TIES)
    rows = context.read(tmp_path, ["BRA"], problems)
    assert rows is not None
    found = context.observations(rows, problems)
    assert dict(zip(found["indicator"], found["value"], strict=True)) == {
        "gdp_current_usd": 1000,
        "gdp_constant_2015_usd": 900,
        "population": 10,
        "merchandise_trade_pct_gdp": 25,
        "china_born_migrants": 3,
    }
    assert list(context.income_groups(rows, problems)["value"]) == ["upper_middle"]
    assert context.land_area(rows) == {"BRA": 8}
    assert not problems


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("population", "people", "no row of population"),
        ("1000,current US$", "1,thousands of US$", "gdp_current_usd is in 'thousands of US$'"),
        ("Upper middle income", "Rich", "unknown income group 'Rich'"),
        (",1000,", ",..,", "not a number"),
    ],
)
def test_context_refuses(tmp_path: Path, problems: Problems, old: str, new: str, what: str) -> None:
    write(tmp_path, context.MACRO.path, MACRO.replace(old, new))
    write(tmp_path, context.TIES.path, TIES)
    rows = context.read(tmp_path, ["BRA"], problems)
    if rows is not None:
        context.observations(rows, problems)
        context.income_groups(rows, problems)
    assert what in problems.report()


VOTES = """iso3,year,votes_n,agree_chn,agree_usa,ideal_point,source_id,n_chn,n_usa,ip_nvotes_fp,coinc_usa_state
BRA,2019,80,0.7,0.3,0.1,unvotes;voeten_ip_2025,80,80,70,0.2
BRA,2020,,,,0.2,voeten_ip_2025,,,19,
KNA,2003,7,,,-0.3,unvotes;voeten_ip_2025,7,7,7,
"""


def test_votes_keep_the_two_measures_apart_and_mark_thin_years(tmp_path: Path, problems: Problems) -> None:
    write(tmp_path, unga.FILE.path, VOTES)
    read = unga.read(tmp_path, ["BRA", "KNA"], problems)
    assert read is not None
    table, rows = read
    found = {(row.country, row.year, row.indicator): (row.value, row.source) for row in rows.itertuples()}
    assert found == {
        ("BRA", 2019, "un_agreement_china"): (0.7, "unvotes"),
        ("BRA", 2019, "un_agreement_usa"): (0.3, "unvotes"),
        ("BRA", 2019, "un_ideal_point"): (0.1, "voeten_ip_2025"),
        ("BRA", 2020, "un_ideal_point"): (0.2, "voeten_ip_2025"),
        ("KNA", 2003, "un_ideal_point"): (-0.3, "voeten_ip_2025"),
    }
    assert list(table["thin_agreement"]) == [False, False, True]
    assert list(table["thin_ideal_point"]) == [False, True, True]


def test_agreement_may_not_be_prolonged(tmp_path: Path, problems: Problems) -> None:
    write(tmp_path, unga.FILE.path, VOTES.replace("BRA,2020,,,,", "BRA,2020,,0.8,,"))
    assert unga.read(tmp_path, ["BRA", "KNA"], problems) is None
    assert "agreement after 2019" in problems.report()
