"""A saved change is live within a second: the parent looks at the files, its children swap their containers whole.

The parent builds first. What it cannot build never reaches a child: the rules before stay in force, and everybody says so.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
from watchfiles import watch

from ..container import Container
from ..errors import GatewayError, RulesError
from ..rules import Sources, build, collect, parsed
from ..rules.catalogue import SECTIONS

_log = logging.getLogger("sgtm")

_ENDINGS = frozenset((".yaml", ".yml", ".py"))
_STEP, _AT_MOST, _LOOK_EVERY = 50, 300, 1000
"""Milliseconds: a change counts once nothing changed for a step, or this long at most; without any, look every second."""
_SETTLED = 0.1
"""Seconds a broken file has to stay as it is before it counts as saved: it may still be being written."""
Signature = Mapping[Path, tuple[int, int, int]]


class Rules(msgspec.Struct, frozen=True):
    """The rules in force as files, and, where others were saved that are broken, what to say about it."""

    sources: Sources
    stale: str = ""


class Watcher:
    """Looks at the files of the rules in a thread of its own, and tells what is to be in force from now on."""

    def __init__(
        self, rules: Rules, changed: Callable[[Rules], None], say: Callable[[str], None], *, rehearsing: bool
    ) -> None:
        self._rules, self._changed, self._say, self._rehearsing = rules, changed, say, rehearsing
        self._seen: Signature | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="rules", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join(2.0)

    def _watch(self) -> None:
        while not self._stop.is_set():
            folders = [folder for folder in self._rules.sources.folders if folder.is_dir()]
            try:
                self._watch_folders(folders)
            except OSError as error:
                self._say(f"the files of the rules cannot be watched: {error}")
            self._stop.wait(_LOOK_EVERY / 1000)

    def _watch_folders(self, folders: list[Path]) -> None:
        """Look whenever something changes, and every second, for not every file system tells; ends with a new folder."""
        self._look()
        changes = watch(
            *folders,
            recursive=False,
            step=_STEP,
            debounce=_AT_MOST,
            rust_timeout=_LOOK_EVERY,
            yield_on_timeout=True,
            stop_event=self._stop,
            watch_filter=lambda _, path: Path(path).suffix in _ENDINGS or Path(path).name in SECTIONS,
        )
        for _ in changes:
            self._look()
            if [folder for folder in self._rules.sources.folders if folder.is_dir()] != folders:
                return

    def _look(self) -> None:
        signature = _signature(self._rules.sources.folders)
        if signature == self._seen:
            return
        try:
            self._read()
        except GatewayError as error:
            if self._stop.wait(_SETTLED) or _signature(self._rules.sources.folders) != signature:
                return  # it is still being written: look again
            self._keep_the_last_good(error)
        self._seen = signature

    def _read(self) -> None:
        """Put in force what is saved, if it is something else and right. Raises GatewayError where it is not."""
        collected = collect(self._rules.sources.path)
        if collected.sources.version == self._rules.sources.version and not collected.problems:
            if self._rules.stale:
                self._tell(Rules(collected.sources), "are as before, and in force")
            return
        build(collected, rehearsing=self._rehearsing)
        self._tell(Rules(collected.sources), "are in force")

    def _keep_the_last_good(self, error: GatewayError) -> None:
        count = len(error.problems) if isinstance(error, RulesError) else 1
        name = self._rules.sources.files[0].name
        stale = f"the last good ones: {name} as saved has {count} problem{'s' * (count != 1)}"
        self._say(f"the rules {self._rules.sources.version} stay in force, for those saved are broken:\n{error}")
        self._rules = Rules(self._rules.sources, stale)
        self._changed(self._rules)

    def _tell(self, rules: Rules, what: str) -> None:
        self._rules = rules
        self._say(f"the rules {rules.sources.version} {what}")
        self._changed(rules)


class Reloader:
    """A child's side: builds the container of what the parent tells, and hands it on. `in_force` is the last one."""

    def __init__(self, rules: Rules, *, rehearsing: bool) -> None:
        self._rehearsing = rehearsing
        self._version = rules.sources.version
        self.in_force = replace(build(parsed(rules.sources), rehearsing=rehearsing), stale=rules.stale)
        self._swap: Callable[[Container], object] | None = None
        self._lock = threading.Lock()

    def on_change(self, swap: Callable[[Container], object]) -> None:
        """Call this with every container that comes into force from now on, in the thread that hears of it."""
        with self._lock:
            self._swap = swap
            swap(self.in_force)

    def take(self, rules: Rules) -> None:
        """What the parent tells."""
        try:
            made = self._made(rules)
        except GatewayError as error:
            # The parent could build it, so something changed in between; it looks again by itself.
            _log.error("%s", error)
            return
        with self._lock:
            self.in_force, self._version = made, rules.sources.version
            if self._swap is not None:
                self._swap(made)

    def _made(self, rules: Rules) -> Container:
        if rules.sources.version == self._version:
            return replace(self.in_force, stale=rules.stale)
        return replace(build(parsed(rules.sources), rehearsing=self._rehearsing), stale=rules.stale)


def _signature(folders: tuple[Path, ...]) -> Signature:
    """When the files that matter were changed last, and how long they are."""
    found = {}
    for folder in folders:
        for file in folder.glob("*"):
            if file.suffix in _ENDINGS or file.name in SECTIONS:
                try:
                    about = file.stat()
                except OSError:
                    continue  # gone again
                found[file] = (about.st_mtime_ns, about.st_size, about.st_ino)
    return found
