"""TikTok's own ids of a click and a browser: `ttclid` and `_ttp`, which must arrive as they were."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from ... import hashing
from .fields import is_there, text
from .reading import Reading, by_name
from .seen import Window
from .signs import Sign, Tally

_CLICK = re.compile(r"[?&]ttclid=([^&#]+)")
_SHORTEST_CUT = 8


def ttclid(reading: Reading, _: Window) -> Iterator[Sign]:
    """Compared with the one of the page's address; hashed or in small letters it shows by itself."""
    said = reading.user.get("ttclid")
    if said is None or said == "":
        return
    if not isinstance(said, str):
        yield Sign("ttclid_altered", said, "no text")
        return
    whole = _of_page(reading)
    if hashing.is_digest(said) or (whole and said == hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()):
        yield Sign("ttclid_altered", said, "hashed")
    elif (whole and said != whole and said.lower() == whole.lower()) or said.startswith("e.c.p."):
        yield Sign("ttclid_altered", said, "in other letters")
    elif whole and _SHORTEST_CUT <= len(said) < len(whole) and whole.startswith(said):
        yield Sign("ttclid_cut", said, f"{len(said)} of {len(whole)} signs")


def without_click(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """Of the events whose page had a click id, those that have none; the share of all stands beside it."""
    for name, group in by_name(each for each in readings if each.from_server).items():
        came = [each for each in group if _of_page(each)]
        lost = [each for each in came if not is_there(each.user.get("ttclid"))]
        if lost:
            share = 100 * sum(is_there(each.user.get("ttclid")) for each in group) / len(group)
            why = f"of all these events {share:.0f} % carry it"
            yield Tally("ttclid_missing", name, len(lost), len(came), why=why)


def ttp(reading: Reading, window: Window) -> Iterator[Sign]:
    if window.pixel_leg and reading.seen.source == "web" and not is_there(reading.user.get("ttp")):
        yield Sign("ttp_missing")


def _of_page(reading: Reading) -> str:
    for url in (text(reading.page.get("url")), text(reading.seen.plain.get("page_location"))):
        if "ttclid=" in url and (found := _CLICK.search(url)):
            return unquote(found[1])
    return ""
