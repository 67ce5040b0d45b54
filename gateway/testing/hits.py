"""The hits that a test names: a file beside it or beside rules.yaml, `batch.http#2`, or a Hit that it made itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..errors import CaptureError, nearest
from ..fake_tiktok.pixel import is_pixel_call
from ..hit import Hit
from ..recording import read_hits
from .whereabouts import seen_from_here

_MOST_NAMES = 1_000


class Hits:
    """Looks for files in folders: that of the test first, then that of rules.yaml."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders

    def one(self, named: str | Path | Hit) -> tuple[Hit, list[Hit]]:
        """The hit that is named, and, where it is the only one of its file, the calls of TikTok's pixel in that.

        Raises CaptureError.
        """
        file, number = (named, "") if isinstance(named, Hit) else _numbered(str(named))
        hits, calls = self.legs(file)
        if number and not 1 <= int(number) <= len(hits):
            raise CaptureError(f"{file}: there is no hit {number} in this file, which has {len(hits)}.")
        if number:
            return hits[int(number) - 1], []
        if len(hits) > 1:
            what = f"there are {len(hits)} hits in this file. Name one of them"
            raise CaptureError(f'{file}: {what}, such as "{file}#2"; in Python replay_all() replays them all.')
        if not hits:
            what = "this is a call of TikTok's pixel, and no hit" if calls else "there is no hit in this file"
            raise CaptureError(f"{_shown(named)}: {what}{'. Name it under pixel' if calls else ''}.")
        return hits[0], calls

    def calls(self, named: str | Path | Hit) -> list[Hit]:
        """The calls of TikTok's pixel in a file that has nothing else. Raises CaptureError."""
        strangers, calls = self.legs(named)
        if strangers or not calls:
            what = "this is no call of TikTok's pixel, POST https://analytics.tiktok.com/…"
            raise CaptureError(f"{_shown(named)}: {what}.")
        return calls

    def legs(self, named: str | Path | Hit) -> tuple[list[Hit], list[Hit]]:
        """The hits for the container, and the calls of TikTok's pixel. Raises CaptureError."""
        hits = [named] if isinstance(named, Hit) else read_hits(self._found(Path(named)))
        return [each for each in hits if not is_pixel_call(each)], [each for each in hits if is_pixel_call(each)]

    def _found(self, file: Path) -> Path:
        if "\0" in str(file):
            raise CaptureError(f"{str(file)!r} is no name of a file.")
        places = [folder / file for folder in self._folders]
        # A name that no system takes is no file to this one, and an error to Path.exists.
        found = next((place for place in places if os.path.isfile(place)), None)
        if found is not None:
            return found
        if any(map(os.path.exists, places)):
            return next(place for place in places if os.path.exists(place))  # its reader tells what it is instead
        raise CaptureError(
            f"{file}: there is no such file{self._looked_in(file)}.{nearest(str(file), _beside(file, places))}"
        )

    def _looked_in(self, file: Path) -> str:
        names = dict.fromkeys(map(seen_from_here, self._folders))
        if file.is_absolute() or not names:
            return ""
        test, *rules = names
        return f" beside the test ({test})" + "".join(f", and none beside rules.yaml ({each})" for each in rules)


def _numbered(named: str) -> tuple[str, str]:
    """A file, and behind a # the number of one of its hits, or nothing."""
    file, _, number = named.rpartition("#")
    return (file, number) if file and number.isdecimal() and len(number) < 10 else (named, "")


def _beside(file: Path, places: Sequence[Path]) -> list[str]:
    """The files of the folders where this one would lie, named as it is."""
    found: list[str] = []
    for place in places:
        try:
            found += [str(file.with_name(name)) for name in sorted(os.listdir(place.parent))[:_MOST_NAMES]]
        except (OSError, ValueError):
            continue  # there is no such folder either
    return found


def _shown(named: str | Path | Hit) -> str:
    return "the hit" if isinstance(named, Hit) else str(named)
