"""The report put to the record: its claims, its quotations, and who and what it names."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from data import store
from ui.charts import verdicts
from ui.shelf import shelved
from ui.text import Text, dotted, literal, text
from ui.theme import THEMES, Theme, letters_on
from ui.views import provenance
from ui.views.block import Block

PARTS = ("claims", "quotes", "named")
VERDICTS = tuple(verdicts.SIGNS)
_KINDS = ("person", "organisation", "initiative", "agreement", "document", "place")


@dataclass(frozen=True)
class Door:
    """A way into a view; the page shows it only if the view exists."""

    slug: str
    label: str
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Record:
    """A claim, a quotation or a name as it is read; all texts are Markdown. `label` is a claim in one line."""

    id: str
    label: str
    above: str
    said: str
    lines: tuple[str, ...]
    doors: tuple[Door, ...]
    sources: str


@dataclass(frozen=True)
class Group:
    """Records under one name: the claims of a paragraph, or names of one kind."""

    name: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Opened:
    """The record that the link picks out, and the ids of those before and after it, as a ring."""

    record: Record
    before: str
    after: str


@dataclass(frozen=True)
class ClaimsView:
    """The picture of the verdicts, the claims that the filter leaves, the claim that is picked out."""

    picture: Block
    count: str
    groups: tuple[Group, ...]
    opened: Opened | None


@dataclass(frozen=True)
class QuotesView:
    """The quotations that the filters leave, and the one that is picked out."""

    count: str
    quotes: tuple[Record, ...]
    opened: Opened | None


# -- what can be chosen ----------------------------------------------------------------------------


def claim_ids() -> list[str]:
    """The ids of the claims, in the order of the report."""
    return list(store.table("claims")["id"])


def quote_ids() -> list[str]:
    """The ids of the quotations, in the order of the report."""
    return list(store.table("quotes")["id"])


def speakers() -> list[str]:
    """The codes of those who are quoted, in the order in which they first speak."""
    return list(dict.fromkeys(_code(name) for name in store.table("quotes")["speaker"]))


def themes() -> list[str]:
    """The themes of the quotations, in the order in which they first come up."""
    return list(dict.fromkeys(store.table("quotes")["theme"]))


def speaker_name(code: str, words: Text) -> str:
    """The name of a speaker, as the language writes it."""
    names = store.table("named")
    for _, row in names[names["kind"] == "person"].iterrows():
        if _code(row["name_en"]) == code:
            return words.pick(row, "name")
    return next(str(name) for name in store.table("quotes")["speaker"] if _code(name) == code)


def called(speaker: str, words: Text) -> str:
    """A speaker whom a record calls by the English name, as the language writes the name."""
    return speaker_name(_code(speaker), words)


def translated(row: Any, words: Text) -> str:
    """Our translation of a quotation, marked as ours (Markdown); "" in the language of the report."""
    translation = row.get(f"translation_{words.lang}")
    return words("article.translation", text=literal(translation)) if isinstance(translation, str) else ""


def part_label(part: str, words: Text) -> str:
    """Name and size of a part of the view."""
    sizes = {"claims": len(claim_ids()), "quotes": len(quote_ids()), "named": len(store.table("named"))}
    return words(f"article.part.{part}", count=sizes[part])


def verdict_label(verdict: str, words: Text) -> str:
    """Sign, word and count of a verdict."""
    found = verdicts.counts(store.table("claims"))
    label = f"{verdicts.SIGNS[verdict]} {words(f'article.verdict_short.{verdict}')}"
    return words("article.filter", label=label, count=found[verdict])


# -- the views ---------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def answer(lang: str) -> tuple[str, str]:
    """The answer in a sentence and, below it, what it is that was checked."""
    words = text(lang)
    claims = store.table("claims")
    report = store.table("report").iloc[0]
    against = claims[claims["verdict"] == "contradicted"]
    said = words(
        "article.answer",
        total=len(claims),
        **verdicts.counts(claims),
        claims=words.series(
            words("article.claimed", claim=literal(words.pick(row, "claim").rstrip(".。")))
            for _, row in against.iterrows()
        ),
    )
    checked = words(
        "article.report",
        publisher=words.pick(report, "publisher"),
        place=words.pick(report, "place"),
        date=words.date(report["date"], report["date_precision"]),
        note=words.pick(report, "note"),
    )
    return said, literal(checked)


@shelved
def claims(verdict: str | None, claim: str | None, lang: str, theme_name: str, narrow: bool = False) -> ClaimsView:
    """The claims, all or those of one `verdict`; `claim` is the id of the one that is picked out."""
    words, theme = text(lang), THEMES[theme_name]
    table = store.table("claims")
    shown = table if verdict is None else table[table["verdict"] == verdict]
    return ClaimsView(
        picture=_picture(table, verdict, claim, words, theme, narrow),
        count=words.sentences(words("article.count", shown=len(shown), total=len(table)), words("article.claims_hint")),
        groups=tuple(
            _paragraph(int(number), rows, words, theme) for number, rows in shown.groupby("paragraph", sort=True)
        ),
        opened=_opened(table, claim, lambda row: _claim(row, words, theme)),
    )


@shelved
def quotes(speaker: str | None, theme: str | None, quote: str | None, lang: str) -> QuotesView:
    """The quotations, all or those of a speaker or on a theme; `quote` is the id of the one picked out."""
    words = text(lang)
    table = store.table("quotes")
    shown = table
    if speaker is not None:
        shown = shown[shown["speaker"].map(_code) == speaker]
    if theme is not None:
        shown = shown[shown["theme"] == theme]
    return QuotesView(
        count=words("article.quote_count", shown=len(shown), total=len(table)),
        quotes=tuple(_quote(row, words) for _, row in shown.iterrows()),
        opened=_opened(table, quote, lambda row: _quote(row, words)),
    )


@lru_cache(maxsize=16)
def named(lang: str) -> tuple[Group, ...]:
    """Whom and what the report names, by kind: people first, places last."""
    words = text(lang)
    table = store.table("named")
    return tuple(
        Group(
            words(f"article.kind.{kind}"),
            tuple(_named(row, words) for _, row in table[table["kind"] == kind].iterrows()),
        )
        for kind in _KINDS
        if (table["kind"] == kind).any()
    )


# -- claims ------------------------------------------------------------------------------------------


def _picture(
    table: pd.DataFrame, verdict: str | None, claim: str | None, words: Text, theme: Theme, narrow: bool
) -> Block:
    paragraphs = int(store.table("report")["paragraphs"].iloc[0])
    silent = sorted(set(range(1, paragraphs + 1)) - set(table["paragraph"].astype(int)))
    ids = provenance.source_ids(table)
    return Block(
        lead=words("article.picture_lead", silent=words.list(str(at) for at in silent)),
        figure=verdicts.figure(
            table, paragraphs=paragraphs, chosen=verdict, picked=claim, words=words, theme=theme, narrow=narrow
        ),
        alt=verdicts.alt(table, chosen=verdict, words=words),
        table=pd.DataFrame(
            {
                words("article.column_paragraph"): [str(int(at)) for at in table["paragraph"]],
                words("article.column_claim"): [words.pick(row, "claim") for _, row in table.iterrows()],
                words("article.column_verdict"): [
                    f"{verdicts.SIGNS[code]} {words(f'article.verdict.{code}')}" for code in table["verdict"]
                ],
                words("article.column_evidence"): [words.pick(row, "evidence") for _, row in table.iterrows()],
            }
        ),
        sources=provenance.line(words, ids),
        about=provenance.about(words, [], ids),
    )


def _paragraph(number: int, rows: pd.DataFrame, words: Text, theme: Theme) -> Group:
    return Group(
        name=words("article.paragraph", number=number),
        records=tuple(_claim(row, words, theme) for _, row in rows.iterrows()),
    )


def _claim(row: pd.Series, words: Text, theme: Theme) -> Record:
    verdict = words(f"article.verdict.{row['verdict']}")
    place = words("article.place", number=int(row["id"][1:]), paragraph=int(row["paragraph"]))
    return Record(
        id=row["id"],
        label=f"{_mark(row['verdict'], theme, words)} {literal(words.pick(row, 'claim'))}",
        above=f"{_mark(row['verdict'], theme)} **{verdict}** · {place}",
        said=literal(words.pick(row, "claim")),
        lines=(literal(words.pick(row, "evidence")),),
        doors=tuple(door(way["view"], way["params"], words) for way in json.loads(row["shown_in"])),
        sources=links(row["source"], words),
    )


def _mark(verdict: str, theme: Theme, words: Text | None = None) -> str:
    """The sign of a verdict on its colour, as Markdown; with `words` its short word as well."""
    word = words(f"article.verdict_short.{verdict}") + "\u00a0" if words else ""
    said = f"\u00a0{verdicts.SIGNS[verdict]}\u00a0{word}"
    colour = theme.categories["verdict"][verdict]
    return f':color[{said}]{{foreground="{letters_on(colour)}" background="{colour}"}}'


def _opened(table: pd.DataFrame, own: str | None, made: Callable[[pd.Series], Record]) -> Opened | None:
    ids = table["id"].tolist()
    if own not in ids:
        return None
    at = ids.index(own)
    return Opened(made(table.iloc[at]), before=ids[at - 1], after=ids[(at + 1) % len(ids)])


# -- doors -------------------------------------------------------------------------------------------


def door(slug: str, given: Mapping[str, object], words: Text) -> Door:
    """A way into a view that says where it leads."""
    parameters = {name: str(value) for name, value in given.items()}
    return Door(slug, literal(_door_label(slug, parameters, words)), tuple(parameters.items()))


def _door_label(slug: str, parameters: dict[str, str], words: Text) -> str:
    indicator = parameters.get("indicator")
    label = words.of(store.indicator(indicator).short) if indicator in store.indicators() else ""
    match slug:
        case "map" if label:
            return words("article.door.map", indicator=label, year=parameters.get("year", ""))
        case "country":
            return words("article.door.country", country=words.country(parameters["country"]))
        case "trade" if "country" in parameters:
            return words("article.door.trade", country=words.country(parameters["country"]))
        case "compare" if label:
            names = words.list(words.country(code) for code in parameters["countries"].split("."))
            return words("article.door.compare", indicator=label, countries=names)
        case "timeline" if "category" in parameters:
            return words("article.door.timeline", category=words(f"article.category.{parameters['category']}"))
        case "article" if "quote" in parameters:
            return words("article.door.quote", number=int(parameters["quote"][1:]))
        case "article" if "claim" in parameters:
            return words("article.door.claim", number=int(parameters["claim"][1:]))
        case _:
            return words(f"article.door.{slug}_all")


# -- quotations --------------------------------------------------------------------------------------


def _quote(row: pd.Series, words: Text) -> Record:
    code = row["country"]
    doors = [door("article", {"claim": claim}, words) for claim in _claims_about(row["id"])]
    if code in store.country_codes():
        doors.append(door("country", {"country": code}, words))
    speaker = called(row["speaker"], words)
    lines = [
        words.commas(f"**{literal(speaker)}**", literal(words.pick(row, "office")))
        + " · "
        + words("article.spoken." + row["language"] + "." + row["language_certainty"]),
        words("article.record", text=literal(words.pick(row, "record"))),
    ]
    if ours := translated(row, words):
        lines.insert(0, ours)
    return Record(
        id=row["id"],
        label="",
        above=words(
            "article.quote_facts",
            number=int(row["id"][1:]),
            paragraph=int(row["paragraph"]),
            theme=words(f"article.theme.{row['theme']}"),
        ),
        said=words("article.quoted", form=_printed(row["text"], row["sic"])),
        lines=tuple(lines),
        doors=tuple(doors),
        sources=links(row["source"], words),
    )


def _printed(quoted: str, misprints: object) -> str:
    """The words as printed, without a comma that ends them, and [sic] after a misprint (Markdown)."""
    shown = literal(quoted.removesuffix(","))
    for misprint in str(misprints).split(";") if isinstance(misprints, str) else ():
        shown = re.sub(rf"\b{re.escape(literal(misprint))}\b", lambda found: f"{found[0]} *\\[sic\\]*", shown, count=1)
    return shown


def _claims_about(quote: str) -> list[str]:
    table = store.table("claims")
    return [
        row.id
        for row in table.itertuples()
        if any(door["view"] == "article" and door["params"].get("quote") == quote for door in json.loads(row.shown_in))
    ]


# -- names and small things --------------------------------------------------------------------------


def _named(row: pd.Series, words: Text) -> Record:
    country = row["country"]
    member = isinstance(country, str) and country in store.country_codes()
    written = words(
        "article.written",
        forms=words.list(words("article.quoted", form=form) for form in row["as_written"].split(";")),
        paragraphs=words.list(row["paragraphs"].split(";")),
    )
    return Record(
        id=row["id"],
        label="",
        above="",
        said=literal(words.pick(row, "name")),
        lines=(literal(words.pick(row, "description")), literal(written)),
        doors=(door("country", {"country": country}, words),) if member else (),
        sources=links(row["source"], words),
    )


def links(cell: str, words: Text) -> str:
    """The sources of a record as one line of links, where we may link to them (Markdown)."""
    return words(
        "article.sources", sources=dotted(*(_link(code, words) for code in provenance.source_ids(_cell(cell))))
    )


def _cell(cell: str) -> pd.DataFrame:
    return pd.DataFrame({"source": [cell]})


def _link(source_id: str, words: Text) -> str:
    source = store.source(source_id)
    name = literal(words.commas(source.producer, words.printed_date(source.date)))
    title = source.title.replace('"', "”")
    return f'[{name}](<{source.url}> "{title}")' if source.url and source.show_link else name


def _code(name: str) -> str:
    """A name as a code for links: small letters without accents."""
    bare = unicodedata.normalize("NFD", name)
    return "_".join("".join(sign for sign in bare if not unicodedata.combining(sign)).lower().split())
