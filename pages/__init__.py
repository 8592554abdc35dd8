"""The only register of views. A new view is a folder here, a line below and its words in seeds/text.

The order is the order of the menu. The first view is the default one and answers at "/".
"""

from typing import NamedTuple


class View(NamedTuple):
    """A view: its slug, which is the first segment of its address."""

    slug: str

    @property
    def script(self) -> str:
        """The script of the view, relative to app.py."""
        return f"pages/{self.slug}/page.py"

    @property
    def is_default(self) -> bool:
        """Whether the view answers at "/" (never link to it by its slug)."""
        return self.slug == REGISTER[0].slug


REGISTER = (
    View("overview"),
    View("map"),
    View("country"),
    View("compare"),
    View("trade"),
    View("pledges"),
    View("timeline"),
    View("article"),
    View("questions"),
    View("data"),
)
