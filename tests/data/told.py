"""Run in a folder that holds the app and nothing else: says as JSON what a reader of some addresses gets.

On stdin a list of addresses, [[slug, {parameter: value}], …]; of each: the first paint, the card that networks show,
and the whole page with its sliders. Beside them the sitemap.
"""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data import store
from pages import REGISTER
from server import paint, preview, said
from ui.text import text
from ui.theme import LIGHT

BASE = "https://ties.example.org/"
SHOWN = ("title", "header", "subheader", "markdown", "caption", "metric", "table", "warning")


def told(slug: str, parameters: dict[str, str]) -> dict[str, Any]:
    """What one address gives."""
    ask, today = said.asked(slug, parameters), dt.date.today()
    view = said.said(ask, today)
    card = preview.templates().get_template("card.svg")
    return {
        "paint": paint.page(ask, today, BASE, "").content.decode(),
        "card": card.render(card=preview._card(view, text(ask.lang)), light=LIGHT),
        "bytes": len(preview.card_png(ask, today)),
        "picture": preview.address(ask, "png"),
        **opened(slug, parameters),
    }


def opened(slug: str, parameters: dict[str, str]) -> dict[str, Any]:
    """The page itself, in a new session: its texts, its sliders with (first, last, value), the values in force."""
    test = AppTest.from_file(Path.cwd() / "app.py", default_timeout=120)
    test._page_hash = calc_hash("" if slug == REGISTER[0].slug else slug)
    for name, value in parameters.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, [item.value for item in test.exception]
    sliders = [[item.options[0], item.options[-1], item.value] for item in test.select_slider]
    words = [str(getattr(item, "value", "")) for kind in SHOWN for item in test.get(kind)]
    words += [str(item.proto) for item in test.get("plotly_chart")]
    return {"page": "\n".join(words), "sliders": sliders, "read": dict(test.session_state["_read"])}


if __name__ == "__main__":
    answer = {
        "version": store.data_version(),
        "sitemap": paint.sitemap(BASE).content.decode(),
        "changed": paint.last_changed(),
        "told": [told(slug, parameters) for slug, parameters in json.load(sys.stdin)],
    }
    sys.stdout.write(json.dumps(answer))
