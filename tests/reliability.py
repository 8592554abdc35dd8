"""What was tried against the dashboard, and the table of it in docs/reliability.md.

    python -m tests.reliability [arguments of pytest]

runs the long tests, prints their figures and writes them into the table: a row that was not run keeps its figures and
its day. A long test takes the fixture `record` and tells what it counted; a row is "held" when its test passed.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reliability.md"
Record = Callable[[str, str, str], None]  # key of TRIED, how much was tried, what came of it
PROPERTY = "reliability"
Count = Callable[[str, int], None]  # what was tried, how often
COUNTED = "counted"
NOT_YET = ("not yet tried", "–", "–", "–")
_TABLE = re.compile(r"(?<=<!-- table -->\n).*?(?=<!-- end of table -->)", re.DOTALL)
_HEAD = ("tried", "what a reader sees", "how much", "what came of it", "held", "day")


@dataclass(frozen=True)
class Tried:
    """One thing that was tried: its part of the page, what it is, and what a reader sees of it."""

    part: str
    what: str
    seen: str


# Key → what; the order is that of the table. A long test that adds a row adds it here.
TRIED: dict[str, Tried] = {
    "links": Tried(
        "Bad inputs",
        "SQL, script, path, template, Unicode, bidi, null, huge, repeated, nested and badly encoded values in every "
        "parameter of every view, in the API, pictures and files",
        "the view with its defaults, and a notice that names each value as text",
    ),
    "tables": Tried(
        "Bad inputs",
        "each table of data/tables broken in turn: missing, empty, cut off, columns, types, keys, sources, version",
        "nothing: the start ends with code 2; a running process goes on with what it read",
    ),
    "soak": Tried("Load", "visitors who come, walk through the views (benchmarks/scenario.yml) and leave", "nothing"),
    "stalled": Tried("Load", "visitors who ask and never read an answer", "nothing: they wait for themselves"),
    "garbage": Tried("Load", "visitors who send frames that mean nothing", "nothing"),
    "reconnecting": Tried("Load", "a visitor who reconnects ten times a second", "nothing"),
    "idle": Tried("Load", "open pages that do nothing", "nothing"),
    "killed": Tried(
        "Faults", "kill -9 of one of two replicas behind nginx", "the same view again, from the other replica"
    ),
    "reload": Tried("Faults", "nginx told to reload while visitors look on", "nothing"),
    "reload_broken": Tried("Faults", "nginx told to reload a configuration that cannot be used", "nothing"),
    "full_disk": Tried("Faults", "no room on the disk for preview pictures", "the picture, drawn anew each time"),
    "clock": Tried(
        "Faults",
        "the clock jumps by a day, a year and to 1970 below a running process",
        "the view; what depends on today follows the clock",
    ),
    "read_only": Tried(
        "Faults", "nothing on the disk can be written, no home, no folder for temporary files", "nothing"
    ),
    "slow_asking": Tried("Faults", "clients that send their request one byte at a time, before nginx", "nothing"),
    "slow_reading": Tried("Faults", "clients that ask for files and take nothing", "nothing"),
    "dns": Tried("Faults", "no name can be resolved any more", "nothing: the app asks for none"),
}


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Table:
    """A plugin of pytest: gathers what the tests recorded and writes the page at the end."""

    rows: dict[str, tuple[str, str, bool]] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test told; whether it held is known when the test is over."""
        if report.when == "call":
            told = (value for name, value in report.user_properties if name == PROPERTY)
            self.rows |= {key: (much, came, report.passed) for key, much, came in told}  # type: ignore[misc,has-type]

    def pytest_sessionfinish(self) -> None:
        """Write the page and print what is new in it."""
        if self.rows:
            PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), self.rows, dt.date.today()), encoding="utf-8")
            sys.stdout.write("\n" + "".join(f"{key}: {' · '.join(map(str, row))}\n" for key, row in self.rows.items()))


def read(page: str) -> dict[str, tuple[str, ...]]:
    """What was tried → the cells of its row, as the page has them."""
    table = _TABLE.search(page)
    assert table, f"{PAGE} has lost the marks of its table"
    lines = [
        line for line in table[0].splitlines() if line.startswith("| ") and not line.startswith(("| tried", "| ---"))
    ]
    cells = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines]
    return {row[0]: row for row in cells}


def written(page: str, rows: dict[str, tuple[str, str, bool]], day: dt.date) -> str:
    """The page with some rows anew; the others stay as they are, and one that nobody tries any more goes."""
    old, lines = read(page), list[str]()
    for part in dict.fromkeys(tried.part for tried in TRIED.values()):
        lines += [f"### {part}", "", f"| {' | '.join(_HEAD)} |", "| --- | --- | --- | --- | --- | --- |"]
        for key, tried in TRIED.items():
            if tried.part != part:
                continue
            if key in rows:
                much, came, held = rows[key]
                row = (tried.what, tried.seen, much, came, "yes" if held else "**no**", day.isoformat())
            else:
                row = (tried.what, tried.seen, *old.get(tried.what, ("", "", *NOT_YET))[2:])
            lines.append(f"| {' | '.join(row)} |")
        lines.append("")
    return _TABLE.sub(lambda _: "\n" + "\n".join(lines), page)


def main() -> int:
    """Run the long tests and write the table."""
    return int(pytest.main(["-m", "long", "-rA", "--durations=0", *sys.argv[1:]], plugins=[Table()]))


if __name__ == "__main__":
    sys.exit(main())
