"""Which Chromium drives the tests: one on the system, else Debian's, else Playwright's.

`python -m tests.browser.chromium` makes sure that there is one and prints where it is.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def on_system() -> str | None:
    """The first Chromium of the system that runs (Ubuntu ships a name without a browser behind it)."""
    for name in NAMES:
        path = shutil.which(name)
        if path and _succeeds([path, "--version"]):
            return path
    return None


def of_playwright() -> str | None:
    """Playwright's own Chromium, if it was downloaded."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find() -> str | None:
    """Where a Chromium is, or None."""
    return on_system() or of_playwright()


def install() -> str | None:
    """Install one: Debian's where that is allowed, else Playwright's. None if neither worked."""
    root = as_root()
    if root is not None and shutil.which("apt-get"):
        print("Installing Chromium with apt-get ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*root, "apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(
            [
                *root,
                "apt-get",
                "install",
                "-y",
                "-qq",
                "--no-install-recommends",
                "chromium",
                "fonts-liberation",
            ],
            env=quiet,
            check=False,
        )
        if path := on_system():
            return path
    print("Installing Playwright's Chromium ...", flush=True)
    libraries = ["--with-deps"] if root is not None else []
    subprocess.run([sys.executable, "-m", "playwright", "install", *libraries, "chromium"], check=False)
    return of_playwright()


def as_root() -> list[str] | None:
    """What stands before a command that needs root: nothing, sudo, or None if there is no way."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _succeeds(["sudo", "-n", "true"]) else None


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    found = find() or install()
    if not found:
        sys.exit(
            "The browser tests need a Chromium and none could be installed.\n"
            "Install one (Debian: apt-get install chromium) and run make test again."
        )
    print(f"Chromium: {found}")
