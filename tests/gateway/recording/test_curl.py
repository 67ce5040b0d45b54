"""cURL commands, run by a real bash with a curl that only tells what it was given: nothing of a text is ever obeyed."""

from __future__ import annotations

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Hit, OutgoingRequest
from gateway.outgoing import Secret
from gateway.recording import curl_of_hit, curl_of_request, read_hits

BASH = shutil.which("bash")
SAMPLES = sorted((Path(__file__).parents[3] / "examples" / "hits").glob("*.http"))
ORIGIN = "http://localhost:8080"
TELLS = r"""curl() { local word; for word in "$@"; do printf '%s\0' "$word"; done; if [ "${!#}" = @- ]; then cat; fi; }
"""
HOSTILE = {
    "quotes": "it's \"quoted\" 'twice'",
    "backticks": "`touch pwned`",
    "a command": "$(touch pwned) ${HOME} $HOME",
    "lines": "one\ntwo\r\nthree\n",
    "history": "!! !$ it's !x",
    "terminal signs": "\x1b[31mred\x07\u202e",
    "an at sign": "@/etc/hostname",
    "a backslash": "\\' \\n \\",
    "letters": "größe 日本 😀",
    "an option": "--upload-file x",
    "a percent": "100%s %d%%",
    "nothing but a blank": " ",
    "octal digits after a sign": "\x01777'\n0",
}
needs_bash = pytest.mark.skipif(BASH is None, reason="there is no bash")


def told(command: str, folder: Path, **environment: str) -> list[bytes]:
    """The arguments curl was given, and what came through a pipe."""
    assert BASH is not None
    script = folder / "run.sh"
    script.write_bytes((TELLS + command).encode())
    done = subprocess.run([BASH, "--norc", script], capture_output=True, cwd=folder, env=environment, check=True)
    assert (done.stderr, list(folder.iterdir())) == (b"", [script])
    return done.stdout.split(b"\0")


def post(body: bytes, **more: Any) -> OutgoingRequest:
    return OutgoingRequest("https://vendor.example/track?a=1", body=body, **more)


def headers_of(arguments: list[bytes]) -> list[bytes]:
    return [after for before, after in pairwise(arguments) if before == b"-H"]


def test_a_request_is_a_command_to_be_read() -> None:
    headers = (("Content-Type", "application/json"), ("Access-Token", Secret("TIKTOK_ACCESS_TOKEN")))

    assert curl_of_request(post(b'{"value": 59.9}', headers=headers)) == (
        "curl 'https://vendor.example/track?a=1' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        "  -H 'Access-Token: '\"$TIKTOK_ACCESS_TOKEN\" \\\n"
        "  -H 'user-agent:' \\\n"
        "  -H 'accept:' \\\n"
        "  --data-raw '{\"value\": 59.9}'\n"
    )


@needs_bash
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_body_arrives_as_it_is(tmp_path: Path, text: str) -> None:
    arguments = told(curl_of_request(post(text.encode())), tmp_path)

    assert arguments[-3:] == [b"--data-raw", text.encode(), b""]


@needs_bash
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_header_and_an_address_arrive_as_they_are_on_one_line(tmp_path: Path, text: str) -> None:
    request = OutgoingRequest(f"https://vendor.example/{text}", "GET", (("X-Text", f"a{text}"),))
    arguments = told(curl_of_request(request), tmp_path)

    assert arguments[0].decode() == f"https://vendor.example/{text}".replace("\r", "").replace("\n", "")
    assert headers_of(arguments)[0].decode() == f"X-Text: a{text}".replace("\r", " ").replace("\n", " ")


@needs_bash
@pytest.mark.parametrize(
    "body",
    [b"a\0b'!\\\n\xff", b"\0", b"%b\\0101\0", b"x" * 300_000 + b"\n'"],
    ids=["a NUL among others", "nothing but a NUL", "what printf would read", "longer than an argument may be"],
)
def test_what_no_argument_can_hold_comes_through_a_pipe(tmp_path: Path, body: bytes) -> None:
    command = curl_of_request(post(body))

    assert command.startswith("printf '%b' '")
    assert b"\0".join(told(command, tmp_path)).endswith(b"--data-binary\0@-\0" + body)


@needs_bash
def test_bytes_that_are_no_text_arrive_as_they_are(tmp_path: Path) -> None:
    body = bytes(range(1, 256))

    assert told(curl_of_request(post(body)), tmp_path)[-2] == body


@needs_bash
@given(st.text(max_size=40) | st.text(st.sampled_from("'\"`$!\\\n (){}%a0\x01"), max_size=20))
@settings(max_examples=30, deadline=None)
def test_any_text_arrives_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    body = text.encode("utf-8", "replace").replace(b"\0", b"") + b"."

    assert told(curl_of_request(post(body)), tmp_path_factory.mktemp("shell"))[-2] == body


@needs_bash
@pytest.mark.parametrize(
    ("secret", "variable", "header"),
    [
        (Secret("TOKEN"), "TOKEN", "Authorization: value"),
        (Secret("TOKEN", "Bearer "), "TOKEN", "Authorization: Bearer value"),
        (Secret("TOKEN", "$(touch pwned)`id`\"'"), "TOKEN", "Authorization: $(touch pwned)`id`\"'value"),
        (Secret("my.token"), "my_token", "Authorization: value"),
    ],
    ids=["alone", "with text before it", "with hostile text before it", "whose name is no variable's"],
)
def test_a_credential_is_a_variable_of_the_shell(tmp_path: Path, secret: Secret, variable: str, header: str) -> None:
    command = curl_of_request(post(b"", headers=(("Authorization", secret),)))

    assert f'"${variable}"' in command
    assert headers_of(told(command, tmp_path, **{variable: "value"}))[0].decode() == header


@pytest.mark.parametrize(
    ("method", "body", "way"),
    [
        ("GET", b"", ""),
        ("POST", b"a=1", ""),
        ("POST", b"", "-X 'POST'"),
        ("GET", b"a", "-X 'GET'"),
        ("HEAD", b"", "--head"),
    ],
)
def test_the_method_is_said_where_curl_would_take_another(method: str, body: bytes, way: str) -> None:
    command = curl_of_hit(Hit(method, "/g/collect", body=body), ORIGIN)

    assert [word for word in ("-X 'POST'", "-X 'GET'", "--head") if word in command] == ([way] if way else [])


def test_an_address_is_not_tidied_by_curl() -> None:
    command = curl_of_hit(Hit("GET", "/a/../b", "x={1,2}[3]"), ORIGIN)

    assert "--globoff" in command
    assert "--path-as-is" in command


@needs_bash
@pytest.mark.parametrize(
    "value", [b"\xe4 a", "größe".encode(), b"a\x01'"], ids=["no text", "text", "a sign nobody sees"]
)
def test_a_header_of_a_hit_is_sent_as_the_bytes_it_came_as(tmp_path: Path, value: bytes) -> None:
    hit = Hit("GET", "/", headers=(("x-odd", value.decode("latin-1")),))

    assert headers_of(told(curl_of_hit(hit, ORIGIN), tmp_path))[0] == b"x-odd: " + value


def test_a_header_without_a_value_is_sent_and_those_of_the_connection_are_not() -> None:
    headers = (("x-empty", ""), ("content-length", "7"), ("connection", "close"), ("host", "data.shop.example"))
    command = curl_of_hit(Hit("POST", "/", headers=headers, body=b"en=test"), ORIGIN)

    assert "-H 'x-empty;'" in command
    assert "-H 'host: data.shop.example'" in command
    assert "content-length" not in command
    assert "-H 'content-type:'" in command


@needs_bash
@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: str(file.stem))
def test_a_sample_hit_is_sent_to_this_server_as_it_came(tmp_path: Path, file: Path) -> None:
    (hit,) = read_hits(file)
    arguments = told(curl_of_hit(hit, f"{ORIGIN}/"), tmp_path)

    assert arguments[0].decode() == f"{ORIGIN}{hit.path}?{hit.query}"
    assert headers_of(arguments)[: len(hit.headers)] == [f"{name}: {value}".encode() for name, value in hit.headers]
    assert hit.body in arguments
