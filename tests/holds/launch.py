"""The app as `streamlit run` starts it, in a world that has a fault: python -m tests.holds.launch FAULT run app.py …"""

import datetime as dt
import resource
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

ROOM = 20_000  # bytes: less than a picture, more than the log of a test
JUMPS = (dt.timedelta(days=1), dt.timedelta(days=366), dt.timedelta(days=-366 * 60), None)  # None: to 2 January 1970
NO_NAME = "asked for the address of"


def no_room() -> None:
    """A file may grow to ROOM bytes: what a full disk does to a picture."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


def few_files() -> None:
    """A process may open a thousand files, but begins with a few."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, 1000))


def no_names() -> None:
    """No name of a host has an address; who asks is told in the log."""
    resolve = socket.getaddrinfo

    def numbers_only(host: Any, *rest: Any, **more: Any) -> Any:
        try:
            return resolve(host, *rest, **{**more, "flags": socket.AI_NUMERICHOST})
        except socket.gaierror:
            sys.stdout.write(f"{NO_NAME} {host}\n")
            sys.stdout.flush()
            raise

    socket.getaddrinfo = numbers_only


def jumping_clock() -> None:
    """Each SIGUSR1 sets the clock to the next of JUMPS."""
    import time_machine

    traveller = time_machine.travel(dt.datetime.now(tz=dt.UTC), tick=True)
    clock, left = traveller.start(), list(JUMPS)

    def jump(*_: object) -> None:
        step = left.pop(0)
        clock.move_to(dt.datetime(1970, 1, 2, tzinfo=dt.UTC) if step is None else dt.datetime.now(tz=dt.UTC) + step)

    signal.signal(signal.SIGUSR1, jump)


FAULTS: dict[str, Callable[[], None]] = {
    fault.__name__: fault for fault in (no_room, few_files, no_names, jumping_clock)
}


def main() -> None:
    """Make the fault, then go on as streamlit does."""
    fault, *arguments = sys.argv[1:]
    FAULTS[fault]()
    sys.argv = ["streamlit", *arguments]
    from streamlit.web.cli import main as streamlit

    streamlit()


if __name__ == "__main__":
    main()
