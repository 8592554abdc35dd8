"""What ui.views says is Markdown; here it becomes HTML without raw HTML, or plain text."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

# The least that our texts use: stress, links, escaped signs. HTML in a text stays text.
_PARSER = MarkdownIt("zero").enable(["emphasis", "escape", "link", "newline"])
_ICON = re.compile(r":material/[a-z0-9_]+:\s*")


@lru_cache(maxsize=2048)
def html(said: str) -> Markup:
    """A text as HTML that is safe to set into a page."""
    return Markup(_PARSER.renderInline(_ICON.sub("", said)))  # noqa: S704  the parser escapes


def plain(said: str) -> str:
    """A text without its marks."""
    (inline,) = _PARSER.parseInline(_ICON.sub("", said)) or (None,)
    parts = inline.children or () if inline else ()
    return " ".join(
        "".join(part.content if part.type == "text" else " " if "break" in part.type else "" for part in parts).split()
    )
