"""templateDataStorage: kept by key, bounded."""

from __future__ import annotations

from gateway.sandbox.storage import MOST_BYTES, Storage


def test_a_value_is_kept_until_it_is_forgotten() -> None:
    storage = Storage()
    storage.store("visits", "1")
    storage.store("visits", "2")
    storage.store("other", "3")
    storage.store("other", None)

    assert storage.items() == [("visits", "2")]


def test_all_can_be_forgotten_at_once() -> None:
    storage = Storage()
    storage.store("visits", "1")

    storage.store(None, None)

    assert storage.items() == []


def test_every_change_is_another_version() -> None:
    storage = Storage()
    before = storage.version

    storage.store("visits", "1")

    assert storage.version != before


def test_when_it_is_full_what_came_first_goes() -> None:
    storage = Storage()
    for name in ("first", "second", "third"):
        storage.store(name, "x" * (MOST_BYTES // 2 - 100))

    assert [key for key, _ in storage.items()] == ["second", "third"]


def test_what_is_too_long_for_all_of_it_is_not_kept() -> None:
    storage = Storage()

    storage.store("all", "x" * MOST_BYTES)

    assert storage.items() == []
