"""How a shared page looks: in light and in dark, from nothing but itself."""

from __future__ import annotations

import re

from gateway.recording.shared_style import STYLE


def test_a_style_loads_nothing_and_ends_where_it_ends() -> None:
    assert not re.search(r"url\(|@import|<|expression", STYLE)


def test_every_colour_is_one_for_light_and_one_for_dark() -> None:
    plain = re.sub(r"light-dark\([^)]*\)", "", STYLE)

    assert "color-scheme: light dark" in STYLE
    assert not re.search(r"#[0-9a-f]{3}", plain)


def test_every_variable_it_uses_is_set() -> None:
    assert set(re.findall(r"var\((--\w+)\)", STYLE)) == set(re.findall(r"(--\w+):", STYLE))
