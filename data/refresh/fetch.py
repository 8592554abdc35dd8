"""One file from the web to the disk: bounded in size and time, continued where it was cut, checked."""

from __future__ import annotations

import hashlib
import ssl
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx2
from tqdm import tqdm

from data.refresh.failure import failure
from data.refresh.web import AGENT, AgainError, Web, judge

_BROWSER = "open the address in a browser: the publisher shows a notice or moved the file"


@dataclass(frozen=True)
class Download:
    """What arrived: for the lock file."""

    url: str
    bytes: int
    sha256: str


def fetch(
    url: str, target: Path, parts: Path, web: Web, *, most: int, accept: str = "*/*", md5: str | None = None
) -> Download:
    """Download `url` to `target`, at most `most` bytes. What has arrived of it lies in `parts` meanwhile.

    The folder `parts` outlives a failed refresh, and the next one goes on from there if the publisher's file is
    still the same.
    """
    part = _Part(url, target.name, parts, most)
    web.patiently(target.name, lambda: _attempt(part, web, accept))
    content = part.path.read_bytes()
    if not content or _is_page(content):
        part.drop()
        raise failure(target.name, f"{'a web page' if content else 'nothing'} came from {url}", _BROWSER)
    if md5 is not None and hashlib.md5(content, usedforsecurity=False).hexdigest() != md5:
        part.drop()
        raise failure(target.name, "does not have the checksum that the publisher states", "run it again")
    target.parent.mkdir(parents=True, exist_ok=True)
    part.path.replace(target)
    part.drop()
    return Download(url, len(content), hashlib.sha256(content).hexdigest())


class _Part:
    """A file that is arriving, and the mark by which the publisher tells its versions apart."""

    def __init__(self, url: str, name: str, parts: Path, most: int) -> None:
        parts.mkdir(parents=True, exist_ok=True)
        stem = hashlib.sha256(url.encode()).hexdigest()[:16]
        self.url, self.name, self.most = url, name, most
        self.path, self.mark = parts / f"{stem}.part", parts / f"{stem}.mark"

    def have(self) -> int:
        """How many bytes can be built upon. Without a mark, none: the file may have changed in between."""
        return self.path.stat().st_size if self.path.exists() and self.mark.exists() else 0

    def drop(self) -> None:
        """Forget what has arrived."""
        self.path.unlink(missing_ok=True)
        self.mark.unlink(missing_ok=True)


@cache
def _tls() -> ssl.SSLContext:
    """The certificates that are trusted; to read them takes longer than most answers."""
    return httpx2.create_ssl_context()


def _attempt(part: _Part, web: Web, accept: str) -> None:
    # Compressed answers cannot be continued in the middle, hence "identity".
    headers = {"User-Agent": AGENT, "Accept": accept, "Accept-Encoding": "identity"}
    have = part.have()
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": part.mark.read_text("utf-8")}
    try:
        with (
            httpx2.Client(verify=_tls(), timeout=web.timeout, follow_redirects=True, max_redirects=5) as client,
            client.stream("GET", part.url, headers=headers) as answer,
        ):
            _receive(part, answer, have, web)
    except httpx2.TimeoutException as error:
        raise AgainError(f"{part.url} gave no answer for {web.timeout:g} seconds") from error
    except (httpx2.TransportError, httpx2.TooManyRedirects) as error:
        raise AgainError(f"the connection to {part.url} broke ({error})") from error


def _receive(part: _Part, answer: httpx2.Response, have: int, web: Web) -> None:
    mark = _mark(answer)
    if answer.status_code in {206, 416}:
        # Dataverse ignores If-Range (https://github.com/IQSS/dataverse/pull/8087): compare the mark ourselves.
        same = have and answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        if not same or mark != part.mark.read_text("utf-8"):
            part.drop()
            raise AgainError(f"{part.url} changed while it was read")
    judge(part.name, part.url, answer.status_code, answer.headers)
    if answer.status_code != 206:
        have = 0
        part.drop()
        if mark:
            part.mark.write_text(mark, "utf-8")
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        part.drop()
        raise failure(part.name, f"a web page came from {part.url}, not data", _BROWSER)
    rest = int(answer.headers.get("Content-Length", 0))
    _bounded(part, have + rest)
    _write(part, answer, have, rest, web)


def _write(part: _Part, answer: httpx2.Response, have: int, rest: int, web: Web) -> None:
    plain = answer.headers.get("Content-Encoding", "identity") == "identity"
    if not plain:
        part.mark.unlink(missing_ok=True)
    # Piece by piece as they come: a cut must not lose what waits for a larger piece to fill.
    pieces = answer.iter_raw() if plain else answer.iter_bytes()
    started = time.monotonic()
    bar = tqdm(
        desc=part.name,
        initial=have,
        total=have + rest or None,
        unit="B",
        unit_scale=True,
        disable=None if web.progress is None else not web.progress,
    )
    with bar, part.path.open("ab" if have else "wb") as out:
        for piece in pieces:
            have += len(piece)
            _bounded(part, have)
            out.write(piece)
            bar.update(len(piece))
            if time.monotonic() - started > web.longest:
                cure = "run it again: it goes on where it stopped"
                raise failure(part.name, f"{part.url} is not complete after {web.longest:g} seconds", cure)


def _bounded(part: _Part, size: int) -> None:
    if size > part.most:
        part.drop()
        what = f"{part.url} has more than {part.most:,} bytes"
        raise failure(part.name, what, "look what it is; if it is right, raise the limit in data/refresh")


def _mark(answer: httpx2.Response) -> str:
    tag: str = answer.headers.get("ETag", "")
    modified: str = answer.headers.get("Last-Modified", "")
    return modified if tag.startswith("W/") or not tag else tag


def _is_page(content: bytes) -> bool:
    return content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))
