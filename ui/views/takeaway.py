"""A figure to take away: its data as CSV and XLSX, how to cite it, how to embed it, what its files are called.

Nothing here draws: the picture itself is made in the reader's browser (static/picture.js), from the chart as it
stands there and from the words that are made here.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pandas as pd

from data import export, store
from ui.text import Text
from ui.views import citing, styles

_SUBTITLE = 240  # characters that a picture has room for below its title
_NAMED = 4  # producers that a citation names before it says "and others"
_STEM = 110  # characters of a file name without its ending
_FRAME_HEIGHT = 720  # pixels of an embedded view; a longer one scrolls inside
# Names that say how, not what: they stay out of file names.
_MANNERS = frozenset({"lang", "view", "embed", "embed_options", "order", "by", "data"})
_SENTENCE = re.compile(r"[.!?]\s+|[。！？]")
_MARKDOWN = (
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r":material/\w+:"), ""),
    (re.compile(r":color\[([^\]]*)\]\{[^}]*\}"), r"\1"),
    (re.compile(r"(?<!\\)(\*\*|__|\*|`)"), ""),
    (re.compile(r"\\([\\`*_{}\[\]<>#$|~:])"), r"\1"),
)


@dataclass(frozen=True)
class Figure:
    """What must travel with a figure: its words, its sources, the permanent link of the view and the day.

    Without a day it is the same on every day: nothing that is made of it says when.
    """

    title: str
    subtitle: str
    line: str
    ids: tuple[str, ...]
    link: str
    day: dt.date | None

    @property
    def stem(self) -> str:
        """The name of its files, without the ending: china-celac-ties_map_trade_with_china_usd_2017."""
        parts = urlsplit(self.link)
        slug = citing.plain(parts.path.rstrip("/").rpartition("/")[2]) or "overview"
        said = [value for name, value in parse_qsl(parts.query) if name not in _MANNERS and value != "all"]
        named = filter(None, (citing.plain(value) for value in said))
        return "_".join(("china-celac-ties", slug, *named))[:_STEM]


def named(figure: Figure, key: str) -> str:
    """The stem of the files of one chart of a view: the view's, and the chart's key where it says more."""
    stem, part = figure.stem, citing.plain(key)
    return stem if part in stem else f"{stem}_{part}"[:_STEM]


def indicators_in(link: str) -> list[str]:
    """The indicators that a link names."""
    named = dict(parse_qsl(urlsplit(link).query))
    codes = dict.fromkeys(named[name] for name in ("indicator", "x", "y", "size") if name in named)
    return [code for code in codes if code in store.indicators()]


def subtitle(lead: str) -> str:
    """The lead of a figure without markup: whole where it is short, else as many sentences as there is room for."""
    said = unmarked(lead)
    if len(said) <= _SUBTITLE:
        return said
    ends = [found.end() for found in _SENTENCE.finditer(said) if found.end() <= _SUBTITLE + 1]
    return said[: ends[-1]].strip() if ends else ""


def unmarked(markdown: str) -> str:
    """A text of the interface without its Markdown."""
    for pattern, instead in _MARKDOWN:
        markdown = pattern.sub(instead, markdown)
    return " ".join(markdown.split())


# -- data --------------------------------------------------------------------------------------------


def written(ending: str, frame: pd.DataFrame, figure: Figure, words: Text) -> bytes:
    """The rows behind a figure as a file of `data.export.FORMATS`, with what it is and whose it is."""
    _, write = export.FORMATS[ending]
    return write(rows(frame, words), about(frame, figure, words))


def about(frame: pd.DataFrame, figure: Figure, words: Text) -> dict[str, str]:
    """What stands with the rows: title, what is measured and in what, sources, link, version, day, citation."""
    said = {words("tools.title"): figure.title}
    if figure.subtitle:
        said[words("tools.note")] = figure.subtitle
    if "indicator" in frame:
        for code in frame["indicator"].unique():
            indicator = store.indicator(code)
            said[code] = words.commas(words.of(indicator.label), _unit(indicator.unit, words))
    for at, source_id in enumerate(figure.ids, 1):
        source = store.source(source_id)
        cited = source.citation or source.title
        address = source.url if source.url and source.show_link and source.url not in cited else ""
        licence = words("tools.licence", licence=source.licence) if source.licence else ""
        label = words("tools.source") if len(figure.ids) == 1 else f"{words('tools.source')} {at}"
        said[label] = " · ".join(filter(None, (cited, address, licence)))
    return {
        **said,
        words("tools.link"): figure.link,
        words("tools.version"): store.data_version(),
        **({words("tools.taken"): figure.day.isoformat()} if figure.day else {}),
        words("tools.cite"): citation(figure, words),
    }


def _unit(code: str, words: Text) -> str:
    return words(f"unit.{code}") if f"unit.{code}" in store.words()["en"] else ""


def rows(frame: pd.DataFrame, words: Text) -> pd.DataFrame:
    """The rows as they are taken away: countries also by name, lists as one text, no Markdown."""
    made = frame.reset_index(drop=True).copy()
    for name in made.columns:
        if not pd.api.types.is_numeric_dtype(made[name]):
            made[name] = made[name].map(_cell, na_action="ignore")
    if "country" in made and "country_name" not in made:
        names = [_country(code, words) for code in made["country"]]
        made.insert(made.columns.get_loc("country") + 1, "country_name", names)
    return made


def _country(code: object, words: Text) -> str:
    known = code in store.country_codes() or f"partner.{code}" in store.words()["en"]
    return words.country(str(code)) if known else str(code)


def _cell(value: object) -> object:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ";".join(map(str, value))
    return unmarked(value) if isinstance(value, str) else value


# -- words to pass on ----------------------------------------------------------------------------------


def citation(figure: Figure, words: Text) -> str:
    """How to cite it: the original producers first, then what we did with it, version, link and day."""
    works = list(dict.fromkeys(_work(source_id) for source_id in figure.ids))
    named = words.series(works[:_NAMED])
    if len(works) > _NAMED:
        named = words("tools.and_others", named=named, count=len(works) - _NAMED)
    return words(
        "tools.citation" if named else "tools.citation_own",
        sources=named,
        title=figure.title,
        version=store.data_version(),
        link=_dated(figure, words),
    )


def _dated(figure: Figure, words: Text) -> str:
    # No full stop behind a bare address: it would be copied along.
    if figure.day is None:
        return figure.link
    return words.ended(words.bracketed(figure.link, words.date(figure.day.isoformat())))


def references(figure: Figure, words: Text) -> list[tuple[str, str]]:
    """The rules of the language (name, list of references): each producer first, then the figure as ours."""
    cited = [styles.work(store.source(code)) for code in figure.ids[: citing.CITED]]
    left = len(figure.ids) - len(cited)
    ours = styles.Work(
        author=words("site.name"),
        title=figure.title,
        kind="dataset",
        date=citing.released()[:4],
        url=figure.link,
        seen=figure.day.isoformat() if figure.day else "",
        version=store.data_version(),
    )
    more = [words.ended(words("tools.more_works", count=left))] if left > 0 else []
    return [
        (name, "\n".join([*dict.fromkeys(map(style, cited)), *more, style(ours)]))
        for name, style in styles.styles(words)
    ]


def bibtex(figure: Figure) -> str:
    """The same as an entry of BibTeX; texts are written so that TeX prints them as they are."""
    producers = _producers(figure)
    authors = " and ".join(f"{{{citing.tex(name)}}}" for name in producers[:_NAMED])
    more = " and others" if len(producers) > _NAMED else ""
    return citing.entry(
        figure.stem.replace("china-celac-ties_", "china_celac_ties:"),
        author=f"{authors}{more}",
        title=f"{{{citing.tex(figure.title)}}}",
        year=citing.released()[:4],
        howpublished="China--CELAC Ties, dashboard",
        note=citing.tex(_note(figure)),
        url=figure.link,
        urldate=figure.day.isoformat() if figure.day else "",
    )


def ris(figure: Figure) -> str:
    """The same as a record of RIS, for EndNote, Zotero and Mendeley."""
    producers = _producers(figure)
    return styles.ris(
        producers,
        TI=figure.title,
        PY=citing.released()[:4],
        PB=citing.SITE,
        ET=store.data_version(),
        N1=_note(figure),
        UR=figure.link,
        Y2=figure.day.strftime("%Y/%m/%d") if figure.day else "",
    )


def _producers(figure: Figure) -> list[str]:
    return list(dict.fromkeys(store.source(code).producer for code in figure.ids)) or [citing.OURS]


def _note(figure: Figure) -> str:
    works = list(dict.fromkeys(_work(code) for code in figure.ids))[:_NAMED]
    return f"Data: {'; '.join(works)}. Data version {store.data_version()}" if works else ""


def embed_code(figure: Figure, theme_name: str) -> str:
    """A frame of the view without menu, for a page of somebody else, in the colours in which it was taken."""
    address = html.escape(embedded(figure.link, theme_name))
    return (
        f'<iframe src="{address}" title="{html.escape(figure.title)}" width="100%" height="{_FRAME_HEIGHT}" '
        'style="border:0" loading="lazy"></iframe>'
    )


def embedded(link: str, theme_name: str) -> str:
    """The address of a view without its menu."""
    parts = urlsplit(link)
    # A frame shows the figures of the day: what changed since is for those who follow a citation.
    chosen = [(name, value) for name, value in parse_qsl(parts.query) if name != "data"]
    query = [*chosen, ("embed", "true"), ("embed_options", f"{theme_name}_theme")]
    return urlunsplit((*parts[:3], urlencode(query, safe="."), ""))


def _work(source_id: str) -> str:
    source = store.source(source_id)
    return f"{source.producer}, {source.title}" if source.title != source.producer else source.title


def titles(given: str, key: str, slug: str, question: str, values: Mapping[str, str], words: Text) -> str:
    """What a figure is called: as the page says, else by the words of its key, else the question of its view.

    On the page of a country its name stands before, because a picture travels alone.
    """
    known = f"{slug}.{key}"
    said = unmarked(given)
    if not said and known in store.words()["en"] and "{" not in words(known):
        said = words(known)
    said = said or unmarked(question)
    code = values.get("country", "")
    if slug == "country" and code in store.country_codes() and words.country(code) not in said:
        said = words.labelled(words.country(code), said)
    return said


def listed(ids: Iterable[str]) -> tuple[str, ...]:
    """Ids that have a record, each once."""
    return tuple(code for code in dict.fromkeys(ids) if code in store.sources())
