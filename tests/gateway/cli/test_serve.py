"""`sgtm serve` as a command: what it says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import ROOT, running


def test_it_says_where_it_is_and_what_to_paste(tmp_path: Path) -> None:
    with running("serve", "--dry", "--port", "0", "--rules", str(ROOT / "rules.yaml")) as gateway:
        port = gateway.port()
        gateway.said("sends no user data")
        said = "\n".join(gateway.messages)

    assert f"rules.yaml with 2 tags takes hits on http://localhost:{port}" in said
    assert f"transport_url: 'http://localhost:{port}'" in said
    assert not (tmp_path / ".sgtm").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--workers", "0"), 2, "workers"),
        (("--port", "many"), 2, "port"),
        (("--rules", "nowhere.yaml"), 3, "nowhere.yaml:1:1  cannot be read: No such file or directory."),
        (("--host", "192.0.2.1"), 1, "cannot listen on 192.0.2.1"),
    ],
    ids=["no workers", "a word for a port", "no rules", "an address of another machine"],
)
def test_what_cannot_be_served_is_a_sentence_and_an_exit_code(
    arguments: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    with running("serve", "--dry", "--port", "0", "--data-dir", str(tmp_path), *arguments) as gateway:
        assert gateway.wait() == code

    assert said in "\n".join(gateway.messages)
    assert "Traceback" not in "\n".join(gateway.messages)
