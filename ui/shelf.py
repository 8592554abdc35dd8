"""Finished views, kept packed on one shelf that is bounded in bytes: many, and always about as much memory.

A view as objects (tables of words, figures, lists of records) takes some hundred kilobytes, packed some ten. A cache
that counts views would grow with whatever readers happen to open.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import pickle
import threading
import zlib
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import cachetools
from cachetools.keys import hashkey

MOST_BYTES = 12 * 2**20  # a thousand views: the pages of the 33 in every language, and what else is asked for now
_LEVEL = 1  # nearly as small as the best, and much sooner

_Asked = ParamSpec("_Asked")
_View = TypeVar("_View")

_shelf: cachetools.LRUCache[object, bytes] = cachetools.LRUCache(MOST_BYTES, getsizeof=len)
_guard = threading.Lock()


def shelved(made: Callable[_Asked, _View]) -> Callable[_Asked, _View]:
    """Make a view once and keep it packed, as long as there is room; each caller gets its own.

    The parameters must be hashable, the view must be something that `pickle` can write. The one that was asked for
    longest ago goes first. A parameter that is left out and one that is given as its default ask for the same view.
    """
    signature = inspect.signature(made)

    @functools.wraps(made)
    def view(*args: _Asked.args, **named: _Asked.kwargs) -> _View:
        asked = signature.bind(*args, **named)
        asked.apply_defaults()
        key = hashkey(made, *asked.arguments.items())
        with _guard:
            packed = _shelf.get(key)
        if packed is not None:
            found: _View = pickle.loads(zlib.decompress(packed))  # noqa: S301  what this process packed itself
            return found
        new = made(*args, **named)
        packed = zlib.compress(pickle.dumps(new, pickle.HIGHEST_PROTOCOL), _LEVEL)
        with _guard, contextlib.suppress(ValueError):  # what is larger than the whole shelf
            _shelf[key] = packed
        return new

    return view


def clear() -> None:
    """Forget all views: the next ones are made anew."""
    with _guard:
        _shelf.clear()


def size() -> int:
    """How many bytes the shelf holds."""
    with _guard:
        return int(_shelf.currsize)
