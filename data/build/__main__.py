"""`python -m data.build`: the command line. Exit code 0: built; 2: problems in the inputs, nothing
written.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from data.build.pipeline import build
from data.build.problems import BuildError

ROOT = Path(__file__).parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Parse, build, report."""
    parser = argparse.ArgumentParser(prog="python -m data.build", description=__doc__)
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds", help="folder of the seeds")
    parser.add_argument(
        "--raw",
        type=Path,
        default=Path(os.environ.get("RAW_DIR", ROOT / "raw")),
        help="folder of the downloads",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "tables", help="folder of the tables")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    try:
        built = build(options.seeds, options.raw, options.out)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    for warning in built.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    rows = sum(len(frame) for frame in built.tables.values())
    seconds = time.perf_counter() - started
    print(f"built {len(built.tables)} tables, {rows} rows, version {built.version}, in {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
