"""The comparison of pictures can fail: a changed page is red, a missing picture is red, another machine is not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from pages import REGISTER
from tests.browser import pictures
from tests.browser.pictures import DifferentError, Machine

SLUGS = [view.slug for view in REGISTER]
MOST_BYTES = 4_000_000
FILE = "page-390-light.webp"
PAGE = """<body style="margin:20px;font:18px sans-serif"><h1>Ties</h1><p>Trade with China</p>
<div style="width:200px;height:120px;background:#a33"></div>"""


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(width=390).new_page()


@pytest.fixture
def here(page: Page) -> Machine:
    return pictures.machine(page)


@pytest.fixture
def kept(
    page: Page, here: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Page, Callable[[], str], Path]:
    """A page whose picture was drawn, a check of it, the folder of the picture."""
    folder = tmp_path / "pictures"
    monkeypatch.setattr(pictures, "DIFFERENCES", tmp_path / "differences")
    page.set_content(PAGE)
    monkeypatch.setenv(pictures.MAKING, "make")
    pictures.check(FILE, page, 390, here, folder)
    monkeypatch.delenv(pictures.MAKING)
    return page, lambda: pictures.check(FILE, page, 390, here, folder), folder


def test_the_same_page_is_green(kept: tuple[Page, Callable[[], str], Path]) -> None:
    _, check, folder = kept
    assert (folder / FILE).exists()
    assert check() == ""


@pytest.mark.parametrize(
    "change",
    [
        "document.querySelector('p').textContent = 'Trade with Mexico'",
        "document.querySelector('div').style.background = '#a63'",
        "document.querySelector('div').style.marginLeft = '2px'",
        "document.querySelector('h1').remove()",
    ],
)
def test_a_changed_page_is_red(kept: tuple[Page, Callable[[], str], Path], change: str, tmp_path: Path) -> None:
    page, check, _ = kept
    page.evaluate(change)
    with pytest.raises(DifferentError, match=r"page-390-light.webp looks different: .*make pictures") as caught:
        check()
    told = tmp_path / "differences" / "page-390-light.png"
    assert str(told) in str(caught.value)
    with Image.open(told) as strip:
        assert strip.size == (3 * 390 + 16, pictures.HEIGHT)


def test_a_missing_picture_is_red(kept: tuple[Page, Callable[[], str], Path]) -> None:
    _, check, folder = kept
    (folder / FILE).unlink()
    with pytest.raises(DifferentError, match="is missing"):
        check()
    assert f"{pictures.name(SLUGS[0], 390, 'dark')} is missing" in pictures.whole(folder, SLUGS)


def test_another_machine_compares_nothing_and_says_so(
    kept: tuple[Page, Callable[[], str], Path], here: Machine
) -> None:
    page, _, folder = kept
    page.evaluate("document.body.remove()")
    for other in (Machine("1.2.3", here.letters), Machine(here.chromium, "other")):
        said = pictures.check(FILE, page, 390, other, folder)
        assert "nothing was compared" in said
        assert here.chromium in said


def test_drawing_anew_leaves_what_looks_the_same(
    kept: tuple[Page, Callable[[], str], Path], here: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, check, folder = kept
    monkeypatch.setenv(pictures.MAKING, "make")
    before = (folder / FILE).stat().st_mtime_ns
    check()
    assert (folder / FILE).stat().st_mtime_ns == before
    page.evaluate("document.querySelector('h1').remove()")
    check()
    assert (folder / FILE).stat().st_mtime_ns != before
    monkeypatch.delenv(pictures.MAKING)
    assert check() == ""


def test_the_set_is_whole_and_small() -> None:
    assert pictures.whole(pictures.FOLDER, SLUGS) == []
    assert sum(path.stat().st_size for path in pictures.FOLDER.glob("*")) <= MOST_BYTES
