"""A saved change is live, a broken one is told, and no hit sees half of each."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway import Hit, OutgoingRequest, Reply
from gateway.container import Container
from gateway.pipeline import Keep
from gateway.rules import build, collect, of_text
from gateway.server.live import Live, Send
from gateway.server.reload import Reloader, Rules, Watcher
from gateway.trace import Trace
from tests.running import PATIENCE, running, wait_until

RULES = "clients: {GA4: {type: ga4}}\ntriggers: {All: always}\ntags:\n  A: {type: http_request, triggers: All, url: http://127.0.0.1:9/}\n"
TYPE = """from gateway import Event, Lookup, Steps, TagType


class Mine(TagType):
    \"\"\"Does nothing.\"\"\"

    def run(self, event: Event, lookup: Lookup) -> Steps:
        return None
        yield
"""


class Watched:
    """A folder of rules that somebody watches, and what was told of it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "rules.yaml"
        self.file.write_text(RULES)
        self.rules: queue.Queue[Rules] = queue.Queue()
        self.said: list[str] = []
        first = Rules(collect(self.file).sources)
        self.watcher = Watcher(first, self.rules.put, self.said.append, rehearsing=False)
        self.watcher.start()

    def told(self) -> Rules:
        """What is told next."""
        return self.rules.get(timeout=PATIENCE)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    yield made
    made.watcher.stop()


def test_a_saved_change_is_told(watched: Watched) -> None:
    watched.file.write_text(RULES.replace("  A:", "  B:"))
    rules = watched.told()

    assert rules.stale == ""
    assert b"  B:" in rules.sources.files[0].text


def test_a_broken_change_leaves_the_last_good_rules_in_force_and_says_why(watched: Watched) -> None:
    before = collect(watched.file).sources.version
    watched.file.write_text(RULES.replace("ga4", "ga3"))
    rules = watched.told()

    assert (rules.sources.version, rules.stale) == (
        before,
        "the last good ones: rules.yaml as saved has 1 problem; "
        'rules.yaml:1:23  client "GA4": there is no client type "ga3". Did you mean "ga4"?',
    )
    assert b"ga4" in rules.sources.files[0].text
    assert f"the rules {before} stay in force" in watched.said[0]
    assert 'rules.yaml:1:23  client "GA4": there is no client type "ga3".' in watched.said[0]


def test_a_change_taken_back_is_good_again(watched: Watched) -> None:
    watched.file.write_text("clients: {")
    assert watched.told().stale
    watched.file.write_text(RULES)

    assert watched.told().stale == ""
    assert watched.said[-1].endswith("are as before, and in force")


def test_a_file_that_is_gone_is_told_and_taken_again_when_it_is_back(watched: Watched) -> None:
    watched.file.unlink()
    assert "1 problem" in watched.told().stale
    watched.file.write_text(RULES.replace("  A:", "  B:"))

    assert watched.told().stale == ""


def test_a_file_in_a_new_folder_of_includes_is_looked_at_from_then_on(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    included = tmp_path / "more" / "tags.yaml"
    included.write_text("tags: {B: {type: http_request, triggers: All, url: http://127.0.0.1:9/}}\n")
    watched.file.write_text(f"include: more\n{RULES}")
    assert len(watched.told().sources.files) == 2
    included.write_text("tags: {C: {type: http_request, triggers: All, url: http://127.0.0.1:9/}}\n")

    assert b"{C:" in watched.told().sources.files[1].text


def test_a_type_of_ones_own_that_changes_is_read_anew(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    own = tmp_path / "tags" / "mine.py"
    own.write_text(TYPE)
    versions = {watched.told().sources.version}
    watched.file.write_text(f"{RULES}  B: {{type: mine, triggers: All}}\n")
    versions.add(watched.told().sources.version)
    own.write_text(TYPE.replace("nothing", "nothing at all"))
    versions.add(watched.told().sources.version)

    assert len(versions) == 3


def test_a_child_that_is_started_while_the_files_are_broken_has_the_last_good_rules(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "mine.py").write_text(TYPE)
    (tmp_path / "rules.yaml").write_text(f"{RULES}  B: {{type: mine, triggers: All}}\n")
    rules = Rules(collect(tmp_path / "rules.yaml").sources, "the last good ones")
    (tmp_path / "tags" / "mine.py").write_text("this is broken(")
    reloader = Reloader(rules, rehearsing=False)

    assert (len(reloader.in_force.tags), reloader.in_force.stale) == (2, "the last good ones")


def test_an_include_that_is_not_there_yet_is_taken_once_it_is(watched: Watched, tmp_path: Path) -> None:
    watched.file.write_text(f"include: shops/\n{RULES}")
    assert watched.told().stale
    (tmp_path / "shops").mkdir()
    (tmp_path / "shops" / "a.yaml").write_text("container: Berlin\n")

    assert watched.told().stale == ""


def test_a_trigger_that_would_break_the_index_is_never_in_force(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "triggers").mkdir()
    (tmp_path / "triggers" / "odd.py").write_text(
        "from gateway import TriggerType\n\n\nclass Odd(TriggerType):\n    def only(self):\n        return None\n"
    )
    watched.told()
    watched.file.write_text(RULES.replace("{All: always}", "{All: {type: odd}}"))

    assert watched.told().stale.startswith("the last good ones: rules.yaml as saved has 1 problem; rules.yaml:2:12  ")


def test_a_child_swaps_what_it_is_told_and_keeps_what_it_has_when_others_are_broken(tmp_path: Path) -> None:
    first, second = (Rules(of_text(f"container: {name}\n{RULES}", tmp_path, "R").sources) for name in ("one", "two"))
    swapped: list[Container] = []
    reloader = Reloader(first, rehearsing=False)
    reloader.on_change(swapped.append)
    reloader.take(second)
    reloader.take(Rules(second.sources, "the last good ones"))

    assert [(each.name, each.stale) for each in swapped] == [("one", ""), ("two", ""), ("two", "the last good ones")]
    assert swapped[1].tags is swapped[2].tags


# --- no hit sees half of each --------------------------------------------------------------------------------------------

SWAPS = 1000
ASKING = """from typing import Annotated

from gateway import Ask, Event, Lookup, OutgoingRequest, Steps, TagType


class Asking(TagType):
    \"\"\"Asks, and then sends what every part of the rules says of itself.\"\"\"

    own: Annotated[str, "What the tag says."]

    def run(self, event: Event, lookup: Lookup) -> Steps:
        reply = yield Ask(OutgoingRequest(f"https://vendor.example/{self.own}"))
        said = [self.own, lookup["Own"], event["own"], reply.body.decode()]
        yield OutgoingRequest.post("https://vendor.example/", json=said)
        return None
"""


def container_that_says(name: str, folder: Path) -> Container:
    """Rules every part of which says the same name: variable, trigger, transformation, tag."""
    text = f"""container: {name}
clients: {{GA4: {{type: ga4}}}}
variables: {{Own: {{type: constant, constant: {name}}}}}
triggers: {{Mine: "{{{{Own}}}} == {name} and {{{{Container ID}}}} == {name}"}}
transformations: {{Mark: {{type: augment_event, parameters: {{own: "{{{{Own}}}}"}}}}}}
tags: {{Tag {name}: {{type: asking, triggers: Mine, own: {name}}}}}
"""
    return build(of_text(text, folder, "RULES"))


def vendor_of(name: str) -> Send:
    """A sender with the credentials of one container: it answers with its name, after a moment."""

    async def send(request: OutgoingRequest) -> Reply:
        await asyncio.sleep(random.random() / 500)
        return Reply(200, name.encode())

    return send


def test_a_thousand_swaps_under_load_and_no_hit_sees_half_of_each(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "asking.py").write_text(ASKING)
    rules = [(container_that_says(name, tmp_path), vendor_of(name)) for name in ("one", "two", "three")]
    traces: list[Trace] = []
    kept: list[Keep] = []

    async def commit(keep: Keep) -> None:
        await asyncio.sleep(0)
        kept.append(keep)

    async def load(live: Live, number: int, running: Callable[[], bool]) -> None:
        while running():
            await live.answer(
                Hit("GET", "/g/collect", "v=2&tid=G-1&cid=1.2&en=x", id=f"{number}-{len(traces)}", seed=1)
            )

    async def run() -> None:
        live = Live(rules[0][0], commit, rules[0][1], traced=traces.append)
        going = True
        browsers = [asyncio.ensure_future(load(live, number, lambda: going)) for number in range(20)]
        for number in range(SWAPS):
            live.swap(*rules[number % 3])
            await asyncio.sleep(0.001)
        going = False
        await asyncio.gather(*browsers)
        await live.drain()

    asyncio.run(run())

    seen = {trace.container.name for trace in traces}
    assert seen == {"one", "two", "three"}
    assert len(traces) > SWAPS
    for trace in traces:
        name = trace.container.name
        ((tag, said),) = [(run.tag, run.sent[0].request.json) for run in trace.runs()]
        assert (tag, said) == (f"Tag {name}", [name, name, name, name])
    assert {keep.rules for keep in kept} == {container.version for container, _ in rules}


# --- a real gateway ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def gateway(folder: Path, *arguments: str) -> Iterator[Any]:
    """A real gateway with the rules of this folder."""
    (folder / "rules.yaml").write_text(RULES)
    with running("serve", "--rules", str(folder / "rules.yaml"), "--port", "0", "--dry", "--trace", *arguments) as made:
        yield made


def ready(port: int) -> str:
    return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).text


def test_a_gateway_takes_a_saved_change_in_every_process_without_losing_a_hit(tmp_path: Path) -> None:
    with gateway(tmp_path, "--workers", "2") as made:
        port = made.port()
        (tmp_path / "rules.yaml").write_text(RULES.replace("  A:", "  B:"))
        version = collect(tmp_path / "rules.yaml").sources.version
        made.said(f"the rules {version} are in force")
        wait_until(lambda: all(ready(port) == f"ok\nrules {version}" for _ in range(20)))
        assert httpx.get(f"http://127.0.0.1:{port}/g/collect?v=2&tid=G-1&cid=1.2&en=x", trust_env=False).is_success
        shown = [made.result() for _ in range(4)]

    assert any("B: fired by trigger" in line for line in shown)


def test_a_gateway_with_broken_rules_says_so_on_the_console_in_each_trace_and_to_strangers_without_the_place(
    tmp_path: Path,
) -> None:
    with gateway(tmp_path) as made:
        port = made.port()
        version = collect(tmp_path / "rules.yaml").sources.version
        (tmp_path / "rules.yaml").write_text(RULES.replace("ga4", "ga3"))
        made.said(r"rules\.yaml:1:23  client \"GA4\": there is no client type")
        stale = f"rules {version}, the last good ones: rules.yaml as saved has 1 problem"
        wait_until(lambda: ready(port) == f"ok\n{stale}")
        httpx.get(f"http://127.0.0.1:{port}/g/collect?v=2&tid=G-1&cid=1.2&en=x", trust_env=False)
        shown = [made.result() for _ in range(3)]

    assert any(
        line.startswith(f"  rules     {version}, the last good ones: ") and "rules.yaml:1:23" in line for line in shown
    )


def test_a_process_that_is_started_again_has_the_rules_in_force(tmp_path: Path) -> None:
    import os
    import signal
    import subprocess

    with gateway(tmp_path) as made:
        port = made.port()
        (tmp_path / "rules.yaml").write_text(RULES.replace("  A:", "  B:"))
        version = collect(tmp_path / "rules.yaml").sources.version
        made.said(f"the rules {version} are in force")
        (tmp_path / "rules.yaml").write_text("clients: [")
        made.said("stay in force")
        children = subprocess.run(
            ["pgrep", "-P", str(made.process.pid), "-f", "spawn_main"], capture_output=True, text=True, check=True
        )
        for child in children.stdout.split():
            os.kill(int(child), signal.SIGKILL)
        made.said("it is started again")
        wait_until(lambda: f"rules {version}, the last good ones" in ready(port))
