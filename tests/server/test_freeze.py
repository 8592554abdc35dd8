"""The static edition: which pages it has, that they say what the live views say, how its folder is kept."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from click.testing import CliRunner, Result
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import store
from pages import REGISTER
from server import freeze, frozen, markdown, options, paint, said, settings
from server.freeze import edition, looks, page, pages, parts
from server.freeze.__main__ import main
from server.freeze.page import Edition
from server.freeze.pages import Page
from server.settings import Settings, SettingsError
from tests.ui.test_links import visited
from ui.text import languages, text
from ui.theme import DARK, LIGHT
from ui.views import questions

LIVE, AT = "https://ties.example.org", "https://still.example.org/ties"
DAY = dt.date.today().isoformat()  # the live views know no other
EDITION = Edition(dt.date.fromisoformat(DAY), f"{LIVE}/", f"{AT}/")
# What is frozen for the tests here: a member with much, and the one with least, each in one language.
FROZEN = ("country/KNA/zh/", "map/recognition/es/")
CHART = re.compile(r'data-figure="([^"]+)"')
VIEWS = {view.slug: view for view in REGISTER}


class Read(HTMLParser):
    """A page as a reader without scripts has it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.links: list[str] = []
        self.files: list[str] = []
        self.ids: list[str] = []
        self.styles = 0
        self.inline: list[str] = []
        self._texts: list[str] = []
        self._inside = ""
        self._cell = False
        self.feed(source)

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.styles += "style" in given or tag == "style"
        self.inline += [name for name in given if name.startswith("on")]
        if tag == "script" and "src" not in given and given.get("type") != "application/ld+json":
            self.inline.append("script")
        for name in ("src", "srcset"):
            self.files += [given[name]] if name in given else []
        if tag == "link" and given.get("rel") in ("stylesheet", "icon"):
            self.files.append(given["href"])
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self._texts.append(" ")  # the end tag of the cell before is left out
            self.tables[-1][-1].append("")
            self._cell = True
        if tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if tag in ("td", "th", "tr"):
            self._cell = False
        if tag not in ("b", "em", "strong", "span", "a"):
            self._texts.append(" ")

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style"):
            return
        self._texts.append(data)
        if self._cell:
            self.tables[-1][-1][-1] += data


def run(out: Path, *more: str, only: str = "", jobs: int = 1) -> Result:
    wanted = ["--only", only] if only else []
    command = [str(out), "--live", LIVE, "--at", AT, "--day", DAY, "--jobs", str(jobs), *wanted, *more]
    return CliRunner().invoke(main, command)


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and its time."""
    return {
        file.relative_to(folder).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small edition; no test may change it."""
    folder = tmp_path_factory.mktemp("edition")
    done = run(folder, *(f"--only={path}" for path in FROZEN))
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages, as things stand today; for the long tests."""
    folder = tmp_path_factory.mktemp("whole")
    done = CliRunner().invoke(main, [str(folder), "--live", LIVE, "--at", AT])
    assert done.exit_code == 0, done.output
    return folder


def html(folder: Path, path: str) -> str:
    return (folder / path / "index.html").read_text(encoding="utf-8")


# -- which pages -----------------------------------------------------------------------------------------------


def test_every_view_has_pages_and_each_member_its_own_in_each_language() -> None:
    found = {one.path: one for one in pages.every()}
    assert len(found) == len(pages.every()) > 600
    assert {one.slug for one in found.values()} == set(VIEWS)
    for slug in ("country", "trade", "pledges", "timeline"):
        for lang in languages():
            own = [one for one in found.values() if one.slug == slug and one.lang == lang and one.country]
            assert {one.country for one in own} == set(store.country_codes()), (slug, lang)
    assert found[""].root == "./"
    assert found["country/CHL/es/"].root == "../../../"


@pytest.mark.parametrize(
    ("slug", "codes", "lang", "place"),
    [
        ("overview", (), "pt", "pt/"),
        ("country", (("country", "CHL"),), "es", "country/CHL/es/"),
        ("country", (("country", "BRA"),), "en", "country/"),
        ("country", (("indicator", "population"), ("country", "CHL")), "en", "country/CHL/"),
        ("map", (("indicator", "recognition"), ("year", "2017")), "en", "map/recognition/?year=2017"),
        ("article", (("claim", "c30"),), "zh", "article/zh/#c30"),
        ("timeline", (("event", "ev061"),), "en", "timeline/#ev061"),
        ("data", (("source", "imf_imts"),), "es", "data/sources/es/#imf_imts"),
        ("pledges", (("part", "projects"),), "en", "pledges/projects/"),
        ("compare", (("countries", "BRA.CHL"),), "en", None),
        ("pledges", (("sector", "energy"),), "en", None),
    ],
)
def test_an_address_of_the_live_app_has_its_place(slug: str, codes: pages.Codes, lang: str, place: str | None) -> None:
    assert pages.place(slug, codes, lang) == place


def test_what_no_page_tells_leads_to_the_page_that_tells_most() -> None:
    for slug, given, place in (
        ("country", {"country": "chl", "lang": "es", "embed": "true"}, "country/CHL/es/"),
        ("pledges", {"country": "chl", "sector": "energy"}, "pledges/CHL/"),
        ("compare", {"countries": "BRA", "x": '"><script>'}, "compare/"),
        ("article", {"claim": "c30"}, "article/#c30"),
        ("article", {"claim": '"><b>'}, "article/"),
    ):
        assert paint.edition_of(said.asked(slug, given), given) == f"./static-edition/{place}"


# -- what a page says ------------------------------------------------------------------------------------------


def same_as_live(one: Page, folder: Path, source: str) -> None:
    """Every figure and every cell of the live view stands on the static page, and its charts are the very same."""
    shown = visited(VIEWS[one.slug], {**dict(one.codes), "lang": one.lang})
    read = Read(source)
    cells = {tuple(" ".join(cell.split()) for cell in row) for table in read.tables for row in table}
    said = 1
    assert markdown.plain(shown.title[0].value) in read.text, one.path
    for metric in shown.metric:
        assert markdown.plain(metric.value) in read.text, (one.path, metric.label)
        said += 1
    for table in shown.table:
        for row in table.value.itertuples(index=False):
            assert tuple(markdown.plain(str(cell)) for cell in row) in cells, (one.path, row)
            said += 1
    drawn = [looks.opened((folder / name).read_bytes()) for name in CHART.findall(source)]
    charts = [json.loads(element.proto.spec) for element in shown.get("plotly_chart")]
    assert len(drawn) >= len(charts)
    assert all(chart in drawn for chart in charts), one.path
    if said + len(charts) == 1:
        # A view of words alone: what it answers, below its question.
        answer = [line for element in shown.markdown for line in element.value.split("\n") if line.strip()]
        assert answer
        missing = [line for line in map(markdown.plain, answer) if line not in read.text]
        assert not missing, (one.path, missing[:3])


@pytest.mark.parametrize("path", FROZEN)
def test_a_page_says_what_the_live_view_says(out: Path, path: str) -> None:
    one = next(one for one in pages.every() if one.path == path)
    same_as_live(one, out, html(out, path))


@pytest.mark.long
@pytest.mark.parametrize("slug", VIEWS)
def test_every_page_says_what_its_live_view_says(slug: str, whole: Path) -> None:
    every = [one for one in pages.every() if one.slug == slug]
    assert len(every) >= len(languages())
    for one in every:
        same_as_live(one, whole, html(whole, one.path))


@pytest.mark.long
def test_the_whole_keeps_its_budget(whole: Path) -> None:
    assert sum(file.stat().st_size for file in whole.rglob("*") if file.is_file()) <= edition.WHOLE_AT_MOST


def test_a_number_that_differs_is_noticed(out: Path) -> None:
    one = next(one for one in pages.every() if one.path == FROZEN[0])
    source = html(out, FROZEN[0])
    cell = re.search(r"<td>([^<]*\d[^<]*)(?=<)", source)
    assert cell
    with pytest.raises(AssertionError):
        same_as_live(one, out, source.replace(cell[0], "<td>0"))


@pytest.mark.parametrize("path", FROZEN)
def test_all_that_a_page_names_is_there(out: Path, path: str) -> None:
    read = Read(html(out, path))
    assert len(read.files) > 5
    for address in read.files:
        parts = urlsplit(urljoin(f"{AT}/{path}", address))
        assert f"{parts.scheme}://{parts.netloc}" == urljoin(AT, "/").rstrip("/"), address
        assert (out / parts.path.removeprefix(urlsplit(AT).path + "/")).is_file(), address
    known = {one.path for one in pages.every()}
    for address in read.links:
        whole = urljoin(f"{AT}/{path}", address)
        if whole.startswith(f"{AT}/files/"):
            assert (out / urlsplit(whole).path.removeprefix(urlsplit(AT).path + "/")).is_file()
        elif whole.startswith(AT):
            assert urlsplit(whole).path.removeprefix(urlsplit(AT).path + "/") in known, address


@pytest.mark.parametrize("path", FROZEN)
def test_a_page_keeps_the_strict_policy(out: Path, path: str) -> None:
    whole = html(out, path)
    read = Read(whole)
    assert "script-src &#39;self&#39;" in whole
    assert read.inline == []
    assert read.styles == 0
    assert f'href="{LIVE}/{path.split("/")[0]}?' in whole
    assert f'<link rel="canonical" href="{AT}/{path}">' in whole
    assert whole.count('hreflang="') >= len(languages()) + 1


def test_the_style_has_the_colours_of_both_themes() -> None:
    style = page.shared()[page.STYLE].decode()
    assert LIGHT.paper in style
    assert DARK.paper in style.split("prefers-color-scheme:dark")[1]


@pytest.mark.parametrize("path", FROZEN)
def test_headings_are_in_order_and_ids_stand_once(out: Path, path: str) -> None:
    whole = html(out, path)
    levels = [int(level) for level in re.findall(r"<h(\d)", whole)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = Read(whole).ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("slug", "part", "records"),
    [("article", "", {"c30", "q05"}), ("timeline", "", {"ev061"}), ("data", "sources", {"imf_imts"})],
)
def test_records_stand_under_their_ids(slug: str, part: str, records: set[str]) -> None:
    told = parts.parts(Page(slug, "pt", (("part", part),) if part else ()), parts.Looks(EDITION.today))
    ids = [one.id for one in told if one.id]
    assert records <= set(ids)
    assert len(ids) == len(set(ids))


def test_questions_stand_under_their_ids_and_ask_in_the_language_of_the_page() -> None:
    made = Read(page.made(Page("questions", "pt"), EDITION).files["questions/pt/index.html"].decode())
    assert set(questions.ids()) <= set(made.ids)
    assert all(markdown.plain(one.title) in made.text for one in questions.every("pt"))


@pytest.mark.parametrize("slug", ["timeline", "compare"])
def test_each_look_of_a_chart_is_the_figure_of_its_theme_and_width(slug: str) -> None:
    one = Page(slug, "es")
    made = page.made(one, EDITION).files
    charts = CHART.findall(made[f"{one.path}index.html"].decode())
    assert charts
    for look in ("", "dark", "narrow", "narrowDark"):
        wanted = parts.Looks(EDITION.today, "dark" if look.lower().endswith("dark") else "light", look[:1] == "n")
        told = [part for part in parts.parts(one, wanted) if part.figure]
        for name, part in zip(charts, told, strict=True):
            assert looks.opened(made[name], look) == json.loads(part.figure.json()), (look, part.key)


def test_a_map_holds_every_year(out: Path) -> None:
    whole = html(out, "map/recognition/es/")
    place = re.search(r'data-years="([^"]+)"', whole)
    assert place
    years = json.loads((out / place[1]).read_text(encoding="utf-8"))
    known = sorted(int(year) for year in store.observations("recognition")["year"].unique())
    assert [int(year) for year in years] == known
    words, indicator = text("es"), store.indicator("recognition")
    for year in (known[0], 2017):
        values = store.observations("recognition", years=[year]).set_index("country")["value"]
        rows = {name: value for _, name, value in years[str(year)]["rows"]}
        assert rows == {words.country(code): words.value(values.get(code), indicator) for code in store.country_codes()}


# -- the folder ------------------------------------------------------------------------------------------------


def test_the_same_is_written_twice_and_nothing_a_second_time(out: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert run(again, only=FROZEN[0]).exit_code == 0
    own = state(again)
    whole = state(out)
    shared = own.keys() - {"sitemap.xml", settings.EDITION_MARK}
    assert {name: own[name][0] for name in shared} == {name: whole[name][0] for name in shared}
    second = run(again, only=FROZEN[0])
    assert "0 of 1 pages" in second.output
    assert state(again) == own


def test_a_run_that_was_cut_off_goes_on(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [one for one in pages.every() if one.path in FROZEN]
    made: list[str] = []
    real = edition.write

    def cut(folder: Path, one: Page, *rest: object) -> edition.Done:
        if made:
            raise KeyboardInterrupt
        made.append(one.path)
        return real(folder, one, *rest)

    monkeypatch.setattr(edition, "write", cut)
    with pytest.raises(KeyboardInterrupt):
        edition.freeze(tmp_path, EDITION, wanted, 1, lambda *_: None)
    assert not (tmp_path / settings.EDITION_MARK).exists()
    monkeypatch.setattr(edition, "write", real)
    assert edition.freeze(tmp_path, EDITION, wanted, 1, lambda *_: None)[0] == len(wanted) - 1
    assert {name: found for name, (found, _) in state(tmp_path).items()} == {
        name: found for name, (found, _) in state(out).items()
    }


def test_what_no_page_has_any_more_goes(tmp_path: Path) -> None:
    assert run(tmp_path, only=FROZEN[0]).exit_code == 0
    mark = tmp_path / settings.EDITION_MARK
    kept = json.loads(mark.read_text(encoding="utf-8"))
    kept["pages"]["gone/"] = {"key": "", "files": {"gone/index.html": ""}, "weight": 1}
    mark.write_text(json.dumps(kept), encoding="utf-8")
    (tmp_path / "gone").mkdir()
    (tmp_path / "gone" / "index.html").write_text("old", encoding="utf-8")
    assert run(tmp_path, only=FROZEN[0]).exit_code == 0
    assert not (tmp_path / "gone").exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    before = state(tmp_path)
    done = run(tmp_path, only=FROZEN[0])
    assert done.exit_code == 2
    assert "holds something else" in done.output
    assert state(tmp_path) == before


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run(tmp_path / "file" / "below", only=FROZEN[0])
    assert done.exit_code == 2
    assert "cannot be written" in done.output


def test_a_pattern_without_a_page_is_named(tmp_path: Path) -> None:
    # Beside one that fits, too.
    done = run(tmp_path, "--only=country/*", only="nowhere/*")
    assert done.exit_code == 2
    assert "nowhere/*" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_page_over_the_budget_ends_with_its_name(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition, "PAGE_AT_MOST", 1000)
    done = run(out, only=FROZEN[0])
    assert done.exit_code == 2
    assert FROZEN[0] in done.output
    assert "KB" in done.output


def test_pages_keep_the_budget(out: Path) -> None:
    kept = json.loads((out / settings.EDITION_MARK).read_text(encoding="utf-8"))["pages"]
    assert set(kept) == set(FROZEN)
    assert all(0 < done["weight"] <= edition.PAGE_AT_MOST for done in kept.values())


# -- served by the app -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(out: Path) -> Iterator[TestClient]:
    chosen = Settings(public_url=LIVE, static_edition=out)
    return TestClient(Starlette(routes=options.options(chosen)["routes"]), base_url=LIVE, follow_redirects=False)


@pytest.mark.parametrize(
    ("address", "kind", "cache"),
    [
        (f"/static-edition/{FROZEN[0]}", "text/html", "no-cache"),
        (f"/static-edition/{page.STYLE}", "text/css", "max-age=3600"),
        (f"/static-edition/{page.STYLE}?v={page.version(page.STYLE)}", "text/css", "immutable"),
        ("/static-edition/app/static/geo/celac.geojson", "application/geo+json", "max-age=3600"),
        ("/static-edition/robots.txt", "text/plain", "max-age=3600"),
    ],
)
def test_the_app_serves_an_edition(client: TestClient, address: str, kind: str, cache: str) -> None:
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert cache in answer.headers["cache-control"]
    again = client.get(address, headers={"Accept-Encoding": "br", "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_what_is_named_by_its_content_is_kept_for_ever(client: TestClient, out: Path) -> None:
    name = next((out / "figures").glob("*.json")).name
    assert "immutable" in client.get(f"/static-edition/figures/{name}").headers["cache-control"]


@pytest.mark.parametrize(
    "address", ["/static-edition/nowhere/", "/static-edition/../app.py", "/static-edition/%2e%2e/%2e%2e/etc/passwd"]
)
def test_nothing_outside_of_an_edition_is_served(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert text("en")("lost.title") in answer.text or "Not Found" in answer.text


def test_a_folder_leads_to_its_page(client: TestClient) -> None:
    answer = client.get(f"/static-edition/{FROZEN[0].rstrip('/')}?year=2017")
    assert answer.status_code == 307
    assert answer.headers["location"].endswith(f"/static-edition/{FROZEN[0]}?year=2017")
    assert client.get("/static-edition").headers["location"].endswith("./static-edition/")


def test_the_first_paint_offers_the_static_page_only_where_there_is_one(client: TestClient) -> None:
    shown = client.get("/country?country=KNA&lang=zh").text
    assert 'href="./static-edition/country/KNA/zh/"' in shown
    none = TestClient(Starlette(routes=options.options(Settings(public_url=LIVE))["routes"]), base_url=LIVE)
    bare = none.get("/country?country=KNA&lang=zh").text
    assert text("zh")("edition.blocked") in bare
    assert "static-edition" not in bare
    assert frozen.routes(None) == []


def test_a_setting_that_names_no_edition_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CCT_STATIC_EDITION"):
        settings.read({"CCT_STATIC_EDITION": str(tmp_path)})


def test_it_says_what_it_is() -> None:
    assert "static-edition.md" in (freeze.__doc__ or "")
