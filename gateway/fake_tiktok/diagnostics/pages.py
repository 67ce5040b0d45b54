"""The page a web event happened on: TikTok refuses one without."""

from __future__ import annotations

from collections.abc import Iterator

from ... import tiktok
from .reading import Reading
from .seen import Window
from .signs import Sign


def page_url(reading: Reading, _: Window) -> Iterator[Sign]:
    if reading.seen.source != "web":
        return
    url = reading.page.get("url")
    if not isinstance(url, str) or not url.strip():
        yield Sign("page_url_missing", "" if url is None else url)
    elif not tiktok.is_whole(url):
        yield Sign("page_url_not_absolute", url)
