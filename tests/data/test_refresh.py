"""The refresh against publishers on loopback: good answers are taken in, bad ones lose nothing.

Each failing case asserts that the old files and tables are byte for byte what they were, and that one message
says the file, what is wrong and what cures it.
"""

import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path

import pandas as pd
import pytest

from data.build import context, csvs, gcdf, imts, unga
from data.build.boundaries import MEMBERS
from data.build.pipeline import Built
from data.build.problems import BuildError, Problems
from data.refresh import imf, lock, rawfile, worldbank
from data.refresh.__main__ import main
from data.refresh.failure import STANDS
from data.refresh.fetch import fetch
from data.refresh.run import SOURCES, Course, refresh
from data.refresh.web import Web
from tests.data import publishers as made_up
from tests.data.conftest import SEEDS, TABLES
from tests.data.publishers import HTML, JSON, ZIP, Answer, Publishers

# Prices of old files and tables before a refresh.
TRADE = """reporter_iso3,partner_iso3,flow,year,value_usd,series_code,source_id
CHN,BRA,export_fob,2022,28,CHN.XG_FOB_USD.BRA.A,imf_imts
CHN,BRA,export_fob,2023,29,CHN.XG_FOB_USD.BRA.A,imf_imts
CHN,BRA,import_cif,2023,70,CHN.MG_CIF_USD.BRA.A,imf_imts
USA,BRA,export_fob,2023,20,USA.XG_FOB_USD.BRA.A,imf_imts
USA,BRA,import_cif,2023,31,USA.MG_CIF_USD.BRA.A,imf_imts
"""
MACRO = """iso3,year,indicator,value,unit,source_id
BRA,2023,gdp_constant_2015_usd,1,constant 2015 US$,gm_gdpk
BRA,2022,gdp_current_usd,1951923942083.32,current US$,wb_gdp
BRA,2023,gdp_current_usd,2100000000000,current US$,wb_gdp
BRA,2023,income_group,Upper middle income,World Bank FY25 classification (GNI per capita of year),wb_oghist
BRA,2025,land_area_km2,8358140.0,km2,cia_land
BRA,2023,merchandise_trade_pct_gdp,27.1,% of GDP,gm_merch
BRA,2023,population,211140729,persons,wb_pop
"""
TIES = "iso3,year,indicator,value,unit,source_id\nBRA,2020,china_born_migrant_stock,5,persons,undesa_ims2020\n"
UNGA = """iso3,year,votes_n,agree_chn,agree_usa,ideal_point,source_id,n_chn,n_usa,same_chn,same_usa,rollcalls,\
ideal_point_all,ip_nvotes_fp,ip_nvotes_all,ipdist_fp_chn,ipdist_fp_usa,ipdist_all_chn,ipdist_all_usa,coinc_usa_state
BRA,2019,77.0,0.8,0.4,0.5,unvotes;voeten_ip_2025,76.0,77.0,0.6,0.3,77.0,0.2,68.0,84.0,1.1,2.2,1.3,2.3,
BRA,2024,,,,0.3,voeten_ip_2025,,,,,,0.2,60.0,80.0,1.2,2.1,1.3,2.3,
VEN,2023,,,,,state_coinc,,,,,,,,,,,,,0.5
"""
FINANCE = "iso3,year,flow_class,amount_usd_2021,source_id\nBRA,2001,oda_like,15,aiddata_gcdf3\n"
PLACES = """aiddata_project_id,iso3,admin1_name,lat,lon,even_split_ratio,commitment_usd_2021_split_evenly,source_id
1,BRA,Acre,-9.2,-70.5,1.0,10.2,aiddata_gcdf3_adm1
"""
OLD = {
    imts.FILE.path: TRADE,
    context.MACRO.path: MACRO,
    context.TIES.path: TIES,
    unga.FILE.path: UNGA,
    gcdf.FINANCE.path: FINANCE,
    gcdf.LOCATIONS.path: PLACES,
    gcdf.SHAPES: '{"type":"FeatureCollection","features":[]}\n',
    "geo/names.csv": "iso3\nBRA\n",
}


@pytest.fixture(autouse=True)
def _few_rows_are_enough(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "raw" not in request.fixturenames:  # the true files
        few_rows(monkeypatch)


def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (context, gcdf, imts, unga):
        for name, spec in list(vars(module).items()):
            if isinstance(spec, csvs.Csv):
                monkeypatch.setattr(module, name, dataclasses.replace(spec, least=1, most=999))


def small_build(_seeds: Path, raw: Path, out: Path) -> Built:
    """The true readers on small files, without what a refresh does not touch."""
    problems = Problems()
    trade = imts.read(raw, MEMBERS, problems)
    macro = context.read(raw, MEMBERS, problems)
    votes = unga.read(raw, MEMBERS, problems)
    finance, places = gcdf.finance(raw, MEMBERS, problems), gcdf.locations(raw, MEMBERS, problems)
    if problems:
        raise BuildError(problems)
    assert trade
    assert macro is not None
    assert votes
    assert finance is not None
    assert places is not None
    observed = pd.concat([trade[0], context.observations(macro, problems), votes[1]], ignore_index=True)
    tables = {"observations": observed, "un_votes": votes[0], "finance": finance, "locations": places}
    out.mkdir()
    for name, frame in tables.items():
        frame.to_parquet(out / f"{name}.parquet")
    (out / "datapackage.json").write_text("{}", "utf-8")
    return Built(tables, "1.0.0+small", ())


@pytest.fixture(scope="session")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shapes")


@pytest.fixture
def publishers(shapes: Path) -> Iterator[Publishers]:
    found, stop = made_up.serve()
    made_up.all_good(found, shapes)
    yield found
    stop()


class House:
    """Old files and tables, and a refresh of them that nobody has to wait for."""

    def __init__(self, home: Path, publishers: Publishers) -> None:
        self.raw, self.tables, self.publishers = home / "raw", home / "tables", publishers
        self.said: list[str] = []
        self.pauses: list[float] = []
        self.web = Web(timeout=5, attempts=3, sleep=self.pauses.append, progress=False)
        self.before = self.state()

    def state(self) -> dict[str, bytes]:
        """All old files and tables, and nothing hidden beside them but what has arrived so far."""
        home = self.raw.parent
        beside = {path.name for path in home.iterdir()}
        assert beside - {".raw-parts"} == {"raw", "tables"}, beside
        files = [path for folder in (self.raw, self.tables) for path in folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(home)): path.read_bytes() for path in files}

    def course(self, **changes: object) -> Course:
        course = Course(
            self.raw, SEEDS, self.tables, self.web, self.publishers.addresses, self.said.append, small_build
        )
        return dataclasses.replace(course, **changes)  # type: ignore[arg-type]

    def refresh(self, *names: str, dry_run: bool = False, **changes: object) -> str:
        refresh(names or list(SOURCES), self.course(**changes), dry_run=dry_run)
        return "\n".join(self.said)

    def fails(self, *names: str, **changes: object) -> str:
        """The report of a refresh that must fail, and lose nothing."""
        with pytest.raises(Exception, match=STANDS) as caught:
            self.refresh(*names, **changes)
        assert self.state() == self.before
        assert "→" in str(caught.value), "no cure"
        assert "Traceback" not in str(caught.value)
        return str(caught.value)

    def rows(self, path: str) -> list[dict[str, str]]:
        return [
            {str(name): cell for name, cell in row.items()} for row in rawfile.read(self.raw, path).to_dict("records")
        ]


@pytest.fixture(scope="session")
def old_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The old files and the tables built from them; copied, never changed."""
    home = tmp_path_factory.mktemp("old")
    for name, text in OLD.items():
        (home / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "raw" / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        few_rows(monkeypatch)
        small_build(SEEDS, home / "raw", home / "tables")
    return home


@pytest.fixture
def house(old_home: Path, tmp_path: Path, publishers: Publishers) -> House:
    return House(Path(shutil.copytree(old_home, tmp_path / "home")), publishers)


# --- good answers -------------------------------------------------------------------------------------


def test_trade_of_the_imf(house: House) -> None:
    house.refresh("imf")
    rows = {
        (row["reporter_iso3"], row["flow"], row["partner_iso3"], row["year"]): row["value_usd"]
        for row in house.rows(imts.FILE.path)
    }
    assert len(rows) == 10
    assert rows["CHN", "export_fob", "BRA", "2024"] == "35.5"
    assert rows["CHN", "export_fob", "WLD", "2023"] == "900"
    assert rows["USA", "import_cif", "CHN", "2023"] == "400"
    path, headers = house.publishers.asked[0]
    assert path.startswith("/imf/data/IMF.STA,IMTS/CHN+USA.XG_FOB_USD+MG_CIF_USD.ARG+ATG+")
    assert path.endswith("+VEN+CHN+USA+G001.A?startPeriod=2001")
    assert headers["Accept"] == imf.ACCEPT


def test_indicators_of_the_world_bank_come_page_by_page_and_the_rest_stays(house: House) -> None:
    house.refresh("worldbank")
    rows = {(row["iso3"], row["year"], row["indicator"]): row for row in house.rows(context.MACRO.path)}
    assert rows["BRA", "2023", "gdp_current_usd"]["value"] == "2173665655937.27"
    assert rows["BRA", "2024", "population"]["value"] == "211998573"
    assert rows["BRA", "2024", "population"]["source_id"] == "wb_pop"
    assert ("VEN", "2023", "gdp_current_usd") not in rows
    assert ("BRA", "2022", "gdp_current_usd") not in rows
    assert rows["BRA", "2025", "land_area_km2"]["value"] == "8358140.0"
    assert rows["BRA", "2023", "income_group"]["value"] == "Upper middle income"
    asked = [path for path, _ in house.publishers.asked]
    assert len(asked) == len(worldbank.SERIES) + 1  # GDP has two pages
    assert asked[0].startswith(made_up.bank_path("NY.GDP.MKTP.CD"))
    assert f"date=2000%3A{dt.datetime.now(dt.UTC).year}" in asked[0]


def test_finance_of_aiddata_is_summed_and_placed(house: House) -> None:
    house.refresh("aiddata")
    sums = {
        (row["iso3"], row["year"], row["flow_class"]): row["amount_usd_2021"] for row in house.rows(gcdf.FINANCE.path)
    }
    assert sums == {
        ("BRA", "2001", "oda_like"): "15",
        ("BRA", "2001", "vague"): "7",
        ("CHL", "2003", "oof_like"): "8",
    }
    places = house.rows(gcdf.LOCATIONS.path)
    assert [row["admin1_name"] for row in places] == ["Acre", "Pará", "Ñuble"]
    assert places[0] == {
        "aiddata_project_id": "1", "iso3": "BRA", "admin1_name": "Acre", "lat": "-9.2", "lon": "-70.5",
        "even_split_ratio": "0.5", "commitment_usd_2021_split_evenly": "5.1", "source_id": "aiddata_gcdf3_adm1",
    }  # fmt: skip


def test_ideal_points_are_renewed_and_agreement_stays(house: House) -> None:
    house.refresh("voeten")
    rows = {(row["iso3"], row["year"]): row for row in house.rows(unga.FILE.path)}
    assert len(rows) == 2 * 33 - 1 + 2  # two years, Venezuela not in the second, two old rows
    old, new, gone = rows["BRA", "2019"], rows["BRA", "2025"], rows["VEN", "2023"]
    assert (new["ideal_point"], new["ip_nvotes_fp"], new["source_id"]) == ("0.25", "70", "voeten_ip_2025")
    assert (new["ipdist_fp_chn"], new["ipdist_fp_usa"], new["ideal_point_all"]) == ("1.25", "2.25", "")
    assert (old["ideal_point"], old["agree_chn"], old["source_id"]) == ("", "0.8", "unvotes")
    assert (gone["ideal_point"], gone["coinc_usa_state"], gone["source_id"]) == ("", "0.5", "state_coinc")


def test_a_version_with_sessions_and_commas(house: House) -> None:
    text = made_up.points_tab().decode().replace('"year"', '"session"')
    for year in (1999, 2024, 2025):
        text = text.replace(f"\t{year}\t", f"\t{year - 1945}\t")
    content = text.replace("\t", ",").encode()
    house.publishers.give(
        "/dataverse/datasets/", made_up.dataset("IdealpointestimatesAll_Jun2026.csv", content, taken_in=False)
    )
    house.publishers.give("/dataverse/access/datafile/42", Answer(content))
    house.refresh("voeten")
    assert {row["year"] for row in house.rows(unga.FILE.path)} == {"2019", "2023", "2024", "2025"}


def test_shapes_of_natural_earth(house: House) -> None:
    house.refresh("natural_earth")
    document = json.loads((house.raw / gcdf.SHAPES).read_text("utf-8"))
    assert [feature["properties"]["iso3"] for feature in document["features"]] == list(MEMBERS)
    assert document["features"][0]["properties"]["name"] == "Land ARG"
    assert gcdf._shapes(house.raw, Problems()) is not None


def test_all_sources_at_once_on_the_command_line(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.refresh.run.build", small_build)
    monkeypatch.setattr(Course, "__init__", _with_small_build(Course.__init__))
    arguments = ["--raw", str(house.raw), "--out", str(house.tables)]
    assert main(arguments, web=house.web, addresses=house.publishers.addresses) == 0
    said = capsys.readouterr().out
    assert all(f"{name}: {source.title}" in said for name, source in SOURCES.items())
    assert "seeds/sources (read, citation, processing) of imf_imts, wb_gdp" in said
    after = house.state()
    touched = {name for name in after if after[name] != house.before.get(name)}
    files = {f"raw/{file}" for source in SOURCES.values() for file in source.files}
    tables = {f"tables/{name}.parquet" for name in ("finance", "locations", "observations", "un_votes")}
    assert touched == files | tables | {"raw/refresh.lock.json"}
    assert not (house.raw.parent / ".raw-parts").exists()


def _with_small_build(original: Callable[..., None]) -> Callable[..., None]:
    def init(self: Course, *values: object, **more: object) -> None:
        original(self, *values, **{"build": small_build, **more})

    return init


def test_the_changes_are_told_before_anything_is_replaced(house: House) -> None:
    seen: list[dict[str, bytes]] = []

    def say(line: str) -> None:
        house.said.append(line)
        if line.startswith("What changes"):
            files = (path for folder in (house.raw, house.tables) for path in folder.rglob("*") if path.is_file())
            seen.append({str(path.relative_to(house.raw.parent)): path.read_bytes() for path in files})

    said = house.refresh("imf", say=say)
    assert seen == [house.before]
    assert house.state() != house.before
    assert "observations: +8 added  ~4 changed  -1 gone" in said
    assert "      ~ imports_from_china_usd BRA 2023 value: 29.0 → 30.0" in said
    assert "      - imports_from_china_usd BRA 2022: 28.0" in said
    assert "unchanged: 3 of 4 tables" in said


def test_a_dry_run_replaces_nothing(house: House) -> None:
    said = house.refresh("imf", "voeten", dry_run=True)
    assert "observations: +" in said
    assert said.endswith(STANDS)
    assert house.state() == house.before


def test_the_lock_file_says_what_came_and_notices_what_changes(house: House) -> None:
    house.refresh("aiddata")
    entry = lock.read(house.raw)["aiddata"]
    assert entry["read"] == dt.datetime.now(dt.UTC).date().isoformat()
    assert entry["downloads"][0]["url"].startswith(house.publishers.url)
    assert len(entry["downloads"][0]["sha256"]) == 64
    assert set(entry["files"]) == {gcdf.FINANCE.path, gcdf.LOCATIONS.path}

    (house.raw / gcdf.FINANCE.path).write_text(FINANCE, "utf-8")
    said = house.refresh("aiddata")
    assert f"warning: {gcdf.FINANCE.path} was changed since the last refresh" in said
    assert "aiddata: the publisher's files are the same as at the last refresh" in said


# --- passing trouble ----------------------------------------------------------------------------------


def test_a_cut_connection_is_continued(house: House) -> None:
    body = made_up.good_archive()
    house.publishers.give("/aiddata/", Answer(body, ZIP, cut=1000), Answer(body, ZIP))
    house.refresh("aiddata")
    assert house.publishers.ranges() == [None, "bytes=1000-"]
    assert house.publishers.asked[1][1]["If-Range"] == '"1"'
    assert len(house.rows(gcdf.LOCATIONS.path)) == 3


def test_the_next_refresh_goes_on_where_this_one_was_cut(house: House) -> None:
    body = made_up.good_archive()
    house.publishers.give("/aiddata/", Answer(body, ZIP, cut=1000))
    once = dataclasses.replace(house.web, attempts=1)
    assert "what has arrived is kept" in house.fails("aiddata", web=once)
    house.publishers.give("/aiddata/", Answer(body, ZIP))
    house.refresh("aiddata", web=once)
    assert house.publishers.ranges() == [None, "bytes=1000-"]
    assert len(house.rows(gcdf.LOCATIONS.path)) == 3


@pytest.mark.parametrize(
    "second", [{"tag": '"2"'}, {"ranges": False}, {"tag": ""}], ids=["changed", "no ranges", "no mark"]
)
def test_what_cannot_be_continued_is_read_anew(house: House, second: dict[str, object]) -> None:
    body = made_up.good_archive()
    whole = Answer(body, ZIP, **second)  # type: ignore[arg-type]
    house.publishers.give("/aiddata/", Answer(bytes(2000), ZIP, cut=1000), whole)
    house.refresh("aiddata")
    assert len(house.rows(gcdf.LOCATIONS.path)) == 3


def test_a_publisher_that_ignores_if_range_and_changes_its_file(house: House) -> None:
    body = made_up.good_archive()
    lie = Answer(body[1000:], ZIP, 206, {"Content-Range": f"bytes 1000-{len(body) - 1}/{len(body)}"}, tag='"2"')
    whole = Answer(body, ZIP, tag='"2"')
    house.publishers.give("/aiddata/", Answer(bytes(2000), ZIP, cut=1000), lie, whole)
    house.refresh("aiddata")
    assert house.publishers.ranges() == [None, "bytes=1000-", None]
    assert len(house.rows(gcdf.LOCATIONS.path)) == 3


@pytest.mark.parametrize("source", ["imf", "worldbank"])
def test_retry_after_is_honoured(house: House, source: str) -> None:
    good = made_up.bank_page if source == "worldbank" else Answer(made_up.imf_csv())
    busy = Answer(b"slow down", "text/plain", 429, {"Retry-After": "7"})
    house.publishers.give(f"/{source}/", busy, good)
    house.refresh(source)
    assert house.pauses == [7]


def test_retry_after_may_be_a_date(house: House) -> None:
    soon = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    busy = Answer(b"", "text/plain", 503, {"Retry-After": soon})
    house.publishers.give("/imf/", busy, Answer(made_up.imf_csv()))
    house.refresh("imf")
    assert 20 < house.pauses[0] <= 30


def test_pauses_grow_where_the_publisher_names_none(house: House) -> None:
    down = Answer(b"", "text/plain", 502)
    house.publishers.give("/imf/", down, down, Answer(made_up.imf_csv()))
    house.refresh("imf")
    assert len(house.pauses) == 2
    assert all(0 <= pause <= 2**at for at, pause in enumerate(house.pauses, start=1))


# --- trouble that stops a refresh: nothing is lost ------------------------------------------------------

PAGE = Answer(b"<!doctype html><title>Maintenance</title><p>Back soon.", HTML)
SLOW = Answer(hold=True)
DOWN = Answer(b"", "text/plain", 500)


def renamed_flow() -> bytes:
    return made_up.imf_csv().replace(b"XG_FOB_USD", b"XG_FOB_USD_N")


def other_unit() -> bytes:
    return made_up.imf_csv([(*row[:4], f"{row[4]}000000" if row[4] else "") for row in made_up.IMF_ROWS])


def without(column: str) -> bytes:
    return made_up.imf_csv(head=made_up.IMF_HEAD.replace(column, "OTHER"))


def records(old: str, new: str) -> bytes:
    head = tuple(name.replace(old, new) for name in made_up.RECORDS_HEAD)
    return made_up.aiddata_zip(made_up.workbook(head))


# id: (source, {path: answers}, what the message says)
BROKEN: dict[str, tuple[str, dict[str, list[Answer]], tuple[str, ...]]] = {
    "slow imf": ("imf", {"/imf/": [SLOW]}, ("imf_imts.csv", "no answer for 0.3 seconds, 3 times", "try again")),
    "slow bank": ("worldbank", {"/worldbank/": [SLOW]}, ("NY.GDP.MKTP.CD", "no answer in time, 3 times")),
    "500 imf": ("imf", {"/imf/": [DOWN]}, ("imf_imts.csv", "answered 500", "3 times", "try again later")),
    "500 bank": ("worldbank", {"/worldbank/": [DOWN]}, ("NY.GDP.MKTP.CD", "answered 500", "3 times")),
    "429 too long": (
        "imf",
        {"/imf/": [Answer(b"", CSV_KIND := "text/csv", 429, {"Retry-After": "7200"})]},
        ("imf_imts.csv", "asks to wait 7200 seconds"),
    ),
    "403": ("aiddata", {"/aiddata/": [Answer(b"", ZIP, 403)]}, ("answered 403", "another network")),
    "404": ("aiddata", {"/aiddata/": [Answer(b"", ZIP, 404)]}, ("answered 404", "correct the address")),
    "page imf": ("imf", {"/imf/": [PAGE]}, ("imf_imts.csv", "a web page came", "in a browser")),
    "page that says it is data": (
        "imf",
        {"/imf/": [dataclasses.replace(PAGE, kind=CSV_KIND)]},
        ("imf_imts.csv", "a web page came"),
    ),
    "page bank": ("worldbank", {"/worldbank/": [PAGE]}, ("NY.GDP.MKTP.CD", "JSON decoding error")),
    "page aiddata": ("aiddata", {"/aiddata/": [PAGE]}, (made_up.ARCHIVE, "a web page came")),
    "page dataverse": ("voeten", {"/dataverse/": [PAGE]}, ("voeten_dataset.json", "a web page came")),
    "nothing": ("imf", {"/imf/": [Answer(b"")]}, ("imf_imts.csv", "nothing came")),
    "cut bank": ("worldbank", {"/worldbank/": [Answer(b"[" * 9, JSON, cut=3)]}, ("connection", "broke", "3 times")),
    "columns imf": ("imf", {"/imf/": [Answer(without("OBS_VALUE"))]}, ("lacks the column OBS_VALUE", "imf.py")),
    "not a table": ("imf", {"/imf/": [Answer(b"a,b\n1\n")]}, ("imf_imts.csv", "rows differ in length")),
    "not text": ("imf", {"/imf/": [Answer(b"\xff\xfe\x00")]}, ("imf_imts.csv", "not a table of text")),
    "not a number": (
        "imf",
        {"/imf/": [Answer(made_up.imf_csv().replace(b",35.5,", b",n/a,"))]},
        ("imf_imts.csv", "'n/a' is not a number"),
    ),
    "renamed imf": ("imf", {"/imf/": [Answer(renamed_flow())]}, ("no row of XG_FOB_USD by CHN", "XG_FOB_USD_N")),
    "other unit": ("imf", {"/imf/": [Answer(other_unit())]}, ("1e+06 times", "another unit", "SCALE")),
    "renamed bank": (
        "worldbank",
        {"/worldbank/en/country/": [made_up.ARCHIVED]},
        ("NY.GDP.MKTP.CD", "deleted or archived", "adapt SERIES"),
    ),
    "columns bank": (
        "worldbank",
        {"/worldbank/": [Answer(b'[{"total":1,"per_page":50},[{"country":"BRA","value":3}]]', JSON)]},
        ("NY.GDP.MKTP.CD", "lacks the column countryiso3code", "worldbank.py"),
    ),
    "no rows bank": (
        "worldbank",
        {"/worldbank/": [Answer(b'[{"total":0,"per_page":0,"page":0},null]', JSON)]},
        ("NY.GDP.MKTP.CD", "worldbank.py"),
    ),
    "columns aiddata": (
        "aiddata",
        {"/aiddata/": [Answer(records("Adjusted Amount (Constant USD 2021)", "Adjusted Amount 2024"), ZIP)]},
        (made_up.WORKBOOK, "lacks the column Adjusted Amount (Constant USD 2021)", "aiddata.py"),
    ),
    "renamed sheet": (
        "aiddata",
        {"/aiddata/": [Answer(made_up.aiddata_zip(made_up.workbook(sheet="GCDF_4.0")), ZIP)]},
        (made_up.WORKBOOK, "no sheet GCDF_3.0", "GCDF_4.0"),
    ),
    "unknown class": (
        "aiddata",
        {"/aiddata/": [Answer(made_up.aiddata_zip(made_up.workbook(
            records=[(1, "Yes", "BRA", 2001, "New-like", 1, 1)])), ZIP)]},
        (made_up.WORKBOOK, "unknown flow class 'New-like'"),
    ),
    "columns places": (
        "aiddata",
        {"/aiddata/": [Answer(made_up.aiddata_zip(places="id,shapeGroup\n1,BRA\n"), ZIP)]},
        (made_up.ADM1, "lacks the column shapeName"),
    ),
    "truncated archive": (
        "aiddata",
        {"/aiddata/": [Answer(made_up.aiddata_zip()[:-500], ZIP)]},
        (made_up.ARCHIVE, "not a whole zip archive"),
    ),
    "damaged archive": (
        "natural_earth",
        {"/natural_earth/50m/": [Answer(b"PK\x03\x04" + bytes(99), ZIP)]},
        ("ne_50m_admin_0_countries.zip", "not a whole zip archive"),
    ),
    "zip bomb": ("aiddata", {"/aiddata/": [Answer(made_up.bomb(), ZIP)]}, (made_up.ARCHIVE, "a zip bomb?")),
    "zip bomb in the workbook": (
        "aiddata",
        {"/aiddata/": [Answer(made_up.aiddata_zip(made_up.bomb()), ZIP)]},
        (made_up.WORKBOOK, "a zip bomb?"),
    ),
    "archive arranged anew": (
        "aiddata",
        {"/aiddata/": [Answer(made_up.zipped({"data.csv": b"1"}), ZIP)]},
        (made_up.ARCHIVE, "has 0 files", "data.csv"),
    ),
    "too large": (
        "voeten",
        {"/dataverse/datasets/": [Answer(bytes(10_000_001), JSON)]},
        ("voeten_dataset.json", "more than 10,000,000 bytes"),
    ),
    "renamed file": (
        "voeten",
        {"/dataverse/datasets/": [made_up.dataset("Points2026.tab")]},
        ("0 files look like the ideal points", "Points2026.tab", "AgreementScores.tab"),
    ),
    "strange dataset": (
        "voeten",
        {"/dataverse/datasets/": [Answer(b'{"status":"ERROR"}', JSON)]},
        ("voeten_dataset.json", "'data'", "voeten.py"),
    ),
    "wrong checksum": (
        "voeten",
        {"/dataverse/datasets/": [made_up.dataset(content=b"other", taken_in=False)]},
        (made_up.POINTS_FILE, "checksum"),
    ),
    "columns voeten": (
        "voeten",
        {"/dataverse/access/": [Answer(made_up.points_tab(made_up.POINTS_HEAD.replace("IdealPointFP", "Theta")))]},
        (made_up.POINTS_FILE, "lacks the column idealpointfp"),
    ),
    "years are words": (
        "voeten",
        {"/dataverse/access/": [Answer(made_up.points_tab().replace(b"\t2024\t", b"\tMMXXIV\t"))]},
        ("voeten: the answer is not in the known format", "MMXXIV", "data/refresh/voeten.py"),
    ),
    "not a workbook": (
        "aiddata",
        {"/aiddata/": [Answer(made_up.aiddata_zip(made_up.zipped({"a.txt": b"1"})), ZIP)]},
        ("aiddata: the answer is not in the known format", "Content_Types", "data/refresh/aiddata.py"),
    ),
    "renamed country": (
        "voeten",
        {"/dataverse/access/": [Answer(made_up.points_tab(codes=("ROM", *MEMBERS[1:], "CHN", "USA")))]},
        (made_up.POINTS_FILE, "no row of ARG"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_bad_answers_lose_nothing(house: House, case: str) -> None:
    source, answers, words = BROKEN[case]
    for path, given in answers.items():
        known = [start for start in house.publishers.answers if start.startswith(path)]
        for start in known:
            del house.publishers.answers[start]
        house.publishers.give(path, *given)
    if case.startswith("slow"):
        house.web = dataclasses.replace(house.web, timeout=0.3)
    report = house.fails(source)
    assert "1 problem in the refresh" in report
    for word in words:
        assert word in report, report


def test_a_shape_is_missing(house: House, shapes: Path) -> None:
    body = made_up.shapes_zip("10m", shapes / "few", MEMBERS[1:])
    house.publishers.give("/natural_earth/10m/", Answer(body, ZIP))
    report = house.fails("natural_earth")
    assert "ne_10m_admin_0_countries.zip: no shape of ARG" in report


def test_an_answer_without_end_is_stopped(house: House) -> None:
    slow = dataclasses.replace(house.web, longest=-1)
    assert "is not complete after -1 seconds" in house.fails("aiddata", web=slow)


def test_a_body_larger_than_it_said(house: House, tmp_path: Path) -> None:
    house.publishers.give("/imf/", Answer(bytes(200_000)))
    with pytest.raises(Exception, match="more than 100,000 bytes"):
        fetch(f"{house.publishers.url}/imf/", tmp_path / "x", tmp_path / "parts", house.web, most=100_000)
    assert list((tmp_path / "parts").iterdir()) == []


def test_an_answer_of_the_bank_is_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worldbank, "MOST", 100)
    assert "has more than 100 bytes" in house.fails("worldbank")


def test_who_watches_sees_a_bar(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.refresh("imf", "worldbank", dry_run=True, web=dataclasses.replace(house.web, progress=True))
    bars = capsys.readouterr().err
    assert "imf_imts.csv: 100%" in bars
    assert "World Bank: 100%" in bars
    house.refresh("imf", dry_run=True)
    assert capsys.readouterr().err == ""


def test_a_server_that_is_not_there(house: House) -> None:
    nowhere = dataclasses.replace(
        house.publishers.addresses, imf="http://127.0.0.1:9/imf", worldbank="http://127.0.0.1:9"
    )
    report = house.fails("imf", "worldbank", addresses=nowhere)
    assert "2 problems in the refresh" in report
    assert report.count("the connection to") == 2


def test_all_problems_come_in_one_report_on_the_command_line(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.publishers.give("/imf/", PAGE)
    house.publishers.give("/aiddata/", Answer(made_up.bomb(), ZIP))
    arguments = ["--raw", str(house.raw), "--out", str(house.tables), "imf", "aiddata", "voeten"]
    assert main(arguments, web=house.web, addresses=house.publishers.addresses) == 2
    told = capsys.readouterr()
    assert "2 problems in the refresh" in told.err
    assert "imf_imts.csv: a web page came" in told.err
    assert "a zip bomb?" in told.err
    assert house.state() == house.before


def test_downloads_that_cannot_be_built_lose_nothing(house: House) -> None:
    rows = [(*row[:3], "2023.5", row[4]) for row in made_up.IMF_ROWS]
    house.publishers.give("/imf/", Answer(made_up.imf_csv(rows)))
    report = house.fails("imf")
    assert "no tables can be built from them" in report
    assert f"{imts.FILE.path} · line 2 · year: '2023.5' is not a whole number" in report


def test_unknown_sources_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["comtrade"])
    assert caught.value.code == 2
    assert "unknown source comtrade; known are imf, worldbank" in capsys.readouterr().err


def test_a_missing_folder_is_one_clear_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--raw", str(tmp_path / "nowhere"), "--out", str(tmp_path / "tables"), "imf"]) == 2
    assert "RAW_DIR nowhere: the folder is missing" in capsys.readouterr().err


# --- the swap -----------------------------------------------------------------------------------------


def test_a_disk_that_fails_in_the_swap(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if target == house.tables and not self.name.endswith("-before"):
            raise OSError(28, "No space left on device", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="No space"):
        house.refresh("imf")
    assert house.state() == house.before


def test_an_interrupted_swap_is_undone_at_the_next_start(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the machine had stopped after the old folders went aside and one new folder came."""
    house.raw.rename(house.raw.with_name(".raw-before"))
    house.raw.mkdir()
    (house.raw / "new").write_text("half", "utf-8")
    house.tables.rename(house.tables.with_name(".tables-before"))
    house.refresh("imf", dry_run=True)
    assert "An earlier refresh was interrupted" in house.said[0]
    assert house.state() == house.before


# --- the true files, where they are ---------------------------------------------------------------------


def test_one_new_figure_changes_one_row_of_the_true_file(
    raw: Path, raw_copy: Path, publishers: Publishers, tmp_path: Path
) -> None:
    """The true trade, told back in the publisher's format with one value changed, and the true build."""
    shutil.copytree(raw / "geo" / "ship", raw_copy / "geo" / "ship")
    shutil.copytree(TABLES, tmp_path / "tables")
    old = (raw_copy / imf.FILE).read_text("utf-8").splitlines()
    flows = {ours: theirs for theirs, ours in imf.FLOWS.items()}
    trade = [
        (row.reporter_iso3, flows[row.flow], row.partner_iso3.replace("WLD", "G001"), row.year, row.value_usd)
        for row in rawfile.read(raw_copy, imf.FILE).itertuples()
    ]
    trade[0] = (*trade[0][:4], "574163001")
    publishers.give("/imf/", Answer(made_up.imf_csv(trade)))
    said: list[str] = []
    web = Web(timeout=5, progress=False)
    refresh(["imf"], Course(raw_copy, SEEDS, tmp_path / "tables", web, publishers.addresses, said.append))
    new = (raw_copy / imf.FILE).read_text("utf-8").splitlines()
    assert [line for line in new if line not in old] == [old[1].replace("574163000", "574163001")]
    assert "  observations: +0 added  ~" in "\n".join(said)
    assert "-0 gone" in "\n".join(said)
