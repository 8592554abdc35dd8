"""`python -m data.build`: the command line, makes tables and boundaries or neither. Exit code 0: built;
2: problems in the inputs, nothing written.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from data.build import boundaries, pipeline
from data.build.problems import BuildError, Problems

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
    parser.add_argument("--static", type=Path, default=ROOT / "static", help="folder of the boundaries")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    try:
        problems = Problems()
        files = boundaries.make(problems)
        if problems:
            # Those of the tables belong in the same report; this raises it.
            pipeline.make(options.seeds, options.raw, problems)
            raise BuildError(problems)
        built = pipeline.build(options.seeds, options.raw, options.out)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    boundaries.write(files, options.static)
    for warning in built.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    rows = sum(len(frame) for frame in built.tables.values())
    seconds = time.perf_counter() - started
    print(
        f"built {len(built.tables)} tables, {rows} rows, version {built.version}, "
        f"and {len(files)} files of boundaries, in {seconds:.1f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
