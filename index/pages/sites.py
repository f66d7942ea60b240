"""What is known of single sites beside what their pages say: `sites.toml`, data and no code.

A rule gives the publisher's name (`site`, and what is cut from titles) and the time zone of printed
times. It never says where on a page the article stands: every page is read by the same general method,
and `extract(..., site_rules=False)` reads it without any rule.
"""

import tomllib
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.pages.dates import CHINA


@dataclass(frozen=True, slots=True)
class Site:
    """A site's rule: its publisher's name, what it writes behind headlines, and its time zone."""

    name: str = ""
    titles: frozenset[str] = frozenset()
    zone: tzinfo = CHINA


UNKNOWN = Site()
"""The rule of every site that has none."""


def site_at(url: str) -> Site:
    """Return the rule for the site of an address, `UNKNOWN` where there is none."""
    host = host_of(url)
    rules = _rules()
    while host:
        if host in rules:
            return rules[host]
        host = host.partition(".")[2]
    return UNKNOWN


def host_of(url: str) -> str:
    """Return an http(s) address's host in lower case, or an empty string where it is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host if parts.scheme in {"http", "https"} else ""


@cache
def _rules() -> dict[str, Site]:
    """Return the rules by host."""
    text = files("index.pages").joinpath("sites.toml").read_text("utf-8")
    rules: dict[str, Site] = {}
    for entry in tomllib.loads(text)["site"]:
        titles = frozenset((entry["name"], *entry.get("titles", ())))
        site = Site(entry["name"], titles, _zone(entry.get("zone", "")))
        rules |= dict.fromkeys(entry["hosts"], site)
    return rules


def _zone(name: str) -> tzinfo:
    """Return a time zone; where the machine has no zone data, UTC+8."""
    if not name:
        return CHINA
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return CHINA
