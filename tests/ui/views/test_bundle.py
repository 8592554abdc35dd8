"""The ZIP of a view: for every view in some language, opened and compared with what stands on the page."""

import hashlib
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from data import store
from pages import REGISTER, View
from tests.ui.test_links import visited
from ui import tools
from ui.drawing import png
from ui.text import LANGUAGES, text
from ui.views import bundle, takeaway

# Each view in one language, those with a form of their own in that form as well.
VISITS = [
    *((view, LANGUAGES[at % len(LANGUAGES)], {}) for at, view in enumerate(REGISTER)),
    *((view, "pt", {"view": "table"}) for view in REGISTER if view.slug in ("map", "compare")),
    *((view, "zh", {"view": "tiles", "order": "subregion"}) for view in REGISTER if view.slug == "map"),
    *((view, "es", {"part": part}) for view in REGISTER if view.slug == "pledges" for part in ("money", "projects")),
]


@pytest.fixture(params=VISITS, ids=lambda visit: "-".join((visit[0].slug, visit[1], *visit[2].values())))
def taken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[Any]]:
    """The language of a visit and what each row of tools would put into its ZIP."""
    view, lang, more = request.param
    # The pixels of every figure would take minutes, and are those of the picture: another test looks at some.
    monkeypatch.setattr(png, "pixels", lambda svg, lang, zoom: b"\x89PNG")
    return lang, collected(view, lang, more, monkeypatch)


def collected(view: View, lang: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    rows: list[Any] = []

    def listening(wanted: Any, question: str) -> None:
        rows.append((tools._figure(wanted, question, text(lang)), wanted))

    monkeypatch.setattr(tools, "_row", listening)
    visited(view, {"lang": lang, **more})
    return rows


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_every_figure_of_a_view_is_whole_in_its_zip(taken: tuple[str, list[Any]]) -> None:
    lang, rows = taken
    words = text(lang)
    assert rows or lang
    for figure, wanted in rows:
        shown = bundle.Shown(wanted.figures, wanted.data)
        assert wanted.drawn == bool(wanted.figures)
        files = opened(bundle.zipped(figure, shown, wanted.key, words))
        for line in files["SHA256SUMS"].decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(files[name]).hexdigest() == digest
        said = json.loads(files["metadata.json"])
        assert {entry["name"] for entry in said["files"]} == set(files) - {"metadata.json", "README.txt", "SHA256SUMS"}
        assert all(hashlib.sha256(files[one["name"]]).hexdigest() == one["sha256"] for one in said["files"])
        assert [source["id"] for source in said["sources"]] == list(figure.ids)
        assert said["data_version"] == store.data_version()
        assert figure.link in files["README.txt"].decode()
        assert all(name in files["README.txt"].decode() for name in files if name != "README.txt")
        if wanted.data is not None:
            same_rows(files[f"{wanted.key}.csv"], takeaway.rows(wanted.data, words), figure.link)
        if wanted.figures:
            root = ET.fromstring(files[f"{wanted.key}.svg"])  # noqa: S314  made by us
            letters = "".join(root.itertext())
            assert figure.title.split()[0] in letters
            assert figure.link.replace(" ", "") in letters.replace(" ", "")
            drawn = lang != "zh" or png.chinese_letters() is not None
            assert (f"{wanted.key}.png" in files) == drawn
            if drawn:
                assert files[f"{wanted.key}.png"].startswith(b"\x89PNG")


def same_rows(content: bytes, rows: pd.DataFrame, link: str) -> None:
    """The file holds the very rows, and above its head the link and no day."""
    lines = content.decode("utf-8-sig").splitlines()
    head = [line for line in lines if line.startswith("# ")]
    assert any(link in line for line in head)
    back = pd.read_csv(io.BytesIO(content), skiprows=len(head))
    assert list(back.columns) == list(map(str, rows.columns))
    assert len(back) == len(rows)
    for name in rows.select_dtypes("number"):
        assert back[str(name)].astype(float).tolist() == pytest.approx(rows[name].astype(float).tolist(), nan_ok=True)


def test_the_same_view_makes_the_same_bytes_on_another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    figure, wanted = collected(REGISTER[1], "en", {"year": "2017"}, monkeypatch)[0]
    later = replace(figure, day=figure.day.replace(year=2031))
    _, other = collected(REGISTER[1], "en", {"year": "2017"}, monkeypatch)[0]
    first = bundle.zipped(figure, bundle.Shown(wanted.figures, wanted.data), "map", text("en"))
    remade = bundle.zipped(later, bundle.Shown(other.figures, other.data), "map", text("en"))
    assert first == remade
    assert opened(first)["map.png"].startswith(b"\x89PNG\r\n")
    written = b"".join(
        content for name, content in opened(remade).items() if name.endswith(("txt", "json", "bib", "ris"))
    )
    assert later.day.isoformat() not in written.decode()
    another = collected(REGISTER[1], "en", {"year": "2016"}, monkeypatch)[0]
    assert first != bundle.zipped(another[0], bundle.Shown(another[1].figures, another[1].data), "map", text("en"))


def test_a_map_brings_its_side_map(monkeypatch: pytest.MonkeyPatch) -> None:
    _, wanted = collected(REGISTER[1], "en", {}, monkeypatch)[0]
    assert len(wanted.figures) == 2


def test_definitions_and_units_travel_with_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    figure, wanted = collected(REGISTER[1], "es", {}, monkeypatch)[0]
    files = opened(bundle.zipped(figure, bundle.Shown((), wanted.data), "map", text("es")))
    (one,) = json.loads(files["metadata.json"])["indicators"]
    indicator = store.indicator("trade_with_china_usd")
    assert (one["id"], one["unit"], one["definition"]) == (indicator.id, "usd", indicator.definition["es"])
    (source, *_) = json.loads(files["metadata.json"])["sources"]
    assert source["licence"] == store.source(source["id"]).licence


def test_without_chinese_letters_the_picture_of_pixels_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "chinese_letters", lambda: None)
    figure, wanted = collected(REGISTER[1], "zh", {}, monkeypatch)[0]
    files = opened(bundle.zipped(figure, bundle.Shown(wanted.figures, None), "map", text("zh")))
    assert "map.png" not in files
    assert text("zh")("bundle.no_png") in files["README.txt"].decode()
