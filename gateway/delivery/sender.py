"""Sends one request over HTTP and reads the reply. The only place that knows httpx and the values of credentials."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from copy import copy

import httpcore
import httpx

from ..egress import SCHEMES, THIS_MACHINE, Egress, Host, Reach, canonical
from ..outgoing import OutgoingRequest, Reply, Secret
from .network import Connect, Network, Resolve, connected, resolved

_HEADERS = {"accept": "*/*", "accept-encoding": "identity", "connection": "keep-alive", "user-agent": "sgtm"}
_KEPT_OPEN = 5.0
"""Seconds a connection waits for the next request."""
_LONGEST_HEAD = 65_536
SHORTEST_SECRET = 6
"""Signs a credential has to have to be looked for in answers: "y" keeps nothing secret, and masked would spoil what is read."""


class Sender:
    """An HTTP client for vendors: only hosts it may reach, bounded time and bounded replies.

    Below httpx's own client, which would follow redirects, keep cookies and heed the environment's proxies.
    """

    def __init__(
        self,
        secrets: Mapping[str, str],
        egress: Egress = THIS_MACHINE,
        *,
        connections: int = 64,
        resolve: Resolve = resolved,
        connect: Connect = connected,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._secrets, self._egress = secrets, egress
        trusted = trust or httpx.create_ssl_context(trust_env=False)
        # Two pools: a connection to a private address is never one that a host without that right could use.
        self._pools: dict[Reach, httpcore.AsyncConnectionPool] = {
            reach: httpcore.AsyncConnectionPool(
                ssl_context=trusted,
                max_connections=connections,
                max_keepalive_connections=connections,
                keepalive_expiry=_KEPT_OPEN,
                network_backend=Network(private=reach == "anywhere", resolve=resolve, connect=connect),
            )
            for reach in ("public", "anywhere")
        }

    def knowing(self, secrets: Mapping[str, str], egress: Egress | None = None) -> Sender:
        """A sender with other rules, over the same connections; earlier credentials stay known to what waits for them."""
        other = copy(self)
        other._secrets = {**self._secrets, **secrets}
        other._egress = self._egress if egress is None else egress.after(self._egress)
        return other

    async def send(self, request: OutgoingRequest) -> Reply:
        """The reply, whatever it says; status 0 where none came."""
        try:
            headers = [(name, self._filled(value)) for name, value in request.headers]
        except KeyError as error:
            return Reply(0, error=str(error.args[0]))
        try:
            pool, built = self._admitted(_built(request, headers))
        except Exception as error:  # noqa: BLE001 - what no library takes can never be sent, and is told
            return Reply(0, error=self._said(error), unsendable=True)
        return await self._sent(pool, built, request)

    async def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()

    def _admitted(self, built: httpx.Request) -> tuple[httpcore.AsyncConnectionPool, httpcore.Request]:
        """The request with the connections it may use. Raises _NotAdmitted, before anything is sent or asked for."""
        url = built.url
        if url.scheme not in SCHEMES:
            raise _NotAdmitted(f'"{url.scheme}" is no way to send. An address begins with https://.')
        if url.userinfo:
            raise _NotAdmitted("an address holds no name and no password. Send them by a header: Authorization.")
        written = url.raw_host.decode("ascii")
        host = Host(canonical(written), url.port or SCHEMES[url.scheme])
        if not host.name:
            raise _NotAdmitted(f'"{written[:80]}" is no host. Write one such as collect.vendor.example.')
        reach = self._egress.reach(host)
        if reach == "nowhere":
            what = f'"{host.shown}" is not among the hosts that the rules name.'
            raise _NotAdmitted(f'{what} Add it to "egress: allow:" if it is meant.')
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = httpcore.Request(
            built.method, target, headers=built.headers.raw, content=built.content, extensions=built.extensions
        )
        return self._pools[reach], sent

    async def _sent(
        self, pool: httpcore.AsyncConnectionPool, built: httpcore.Request, request: OutgoingRequest
    ) -> Reply:
        try:
            # Each phase has its own time; this one is for what drips, and for all of them in a row.
            async with asyncio.timeout(2 * request.timeout):
                return await self._exchange(pool, built, request.longest_reply)
        except TimeoutError:
            return Reply(0, error=f"no complete answer within {2 * request.timeout:g} s")
        except httpcore.TimeoutException as error:
            return Reply(0, error=f"no answer within {request.timeout:g} s ({type(error).__name__})")
        except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError) as error:
            return Reply(0, error=self._said(error), unsendable=True)
        except Exception as error:  # noqa: BLE001 - what goes wrong on the way is a failed request, not a dead worker
            return Reply(0, error=self._said(error))

    async def _exchange(self, pool: httpcore.AsyncConnectionPool, built: httpcore.Request, longest: int) -> Reply:
        response = await pool.handle_async_request(built)
        try:
            if sum(len(name) + len(value) for name, value in response.headers) > _LONGEST_HEAD:
                return Reply(0, error="the head of the answer is longer than 64 KiB")
            body = bytearray()
            async for chunk in response.aiter_stream():
                body += chunk
                if len(body) >= longest:
                    break
            headers = httpx.Headers(response.headers)
            return Reply(response.status, self._scrubbed(bytes(body[:longest])), tuple(headers.items()))
        finally:
            await response.aclose()

    def _said(self, error: Exception) -> str:
        said = (
            str(error)
            if isinstance(error, _NotAdmitted)
            else ": ".join(filter(None, (type(error).__name__, str(error))))
        )
        return self._scrubbed(said.encode()).decode("utf-8", "replace")

    def _scrubbed(self, text: bytes) -> bytes:
        """What is kept and shown of an exchange holds no credential, also where a vendor or a library quotes it."""
        for secret in self._secrets.values():
            bare = secret.strip().encode()
            if len(bare) >= SHORTEST_SECRET:
                text = text.replace(bare, b"***")
        return text

    def _filled(self, value: str | Secret) -> str:
        if isinstance(value, str):
            return value
        if value.name not in self._secrets:
            raise KeyError(f"the credential {value.shown} is not in the rules any more")
        return value.prefix + self._secrets[value.name]


class _NotAdmitted(Exception):  # noqa: N818 - what the request is, not a fault of the program
    """Why a request leads nowhere it may go."""


def _built(request: OutgoingRequest, own: list[tuple[str, str]]) -> httpx.Request:
    """The request as httpx writes it, with a time for each phase: to connect and for TLS, to write, to read, to wait its turn."""
    headers = httpx.Headers(_HEADERS)
    headers.update(own)
    times = dict.fromkeys(("connect", "read", "write", "pool"), request.timeout)
    return httpx.Request(
        request.method, request.url, headers=headers, content=request.body, extensions={"timeout": times}
    )
