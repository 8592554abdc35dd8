"""The build: it equals what is committed byte for byte, and broken inputs lose nothing."""

import filecmp
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from data import schema
from data.build import __main__ as command
from data.build.pipeline import build
from data.build.problems import BuildError
from tests.data.conftest import ROOT, SEEDS, STATIC, TABLES, contents

LONGEST = 60  # seconds of work that a build may take; other programs on the machine do not count


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def same(one: Path, other: Path) -> None:
    assert names(one) == names(other)
    assert len(names(one)) == 2 * len(schema.TABLES) + 1
    _, different, errors = filecmp.cmpfiles(one, other, names(one), shallow=False)
    assert not different, f"differ: {different}; run `python -m data.build` and commit data/tables"
    assert not errors


def test_a_build_equals_what_is_committed(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is committed is another build: of another process, in which sets stand in another order."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    folders = ["--raw", str(raw), "--out", str(tmp_path / "tables"), "--static", str(tmp_path / "static")]
    assert command.main(folders) == 0
    assert "built" in capsys.readouterr().out
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < LONGEST
    same(tmp_path / "tables", TABLES)
    made, committed = contents(tmp_path / "static"), contents(STATIC)
    assert made.keys() == committed.keys()
    different = [name for name in made if made[name] != committed[name]]
    assert not different, f"differ: {different}; run `python -m data.build` and commit static"


def replace(path: Path, pattern: str, new: str) -> None:
    text = path.read_text("utf-8")
    changed, count = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
    assert count == 1, f"{pattern!r} is not in {path}"
    path.write_text(changed, "utf-8")


def unknown_key(seeds: Path) -> None:
    replace(seeds / "countries.yml", r"^  subregion: caribbean", "  regoin: x\n  subregion: caribbean")


def unknown_country(seeds: Path) -> None:
    replace(seeds / "belt_and_road.yml", r"^- country: BRB", "- country: XYZ")


def unknown_source(seeds: Path) -> None:
    replace(
        seeds / "indicators" / "recognition.yml",
        r"^- mledoze|\[mledoze",
        lambda m: m[0].replace("mledoze", "nobody"),
    )  # type: ignore[arg-type]


def text_year(seeds: Path) -> None:
    replace(seeds / "countries.yml", r"^    since: 2014", '    since: "since 2014"')


def missing_file(seeds: Path) -> None:
    (seeds / "licences.yml").unlink()


def impossible_date(seeds: Path) -> None:
    replace(seeds / "belt_and_road.yml", "joined: '2018-06-04'", "joined: '2018-06-31'")


def wrong_precision(seeds: Path) -> None:
    replace(
        seeds / "belt_and_road.yml",
        "joined: 2018-05\n  joined_precision: month",
        "joined: 2018-05\n  joined_precision: day",
    )


def twice(seeds: Path) -> None:
    replace(seeds / "belt_and_road.yml", r"^- country: BRB", "- country: BLZ")


def double_key(seeds: Path) -> None:
    replace(seeds / "countries.yml", r"^  subregion: caribbean", "  subregion: caribbean\n  subregion: caribbean")


def unknown_language(seeds: Path) -> None:
    replace(seeds / "indicators" / "recognition.yml", r"^  pt:", "  xx: words\n  pt:")


def not_yaml(seeds: Path) -> None:
    (seeds / "belt_and_road.yml").write_text("- country: [BRA\n", "utf-8")


def key_unknown_to_english(seeds: Path) -> None:
    (seeds / "text" / "es.yml").write_text("site:\n  nam: Lazos\n", "utf-8")


def other_placeholder(seeds: Path) -> None:
    (seeds / "text" / "es.yml").write_text('site:\n  version: "Versión {versión}"\n', "utf-8")


BROKEN: dict[Callable[[Path], None], tuple[str, ...]] = {
    unknown_key: ("seeds/countries.yml", "ATG", "regoin", "unknown key", "correct its name"),
    unknown_country: ("seeds/belt_and_road.yml", "XYZ", "country", "unknown 'XYZ'", "ISO 3166 alpha-3"),
    unknown_source: ("seeds/indicators/recognition.yml", "recognition", "'nobody'", "seeds/sources"),
    text_year: ("seeds/countries.yml", "ARG", "partnership.since", "not a", "whole number"),
    missing_file: ("seeds/licences.yml", "the file is missing", "restore it"),
    impossible_date: ("seeds/belt_and_road.yml", "ATG", "joined", "day"),
    wrong_precision: ("seeds/belt_and_road.yml", "SUR", "precision month, not day"),
    twice: ("seeds/belt_and_road.yml", "BLZ", "stands twice"),
    double_key: ("seeds/countries.yml", "line", "'subregion' stands twice"),
    unknown_language: ("seeds/indicators/recognition.yml", "unknown language xx", "en, es, pt, zh"),
    not_yaml: ("seeds/belt_and_road.yml", "not valid YAML", "line"),
    key_unknown_to_english: ("seeds/text/es.yml", "site.nam", "en.yml"),
    other_placeholder: ("seeds/text/es.yml", "site.version", "{version}"),
}


def fails(seeds: Path, raw: Path, tmp_path: Path) -> str:
    """The report of a build that must fail and leave the old tables as they were."""
    out = tmp_path / "tables"
    shutil.copytree(TABLES, out)
    with pytest.raises(BuildError) as caught:
        build(seeds, raw, out)
    same(out, TABLES)
    assert names(tmp_path) == sorted({*names(tmp_path)} - {".tables-old"})
    return str(caught.value)


@pytest.mark.parametrize("breakage", BROKEN, ids=lambda breakage: breakage.__name__)
def test_a_broken_seed_stops_the_build(
    breakage: Callable[[Path], None], seeds: Path, raw: Path, tmp_path: Path
) -> None:
    breakage(seeds)
    report = fails(seeds, raw, tmp_path)
    for part in BROKEN[breakage]:
        assert part in report, report


def test_all_errors_come_in_one_report_on_the_command_line(seeds: Path, raw_copy: Path, tmp_path: Path) -> None:
    breakages = (unknown_key, unknown_country, unknown_source, text_year, missing_file)
    for breakage in breakages:
        breakage(seeds)
    (raw_copy / "geo" / "places.csv").unlink()
    out = tmp_path / "tables"
    shutil.copytree(TABLES, out)
    command = [sys.executable, "-m", "data.build", "--seeds", seeds, "--raw", raw_copy, "--out", out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    for breakage in breakages:
        for part in BROKEN[breakage]:
            assert part in done.stderr, done.stderr
    assert "geo/places.csv: the file is missing" in done.stderr
    assert "Traceback" not in done.stderr
    same(out, TABLES)


def drop_column(raw: Path) -> None:
    replace(raw / "trade" / "imts_china_usa_reported.csv", "^reporter_iso3", "reporter")


def few_rows(raw: Path) -> None:
    path = raw / "trade" / "imts_china_usa_reported.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:100]), "utf-8")


def text_value(raw: Path) -> None:
    replace(raw / "trade" / "imts_china_usa_reported.csv", "export_fob,2001,574163000", "export_fob,2001,574 163")


def strange_partner(raw: Path) -> None:
    replace(raw / "trade" / "imts_china_usa_reported.csv", "CHN,ARG,export_fob,2001", "CHN,ZZZ,export_fob,2001")


def double_row(raw: Path) -> None:
    replace(raw / "trade" / "imts_china_usa_reported.csv", "CHN,ARG,export_fob,2001", "CHN,ARG,export_fob,2002")


def web_page(raw: Path) -> None:
    (raw / "trade" / "imts_china_usa_reported.csv").write_text("<!doctype html><p>Sorry</p>\n", "utf-8")


BROKEN_RAW: dict[Callable[[Path], None], tuple[str, ...]] = {
    drop_column: ("trade/imts_china_usa_reported.csv", "lacks the column reporter_iso3"),
    few_rows: ("trade/imts_china_usa_reported.csv", "99 rows; expected are 3000"),
    text_value: ("trade/imts_china_usa_reported.csv", "line 2", "value_usd", "'574 163' is not a number"),
    strange_partner: ("trade/imts_china_usa_reported.csv", "line 2", "unknown 'ZZZ'"),
    double_row: ("trade/imts_china_usa_reported.csv", "line 3", "CHN ARG export_fob 2002 stands twice"),
    web_page: ("trade/imts_china_usa_reported.csv", "lacks the column"),
}


@pytest.mark.parametrize("breakage", BROKEN_RAW, ids=lambda breakage: breakage.__name__)
def test_a_broken_download_stops_the_build(breakage: Callable[[Path], None], raw_copy: Path, tmp_path: Path) -> None:
    breakage(raw_copy)
    report = fails(SEEDS, raw_copy, tmp_path)
    for part in BROKEN_RAW[breakage]:
        assert part in report, report


def test_a_missing_folder_of_downloads_is_one_clear_problem(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="set RAW_DIR"):
        build(SEEDS, tmp_path / "nowhere", tmp_path / "tables")
    assert not (tmp_path / "tables").exists()


def test_tables_that_cannot_be_put_in_place_leave_the_old_ones(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "tables"
    shutil.copytree(TABLES, out)
    real = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if target == out and self.name != ".tables-old":
            raise OSError("no room")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="no room"):
        build(SEEDS, raw, out)
    same(out, TABLES)
    assert names(tmp_path) == ["tables"]
