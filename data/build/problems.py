"""All that is wrong with the inputs, gathered and told at once: file, record, field, what, cure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong and what cures it."""

    file: str
    record: str
    field: str
    what: str
    cure: str

    def __str__(self) -> str:
        place = " · ".join(part for part in (self.file, self.record, self.field) if part)
        return f"{place}: {self.what}\n    → {self.cure}"


class Problems:
    """A list of problems that grows while inputs are read; nothing is written while it holds one."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def __bool__(self) -> bool:
        return bool(self.found)

    def add(self, file: Path | str, what: str, cure: str, *, record: object = "", field: str = "") -> None:
        """Note one problem."""
        self.found.append(Problem(str(file), str(record), field, what, cure))

    def report(self) -> str:
        """One report of everything, in the order of the files."""
        count = f"{len(self.found)} problem{'s' if len(self.found) > 1 else ''}"
        head = f"{count} in the inputs; nothing was written, the old tables stand."
        return "\n".join([head, *map(str, sorted(self.found, key=lambda problem: problem.file))])


class BuildError(Exception):
    """The inputs cannot be built; str() is the report of all problems."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(problems.report())
        self.problems = problems.found
