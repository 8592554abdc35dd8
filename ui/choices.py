"""Everything that a reader can choose: read from the link, shown as a control, written back as a code.

The link is the only truth. Before a control is drawn it takes its value from the link; when the reader
moves it, a callback writes the code into the link (or removes it, where it is the default). A value that
the link has and we do not know is replaced by the default and named in one line above the view.
docs/links.md is the contract of names and codes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from data import store
from data.model import Indicator
from ui.text import LANGUAGES, Text, text

VIEWS = ("map", "chart", "table")
DEFAULT_INDICATOR = "trade_with_china_usd"
DEFAULT_COUNTRY = "BRA"
_SHOWN = 40  # characters of a bad value that the notice repeats
# Streamlit's own parameters: they are not ours to judge.
_FOREIGN = ("embed", "embed_options")

_Repair = Callable[[str], str]
_Instead = Callable[[str], str | None]


@dataclass(frozen=True)
class Ignored:
    """A part of the link that was not understood."""

    name: str
    value: str
    used: str


def begin() -> None:
    """Start a run of the script: only the language is read, because every word depends on it."""
    st.session_state["_ignored"] = {}
    st.session_state["_read"] = {}
    st.session_state["_left_out"] = set()
    st.session_state["_lang"] = _from_link("lang", _languages(), _own_language())


def ignored(words: Text) -> list[str]:
    """One line for every part of the link that was not used, ready to show as plain text."""
    lines = [
        words("notice.ignored", name=item.name, value=item.value, used=item.used)
        if item.used
        else words("notice.left_out", name=item.name, value=item.value)
        for item in st.session_state["_ignored"].values()
    ]
    known = {*st.session_state["_read"], *st.session_state["_left_out"], *_FOREIGN}
    unknown = [name for name in st.query_params if name not in known]
    if unknown:
        lines.append(words("notice.unknown", names=words.list(_plain(name) for name in unknown)))
    return lines


def link(**changed: str) -> str:
    """The address of this view with every value written out, so that it keeps its meaning for ever."""
    values = {**st.session_state["_read"], **changed}
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(values, safe="."), ""))


def carried(**more: str) -> dict[str, str]:
    """Parameters that a link to another view takes along: the language, where it is not the default."""
    lang = st.session_state["_read"].get("lang", "en")
    return {**({} if lang == _browser_language() else {"lang": lang}), **more}


# -- the choices ---------------------------------------------------------------------------------


def language(label: str) -> str:
    """The language of the interface: from the link, else from this session, else the browser's wish."""
    return _control(
        "lang",
        _languages(),
        _own_language(),
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
            instead=lambda raw: _nearest(raw, options),
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
    raw = _from_link("year", options, None, instead=lambda raw: _nearest(raw, options))
    return int(raw) if raw else None


def shown() -> dict[str, str]:
    """The choices of this view as they stand in the link: defaults and language left out."""
    return {name: value for name, value in st.query_params.items() if name not in ("lang", *_FOREIGN)}


def view(words: Text, views: Sequence[str] = VIEWS) -> str:
    """Map, chart or table of the same values."""
    return _control(
        "view",
        views,
        views[0],
        lambda codes, **how: st.segmented_control(
            words("choose.view"), codes, required=True, label_visibility="collapsed", **how
        ),
        lambda code: words(f"view.{code}"),
    )


def neighbours(words: Text, code: str) -> tuple[str, str]:
    """The members before and after one, by name, as a ring."""
    codes = _by_name(words)
    at = codes.index(code)
    return codes[at - 1], codes[(at + 1) % len(codes)]


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
    repair: _Repair = str,
    instead: _Instead = lambda raw: None,
    write_default: str | None = None,
) -> str:
    """Draw a control whose value is the link's; answer the code in force."""
    value = _from_link(name, options, default, repair, instead)
    key = f"choose_{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    draw(options, key=key, format_func=label, on_change=_write, args=(name, write_default or default))
    return value


@overload
def _from_link(
    name: str, options: Sequence[str], default: str, repair: _Repair = ..., instead: _Instead = ...
) -> str: ...
@overload
def _from_link(
    name: str, options: Sequence[str], default: None, repair: _Repair = ..., instead: _Instead = ...
) -> str | None: ...
def _from_link(
    name: str,
    options: Sequence[str],
    default: str | None,
    repair: _Repair = str,
    instead: _Instead = lambda raw: None,
) -> str | None:
    raw = st.query_params.get(name)
    value = default
    if raw is not None:
        value = repair(raw) if len(raw) <= _SHOWN else raw
        if value not in options:
            value = instead(raw) or default
            st.session_state["_ignored"][name] = Ignored(name, _plain(raw), value or "")
    if value is not None:
        st.session_state["_read"][name] = value
    elif raw is not None:
        st.session_state["_left_out"].add(name)
    return value


def _write(name: str, default: str) -> None:
    _write_value(name, st.session_state[f"choose_{name}"], default)


def _write_value(name: str, value: str | None, default: str) -> None:
    if value is None or value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def _nearest(raw: str, options: Sequence[str]) -> str | None:
    if not raw.isascii() or not raw.isdigit() or len(raw) != 4:
        return None
    return min(options, key=lambda option: abs(int(option) - int(raw)))


def _by_name(words: Text) -> list[str]:
    return sorted(store.country_codes(), key=words.sort_key)


def _languages() -> list[str]:
    return [lang for lang in LANGUAGES if store.words().get(lang)]


def _own_language() -> str:
    own: str = st.session_state.get("_lang") or _browser_language()
    return own


def _browser_language() -> str:
    wish = (st.context.locale or "en").split("-")[0].lower()
    return wish if wish in _languages() else "en"


def _plain(value: str) -> str:
    """A value from outside as harmless short text: no markup, no control or direction characters."""
    kept = "".join(sign for sign in value if sign.isprintable())[:_SHOWN]
    return f"`{kept.replace('`', '')}`" if kept.strip("` ") else "``?``"
