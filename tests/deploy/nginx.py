"""Debian's nginx for the tests of deploy/nginx.

`python -m tests.deploy.nginx` makes sure that there is one and prints where it is.
"""

import os
import shutil
import subprocess
import sys

from tests.browser.chromium import as_root


def find() -> str | None:
    """Where nginx is, or None. Debian keeps it where only root looks."""
    return shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


def install() -> str | None:
    """Install Debian's smallest; None if that did not work."""
    root = as_root()
    if root is not None and shutil.which("apt-get"):
        print("Installing nginx with apt-get ...", flush=True)
        # The tests start their own: at this run level Debian starts no service.
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "nginx-light"]):
            subprocess.run([*root, "apt-get", *command], env=quiet, check=False)
    return find()


if __name__ == "__main__":
    found = find() or install()
    if not found:
        sys.exit(
            "The tests of deploy/nginx need nginx and none could be installed.\n"
            "Install it (Debian: apt-get install nginx-light) and run make test again."
        )
    print(f"nginx: {found}")
