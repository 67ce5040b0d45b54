"""The fixtures. Imported by every pytest run where sgtm is installed, so what they need is imported when they are used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..errors import GatewayError

if TYPE_CHECKING:
    from .rehearsed import RehearsedContainer


@pytest.fixture
def container(request: pytest.FixtureRequest) -> RehearsedContainer:
    """The container of the nearest rules.yaml above the test, with `<NAME>` for every unset `${NAME}`."""
    from .rehearsed import RehearsedContainer  # a pytest run without a test of rules pays nothing for this plugin

    folder = request.path.parent
    return _told(lambda: RehearsedContainer.of(_nearest_rules(folder), folder))


@pytest.fixture
def container_of(request: pytest.FixtureRequest) -> Callable[[str], RehearsedContainer]:
    """A container of the rules a test writes itself: `container_of(RULES)`, with the own types beside the nearest rules.yaml."""
    from .rehearsed import RehearsedContainer  # as above

    folder = request.path.parent
    return lambda text: _told(lambda: RehearsedContainer.of_text(text, _nearest_rules(folder).parent, folder))


def _told(make: Callable[[], RehearsedContainer]) -> RehearsedContainer:
    try:
        return make()
    except GatewayError as error:
        told = str(error)
    # Outside the handler, or pytest would show every problem twice.
    pytest.fail(told, pytrace=False)


def _nearest_rules(folder: Path) -> Path:
    for place in (folder, *folder.parents):
        if (place / "rules.yaml").is_file():
            return place / "rules.yaml"
    raise pytest.UsageError(f"there is no rules.yaml in {folder} or above it. `sgtm new` writes a first one.")
