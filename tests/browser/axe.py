"""axe-core on a page: what it finds of ours, and what it finds of Streamlit (docs/accessibility.md lists that)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.visit import ROOT

PAPER = ROOT / "docs" / "accessibility.md"
# | what a reader meets | `rule of axe` | `elements` | `/view` | [issue](address) |
_ROW = re.compile(
    r"^\|[^|]+\| `([a-z-]+)` \| `([^`]+)` \| `(/[^`]*)` \| \[[^]]+\]\((https://github\.com/streamlit/\S+)\) \|$"
)
_AXE = Axe()
# A colour on its way to another is neither of them.
_STILL = """() => document.getAnimations().every(
    (it) => it.playState !== 'running' || it.effect.getComputedTiming().iterations === Infinity)"""
#: The rules whose answer another theme or width can change; names, roles and order are the same in all.
OF_THE_LOOK = (
    "color-contrast",
    "target-size",
    "scrollable-region-focusable",
    "link-in-text-block",
    "css-orientation-lock",
)
_FOUND = """async ([known, only, without]) => {
    const asked = only.length ? { runOnly: only.filter((rule) => !without.includes(rule)) } : {};
    const rules = { 'target-size': { enabled: true } };
    for (const rule of without) rules[rule] = { enabled: false };
    const { violations } = await axe.run({ resultTypes: ['violations'], rules, ...asked });
    return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, any, all, none }) => ({
        row: known.findIndex(([rule, elements]) => rule === id && document.querySelector(target[0])?.closest(elements)),
        line: `${impact}: ${id} at ${target.join(' ')}: ${[...any, ...all, ...none].map((it) => it.message).join(' ')}`,
    })));
}"""


@dataclass(frozen=True)
class Known:
    """A finding that Streamlit causes: the rule of axe, the elements that have it, a view with one, the issue."""

    rule: str
    elements: str
    view: str
    issue: str


def known() -> tuple[Known, ...]:
    """The table of docs/accessibility.md."""
    lines = PAPER.read_text(encoding="utf-8").splitlines()
    return tuple(Known(*found.groups()) for line in lines if (found := _ROW.match(line)))


def findings(page: Page, only: Sequence[str] = (), without: Sequence[str] = ()) -> tuple[list[str], set[Known]]:
    """What axe finds of ours, one line each, of any impact; and what it finds that is known to be Streamlit's.

    `only` are the rules to ask, else all; `without` are rules not to ask.
    """
    page.wait_for_function(_STILL)
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE.axe_script)
    rows = known()
    found = page.evaluate(_FOUND, [[[row.rule, row.elements] for row in rows], list(only), list(without)])
    return [one["line"] for one in found if one["row"] < 0], {rows[one["row"]] for one in found if one["row"] >= 0}
