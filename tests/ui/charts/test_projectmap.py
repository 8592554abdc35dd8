"""The map of projects: area is the amount, circles keep apart, forms say what may not be added or is not known."""

import itertools
import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from data import store
from ui.charts import projectmap
from ui.text import Text, held
from ui.theme import Theme

FRAME = projectmap.Frame(-117, -35, -56, 32.5, 5.0, regional=True)
EAST = projectmap.Frame(-64.6, -58.4, 9.9, 18.3, 46.0)
ROWS = store.table("projects").dropna(subset=["lat"]).assign(group="energy", said="a project")
LARGEST = float(ROWS["amount_usd_2017"].max())


def draw(words: Text, theme: Theme, rows: pd.DataFrame = ROWS, **more: Any) -> go.Figure:
    shared: dict[str, Any] = {
        "frame": FRAME,
        "geometry": projectmap.Geometry("members", "backdrop", ("BRA",)),
        "colours": {"energy": "#123456"},
        "labels": {"energy": "Energy"},
        "largest": LARGEST,
        "height": 600,
    }
    return projectmap.figure(rows, **{**shared, **more}, words=words, theme=theme)


def circles(figure: go.Figure) -> go.Scattergeo:
    return next(trace for trace in figure.data if trace.type == "scattergeo" and trace.customdata)


def test_the_area_of_a_circle_is_its_amount() -> None:
    for amount in (1e9, 3e9):
        ratio = projectmap.radius(amount, 6e9) / projectmap.radius(6e9, 6e9)
        assert ratio**2 == pytest.approx(amount / 6e9)


def test_circles_keep_apart_and_a_lone_one_stays_in_its_place() -> None:
    rows = ROWS[ROWS["country"] == "ECU"].assign(
        radius=lambda rows: [projectmap.radius(a, LARGEST) for a in rows["amount_usd_2017"]]
    )
    packed = projectmap.packed(rows.sort_values("radius", ascending=False), 20.0)
    for one, other in itertools.combinations(packed.itertuples(), 2):
        shrink = math.cos(math.radians(one.lat))
        apart = math.hypot((one.at_lon - other.at_lon) * 20 * shrink, (one.at_lat - other.at_lat) * 20)
        assert apart > (one.radius + other.radius) * 0.95 - 0.5
    first = packed.iloc[0]
    assert (first["at_lon"], first["at_lat"]) == pytest.approx((first["lon"], first["lat"]), abs=0.001)


def test_form_says_what_may_not_be_added_or_is_not_known(words: Text, theme: Theme) -> None:
    trace = circles(draw(words, theme))
    rows = ROWS.assign(number=ROWS["number"].astype(str)).set_index("number").loc[list(trace.customdata)]
    for symbol, row in zip(trace.marker.symbol, rows.itertuples(), strict=True):
        assert symbol.startswith("diamond") == pd.isna(row.amount_usd_2017)
        assert symbol.endswith("-open") == (not row.counts_in_totals)


def test_what_is_enlarged_is_left_to_the_other_map(words: Text, theme: Theme) -> None:
    whole, rest = circles(draw(words, theme)), circles(draw(words, theme, inset=EAST))
    part = circles(draw(words, theme, frame=EAST))
    assert set(whole.customdata) == set(rest.customdata) | set(part.customdata)
    assert not set(rest.customdata) & set(part.customdata)


def test_the_key_is_true_to_size(words: Text, theme: Theme) -> None:
    figure = draw(words, theme)
    widths = [shape.x1 - shape.x0 for shape in figure.layout.shapes if shape.type == "circle"]
    for amount in (5e9, 1e9, 1e8):
        assert pytest.approx(2 * projectmap.radius(amount, LARGEST)) in widths
    said = [note.text for note in figure.layout.annotations]
    assert {"Energy", held("US$ 5 billion"), "amount unknown", "ring – not added to totals"} <= set(said)
    assert figure.layout.height == 600 + figure.layout.margin.b, "the key stands below the map, not on it"
    assert not draw(words, theme, key=False).layout.shapes


def test_the_picked_project_is_ringed(words: Text, theme: Theme) -> None:
    number = int(ROWS["number"].iloc[0])
    rings = [
        trace
        for trace in draw(words, theme, picked=number).data
        if trace.type == "scattergeo" and trace.marker.color == theme.chosen
    ]
    assert len(rings) == 1
    assert len(rings[0].lon) == 1


def test_an_empty_map_is_drawn(words: Text, theme: Theme) -> None:
    figure = draw(words, theme, rows=ROWS.iloc[:0], inset=EAST)
    assert [trace.type for trace in figure.data if trace.type == "choropleth"]
    assert not any(trace.customdata for trace in figure.data if trace.type == "scattergeo")


def test_the_map_in_words_counts_and_names_the_largest(words: Text) -> None:
    names = dict(zip(ROWS["number"], ROWS["label_en"], strict=True))
    said = projectmap.alt(ROWS, names=names, words=words)
    assert f"Map with {len(ROWS)} circles" in said
    assert f"Las Bambas copper mine: debts and capital needs {words.money(LARGEST)}" in said
