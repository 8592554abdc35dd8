"""One run after the other, in order; a run that hangs holds nobody up for ever."""

import threading
import time
from pathlib import Path

import pytest

from server.turns import Turns

PATIENCE = 20.0


def wait_until(said: object) -> None:
    until = time.monotonic() + PATIENCE
    while not said():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.001)


def test_runs_never_overlap_and_keep_their_order() -> None:
    turns, on, most, order = Turns(), 0, 0, []
    guard = threading.Lock()

    def run(number: int) -> None:
        nonlocal on, most
        with turns.turn(PATIENCE):
            with guard:
                on += 1
                most = max(most, on)
                order.append(number)
            time.sleep(0.001)
            with guard:
                on -= 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(20)]
    with turns.turn():
        for at, thread in enumerate(threads, 1):
            thread.start()
            wait_until(lambda at=at: len(turns._queue) == at)
    for thread in threads:
        thread.join(PATIENCE)
    assert most == 1
    assert order == list(range(20))


def test_a_run_that_fails_hands_on_its_turn() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn():
        raise ZeroDivisionError
    with turns.turn(0.0):
        assert turns._taken
    assert not turns._taken


def test_a_run_that_hangs_is_overtaken_and_said(caplog: pytest.LogCaptureFixture) -> None:
    turns = Turns()
    with turns.turn():
        with turns.turn(0.01):
            assert "goes on beside it" in caplog.text
        assert turns._taken, "the one that was overtaken is still on"
        assert not turns._queue
    with turns.turn():
        pass
    assert not turns._taken


def test_nobody_leaves_a_queue_that_moves(caplog: pytest.LogCaptureFixture) -> None:
    """Each run takes half of the patience; the last one waits for four of them, and still in its turn."""
    turns, on, most, guard = Turns(), 0, 0, threading.Lock()

    def run() -> None:
        nonlocal on, most
        with turns.turn(1.0):
            with guard:
                on += 1
                most = max(most, on)
            time.sleep(0.5)
            with guard:
                on -= 1

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert most == 1
    assert "goes on beside it" not in caplog.text


def test_the_app_runs_in_turns() -> None:
    """What app.py does last, as Streamlit does it."""
    script = (Path(__file__).parents[2] / "app.py").read_text(encoding="utf-8")
    assert "with turns.turn(), metrics.script_run():\n        frame()" in script
