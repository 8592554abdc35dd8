"""The course of a refresh: copy RAW_DIR, renew the copy, build from it, show what changes, swap."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shapely.errors import ShapelyError

from data.build.pipeline import Built, build
from data.build.problems import BuildError, Problem
from data.refresh import aiddata, diff, imf, lock, natural_earth, voeten, worldbank
from data.refresh.failure import STANDS, RefreshError, failure
from data.refresh.job import Addresses, Job, Source
from data.refresh.swap import recover, swap
from data.refresh.web import Web

SOURCES = {
    "imf": Source("International Trade in Goods, IMF", (imf.FILE,), ("imf_imts",), imf.refresh),
    "worldbank": Source(
        "World Development Indicators, World Bank",
        (worldbank.FILE,),
        tuple(series.source for series in worldbank.SERIES.values()),
        worldbank.refresh,
    ),
    "aiddata": Source(
        "Global Chinese Development Finance 3.0, AidData",
        (aiddata.FINANCE, aiddata.LOCATIONS),
        ("aiddata_gcdf3", "aiddata_gcdf3_adm1"),
        aiddata.refresh,
    ),
    "voeten": Source("UN ideal points, Voeten", (voeten.FILE,), ("voeten_ip_2025",), voeten.refresh),
    "natural_earth": Source(
        "Countries, Natural Earth", (natural_earth.FILE,), ("ne_50m", "ne_10m"), natural_earth.refresh
    ),
}

#: What a converter may meet in a format that nobody foresaw; a parser of XML raises a SyntaxError.
_SURPRISES = (ArithmeticError, LookupError, RuntimeError, ShapelyError, SyntaxError, TypeError, ValueError)


@dataclass(frozen=True)
class Course:
    """Where things lie and how to ask; `say` prints, `build` makes the tables (seeds, raw, out)."""

    raw: Path
    seeds: Path
    tables: Path
    web: Web = field(default_factory=Web)
    addresses: Addresses = field(default_factory=Addresses)
    say: Callable[[str], None] = print
    build: Callable[[Path, Path, Path], Built] = build


def refresh(names: Sequence[str], course: Course, *, dry_run: bool = False) -> None:
    """Refresh the sources, all or none. Raises RefreshError with every problem; then nothing was replaced."""
    raw, tables = course.raw.resolve(), course.tables.resolve()
    if recover([raw, tables]):
        course.say("An earlier refresh was interrupted while it replaced files: its start was restored.")
    if not raw.is_dir():
        cure = "point RAW_DIR at the folder of the downloads: a refresh renews only a part of it"
        raise failure(f"RAW_DIR {raw.name}", "the folder is missing", cure)
    for file in lock.changed_by_hand(raw):
        course.say(f"warning: {file} was changed since the last refresh; compare it before you go on")
    with _room(raw) as room, _room(tables) as tables_room:
        staged, made = room / raw.name, tables_room / tables.name
        _copy(raw, staged)
        _renew(names, staged, room, course)
        try:
            built = course.build(course.seeds, staged, made)
        except BuildError as error:
            head = f"the downloads arrived, but no tables can be built from them; {STANDS}"
            raise RefreshError(*error.problems, head=head) from error
        for warning in built.warnings:
            course.say(f"warning: {warning}")
        course.say(diff.summary(diff.compare(tables, built.tables)))
        if dry_run:
            course.say(f"A dry run: {STANDS}")
            return
        swap([(staged, raw), (made, tables)])
    shutil.rmtree(_parts(raw), ignore_errors=True)
    records = ", ".join(record for name in names for record in SOURCES[name].records)
    course.say(f"Replaced the files and the tables (version {built.version}).")
    course.say(f"Now say so in seeds/sources (read, citation, processing) of {records}, and build again.")


def _renew(names: Sequence[str], staged: Path, room: Path, course: Course) -> None:
    """All sources in turn; their problems come in one report."""
    problems: list[Problem] = []
    for name in names:
        source = SOURCES[name]
        course.say(f"{name}: {source.title}")
        job = Job(staged, room / "downloads" / name, _parts(course.raw.resolve()), course.web, course.addresses)
        try:
            source.refresh(job)
        except RefreshError as error:
            problems += error.problems
            continue
        except _SURPRISES as error:
            cure = f"look at the publisher's page, and adapt data/refresh/{name}.py"
            problems.append(Problem(name, "", "", f"the answer is not in the known format ({error!r})", cure))
            continue
        if lock.unchanged(staged, name, job.downloads):
            course.say(f"{name}: the publisher's files are the same as at the last refresh")
        lock.note(staged, name, source.files, job.downloads)
    if problems:
        raise RefreshError(*problems)


@contextmanager
def _room(beside: Path) -> Iterator[Path]:
    """A hidden folder beside `beside`, on the same file system, so that renaming into its place is atomic."""
    room = Path(tempfile.mkdtemp(prefix=f".{beside.name}-refresh-", dir=beside.parent))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _parts(raw: Path) -> Path:
    return raw.with_name(f".{raw.name}-parts")


def _copy(folder: Path, target: Path) -> None:
    """Contents only: the originals may be read-only."""
    target.mkdir()
    for path in sorted(folder.rglob("*")):
        copy = target / path.relative_to(folder)
        if path.is_dir():
            copy.mkdir()
        else:
            shutil.copyfile(path, copy)
