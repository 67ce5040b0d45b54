"""Sends one request over HTTP and reads the reply. The only place that knows httpx and the values of credentials."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from copy import copy
from http.cookiejar import DefaultCookiePolicy

import httpx

from ..outgoing import OutgoingRequest, Reply, Secret


class Sender:
    """An HTTP client for vendors: no redirects, no proxies from the environment, bounded time and bounded replies."""

    def __init__(self, secrets: Mapping[str, str], *, connections: int = 64) -> None:
        self._secrets = secrets
        # A vendor's cookie is one visitor's: kept, it would go out with the next one's event.
        self._client = httpx.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            headers={"accept-encoding": "identity", "user-agent": "sgtm"},
        )
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def knowing(self, secrets: Mapping[str, str]) -> Sender:
        """A sender with other credentials, over the same connections; earlier ones stay known to what waits for them."""
        other = copy(self)
        other._secrets = {**self._secrets, **secrets}
        return other

    async def send(self, request: OutgoingRequest) -> Reply:
        """The reply, whatever it says; status 0 where none came."""
        try:
            headers = [(name, self._filled(value)) for name, value in request.headers]
        except KeyError as error:
            return Reply(0, error=str(error.args[0]))
        try:
            built = self._client.build_request(
                request.method, request.url, content=request.body, headers=headers, timeout=request.timeout
            )
        except Exception as error:  # noqa: BLE001 - what no library takes can never be sent, and is told
            return Reply(0, error=self._said(error), unsendable=True)
        try:
            async with asyncio.timeout(2 * request.timeout):
                return await self._exchange(built, request.longest_reply)
        except TimeoutError:
            return Reply(0, error=f"no complete answer within {2 * request.timeout:g} s")
        except httpx.TimeoutException as error:
            return Reply(0, error=f"no answer within {request.timeout:g} s ({type(error).__name__})")
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            return Reply(0, error=self._said(error), unsendable=True)
        except Exception as error:  # noqa: BLE001 - what goes wrong on the way is a failed request, not a dead worker
            return Reply(0, error=self._said(error))

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _exchange(self, built: httpx.Request, longest: int) -> Reply:
        response = await self._client.send(built, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) >= longest:
                    break
            return Reply(response.status_code, self._scrubbed(bytes(body[:longest])), tuple(response.headers.items()))
        finally:
            await response.aclose()

    def _said(self, error: Exception) -> str:
        return self._scrubbed(f"{type(error).__name__}: {error}".encode()).decode("utf-8", "replace")

    def _scrubbed(self, text: bytes) -> bytes:
        """What is kept and shown of an exchange holds no credential, also where a vendor or a library quotes it."""
        for secret in self._secrets.values():
            if bare := secret.strip().encode():
                text = text.replace(bare, b"***")
        return text

    def _filled(self, value: str | Secret) -> str:
        if isinstance(value, str):
            return value
        if value.name not in self._secrets:
            raise KeyError(f"the credential {value.shown} is not in the rules any more")
        return value.prefix + self._secrets[value.name]
