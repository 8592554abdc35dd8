"""What the dashboard is made of: `python -m tests.house.supply licences | audit | sbom`.

`licences` writes docs/licences.md and refuses what is not on the list of allowed licences; `audit` asks for known
vulnerabilities of what the container holds; `sbom` writes the bill of materials of the container, checked against
its standard.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from license_expression import ExpressionError, get_spdx_licensing
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "deploy" / "container" / "requirements.lock"
PAPER = ROOT / "docs" / "licences.md"
BILL = ROOT / "sbom.cdx.json"
APP, DEV = "requirements.txt", "requirements-dev.txt"

#: Permissive licences, and weak copyleft of single files that we only use unchanged.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "MIT", "MIT-CMU", "MPL-2.0",
    "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unlicense", "Zlib",
}  # fmt: skip
#: Only for what tests and builds use and nobody is given.
ALLOWED_DEV = {*ALLOWED, "Artistic-1.0-Perl"}
#: What packages say in words of their own → its SPDX expression.
WORDS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-2-Clause OR BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
#: Packages whose metadata say too little: read in the licence file that they bring, or in their documents.
READ = {
    "axe-playwright-python": "MIT",
    "resvg-py": "MIT",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-1.0-or-later",
}


def requirements(path: Path) -> Iterator[Requirement]:
    """The lines of a requirements file and of those that it includes."""
    for line in path.read_text("utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("-r "):
            yield from requirements(path.parent / line.removeprefix("-r ").strip())
        elif line:
            yield Requirement(line)


def closure(path: Path) -> dict[str, str]:
    """Every package that a requirements file brings on this machine, with the version that is installed."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    todo = deque((item, "") for item in requirements(path))
    while todo:
        item, extra = todo.popleft()
        if item.marker and not item.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(item.name)
        there = metadata.distribution(name)
        found[name] = there.version
        for wished in ("", *item.extras):
            if (name, wished) not in seen:
                seen.add((name, wished))
                todo += [(Requirement(text), wished) for text in there.requires or ()]
    return dict(sorted(found.items()))


def locked() -> dict[str, set[str]]:
    """Package → its versions in the lock file (more than one where they differ by version of Python)."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", LOCK.read_text("utf-8"), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def licences(names: Mapping[str, str]) -> dict[str, str]:
    """Package → its licence as an SPDX expression, or in its own words where those have none."""
    command = [
        sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed", "--with-system", "--packages", *names,
    ]  # fmt: skip
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    said = {canonicalize_name(row["Name"]): row["License"] for row in told}
    return {
        name: READ.get(name) or " AND ".join(WORDS.get(part, part) for part in said[name].split("; ")) for name in names
    }


_spdx = cache(get_spdx_licensing)  # it reads all licences there are


def allowed(expression: str, list_: set[str]) -> bool:
    """Whether an SPDX expression can be met with the licences of a list."""
    spdx = _spdx()
    try:
        tree = spdx.parse(expression, validate=True, strict=True)
    except ExpressionError:
        return False
    if tree is None:
        return False
    ours = {key: key in list_ for key in spdx.license_keys(tree)}
    return _met(tree, ours)


def _met(tree: object, ours: Mapping[str, bool]) -> bool:
    if not (parts := getattr(tree, "args", ())):
        return ours[str(tree)]
    met = [_met(part, ours) for part in parts]
    return any(met) if "OR" in getattr(tree, "operator", "") else all(met)


def paper() -> tuple[str, list[str]]:
    """The text of docs/licences.md, and what is not allowed."""
    every, runs = licences(closure(ROOT / DEV)), closure(ROOT / APP)  # the tools include the app
    app = {name: said for name, said in every.items() if name in runs}
    dev = {name: said for name, said in every.items() if name not in runs}
    bad = [f"{name}: {said}" for name, said in app.items() if not allowed(said, ALLOWED)]
    bad += [f"{name}: {said}" for name, said in dev.items() if not allowed(said, ALLOWED_DEV)]
    head = (
        "# Licences of what the dashboard uses\n\n"
        "Written by `make licences`, as SPDX expressions, from what each package says of itself. A licence that\n"
        "is not on the list in `tests/house/supply.py` fails the tests: permissive ones pass, and MPL-2.0, whose\n"
        "files are used unchanged. Versions stand in `requirements.txt`, `requirements-dev.txt` and, with hashes,\n"
        "in the lock file of the container.\n\n"
        "The fonts and data that are passed on are in [DATA_LICENSE.md](../DATA_LICENSE.md).\n"
    )
    parts = [head]
    for title, rows in (("What runs", app), ("What builds and tests it", dev)):
        lines = "".join(f"| {name} | {said} |\n" for name, said in rows.items())
        parts.append(f"\n## {title}\n\n| package | licence |\n| --- | --- |\n{lines}")
    return "".join(parts), bad


def write_licences() -> int:
    """Write docs/licences.md; 1 where a licence is not allowed."""
    text, bad = paper()
    PAPER.write_text(text, "utf-8")
    print(f"docs/licences.md: {text.count(chr(10) + '| ') - 4} packages")
    for line in bad:
        print(f"not allowed: {line}\n    → leave the package out, or read its licence and add it to READ or ALLOWED")
    return int(bool(bad))


def audit() -> int:
    """Known vulnerabilities of the lock file. 1: some; 0: none, or nobody could be asked, which is said loudly."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format=json", "--timeout=30"]
    done = subprocess.run([*command, "-r", str(LOCK)], capture_output=True, text=True, check=False)
    return judge(done.stdout, done.stderr)


def judge(out: str, err: str) -> int:
    """What an answer of pip-audit means; prints it."""
    try:
        told = json.loads(out)["dependencies"]
    except ValueError:
        print(f"NOT AUDITED: pip-audit could not reach its data ({' '.join(err.split())[-300:]})")
        print("    → run `make audit` where https://pypi.org answers")
        return 0
    asked = [item for item in told if "skip_reason" not in item]
    for item in asked:
        for fault in item["vulns"]:
            print(
                f"{item['name']} {item['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or '–'}"
            )
    if missing := [item for item in told if "skip_reason" in item]:
        print(f"NOT AUDITED: {len(missing)} of {len(told)} packages; for example {missing[0]['skip_reason']}")
        print("    → this index knows no vulnerabilities: run `make audit` where https://pypi.org answers")
    faulty = [item for item in asked if item["vulns"]]
    print(f"audited {len(asked)} of {len(told)} packages, {len(faulty)} with known vulnerabilities")
    return int(bool(faulty))


def bill(target: Path) -> int:
    """Write the bill of materials of the container in CycloneDX JSON; the tool checks it against the schema."""
    command = [
        sys.executable, "-m", "cyclonedx_py", "requirements", str(LOCK), "--of=JSON", "--sv=1.6", "--short-PURLs",
        "--output-reproducible", "--validate", "-o", str(target),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return done.returncode
    print(f"{target.name}: {len(json.loads(target.read_text('utf-8'))['components'])} components, valid CycloneDX 1.6")
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["licences"]:
            sys.exit(write_licences())
        case ["audit"]:
            sys.exit(audit())
        case ["sbom"]:
            sys.exit(bill(BILL))
        case _:
            sys.exit(__doc__)
