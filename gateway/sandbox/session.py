"""A session: one run of a template from its first line to where nothing waits any more, as the house's steps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, TypeAlias

from ..errors import GatewayError
from ..hit import Hit
from ..steps import All, Log, Steps
from .asks import Answer, Asked, asked
from .effects import steps_of
from .facts import Facts
from .messages import MAILBOXES, Mailbox
from .program import Program
from .realm import Command, Out, Realm
from .response import Response


class Session:
    """One run in its realm. A client's session hears messages, and keeps its commands for whoever drives it."""

    def __init__(self, program: Program, realm: Realm, hit: Hit) -> None:
        self._program, self._realm, self._hit = program, realm, hit
        self.result: dict[str, Any] | None = None
        self.error = ""
        """The last error in a callback, which a promise would have swallowed."""
        self.mailbox: Mailbox | None = None
        self.response: Response | None = None
        """What a client answers; of others it is None."""
        self._heard: list[Out] = []
        self._deaf: GatewayError | None = None

    def start(self, facts: Facts, data: str) -> Out:
        """The code as far as it goes by itself."""
        self._realm.begin(facts.run, facts.event, facts.request)
        self._refresh_storage()
        self._realm.start(data)
        return self._settled()

    def steps(self, out: Out) -> Steps:
        """The steps of everything that came out, and of what comes of it."""
        while True:
            answers = yield from self._done(out)
            if not answers:
                return
            self._refresh_storage()
            for number, answer in answers:
                if answer.log:
                    yield Log(answer.log)
                self._realm.answer(number, answer.value, good=answer.good)
            out = self._settled()

    def say(self, kind: str, payload: Any) -> Out:
        """Tell the template something, and see what comes of it."""
        self._realm.say(kind, payload)
        return self._settled()

    def hear(self, kind: str, message: Any) -> None:
        """A message from another template of this hit; what comes of it becomes steps once this run goes on."""
        if self._deaf is not None:
            return
        try:
            self._heard.append(self.say("message", {"type": kind, "message": message}))
        except GatewayError as error:
            # It is this run's fault, not that of the tag that sent the message.
            self._deaf = error

    def told(self, command: Command) -> Iterator[Any]:
        """The steps of a command that waits for nothing."""
        if self.response is not None and command.kind in _OF_THE_RESPONSE:
            yield from self.response.steps(command)
        elif command.kind == "store":
            self._store(command.payload)
        elif command.kind == "listen":
            if self.mailbox is not None:
                self.mailbox.types.append(command.payload["type"])
        elif command.kind == "message":
            mailbox = MAILBOXES.of(self._hit.id)
            if mailbox is not None and mailbox is not self.mailbox and command.payload["type"] in mailbox.types:
                mailbox.hear(command.payload["type"], command.payload["message"])
        else:
            yield from steps_of(command, self._hit)

    def _done(self, out: Out) -> Steps:
        """Everything of one turn: what is told becomes steps, what is asked is waited for; the answers, by number."""
        if self._deaf is not None:
            raise self._deaf
        waiting: list[Waiting] = []
        answers: list[tuple[int, Answer]] = []
        heard, self._heard = self._heard, []
        for command in chain(*(each.commands for each in (*heard, out))):
            if command.number:
                waiting.append((command.number, self._asked(command)))
                continue
            if command.kind == "respond" and waiting:
                # What tags add to the answer must be known before it leaves.
                answers += yield from _answers(waiting)
                waiting = []
            yield from self.told(command)
        answers += yield from _answers(waiting)
        if self.response is not None and any(command.kind == "run" for command in out.commands):
            self.response.tags_ran()
        return answers

    def _asked(self, command: Command) -> Asked | Answer:
        return asked(command, self._hit, self._program.lent, may_run=self._program.kind == "CLIENT")

    def _settled(self) -> Out:
        out = self._realm.settle()
        self.result = out.result
        self.error = out.error or self.error
        return out

    def _store(self, payload: dict[str, Any]) -> None:
        storage = self._program.storage
        is_own = self._realm.storage_seen == storage.version
        storage.store(payload["key"], payload["written"])
        if is_own:
            self._realm.storage_seen = storage.version

    def _refresh_storage(self) -> None:
        storage = self._program.storage
        if self._realm.storage_seen != storage.version:
            self._realm.storage_seen = storage.version
            self._realm.say("storage", storage.items())


_OF_THE_RESPONSE = ("status", "header", "body", "respond")


Waiting: TypeAlias = tuple[int, Asked | Answer]


def _answers(waiting: list[Waiting]) -> Steps:
    """The answers in the order they were asked for; what has to be waited for goes at once."""
    steps = [each.step for _, each in waiting if isinstance(each, Asked)]
    results: list[Any] = []
    if len(steps) == 1:
        results = [(yield steps[0])]
    elif steps:
        results = yield All(*steps)
    left = iter(results)
    return [(number, each.read(next(left)) if isinstance(each, Asked) else each) for number, each in waiting]
