"""Numbers, dates and lists as people read them."""

import math

import pytest

from data import store
from ui.text import LANGUAGES, Text, held, literal, text, unlisted

en = text("en")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (188_709_707_795, "US$\u00a0188.7\u00a0billion"),
        (60_946_000_000, "US$\u00a060.9\u00a0billion"),
        (1_204_000_000_000, "US$\u00a01.2\u00a0trillion"),
        (9_200_000, "US$\u00a09.2\u00a0million"),
        (265_175, "US$\u00a0265,175"),
        (0, "US$\u00a00"),
        (-35_700_000_000, "−US$\u00a035.7\u00a0billion"),
        (None, "no data"),
        (math.nan, "no data"),
    ],
)
def test_money(value: float | None, said: str) -> None:
    assert en.money(value) == said


@pytest.mark.parametrize(
    ("iso", "precision", "said"),
    [
        ("2018-01-22", "day", "22 January 2018"),
        ("2018-11", "month", "November 2018"),
        ("2018", "year", "2018"),
        ("2018-11-02", "month", "November 2018"),
        (None, "day", "date not known"),
        (math.nan, "day", "date not known"),
    ],
)
def test_dates_keep_their_precision(iso: object, precision: str, said: str) -> None:
    assert en.date(iso, precision) == said


def test_numbers_follow_the_language() -> None:
    assert Text("es").compact(188_709_707_795) == "188,7\u00a0mil\u00a0millones"
    assert Text("pt").compact(188_709_707_795) == "188,7\u00a0bilhões"
    assert Text("zh").compact(188_709_707_795) == "1887.1亿"
    assert Text("pt").compact(1_960_000_000) == "2\u00a0bilhões"
    assert Text("es").compact(1_040_000) == "1\u00a0millón"
    assert Text("es").date("2018-01-22") == "22 de enero de 2018"


def test_minus_zero_is_zero() -> None:
    assert en.number(-0.001, 1) == "0.0"


@pytest.mark.parametrize(("rank", "said"), [(1, "1st"), (2, "2nd"), (11, "11th"), (22, "22nd"), (33, "33rd")])
def test_places(rank: int, said: str) -> None:
    assert en.ordinal_rank(rank, 33) == f"{said} of 33"


def test_lists() -> None:
    assert en.list(["a"]) == "a"
    assert en.list(["a", "b", "c"]) == "a, b and c"
    assert Text("es").list(["a", "b"]) == "a y b"


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", ["Côte", "cotton", "Council", "Curaçao"]),
        ("es", ["Nicaragua", "nulo", "Ñandú", "Oaxaca", "óxido", "San Vicente", "Santa Lucía"]),
        ("pt", ["Águas", "ano", "cabo", "Caçador", "São Tomé", "Savana"]),
        ("zh", ["阿根廷", "巴西", "北京", "哥伦比亚", "古巴", "牙买加", "智利"]),  # a, b, b, g, g, y, zh
    ],
)
def test_names_stand_where_the_language_has_them(lang: str, names: list[str]) -> None:
    assert sorted(names[1:] + names[:1], key=text(lang).order) == names


def test_the_33_stand_in_the_order_of_each_language() -> None:
    """Accents do not send a name to the end, and Chinese goes by sound: a test of the real names."""
    ends = {
        "en": ("Antigua and Barbuda", "Argentina", "Uruguay", "Venezuela"),
        "es": ("Antigua y Barbuda", "Argentina", "Uruguay", "Venezuela"),
        "pt": ("Antígua e Barbuda", "Argentina", "Uruguai", "Venezuela"),
        "zh": ("阿根廷", "安提瓜和巴布达", "危地马拉", "牙买加", "智利"),
    }
    for lang, told in ends.items():
        names = [text(lang).country(code) for code in sorted(store.country_codes(), key=text(lang).sort_key)]
        places = [names.index(name) for name in told]
        assert places == sorted(places), names
        assert (places[0], names[-1]) == (0, told[-1]), names


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_member_has_a_name(lang: str) -> None:
    names = [text(lang).country(code) for code in store.country_codes()]
    assert len(set(names)) == 33
    assert all(names)


def test_unknown_language_and_unknown_key_are_defects() -> None:
    with pytest.raises(ValueError, match="known are en, es, pt, zh"):
        Text("fr")
    with pytest.raises(KeyError):
        en("no.such.key")


def test_what_lacks_the_language_speaks_english_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Text("zh").pick({"title_en": "Forum", "title_zh": math.nan}, "title") == "Forum（英文）"
    assert Text("es").of({"en": "Forum"}) == "Forum (en inglés)"
    monkeypatch.setattr(
        store, "words", lambda: {"en": {"map.nav": "Map"}, "pt": {"value.in_english": "{text} (em inglês)"}}
    )
    assert Text("pt")("map.nav") == "Map (em inglês)"
    assert Text("zh").pick({"title_en": "Forum", "title_zh": "论坛"}, "title") == "论坛"
    assert en.pick({"title_en": None}, "title") == ""


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("2018. Signed by September", "2018\\. Signed by September"),
        ("2018.", "2018\\."),
        ("3) third", "3\\) third"),
        ("2018.5 and 0.73", "2018.5 and 0.73"),
        ("In 2018. Then", "In 2018. Then"),
    ],
)
def test_a_year_with_a_full_stop_is_no_item_of_a_list(said: str, written: str) -> None:
    assert unlisted(said) == literal(said) == written


def test_a_spanish_billon_is_a_word_where_there_is_little_room_too() -> None:
    assert [text("es").short(value) for value in (1.2e12, 5e11)] == ["1,2\u00a0billones", "500\u00a0mil\u00a0M"]


def test_one_spanish_scale_has_one_unit() -> None:
    said = [text("es").short(value) for value in (-8_534_200_000, 2e9, 12.7e9, 9_960_000_000, 999_000_000)]
    assert [one.replace("\u00a0", " ") for one in said] == ["−8,5 mil M", "2 mil M", "12,7 mil M", "10 mil M", "999 M"]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Peru, US$ 42.7 billion in 2024", ["Peru,", "US$~42.7~billion", "in", "2024"]),
        (r"por US\$ 20 mil millones", ["por", r"US\$~20~mil~millones"]),
        ("de 1,5 bilhão a 2 trilhões", ["de", "1,5~bilhão", "a", "2~trilhões"]),
        ("in 2018 military and 3 members", ["in", "2018", "military", "and", "3", "members"]),
    ],
)
def test_an_amount_stays_on_its_line(said: str, parts: list[str]) -> None:
    assert held(said).split(" ") == [part.replace("~", "\u00a0") for part in parts]


def test_words_and_records_hold_their_amounts() -> None:
    assert text("en")("pledges.goal_line", amount="US$ 5 billion").endswith("US$\u00a05\u00a0billion a year")
    assert en.pick({"text_en": "over US$ 140 billion"}, "text") == "over US$\u00a0140\u00a0billion"
    assert en.of({"en": "US$ 140 billion"}) == "US$\u00a0140\u00a0billion"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Chile, third of 33, 60.9\u00a0billion US dollars"),
        ("es", "Chile, tercero de 33, 60,9\u00a0mil\u00a0millones de dólares estadounidenses"),
        ("pt", "Chile, terceiro de 33, 60,9\u00a0bilhões de dólares americanos"),
        ("zh", "智利，第三位，共33国，609.5亿美元"),
    ],
)
def test_a_mark_is_spoken_in_words(lang: str, said: str) -> None:
    words, indicator = text(lang), store.indicator("trade_with_china_usd")
    place = words("spoken.place", rank=words.ordinal(3), of=33)
    assert words.commas(words.country("CHL"), place, words.spoken(60_946_000_000.0, indicator)) == said


@pytest.mark.parametrize(("lang", "said"), [("en", "2019"), ("es", "2019"), ("pt", "2019"), ("zh", "2019年")])
def test_a_year_has_no_thousands(lang: str, said: str) -> None:
    assert text(lang).value(2019.0, store.indicator("china_overtook_usa_year")) == said


def test_what_is_no_money_is_spoken_as_it_is_written() -> None:
    assert en.spoken("PRC", store.indicator("recognition")) == en("recognition.PRC")
    assert en.spoken(None, store.indicator("population")) == "no data"
    assert en.spoken(math.nan, store.indicator("trade_with_china_usd")) == "no data"
    balance = store.indicator("trade_balance_with_china_usd")
    assert (
        text("es").spoken(-71_098_978_048.0, balance) == "menos 71,1\u00a0mil\u00a0millones de dólares estadounidenses"
    )
    assert text("pt").spoken(-265_175.0, balance) == "menos 265.175 dólares americanos"
