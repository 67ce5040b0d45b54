"""Who may see the preview, and from where something may be changed."""

from __future__ import annotations

import pytest

from gateway.server.preview.guard import HEADERS, Guard

GUARD = Guard("a-token-of-this-test", 8081, ["preview.shop.example", "192.0.2.7", "2001:DB8::7"])
COOKIE = GUARD.cookie().partition(";")[0]


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:8081", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8081", "[::1]", "[::1]:8081"),
        *("preview.shop.example", "Preview.Shop.Example:443", "192.0.2.7:8081", "[2001:db8::7]:8081"),
    ],
)
def test_our_names_are_ours(host: str) -> None:
    assert GUARD.is_ours(host)


STRANGE_HOSTS = [
    *("", ":", ":8081", "evil.example", "evil.example:8081", "127.0.0.1.nip.io", "127.0.0.1.nip.io:8081"),
    *("localhost.evil.example", "localhost.evil.example:8081", "localhost.", "xlocalhost", "localhost@evil.example"),
    *("0.0.0.0", "0.0.0.0:8081", "127.0.0.2", "127.1", "2130706433", "0x7f000001", "192.168.0.7:8081"),
    *("::1", "[::2]", "[::1", "[::1].evil.example]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]:8081", "]", "["),
    *("localhost, evil.example", "evil.example#localhost", "localhost/", " localhost", "local\u017fhost"),
    "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
]  # fmt: skip


@pytest.mark.parametrize("host", STRANGE_HOSTS)
def test_other_names_are_not(host: str) -> None:
    assert not GUARD.is_ours(host)


@pytest.mark.parametrize(
    "host", ["[::1]evil.example", "[::1]@evil.example:8081", "localhost:8081@evil.example", "localhost:x"]
)
def test_a_name_with_something_after_it_is_not_ours(host: str) -> None:
    assert not GUARD.is_ours(host)


@pytest.mark.parametrize(
    "token", ["", "a-token", "A-TOKEN-OF-THIS-TEST", "a-token-of-this-test ", "a-token-of-this-test\x00", "é", "\ud800"]
)
def test_only_the_token_is_the_token(token: str) -> None:
    assert not GUARD.takes(token)
    assert GUARD.takes("a-token-of-this-test")


def test_the_cookie_is_for_this_run_and_no_script_reads_it() -> None:
    assert GUARD.cookie().startswith("sgtm_preview_8081=")
    assert GUARD.cookie().endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert "a-token" not in GUARD.cookie()
    assert Guard("another-token-of-it", 8081).cookie() != GUARD.cookie()


@pytest.mark.parametrize(
    "cookies", [COOKIE, f"a=b; {COOKIE}; c=d", f"theme=dark;{COOKIE}"], ids=["alone", "among others", "without a blank"]
)
def test_our_cookie_is_known(cookies: str) -> None:
    assert GUARD.knows(cookies)


@pytest.mark.parametrize(
    "cookies",
    [
        *("", ";", "=", "sgtm_preview_8081", "sgtm_preview_8081=", "sgtm_preview_8081=a-token-of-this-test"),
        *(COOKIE[:-1], f"{COOKIE}0", COOKIE.upper(), COOKIE.replace("8081", "8082"), COOKIE.replace("=", "=x")),
        *("sgtm_preview_8081=\u00e9", "\x00", "a[]=b; " * 1000),
    ],
)  # fmt: skip
def test_another_cookie_is_not(cookies: str) -> None:
    assert not GUARD.knows(cookies)


@pytest.mark.parametrize(
    "strange",
    ["a[]=b", 'x={"a": 1}', "a b=c", "(x)=1", "y=é"],
    ids=["brackets", "JSON", "a blank", "signs", "an accent"],
)
def test_our_cookie_is_known_among_odd_ones_of_other_servers_on_this_machine(strange: str) -> None:
    """Cookies know no port: whatever else runs on localhost sends its own here."""
    assert GUARD.knows(f"{strange}; {COOKIE}")
    assert GUARD.knows(f"{COOKIE}; {strange}")


OURS = {"x-sgtm-preview": "1", "content-type": "application/json", "sec-fetch-site": "same-origin"}


@pytest.mark.parametrize(
    "headers",
    [OURS, {**OURS, "content-type": "application/json; charset=utf-8"}, {key: OURS[key] for key in list(OURS)[:2]}],
    ids=["our page", "with a charset", "a program"],
)
def test_our_own_page_may_change_something(headers: dict[str, str]) -> None:
    assert GUARD.may_change(headers)


@pytest.mark.parametrize(
    "changed",
    [
        {"x-sgtm-preview": None},
        {"content-type": None},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "text/plain; application/json"},
        {"content-type": "multipart/form-data"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": ""},
    ],
    ids=[
        *("no header", "no type", "a form", "text", "a form with files", "another site", "another port", "an address bar"),
        "nothing said",
    ],
)  # fmt: skip
def test_nobody_else_may(changed: dict[str, str | None]) -> None:
    headers = {key: value for key, value in {**OURS, **changed}.items() if value is not None}

    assert not GUARD.may_change(headers)


def test_what_every_answer_carries_lets_nothing_in_from_elsewhere() -> None:
    said = dict(HEADERS)

    assert b"default-src 'none'" in said[b"content-security-policy"]
    assert b"unsafe" not in said[b"content-security-policy"]
    assert b"http" not in said[b"content-security-policy"]
    assert said[b"cache-control"] == b"no-store"
