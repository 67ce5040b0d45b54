"""The lossless law: whatever gtag.js can write, hit -> events -> hit gives the same parameters; numbers by their value.

What is different on purpose:
- `NaN` as engagement time is as good as absent, and what is no finite number (`epn.x=Infinity`) comes back as text (`ep.x`);
- of a key that comes twice the last value stays (gtag.js never writes one twice);
- stray custom fields of an item, a value without its name, are dropped; items are numbered from 1 without gaps;
- a parameter without a key is dropped;
- an event parameter that bears the name of one of GA4's own keys which the hit does not have (`ep.currency`, by hand-made
  senders) is taken for that key and comes back as its parameter (`cu`).
The visitor's address is not the hit's but the connection's, where the hit does not say it (`_uip`).
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.ga4 import GA4
from gateway import All, Claimed, Event, Hit, ga4, pairs, text
from gateway.recording import read_hits
from tags._ga4_parameters import encoded, parameters

RECORDED = sorted((Path(__file__).parent / "hits" / "gtag").glob("*.http"))
ADDRESS = "203.0.113.7"
UNRESERVED = "-_.!~*'()"


def events_of(hit: Hit) -> list[Event]:
    claimed = GA4(name="GA4").claim(hit)
    assert isinstance(claimed, Claimed)
    return [run.event for step in claimed.steps if isinstance(step, All) for run in step.parts]


def lines_of(hit: Hit) -> Iterator[dict[str, str]]:
    """The parameters of each event as they came: those of the URL, and over them those of the line."""
    lines = [line for line in hit.body.decode().replace("\r", "\n").split("\n") if line.strip()]
    for line in lines or [""]:
        found = {**dict(pairs(hit.query)), **dict(pairs(line))}
        if "en" in found:
            yield {key: value for key, value in found.items() if key and not _is_no_number(key, value)}


def written_again(event: Event) -> list[tuple[str, str]]:
    return [pair for pair in parameters(event) if pair != ("_uip", ADDRESS) and not _is_no_number(*pair)]


def multiset(found: list[tuple[str, str]]) -> Counter[tuple[str, object]]:
    return Counter((key, _by_value(value)) for key, value in found)


def _by_value(shown: str) -> object:
    if shown.strip("0123456789.-+e") or not shown.strip("-+e."):
        return shown
    try:
        return float(shown)
    except ValueError:
        return shown


def _is_no_number(key: str, value: str) -> bool:
    """`NaN` and `Infinity`, whose family changes."""
    bare = value.lstrip("-")
    return bare in ("NaN", "Infinity") and (key == "_et" or key.startswith(("ep.", "epn.")))


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_recorded_hits_of_gtag_lose_nothing(file: Path) -> None:
    for hit in read_hits(file):
        events = events_of(hit)

        assert len(events) == len(list(lines_of(hit)))
        for event, line in zip(events, lines_of(hit), strict=True):
            assert multiset(written_again(event)) == multiset(list(line.items()))


def test_there_are_recorded_hits_of_several_builds() -> None:
    builds = {file.stem.split("_")[0] for file in RECORDED}

    assert len(builds) >= 5
    assert sum(1 for file in RECORDED for _ in read_hits(file)) >= 200


# --- whatever gtag.js can write ---------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "",
        "0",
        "1",
        "-1",
        "1.50",
        "1e5",
        "true",
        "null",
        "a~b",
        "~~",
        "~",
        "a&b=c",
        "100%",
        "a+b",
        "%41",
        "ü",
        "商品",
        "🛒",
        "\r\n",
        "\0",
    ]
)
NAMES = st.text(string.ascii_letters + string.digits + "_- .~%ü", min_size=1, max_size=10).filter(
    lambda name: not name.startswith(("_", "user_data")) and name not in ga4.OWN
)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False, width=32)
WHOLE = st.integers(0, 2**53).map(str)


def escaped(plain: str) -> str:
    return plain.replace("~", "~~")


CUSTOM = st.dictionaries(
    NAMES.filter(lambda name: name not in {*ga4.ITEM_TEXT.values(), *ga4.ITEM_NUMBERS.values()}), TEXTS, max_size=27
)


@st.composite
def items(draw: st.DrawFn) -> str:
    """One item as gtag.js writes it: known fields, then custom ones as a pair of name and value."""
    fields = [f"{key}{escaped(draw(TEXTS))}" for key in draw(st.sets(st.sampled_from(sorted(ga4.ITEM_TEXT))))]
    fields += [f"{key}{text(draw(NUMBERS))}" for key in draw(st.sets(st.sampled_from(sorted(ga4.ITEM_NUMBERS))))]
    signs = iter("0123456789ABCDEFGHIJKLMNOPQ")
    for name, value in draw(CUSTOM).items():
        sign = next(signs)
        fields += [f"k{sign}{escaped(name)}", f"v{sign}{escaped(value)}"]
    return "~".join(fields)


@st.composite
def user_data(draw: st.DrawFn) -> dict[str, str]:
    one = {"email": draw(TEXTS), "phone_number": draw(TEXTS), "address.first_name": draw(TEXTS)}
    several = {"email.0": draw(TEXTS), "email.1": draw(TEXTS), "address.0.city": draw(TEXTS), "_tag_mode": "CODE"}
    return {f"ep.user_data.{name}": value for name, value in draw(st.sampled_from([{}, one, several])).items()}


@st.composite
def hints(draw: st.DrawFn) -> dict[str, str]:
    """gtag.js writes all eight or none."""
    if draw(st.booleans()):
        return {}
    versions = draw(st.lists(st.tuples(TEXTS.filter(bool), st.sampled_from(["24.0.0.0", "8"])), max_size=3))
    listed = "|".join(f"{quote(brand, safe=UNRESERVED)};{version}" for brand, version in versions)
    flags = {name: draw(st.sampled_from("01")) for name in ("uamb", "uaw")}
    return {name: draw(TEXTS) for name in ("uaa", "uab", "uam", "uap", "uapv")} | {"uafvl": listed} | flags


@st.composite
def event_part(draw: st.DrawFn) -> dict[str, str]:
    """What belongs to one event."""
    texts, numbers = draw(st.dictionaries(NAMES, TEXTS, max_size=6)), draw(st.dictionaries(NAMES, NUMBERS, max_size=6))
    ours = st.sampled_from(
        [*sorted(ga4.OWN - {"user_data", *ga4.TEXT.values(), *ga4.WHOLE.values()}), "x-ga-gcd", "x-sst-a"]
    )
    return {
        "en": draw(TEXTS.filter(bool)),
        **{f"ep.{name}": value for name, value in texts.items()},
        **{f"epn.{name}": text(value) for name, value in numbers.items() if name not in texts},
        **{f"up.{name}": value for name, value in draw(st.dictionaries(NAMES, TEXTS, max_size=3)).items()},
        **{f"pr{number}": item for number, item in enumerate(draw(st.lists(items(), max_size=3)), 1)},
        **{f"ep.{name}": "given" for name in draw(st.sets(ours, max_size=2))},
        **draw(user_data()),
        **({"_ee": "1", "_et": draw(WHOLE)} if draw(st.booleans()) else {}),
        **({"cu": draw(TEXTS)} if draw(st.booleans()) else {}),
    }


@st.composite
def shared_part(draw: st.DrawFn) -> dict[str, str]:
    """What the events of a hit have in common."""
    optional = sorted({*ga4.TEXT} - {"v", "tid", "en", "cu"})
    unknown = sorted(("frm", "tag_exp", "cs", "cn", "cm", "seg", "dp", "ngs", "gap.sstd", "richsstsse", "rcb", "ext.a"))
    features = st.sets(st.integers(0, 511), max_size=9).map(lambda found: ga4.packed_features(sorted(found)))
    return {
        "v": "2",
        "tid": "G-EXAMPLE1",
        **{name: draw(TEXTS) for name in draw(st.sets(st.sampled_from(optional), max_size=8))},
        **{name: draw(TEXTS) for name in draw(st.sets(st.sampled_from(unknown), max_size=5))},
        **{name: draw(WHOLE) for name in draw(st.sets(st.sampled_from(["_p", "_s", "sct", "tfd"])))},
        **{f"sst.{name}": draw(TEXTS) for name in draw(st.sets(st.sampled_from(["tft", "ude", "etld", "gcd"])))},
        **{f"_{name}": draw(TEXTS) for name in draw(st.sets(st.sampled_from(["fv", "ss", "c", "tu", "dbg", "fplc"])))},
        **({"_eu": draw(features)} if draw(st.booleans()) else {}),
        **({"ur": draw(st.sampled_from(["", "DE", "BR-SP", "US-CA"]))} if draw(st.booleans()) else {}),
        **(
            {"_uip": draw(st.sampled_from(["::", "198.51.100.9", "2001:db8::1", "nowhere"]))}
            if draw(st.booleans())
            else {}
        ),
        **draw(hints()),
    }


@given(shared_part(), st.lists(event_part(), min_size=1, max_size=4))
def test_whatever_gtag_can_write_loses_nothing(shared: dict[str, str], events: list[dict[str, str]]) -> None:
    in_url = len(events) == 1
    query = encoded({**shared, **(events[0] if in_url else {})}.items())
    body = b"" if in_url else "\r\n".join(encoded(event.items()) for event in events).encode()

    found = events_of(Hit("POST", "/g/collect", query, body=body, ip=ADDRESS))

    assert [multiset(written_again(event)) for event in found] == [
        multiset([pair for pair in {**shared, **event}.items() if not _is_no_number(*pair)]) for event in events
    ]


@given(shared_part(), event_part())
def test_a_hit_written_again_is_the_same_event(shared: dict[str, str], event: dict[str, str]) -> None:
    hit = Hit("GET", "/g/collect", encoded({**shared, **event}.items()), ip=ADDRESS)
    (once,) = events_of(hit)
    (again,) = events_of(Hit("GET", "/g/collect", encoded(parameters(once)), ip=ADDRESS))

    assert dict(again) == dict(once)


def test_numbers_that_are_none_come_back_as_text() -> None:
    (event,) = events_of(Hit("GET", "/g/collect", "v=2&tid=G-1&en=a&epn.x=Infinity&_et=NaN", ip=ADDRESS))

    assert event["x"] == "Infinity"
    assert "engagement_time_msec" not in event
    assert ("ep.x", "Infinity") in list(parameters(event))
