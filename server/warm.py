"""Everything warm before the first visitor, and a heap that stays cheap to collect.

Streamlit collects garbage over the whole heap after each run of the script, which with pandas and Plotly
loaded is most of the server's time. The collection is off (`runner.postScriptGC`); what was made at the start
is frozen out of all later ones, and a watch collects when the process has grown.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from streamlit import runtime

from data import store
from server import departed, metrics
from server.settings import Settings
from server.turns import TURNS
from ui.text import LANGUAGES, text

_LOG = logging.getLogger(__name__)
_STATM = Path("/proc/self/statm")
_PAGE_KB = 4
_WATCH_SECONDS = 15.0
# Between two looks whether somebody waits; how long the rest after a page is, in the times of its making.
_LOOK_SECONDS, _REST = 0.5, 2.0
# glibc's names for what can be set (malloc.h), and the size from which a block is large.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX, _LARGE = -1, -3, -8, 128 * 1024

# A page is a socket and the event loop of its session (3); beside them 128 sessions whose readers may return, and ours.
_FILES_OF_A_PAGE, _FILES_BESIDE = 4, 128 * 3 + 100


class Readiness:
    """Whether the process is warm, since when, and what it serves."""

    def __init__(self) -> None:
        self.ready = False
        self.seconds = 0.0


def lifespan(
    settings: Settings,
    readiness: Readiness,
    prepare: Callable[[], None],
    ahead: Callable[[], list[Callable[[], object]]] = list,
) -> Callable[[Any], contextlib.AbstractAsyncContextManager[dict[str, Any] | None]]:
    """The hook that Streamlit calls around the life of the server; `prepare` warms what the server draws.

    `ahead` lists what may be made in the idle time after the start.
    """

    @asynccontextmanager
    async def around(_app: Any) -> AsyncIterator[dict[str, Any] | None]:
        started = time.perf_counter()
        _load()
        # Until the script has run once, a deep link opens a dialog "Page not found" over the view.
        ok, message = await runtime.get_instance().does_script_run_without_error()
        if not ok:
            raise RuntimeError(f"the script does not run ({message}); the log above says why")
        await asyncio.to_thread(prepare)
        gc.collect()
        gc.freeze()
        _give_back()
        readiness.seconds = time.perf_counter() - started
        readiness.ready = True
        metrics.READY.set(1)
        left = departed.Departed()
        metrics.KEPT.set_function(left.count)
        _LOG.info("warm after %.1f s", readiness.seconds)
        beside = [asyncio.create_task(_watch(settings.collect_after_mb, left.release))]
        if settings.warm_pages:
            beside.append(asyncio.create_task(_make(ahead())))
        try:
            yield {"ready": True}
        finally:
            readiness.ready = False
            metrics.READY.set(0)
            for task in beside:
                task.cancel()

    return around


def resident_mb() -> float | None:
    """Resident memory of this process in MB; None where the system does not tell."""
    try:
        return int(_STATM.read_text().split()[1]) * _PAGE_KB / 1024
    except OSError:
        return None


async def _make(works: list[Callable[[], object]], idle: Callable[[], bool] = lambda: TURNS.idle) -> None:
    """Do one work after the other in a third of the time, and none while a reader waits."""
    for left, work in zip(range(len(works), 0, -1), works, strict=True):
        metrics.AHEAD.set(left)
        while not idle():
            await asyncio.sleep(_LOOK_SECONDS)
        began = time.perf_counter()
        try:
            await asyncio.to_thread(work)
        except Exception:  # noqa: BLE001  the reader who asks for it meets it again, the log has it now
            _LOG.exception("a page could not be made in advance")
        await asyncio.sleep(_REST * (time.perf_counter() - began))
    metrics.AHEAD.set(0)


async def _watch(step_mb: int, release: Callable[[], None], seconds: float = _WATCH_SECONDS) -> None:
    """Let go of readers who left, and collect the whole heap whenever the process has grown by a step."""
    least = resident_mb()
    while True:
        await asyncio.sleep(seconds)
        release()
        if least is None:  # the system does not tell
            continue
        now = resident_mb() or least
        if now - least >= step_mb:
            gc.collect()
            _give_back()
            least = resident_mb() or now
        least = min(least, now)


def tighten() -> None:
    """Have glibc keep little: one arena for all threads, and large blocks that go back to the system when freed.

    Each of a hundred threads that run the script would otherwise get its share of sixteen arenas, which never shrink.
    """
    with contextlib.suppress(OSError, AttributeError):
        allocator = ctypes.CDLL(None)
        for parameter, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
            allocator.mallopt(parameter, value)


def carried(wanted: int) -> int:
    """How many of the open pages that a host wants the process may carry: each takes four open files.

    Takes as many files as the system allows (login sessions and services get 1024 and may ask for more).
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    room = max(1, (soft - _FILES_BESIDE) // _FILES_OF_A_PAGE)
    if room < wanted:
        _LOG.warning("%d open files are allowed: room for %d open pages, not %d (ulimit -n)", soft, room, wanted)
    return min(room, wanted)


def _give_back() -> None:
    """Hand memory that nobody uses back to the system; glibc keeps what it once had."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _load() -> None:
    store.countries()
    store.sources()
    for indicator in store.indicators():
        store.observations(indicator)
    for lang in LANGUAGES:
        for code in store.country_codes():
            text(lang).country(code)
