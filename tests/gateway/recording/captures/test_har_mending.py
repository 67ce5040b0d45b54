"""What does not matter to a hit is put right; what does is left for the reader to tell."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.recording.captures.captured import NoHitError
from gateway.recording.captures.har_mending import mended


def again(entry: Any) -> Any:
    return json.loads(mended(json.dumps(entry).encode()))


def test_pairs_that_are_none_are_left_out_and_numbers_become_texts() -> None:
    wrong = [{"name": "a", "value": "1"}, {"name": "b", "value": 2}, {"name": "c", "value": None}, {"value": "d"}, 5]
    request = again({"request": {"headers": wrong, "cookies": "none", "postData": {"params": wrong}}})["request"]

    assert request["headers"] == [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]
    assert (request["postData"]["params"], request["cookies"]) == (request["headers"], [])


@pytest.mark.parametrize("entry", [5, [], {}, {"request": 5}])
def test_what_is_no_entry_stays_as_it_is(entry: Any) -> None:
    assert again(entry) == entry


def test_what_a_hit_cannot_do_without_stays_as_it_is() -> None:
    assert again({"request": {"method": 5, "url": None}})["request"]["method"] == 5


@pytest.mark.parametrize("said", [{"headers": {"cookie": "a=b"}}, {"postData": [{"text": "en=b"}]}])
def test_headers_or_a_body_of_another_shape_are_told(said: Any) -> None:
    with pytest.raises(NoHitError, match=r"^its (headers are no list|postData is no object)"):
        again({"request": said})
