"""Everything that a reader can choose: read from the link, shown as a control, written back as a code.

The link is the only truth. Before a control is drawn it takes its value from the link; when the reader
moves it, a callback writes the code into the link (or removes it, where it is the default). A value that
the link has and we do not know is replaced by the default and named in one line above the view.
docs/links.md is the contract of names and codes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from data import records, store
from data.model import Indicator
from ui import address
from ui.address import (
    ALL,
    DEFAULT_COUNTRY,
    DEFAULT_INDICATOR,
    DEFAULT_TABLE,
    DISPUTED,
    FOREIGN,
    MEANT,
    OF_PROJECTS,
    VIEWS,
    Instead,
    Repair,
)
from ui.text import Text, languages, text

_NAMED = 12  # parameters without a meaning that one notice names; a link may have hundreds


@dataclass(frozen=True)
class Ignored:
    """A part of the link that was not understood, or that does not fit; `why` is the line that says so."""

    name: str
    value: str
    used: str
    why: str = ""


def begin() -> None:
    """Start a run of the script: only the language is read, because every word depends on it."""
    st.session_state["_ignored"] = {}
    st.session_state["_read"] = {}
    st.session_state["_left_out"] = set()
    st.session_state["_implied_part"] = None
    # Every door of a view asks for it: the headers are read once in a run.
    st.session_state["_wish"] = address.language(st.context.headers.get("Accept-Language") or st.context.locale)
    st.session_state["_lang"] = _from_link("lang", languages(), _browser_language())


def say_address(view: str) -> None:
    """Have the browser show the address of this run of a view (its path).

    A link from a view to itself changes the parameters of the run and leaves the address as it was. Streamlit
    pushes an address only where it differs, so that saying it twice does no harm. After a link to another view the
    browser does so itself: said here, the new parameters would stand under the old view, and "back" would go there.
    """
    now = (view, st.query_params.to_dict())
    before = st.session_state.get("_address", now)
    if before[0] == view and before != now:
        st.query_params.from_dict(now[1])
    st.session_state["_address"] = now


def ignored(words: Text) -> list[str]:
    """One line for every part of the link that was not used, ready to show as plain text."""
    lines = [
        item.why
        or (
            words("notice.ignored", name=item.name, value=item.value, used=_plain(item.used))
            if item.used
            else words("notice.left_out", name=item.name, value=item.value)
        )
        for item in st.session_state["_ignored"].values()
    ]
    known = {*st.session_state["_read"], *st.session_state["_left_out"], *FOREIGN}
    unknown = [name for name in st.query_params if name not in known]
    if unknown:
        names = [_plain(name) for name in unknown[:_NAMED]]
        more = len(unknown) - len(names)
        lines.append(
            words("notice.unknown_many", names=", ".join(names), count=more)
            if more
            else words("notice.unknown", names=words.list(names))
        )
    return lines


def link(**changed: str) -> str:
    """The address of this view with every value written out, so that it keeps its meaning for ever."""
    values = {**st.session_state["_read"], **changed}
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(values, safe="."), ""))


def permanent() -> str:
    """The same with the release of the data: the address to cite."""
    return link(data=store.release())


def slug() -> str:
    """The view of this run, as the address names it; "" for the overview."""
    return urlsplit(st.context.url or "").path.rstrip("/").rpartition("/")[2]


def elsewhere(slug: str, /, **values: str) -> str:
    """The address of another view in the language in force, to be printed."""
    parts = urlsplit(st.context.url or "")
    path = f"{parts.path.rpartition('/')[0]}/{slug}"
    lang = {"lang": st.session_state["_read"]["lang"]}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode({**values, **lang}, safe="."), ""))


def read() -> dict[str, str]:
    """Every value of this view that is in force, as it stands in its link."""
    return dict(st.session_state["_read"])


def carried(**more: str) -> dict[str, str]:
    """Parameters that a link to another view takes along: the language, where it is not the default."""
    lang = st.session_state["_read"].get("lang", "en")
    return {**({} if lang == _browser_language() else {"lang": lang}), **more}


# -- the choices ---------------------------------------------------------------------------------


def language(label: str) -> str:
    """The language of the interface: from the link, else the browser's wish."""
    return _control(
        "lang",
        languages(),
        _browser_language(),
        lambda options, **how: st.selectbox(label, options, label_visibility="collapsed", width=130, **how),
        lambda code: text(code)("language.name"),
        write_default=_browser_language(),
    )


def indicator(words: Text, among: Sequence[str] | None = None) -> Indicator:
    """Which tie: one of the indicators, in the order of the menu."""
    options = list(among or store.indicators())
    chosen = _control(
        "indicator",
        options,
        DEFAULT_INDICATOR,
        lambda codes, **how: st.selectbox(words("choose.indicator"), codes, **how),
        lambda code: words.of(store.indicator(code).label),
    )
    return store.indicator(chosen)


def year(words: Text, years: Sequence[int], default: int) -> int:
    """Which year, among those that have data."""
    options = [str(item) for item in years]
    return int(
        _control(
            "year",
            options,
            str(default),
            lambda codes, **how: st.select_slider(words("choose.year"), codes, **how),
            str,
            instead=lambda raw: address.nearest(raw, options),
        )
    )


def country(words: Text, default: str = DEFAULT_COUNTRY) -> str:
    """Which of the 33 members; the chooser finds by typing."""
    return _control(
        "country",
        _by_name(words),
        default,
        lambda codes, **how: st.selectbox(words("choose.country"), codes, **how),
        words.country,
        repair=str.upper,
    )


def mentioned_country() -> str | None:
    """The member that the link picks out on a map or ranking, if any (no control: a click sets it)."""
    return _from_link("country", store.country_codes(), None, repair=str.upper)


def mentioned_indicator() -> Indicator | None:
    """The indicator under which the reader found a country, if the link says so."""
    code = _from_link("indicator", list(store.indicators()), None)
    return store.indicator(code) if code else None


def mentioned_year(years: Sequence[int]) -> int | None:
    """The year in which the reader found a country, if the link says so."""
    options = [str(item) for item in years]
    raw = _from_link("year", options, None, instead=lambda raw: address.nearest(raw, options))
    return int(raw) if raw else None


def tour(steps: int) -> int | None:
    """The step of the tour that the link is at, counted from 1. It is no choice of the view: no link takes it along."""
    step = _aside("tour", [str(at) for at in range(1, steps + 1)])
    return int(step) if step else None


def cited_release(known: Sequence[str]) -> str | None:
    """The release of the data under which the link was cited, if it says one. It is no choice of the view, either."""
    # A citation may end in a full stop that is copied along.
    return _aside("data", known, lambda raw: raw.rstrip("."))


def _aside(name: str, options: Sequence[str], repair: Repair = str) -> str | None:
    value = _from_link(name, options, None, repair)
    st.session_state["_read"].pop(name, None)
    st.session_state["_left_out"].add(name)
    return value


def understood() -> dict[str, str]:
    """Those of `shown` that were read, as they were understood."""
    read = st.session_state["_read"]
    return {name: read[name] for name in shown() if name in read}


def shown() -> dict[str, str]:
    """The choices of this view as they stand in the link: defaults and what is no choice left out."""
    return {name: value for name, value in st.query_params.items() if name not in ("lang", "tour", "data", *FOREIGN)}


def view(words: Text, views: Sequence[str] = VIEWS) -> str:
    """Map, tiles, chart or table of the same values."""
    return _control(
        "view",
        views,
        views[0],
        lambda codes, **how: st.segmented_control(
            words("choose.view"), codes, required=True, label_visibility="collapsed", wrap=True, **how
        ),
        lambda code: words(f"view.{code}"),
    )


def part(words: Text, parts: Sequence[str]) -> str:
    """Which part of the data view; what the other parts were asked stays behind.

    A link that names a source or a table means the part that shows it.
    """
    default = next((of for name, of in MEANT if name in st.query_params), parts[0])
    return _control(
        "part",
        parts,
        default,
        lambda codes, **how: st.segmented_control(
            words("data.parts"), codes, required=True, label_visibility="collapsed", **how
        ),
        lambda code: words(f"data.part.{code}"),
        drops=("indicator", "table", "country", "q", "source", "page", "licence", "row", *DISPUTED),
    )


def table(words: Text, names: Sequence[str], label: Callable[[str], str]) -> str:
    """Which table is laid open; its filters stay behind."""
    return _control(
        "table",
        names,
        DEFAULT_TABLE,
        lambda codes, **how: st.selectbox(words("data.choose_table"), codes, **how),
        label,
        repair=str.lower,
        drops=("indicator", "country", "q", "page", "row"),
    )


def row(table: str) -> str | None:
    """The row of a table that the link opens, by the values that name it (no control: a click in the table sets it)."""
    return _from_link("row", records.places(table), None)


def put_row(key: str, names: Sequence[str]) -> None:
    """Write the row that was chosen in a table into the link; for the callback of the table. `names` are its rows."""
    chosen = st.session_state[key].selection.rows
    _write_value("row", names[chosen[0]] if chosen else None, "")


@dataclass(frozen=True)
class DisputedFigure:
    """A figure that a reader disputes: its name, the parameters of its view, the ids of its sources."""

    figure: str
    at: str
    sources: tuple[str, ...]


def disputed_row() -> tuple[str, str] | None:
    """The row that the link disputes, as table and name."""
    table, _, name = st.query_params.get("record", "").partition(".")
    known = table in store.tables() and name in records.places(table)
    found = _from_link("record", [f"{table}.{name}"] if known else [], None)
    return (table, name) if found else None


def disputed_figure() -> DisputedFigure | None:
    """The figure of a view that the link disputes."""
    raw = st.query_params.get("figure", "")
    found = _from_link("figure", [code for code in [address.figure(raw, st.session_state["_pages"])] if code], None)
    if not found:
        return None  # what else is told of it says nothing without it, and is named like any other unknown part
    given = st.query_params.get("at", "")
    at = _from_link("at", [given] if address.PARAMETERS.fullmatch(given) else [], None) or ""
    named = st.query_params.get("sources", "")
    known = all(code in store.sources() for code in named.split("."))
    sources = _from_link("sources", [named] if known else [], None) or ""
    return DisputedFigure(found, at, tuple(filter(None, sources.split("."))))


def row_country(words: Text, codes: Sequence[str]) -> str | None:
    """The country that the rows of a table are narrowed to; nothing is drawn for a table without countries."""
    codes = sorted(codes, key=words.sort_key)
    return (
        narrowed("country", words, codes, words.country, repair=str.upper, of="data", drops=("page",))
        if codes
        else None
    )


def row_indicator(words: Text, codes: Sequence[str]) -> str | None:
    """The indicator that the rows of a table are narrowed to; nothing is drawn for a table without them."""
    if not codes:
        return None
    return narrowed(
        "indicator", words, codes, lambda code: words.of(store.indicator(code).label), of="data", drops=("page",)
    )


def licence(words: Text, classes: Sequence[str], label: Callable[[str], str]) -> str | None:
    """The class of licence that the sources are narrowed to."""
    return narrowed("licence", words, classes, label, of="data", drops=("page",))


def page(count: int) -> int:
    """Which page of a long list; nothing is drawn where there is one."""
    options = [str(number) for number in range(1, count + 1)]
    value = _from_link("page", options, "1", instead=lambda raw: options[-1] if raw.isdecimal() else None)
    if count > 1:
        # A key for each value: this widget warns when its state is set beside its default.
        key = f"choose_page_{value}"
        st.pagination(count, default=int(value), key=key, on_change=_write_page, args=(key,))
    return int(value)


def _write_page(key: str) -> None:
    _write_value("page", str(st.session_state[key]), "1")


def neighbours(words: Text, code: str) -> tuple[str, str]:
    """The members before and after one, by name, as a ring."""
    codes = _by_name(words)
    at = codes.index(code)
    return codes[at - 1], codes[(at + 1) % len(codes)]


def pledges_part(words: Text, parts: Sequence[str]) -> str:
    """Which part of `/pledges`; what the other parts were asked stays behind.

    A link that names a project or a filter of projects means the last part, also where it does not say so. What
    the reader then changes is written together with that part, since the link may lose the name that implied it.
    """
    implied = "part" not in st.query_params and any(name in st.query_params for name in OF_PROJECTS)
    if implied:
        st.session_state["_implied_part"] = parts[-1]
    return _control(
        "part",
        parts,
        parts[-1] if implied else parts[0],
        lambda codes, **how: st.segmented_control(
            words("pledges.parts"), codes, required=True, label_visibility="collapsed", **how
        ),
        lambda code: words(f"pledges.part_{code}"),
        write_default=parts[0],
        drops=("pledge", *OF_PROJECTS),
    )


def project(words: Text, numbers: Sequence[str], label: Callable[[str], str]) -> str | None:
    """Which project is opened, if any; the chooser finds by typing."""
    return _optional(
        "project",
        numbers,
        lambda codes, **how: st.selectbox(
            words("pledges.find"), codes, index=None, placeholder=words("pledges.find_hint"), **how
        ),
        label,
    )


def listed(name: str, title: str, rows: Mapping[str, tuple[str, str]]) -> None:
    """A list (code → label, what stands below it) of which one may be chosen; the link may name another."""
    chosen = st.session_state["_read"].get(name)
    key = f"{_key(name)}_{next(iter(rows))}"
    value = chosen if chosen in rows else None
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    st.radio(
        title,
        list(rows),
        index=None,
        key=key,
        format_func=lambda code: rows[code][0],
        captions=[below for _, below in rows.values()],
        on_change=lambda: put(name, st.session_state[key]),
    )


def among(
    name: str,
    words: Text,
    codes: Sequence[str],
    label: Callable[[str], str],
    repair: Repair = str,
    of: str = "pledges",
    drops: Sequence[str] = (),
) -> str:
    """One of some codes to narrow a list by, or `all`: `sector`, `status`, `size`, `country`, `licence` …"""
    return _control(
        name,
        [ALL, *codes],
        ALL,
        lambda options, **how: st.selectbox(words(f"{of}.choose_{name}"), options, **how),
        lambda code: words(f"{of}.all_{name}") if code == ALL else label(code),
        repair=lambda raw: raw if raw == ALL else repair(raw),
        drops=drops,
    )


def narrowed(
    name: str,
    words: Text,
    codes: Sequence[str],
    label: Callable[[str], str],
    *,
    of: str,
    repair: Repair = str.lower,
    drops: Sequence[str] = (),
) -> str | None:
    """The same, answering None for `all`."""
    chosen = among(name, words, codes, label, repair, of, drops)
    return None if chosen == ALL else chosen


def report_part(
    words: Text, parts: Sequence[str], default: str, label: Callable[[str], str], of: str = "article"
) -> str:
    """Which part of the report (claims, quotations, whom and what it names) or of the questions on it."""
    return _control(
        "part",
        parts,
        default,
        lambda codes, **how: st.segmented_control(
            words(f"{of}.choose_part"), codes, required=True, label_visibility="collapsed", **how
        ),
        label,
    )


def verdict(words: Text, verdicts: Sequence[str], label: Callable[[str], str]) -> str | None:
    """Which verdict the claims are narrowed to, if any."""
    chosen = _control(
        "verdict",
        [ALL, *verdicts],
        ALL,
        lambda codes, **how: st.segmented_control(words("article.choose_verdict"), codes, required=True, **how),
        lambda code: words("article.all_verdicts") if code == ALL else label(code),
        repair=str.lower,
    )
    return None if chosen == ALL else chosen


def mentioned(name: str, codes: Sequence[str]) -> str | None:
    """A record that the link picks out (no control: a door or a click sets it)."""
    return _from_link(name, codes, None, repair=str.lower)


def guess() -> str:
    """What the reader predicted: any words, kept in the link and nowhere else."""
    value = address.sought(st.query_params.get("guess", ""))
    if value:
        st.session_state["_read"]["guess"] = value
    st.session_state["_left_out"].add("guess")
    return value


def guessed(question: str, picked: str | None, value: str, label: str) -> None:
    """A box for the prediction on a question; what is written there goes into the link, with the question."""
    key = f"guess_{question}"
    own = value if question == picked else ""
    if address.sought(st.session_state.get(key) or "") != own:
        st.session_state[key] = own
    st.text_input(label, key=key, max_chars=address.SHOWN, width=320, on_change=_write_guess, args=(question, key))


def _write_guess(question: str, key: str) -> None:
    _write_value("question", question, "")
    _write_value("guess", address.sought(st.session_state[key] or ""), "")


def unfolded_here(name: str, code: str | None) -> bool:
    """Whether the reader unfolded the record in its list, so that it need not be told above the list as well."""
    return code is not None and st.session_state.get("_unfolded") == (name, code)


def unfolding(name: str, code: str, picked: str | None, label: str) -> Any:
    """A row of a list that unfolds: the link then names its record, and no other row stays open.

    Its `open` tells whether to draw what it holds.
    """
    key = f"unfold_{code}"
    here = code == picked and unfolded_here(name, code)
    if st.session_state.get(key) != here:
        st.session_state[key] = here
    return st.expander(label, key=key, on_change=_unfold, args=(name, code, key))


def _unfold(name: str, code: str, key: str) -> None:
    opened = st.session_state[key]
    st.session_state["_unfolded"] = (name, code) if opened else None
    _write_value(name, code if opened else None, "")


def kept(**codes: Sequence[str]) -> None:
    """Choices that belong to another part of the view: the link keeps them, nothing is drawn."""
    for name, known in codes.items():
        _from_link(name, [ALL, *known], None, repair=str.lower)


def members(words: Text) -> list[str]:
    """The 33 by name."""
    return _by_name(words)


def colour_by(words: Text, ways: Sequence[str]) -> str:
    """By what the circles of a map are coloured."""
    return _control(
        "by",
        ways,
        ways[0],
        lambda codes, **how: st.segmented_control(words("pledges.choose_by"), codes, required=True, **how),
        lambda code: words(f"pledges.by_{code}"),
    )


def put(name: str, value: str | None) -> None:
    """Write one choice into the link, or take it out; for the callback of a button."""
    _write_value(name, value, "")


def turn_to(**values: str) -> None:
    """Show something else in the same view, the language kept; for the callback of a button.

    A link to the view that is open shows it and leaves the old address above it.
    """
    lang = {"lang": st.query_params["lang"]} if "lang" in st.query_params else {}
    st.query_params.from_dict({**lang, **values})


def put_clicked(name: str, key: str) -> None:
    """Write the code of the mark that was clicked into the link; for the callback of a chart."""
    for point in st.session_state[key].selection.points:
        custom = point.get("customdata")
        code = custom[0] if isinstance(custom, (list, tuple)) and custom else custom
        if isinstance(code, str):
            _write_value(name, code, "")


def period(words: Text, years: Sequence[int]) -> tuple[int, int]:
    """From which year to which; the whole record unless the link or the reader says less."""
    options = [str(item) for item in years]
    ends = {"from": options[0], "to": options[-1]}
    low, high = sorted(
        _from_link(name, options, end, instead=lambda raw: address.nearest(raw, options)) for name, end in ends.items()
    )
    if st.session_state.get("choose_period") != (low, high):
        st.session_state["choose_period"] = (low, high)
    # Without a pair as its default the slider reads the browser's two values as one, and that one as a change.
    st.select_slider(
        words("choose.period"),
        options,
        (options[0], options[-1]),
        key="choose_period",
        on_change=_write_period,
        args=(ends,),
    )
    return int(low), int(high)


def _write_period(ends: dict[str, str]) -> None:
    for (name, end), year in zip(ends.items(), st.session_state["choose_period"], strict=True):
        _write_value(name, year, end)


def sought(label: str, drops: Sequence[str] = ()) -> str:
    """Any words to look for; the view looks while the reader types."""
    value = address.sought(st.query_params.get("q", ""))
    if value:
        st.session_state["_read"]["q"] = value
    st.session_state["_left_out"].add("q")
    # A blank at the end stays in the box: the reader is in the middle of typing.
    if address.sought(st.session_state.get("choose_q") or "") != value:
        st.session_state["choose_q"] = value
    st.text_input(
        label,
        key="choose_q",
        type="search",
        icon=":material/search:",
        placeholder=text(st.session_state["_lang"])("search.open"),
        max_chars=address.SHOWN,
        live="300ms",
        on_change=_write_sought,
        args=(drops,),
    )
    return value


def _write_sought(drops: Sequence[str]) -> None:
    for dropped in drops:
        st.query_params.pop(dropped, None)
    _write_value("q", address.sought(st.session_state["choose_q"] or ""), "")


def order(words: Text, orders: Sequence[str], *, drawn: bool = True) -> str:
    """In which order a list or the tiles run; a form of the view that has no order keeps it in the link, undrawn."""
    if not drawn:
        set_aside({"order": orders})
        return orders[0]
    return _control(
        "order",
        orders,
        orders[0],
        lambda codes, **how: st.segmented_control(
            words("choose.order"), codes, required=True, label_visibility="collapsed", **how
        ),
        lambda code: words(f"order.{code}"),
    )


# -- comparing ---------------------------------------------------------------------------------------


def compared(
    words: Text, known: Sequence[str], default: Sequence[str], label: Callable[[str], str], most: int
) -> list[str]:
    """Which countries and groups are compared, in the order of the reader's choice; none if all were taken away."""
    raw = st.query_params.get("countries")
    value = list(default)
    if raw is not None:
        found, strange = address.codes(raw, known)
        value = found[:most] if found or not strange else value
        if strange:
            used = "" if found else ".".join(default)
            st.session_state["_ignored"]["countries"] = Ignored("countries", _plain(".".join(strange)), used)
        if len(found) > most:
            left = words.list(label(code) for code in found[most:])
            line = words("compare.too_many", most=most, left=left)
            st.session_state["_ignored"]["countries_more"] = Ignored("countries", "", "", line)
    st.session_state["_read"]["countries"] = ".".join(value)
    key = _key("countries")
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    st.multiselect(
        words("compare.choose_countries", most=most),
        known,
        key=key,
        format_func=label,
        max_selections=most,
        placeholder=words("compare.add"),
        on_change=lambda: _write_value("countries", ".".join(st.session_state[key]), ".".join(default)),
    )
    return value


def fitting(name: str, words: Text, fits: Sequence[str], unfit: Mapping[str, str], *, drawn: bool = True) -> str:
    """The `view`, `basis` or `scale` of a comparison, the first of those that fit unless the link says another.

    `unfit` are those that make no sense here, with the line that says why. One choice alone is no choice: it is not
    drawn.
    """
    return _control(
        name,
        fits,
        fits[0],
        lambda codes, **how: (
            st.segmented_control(words(f"compare.choose_{name}"), codes, required=True, wrap=True, **how)
            if drawn and len(codes) > 1
            else None
        ),
        lambda code: words(f"compare.{name}_{code}"),
        unfit=unfit,
    )


def axis(
    name: str,
    words: Text,
    fits: Sequence[str],
    unfit: Mapping[str, str],
    default: str,
    label: Callable[[str], str],
) -> str:
    """The indicator on an axis of a scatter (`x`, `y`) or of its circles (`size`)."""
    return _control(
        name,
        fits,
        default,
        lambda options, **how: st.selectbox(words(f"compare.choose_{name}"), options, **how),
        label,
        unfit=unfit,
    )


def set_aside(known: Mapping[str, Sequence[str]]) -> None:
    """Choices of another form of the view: the link keeps what is known of them, nothing is drawn."""
    for name, codes in known.items():
        _from_link(name, codes, None)


# -- playing through the years ---------------------------------------------------------------------


def player(words: Text, years: Sequence[int], now: int) -> None:
    """A button that walks through the years; the reader can stop it at any moment."""
    playing = st.session_state.get("_playing", False)
    st.button(
        words("play.stop") if playing else words("play.start"),
        icon=":material/pause:" if playing else ":material/play_arrow:",
        key="play",
        on_click=_toggle_play,
        args=(years, now),
    )
    if playing:
        _tick(years)


def _toggle_play(years: Sequence[int], now: int) -> None:
    st.session_state["_playing"] = not st.session_state.get("_playing", False)
    if st.session_state["_playing"] and now == years[-1]:
        st.query_params["year"] = str(years[0])


@st.fragment(run_every=1.1)
def _tick(years: Sequence[int]) -> None:
    # The first run of the fragment belongs to the run of the page: only later ones are ticks.
    shown = int(st.session_state["_read"]["year"])
    if st.session_state.get("_ticked") != shown:
        st.session_state["_ticked"] = shown
        return
    at = list(years).index(shown) + 1
    if at >= len(years) - 1:
        st.session_state["_playing"] = False
    if at < len(years):
        _write_value("year", str(years[at]), str(years[-1]))
    st.rerun()


# -- one control -------------------------------------------------------------------------------


def _control(
    name: str,
    options: Sequence[str],
    default: str,
    draw: Callable[..., object],
    label: Callable[[str], str],
    *,
    repair: Repair = str,
    instead: Instead = lambda raw: None,
    write_default: str | None = None,
    drops: Sequence[str] = (),
    unfit: Mapping[str, str] | None = None,
) -> str:
    """Draw a control whose value is the link's; answer the code in force.

    When the reader moves it, the parameters `drops` leave the link: they belong to the old value. `unfit` are
    values that are known but make no sense here, each with the line that says why.
    """
    value = _from_link(name, options, default, repair, instead, unfit)
    key = _key(name)
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    draw(options, key=key, format_func=label, on_change=_write, args=(name, write_default or default, drops))
    return value


def _optional(
    name: str,
    options: Sequence[str],
    draw: Callable[..., object],
    label: Callable[[str], str],
    *,
    repair: Repair = str,
) -> str | None:
    """A control that may stand empty: nothing is chosen until the link or the reader says so."""
    value = _from_link(name, options, None, repair)
    key = _key(name)
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    draw(options, key=key, format_func=label, on_change=_write, args=(name, ""))
    return value


@overload
def _from_link(
    name: str,
    options: Collection[str],
    default: str,
    repair: Repair = ...,
    instead: Instead = ...,
    unfit: Mapping[str, str] | None = ...,
) -> str: ...
@overload
def _from_link(
    name: str,
    options: Collection[str],
    default: None,
    repair: Repair = ...,
    instead: Instead = ...,
    unfit: Mapping[str, str] | None = ...,
) -> str | None: ...
def _from_link(
    name: str,
    options: Collection[str],
    default: str | None,
    repair: Repair = str,
    instead: Instead = lambda raw: None,
    unfit: Mapping[str, str] | None = None,
) -> str | None:
    raw = st.query_params.get(name)
    value = default
    if raw is not None:
        value, understood = address.read(raw, options, default, repair, instead)
        if not understood:
            why = (unfit or {}).get(repair(raw), "")
            st.session_state["_ignored"][name] = Ignored(name, _plain(raw), value or "", why)
    if value is not None:
        st.session_state["_read"][name] = value
    elif raw is not None:
        st.session_state["_left_out"].add(name)
    return value


def _key(name: str) -> str:
    """The key of a control: one for each language, because a browser says a choice by its label, and a label of the
    language before would be taken for a choice of the reader's."""
    return f"choose_{name}" if name == "lang" else f"choose_{name}_{st.session_state['_lang']}"


def _write(name: str, default: str, drops: Sequence[str] = ()) -> None:
    for dropped in drops:
        st.query_params.pop(dropped, None)
    _write_value(name, st.session_state[_key(name)], default)


def _write_value(name: str, value: str | None, default: str) -> None:
    if name != "part" and (implied := st.session_state.get("_implied_part")):
        st.query_params["part"] = implied
    if value is None or value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def _by_name(words: Text) -> list[str]:
    return sorted(store.country_codes(), key=words.sort_key)


def _browser_language() -> str:
    # The header has all wishes, and the first paint goes by it; where a proxy drops it the browser names its first one.
    wish: str = st.session_state["_wish"]
    return wish


def _plain(value: str) -> str:
    """A value from outside as harmless short text: no markup, no control or direction characters."""
    kept = "".join(sign for sign in value if sign.isprintable())[: address.SHOWN]
    return f"`{kept.replace('`', '')}`" if kept.strip("` ") else "``?``"
