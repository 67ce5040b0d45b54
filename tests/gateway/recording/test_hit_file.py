"""The name and the text of a recorded hit."""

from __future__ import annotations

from gateway import Event, Lookup, Steps
from gateway.recording import hits_of, rehearse
from gateway.recording.hit_file import file_name, file_text
from gateway.trace import Trace
from tests.small import hit, small_container, tag


def nothing(_: Event, __: Lookup) -> Steps:
    yield from ()


def trace_of(*events: str) -> Trace:
    return rehearse(small_container(tag("A", nothing)), hit(*events, at=1_772_366_400_250))


def test_a_file_is_called_by_time_client_and_event() -> None:
    assert file_name(trace_of("add_to_cart", "purchase")).startswith("20260301T120000.250Z-events-add-to-cart-")


def test_a_hit_of_any_year_is_a_file_that_is_read_again() -> None:
    trace = rehearse(small_container(), hit(at=-62_135_596_800_000))

    assert file_name(trace).startswith("00010101T000000.000Z-")
    assert hits_of(file_text(trace)) == [trace.hit]


def test_two_hits_of_a_moment_are_two_files() -> None:
    one, other = (rehearse(small_container(), hit(id=id_)) for id_ in ("1", "2"))

    assert file_name(one) != file_name(other)


def test_a_file_is_the_hit_and_says_what_came_of_it() -> None:
    trace = trace_of("purchase")
    text = file_text(trace)

    assert text.startswith(b"# purchase, by Events; fired: A.\n")
    assert hits_of(text) == [trace.hit]


def test_no_name_of_an_event_leads_out_of_the_folder_or_names_a_person() -> None:
    name = file_name(trace_of("../../etc/%00\nmara.canary@shop.example"))

    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.TZ")
    assert "mara" not in name
    assert ".." not in name
