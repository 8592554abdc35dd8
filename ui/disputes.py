"""The links by which a reader disputes a figure, beside its source line.

They are part of the Markdown of that line: they cost no element and no run. Where the host names a tracker they open a
report there, filled in; else they open it in `/data`, ready to copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from ui import choices
from ui.text import Text, dotted
from ui.views import dispute

_SOURCES_AT_MOST = 6  # that a link names
_TRACKER = {"url": ""}


def send_to(tracker: str) -> None:
    """Told by the server: where reports are filed; "" for nowhere."""
    _TRACKER["url"] = tracker


def figure(key: str, sources: Sequence[str], words: Text) -> str:
    """The link beside the source line of a figure, in Markdown; nothing in an embedded view."""
    if st.context.is_embedded:
        return ""
    record = f"{choices.slug() or 'overview'}.{key or 'figures'}"
    if _TRACKER["url"]:
        made = dispute.of_figure(record, sources, choices.link(), words)
        return dispute.linked(dispute.filed(made, _TRACKER["url"]), words)
    # No more of them than the address bar has: the link is sent with every change of a choice, and bytes count.
    values = choices.understood()
    more = {"at": urlencode(values, safe=".")} if values else {}
    if 0 < len(sources) <= _SOURCES_AT_MOST:
        more["sources"] = ".".join(sources)
    return dispute.linked(dispute.asked(words.lang, figure=record, **more), words)


def row(table: str, name: str, words: Text, *, brief: bool = False) -> str:
    """That a row was corrected, and the link to dispute it, in Markdown; nothing of the second in an embedded view.

    In a list the link is `brief`: it opens the report here, which leads on to the tracker.
    """
    corrected = dispute.mark(table, name, words)
    if st.context.is_embedded:
        return corrected
    if _TRACKER["url"] and not brief:
        address = dispute.filed(dispute.of_row(table, name, choices.link(), words), _TRACKER["url"])
    else:
        address = dispute.asked(words.lang, record=f"{table}.{name}")
    return dotted(corrected, dispute.linked(address, words))


def report(words: Text) -> tuple[dispute.Report, str] | None:
    """The report that the link of this view asks for, and the address that files it in the tracker or ""; else None."""
    asked, found = choices.disputed_row(), choices.disputed_figure()
    if asked:
        table, name = asked
        made = dispute.of_row(table, name, choices.elsewhere("data", table=table, row=name), words)
    elif found:
        slug, query = dispute.view_of(found.figure, found.at)
        made = dispute.of_figure(found.figure, found.sources, choices.elsewhere(slug, **dict(parse_qsl(query))), words)
    else:
        return None
    return made, dispute.filed(made, _TRACKER["url"]) if _TRACKER["url"] else ""
