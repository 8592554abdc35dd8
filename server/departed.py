"""Sessions of readers who left: shut down when Streamlit forgets them, rather than when Python happens to notice.

Streamlit keeps 128 sessions that may be resumed (`server.disconnectedSessionTTL`). One that is too old goes when the
next reader leaves, and none of them is shut down: each keeps an event loop, three open files and its memory until
a full garbage collection, which here is rare on purpose.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from streamlit import runtime

_LOG = logging.getLogger(__name__)


class Departed:
    """The sessions that a running Streamlit keeps for readers who may return."""

    def __init__(self) -> None:
        manager: Any = runtime.get_instance()._session_mgr  # noqa: SLF001  nothing public leads there
        self._manager = manager
        try:
            self._lock, self._storage = manager._storage_lock, manager._session_storage  # noqa: SLF001
            self._cache = self._storage._cache  # noqa: SLF001
            self._kept()
        except AttributeError:
            self._cache = None
            _LOG.warning("sessions are left to Streamlit: this is not the one in requirements.txt")
            return
        save = self._storage.save

        def saved(session: Any) -> None:
            with self._shut_down():
                save(session)

        # The manager holds its lock here.
        self._storage.save = saved

    def release(self) -> None:
        """Forget those whose time is over."""
        if self._cache is not None:
            with self._lock, self._shut_down():
                self._cache.expire()

    def count(self) -> int:
        """How many sessions are in memory: of open pages, and of readers who left."""
        open_pages = len(self._manager.list_active_sessions())
        return open_pages + (len(self._kept()) if self._cache is not None else 0)

    def _kept(self) -> dict[str, Any]:
        # Without the length of the cache itself: asking for it changes it.
        return dict(self._cache._data)  # noqa: SLF001

    @contextmanager
    def _shut_down(self) -> Iterator[None]:
        """Shut down whatever is forgotten meanwhile."""
        before = self._kept()
        yield
        after = self._kept()
        for key in before.keys() - after.keys():
            before[key].session.shutdown()
