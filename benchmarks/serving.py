"""Servers under measurement: started on a free port of the loopback, watched, stopped by their own process id."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "benchmarks" / "peers"
PATIENCE = 60  # seconds for a server to start
_RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")


@dataclass(frozen=True)
class Running:
    """A started server: its port and its process id."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Its address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def resident_mb(self) -> float:
        """Memory that the process holds now, in MB (of 10⁶ bytes)."""
        found = _RESIDENT.search(Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8"))
        return int(found.group(1)) * 1024 / 1e6 if found else 0.0


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def dashboard(script: str = "app.py", **environment: str) -> Iterator[Running]:
    """Our app, or the same without our server layer (`benchmarks/peers/plain.py`), with our settings."""
    # What is measured is not what goes on beside it, unless a benchmark asks for it.
    with served(ROOT / script, ROOT, **{"CCT_WARM_PAGES": "false", **environment}) as running:
        yield running


@contextlib.contextmanager
def stranger(script: str, folder: Path) -> Iterator[Running]:
    """A Streamlit app of benchmarks/peers with Streamlit's default settings: started where ours do not lie."""
    with served(PEERS / script, folder, STREAMLIT_SERVER_HEADLESS="true") as running:
        yield running


@contextlib.contextmanager
def command(
    arguments: Sequence[str], *, port: int, health: str = "/", cwd: Path = ROOT, **more: str
) -> Iterator[Running]:
    """Any server that listens on `port`; ready when `health` answers."""
    process = subprocess.Popen(  # noqa: S603  our own command
        arguments,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd if (cwd / "app.py").exists() else ROOT), **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}{health}", timeout=2).close()
                break
            time.sleep(0.1)
        else:
            sys.exit(f"{' '.join(arguments)} does not start")
        yield Running(port, process.pid)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        if process.poll() is None:
            process.kill()
            process.wait()


@contextlib.contextmanager
def served(script: Path, cwd: Path, **environment: str) -> Iterator[Running]:
    """`streamlit run script`, with the settings that lie in `cwd`."""
    port = free_port()
    arguments = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    with command([*arguments, *options], port=port, health="/_stcore/health", cwd=cwd, **environment) as running:
        yield running
