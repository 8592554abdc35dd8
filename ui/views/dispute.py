"""What a reader who doubts a figure sends, and the log of what was corrected."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from data import records, store
from ui.text import Text, literal, text
from ui.views import article, provenance, tables

# What a row is called in a report: the first of these columns that it has.
_SAID = ("claim", "title", "label", "what", "text", "name", "document", "note")
_SAID_AT_MOST = 300  # signs
_SOURCES_AT_MOST = 12
_ROWS_AT_MOST = 6
_MARK = "#dispute"  # by it paper knows the link, and leaves it out (static/print.css)


@dataclass(frozen=True)
class Report:
    """The title and the text of a report."""

    title: str
    body: str


@dataclass(frozen=True)
class Correction:
    """An entry of the log: `facts` are (label, text as Markdown), `rows` (table, name of the row, label)."""

    id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str], ...]
    more_rows: str
    doors: tuple[article.Door, ...]


def of_figure(figure: str, sources: Sequence[str], link: str, words: Text) -> Report:
    """The report on a chart or a table of a view; which of its values is meant the reader says."""
    return _report(figure, words("dispute.which"), sources, link, words)


def of_row(table: str, name: str, link: str, words: Text) -> Report:
    """The report on one row. KeyError for an unknown one."""
    row = records.row(table, name)
    said = [words.pick(row, field) or row.get(field) for field in _SAID]
    value = next((str(part) for part in said if isinstance(part, str) and part), "")
    if not value:
        value = ", ".join(f"{field} = {row[field]}" for field in row if row[field] == row[field] and field != "source")
    kept = value if len(value) <= _SAID_AT_MOST else f"{value[:_SAID_AT_MOST]} …"
    return _report(f"{table}.{name}", kept, str(row.get("source") or "").split(";"), link, words)


def _report(record: str, value: str, sources: Sequence[str], link: str, words: Text) -> Report:
    named = [code for code in sources if code]
    more = " …" if len(named) > _SOURCES_AT_MOST else ""
    said = {
        "record": record,
        "value": value,
        "sources": (", ".join(named[:_SOURCES_AT_MOST]) + more) or "–",
        "link": link,
        "version": store.data_version(),
    }
    return Report(words("dispute.title", record=record), words("dispute.report", **said))


def filed(report: Report, tracker: str) -> str:
    """The address under which a tracker opens the report, filled in."""
    join = "&" if urlsplit(tracker).query else "?"
    return f"{tracker}{join}{urlencode({'title': report.title, 'body': report.body}, quote_via=quote)}{_MARK}"


def asked(lang: str, **parameters: str) -> str:
    """The address of the report here, where no tracker is; it is relative: all views lie side by side."""
    return f"data?{urlencode({**parameters, 'lang': lang}, safe='.')}{_MARK}"


def linked(address: str, words: Text) -> str:
    """The link to a report, in Markdown."""
    return f"[{words('dispute.link')}]({address})"


def mark(table: str, name: str, words: Text) -> str:
    """That a row was corrected, and when, as a link to the log in Markdown; "" for a row that was never wrong."""
    ids = records.corrections().get(table, {}).get(name, ())
    if not ids:  # nearly every row, and a view has a hundred
        return ""
    dates = store.table("corrections").set_index("id")["date"]
    said = (
        f"[{words('dispute.corrected', date=words.date(dates[code]))}](data?correction={code}&lang={words.lang})"
        for code in ids
    )
    return " · ".join(said)


def ids() -> tuple[str, ...]:
    """The ids of all corrections."""
    return tuple(str(code) for code in store.table("corrections")["id"])


@lru_cache(maxsize=16)
def log(lang: str, first: str | None) -> tuple[Correction, ...]:
    """The log, the newest entry first, before it the one that the link names."""
    words = text(lang)
    rows = store.table("corrections").sort_values(["date", "id"], ascending=False).to_dict("records")
    entries = [_entry(row, words) for row in rows]
    return tuple(sorted(entries, key=lambda entry: entry.id != first))


def _entry(row: dict[str, str], words: Text) -> Correction:
    names = row["rows"].split(";")
    facts = (
        ("wrong", literal(words.pick(row, "wrong"))),
        ("right", literal(words.pick(row, "right"))),
        ("reason", literal(words.pick(row, "reason"))),
        ("since", words("dispute.releases", since=row["since"], release=row["release"])),
        ("field", f"`{row['table']}.{row['field']}`"),
        ("sources", words.series(_source(code) for code in row["source"].split(";"))),
    )
    return Correction(
        id=row["id"],
        title=words.dashed(words.date(row["date"]), tables.title(row["table"], words)),
        facts=tuple((words(f"dispute.{key}"), said) for key, said in facts),
        rows=tuple((row["table"], name, name) for name in names[:_ROWS_AT_MOST]),
        more_rows=words("dispute.more_rows", count=len(names) - _ROWS_AT_MOST) if len(names) > _ROWS_AT_MOST else "",
        doors=tuple(article.door(way["view"], way["params"], words) for way in json.loads(row["shown_in"])),
    )


def _source(code: str) -> str:
    name, url = provenance.named(code)
    return f"[{literal(name)}]({url})" if url else literal(name)


def view_of(figure: str, query: str) -> tuple[str, str]:
    """The view and the parameters that the link of a figure names, written anew: ("map", "year=2017")."""
    slug, _, _ = figure.partition(".")
    kept = [(name, value) for name, value in parse_qsl(query) if (name + value).isprintable()]
    return "" if slug == "overview" else slug, urlencode(kept, safe=".")
