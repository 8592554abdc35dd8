"""Pixels of a picture, with letters that we bring and, for Chinese, those that the system has."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import resvg_py

from ui.drawing.picture import LETTERS
from ui.theme import FONT

# Our letters with fixed weights, made by tests/server/letters.py.
CARDS = LETTERS / "cards"
SANS, SERIF = "Ties Sans", "Ties Serif"
# Where systems keep letters for Chinese; the first that is there is used.
_CHINESE = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)


@cache
def chinese_letters() -> Path | None:
    """A file with Chinese letters, if the system has one."""
    return next((path for path in map(Path, _CHINESE) if path.is_file()), None)


def pixels(svg: str, lang: str, *, zoom: int | None = None) -> bytes:
    """A picture as PNG. Raises LookupError for Chinese where there are no letters for it: it would be boxes."""
    chinese = chinese_letters() if lang == "zh" else None
    if lang == "zh" and chinese is None:
        raise LookupError("no Chinese letters on this system")
    files = [*map(str, sorted(CARDS.glob("*.ttf"))), *([str(chinese)] if chinese else [])]
    return resvg_py.svg_to_bytes(
        svg_string=svg.replace(_NAMED, SANS),
        skip_system_fonts=True,
        font_files=files,
        sans_serif_family=SANS,
        serif_family=SERIF,
        font_family=SANS,
        zoom=zoom,
    )


# The letters that a picture names for browsers; the renderer has the same under our name.
_NAMED = FONT.replace('"', "&quot;")
