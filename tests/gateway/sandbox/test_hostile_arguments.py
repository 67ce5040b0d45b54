"""Whatever a template hands to an API, its run ends with a sentence of its own."""

from __future__ import annotations

import pytest

from gateway.sandbox.engine import Limits
from tests.gateway.sandbox.running import answer_of, run_tag

APIS = """
    addEventCallback addMessageListener BigQuery.insert callLater claimRequest computeEffectiveTldPlusOne createRegex
    decodeUri decodeUriComponent encodeUri encodeUriComponent extractEventsFromMpv1 extractEventsFromMpv2
    Firestore.read Firestore.write Firestore.query Firestore.runTransaction fromBase64 generateRandom getAllEventData
    getClientName getContainerVersion getCookieValues getEventData getGoogleAuth getGoogleScript getRemoteAddress
    getRequestBody getRequestHeader getRequestMethod getRequestPath getRequestQueryParameter getRequestQueryParameters
    getRequestQueryString getTimestamp getTimestampMillis getType hasMessageListener hmacSha256 isRequestMpv1
    isRequestMpv2 JSON.parse JSON.stringify logToConsole makeInteger makeNumber makeString makeTableMap Math.floor
    Object.keys parseUrl Promise.all Promise.create queryPermission returnResponse runContainer
    sendEventToGoogleAnalytics sendHttpGet sendHttpRequest sendMessage sendPixelFromBrowser setCookie setPixelResponse
    setResponseBody setResponseHeader setResponseStatus sha256 sha256Sync templateDataStorage.getItemCopy
    templateDataStorage.setItemCopy testRegex toBase64
""".split()
ARGUMENTS = (
    "",
    "undefined, undefined, undefined, undefined",
    "null, null, null, null",
    "NaN, -1, 1 / 0, 1e300",
    "{}, {}, {}, {}",
    "[], [], [], []",
    "'', '\\ud800', '\\u0000', '../..'",
    "() => 1, () => 2, () => 3, () => 4",
    "trap, trap, trap, trap",
    "round, round, round, round",
    "'https://vendor.example/', {headers: 5, timeout: 'x', method: {}, limit: 'x', 'max-age': {}, expires: 5}, 5, {}",
)
ODD = (
    "const trap = {get url() { null.x; }, toString() { null.x; }, toJSON() { null.x; }};"
    "const round = {}; round.itself = round;"
)
PYTHON = ("AttributeError", "KeyError", "ValueError", "IndexError", "UnicodeEncodeError", "TypeError: '", "takes no")
"""What an error of ours would look like."""


def code(api: str) -> str:
    """Call it with each of the arguments, whatever becomes of it."""
    name, _, member = api.partition(".")
    calls = [f"require('{name}'){f'.{member}' if member else ''}({arguments})" for arguments in ARGUMENTS]
    tries = [
        f"try {{ const got = {call}; if (got && got.then) got.then(() => 1, () => 2); }} catch (e) {{}}"
        for call in calls
    ]
    return f"{ODD} {' '.join(tries)}"


@pytest.mark.parametrize("api", APIS)
def test_an_api_of_a_tag_bears_anything(api: str) -> None:
    run = run_tag(f"{code(api)} data.gtmOnSuccess();", limits=Limits(seconds=1.0))

    assert (run.outcome, run.why) == ("ok", "")


@pytest.mark.parametrize("api", [each for each in APIS if each.startswith(("set", "run", "return", "send"))])
def test_an_api_of_a_client_bears_anything(api: str) -> None:
    trace = answer_of(f"require('claimRequest')(); {code(api)}", limits=Limits(seconds=1.0))

    assert trace.answer is not None
    assert not any(word in line for line in trace.log for word in PYTHON)
