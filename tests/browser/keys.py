"""Somebody who has a keyboard and nothing else: keys are pressed, counted and bounded."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

MOST_KEYS = 90
_FOCUSED = """() => {
    const it = document.activeElement;
    return (it.getAttribute('aria-label') || it.textContent || '').trim();
}"""
_INSIDE = """([part, says, kind]) => {
    const here = document.activeElement;
    const it = here.closest(part);
    if (!it || !here.matches(kind)) return false;
    return [it.textContent, here.getAttribute('aria-label')].join(' ').includes(says);
}"""


@dataclass
class Keys:
    """A reader who presses keys; `pressed` says how many."""

    page: Page
    pressed: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1
        assert self.pressed <= MOST_KEYS, f"more than {MOST_KEYS} keys, and not there yet"

    def write(self, letters: str) -> None:
        """A name may take more keys on some keyboards: each letter counts as one."""
        self.page.keyboard.type(letters)
        self.pressed += len(letters)

    def focused(self) -> str:
        """What a screen reader says of the place where the reader is."""
        return str(self.page.evaluate(_FOCUSED))

    def tab_to(self, part: str, says: str, kind: str = "*") -> None:
        """Press Tab until the focus is inside an element (CSS) that says something, on an element of a `kind` (CSS)."""
        while not self.page.evaluate(_INSIDE, [part, says, kind]):
            self.press("Tab")

    def search(self, asked: str, found: str) -> None:
        """The search by its key, then down to a find by arrows."""
        self.press("/")
        expect(self.page.get_by_role("dialog").get_by_role("searchbox")).to_be_focused()
        self.write(asked)
        expect(self.page.get_by_text(f"Found for “{asked}”")).to_be_visible()
        self.press("ArrowDown")
        while found not in self.focused():
            self.press("ArrowDown")
        self.press("Enter")
