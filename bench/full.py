"""A disk that fills up under a gateway: what is answered is kept, what cannot be kept is refused, and nothing falls over.

    python bench/full.py [--disk MIB]

The disk is a tmpfs of so many MiB, in a mount namespace of its own (Linux, `unshare`). Somebody else fills it and frees it
again; then hits do. The gateway is told to stop while it is full, and started on a larger disk with a vendor that takes
everything. Loopback only; it ends by itself, with 1 where something was otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import httpx

from gateway.delivery import counts, recent_hits
from tests.gateway.server.test_supervisor import PURCHASE, received
from tests.running import Running, fake_tiktok, serving, wait_until

WITHIN = 10.0
_INSIDE = "--inside"


def main() -> None:
    """Enter a namespace where mounting is allowed, and tell the story there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--disk", type=int, default=12)
    parser.add_argument(_INSIDE, action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not is_possible():
        sys.exit("This machine lets nobody mount a disk of his own: `unshare -rm` must work, on Linux.")
    if not given.inside:
        os.execvp("unshare", ["unshare", "-rm", sys.executable, __file__, "--disk", str(given.disk), _INSIDE])
    with tempfile.TemporaryDirectory() as folder, tmpfs(Path(folder), given.disk):
        print(story(Path(folder), given.disk))


def is_possible() -> bool:
    """Whether this machine lets us mount a disk of our own."""
    tried = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs tmpfs "$0"', tempfile.gettempdir()]
    with contextlib.suppress(OSError):
        return subprocess.run(tried, capture_output=True, check=False).returncode == 0
    return False


@contextlib.contextmanager
def tmpfs(folder: Path, mib: int, *more: str) -> Iterator[None]:
    """A disk of so many MiB at this folder."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def story(disk: Path, mib: int) -> str:
    """All of it; returns what came of it. An assertion says what was otherwise."""
    data = disk / "data"
    with fake_tiktok() as endpoint:
        with serving(data, endpoint) as gateway:
            browser = Browser(gateway)
            assert {browser.hit() for _ in range(50)} == {200}
            someone_else_fills_it(disk, browser)
            shed_at, refused_at = fill(browser)
            seconds = stopped(gateway, browser)
            assert not [line for line in gateway.messages if "Traceback" in line], gateway.messages
        assert browser.answered <= kept(data)
        subprocess.run(["mount", "-o", f"remount,size={8 * mib}m", disk], check=True)
        with serving(data, endpoint) as gateway:
            later = Browser(gateway, "later")
            wait_until(lambda: later.ready() == 200 and later.hit() == 200)
            wait_until(lambda: browser.answered | later.answered <= set(received(endpoint)))
            assert gateway.stop() == 0
    return (
        f"a disk of {mib} MiB: filled by others and freed, hits go on; scrolls were shed at {shed_at:,} answered hits, "
        f"hits refused at {refused_at:,}; stopped while full after {seconds:.1f} s; 0 of them lost, all sent"
    )


def someone_else_fills_it(disk: Path, browser: Browser) -> None:
    """Until not a page is left, all at once; then the space is free again."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    wait_until(lambda: browser.hit() == 503)
    assert browser.retry_after == "5"
    assert browser.ready() == 503
    ballast.unlink()
    wait_until(lambda: browser.ready() == 200 and browser.hit() == 200)


def fill(browser: Browser) -> tuple[int, int]:
    """How many hits were answered when scrolls were shed, and when hits were refused."""
    while browser.ready() == 200:
        browser.hits(20)
    shed_at = len(browser.answered)
    wait_until(lambda: browser.hit("scroll") == 503)
    wait_until(lambda: set(browser.hits(20)) == {503})
    assert (browser.retry_after, browser.ready()) == ("5", 503)
    return shed_at, len(browser.answered)


def stopped(gateway: Running, browser: Browser) -> float:
    """The seconds a gateway took that was told to stop while hits came that it could not take."""
    going_on = threading.Thread(target=browser.until_nobody_answers)
    going_on.start()
    begun = time.monotonic()
    assert gateway.stop() == 0
    seconds = time.monotonic() - begun
    going_on.join()
    assert seconds <= WITHIN
    return seconds


def kept(data: Path) -> set[str]:
    """The purchases that are on disk, which have their requests there too."""
    hits = [parse_qs(hit.query) for hit in recent_hits(data, 10_000_000)]
    purchases = {hit["ep.event_id"][0] for hit in hits if hit["en"] == ["purchase"]}
    assert counts(data).total() == len(purchases)
    return purchases


class Browser:
    """Sends hits one after the other, and knows which were answered."""

    def __init__(self, gateway: Running, name: str = "hit") -> None:
        self._name, self._numbers = name, itertools.count()
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{gateway.port()}", trust_env=False, timeout=30)
        self.answered: set[str] = set()
        self.retry_after = ""

    def hit(self, event: str = "purchase") -> int:
        """The status of the next one."""
        name = f"{self._name}-{next(self._numbers)}"
        answer = self._client.get(f"{PURCHASE.replace('en=purchase', f'en={event}')}&ep.event_id={name}")
        if answer.status_code == 200 and event == "purchase":
            self.answered.add(name)
        self.retry_after = answer.headers.get("retry-after", "")
        return answer.status_code

    def hits(self, many: int) -> list[int]:
        """So many."""
        return [self.hit() for _ in range(many)]

    def ready(self) -> int:
        """What a load balancer is told."""
        return self._client.get("/readyz").status_code

    def until_nobody_answers(self) -> None:
        """Hits until the gateway is gone."""
        with contextlib.suppress(httpx.TransportError):
            while True:
                self.hit()


if __name__ == "__main__":
    main()
