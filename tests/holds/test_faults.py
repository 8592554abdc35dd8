"""Faults of the machine below the real process: what a reader sees is what docs/reliability.md says."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks import failover
from pages import REGISTER
from server import wire
from tests.deploy.replicas import Cluster, Visitor, behind_nginx
from tests.holds.launch import JUMPS, NO_NAME
from tests.holds.process import ROOT, WHAT_RUNS, Page, Process, running
from tests.reliability import Record

SLUGS = ["" if view.is_default else view.slug for view in REGISTER]
CARDS = [f"/preview/{view.slug}.png?lang={lang}" for view in REGISTER for lang in ("en", "es", "pt")]
PNG = b"\x89PNG\r\n\x1a\n"
LINKS = (("", ""), ("map", "year=2017"), ("country", "country=CUB"), ("trade", "lang=es"), ("article", "claim=c30"))


def launcher(fault: str) -> tuple[str, ...]:
    return ("-m", "tests.holds.launch", fault)


def shows_every_view(process: Process, page: Page | None = None) -> int:
    """Every view by request and by stream; answer how many were seen."""
    stream = page or process.page()
    for slug in SLUGS:
        assert process.ask(f"/{slug}").status == 200, slug
        shown = stream.run(view=slug)
        assert shown.ok, slug
        assert shown.of("exception") == [], slug
        assert len(shown.elements) > 5, slug
    if page is None:
        stream.close()
    return len(SLUGS)


# -- the disk ------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_full_disk_costs_no_picture(tmp_path: Path) -> None:
    """What cannot be kept is drawn anew, and half a picture is never shown: not now, not after the next start."""
    cache = tmp_path / "cache"
    with running(tmp_path, launcher=launcher("no_room"), environment={"CCT_CACHE_DIR": str(cache)}) as process:
        for address in (*CARDS[:3], *CARDS[:3]):
            answer = process.ask(address)
            assert (answer.status, answer.body[:8]) == (200, PNG)
        assert process.log().count("pictures cannot be kept") == 1
    assert [path for path in (cache / "previews").iterdir() if path.is_file()] == []
    (cache / "previews" / "half.part").write_bytes(PNG)
    with running(tmp_path, environment={"CCT_CACHE_DIR": str(cache)}) as process:
        answer = process.ask(CARDS[0])
        assert answer.body[:8] == PNG
    assert {path.suffix for path in (cache / "previews").iterdir()} == {".png"}


@pytest.mark.long
def test_a_full_disk(tmp_path: Path, record: Record) -> None:
    cache = tmp_path / "cache"
    with running(tmp_path, launcher=launcher("no_room"), environment={"CCT_CACHE_DIR": str(cache)}) as process:
        answers = [process.ask(address) for address in CARDS * 2]
        whole = sum(answer.status == 200 and answer.body[:8] == PNG for answer in answers)
        seen = shows_every_view(process)
    record("full_disk", f"{len(answers)} pictures, {seen} views", f"{whole} whole pictures, all views")
    assert whole == len(answers)


@contextlib.contextmanager
def unwritable(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str], tuple[str, ...]]]:
    """A folder of the app that cannot be written, what to set, and what to put before the command."""
    nowhere = {"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "PYTHONDONTWRITEBYTECODE": ""}
    if os.geteuid() == 0:
        # Root writes everywhere but where the file system itself is read-only.
        within = 'mount --make-rprivate / && mount -o remount,bind,ro / && exec "$@"'
        if subprocess.run(["unshare", "-m", "sh", "-c", within, "sh", "true"], capture_output=True).returncode == 0:
            yield ROOT, {**nowhere, "CCT_CACHE_DIR": str(ROOT / "cache")}, ("unshare", "-m", "sh", "-c", within, "sh")
            return
        pytest.fail("root cannot make a file system read-only here: run this test as another user")
    house = tmp_path / "house"
    for name in WHAT_RUNS:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, house / name)
    subprocess.run(["chmod", "-R", "a-w", house], check=True)
    try:
        yield house, {**nowhere, "CCT_CACHE_DIR": str(house / "cache")}, ()
    finally:
        subprocess.run(["chmod", "-R", "u+w", house], check=True)


@pytest.mark.long
def test_a_file_system_that_only_reads(tmp_path: Path, record: Record) -> None:
    with unwritable(tmp_path) as (folder, environment, before):
        with running(tmp_path, at=folder, environment=environment, before=before) as process:
            seen = shows_every_view(process)
            cards = [process.ask(address) for address in CARDS[:5]]
        assert all(answer.body[:8] == PNG for answer in cards)
        assert not (folder / "cache").exists()
    record("read_only", f"{seen} views, {len(cards)} pictures", "all shown, nothing in the log")


def test_few_open_files_are_made_more_or_fewer_pages_taken(tmp_path: Path) -> None:
    """With a limit of a hundred open files a start asks for the thousand that it may have, and says what they carry."""
    with running(tmp_path, launcher=launcher("few_files")) as process:
        assert "1000 open files are allowed: room for 129 open pages, not 1000" in process.log()
        pages = [process.page() for _ in range(60)]
        assert all(page.run(view="data").ok for page in pages[::6])
        for page in pages:
            page.close()


# -- the clock and the names ---------------------------------------------------------------------------


def jump(tmp_path: Path, look: Callable[[Process, Page], int]) -> int:
    seen = 0
    with running(tmp_path, launcher=launcher("jumping_clock")) as process:
        page = process.page()
        for _ in JUMPS:
            os.kill(process.running.pid, signal.SIGUSR1)
            seen += look(process, page)
            assert process.ask("/healthz").status == 200
        page.close()
    return seen


@pytest.mark.long
def test_the_clock_may_jump(tmp_path: Path) -> None:
    """Forward by a day and a year, back by sixty, to 1970: an open page goes on, and a new one comes."""

    def look(process: Process, page: Page) -> int:
        for slug in ("", "country", "timeline"):
            assert process.ask(f"/{slug}").status == 200
            shown = page.run(view=slug)
            assert shown.ok, slug
            assert not shown.of("exception"), slug
        return 3

    assert jump(tmp_path, look) == 3 * len(JUMPS)


@pytest.mark.long
def test_every_view_after_every_jump_of_the_clock(tmp_path: Path, record: Record) -> None:
    seen = jump(tmp_path, shows_every_view)
    record("clock", f"{len(JUMPS)} jumps, {seen} views", "each view shown on the open page and on a new request")


@pytest.mark.long
def test_no_name_can_be_resolved(tmp_path: Path, record: Record) -> None:
    with running(tmp_path, launcher=launcher("no_names")) as process:
        seen = shows_every_view(process)
        assert process.ask(CARDS[0]).status == 200
        asked = [line for line in process.log().splitlines() if line.startswith(NO_NAME)]
    record("dns", f"{seen} views", f"all shown; {len(asked)} names asked for")
    assert asked == []


# -- the proxy -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with behind_nginx(tmp_path_factory.mktemp("faults")) as found:
        yield found


def workers(cluster: Cluster) -> set[str]:
    found = subprocess.run(["pgrep", "-P", str(cluster.nginx.pid)], capture_output=True, text=True).stdout
    return set(found.split())


def until(true: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait until something is true; whether it became so in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)  # between two looks
    return False


def arrived(cluster: Cluster, count: int) -> list[tuple[Visitor, str]]:
    visitors = [Visitor(cluster, *LINKS[number % len(LINKS)]) for number in range(count)]
    for visitor in visitors:
        visitor.arrive()
    return [(visitor, visitor.view()) for visitor in visitors]


@pytest.mark.long
def test_nginx_reloads_under_visitors(cluster: Cluster, record: Record) -> None:
    visitors, times = arrived(cluster, 10), 3
    for _ in range(times):
        old = workers(cluster)
        cluster.nginx.send_signal(signal.SIGHUP)
        assert until(lambda old=old: bool(workers(cluster) - old)), cluster.log()  # type: ignore[misc]
        for visitor, shown in visitors:
            assert visitor.view() == shown  # on the stream that was open before
        for visitor, shown in arrived(cluster, 5):
            assert shown
            visitor.leave()
    for visitor, _ in visitors:
        visitor.leave()
    record(
        "reload", f"{times} reloads, {len(visitors)} open pages", "every stream stayed open and showed the same view"
    )


@pytest.mark.long
def test_nginx_refuses_what_it_cannot_use(cluster: Cluster, record: Record) -> None:
    """A name of a replica that is not known any more, as when DNS is gone; and a file that is no configuration."""
    visitors = arrived(cluster, 5)
    file = next(cluster.log_file.parent.glob("conf/replicas.conf"))
    good = file.read_text()
    broken = (good.replace("\n    server 127", "\n    server nowhere.invalid:1;\n    server 127", 1), "upstream {")
    try:
        for content in broken:
            old = workers(cluster)
            file.write_text(content)
            cluster.nginx.send_signal(signal.SIGHUP)
            for visitor, shown in visitors:
                assert visitor.view() == shown
            assert cluster.ask("/map").status == 200
            assert workers(cluster) == old
    finally:
        file.write_text(good)
        cluster.nginx.send_signal(signal.SIGHUP)
    # The signal is obeyed as soon as the configuration can be used.
    assert until(lambda: bool(workers(cluster) - old))
    for visitor, _ in visitors:
        visitor.leave()
    record("reload_broken", f"{len(broken)} configurations, {len(visitors)} open pages", "refused; the old one went on")


@pytest.mark.long
def test_clients_that_ask_slowly(cluster: Cluster, record: Record) -> None:
    host, port = cluster.url.removeprefix("http://").split(":")
    with contextlib.ExitStack() as held:
        lines = [held.enter_context(socket.create_connection((host, int(port)), timeout=30)) for _ in range(100)]
        for line in lines:
            line.sendall(b"GET /map HTTP/1.1\r\nHost: x\r\nX-A: ")
        seconds = []
        for visitor, _ in arrived(cluster, 10):
            began = time.monotonic()
            assert visitor.view()
            seconds.append(time.monotonic() - began)
            visitor.leave()
            for line in lines:
                with contextlib.suppress(OSError):
                    line.sendall(b"a")

        def let_go(line: socket.socket) -> bool:
            with contextlib.suppress(OSError):
                line.settimeout(20)
                return line.recv(1) == b"" or b"408" in line.recv(64)
            return True

        gone = sum(let_go(line) for line in lines)
    record(
        "slow_asking",
        f"{len(lines)} connections, {len(seconds)} readers",
        f"let go: {gone}; readers {max(seconds):.1f} s",
    )
    assert gone == len(lines)
    assert max(seconds) < 10


@pytest.mark.long
def test_clients_that_take_nothing(tmp_path: Path, record: Record) -> None:
    """Without a proxy: readers who ask for the largest script and take nothing disturb nobody.

    Their answers are given up in time; a connection stays until the system has sent what it holds (a proxy cuts it).
    """
    large = max(wire.files().items(), key=lambda item: item[1].path.stat().st_size)[0]
    with running(tmp_path, environment={"CCT_REQUEST_SECONDS": "2"}) as process, contextlib.ExitStack() as held:
        before = process.handles()
        for _ in range(100):
            line = held.enter_context(socket.socket())
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            line.connect(("127.0.0.1", process.port))
            line.sendall(f"GET {large} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        page = process.page()
        seconds = [page.run(view=slug).seconds for slug in SLUGS]
        page.close()
        until(lambda: process.handles() <= before + 8, 10)
        held_open = max(0, process.handles() - before - 8)
        trouble = process.trouble()
    record(
        "slow_reading",
        f"100 connections, {len(seconds)} views",
        f"views {max(seconds):.1f} s; {held_open} still open after 10 s",
    )
    assert trouble == []
    assert max(seconds) < 10


@pytest.mark.long
def test_a_killed_replica_under_two_hundred_visitors(record: Record) -> None:
    outcome = failover.measure()
    text, kept = failover.said(outcome)
    record("killed", f"{failover.VISITORS} visitors", text.partition(": ")[2])
    assert kept, outcome.lost[:5]
