"""The ASGI app and, run by Streamlit, the frame around every view: menu, language, link, notices.

`streamlit run app.py` finds `app` and serves it; a host that runs the file as a plain script gets the frame.
"""

import streamlit as st

from pages import REGISTER
from server import metrics, turns
from server.options import options
from ui import choices, panels


def frame() -> None:
    """Draw what surrounds every view, then the view itself."""
    choices.begin()
    st.set_page_config(page_icon="/app/static/mark.svg", layout="wide")
    words = panels.words()
    pages = {
        view.slug: st.Page(
            view.script,
            title=words(f"{view.slug}.nav"),
            url_path=None if view.is_default else view.slug,
            default=view.is_default,
        )
        for view in REGISTER
    }
    panels.register(pages)
    current = st.navigation(list(pages.values()), position="hidden")
    choices.say_address(current.url_path)
    if not st.context.is_embedded:
        panels.masthead(words)
        panels.tour(words)
    notices = st.container()
    try:
        current.run()
    except Exception:
        panels.failed(notices, words)
        raise
    panels.notices(notices, words)
    panels.footer(words)


if __name__ == "__main__":
    with turns.turn(), metrics.script_run():
        frame()
else:
    app = st.App(__file__, **options())
