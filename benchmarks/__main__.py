"""`python -m benchmarks [SECONDS]`: all in one run, as docs/benchmarks.md with its picture and the README's table.

SECONDS is how long each round of visitors lasts (15). Ends with 1 when a target is missed.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import sys
import time
from pathlib import Path

from benchmarks import browser, failover, lighthouse, load, picture
from benchmarks.serving import ROOT

REPORT = ROOT / "docs" / "benchmarks.md"
README = ROOT / "README.md"
_BETWEEN = re.compile(r"(<!-- benchmarks -->\n).*?(<!-- /benchmarks -->)", re.DOTALL)


def machine() -> str:
    """When and where this is measured."""
    model = ""
    with contextlib.suppress(OSError):
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        model = found.group(1) if found else ""
    cores = f"{os.cpu_count()} cores {model or platform.processor()}"
    return f"{time.strftime('%-d %B %Y')}, {cores}, server and readers on one machine"


def report(
    weights: dict[str, browser.Weight], rounds: dict[str, list[load.Result]], mobile: str, killed: tuple[str, bool]
) -> tuple[str, bool]:
    """The report as Markdown, and whether all targets are met."""
    judged = [*browser.verdict(weights), *load.verdict(rounds), killed]
    verdicts = "\n".join(f"- {'met' if met else '**missed**'}: {said}" for said, met in judged)
    text = f"""# Benchmarks

`python -m benchmarks` measures everything below in one run and writes this page. Measured on {machine()}.

![Bytes of a first visit and runs per second, the dashboard beside its peers](benchmarks.png)

## Targets

{verdicts}

## What a reader's browser pays

Bytes in both directions, addresses, headers and the WebSocket included; the first visit with an empty browser. The wait
for another year runs from the key on the slider to the frame in which the map shows it (median of {browser.CHANGES}).
The peers: Streamlit's GDP dashboard template on our figures, the same Plotly map in Dash, and as a static page that has
all years in one file – the floor, since nothing has to be asked of a server.

{browser.table(weights)}

{mobile}

## How many readers one process carries

A visitor moves the year of the map, waits until it is there, thinks for {load.THINK:.0f} second, and moves it again.
The empty app has Streamlit's default settings. Memory is that of the process (of the larger one, where there are two).

{load.table(rounds)}
"""
    return text, all(met for _, met in judged)


def summary(weights: dict[str, browser.Weight], rounds: dict[str, list[load.Result]]) -> str:
    """The short table of the README."""
    ours, empty = weights[browser.SITES[0].name], weights[browser.SITES[2].name]
    busy, idle = ({one.visitors: one for one in rounds[name]}[load.TARGET] for name in (load.OURS, load.EMPTY))
    rows = [
        ("first visit", f"{ours.first / 1e6:.1f} MB", f"{empty.first / 1e6:.1f} MB"),
        ("repeat visit", f"{ours.repeat / 1e3:.0f} KB", f"{empty.repeat / 1e3:.0f} KB"),
        ("another year", f"{(ours.change or 0) / 1e3:.1f} KB, {ours.wait or 0:.0f} ms", "–"),
        ("first contentful paint, cold", f"{ours.paint_cold:.0f} ms", f"{empty.paint_cold:.0f} ms"),
        (f"runs per second, {load.TARGET} visitors", f"{busy.rate:.0f}", f"{idle.rate:.0f}"),
        (f"wait at {load.TARGET} visitors, p95", f"{busy.quantile(0.95):.2f} s", f"{idle.quantile(0.95):.2f} s"),
    ]
    lines = ["| | `/map` | an empty Streamlit app |", "|---|--:|--:|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    return "\n".join(lines) + f"\n\nMeasured on {machine()}; [all of it](docs/benchmarks.md).\n"


def main() -> int:
    """Measure, write and print."""
    seconds = min(float(sys.argv[1]) if len(sys.argv) > 1 else 15.0, 120.0)
    rounds = load.rounds(seconds)
    weights = browser.weigh()
    text, met = report(weights, rounds, lighthouse.table(), failover.said(failover.measure()))
    picture.draw(weights, rounds, REPORT.with_suffix(".png"))
    REPORT.write_text(text, encoding="utf-8")
    table = summary(weights, rounds)
    README.write_text(
        _BETWEEN.sub(lambda found: f"{found[1]}{table}{found[2]}", README.read_text(encoding="utf-8")), encoding="utf-8"
    )
    sys.stdout.write(text)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
