"""What a host can set by environment, and nothing else: each field `name` is read from `CCT_NAME`.

What Streamlit itself reads (port, address, cookie secret) keeps Streamlit's names; docs/hosting.md lists
both.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

PREFIX = "CCT_"
EDITION_MARK = "edition.json"  # the list of files by which a static edition is known


class SettingsError(RuntimeError):
    """A variable has a value that cannot be used; the message names it and says why."""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
        raise ValueError("must be like https://dashboard.example.org, without a path")
    return url.rstrip("/")


def _page(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment):
        raise ValueError("must be like https://forge.example.org/ties/issues/new")
    return url


def _sources(value: str) -> str:
    if any(sign in value for sign in ";,\r\n"):
        raise ValueError("must be origins separated by spaces, as in Content-Security-Policy")
    return value


def _names(value: str) -> str:
    for name in value.split():
        if "*" in name.removeprefix("*.") and name != "*":
            raise ValueError("must be names, * or *.example.org, separated by spaces")
        if "/" in name or ":" in name:
            raise ValueError("must be names without scheme, port and path")
    return value


def _edition(folder: Path | None) -> Path | None:
    if folder and not (folder / EDITION_MARK).is_file():
        raise ValueError("must be a folder that `python -m server.freeze` wrote to its end")
    return folder


@dataclass(frozen=True)
class Settings:
    """How this host serves the dashboard. Lists are separated by spaces."""

    # The address under which readers know the dashboard; canonical links and the sitemap are made of it.
    # Empty: the address of each request.
    public_url: Annotated[str, AfterValidator(_origin)] = ""
    # Names under which it answers, besides localhost; "*" is any. Empty: the name in `public_url`, else any.
    allowed_hosts: Annotated[str, AfterValidator(_names)] = ""
    # Who may show a view with ?embed=true in a frame, and who any other view (CSP frame-ancestors).
    embed_ancestors: Annotated[str, AfterValidator(_sources)] = "*"
    frame_ancestors: Annotated[str, AfterValidator(_sources)] = "'self'"
    # Seconds for which browsers insist on TLS; sent only on answers that went over TLS. 0 sends none.
    hsts_seconds: Annotated[int, Field(ge=0)] = 31_536_000
    # Open pages (WebSockets) at once in this process; one more is sent away and keeps the first paint.
    max_sessions: Annotated[int, Field(ge=1)] = 1000
    # Requests at once in this process, and seconds until an answer begins or a reader takes the next piece of it.
    max_requests: Annotated[int, Field(ge=1)] = 500
    request_seconds: Annotated[float, Field(gt=0)] = 30
    # Bytes of one message from a browser, and of the query of an address.
    max_message_bytes: Annotated[int, Field(ge=1024)] = 65_536
    max_query_bytes: Annotated[int, Field(ge=256)] = 2048
    # Megabytes that the process may grow before the whole heap is collected once.
    collect_after_mb: Annotated[int, Field(ge=1)] = 32
    # Whether the pages of the 33 are made in advance, in every language, in the idle time after the start.
    warm_pages: bool = True
    # Rows of one answer of the data API.
    api_max_rows: Annotated[int, Field(ge=1)] = 100_000
    # Where compressed files and preview pictures are kept; empty: in memory only.
    cache_dir: Path | None = None
    # Megabytes of preview pictures kept, on disk or in memory.
    picture_cache_mb: Annotated[int, Field(ge=1)] = 64
    # Where a reader files what is wrong with a figure: the page of a tracker that takes ?title= and &body=. Empty: the
    # report is shown, ready to copy.
    tracker_url: Annotated[str, AfterValidator(_page)] = ""
    # A folder that `python -m server.freeze` wrote: served at /static-edition/, and offered where a network lets no
    # WebSocket through. Empty: none.
    static_edition: Annotated[Path | None, AfterValidator(_edition)] = None
    # Doors that are closed unless a host opens them: /metrics for Prometheus, Streamlit's interface for agents (MCP).
    metrics: bool = False
    agent_api: bool = False

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which the process answers; ("*",) is any."""
        wanted = self.allowed_hosts.split()
        if not wanted and self.public_url:
            wanted = [urlsplit(self.public_url).hostname or ""]
        # Probes and people on the machine itself ask for localhost.
        return (*wanted, "localhost", "127.0.0.1", "[::1]") if wanted else ("*",)


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process.

    Raises SettingsError for a value that cannot be used and for a CCT_ name that does not exist.
    """
    known = {f"{PREFIX}{field.name.upper()}": field.name for field in fields(Settings)}
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    if unknown := sorted(given.keys() - known.keys()):
        raise SettingsError(f"unknown setting {', '.join(unknown)}; known are {', '.join(known)}")
    try:
        return TypeAdapter(Settings).validate_python({known[name]: given[name] for name in given if given[name]})
    except ValidationError as error:
        lines = [f"{PREFIX}{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("; ".join(lines)) from None
