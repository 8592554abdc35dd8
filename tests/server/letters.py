"""Make server/letters from Streamlit's own letters: `python -m tests.server.letters`."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from server.wire import LETTERS, STREAMLIT
from ui.drawing.png import CARDS

ROOT = Path(__file__).resolve().parents[2]
MEDIA = STREAMLIT / "static" / "media"
# Latin with all accents of Europe, punctuation, currencies, arrows, comparison.
SIGNS = frozenset(
    [
        *range(0x20, 0x180),
        *range(0x2010, 0x2045),
        *range(0x20A0, 0x20C0),
        *range(0x2190, 0x2194),
        *range(0x25A0, 0x2600),
        *range(0x2700, 0x27C0),
        *(0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2318),
    ]
)
TEXT = ("SourceSansVF-Upright.*.woff2", "SourceSerifVariable-Roman.*.woff2")
ICONS = "MaterialSymbols-Rounded.*.woff2"
# For pictures drawn on the server, whose renderer knows no variable letters: file → source, places on the axes.
STATIC = {
    "Sans-400.ttf": (TEXT[0], {"wght": 400}),
    "Sans-600.ttf": (TEXT[0], {"wght": 600}),
    "Serif-600.ttf": (TEXT[1], {"wght": 600, "opsz": 40}),
}
OWN_NAMES = (1, 3, 4, 6, 16, 25)  # in a font: family, id, full name, PostScript name, typographic family, prefix


def source(pattern: str) -> Path:
    """The one file of Streamlit with such a name."""
    (found,) = MEDIA.glob(pattern)
    return found


def icons(font: TTFont) -> dict[str, str]:
    """Name of an icon → its glyph: an icon is drawn where its name is written."""
    letters = {glyph: chr(code).lower() for code, glyph in font.getBestCmap().items()}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            ligatures = getattr(getattr(table, "ExtSubTable", table), "ligatures", {})
            for first, sets in ligatures.items():
                for ligature in sets:
                    name = "".join(letters.get(part, "?") for part in (first, *ligature.Component))
                    found[name] = ligature.LigGlyph
    return found


def named_by_us() -> set[str]:
    """Icons that our pages and words name."""
    files = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    files += (ROOT / "seeds" / "text").glob("*.yml")
    return set(re.findall(r":material/([a-z0-9_]+):", _read(files)))


def named_by_streamlit(known: Iterable[str]) -> set[str]:
    """Icons whose name stands in a script of Streamlit, as an icon or as any text of its own."""
    words = re.findall(r"[\"'`/:]([a-z0-9_]{2,40})[\"'`:]|material/([a-z0-9_]+)", _read(STREAMLIT.rglob("*.js")))
    return {name for pair in words for name in pair} & set(known)


def make() -> None:
    """Write the files."""
    for old in LETTERS.glob("*.woff2"):
        old.unlink()
    for pattern in TEXT:
        font, cut = _open(pattern, features=None)
        cut.populate(unicodes=SIGNS)
        cut.subset(font)
        for record in font["name"].names:
            if record.nameID in OWN_NAMES:
                record.string = record.toUnicode().replace("Source", "Ties")
        _save(font, pattern)
    for name, (pattern, places) in STATIC.items():
        _static(name, pattern, places)
    font, cut = _open(ICONS, features=["*"])
    known = icons(font)
    wanted = named_by_streamlit(known) | (named_by_us() & known.keys())
    # Else every icon would be kept that the kept letters can spell.
    cut.options.layout_closure = False
    cut.populate(glyphs=[known[name] for name in wanted], text="".join(sorted(wanted)))
    cut.subset(font)
    _save(font, ICONS)


def _static(name: str, pattern: str, places: dict[str, float]) -> None:
    font, cut = _open(pattern, features=["kern", "liga", "mark", "ccmp", "locl"])
    cut.populate(unicodes=SIGNS)
    cut.subset(font)
    font = instancer.instantiateVariableFont(font, places)
    family = "Ties Serif" if "Serif" in name else "Ties Sans"
    weight = int(places["wght"])
    said = {1: family, 2: "Regular", 3: f"{family} {weight}", 4: f"{family} {weight}", 6: name.removesuffix(".ttf")}
    font["name"].names = [record for record in font["name"].names if record.nameID in (0, 13, 14)]
    for number, text in said.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font.flavor = None
    CARDS.mkdir(exist_ok=True)
    font.save(CARDS / name)
    sys.stdout.write(f"cards/{name}: {(CARDS / name).stat().st_size / 1000:.0f} KB\n")


def _open(pattern: str, features: list[str] | None) -> tuple[TTFont, subset.Subsetter]:
    options = subset.Options(flavor="woff2", name_IDs=["*"], recalc_timestamp=False)
    if features:
        options.layout_features = features
    return subset.load_font(str(source(pattern)), options), subset.Subsetter(options)


def _save(font: TTFont, pattern: str) -> None:
    name = source(pattern).name
    font.flavor = "woff2"
    font.save(LETTERS / name)
    before, after = source(pattern).stat().st_size, (LETTERS / name).stat().st_size
    sys.stdout.write(f"{name}: {before / 1000:.0f} → {after / 1000:.0f} KB\n")


def _read(files: Iterable[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


if __name__ == "__main__":
    make()
