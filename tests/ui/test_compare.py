"""What a reader sees on `/compare`: labels that stand apart, gaps that stay gaps, sums that say who is missing."""

import itertools
import math
import re

import pandas as pd
import plotly.graph_objects as go
import pytest

from data import comparison, groups, store
from ui import address
from ui.charts import multiples, scatter, series, strips
from ui.charts.fold import width_of
from ui.charts.series import Series
from ui.text import text
from ui.theme import LIGHT
from ui.views import compare
from ui.views import scatter as scatter_view

WORDS = text("en")
EIGHT = ("BRA", "KNA", "VCT", "CHL", "PER", "REGION", "CARIBBEAN", "HTI")
TRADE = "trade_with_china_usd"
INDICATORS = list(store.indicators())


def rows(*pairs: tuple[int, float]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["year", "value"])


def said(value: float) -> str:
    return f"{value:g}"


def lines(*values: float, **more: object) -> go.Figure:
    drawn = [Series(f"Country {at}", "#308060", rows((2000, 1.0), (2001, value))) for at, value in enumerate(values)]
    return series.figure(drawn, say=said, title="", words=WORDS, theme=LIGHT, **more)


def shown(codes: tuple[str, ...] = EIGHT, indicator: str = TRADE, **more: object) -> compare.CompareView:
    item = store.indicator(indicator)
    basis = str(more.get("basis", "absolute"))
    years = compare.years(item, basis)
    asked = {"scale": "linear", "period": (years[0], years[-1]), "shape": "chart", **more}
    return compare.view(codes, indicator, basis, asked["scale"], asked["period"], asked["shape"], "en", "light")


# -- labels --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "places", [[50], [10, 11, 12, 13], [0, 0, 0, 0], [0, 90, 91, 200, 200], [300, 300, 300], list(range(0, 240, 5))[:9]]
)
def test_labels_never_overlap_and_stay_in_their_room(places: list[float]) -> None:
    needs = [20.0] * len(places)
    moved = series.apart(places, needs, room=(0, 300))
    assert all(high - low >= 20 - 1e-9 for low, high in itertools.pairwise(moved))
    assert min(moved) >= 10
    assert max(moved) <= 290


def test_labels_of_different_heights_keep_their_own_distance() -> None:
    low, middle, high = series.apart([100, 100, 100], [20, 60, 20], room=(0, 300))
    assert (middle - low, high - middle) == (pytest.approx(40), pytest.approx(40))


def test_labels_with_room_stay_where_they_are() -> None:
    assert series.apart([20, 100, 200], [20, 20, 20], room=(0, 300)) == [20, 100, 200]


def heights(figure: go.Figure, pixels: float) -> list[float]:
    """Where the labels of a figure stand, in pixels from the foot of the plot."""
    low, high = figure.layout.yaxis.range
    found = []
    for label in figure.layout.annotations:
        if label.showarrow:
            found.append((label.y - low) / (high - low) * pixels - label.ay)
        else:
            found.append(label.y * pixels)
    return sorted(found)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_labels_of_a_figure_stand_apart(scale: str) -> None:
    figure = lines(10, 10.1, 10.2, 10.2, 3, 3.01, 500, 501, scale=scale, height=420)
    at = heights(figure, 420 - 52)
    assert len(at) == 8
    assert all(high - low >= 17 for low, high in itertools.pairwise(at))


def test_a_label_that_gave_way_points_to_its_line() -> None:
    figure = lines(10, 10)
    assert all(label.showarrow and label.y == 10 for label in figure.layout.annotations)
    assert not any(label.showarrow for label in lines(10, 500).layout.annotations)


def test_an_old_value_says_its_year() -> None:
    drawn = [Series("New", "#000000", rows((2020, 5.0))), Series("Old", "#000000", rows((2015, 9.0)))]
    figure = series.figure(drawn, say=said, title="", words=WORDS, theme=LIGHT)
    texts = [label.text for label in figure.layout.annotations]
    assert any("9 (2015)" in one for one in texts)
    assert not any("2020" in one for one in texts)


# -- lines ---------------------------------------------------------------------------------------------


def test_a_gap_stays_a_gap() -> None:
    drawn = [Series("A", "#000000", rows((2000, 1.0), (2003, 2.0)))]
    for figure in (
        series.figure(drawn, say=said, title="", words=WORDS, theme=LIGHT),
        multiples.figure(drawn, say=said, tick=said, words=WORDS, theme=LIGHT),
    ):
        line = figure.data[-1]
        assert list(line.y) == [1.0, None, None, 2.0]
        assert not line.connectgaps
        assert line.marker.size[0] > 1, "a lone value is a dot"


def test_a_logarithmic_axis_holds_no_zero() -> None:
    low, high = series.extent([Series("A", "#000000", rows((2000, 0.0), (2001, 10.0)))], "log")
    assert 0 < low < 10 < high


def test_places_run_downwards_from_one() -> None:
    figure = lines(3, 9, reverse=True, span=(0.0, 34.0))
    top, bottom = figure.layout.yaxis.range[::-1]
    assert top < bottom
    assert min(figure.layout.yaxis.tickvals) == 1


def test_panels_share_their_axes_and_name_their_line() -> None:
    drawn = [Series(f"C{at}", LIGHT.series[at], rows((2000, 1.0), (2001, 10.0**at))) for at in range(5)]
    figure = multiples.figure(drawn, say=said, tick=said, words=WORDS, theme=LIGHT, scale="log")
    axes = [axis for axis in figure.layout if re.fullmatch(r"yaxis\d*", axis)]
    assert len(axes) >= 5
    assert len({tuple(figure.layout[axis].range) for axis in axes}) == 1
    assert [label.text.split("</b>")[0] for label in figure.layout.annotations] == [f"<b>C{at}" for at in range(5)]
    assert [line.name for line in figure.data if line.name] == [f"C{at}" for at in range(5)]
    pale = [line for line in figure.data if not line.name]
    assert len(pale) == 5, "the others stand behind each line"
    assert all(len(line.y) == 4 * 3 for line in pale)


# -- strips --------------------------------------------------------------------------------------------


def test_runs_end_at_a_gap_and_at_a_change() -> None:
    found = strips.runs({2000: "a", 2001: "a", 2003: "a", 2004: "b"})
    assert [(run.code, run.first, run.last) for run in found] == [
        ("a", 2000, 2001),
        ("a", 2003, 2003),
        ("b", 2004, 2004),
    ]


def test_strips_say_each_change() -> None:
    view = shown(("PAN", "PRY", "CARIBBEAN"), "recognition")
    assert "Panama: recognises Taipei (ROC) 2000–2016; recognises Beijing (PRC) 2017–2025." in view.block.alt
    assert "Paraguay: recognises Taipei (ROC) 2000–2025." in view.block.alt
    assert any("The Caribbean" in note for note in view.notes), "a group has no state, and the view says so"


def test_a_bar_without_room_for_its_chinese_name_has_none() -> None:
    drawn = strips.figure(
        [strips.Row("洪都拉斯", {year: "ROC" if year < 2023 else "PRC" for year in range(2000, 2026)})],
        states={
            "PRC": strips.State("北京（中华人民共和国）", "#b3261e"),
            "ROC": strips.State("台北（中华民国）", "#1f5fa8"),
        },
        years=range(2000, 2026),
        absent="无数据",
        words=text("zh"),
        theme=LIGHT,
    )
    assert [trace.text for trace in drawn.data[1:]] == [("",), ("台北（中华民国）",)]


# -- small multiples -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es", "pt", "zh"])
def test_on_a_phone_the_heading_of_a_panel_is_no_wider_than_the_panel(lang: str) -> None:
    view = compare.view(
        ("BRA", "MEX", "CHL"), TRADE, "absolute", "linear", (2001, 2024), "multiples", lang, "light", narrow=True
    )
    heads = [note.text.split("<br>")[-1] for note in view.block.figure.layout.annotations]
    assert len(heads) == 3
    assert all(width_of(head) <= 22 for head in heads), heads
    assert view.title.startswith(text(lang).of(store.indicator(TRADE).label))
    assert view.title != text(lang).of(store.indicator(TRADE).label), "the unit stands in the heading"


# -- scatter -------------------------------------------------------------------------------------------


def test_circles_are_followed_on_axes_that_do_not_move() -> None:
    first, last = (
        scatter_view.view(
            EIGHT, "trade_share_usa_pct", "trade_share_china_pct", "population", year, "log", "en", "light"
        )
        for year in (2001, 2023)
    )
    for axis in ("xaxis", "yaxis"):
        assert first.block.figure.layout[axis].range == last.block.figure.layout[axis].range


def test_the_area_of_a_circle_is_the_value() -> None:
    frame = pd.DataFrame(
        {"country": ["BRA", "CHL", "PER"], "x": [1.0, 2, 3], "y": [1.0, 2, 3], "size": [100.0, 25, None]}
    )
    axis = scatter.Axis("X", said, said, frame["x"], "usd")
    size = scatter.Axis("S", said, said, frame["size"].dropna(), "persons")
    (dots,) = scatter.figure(
        frame, x=axis, y=axis, size=size, chosen={"BRA": "#308060"}, year=2000, words=WORDS, theme=LIGHT
    ).data
    by_code = dict(zip(dots.customdata, dots.marker.size, strict=True))
    assert by_code["BRA"] == pytest.approx(2 * by_code["CHL"])
    colours = dict(zip(dots.customdata, dots.marker.color, strict=True))
    assert colours["PER"] == LIGHT.paper, "a member without a size is a ring"
    assert colours["BRA"] == "#308060"


def test_names_of_circles_do_not_lie_on_each_other() -> None:
    view = scatter_view.view(
        ("BRA", "PER", "CHL", "ARG", "URY", "COL", "ECU", "BOL"),
        "trade_share_usa_pct",
        "trade_share_china_pct",
        "none",
        2015,
        "log",
        "en",
        "light",
    )
    figure = view.block.figure
    width, height = 1080, 560 - 72
    boxes = []
    for name in figure.layout.annotations:
        if name.xref == "paper":
            continue
        x, y = (
            (value - axis.range[0]) / (axis.range[1] - axis.range[0]) * pixels
            for value, axis, pixels in (
                (name.x, figure.layout.xaxis, width),
                (name.y, figure.layout.yaxis, height),
            )
        )
        wide = len(re.sub("<.*?>", "", name.text)) * 6.6  # what a letter takes at this size
        left = x + name.xshift - {"left": 0, "center": wide / 2, "right": wide}[name.xanchor]
        boxes.append((left, y + name.yshift - 8, left + wide, y + name.yshift + 8))
    assert len(boxes) == 8
    for one, other in itertools.combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


# -- what fits and what is said ------------------------------------------------------------------------


def test_log_is_refused_where_values_are_zero_or_below() -> None:
    fits, unfit = compare.scales(
        ("ARG",), store.indicator("trade_balance_with_china_usd"), "absolute", (2001, 2024), "en"
    )
    assert fits == ("linear",)
    assert "zero or below" in unfit["log"]
    fits, unfit = compare.scales(("BRA",), store.indicator(TRADE), "absolute", (2001, 2024), "en")
    assert (fits, unfit) == (("linear", "log"), {})
    assert scatter_view.scales("un_ideal_point", TRADE, "en")[0] == ("linear",)
    assert scatter_view.scales(TRADE, "gdp_current_usd", "en")[0] == ("log", "linear")


@pytest.mark.parametrize("indicator", INDICATORS)
def test_what_does_not_fit_says_why(indicator: str) -> None:
    item = store.indicator(indicator)
    for fits, unfit in (compare.bases(item, "en"), compare.shapes(item, "en")):
        assert fits
        assert not set(fits) & set(unfit)
        assert all(WORDS.of(item.short) in line for line in unfit.values())
    assert set(compare.bases(item, "en")[0]) | set(compare.bases(item, "en")[1]) == set(comparison.BASES)


def test_states_are_no_axis_and_shares_no_size() -> None:
    fits, unfit = scatter_view.axes("en")
    assert {"recognition", "income_group", "belt_and_road_status", "china_overtook_usa_year"} == set(unfit)
    assert TRADE in fits
    assert "trade_balance_with_china_usd" in scatter_view.sizes("en")[1], "it may be negative"


CASES = [
    *((EIGHT, indicator, shape) for indicator in INDICATORS for shape in ("chart", "multiples")),
    *(
        (codes, indicator, shape)
        for codes in ((), ("KNA",), tuple(groups.areas()))
        for indicator in (TRADE, "recognition", "official_finance_usd_2021")
        for shape in compare.SHAPES
    ),
]


@pytest.mark.parametrize(("codes", "indicator", "shape"), CASES)
def test_every_view_opens(codes: tuple[str, ...], indicator: str, shape: str) -> None:
    item = store.indicator(indicator)
    if shape == "scatter" or shape not in compare.shapes(item, "en")[0]:
        return
    # Small multiples have the scales of lines: the first basis and the last show it.
    bases = compare.bases(item, "en")[0]
    for basis in bases if shape != "multiples" else {bases[0], bases[-1]}:
        years = compare.years(item, basis)
        for scale in compare.scales(codes, item, basis, (years[0], years[-1]), "en")[0][-1:]:
            view = shown(codes, indicator, basis=basis, scale=scale, shape=shape)
            assert view.answer
            assert view.title
            assert view.block.sources
            assert view.block.alt
            assert all(math.isfinite(end) for end in view.block.figure.layout.yaxis.range or [])


@pytest.mark.parametrize("year", [2000, 2012, 2023])
@pytest.mark.parametrize(
    "x", ["gdp_per_head_usd", "trade_with_china_rank", "un_ideal_point", "official_finance_usd_2021"]
)
def test_every_scatter_opens(x: str, year: int) -> None:
    for scale in scatter_view.scales(x, "population", "en")[0]:
        view = scatter_view.view(EIGHT, x, "population", "gdp_current_usd", year, scale, "en", "dark", True)
        assert view.answer
        assert view.block.sources


def test_incomplete_sums_are_hollow_and_named() -> None:
    view = shown(("CARIBBEAN", "BRA"), "gdp_current_usd", period=(2000, 2023))
    by_name = {line.name: line for line in view.block.figure.data}
    caribbean = by_name[compare.name("CARIBBEAN", "en")]
    hollow = [year for year, fill in zip(caribbean.x, caribbean.marker.color, strict=True) if fill == LIGHT.paper]
    assert hollow == [2021, 2022, 2023]
    assert any("Cuba (2021–2023)" in note for note in view.notes)
    assert "(without 1)" in view.block.table.iloc[0][compare.name("CARIBBEAN", "en")]
    assert LIGHT.paper not in by_name["Brazil"].marker.color


def test_a_group_without_a_sum_is_named() -> None:
    view = shown(("CARIBBEAN", "BRA"), "trade_share_china_pct")
    assert any("The Caribbean" in note and "cannot be added up" in note for note in view.notes)


def test_a_member_without_a_base_is_named() -> None:
    view = shown(("VCT", "BRA"), basis="index", period=(2001, 2024))
    assert any("Saint Vincent" in note and "2001" in note for note in view.notes)


def test_the_answer_names_all_from_the_highest_down() -> None:
    answer = shown(("CHL", "BRA", "PER")).answer
    assert answer.index("Brazil") < answer.index("Chile") < answer.index("Peru")
    newest = store.observations("trade_with_china_usd", ["BRA"]).sort_values("year")["value"].iloc[-1]
    assert text("en").money(newest) in answer
    places = shown(("PRY", "BRA"), "trade_with_china_rank").answer
    assert places.index("Brazil") < places.index("Paraguay"), "the first place stands first"


def test_colours_of_countries_are_theirs_alone() -> None:
    drawn = shown().block.figure.data
    colours = [line.line.color for line in drawn]
    assert len(set(colours)) == 8
    assert LIGHT.china not in colours
    assert LIGHT.usa not in colours
    by_name = {line.name: line.line.color for line in drawn}
    assert by_name[WORDS("partner.REGION")] == LIGHT.region, "the region has its colour everywhere"


def test_presets_fit_and_say_when_they_are_a_part() -> None:
    known = compare.known("en")
    presets = compare.presets("en")
    assert len(presets) >= 8
    for preset in presets:
        codes = preset.countries.split(".")
        assert 1 < len(codes) <= compare.MOST
        assert set(codes) <= set(known)
    (caricom,) = (preset for preset in presets if preset.label.startswith("CARICOM"))
    assert "8 of 14" in caricom.label


def test_the_standard_choice_is_what_it_says() -> None:
    trade = store.observations(TRADE)
    last = trade[trade["year"] == trade["year"].max()].sort_values("value", ascending=False)
    assert tuple(last["country"].head(5)) == compare.DEFAULT


# -- the link ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "found", "strange"),
    [
        ("BRA.CHL", ["BRA", "CHL"], []),
        ("bra~chl", ["BRA", "CHL"], []),
        ("BRA.BRA. CHL .", ["BRA", "CHL"], []),
        ("BRA.XXX.Region", ["BRA", "REGION"], ["XXX"]),
        ("", [], []),
        ("...~~", [], []),
        ("BRA,CHL", [], ["BRA,CHL"]),
    ],
)
def test_several_codes_in_one_value(raw: str, found: list[str], strange: list[str]) -> None:
    assert address.codes(raw, compare.known("en")) == (found, strange)
