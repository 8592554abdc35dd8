"""One page of the static edition as bytes: its HTML, its figures, its pictures, its ZIPs."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import plotly

from data import store
from server import markdown, paint, preview, said, still
from server.freeze import looks, pages
from server.freeze.pages import Page
from server.freeze.parts import Looks, Part, map_of, parts
from ui.charts.sealed import Sealed
from ui.drawing import picture
from ui.text import Text, text
from ui.theme import DARK, LIGHT
from ui.views import bundle, compare, takeaway
from ui.views import map as map_view

FILES = Path(__file__).parent / "files"
STYLE, CHARTS, ADDRESS = "edition/edition.css", "edition/edition.js", "edition/address.js"
PLOTLY = f"edition/plotly-{plotly.__version__}.min.js"
LETTERS = "edition/source-sans.woff2"
STATIC = "app/static/"
# What the live app allows its own page (server/guard.py): no inline script, no other host. Plotly writes styles.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
_STILL_AT_MOST = 40_000  # bytes of a picture that stands in for a chart until it is drawn
_OTHERS = ("dark", "narrow", "narrowDark")  # looks besides light on a desk
_NARROW = "(max-width: 640px)"
_DARK = "(prefers-color-scheme: dark)"
# The chart that is the map of the view: the first paint has a small picture of it.
_MAPPED = {"overview": "road_now", "map": "map", "trade": "turn_map"}
# Lists of a page that its parts tell in full.
_TOLD = frozenset({"timeline", "article", "pledges", "country", "data"})


@dataclass(frozen=True)
class Edition:
    """For which day an edition is made, where the live app answers and where the edition will lie (both end in /)."""

    today: dt.date
    live: str
    at: str


@dataclass(frozen=True)
class Made:
    """The files of a page by their paths in the edition, and the most bytes that a reader of it fetches besides what
    all pages share.
    """

    files: Mapping[str, bytes]
    weight: int


@dataclass(frozen=True)
class Still:
    """A picture of a chart."""

    path: str
    width: int
    height: int


@dataclass(frozen=True)
class Chart:
    """A chart of a page: the file of its figure, its heights on a desk and on a phone, and its pictures: light and dark
    on a desk, then on a phone.
    """

    key: str
    figure: str
    heights: tuple[int, int]
    drawn: tuple[Still | None, ...]
    map: Still | None

    @property
    def stills(self) -> tuple[tuple[str, Still], ...]:
        """Its pictures with their media, the last one for all others; none where one of them is too large."""
        found = [one for one in self.drawn if one]
        if len(found) == len(self.drawn):
            return tuple(zip(("", _DARK, _NARROW, f"{_NARROW} and {_DARK}"), found, strict=True))[::-1]
        return (("", self.map),) if self.map else ()


@dataclass(frozen=True)
class Bundle:
    """The ZIP of a figure: where it lies, what it is called, how large it is, in words."""

    path: str
    name: str
    size: str


@dataclass(frozen=True)
class Laid:
    """A part as template laid.html sets it."""

    told: Part
    about: tuple[str, ...]
    drawn: Chart | None
    bundle: Bundle | None


@dataclass(frozen=True)
class Choice:
    """A list of the pages of a view: what is chosen, what is shown, the ways (label, address, whether it is shown)."""

    title: str
    now: str
    ways: tuple[tuple[str, str, bool], ...]


class Files(dict[str, bytes]):
    """Files of a page; what others may have as well is named by its content."""

    def kept(self, folder: str, content: bytes, ending: str) -> str:
        """Keep a file under the name of its content; answers its path."""
        path = f"{folder}/{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
        self[path] = content
        return path


def made(page: Page, edition: Edition) -> Made:
    """Everything that a page needs of its own."""
    files, words = Files(), text(page.lang)
    ask = said.asked(page.slug, {**dict(page.codes), "lang": page.lang})
    view = _named(said.said(ask, edition.today), page, words)
    laid = tuple(_laid(page, ask, view, edition, files))
    card = files.kept("pictures", _card(ask, edition.today), "png")
    years = _years(page, files) if page.slug == "map" else ""
    html = _html(page, ask, view, laid, card, years, edition)
    files[f"{page.path}index.html"] = html
    drawn = [part.drawn for part in laid if part.drawn]
    fetched = {one.figure for one in drawn} | {one.stills[-1][1].path for one in drawn if one.stills} | {years}
    return Made(files, len(html) + sum(len(files[name]) for name in fetched if name))


@lru_cache(maxsize=8)
def _card(ask: said.Asked, today: dt.date) -> bytes:
    """The card of a page for chats and networks; pages that say the same have the same."""
    return preview.card_png(ask, today)


def _named(view: said.Said, page: Page, words: Text) -> said.Said:
    """What a view says, called by the member that the page is for where its own title does not name it."""
    name = words.country(page.country) if page.country else ""
    return view if name in view.title else replace(view, title=words.commas(name, view.title))


# -- parts -------------------------------------------------------------------------------------------


def _laid(page: Page, ask: said.Asked, view: said.Said, edition: Edition, files: Files) -> Iterator[Laid]:
    words, zipped = text(page.lang), 0
    wanted = [Looks(edition.today, theme, narrow) for narrow in (False, True) for theme in ("light", "dark")]
    for variants in zip(*(parts(page, look) for look in wanted), strict=True):
        told = variants[0]
        mapped = preview.map_svg(ask, edition.today) if told.key == _MAPPED.get(page.slug) else None
        chart = _chart(variants, mapped.content if mapped else None, files) if told.figure else None
        # Every figure of a page that is for nobody in particular has a ZIP, and the first one of a member: all of them
        # would weigh more than everything else.
        taken = None
        if told.figure and told.sources and (not page.codes or (page.slug == "country" and not zipped)):
            zipped += 1
            taken = _bundle(told, told.figure, page, view, edition, files, words)
        yield Laid(told=told, about=tuple(told.about.split("\n\n")), drawn=chart, bundle=taken)


def _chart(variants: Sequence[Part], mapped: bytes | None, files: Files) -> Chart:
    """The chart of a part in its four looks; `mapped` is a small picture of a map, the same for all."""
    figures = [part.figure for part in variants if part.figure]
    first, *others = (figure.json() for figure in figures)
    heights = [round(figure.spec()["layout"].get("height", 450)) for figure in figures]
    return Chart(
        key=variants[0].key,
        figure=files.kept("figures", looks.packed(first, dict(zip(_OTHERS, others, strict=True))), "json"),
        heights=(heights[0], heights[2]),
        drawn=tuple(_still(figure, files, narrow=at > 1) for at, figure in enumerate(figures)),
        map=_map(mapped, heights[0], files) if mapped else None,
    )


def _map(svg: bytes, height: int, files: Files) -> Still:
    """The small picture of a map, as high as the chart."""
    width = height * still.WIDTH / still.region_shapes().height
    return Still(files.kept("pictures", svg, "svg"), round(width), height)


def _still(figure: Sealed, files: Files, *, narrow: bool) -> Still | None:
    if "choropleth" in figure.kinds:
        return None  # its boundaries alone weigh more than all other pictures of a page
    svg, width, height = picture.alone(figure.spec(), narrow=narrow)
    if len(svg) > _STILL_AT_MOST:
        return None
    return Still(files.kept("pictures", svg.encode(), "svg"), round(width), round(height))


def _bundle(
    part: Part, drawn: Sealed, page: Page, view: said.Said, edition: Edition, files: Files, words: Text
) -> Bundle:
    """The ZIP of a figure, as “Cite” of the live app makes it."""
    link = f"{edition.live}{pages.path(page.slug, (), 'en').rstrip('/')}?{urlencode(_all(page), safe='.')}"
    figure = takeaway.Figure(
        title=takeaway.titles(part.title, part.key, page.slug, view.question, dict(page.codes), words),
        subtitle=takeaway.subtitle(part.lines[0] if part.lines else ""),
        line=takeaway.unmarked(part.sources),
        ids=takeaway.listed(getattr(part.sources, "ids", ())),
        link=link,
        day=None,
    )
    stem = takeaway.named(figure, part.key)
    content = bundle.zipped(figure, bundle.Shown([drawn], part.data), stem, words)
    return Bundle(files.kept("files", content, "zip"), f"{stem}.zip", words.number(len(content) / 1000))


def _all(page: Page) -> dict[str, str]:
    """Every choice of a page, as a permanent link of the live app writes it."""
    said_so = dict(page.codes)
    if page.country:
        said_so["country"] = page.country
    if page.slug == "map":
        code, year = map_of(page)
        said_so |= {"indicator": code, "year": str(year)}
    if page.slug == "compare":
        said_so = {"countries": ".".join(compare.DEFAULT), "indicator": compare.default().id, **said_so}
    return {**said_so, "lang": page.lang, "data": store.release()}


# -- the page ----------------------------------------------------------------------------------------


def _html(
    page: Page, ask: said.Asked, view: said.Said, laid: Sequence[Laid], card: str, years: str, edition: Edition
) -> bytes:
    """The page, in the form of template edition.html."""

    def here(slug: str, codes: pages.Codes, lang: str) -> str:
        """The way to an address of the live app: within the edition, else to the live app."""
        place = pages.place(slug, codes, lang)
        return f"{page.root}{place}" if place is not None else _live(slug, codes, lang)

    def _live(slug: str, codes: pages.Codes, lang: str) -> str:
        return edition.live + paint.href(slug, codes, lang, always=True).removeprefix("./")

    def way(slug: str, codes: pages.Codes, lang: str, *, always: bool = False) -> str:
        return here(slug, page.codes if slug == page.slug and always else codes, lang)

    def whole(slug: str, codes: pages.Codes, lang: str, *, always: bool = False) -> str:
        return edition.at + pages.path(slug, page.codes, lang)

    told = replace(
        paint.told(ask, view, edition.live, whole, way),
        picture=f"{edition.at}{card}",
        style=f"{page.root}{STYLE}?v={version(STYLE)}",
    )
    template = preview.templates().get_template("edition.html")
    html = template.render(
        **paint.worn(told),
        link=lambda link: here(link.slug, link.codes, page.lang),
        whole=lambda link: _live(link.slug, link.codes, page.lang),
        home=here("overview", (), page.lang),
        files=f"{page.root}{STATIC}",
        root=page.root,
        live=_live(page.slug, page.codes, page.lang),
        parts=laid,
        choices=tuple(_choices(page, here)),
        tables=(),
        listings=tuple(one for one in view.listings if page.slug not in _TOLD),
        policy=POLICY,
        scripts=[(f"{name}?v={version(name)}", name != ADDRESS) for name in _scripts(page)],
        years=years,
        known=map_view.years(store.indicator(map_of(page)[0])) if years else (),
        day=edition.today.isoformat(),
    )
    head, opening, body = html.strip().partition("<body>")
    return f"{head}{opening}{paint.quoted(body, page.lang)}\n".encode()


def _scripts(page: Page) -> tuple[str, ...]:
    """The scripts of a page; that of the bare paths, which reads parameters, runs before anything is shown."""
    bare = page.lang == "en" and not page.codes
    return (CHARTS, *((ADDRESS,) if bare else ()))


def _choices(page: Page, here: Any) -> Iterator[Choice]:
    """The lists by which a reader leaves for another page of the view: of indicators, of members."""
    words = text(page.lang)
    for key in pages.KEYS.get(page.slug, ()):
        names = _names(page.slug, key, words)
        now = page.country if key == "country" else dict(page.codes).get(key, next(iter(names)))
        ways = tuple((name, here(page.slug, ((key, code),), page.lang), code == now) for code, name in names.items())
        title = words(_PARTED[page.slug][0] if key == "part" else f"choose.{key}")
        yield Choice(title, names[now] if now else words("edition.all"), ways)


# Views with parts: what the list of them is called, and each of them.
_PARTED = {
    "pledges": ("pledges.parts", "pledges.part_{}"),
    "questions": ("questions.choose_part", "questions.part.{}"),
    "data": ("data.parts", "data.part.{}"),
}


def _names(slug: str, key: str, words: Text) -> dict[str, str]:
    """What the values of a choice are called, in the order of its list."""
    if key == "part":
        return {part: words(_PARTED[slug][1].format(part)) for part in pages.PARTS[slug]}
    if key == "country":
        return {code: words.country(code) for code in sorted(store.country_codes(), key=words.sort_key)}
    return {code: words.of(one.label) for code, one in store.indicators().items()}


def _years(page: Page, files: Files) -> str:
    """The other years of a map, for the script that shows them; answers the path of their file."""
    return files.kept("figures", _other_years(map_of(page)[0], page.lang), "json")


@lru_cache(maxsize=8)
def _other_years(code: str, lang: str) -> bytes:
    found = {str(year): asdict(map_view.turned(code, year, lang)) for year in map_view.years(store.indicator(code))}
    for one in found.values():
        one["answer"] = str(markdown.html(one["answer"]))
    return orjson.dumps(found)


# -- what all pages share ----------------------------------------------------------------------------


@cache
def shared() -> Mapping[str, bytes]:
    """The style sheet, the scripts and the letters of the edition, and Plotly."""
    letters = next((Path(preview.__file__).parent / "letters").glob("SourceSans*Upright*.woff2"))
    places = f"const PLACES = {orjson.dumps(pages.rules()).decode()};\n"
    style = preview.templates().get_template("edition.css")
    return {
        STYLE: style.render(page=_Plain(), light=LIGHT, dark=DARK, letters=Path(LETTERS).name).encode(),
        CHARTS: f'const PLOTLY = "{PLOTLY}";\n{(FILES / "edition.js").read_text(encoding="utf-8")}'.encode(),
        ADDRESS: (places + (FILES / "address.js").read_text(encoding="utf-8")).encode(),
        PLOTLY: (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes(),
        LETTERS: letters.read_bytes(),
    }


@dataclass(frozen=True)
class _Plain:
    """A page whose colours follow the reader's."""

    scheme: str = ""


@cache
def version(name: str) -> str:
    """What an address of a shared file says so that a browser asks anew when it has changed."""
    return hashlib.sha256(shared()[name]).hexdigest()[:8]
