"""What became of the requests of a trace: its document, with each delivery as the queue has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ...container import Container
from ...delivery import Attempt, Kept, Standing
from ...outgoing import Verdict
from ...redaction import redacted_text
from ...report import attempt, moment
from .outcomes import word, worst

_STANDS = {
    "open": "paused after failures",
    "half-open": "asked with one request just now",
    "held": "held: the credential is not accepted",
    "resting": "resting: it asked for a pause",
}
"""A breaker's words say the opposite to whoever knows none: an open one lets nothing through."""
_STOPPED = frozenset(("open", "held", "resting"))


def sent_ids(document: Mapping[str, Any]) -> list[str]:
    """The ids of everything that a trace's tags sent."""
    return [sent["id"] for run in _runs(document) for sent in run["sent"]]


def join(
    document: dict[str, Any],
    kept: Mapping[str, Kept],
    container: Container,
    *,
    standings: Sequence[Standing] = (),
    otherwise: str = "unknown",
) -> None:
    """Write into the document what the queue knows of its deliveries, and how each run ended.

    `otherwise` is the state of one that the queue does not know.
    """
    for run in _runs(document):
        for sent in run["sent"]:
            delivery = kept.get(sent["id"])
            sent |= _unknown(sent, otherwise) if delivery is None else _known(delivery, container, standings)
        states = [sent["state"] for sent in run["sent"]]
        run["verdict"] = worst(states) if states and run["outcome"] == "ok" else run["outcome"]
        run["said"] = next((_said(sent) for sent in run["sent"] if sent["state"] == run["verdict"]), "")


def _said(sent: Mapping[str, Any]) -> str:
    """What came of its last attempt, in words: `HTTP 200, code 40002 Invalid value`."""
    if not sent["attempts"]:
        return ""
    last = sent["attempts"][-1]
    words = [f"HTTP {last['status']}" if last["status"] else "", last["why"], last["error"]]
    return ", ".join(each for each in words if each and (each is last["why"] or each not in last["why"]))


def tally(states: Mapping[str, int], backlog: Mapping[tuple[str, int], int], held: Collection[str]) -> Counter[str]:
    """How many deliveries there are of each outcome, those that wait told apart."""
    found = Counter({state: many for state, many in states.items() if state != "waiting"})
    for (destination, tries), many in backlog.items():
        found[word("waiting", tries, destination, held=held)] += many
    return found


def listed(kept: Kept, standings: Sequence[Standing] = ()) -> dict[str, Any]:
    """A delivery as the queue's table shows it."""
    last = kept.attempts[-1] if kept.attempts else None
    return {
        "id": kept.id,
        "hit": kept.hit,
        "tag": kept.tag,
        "destination": redacted_text(kept.destination),
        **_stands(kept, standings),
        "attempts": kept.tries,
        "kept_at": moment(kept.kept_at),
        "why": redacted_text(last.why) if last else "",
        "status": last.reply.status or None if last else None,
    }


def stands(standing: Standing) -> dict[str, Any]:
    """A destination that is left alone just now, or asked for a pause."""
    return {
        "destination": redacted_text(standing.destination),
        "state": _STANDS.get(standing.state, standing.state),
        "since": moment(standing.since),
        "until": moment(standing.until) if standing.until else None,
        "why": redacted_text(standing.why),
    }


def _runs(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for event in document["events"]:
        yield from event["tags"]


def _known(kept: Kept, container: Container, standings: Sequence[Standing]) -> dict[str, Any]:
    last = len(kept.attempts) - 1
    attempts = [
        {"at": moment(each.at)} | attempt(each.reply, _verdict(kept, each, container, ended=number == last))
        for number, each in enumerate(kept.attempts)
    ]
    return {**_stands(kept, standings), "tries": kept.tries, "attempts": attempts}


def _stands(kept: Kept, standings: Sequence[Standing]) -> dict[str, Any]:
    """How a delivery ended; else when it is tried next, and what of its destination it waits for."""
    stands = next((each for each in standings if each.destination == kept.destination), None)
    held = (kept.destination,) if stands and stands.state == "held" else ()
    state = word(kept.state, kept.tries, kept.destination, held=held)
    if kept.due is None:
        return {"state": state, "due": None, "because": ""}
    if stands is None or stands.state not in _STOPPED or stands.until <= kept.due:
        return {"state": state, "due": moment(kept.due), "because": ""}
    return {"state": state, "due": moment(stands.until), "because": f"destination {_STANDS[stands.state]}"}


def _unknown(sent: Mapping[str, Any], otherwise: str) -> dict[str, Any]:
    """A rehearsed one has its answer with it, which may be assumed: then it says so as its error."""
    attempts = sent["attempts"]
    state = attempts[-1]["outcome"] if attempts else otherwise
    if state == "accepted" and attempts[-1]["error"]:
        state = "assumed"
    return {"state": state, "due": None, "because": "", "tries": len(attempts)}


def _verdict(kept: Kept, each: Attempt, container: Container, *, ended: bool) -> Verdict:
    """What the answer meant: where it ended the delivery that is known, else the type says it again."""
    if ended and kept.state in ("accepted", "refused"):
        return Verdict("accepted" if kept.state == "accepted" else "refused", each.why)
    kinds = {tag.type_name: tag.configured.kind for tag in container.tags}
    try:
        verdict = kinds[kept.type_name].verdict(each.reply, (kept.request,))[0]
        outcome = verdict.outcome if verdict.outcome in ("again", "hold") else "again"
    except Exception:  # noqa: BLE001 - a type may be gone or anybody's code; that it is to be sent again is sure
        outcome = "again"
    return Verdict(outcome, each.why)
