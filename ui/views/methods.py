"""How the figures are made, where sources disagree, under which terms they stand and what changed in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from data import store
from ui.text import Text, literal, text
from ui.views import citing, sources, tables, terms
from ui.views.data import unit

NOTES = ("books", "money", "adjusted", "places", "votes", "share", "dates", "gaps", "verdicts")
# The figure that the advice on citing shows: what the overview opens with.
_EXAMPLE = ("observations", "imf_imts")


@dataclass(frozen=True)
class Methods:
    """Notes as (title, text), and four tables: terms, disputes, what may have changed, indicators."""

    notes: tuple[tuple[str, str], ...]
    terms: pd.DataFrame
    disputes: pd.DataFrame
    checked: pd.DataFrame
    indicators: pd.DataFrame


@dataclass(frozen=True)
class Citing:
    """An example of one figure, the whole dataset, and the terms by class of licence."""

    example: str
    plain: str
    bibtex: str
    terms: pd.DataFrame


@lru_cache(maxsize=8)
def methods(lang: str) -> Methods:
    """Everything that the part on methods shows."""
    words = text(lang)
    return Methods(
        notes=tuple((words(f"data.notes.{code}.title"), words(f"data.notes.{code}.text")) for code in NOTES),
        terms=terms.listed(words),
        disputes=pd.DataFrame(_disputes(words)),
        checked=pd.DataFrame(_checked(words)),
        indicators=_indicators(words),
    )


def _disputes(words: Text) -> Iterator[dict[str, str]]:
    for name in ("belt_and_road", "recognition"):
        for row in store.table(name).to_dict("records"):
            if said := words.pick(row, "dispute"):
                yield {
                    words("map.country"): words.country(row["country"]),
                    words("data.subject"): tables.title(name, words),
                    words("data.dispute"): literal(said),
                }


def _checked(words: Text) -> Iterator[dict[str, str]]:
    for name, said in (
        ("countries", "partnership"),
        ("recognition", ""),
        ("belt_and_road", "document"),
        ("events", "title"),
        ("agreements", "title"),
    ):
        for row in store.table(name).to_dict("records"):
            if not isinstance(row["last_checked"], str):
                continue
            codes = str(row.get("country") or row.get("countries")).split(";")
            what = words.pick(row, said) if said else words(f"recognition.{row['party']}")
            yield {
                words("map.country"): words.list(words.country(code) for code in codes),
                words("data.subject"): literal(what),
                words("data.last_checked"): words.date(row["last_checked"]),
            }


def _indicators(words: Text) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                words("data.indicator"): words.of(item.label),
                words("data.unit"): unit(item.unit, words),
                words("data.what_it_is"): words.of(item.definition),
                words("data.mind"): words.of(item.caution) if item.caution else "–",
            }
            for item in store.indicators().values()
        ]
    )


@lru_cache(maxsize=16)
def citing_parts(lang: str, link: str, narrow: bool = False) -> Citing:
    """How to cite one figure and the whole, and what the licences allow. Of the link only the view is cited."""
    words, link = text(lang), link.partition("?")[0]
    name, source = _EXAMPLE
    terms = pd.DataFrame(_terms(words))
    if narrow:
        # Cut off on a phone; each table says what may be done with it.
        terms = terms.drop(columns=words("data.tables"))
    return Citing(
        example=citing.rows_plain([source], tables.title(name, words), words),
        plain=citing.dataset_plain(words, link),
        bibtex=citing.dataset_bibtex(link),
        terms=terms,
    )


def _terms(words: Text) -> Iterator[dict[str, object]]:
    for code, count in sources.licences().items():
        held = [source for source in store.sources().values() if source.licence_class == code]
        used = [name for name in store.tables() if any(name in source.used_by for source in held)]
        yield {
            words("data.licence"): words.of(held[0].licence_label),
            words("data.allows"): words.of(held[0].licence_allows),
            words("data.count_sources"): words.number(count),
            words("data.tables"): words.series(tables.title(table, words) for table in used) or words("data.unused"),
        }


def version(words: Text) -> str:
    """The version of the tables and what it means."""
    return words("data.changes_lead", version=store.data_version())


def releases() -> tuple[str, ...]:
    """The releases of the data, oldest first."""
    return tuple(store.table("changelog")["version"])


def since(cited: str | None, words: Text) -> str:
    """What has changed since the release under which a link was cited (Markdown), "" where nothing has."""
    if cited is None or cited == store.release():
        return ""
    rows = store.table("changelog").to_dict("records")
    at = releases().index(cited)
    lead = words("notice.since", cited=cited, date=words.date(rows[at]["date"]), now=store.release())
    changed = [
        f"- {words('value.led', label=words.bracketed(row['version'], words.date(row['date'])), said=said)}"
        for row in reversed(rows[at + 1 :])
        for said in [literal(words.pick(row, "text"))]
    ]
    return "\n".join([lead, "", *changed])


def changes(words: Text) -> pd.DataFrame:
    """The data changelog, the newest release first."""
    rows = store.table("changelog").to_dict("records")
    return pd.DataFrame(
        [
            {
                words("data.version"): row["version"],
                words("data.date"): words.date(row["date"]),
                words("data.changed"): words.pick(row, "text"),
            }
            for row in reversed(rows)
        ]
    )
