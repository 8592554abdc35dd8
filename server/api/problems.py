"""What the API says when it cannot answer: problem details (RFC 9457) that name the parameter and what it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
HOME = "/api/v1/problems"
# The last part of a problem's `type`: what it means. The addresses are promised in docs/api.md.
TYPES: Mapping[str, tuple[int, str]] = {
    "unknown-parameter": (400, "This address has no such parameter"),
    "repeated-parameter": (400, "A parameter stands twice in the address"),
    "bad-value": (400, "A parameter has a value that cannot be used"),
    "not-found": (404, "There is nothing at this address"),
    "method-not-allowed": (405, "Only reading is possible here"),
    "not-acceptable": (406, "The answer comes as JSON or CSV only"),
    "address-too-long": (414, "The query of the address is too long"),
    "internal": (500, "The answer could not be made"),
    "busy": (503, "Too many requests at once; try again soon"),
    "too-slow": (503, "The answer took too long; ask for less"),
}
# For a program in a browser on any other page: reading is open, and these headers may be read.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link, X-Total-Count",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_MOST_LISTED = 100  # allowed values; longer lists are named by an address
_SHOWN = 80  # characters of a value that are repeated


class Problem(BaseModel):
    """A problem; members as in RFC 9457, and what helps to mend the request."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="Address that says what kind of problem this is")
    title: str = Field(description="The kind of problem in words")
    status: int = Field(ge=400, le=599, description="The HTTP status")
    detail: str = Field(description="What is wrong with this request")
    parameter: str | None = Field(default=None, description="Name of the parameter at fault")
    value: str | None = Field(default=None, description="Its value, cut after 80 characters")
    allowed: list[str] | None = Field(default=None, description="What is possible instead")
    allowed_at: str | None = Field(default=None, description="Address that lists what is possible instead")


class RefusedError(Exception):
    """A request that cannot be answered; `response` says why."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        parameter: str | None = None,
        value: str | None = None,
        allowed: Sequence[str] | None = None,
        allowed_at: str | None = None,
    ) -> None:
        super().__init__(detail)
        listed = list(allowed) if allowed is not None and len(allowed) <= _MOST_LISTED else None
        status, title = TYPES[kind]
        self.problem = Problem(
            type=f"{HOME}#{kind}",
            title=title,
            status=status,
            detail=detail,
            parameter=None if parameter is None else parameter[:_SHOWN],
            value=None if value is None else value[:_SHOWN],
            allowed=listed,
            allowed_at=allowed_at,
        )

    @property
    def response(self) -> Response:
        """The problem as an answer."""
        return answer(self.problem)


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as `application/problem+json`, readable from any page."""
    return Response(
        problem.model_dump_json(exclude_none=True),
        problem.status,
        {**CORS, "Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def simple(kind: str, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer for a problem that has no parameter."""
    return answer(RefusedError(kind, detail).problem, headers)
