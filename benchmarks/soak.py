"""Visitors who come, walk through the views and leave, for a while; and what some who mean ill do to them.

    python -m benchmarks.soak [SECONDS] [VISITORS]

The walks stand in benchmarks/scenario.yml; the protocol is that of benchmarks/load.py. Bounded in visitors and time.
Prints a line every ten seconds and the result; ends with 1 when a target is missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import sys
import time
import urllib.request
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websockets
import yaml
from websockets.frames import Frame, Opcode

from benchmarks.load import ended, question
from benchmarks.serving import ROOT, Running, dashboard
from data import store

SCENARIO = ROOT / "benchmarks" / "scenario.yml"
VISITORS = 200
MOST_SECONDS = 3600
TIMES_P95, GROWTH = 1.5, 1.05  # of the first minute's, of the memory after warm-up
LEFT_OPEN = 8  # files and threads more than before the first visitor
WINDOW = 60.0  # seconds: "the first minute", "the last minute"
WARM = 300.0  # seconds in which caches fill and the first visitors end their longest walk; nothing counts
_ANSWER = 60.0  # seconds after which a visitor gives up
_SAMPLE = 10.0


@dataclass(frozen=True)
class Scenario:
    """Who walks how: seconds of a look, languages and walks with their weights."""

    look: tuple[float, float]
    languages: dict[str, int]
    walks: tuple[tuple[int, tuple[str, ...]], ...]

    def draw(self, chance: random.Random) -> list[tuple[str, str]]:
        """A walk: pages and queries in order, the language in each but the first reader's own."""
        steps = chance.choices([steps for _, steps in self.walks], [share for share, _ in self.walks])[0]
        lang = chance.choices([*self.languages], [*self.languages.values()])[0]
        country, other = chance.sample(store.country_codes(), 2)
        year = chance.randrange(2001, 2024)
        drawn = {
            "country": country,
            "other": other,
            "indicator": chance.choice([*store.indicators()]),
            "year": year,
            "later": chance.randrange(year, 2025),
            "event": chance.choice(list(store.table("events")["id"])),
        }
        found = []
        for step in steps:
            page, _, query = step.format(**drawn).partition("?")
            found.append((page, "&".join(part for part in (query, f"lang={lang}" * (lang != "en")) if part)))
        return found


def scenario(path: Path = SCENARIO) -> Scenario:
    """The scenario that is written in a file."""
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    walks = tuple((int(walk["share"]), tuple(walk["steps"])) for walk in text["walks"])
    return Scenario((float(text["look"][0]), float(text["look"][1])), dict(text["languages"]), walks)


@dataclass(frozen=True)
class Sample:
    """What the process held at a second of the soak."""

    at: float
    resident_mb: float
    files: int
    threads: int


@dataclass
class Soak:
    """What happened: waits as (second of the soak, seconds), errors in words, samples of the process."""

    seconds: float
    visitors: int
    waits: list[tuple[float, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    visits: int = 0
    before: Sample | None = None
    after: Sample | None = None
    open_after: float = 0.0
    kept_after: float = 0.0

    @property
    def window(self) -> float:
        """How long "the first minute" is: less than a minute in a short soak."""
        return min(WINDOW, self.seconds / 3)

    @property
    def first(self) -> float:
        """The wait that 95 of 100 runs of the first minute did not exceed."""
        return p95([wait for at, wait in self.waits if 0 <= at < self.window])

    @property
    def last(self) -> float:
        """The same for the last minute."""
        return p95([wait for at, wait in self.waits if self.seconds - self.window <= at < self.seconds])

    @property
    def memory(self) -> tuple[float, float]:
        """MB after warm-up and at the end: the middle of three samples each."""
        sizes = [sample.resident_mb for sample in self.samples if sample.at >= 0]
        return (sorted(sizes[:3])[len(sizes[:3]) // 2], sorted(sizes[-3:])[len(sizes[-3:]) // 2]) if sizes else (0, 0)

    def verdict(self) -> list[tuple[str, bool]]:
        """The targets in words and whether each is met."""
        warm, end = self.memory
        before, after = self.before, self.after
        found = [
            (f"{self.visits} visits, {len(self.waits)} views, {len(self.errors)} errors", not self.errors),
            (
                f"p95 {self.first:.2f} s in the first minute, {self.last:.2f} s in the last (target {TIMES_P95} ×)",
                # Below a tenth of a second the machine's own noise is larger than the ratio.
                self.last <= TIMES_P95 * max(self.first, 0.1),
            ),
            (f"memory {warm:.0f} MB after warm-up, {end:.0f} MB at the end (target {GROWTH} ×)", end <= GROWTH * warm),
            (
                f"{self.open_after:.0f} pages open and {self.kept_after:.0f} sessions kept after all had left",
                self.open_after == 0 and self.kept_after == 0,
            ),
        ]
        if before and after:
            files, threads = after.files - before.files, after.threads - before.threads
            told = f"files {before.files} → {after.files}, threads {before.threads} → {after.threads}"
            found.append((told, files <= LEFT_OPEN and threads <= LEFT_OPEN))
        return found


def p95(waits: Sequence[float]) -> float:
    """The wait that 95 of 100 did not exceed; NaN without any."""
    ordered = sorted(waits)
    return ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def sample(running: Running, at: float) -> Sample:
    """What the process holds now."""
    folder = Path(f"/proc/{running.pid}")
    files, threads = (len(os.listdir(folder / name)) for name in ("fd", "task"))  # noqa: PTH208  names of the kernel
    return Sample(at, running.resident_mb(), files, threads)


# -- visitors ------------------------------------------------------------------------------------------


def stream(port: int) -> Any:
    """An open page: the stream to the server."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    return websockets.connect(
        address,
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        open_timeout=_ANSWER,
    )


async def visit(port: int, steps: Sequence[tuple[str, str]], plan: Scenario, into: Soak, started: float) -> None:
    """One visitor from the link to the end of the walk."""
    look = random.Random()  # noqa: S311  no secret
    page, query = steps[0]
    try:
        status = await asyncio.wait_for(fetched(port, f"/{page}?{query}"), _ANSWER)
        if status != 200:
            into.errors.append(f"/{page}?{query}: {status}")
        async with stream(port) as socket:
            for page, query in steps:
                asked = time.monotonic()
                await socket.send(question(query, page))
                if await asyncio.wait_for(ended(socket), _ANSWER):
                    into.waits.append((asked - started, time.monotonic() - asked))
                else:
                    into.errors.append(f"/{page}?{query}: the run failed")
                await asyncio.sleep(look.uniform(*plan.look))
        into.visits += 1
    except (OSError, websockets.WebSocketException, TimeoutError) as error:
        into.errors.append(f"/{page}?{query}: {error!r}")


async def fetched(port: int, address: str) -> int:
    """Ask for the first paint as a browser does; answer the status when all of it has come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        request = (
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n"
        )
        writer.write(request.encode())
        return int((await reader.read()).split(b" ", 2)[1])
    finally:
        writer.close()


async def crowd(port: int, visitors: int, until: float, plan: Scenario, into: Soak, started: float) -> None:
    """As many visitors at once, each place taken anew when its visitor leaves."""

    async def place(number: int) -> None:
        chance = random.Random(number)  # noqa: S311  no secret
        await asyncio.sleep(min(20.0, WARM / 3) * number / visitors)
        while time.monotonic() < until:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(until - time.monotonic(), 0.1)):
                    await visit(port, plan.draw(chance), plan, into, started)

    await asyncio.gather(*(place(number) for number in range(visitors)))


async def soak(
    running: Running,
    seconds: float,
    visitors: int = VISITORS,
    warm: float = WARM,
    say: Callable[[str], object] = lambda line: None,
    released: float | None = None,
) -> Soak:
    """Let them come and go for some seconds after the warm-up; `released` is when a session that was left is gone."""
    plan, found = scenario(), Soak(seconds, visitors)
    found.before = sample(running, -warm)
    started = time.monotonic() + warm

    async def watch() -> None:
        while (now := time.monotonic()) < started + seconds:
            found.samples.append(sample(running, now - started))
            # Those that ended since the last line, whenever they were asked for.
            recent = [wait for at, wait in found.waits if at + wait >= now - started - _SAMPLE]
            one = found.samples[-1]
            say(
                f"{one.at:6.0f} s  {one.resident_mb:4.0f} MB  {one.files:4d} files  {one.threads:3d} threads  "
                f"{len(recent) / _SAMPLE:5.1f} views/s  p95 {p95(recent):.2f} s  {len(found.errors)} errors"
            )
            await asyncio.sleep(min(_SAMPLE, seconds / 6))

    await asyncio.gather(crowd(running.port, visitors, started + seconds, plan, found, started), watch())
    await gone(running, found, released)
    found.after = sample(running, seconds)
    return found


async def gone(running: Running, found: Soak, released: float | None) -> None:
    """Wait until the pages of those who left are closed, and their sessions forgotten."""
    until = time.monotonic() + 30 + (released or 0)
    while time.monotonic() < until:
        found.open_after = metric(running, "cct_sessions")
        found.kept_after = 0 if released is None else metric(running, "cct_sessions_kept")
        if not found.open_after and not found.kept_after:
            return
        await asyncio.sleep(1)


def metric(running: Running, name: str) -> float:
    """A number of /metrics, which the process has to have open (CCT_METRICS)."""
    with urllib.request.urlopen(f"{running.url}/metrics", timeout=30) as answer:  # noqa: S310  our own http address
        found = re.search(rf"^{name} (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(found[1]) if found else float("nan")


def warmed(running: Running, seconds: float = 600) -> None:
    """Wait until the process has made what it makes in its idle time after the start."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and metric(running, "cct_pages_ahead"):
        time.sleep(1)  # between two questions to the server


# -- who means ill -------------------------------------------------------------------------------------


async def _opened(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream opened by hand, of which nothing is read but the greeting; it takes 4 KB and no more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
    writer.write(
        f"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Protocol: streamlit\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def stalled(port: int, until: float, count: int = 5) -> int:
    """Visitors who ask for one view after another and read nothing."""

    async def one(number: int) -> int:
        asked = 0
        _, writer = await _opened(port)
        with contextlib.suppress(OSError, TimeoutError):
            while time.monotonic() < until:
                content = question(f"country={store.country_codes()[asked % 33]}", "country")
                writer.write(Frame(Opcode.BINARY, content).serialize(mask=True))
                asked += 1
                await asyncio.wait_for(writer.drain(), 5)
                await asyncio.sleep(1 + number / count)
        writer.transport.abort()
        return asked

    return sum(await asyncio.gather(*(one(number) for number in range(count))))


async def garbage(port: int, until: float, count: int = 5) -> int:
    """Visitors who send frames that are no message, and bytes that are no frame."""

    async def one(number: int) -> int:
        sent, chance = 0, random.Random(number)  # noqa: S311  no secret
        while time.monotonic() < until:
            with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError, EOFError):
                if number % 2:
                    _, writer = await _opened(port)
                    writer.write(chance.randbytes(200))
                    await writer.drain()
                    sent += 1
                    await asyncio.sleep(0.2)
                    writer.transport.abort()
                else:
                    async with stream(port) as socket:
                        for _ in range(20):
                            await socket.send(chance.randbytes(chance.randrange(1, 400)))
                            await socket.send("text " * chance.randrange(1, 40))
                            sent += 2
                            await asyncio.sleep(0.1)
            await asyncio.sleep(0.1)
        return sent

    return sum(await asyncio.gather(*(one(number) for number in range(count))))


async def reconnecting(port: int, until: float, count: int = 1) -> int:
    """A visitor whose page comes again ten times a second, asks, and is gone before the answer."""

    async def one() -> int:
        times = 0
        while time.monotonic() < until:
            began = time.monotonic()
            with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
                async with stream(port) as socket:
                    await socket.send(question("", "map"))
                    times += 1
            await asyncio.sleep(max(0.0, 0.1 - (time.monotonic() - began)))
        return times

    return sum(await asyncio.gather(*(one() for _ in range(count))))


async def idle(port: int, until: float, count: int = 500) -> int:
    """Open pages that have shown their view and do nothing."""

    async def one() -> int:
        with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
            async with stream(port) as socket:
                await socket.send(question("", ""))
                await ended(socket)
                with contextlib.suppress(TimeoutError):
                    # A page that is open answers pings and takes what comes.
                    await asyncio.wait_for(ended(socket), max(until - time.monotonic(), 0.1))
                return 1
        return 0

    return sum(await asyncio.gather(*(one() for _ in range(count))))


DISTURBERS: dict[str, Callable[[int, float], Coroutine[Any, Any, int]]] = {
    "stalled": stalled,
    "garbage": garbage,
    "reconnecting": reconnecting,
    "idle": idle,
}


@dataclass
class Disturbed:
    """What visitors met without and with somebody who means ill, and how much of that there was."""

    alone: Soak
    beside: Soak
    much: int

    @property
    def noticed(self) -> bool:
        """Whether the others had errors, or waited clearly longer."""
        longer = p95([wait for _, wait in self.beside.waits]) > TIMES_P95 * max(
            p95([wait for _, wait in self.alone.waits]), 0.2
        )
        return bool(self.alone.errors or self.beside.errors) or longer


async def disturbed(running: Running, kind: str, seconds: float, visitors: int = 40, settle: float = 10) -> Disturbed:
    """The same visitors twice: alone, then beside those who mean ill, who begin some seconds before."""
    plan = scenario()

    async def some() -> Soak:
        found, started = Soak(seconds, visitors), time.monotonic()
        await crowd(running.port, visitors, started + seconds, plan, found, started)
        return found

    alone = await some()
    ill = asyncio.create_task(DISTURBERS[kind](running.port, time.monotonic() + settle + seconds))
    await asyncio.sleep(settle)
    beside = await some()
    return Disturbed(alone, beside, await ill)


def main() -> int:
    """Measure and print."""
    seconds = min(float(sys.argv[1]) if len(sys.argv) > 1 else 600, MOST_SECONDS)
    visitors = int(sys.argv[2]) if len(sys.argv) > 2 else VISITORS
    options = {"CCT_METRICS": "true", "CCT_WARM_PAGES": "true", "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "20"}
    with dashboard(**options) as running:
        warmed(running)
        found = asyncio.run(
            soak(running, seconds, visitors, say=lambda line: sys.stdout.write(line + "\n"), released=20)
        )
    judged = found.verdict()
    sys.stdout.write("\n".join(f"- {'met' if met else 'MISSED'}: {said}" for said, met in judged) + "\n")
    sys.stdout.write("\n".join(sorted(set(found.errors))[:10]) + "\n")
    return 0 if all(met for _, met in judged) else 1


if __name__ == "__main__":
    sys.exit(main())
