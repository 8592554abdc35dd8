"""What a reader sees on the map: every member once, in the right class, with a complete tooltip."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from data import store
from ui.charts import map as chart
from ui.charts import ranking, scales
from ui.text import Text, held
from ui.theme import Theme

GEOMETRY = chart.Geometry("app/static/geo/celac.geojson", "app/static/geo/backdrop.geojson")
SMALL = {"ATG", "BRB", "DMA", "GRD", "KNA", "LCA", "VCT", "TTO"}


def drawn(indicator_id: str, year: int, words: Text, theme: Theme, **more: Any) -> tuple[go.Figure, pd.DataFrame]:
    indicator = store.indicator(indicator_id)
    shown = store.observations(indicator_id, years=[year])
    limits = (
        ()
        if indicator.kind == "category"
        else scales.breaks(store.observations(indicator_id)["value"], indicator.scale)
    )
    figure = chart.figure(
        shown,
        places=store.countries(),
        indicator=indicator,
        year=year,
        limits=limits,
        geometry=GEOMETRY,
        words=words,
        theme=theme,
        **more,
    )
    return figure, shown


def shapes(figure: go.Figure) -> dict[str, tuple[str, str]]:
    """ISO3 → (class, colour) of all shapes of members that can be hovered."""
    found = {}
    for trace in figure.data:
        if isinstance(trace, go.Choropleth) and trace.customdata is not None:
            for code in trace.customdata:
                assert code not in found, "drawn twice"
                found[code] = (trace.name, trace.colorscale[0][1])
    return found


@pytest.mark.parametrize("indicator_id", list(store.indicators()))
def test_each_member_is_one_shape(indicator_id: str, words: Text, theme: Theme) -> None:
    year = int(store.observations(indicator_id)["year"].max())
    figure, _ = drawn(indicator_id, year, words, theme)
    assert set(shapes(figure)) == set(store.country_codes())


def test_missing_is_its_own_class_and_in_the_legend(words: Text, theme: Theme) -> None:
    figure, shown = drawn("exports_to_china_usd", 2001, words, theme)
    absent = set(store.country_codes()) - set(shown["country"])
    assert absent, "the record has gaps in 2001"
    assert {code for code, (name, _) in shapes(figure).items() if name == "no data"} == absent
    assert {colour for name, colour in shapes(figure).values() if name == "no data"} == {theme.missing}
    assert [trace.name for trace in figure.data if trace.showlegend][-1] == "no data"


def test_larger_values_are_in_higher_classes(words: Text, theme: Theme) -> None:
    figure, shown = drawn("trade_with_china_usd", 2024, words, theme)
    steps = list(theme.sequential)
    found = shapes(figure)
    order = shown.sort_values("value")["country"]
    places = [steps.index(found[code][1]) for code in order]
    assert places == sorted(places)
    assert len(set(places)) >= 5, "the classes spread"


def test_smallest_states_are_circles_that_can_be_clicked(words: Text, theme: Theme) -> None:
    figure, _ = drawn("trade_with_china_usd", 2024, words, theme)
    circled = {
        code
        for trace in figure.data
        if isinstance(trace, go.Scattergeo) and trace.customdata is not None
        for code in trace.customdata
    }
    assert circled >= SMALL
    assert set(store.countries().query("small")["country"]) == SMALL


def test_tooltip_is_complete(words: Text, theme: Theme) -> None:
    figure, _ = drawn("trade_with_china_usd", 2024, words, theme)
    texts = [
        text
        for trace in figure.data
        if isinstance(trace, go.Choropleth) and trace.text is not None
        for text in trace.text
    ]
    assert held("<b>Brazil</b><br>US$ 188.7 billion in 2024<br>1st of 33") in texts


def test_boundaries_travel_by_address_only(words: Text, theme: Theme) -> None:
    figure, _ = drawn("trade_with_china_usd", 2024, words, theme)
    addresses = {trace.geojson for trace in figure.data if isinstance(trace, go.Choropleth)}
    assert addresses == {GEOMETRY.members, GEOMETRY.backdrop}
    assert len(figure.to_json()) < 30_000


def test_frame_is_fixed(words: Text, theme: Theme) -> None:
    layout = drawn("trade_with_china_usd", 2024, words, theme)[0].layout
    assert layout.geo.lonaxis.range == (-117, -35)
    assert not layout.geo.fitbounds
    assert layout.uirevision == "map"


def test_picked_member_is_outlined(words: Text, theme: Theme) -> None:
    figure, _ = drawn("trade_with_china_usd", 2024, words, theme, chosen="PER")
    outlines = [trace for trace in figure.data if getattr(trace, "locations", None) == ("PER",)]
    assert outlines[-1].marker.line.color == theme.chosen


def test_categories_keep_their_colours(words: Text, theme: Theme) -> None:
    figure, shown = drawn("recognition", 2018, words, theme)
    colours = theme.categories["recognition"]
    found = shapes(figure)
    assert len(shown) > 30
    for row in shown.itertuples():
        assert found[row.country][1] == colours[row.value]


def test_alt_says_the_values(words: Text) -> None:
    indicator = store.indicator("trade_with_china_usd")
    shown = store.observations(indicator.id, years=[2024])
    said = chart.alt(shown, places=store.countries(), indicator=indicator, year=2024, words=words)
    assert "2024" in said
    assert held("Brazil US$ 188.7 billion") in said
    assert "Saint Kitts and Nevis" in said
    assert "0 with no data" in said


def test_ranking_shows_all_and_puts_missing_last(words: Text, theme: Theme) -> None:
    indicator = store.indicator("exports_to_china_usd")
    shown = store.observations(indicator.id, years=[2001])
    values = dict(zip(shown["country"], shown["value"], strict=True))
    codes = sorted(store.country_codes(), key=lambda code: -values.get(code, -1))
    figure = ranking.figure(shown, codes=codes, indicator=indicator, year=2001, words=words, theme=theme, chosen="CHL")
    (bars,) = figure.data
    assert list(bars.y) == codes
    said = dict(zip(bars.customdata, bars.text, strict=True))
    colours = dict(zip(bars.customdata, bars.marker.color, strict=True))
    for code in codes:
        assert (said[code] == "no data") == (code not in values)
        assert (colours[code] == theme.missing) == (code not in values)
    assert colours["CHL"] == theme.chosen
    assert "no data" in bars.text[-1]


def test_limits_are_round_and_ordered() -> None:
    values = pd.Series([3.0, 14.0, 90.0, 700.0, 6_400.0, 81_000.0])
    assert scales.breaks(values, "sequential") == (10.0, 50.0, 200.0, 2_000.0, 20_000.0) or all(
        str(limit)[0] in "125" for limit in scales.breaks(values, "sequential")
    )
    assert scales.breaks(values, "ratio")[2] == 1
    assert scales.breaks(pd.Series([-5.0, 5.0, -70.0]), "diverging")[2] == 0


@pytest.mark.parametrize(("value", "place"), [(0.5, 0), (1, 1), (9.99, 1), (10, 2), (1e9, 2)])
def test_a_value_on_a_limit_is_in_the_class_above(value: float, place: int) -> None:
    assert scales.position(value, (1, 10)) == place


def test_the_inset_draws_whom_its_frame_shows_and_nobody_else(words: Text, theme: Theme) -> None:
    """The frame against the boundaries themselves."""
    indicator = store.indicator("recognition")
    inset = chart.inset(
        store.observations("recognition", years=[2018]),
        places=store.countries(),
        indicator=indicator,
        year=2018,
        limits=(),
        geometry=GEOMETRY,
        words=words,
        theme=theme,
    )
    (west, east), (south, north) = inset.layout.geo.lonaxis.range, inset.layout.geo.lataxis.range

    def corners(nested: Any) -> list[tuple[float, float]]:
        if isinstance(nested[0], (int, float)):
            return [(nested[0], nested[1])]
        return [corner for part in nested for corner in corners(part)]

    members = json.loads((Path(__file__).parents[3] / "static" / "geo" / "celac.geojson").read_bytes())["features"]
    inside = {
        member["id"]
        for member in members
        if any(west <= x <= east and south <= y <= north for x, y in corners(member["geometry"]["coordinates"]))
    }
    assert set(shapes(inset)) == inside
