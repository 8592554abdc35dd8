"""Files on the wire: compressed once, never per request, with an ETag, and a cache time that fits their name.

Streamlit sends its scripts as they lie on the disk: 7 MB for a view with a chart. Here each file is
compressed by brotli (gzip for the few that lack it) when it is first asked for, and kept. `python -m
server.wire FOLDER` does so beforehand, as small as it goes, for images of containers; CCT_CACHE_DIR names
that folder.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs

import brotli
import streamlit
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

YEAR = "public, max-age=31536000, immutable"
HOUR = "public, max-age=3600"
REVALIDATE = "no-cache"
# Below these lie files and nothing else.
FOLDERS = ("/static/", "/app/static/")

APP_STATIC = Path(__file__).resolve().parents[1] / "static"
STREAMLIT = Path(streamlit.__file__).parent / "static"
# Streamlit's letters without those that none of our languages has, by the same names; see its README.
LETTERS = Path(__file__).parent / "letters"
_TYPES = {".js": "text/javascript", ".geojson": "application/geo+json", ".woff2": "font/woff2"}
_SQUEEZED = frozenset({".js", ".css", ".json", ".geojson", ".svg", ".txt", ".xml", ".html", ".csv", ".md"})
_WORTH = 512  # bytes below which compression gains nothing
# In a request, Plotly's 4.7 MB take 0.4 s at 5 and 15 s at 11, for 15 % less.
_QUALITY_NOW, _QUALITY_BEFOREHAND = 5, 11


_REFUSED = re.compile(r";\s*q\s*=\s*0(\.0*)?\s*$")


class Encoded:
    """Content with its compressed forms, each made once; `folder` keeps them over restarts."""

    def __init__(self, content: bytes, media_type: str, *, squeeze: bool = True, folder: Path | None = None) -> None:
        self._content: bytes | None = content
        self.media_type = media_type
        self.etag = hashlib.sha256(content).hexdigest()[:16]
        self._squeeze = squeeze and len(content) >= _WORTH
        self._folder = folder

    def response(self, headers: Headers, cache: str, more: Mapping[str, str] | None = None) -> Response:
        """The answer to a request with these headers: 304 if the browser has it, else the smallest form."""
        coding = self._coding(headers.get("accept-encoding", ""))
        tag = f'"{self.etag}{"-" + coding if coding else ""}"'
        answer = {"ETag": tag, "Cache-Control": cache, **(more or {})}
        if self._squeeze:
            answer["Vary"] = ", ".join(filter(None, (answer.get("Vary"), "Accept-Encoding")))
        if tag in {part.strip().removeprefix("W/") for part in headers.get("if-none-match", "").split(",")}:
            return Response(status_code=304, headers=answer)
        if coding:
            answer["Content-Encoding"] = coding
        body = {"br": lambda: self.br, "gzip": lambda: self.gz, "": lambda: self.content}[coding]()
        return Response(body, media_type=self.media_type, headers=answer)

    def prepared(self) -> Encoded:
        """This content with the form made that nearly all browsers ask for, and only that one kept."""
        if self._squeeze:
            _ = self.br
            self._content = None
        return self

    @property
    def content(self) -> bytes:
        """The content as it was given."""
        content = self._content
        return brotli.decompress(self.br) if content is None else content

    @cached_property
    def br(self) -> bytes:
        """The content compressed by brotli."""
        return self.kept("br", _QUALITY_NOW)

    @cached_property
    def gz(self) -> bytes:
        """The content compressed by gzip."""
        return gzip.compress(self.content, 6, mtime=0)

    def kept(self, coding: str, quality: int) -> bytes:
        """The compressed content from the folder, or made now and put there."""
        kept = self._folder / f"{self.etag}.{coding}" if self._folder else None
        if kept and kept.is_file():
            return kept.read_bytes()
        made: bytes = brotli.compress(self.content, quality=quality)
        if kept and quality == _QUALITY_BEFOREHAND:
            kept.write_bytes(made)
        return made

    def _coding(self, accepted: str) -> str:
        if not self._squeeze:
            return ""
        names = {part.split(";")[0].strip() for part in accepted.split(",") if not _REFUSED.search(part)}
        return "br" if "br" in names else "gzip" if "gzip" in names else ""


@dataclass(frozen=True)
class File:
    """A file that is served: where it lies and whether its name changes with its content."""

    path: Path
    hashed: bool

    def encoded(self, folder: Path | None) -> Encoded:
        """The content of the file."""
        suffix = self.path.suffix
        kind = _TYPES.get(suffix) or mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"
        return Encoded(self.path.read_bytes(), kind, squeeze=suffix in _SQUEEZED, folder=folder)


def files() -> dict[str, File]:
    """Address → file: the scripts, styles and letters of Streamlit, and what lies in static/."""
    return {
        **{
            f"/{path.relative_to(STREAMLIT).as_posix()}": _of_streamlit(path)
            for path in _walk(STREAMLIT)
            if path.name != "index.html"
        },
        **{
            f"/app/static/{path.relative_to(APP_STATIC).as_posix()}": File(path, hashed=False)
            for path in _walk(APP_STATIC)
        },
    }


def _of_streamlit(path: Path) -> File:
    ours = LETTERS / path.name
    # Not for ever: our letters may change without their name.
    return File(ours, hashed=False) if ours.is_file() else File(path, hashed=path.parent != STREAMLIT)


def _walk(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


class Wire:
    """Middleware that answers for files; everything else goes on to the app."""

    def __init__(self, app: ASGIApp, folder: Path | None = None) -> None:
        self.app = app
        self._files = files()
        self._folder = folder
        self._read: dict[str, Encoded] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a file, say 404 where there should be one, or pass on."""
        path = scope.get("path", "")
        file = self._files.get(path) if scope["type"] == "http" else None
        if file is None:
            if scope["type"] == "http" and path.startswith(FOLDERS):
                await PlainTextResponse("Not found", 404)(scope, receive, send)
            else:
                await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS"})(scope, receive, send)
            return
        encoded = self._read.get(path)
        if encoded is None:
            # Two first visitors may both compress it; the second result replaces an equal one.
            encoded = await to_thread.run_sync(self._prepared, file)
            self._read[path] = encoded
        more = {"Access-Control-Allow-Origin": "*"} if path.startswith("/app/static/") else {}
        response = encoded.response(Headers(scope=scope), cached(file, encoded, scope), more)
        await response(scope, receive, send)

    def _prepared(self, file: File) -> Encoded:
        return file.encoded(self._folder).prepared()


def cached(file: File, encoded: Encoded, scope: Scope) -> str:
    """How long a browser may keep a file: for ever where name or address change with its content, else an hour."""
    version = parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])[0]
    named = len(version) >= 8 and encoded.etag.startswith(version)
    return YEAR if file.hashed or named else HOUR


def compress_all(folder: Path) -> tuple[int, int]:
    """Compress every file into a folder, as small as it goes; answers the bytes before and after."""
    folder.mkdir(parents=True, exist_ok=True)
    before = after = 0
    for file in files().values():
        if file.path.suffix in _SQUEEZED and file.path.stat().st_size >= _WORTH:
            encoded = file.encoded(folder)
            before += len(encoded.content)
            after += len(encoded.kept("br", _QUALITY_BEFOREHAND))
    return before, after


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m server.wire FOLDER")
    was, made = compress_all(Path(sys.argv[1]))
    sys.stdout.write(f"{was / 1e6:.1f} MB of files are {made / 1e6:.1f} MB by brotli\n")
