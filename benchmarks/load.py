"""How many readers one process carries: visitors who move the year of `/map`, beside an empty Streamlit app.

    python -m benchmarks.load [SECONDS]

Speaks Streamlit's protocol over the WebSocket. A visitor asks, waits for the end of the run, thinks a second, asks
again. Bounded in visitors and time; prints a table; ends with 1 when a target is missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.serving import ROOT, Running, dashboard, served, stranger
from data import schema, store
from data.build import package
from data.build import tables as built
from ui.address import DEFAULT_INDICATOR

VISITORS = (10, 50, 100, 200)
TARGET = 100  # visitors at which the targets hold
TIMES_EMPTY, P95_S, BASE_MB, SESSION_MB = 2.0, 1.0, 250, 0.5
THINK = 1.0  # seconds
YEARS = tuple(sorted(store.observations(DEFAULT_INDICATOR)["year"].unique().tolist()))
EMPTY, OURS = "empty Streamlit app", "`/map`"
TWO, GROWN = "`/map`, two replicas", "`/map`, ten times the rows"
COPIED = (".streamlit", "data", "pages", "server", "static", "ui")
WARM = 4.0  # seconds in which the visitors of a round come and nothing counts
_SMALL = 64  # bytes: the message that ends a run is shorter


@dataclass
class Result:
    """What one round measured; waits in seconds from the question to the end of the run."""

    visitors: int
    seconds: float
    waits: list[float] = field(default_factory=list)
    errors: int = 0
    resident_mb: float = 0.0

    @property
    def rate(self) -> float:
        """Runs of the script per second."""
        return len(self.waits) / self.seconds

    def quantile(self, share: float) -> float:
        """The wait that this share of the runs did not exceed; NaN without a run."""
        waits = sorted(self.waits)
        return waits[min(int(share * len(waits)), len(waits) - 1)] if waits else float("nan")


def question(query: str, page: str) -> bytes:
    """The message by which a browser asks for a run."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    message.rerun_script.context_info.locale = "en-US"
    message.rerun_script.context_info.color_scheme = "light"
    return message.SerializeToString()


def year_of_the_map() -> str:
    """A question of a reader of `/map`: another year."""
    return f"year={random.choice(YEARS)}"  # noqa: S311  no secret


async def ended(socket: websockets.ClientConnection) -> bool:
    """Read until the run is over; whether it went well."""
    async for content in socket:
        if isinstance(content, bytes) and len(content) < _SMALL:
            message = ForwardMsg.FromString(content)
            if message.WhichOneof("type") == "script_finished":
                return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    return False


async def visitor(
    port: int, page: str, ask: Callable[[], str], since: float, until: float, result: Result, delay: float
) -> None:
    """One reader from the first view to the end of the round; what was asked before `since` does not count."""
    await asyncio.sleep(delay)
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    try:
        async with websockets.connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            while time.monotonic() < until:
                asked = time.monotonic()
                await socket.send(question(ask(), page))
                if not await asyncio.wait_for(ended(socket), timeout=60):
                    result.errors += 1
                elif asked >= since:
                    result.waits.append(time.monotonic() - asked)
                await asyncio.sleep(THINK)
    except (OSError, websockets.WebSocketException, TimeoutError):
        result.errors += 1


async def measure(
    replicas: Sequence[Running], visitors: int, seconds: float, page: str, ask: Callable[[], str]
) -> Result:
    """One round: the visitors, shared out among the replicas, come within a second; after four their waits count."""
    result = Result(visitors, seconds)
    since = time.monotonic() + WARM
    await asyncio.gather(
        *(
            visitor(replicas[at % len(replicas)].port, page, ask, since, since + seconds, result, at / visitors)
            for at in range(visitors)
        )
    )
    result.resident_mb = max(running.resident_mb() for running in replicas)
    return result


@contextlib.contextmanager
def emptiest() -> Iterator[Running]:
    """An empty Streamlit app with default settings."""
    with tempfile.TemporaryDirectory() as folder, stranger("empty.py", Path(folder)) as running:
        yield running


def rounds(seconds: float) -> dict[str, list[Result]]:
    """Every number of visitors, our map beside the empty app; then two replicas, and ten times the rows."""
    found: dict[str, list[Result]] = {}
    with emptiest() as empty:
        found[EMPTY] = [asyncio.run(measure([empty], count, seconds, "", lambda: "")) for count in VISITORS]
    with dashboard() as one:
        found[OURS] = [asyncio.run(measure([one], count, seconds, "map", year_of_the_map)) for count in VISITORS]
    with dashboard() as one, dashboard() as two:
        found[TWO] = [asyncio.run(measure([one, two], count, seconds, "map", year_of_the_map)) for count in (100, 200)]
    with grown() as one:
        found[GROWN] = [asyncio.run(measure([one], TARGET, seconds, "map", year_of_the_map))]
    return found


@contextlib.contextmanager
def grown() -> Iterator[Running]:
    """The dashboard on ten times the rows: every observation again, nine times, for the years before the first."""
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            shutil.copytree(ROOT / name, Path(folder) / name)
        shutil.copy(ROOT / "app.py", folder)
        tables = {name: store.table(name).astype(schema.TABLES[name].dtypes) for name in store.tables()}
        rows = tables["observations"]
        span = rows["year"].max() - rows["year"].min() + 1
        tables["observations"] = pd.concat([rows.assign(year=rows["year"] - span * back) for back in range(10)])
        described = package.describe(tables)
        built.write(tables, described, Path(folder) / "data" / "tables", release="0.0.0")
        with served(Path(folder) / "app.py", Path(folder)) as running:
            yield running


def table(found: dict[str, list[Result]]) -> str:
    """The rounds as Markdown."""
    lines = [
        "| app | visitors | runs/s | median wait, s | p95, s | errors | memory, MB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {one.visitors} | {one.rate:.1f} | {statistics.median(one.waits or [float('nan')]):.2f} "
        f"| {one.quantile(0.95):.2f} | {one.errors} | {one.resident_mb:.0f} |"
        for name, results in found.items()
        for one in results
    ]
    return "\n".join(lines)


def verdict(found: dict[str, list[Result]]) -> list[tuple[str, bool]]:
    """The targets in words and whether each is met."""
    empty, ours = ({one.visitors: one for one in found[name]}[TARGET] for name in (EMPTY, OURS))
    times = ours.rate / empty.rate
    allowed = BASE_MB + SESSION_MB * TARGET
    return [
        (
            f"{ours.rate:.1f} runs/s at {TARGET} visitors, {times:.2f} × an empty app (target {TIMES_EMPTY:.0f} ×)",
            times >= TIMES_EMPTY,
        ),
        (f"p95 {ours.quantile(0.95):.2f} s (target {P95_S:.0f} s)", ours.quantile(0.95) <= P95_S),
        (f"{ours.resident_mb:.0f} MB (target {allowed:.0f} MB)", ours.resident_mb <= allowed),
        (f"{ours.errors} errors", ours.errors == 0),
    ]


def main() -> int:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 15
    found = rounds(min(seconds, 120))
    judged = verdict(found)
    sys.stdout.write(
        table(found) + "\n\n" + "\n".join(f"- {'met' if met else 'MISSED'}: {said}" for said, met in judged) + "\n"
    )
    return 0 if all(met for _, met in judged) else 1


if __name__ == "__main__":
    sys.exit(main())
