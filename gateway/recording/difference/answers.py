"""Where two answers to the browser differ: status, headers, cookies by name, and the body."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ...trace import Answer
from .change import Change, in_pairs, in_values
from .requests import in_bodies

_MOST = 200
_NONE = Answer(0)


def in_answers(old: Answer | None, new: Answer | None) -> Iterator[Change]:
    """What differs between two answers; status 0 stands for none."""
    before, after = old or _NONE, new or _NONE
    if before == after:
        return iter(())
    return islice(_in_answers(before, after), _MOST)


def _in_answers(old: Answer, new: Answer) -> Iterator[Change]:
    yield from in_values("status", old.status, new.status)
    yield from in_pairs("header", _headers(old), _headers(new))
    before, after = _cookies(old), _cookies(new)
    yield from in_pairs("cookie", [each[:2] for each in before], [each[:2] for each in after])
    flags = in_pairs("flags", [each[::2] for each in before], [each[::2] for each in after])
    yield from (change for change in flags if change.how == "changed")
    yield from in_bodies(old.body, new.body)


def _headers(answer: Answer) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in answer.headers if name.lower() != "set-cookie"]


def _cookies(answer: Answer) -> list[tuple[str, str, str]]:
    """Name, value and flags of each cookie that is set."""
    said = [value.partition(";") for name, value in answer.headers if name.lower() == "set-cookie"]
    return [(*_named(cookie), flags.strip()) for cookie, _, flags in said]


def _named(cookie: str) -> tuple[str, str]:
    name, _, value = cookie.partition("=")
    return name.strip(), value
