"""Pictures of links: what they show, how many are kept, what they answer."""

import datetime as dt
import itertools
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import store
from pages import REGISTER
from server import options, paint, preview, said, still
from server.settings import Settings
from ui.drawing import png
from ui.theme import DARK, LIGHT

TODAY = dt.date(2026, 11, 24)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def client() -> TestClient:
    made = options.options(Settings(picture_cache_mb=1))
    return TestClient(Starlette(routes=made["routes"]), base_url="http://localhost")


def size(content: bytes) -> tuple[int, int]:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", content[16:24])
    return wide, high


@pytest.mark.parametrize("view", REGISTER, ids=lambda view: view.slug)
def test_every_view_has_a_card(client: TestClient, view: object) -> None:
    answer = client.get(f"/preview/{view.slug}.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert size(answer.content) == preview.SIZE == (1200, 630)
    assert len(answer.content) < 300_000
    again = client.get(f"/preview/{view.slug}.png", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.long)])
def test_members_have_cards_of_their_own(every: int) -> None:
    codes = store.country_codes()[::every]
    assert len(codes) > 10
    assert len({preview.card_png(said.asked("country", {"country": code}), TODAY) for code in codes}) == len(codes)


@pytest.mark.parametrize(
    ("slug", "one", "other"),
    [
        ("map", {"year": "2010"}, {"year": "2011"}),
        ("map", {"indicator": "recognition"}, {"indicator": "population"}),
        ("article", {"claim": "c01"}, {"claim": "c02"}),
        ("article", {"quote": "q01"}, {"quote": "q02"}),
        ("timeline", {"event": "ev001"}, {"event": "ev002"}),
        ("pledges", {"pledge": "pl01"}, {"pledge": "pl02"}),
    ],
)
def test_what_is_picked_out_is_on_the_card(slug: str, one: dict[str, str], other: dict[str, str]) -> None:
    bare, first, second = (preview.card_png(said.asked(slug, query), TODAY) for query in ({}, one, other))
    assert len({bare, first, second}) == 3


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)])
def test_nothing_is_cut_off_a_card(every: int) -> None:
    """Long titles and names fold; no line leaves its column."""
    for slug, query in [(slug, dict(codes)) for slug, codes in paint_addresses()[::every]]:
        view = said.said(said.asked(slug, query), TODAY)
        card = preview._card(view, preview.text("en"))
        lowest = card.title_y + (len(card.title) - 1) * card.title_size * 1.16
        assert lowest < 540, (slug, query)
        assert all(figure.y + 80 < 570 for figure in card.figures), (slug, query)
        if card.text:
            assert lowest < card.text_y - 20
            assert card.text_y + (len(card.text) - 1) * 32 < 560, (slug, query)
        for line in card.title:
            assert preview._width(line, card.title_size) <= 640, (slug, query, line)


def paint_addresses() -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    found = list(paint.addresses())
    assert len(found) > 200
    return found


# -- the map -----------------------------------------------------------------------------------------


def test_the_map_draws_the_33_in_the_colours_of_the_app() -> None:
    view = said.said(said.asked("map", {"indicator": "recognition", "year": "2017"}), TODAY)
    drawn = still.region(view.mapped.shown, view.mapped.indicator, 2017, preview.text("en"))
    assert [shade.label for shade in drawn.shades] == ["recognises Beijing (PRC)", "recognises Taipei (ROC)"]
    small = set(store.countries().loc[store.countries()["small"], "country"])
    # The eight smallest, and the Bahamas: the nine of the note below it.
    assert sum(len(shade.circles) for shade in drawn.shades) == len(small) + 1 == 9
    for theme, name in ((LIGHT, "light"), (DARK, "dark")):
        assert [getattr(shade, name) for shade in drawn.shades] == list(theme.categories["recognition"].values())
    shapes = still.region_shapes().members
    assert set(shapes) == set(store.country_codes())
    for code in set(shapes) - small:
        assert shapes[code], code


def test_the_map_is_a_small_file_for_both_themes(client: TestClient) -> None:
    answer = client.get("/preview/map.svg?year=2017", headers={"Accept-Encoding": "br"})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert int(answer.headers["content-length"]) < 12_000
    root = ET.fromstring(answer.text)  # noqa: S314  our own
    assert root.tag == f"{SVG}svg"
    assert "prefers-color-scheme:dark" in answer.text
    assert "<script" not in answer.text


def test_a_gap_in_the_record_is_a_gap_in_the_line() -> None:
    rows = store.observations("trade_with_usa_usd", countries=["CUB"])
    years = sorted(rows["year"])
    gaps = sum(later - before > 1 for before, later in itertools.pairwise(years))
    assert gaps > 0
    drawn = still.lines([("x", "#000000", rows)], preview.text("en"), 100, 100)
    assert drawn.curves[0].path.count("M") == gaps + 1


# -- answers and limits --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nowhere.png", "map.gif", "map", "article.svg", "%2e%2e/x.png"])
def test_what_is_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/preview/{name}").status_code == 404


def test_hostile_values_are_the_default(client: TestClient) -> None:
    plain = client.get("/preview/country.png")
    odd = client.get("/preview/country.png", params={"country": '"/><script>', "lang": "<x>", "nobody": "y" * 900})
    assert odd.content == plain.content


@pytest.mark.parametrize("on_disk", [True, False])
def test_no_more_is_kept_than_allowed(tmp_path: Path, on_disk: bool) -> None:
    kept = preview.Kept(1000, tmp_path if on_disk else None)
    for name in ("a", "b", "c"):
        kept.put(name, name.encode() * 400)
    assert kept.size == 800
    assert kept.get("a") is None
    assert kept.get("b") == b"b" * 400
    kept.put("d", b"d" * 400)
    assert kept.get("c") is None, "b was asked for later"
    assert kept.get("b") is not None
    if on_disk:
        assert sorted(path.name for path in tmp_path.iterdir()) == ["b.png", "d.png"]
        assert preview.Kept(1000, tmp_path).get("d") == b"d" * 400
        assert preview.Kept(500, tmp_path).size == 400


def test_a_folder_that_cannot_be_written_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = preview.Kept(1000, tmp_path / "file" / "previews")
    kept.put("a", b"a")
    assert kept.get("a") == b"a"


def test_what_somebody_deletes_is_drawn_again(tmp_path: Path) -> None:
    kept = preview.Kept(1000, tmp_path)
    kept.put("a", b"a")
    (tmp_path / "a.png").unlink()
    assert kept.get("a") is None
    assert kept.size == 0


def test_too_many_at_once_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "_WAITING", 0)
    made = options.options(Settings())
    answer = TestClient(Starlette(routes=made["routes"])).get("/preview/map.png")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def test_chinese_needs_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a file of Chinese letters the card is in English, not in boxes."""
    monkeypatch.setattr(png, "chinese_letters", lambda: None)
    chinese = said.Asked("country", "zh", said.asked("country", {}).values, ())
    assert preview.card_png(chinese, TODAY) == preview.card_png(said.asked("country", {}), TODAY)


def test_lines_fold_where_a_language_allows() -> None:
    assert list(preview.fold("one two three", 20, 90)) == ["one two", "three"]
    assert len(preview.fold("一二三四五六七八", 20, 90)) == 2
    assert list(preview.fold("", 20, 90)) == []
