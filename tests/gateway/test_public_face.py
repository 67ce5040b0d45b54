"""The public face: the names types and tests are written with."""

from __future__ import annotations

import types

import pytest

import gateway


@pytest.mark.parametrize("name", gateway.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert hasattr(gateway, name)


def test_the_names_stand_in_order_and_once() -> None:
    def order(name: str) -> tuple[int, str]:
        return (0 if name.isupper() else 1 if name[0].isupper() else 2), name

    assert gateway.__all__ == sorted(set(gateway.__all__), key=order)


def test_nothing_else_public_comes_with_the_imports() -> None:
    others = {name for name, value in vars(gateway).items() if not isinstance(value, types.ModuleType)}

    assert {name for name in others if not name.startswith("_")} <= set(gateway.__all__)
    assert isinstance(gateway.tiktok, types.ModuleType)
    assert isinstance(gateway.hashing, types.ModuleType)


def test_every_public_class_says_what_it_is_for() -> None:
    named = {name: getattr(gateway, name) for name in gateway.__all__ if isinstance(getattr(gateway, name), type)}
    silent = [name for name, kind in named.items() if not kind.__doc__]

    assert silent == []
