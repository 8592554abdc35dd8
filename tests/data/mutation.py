"""Is each line of data/derive.py held by a test? `python -m tests.data.mutation`: mutmut changes one thing at a time,
the tests of test_derive.py must notice. Prints the figures; exit code 1 where a change survives that EXPLAINED lacks.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "mutants"
#: (function, what the changed line holds) → why no test can tell the change from the code (docs/mutation.md).
EXPLAINED = {
    ("paired", "merge("): "without `on` pandas joins on the columns that both have: the keys",
    ("ranks", "ascending=None"): "None is as false as False",
    ("overtaking", "sort_values("): "only values are read from the sorted rows, never their numbers",
    ("overtaking", "leader, previous = "): "no year follows year 0: the leader is forgotten before it is asked for",
    ("overtaking", "zip("): "the lists are columns of one frame: they are of one length",
    ("overtaking", "leader = None"): "None is as false as 0",
    ("overtaking", "if lead >= 0"): "lead is not 0 on that line",
    ("first_overtaking", "as_index=None"): "None is as false as False",
    ("recognition_on", '"RECORDS"'): "pandas takes the word in any case",
    ("ratio", "zip("): "the lists are columns of one frame: they are of one length",
}


def survivors() -> list[tuple[str, str, str]]:
    """(mutant, function, the changed line) of each change that no test noticed."""
    found = []
    for line in _mutmut("results").splitlines():
        mutant, _, verdict = line.strip().partition(": ")
        if verdict in ("survived", "no tests", "suspicious"):
            told = _mutmut("show", mutant).splitlines()
            new = "\n".join(row[1:].strip() for row in told if row.startswith("+") and not row.startswith("+++"))
            old = "\n".join(row[1:].strip() for row in told if row.startswith("-") and not row.startswith("---"))
            function = re.sub(r"__mutmut_\d+$", "", mutant.rpartition(".x_")[2])
            found.append((mutant, function, new or f"without: {old}"))
    return found


def explained(function: str, line: str) -> str | None:
    """Why a change cannot be noticed, None where nobody knows."""
    for (where, part), why in EXPLAINED.items():
        if where == function and part in line:
            return why
    return None


def main() -> int:
    """Run, print, judge."""
    started = time.monotonic()
    shutil.rmtree(WORK, ignore_errors=True)  # verdicts of an older test file would stand
    done = subprocess.run(
        [_command(), "run", "--max-children", "2"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    counts = re.findall(r"(\d+)/\1 +🎉 (\d+)", done.stdout)
    if not counts:
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n")
        return 2
    alive, (whole, killed) = survivors(), counts[-1]
    why = Counter(reason for _, function, line in alive if (reason := explained(function, line)))
    unknown = [(mutant, line) for mutant, function, line in alive if explained(function, line) is None]
    print(
        f"data/derive.py: {whole} changes, {killed} noticed, {sum(why.values())} explained, {len(unknown)} not", end=""
    )
    print(f"; {time.monotonic() - started:.0f} s")
    for reason, count in why.most_common():
        print(f"  {count:3} {reason}")
    for mutant, line in unknown:
        print(
            f"SURVIVED {mutant}\n    {line}\n    → add a test to tests/data/test_derive.py, or explain it in {__file__}"
        )
    return int(bool(unknown))


def _mutmut(*arguments: str) -> str:
    return subprocess.run([_command(), *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _command() -> str:
    return str(Path(sys.executable).parent / "mutmut")


if __name__ == "__main__":
    sys.exit(main())
