"""A view to keep: its picture, its data, what they mean and whose they are, in one ZIP.

The same view and the same data make the same bytes: no day, no machine, no order of chance is inside. So a ZIP can be
checked by whoever has the link.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data import store
from ui.charts.sealed import Sealed
from ui.drawing import picture, png
from ui.text import Text
from ui.views import citing, takeaway

_ZOOM = 2  # pixels of the PNG for one of the picture
_NO_DAY = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP can tell
_PLAIN_FILE = 0o644 << 16
_SCHEMA = "1"  # of metadata.json; docs/citing.md


@dataclass(frozen=True)
class Shown:
    """What stands in the view: its figures in their order, the rows behind them, and whether on a phone."""

    figures: Sequence[Sealed]
    data: pd.DataFrame | None
    narrow: bool = False


def zipped(figure: takeaway.Figure, shown: Shown, stem: str, words: Text) -> bytes:
    """The ZIP of a view; `stem` is the name of its folder and of the files in it."""
    undated = replace(figure, day=None)
    files = dict(_files(undated, shown, stem, words))
    files["metadata.json"] = _metadata(undated, shown, files, words)
    files["README.txt"] = _readme(undated, files, words)
    files["SHA256SUMS"] = "".join(f"{_digest(files[name])}  {name}\n" for name in sorted(files)).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{stem}/{name}", _NO_DAY)
            entry.external_attr = _PLAIN_FILE
            entry.create_system = 3
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()


def _files(figure: takeaway.Figure, shown: Shown, stem: str, words: Text) -> dict[str, bytes]:
    files = {}
    if shown.figures:
        said = picture.Said(figure.title, figure.subtitle, figure.line, figure.link)
        drawn = picture.svg([one.spec() for one in shown.figures], said, narrow=shown.narrow)
        files[f"{stem}.svg"] = drawn.encode()
        if words.lang != "zh" or png.chinese_letters():
            files[f"{stem}.png"] = png.pixels(drawn, words.lang, zoom=_ZOOM)
    if shown.data is not None:
        files[f"{stem}.csv"] = takeaway.written("csv", shown.data, figure, words)
    forms = [f"{name}\n{said}" for name, said in takeaway.references(figure, words)]
    files["citation.txt"] = ("\n\n".join([takeaway.citation(figure, words), *forms]) + "\n").encode()
    files["citation.bib"] = f"{takeaway.bibtex(figure)}\n".encode()
    files["citation.ris"] = f"{takeaway.ris(figure)}\n".encode()
    return files


def _metadata(figure: takeaway.Figure, shown: Shown, files: Mapping[str, bytes], words: Text) -> bytes:
    """What the files are, for programs: docs/citing.md lists the names."""
    said = {
        "schema": _SCHEMA,
        "title": figure.title,
        "note": figure.subtitle,
        "language": words.html_lang,
        "link": figure.link,
        "data_version": store.data_version(),
        "data_release": store.release(),
        "data_released": citing.released(),
        "columns": _columns(shown.data),
        "indicators": [_indicator(code, words) for code in _indicators(figure, shown)],
        "sources": [_source(code, words) for code in figure.ids],
        "files": [{"name": name, "bytes": len(files[name]), "sha256": _digest(files[name])} for name in sorted(files)],
    }
    return (json.dumps(said, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _columns(data: pd.DataFrame | None) -> list[str]:
    return [] if data is None else list(map(str, data.columns))


def _indicators(figure: takeaway.Figure, shown: Shown) -> list[str]:
    """The indicators of the rows, else the one that the link names."""
    if shown.data is not None and "indicator" in shown.data:
        return [code for code in dict.fromkeys(shown.data["indicator"]) if code in store.indicators()]
    return takeaway.indicators_in(figure.link)


def _indicator(code: str, words: Text) -> dict[str, Any]:
    found = store.indicator(code)
    return {
        "id": code,
        "label": words.of(found.label),
        "unit": found.unit,
        "definition": words.of(found.definition),
        "caution": words.of(found.caution) if found.caution else "",
    }


def _source(code: str, words: Text) -> dict[str, Any]:
    found = store.source(code)
    return {
        "id": code,
        "producer": found.producer,
        "title": found.title,
        "date": found.date or "",
        "citation": found.citation,
        "url": found.url if found.url and found.show_link else "",
        "licence": found.licence or "",
        "licence_allows": words.of(found.licence_allows),
        "processing": words.of(found.processing),
        "read": found.read or "",
    }


def _readme(figure: takeaway.Figure, files: Mapping[str, bytes], words: Text) -> bytes:
    """What is inside, for people."""
    released = words.date(citing.released())
    named = {name: words(f"bundle.{_kind(name)}") for name in [*sorted(files), "SHA256SUMS"]}
    parts = [
        f"{figure.title}\n{'=' * len(figure.title)}",
        figure.subtitle,
        figure.line,
        words("bundle.version", version=store.data_version(), date=released),
        words.labelled(words("tools.permanent"), figure.link),
        "\n".join(f"{name}  –  {said}" for name, said in named.items()),
        "" if any(name.endswith(".png") for name in files) or not _drawn(files) else words("bundle.no_png"),
        words("bundle.same"),
        words("bundle.rights"),
        takeaway.citation(figure, words),
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _drawn(files: Mapping[str, bytes]) -> bool:
    return any(name.endswith(".svg") for name in files)


def _kind(name: str) -> str:
    """What a file is, as the words know it: "svg", "csv", "json", "sha256sums"."""
    return name.rpartition(".")[2].lower()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
