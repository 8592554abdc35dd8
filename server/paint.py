"""The first paint: Streamlit's page with what the view says already in it, for readers whose scripts still load, for
readers without scripts, for search engines and previews of links.

The paint stands beside the root of the app and goes when the app has drawn (static/start.js).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any, Protocol
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from data import store
from pages import REGISTER
from server import markdown, preview, said, still, wire
from server.freeze import pages
from server.said import Asked, Said
from server.settings import Settings
from server.shell import shell
from ui.text import Text, languages, text
from ui.theme import DARK, LIGHT
from ui.views import article, pledges, questions, timeline

_LOG = logging.getLogger(__name__)
_STYLE = re.compile(r'<link rel="stylesheet"[^>]*>\s*')
_MODULE = '<script type="module" crossorigin'
_DESCRIBED = 300  # characters of a description
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_START = "app/static/start.js"
EDITION = "/static-edition/"  # where the app serves the static edition that was frozen into the deployment
# Which languages a network says by which code (Open Graph).
_OG_LOCALE = {"en": "en_GB", "es": "es_ES", "pt": "pt_BR", "zh": "zh_CN"}


class Address(Protocol):
    """Makes the address of a view; `always` names English as well."""

    def __call__(self, slug: str, codes: tuple[tuple[str, str], ...], lang: str, *, always: bool = False) -> str:
        """The address of a view with its choices in a language."""


@dataclass(frozen=True)
class Page:
    """What template page.html sets; `style` is the address of its style sheet, "" where the page holds it."""

    said: Said
    words: Text
    slug: str
    title: str
    description: str
    canonical: str
    alternates: tuple[tuple[str, str, str], ...]
    picture: str
    picture_alt: str
    map: str
    map_size: tuple[int, int]
    menu: tuple[tuple[str, str, bool], ...]
    languages: tuple[tuple[str, str, str, bool], ...]
    dataset: Mapping[str, Any]
    og_locale: str
    og_others: tuple[str, ...]
    embedded: bool = False
    scheme: str = ""
    style: str = ""
    edition: str = ""


class Paints:
    """Answers for every view, and for robots.txt and sitemap.xml."""

    def __init__(self, settings: Settings) -> None:
        self._public = settings.public_url
        self._edition = settings.static_edition is not None
        # A flood of addresses that nobody asked for before must leave the processor to the views.
        self._limit = CapacityLimiter(4)

    def base(self, request: Request) -> str:
        """The address of the dashboard, with a slash at its end."""
        return f"{self._public}/" if self._public else str(request.base_url)

    def prepare(self) -> None:
        """Warm the words of every view, and what all paints and pictures share."""
        today = dt.date.today()
        for view in REGISTER:
            ask = said.asked(view.slug, {})
            page(ask, today, f"{self._public or 'http://localhost'}/", "")
            preview.map_svg(ask, today)
        preview.card_png(said.asked(REGISTER[0].slug, {}), today)

    @staticmethod
    def ahead() -> list[Callable[[], object]]:
        """What can be made before anyone asks: the views and the pages of the 33, in every language."""
        today = dt.date.today()
        places = [
            *((view.slug, {}) for view in REGISTER),
            *(("country", {"country": at}) for at in store.country_codes()),
        ]
        return [
            partial(said.said, said.asked(slug, {**query, "lang": lang}), today)
            for lang in languages()
            for slug, query in places
        ]

    def view(self, slug: str) -> Any:
        """The endpoint of a view."""

        async def answer(request: Request) -> Response:
            given = dict(request.query_params)
            wish = request.headers.get("accept-language")
            ask = said.asked(slug, given, wish)
            shown = "dark" if "dark_theme" in given.get("embed_options", "") else ""
            kind = f"{'embed' if given.get('embed') == 'true' else ''} {shown}".strip()
            edition = edition_of(ask, given) if self._edition else ""
            painted = await to_thread.run_sync(
                _painted, ask, dt.date.today(), self.base(request), kind, edition, limiter=self._limit
            )
            more = {"Content-Language": text(ask.lang).html_lang}
            if "lang" not in given:
                more["Vary"] = "Accept-Language"
            return painted.response(request.headers, wire.REVALIDATE, more)

        return answer

    async def robots(self, request: Request) -> Response:
        """What search engines may read, and where all addresses are listed."""
        content = preview.templates().get_template("robots.txt").render(base=self.base(request))
        return PlainTextResponse(content, headers={"Cache-Control": wire.HOUR})

    async def sitemap(self, request: Request) -> Response:
        """Every view, country, indicator, claim, quotation, event and promise in every language."""
        made = await to_thread.run_sync(sitemap, self.base(request))
        return made.response(request.headers, wire.HOUR)


def edition_of(ask: Asked, given: Mapping[str, str]) -> str:
    """The address of the static page that tells a view, relative to any view; the nearest one where none tells all."""
    # The member by which a view is narrowed; the paint of some views is the same for all.
    codes = {"country": given.get("country", "").upper(), **dict(ask.codes)}
    return f".{EDITION}{pages.nearest(ask.slug, tuple(codes.items()), ask.lang)}"


def _painted(ask: Asked, today: dt.date, base: str, kind: str, edition: str) -> wire.Encoded:
    """The page of a view; where its words fail, the page without them, since the app may still run."""
    try:
        return page(ask, today, base, kind, edition)
    except Exception:  # noqa: BLE001  whatever it is, the log has it
        _LOG.exception("no first paint for %s", ask)
        return wire.Encoded(shell().encode(), "text/html; charset=utf-8")


@lru_cache(maxsize=128)
def page(ask: Asked, today: dt.date, base: str, kind: str, edition: str = "") -> wire.Encoded:
    """The page of a view; `kind` says "embed" for a frame and "dark" for a frame that is always dark.

    `edition` is the address of its static page, if the app serves one.
    """
    view, words = said.said(ask, today), text(ask.lang)
    parts = replace(
        told(ask, view, base, partial(_address, base), href),
        picture=base + preview.address(ask, "png"),
        map=f"./{preview.address(ask, 'svg')}" if view.mapped else "",
        embedded="embed" in kind,
        scheme="dark" if "dark" in kind else "",
        edition=edition,
    )
    templates = preview.templates()
    own = {
        **worn(parts),
        "link": link_of(ask),
        "whole": lambda link: _address(base, link.slug, link.codes, ask.lang),
        "home": href(REGISTER[0].slug, (), ask.lang),
        "files": "./app/static/",
        "tables": view.tables,
        "listings": view.listings,
    }
    head, style = _shell()
    html = head.replace('<html lang="en">', f'<html lang="{words.html_lang}">', 1)
    html = html.replace("<title></title>", templates.get_template("head.html").render(**own), 1)
    body = quoted(templates.get_template("page.html").render(**own), ask.lang)
    html = html.replace('<div id="root">', f'{body}\n    {style}\n    <div id="root">', 1)
    return wire.Encoded(html.encode(), "text/html; charset=utf-8").prepared()


def told(ask: Asked, view: Said, base: str, whole: Address, way: Address) -> Page:
    """What head and body of a page say of a view, without pictures; `base` is the live app's address.

    `whole` makes the addresses by which the page is known, `way` those that lead on from it.
    """
    words = text(ask.lang)
    return Page(
        said=view,
        words=words,
        slug=ask.slug,
        title=words("site.page", title=markdown.plain(view.title), site=words("site.name")),
        description=_description(view, words),
        canonical=whole(ask.slug, ask.codes, ask.lang),
        alternates=(
            *((text(lang).html_lang, whole(ask.slug, ask.codes, lang), lang) for lang in languages()),
            ("x-default", whole(ask.slug, ask.codes, "en"), ""),
        ),
        picture="",
        picture_alt=_description(view, words),
        map="",
        map_size=(round(still.WIDTH), round(still.region_shapes().height)),
        menu=tuple(
            (words(f"{item.slug}.nav"), way(item.slug, (), ask.lang), item.slug == ask.slug) for item in REGISTER
        ),
        languages=tuple(
            (
                text(lang)("language.name"),
                text(lang).html_lang,
                way(ask.slug, ask.codes, lang, always=True),
                lang == ask.lang,
            )
            for lang in languages()
        ),
        dataset=_dataset(ask, view, base),
        og_locale=_OG_LOCALE[ask.lang],
        og_others=tuple(_OG_LOCALE[lang] for lang in languages() if lang != ask.lang),
    )


def worn(parts: Page) -> dict[str, Any]:
    """What the templates of a page need besides its links: the page, the colours, how Markdown is set."""
    return {"page": parts, "light": LIGHT, "dark": DARK, "html": markdown.html, "plain": markdown.plain}


def quoted(body: str, lang: str) -> str:
    """The body with the words of the report marked as English, where the page is not: they are printed as they are."""
    if lang == "en":
        return body
    for record in article.quotes(None, None, None, lang).quotes:
        words = markdown.html(record.said)
        body = body.replace(words, f'<span lang="en">{words}</span>')
    return body


def link_of(ask: Asked) -> Any:
    """The address of a link on a page, relative to any view, in its language."""
    return lambda link: href(link.slug, link.codes, ask.lang)


def href(slug: str, codes: tuple[tuple[str, str], ...], lang: str, *, always: bool = False) -> str:
    """The address of a view relative to any view: "./country?country=CUB&lang=es"."""
    query = urlencode([*codes, *((("lang", lang),) if always or lang != "en" else ())], safe=".")
    return f"./{_path(slug)}{'?' if query else ''}{query}"


def _path(slug: str) -> str:
    return "" if slug == REGISTER[0].slug else slug


def _address(base: str, slug: str, codes: tuple[tuple[str, str], ...], lang: str, *, always: bool = False) -> str:
    return base + href(slug, codes, lang, always=always).removeprefix("./")


@cache
def _shell() -> tuple[str, str]:
    """Streamlit's page with a place for our head and our script before its scripts, and its style sheet apart.

    The sheet holds the letters of formulas: behind the paint it does not hold the paint up.
    """
    whole = shell()
    style = "".join(_STYLE.findall(whole)).strip()
    whole = _STYLE.sub("", whole)
    whole = re.sub(r"<title>[^<]*</title>", "<title></title>", whole, count=1)
    # Sixty scripts and a file of letters must not stand before the paint on a slow line.
    whole = re.sub(r'<link\s+rel="(modulepreload|preload)"', r'\g<0> fetchpriority="low"', whole)
    script = (wire.APP_STATIC / "start.js").read_bytes()
    version = hashlib.sha256(script).hexdigest()[:8]
    own = f'<script defer src="./{_START}?v={version}"></script>\n    {_MODULE} fetchpriority="low"'
    for part in ('<html lang="en">', "<title></title>", _MODULE, '<div id="root">'):
        if whole.count(part) != 1:
            raise RuntimeError(f"Streamlit's page has not one {part}; has Streamlit changed?")
    return whole.replace(_MODULE, own, 1), style


def _description(view: Said, words: Text) -> str:
    """What the view says in at most 300 characters, cut after a sentence or a word."""
    figures = [
        words.ended(words.labelled(markdown.plain(figure.label), markdown.plain(figure.value)))
        for figure in view.figures
    ]
    said_so = [markdown.plain(part) for part in view.brief or view.answer]
    whole = words.sentences(*([*figures, *said_so] if view.brief else [*said_so, *figures])) or view.question
    if len(whole) <= _DESCRIBED:
        return whole
    cut = whole[:_DESCRIBED]
    at = max(cut.rfind(". "), cut.rfind("。"))
    return cut[: at + 1] if at > _DESCRIBED // 3 else f"{cut.rsplit(' ', 1)[0]} …"


# -- for programs ------------------------------------------------------------------------------------


def _dataset(ask: Asked, view: Said, base: str) -> dict[str, Any]:
    """The view as a Dataset of schema.org."""
    words = text(ask.lang)
    country = dict(ask.values).get("code") or dict(ask.values).get("chosen")
    first = {"@type": "Place", "name": words("partner.REGION")}
    place = {"@type": "Country", "name": words.country(str(country)), "identifier": country} if country else first
    owner = {"@type": "Organization", "name": f"{words('site.name')} contributors", "url": base}
    dataset: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": words.labelled(words("site.name"), markdown.plain(view.title)),
        "description": _padded(_description(view, words), words),
        "url": _address(base, ask.slug, ask.codes, ask.lang),
        "inLanguage": words.html_lang,
        "license": _LICENCE,
        "isAccessibleForFree": True,
        "creator": owner,
        "publisher": owner,
        "version": store.data_version(),
        "dateModified": last_changed(),
        "spatialCoverage": place,
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": words.of(store.indicator(code).label),
                "description": words.of(store.indicator(code).definition),
            }
            for code in view.measured
        ],
        "citation": [markdown.plain(line) for line in view.sources],
        "image": base + preview.address(ask, "png"),
        "distribution": _files(view, country if isinstance(country, str) else None, base),
    }
    if view.years:
        dataset["temporalCoverage"] = f"{view.years[0]}/{view.years[1]}"
    return {key: value for key, value in dataset.items() if value}


def _files(view: Said, country: str | None, base: str) -> list[dict[str, str]]:
    """Where a program takes the rows behind the view, and the whole."""
    files = [("application/json", f"{base}api/v1/datapackage.json")]
    if view.measured:
        query = [
            ("indicator", ",".join(view.measured)),
            *((("country", country),) if country else ()),
            ("format", "csv"),
        ]
        files.insert(0, ("text/csv", f"{base}api/v1/observations?{urlencode(query, safe=',')}"))
    return [{"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address} for kind, address in files]


def _padded(description: str, words: Text) -> str:
    # Search engines want at least fifty characters of a data set's description.
    return description if len(description) >= 50 else words.sentences(description, words.ended(words("site.tagline")))


@cache
def last_changed() -> str:
    """The day of the newest version of the data."""
    return str(store.table("changelog")["date"].max())


def addresses() -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Every address with words of its own: views, and what can be picked out in them."""
    slugs = {view.slug for view in REGISTER}
    yield from ((view.slug, ()) for view in REGISTER)
    for slug, name, codes in (
        ("country", "country", store.country_codes()),
        ("map", "indicator", store.indicators()),
        ("article", "claim", article.claim_ids()),
        ("article", "quote", article.quote_ids()),
        ("timeline", "event", timeline.ids()),
        ("pledges", "pledge", pledges.ids()),
        ("questions", "question", questions.ids()),
        ("data", "indicator", store.indicators()),
    ):
        if slug in slugs:
            for code in codes:
                # What is the default stands under the bare address already.
                ask = said.asked(slug, {name: code})
                if ask.codes:
                    yield slug, ask.codes


@lru_cache(maxsize=4)
def sitemap(base: str) -> wire.Encoded:
    """All addresses in all languages with their alternates, as the protocol of sitemaps has it."""
    entries = []
    for slug, codes in addresses():
        alternates = [(text(lang).html_lang, _address(base, slug, codes, lang)) for lang in languages()]
        alternates.append(("x-default", _address(base, slug, codes, "en")))
        entries += [(address, alternates) for tag, address in alternates if tag != "x-default"]
    content = preview.templates().get_template("sitemap.xml").render(entries=entries, changed=last_changed())
    return wire.Encoded(content.encode(), "application/xml; charset=utf-8").prepared()
