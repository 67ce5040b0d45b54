"""The fixtures. Imported by every pytest run where sgtm is installed, so what they need is imported when they are used."""

from __future__ import annotations

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

    try:
        return RehearsedContainer(_nearest_rules(request.path.parent), request.path.parent)
    except GatewayError as error:
        told = str(error)
    # Outside the handler, or pytest would show every problem twice.
    pytest.fail(told, pytrace=False)


def _nearest_rules(folder: Path) -> Path:
    for place in (folder, *folder.parents):
        if (place / "rules.yaml").is_file():
            return place / "rules.yaml"
    raise pytest.UsageError(f"there is no rules.yaml in {folder} or above it. `sgtm new` writes a first one.")
