"""The description of the API for programs, made of the tables' contract: OpenAPI 3.1."""

from __future__ import annotations

import json
from typing import Any

from data import store
from data.schema import Column
from server.api import query, resources
from server.api.problems import MEDIA_TYPE, TYPES, Problem
from server.api.resources import RESOURCES, Filter, Resource

_JSON_TYPE = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean"}
_MOST_LISTED = 100  # codes of a parameter that are listed; the list of the resource has the others


def document(max_rows: int, public_url: str = "") -> bytes:
    """The description as JSON; `public_url` is where the API answers, empty for wherever it was fetched."""
    package = store.package_head()
    content = {
        "openapi": "3.1.1",
        "info": {
            "title": f"{package['title']}: data",
            "version": "1",
            "description": f"{package['description']} Read-only, without a key; every row names its sources, and "
            "/api/v1/sources/{id} resolves each. docs/api.md explains it with examples.",
        },
        "servers": [{"url": public_url or "/"}],
        "paths": {
            "/api/v1/": _get("index", "What there is", {"type": "object"}),
            "/api/v1/openapi.json": _get("openapi", "This description", {"type": "object"}),
            "/api/v1/datapackage.json": _get("datapackage", "All tables, column by column", {"type": "object"}),
            "/api/v1/problems": _get("problems", "The kinds of problem", {"type": "object"}),
            **{resource.path: _list(resource, max_rows) for resource in RESOURCES.values()},
            **{f"{item.path}/{{{item.key}}}": _row(item) for item in RESOURCES.values() if item.key},
            **{f"/api/v1/{name}.{suffix}": _file(name, suffix) for name in store.tables() for suffix in _FILES},
        },
        "components": {
            "schemas": {
                "Problem": Problem.model_json_schema(),
                **{resource.name: _schema(resource) for resource in RESOURCES.values()},
            },
            "responses": {
                "Problem": {
                    "description": "What is wrong with the request: " + "; ".join(title for _, title in TYPES.values()),
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                },
                "NotModified": {"description": "The answer with this tag is still true"},
            },
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


_FILES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_VERSION = {"data_version": {"type": "string", "description": "Version of the data"}}
_HEADERS = {
    "ETag": {"description": "Tag for If-None-Match", "schema": {"type": "string"}},
    "Link": {"description": "The next part (rel=next) and this description", "schema": {"type": "string"}},
}


def _get(name: str, summary: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"get": _operation(name, summary, {"application/json": {"schema": schema}}, **more)}


def _operation(name: str, summary: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "The answer", "headers": _HEADERS, "content": content},
            "304": {"$ref": "#/components/responses/NotModified"},
            "default": {"$ref": "#/components/responses/Problem"},
        },
        **more,
    }


def _list(resource: Resource, max_rows: int) -> dict[str, Any]:
    page = {
        "type": "object",
        "additionalProperties": False,
        "required": ["data_version", "total", "offset", "limit", "next", "data"],
        "properties": {
            **_VERSION,
            "total": {"type": "integer", "description": "Rows that fit, in all parts"},
            "offset": {"type": "integer", "description": "Rows left out before this part"},
            "limit": {"type": "integer", "description": "The most rows of a part"},
            "next": {"type": ["string", "null"], "description": "Address of the next part"},
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{resource.name}"}},
        },
    }
    content = {"application/json": {"schema": page}, "text/csv": {"schema": {"type": "string"}}}
    parameters = [
        *(_parameter(resource, item) for item in resource.filters),
        _plain("format", "Instead of the header Accept", {"type": "string", "enum": list(query.FORMATS)}),
        _plain(
            "limit",
            "The most rows of one answer",
            {"type": "integer", "minimum": 1, "maximum": max_rows, "default": max_rows},
        ),
        _plain(
            "offset", "Rows to leave out", {"type": "integer", "minimum": 0, "maximum": query.MOST_OFFSET, "default": 0}
        ),
    ]
    more = {"description": resource.description, "parameters": parameters}
    return {"get": _operation(f"list_{resource.name}", resource.title, content, **more)}


def _row(resource: Resource) -> dict[str, Any]:
    one = {
        "type": "object",
        "additionalProperties": False,
        "required": ["data_version", "data"],
        "properties": {**_VERSION, "data": {"$ref": f"#/components/schemas/{resource.name}"}},
    }
    key = {"name": resource.key, "in": "path", "required": True, "schema": {"type": "string"}}
    return _get(f"get_{resource.name}", f"One row of {resource.name}", one, parameters=[key])


def _file(name: str, suffix: str) -> dict[str, Any]:
    content = {_FILES[suffix]: {"schema": {"type": "string"} if suffix == "csv" else {}}}
    return {"get": _operation(f"file_{name}_{suffix}", f"The whole table {name} as a file", content)}


def _parameter(resource: Resource, item: Filter) -> dict[str, Any]:
    year = {"type": "integer", "minimum": query.FIRST_YEAR, "maximum": query.LAST_YEAR}
    if item.kind in ("from", "to"):
        return _plain(item.name, item.description, year)
    codes = resources.allowed(resource.name, item.name) if item.kind == "codes" else ()
    one: dict[str, Any] = (
        {"type": "string", "enum": list(codes)} if 0 < len(codes) <= _MOST_LISTED else {"type": "string"}
    )
    listed = {"type": "array", "maxItems": query.MOST_CODES, "items": year if item.kind == "year" else one}
    return {**_plain(item.name, f"{item.description}; several with commas", listed), "style": "form", "explode": False}


def _plain(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _schema(resource: Resource) -> dict[str, Any]:
    return {
        "type": "object",
        "title": resource.title,
        "description": resource.description,
        "additionalProperties": False,
        "required": [column.name for column in resource.fields],
        "properties": {column.name: _column(resource, column) for column in resource.fields},
    }


def _column(resource: Resource, column: Column) -> dict[str, Any]:
    unit = f" ({column.unit})" if column.unit else ""
    described = {"description": f"{column.description}{unit}"}
    if resources.joined(column):
        return {"type": "array", "items": {"type": "string"}, "description": column.description.split(" joined")[0]}
    if resources.ways(column):
        return {"type": "array", "items": {"type": "object"}, **described}
    kind = _JSON_TYPE[column.type]
    if (resource.name, column.name) == ("observations", "value"):
        return {"type": ["number", "string"], "description": "A figure in the unit of the row, or the code of a state"}
    if column.required:
        return {"type": kind, **({"enum": list(column.values)} if column.values else {}), **described}
    return {"type": [kind, "null"], **described}
