"""The 33 as equals: one tile each, in order, in the colour of the map, missing said and hatched, all years inside."""

import itertools
from typing import Any

import plotly.graph_objects as go
import pytest

from data import groups, store
from ui.charts import map as region_map
from ui.charts import tiles as chart
from ui.drawing import plot
from ui.text import LANGUAGES, Text, text
from ui.theme import LIGHT, Theme
from ui.views import map as map_view

TRADE, GAPS, STATES = "trade_with_china_usd", "exports_to_china_usd", "recognition"


def drawn(indicator_id: str, year: int, words: Text, theme: Theme, order: str = "alphabet", **more: Any) -> go.Figure:
    return chart.figure(
        store.observations(indicator_id),
        groups=map_view.tile_groups(order, words),
        places=store.countries(),
        indicator=store.indicator(indicator_id),
        year=year,
        limits=map_view.limits(indicator_id),
        words=words,
        theme=theme,
        **more,
    )


def tiles(figure: go.Figure) -> dict[str, tuple[float, float, str, str, str]]:
    """ISO3 → column, pixels above the foot, words, colour, class."""
    return {
        code: (x, base, said, bars.marker.color, bars.name)
        for bars in figure.data
        if bars.type == "bar" and bars.customdata
        for code, x, base, said in zip(bars.customdata, bars.x, bars.base, bars.text, strict=True)
    }


def reading(figure: go.Figure) -> list[str]:
    """The codes from left to right, from the top down."""
    found = tiles(figure)
    return sorted(found, key=lambda code: (-found[code][1], found[code][0]))


def curve(figure: go.Figure) -> go.Scatter:
    return next(trace for trace in figure.data if trace.type == "scatter" and trace.line.width == 1.5)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("indicator_id", list(store.indicators()))
def test_each_member_has_one_tile_of_one_size_that_can_be_drawn_anywhere(indicator_id: str, narrow: bool) -> None:
    words, year = text("es"), int(store.observations(indicator_id)["year"].max())
    figure = drawn(indicator_id, year, words, LIGHT, narrow=narrow)
    found = tiles(figure)
    assert set(found) == set(store.country_codes())
    assert len({(x, base) for x, base, *_ in found.values()}) == 33
    assert len({(bars.width, high) for bars in figure.data if bars.customdata for high in bars.y}) == 1
    assert list(figure.layout.meta["said"]) == reading(figure)
    body = plot.drawn(figure.to_plotly_json(), 358 if narrow else 1000).body
    assert all(words.country(code).split()[0] in body for code in found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_order_is_that_of_the_language(lang: str) -> None:
    words = text(lang)
    assert reading(drawn(TRADE, 2024, words, LIGHT)) == sorted(store.country_codes(), key=words.sort_key)


def test_by_subregion_each_group_stands_under_its_name(words: Text, theme: Theme) -> None:
    figure = drawn(TRADE, 2024, words, theme, "subregion", narrow=True)
    areas = {code: members for code, members in groups.areas().items() if code != groups.REGION}
    assert reading(figure) == [code for area in areas.values() for code in sorted(area, key=words.sort_key)]
    names = [note.text for note in figure.layout.annotations]
    assert names == [f"<b>{words(f'compare.area_{area}')}</b>" for area in areas]
    starts = [tiles(figure)[min(area, key=words.sort_key)] for area in areas.values()]
    assert [x for x, *_ in starts] == [0.5] * 4, "a group begins a row"


def test_the_colours_are_those_of_the_map(words: Text, theme: Theme) -> None:
    shown = store.observations(GAPS, years=[2001])
    found = tiles(drawn(GAPS, 2001, words, theme))
    limits = map_view.limits(GAPS)
    for group in region_map.classes(shown, store.countries(), store.indicator(GAPS), limits, words, theme):
        for code in group.codes:
            assert found[code][3:] == (group.colour, group.label)


def test_missing_is_said_and_hatched(words: Text, theme: Theme) -> None:
    figure = drawn(GAPS, 2001, words, theme)
    absent = set(store.country_codes()) - set(store.observations(GAPS, years=[2001])["country"])
    assert absent
    assert {code for code, (_, _, said, *_) in tiles(figure).items() if "<b>no data</b>" in said} == absent
    hatched = [bars for bars in figure.data if bars.type == "bar" and bars.marker.pattern.shape]
    assert [set(bars.customdata) for bars in hatched] == [absent]
    assert figure.layout.meta["said"][next(iter(absent))].endswith(", no data")


def test_who_is_picked_out_has_an_edge(words: Text, theme: Theme) -> None:
    figure = drawn(TRADE, 2024, words, theme, chosen="PER")
    edged = [
        code
        for bars in figure.data
        if bars.customdata and bars.marker.line.color == theme.chosen and bars.marker.line.width
        for code, wide in zip(bars.customdata, bars.marker.line.width, strict=True)
        if wide
    ]
    assert edged == ["PER"]
    assert figure.layout.meta["chosen"] == "PER"


def test_every_year_is_a_point_in_its_own_tile_and_a_gap_parts_the_curve(words: Text) -> None:
    record, figure = store.observations(GAPS), drawn(GAPS, 2010, words, LIGHT)
    line, found = curve(figure), tiles(figure)
    points = [(x, y) for x, y in zip(line.x, line.y, strict=True) if x is not None]
    assert len(points) == len(record)
    for code, (x, base, *_) in found.items():
        own = [at for at, y in points if abs(at - x) < 0.5 and base <= y <= base + 60]
        assert len(own) == (record["country"] == code).sum(), code
    runs = sum(
        1 + sum(later - sooner > 1 for sooner, later in itertools.pairwise(years))
        for years in (sorted(rows["year"]) for _, rows in record.groupby("country"))
    )
    assert sum(x is None for x in line.x) == runs - 1
    assert runs > 33, "the record has gaps"


def test_all_curves_have_one_axis_whose_range_is_said(words: Text) -> None:
    indicator, record = store.indicator(TRADE), store.observations(TRADE)
    low, high = record["value"].min(), record["value"].max()
    said = chart.note(record, indicator=indicator, year=2017, words=words)
    for part in (words.value(low, indicator), words.value(high, indicator), "2001", "2024", "2017", "logarithmic"):
        assert part in said
    assert said in chart.alt(record, places=store.countries(), indicator=indicator, year=2017, words=words)
    line, found = curve(drawn(TRADE, 2017, words, LIGHT)), tiles(drawn(TRADE, 2017, words, LIGHT))
    above = {
        code: [y - base for x_, y in zip(line.x, line.y, strict=True) if x_ and abs(x_ - x) < 0.5 and 0 < y - base < 60]
        for code, (x, base, *_) in found.items()
    }
    highest, lowest = (record.loc[record["value"] == end, "country"].item() for end in (high, low))
    assert max(max(one) for one in above.values()) == max(above[highest])
    assert min(min(one) for one in above.values()) == min(above[lowest])


@pytest.mark.parametrize(
    ("indicator_id", "kind"),
    [(TRADE, "log"), ("trade_share_china_pct", "log"), ("trade_balance_with_china_usd", "linear"),
     ("un_agreement_china", "linear"), ("trade_with_china_rank", "rank"),
     (STATES, None), ("china_overtook_usa_year", None)],
)  # fmt: skip
def test_the_axis_fits_the_values(indicator_id: str, kind: str | None) -> None:
    record = store.observations(indicator_id)
    axis = chart.scale(record, store.indicator(indicator_id))
    assert (axis.kind if axis else None) == kind
    if axis:
        assert all(-1e-9 <= axis.share(value) <= 1 + 1e-9 for value in record["value"])
        assert kind != "linear" or 0 <= axis.share(0.0) <= 1


def test_the_year_is_marked_where_it_has_a_value(words: Text) -> None:
    figure = drawn(GAPS, 2001, words, LIGHT)
    (dots,) = [trace for trace in figure.data if trace.type == "scatter" and trace.marker.size == 6]
    assert len(dots.x) == len(store.observations(GAPS, years=[2001]))


def test_states_are_strips_as_long_as_they_held(words: Text) -> None:
    record, figure = store.observations(STATES), drawn(STATES, 2018, words, LIGHT)
    colours = LIGHT.categories[STATES]
    year = (1 - 0.05 - 2 * 0.06) / (record["year"].max() - record["year"].min() + 1)
    for state, colour in colours.items():
        strips = [bars for bars in figure.data if bars.hoverinfo == "skip" and bars.marker.color == colour]
        assert sum(sum(bars.width) for bars in strips) / year == pytest.approx(
            (record["value"] == state).sum(), rel=0.02
        )
    assert not any(trace.type == "scatter" and trace.mode == "markers" for trace in figure.data)


@pytest.mark.parametrize(
    ("lang", "code", "lines"),
    [
        ("zh", "VCT", ["圣文森特和", "格林纳丁斯"]),
        ("es", "KNA", ["San Cristóbal", "y Nieves"]),
        ("en", "PER", ["Peru"]),
    ],
)
def test_no_line_of_a_name_is_a_leftover(lang: str, code: str, lines: list[str]) -> None:
    said = tiles(drawn(TRADE, 2024, text(lang), LIGHT))[code][2]
    assert said.split("<br>")[:-1] == lines
