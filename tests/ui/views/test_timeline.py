"""What `/timeline` tells: each filter narrows the events as the table says, and whatever is picked out is told."""

import pytest

from data import store
from ui.charts import lanes
from ui.text import Text
from ui.views import timeline
from ui.views.timeline import Asked

EVENTS = store.table("events")


def view(asked: Asked, event: str | None = None, newest_first: bool = True) -> timeline.TimelineView:
    return timeline.view(asked, event, newest_first, "en", "light")


def whole(**asked: object) -> Asked:
    years = timeline.years()
    return Asked(years=(years[0], years[-1]), **asked)


def drawn(shown: timeline.TimelineView) -> set[str]:
    return {own[0] for trace in shown.figure.data for own in trace.customdata or ()}


def test_unasked_all_events_are_drawn_and_listed() -> None:
    shown = view(whole())
    assert drawn(shown) == set(EVENTS["id"]) == {entry.id for entry in shown.entries}
    assert f"**{len(EVENTS)}** of {len(EVENTS)}" in shown.answer
    assert "**22** in 2018" in shown.answer


@pytest.mark.parametrize("category", timeline.CATEGORIES)
def test_a_category_leaves_its_events(category: str) -> None:
    shown = view(whole(category=category))
    assert drawn(shown) == set(EVENTS.loc[EVENTS["category"] == category, "id"]) != set()


def test_a_country_leaves_its_events() -> None:
    shown = view(whole(country="DMA"))
    own = EVENTS[EVENTS["countries"].str.split(";").map(lambda codes: "DMA" in codes)]
    assert {entry.id for entry in shown.entries} == set(own["id"])


def test_every_member_can_be_asked_for() -> None:
    for code in timeline.countries("en"):
        shown = view(whole(country=code))
        assert shown.answer
        assert shown.alt


def test_text_is_sought_without_accents_and_in_the_names_of_other_languages() -> None:
    sought = {q: {entry.id for entry in view(whole(q=q)).entries} for q in ("panama", "PANAMÁ", "巴拿马", "ports")}
    assert sought["panama"] == sought["PANAMÁ"] == sought["巴拿马"] != set()
    assert sought["ports"]
    assert len({entry.id for entry in view(whole(q="panama ports")).entries}) < len(sought["panama"])


def test_filters_meet() -> None:
    shown = view(Asked(country="PAN", category="belt_and_road", q="leaves", years=(2018, 2026)))
    assert all(entry.year >= 2018 for entry in shown.entries)
    assert {entry.id for entry in shown.entries} <= {
        entry.id for entry in view(whole(country="PAN", category="belt_and_road")).entries
    }


def test_nothing_found_is_said_and_drawn_empty() -> None:
    shown = view(whole(q="unicorn"))
    assert shown.entries == ()
    assert shown.answer.startswith("None of the")
    assert shown.alt.endswith("no event.")
    assert shown.sources == ""


def test_the_picked_event_has_neighbours_among_what_is_shown() -> None:
    asked = whole(category="recognition")
    order = EVENTS.loc[EVENTS["category"] == "recognition", "id"].tolist()
    shown = view(asked, order[3])
    assert (shown.before.id, shown.picked.id, shown.after.id) == tuple(order[2:5])
    assert view(asked, order[0]).before is None
    assert view(asked, order[-1]).after is None
    elsewhere = view(whole(category="finance"), order[3])
    assert elsewhere.picked.id == order[3]
    assert elsewhere.before is elsewhere.after is None


def test_order_runs_either_way() -> None:
    newest, oldest = view(whole()), view(whole(), newest_first=False)
    assert newest.entries == tuple(reversed(oldest.entries))


def test_each_event_names_its_sources_and_countries() -> None:
    for entry in view(whole()).entries:
        assert entry.sources, entry.id
        assert entry.countries, entry.id
        assert all(name for _, name in entry.countries), entry.id


def test_spans_stay_within_the_record(words: Text) -> None:
    years = timeline.years()
    for label, span in timeline.spans(words):
        assert label
        assert all(years[0] < int(year) < years[-1] for year in span.values())


def test_the_key_speaks_of_folded_years_only_where_there_are_some() -> None:
    assert str(lanes.CREASE) in view(whole()).key
    assert str(lanes.CREASE) not in view(Asked(years=(2001, 2026))).key
