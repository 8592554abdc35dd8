"""The real process: on a broken table it ends with code 2 and one screen; tables broken below it change nothing."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data import schema
from pages import REGISTER
from tests.deploy.replicas import TOLD_ONCE
from tests.holds.process import ROOT, WHAT_RUNS, Process, running

SCREEN = 24  # lines


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """What the running app needs, and no more, in a folder of its own."""
    for name in WHAT_RUNS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / "house" / name)
        else:
            shutil.copy(ROOT / name, tmp_path / "house" / name)
    return tmp_path / "house"


def cut(tables: Path) -> None:
    path = tables / "events.parquet"
    path.write_bytes(path.read_bytes()[:1000])


def strange(tables: Path) -> None:
    path = tables / "finance.parquet"
    frame = pd.read_parquet(path)
    frame.loc[2, "source"] = "nobody"
    frame.to_parquet(path)


def newer(tables: Path) -> None:
    path = tables / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "schema_version": schema.VERSION + 1}), "utf-8")


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        (cut, ("events.parquet", "cannot be read", "python -m data.build")),
        (strange, ("finance.parquet", "row 3", "unknown source 'nobody'", "python -m data.build")),
        (newer, ("datapackage.json", "newer than the code")),
    ],
)
def test_a_broken_table_stops_the_start(
    house: Path, tmp_path: Path, breaks: Callable[[Path], None], said: tuple[str, ...]
) -> None:
    breaks(house / "data" / "tables")
    process = Process(house, tmp_path / "app.log")
    process.start()
    assert process.ended() == 2
    log = process.log()
    for part in said:
        assert part in log
    assert "Traceback" not in log
    assert len(log.strip().splitlines()) <= SCREEN


def test_a_setting_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    process = Process(ROOT, tmp_path / "app.log", {"CCT_MAX_SESSIONS": "many"})
    process.start()
    assert process.ended() == 2
    assert "CCT_MAX_SESSIONS" in process.log()
    assert "Traceback" not in process.log()


@pytest.mark.long
def test_a_running_server_is_never_switched_to_a_bad_table(house: Path, tmp_path: Path) -> None:
    """Every table and its file of words broken below a running process: each view and each list stays what it was."""
    lists = [f"/api/v1/{name}.csv" for name in schema.TABLES] + ["/api/v1/datapackage.json", "/api/v1/claims"]
    with running(tmp_path, at=house) as process:
        page = process.page()

        def all_of_it() -> list[str | bytes]:
            views = [page.run(view="" if view.is_default else view.slug) for view in REGISTER]
            assert all(shown.ok and not shown.of("exception") for shown in views)
            return [TOLD_ONCE.sub("", shown.text()) for shown in views]

        before = all_of_it()
        for path in (house / "data" / "tables").iterdir():
            path.write_bytes(b"broken")
        assert all_of_it() == before
        for address in lists:
            answer = process.ask(address)
            assert answer.status == 200
            assert answer.body != b"broken"
        assert process.ask("/map").status == 200
        page.close()
    process.log_file.write_bytes(b"")
    process.start()
    assert process.ended() == 2
    assert "datapackage.json is not JSON" in process.log()
