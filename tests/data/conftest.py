"""The upstream files for tests of the build: RAW_DIR, else the folder beside the repository; without both
they skip.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import store

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
TABLES = ROOT / "data" / "tables"
STATIC = ROOT / "static"
CACHED = [name for name in dir(store) if hasattr(getattr(store, name), "cache_clear")]


def raw_dir() -> Path | None:
    """The folder that holds the upstream files, or None."""
    for place in (os.environ.get("RAW_DIR"), "../shared/sources"):
        if place and (ROOT / place / "trade").is_dir():
            return (ROOT / place).resolve()
    return None


@pytest.fixture(scope="session")
def raw() -> Path:
    """The folder of the upstream files; nothing in it is changed."""
    folder = raw_dir()
    if folder is None:
        pytest.skip("the upstream files are not here: set RAW_DIR")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All boundary files below `folder`: path → content."""
    files = [path for name in ("geo", "topojson") for path in (folder / name).rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def forget() -> None:
    """Have the store read its tables again."""
    for name in CACHED:
        getattr(store, name).cache_clear()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the tables to break, which the store opens."""
    folder = Path(shutil.copytree(TABLES, tmp_path / "tables"))
    monkeypatch.setattr(store, "TABLES", folder)
    forget()
    yield folder
    forget()


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds to break."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


@pytest.fixture
def raw_copy(raw: Path, tmp_path: Path) -> Path:
    """A copy of the upstream files to break."""
    return Path(shutil.copytree(raw, tmp_path / "raw", ignore=shutil.ignore_patterns("ship")))
