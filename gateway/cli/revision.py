"""A git revision of a container, unpacked to a folder of its own: work tree, index and hooks of the repository stay alone."""

from __future__ import annotations

import os
import posixpath
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..errors import GatewayError, nearest

_PATIENCE = 300
_ALONE = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "core.sparseCheckout=false", "core.splitIndex=false")
"""Writing an index of our own would run the user's hooks, and a sparse one lacks files."""
_LONGEST = 200
_RULES = "rules.yaml"


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, and the rules file in it that is meant: `main:shop/rules.yaml`."""

    name: str
    commit: str
    path: str
    git: Path
    """The folder of the repository's own data."""

    @property
    def folder(self) -> str:
        """What stands before the files of its rules: `main:shop/`."""
        inside = posixpath.dirname(self.path)
        return f"{self.name}:{inside}{'/' * bool(inside)}"

    def unpack(self, folder: Path) -> Path:
        """Write all its files below a folder that is empty; returns the path of the rules."""
        tree, index = folder / "tree", {"GIT_INDEX_FILE": str(folder / "index")}
        tree.mkdir()
        where = ("--git-dir", str(self.git), "--work-tree", str(tree))
        _git(tree, *where, "read-tree", self.commit, environment=index)
        _git(tree, *where, "checkout-index", "--all", "--quiet", environment=index)
        return tree / self.path


def revision(said: str, beside: Path | None = None) -> Revision:
    """The revision that is meant by `REV` or `REV:PATH`. Raises GatewayError where git knows none.

    `REV` alone is the rules file `beside` as it was then, of the repository that has it, else rules.yaml of this folder.
    """
    name, colon, path = said.partition(":")
    if not name or name.startswith("-"):
        raise GatewayError(f'"{_shown(said)}" is no git revision: one such as main, HEAD~3 or HEAD~3:shop/rules.yaml.')
    here = beside.parent if beside is not None and not colon else Path()
    commit = _commit(here, name, said)
    git = Path(_git(here, "rev-parse", "--absolute-git-dir"))
    if not colon:
        path = _inside(here, beside or Path(_RULES))
    elif path.startswith(("./", "../")):
        path = _inside(here, Path(path))
    elif os.path.isabs(path) or ".." in path.split("/"):
        raise GatewayError(f'"{_shown(said)}": the path is one inside the repository, such as HEAD~3:shop/rules.yaml.')
    if not path.endswith((".yaml", ".yml")):
        path = posixpath.normpath(posixpath.join(path, _RULES))
    return Revision(name, commit, path, git)


def _commit(folder: Path, name: str, said: str) -> str:
    try:
        return _git(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    except _Refused as error:
        known = _known(folder)
        # Without a word git only says that there is no such commit; else what it says is the reason.
        why = f" Git says: {error}." if str(error) else nearest(name, known)
        raise GatewayError(f'"{_shown(said)}" is no file, no folder and no git revision.{why}') from None


def _known(folder: Path) -> list[str]:
    try:
        return _git(folder, "for-each-ref", "--count=500", "--format=%(refname:short)").splitlines()
    except _Refused:
        return []


def _inside(here: Path, path: Path) -> str:
    """A path of the work tree as the repository names it."""
    top = _git(here, "rev-parse", "--show-toplevel")
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(top))
    if inside.startswith(os.pardir):
        raise GatewayError(f"{path} is not in the repository {top}. Say which file is meant: REV:shop/rules.yaml.")
    return Path(inside).as_posix()


class _Refused(GatewayError):  # noqa: N818 - what git answers, and not always a fault
    """What git does not do, in its words."""


def _git(folder: Path, *words: str, environment: dict[str, str] | None = None) -> str:
    options = [word for setting in _ALONE for word in ("-c", setting)]
    # A hook that runs sgtm has variables which name its own repository and index.
    kept = {
        name: value for name, value in os.environ.items() if name not in ("GIT_INDEX_FILE", "GIT_DIR", "GIT_WORK_TREE")
    }
    quiet = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_LFS_SKIP_SMUDGE": "1"}
    try:
        done = subprocess.run(
            ["git", *options, *words],
            cwd=folder,
            env={**kept, **quiet, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError:
        raise GatewayError("a git revision needs git, and it is not installed. Compare two files or folders.") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GatewayError(f"git does not answer: {error}.") from None
    if done.returncode:
        raise _Refused(_shown(done.stderr.decode("utf-8", "replace").removeprefix("fatal: ").strip()).rstrip("."))
    return done.stdout.decode("utf-8", "replace").strip()


def _shown(text: str) -> str:
    """The beginning of a text, in one line and harmless for a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:_LONGEST])
