"""What a page says of itself to machines: JSON-LD, `<meta>` elements, its canonical address.

All of it is a claim that `index.extract` weighs against what the page prints. JSON-LD is read
leniently, since a third of the pages that carry it carry it broken: line breaks inside strings, a
trailing comma, CDATA around it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from lxml import etree

from index.pages.dates import LONGEST_DATE_TEXT
from index.pages.markup import CANONICAL_META

LONGEST_JSON_LD = 1 << 20
DEEPEST_JSON_LD = 12
MOST_JSON_LD = 50
MOST_VALUES = 100
"""Values of one `<meta>` name that are kept: a page has one title, and some dozens of tags."""

_ARTICLE_TYPES = re.compile(r"Article|News|Posting|Report|WebPage|VideoObject|CreativeWork")
_WRAPPING = re.compile(r"/\*\s*(?:<!\[CDATA\[|\]\]>)\s*\*/|<!\[CDATA\[|\]\]>|<!--|-->")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_STRING_FIELD = re.compile(r'"(datePublished|headline|articleSection)"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
_PUBLISHED = re.compile(r"datePublished|\bpublished\b|entry-date", re.IGNORECASE)
_BREAK = re.compile(r"</p>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,500}>")
_LINK_LIKE = re.compile(r"^(?:https?:)?//|^@")


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's claims: `meta` maps lower-case names to values, `linked` are JSON-LD's objects, `canonical`
    the addresses that it calls its own, `times` what its `<time>` elements give as published.
    """

    meta: dict[str, tuple[str, ...]]
    linked: tuple[dict[str, Any], ...]
    canonical: tuple[str, ...]
    page_title: str
    times: tuple[str, ...]

    def first(self, names: Sequence[str]) -> str:
        """Return the first value of the first of these `<meta>` names that has one and is no link."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value and not _LINK_LIKE.match(value):
                    return value
        return ""

    def article_body(self) -> str:
        """Return the longest `articleBody` of JSON-LD, one paragraph a line, without markup."""
        texts = (node.get("articleBody") for node in self.linked)
        longest = max((text for text in texts if isinstance(text, str)), key=len, default="")
        lines = unescape(_TAG.sub("", _BREAK.sub("\n", longest))).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())

    def ld(self, key: str) -> str:
        """Return the first text that JSON-LD gives for `key`: a string, or the name of an object."""
        for node in self.linked:
            for value in _names(node.get(key)):
                if not _LINK_LIKE.match(value):
                    return value
        return ""


def read_metadata(root: etree._Element) -> Metadata:
    """Collect what the page under `root` says of itself."""
    found: dict[str, list[str]] = defaultdict(list)
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        values = found[name.strip().lower()] if name and content else None
        if values is not None and len(values) < MOST_VALUES:
            values.append(content)
    meta = {name: tuple(values) for name, values in found.items()}
    titles = (" ".join("".join(map(str, element.itertext())).split()) for element in root.iter("title"))
    return Metadata(
        meta=meta,
        linked=tuple(_linked_data(root)),
        canonical=tuple(_canonical(root, meta)),
        page_title=next((title for title in titles if title), ""),
        times=tuple(_times(root)),
    )


def _canonical(root: etree._Element, meta: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            yield (link.get("href") or "").strip()
    for name in CANONICAL_META:
        yield from meta.get(name, ())


def _times(root: etree._Element) -> Iterator[str]:
    """Yield what `<time>` elements say that are marked as the date of publication (HTML, microdata)."""
    for element in islice(root.iter("time"), MOST_VALUES):
        marks = f"{element.get('itemprop') or ''} {element.get('class') or ''}"
        if element.get("pubdate") is not None or _PUBLISHED.search(marks):
            yield (element.get("datetime") or "".join(map(str, element.itertext())))[:LONGEST_DATE_TEXT]


def _linked_data(root: etree._Element) -> Iterator[dict[str, Any]]:
    """Yield JSON-LD's objects: those of an article's type first, then what broken JSON still shows."""
    nodes: list[dict[str, Any]] = []
    salvaged: dict[str, Any] = {}
    for element in root.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower():
            continue
        text = _WRAPPING.sub("", element.text or "")[:LONGEST_JSON_LD]
        try:
            nodes += _objects(json.loads(_TRAILING_COMMA.sub(r"\1", text), strict=False))
        except (ValueError, RecursionError):
            salvaged |= dict(reversed(_STRING_FIELD.findall(text)))
    if salvaged:
        nodes.append({"@type": "Article", **salvaged})
    yield from sorted(nodes[:MOST_JSON_LD], key=_rank)


def _rank(node: dict[str, Any]) -> int:
    kinds = " ".join(_names(node.get("@type")))
    if re.search(r"Article|Report|Posting", kinds):
        return 0
    return 1 if _ARTICLE_TYPES.search(kinds) else 2


def _objects(value: Any, depth: int = 0) -> list[dict[str, Any]]:
    if depth > DEEPEST_JSON_LD:
        return []
    if isinstance(value, list):
        return [found for item in value for found in _objects(item, depth + 1)]
    if not isinstance(value, dict):
        return []
    return [value, *_objects(value.get("@graph"), depth + 1), *_objects(value.get("mainEntity"), depth + 1)]


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        return [" ".join(value.split())] if value.strip() else []
    if isinstance(value, list):
        return [name for item in value[:10] for name in _names(item if not isinstance(item, list) else None)]
    if isinstance(value, dict):
        return _names(value.get("name") if isinstance(value.get("name"), str) else None)
    return []
