"""One run of the script after the other, in the order in which they were asked for.

Python runs one thread at a time anyway. When many sessions ask at once, their threads take the interpreter from each
other every few milliseconds: measured with 100 visitors (benchmarks/load.py), half of the processor's time went into
that, and everybody waited for the end of all. In turns, each is served sooner. What Streamlit does around a run, and
the sending, stay outside.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator

_LOG = logging.getLogger(__name__)
# No view takes a second; a run that hangs must not stop the others for ever.
PATIENCE = 10.0


class Turns:
    """Who is on, and who waits. A turn is handed to the first in the queue: one who comes later cannot take it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._taken = False
        self._began = 0.0  # when the run that is on began

    @contextlib.contextmanager
    def turn(self, patience: float = PATIENCE) -> Iterator[None]:
        """Wait until no other run is on; go on beside one that takes more than `patience` seconds.

        However long the queue is, nobody leaves it while it moves: runs side by side would make it longer.
        """
        mine = self._wait(patience)
        if not mine:
            _LOG.warning("a run of the script takes more than %.0f s; the next one goes on beside it", patience)
        try:
            yield
        finally:
            if mine:
                self._hand_on()

    @property
    def idle(self) -> bool:
        """Whether no run is on."""
        return not self._taken

    def _wait(self, patience: float) -> bool:
        with self._guard:
            if not self._taken:
                self._take()
                return True
            called = threading.Event()
            self._queue.append(called)
        while not called.wait(self._left(patience)):
            with self._guard:
                # Called in the very moment in which the patience ended: the turn is ours and must be handed on.
                if called.is_set():
                    return True
                if self._left(patience) <= 0:
                    self._queue.remove(called)
                    return False
        return True

    def _left(self, patience: float) -> float:
        return max(0.0, self._began + patience - time.monotonic())

    def _take(self) -> None:
        self._taken, self._began = True, time.monotonic()

    def _hand_on(self) -> None:
        with self._guard:
            if self._queue:
                self._take()
                self._queue.popleft().set()
            else:
                self._taken = False


TURNS = Turns()
turn = TURNS.turn
