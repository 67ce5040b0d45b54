"""The queue of several machines, on NATS JetStream: what gateways keep there, and what workers take from it.

NAME_out    what waits to be delivered, one subject a destination: gone once every worker's part of it has ended
NAME_hits   every accepted hit, for two weeks
NAME_trips  hits whose trip goes on behind the answer, one subject a hit: gone with the end of the trip
NAME_dead   what no vendor accepted, one subject a delivery, for two weeks
"""

from .inbox import Inbox
from .link import BrokerError, Link, try_out
from .outbox import JetStreamOutbox
from .stock import Stock
from .trips import Trips

__all__ = ["BrokerError", "Inbox", "JetStreamOutbox", "Link", "Stock", "Trips", "try_out"]
