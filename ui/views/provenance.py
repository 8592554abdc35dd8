"""The line under every figure: whose numbers these are, made from the rows that are shown."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from data import store
from data.model import Indicator
from ui.text import Text

LISTED_AT_MOST = 80
NAMED_AT_MOST = 4  # beyond it a line would be a page: the records themselves name theirs


class Line(str):
    """A source line that remembers which sources it speaks of, so that a figure can be cited and taken away."""

    ids: tuple[str, ...]

    def __new__(cls, said: str, ids: Iterable[str]) -> Line:
        """The words and the ids behind them."""
        made = super().__new__(cls, said)
        made.ids = tuple(ids)
        return made

    def __getnewargs__(self) -> tuple[str, tuple[str, ...]]:  # type: ignore[override]  # those of a str are too few
        """What a packed line is made of again."""
        return str(self), self.ids


def source_ids(*frames: pd.DataFrame) -> list[str]:
    """The sources of all rows of some frames, each once, in the order in which they first appear.

    Raises ValueError if there is a row without a source, so that a figure without one cannot be shown.
    """
    seen: dict[str, None] = {}
    for frame in frames:
        if frame["source"].isna().any():
            raise ValueError("a row without a source cannot be shown")
        for cell in frame["source"].unique():
            seen.update(dict.fromkeys(part.strip() for part in str(cell).split(";") if part.strip()))
    return list(seen)


def line(words: Text, ids: Iterable[str], at_most: int = NAMED_AT_MOST) -> Line:
    """ "Source: International Monetary Fund, International Trade in Goods (read June 2025)." """
    ids = list(ids)
    if len(ids) > at_most:
        return Line(words("source.many", count=len(ids)), ids)
    parts = []
    for source_id in ids:
        source = store.source(source_id)
        name = f"{source.producer}, {source.title}" if source.title != source.producer else source.title
        read = words("source.read", date=words.date(source.read)) if source.read else ""
        parts.append(words.bracketed(name, read) if read else name)
    return Line(words("source.line", sources=words.series(parts)) if parts else words("value.missing"), ids)


def named(source_id: str) -> tuple[str, str]:
    """What a source is called where a record lists its own, and its address, or "" where none is to be shown."""
    source = store.source(source_id)
    name = f"{source.producer}: {source.title}" if source.title != source.producer else source.title
    return name, (source.url or "") if source.show_link else ""


def about(words: Text, indicators: Iterable[Indicator], ids: Iterable[str]) -> str:
    """What a figure is, what to mind, whose books it comes from and under which licence (Markdown)."""
    blocks: list[str] = []
    indicators = list(indicators)
    for indicator in indicators:
        definition = words.of(indicator.definition)
        if len(indicators) > 1:
            # One of several says which it is.
            blocks.append(words("value.led", label=words.of(indicator.label), said=definition))
        else:
            blocks.append(words("source.definition", definition=definition))
        if indicator.caution:
            blocks.append(words("source.caution", caution=words.of(indicator.caution)))
    ids = list(ids)
    if "imf_imts" in ids:
        blocks.append(words("source.mirror"))
    for source_id in ids[:LISTED_AT_MOST]:
        source = store.source(source_id)
        citation = source.citation or source.title
        # Most citations end in their address, which the page makes a link.
        linked = source.url and source.show_link and source.url not in citation
        url = f"[{source.url}]({source.url})" if linked else ""
        blocks.append(words("source.citation", citation=citation, url=url).rstrip())
        if source.licence:
            blocks.append(words("source.licence", licence=source.licence))
    return "\n\n".join(dict.fromkeys(blocks))
