"""What leaves the server before a script runs: the words of each view at its own address, and what programs read."""

import datetime as dt
import html as escapes
import itertools
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import store
from pages import REGISTER
from server import markdown, options, paint, said, wire
from server.settings import Settings
from ui.text import languages, text
from ui.views import compare, country
from ui.views import map as map_view

BASE = "https://ties.example.org"
TODAY = dt.date(2026, 11, 24)
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


class Page(HTMLParser):
    """A page as a crawler reads it: head, text, links, no scripts run."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.lang, self.title, self.canonical = "", "", ""
        self.meta: dict[str, str] = {}
        self.alternates: dict[str, str] = {}
        self.links: list[str] = []
        self.texts: list[str] = []
        self.data: list[dict[str, object]] = []
        self.tags: list[str] = []
        self._open: list[str] = []
        self._block = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self._open.append(tag)
        self._gap(tag)
        if tag == "html":
            self.lang = given["lang"]
        if tag == "meta" and "content" in given:
            self.meta[given.get("name") or given.get("property", "")] = given["content"]
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given["href"]
        if tag == "link" and "hreflang" in given:
            self.alternates[given["hreflang"]] = given["href"]
        if tag == "a":
            self.links.append(given["href"])
        self._block = tag == "script" and given.get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        self._gap(tag)

    def handle_data(self, data: str) -> None:
        if self._block and data.strip():
            self.data.append(json.loads(data))
        elif self._open and self._open[-1] == "title":
            self.title += data
        elif self._open and self._open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def _gap(self, tag: str) -> None:
        # Chinese has no blank around words that stand out.
        if tag not in ("b", "em", "i", "span", "strong"):
            self.texts.append(" ")


@pytest.fixture(scope="module")
def client() -> TestClient:
    """Our routes without Streamlit: what they answer needs none."""
    made = options.options(Settings(public_url=BASE))
    return TestClient(Starlette(routes=made["routes"]), base_url=BASE)


def read(client: TestClient, address: str, **headers: str) -> Page:
    answer = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 200, address
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


@pytest.fixture(scope="module")
def listed(client: TestClient) -> list[ET.Element]:
    """The entries of the sitemap."""
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    return ET.fromstring(answer.text).findall("s:url", SITEMAP)  # noqa: S314  our own


@pytest.fixture(scope="module")
def english(client: TestClient, listed: list[ET.Element]) -> dict[str, Page]:
    """Every English address of the sitemap, read; of the events of the timeline, which are alike, one in six."""
    addresses = [entry.findtext("s:loc", "", SITEMAP) for entry in listed]
    addresses = [address for address in addresses if "lang=" not in address]
    events = [address for address in addresses if "/timeline?" in address]
    left_out = set(events) - set(events[::6])
    return {address: read(client, address.removeprefix(BASE)) for address in addresses if address not in left_out}


def of(slug: str) -> str:
    return "/" if slug == REGISTER[0].slug else f"/{slug}"


def spoken() -> list[str]:
    assert languages()
    return languages()


# -- facts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "lang"),
    [
        *((code, "en") for code in store.country_codes()),
        # A full one, a thin one and one that recognises Taipei.
        *((code, lang) for code in ("BRA", "KNA", "PRY") for lang in languages() if lang != "en"),
    ],
)
def test_a_member_has_its_facts_in_each_language(client: TestClient, code: str, lang: str) -> None:
    words = text(lang)
    page = read(client, f"/country?country={code}&lang={lang}")
    assert page.lang == words.html_lang
    assert words.country(code) in page.title
    observed = store.observations("trade_with_china_usd", countries=[code]).sort_values("year").iloc[-1]
    value = markdown.plain(words.money(observed["value"]))
    assert value in page.text
    assert value in page.meta["description"]
    view = country.view(code, dt.date.today(), lang, "light")
    for label, figure, below in view.key:
        for part in (label, figure, below):
            assert markdown.plain(part) in page.text
    assert markdown.plain(view.answer) in page.text


def test_titles_and_descriptions_are_each_their_own(english: dict[str, Page]) -> None:
    pages = [page for address, page in english.items() if "/timeline?" not in address]
    assert len(pages) > 100
    assert len(english) > len(pages)
    for found in ([page.title for page in pages], [page.meta["description"] for page in pages]):
        assert [(one, found.count(one)) for one in set(found) if found.count(one) > 1] == []


@pytest.mark.parametrize("view", REGISTER, ids=lambda view: view.slug)
def test_every_view_says_its_question_and_more(client: TestClient, view: object) -> None:
    page = read(client, of(view.slug))
    question = said.said(said.asked(view.slug, {}), dt.date.today()).question
    assert question in page.text
    assert view.slug in said.VIEWS, "a view needs a reading and words in server/said.py"
    assert len(page.meta["description"]) > 60
    others = {f"./{'' if item.is_default else item.slug}" for item in REGISTER}
    assert others <= set(page.links)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_ten_questions_hold_their_answers_folded(client: TestClient, lang: str) -> None:
    rows = store.table("questions")
    page = read(client, f"/questions?lang={lang}&guess=%3Cb%3Eill")
    assert page.tags.count("details") == page.tags.count("summary") == len(rows) == 10
    assert "ill" not in page.text.split()
    for row in rows.to_dict("records"):
        for name in ("question", "predict", "answer", "uncertain"):
            assert " ".join(row[f"{name}_{lang}"].split()) in page.text
    one = client.get(f"/questions?lang={lang}&question=q3").text
    assert one.count("<details>") == 1
    assert client.get(f"/questions?lang={lang}&part=answers").text.count("<details open>") == len(rows)
    sheet = client.get(f"/questions?lang={lang}&part=worksheet").text
    assert (sheet.count("<details"), sheet.count('class="room"')) == (0, len(rows))
    assert rows.iloc[3][f"answer_{lang}"] not in sheet


def test_the_map_lists_the_33_of_its_year_with_their_values(client: TestClient) -> None:
    page = read(client, "/map?indicator=exports_to_china_usd&year=2010")
    values = store.observations("exports_to_china_usd", years=[2010])
    assert len(values) > 20
    for row in values.itertuples():
        assert f"{text('en').country(row.country)} – {markdown.plain(text('en').money(row.value))}" in page.text
    for code in store.country_codes():
        assert f"./country?indicator=exports_to_china_usd&year=2010&country={code}" in page.links
    assert "2010" in page.title


def test_the_tiles_are_told_in_their_order(client: TestClient) -> None:
    words = text("pt")
    page = read(client, "/map?view=tiles&order=subregion&year=2010&lang=pt")
    assert page.canonical == f"{BASE}/map?year=2010&view=tiles&order=subregion&lang=pt"
    codes = [code for group in map_view.tile_groups("subregion", words) for code in group.codes]
    links = [link for link in page.links if "/country?" in link and "year=2010" in link]
    assert [re.search(r"country=([A-Z]{3})", link)[1] for link in links] == codes  # type: ignore[index]
    tiles = map_view.tiles("trade_with_china_usd", 2010, "subregion", None, "pt", "light")
    assert markdown.plain(tiles.note) in page.text
    assert "view" not in read(client, "/map?view=chart&order=subregion").canonical


def test_the_overview_lists_the_33(client: TestClient) -> None:
    page = read(client, "/")
    newest = int(store.observations("trade_with_china_usd")["year"].max())
    links = map_view.view("trade_with_china_usd", newest, None, "en", "light").links
    assert len(links) == 33
    assert all(markdown.plain(label) in page.text for _, label in links)


@pytest.mark.parametrize(
    ("address", "needle"),
    [
        ("/article?claim=c05", lambda: store.table("claims").set_index("id").loc["c05", "evidence_en"]),
        ("/article?quote=q02", lambda: store.table("quotes").set_index("id").loc["q02", "speaker"]),
        ("/timeline?event=ev004", lambda: store.table("events").set_index("id").loc["ev004", "text_en"]),
        ("/pledges?pledge=pl02", lambda: store.table("pledges").set_index("id").loc["pl02", "outcome_en"]),
        ("/data?indicator=population", lambda: store.indicator("population").definition["en"]),
    ],
)
def test_a_deep_link_says_what_it_picks_out(client: TestClient, address: str, needle: object) -> None:
    page = read(client, address)
    assert " ".join(str(needle()).split()) in page.text
    assert page.title != read(client, address.partition("?")[0]).title


# -- addresses ---------------------------------------------------------------------------------------


def test_a_value_that_nobody_knows_falls_back(client: TestClient) -> None:
    assert read(client, "/country?country=XXX&lang=xx").canonical == f"{BASE}/country"
    assert read(client, "/country?country=cub").canonical == f"{BASE}/country?country=CUB"
    assert read(client, "/map?year=1750").canonical == f"{BASE}/map?year=2001"
    assert read(client, "/map?indicator=nothing&year=soon&utm_source=x").canonical == f"{BASE}/map"


HOSTILE = [
    '"><script>alert(1)</script>',
    "</title><svg onload=alert(1)>",
    "{{7*7}}",
    "'-alert(1)-'",
    "\u202eevil",
    "%00",
]


@pytest.mark.parametrize("slug", [view.slug for view in REGISTER])
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_nowhere_in_the_page(client: TestClient, slug: str, value: str) -> None:
    clean = client.get(of(slug)).text
    names = ("country", "indicator", "year", "claim", "quote", "event", "pledge", "lang", "embed_options", "nobody")
    assert client.get(of(slug), params=dict.fromkeys(names, value)).text == clean


def test_records_are_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a seed or a publisher writes is shown as text, in the page, its head and its description of the data."""
    bad = HOSTILE[0] + HOSTILE[1]
    view = said.Said(
        question=bad,
        title=bad,
        answer=(bad,),
        figures=(said.Figure(bad, bad, bad),),
        lines=(bad,),
        alt=bad,
        tables=(said.Table(bad, (bad,), ((bad,),)),),
        listings=(said.Listing(bad, (said.Link(bad, "map", (("year", bad),)),)),),
        sources=(bad, bad),
    )
    monkeypatch.setattr("server.said.said", lambda *_: view)
    made = paint.page.__wrapped__(said.asked("map", {}), TODAY, f"{BASE}/", "").content.decode()
    assert "<script>alert" not in made
    assert "<svg onload" not in made
    page = Page(made)
    assert bad in page.text
    assert page.meta["og:title"] == page.meta["twitter:title"] == bad
    assert bad in str(page.data[0]["name"])


def test_words_that_are_sought_are_no_markup(client: TestClient) -> None:
    page = client.get("/timeline", params={"q": HOSTILE[0]}).text
    assert "<script>alert" not in page
    assert Page(page).canonical.startswith(f"{BASE}/timeline?q=%22%3E%3Cscript")


def test_languages_name_each_other(client: TestClient) -> None:
    page = read(client, "/map?year=2017")
    assert page.alternates == {
        **{text(lang).html_lang: f"{BASE}/map?year=2017{'' if lang == 'en' else f'&lang={lang}'}" for lang in spoken()},
        "x-default": f"{BASE}/map?year=2017",
    }


@pytest.mark.parametrize(("lang", "marked"), [("en", 0), ("es", 8), ("zh", 8)])
def test_quotations_are_marked_as_english(client: TestClient, lang: str, marked: int) -> None:
    body = client.get(f"/article?part=quotes&lang={lang}").text
    assert body.count('<span lang="en">“') == marked
    assert len(store.table("quotes")) == 8


def test_the_language_of_the_browser_counts_where_the_link_names_none(client: TestClient) -> None:
    answer = client.get("/country?country=CHL", headers={"Accept-Language": "es-CL,es;q=0.9"})
    assert answer.headers["content-language"] == "es"
    assert "Accept-Language" in answer.headers["vary"]
    assert Page(answer.text).lang == "es"
    assert Page(answer.text).canonical == f"{BASE}/country?country=CHL&lang=es"
    for wish, lang in (
        ("fr-CA,fr;q=0.9,en;q=0.5,es;q=0.8", "es"),  # the most wished one that we have
        ("ES-mx", "es"),
        ("es;q=0,en;q=0.1", "en"),
        ("es;q=much, ,;;q=", "en"),
        ("tlh", "en"),
        ("x" * 5000, "en"),
    ):
        answer = client.get("/country?country=CHL", headers={"Accept-Language": wish})
        assert answer.headers["content-language"] == lang, wish
    named = client.get("/country?country=CHL&lang=en", headers={"Accept-Language": "es"})
    assert named.headers["content-language"] == "en"


@pytest.mark.parametrize(
    ("address", "codes", "needle"),
    [
        ("/compare?countries=cub.PRY.XXX", (("countries", "CUB.PRY"),), "Paraguay"),
        (f"/compare?countries={'.'.join(compare.DEFAULT)}&view=table", (), "Brazil"),
        ("/compare?view=scatter&x=population&year=1066", (("view", "scatter"), ("x", "population")), "Population"),
        ("/compare?indicator=recognition&basis=per_head&from=2020&to=2011", None, "Recognition"),
        ("/trade?country=chl&year=2010", (("year", "2010"), ("country", "CHL")), "Chile"),
        ("/timeline?country=CHL&category=forum&q=santiago", None, "Santiago"),
    ],
)
def test_narrowed_views(
    client: TestClient, address: str, codes: tuple[tuple[str, str], ...] | None, needle: str
) -> None:
    page = read(client, address)
    assert needle in page.text
    if codes is not None:
        found = tuple(pair for pair in parse_qsl(urlsplit(page.canonical).query) if pair[0] != "year" or pair in codes)
        assert found == codes


def test_an_embedded_view_has_no_menu(client: TestClient) -> None:
    assert "nav" in read(client, "/map").tags
    assert "nav" not in read(client, "/map?embed=true").tags


def test_a_page_that_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/map", headers={"Accept-Encoding": "br"})
    assert first.headers["content-encoding"] == "br"
    again = client.get("/map", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


# -- for programs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/map?indicator=population", "/country?country=KNA", "/article?claim=c01"])
def test_the_data_set_is_described(client: TestClient, address: str) -> None:
    page = read(client, address)
    (dataset,) = page.data
    assert dataset["@type"] == "Dataset"
    assert dataset["@context"] == "https://schema.org/"
    # What search engines for data sets require and how long they want it.
    assert dataset["name"]
    assert 50 <= len(str(dataset["description"])) <= 5000
    assert dataset["url"] == page.canonical
    assert str(dataset["license"]).startswith("https://")
    assert dataset["creator"]["name"]
    for file in dataset["distribution"]:
        answer = client.get(file["contentUrl"].removeprefix(BASE))
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, file["encodingFormat"])
    assert dataset["dateModified"] == str(store.table("changelog")["date"].max())


def test_a_card_is_described(client: TestClient) -> None:
    page = read(client, "/country?country=CUB")
    meta = page.meta
    assert meta["og:url"] == page.canonical
    assert meta["twitter:card"] == "summary_large_image"
    assert "Cuba" in meta["og:title"]
    assert "US$" in meta["og:description"]
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert meta["og:image"].startswith(f"{BASE}/preview/country.png?country=CUB")
    assert client.get(meta["og:image"].removeprefix(BASE)).headers["content-type"] == "image/png"


def test_robots_find_the_sitemap(client: TestClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert f"Sitemap: {BASE}/sitemap.xml" in answer.text.splitlines()
    assert "Allow: /" in answer.text.splitlines()


def test_the_sitemap_is_complete(listed: list[ET.Element]) -> None:
    addresses = [entry.findtext("s:loc", "", SITEMAP) for entry in listed]
    assert len(addresses) == len(set(addresses)) < 50_000
    for view, lang in itertools.product(REGISTER, spoken()):
        assert BASE + of(view.slug) + ("" if lang == "en" else f"?lang={lang}") in addresses
    for code, lang in itertools.product(store.country_codes(), spoken()):
        if code != "BRA":
            assert f"{BASE}/country?country={code}" + ("" if lang == "en" else f"&lang={lang}") in addresses
    assert {entry.findtext("s:lastmod", "", SITEMAP) for entry in listed} == {paint.last_changed()}
    assert all(len(entry.findall("x:link", SITEMAP)) == len(spoken()) + 1 for entry in listed)


def test_every_address_of_the_sitemap_answers(
    client: TestClient, listed: list[ET.Element], english: dict[str, Page]
) -> None:
    """In English; of the other languages, which read the same records, one in twenty."""
    assert [page.canonical for page in english.values()] == list(english)
    others = [entry.findtext("s:loc", "", SITEMAP) for entry in listed]
    others = [address for address in others if "lang=" in address][::20]
    assert len(others) > 30
    for address in others:
        assert read(client, address.removeprefix(BASE)).canonical == address


@pytest.mark.long
def test_every_address_of_the_sitemap_in_every_language(client: TestClient, listed: list[ET.Element]) -> None:
    addresses = [entry.findtext("s:loc", "", SITEMAP) for entry in listed]
    assert [read(client, address.removeprefix(BASE)).canonical for address in addresses] == addresses


# -- the frame around ----------------------------------------------------------------------------------


def test_nothing_runs_but_files_of_ours() -> None:
    page = paint.page(said.asked("map", {}), TODAY, f"{BASE}/", "").content.decode()
    scripts = re.findall(r"<script\b[^>]*>", page)
    assert len(scripts) > 2
    assert all("src=" in script or 'type="application/ld+json"' in script for script in scripts)
    # Ours says where the server is: before Streamlit asks.
    assert page.index("app/static/start.js") < page.index('type="module"')
    version = re.search(r"start\.js\?v=([0-9a-f]{8})", page)[1]
    file = wire.files()["/app/static/start.js"].encoded(None)
    assert file.etag.startswith(version)


def test_letters_of_formulas_hold_no_paint_up() -> None:
    page = paint.page(said.asked("map", {}), TODAY, f"{BASE}/", "").content.decode()
    assert page.index('id="paint"') < page.index('rel="stylesheet"') < page.index('<div id="root">')


def test_a_page_is_small() -> None:
    for view in REGISTER:
        made = paint.page(said.asked(view.slug, {}), TODAY, f"{BASE}/", "")
        assert len(made.br) < 10_000, view.slug


def test_markdown_becomes_text_or_safe_html() -> None:
    assert markdown.html("**a** <b>") == "<strong>a</strong> &lt;b&gt;"
    assert markdown.html("[x](javascript:alert(1))") == "[x](javascript:alert(1))"
    assert markdown.plain(r"**US\$ 5** [name](https://a.example) \[sic\]") == "US$ 5 name [sic]"
    assert escapes.unescape(str(markdown.html("a & b"))) == "a & b"


def test_where_words_fail_the_app_is_still_served(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a view that has a defect")

    monkeypatch.setattr(paint, "page", fail)
    answer = client.get("/map")
    assert answer.status_code == 200
    assert '<div id="root">' in answer.text
    assert 'id="paint"' not in answer.text


def test_an_unknown_route_is_not_taken_for_a_view() -> None:
    with pytest.raises(KeyError):
        said.said(said.Asked("nowhere", "en", (), ()), TODAY)
