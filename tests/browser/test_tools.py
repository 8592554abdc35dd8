"""What a reader takes away from a figure: the picture with its words and letters, the data, link, frame, citation."""

import base64
import io
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from playwright.sync_api import Page, expect

from data import store
from tests.browser.visit import Visit

Open = Callable[..., Visit]
SVG = "{http://www.w3.org/2000/svg}"
# A map, lines, cells, marks that open records; the last one is narrow and dark.
CHARTS = [
    pytest.param("/map?year=2017", "map", {}, id="map"),
    pytest.param("/country?country=BRA", "trade", {}, id="lines"),
    pytest.param("/timeline", "lanes", {}, id="lanes"),
    pytest.param("/trade", "turn", {"width": 390, "theme": "dark"}, id="cells on a phone"),
]


def button(page: Page, kind: str, key: str) -> object:
    return page.locator(f".st-key-as_{kind}_{key}").get_by_role("button")


def taken(page: Page, kind: str, key: str) -> tuple[str, bytes]:
    """The name and the content of a file."""
    with page.expect_download() as download:
        button(page, kind, key).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def opened(page: Page, what: str, key: str) -> None:
    page.locator(f".st-key-{what}_{key}").get_by_role("button").click()


def test_what_to_mind_comes_when_it_is_opened(arrive: Open) -> None:
    page = arrive("/map?indicator=population&embed=true").page
    said = store.indicator("population").definition["en"].split(".")[0]
    expect(page.get_by_test_id("stMain")).not_to_contain_text(said)
    page.locator(".st-key-about_1").get_by_role("button").click()
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text(said)


@pytest.mark.parametrize(("path", "key", "context"), CHARTS)
def test_the_picture_holds_title_source_link_letters_and_shapes(
    visit: Open, path: str, key: str, context: dict[str, object]
) -> None:
    made = visit(path, **context)
    page = made.page
    opened(page, "download", key)
    name, content = taken(page, "svg", key)
    assert re.fullmatch(r"china-celac-ties_[a-z0-9_-]+\.svg", name)
    root = ElementTree.fromstring(content)  # noqa: S314  made by our own page
    assert root.tag == f"{SVG}svg"
    assert not re.search(rb"data-mark|tabindex|aria-label", content), "a picture has no controls"
    texts = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    title = root.findtext(f"{SVG}title")
    assert title
    assert title.split()[0] in texts
    assert "Source" in texts
    assert f"{made.origin}{path.partition('?')[0]}?lang=en" in texts.replace(" ", "")
    assert len(list(root.iter(f"{SVG}path"))) > 10
    letters = re.search(r"data:font/woff2;base64,([\w+/=]+)", root.findtext(f"{SVG}style") or "")
    assert letters, "the picture brings its own letters"
    assert "glyf" in TTFont(io.BytesIO(base64.b64decode(letters[1])))
    assert not re.search(rb'(href|src)="(?!#|data:)', content.replace(b'xmlns:xlink="', b"")), "it needs nothing else"

    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    name, content = taken(page, "png", key)
    assert name.endswith(".png")
    image = Image.open(io.BytesIO(content))
    scale = image.width / width
    assert scale >= 2
    assert image.width >= 1200
    assert image.height == pytest.approx(height * scale, abs=1)
    colours = image.convert("RGB").getcolors(maxcolors=2**24) or []
    assert len(colours) > 50, "nothing was drawn"
    paper = max(colours)[1]
    assert (sum(paper) < 200) == (context.get("theme") == "dark")
    made.page.keyboard.press("Escape")
    made.assert_clean()


def test_the_data_are_numbers_with_their_source(visit: Open) -> None:
    made = visit("/map?indicator=exports_to_china_usd&year=2017")
    opened(made.page, "download", "map")
    name, content = taken(made.page, "csv", "map")
    assert name == "china-celac-ties_map_exports_to_china_usd_2017.csv"
    head = [line for line in content.decode("utf-8-sig").splitlines() if line.startswith("# ")]
    assert any("International Monetary Fund" in line for line in head)
    assert any(f"{made.origin}/map?" in line for line in head)
    rows = pd.read_csv(io.BytesIO(content), skiprows=len(head))
    assert len(rows) == 33
    assert rows["value"].dtype.kind in "if"
    name, content = taken(made.page, "xlsx", "map")
    assert name.endswith(".xlsx")
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert len(sheets) == 2
    assert sheets[0].max_row == 34
    made.page.keyboard.press("Escape")
    made.assert_clean()


@pytest.fixture
def publish(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Put a page on a server of somebody else; answers its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def put(page: str) -> str:
            (tmp_path / "article.html").write_text(page, encoding="utf-8")
            return f"http://127.0.0.1:{server.server_port}/article.html"

        yield put
        server.shutdown()


def test_link_frame_and_citation_are_ready_to_copy(
    visit: Open, new_context: Callable[..., object], publish: Callable[[str], str]
) -> None:
    made = visit("/map?year=2012")
    opened(made.page, "share", "map")
    expect(made.page.get_by_test_id("stCode")).to_have_count(2)
    link, frame = (item.inner_text().strip() for item in made.page.get_by_test_id("stCode").all())
    assert "year=2012" in link
    assert "indicator=trade_with_china_usd" in link
    made.page.keyboard.press("Escape")
    opened(made.page, "cite", "map")
    expect(made.page.get_by_test_id("stCode")).to_have_count(6)
    cited, plain, *styles, bibtex, ris = (
        item.inner_text().strip() for item in made.page.get_by_test_id("stCode").all()
    )
    assert cited.startswith(f"{link}&data=")
    for said in (plain, *styles):
        assert said.startswith("International Monetary Fund")
        assert "2012" in said
    assert bibtex.startswith("@misc{")
    assert ris.startswith("TY  - DATA")

    host = new_context().new_page()
    host.goto(publish(f"<!DOCTYPE html><h2>An article</h2>{frame}"))
    inside = host.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_contain_text("Trade with China")
    expect(inside.get_by_text("Source: International Monetary Fund").first).to_be_visible()
    expect(inside.get_by_role("link", name="Open the full view")).to_have_attribute("href", link)
    expect(inside.locator(".st-key-masthead, .st-key-menu")).to_have_count(0)
    expect(inside.get_by_role("button", name="Download")).to_have_count(0)


def test_the_copy_button_copies_the_link(visit: Open) -> None:
    made = visit("/map?year=2012")
    page = made.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, "share", "map")
    code = page.get_by_test_id("stCode").first
    code.hover()
    code.get_by_role("button").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('year=2012')")


def test_the_keyboard_reaches_the_files(arrive: Open) -> None:
    page = arrive("/country?country=KNA").page
    page.locator(".st-key-download_trade").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(button(page, "png", "trade")).to_be_visible()
    button(page, "svg", "trade").focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "china-celac-ties_country_kna_trade.svg"
    expect(button(page, "svg", "trade")).to_be_focused()
