"""Lanes of events: marks never hide each other, vague dates are not drawn as days, early years are folded openly."""

import datetime as dt
import itertools

import pandas as pd
import pytest

from data import store
from ui.charts import lanes
from ui.text import Text
from ui.theme import Theme

LANES = {"trade": "Trade", "us_policy": "United States"}
WHOLE = (1960, 2026)


def events(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["id", "date", "category"])
    return frame.assign(title_en=frame["id"] + " happens")


def drawn(frame: pd.DataFrame, words: Text, theme: Theme, **more: object) -> object:
    asked = {"lanes": LANES, "years": (2001, 2026), "chosen": None, **more}
    return lanes.figure(frame, names=dict.fromkeys(frame["id"], "Peru"), words=words, theme=theme, **asked)


def places(figure: object) -> dict[str, tuple[float, float]]:
    """Id → where its mark stands; a bar stands at its middle."""
    found = {}
    for trace in figure.data:
        for at, own in enumerate(trace.customdata or ()):
            x = trace.x[at] if trace.type == "scatter" else trace.base[at] + trace.x[at] / 2
            found[own[0]] = (x, trace.y[at])
    return found


@pytest.mark.parametrize("narrow", [False, True])
def test_no_mark_hides_another(words: Text, theme: Theme, narrow: bool) -> None:
    frame = store.table("events")
    shown = {code: code for code in frame["category"].unique()}
    figure = drawn(frame, words, theme, lanes=shown, years=WHOLE, narrow=narrow)
    at = places(figure)
    assert set(at) == set(frame["id"])
    clock = lanes.Clock(WHOLE)
    scale = lanes._WIDTH[narrow] / (clock.range[1] - clock.range[0])
    size = lanes._MARK[narrow]
    marks = sorted((y, x * scale) for x, y in at.values())
    for (y, x), (other_y, other_x) in itertools.pairwise(marks):
        assert other_y != y or other_x - x >= size, "two marks of one height lie on each other"


def test_every_lane_has_its_name_and_count_inside_the_figure(words: Text, theme: Theme) -> None:
    figure = drawn(events(("a", "2018-01-22", "trade")), words, theme)
    low, high = figure.layout.yaxis.range
    notes = {note.text: note for note in figure.layout.annotations}
    assert {"Trade <b>1</b>", "United States <b>0</b>"} <= set(notes)
    for text in ("Trade <b>1</b>", "United States <b>0</b>"):
        assert low <= notes[text].y < high, text


def test_a_day_is_a_dot_a_month_a_ring_a_year_a_bar(words: Text, theme: Theme) -> None:
    frame = events(("day", "2018-01-22", "trade"), ("month", "2019-03", "trade"), ("year", "2010", "us_policy"))
    spans, rings, dots = drawn(frame, words, theme).data
    assert [own[0] for own in dots.customdata] == ["day"]
    assert [own[0] for own in rings.customdata] == ["month"]
    assert rings.marker.color[0] == theme.paper
    assert [own[0] for own in spans.customdata] == ["year"]
    assert (spans.base[0], spans.x[0]) == (2010, 1)
    assert "2010" in spans.text[0]
    assert dots.marker.line.color[0] == theme.china
    assert spans.marker.line.color[0] == theme.usa


def test_the_picked_event_stands_out(words: Text, theme: Theme) -> None:
    frame = events(("a", "2018-01-22", "trade"), ("b", "2012-01-22", "trade"))
    dots = drawn(frame, words, theme, chosen="a").data[-1]
    by_id = {own[0]: at for at, own in enumerate(dots.customdata)}
    assert dots.marker.size[by_id["a"]] > dots.marker.size[by_id["b"]]
    assert dots.marker.line.color[by_id["a"]] == theme.chosen


def test_early_years_are_folded_and_keep_their_order() -> None:
    clock = lanes.Clock(WHOLE)
    assert clock.folded
    assert clock.at(dt.date(2000, 1, 1)) == 2000
    assert clock.at(dt.date(2010, 1, 1)) - clock.at(dt.date(2009, 1, 1)) == 1
    assert clock.at(dt.date(1980, 1, 1)) - clock.at(dt.date(1979, 1, 1)) == pytest.approx(lanes._FOLDED)
    days = [dt.date(year, month, 1) for year in range(1960, 2027) for month in (1, 7)]
    assert [clock.at(day) for day in days] == sorted(clock.at(day) for day in days)
    assert not lanes.Clock((2001, 2026)).folded
    assert not lanes.Clock((1960, 1999)).folded


def test_folding_is_said_on_the_axis(words: Text, theme: Theme) -> None:
    frame = events(("a", "1972-01-01", "trade"))
    said = [note.text for note in drawn(frame, words, theme, years=WHOLE).layout.annotations]
    assert words("charts.folded", year=2000) in said
    assert words("charts.folded", year=2000) not in [
        note.text for note in drawn(frame, words, theme, years=(1970, 1990)).layout.annotations
    ]


def test_ticks_name_the_years_where_they_stand(words: Text, theme: Theme) -> None:
    axis = drawn(events(("a", "1972-01-01", "trade")), words, theme, years=WHOLE).layout.xaxis
    clock = lanes.Clock(WHOLE)
    assert {"1960", "2000", "2020"} <= set(axis.ticktext)
    for place, text in zip(axis.tickvals, axis.ticktext, strict=True):
        assert place == clock.at(dt.date(int(text), 1, 1))
    months = drawn(events(("a", "2018-01-22", "trade")), words, theme, years=(2018, 2018)).layout.xaxis
    assert months.ticktext[0] == "January 2018"


def test_alt_counts_lanes_and_names_first_last_and_picked(words: Text) -> None:
    frame = events(("a", "2001-01-22", "trade"), ("b", "2012-01", "us_policy"))
    said = lanes.alt(frame, lanes=LANES, years=(2001, 2026), chosen="b", words=words)
    for part in ("2 events", "Trade 1", "United States 1", "22 January 2001, a happens", "January 2012, b happens"):
        assert part in said
    assert "Picked out" in said
