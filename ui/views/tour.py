"""The tour of one minute: five views, one sentence each. It is a link like any other: nothing has to be remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A view with its parameters; its sentence is `tour.<name>`."""

    name: str
    slug: str
    parameters: Mapping[str, str]


# From the question over the map, a country and a source to a link.
STEPS = (
    Step("question", "overview", {}),
    Step("map", "map", {"indicator": "belt_and_road_status"}),
    Step("country", "country", {"country": "CHL"}),
    Step("source", "data", {"part": "sources", "source": "imf_imts"}),
    Step("link", "compare", {"countries": "BRA.CHL.PER"}),
)


def parameters(number: int) -> dict[str, str]:
    """What the link to a step says, counted from 1."""
    return {**STEPS[number - 1].parameters, "tour": str(number)}
