"""What stops a refresh: which file, what is wrong, what cures it. The old files and tables stand."""

from __future__ import annotations

from collections.abc import Iterable

from data.build import csvs
from data.build.problems import Problem

STANDS = "nothing was replaced, the old files and tables stand."


class RefreshError(Exception):
    """One or more things that stop a refresh; str() is the whole report."""

    def __init__(self, *problems: Problem, head: str = "") -> None:
        self.problems = problems
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        lines = [head or f"{count} in the refresh; {STANDS}", *map(str, problems)]
        super().__init__("\n".join(lines))


def failure(file: str, what: str, cure: str, *, record: str = "") -> RefreshError:
    """The error for one problem."""
    return RefreshError(Problem(file, record, "", what, cure))


def missing_columns(file: str, wanted: Iterable[str], found: Iterable[str], module: str) -> None:
    """Raise when a publisher's table lacks a column."""
    found = list(found)
    absent = [column for column in wanted if column not in found]
    if absent:
        raise failure(file, csvs.lacking(absent, found), f"the publisher changed the format: adapt {module}")
