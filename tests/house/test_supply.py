"""What the dashboard is made of: locked with hashes and current, licensed as listed, describable, audited aloud."""

import compileall
import json
import os
import py_compile
import re
import shutil
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.house import supply

ROOT = supply.ROOT
DOCKERFILE = (ROOT / "deploy" / "container" / "Dockerfile").read_text("utf-8")


# -- the lock --------------------------------------------------------------------------------------------------


def stale(lock: dict[str, set[str]], closure: dict[str, str], pinned: set[str]) -> list[str]:
    """What the lock file lacks, and what is pinned and has another version there.

    What the pinned packages bring may be newer here: a release of today is no fault of the lock.
    """
    return [
        f"{name} {version}"
        for name, version in closure.items()
        if name not in lock or (name in pinned and version not in lock[name])
    ]


def test_the_lock_is_current() -> None:
    """All that requirements.txt brings, the pinned ones at their version: `make lock` after a change."""
    closure = supply.closure(ROOT / supply.APP)
    pinned = {canonicalize_name(item.name) for item in supply.requirements(ROOT / supply.APP)}
    assert len(closure) > 40
    assert len(pinned) > 20
    assert stale(supply.locked(), closure, pinned) == []


def test_the_lock_holds_nothing_else() -> None:
    """A package that is locked and that nothing brings is for another system, and its line says which."""
    lines = dict(re.findall(r"^([a-z0-9._-]+)==\S+ ?(;[^\\\n]*)?", supply.LOCK.read_text("utf-8"), re.MULTILINE))
    more = set(map(canonicalize_name, lines)) - set(supply.closure(ROOT / supply.APP))
    assert [name for name in more if not lines.get(name)] == []


def test_a_stale_lock_is_noticed() -> None:
    closure = {"pandas": "3.1.1", "numpy": "2.4.6", "charset-normalizer": "3.5.3"}
    lock = {"pandas": {"3.1.0"}, "charset-normalizer": {"3.5.2"}}
    assert stale(lock, closure, {"pandas", "numpy"}) == ["pandas 3.1.1", "numpy 2.4.6"]


def test_bounds_hold_the_pins() -> None:
    bounds = {canonicalize_name(item.name): item for item in supply.requirements(ROOT / "requirements.in")}
    pins = {canonicalize_name(item.name): item for item in supply.requirements(ROOT / supply.APP)}
    assert set(bounds) == set(pins)
    for name, pin in pins.items():
        (exact,) = pin.specifier
        assert exact.operator == "==", name
        assert bounds[name].specifier.contains(exact.version), name
        assert any(part.operator == ">=" for part in bounds[name].specifier), name


def test_every_line_of_the_tools_is_pinned() -> None:
    tools = list(supply.requirements(ROOT / supply.DEV))
    assert len(tools) > 40
    assert [str(item) for item in tools if not re.fullmatch(r"==[^*,]+", str(item.specifier))] == []


# -- licences ----------------------------------------------------------------------------------------------------


def test_all_licences_are_allowed_and_listed() -> None:
    text, bad = supply.paper()
    assert bad == []
    kept = supply.PAPER.read_text("utf-8").splitlines()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) > 100
    assert [row for row in rows if row not in kept] == [], "run `make licences`"


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ("MIT", True),
        ("BSD-2-Clause OR BSD-3-Clause", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-or-later", False),
        ("MIT AND AGPL-3.0-only", False),
        ("MIT OR GPL-2.0-only", True),
        ("UNKNOWN", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_what_is_allowed(said: str, good: bool) -> None:
    assert supply.allowed(said, supply.ALLOWED) is good


# -- the bill of materials ---------------------------------------------------------------------------------------


def test_the_bill_of_materials_is_valid_and_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    assert supply.bill(one) == supply.bill(other) == 0
    assert "valid CycloneDX 1.6" in capsys.readouterr().out
    assert one.read_bytes() == other.read_bytes()
    content = json.loads(one.read_text("utf-8"))
    listed = {(item["name"], item["version"]) for item in content["components"]}
    assert listed == {(name, version) for name, versions in supply.locked().items() for version in versions}
    hashes = [item["externalReferences"][0]["hashes"] for item in content["components"]]
    assert all(hashes)


def test_a_broken_lock_makes_no_bill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "LOCK", tmp_path / "nowhere.lock")
    assert supply.bill(tmp_path / "bill.json") != 0


# -- vulnerabilities ---------------------------------------------------------------------------------------------

FAULT = {"id": "PYSEC-1", "fix_versions": ["2.0"], "aliases": [], "description": ""}


@pytest.mark.parametrize(
    ("out", "err", "code", "words"),
    [
        ("", "ConnectionError: no route to host", 0, ("NOT AUDITED", "no route to host", "make audit")),
        (
            json.dumps({"dependencies": [{"name": "a", "skip_reason": "a not found"}]}),
            "",
            0,
            ("NOT AUDITED: 1 of 1", "a not found", "audited 0 of 1"),
        ),
        (
            json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": [FAULT]}]}),
            "",
            1,
            ("a 1: PYSEC-1, mended in 2.0", "1 with known"),
        ),
        (
            json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}),
            "",
            0,
            ("audited 1 of 1 packages, 0 with known",),
        ),
    ],
)
def test_an_audit_says_what_it_could_not_do(
    out: str, err: str, code: int, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert supply.judge(out, err) == code
    said = capsys.readouterr().out
    assert all(word in said for word in words), said


# -- the image ---------------------------------------------------------------------------------------------------


def test_the_image_is_made_the_same_way_twice() -> None:
    runs = re.findall(r"^RUN (.*(?:\\\n.*)*)", DOCKERFILE, re.MULTILINE)
    installing = [run for run in runs if "pip install" in run]
    assert len(installing) == 1
    assert "--require-hashes" in installing[0]
    assert "--only-binary=:all:" in installing[0]
    after = runs[runs.index(installing[0]) + 1 :]
    assert after
    assert [run for run in after if not run.startswith("--network=none ")] == []
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${BASE}", "${BASE}"]
    assert "ARG SOURCE_DATE_EPOCH" in DOCKERFILE
    assert all("unchecked-hash" in run for run in runs if "compileall" in run)


def test_compiled_files_hold_no_time(tmp_path: Path) -> None:
    """What the image does with `compileall`: two copies of a module, made at two times, compile to the same bytes."""

    made = []
    for at, when in enumerate((1_000_000_000, 1_500_000_000)):
        folder = tmp_path / str(at) / "data"
        folder.mkdir(parents=True)
        module = Path(shutil.copy(ROOT / "data" / "derive.py", folder))
        os.utime(module, (when, when))
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compileall.compile_file(module, quiet=1, stripdir=str(tmp_path / str(at)), invalidation_mode=mode)
        made.append(next(folder.rglob("*.pyc")).read_bytes())
    assert made[0] == made[1]
