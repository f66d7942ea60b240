"""Which of a page's addresses is its own: where it was found, or what it calls canonical.

A canonical address makes one article of its copies (mobile, printed, tracked), but sites also write
nonsense there: the home page, the section, another site. Believing that would make one article of
thousands, so a claim has to look like this very page.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from index.pages.sites import host_of

_SECOND_LEVELS = frozenset(("com", "net", "org", "gov", "edu", "co", "ac", "idv", "mil"))
_HOME = re.compile(r"/?(?:(?:index|default|home|main)\.\w{2,5})?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{3,}")
_LONGEST_ADDRESS = 2_000


def own_address(url: str, claims: Iterable[str]) -> str:
    """Return the page's address: the first plausible claim, else `url`.

    A claim is plausible where it is absolute http(s) and no home page, and, where `url` is known, on the
    same registrable domain, not a folder above it, and sharing one of its numbers if it has any.

    >>> own_address("http://m.example.com.cn/a/12345.html?f=wx", ["https://www.example.com.cn/a/12345.html"])
    'https://www.example.com.cn/a/12345.html'
    """
    for claim in claims:
        address = claim.strip()
        if _is_page(address) and (not host_of(url) or _is_same(address, url)):
            return address
    return url


def registrable(host: str) -> str:
    """Return a host's domain as it is registered: its last two labels, or three below `com.cn`."""
    labels = host.split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS else 2
    return ".".join(labels[-size:])


def _is_page(address: str) -> bool:
    if len(address) > _LONGEST_ADDRESS or not host_of(address) or re.search(r"\s", address):
        return False
    parts = urlsplit(address)
    return bool(parts.query) or _HOME.fullmatch(parts.path) is None


def _is_same(claim: str, url: str) -> bool:
    if registrable(host_of(claim)) != registrable(host_of(url)):
        return False
    ours, theirs = urlsplit(url), urlsplit(claim)
    if ours.path != theirs.path and ours.path.startswith(theirs.path.rstrip("/") + "/") and not theirs.query:
        return ours.path.rstrip("/") == theirs.path.rstrip("/")
    numbers = set(_NUMBER.findall(f"{ours.path}?{ours.query}"))
    return not numbers or not numbers.isdisjoint(_NUMBER.findall(f"{theirs.path}?{theirs.query}"))
