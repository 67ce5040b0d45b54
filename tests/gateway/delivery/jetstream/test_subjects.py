"""The subjects of the streams."""

from __future__ import annotations

from gateway.delivery.jetstream.subjects import destination_subject, letter_subject, trip_subject


def test_a_destination_is_one_word_whatever_it_is_called() -> None:
    first, second = (
        destination_subject("sgtm_out", name) for name in ("https://a.example token.*", "https://b.example")
    )

    assert first != second
    assert first.count(".") == 1
    assert not {" ", "*", ">"} & set(first)


def test_ids_are_words_and_anything_else_is_made_one() -> None:
    assert trip_subject("sgtm_trips", "01ab") == "sgtm_trips.01ab"
    assert letter_subject("sgtm_dead", "01ab-0") == "sgtm_dead.01ab-0"
    assert letter_subject("sgtm_dead", "a.b>").count(".") == 1
