"""An internet on this machine: names with answers of our choice, and vendors at addresses that look public."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence

import httpcore

from gateway.delivery.network import connected

PUBLIC, OTHER = "93.184.216.34", "2606:2800:220:1::1"
"""Two addresses that anybody may be sent to; nothing is ever sent there from here."""


class Internet:
    """What names lead to, one answer after the other (the last one stays), and which port here stands for an address there."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]], vendors: Mapping[str, int]) -> None:
        self._names = {name: list(answers) for name, answers in names.items()}
        self._vendors = vendors
        self.asked: list[str] = []
        self.connected: list[str] = []

    async def resolve(self, name: str) -> Sequence[str]:
        """The addresses of a name."""
        self.asked.append(name)
        if name not in self._names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answers = self._names[name]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def connect(self, address: str, port: int) -> httpcore.AsyncNetworkStream:
        """A vendor of ours where the address is public; an address of this machine is what it is."""
        self.connected.append(address)
        if address in self._vendors:
            return await connected("127.0.0.1", self._vendors[address])
        if not address.startswith("127.") and address != "::1":
            raise httpcore.ConnectError(f"nobody is at {address}")
        return await connected(address, port)


class Trap:
    """A port of this machine that nobody may connect to."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]

    def caught(self) -> int:
        """How many connected; closes it."""
        many = 0
        with self._socket:
            while True:
                try:
                    self._socket.accept()[0].close()
                except BlockingIOError:
                    return many
                many += 1
