"""What `sgtm serve` was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ServeSettings:
    """Where the rules and the data folder are, and how to run. `dry` keeps and sends nothing.

    `trusted_proxies` are addresses and networks whose X-Forwarded-For counts.
    """

    rules: Path
    data_dir: Path
    port: int = 8080
    hosts: tuple[str, ...] = ("127.0.0.1", "::1")
    workers: int = 1
    dry: bool = False
    trace: bool = False
    json: bool = False
    trusted_proxies: tuple[str, ...] = ()
    tls_cert: Path | None = None
    tls_key: Path | None = None
