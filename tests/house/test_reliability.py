"""docs/reliability.md says of everything that was tried how it ended; a row that did not hold is no row."""

import datetime as dt
import re

from tests.reliability import PAGE, TRIED, read, written

TEXT = PAGE.read_text(encoding="utf-8")


def test_every_row_was_run_and_held() -> None:
    rows = read(TEXT)
    assert list(rows) == [tried.what for tried in TRIED.values()]
    for what, (_, seen, much, came, held, day) in rows.items():
        assert seen, what
        assert re.search(r"\d", much), what
        assert came, what
        assert held == "yes", what
        assert dt.date.fromisoformat(day) <= dt.date.today(), what


def test_a_row_is_written_and_the_others_stay() -> None:
    key, other = list(TRIED)[:2]
    first = written(TEXT, {key: ("12 ways", "none worked", False)}, dt.date(2020, 1, 2))
    assert read(first)[TRIED[key].what][2:] == ("12 ways", "none worked", "**no**", "2020-01-02")
    second = written(first, {other: ("1 way", "it held", True)}, dt.date(2020, 1, 3))
    assert read(second)[TRIED[key].what] == read(first)[TRIED[key].what]
    assert read(second)[TRIED[other].what][4:] == ("yes", "2020-01-03")
    assert second.startswith(TEXT.split("<!-- table -->", 1)[0])
