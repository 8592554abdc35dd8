"""How every view looks, on a desk and a phone, in both themes: pictures in tests/browser/pictures/, compared by pixel.

test_smoke.py opens each view anyway and hands its page over here. A picture belongs to the Chromium and the fonts that
drew it: manifest.json says which. Where another Chromium or other letters draw, nothing is compared (the last lines of
the tests say so), only that the set is whole. `make pictures` draws anew what changed by more than the tolerance.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops
from playwright.sync_api import Page
from pybind11_pixelmatch import Options, pixelmatch

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "browser" / "pictures"
#: Expected, actual and difference side by side, of each picture that was red.
DIFFERENCES = ROOT / "picture-differences"
WIDTHS, THEMES = (390, 1280), ("light", "dark")
HEIGHT = 1600  # of the window: the first screen and what follows it
TOLERANCE = 60  # pixels that may differ: less than a word of text
THRESHOLD = 0.1  # how far apart two colours of a pixel are seen as different, 0 to 1 (pixelmatch)
MAKING = "PICTURES"  # set to "make" by `make pictures`
#: Every correction of the data gives the version other digits ("1.2.0+54a8becd"): no picture holds them.
DIGITS = r"""() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (/\d\+[0-9a-f]{8}/.test(text.data)) text.data = text.data.replace(/(?<=\d\+)[0-9a-f]{8}/, '00000000');
  }
}"""
#: Letters and a curve, in the families that the page uses: another rendering gives another digest.
CANARY = """<body style="margin:8px;background:#fff;color:#000"><p style="font:16px sans-serif">Handgloves
 US$ 188.7 ação</p><p style="font:700 24px serif">Handgloves 2018</p><p style="font:13px monospace">0123</p>
 <svg width="60" height="60"><circle cx="30" cy="30" r="25.5" fill="#c33" stroke="#036"/></svg>"""


class DifferentError(AssertionError):
    """A view looks different, or its picture is missing; the message says what to look at and what to do."""


@dataclass(frozen=True)
class Machine:
    """What draws: the version of Chromium, and the digest of a small page of letters."""

    chromium: str
    letters: str


def machine(page: Page) -> Machine:
    """What draws here; `page` is an empty one."""
    browser = page.context.browser
    assert browser
    page.set_viewport_size({"width": 300, "height": 200})
    page.set_content(CANARY)
    pixels = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB").tobytes()
    return Machine(browser.version, hashlib.sha256(pixels).hexdigest()[:16])


def names(slugs: list[str]) -> set[str]:
    """The pictures that there must be of some views."""
    return {name(slug, width, theme) for slug in slugs for width in WIDTHS for theme in THEMES}


def name(slug: str, width: int, theme: str) -> str:
    """The file of a picture."""
    return f"{slug}-{width}-{theme}.webp"


def shots(page: Page, width: int) -> Iterator[Image.Image]:
    """The window of a fixed size, letters loaded, nothing moving: until two in a row are the same.

    By then charts have taken a new height in.
    """
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(DIGITS)
    before = b""
    for _ in range(20):
        now = page.screenshot(animations="disabled", caret="hide", scale="css")
        if now == before:
            return
        yield Image.open(io.BytesIO(now)).convert("RGB")
        before = now


def difference(expected: Image.Image, actual: Image.Image) -> tuple[int, Image.Image]:
    """How many pixels differ and a picture of where."""
    if expected.size != actual.size:
        return actual.width * actual.height, ImageChops.difference(expected, actual.resize(expected.size))
    one, other = (np.array(image.convert("RGBA")) for image in (expected, actual))
    shown = np.zeros_like(one)
    options = Options()
    options.threshold = THRESHOLD
    options.includeAA = True  # one Chromium draws an edge the same way twice
    count: int = pixelmatch(one, other, output=shown, options=options)
    return count, Image.fromarray(shown).convert("RGB")


def manifest(folder: Path) -> Mapping[str, str] | None:
    """What drew the pictures of a folder; None where there are none yet."""
    path = folder / "manifest.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def check(file: str, page: Page, width: int, here: Machine, folder: Path = FOLDER) -> str:
    """Compare a page with its picture, or draw the picture where that was asked for. Returns what was not compared.

    Raises DifferentError.
    """
    known, path = manifest(folder), folder / file
    making = os.environ.get(MAKING) == "make"
    ours = known == vars(here)
    if known is None and not making:
        return "there are no pictures of the views yet: `make pictures` draws them"
    if known is not None and not making and not path.exists():
        raise DifferentError(f"{path.relative_to(folder.parent)} is missing: `make pictures` draws it; look at it")
    if not making and not ours:
        return f"drawn by {dict(known or {})}, here is {vars(here)}: nothing was compared; `make pictures` draws anew"
    expected = Image.open(path).convert("RGB") if path.exists() and ours else None
    for actual in shots(page, width):
        count, shown = difference(expected, actual) if expected else (actual.width * actual.height, actual)
        if count <= TOLERANCE:
            return ""
    if making:
        _draw(actual, path, here)
        return ""
    told = beside(file, expected, actual, shown)
    raise DifferentError(
        f"{file} looks different: {count:,} of its pixels, {TOLERANCE} may. Look at {told} (expected, actual, "
        "difference); if it is meant, `make pictures` and commit what you looked at"
    )


def beside(file: str, *images: Image.Image) -> Path:
    """Pictures side by side in one file."""
    DIFFERENCES.mkdir(exist_ok=True)
    strip = Image.new("RGB", (sum(image.width + 8 for image in images) - 8, max(image.height for image in images)))
    at = 0
    for image in images:
        strip.paste(image, (at, 0))
        at += image.width + 8
    target = DIFFERENCES / f"{Path(file).stem}.png"
    strip.save(target)
    return target


def whole(folder: Path, slugs: list[str]) -> list[str]:
    """What is wrong with a set: pictures that are missing, and those of no view. An absent set is not wrong."""
    if manifest(folder) is None:
        return []
    there, due = {path.name for path in folder.glob("*.webp")}, names(slugs)
    return [f"{file} is missing" for file in sorted(due - there)] + [
        f"{file} is of no view" for file in sorted(there - due)
    ]


def _draw(image: Image.Image, path: Path, here: Machine) -> None:
    path.parent.mkdir(exist_ok=True)
    image.save(path, lossless=True, quality=80, method=4)
    (path.parent / "manifest.json").write_text(json.dumps(vars(here), indent=2) + "\n", "utf-8")
