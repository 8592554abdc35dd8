"""References as the readers of each language expect them: one for each producer, then one for the figure.

A list of references is the only form in which these rules know an original and what was made of it; so the producers
stand first, each with a reference of its own. The words inside ("en línea", "Acesso em") are those of the rules, not of
the interface. They are five short functions rather than a processor of CSL, which would bring lxml, a style file for
each and a second form of every source.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from babel.dates import format_date

from data.model import Source
from ui.text import Text, text

_ISO = re.compile(r"\d{4}(-\d\d){0,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_LETTERS = ("", "")
# Kind of a source → what APA and GB/T 7714 call it.
_KINDS = {
    "dataset": ("Data set", "DS"),
    "report": ("Report", "R"),
    "software": ("Computer software", "CP"),
    "news": ("", "N"),
    "web_page": ("", "EB"),
    "law_or_official": ("", "EB"),
}


@dataclass(frozen=True)
class Work:
    """What a reference speaks of; `date` is ISO 8601 or the words of the document, `seen` a day or a month."""

    author: str
    title: str
    kind: str
    date: str = ""
    url: str = ""
    seen: str = ""
    version: str = ""

    @property
    def year(self) -> str:
        """The year of the document, "" where it has none."""
        found = _YEAR.search(self.date)
        return found[0] if found else ""


def work(source: Source) -> Work:
    """A source as a work; one whose title is its producer's name is named once."""
    return Work(
        author=source.producer,
        title=source.title,
        kind=source.kind,
        date=source.date or "",
        url=source.url if source.url and source.show_link else "",
        seen=source.read or "",
    )


def apa(made: Work) -> str:
    """APA, seventh edition."""
    kind = _KINDS.get(made.kind, _NO_LETTERS)[0]
    version = f" (Version {made.version})" if made.version else ""
    address = (
        f"Retrieved {_english(made.seen)}, from {made.url}" if made.url and made.version and made.seen else made.url
    )
    when = _english_first_year(made.date) or "n.d."
    return _said(f"{_stop(made.author)} ({when})", f"{made.title}{version}{f' [{kind}]' if kind else ''}", address)


def chicago(made: Work) -> str:
    """Chicago, author and date."""
    version = f"Version {made.version}" if made.version else ""
    seen = f"Accessed {_english(made.seen)}" if made.seen else ""
    return _said(made.author, made.year or "n.d.", f"“{_bare(made.title)}.”", version, seen, made.url)


def iso690(made: Work) -> str:
    """UNE-ISO 690, in Spanish."""
    version = f"Versión {made.version}" if made.version else ""
    seen = f" [consulta: {text('es').date(made.seen)}]" if made.seen else ""
    when = f"{text('es').printed_date(made.date) or 's. f.'}{seen}"
    online = " [en línea]" if made.url else ""
    where = f"Disponible en: {made.url}" if made.url else ""
    return _said(made.author.upper(), f"{made.title}{online}", version, when, where)


def abnt(made: Work) -> str:
    """ABNT NBR 6023, in Portuguese."""
    version = f"Versão {made.version}" if made.version else ""
    when = f"[S. l.], {_brazilian(made.date) or '[s. d.]'}"
    where = f"Disponível em: {made.url}." if made.url else ""
    seen = f"Acesso em: {_brazilian(made.seen)}" if made.seen and made.url else ""
    return _said(made.author.upper(), made.title, version, when, where, seen)


def gbt7714(made: Work) -> str:
    """GB/T 7714, in Chinese."""
    kind = _KINDS.get(made.kind, ("", "Z"))[1]
    mark = f"[{kind}/OL]" if made.url else f"[{kind}]"
    version = f"{made.version}版" if made.version else ""
    printed = f"({made.date})" if _ISO.fullmatch(made.date) else made.date
    seen = f"[{made.seen}]" if made.seen and made.url else ""
    return _said(made.author, f"{made.title}{mark}", version, f"{printed}{seen}", made.url)


# Language → the rules that its readers are asked for, each with its name and what writes a reference.
STYLES: dict[str, tuple[tuple[str, Callable[[Work], str]], ...]] = {
    "en": (("APA 7", apa), ("Chicago", chicago)),
    "es": (("UNE-ISO 690", iso690),),
    "pt": (("ABNT NBR 6023", abnt),),
    "zh": (("GB/T 7714", gbt7714),),
}


def styles(words: Text) -> tuple[tuple[str, Callable[[Work], str]], ...]:
    """The rules of a language, each with its name."""
    return STYLES.get(words.lang, STYLES["en"])


def ris(producers: list[str], **fields: str) -> str:
    """A record of RIS, with the marks of the format as names of `fields`; what is empty is left out."""
    lines = ["TY  - DATA", *(f"AU  - {_line(name)}" for name in producers)]
    lines += [f"{mark}  - {_line(said)}" for mark, said in fields.items() if said]
    return "\n".join([*lines, "ER  - "])


def _line(said: str) -> str:
    return " ".join(said.split())


def _said(*parts: str) -> str:
    """Parts with a full stop behind each but an address."""
    return " ".join(part if part.startswith("http") else _stop(part) for part in parts if part)


def _stop(part: str) -> str:
    closed = part.endswith((".", "!", "?", ".”", "?”", "!”", "。")) or part.rpartition(" ")[2].startswith("http")
    return part if closed else f"{part}."


def _bare(title: str) -> str:
    return title.rstrip(".")


def _english(iso: str) -> str:
    parts = [int(part) for part in iso.split("-")] if _ISO.fullmatch(iso) else []
    if len(parts) == 3:
        return format_date(dt.date(*parts), "MMMM d, y", locale="en")
    return text("en").date(iso) if parts else iso


def _english_first_year(date: str) -> str:
    """The year, then month and day: "2018, January 22"; what is no date as it is printed."""
    if not _ISO.fullmatch(date) or len(date) == 4:
        return date
    parts = [int(part) for part in date.split("-")]
    day = dt.date(*parts, *([1] if len(parts) == 2 else []))
    return format_date(day, "y, MMMM d" if len(parts) == 3 else "y, MMMM", locale="en")


def _brazilian(iso: str) -> str:
    """A day with the month cut as NBR 6023 wants it, which leaves May whole: "22 jan. 2018"."""
    if not _ISO.fullmatch(iso) or len(iso) == 4:
        return iso
    parts = [int(part) for part in iso.split("-")]
    day = dt.date(*parts, *([1] if len(parts) == 2 else []))
    said = format_date(day, "d MMM y" if len(parts) == 3 else "MMM y", locale="pt_BR")
    return said.replace("mai.", "maio")
