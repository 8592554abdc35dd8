"""How a publisher is asked: time-outs, retries with back-off, `Retry-After`, politeness."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from data.refresh.failure import failure

AGENT = "china-celac-ties data.refresh (python; reads public statistics a few times a year)"
#: Answers that may be different in a moment. All others are final.
PASSING = {408, 425, 429, 500, 502, 503, 504}

Result = TypeVar("Result")


class AgainError(Exception):
    """The publisher did not answer well, but may in a moment; `after` is the wait that it asks for."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


@dataclass(frozen=True)
class Web:
    """Times in seconds. `sleep` can be replaced, so that tests need not wait."""

    timeout: float = 60.0  # for a connection, and for each next piece of the answer
    longest: float = 1800.0  # for one attempt as a whole: a server may send a byte every 59 seconds
    attempts: int = 5
    longest_pause: float = 120.0
    sleep: Callable[[float], None] = time.sleep
    progress: bool | None = None  # a bar; None: only where somebody watches

    def patiently(self, file: str, ask: Callable[[], Result]) -> Result:
        """The result of `ask`, called again with growing pauses while it raises AgainError."""
        retrying = Retrying(
            retry=retry_if_exception_type(AgainError),
            stop=stop_after_attempt(self.attempts),
            wait=self._pause,
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return retrying(ask)
        except AgainError as error:
            cure = "try again later; what has arrived is kept and continued"
            if error.after is not None and error.after > self.longest_pause:
                raise failure(file, f"{error}; the publisher asks to wait {error.after:.0f} seconds", cure) from error
            raise failure(file, f"{error}, {self.attempts} times", cure) from error

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if not isinstance(error, AgainError) or error.after is None:
            return wait_random_exponential(multiplier=1, max=self.longest_pause)(state)
        if error.after > self.longest_pause:
            raise error
        return error.after


def judge(file: str, url: str, status: int, headers: Mapping[str, str]) -> None:
    """Raise when the status of an answer is not a success: AgainError if it may pass, else a RefreshError."""
    if status in PASSING:
        raise AgainError(f"the publisher answered {status} to {url}", _after(headers.get("Retry-After")))
    if status >= 300:
        cure = "open the address in a browser; if the file has moved, correct the address in data/refresh"
        if status in {401, 403}:
            cure = "try from another network: some publishers refuse addresses of data centres"
        raise failure(file, f"the publisher answered {status} to {url}", cure)


def _after(header: str | None) -> float | None:
    """Seconds of a Retry-After, which is a number of seconds or a date."""
    if not header:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (date - dt.datetime.now(dt.UTC)).total_seconds())
