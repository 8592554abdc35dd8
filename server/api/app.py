"""The routes of the API: lists, single rows, the files of the package, and their description."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route

from data import store
from server import wire
from server.api import openapi, query, resources
from server.api.problems import CORS, HOME, TYPES, RefusedError, simple
from server.api.query import Format, Query
from server.api.resources import RESOURCES, Resource
from server.settings import Settings

# A correction reaches readers at once, an unchanged answer costs 100 bytes.
_CACHE = wire.REVALIDATE
_CHUNK = 1000  # rows written before the network gets them
_ALLOW = "GET, HEAD, OPTIONS"
_TYPES: Mapping[Format, str] = {"json": "application/json", "csv": "text/csv; charset=utf-8; header=present"}
_TAKEN: Mapping[Format, tuple[str, ...]] = {
    "json": ("application/json", "application/*", "*/*"),
    "csv": ("text/csv", "text/*", "*/*"),
}
_OTHER = {"parquet": "application/vnd.apache.parquet"}
_DESCRIBED = '</api/v1/openapi.json>; rel="service-desc"'


def mount(settings: Settings) -> Mount:
    """The API below `/api`, to be put beside the views."""
    below = Mount("/api", app=app(settings))
    # Starlette's own pattern stops at a line break, and the answer to such an address would be no problem of ours.
    below.path_regex = re.compile("^/api/(?P<path>.*)$", re.DOTALL)
    return below


def app(settings: Settings) -> Starlette:
    """The API as an application of its own, with addresses below `/api` cut off."""
    limit = settings.api_max_rows
    lists = [Route(f"/v1/{item.name}", _list(item, limit)) for item in RESOURCES.values()]
    rows = [Route(f"/v1/{item.name}/{{{item.key}}}", _row(item)) for item in RESOURCES.values() if item.key]
    description = _fixed(lambda: openapi.document(limit, settings.public_url), "application/json")
    answers = Starlette(
        routes=[
            Route("/v1", _index),
            Route("/v1/", _index),
            Route("/v1/openapi.json", description),
            Route("/v1/problems", _problems),
            Route("/v1/datapackage.json", _fixed(store.package_file, "application/json", "datapackage.json")),
            *(
                Route(f"/v1/{name}.{suffix}", _fixed(store.package_file, kind, f"{name}.{suffix}"))
                for name in store.tables()
                for suffix, kind in (("csv", _TYPES["csv"]), ("parquet", _OTHER["parquet"]))
            ),
            *lists,
            *rows,
        ],
        exception_handlers={
            404: _not_found,
            405: _wrong_method,
            RefusedError: _refused,
            Exception: _failed,
        },
    )
    # An address has one spelling; the other is not found rather than sent on.
    answers.router.redirect_slashes = False
    return answers


# -- lists and rows ----------------------------------------------------------------------------------------


def _list(resource: Resource, max_rows: int) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        asked = query.read(resource, request.scope["query_string"], max_rows)
        chosen = asked.format or _preferred(request.headers.get("accept", ""))
        headers = {
            "ETag": f'W/"{_tag(resource.name, chosen, asked.canonical())}"',
            "Cache-Control": _CACHE,
            "Vary": "Accept",
            **CORS,
        }
        if _known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        rows = query.narrowed(resource, asked)
        part = rows.iloc[asked.offset : asked.offset + asked.limit]
        end = asked.offset + len(part)
        following = f"{resource.path}?{asked.canonical(offset=end)}" if len(part) and end < len(rows) else None
        headers["X-Total-Count"] = str(len(rows))
        headers["Link"] = f'<{following}>; rel="next", {_DESCRIBED}' if following else _DESCRIBED
        if chosen == "csv":
            headers["Content-Disposition"] = f'attachment; filename="{resource.name}.csv"'
            body = _csv(part)
        else:
            body = _json(resource, part, len(rows), asked, following)
        if request.method == "HEAD":
            body = iter(())
        return StreamingResponse(body, headers=headers, media_type=_TYPES[chosen])

    return answer


def _row(resource: Resource) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        query.single(request.scope["query_string"], ())
        known = {key.lower(): key for key in resources.keys(resource)}
        wanted = str(request.path_params[resource.key])
        key = known.get(wanted.lower())
        if key is None:
            raise RefusedError(
                "not-found",
                f"There is no such row in {resource.name}.",
                parameter=resource.key,
                value=wanted,
                allowed=tuple(known.values()),
                allowed_at=resource.path,
            )
        rows = resources.frame(resource.name)
        record = next(resources.records(resource, rows[rows[resource.key].astype(str) == key]))
        return _whole(request, _dump({"data_version": store.data_version(), "data": record}))

    return answer


def _json(resource: Resource, rows: pd.DataFrame, total: int, asked: Query, following: str | None) -> Iterator[bytes]:
    head = {
        "data_version": store.data_version(),
        "total": total,
        "offset": asked.offset,
        "limit": asked.limit,
        "next": following,
    }
    yield _dump(head)[:-1] + b',"data":['
    for start in range(0, len(rows), _CHUNK):
        records = resources.records(resource, rows.iloc[start : start + _CHUNK])
        yield (b"," if start else b"") + b",".join(_dump(record) for record in records)
    yield b"]}"


def _csv(rows: pd.DataFrame) -> Iterator[bytes]:
    """The rows as the files of the package write them, so that both can be compared."""
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow(rows.columns)
    yield head.getvalue().encode()
    for start in range(0, len(rows), _CHUNK):
        chunk: str = rows.iloc[start : start + _CHUNK].to_csv(index=False, header=False, lineterminator="\n")
        yield chunk.encode()


# -- what does not change while the process runs -----------------------------------------------------------


def _index(request: Request) -> Response:
    query.single(request.scope["query_string"], ())
    package = store.package_head()
    content = {
        "title": package["title"],
        "description": package["description"],
        "data_version": store.data_version(),
        "openapi": "/api/v1/openapi.json",
        "datapackage": "/api/v1/datapackage.json",
        "problems": HOME,
        "resources": [
            {
                "name": item.name,
                "title": item.title,
                "path": item.path,
                "rows": len(resources.frame(item.name)),
                "parameters": list(query.names(item)),
                "row": f"{item.path}/{{{item.key}}}" if item.key else None,
            }
            for item in RESOURCES.values()
        ],
    }
    return _whole(request, _dump(content))


def _problems(request: Request) -> Response:
    query.single(request.scope["query_string"], ())
    content = [{"type": f"{HOME}#{kind}", "status": status, "title": title} for kind, (status, title) in TYPES.items()]
    return _whole(request, _dump({"data": content}))


def _whole(request: Request, content: bytes) -> Response:
    headers = {
        "ETag": f'W/"{hashlib.sha256(content).hexdigest()[:20]}"',
        "Cache-Control": _CACHE,
        "Link": _DESCRIBED,
        **CORS,
    }
    if _known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")


def _fixed(make: Callable[..., bytes], kind: str, *args: str) -> Callable[[Request], Response]:
    @cache
    def encoded() -> wire.Encoded:
        return wire.Encoded(make(*args), kind, squeeze=kind not in _OTHER.values())

    def answer(request: Request) -> Response:
        query.single(request.scope["query_string"], ())
        return encoded().response(request.headers, _CACHE, {**CORS, "Link": _DESCRIBED})

    return answer


# -- errors, all of them problems --------------------------------------------------------------------------


async def _not_found(request: Request, _: Exception) -> Response:
    return simple("not-found", "The lists are named at /api/v1/.", {"Link": _DESCRIBED})


async def _wrong_method(request: Request, _: Exception) -> Response:
    if request.method == "OPTIONS":
        preflight = {
            "Allow": _ALLOW,
            "Access-Control-Allow-Methods": _ALLOW,
            "Access-Control-Allow-Headers": "Accept, If-None-Match",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status_code=204, headers={**CORS, **preflight})
    return simple("method-not-allowed", f"{request.method} is not possible.", {"Allow": _ALLOW})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)  # noqa: S101  registered for nothing else
    return error.response


async def _failed(request: Request, _: Exception) -> Response:
    return simple("internal", "The log of the server says why.")


# -- tags and formats --------------------------------------------------------------------------------------


@cache
def _code() -> str:
    """A fingerprint of this code: the same data in another form is another answer."""
    together = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        together.update(file.read_bytes())
    return together.hexdigest()


def _tag(*parts: str) -> str:
    return hashlib.sha256("\n".join((store.data_version(), _code(), *parts)).encode()).hexdigest()[:20]


def _known(request: Request, tag: str) -> bool:
    bare = tag.removeprefix("W/")
    given = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    return bare in given or "*" in given


def _preferred(accept: str) -> Format:
    """JSON, unless CSV is preferred.

    Raises RefusedError where neither is taken.
    """
    if not accept.strip():
        return "json"
    best = dict.fromkeys(query.FORMATS, 0.0)
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((_weight(item[2:]) for item in parameters if item.startswith("q=")), 1.0)
        for name, taken in _TAKEN.items():
            if kind in taken:
                best[name] = max(best[name], weight)
    if not any(best.values()):
        raise RefusedError(
            "not-acceptable", "Ask for one of the types, or leave Accept out.", allowed=("application/json", "text/csv")
        )
    return "csv" if best["csv"] > best["json"] else "json"


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _dump(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
