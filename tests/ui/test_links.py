"""docs/links.md is the contract: the views read what it lists and nothing else, and every view survives every value.

Each run is a cold start: a new session of the whole frame at an address, without a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data import store
from pages import REGISTER, View
from tests.reliability import Count
from ui import address, choices
from ui.text import LANGUAGES, literal, text
from ui.views import timeline

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = (ROOT / "docs" / "links.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
# What decides which choices a view has at all: each of its values is visited with all the others.
FORMS = ("part", "view")
HOSTILE = (
    "",
    "<script>alert(1)</script>",
    "`**[x](javascript:alert(1))`",
    "\u202egnp\x00\x1b[31m",
    "🦄" * 1000,
    "../../../etc/passwd",
    "9999",
    "-1e309",
    "ALL.all~XXX.bra",
)


# -- the contract ------------------------------------------------------------------------------------------


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading of the contract."""
    section = CONTRACT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def names_of_views() -> dict[str, set[str]]:
    """View → its parameters, as the table of views lists them."""
    listed = {}
    for place, _, parameters in rows("Views"):
        slug = CODE.findall(place)[0].strip("/") or "overview"
        listed[slug] = set(CODE.findall(parameters))
    return listed


def values_of_parameters() -> dict[str, dict[str, list[str]]]:
    """View → parameter → the codes that the table of parameters gives as values or default."""
    listed: dict[str, dict[str, list[str]]] = {}
    for names, values, default, views in rows("Parameters"):
        for slug in CODE.findall(views):
            for name in CODE.findall(names):
                codes = listed.setdefault(slug.strip("/"), {}).setdefault(name, [])
                codes += [code for code in dict.fromkeys(CODE.findall(f"{values} {default}")) if code not in codes]
    return listed


NAMES, VALUES = names_of_views(), values_of_parameters()


def test_both_tables_of_the_contract_list_the_same() -> None:
    assert set(NAMES) == {view.slug for view in REGISTER}
    for slug, names in NAMES.items():
        assert set(VALUES.get(slug, {})) == names, slug


# -- a cold start --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """What a cold start at an address showed: the values in force, the notices, the heading."""

    read: dict[str, str]
    notices: tuple[str, ...]
    title: str


def visited(view: View, parameters: Mapping[str, str | list[str]]) -> AppTest:
    """A view opened in a new session."""
    test = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    # AppTest knows pages by files; the frame knows them by addresses.
    test._page_hash = calc_hash("" if view.is_default else view.slug)
    for name, value in parameters.items():
        test.query_params[name] = value
    test.run()
    trouble = [item.value for item in test.exception]
    assert not trouble, (view.slug, parameters, trouble)
    return test


def test_a_view_that_breaks_says_so_in_the_language_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(timeline, "view", broken)
    test = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    test._page_hash = calc_hash("timeline")
    test.query_params["lang"] = "es"
    test.run()
    assert [item.message for item in test.exception]
    assert any(text("es")("failed.title") in item.value for item in test.markdown)


def cold(view: View, parameters: Mapping[str, str | list[str]]) -> Opened:
    """What a view shows in a new session."""
    test = visited(view, parameters)
    assert len(test.title) == 1
    return Opened(dict(test.session_state["_read"]), tuple(item.value for item in test.warning), test.title[0].value)


def forms(slug: str) -> list[dict[str, str]]:
    """The parts or shapes of a view, one after the other."""
    values = VALUES.get(slug, {})
    return [{name: code} for name in FORMS for code in values.get(name, [])] or [{}]


FORMS_OF_VIEWS = [
    pytest.param(view, form, id="-".join((view.slug, *form.values()))) for view in REGISTER for form in forms(view.slug)
]


def good(slug: str, name: str) -> list[str]:
    """Codes of the contract for a parameter, and those whose list it does not spell out."""
    listed = VALUES.get(slug, {}).get(name, [])
    match name:
        case "indicator" | "x" | "y":
            return [*listed, *list(store.indicators())[::5]]
        case "country":
            return [*listed, "KNA", "pry"]
        case "year" | "from" | "to":
            return ["2017", "1066", "2001"]
        case "q" | "guess":
            return ["panama", "no such word anywhere"]
        case "page":
            return ["1", "2"]
        case "lang":
            return ["en"]
        case "tour":
            return ["1", "5"]
        case "data":
            return [store.release(), "1.0.0"]
    return listed


def addresses(view: View, form: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Addresses in which every parameter takes each of its good values and each hostile one, in changing company."""
    # First what nobody knows: a notice names no more than twelve.
    names = ["unheard_of", *sorted(NAMES[view.slug] - set(form)), "lang", "tour", "data"]
    cycles = {name: [*good(view.slug, name), *HOSTILE] for name in names}
    for at in range(max(map(len, cycles.values()))):
        # The shift parts the parameters: good values of one meet hostile ones of another.
        yield dict(form) | {
            name: cycle[(at + 5 * shift) % len(cycle)] for shift, (name, cycle) in enumerate(cycles.items())
        }


# -- the tests -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("view", "form"), FORMS_OF_VIEWS)
def test_every_address_opens_and_is_mended_for_good(view: View, form: dict[str, str], count: Count) -> None:
    settled: set[frozenset[tuple[str, str]]] = set()
    tried = [*addresses(view, form)]
    count("addresses with a good or a hostile value of each parameter", len(tried))
    for parameters in tried:
        opened = cold(view, parameters)
        assert any("unheard_of" in line for line in opened.notices)
        for name, value in parameters.items():
            known = opened.read.get(name)
            named = any(f"`{name}`" in line or f" {name} = " in line for line in opened.notices)
            if value in HOSTILE and name in opened.read and name not in ("q", "guess", "countries"):
                assert known != value or known in good(view.slug, name), (parameters, known)
                assert named, f"{name} = {value!r} was replaced by {known!r} in silence"
        for line in opened.notices:
            assert "<script" not in CODE.sub("", line)
            assert "javascript:" not in CODE.sub("", line)
            assert line.isprintable()
        # What the view made of it is a link that means the same for ever.
        if (values := frozenset(opened.read.items())) not in settled:
            settled.add(values)
            again = cold(view, opened.read)
            assert (again.read, again.notices, again.title) == (opened.read, (), opened.title), parameters


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("compare?countries=BRA.XXX.CHL", ["XXX"]),
        ("compare?countries=BRA.CHL.PER.ARG.MEX.COL.ECU.URY.CUB", ["Cuba"]),
        ("compare?indicator=trade_with_china_rank&basis=per_gdp&scale=log", ["set against GDP", "no logarithm"]),
        ("compare?indicator=trade_balance_with_china_usd&scale=log", ["zero or below"]),
        ("compare?indicator=recognition&view=multiples", ["small multiples add nothing"]),
        (
            "compare?view=scatter&x=recognition&size=un_ideal_point&year=1066",
            ["no numbers", "size of a circle", "1066"],
        ),
        ("compare?view=pie&basis=<b>&from=soon&gold=1", ["pie", "<b>", "soon", "gold"]),
        ("data?table=events&country=XYZ&indicator=gold&page=9999", ["XYZ", "`indicator`", "9999"]),
        ("data?table=nothing&page=²", ["nothing", "²"]),
        ("data?source=../../etc/passwd&licence=free", ["../../etc/passwd", "free"]),
        ("data?part=secrets", ["secrets"]),
        ("data?at=year%3D2017&sources=imf_imts", ["`at`"]),
        ("pledges?pledge=pl99&part=gold", ["pl99", "gold"]),
        ("pledges?project=../../etc&sector=<script>&by=size", ["../../etc", "<script>", "by = "]),
        ("pledges?project=9999999999&country=FRA&size=-1", ["9999999999", "FRA", "-1"]),
        ("trade?country=<b>&year=9999", ["<b>", "9999"]),
        ("timeline?country=XXX&category=0&from=abc&to=1&event=<script>&order=up", ["XXX", "abc", "<script>", "up"]),
        ("article?claim=c99&quote=*&verdict=maybe&speaker=nobody&part=gold", ["c99", "maybe", "nobody", "gold"]),
    ],
)
def test_what_makes_no_sense_is_named_once(link: str, named: list[str]) -> None:
    slug, _, query = link.partition("?")
    notices = cold(next(view for view in REGISTER if view.slug == slug), dict(parse_qsl(query))).notices
    for said in named:
        assert sum(said in line for line in notices) == 1, (said, notices)


@pytest.mark.parametrize("view", REGISTER, ids=lambda view: view.slug)
def test_the_contract_lists_what_a_view_reads(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    read = choices._from_link

    def listening(name: str, *rest: Any, **more: Any) -> Any:
        asked.add(name)
        return read(name, *rest, **more)

    monkeypatch.setattr(choices, "_from_link", listening)
    monkeypatch.setattr(choices, "_NAMED", 99)
    for form in forms(view.slug):
        asked |= set(cold(view, form).read)
        named = {name: good(view.slug, name)[0] for name in NAMES[view.slug] - set(form)}
        opened = cold(view, {**form, **named, "unheard_of": "1"})
        unknown = next(line for line in opened.notices if "`unheard_of`" in line)
        asked |= {name for name in named if f"`{name}`" not in unknown}
    assert asked - {"lang", "tour", "data"} == NAMES[view.slug]


def test_an_open_page_holds_no_table_for_a_file_that_nobody_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(st, "download_button", lambda label, data, *_, **__: asked.append(data))
    visited(REGISTER[-1], {"part": "tables", "table": "events", "country": "CUB"})
    files = [data for data in asked if isinstance(data, partial) and data.func.__name__ == "_file"]
    assert len(files) == 8  # four formats of the rows as filtered and of the whole
    assert not any(isinstance(one, pd.DataFrame) for data in files for one in data.args)
    few, many = (len(data.args[1]()) for data in (files[0], files[-1]))
    assert 0 < few < many == len(store.table("events"))


@pytest.mark.parametrize("name", ["country", "indicator"])
def test_a_parameter_that_appears_twice_counts_once(name: str) -> None:
    codes = {"country": ["BRA", "PER"], "indicator": ["population", "recognition"]}[name]
    view = next(view for view in REGISTER if view.slug == {"country": "country", "indicator": "map"}[name])
    assert cold(view, {name: codes}).read[name] == codes[-1]


def test_a_hostile_value_is_cut_and_quoted() -> None:
    line = choices._plain("`<b>`" + "x" * 3000)
    assert line.startswith("`")
    assert len(line) <= address.SHOWN + 2


def test_many_strange_names_are_counted() -> None:
    strange = {f"p{number}": "1" for number in range(50)}
    notices = cold(REGISTER[0], strange).notices
    assert [line.count("`p") for line in notices] == [12]
    assert "38" in notices[0]


# -- links that are cited ------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", REGISTER, ids=lambda view: view.slug)
def test_a_link_of_an_older_release_opens_and_says_what_has_changed(view: View) -> None:
    first, *later = store.table("changelog").to_dict("records")
    lang = LANGUAGES[[item.slug for item in REGISTER].index(view.slug) % len(LANGUAGES)]
    test = visited(view, {"lang": lang, "data": first["version"]})
    (said,) = [item.value for item in test.markdown if first["version"] in item.value and store.release() in item.value]
    assert all(literal(row[f"text_{lang}"]) in said for row in later)
    assert literal(first[f"text_{lang}"]) not in said
    assert not test.warning
    assert "data" not in test.session_state["_read"], "a copied link means the figures of the day"


@pytest.mark.parametrize("said", ["", "."])
def test_a_link_of_this_release_says_nothing(said: str) -> None:
    test = visited(REGISTER[1], {"data": store.release() + said})
    assert not any(text("en")("notice.changes") in item.label for item in test.get("page_link"))
    assert not test.warning


def test_an_unknown_release_is_named_like_any_other_value() -> None:
    (line,) = cold(REGISTER[1], {"data": "0.9.9"}).notices
    assert line == text("en")("notice.left_out", name="data", value="`0.9.9`")
