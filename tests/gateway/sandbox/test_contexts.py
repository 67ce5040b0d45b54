"""Warm contexts: one run each, kept for the next one, thrown away with what broke them."""

from __future__ import annotations

import threading

import pytest

from gateway import GatewayError
from gateway.sandbox import contexts
from gateway.sandbox.contexts import Contexts
from gateway.sandbox.engine import Limits, Stopped
from gateway.sandbox.realm import Realm, Script


def made_of(code: str = "") -> Contexts:
    """The contexts of a template with this code."""
    return Contexts(lambda: Realm(Script(code), Limits(seconds=0.05)))


def test_the_next_run_gets_the_same_realm() -> None:
    warm = made_of()
    with warm.lend() as first:
        pass

    with warm.lend() as second:
        assert second is first


def test_two_runs_at_once_never_share_one() -> None:
    warm = made_of()

    with warm.lend() as first, warm.lend() as second:
        assert first is not second


def test_a_realm_that_was_stopped_is_not_lent_again() -> None:
    warm = made_of("for (;;) {}")
    with warm.lend() as broken:
        broken.begin('{"kind":"TAG"}', "", "")
        with pytest.raises(Stopped):
            broken.start("{}")

    with warm.lend() as other:
        assert other is not broken


def test_a_thread_has_realms_of_its_own() -> None:
    warm = made_of()
    found: list[Realm] = []

    def work() -> None:
        with warm.lend() as realm:
            found.append(realm)

    with warm.lend() as here:
        pass
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert found[0] is not here


def test_no_more_runs_are_under_way_than_there_is_memory_for() -> None:
    warm = made_of()
    warm._count(contexts.MOST_AT_ONCE)

    with pytest.raises(GatewayError, match="are under way already"):
        warm.lend()


def test_a_context_can_be_ready_before_the_first_run() -> None:
    warm = made_of()
    warm.warm()
    ready = warm._idle()[0]

    with warm.lend() as realm:
        assert realm is ready


def test_code_that_is_no_javascript_is_told_when_it_is_made_ready() -> None:
    with pytest.raises(GatewayError, match="SyntaxError"):
        made_of("const = 1;").warm()


def test_a_run_that_ended_by_an_error_leaves_nothing_for_the_next() -> None:
    warm = made_of()
    with pytest.raises(GatewayError), warm.lend() as realm:
        raise GatewayError("in the middle of it")

    with warm.lend() as other:
        assert other is not realm


def test_a_run_that_another_thread_tidies_up_no_longer_counts() -> None:
    warm = made_of()
    lease = warm.lend()
    lease.__enter__()
    thread = threading.Thread(target=lease.__exit__, args=(None, None, None))
    thread.start()
    thread.join()

    assert warm._lent == 0
    with warm.lend() as realm:
        assert realm is not lease.realm
