"""`python -m server.freeze OUT` writes the static edition of the dashboard."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from fnmatch import fnmatchcase
from pathlib import Path

import click

from data import store
from server import settings
from server.freeze import edition, pages
from server.freeze.page import Edition
from server.paint import EDITION

_UNUSABLE = 2  # the exit code where nothing could be written, or too much was
_LOCAL = "http://localhost:8501"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--live", default="", help="Address of the live app; else CCT_PUBLIC_URL.")
@click.option(
    "--at", default="", help="Address under which the edition will lie; else /static-edition/ of the live app."
)
@click.option(
    "--only",
    multiple=True,
    default=["*"],
    help="Pages to write, a pattern of their paths: 'country/CHL/*'; may be repeated.",
)
@click.option("--jobs", default=os.cpu_count() or 1, type=click.IntRange(1), help="Processes; else one a core.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Day of which it tells what holds “now”; else today.")
def main(out: Path, live: str, at: str, only: tuple[str, ...], jobs: int, day: dt.datetime | None) -> None:
    """Write the static edition of the dashboard into the folder OUT, or bring the one that lies there up to date."""
    started = time.perf_counter()
    try:
        public = settings.read({f"{settings.PREFIX}PUBLIC_URL": live} if live else os.environ).public_url
        store.check()
        if not public:
            click.echo(
                f"No address of the live app is set (--live or CCT_PUBLIC_URL): links lead to {_LOCAL}.", err=True
            )
        base = f"{public or _LOCAL}/"
        where = f"{at.rstrip('/')}/" if at else base + EDITION.removeprefix("/")
        every = pages.every()
        for pattern in only:
            if not any(fnmatchcase(page.path, pattern) for page in every):
                raise edition.EditionError(f"No page has a path like {pattern!r}; they are like country/CHL/es/.")
        wanted = [page for page in every if any(fnmatchcase(page.path, pattern) for pattern in only)]
        today = day.date() if day else dt.date.today()
        with click.progressbar(length=len(wanted), label="Pages", file=sys.stderr, show_pos=True) as bar:
            made, size = edition.freeze(
                out, Edition(today, base, where), wanted, jobs, lambda done, _: bar.update(done)
            )
    except (settings.SettingsError, store.DataError, edition.EditionError) as error:
        click.echo(f"\n{error}", err=True)
        sys.exit(_UNUSABLE)
    seconds = time.perf_counter() - started
    click.echo(f"{made} of {len(wanted)} pages made anew in {seconds:.0f} s; the edition has {size / 1e6:.1f} MB.")


if __name__ == "__main__":
    main()
