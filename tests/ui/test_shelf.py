"""Views on the shelf: made once, given out apart, never more bytes than there is room for."""

import random
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import pytest
from cachetools import LRUCache

from ui import shelf
from ui.charts.sealed import Sealed
from ui.text import text
from ui.views import provenance, trade
from ui.views.block import Block


@pytest.fixture(autouse=True)
def own_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shelf of this test, with room for a few texts of 1,000 bytes."""
    monkeypatch.setattr(shelf, "_shelf", LRUCache(10_000, getsizeof=len))


@dataclass(frozen=True)
class Made:
    name: str
    cells: pd.DataFrame


def maker() -> tuple[list[str], object]:
    asked: list[str] = []

    @shelf.shelved
    def view(name: str, wide: bool = False) -> Made:
        """What it says."""
        asked.append(name)
        return Made(name, pd.DataFrame({"a": [1, 2]}))

    return asked, view


def test_a_view_is_made_once_and_nobody_can_change_that_of_another() -> None:
    asked, view = maker()
    first, second = view("x"), view("x")
    second.cells.loc[0, "a"] = 9
    assert asked == ["x"]
    assert first.name == second.name == "x"
    assert list(view("x").cells["a"]) == [1, 2]
    assert view.__doc__ == "What it says."


def test_a_default_that_is_given_asks_for_the_same_view() -> None:
    asked, view = maker()
    for _ in (view("x"), view("x", False), view(name="x", wide=False)):
        assert asked == ["x"]
    view("x", wide=True)
    assert asked == ["x", "x"]


def test_what_is_asked_for_otherwise_is_made_anew() -> None:
    asked, view = maker()
    view("x"), view("y"), view("x", True), view("x", wide=True), view("x", wide=True)
    assert asked == ["x", "y", "x"]
    other_asked, other = maker()
    other("x")
    assert other_asked == ["x"], "another function has a place of its own"


def test_the_one_asked_for_longest_ago_goes_first_and_the_shelf_never_overflows() -> None:
    asked = []

    @shelf.shelved
    def view(name: str) -> bytes:
        asked.append(name)
        return random.Random(name).randbytes(3000)  # noqa: S311  only to be no smaller when packed

    for name in "abc":
        view(name)
    view("a")
    view("d")
    assert 0 < shelf.size() <= 10_000
    asked.clear()
    view("a"), view("b")
    assert asked == ["b"]


def test_what_is_larger_than_the_shelf_is_given_and_not_kept() -> None:
    asked = []

    @shelf.shelved
    def view(name: str) -> bytes:
        asked.append(name)
        return random.Random(name).randbytes(12_000)  # noqa: S311

    assert view("a") == view("a")
    assert asked == ["a", "a"]
    assert shelf.size() == 0


def test_a_view_that_fails_is_asked_again() -> None:
    @shelf.shelved
    def view() -> str:
        raise LookupError("not there")

    for _ in range(2):
        with pytest.raises(LookupError, match="not there"):
            view()


def test_forgotten_views_are_made_anew() -> None:
    asked, view = maker()
    view("x")
    shelf.clear()
    assert shelf.size() == 0
    view("x")
    assert asked == ["x", "x"]


def test_a_block_comes_back_as_it_was() -> None:
    """Figure, table, data, and a source line that still knows its sources."""

    @shelf.shelved
    def view() -> Block:
        line = provenance.line(text("es"), ["imf_imts"])
        figure = go.Figure(go.Scatter(x=[2016, 2017], y=[1.5, None]), layout={"height": 300})
        return Block("lead", figure, "alt", pd.DataFrame({"a": ["1"]}), line, "about", pd.DataFrame({"v": [1.5]}))

    first, again = view(), view()
    assert isinstance(again.figure, Sealed)
    assert again.figure == first.figure
    assert again.figure.layout.height == 300
    assert tuple(again.figure.data[0].x) == (2016, 2017)
    assert again.figure.kinds == {"scatter"}
    assert again.sources == first.sources
    assert again.sources.ids == ("imf_imts",)
    pd.testing.assert_frame_equal(again.data, first.data)


def test_what_all_readers_of_trade_share_is_packed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The region's blocks are the same whoever is picked out and whichever year the balance is of."""
    monkeypatch.setattr(shelf, "_shelf", LRUCache(shelf.MOST_BYTES, getsizeof=len))
    trade.view(2017, "CHL", "en", "light")
    one = shelf.size()
    trade.view(2018, "CHL", "en", "light")
    assert shelf.size() - one < one / 4
