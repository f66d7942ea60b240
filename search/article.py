"""What an article is: one news item, with its text as it was printed.

Canonical forms (the fold, units, words) exist only inside `search.analysis`; nothing here is ever
converted, so a highlight can always point into what the reader sees.
"""

import json
import re
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from hashlib import blake2b
from operator import attrgetter
from typing import Any, Self

SECTIONS = ("title", "summary", "body", "furniture")
"""The parts of an article that hold running text, in reading order."""


@dataclass(frozen=True, slots=True)
class Article:
    """One news item, as printed.

    `body` holds paragraphs, one a line. `published` is an ISO 8601 date, with time and offset where they
    were given (`2019-06-09` or `2019-06-09T19:32:03+08:00`), or empty; `local_time` is what readers mean by
    it. `script` is
    `hans`, `hant`, `mixed` or empty. `regions` are paths from the top (`天津市/寶坻區`), the first is
    where the article is about. `furniture` is what else stood on the page (menus, footers): it can
    be found, ranks below everything, and is never shown as the article's text. `cluster` is the id of
    the earliest of the near-duplicates that the article is one of, its own where it is that itself or
    has none; empty where nobody decided, which counts as its own. `raw_ref` names the file, or archive
    and offset, that the article was read from.
    """

    id: str
    title: str = ""
    summary: str = ""
    body: str = ""
    source: str = ""
    site: str = ""
    author: str = ""
    editor: str = ""
    published: str = ""
    script: str = ""
    regions: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    cluster: str = ""
    url: str = ""
    furniture: str = ""
    raw_ref: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs, empty ones left out."""
        return tuple(line for line in self.body.split("\n") if line.strip())

    @property
    def local_time(self) -> str:
        """`published` on the clocks of China, Hong Kong, Macau and Taiwan, which all keep UTC+8.

        It differs where a page gives another offset: `2019-06-09T20:00:00Z` is `2019-06-10T04:00:00+08:00`.
        """
        return local_time(self.published)

    @property
    def lang(self) -> str:
        """The BCP 47 tag of the article's script: zh-Hant, zh-Hans or zh."""
        return {"hant": "zh-Hant", "hans": "zh-Hans"}.get(self.script, "zh")

    def to_dict(self) -> dict[str, Any]:
        """Return the fields in their order, ready for JSON."""
        record = dict(zip(_NAMES, _values(self), strict=True))
        record["regions"] = list(self.regions)
        record["tags"] = list(self.tags)
        return record

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Self:
        """Make an article of what `to_dict` gave.

        Raises TypeError where a key is not a field or a value is not of its type.
        """
        values = dict(record)
        for name in ("regions", "tags"):
            values[name] = tuple(values.get(name, ()))
        article = cls(**values)
        for name, value in zip(_NAMES, _values(article), strict=True):
            items = value if isinstance(value, tuple) else (value,)
            for item in items:
                if not isinstance(item, str):
                    raise TypeError(f"article field {name} holds {value!r}, which is not text")
        return article

    def content_hash(self) -> str:
        """Return a digest of everything but `raw_ref`: equal where the article is the same.

        BLAKE2b, 128 bits, in hexadecimal.
        """
        record = self.to_dict()
        del record["raw_ref"]
        encoded = json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        return blake2b(encoded, digest_size=16).hexdigest()


def local_time(published: str) -> str:
    """Return an ISO 8601 time brought to UTC+8; what has no other offset, or is no time, as it is.

    >>> local_time("2019-06-09T20:00:00+00:00"), local_time("2019-06-09"), local_time("2019-06-09T20:00")
    ('2019-06-10T04:00:00+08:00', '2019-06-09', '2019-06-09T20:00')
    """
    if not _OTHER_OFFSET.search(published):
        return published
    try:
        return datetime.fromisoformat(published).astimezone(_LOCAL).isoformat()
    except (ValueError, OverflowError):
        return published


_LOCAL = timezone(timedelta(hours=8))
_OTHER_OFFSET = re.compile(r"T.*(?:Z|[+-](?!08:?00$)\d{2}:?\d{2})$")
_NAMES = tuple(field.name for field in fields(Article))
_values = attrgetter(*_NAMES)
