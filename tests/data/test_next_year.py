"""A year on: the yearly refresh from the publishers' answers to what a reader sees, without a line of code changed.

The figures of the new year are made up from those before it, in the publishers' formats, in a folder that goes. The
app that reads them is a copy of the very files that a container holds.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from data.build.members import last_full_year
from data.build.pipeline import build
from data.build.problems import BuildError
from data.refresh.failure import RefreshError
from data.refresh.run import Course, refresh
from data.refresh.web import Web
from tests.data import next_year, publishers
from tests.data.conftest import ROOT, SEEDS, TABLES
from ui.text import text

SOURCES = ["imf", "worldbank", "voeten"]
# What the container holds (deploy/container/Dockerfile).
APP = (".streamlit", "data", "pages", "server", "static", "ui")
WORDS = text("en")
VERSION = "1.9.0"

ADDRESSES = [
    ["overview", {}],
    ["map", {}],
    ["map", {"indicator": "un_ideal_point", "lang": "es"}],
    ["country", {"country": "PRY"}],
    ["country", {"country": "CUB"}],
    ["compare", {}],
    ["trade", {}],
    ["pledges", {}],
    ["data", {"part": "methods"}],
    ["timeline", {}],
    ["compare", {"countries": "roc", "indicator": "recognition"}],
]


@dataclass(frozen=True)
class Rehearsed:
    """The year before and the new one, what the refresh said, the new tables, and what the app tells of them."""

    old: int
    year: int
    released: str
    said: str
    tables: Path
    answer: dict[str, Any]

    def told(self, slug: str, **parameters: str) -> dict[str, Any]:
        """What one of ADDRESSES gave."""
        found: dict[str, Any] = self.answer["told"][ADDRESSES.index([slug, parameters])]
        return found

    def table(self, name: str) -> pd.DataFrame:
        """One of the new tables."""
        return pd.read_parquet(self.tables / f"{name}.parquet")


# --- the records that a maintainer edits ------------------------------------------------------------------


def edited(path: Path, record: str, old: str, new: str) -> None:
    """Change one record of a seed, which begins with the line `record`, and nothing else."""
    whole = path.read_text("utf-8")
    start = whole.index(f"{record}\n")
    end = whole.find("\n- ", start)
    part = whole[start : end if end >= 0 else None]
    assert part.count(old) == 1, (record, old)
    path.write_text(whole.replace(part, part.replace(old, new)), "utf-8")


def release(seeds: Path) -> str:
    """A new release of the data, the day after the last one."""
    path = seeds / "changelog.yml"
    last = max(str(row["date"]) for row in yaml.safe_load(path.read_text("utf-8")))
    day = (dt.date.fromisoformat(last) + dt.timedelta(1)).isoformat()
    words = {lang: f"{lang}: a year more" for lang in ("en", "es", "pt", "zh")}
    path.write_text(
        path.read_text("utf-8") + "\n" + yaml.safe_dump([{"version": VERSION, "date": day, "text": words}]), "utf-8"
    )
    return day


def paraguay_switches(seeds: Path) -> None:
    """Made up for this rehearsal: the record of one member, with its partnership."""
    path = seeds / "countries.yml"
    edited(
        path,
        "- iso3: PRY",
        "    start_precision: year\n    sources: [laitimes_allies, efe_hnd, hket_allies]\n",
        "    start_precision: year\n    end: '2025-06-10'\n    end_precision: day\n"
        "    sources: [laitimes_allies, efe_hnd, hket_allies]\n"
        "  - party: PRC\n    start: '2025-06-10'\n    start_precision: day\n    sources: [mledoze]\n",
    )
    edited(path, "- iso3: PRY", "level: recognises_roc", "level: none_found")
    edited(path, "- iso3: PRY", "None: recognises Taipei (ROC)", "None")


def cuba_leaves(seeds: Path) -> None:
    """Made up for this rehearsal: the record of one member."""
    edited(
        seeds / "belt_and_road.yml",
        "- country: CUB",
        "  status: member\n",
        "  status: left\n  left: '2025-03-01'\n",
    )


# --- the rehearsal ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("year")


@pytest.fixture(scope="module")
def found() -> Iterator[publishers.Publishers]:
    served, stop = publishers.serve()
    yield served
    stop()


@pytest.fixture(scope="module")
def rehearsed(raw: Path, home: Path, found: publishers.Publishers) -> Rehearsed:
    """Refresh with the new year, edit the seeds, build, and open the app on what was built."""
    new_raw, seeds, app = home / "raw", home / "seeds", home / "app"
    shutil.copytree(raw, new_raw)
    shutil.copytree(SEEDS, seeds)
    app.mkdir()
    shutil.copy(ROOT / "app.py", app)
    for name in APP:
        shutil.copytree(ROOT / name, app / name, ignore=shutil.ignore_patterns("__pycache__", "build", "refresh"))
    tables = app / "data" / "tables"

    old, year = next_year.newest(new_raw), next_year.answer_all(found, new_raw)
    said: list[str] = []
    released = release(seeds)
    paraguay_switches(seeds)
    cuba_leaves(seeds)
    refresh(SOURCES, Course(new_raw, seeds, tables, Web(timeout=20, progress=False), found.addresses, said.append))
    asked = subprocess.run(
        [sys.executable, "-P", str(ROOT / "tests" / "data" / "told.py")],
        cwd=app,
        env={**os.environ, "PYTHONPATH": str(app), "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(ADDRESSES),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr[-3000:]
    return Rehearsed(old, year, released, "\n".join(said), tables, json.loads(asked.stdout))


def test_the_refresh_tells_what_is_new(rehearsed: Rehearsed) -> None:
    assert rehearsed.year == rehearsed.old + 1
    assert "observations: +" in rehearsed.said
    assert f"(version {VERSION}+" in rehearsed.said
    for name in ("trade_with_china_usd", "population", "un_ideal_point", "trade_share_china_pct"):
        rows = rehearsed.table("observations")
        assert (rows.loc[rows["indicator"] == name, "year"] == rehearsed.year).sum() > 20, name


def test_nothing_but_tables_differs_from_the_app(rehearsed: Rehearsed) -> None:
    """The proof of "no code change": what ran is byte for byte what is in the repository."""
    app = rehearsed.tables.parents[1]
    files = [path.relative_to(app) for path in app.rglob("*.py")]
    assert len(files) > 80
    assert all((app / path).read_bytes() == (ROOT / path).read_bytes() for path in files)


def test_sliders_end_with_the_new_year_and_stand_there(rehearsed: Rehearsed) -> None:
    year = str(rehearsed.year)
    for told in (rehearsed.told("map"), rehearsed.told("map", indicator="un_ideal_point", lang="es")):
        (slider,) = told["sliders"]
        assert slider[1:] == [year, year]
    for slug in ("compare", "trade"):
        assert any(slider[1] == year for slider in rehearsed.told(slug)["sliders"]), slug
    assert rehearsed.told("map")["read"]["year"] == year
    assert rehearsed.told("trade")["read"]["year"] == year


def test_texts_and_first_paints_speak_of_the_new_year(rehearsed: Rehearsed) -> None:
    rows = rehearsed.table("observations")
    rows = rows[(rows["indicator"] == "trade_with_china_usd") & (rows["year"] == rehearsed.year)]
    for slug, parameters, value in (
        ("country", {"country": "PRY"}, WORDS.money(rows.set_index("country").loc["PRY", "value"])),
        ("overview", {}, WORDS.money(rows["value"].sum())),
    ):
        told = rehearsed.told(slug, **parameters)
        for where in ("page", "paint"):
            assert value in told[where], (slug, where)
            assert str(rehearsed.year) in told[where]
    for slug in ("map", "compare", "trade"):
        told = rehearsed.told(slug)
        assert str(rehearsed.year) in told["page"], slug
        assert str(rehearsed.year) in told["paint"], slug


@pytest.mark.parametrize("where", ["page", "paint"])
def test_nothing_calls_the_old_year_the_newest(rehearsed: Rehearsed, where: str) -> None:
    """Where the old year stands it must be that of an event, a source or a goal, never "now"."""
    for slug in ("map", "trade", "compare"):
        told = rehearsed.told(slug)[where]
        stale = re.findall(rf"(?:\bto |\bin |until |–){rehearsed.old}\b.{{0,30}}", told)
        assert not stale, (slug, stale)


def test_previews_show_the_new_year(rehearsed: Rehearsed) -> None:
    told = rehearsed.told("map")
    assert str(rehearsed.year) in told["card"]
    assert str(rehearsed.old) not in told["card"]
    assert told["bytes"] > 10_000
    digits = rehearsed.answer["version"].rpartition("+")[2]
    assert f"v={digits}" in told["picture"], "a network that kept the old card asks for a new one"


def test_sitemap_and_changelog_name_the_release(rehearsed: Rehearsed) -> None:
    assert rehearsed.answer["version"].startswith(f"{VERSION}+")
    assert rehearsed.answer["changed"] == rehearsed.released
    sitemap = rehearsed.answer["sitemap"]
    assert set(re.findall("<lastmod>(.*?)</lastmod>", sitemap)) == {rehearsed.released}
    assert str(rehearsed.table("changelog")["version"].iloc[-1]) == VERSION
    assert f'"dateModified": "{rehearsed.released}"' in rehearsed.told("map")["paint"].replace('":"', '": "')


# --- a country that switches, a country that leaves --------------------------------------------------------


def test_a_switch_of_recognition_is_one_record(rehearsed: Rehearsed) -> None:
    countries = rehearsed.table("countries").set_index("country")
    assert countries.loc["PRY", "recognises"] == "PRC"
    states = rehearsed.table("categories")
    states = states[(states["indicator"] == "recognition") & (states["country"] == "PRY")].set_index("year")["value"]
    assert (states[2024], states[2025]) == ("ROC", "PRC")
    before = pd.read_parquet(TABLES / "countries.parquet")["recognises"].eq("ROC").sum()
    assert countries["recognises"].eq("ROC").sum() == before - 1
    for where in ("page", "paint"):
        member = rehearsed.told("country", country="PRY")[where]
        assert "Paraguay recognises Beijing (PRC)" in member
        assert "Paraguay recognises Taipei" not in member
        overview = rehearsed.told("overview")[where]
        assert re.search(rf"\b{before - 1} of 33\b", overview)
        assert not re.search(rf"\b{before} of 33\b", overview)
    roc = rehearsed.told("compare", countries="roc", indicator="recognition")
    assert "Paraguay" not in roc["page"]


def test_leaving_the_belt_and_road_is_one_record(rehearsed: Rehearsed) -> None:
    road = rehearsed.table("belt_and_road").set_index("country")
    assert road.loc["CUB", "status"] == "left"
    states = rehearsed.table("categories")
    states = states[(states["indicator"] == "belt_and_road_status") & (states["country"] == "CUB")]
    assert states.set_index("year")["value"].loc[[2024, 2025]].tolist() == ["member", "left"]
    old = pd.read_parquet(TABLES / "belt_and_road.parquet")["status"]
    for where in ("page", "paint"):
        member = rehearsed.told("country", country="CUB")[where]
        assert "left it (1 March 2025)" in member
        overview = rehearsed.told("overview")[where]
        assert re.search(rf"\b{old.eq('member').sum() - 1} of 33\b", overview)
        assert f"{old.eq('left').sum() + 1} left since" in overview


def test_a_switch_without_its_partnership_is_refused(raw: Path, seeds: Path, tmp_path: Path) -> None:
    paraguay_switches(seeds)
    edited(seeds / "countries.yml", "- iso3: PRY", "level: none_found", "level: recognises_roc")
    with pytest.raises(BuildError, match=r"seeds/countries.yml · PRY.*\n?.*recognises_roc does not fit"):
        build(seeds, raw, tmp_path / "tables")


@pytest.mark.parametrize(
    ("checked", "joined", "last"),
    [("2026-01-22", "2019", 2025), ("2020", "2026-03", 2025), (None, "2027-01", 2026), ("2026", None, 2025)],
)
def test_states_are_told_as_far_as_documents_were_read(checked: str | None, joined: str | None, last: int) -> None:
    road = pd.DataFrame({"joined": [joined, "2018-06-04"], "left": [None, None], "last_checked": [None, "2020"]})
    periods = pd.DataFrame({"start": ["1957"], "end": [None], "last_checked": [checked]})
    assert last_full_year(road, periods) == last


# --- a publisher that renames a column ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "path", "old", "new"),
    [
        ("imf", "/imf/", "OBS_VALUE", "OBSERVATION_VALUE"),
        ("worldbank", "/worldbank/", "countryiso3code", "country_iso3"),
        ("voeten", "/dataverse/access/datafile/42", "IdealPointFP", "IdealPoint_FP"),
    ],
)
def test_a_renamed_column_of_a_publisher(
    raw: Path, tmp_path: Path, found: publishers.Publishers, source: str, path: str, old: str, new: str
) -> None:
    next_year.answer_all(found, raw)
    (good,) = found.answers[path]

    def renamed(asked: str) -> publishers.Answer:
        answer = good if isinstance(good, publishers.Answer) else good(asked)
        return publishers.Answer(answer.body.replace(old.encode(), new.encode()), answer.kind)

    found.give(path, renamed)
    shutil.copytree(raw, tmp_path / "raw", ignore=shutil.ignore_patterns("diplomacy", "article"))
    shutil.copytree(TABLES, tmp_path / "tables")
    course = Course(tmp_path / "raw", SEEDS, tmp_path / "tables", Web(timeout=20, progress=False), found.addresses)
    with pytest.raises(RefreshError) as caught:
        refresh([source], course)
    report = str(caught.value)
    assert old.lower() in report.lower()
    assert new.lower() in report.lower(), "what is there instead"
    assert "→" in report
    assert f"data/refresh/{source}.py" in report


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("trade/imts_china_usa_reported.csv", "value_usd", "value_in_usd"),
        ("context/macro.csv", "indicator", "indicator_id"),
        ("context/unga.csv", "coinc_usa_state", "coincidence_usa_state"),
        ("finance/gcdf_country_year.csv", "flow_class", "flowclass"),
        ("geo/places.csv", "bbox_main", "bbox_of_main"),
    ],
)
def test_a_renamed_column_of_a_file(raw_copy: Path, tmp_path: Path, file: str, old: str, new: str) -> None:
    path = raw_copy / file
    head, _, rest = path.read_text("utf-8").partition("\n")
    assert old in head.split(",")
    path.write_text("\n".join([",".join(new if name == old else name for name in head.split(",")), rest]), "utf-8")
    with pytest.raises(BuildError) as caught:
        build(SEEDS, raw_copy, tmp_path / "tables")
    (problem,) = [item for item in caught.value.problems if item.file == file]
    assert problem.field == old
    assert f"lacks the column {old} (renamed to {new}?)" in problem.what
    assert "adapt the reader" in problem.cure
