"""Warm before the first visitor: the script runs once, what fails is told, the heap is frozen and watched."""

import asyncio
import gc
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from server import metrics, warm
from server.settings import Settings


class Script:
    """Stands for Streamlit's runtime and counts runs."""

    def __init__(self, ok: bool = True) -> None:
        self.runs = 0
        self._ok = ok

    async def does_script_run_without_error(self) -> tuple[bool, str]:
        self.runs += 1
        return self._ok, "ok" if self._ok else "timeout"


@pytest.fixture(autouse=True)
def _thaw() -> Iterator[None]:
    yield
    gc.unfreeze()


def start(monkeypatch: pytest.MonkeyPatch, script: Script) -> tuple[list[bool], list[str]]:
    """Run the life of a server; answer whether it was ready before, during and after, and what was prepared."""
    monkeypatch.setattr(warm.departed, "Departed", lambda: SimpleNamespace(count=lambda: 0, release=lambda: None))
    monkeypatch.setattr(warm, "runtime", SimpleNamespace(get_instance=lambda: script))
    readiness, prepared = warm.Readiness(), list[str]()
    seen = [readiness.ready]

    async def life() -> None:
        async with warm.lifespan(Settings(), readiness, lambda: prepared.append("page"))(None) as state:
            assert state == {"ready": True}
            seen.append(readiness.ready)

    asyncio.run(life())
    return [*seen, readiness.ready], prepared


def test_the_script_runs_once_before_the_first_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script()
    assert start(monkeypatch, script) == ([False, True, False], ["page"])
    assert script.runs == 1
    assert gc.get_freeze_count() > 0


def test_a_script_that_fails_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match="timeout"):
        start(monkeypatch, Script(ok=False))


def test_pages_are_made_while_nobody_waits_and_one_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    made, looks = list[str](), iter([False, False, True, True, True])

    def broken() -> None:
        raise ValueError("a page that has a defect")

    works = [lambda: made.append("first"), broken, lambda: made.append("last")]
    asyncio.run(warm._make(works, lambda: next(looks)))
    assert made == ["first", "last"]
    assert next(looks, None) is None
    assert "a page that has a defect" in caplog.text
    assert metrics.AHEAD._value.get() == 0


@pytest.mark.parametrize("wanted", [True, False])
def test_pages_are_made_only_where_the_host_wants_it(monkeypatch: pytest.MonkeyPatch, wanted: bool) -> None:
    made = list[str]()
    monkeypatch.setattr(warm.departed, "Departed", lambda: SimpleNamespace(count=lambda: 0, release=lambda: None))
    monkeypatch.setattr(warm, "runtime", SimpleNamespace(get_instance=Script))

    async def life() -> None:
        ahead = lambda: [lambda: made.append("page")]  # noqa: E731
        around = warm.lifespan(Settings(warm_pages=wanted), warm.Readiness(), lambda: None, ahead)
        async with around(None):
            await asyncio.sleep(0.2)

    asyncio.run(life())
    assert made == ["page"] * wanted


def test_memory_is_told() -> None:
    resident = warm.resident_mb()
    assert resident is None or 10 < resident < 10_000


@pytest.mark.parametrize(("sizes", "collections"), [([100, 110, 131], 0), ([100, 140, 141, 180], 2)])
def test_growth_is_collected(monkeypatch: pytest.MonkeyPatch, sizes: list[float], collections: int) -> None:
    left, collected = list(sizes), list[int]()
    monkeypatch.setattr(gc, "collect", lambda: collected.append(1))

    seen, current = [0], [0.0]

    def read() -> float | None:
        if len(collected) > seen[0]:
            seen[0] = len(collected)  # after a collection the same size is read again
            return current[0]
        if not left:
            raise EndOfLifeError
        current[0] = left.pop(0)
        return current[0]

    monkeypatch.setattr(warm, "resident_mb", read)
    with pytest.raises(EndOfLifeError):
        asyncio.run(warm._watch(32, lambda: None, seconds=0))
    assert len(collected) == collections


class EndOfLifeError(Exception):
    """Ends the watch."""
