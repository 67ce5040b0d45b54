"""What became of the requests of a trace: its document, with each delivery as the queue has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...container import Container
from ...delivery import Attempt, Kept, Standing
from ...outgoing import Verdict
from ...redaction import redacted_text
from ...report import attempt, moment
from .outcomes import word, worst


def sent_ids(document: Mapping[str, Any]) -> list[str]:
    """The ids of everything that a trace's tags sent."""
    return [sent["id"] for run in _runs(document) for sent in run["sent"]]


def join(document: dict[str, Any], kept: Mapping[str, Kept], container: Container) -> None:
    """Write into the document what the queue knows of its deliveries, and how each run ended."""
    for run in _runs(document):
        outcomes = []
        for sent in run["sent"]:
            delivery = kept.get(sent["id"])
            sent |= _unknown(sent) if delivery is None else _known(delivery, container)
            outcomes.append(_outcome(sent))
        run["verdict"] = worst(outcomes) if outcomes and run["outcome"] == "ok" else run["outcome"]


def listed(kept: Kept) -> dict[str, Any]:
    """A delivery as the queue's table shows it."""
    last = kept.attempts[-1] if kept.attempts else None
    return {
        "id": kept.id,
        "hit": kept.hit,
        "tag": kept.tag,
        "destination": redacted_text(kept.destination),
        "state": kept.state,
        "attempts": kept.tries,
        "kept_at": moment(kept.kept_at),
        "due": None if kept.due is None else moment(kept.due),
        "why": redacted_text(last.why) if last else "",
        "status": last.reply.status or None if last else None,
    }


def stands(standing: Standing) -> dict[str, Any]:
    """A destination that is left alone just now, or asked for a pause."""
    return {
        "destination": redacted_text(standing.destination),
        "state": standing.state,
        "since": moment(standing.since),
        "until": moment(standing.until) if standing.until else None,
        "why": redacted_text(standing.why),
    }


def _runs(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for event in document["events"]:
        yield from event["tags"]


def _known(kept: Kept, container: Container) -> dict[str, Any]:
    last = len(kept.attempts) - 1
    attempts = [
        {"at": moment(each.at)} | attempt(each.reply, _verdict(kept, each, container, ended=number == last))
        for number, each in enumerate(kept.attempts)
    ]
    due = None if kept.due is None else moment(kept.due)
    return {"state": kept.state, "due": due, "tries": kept.tries, "attempts": attempts}


def _unknown(sent: Mapping[str, Any]) -> dict[str, Any]:
    """A rehearsed one has its answer with it; of another one the queue knows nothing, or nothing any more."""
    return {"state": "unknown", "due": None, "tries": len(sent["attempts"])}


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


def _outcome(sent: Mapping[str, Any]) -> str:
    attempts = sent["attempts"]
    if sent["state"] == "waiting" and attempts:
        return str(attempts[-1]["outcome"])
    if sent["state"] != "unknown":
        return word(sent["state"], sent["tries"])
    return str(attempts[-1]["outcome"]) if attempts else "ok"
