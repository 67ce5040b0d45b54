"""`sgtm serve --record`: real hits become files that name nobody and lead to the same tags."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway import Event, Hit, Lookup, Steps
from gateway.cli import _application
from gateway.cli.recorded import Outcome, recording
from gateway.container import Container
from gateway.errors import GatewayError
from gateway.recording import rehearse
from gateway.recording.choice import Choice
from gateway.rules import load
from tests.canaries import CANARY_HITS, seen_in
from tests.running import ROOT, running, serving, wait_until
from tests.small import small_container, tag

NOWHERE = "http://127.0.0.1:9"


def send(port: int, hit: Hit) -> int:
    """The hit to the byte, as no client library would leave it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(hit.method, f"{hit.path}?{hit.query}", skip_host=True, skip_accept_encoding=True)
    for name, value in (*hit.headers, ("content-length", str(len(hit.body)))):
        connection.putheader(name, value)
    connection.endheaders(hit.body)
    status = connection.getresponse().status
    connection.close()
    return status


def replayed(folder: Path) -> Counter[tuple[str, ...]]:
    """The tags that fire for each file, by `sgtm replay`."""
    words = ["replay", str(folder), "--rules", str(ROOT / "rules.yaml"), "--format", "json"]
    shown = CliRunner().invoke(_application("replay"), words)
    documents = [json.loads(line) for line in shown.stdout.splitlines()]
    return Counter(fired(document["events"]) for document in documents)


def fired(events: list[dict[str, list[dict[str, str]]]]) -> tuple[str, ...]:
    return tuple(run["tag"] for event in events for run in event["tags"])


def test_recorded_hits_name_nobody_and_lead_to_the_same_tags(tmp_path: Path) -> None:
    folder = tmp_path / "hits"
    with serving(tmp_path / "data", NOWHERE, "--record", str(folder), "--workers", "2") as gateway:
        statuses = [send(gateway.port(), hit) for hit in CANARY_HITS.values()]
        gateway.stop()

    shop = load(ROOT / "rules.yaml", rehearsing=True)
    live = Counter(tuple(run.tag for run in rehearse(shop, hit).runs()) for hit in CANARY_HITS.values())
    files = list(folder.glob("*.http"))
    assert (len(files), set(statuses)) == (len(CANARY_HITS), {200, 400})
    assert replayed(folder) == live
    assert [seen_in(file.name + file.read_text("latin-1")) for file in files] == [[]] * len(files)
    assert any("hits are recorded in" in line for line in gateway.messages)


def test_only_hits_that_were_asked_for_are_recorded_also_in_a_dry_run(tmp_path: Path) -> None:
    words = ("--dry", "--record", str(tmp_path / "hits"), "--record-tag", "TikTok purchase", "--record-most", "1")
    with serving(tmp_path / "data", NOWHERE, *words) as gateway:
        for name in ("nothing that any client claims", "a query", "a query"):
            send(gateway.port(), CANARY_HITS[name])
        gateway.said("hits is full, and nothing more is recorded")
        wait_until(lambda: len(list((tmp_path / "hits").glob("*-ga4-purchase-*.http"))) == 1)

    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_used_ends_it_before_any_hit(tmp_path: Path) -> None:
    (tmp_path / "hits").write_bytes(b"")
    with running("serve", "--dry", "--port", "0", "--record", str(tmp_path / "hits")) as gateway:
        assert gateway.wait() == 1

    assert gateway.messages[-1].endswith("hits cannot be used for hits: File exists.")


def nothing(_: Event, __: Lookup) -> Steps:
    yield from ()


# --- what the options come to -----------------------------------------------------------------------------------------


@pytest.fixture
def container() -> Container:
    return small_container(tag("TikTok purchase", nothing))


def test_the_options_come_to_a_choice(container: Container, tmp_path: Path) -> None:
    made = recording(tmp_path, ["purchase"], ["TikTok purchase"], [Outcome.not_fired], None, container)

    assert made is not None
    choice = Choice(frozenset(["purchase"]), frozenset(["TikTok purchase"]), frozenset(["not-fired"]))
    assert (made.choice, made.most) == (choice, 1000)


def test_a_tag_that_there_is_not_is_told(container: Container, tmp_path: Path) -> None:
    with pytest.raises(GatewayError, match=r'there is no tag "Tiktok purchase"\. Did you mean "TikTok purchase"\?'):
        recording(tmp_path, None, ["Tiktok purchase"], None, None, container)


def test_what_to_record_needs_a_folder(container: Container) -> None:
    with pytest.raises(GatewayError, match="name a folder, too: --record FOLDER"):
        recording(None, ["purchase"], None, None, None, container)


def test_without_any_of_them_nothing_is_recorded(container: Container) -> None:
    assert recording(None, None, None, None, None, container) is None
