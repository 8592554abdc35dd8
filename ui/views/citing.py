"""How to cite: the producer of the figures first, then this dashboard, as plain words and for BibTeX."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data import store
from data.model import Source
from ui.text import Text, unaccented

OURS = "China–CELAC Ties contributors"
SITE = "China–CELAC Ties"
CITED = 12  # so many producers stand in one citation; the records name the others
_TEX = {
    "\\": r"\textbackslash{}",
    **{sign: "\\" + sign for sign in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_YEAR = re.compile(r"(?:19|20)\d\d")


def source_plain(source: Source, words: Text) -> str:
    """One source: its full citation, its address where it is to be shown, when we read it."""
    parts = [source.citation]
    if source.url and source.show_link and source.url not in source.citation:
        parts.append(source.url)
    if source.read:
        parts.append(f"({words('source.read', date=words.date(source.read))})")
    return " ".join(parts)


def source_bibtex(source: Source) -> str:
    """One source as an entry of BibTeX."""
    year = _YEAR.search(source.date or "")
    return entry(
        source.id,
        author=f"{{{tex(source.producer)}}}",
        title=f"{{{tex(source.title)}}}",
        year=year[0] if year else "",
        url=source.url if source.url and source.show_link else "",
        urldate=source.read if source.read and len(source.read) == 10 else "",
        note=tex(f"Licence: {source.licence}") if source.licence else "",
    )


def dataset_plain(words: Text, link: str = "") -> str:
    """The whole dataset, after whose producers it is to be named."""
    return words("data.cite_dataset", ours=OURS, site=SITE, version=store.data_version(), link=link).strip()


def dataset_bibtex(link: str = "") -> str:
    """The whole dataset as an entry of BibTeX."""
    return entry(
        "china_celac_ties",
        author=f"{{{tex(OURS)}}}",
        title=f"{{{tex(SITE)}}}",
        year=released()[:4],
        version=tex(store.data_version()),
        url=link,
        note=tex("Name the producer of each figure first"),
    )


def rows_plain(ids: Sequence[str], title: str, words: Text) -> str:
    """Some rows of a table: who made the figures, then the table of ours."""
    ours = words("data.cite_table", ours=OURS, site=SITE, title=title, version=store.data_version())
    if not ids:
        return ours
    named = [store.source(code).citation.rstrip(".") for code in ids[:CITED]]
    more = [words("data.cite_more", count=len(ids) - CITED)] if len(ids) > CITED else []
    return words("data.cite_rows", sources=words.series([*named, *more]), ours=ours)


def rows_bibtex(ids: Sequence[str], name: str, title: str) -> str:
    """Some rows of a table as entries of BibTeX: each producer, then the table of ours."""
    entries = [source_bibtex(store.source(code)) for code in ids[:CITED]]
    ours = entry(
        f"china_celac_ties:{name}",
        author=f"{{{tex(OURS)}}}",
        title=f"{{{tex(f'{SITE}: {title}')}}}",
        year=released()[:4],
        version=tex(store.data_version()),
    )
    return "\n\n".join([*entries, ours])


def tex(said: str) -> str:
    """A text so that TeX prints its very signs."""
    return "".join(_TEX.get(sign, sign) for sign in said)


def plain(said: str) -> str:
    """A text as part of a file name: small letters, digits, hyphens."""
    return re.sub(r"[^a-z0-9_]+", "-", unaccented(said)).strip("-_")


def released() -> str:
    """The day of the last release of the data, ISO 8601."""
    dates: list[str] = list(store.table("changelog")["date"])
    return max(dates)


def entry(key: str, **fields: str) -> str:
    """An entry of BibTeX; a field without words is left out."""
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}\n}}"
