"""What captured hits cost, in one run: a replay's hits/s and its memory, a test of 1,000 hits, a HAR file of 5,000 entries.

    python bench/replay.py [--rounds N] [--lines N]

The machine is noisy, so read the ratios: CPU for each hit beside that of `json.dumps` of the same payloads, taken in turn.
With `--lines 1000000` the memory is that of a million lines, which takes some minutes. Nothing is sent; it ends by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.trip import ROOT, SETTINGS, _varied
from gateway import Hit
from gateway.recording import http_text, rehearse
from gateway.recording.captures import Reading, converted
from gateway.recording.captures.own_lines import own_line
from gateway.rules import load

NAME = "purchase with user data"
FEW, MANY = 2_000, 12_000
"""Hits of two replays: what the one costs more than the other, the hits cost, and not the start."""
OTHERS = (
    *(f"event_name == other_{number}" for number in range(3)),
    *(f"page_location contains /part-{number}/" for number in range(3)),
    *(f'page_hostname matches "^shop-{number}[.]"' for number in range(3)),
)


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lines", type=int, default=100_000)
    arguments = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules.yaml").write_text(_rules(), "utf-8")
        speed(folder, arguments.rounds)
        memory(folder, arguments.lines)
        tests(folder)
        har(folder)


def speed(folder: Path, rounds: int) -> None:
    """Hits/s of one core, whole: read, replayed, answered by the local endpoint, counted."""
    for many in (FEW, MANY):
        _write(folder / f"{many}.jsonl", (own_line(hit) for hit in _varied(NAME, many)))
    measured = [(_cost_of_a_hit(folder), _cost_of_a_payload(folder)) for _ in range(rounds)]
    cost, ratio = min(hit for hit, _ in measured), statistics.median(hit / payload for hit, payload in measured)
    print(f"replay with {len(OTHERS) + 1} triggers and the TikTok tag, JSON lines, {rounds} rounds:")
    print(
        f"  {cost * 1e6:6.1f} us CPU a hit, {1 / cost:,.0f} hits/s of one core; {ratio:.1f} x json.dumps of its payload\n"
    )


def memory(folder: Path, lines: int) -> None:
    """The most memory a replay takes of so many lines, and of a tenth of them."""
    writers: dict[str, Callable[[Hit], bytes]] = {"JSON lines": own_line, "an access log": _log_line}
    for kind, line in writers.items():
        peaks = []
        for many in (lines // 10, lines):
            _write(folder / "capture.log", (line(hit) for hit in _varied(NAME, many)))
            used = _run(folder, "replay", "capture.log", "--summary")
            peaks.append(f"{many:,} lines {used.peak / 1024:,.0f} MB in {used.seconds:.0f} s")
        print(f"memory, {kind}: {', '.join(peaks)}")
    (folder / "capture.log").unlink()
    print()


def tests(folder: Path) -> None:
    """`sgtm test` of 1,000 hits with a snapshot each."""
    (folder / "tests").mkdir()
    for number, hit in enumerate(_varied(NAME, 1_000)):
        _write(folder / "tests" / f"{number:04}.http", [http_text(hit)])
    saved, used = _run(folder, "replay", "tests", "--save", "--summary"), _run(folder, "test", "tests")
    print(f"1,000 hits: sgtm replay --save in {saved.seconds:.1f} s, sgtm test in {used.seconds:.1f} s\n")


def har(folder: Path) -> None:
    """Reading a HAR file."""
    file = folder / "capture.har"
    _write(file, converted(_varied(NAME, 5_000), "har", Counter()))
    began = time.perf_counter()
    read = sum(1 for _ in Reading([file]))
    print(
        f"a HAR file of {read:,} entries, {file.stat().st_size / 1e6:.0f} MB: read in {time.perf_counter() - began:.2f} s"
    )


class Used(NamedTuple):
    """Seconds on the clock and of CPU, and the most memory (KiB)."""

    seconds: float
    cpu: float
    peak: int


def _cost_of_a_hit(folder: Path) -> float:
    few, many = (_run(folder, "replay", f"{hits}.jsonl", "--summary") for hits in (FEW, MANY))
    return (many.cpu - few.cpu) / (MANY - FEW)


def _cost_of_a_payload(folder: Path) -> float:
    container = load(folder / "rules.yaml", SETTINGS)
    bodies = [
        sent.request.json for hit in _varied(NAME, 500) for run in rehearse(container, hit).runs() for sent in run.sent
    ]
    assert len(bodies) == 500
    return min(_once(lambda: [json.dumps(body) for body in bodies]) for _ in range(9)) / len(bodies)


def _once(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _run(folder: Path, *words: str) -> Used:
    """A command in a process of its own."""
    command = [sys.executable, "-m", "gateway.cli", *words]
    environ = {**os.environ, **SETTINGS, "PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    process.stderr.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said
    peak = used.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    return Used(time.perf_counter() - began, used.ru_utime + used.ru_stime, peak)


def _rules() -> str:
    triggers = [f"  Other {number}: {condition}" for number, condition in enumerate(OTHERS)]
    tags = [
        f"  Other {number}: {{type: http_request, triggers: Other {number}, url: 'https://vendor.example/', body: {{a: b}}}}"
        for number in range(len(OTHERS))
    ]
    tiktok = "  TikTok: {type: tiktok, triggers: Purchase, pixel_code: C4BENCH, access_token: '${TIKTOK_ACCESS_TOKEN}'}"
    client, ours = "clients: {GA4: {type: ga4}}", "  Purchase: client_name == GA4 and event_name == purchase"
    return "\n".join([client, "triggers:", ours, *triggers, "tags:", tiktok, *tags, ""])


def _log_line(hit: Hit) -> bytes:
    asked = f'{hit.ip} - - [01/Mar/2026:12:00:00 +0000] "GET {hit.path}?{hit.query} HTTP/1.1" 200 0 "-" "Mozilla/5.0"\n'
    return asked.encode()


def _write(file: Path, pieces: Iterator[bytes] | list[bytes]) -> None:
    with file.open("wb") as opened:
        opened.writelines(pieces)


if __name__ == "__main__":
    main()
