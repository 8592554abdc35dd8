"""Streamlit's own page, without what our Content-Security-Policy refuses and our readers do not need, but with a
style for paper."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
# What goes, and how often it must be there: when Streamlit changes its page, the start says so.
_LEFT_OUT = (
    re.compile(r"<!--.*?-->\s*", re.DOTALL),
    # Sets a flag for a service that draws pages for crawlers; inline scripts are refused.
    re.compile(r"<script>\s*window\.prerenderReady = false\s*</script>\s*"),
    # Points to an interface for programs that is closed unless a host opens it.
    re.compile(r'<link rel="service-desc"[^>]*>\s*'),
    re.compile(r"<noscript>.*?</noscript>\s*", re.DOTALL),
)


class ShellError(RuntimeError):
    """Streamlit's page is not the one that this module knows; the message says what is missing."""


# Our own scripts: pictures of charts, the search by keyboard, charts that fit on paper, what screen readers miss.
_STATIC = Path(__file__).resolve().parents[1] / "static"
_SCRIPTS = ("picture.js", "finder.js", "print.js", "access.js", "marks.js")


@cache
def shell() -> str:
    """Streamlit's page: a head that names its scripts, ours and our style for paper, and an empty root.

    Raises ShellError when an installed Streamlit has another page than the pinned one.
    """
    page = _INDEX.read_text(encoding="utf-8")
    for pattern in _LEFT_OUT:
        page, found = pattern.subn("", page)
        if not found:
            raise ShellError(f"{_INDEX} has no {pattern.pattern!r}; has Streamlit changed?")
    if re.search(r"<script(?![^>]*\bsrc=)", page):
        raise ShellError(f"{_INDEX} has an inline script, which script-src 'self' refuses")
    if page.count("</head>") != 1:
        raise ShellError(f"{_INDEX} has no one end of its head")
    return page.replace("</head>", f"{_link('print.css')}{''.join(map(_script, _SCRIPTS))}</head>")


def _script(name: str) -> str:
    """The tag of a script of ours."""
    return f'<script type="module" src="{_address(name)}"></script>'


def _link(name: str) -> str:
    """The tag of our style for paper; on the screen a browser leaves it for last."""
    return f'<link rel="stylesheet" media="print" href="{_address(name)}">'


def _address(name: str) -> str:
    """Relative, as Streamlit's own are; the version keeps a browser from using an old one."""
    version = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:8]
    return f"./app/static/{name}?v={version}"
