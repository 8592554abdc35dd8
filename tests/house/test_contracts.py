"""The import contracts hold, and each is noticed when it is broken."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}
# One import per contract that breaks it: (file, line).
BREAKS = {
    "floors": ("data/store.py", "import ui.text"),
    "data-plain": ("data/derive.py", "import streamlit"),
    "ui-plain": ("ui/text.py", "import streamlit"),
    "ui-order": ("ui/text.py", "import ui.panels"),
    "no-build": ("data/store.py", "import data.build"),
    "no-refresh": ("data/build/csvs.py", "import data.refresh"),
    "pages-apart": ("pages/map/page.py", "import pages.country.page"),
    "app-last": ("ui/choices.py", "import app"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code and its contracts, free to be broken."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("data", "ui", "pages", "server"):
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=lambda folder, names: [
                name for name in names if (Path(folder) / name).is_file() and not name.endswith(".py")
            ],
        )
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_all_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in result.stdout


def test_every_contract_is_broken_once() -> None:
    assert set(BREAKS) == set(CONTRACTS)


@pytest.mark.parametrize("contract", BREAKS)
def test_a_broken_contract_is_noticed(copy: Path, contract: str) -> None:
    file, line = BREAKS[contract]
    with (copy / file).open("a", encoding="utf-8") as code:
        code.write(f"\n{line}\n")
    result = lint(copy)
    assert result.returncode == 1, result.stdout
    assert f"{CONTRACTS[contract]} BROKEN" in result.stdout


def test_every_page_is_seen() -> None:
    """import-linter passes over a folder that is no package."""
    pages = list((ROOT / "pages").glob("*/page.py"))
    assert pages
    without = [page.parent.name for page in pages if not (page.parent / "__init__.py").exists()]
    assert not without, f"add an empty __init__.py to pages/: {without}"


def test_the_frame_may_not_import_the_build(tmp_path: Path) -> None:
    """app.py is a script, which import-linter cannot see: a rule of ruff stands in."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "app.py").write_text('"""The frame."""\n\nfrom data.build import boundaries\n\nboundaries()\n')
    command = [
        str(Path(sys.executable).with_name("ruff")),
        "check",
        "--no-cache",
        "--select",
        "TID251",
        "app.py",
    ]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "TID251" in result.stdout
