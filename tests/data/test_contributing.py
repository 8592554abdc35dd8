"""CONTRIBUTING.md is followed to the letter: the records that it shows are put into a copy of the seeds and built.

The records are taken out of the page, so that a page that has grown old turns this red.
"""

import ast
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from data.build import context
from data.build.pipeline import build, make
from data.build.problems import BuildError, Problems
from tests.data.conftest import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(r"^```(?P<kind>yaml|python)\n# (?P<file>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = {match["file"]: match["text"] for match in BLOCK.finditer(PAGE)}
INDICATOR = "seeds/indicators/exports_goods_services_pct_gdp.yml"
LINE = "data/build/context.py"


def follow(seeds: Path, file: str) -> None:
    """Do what the page says: add the record to the file, or make the file."""
    path = seeds.parent / file
    old = path.read_text("utf-8") if path.exists() else ""
    path.write_text(f"{old.rstrip()}\n\n{BLOCKS[file]}".lstrip(), "utf-8")


@pytest.fixture
def built(seeds: Path, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, pd.DataFrame]:
    """The tables of a build in which everything on the page was followed."""
    for file in BLOCKS:
        if file.startswith("seeds/"):
            follow(seeds, file)
    added = ast.literal_eval("{" + BLOCKS[LINE] + "}")
    monkeypatch.setattr(context, "NUMBERS", {**context.NUMBERS, **added})
    return build(seeds, raw, tmp_path / "tables").tables


def records(file: str) -> list[dict[str, object]]:
    return yaml.safe_load(BLOCKS[file])


def test_the_page_shows_each_kind() -> None:
    assert set(BLOCKS) == {
        "seeds/sources/diplomacy.yml", "seeds/events.yml", "seeds/article/claims.yml", INDICATOR, LINE,
    }  # fmt: skip


def test_everything_that_the_page_shows_is_found_in_the_tables(built: dict[str, pd.DataFrame]) -> None:
    (source,) = records("seeds/sources/diplomacy.yml")
    row = built["sources"].set_index("id").loc[source["id"]]
    assert row["producer"] == source["producer"]
    assert "events" in row["used_by"].split(";")

    (event,) = records("seeds/events.yml")
    row = built["events"].set_index("id").loc[event["id"]]
    assert row["title_zh"] == event["title"]["zh"]  # type: ignore[index]
    assert row["source"] == "acn_cub_energy;cd_cub_energy"

    (claim,) = records("seeds/article/claims.yml")
    row = built["claims"].set_index("id").loc[claim["id"]]
    obs = built["observations"].set_index(["indicator", "country", "year"])["value"]
    figures = built["figures"].set_index(["record", "name"])["value"]
    for name, indicator in (("china", "trade_with_china_usd"), ("usa", "trade_with_usa_usd")):
        value = obs[indicator, "CHL", 2017]
        assert figures[claim["id"], name] == value
        assert f"US$ {value / 1e9:.1f} billion" in row["evidence_en"].replace("\u00a0", " ")
    assert figures[claim["id"], "china"] > figures[claim["id"], "usa"], "the verdict of the example is true"

    name = Path(INDICATOR).stem
    assert name in set(built["indicators"]["id"])
    rows = built["observations"][built["observations"]["indicator"] == name]
    assert len(rows) > 500
    assert set(rows["source"]) == {"gm_exports"}
    assert "observations" in built["sources"].set_index("id").loc["gm_exports", "used_by"].split(";")


def test_an_event_without_its_source_is_refused(seeds: Path, raw: Path) -> None:
    """Each step is needed: the page is not followed by luck."""
    follow(seeds, "seeds/events.yml")
    with pytest.raises(BuildError, match="acn_cub_energy"):
        make(seeds, raw, Problems())


def test_an_indicator_whose_values_nobody_reads_is_refused(seeds: Path, raw: Path) -> None:
    follow(seeds, INDICATOR)
    with pytest.raises(BuildError, match="exports_goods_services_pct_gdp"):
        make(seeds, raw, Problems())
