"""What parts of hits meant before: remembered, bounded, and forgotten."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from clients._ga4_memory import Memory


class Reading:
    """Reads a part as its capitals, remembers all but what begins with a dash, and counts."""

    def __init__(self, *, most: int = 3, longest: int = 8) -> None:
        self.read: list[str] = []
        self.memory: Memory[str] = Memory(self._read, most=most, longest=longest)

    def _read(self, part: str) -> tuple[str, bool]:
        self.read.append(part)
        return part.upper(), not part.startswith("-")

    def recall(self, *parts: str) -> list[str]:
        """As a reader does it: `recent` first."""
        return [self.memory.recent.get(part) or self.memory.recalled(part) for part in parts]


def test_a_part_is_read_once() -> None:
    reading = Reading()

    assert reading.recall("a", "a", "b", "a") == ["A", "A", "B", "A"]
    assert reading.read == ["a", "b"]


def test_what_is_not_worth_it_is_read_each_time() -> None:
    reading = Reading()

    assert reading.recall("-a", "-a") == ["-A", "-A"]
    assert (reading.read, reading.memory.recent) == (["-a", "-a"], {})


def test_a_long_part_is_read_each_time() -> None:
    reading = Reading(longest=8)
    reading.recall("12345678", "123456789", "12345678", "123456789")

    assert reading.read == ["12345678", "123456789", "123456789"]


def test_a_full_memory_still_knows_the_generation_before() -> None:
    reading = Reading(most=3)
    reading.recall("a", "b", "c", "d", "a", "b")

    assert reading.read == ["a", "b", "c", "d"]
    assert set(reading.memory.recent) == {"d", "a", "b"}


def test_what_nobody_said_for_two_generations_is_forgotten_and_what_was_said_again_is_not() -> None:
    reading = Reading(most=3)
    reading.recall("a", "b", "c", "d", "a", "e", "f", "a", "b")

    assert reading.read == ["a", "b", "c", "d", "e", "f", "b"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("ab-", min_size=1, max_size=10), max_size=60), st.integers(1, 4))
def test_whatever_was_said_the_meaning_is_right_and_the_memory_small(parts: list[str], most: int) -> None:
    reading = Reading(most=most)

    assert reading.recall(*parts) == [part.upper() for part in parts]
    assert len(reading.memory.recent) <= most
    assert len(reading.memory._earlier) <= most
