"""The tables of the dataset, to browse and to take away: which there are, rows as filtered, columns, files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pandas as pd

from data import contract, export, records, schema, store
from data.model import LANGUAGES
from ui.shelf import shelved
from ui.text import Text, literal, text, unaccented
from ui.views import citing, provenance

PAGE = 500  # rows that are sent at once: all of most tables, some dozens of kilobytes
SOURCES_NAMED = 60  # so many sources of the rows are listed as doors
FORMATS = tuple(export.FORMATS)
# Integers that are names of years or places in an order: no separators.
_PLAIN = ("year", "number", "project", "period", "order", "paragraph", "paragraphs", "started", "completed")


@dataclass(frozen=True)
class Column:
    """A column on screen: its name in the files, what it means, how its cells are written."""

    name: str
    about: str
    kind: Literal["text", "plain", "number", "boolean"]


@dataclass(frozen=True)
class Source:
    """A source of the rows on screen."""

    id: str
    name: str


@dataclass(frozen=True)
class Row:
    """A row in full: `facts` are (column, what it means and says, as Markdown)."""

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Browsed:
    """A table as filtered: words, rows, what its columns mean, whose it is and how to cite it.

    `stem` and `whole_stem` are names of files without their endings, `chosen` the columns that hold one chosen value.
    """

    title: str
    about: str
    count: str
    pages: int
    rows: pd.DataFrame
    columns: tuple[Column, ...]
    fields: pd.DataFrame
    sources: tuple[Source, ...]
    more_sources: str
    source_line: str
    licences: str
    plain: str
    bibtex: str
    alt: str
    stem: str
    whole_stem: str
    filtered: bool
    chosen: tuple[str, ...]


def names() -> tuple[str, ...]:
    """The names of all tables, in the order of the package."""
    return store.tables()


def title(name: str, words: Text) -> str:
    """What a table is called."""
    return words(f"data.title.{name}")


def label(name: str, words: Text) -> str:
    """A table in the chooser: what it is called and how many rows it has."""
    return words("data.table_label", title=title(name, words), count=words.number(len(store.table(name))))


@cache
def countries(name: str) -> tuple[str, ...]:
    """The codes by which the rows of a table can be narrowed, none for a table without countries."""
    frame = store.table(name)
    found = [cell for column in ("country", "countries") if column in frame for cell in frame[column].dropna()]
    return tuple(sorted({code for cell in found for code in str(cell).split(";")}))


@cache
def indicators(name: str) -> tuple[str, ...]:
    """The indicators of a table in the order of the menu, none for a table without them."""
    frame = store.table(name)
    if "indicator" not in frame:
        return ()
    there = set(frame["indicator"])
    return tuple(code for code in store.indicators() if code in there)


@cache
def whole(name: str) -> pd.DataFrame:
    """All rows, in the types of the contract: an integer with gaps stays an integer."""
    return store.table(name).astype(schema.TABLES[name].dtypes)


def narrowed(name: str, country: str | None, indicator: str | None, sought: str) -> pd.DataFrame:
    """The rows that match all of: the country, the indicator, each of the words sought (accents are let go)."""
    frame = whole(name)
    kept = pd.Series(True, index=frame.index)
    if country and countries(name):
        column = "country" if "country" in frame else "countries"
        kept &= frame[column].fillna("").str.split(";").map(lambda codes: country in codes)
    if indicator and indicators(name):
        kept &= frame["indicator"] == indicator
    for word in unaccented(sought).split():
        kept &= _haystack(name).str.contains(word, regex=False)
    return frame[kept].reset_index(drop=True)


@cache
def _haystack(name: str) -> pd.Series:
    """All texts and whole numbers of each row as one text, and the names of its countries in every language."""
    frame = whole(name)
    searched = [column.name for column in schema.TABLES[name].columns if column.type in ("string", "integer")]
    first, *others = (frame[column].astype("string").fillna("") for column in searched)
    parts = first.str.cat(others, sep=" ") if others else first
    if countries(name):
        column = "country" if "country" in frame else "countries"
        parts = parts + " " + frame[column].fillna("").map(_names)
    return parts.map(unaccented).astype("str")


@cache
def _names(codes: str) -> str:
    known = set(store.country_codes()) | {"CHN", "USA"}
    return " ".join(text(lang).country(code) for code in codes.split(";") if code in known for lang in LANGUAGES)


@shelved
def browsed(name: str, country: str | None, indicator: str | None, sought: str, lang: str) -> Browsed:
    """A table as filtered, all but its page of rows (see `page`)."""
    words, table = text(lang), schema.TABLES[name]
    rows, all_rows = narrowed(name, country, indicator, sought), whole(name)
    ids = provenance.source_ids(rows) if "source" in rows else []
    parts = [part for part in (country, indicator, citing.plain(sought)) if part]
    stem = f"china-celac-ties_{name}"
    return Browsed(
        title=title(name, words),
        about=words(f"data.about.{name}"),
        count=words(
            "data.rows_of" if len(rows) < len(all_rows) else "data.rows_all",
            count=words.number(len(rows)),
            all=words.number(len(all_rows)),
        ),
        pages=max(1, -(-len(rows) // PAGE)),
        rows=rows,
        columns=tuple(_column(column, words) for column in _on_screen(name)),
        fields=_fields(table, words),
        sources=tuple(Source(code, provenance.named(code)[0]) for code in ids[:SOURCES_NAMED]),
        more_sources=words("data.cite_more", count=len(ids) - SOURCES_NAMED) if len(ids) > SOURCES_NAMED else "",
        source_line=_source_line(ids, words) if len(rows) else "",
        licences=_licences(ids, words),
        plain=citing.rows_plain(ids, title(name, words), words),
        bibtex=citing.rows_bibtex(ids, name, title(name, words)),
        alt=words("data.alt_table", title=title(name, words), count=words.number(len(rows))),
        stem="_".join([stem, *parts])[:110],
        whole_stem=stem,
        filtered=len(rows) < len(all_rows),
        chosen=(*(("country", _NAME) if country else ()), *(("indicator",) if indicator else ())),
    )


def page(name: str, view: Browsed, number: int, lang: str) -> pd.DataFrame:
    """One page of rows as they stand on screen: texts in the reader's language only, countries also by name.

    A column of which the reader chose the one value stays away.
    """
    words = text(lang)
    rows = view.rows.iloc[_span(number)]
    shown = {}
    for column in _on_screen(name):
        if column.name in view.chosen:
            continue
        if column.name == _NAME:
            shown[column.name] = rows["country"].map(words.country, na_action="ignore")
        elif column.name == _CORRECTED.name:
            shown[column.name] = records.corrected(name, rows)
        elif column.name in rows:
            shown[column.name] = rows[column.name]
        else:
            own, english = rows.get(f"{column.name}_{lang}"), rows[f"{column.name}_en"]
            shown[column.name] = (
                english if own is None else own.fillna(english.map(words.in_english, na_action="ignore"))
            )
    return pd.DataFrame(shown).reset_index(drop=True)


_NAME = "country name"
_CORRECTED = schema.Column("corrections", "string", 'Ids of the corrections of this row, joined by ";"')


@cache
def _on_screen(name: str) -> tuple[schema.Column, ...]:
    """The columns of a table, those of the languages folded into one."""
    columns = schema.TABLES[name].columns
    known, found = {column.name for column in columns}, []
    for column in columns:
        base, _, lang = column.name.rpartition("_")
        folded = lang in LANGUAGES and f"{base}_en" in known
        if not folded:
            found.append(column)
        elif lang == "en" and base not in known:
            found.append(schema.Column(base, "string", column.description.removesuffix(" (en)")))
        if column.name == "country" and name != "countries":
            found.append(schema.Column(_NAME, "string", "Name of the country"))
    if name in records.corrections():
        found.append(_CORRECTED)
    return tuple(found)


def row_names(name: str, view: Browsed, number: int) -> list[str]:
    """The names of the rows of one page, in their order on screen."""
    return [str(code) for code in contract.names(view.rows.iloc[_span(number)], schema.TABLES[name])]


@shelved
def row(name: str, code: str, lang: str) -> Row:
    """One row in full: every cell that is filled, and its sources. KeyError for an unknown one."""
    words = text(lang)
    cells = records.row(name, code)
    facts = []
    for column in _on_screen(name):
        said = _cell(column, cells, words)
        if said and column.name not in ("source", _CORRECTED.name):
            facts.append((column.name, words.labelled(meaning(column, words), literal(said))))
    return Row(
        name=code,
        title=words("data.row", name=code),
        facts=tuple(facts),
        sources=tuple(
            Source(one, provenance.named(one)[0]) for one in str(cells.get("source") or "").split(";") if one
        ),
    )


def _cell(column: schema.Column, cells: Mapping[str, Any], words: Text) -> str:
    """A cell as text; "" where it is empty."""
    if column.name == _NAME:
        return words.country(cells["country"]) if isinstance(cells["country"], str) else ""
    value = cells.get(column.name)
    if value is None and f"{column.name}_en" in cells:
        return words.pick(cells, column.name)
    if value is None or value is pd.NA or value != value:
        return ""
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _span(number: int) -> slice:
    return slice((number - 1) * PAGE, number * PAGE)


def meaning(column: schema.Column, words: Text) -> str:
    """What a column means."""
    said, _, lang = column.description.rpartition(" (")
    told = said if lang.removesuffix(")") in LANGUAGES else column.description
    about = words(_key(told))
    return about if told == column.description else words.bracketed(about, lang.removesuffix(")"))


def _key(english: str) -> str:
    """The key of the words for what the schema says in English."""
    return "column." + re.sub(r"[^a-z0-9]+", "_", english.lower()).strip("_")


def _column(column: schema.Column, words: Text) -> Column:
    kind: Literal["text", "plain", "number", "boolean"] = "text"
    if column.type == "boolean":
        kind = "boolean"
    elif column.type == "integer":
        ordinal = column.name in _PLAIN or column.name.endswith(("_start", "_end", "_since"))
        kind = "plain" if ordinal else "number"
    elif column.type == "number":
        kind = "number"
    about = meaning(column, words)
    return Column(column.name, words.bracketed(about, words(_key(column.unit))) if column.unit else about, kind)


def _fields(table: schema.Table, words: Text) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words("data.field"): [column.name for column in table.columns],
            words("data.type"): [column.type for column in table.columns],
            words("data.unit"): [words(_key(column.unit)) if column.unit else "–" for column in table.columns],
            words("data.meaning"): [
                words.labelled(meaning(column, words), ", ".join(column.values))
                if column.values
                else meaning(column, words)
                for column in table.columns
            ],
        }
    )


def _source_line(ids: Sequence[str], words: Text) -> str:
    if len(ids) > provenance.NAMED_AT_MOST:
        return words("data.sources_below", count=len(ids))
    return provenance.line(words, ids) if ids else words("data.own")


def _licences(ids: Sequence[str], words: Text) -> str:
    found: dict[str, str] = {}
    for code in ids:
        source = store.source(code)
        found.setdefault(words.of(source.licence_label), words.of(source.licence_allows))
    return "\n".join("- " + words("value.led", label=label, said=allows) for label, allows in found.items())


def about(view: Browsed, words: Text, link: str) -> dict[str, str]:
    """What travels inside a file: what it is, how it was filtered, whose it is, under which terms, how to cite."""
    notes = {
        "title": f"China–CELAC Ties: {view.title}",
        "description": view.about,
        "rows": view.count.replace("*", ""),
        "cite": view.plain,
        "licences": view.licences.replace("**", "").replace("- ", ""),
        "data version": store.data_version(),
    }
    return {**notes, "link": link} if link else notes


def written(form: str, frame: pd.DataFrame, notes: Mapping[str, str]) -> bytes:
    """One file. CSV is rows alone, as machines read it; the other formats carry the notes in a place of their own."""
    _, write = export.FORMATS[form]
    return write(frame) if form == "csv" else write(frame, notes)


def everything() -> bytes:
    """The data package as one ZIP: all tables as CSV and Parquet, and what describes them."""
    return export.zip_bytes(store.TABLES)


def media_type(form: str) -> str:
    """The media type of a format."""
    return export.FORMATS[form][0]
