"""Visitors who come and go, and some who mean ill: errors, waits, memory, open files. Durations are parameters.

`SOAK_SECONDS` (600) and `SOAK_VISITORS` (200) size the long tests; `make test-long SOAK_SECONDS=1800` is the half hour.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

import pytest

from benchmarks import soak
from pages import REGISTER
from tests.holds.process import running
from tests.reliability import Count, Record

SECONDS = float(os.environ.get("SOAK_SECONDS") or 600)
VISITORS = int(os.environ.get("SOAK_VISITORS") or soak.VISITORS)
SHORT = 2.0  # seconds in which Streamlit forgets who left: else the end of a soak would wait ten minutes
ENVIRONMENT = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(int(SHORT))}
WARMED = {**ENVIRONMENT, "CCT_WARM_PAGES": "true"}
# A soak as short as one of a minute and a half warms up in three quarters of one.
WARM = min(soak.WARM, SECONDS / 2)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def test_every_step_of_the_scenario_is_a_link_that_is_understood(tmp_path: Path, count: Count) -> None:
    """Each view is in it, and none of its steps is answered by a notice; a few visitors walk without an error."""
    plan, chance = soak.scenario(), random.Random(1)  # noqa: S311  no secret
    slugs, seen, walked = {view.slug for view in REGISTER}, set(), 0
    with running(tmp_path, environment=ENVIRONMENT) as process:
        page = process.page()
        for _, steps in plan.walks:
            walk = soak.Scenario(plan.look, plan.languages, ((1, steps),)).draw(chance)
            for slug, query in walk:
                shown = page.run(query, slug)
                assert shown.ok
                assert not [line for line in shown.notices if "The link " in line], (slug, query)
                seen.add(slug or "overview")
                walked += 1
        page.close()
        found = asyncio.run(soak.soak(process.running, 2, visitors=3, warm=1, released=SHORT))
    count("steps of visitors’ walks", walked)
    assert seen == slugs
    assert found.errors == []
    # Streamlit leaves them to the garbage collector: three open files and an event loop each.
    assert (found.open_after, found.kept_after) == (0, 0)
    assert found.after.files <= found.before.files + 2


def test_a_wait_that_grows_and_memory_that_grows_miss_the_target() -> None:
    found = soak.Soak(180, 10, waits=[(at, 0.2 if at < 120 else 0.4) for at in range(180)])
    found.samples = [soak.Sample(at, 200 + at, 10, 10) for at in range(0, 180, 10)]
    found.before, found.after = soak.Sample(0, 0, 10, 10), soak.Sample(0, 0, 30, 10)
    found.open_after = 1
    assert [met for _, met in found.verdict()] == [True, False, False, False, False]


@pytest.mark.long
def test_visitors_come_and_go(tmp_path: Path, record: Record) -> None:
    with running(tmp_path, environment=WARMED) as process:
        soak.warmed(process.running)
        found = asyncio.run(soak.soak(process.running, SECONDS, VISITORS, WARM, say, released=SHORT))
    judged = found.verdict()
    record(
        "soak",
        f"{VISITORS} at once for {SECONDS / 60:.0f} minutes after {WARM:.0f} s of warm-up",
        "; ".join(said for said, _ in judged),
    )
    assert all(met for _, met in judged), ([said for said, met in judged if not met], found.errors[:5])


@pytest.mark.long
@pytest.mark.parametrize("kind", soak.DISTURBERS)
def test_the_others_notice_nothing(kind: str, tmp_path: Path, record: Record) -> None:
    seconds = max(20.0, min(60.0, SECONDS / 10))
    settle = 60.0 if kind == "idle" else 10.0
    with running(tmp_path, environment=WARMED) as process:
        soak.warmed(process.running)
        found = asyncio.run(soak.disturbed(process.running, kind, seconds, settle=settle))
        asyncio.run(soak.gone(process.running, soak.Soak(0, 0), SHORT))
        left = process.metric("cct_sessions")
    alone, beside = (soak.p95([wait for _, wait in one.waits]) for one in (found.alone, found.beside))
    record(
        kind,
        f"{found.much:,} ({MUCH[kind]}), beside {found.beside.visitors} visitors for {seconds:.0f} s",
        f"{len(found.beside.errors)} errors of the others; their p95 {alone:.2f} s without, {beside:.2f} s with",
    )
    assert not found.noticed, (alone, beside, found.alone.errors[:3], found.beside.errors[:3])
    assert left == 0


MUCH = {
    "stalled": "questions of five visitors",
    "garbage": "bad frames",
    "reconnecting": "connections",
    "idle": "open pages",
}
