"""`python -m data.refresh [source …]`: the command line.

Downloads the publishers' files anew, builds the tables from them, shows what changes, and only then replaces the
old files and tables. Exit code 0: done; 2: a problem, nothing replaced; 130: stopped by you, nothing replaced.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from data.refresh.failure import STANDS, RefreshError
from data.refresh.job import Addresses
from data.refresh.run import SOURCES, Course, refresh
from data.refresh.web import Web

ROOT = Path(__file__).parents[2]


def main(arguments: list[str] | None = None, *, web: Web | None = None, addresses: Addresses | None = None) -> int:
    """Parse, refresh, report. `web` and `addresses` are for tests."""
    parser = argparse.ArgumentParser(
        prog="python -m data.refresh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    known = ", ".join(SOURCES)
    parser.add_argument("sources", nargs="*", metavar="source", help=f"of: {known}; none means all")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, replace nothing")
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds", help="folder of the seeds")
    parser.add_argument(
        "--raw", type=Path, default=Path(os.environ.get("RAW_DIR", ROOT / "raw")), help="folder of the downloads"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "tables", help="folder of the tables")
    parser.add_argument("--timeout", type=float, help="seconds to wait for a publisher's answer")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.sources) - set(SOURCES)):
        parser.error(f"unknown source {', '.join(unknown)}; known are {known}")
    web = web or Web()
    if options.timeout:
        web = replace(web, timeout=options.timeout)
    course = Course(options.raw, options.seeds, options.out, web, addresses or Addresses())
    try:
        refresh(options.sources or list(SOURCES), course, dry_run=options.dry_run)
    except RefreshError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        cure = "free some space, or point RAW_DIR and --out at folders that you may write to"
        print(f"{error.filename or 'disk'}: {error.strerror or error}; {STANDS}\n    → {cure}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"stopped; {STANDS} What has arrived is kept for the next refresh.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
