"""The app with the oldest and with the newest versions that requirements.in lets in: `python -m tests.house.versions
lowest | newest`. Each gets a virtual environment of its own and the tests that need no browser and no upstream files.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.house.supply import DEV, ROOT

#: What is asked of the newest and the oldest: the store, all charts and views, words, the server's answers.
TESTS = (
    "tests/data/test_comparison.py",
    "tests/data/test_derive.py",
    "tests/data/test_export.py",
    "tests/data/test_package.py",
    "tests/data/test_store.py",
    "tests/data/test_sums.py",
    "tests/server/test_api.py",
    "tests/server/test_guard.py",
    "tests/server/test_paint.py",
    "tests/server/test_preview.py",
    "tests/server/test_stream.py",
    "tests/server/test_wire.py",
    "tests/ui/charts",
    "tests/ui/test_compare.py",
    "tests/ui/test_text.py",
    "tests/ui/test_theme.py",
    "tests/ui/views",
)
RESOLUTION = {"lowest": "lowest-direct", "newest": "highest"}


def run(*command: str | Path, **more: str) -> str:
    """Run a command; what it prints, or the end of this one with what it complains of."""
    done = subprocess.run(
        [*map(str, command)], cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} {command[1]} failed:\n{done.stderr[-3000:]}")
    return done.stdout


def main(which: str) -> int:
    """Make the environment, say what is in it, run the tests; the exit code is theirs."""
    uv, started = Path(sys.executable).parent / "uv", time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        app, tools, home = Path(folder) / "app.txt", Path(folder) / "tools.txt", Path(folder) / "venv"
        found = run(
            uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate", f"--resolution={RESOLUTION[which]}",
            "requirements.in",
        )  # fmt: skip
        app.write_text(found, "utf-8")
        pins = (ROOT / DEV).read_text("utf-8").splitlines()
        tools.write_text("\n".join(line for line in pins if not line.startswith("-r ")), "utf-8")
        run(uv, "venv", "--quiet", f"--python={sys.executable}", home)
        # The tools want newer versions of some of it than the oldest: those are overruled, the tests decide.
        run(
            uv,
            "pip",
            "install",
            "--quiet",
            "--compile-bytecode",
            f"--python={home}",
            f"--override={app}",
            "-r",
            app,
            "-r",
            tools,
        )
        python = home / "bin" / "python"
        direct = {line.split(">=")[0].lower().replace("_", "-") for line in wanted()}
        print(f"{which}: {', '.join(line for line in found.split() if line.split('==')[0] in direct)}")
        print(f"tests: {' '.join(TESTS)}", flush=True)
        done = subprocess.run(
            [
                str(python),
                "-m",
                "pytest",
                "-q",
                "-n",
                "2",
                "-p",
                "no:cacheprovider",
                "-m",
                "not browser and not long",
                *TESTS,
            ],
            cwd=ROOT,
            check=False,
        )
    print(f"{which}: {'green' if not done.returncode else 'RED'} in {time.monotonic() - started:.0f} s")
    return done.returncode


def wanted() -> list[str]:
    """The lines of requirements.in."""
    lines = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if sys.argv[1:] and sys.argv[1] in RESOLUTION else __doc__)
