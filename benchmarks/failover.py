"""One of two replicas is killed under 200 visitors: does anybody lose the view?

    python -m benchmarks.failover

The shipped nginx stands before two replicas. Each visitor opens a link, keeps asking for its view, and comes again by
the same link when the connection closes, as the page does. A view is lost when it differs from what the link showed
before, or does not come within a minute. Bounded in visitors and time; ends with 1 when a view is lost.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from websockets.exceptions import ConnectionClosed

from tests.deploy.replicas import Cluster, Visitor, behind_nginx

VISITORS = 200
THINK = 8.0  # seconds between two questions of a visitor
SECONDS = 60.0  # from the kill to the end
LINKS = (
    ("map", "indicator=trade_with_china_usd&year=2017"),
    ("country", "country=CUB"),
    ("country", "country=KNA&lang=es"),
    ("trade", ""),
    ("", "lang=zh"),
)


@dataclass
class Outcome:
    """What the visitors met; `waits` are seconds from a closed connection to the same view again."""

    shown: int = 0
    closed: int = 0
    lost: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


def visit(cluster: Cluster, number: int, over: threading.Event, ready: threading.Semaphore, outcome: Outcome) -> None:
    """One visitor from its link to the end."""
    visitor = Visitor(cluster, *LINKS[number % len(LINKS)])
    try:
        visitor.arrive()
        expected = visitor.view()
        ready.release()
        over.wait(THINK * number / VISITORS)
        while not over.is_set():
            began = time.monotonic()
            try:
                seen = visitor.view()
            except ConnectionClosed:
                outcome.closed += 1
                visitor.reconnect()
                seen = visitor.view()
                outcome.waits.append(time.monotonic() - began)
            outcome.shown += 1
            if seen != expected:
                outcome.lost.append(f"/{visitor.page}?{visitor.query} shows something else")
            over.wait(THINK)
    except Exception as error:  # noqa: BLE001  whatever it is, the visitor has no view
        outcome.lost.append(f"/{visitor.page}?{visitor.query}: {error!r}")
        ready.release()
    finally:
        visitor.leave()


def measure() -> Outcome:
    """Let them come, kill a replica, let them stay."""
    over, ready, outcome = threading.Event(), threading.Semaphore(0), Outcome()
    with tempfile.TemporaryDirectory() as folder, behind_nginx(Path(folder)) as cluster:
        threads = [
            threading.Thread(target=visit, args=(cluster, number, over, ready, outcome), daemon=True)
            for number in range(VISITORS)
        ]
        for thread in threads:
            thread.start()
            time.sleep(0.05)
        for _ in threads:
            ready.acquire(timeout=120)
        cluster.replicas[0].stop(signal.SIGKILL)
        time.sleep(SECONDS)
        over.set()
        for thread in threads:
            thread.join(timeout=90)
    return outcome


def said(outcome: Outcome) -> tuple[str, bool]:
    """The result in words, and whether no view was lost."""
    longest = f", the longest after {max(outcome.waits):.1f} s" if outcome.waits else ""
    text = (
        f"{VISITORS} visitors, one of two replicas killed: {outcome.closed} connections closed, "
        f"{len(outcome.waits)} had the same view again{longest}; {outcome.shown} views shown, {len(outcome.lost)} lost"
    )
    return text, outcome.closed > 0 and not outcome.lost


def main() -> int:
    """Measure and print."""
    outcome = measure()
    text, kept = said(outcome)
    sys.stdout.write("\n".join([text, *sorted(set(outcome.lost))[:5]]) + "\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
