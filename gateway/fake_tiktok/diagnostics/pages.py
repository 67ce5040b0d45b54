"""The page a web event happened on: TikTok refuses one without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from .reading import Reading
from .seen import Window
from .signs import Sign

_WHOLE = re.compile(r"https?://[\w.-]+(?:[:/?#]|$)")


def page_url(reading: Reading, _: Window) -> Iterator[Sign]:
    if reading.seen.source != "web":
        return
    url = reading.page.get("url")
    if not isinstance(url, str) or not url.strip():
        yield Sign("page_url_missing", "" if url is None else url)
    elif not is_whole(url):
        yield Sign("page_url_not_absolute", url)


def is_whole(url: str) -> bool:
    """Whether this is a whole address, with scheme and host."""
    if _WHOLE.match(url):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)
