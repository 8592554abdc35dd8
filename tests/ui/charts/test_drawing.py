"""Pictures without a browser: every shape stands where its value says, gaps stay gaps, what is unknown is refused."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from data import store
from tests.server import letters
from ui.drawing import globe, marks, picture, plot, png
from ui.theme import LIGHT
from ui.views import map as map_view
from ui.views.map import years

MARGIN = {"l": 0, "r": 0, "t": 0, "b": 0}
BARE = {"visible": False}


def drawn(*traces: dict[str, Any], width: float = 100, **layout: Any) -> list[ET.Element]:
    """The elements of a figure without margins, 100 pixels wide and high unless it says otherwise."""
    spec = {"data": list(traces), "layout": LIGHT.layout(**{"height": 100, "margin": MARGIN, **layout})}
    return list(ET.fromstring(f"<svg>{plot.drawn(spec, width).body}</svg>").iter())  # noqa: S314  made by us


def boxes(found: list[ET.Element], colour: str) -> list[tuple[float, float, float, float]]:
    return [
        tuple(float(one.get(name, 0)) for name in ("x", "y", "width", "height"))  # type: ignore[misc]
        for one in found
        if one.tag == "rect" and one.get("fill") == colour
    ]


def test_bars_are_as_long_as_their_values() -> None:
    found = drawn(
        {"type": "bar", "orientation": "h", "x": [10, -5, None], "y": ["a", "b", "c"], "marker": {"color": "#123456"}},
        xaxis={"range": [-10, 10], **BARE},
        yaxis=BARE,
    )
    (x, _, wide, _), (other_x, _, other_wide, _) = boxes(found, "#123456")
    assert (x, wide) == (50, 50)
    assert (other_x, other_wide) == (25, 25)


def test_stacked_bars_stand_on_each_other() -> None:
    found = drawn(
        {"type": "bar", "x": [1], "y": [3], "width": 1, "marker": {"color": "#aa0000"}},
        {"type": "bar", "x": [1], "y": [2], "width": 1, "marker": {"color": "#00aa00"}},
        barmode="stack", xaxis={"range": [0.5, 1.5], **BARE}, yaxis={"range": [0, 10], **BARE},
    )  # fmt: skip
    assert boxes(found, "#aa0000") == [(0, 70, 100, 30)]
    assert boxes(found, "#00aa00") == [(0, 50, 100, 20)]


def test_a_gap_parts_a_line_and_a_logarithm_has_no_zero() -> None:
    found = drawn(
        {"x": [0, 1, 2, 3, 4], "y": [1, 10, None, 100, 0], "mode": "lines", "line": {"color": "#123456"}},
        xaxis={"range": [0, 4], **BARE},
        yaxis={"range": [0, 2], "type": "log", **BARE},
    )
    (path,) = (one.get("d") for one in found if one.get("stroke") == "#123456")
    assert path == "M0.0 100.0L25.0 50.0M75.0 0.0"


def test_a_cell_without_a_value_is_not_drawn() -> None:
    found = drawn(
        {"type": "heatmap", "x": ["a", "b"], "y": ["c"], "z": [[1, None]], "zmin": 0, "zmax": 1,
         "colorscale": [[0, "#000000"], [1, "#123456"]]},
        xaxis={"type": "category", **BARE}, yaxis={"type": "category", **BARE},
    )  # fmt: skip
    assert boxes(found, "#123456") == [(0, 0, 50, 100)]
    assert not boxes(found, "#000000")


def test_marks_shapes_and_texts_stand_at_their_values() -> None:
    found = drawn(
        {"x": ["2018-01-01"], "y": [5], "mode": "markers", "marker": {"size": 8, "color": "#123456"}},
        xaxis={"type": "date", "range": ["2017-01-01", "2019-01-01"], **BARE},
        yaxis={"range": [0, 10], **BARE},
        shapes=[{"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": 2, "y1": 2, "line": {"color": "#654321"}}],
        annotations=[
            {"text": "<b>so</b> &amp; so", "x": 0, "xref": "paper", "y": 1, "yref": "paper", "showarrow": False}
        ],
    )
    (circle,) = (one for one in found if one.tag == "circle")
    assert (circle.get("cx"), circle.get("cy"), circle.get("r")) == ("50", "50", "4")
    (line,) = (one for one in found if one.get("stroke") == "#654321")
    assert (line.get("x1"), line.get("x2"), line.get("y1")) == ("0", "100", "80")
    (said,) = (one for one in found if one.tag == "text")
    assert "".join(said.itertext()) == "so & so"
    assert float(said.get("y", 0)) < 30


@pytest.mark.parametrize(
    "trace",
    [
        {"type": "pie", "labels": ["a"], "values": [1]},
        {"x": [1], "y": [1], "mode": "markers", "marker": {"symbol": "hexagram"}},
    ],
)
def test_what_is_not_known_is_refused(trace: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="here"):
        drawn(trace, xaxis={"range": [0, 2]}, yaxis={"range": [0, 2]})


def test_each_member_stands_on_the_map_in_the_colour_of_its_class() -> None:
    indicator = store.indicator("trade_with_china_usd")
    view = map_view.view(indicator.id, years(indicator)[-1], None, "en", "light")
    spec = view.figure.spec()
    body = plot.drawn(spec, 640).body
    area = globe.fitted(spec["layout"]["geo"], (0, 0, 640, spec["layout"]["height"]))
    shown = 0
    for trace in spec["data"]:
        if trace["type"] == "choropleth":
            for code in trace["locations"]:
                path = area.path(globe.shapes(trace["geojson"])[code])
                shown += f'd="{path}" fill="{trace["colorscale"][0][1]}"' in body
    assert shown >= len(store.country_codes())


def test_a_sign_that_our_letters_lack_is_drawn() -> None:
    known = letters.TTFont(png.CARDS / "Sans-400.ttf").getBestCmap()
    for sign in marks._SIGNS:
        assert ord(sign) not in known, "nobody needs to draw it"
        assert sign not in marks.text(sign, 0, 0, size=14, colour="#000000")
    assert re.search(r">in part<", marks.text("◐ in part", 0, 0, size=14, colour="#000000").replace("> in", ">in"))


def test_a_picture_says_what_it_was_told_and_needs_nothing_else() -> None:
    figure = {
        "data": [{"type": "scatter", "x": [1], "y": [1], "mode": "markers"}],
        "layout": LIGHT.layout(height=200, xaxis={"range": [0, 2]}, yaxis={"range": [0, 2]}),
    }
    said = picture.Said("A <b>title</b> & more", "L" * 300, "Source: Z", "https://example.org/?a=1&b=2")
    for narrow in (False, True):
        made = picture.svg([figure, figure], said, narrow=narrow)
        texts = "".join(ET.fromstring(made).itertext())  # noqa: S314  made by us
        assert said.title in texts
        assert said.link in texts
        assert not re.search(r'(href|src)="(?!#)|url\((?!data:|#)', made)
        assert made == picture.svg([figure, figure], said, narrow=narrow)
    assert png.pixels(made, "en").startswith(b"\x89PNG")


def test_lines_of_words_keep_to_their_room() -> None:
    for text in ("word " * 60, "https://example.org/" + "x" * 400, "中文" * 90):
        assert all(marks.width(line, 14) <= 358 for line in marks.wrapped(text, 14, 358))
        assert "".join(marks.wrapped(text, 14, 358)).replace(" ", "") == text.replace(" ", "")


def test_bold_goes_on_where_a_line_breaks() -> None:
    said = marks.text("<b>Estados<br>Unidos</b><br>591", 0, 0, size=14, colour="#000000")
    assert re.findall(r'600">([^<]+)', said) == ["Estados", "Unidos"]
