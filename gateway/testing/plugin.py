"""The pytest plugin: fixtures, and files that are tests. What it needs is imported when it is used.

Every pytest run where sgtm is installed imports this file; one without a test of rules pays nothing else for it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..errors import GatewayError

if TYPE_CHECKING:
    from .clock import Clock
    from .local_tiktok import LocalTikTok
    from .rehearsed import RehearsedContainer
    from .run import Run

_ENDINGS = (".sent.json", "rules_test.yaml", "rules_test.yml", ".tpl")
UPDATED = "sgtm_updated"
_REFUSED = pytest.StashKey[list[str]]()
_CONTAINERS = pytest.StashKey[list[Any]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--sgtm-update`."""
    group = parser.getgroup("sgtm", "tests of a tag manager's rules")
    group.addoption("--sgtm-update", action="store_true", help="Write snapshots (.sent.json) anew where they differ.")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A `rules_test.yaml`, a `.sent.json` that has its hits beside it, and a template of GTM with tests."""
    if not file_path.name.endswith(_ENDINGS):
        return None
    from .items import collector  # as the sentence above says

    return collector(file_path, parent)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name the snapshots that were written anew."""
    reports = [each for several in terminalreporter.stats.values() for each in several]
    files = sorted({file for each in reports for key, file in getattr(each, "user_properties", ()) if key == UPDATED})
    for file in files:
        terminalreporter.write_line(f"sgtm: {file} was written anew")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test in which something tried to reach another machine is wrong, also where a tag's fault hid it."""
    result = yield
    if refused := item.stash.get(_REFUSED, None):
        pytest.fail("\n".join(dict.fromkeys(refused)), pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """With a test that is wrong goes what happened to the hit it replayed last."""
    report: Any = yield
    if report.when == "call" and report.failed:
        runs = [container.last for container in item.stash.get(_CONTAINERS, ()) if container.last is not None]
        report.sections += [("what was replayed last", repr(run)) for run in runs]
    return report


@pytest.fixture
def _sgtm_offline(request: pytest.FixtureRequest) -> Iterator[None]:
    from .network import only_loopback  # as above

    with only_loopback() as refused:
        request.node.stash[_REFUSED] = refused
        yield


@pytest.fixture
def container(request: pytest.FixtureRequest, _sgtm_offline: None) -> RehearsedContainer:
    """The container of the nearest rules.yaml above the test, with `<NAME>` for every `${NAME}`, set or not.

    Its hits are rehearsed: all is as live, but what its tags send is answered on this machine, and no queue sends it again.
    """
    from .rehearsed import RehearsedContainer  # as above

    folder = request.path.parent
    clock, tiktok = _around(request)
    return _told(request, lambda: RehearsedContainer.of(_rules(request), folder, clock=clock, tiktok=tiktok))


@pytest.fixture
def container_of(request: pytest.FixtureRequest, _sgtm_offline: None) -> Callable[[str], RehearsedContainer]:
    """A container of the rules a test writes itself: `container_of(RULES)`, with the own types beside the nearest rules.yaml."""
    from .rehearsed import RehearsedContainer  # as above

    folder = request.path.parent
    clock, tiktok = _around(request)

    def made(text: str) -> RehearsedContainer:
        __tracebackhide__ = True
        if not isinstance(text, str):
            raise GatewayError(f"container_of() takes the text of rules, as it stands in rules.yaml, not {text!r:.60}.")

        def build() -> RehearsedContainer:
            return RehearsedContainer.of_text(text, _rules(request).parent, folder, clock=clock, tiktok=tiktok)

        return _told(request, build)

    return made


@pytest.fixture
def replay(container: RehearsedContainer) -> Callable[..., Run]:
    """Replays a hit by the nearest rules: `replay("hits/purchase.http", en="refund")`, as `container.replay` does."""
    return container.replay


@pytest.fixture
def clock() -> Clock:
    """The time of the hits a test replays. It stands at the beginning of 2026 until the test says `set` or `move`."""
    from .clock import Clock  # as above

    return Clock()


@pytest.fixture
def fake_tiktok() -> LocalTikTok:
    """Answers what the test's tags send to TikTok, and knows what came: `fake_tiktok["Purchase"]`, `fake_tiktok.fail("502")`."""
    from .local_tiktok import LocalTikTok  # as above

    return LocalTikTok()


def _around(request: pytest.FixtureRequest) -> tuple[Clock | None, LocalTikTok | None]:
    """The clock and the endpoint, where a test asks for them; others may have fixtures of these names."""
    from .clock import Clock  # as above
    from .local_tiktok import LocalTikTok

    asked = {name: request.getfixturevalue(name) for name in ("clock", "fake_tiktok") if name in request.fixturenames}
    clock, tiktok = asked.get("clock"), asked.get("fake_tiktok")
    return clock if isinstance(clock, Clock) else None, tiktok if isinstance(tiktok, LocalTikTok) else None


def _rules(request: pytest.FixtureRequest) -> Path:
    from .whereabouts import rules_near  # as above

    return rules_near(request.path.parent, request.config.rootpath)


def _told(request: pytest.FixtureRequest, make: Callable[[], RehearsedContainer]) -> RehearsedContainer:
    __tracebackhide__ = True
    try:
        made = make()
    except GatewayError as error:
        told = str(error)
    else:
        request.node.stash.setdefault(_CONTAINERS, []).append(made)
        return made
    # Outside the handler, or pytest would show every problem twice.
    pytest.fail(told, pytrace=False)
