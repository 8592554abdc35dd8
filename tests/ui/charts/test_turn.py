"""The picture of the turn: every year written where it happened, missing cells grey, readable on a phone."""

import pandas as pd
import pytest

from ui.charts import turn
from ui.text import Text
from ui.theme import Theme

YEARS = list(range(2001, 2008))
RATIO = pd.DataFrame(
    [("PER", year, 0.5 if year < 2004 else 1.4) for year in YEARS]
    + [("MEX", year, 0.05) for year in YEARS if year != 2003],
    columns=["country", "year", "value"],
)
TURNS = pd.DataFrame([("PER", 2004, "china_passes")], columns=["country", "year", "direction"])
GROUPS = (turn.Group("Ahead: 1", ("PER",), told=True), turn.Group("Never: 1", ("MEX",), told=False))


def drawn(words: Text, theme: Theme, *, narrow: bool = False, turns: pd.DataFrame = TURNS) -> object:
    return turn.figure(
        RATIO, groups=GROUPS, turns=turns, years=YEARS, words=words, theme=theme, chosen="PER", narrow=narrow
    )


def test_cells_are_the_classes_and_a_gap_is_grey(words: Text, theme: Theme) -> None:
    heat = drawn(words, theme).data[0]
    peru, mexico = heat.z[1], heat.z[3]
    assert list(peru) == [3, 3, 3, 4, 4, 4, 4], "up to twice as much with the US, then with China"
    assert list(mexico) == [1, 1, 0, 1, 1, 1, 1]
    assert heat.colorscale[0][1] == theme.missing
    assert "no data" in heat.text[3][2]
    assert all(cell is None for cell in heat.z[0]), "the row of a heading holds nothing"


@pytest.mark.parametrize("narrow", [False, True])
def test_the_year_of_the_turn_is_written_in_its_row(words: Text, theme: Theme, narrow: bool) -> None:
    figure = drawn(words, theme, narrow=narrow)
    (slip,) = [note for note in figure.layout.annotations if note.text == "<b>2004</b>"]
    assert slip.font.color == theme.china
    assert slip.font.size >= 11
    assert slip.y == figure.layout.yaxis.tickvals[0]
    assert abs(slip.x - 2004) <= 0.5


def test_slips_of_one_row_do_not_touch_on_a_phone(words: Text, theme: Theme) -> None:
    turns = pd.concat([TURNS, pd.DataFrame([("PER", 2007, "usa_passes")], columns=TURNS.columns)])
    first, last = [
        note for note in drawn(words, theme, narrow=True, turns=turns).layout.annotations if note.text[3:5] == "20"
    ]
    assert (first.xanchor, last.xanchor) == ("right", "right")
    assert first.x < last.x - turn._REACH + 1
    assert last.font.color == theme.usa


def test_names_and_key(words: Text, theme: Theme) -> None:
    figure = drawn(words, theme)
    assert list(figure.layout.yaxis.ticktext) == ["<b>▸ Peru</b>", "Mexico"]
    key = [trace.name for trace in figure.data[1:]]
    assert key == [
        "no data",
        "United States, 10 times or more",
        "United States, 2 to 10 times",
        "United States, 1 to 2 times",
        "China, 1 to 2 times",
        "China, 2 to 5 times",
        "China, 5 times or more",
    ]
    assert [trace.marker.color for trace in figure.data[1:]] == [theme.missing, *theme.ratio]


def test_alt_tells_who_and_when(words: Text) -> None:
    said = turn.alt(RATIO, groups=GROUPS, turns=TURNS, years=YEARS, words=words)
    assert "0 in 2001, 1 in 2007" in said
    assert "Ahead: 1: Peru 2004." in said
    assert "Never: 1: Mexico." in said
