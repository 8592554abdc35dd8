"""Messages on the WebSocket: compressed with a long memory, and without hashes that nobody reads."""

import http.client
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state import query_params

from server import stream
from tests.browser.visit import Server, serving
from tests.holds.process import Page


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("stream")) as running:
        yield running


def message(*, label: str = "Brazil", cacheable: bool = False) -> ForwardMsg:
    made = ForwardMsg(hash="0123456789abcdef" * 2)
    made.metadata.cacheable = cacheable
    made.delta.new_element.page_link.label = label
    return made


def test_a_hash_that_nobody_reads_goes() -> None:
    plain = message()
    light = stream.lighter(plain.SerializeToString())
    assert len(light) == len(plain.SerializeToString()) - 34
    plain.ClearField("hash")
    assert ForwardMsg.FromString(light) == plain


@pytest.mark.parametrize("kept", [message(cacheable=True), message(label="x" * 20_000)])
def test_a_message_that_the_browser_keeps_is_left_alone(kept: ForwardMsg) -> None:
    assert stream.lighter(kept.SerializeToString()) == kept.SerializeToString()


@pytest.mark.parametrize("content", [b"", b"\x0a", b"\x0a\x05hello", b"anything"])
def test_what_it_does_not_know_is_left_alone(content: bytes) -> None:
    assert stream.lighter(content) == content


FILES = BackMsg()
FILES.file_urls_request.file_names.append("&" * 2000)


def asking(query: str) -> bytes:
    made = BackMsg()
    made.rerun_script.query_string = query
    return made.SerializeToString()


def test_of_too_many_parameters_the_first_ones_are_asked_for() -> None:
    assert stream.MOST_PARAMETERS == query_params.CLIENT_STATE_QUERY_STRING_MAX_FIELDS
    many = [f"p{number}=1" for number in range(stream.MOST_PARAMETERS + 1)]
    assert stream.fewer(asking("&".join(many))) == asking("&".join(many[:-1]))
    assert stream.fewer(asking("&".join(many[:-1]))) == asking("&".join(many[:-1]))


@pytest.mark.parametrize("content", [b"", b"&" * 5000, FILES])
def test_what_asks_for_no_view_is_left_alone(content: bytes | BackMsg) -> None:
    sent = content if isinstance(content, bytes) else content.SerializeToString()
    assert stream.fewer(sent) == sent


def test_a_view_says_which_of_too_many_parameters_it_does_not_know(server: Server) -> None:
    many = "".join(f"&p{number}=1" for number in range(3000))
    page = Page.at(server.url)
    shown = page.run(f"year=2010{many}", "map")
    page.close()
    assert shown.ok
    assert not shown.of("exception")
    assert "Trade with China, 2010" in shown.text()
    assert len(shown.notices) == 1
    assert "`p0`, `p1`, `p2`" in shown.notices[0]
    assert str(stream.MOST_PARAMETERS - 1 - 12) in shown.notices[0]


def test_another_uvicorn_is_told_and_works(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(stream, "import_module", lambda name: SimpleNamespace())
    with caplog.at_level(logging.WARNING):
        stream.compress()
    assert "uncompressed" in caplog.text


def test_the_server_offers_compression(server: Server) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request(
        "GET",
        "/_stcore/stream",
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
        },
    )
    answer = connection.getresponse()
    offered = answer.getheader("Sec-WebSocket-Extensions", "")
    connection.close()
    assert answer.status == 101
    assert "permessage-deflate" in offered
    assert "server_max_window_bits=12" not in offered


def test_the_theme_is_described_once_and_as_streamlit_describes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def plain(message: CustomThemeConfig, section: str = "theme") -> None:
        read.append(section)
        message.primary_color = section

    monkeypatch.setattr(app_session, "_populate_theme_msg", plain)
    stream.describe_once()
    stream.describe_once()  # a second server in this process finds it done
    for _ in range(3):
        message = CustomThemeConfig()
        app_session._populate_theme_msg(message)
        app_session._populate_theme_msg(message.dark, "theme.dark")
        assert (message.primary_color, message.dark.primary_color) == ("theme", "theme.dark")
    assert read == ["theme", "theme.dark"]
