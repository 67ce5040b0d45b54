"""Bodies that lie in files of their own beside a HAR, as Playwright attaches them: `postData._file` names one."""

from __future__ import annotations

import re
from pathlib import Path

from ...redaction import redacted_text

LONGEST = 8 * 1024 * 1024

# A hash, as Playwright names them: a HAR cannot have any other file read.
_NAME = re.compile(r"(?:[\w-]{1,60}/)?[0-9a-f]{32,64}(?:\.\w{1,10})?", re.ASCII)


def attached(folder: Path | None, name: str) -> bytes:
    """What is in the file; nothing where no such file lies in the folder or below it, which whoever asks has to tell."""
    if folder is None or not _NAME.fullmatch(name):
        return b""
    try:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            return b""
        with file.open("rb") as opened:
            body = opened.read(LONGEST + 1)
    except OSError:
        return b""
    return body if len(body) <= LONGEST else b""


def shown(name: str) -> str:
    """The name as it may be told."""
    return name if _NAME.fullmatch(name) else redacted_text(name)[:80]
