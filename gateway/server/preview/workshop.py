"""What the preview does with a hit: rehearse it by today's rules, write it as text or a command, save it as a test.

Whoever looks at a hit sees nobody: what leaves as text has stand-ins in the place of persons, the same for the same person.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...container import Container
from ...details import details
from ...errors import GatewayError, RulesError
from ...fake_tiktok import stand_in
from ...hit import Hit
from ...outgoing import OutgoingRequest
from ...recording import (
    curl_of_hit,
    curl_of_request,
    hits_of,
    http_text,
    pseudonymous,
    pseudonymous_request,
    rehearse,
    sent_json,
)
from ...rules import load
from .deliveries import join

MOST_EDITED = 50
_log = logging.getLogger("sgtm")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.IGNORECASE)
_TESTS = Path("tests") / "hits"


class Workshop:
    """Rehearses by the rules that are in force, and writes beside them."""

    def __init__(
        self, container: Callable[[], Container], rules: Path, key: bytes, *, clock: Callable[[], float] = time.time
    ) -> None:
        """`key` makes the stand-ins; `rules` is the rules file, beside which tests lie."""
        self._container, self._rules, self._folder = container, rules, rules.parent
        self._key, self._clock = key, clock

    def replayed(self, hit: Hit) -> dict[str, Any]:
        """The details of a rehearsal: nothing is sent."""
        trace = rehearse(self._container(), hit, stand_in)
        document = details(trace) | {"kept": "rehearsal", "can": []}
        join(document, {}, trace.container)
        return document

    def replayed_text(self, text: str) -> list[dict[str, Any]]:
        """The details of each hit that is written so, each with its own text, by which it can be saved.

        A hit comes now where the text does not say when. Raises CaptureError where it is no such text.
        """
        hits = self._hits(text)
        if len(hits) > MOST_EDITED:
            raise GatewayError(f"these are {len(hits)} hits. Replay at most {MOST_EDITED} at once, or use sgtm replay.")
        return [self.replayed(hit) | {"http": http_text(hit).decode()} for hit in hits]

    def text(self, hit: Hit) -> str:
        """The hit as `.http` text, with stand-ins for persons."""
        return http_text(self._nobodys(hit)).decode()

    def curl(self, hit: Hit, origin: str) -> str:
        """The hit as a command that sends it to this gateway, with stand-ins for persons."""
        return curl_of_hit(self._nobodys(hit), origin)

    def curl_of_sent(self, request: OutgoingRequest) -> str:
        """A request to a vendor as a command, with stand-ins for persons and its credential as a variable."""
        return curl_of_request(pseudonymous_request(request, self._key))

    def save_text(self, text: str, name: str) -> list[str]:
        """As `save`, of a hit that was edited. Raises CaptureError where it is no such text."""
        hits = self._hits(text)
        if len(hits) > 1:
            raise GatewayError(f"these are {len(hits)} hits, and a test is of one. Save each by itself.")
        return self.save(hits[0], name)

    def save(self, hit: Hit, name: str) -> list[str]:
        """Write the hit as a test, and what is sent of it beside it; returns the files, seen from the rules.

        What is sent goes by the rules as tests read them: those that are saved, without this machine's environment. Raises
        GatewayError where they are broken, the name is none, the test is there already, or the folder cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise GatewayError(
                f'"{name[:80]}" is no name of a test. Use letters, digits, - and _, such as purchase-two-mugs.'
            )
        nobodys = self._nobodys(hit)
        trace = rehearse(self._tested(), nobodys, stand_in)
        about = ", ".join(str(event.event.get("event_name", "")) for event in trace.events)
        files = {
            _TESTS / f"{name}.http": http_text(nobodys, f"{about or 'A hit'}, saved from the preview."),
            _TESTS / f"{name}.sent.json": sent_json(trace).encode(),
        }
        if taken := next((file.name for file in files if (self._folder / file).exists()), None):
            raise GatewayError(f"{taken} is there already. Take another name.")
        try:
            (self._folder / _TESTS).mkdir(parents=True, exist_ok=True)
            for file, content in files.items():
                with (self._folder / file).open("xb") as opened:
                    opened.write(content)
        except FileExistsError as error:
            raise GatewayError(f"{Path(error.filename).name} is there already. Take another name.") from None
        except OSError as error:
            raise GatewayError(f"{self._folder / _TESTS} cannot be written: {error.strerror}.") from None
        return [file.as_posix() for file in files]

    def _tested(self) -> Container:
        try:
            return load(self._rules, {}, rehearsing=True)
        except RulesError as error:
            raise GatewayError(f"{error}\nTests go by the rules as they are saved. Mend them first.") from None

    def _hits(self, text: str) -> list[Hit]:
        return hits_of(text.encode("utf-8", "surrogatepass"), "edited.http", at=round(self._clock() * 1000))

    def _nobodys(self, hit: Hit) -> Hit:
        return pseudonymous(hit, self._key)


def key_of(folder: Path | None) -> bytes:
    """The key of the stand-ins, kept in the data folder so that a person stays the same stand-in; without one, of this run."""
    if folder is None:
        return secrets.token_bytes(32)
    path = folder / "stand-ins.key"
    try:
        if not path.exists():
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
                opened.write(secrets.token_bytes(32))
        return path.read_bytes()
    except OSError as error:
        _log.error("%s cannot be used, so stand-ins for persons are others in each run: %s", path.name, error.strerror)
        return secrets.token_bytes(32)
