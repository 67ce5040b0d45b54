"""A git repository of a container, for those who compare its revisions."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

RULES = """clients: {GA4: {type: ga4}}
triggers:
  Purchase: event_name == purchase
tags:
  A: {type: http_request, triggers: Purchase, url: "https://vendor.example/a"}
"""
HIT = "POST /g/collect?v=2&tid=G-1&cid=1.2&en=purchase&epn.value=59.9 HTTP/1.1\n"
_QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
_NOBODY = ("-c", "user.name=Nobody", "-c", "user.email=nobody@shop.example")


def git(folder: Path, *words: str) -> str:
    """What git says to a command."""
    done = subprocess.run(
        ["git", *_NOBODY, *words], cwd=folder, env={**os.environ, **_QUIET}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def repository(folder: Path, inside: str = "") -> Path:
    """A repository whose branch `main` has a container; returns the container's folder."""
    container = folder / inside
    container.mkdir(parents=True, exist_ok=True)
    (container / "rules.yaml").write_text(RULES)
    (container / "purchase.http").write_text(HIT)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder)
    return container


def commit(folder: Path) -> None:
    """What is in the folder, as a commit."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "change")
