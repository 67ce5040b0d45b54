"""Mailboxes: who listens, of which hit."""

from __future__ import annotations

from gateway.sandbox.messages import Mailboxes


def nobody(_: str, __: object) -> None:
    """Hears nothing."""


def test_a_hit_has_the_mailbox_of_its_client() -> None:
    boxes = Mailboxes()
    mailbox = boxes.open("hit-1", nobody)

    assert boxes.of("hit-1") is mailbox
    assert boxes.of("hit-2") is None


def test_a_closed_mailbox_is_gone() -> None:
    boxes = Mailboxes()
    boxes.close("hit-1", boxes.open("hit-1", nobody))

    assert boxes.of("hit-1") is None


def test_of_a_hit_that_is_under_way_twice_the_newer_counts() -> None:
    boxes = Mailboxes()
    older, newer = boxes.open("hit-1", nobody), boxes.open("hit-1", nobody)

    assert boxes.of("hit-1") is newer

    boxes.close("hit-1", newer)
    assert boxes.of("hit-1") is older
