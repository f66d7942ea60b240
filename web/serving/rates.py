"""How many requests one address may send: the generic cell rate algorithm (ITU-T I.371).

Each address has one number: when it would have paid for all that it sent, at `60 / limit` seconds a
request. Who is more than a minute ahead waits. So a minute's requests may come at once, and after that one
each `60 / limit` seconds.

The numbers stand on the board that all processes share (`web.serving.board`), in 65,536 slots. The slot of
an address is a keyed hash of it, so that nobody can choose an address that shares somebody's slot; of a
thousand addresses that ask in the same minute some fifteen share theirs by chance, and have one allowance
between two. IPv6 addresses count by their /64, which is what one household has. Two processes that meet in
one slot at the same instant may lose one request's count.
"""

from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic

from web.serving.board import SLOTS, Board

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an address has left: `remaining` requests now, the next one or all of them after `seconds`."""

    is_spent: bool
    remaining: int
    seconds: int


class RateLimit:
    """Bounds the requests of each address to `limit` a minute."""

    def __init__(self, limit: int, board: Board) -> None:
        """Count on `board`."""
        self.limit = limit
        self._cost = MINUTE / limit
        self._board = board

    def take(self, address: str, now: float | None = None) -> Allowance:
        """Count a request of `address`; `now` is in seconds of the system's monotonic clock."""
        now = monotonic() if now is None else now
        slot = self._slot(address)
        paid = max(self._board.slots[slot], now)
        if paid + self._cost - now > MINUTE + 1e-6:
            return Allowance(True, 0, max(ceil(paid + self._cost - MINUTE - now), 1))
        self._board.slots[slot] = paid = paid + self._cost
        return Allowance(False, int((MINUTE - (paid - now)) / self._cost + 1e-6), ceil(paid - now))

    def _slot(self, address: str) -> int:
        digest = blake2b(_household(address).encode(), key=self._board.secret, digest_size=8)
        return int.from_bytes(digest.digest()) % SLOTS


def _household(address: str) -> str:
    """Return what is counted as one: an IPv4 address, the first half of an IPv6 one, other text as it is."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or int(known) >> 64)
    return str(known)
