"""Partners, units, finance and the line of time, where the page of a member leans on them."""

import datetime as dt
from xml.etree import ElementTree as ET

import pandas as pd

from data import store
from ui.charts import lines, partners, stack, statusline, units
from ui.drawing import picture
from ui.text import Text
from ui.theme import Theme


def two(words: Text, theme: Theme) -> list[partners.Partner]:
    return [
        partners.Partner("China", theme.china, (2017, 23.0), (2023, 30.9)),
        partners.Partner("United States", theme.usa, None, None),
    ]


def test_partners_then_is_hollow_and_now_is_full(words: Text, theme: Theme) -> None:
    figure = partners.figure(two(words, theme), words=words, theme=theme)
    china, usa = figure.data
    assert list(china.x) == [23.0, 30.9]
    assert list(china.marker.color) == [theme.paper, theme.china]
    assert list(usa.x) == []
    notes = [note.text for note in figure.layout.annotations]
    assert {"2017: 23.0%", "2023: 30.9%", "no data"} <= set(notes)


def test_labels_of_partners_stand_outside(words: Text, theme: Theme) -> None:
    falling = [partners.Partner("United States", theme.usa, (2017, 17.5), (2023, 14.3))]
    figure = partners.figure(falling, words=words, theme=theme)
    sides = {note.text: note.xanchor for note in figure.layout.annotations}
    assert sides["2017: 17.5%"] == "left"
    assert sides["2023: 14.3%"] == "right"


def test_a_member_without_any_share_has_its_rows(words: Text, theme: Theme) -> None:
    none = [partners.Partner(name, theme.china, None, None) for name in ("China", "United States")]
    figure = partners.figure(none, words=words, theme=theme)
    # Without a point nothing else tells Plotly that the rows are names, and they would lie on each other.
    assert figure.spec()["layout"]["yaxis"]["type"] == "category"
    svg, _, _ = picture.alone(figure.spec(), narrow=False)
    texts = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314  drawn by us
    rows = {"".join(one.itertext()): float(one.get("y") or 0) for one in texts}
    assert rows["China"] < rows["United States"]
    assert words("value.missing") in rows


def test_partners_alt_says_what_is_missing(words: Text, theme: Theme) -> None:
    said = partners.alt(two(words, theme), then=2017, now=2023, words=words)
    assert "China: 23.0% (2017), then 30.9% (2023)" in said
    assert "United States: no data (2017), then no data (2023)" in said


def test_terms_not_known_can_be_seen(words: Text, theme: Theme) -> None:
    finance = pd.DataFrame({"year": [2010], "flow_class": ["vague"], "amount_usd_2021": [5e6]})
    bars = stack.figure(finance, marks=[], words=words, theme=theme).data
    vague = next(bar for bar in bars if sum(bar.y))
    assert vague.marker.pattern.fillmode == "overlay", "else stripes of paper on paper are drawn"


def test_the_whole_record_is_drawn_without_room_for_promises(words: Text, theme: Theme) -> None:
    finance = pd.DataFrame({"year": [2010], "flow_class": ["oda_like"], "amount_usd_2021": [5e6]})
    figure = stack.figure(finance, marks=[], words=words, theme=theme, years=range(2000, 2022), height=300)
    assert list(figure.data[0].x) == list(range(2000, 2022))
    assert figure.layout.yaxis.range[1] < 1.2 * 5e6
    assert figure.layout.height == 300
    with_mark = stack.figure(finance, marks=[(2015, "a goal")], words=words, theme=theme)
    assert with_mark.layout.yaxis.range[1] > 1.3 * 5e6


def test_the_largest_units_are_named_where_there_is_room(words: Text, theme: Theme) -> None:
    frame = pd.DataFrame(
        {
            "unit": ["North", "Beside it", "South", "Tiny"],
            "lat": [10.0, 10.1, 0.0, 5.0],
            "lon": [0.0, 0.5, 9.0, 5.0],
            "amount_usd_2021": [9e9, 8e9, 7e9, 1e6],
            "projects": [3, 2, 1, 1],
        }
    )
    figure = units.figure(
        frame, country="BRA", box=(0.0, 0.0, 10.0, 10.0), geometry="x.geojson", words=words, theme=theme
    )
    circles, labels = figure.data[-2:]
    assert len(circles.lon) == 4, "a unit without a name still has its circle"
    assert [text.split("</b>")[0].strip("\u00a0") for text in labels.text] == ["<b>North", "<b>South"]
    assert list(labels.textposition) == ["middle right", "middle left"]
    areas = [size**2 for size in circles.marker.size[:3]]
    assert abs(areas[0] / areas[2] - 9 / 7) < 0.01


def test_a_long_country_gets_room_beside_it(words: Text, theme: Theme) -> None:
    frame = pd.DataFrame({"unit": ["A"], "lat": [-30.0], "lon": [-71.0], "amount_usd_2021": [1e9], "projects": [1]})
    figure = units.figure(
        frame, country="CHL", box=(-76.0, -56.0, -66.0, -17.0), geometry="x.geojson", words=words, theme=theme
    )
    west, east = figure.layout.geo.lonaxis.range
    south, north = figure.layout.geo.lataxis.range
    assert (east - west) > 1.1 * (north - south) - 0.2 * (north - south)


def test_the_row_of_the_road_says_its_years_or_that_there_is_none(words: Text, theme: Theme) -> None:
    said = {}
    for code in ("PAN", "CHL", "BRA"):
        parts = {
            name: store.table(table)[store.table(table)["country"] == code]
            for name, table in (("periods", "recognition"), ("road", "belt_and_road"))
        }
        figure = statusline.figure(**parts, until=dt.date(2026, 11, 1), words=words, theme=theme)
        said[code] = [note.text for note in figure.layout.annotations]
    assert "2017–2025" in said["PAN"]
    assert "2018" in said["CHL"]
    assert "not signed up" in said["BRA"]


def test_rings_are_numbered_in_time_and_the_text_tells_them(words: Text, theme: Theme) -> None:
    china = pd.DataFrame({"year": [2001, 2002, 2004], "value": [1e9, 2e9, 4e9]})
    events = {2004: ["A port opens"], 2003: ["A treaty", "A visit"]}
    turns = pd.DataFrame(columns=["country", "year", "direction"])
    drawn = {"china": china, "usa": china, "turns": turns, "name": "X", "words": words, "events": events}
    rings = lines.figure(**drawn, theme=theme).data[-1]
    assert list(rings.text) == ["1", "2"]
    assert list(rings.x) == [2003, 2004]
    assert list(rings.y) == [0.0, 4e9], "in a year without a value the ring stands at the foot"
    line = lines.figure(**drawn, theme=theme).data[1]
    told = dict(zip(line.x, line.hovertemplate, strict=True))
    assert "A port opens" in told[2004], "the point below the ring tells the event as well"
    assert "A port" not in told[2002]
    assert "2003: A treaty and A visit; 2004: A port opens" in lines.alt(**drawn)


def test_on_a_phone_no_ring_hides_another(words: Text, theme: Theme) -> None:
    years = range(2001, 2025)
    flat = pd.DataFrame({"year": years, "value": [1e9] * len(years)})
    turns = pd.DataFrame(columns=["country", "year", "direction"])
    drawn = {"china": flat, "usa": flat, "turns": turns, "name": "X", "words": words, "theme": theme}
    events = {year: ["A visit"] for year in (2015, 2016, 2017, 2024)}
    assert set(lines.figure(**drawn, events=events).data[-1].y) == {1e9}
    rings = lines.figure(**drawn, events=events, narrow=True).data[-1]
    first, second, third, last = rings.y
    assert first == last == 1e9, "where there is room a ring stands on the line"
    assert len({first, second, third}) == 3
