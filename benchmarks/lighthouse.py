"""Lighthouse's mobile profile of the views, where the program is installed (`npm install --global lighthouse`)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

from benchmarks.serving import dashboard
from tests.browser.chromium import find

VIEWS = ("/", "/map", "/country?country=CUB", "/article")
SCORES = ("performance", "accessibility", "best-practices", "seo")


def table() -> str:
    """The scores as Markdown, or a line that says why there are none."""
    program, chromium = shutil.which("lighthouse"), find()
    if not (program and chromium):
        return "Lighthouse was not there, so its mobile profile is not in this run."
    lines = [
        "Lighthouse, mobile profile (a slow phone on a slow line, simulated):",
        "",
        "| view | first contentful paint | " + " | ".join(SCORES) + " |",
        "|---|--:|" + "--:|" * len(SCORES),
    ]
    with dashboard() as running:
        for view in VIEWS:
            result = subprocess.run(  # noqa: S603  our own command
                [
                    program,
                    running.url + view,
                    "--quiet",
                    "--output=json",
                    "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
                ],
                env={**os.environ, "CHROME_PATH": chromium},
                capture_output=True,
                text=True,
                timeout=180,
                check=False,
            )
            if result.returncode:
                return f"Lighthouse failed on {view}: {result.stderr.strip()[-200:]}"
            found = json.loads(result.stdout)
            paint = found["audits"]["first-contentful-paint"]["displayValue"].replace("\u00a0", " ")
            scores = (f"{round((found['categories'][name]['score'] or 0) * 100)}" for name in SCORES)
            lines.append(f"| `{view}` | {paint} | " + " | ".join(scores) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
