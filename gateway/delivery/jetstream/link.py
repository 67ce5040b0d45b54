"""The connection to a broker: made only where it keeps what it has said it kept, and its streams, made where there are none."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

import httpx

from ...broker import Broker
from ...container import Durability
from ...errors import GatewayError

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js import JetStreamContext
    from nats.js.api import StreamConfig

KEPT_FOR = 14 * 86_400.0
"""Seconds that hits and dead letters stay."""
REPLICAS = 3
WITHIN = 5.0
"""Seconds that a broker has to answer; a cluster that elects a new leader takes one or two."""
_AGAIN_AFTER = 0.25
_LOOKS_EVERY = 5.0

_log = logging.getLogger("sgtm")


async def try_out(broker: Broker, durability: Durability, *, cap: int) -> None:
    """Whether the broker is there and as it must be, before anything starts. Raises GatewayError."""
    link = await Link.to(broker, durability, cap=cap)
    if link.replicas < REPLICAS:
        _log.warning(
            "the queue is on one NATS server alone: what it keeps is gone with its disk. A cluster of three keeps three copies"
        )
    await link.close()


class Link:
    """One connection of one process, and the names of its streams."""

    def __init__(self, broker: Broker, client: Client, replicas: int) -> None:
        self.broker, self.replicas = broker, replicas
        self._ends = False
        self._use(client)
        self.out, self.hits, self.trips, self.dead = (
            f"{broker.name}_{what}" for what in ("out", "hits", "trips", "dead")
        )

    @classmethod
    async def once_there(cls, broker: Broker, durability: Durability, *, cap: int) -> Link:
        """As `to`, however long the broker is away: a process that is started again meanwhile must not give up."""
        while True:
            try:
                return await cls.to(broker, durability, cap=cap)
            except GatewayError as error:
                _log.error("%s", error)
                await asyncio.sleep(_LOOKS_EVERY)

    @classmethod
    async def to(cls, broker: Broker, durability: Durability = "full", *, cap: int | None = -1) -> Link:
        """Connect and have all streams. `cap` is how many bytes may wait there; with None they are left as they are.

        Raises GatewayError where the broker cannot be reached, or does not keep what this durability promises.
        """
        client = await _connected(broker)
        try:
            if durability == "full":
                await _check_syncs(broker)
            link = cls(broker, client, _replicas(client))
            if cap is not None:
                await link._have_streams(cap)
        except BaseException:
            await client.close()
            raise
        return link

    @property
    def longest_body(self) -> int:
        """Bytes of a body that surely fit into one message with all that is around it."""
        return int(self.client.max_payload) - _AROUND

    @property
    def is_up(self) -> bool:
        """Whether the broker is there just now."""
        return self.client.is_connected

    def _use(self, client: Client) -> None:
        self.client = client
        client._closed_cb = self._closed
        self.js: JetStreamContext = client.jetstream(timeout=WITHIN)

    async def _closed(self) -> None:
        """A server has hung up for good, as after a message it found too large: nats-py does not come back by itself."""
        if not self._ends:
            self._renewing = asyncio.ensure_future(self._renew())

    async def _renew(self) -> None:
        while not self._ends:
            try:
                self._use(await _connected(self.broker))
            except GatewayError as error:
                _log.error("%s", error)
                await asyncio.sleep(_AGAIN_AFTER)
            else:
                return

    async def publish(self, subject: str, content: bytes, message_id: str, **headers: str) -> int:
        """Have the broker keep it; returns its number. Tried again while a leader is elected, under one id: it is there once.

        Raises BrokerError.
        """
        import nats.errors  # optional: the extra `nats`
        from nats.js import errors

        if len(content) + _MOST_HEAD > self.client.max_payload:  # the server counts the head too, and would hang up
            raise TooLargeError(f"{self.broker.shown} takes no message of {len(content)} bytes: raise its max_payload")
        end = asyncio.get_running_loop().time() + WITHIN
        while True:
            try:
                kept = await self.js.publish(
                    subject, content, timeout=WITHIN / 2, headers={"Nats-Msg-Id": message_id, **headers}
                )
            except errors.APIError as error:
                if error.code != _NOT_NOW or error.err_code == _FULL or asyncio.get_running_loop().time() > end:
                    raise BrokerError(
                        f"{self.broker.shown}: {error.description}", is_full=error.err_code == _FULL
                    ) from None
            except (nats.errors.Error, OSError, TimeoutError) as error:
                if isinstance(error, nats.errors.MaxPayloadError):
                    raise TooLargeError(
                        f"{self.broker.shown} takes no message of {len(content)} bytes: raise its max_payload"
                    ) from None
                if asyncio.get_running_loop().time() > end:
                    raise BrokerError(f"{self.broker.shown} does not keep it: {said_of(error)}") from None
            else:
                return kept.seq
            await asyncio.sleep(_AGAIN_AFTER)

    async def clear(self, stream: str, subject: str) -> None:
        """Take everything of a subject away. Tried again while a leader is elected. Raises BrokerError."""
        import nats.errors  # as above

        end = asyncio.get_running_loop().time() + WITHIN
        while True:
            try:
                await self.js.purge_stream(stream, subject=subject)
            except (nats.errors.Error, OSError, TimeoutError) as error:
                if asyncio.get_running_loop().time() > end:
                    raise BrokerError(f"{self.broker.shown}: {said_of(error)}") from None
            else:
                return
            await asyncio.sleep(_AGAIN_AFTER)

    async def last(self, stream: str, subject: str) -> int:
        """The number of the last message of a subject, 0 where there is none."""
        from nats.js.errors import NotFoundError  # as above

        try:
            return (await self.js.get_last_msg(stream, subject)).seq or 0
        except NotFoundError:
            return 0

    async def delete(self, stream: str, number: int) -> None:
        """Take one message away, if it is still there."""
        from nats.js.errors import APIError  # as above

        with contextlib.suppress(APIError):  # it was delivered meanwhile, and is gone
            await self.js.delete_msg(stream, number)

    async def size(self) -> int:
        """The bytes that wait to be delivered, as the broker counts them."""
        return int((await self.js.stream_info(self.out)).state.bytes)

    async def close(self) -> None:
        """Send what is on its way, and hang up."""
        import nats.errors  # as above

        self._ends = True
        with contextlib.suppress(
            nats.errors.Error, OSError, TimeoutError
        ):  # not there: what it has not heard comes again
            await asyncio.wait_for(self.client.flush(), 1.0)
        with contextlib.suppress(OSError, RuntimeError):  # uvloop's word for a connection that is gone
            await self.client.close()

    async def _have_streams(self, cap: int) -> None:
        from nats.js.api import DiscardPolicy, RetentionPolicy, StreamConfig  # as above

        subjects = [f"{self.out}.*"]
        waits = StreamConfig(self.out, subjects=subjects, retention=RetentionPolicy.WORK_QUEUE, max_bytes=cap)
        waits.discard = DiscardPolicy.NEW
        await self._have(waits)
        await self._have(StreamConfig(self.hits, subjects=[self.hits], max_age=KEPT_FOR))
        await self._have(StreamConfig(self.trips, subjects=[f"{self.trips}.*"], max_msgs_per_subject=1))
        await self._have(StreamConfig(self.dead, subjects=[f"{self.dead}.*"], max_msgs_per_subject=1, max_age=KEPT_FOR))

    async def _have(self, config: StreamConfig) -> None:
        """The stream of this configuration; one that is there already is changed to it."""
        from nats.js import errors  # as above
        from nats.js.api import StorageType

        config.storage, config.num_replicas, config.allow_direct = StorageType.FILE, self.replicas, True
        for attempt in range(_MOST_TRIES):
            try:
                await self.js.add_stream(config)
            except errors.BadRequestError as error:
                if error.err_code != _IN_USE:
                    raise GatewayError(f"{self.broker.shown}: stream {config.name}: {error.description}.") from None
                await self._change(config)
            except (errors.Error, TimeoutError) as error:
                if attempt == _MOST_TRIES - 1:
                    raise GatewayError(f"{self.broker.shown}: stream {config.name} cannot be made: {error}.") from None
                await asyncio.sleep(1.0)
                continue
            return

    async def _change(self, config: StreamConfig) -> None:
        """Another process has made it with other settings: a cap, say. Fewer replicas are never asked for."""
        from nats.js import errors  # as above

        known = (await self.js.stream_info(str(config.name))).config
        config.num_replicas = max(config.num_replicas or 1, known.num_replicas or 1)
        try:
            await self.js.update_stream(config)
        except errors.Error as error:
            _log.warning("%s: stream %s stays as it is: %s", self.broker.shown, config.name, error)


class BrokerError(Exception):
    """The broker did not keep something. `is_full` where it had no room for it."""

    def __init__(self, why: str, *, is_full: bool = False) -> None:
        super().__init__(why)
        self.is_full = is_full


class TooLargeError(BrokerError):
    """No message of the broker can hold it."""


_NOT_NOW, _FULL, _IN_USE = 503, 10077, 10058
"""Codes of JetStream: no leader just now, the stream is full, there is one of this name (NATS, "JetStream errors")."""
_MOST_TRIES = 10
_MOST_HEAD = 1024
_AROUND = 96 * 1024
"""Bytes that the URL and the headers of a hit may have, and a little more."""


async def _connected(broker: Broker) -> Client:
    try:
        import nats  # optional: the extra `nats`
    except ModuleNotFoundError:
        raise GatewayError("a queue on NATS needs nats-py. Install it with: pip install 'sgtm[nats]'") from None
    import nats.errors
    from nats.aio.client import Client

    client = Client()
    try:
        # For ever, once it was there; for a start it must be there now.
        async with asyncio.timeout(WITHIN):
            await client.connect(
                servers=list(broker.servers),
                name="sgtm",
                connect_timeout=2,
                reconnect_time_wait=1,
                ping_interval=2,  # a server that hangs is left after six seconds, and not after six minutes
                max_outstanding_pings=2,
                max_reconnect_attempts=-1,
                error_cb=_say,
            )
    except (nats.errors.Error, OSError, TimeoutError) as error:
        await client.close()
        raise GatewayError(f"the queue {broker.shown} cannot be reached: {said_of(error)}.") from None
    return client


def said_of(error: BaseException) -> str:
    """What went wrong, also of an error that has no words of its own."""
    return str(error) or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)


async def _say(error: Exception) -> None:
    _log.debug("the broker: %s", error)


async def _check_syncs(broker: Broker) -> None:
    """Whether every server writes to its disk before it says so: by default NATS does it every two minutes."""
    async with httpx.AsyncClient(trust_env=False, timeout=WITHIN) as client:
        away: list[GatewayError] = []
        for monitor in broker.monitors:
            try:
                settings = await _settings(client, monitor)
            except GatewayError as error:
                away.append(error)
                continue
            if not settings.get("sync_always"):
                raise GatewayError(
                    f"the NATS server at {_shown(monitor)} says it has kept a hit up to two minutes before it has: a power "
                    'loss would take them. Write "sync_interval: always" in the jetstream section of its configuration, or '
                    "accept that with `delivery: {durability: normal}`."
                )
    if len(away) == len(broker.monitors):
        raise away[0]
    for absent in away:  # one of three may be down, and the others go on
        _log.warning("%s", absent)
    for told in away:  # one of three may be away; it was asked when it was there
        _log.warning("%s", told)


async def _settings(client: httpx.AsyncClient, monitor: str) -> dict[str, Any]:
    """How a server's JetStream is set up (NATS, "Monitoring", /varz)."""
    try:
        found = (await client.get(f"{monitor}/varz")).json()["jetstream"]["config"]
        return dict(found)
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise GatewayError(
            f"the NATS server at {_shown(monitor)} does not tell whether it writes to its disk at once ({type(error).__name__}). "
            "Switch on its monitoring (http_port: 8222), and name the addresses with `delivery: {monitor: [...]}`."
        ) from None


def _replicas(client: Client) -> int:
    """Three where there is a cluster."""
    info: dict[str, Any] = client._server_info
    return REPLICAS if info.get("cluster") else 1


def _shown(monitor: str) -> str:
    """An address without its credentials."""
    scheme, _, rest = monitor.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
