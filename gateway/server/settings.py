"""What `sgtm serve` was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from ..broker import Broker
from ..recording.recorder import Recording

Output: TypeAlias = Literal["table", "json", "gtms3"]
"""How traces are printed: blocks for people, `trace/v1` documents, or GTMS-3 log lines."""

LONGEST_BODY = 1024 * 1024
LONGEST_URL = 32 * 1024
"""Bytes of a hit's body and of its path and query, where nobody asks for other bounds."""


@dataclass(frozen=True)
class ServeSettings:
    """Where the rules and the data folder are, and how to run. `dry` keeps and sends nothing.

    With a `broker`, the one of the rules at the start, `delivers` says whether this machine delivers too; without
    `workers` it only delivers.
    Without `preview_port` there is no preview; `preview_names` are those it is reached by beside localhost.
    `trusted_proxies` are addresses and networks whose X-Forwarded-For counts. `record` says which hits are written as tests.
    """

    rules: Path
    data_dir: Path
    port: int = 8080
    hosts: tuple[str, ...] = ("127.0.0.1", "::1")
    workers: int = 1
    delivers: bool = True
    broker: Broker | None = None
    dry: bool = False
    trace: bool = False
    output: Output = "table"
    longest_body: int = LONGEST_BODY
    longest_url: int = LONGEST_URL
    trusted_proxies: tuple[str, ...] = ()
    preview_port: int | None = None
    preview_hosts: tuple[str, ...] = ("127.0.0.1", "::1")
    preview_names: tuple[str, ...] = ()
    tls_cert: Path | None = None
    tls_key: Path | None = None
    record: Recording | None = None
