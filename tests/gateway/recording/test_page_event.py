"""One event on a shared page."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.recording.page_event import event_parts
from tests.gateway.recording.documents import details


def shown(**fields: Any) -> str:
    (event,) = details()["events"]
    return event_parts({**event, **fields}, many=False)


def test_a_tag_that_fired_says_by_what_and_how_it_went() -> None:
    text = shown()

    assert "<h3>Fired (1)</h3>" in text
    assert '<h4>TikTok purchase <span class="mark good">✓ accepted</span></h4>' in text
    assert '<span class="mark good">✓ holds</span></td><td><code>event_name == purchase</code>' in text


def test_a_tag_that_did_not_fire_says_which_condition_failed_what_it_met_and_where_it_stands() -> None:
    text = shown(tags=[])

    assert "<h3>Not fired (1)</h3>" in text
    assert '<span class="mark bad">✕ fails</span></td><td><code>event_name == sign_up</code></td>' in text
    assert "<td>was &quot;purchase&quot;</td>" in text
    assert "<dd>rules.yaml:40</dd>" in text


def test_a_key_says_what_it_was_on_the_wire() -> None:
    assert "<td>value</td><td><code>59.9</code></td><td>epn.value</td>" in shown()


@pytest.mark.parametrize("field", ["tags", "not_fired", "variables"])
def test_where_there_is_nothing_it_says_so(field: str) -> None:
    assert '<p class="none">None.</p>' in shown(**{field: []})


def test_an_event_among_several_has_its_name_above() -> None:
    assert event_parts({"name": "<b>"}, many=True).startswith('<h2 class="event">Event: &lt;b&gt;</h2>')
