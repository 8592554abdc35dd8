"""The search: every member by every name we know, slips of the pen, everything else by its words, and nonsense."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import store
from data.model import LANGUAGES
from ui.text import unaccented
from ui.views import search

MEMBERS = store.countries().to_dict("records")
NAMES = [(row["country"], row[f"name_{lang}"]) for row in MEMBERS for lang in LANGUAGES]


def groups(asked: str, lang: str = "en") -> dict[str, search.Group]:
    return {group.kind: group for group in search.found(asked, lang)}


def countries(asked: str, lang: str = "en") -> list[str]:
    """The codes of the members that are found, the best first."""
    found = search.found(asked, lang)
    return [dict(hit.parameters)["country"] for hit in found[0].hits] if found and found[0].kind == "country" else []


def first(asked: str, kind: str, lang: str = "en") -> dict[str, str]:
    return dict(groups(asked, lang)[kind].hits[0].parameters)


def test_there_are_names() -> None:
    assert len(NAMES) == 33 * 4
    assert all(isinstance(name, str) and name for _, name in NAMES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_name_of_each_member_finds_it_in_each_language(lang: str) -> None:
    for code, name in NAMES:
        for asked in (name, name.upper(), unaccented(name), f"  {name} "):
            assert countries(asked, lang)[:1] == [code], (asked, countries(asked, lang))


@pytest.mark.parametrize("row", MEMBERS, ids=lambda row: row["country"])
def test_other_languages_codes_and_capitals_find_the_member(row: dict[str, str]) -> None:
    code = row["country"]
    for name in search.country_names(code):
        assert code in countries(name)
    assert countries(code)[0] == countries(code.lower())[0] == code
    assert countries(row["iso2"])[0] == code
    assert code in countries(row["capital"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_beginning_of_a_name_is_enough(lang: str) -> None:
    for code, name in NAMES:
        beginning = name[: max(2, len(name) - 2)]
        assert code in countries(beginning, lang), beginning


def test_one_letter_left_out_is_forgiven() -> None:
    tried = 0
    for turn, (code, name) in enumerate(NAMES):
        if not name.isascii() or len(name) < 5:
            continue
        for at in range(turn % 2, len(name), 2):
            asked = name[:at] + name[at + 1 :]
            tried += 1
            assert code in countries(asked), asked
    assert tried > 250


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("Brasil", "BRA"),
        ("巴西", "BRA"),
        ("México", "MEX"),
        ("mexique", "MEX"),
        ("Granada", "GRD"),
        ("Perou", "PER"),
        ("Equador", "ECU"),
        ("St Kitts", "KNA"),
        ("St. Vincent", "VCT"),
        ("Brésil", "BRA"),
        ("巴拿馬", "PAN"),
        ("Venezeula", "VEN"),
        ("columbia", "COL"),
        ("Guatamala", "GTM"),
        ("jamiaca", "JAM"),
        ("argentnia", "ARG"),
    ],
)
def test_members_by_what_people_write(asked: str, code: str) -> None:
    assert countries(asked)[:1] == [code]


def test_the_name_itself_stands_before_longer_ones() -> None:
    assert countries("Dominica")[:2] == ["DMA", "DOM"]
    assert search.found("trade", "en")[0].kind != "country"


def test_everything_has_its_door() -> None:
    assert first("trade with the united states", "indicator") == {"indicator": "trade_with_usa_usd"}
    assert first("comercio con china", "indicator")["indicator"].startswith("trade_with_china")
    event = store.table("events").iloc[10]
    assert first(event["title_en"], "event") == {"event": event["id"]}
    assert first(event["title_es"], "event") == {"event": event["id"]}
    claim = store.table("claims").iloc[29]
    assert first(claim["claim_en"][:60], "claim") == {"claim": claim["id"]}
    assert first("c30", "claim") == {"claim": "c30"}
    quote = store.table("quotes").iloc[0]
    assert first(quote["text"][:40], "quote") == {"quote": quote["id"]}
    assert first("munoz", "quote")["quote"] in set(store.table("quotes")["id"])
    agreement = store.table("agreements").iloc[0]
    assert first(agreement["title_en"], "agreement") == {"country": agreement["country"]}
    assert first("International Trade in Goods", "source") == {"source": "imf_imts"}
    assert groups("timeline")["view"].hits[0].slug == "timeline"
    assert first("fund infrastructure", "pledge")["pledge"].startswith("pl")


def test_a_long_list_says_how_much_is_left_and_where() -> None:
    events = groups("china")["event"]
    assert len(events.hits) == search.SHOWN
    assert events.left > 10
    assert events.door == ("timeline", (("q", "china"),))
    kinds = [group.kind for group in search.found("brasil", "en")]
    assert kinds[0] == "country"
    assert kinds.index("claim") < kinds.index("source")


@pytest.mark.parametrize("asked", ["", "   ", "\x00\u202e", "'\"", "?!", "zzqqxxyyww", "a" * 100_000, "🏴" * 500])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_found_for_nothing(asked: str, lang: str) -> None:
    assert search.found(asked, lang) == ()


@settings(deadline=None)
@given(asked=st.text(max_size=200))
def test_whatever_is_asked_the_answer_is_short_and_sound(asked: str) -> None:
    for group in search.found(asked, "en"):
        assert 1 <= len(group.hits) <= search.SHOWN
        assert group.left >= 0
        assert all(hit.kind == group.kind and hit.label for hit in group.hits)
