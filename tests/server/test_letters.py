"""The letters that we send in place of Streamlit's hold every sign and icon that a reader meets."""

import pytest
from fontTools.ttLib import TTFont

from data import store
from server import wire
from tests.server import letters


@pytest.mark.parametrize("pattern", [*letters.TEXT, letters.ICONS])
def test_they_bear_the_names_of_the_installed_streamlit(pattern: str) -> None:
    """Else Streamlit's own are sent: after an update run python -m tests.server.letters."""
    name = letters.source(pattern).name
    file = wire.files()[f"/static/media/{name}"]
    assert file.path == wire.LETTERS / name
    assert not file.hashed
    assert file.path.stat().st_size < 0.4 * letters.source(pattern).stat().st_size


@pytest.mark.parametrize("pattern", letters.TEXT)
def test_every_sign_of_our_words_is_there(pattern: str) -> None:
    ours = TTFont(wire.LETTERS / letters.source(pattern).name).getBestCmap().keys()
    theirs = TTFont(letters.source(pattern)).getBestCmap().keys()
    words = [text for lang in ("en", "es", "pt") for text in store.words()[lang].values()]
    names = [name for lang in ("en", "es", "pt") for name in store.countries()[f"name_{lang}"].dropna()]
    used = {ord(sign) for text in (*words, *names) for sign in text}
    assert len(used) > 50
    assert {chr(sign) for sign in used & theirs - ours} == set()


def test_every_icon_is_there() -> None:
    ours = letters.icons(TTFont(wire.LETTERS / letters.source(letters.ICONS).name))
    theirs = letters.icons(TTFont(letters.source(letters.ICONS)))
    named = letters.named_by_us()
    assert named
    assert named <= theirs.keys(), "there is no such icon"
    wanted = named | letters.named_by_streamlit(theirs)
    assert {"close", "check", "keyboard_arrow_down", "info"} <= wanted
    assert wanted - ours.keys() == set(), "run python -m tests.server.letters"


@pytest.mark.parametrize("pattern", letters.TEXT)
def test_a_reserved_name_is_not_borne(pattern: str) -> None:
    names = TTFont(wire.LETTERS / letters.source(pattern).name)["name"].names
    assert not any("Source" in name.toUnicode() for name in names if name.nameID in letters.OWN_NAMES)
