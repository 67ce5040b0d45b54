"""Mutated hits: each gives events or a typed refusal, never an exception, and never takes long.

SGTM_MUTATIONS sets how many (a few thousand by default), SGTM_SEED which ones: `SGTM_MUTATIONS=1000000 make test`.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from clients.ga4 import GA4
from gateway import All, Claimed, Event, Hit, Log, Refused, Respond
from gateway.fake_tiktok import stand_in
from gateway.query import printable
from gateway.recording import read_hits, rehearse
from gateway.report import report
from gateway.rules import load
from tests.cpu import timed

ROOT = Path(__file__).resolve().parent.parent
MUTATIONS = int(os.environ.get("SGTM_MUTATIONS", "3000"))
SEED = int(os.environ.get("SGTM_SEED", "1"))
LONGEST = 0.05
"""Seconds of CPU one hit may take."""

HITS = [hit for file in sorted((ROOT / "tests" / "hits" / "gtag").glob("*.http"))[::4] for hit in read_hits(file)]
CLIENT = GA4(name="GA4")
CONTAINER = load(ROOT / "rules.yaml", {}, rehearsing=True)

TOKENS = [
    *(b"%", b"%zz", b"%C3%28", b"%00", b"\0", b"\xff\xfe", b"&", b"&&&", b"=", b"==", b"~", b"~~", b"~~~", b"+", b";"),
    *(b"\r\n", b"\n\n", b"&en=", b"&v=1", b"&tid=", b"&pr0=", b"&pr201=id1", b"&pr1=k0~v0", b"&pr1=" + b"~" * 500),
    *(b"&_et=NaN", b"&_p=1e400", b"&epn.x=-0", b"&epn.x=" + b"9" * 400, b"&ep.=", b"&ep..=1", b"&ep.user_data=1"),
    *(b"&ep.user_data.a.b.c.d.e.f.g.h.i.j=1", b"&ep.user_data.email=1&ep.user_data.email.0.x=2", b"&_eu=____", b"&_=1"),
    *(
        b"&ep.x-ga-gcd=1",
        b"&ep.event_name=1",
        b"&uafvl=%7C%3B%25",
        b"&ur=-",
        b"&_uip=999",
        b"&sst.=1",
        b"&gcd=1" + b"p" * 99,
    ),
    *(
        b"{",
        b"[",
        b'{"a":' * 50,
        b"&a=1" * 300,
        b"&pr%d=id" * 300,
        "&ep.ü=ß".encode(),
        b"&" + b"k" * 5000,
        b"&\xed\xa0\x80=1",
    ),
]
STEP = st.tuples(
    st.sampled_from(["insert", "cut", "swap", "flip", "repeat"]),
    st.floats(0, 1),
    st.integers(0, 255),
    st.sampled_from(TOKENS),
)


def mutated(text: bytes, steps: list[tuple[str, float, int, bytes]]) -> bytes:
    """The text after these steps."""
    for kind, where, number, token in steps:
        at = int(where * len(text))
        if kind == "insert":
            text = text[:at] + token + text[at:]
        elif kind == "cut":
            text = text[:at] + text[at + number :]
        elif kind == "swap":
            text = text[at:] + b"&" + text[:at]
        elif kind == "flip" and at < len(text):
            text = text[:at] + bytes([text[at] ^ (number or 1)]) + text[at + 1 :]
        elif kind == "repeat":
            text = text[:at] + text[at : at + 40] * (number % 9) + text[at:]
    return text


MUTATED = st.builds(
    lambda hit, query, body, method: msgspec.structs.replace(
        hit,
        method=method,
        query=printable(mutated(hit.query.encode(), query))[: 32 * 1024],
        body=mutated(hit.body, body)[: 1024 * 1024],
    ),
    st.sampled_from(HITS),
    st.lists(STEP, min_size=1, max_size=6),
    st.lists(STEP, max_size=4),
    st.sampled_from(["GET", "POST"]),
)

MANY = settings(
    max_examples=MUTATIONS,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FEWER = settings(MANY, max_examples=max(300, MUTATIONS // 20))


@seed(SEED)
@MANY
@given(MUTATED)
def test_a_mutated_hit_gives_events_or_a_refusal(hit: Hit) -> None:
    steps, cost = timed(lambda: steps_of(hit), LONGEST)

    assert cost < LONGEST
    assert all(isinstance(step, All | Log | Respond | Refused) for step in steps)
    for event in [run.event for step in steps if isinstance(step, All) for run in step.parts]:
        assert isinstance(event, Event)
        assert isinstance(event["event_name"], str)
        assert msgspec.json.encode(dict(event))


@seed(SEED)
@FEWER
@given(MUTATED)
def test_a_mutated_hit_makes_a_whole_trip_and_its_trace(hit: Hit) -> None:
    trace = rehearse(CONTAINER, msgspec.structs.replace(hit, id="h", at=1772366400000), stand_in)

    assert trace.answer is not None
    assert trace.answer.status in (200, 400)
    assert not [line for line in trace.log if "failed" in line]
    failed = [run.why for run in trace.runs() if run.outcome == "failed"]
    # A hit that lost its page is one that TikTok refuses, and that is told; anything else would be a fault of ours.
    assert not [why for why in failed if not why.startswith("TikTok refuses")]
    assert msgspec.json.encode(report(trace))


def steps_of(hit: Hit) -> list[object]:
    verdict = CLIENT.claim(hit)
    return list(verdict.steps) if isinstance(verdict, Claimed) else [verdict]
