"""What belongs to the run itself: callbacks, chance, promises, the console, messages and storage."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.sandbox.running import answer_of, run_tag, value_of
from tests.small import hit


def test_a_call_that_is_put_off_comes_after_the_code_and_its_promises() -> None:
    code = (
        "const log = require('logToConsole');"
        "require('callLater')(() => { log('later'); data.gtmOnSuccess(); });"
        "require('Promise').create((go) => go()).then(() => log('promise')); log('code');"
    )

    assert run_tag(code).log == ["code", "promise", "later"]


def test_a_random_number_is_within_its_bounds() -> None:
    code = "const random = require('generateRandom'), all = [];"
    code += "for (let i = 0; i < 200; i += 1) all.push(random(3, 5)); return all;"

    assert set(value_of(code, taken=hit(seed=5))) == {3, 4, 5}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("Promise.create((go) => go(1)).then((it) => it + 1)", 2),
        ("Promise.create((_, no) => no('x')).catch((why) => why + '!')", "x!"),
        ("Promise.all([1, Promise.create((go) => go(2))])", [1, 2]),
        ("Promise.create((go) => go(1)).finally(() => 5)", 1),
        ("Promise.create((_, no) => no('x')).finally(() => 5).catch((why) => why)", "x"),
        ("Promise.create((go) => go(1)).finally(() => { null.x; }).catch(() => 'caught')", "caught"),
        ("Promise.create((go) => go(1)).finally(() => Promise.create((go) => go(5)))", 1),
        ("Promise.create(() => { null.x; }).catch(() => 'caught')", "caught"),
    ],
)
def test_promises_are_as_in_javascript(code: str, value: Any) -> None:
    assert value_of(f"const Promise = require('Promise'); return {code};") == value


def test_the_console_takes_anything() -> None:
    code = (
        "const round = {}; round.itself = round;"
        "require('logToConsole')('text', 5, null, undefined, {a: [1]}, round, () => 1); data.gtmOnSuccess();"
    )

    assert run_tag(code).log == ['text 5 null undefined {"a":[1]} [an object that contains itself] () => 1']


def test_a_message_is_heard_where_somebody_listens() -> None:
    code = (
        "const listen = require('addMessageListener'), has = require('hasMessageListener'), heard = [];"
        "listen('bill', (type, message) => heard.push(type, message.sum));"
        "const send = require('sendMessage'); send('bill', {sum: 5}); send('other', {sum: 6});"
        "return [heard, has('bill'), has('x')];"
    )

    assert value_of(code) == [["bill", 5], True, False]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("kept.setItemCopy('it', {a: 1}); return kept.getItemCopy('it');", {"a": 1}),
        ("return kept.getItemCopy('nothing');", None),
        ("kept.setItemCopy('it', 1); kept.setItemCopy('it', null); return kept.getItemCopy('it');", None),
        ("kept.setItemCopy('it', 1); kept.removeItem('it'); return kept.getItemCopy('it');", None),
        ("kept.setItemCopy('it', 1); kept.clear(); return kept.getItemCopy('it');", None),
        ("const it = {a: 1}; kept.setItemCopy('it', it); it.a = 2; kept.getItemCopy('it').a = 3; return kept.getItemCopy('it');",
         {"a": 1}),
        ("kept.setItemCopy('__proto__', {a: 1}); return kept.getItemCopy('__proto__');", {"a": 1}),
    ],
)  # fmt: skip
def test_storage_keeps_copies(code: str, value: Any) -> None:
    assert value_of(f"const kept = require('templateDataStorage'); {code}") == value


def test_without_permissions_everything_may_be_asked_for() -> None:
    assert value_of("return require('queryPermission')('send_http', 'https://vendor.example/');") is True


def test_a_pixel_is_an_answer() -> None:
    trace = answer_of("require('claimRequest')(); require('setPixelResponse')(); require('returnResponse')();")

    assert trace.answer is not None
    assert (trace.answer.status, trace.answer.body[:6]) == (200, b"GIF89a")
    assert ("content-type", "image/gif") in trace.answer.headers


def test_a_cookie_of_a_client_reaches_the_browser() -> None:
    code = "require('claimRequest')(); require('setCookie')('a', 'b c', {path: '/x', httpOnly: true});"
    trace = answer_of(code + "require('returnResponse')();")

    assert trace.answer is not None
    assert trace.answer.headers == (("set-cookie", "a=b%20c; Path=/x; SameSite=Lax; HttpOnly"),)


@pytest.mark.parametrize("api", ["addEventCallback", "callLater", "addMessageListener"])
def test_a_callback_that_is_none_is_an_error(api: str) -> None:
    assert "takes a function" in value_of(f"require('{api}')('it');")
