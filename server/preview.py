"""The pictures of a view: its map as SVG for the first paint, a card of 1200 × 630 as PNG for previews of links.

Both are drawn on demand from what `server.said` says, in a thread, a card at a time; cards are kept, in memory or
in a folder, up to CCT_PICTURE_CACHE_MB.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
import os
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import anyio
import jinja2
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from data import derive, store
from pages import REGISTER
from server import said, still, wire
from server.markdown import plain
from server.said import Asked, Said
from server.settings import Settings
from ui.charts.fold import is_wide
from ui.drawing import png
from ui.text import Text, text
from ui.theme import DARK, LIGHT

_LOG = logging.getLogger(__name__)
SIZE = (1200, 630)
FOLDER = "/preview/"
_TEMPLATES = Path(__file__).parent / "templates"
_PART = ".part"  # how the name of a card ends while it is written
_WAITING = 64  # cards asked for at once; one more is told to come back
# The words of a card: how wide, where they end, how high a figure with its label is; in pixels.
_WIDTH, _FLOOR, _STEP = 560, 552, 122
# How wide a sign is, in parts of the size of the letters: enough to break lines.
_WIDE, _NARROW = frozenset("mwMW—%"), frozenset("iljtfrI.,:;'’|!()[] ·")


@dataclass(frozen=True)
class _Line:
    label: str
    value: str
    below: str
    y: float


@dataclass(frozen=True)
class Card:
    """What template card.svg sets; places are (x, y, width, height) in pixels."""

    site: str
    title: tuple[str, ...]
    title_size: int
    title_y: int
    figures: tuple[_Line, ...]
    text: tuple[str, ...]
    text_y: float
    source: tuple[str, ...]
    map: still.Map
    map_at: tuple[float, float, float, float]
    lines: still.Lines | None
    lines_at: tuple[float, float, float, float]
    rule: int
    sans: str
    serif: str


@cache
def templates() -> jinja2.Environment:
    """The templates of the server; every value is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )


@lru_cache(maxsize=128)
def map_svg(ask: Asked, today: dt.date) -> wire.Encoded | None:
    """The map of a view as a file, None where the view has none."""
    view = said.said(ask, today)
    if view.mapped is None:
        return None
    drawn = _map(view, text(ask.lang))
    content = templates().get_template("map.svg").render(map=drawn, light=LIGHT, dark=DARK)
    return wire.Encoded(content.encode(), "image/svg+xml").prepared()


def card_png(ask: Asked, today: dt.date) -> bytes:
    """The card of a view: PNG of SIZE."""
    if ask.lang == "zh" and png.chinese_letters() is None:
        # Without letters for it a card in Chinese would be boxes.
        ask = replace(ask, lang="en")
    view = said.said(ask, today)
    svg = templates().get_template("card.svg").render(card=_card(view, text(ask.lang)), light=LIGHT)
    return png.pixels(svg, ask.lang)


def address(ask: Asked, kind: str) -> str:
    """The address of a picture of a view, below the root: "preview/country.png?country=CUB&v=3fa9c1d2"."""
    version = store.data_version().rpartition("+")[2]
    codes = [*ask.codes, *((("lang", ask.lang),) if ask.lang != "en" else ()), ("v", version)]
    return f"{FOLDER[1:]}{ask.slug}.{kind}?{urlencode(codes)}"


class Kept:
    """Cards by name, up to a number of bytes; the one that was longest not asked for goes first."""

    def __init__(self, most_bytes: int, folder: Path | None = None) -> None:
        self._most = most_bytes
        self._folder = folder if folder and _writable(folder) else None
        self._found: OrderedDict[str, bytes | int] = OrderedDict()
        self._told = False
        if self._folder:
            for path in self._folder.glob(f"*{_PART}"):  # of a process that was killed in the middle
                path.unlink(missing_ok=True)
            for path in sorted(self._folder.glob("*.png"), key=lambda path: path.stat().st_mtime):
                self._found[path.stem] = path.stat().st_size
            self._shrink()

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return sum(found if isinstance(found, int) else len(found) for found in self._found.values())

    def get(self, name: str) -> bytes | None:
        """A card that is kept."""
        found = self._found.get(name)
        if found is None:
            return None
        self._found.move_to_end(name)
        if isinstance(found, bytes):
            return found
        try:
            return self._path(name).read_bytes()
        except OSError:  # somebody emptied the folder
            del self._found[name]
            return None

    def put(self, name: str, content: bytes) -> None:
        """Keep a card; older ones go when there are too many bytes."""
        if self._folder and not self._written(name, content):
            return
        self._found[name] = len(content) if self._folder else content
        self._shrink()

    def _written(self, name: str, content: bytes) -> bool:
        """Whether there was room for a card; a part of one never stands under its name."""
        part = self._path(name).with_suffix(_PART)
        try:
            part.write_bytes(content)
            part.replace(self._path(name))
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            if not self._told:
                self._told = True
                _LOG.warning("pictures cannot be kept in %s (%s) and are drawn anew", part.parent, error.strerror)
            return False
        return True

    def _shrink(self) -> None:
        while self._found and self.size > self._most:
            name, _ = self._found.popitem(last=False)
            if self._folder:
                with contextlib.suppress(OSError):
                    self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if self._folder is None:
            raise ValueError("these cards are kept in memory")
        return self._folder / f"{name}.png"


def _writable(folder: Path) -> bool:
    """Whether a folder can be made and written; a container may have a file system that only reads."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


class Previews:
    """Answers /preview/<view>.svg and /preview/<view>.png with the parameters of the view."""

    def __init__(self, settings: Settings) -> None:
        folder = settings.cache_dir / "previews" if settings.cache_dir else None
        self.kept = Kept(settings.picture_cache_mb * 1_000_000, folder)
        # One at a time: a flood of cards must leave the processor to the views.
        self._limit = anyio.CapacityLimiter(1)

    async def answer(self, request: Request) -> Response:
        """The picture, 404 for a view that has none, 503 when too many are asked for at once."""
        slug, _, kind = request.path_params["name"].partition(".")
        if slug not in {view.slug for view in REGISTER} or kind not in ("svg", "png"):
            return PlainTextResponse("Not found", 404)
        ask = said.asked(slug, dict(request.query_params))
        today = dt.date.today()
        if kind == "svg":
            drawn = await to_thread.run_sync(map_svg, ask, today)
            if drawn is None:
                return PlainTextResponse("This view has no map.", 404)
            return drawn.response(request.headers, wire.HOUR)
        name = self._name(ask, today)
        content = self.kept.get(name)
        if content is None:
            if self._limit.statistics().tasks_waiting >= _WAITING:
                return PlainTextResponse("Too many pictures at once.", 503, {"Retry-After": "10"})
            content = await to_thread.run_sync(self._draw, name, ask, today, limiter=self._limit)
        return wire.Encoded(content, "image/png", squeeze=False).response(request.headers, wire.HOUR)

    def _draw(self, name: str, ask: Asked, today: dt.date) -> bytes:
        # Whoever waited may find it drawn.
        content = self.kept.get(name)
        if content is None:
            content = card_png(ask, today)
            self.kept.put(name, content)
        return content

    @staticmethod
    def _name(ask: Asked, today: dt.date) -> str:
        said_so = repr((ask, today.isoformat(), store.data_version()))
        return hashlib.sha256(said_so.encode()).hexdigest()[:24]


# -- a card ------------------------------------------------------------------------------------------


def _map(view: Said, words: Text, *, plain_map: bool = False) -> still.Map:
    mapped = view.mapped
    if mapped is None:
        road = store.indicator("belt_and_road_status")
        rows = store.observations(road.id)
        year = int(rows["year"].max())
        return still.region(rows[rows["year"] == year], road, year, words, plain=True)
    return still.region(mapped.shown, mapped.indicator, mapped.year, words, mapped.chosen, plain=plain_map)


def _card(view: Said, words: Text) -> Card:
    lines_at = (700.0, 350.0, 444.0, 150.0)
    lined = _lines(view, words, lines_at) if view.lined and view.lined != "REGION" else None
    drawn = _map(view, words, plain_map=lined is not None)
    if lined:
        drawn = replace(drawn, legend=())
    size, title = _title(plain(view.title))
    y = 132 + size * 0.4 + len(title) * size * 1.16
    wanted = [figure for figure in view.figures if len(fold(plain(figure.value), 46, _WIDTH)) == 1]
    figures = []
    for figure in wanted[: max(1, int((_FLOOR - y) // _STEP))]:
        below = fold(plain(figure.below.splitlines()[0]), 23, _WIDTH)[0] if figure.below else ""
        figures.append(_Line(fold(plain(figure.label), 24, _WIDTH)[0], plain(figure.value), below, y))
        y += _STEP if below else _STEP - 26
    answer = [line for part in view.brief or view.answer for line in fold(plain(part), 24, _WIDTH)]
    room = int((_FLOOR - y) // 32)
    if len(answer) > room > 1:
        answer = [*answer[: room - 1], f"{answer[room - 1].rstrip('.,;: ')} …"]
    ratio = drawn.height / drawn.width
    high = 480.0
    return Card(
        site=words("site.name"),
        title=tuple(title),
        title_size=size,
        title_y=150,
        figures=tuple(figures),
        text=tuple(answer[:room]) if room > 1 else (),
        text_y=y + 6,
        source=tuple(fold(plain(view.sources[0]), 18, 1080)[:2]) if view.sources else (),
        map=drawn,
        map_at=(950.0, 46.0, 200.0, 200.0 * ratio) if lined else (1150 - high / ratio, 56.0, high / ratio, high),
        lines=lined,
        lines_at=lines_at,
        rule=1088,
        sans=png.SANS,
        serif=png.SERIF,
    )


def _title(said_text: str) -> tuple[int, Sequence[str]]:
    """The largest letters in which a title keeps to its place, and its lines."""
    for size, most in ((52, 3), (44, 3), (38, 5), (32, 6)):
        lines = fold(said_text, size, _WIDTH)
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], f"{lines[most - 1]} …"]


def _lines(view: Said, words: Text, box: tuple[float, float, float, float]) -> still.Lines | None:
    named: list[tuple[str, str, Any]] = []
    for code, colour, indicator in (
        ("CHN", LIGHT.china, "trade_with_china_usd"),
        ("USA", LIGHT.usa, "trade_with_usa_usd"),
    ):
        rows = store.observations(indicator)
        rows = derive.region_total(rows) if view.lined == "REGION" else rows[rows["country"] == view.lined]
        if len(rows):
            named.append((words(f"partner.{code}"), colour, rows))
    return still.lines(named, words, box[2], box[3]) if named else None


def fold(said_text: str, size: int, width: float) -> Sequence[str]:
    """A text on lines of at most a width; Chinese breaks anywhere, other words at blanks."""
    lines, line, room = [], "", width
    for part in _parts(said_text):
        wide = _width(part, size)
        if line and wide > room:
            lines.append(line.rstrip())
            line, room = "", width
            part = part.lstrip()
        line += part
        room -= wide
    return [*lines, line.rstrip()] if line.strip() else lines


def _parts(said_text: str) -> list[str]:
    parts: list[str] = []
    for sign in said_text:
        breaks = not parts or is_wide(sign) or parts[-1].endswith(" ") or is_wide(parts[-1][-1])
        if breaks:
            parts.append(sign)
        else:
            parts[-1] += sign
    return parts


def _width(part: str, size: int) -> float:
    return size * sum(
        1.0
        if is_wide(sign)
        else 0.86
        if sign in _WIDE
        else 0.3
        if sign in _NARROW
        else 0.66
        if sign.isupper()
        else 0.52
        for sign in part
    )
