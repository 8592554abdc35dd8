"""What stands before the app: headers that narrow what a browser may do, limits, and closed doors.

docs/security.md explains each line.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from server import metrics, stream
from server.api import problems
from server.settings import Settings

# Each concession and its reason:
#   style 'unsafe-inline'  Streamlit (Emotion) and Plotly write style elements and attributes
#   img data: blob:        icons of Streamlit; "download picture" of Plotly
#   font data:             the letters of KaTeX in Streamlit's style sheet
#   worker blob:           Streamlit reads tables in a worker made from a blob
# Scripts have none: no inline script, no eval, no other host. 'self' covers the WebSocket as well.
_POLICY: Mapping[str, str] = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
_ALWAYS = {"X-Content-Type-Options": "nosniff"}
# For whatever a browser may show as a page of its own; a hundred scripts and letters need no 700 bytes each.
_DOCUMENT = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}
_INERT = ("text/javascript", "text/css", "font/", "application/json", "application/geo+json", "image/png")
# What of Streamlit's own addresses is answered; uploads, sign-in, components and the rest are not.
_OPEN = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/media/")
_AGENT, _API = "/_stcore/agent/", "/api/"
_READ = frozenset({"GET", "HEAD", "OPTIONS"})
_NOT_BYTES, _NO_MESSAGE, _TOO_BIG, _TRY_LATER = 1003, 1007, 1009, 1013  # close codes of RFC 6455
_DIGITS = 9
_SECONDS = "5"  # after which a reader who was sent away may come again


class Hosts(TrustedHostMiddleware):
    """Answers under the names of this host only. A probe asks by the number of a pod and learns nothing else."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse another name with 400, or pass on."""
        probe = scope["type"] == "http" and scope["path"] in ("/healthz", "/_stcore/health", metrics.PATH)
        await (self.app if probe else super().__call__)(scope, receive, send)


class Guard:
    """The outermost middleware. `own(path)` says whether an address is one of ours; `lost` answers others."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        own: Callable[[str], bool],
        lost: Callable[[Scope], Response],
    ) -> None:
        self.app = app
        self._settings = settings
        self._own = own
        self._lost = lost
        self._sessions = 0
        self._requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on one connection."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, self._with_headers(scope, send))
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless there are too many; an answer that does not begin in time is given up."""
        began, gone, started, patience = False, False, time.perf_counter(), self._settings.request_seconds

        async def timed(message: Message) -> None:
            nonlocal began, gone
            if not began:
                began = True
                until_it_begins.reschedule(None)
                metrics.answered(scope["path"], message["status"], time.perf_counter() - started)
            # A reader may take an answer slowly; one who takes nothing for so long has gone.
            try:
                async with asyncio.timeout(patience):
                    await send(message)
            except TimeoutError:
                gone = True
                raise

        refusal = self._refusal(scope)
        if refusal is None and self._requests >= self._settings.max_requests:
            metrics.SENT_AWAY.labels("requests").inc()
            refusal = _later(scope, "busy", "Too many requests at once; try again soon.")
        self._requests += 1
        try:
            async with asyncio.timeout(patience) as until_it_begins:
                await (refusal or self.app)(scope, receive, timed)
        except Exception as error:
            if gone:
                metrics.SENT_AWAY.labels("seconds").inc()
                _cut(receive)
            elif isinstance(error, TimeoutError) and not began:
                metrics.SENT_AWAY.labels("seconds").inc()
                await _later(scope, "too-slow", "The answer took too long.")(scope, receive, send)
            else:
                raise
        finally:
            self._requests -= 1

    def _refusal(self, scope: Scope) -> Response | None:
        path, method = scope["path"], scope["method"]
        if len(scope["query_string"]) > self._settings.max_query_bytes:
            detail = f"No more than {self._settings.max_query_bytes} bytes."
            return (
                problems.simple("address-too-long", detail)
                if path.startswith(_API)
                else PlainTextResponse(f"The address is too long. {detail}", 414)
            )
        if path.startswith(_API):
            return None  # The API reads only, and says so in its own way.
        agent = path.startswith(_AGENT)
        if agent and not self._settings.agent_api:
            return PlainTextResponse("Not found", 404)
        if agent and method == "POST":
            return self._too_much(scope)
        if method not in _READ:
            return PlainTextResponse("Only reading is possible here.", 405, {"Allow": "GET, HEAD, OPTIONS"})
        if self._own(path) or agent or path.startswith(_OPEN):
            return None
        # Streamlit's page looks for its server below the address of a view first: a short no is enough.
        return PlainTextResponse("Not found", 404) if "/_stcore/" in path else self._lost(scope)

    def _too_much(self, scope: Scope) -> Response | None:
        length = Headers(scope=scope).get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            return PlainTextResponse("Say the length of the message.", 411)
        # By their number first: Python refuses to read thousands of digits.
        if len(length) > _DIGITS or int(length) > self._settings.max_message_bytes:
            return PlainTextResponse(f"No more than {self._settings.max_message_bytes} bytes.", 413)
        return None

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        document = {**_DOCUMENT, "Content-Security-Policy": self._policy(scope)}
        always = dict(_ALWAYS)
        if scope["scheme"] == "https" and self._settings.hsts_seconds:
            always["Strict-Transport-Security"] = f"max-age={self._settings.hsts_seconds}"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                inert = headers.get("content-type", "").startswith(_INERT)
                headers.update(always if inert else {**always, **document})
            await send(message)

        return with_headers

    def _policy(self, scope: Scope) -> str:
        embedded = b"embed=true" in scope["query_string"].split(b"&")
        ancestors = self._settings.embed_ancestors if embedded else self._settings.frame_ancestors
        return "; ".join(f"{name} {value}" for name, value in {**_POLICY, "frame-ancestors": ancestors}.items())

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/_stcore/stream" or self._sessions >= self._settings.max_sessions:
            if self._sessions >= self._settings.max_sessions:
                metrics.SENT_AWAY.labels("sessions").inc()
            await receive()
            await send({"type": "websocket.close", "code": _TRY_LATER})
            return
        closed = False

        async def limited() -> Message:
            nonlocal closed
            message = await receive()
            code = self._unreadable(message) if message["type"] == "websocket.receive" else None
            if code is None:
                if sent := message.get("bytes"):
                    message["bytes"] = stream.fewer(sent)
                return message
            closed = True
            metrics.SENT_AWAY.labels("message").inc()
            await send({"type": "websocket.close", "code": code})
            return {"type": "websocket.disconnect", "code": code}

        async def unless_closed(message: Message) -> None:
            if not closed:
                if content := message.get("bytes"):
                    message["bytes"] = stream.lighter(content)
                await send(message)

        self._sessions += 1
        metrics.SESSIONS.inc()
        try:
            await self.app(scope, limited, unless_closed)
        finally:
            self._sessions -= 1
            metrics.SESSIONS.dec()

    def _unreadable(self, message: Message) -> int | None:
        """The code with which a frame ends its session; None for a message of Streamlit's page.

        Streamlit would write a traceback into the log for each frame that it cannot read.
        """
        content = message.get("bytes")
        if len(content or message.get("text") or b"") > self._settings.max_message_bytes:
            return _TOO_BIG
        if content is None:
            return _NOT_BYTES
        try:
            known = BackMsg.FromString(content).WhichOneof("type") is not None
        except DecodeError:
            known = False
        return None if known else _NO_MESSAGE


def _cut(receive: Receive) -> None:
    """End the connection of an answer that was given up, with what is still held for it.

    uvicorn would wait for ever until the reader has taken that. Nothing public leads to the connection; a server that
    is made otherwise than uvicorn waits.
    """
    line: Any = getattr(getattr(receive, "__self__", None), "transport", None)
    if line is not None:
        line.abort()


def _later(scope: Scope, kind: str, text: str) -> Response:
    """The answer to a request that has to come again, in the form of its address."""
    again = {"Retry-After": _SECONDS}
    if scope["path"].startswith(_API):
        return problems.simple(kind, text, again)
    return PlainTextResponse(text, 503, {**again, "Cache-Control": "no-store"})
