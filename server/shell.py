"""Streamlit's own page, without what our Content-Security-Policy refuses and our readers do not need."""

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


# Makes pictures of charts; the rest of the address keeps a browser from using an old one.
_PICTURE = Path(__file__).resolve().parents[1] / "static" / "picture.js"


@cache
def shell() -> str:
    """Streamlit's page: a head that names its scripts and ours, and an empty root.

    Raises ShellError when an installed Streamlit has another page than the pinned one.
    """
    page = _INDEX.read_text(encoding="utf-8")
    for pattern in _LEFT_OUT:
        page, found = pattern.subn("", page)
        if not found:
            raise ShellError(f"{_INDEX} has no {pattern.pattern!r}; has Streamlit changed?")
    if re.search(r"<script(?![^>]*\bsrc=)", page):
        raise ShellError(f"{_INDEX} has an inline script, which script-src 'self' refuses")
    version = hashlib.sha256(_PICTURE.read_bytes()).hexdigest()[:8]
    script = f'<script type="module" src="./app/static/{_PICTURE.name}?v={version}"></script>'
    if page.count("</head>") != 1:
        raise ShellError(f"{_INDEX} has no one end of its head")
    return page.replace("</head>", f"{script}</head>")
