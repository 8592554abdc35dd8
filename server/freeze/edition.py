"""The folder of a static edition: what is in it, what has to be made anew, what it may weigh.

A page is made when what it is made of has changed, and a file is written when its bytes have. Files are written beside
their place and moved there whole. `edition.json`, written last, lists every page with its files; while pages are made
a journal beside it lists those that are done, so that a run that was cut off goes on where it ended.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from data import store
from server import preview
from server.freeze import page as making
from server.freeze import pages
from server.freeze.page import Edition
from server.freeze.pages import Page
from server.settings import EDITION_MARK
from server.wire import APP_STATIC
from ui.text import languages, text
from ui.theme import DARK, LIGHT
from ui.views import tables

PAGE_AT_MOST = 300_000  # bytes that a reader of one page fetches, besides what all pages share
WHOLE_AT_MOST = 250_000_000  # bytes of all files
_FORM = 1  # of edition.json
_JOURNAL = ".edition.jsonl"
_PART = ".part"  # how the name of a file ends while it is written
_HOUSE = Path(__file__).resolve().parents[2]
_CODE = ("data/*.py", "data/tables/*", "ui/**/*.py", "pages/__init__.py", "server/**/*", "static/**/*")
_PACKAGES = ("babel", "jinja2", "markdown-it-py", "numpy", "pandas", "plotly", "pyicu-wheels", "resvg-py")
_NAMED = 5  # pages that a message names


class EditionError(RuntimeError):
    """The edition cannot be written, or is too large; the message says why and what to do."""


@dataclass(frozen=True)
class Done:
    """A page that is there: of what it was made, its files with the digests of their bytes, its weight in bytes."""

    key: str
    files: Mapping[str, str]
    weight: int


class Folder:
    """The folder of an edition. Raises EditionError where it is somebody else's or cannot be written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pages: dict[str, Done] = {}
        self._before: set[str] = set()
        self._claim()
        self._read()

    def _claim(self) -> None:
        marks = (EDITION_MARK, _JOURNAL)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            ours = any((self.path / name).is_file() for name in marks)
            if not ours and any(self.path.iterdir()):
                raise EditionError(f"{self.path} holds something else; name an empty folder, or one of an edition.")
            (self.path / _JOURNAL).open("a", encoding="utf-8").close()
        except OSError as error:
            raise EditionError(f"{self.path} cannot be written: {error.strerror}.") from None

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads((self.path / EDITION_MARK).read_text(encoding="utf-8"))
            if kept["form"] == _FORM:
                self.pages = {place: Done(**done) for place, done in kept["pages"].items()}
                self._before = {*kept["shared"], *self._files()}
        for line in (self.path / _JOURNAL).read_text(encoding="utf-8").splitlines():
            # The last line of a run that was killed may be half a line.
            with contextlib.suppress(ValueError, TypeError):
                place, done = json.loads(line)
                self.pages[place] = Done(**done)
                self._before |= self.pages[place].files.keys()

    def _files(self) -> dict[str, str]:
        return {name: digest for done in self.pages.values() for name, digest in done.files.items()}

    def holds(self, page: Page, key: str) -> bool:
        """Whether a page is there as it would be made now."""
        done = self.pages.get(page.path)
        return done is not None and done.key == key and all((self.path / name).is_file() for name in done.files)

    def add(self, page: Page, done: Done) -> None:
        """Note that a page is there."""
        self.pages[page.path] = done
        with (self.path / _JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps([page.path, asdict(done)]) + "\n")

    def finish(self, edition: Edition, known: Iterable[Page]) -> int:
        """Write what all pages share, and the list of files; take away what no page has any more. Answers all bytes."""
        known_paths = {page.path for page in known}
        self.pages = {place: self.pages[place] for place in sorted(self.pages) if place in known_paths}
        shared = _shared(edition, [page for page in pages.every() if page.path in self.pages])
        digests = {name: put(self.path, name, content) for name, content in sorted(shared.items())}
        mark = {
            "form": _FORM,
            "data": store.data_version(),
            "edition": {**asdict(edition), "today": edition.today.isoformat()},
            "pages": {place: asdict(done) for place, done in self.pages.items()},
            "shared": digests,
        }
        for name in self._before - self._files().keys() - digests.keys():
            (self.path / name).unlink(missing_ok=True)
        put(self.path, EDITION_MARK, (json.dumps(mark, indent=1, sort_keys=True) + "\n").encode())
        (self.path / _JOURNAL).unlink()
        for folder in sorted((one for one in self.path.rglob("*") if one.is_dir()), reverse=True):
            with contextlib.suppress(OSError):  # it is not empty
                folder.rmdir()
        return sum((self.path / name).stat().st_size for name in {*self._files(), *digests, EDITION_MARK})


def put(folder: Path, name: str, content: bytes) -> str:
    """Have a file hold these bytes, untouched where it does; answers their digest."""
    place = folder / name
    if not (place.is_file() and place.stat().st_size == len(content) and place.read_bytes() == content):
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{place.name}.{os.getpid()}{_PART}")
        part.write_bytes(content)
        part.replace(place)
    return hashlib.sha256(content).hexdigest()[:16]


def write(folder: Path, page: Page, edition: Edition, key: str) -> Done:
    """Make a page and write its files."""
    try:
        made = making.made(page, edition)
    except Exception as error:
        error.add_note(f"The page that could not be made: {page.path or '/'}")
        raise
    return Done(key, {name: put(folder, name, content) for name, content in sorted(made.files.items())}, made.weight)


def freeze(
    path: Path, edition: Edition, wanted: Iterable[Page], jobs: int, each: Callable[[int, int], None]
) -> tuple[int, int]:
    """Write an edition of these pages; `each` is told after every page how many of how many are done.

    Answers how many pages were made and how many bytes the whole has. Raises EditionError.
    """
    folder, asked = Folder(path), list(wanted)
    whole = len(asked) == len(pages.every())
    keys = {page: _key(page, edition) for page in asked}
    due = [page for page in asked if not folder.holds(page, keys[page])]
    each(len(asked) - len(due), len(asked))
    for page, done in _made(path, due, edition, keys, jobs):
        folder.add(page, done)
        each(1, len(asked))
    size = folder.finish(edition, pages.every())
    _weigh(folder, size, whole=whole)
    return len(due), size


def _made(
    path: Path, due: list[Page], edition: Edition, keys: Mapping[Page, str], jobs: int
) -> Iterator[tuple[Page, Done]]:
    if jobs == 1 or len(due) < jobs:
        yield from ((page, write(path, page, edition, keys[page])) for page in due)
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting = {pool.submit(write, path, page, edition, keys[page]): page for page in due}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _key(page: Page, edition: Edition) -> str:
    said = json.dumps([page.path, asdict(edition), _inputs()], default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@cache
def _inputs() -> str:
    """A digest of everything that pages are made of: the data, the code, the versions of what draws and writes."""
    found = hashlib.sha256()
    for pattern in _CODE:
        for file in sorted(_HOUSE.glob(pattern)):
            if file.is_file() and file.suffix != ".pyc":
                found.update(file.relative_to(_HOUSE).as_posix().encode() + b"\0" + file.read_bytes())
    for name in _PACKAGES:
        found.update(f"{name} {importlib.metadata.version(name)}".encode())
    return found.hexdigest()


def _weigh(folder: Folder, size: int, *, whole: bool) -> None:
    heavy = sorted(
        ((done.weight, place) for place, done in folder.pages.items() if done.weight > PAGE_AT_MOST), reverse=True
    )
    if heavy:
        named = ", ".join(f"{place or '/'} ({weight / 1000:.0f} KB)" for weight, place in heavy[:_NAMED])
        raise EditionError(f"{len(heavy)} pages weigh more than {PAGE_AT_MOST // 1000} KB: {named}.")
    if whole and size > WHOLE_AT_MOST:
        raise EditionError(f"The edition weighs {size / 1e6:.0f} MB, more than {WHOLE_AT_MOST // 1_000_000} MB.")


# -- what all pages share ----------------------------------------------------------------------------


def _shared(edition: Edition, there: list[Page]) -> dict[str, bytes]:
    files = dict(making.shared())
    for file in sorted([*APP_STATIC.glob("geo/**/*"), *APP_STATIC.glob("topojson/*"), APP_STATIC / "mark.svg"]):
        if file.is_file():
            files[making.STATIC + file.relative_to(APP_STATIC).as_posix()] = file.read_bytes()
    templates = preview.templates()
    root = urlsplit(edition.at).path
    files["404.html"] = (
        templates.get_template("lost.html")
        .render(
            words=text("en"),
            views=[(view, root + pages.path(view, (), "en")) for view in _views()],
            path="",
            lang="en",
            light=LIGHT,
            dark=DARK,
            root=root,
        )
        .strip()
        .encode()
    )
    files["robots.txt"] = f"User-agent: *\nAllow: /\n\nSitemap: {edition.at}sitemap.xml\n".encode()
    files["sitemap.xml"] = (
        templates.get_template("sitemap.xml")
        .render(entries=list(_entries(edition, there)), changed=store.table("changelog")["date"].max())
        .encode()
    )
    files[pages.EVERYTHING] = tables.everything()
    return files


def _views() -> list[str]:
    return [page.slug for page in pages.every() if page.lang == "en" and not page.codes]


def _entries(edition: Edition, there: list[Page]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for page in there:
        others = [(text(lang).html_lang, edition.at + pages.path(page.slug, page.codes, lang)) for lang in languages()]
        english = edition.at + pages.path(page.slug, page.codes, "en")
        yield edition.at + page.path, [*others, ("x-default", english)]
