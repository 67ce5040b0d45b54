"""A saved change is live within a second: the parent looks at the files, its children swap their containers whole.

The parent builds first. What it cannot build never reaches a child: the rules before stay in force, and everybody says so.
"""

from __future__ import annotations

import contextlib
import logging
import stat
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
from watchfiles import watch

from ..container import Container
from ..errors import GatewayError, RulesError
from ..rules import Sources, build, collect, parsed
from ..rules.catalogue import SECTIONS
from ..rules.own_code import TEMPLATES

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
        self._looked_at: set[Path] = {rules.sources.path}
        self._seen: Signature | None = None
        self._told = ""
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
            try:
                self._look()
                self._watch_folders(self._folders())
            except Exception as error:  # noqa: BLE001 - whatever the files are, the rules in force stay, and the next save counts
                self._say(f"the files of the rules cannot be watched: {type(error).__name__}: {error}")
                self._stop.wait(_LOOK_EVERY / 1000)

    def _folders(self) -> list[Path]:
        return sorted(path for path in self._looked_at if path.is_dir())

    def _watch_folders(self, folders: list[Path]) -> None:
        """Look whenever something changes, and every second, for not every file system tells; ends with a new folder."""
        changes = watch(
            *folders,
            recursive=False,
            step=_STEP,
            debounce=_AT_MOST,
            rust_timeout=_LOOK_EVERY,
            yield_on_timeout=True,
            stop_event=self._stop,
            watch_filter=lambda _, path: self._matters(Path(path)),
        )
        for _ in changes:
            self._look()
            if self._folders() != folders:
                return

    def _matters(self, path: Path) -> bool:
        return path in self._looked_at or path.suffix in _ENDINGS or path.name in (*SECTIONS, TEMPLATES)

    def _look(self) -> None:
        """Read the files where one of them changed. What was read may lead to others, which are then looked at, too."""
        looked_at = frozenset(self._looked_at)
        signature = self._signature(looked_at)
        if signature == self._seen:
            return
        try:
            self._read()
        except GatewayError as error:
            if self._stop.wait(_SETTLED) or self._signature(looked_at) != signature:
                return  # it is still being written: look again
            self._keep_the_last_good(error)
        self._seen = signature if looked_at == self._looked_at else None

    def _read(self) -> None:
        """Put in force what is saved, if it is something else and right. Raises GatewayError where it is not."""
        looked_at: set[Path] = set()
        try:
            collected = collect(self._rules.sources.path, looked_at)
        finally:
            self._looked_at |= looked_at
        if collected.sources.version == self._rules.sources.version and not collected.problems:
            if self._rules.stale:
                self._tell(Rules(collected.sources), "are as before, and in force")
            return
        container = build(collected, rehearsing=self._rehearsing)
        self._looked_at = looked_at
        self._tell(Rules(collected.sources), f"are in force: {len(container.tags)} tags")

    def _keep_the_last_good(self, error: GatewayError) -> None:
        if str(error) == self._told:
            return
        self._told = str(error)
        problems = error.problems if isinstance(error, RulesError) else (error,)
        name, count = self._rules.sources.files[0].name, len(problems)
        first = str(problems[0]).partition("\n")[0]
        stale = f"the last good ones: {name} as saved has {count} problem{'s' * (count != 1)}; {first}"
        self._say(f"the rules {self._rules.sources.version} stay in force, for those saved are broken:\n{error}")
        self._rules = Rules(self._rules.sources, stale)
        self._changed(self._rules)

    def _tell(self, rules: Rules, what: str) -> None:
        self._rules, self._told = rules, ""
        self._say(f"the rules {rules.sources.version} {what}")
        self._changed(rules)

    def _signature(self, looked_at: Iterable[Path]) -> Signature:
        """When the files that matter were changed last, or who may read them, and how long they are."""
        found = {}
        for path in looked_at:
            inside = [file for file in path.glob("*") if self._matters(file)] if path.is_dir() else []
            for file in (path, *inside):
                with contextlib.suppress(OSError):  # gone, or never there: that it is missing says enough
                    about = file.stat()
                    is_folder = stat.S_ISDIR(about.st_mode)
                    found[file] = (
                        (0, 0, about.st_ino) if is_folder else (about.st_ctime_ns, about.st_size, about.st_ino)
                    )
        return found


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
        version = rules.sources.version
        try:
            made = self._made(rules)
        except Exception as error:  # noqa: BLE001 - what a type does as it is loaded is anybody's; hits go on
            # The parent could build it: only here and now it cannot be.
            _log.error("the rules %s could not be put in force in this process: %s", version, error)
            made, version = replace(self.in_force, stale=f"{version} could not be loaded here"), self._version
        with self._lock:
            self.in_force, self._version = made, version
            if self._swap is not None:
                self._swap(made)

    def _made(self, rules: Rules) -> Container:
        if rules.sources.version == self._version:
            return replace(self.in_force, stale=rules.stale)
        return replace(build(parsed(rules.sources), rehearsing=self._rehearsing), stale=rules.stale)
