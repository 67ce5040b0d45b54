"""Fields of a hit, checked: what no format could hold is refused with a sentence."""

from __future__ import annotations

import pytest

from gateway.recording.captures import fields
from gateway.recording.captures.captured import NoHitError


@pytest.mark.parametrize(
    "text",
    ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00", "2026-03-01T13:00:00.000+01:00", "2026-03-01T12:00:00.0001234Z"],
)
def test_a_moment_is_one_whoever_wrote_it(text: str) -> None:
    assert fields.milliseconds(text) == 1_772_366_400_000


@pytest.mark.parametrize("text", ["noon", "", "1772366400", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(NoHitError, match="its time is none such as"):
        fields.milliseconds(text)


@pytest.mark.parametrize("text", ["-", "two words", "a\n# from: b", "ü", "x" * 201])
def test_an_id_is_one_plain_word(text: str) -> None:
    with pytest.raises(NoHitError, match='its "id" is no plain word'):
        fields.word(text, "id")


def test_a_time_no_calendar_has_a_seed_too_long_and_a_method_of_nobodys_are_told() -> None:
    with pytest.raises(NoHitError, match="is no time"):
        fields.moment(10**18)
    with pytest.raises(NoHitError, match="its seed"):
        fields.seed(10**20)
    with pytest.raises(NoHitError, match="its method"):
        fields.method("get /")
