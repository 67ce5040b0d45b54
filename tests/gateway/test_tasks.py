"""Generators of steps, run as far as each of them goes."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import All, Ask, OutgoingRequest, Reply, Steps
from gateway.tasks import Promise, Tasks


def ask(name: str) -> Steps:
    reply = yield Ask(OutgoingRequest(name))
    return f"{name}:{reply.status}"


def names(tasks: Tasks) -> dict[int, str]:
    return {number: request.url for number, request in tasks.asked().items()}


class Task:
    """Steps whose result is kept."""

    def __init__(self, tasks: Tasks, steps: Steps) -> None:
        self.result: Any = "waiting"
        tasks.start(self._kept(steps))

    def _kept(self, steps: Steps) -> Steps:
        self.result = yield steps


def test_a_task_goes_as_far_as_its_ask_and_on_with_the_reply() -> None:
    tasks = Tasks()
    task = Task(tasks, ask("a"))

    assert (names(tasks), tasks.waiting, task.result) == ({1: "a"}, True, "waiting")
    tasks.answer(1, Reply(204))
    assert (names(tasks), tasks.waiting, task.result) == ({}, False, "a:204")


def test_replies_may_come_in_any_order_and_all_keeps_the_order_of_its_parts() -> None:
    tasks = Tasks()
    task = Task(tasks, steps_of(All(ask("a"), All(ask("b"), ask("c")), All())))

    for number, status in ((3, 203), (1, 201), (2, 202)):
        tasks.answer(number, Reply(status))

    assert task.result == ["a:201", ["b:202", "c:203"], []]


def steps_of(step: Any) -> Steps:
    return (yield step)


def test_a_request_is_told_once() -> None:
    tasks = Tasks()
    Task(tasks, ask("a"))

    assert names(tasks) == {1: "a"}
    assert names(tasks) == {}


def test_a_promise_runs_once_and_everybody_goes_on() -> None:
    tasks = Tasks()
    promise = Promise(ask("a"))
    waiting = [Task(tasks, steps_of(promise)) for _ in range(3)]

    assert names(tasks) == {1: "a"}
    tasks.answer(1, Reply(200))
    assert [task.result for task in waiting] == ["a:200"] * 3
    assert promise.done


def test_a_promise_that_is_done_is_not_waited_for() -> None:
    tasks = Tasks()
    promise = Promise(ask("a"))
    promise.release()

    assert Task(tasks, steps_of(promise)).result is None
    assert not tasks.waiting


def test_who_was_released_early_goes_on_once() -> None:
    tasks = Tasks()
    promise = Promise(ask("a"))
    task = Task(tasks, steps_of(promise))

    promise.release("early")
    tasks.answer(1, Reply(200))

    assert task.result == "early"


@pytest.mark.parametrize(
    "step", ["text", None, All("text"), All(All(5))], ids=["text", "None", "text inside", "All inside"]
)
def test_a_wrong_step_is_raised_where_it_was_yielded_and_can_be_caught(step: Any) -> None:
    def wrong() -> Steps:
        try:
            yield step
        except TypeError as error:
            return f"caught {error}"

    assert str(Task(Tasks(), wrong()).result).endswith("which is no step")


def test_many_asks_one_after_the_other_do_not_deepen_the_stack() -> None:
    def many() -> Steps:
        total = 0
        for _ in range(5000):
            total += (yield Ask(OutgoingRequest("a"))).status
        return total

    tasks = Tasks()
    task = Task(tasks, many())
    while tasks.waiting:
        for number in tasks.asked():
            tasks.answer(number, Reply(1))

    assert task.result == 5000


def test_many_steps_that_do_not_wait_do_not_deepen_the_stack() -> None:
    def many() -> Steps:
        for _ in range(5000):
            yield All()
        return "done"

    assert Task(Tasks(), many()).result == "done"


def test_a_reply_nobody_waits_for_is_a_fault_of_the_driver() -> None:
    with pytest.raises(KeyError):
        Tasks().answer(1, Reply(200))
