"""A page in a browser whose replica goes away: it comes back by itself and shows the same view."""

import http.client
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.visit import Visit
from tests.deploy.replicas import PATIENCE, Cluster, behind_nginx


def counted(cluster: Cluster, number: int, name: str) -> float:
    """A number of a replica, as it counts itself."""
    connection = http.client.HTTPConnection("127.0.0.1", cluster.replicas[number].port, timeout=30)
    connection.request("GET", "/metrics")
    found = re.search(rf"^{name} ([\d.]+)$", connection.getresponse().read().decode(), re.MULTILINE)
    connection.close()
    assert found
    return float(found[1])


@pytest.mark.long
def test_the_page_moves_to_the_other_replica(tmp_path: Path, new_context: Callable[..., BrowserContext]) -> None:
    with behind_nginx(tmp_path) as cluster:
        made = Visit(new_context().new_page(), cluster.url)
        made.watch()
        made.open("/country?country=CUB")
        heading = made.page.get_by_role("heading", level=1)
        before = (made.page.url, heading.inner_text(), made.page.get_by_test_id("stMetric").all_inner_texts())
        assert "Cuba" in made.page.get_by_test_id("stMain").inner_text()
        used = next(number for number in (0, 1) if counted(cluster, number, "cct_sessions") == 1)
        cluster.replicas[used].stop(signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while counted(cluster, 1 - used, "cct_sessions") == 0:
            assert time.monotonic() < until, "the page did not come back"
            time.sleep(0.1)  # between two questions to the replica
        made.settle()
        expect(made.page.get_by_test_id("stMetric")).to_have_count(len(before[2]))
        after = (made.page.url, heading.inner_text(), made.page.get_by_test_id("stMetric").all_inner_texts())
        assert after == before
        # The replica that knew nothing of this page answers the next choice.
        made.page.get_by_test_id("stPageLink").get_by_text("Map", exact=True).click()
        made.page.wait_for_url("**/map*")
        made.settle()
        assert counted(cluster, 1 - used, "cct_sessions") == 1
