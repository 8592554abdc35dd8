"""Settings: what a host writes is read, and what cannot be used is named."""

import pytest

from server import settings
from server.settings import Settings, SettingsError


def test_nothing_set_is_the_default() -> None:
    assert settings.read({"PATH": "/bin"}) == Settings()


def test_values_are_read() -> None:
    read = settings.read(
        {"CCT_PUBLIC_URL": "https://ties.example.org/", "CCT_MAX_SESSIONS": "50", "CCT_METRICS": "true"}
    )
    assert (read.public_url, read.max_sessions, read.metrics) == ("https://ties.example.org", 50, True)


def test_an_empty_variable_is_not_set() -> None:
    assert settings.read({"CCT_MAX_SESSIONS": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CCT_PUBLIC_URL", "ties.example.org"),
        ("CCT_PUBLIC_URL", "https://ties.example.org/below"),
        ("CCT_ALLOWED_HOSTS", "https://ties.example.org"),
        ("CCT_ALLOWED_HOSTS", "ties.*.org"),
        ("CCT_EMBED_ANCESTORS", "*; script-src *"),
        ("CCT_MAX_SESSIONS", "0"),
        ("CCT_MAX_SESSIONS", "many"),
        ("CCT_METRICS", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings.read({name: value})


def test_two_bad_values_are_told_at_once() -> None:
    with pytest.raises(SettingsError, match=r"MAX_SESSIONS.*; .*METRICS"):
        settings.read({"CCT_MAX_SESSIONS": "0", "CCT_METRICS": "perhaps"})


def test_a_misspelt_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"CCT_MAX_SESSION;.*CCT_MAX_SESSIONS"):
        settings.read({"CCT_MAX_SESSION": "5"})


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        (Settings(), ("*",)),
        (Settings(public_url="https://a.org"), ("a.org", "localhost", "127.0.0.1", "[::1]")),
        (
            Settings(public_url="https://a.org", allowed_hosts="b.org c.org"),
            ("b.org", "c.org", "localhost", "127.0.0.1", "[::1]"),
        ),
    ],
)
def test_hosts(given: Settings, hosts: tuple[str, ...]) -> None:
    assert given.hosts == hosts
