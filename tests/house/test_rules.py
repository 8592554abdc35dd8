"""Rules of the house that no tool knows: each is a check, a proof that it looks and a proof that it bites."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE_LINES, FRAME_LINES = 80, 60

RAW_HTML = re.compile(r"unsafe_allow_html|unsafe_allow_javascript|\bst\.html\b|components\.v1|\bst\.iframe\b")
PAGE_WORK = re.compile(r"session_state|query_params|update_layout|update_traces")
# A path of somebody's machine; inside an address such a word is part of the address.
MACHINE_PATH = re.compile(r"(?<![\w.}%/:=-])/(?:home|root|Users|work|private|mnt)/[\w.-]+")
INDEX = re.compile(
    r"pypi\.org/simple|pythonhosted\.org|registry\.npmjs|--(?:extra-)?index-url|--find-links|--trusted-host"
)
PINNED = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][\w.]*(; [a-z_]+ [!=]= \"[a-z0-9]+\")?|-r requirements\.txt")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def findings(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    """Each line of a text file that matches, as `file:line: text`."""
    found = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture or a table
            continue
        found += [
            f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


def lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def unpinned(text: str) -> list[str]:
    wanted = [line.split("#")[0].strip() for line in text.splitlines()]
    return [line for line in wanted if line and not PINNED.fullmatch(line)]


APP = tracked("app.py", "pages/*.py", "ui/*.py", "server/*.py")
PAGES = tracked("pages/*/page.py")
ALL = [file for file in tracked() if file != Path(__file__)]


def test_a_page_reads_like_a_contents_list() -> None:
    assert PAGES
    assert {str(page.relative_to(ROOT)): lines(page) for page in PAGES if lines(page) > PAGE_LINES} == {}
    assert lines(ROOT / "app.py") <= FRAME_LINES


def test_pages_do_no_work() -> None:
    """State belongs in ui/choices.py, figures in ui/charts."""
    assert findings(PAGE_WORK, PAGES) == []


def test_no_raw_html() -> None:
    """Names and quotations come from files that many people edit: nothing of them is ever markup."""
    assert len(APP) > len(PAGES)
    assert findings(RAW_HTML, APP) == []


def test_no_path_of_a_machine() -> None:
    assert len(ALL) > 20
    assert findings(MACHINE_PATH, ALL) == []


def test_no_address_of_a_registry() -> None:
    """Where packages come from is the choice of whoever installs them."""
    assert findings(INDEX, ALL) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.count("==") > 3
    assert unpinned(text) == []
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[|==)", text, re.MULTILINE)
    assert sorted(name for name in names if names.count(name) > 1) == [], "stands twice"


def test_ci_runs_the_same_command_as_people() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, "not executable"
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")
    assert script.read_text(encoding="utf-8").rstrip().endswith("\nmake test")


def test_ci_never_leaves_out_the_tests_of_the_build(tmp_path: Path) -> None:
    """A run without the upstream files would skip them and prove nothing: it stops."""
    place = tmp_path / "repository" / ".ci"
    place.mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", place)
    done = subprocess.run([place / "run"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "the upstream files are missing" in done.stderr


def test_tests_never_pause() -> None:
    """A fixed wait is too short on a slow day and too long on all others."""
    pause = re.compile(r"wait_for_timeout|time\.sleep\((?!0\.\d)")
    assert findings(pause, [file for file in tracked("tests/*.py") if file != Path(__file__)]) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (RAW_HTML, "st.markdown(name, unsafe_allow_html=True)"),
        (PAGE_WORK, 'st.session_state["year"] = 2017'),
        (MACHINE_PATH, 'open("/home/somebody/trade.csv")'),
        (INDEX, "pip install --index-url https://example.org streamlit"),
    ],
)
def test_a_pattern_finds_what_it_is_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_an_address_is_no_path_of_a_machine() -> None:
    assert not MACHINE_PATH.search("https://example.org/home/news/2018")


@pytest.mark.parametrize("line", ["streamlit", "streamlit>=1.67", "streamlit==1.*", "-r other.txt"])
def test_a_loose_requirement_is_noticed(line: str) -> None:
    assert unpinned(line) == [line]
