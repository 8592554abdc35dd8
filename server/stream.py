"""The WebSocket on the wire: messages compressed against the ones before, and without what nobody reads.

A change of the year sends the view again with other values. Compressed with a window of 32 KB, which holds most
of what was sent before, that is a sixth of its size. Streamlit's switch `server.enableWebsocketCompression`
compresses with 4 KB, which forgets a map before the next one comes (measured: benchmarks/browser.py).
"""

from __future__ import annotations

import functools
import logging
from importlib import import_module
from typing import Any

from google.protobuf.message import DecodeError
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

_LOG = logging.getLogger(__name__)
# zlib takes 136 KB for each open page with these; a window of 12 bits would take 24 and send half as much again.
_SERVER_BITS, _CLIENT_BITS, _MEMORY, _LEVEL = 15, 12, 4, 6
#: Parameters of a link that are read. Of a link that has more Streamlit reads none, and tells nobody but the log.
MOST_PARAMETERS = 1000


def compress() -> None:
    """Have uvicorn offer compression to every WebSocket; does nothing (and says so) if its inside changed."""
    try:
        served: Any = import_module("uvicorn.protocols.websockets.websockets_sansio_impl")
        plain: Any = served.ServerProtocol
    except (ImportError, AttributeError):
        _LOG.warning("WebSocket messages go uncompressed: this uvicorn is not the one in requirements.txt")
        return
    if isinstance(plain, functools.partial):
        return

    def protocol(**settings: Any) -> Any:
        offer = ServerPerMessageDeflateFactory(
            server_max_window_bits=_SERVER_BITS,
            client_max_window_bits=_CLIENT_BITS,
            compress_settings={"memLevel": _MEMORY, "level": _LEVEL},
        )
        return plain(**{**settings, "extensions": [offer]})

    served.ServerProtocol = functools.partial(protocol)


def describe_once() -> None:
    """Have Streamlit read each section of its theme once, not in every run (7 % of its time)."""
    inside: Any = import_module("streamlit.runtime.app_session")
    plain: Any = getattr(inside, "_populate_theme_msg", None)
    if plain is None:
        _LOG.warning("the theme is read in every run: this Streamlit is not the one in requirements.txt")
        return
    if isinstance(plain, functools.partial):
        return
    kept: dict[str, Any] = {}

    def described(message: Any, section: str = "theme") -> None:
        if section not in kept:
            first = type(message)()
            plain(first, section)
            kept[section] = first
        message.MergeFrom(kept[section])

    inside._populate_theme_msg = functools.partial(described)  # noqa: SLF001  nothing public leads there


def lighter(message: bytes) -> bytes:
    """A message of Streamlit without its hash, unless the browser is to keep it by that hash.

    Half of a compressed view would be hashes: 32 random digits for each of 80 messages.
    """
    # Field 1, 32 bytes long, is what Streamlit writes first; anything else is left alone.
    if not message.startswith(b"\x0a\x20") or len(message) >= _kept_from():
        return message
    return message if ForwardMsg.FromString(message).metadata.cacheable else message[34:]


def fewer(message: bytes) -> bytes:
    """A message of the browser whose link has no more parameters than Streamlit reads: the first ones.

    The view then shows what they ask for, and its notice names those that it does not know.
    """
    if message.count(b"&") < MOST_PARAMETERS:
        return message
    try:
        asked = BackMsg.FromString(message)
    except DecodeError:
        return message  # Streamlit says what it thinks of it
    if not asked.HasField("rerun_script"):
        return message
    parameters = asked.rerun_script.query_string.split("&")
    asked.rerun_script.query_string = "&".join(parameters[:MOST_PARAMETERS])
    sent: bytes = asked.SerializeToString()
    return sent


@functools.cache
def _kept_from() -> int:
    # Messages from this size on are kept by the browser; they need no look inside.
    return int(config.get_option("global.minCachedMessageSize"))
