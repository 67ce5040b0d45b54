"""What `sgtm serve` was asked for."""

from __future__ import annotations

from pathlib import Path

from gateway.server.settings import ServeSettings


def test_by_default_only_this_machine_is_served_and_everything_is_kept() -> None:
    settings = ServeSettings(Path("rules.yaml"), Path(".sgtm"))

    assert (settings.hosts, settings.port, settings.workers, settings.dry) == (("127.0.0.1", "::1"), 8080, 1, False)
