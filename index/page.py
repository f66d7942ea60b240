"""A page as a tree, and as the lines that a reader sees: the border to lxml's parser.

`parse` never raises anything but PageRejected, never reaches out to the network, and keeps libxml2's
own limits on depth and size, so that a hostile page costs bounded time and memory. `blocks` walks
without recursion and gives each line with the element that it stands in and how much of it is link
text: what the body is found by.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from index.errors import PageRejected, Reason
from index.markup import BLOCK_TAGS, DROPPED_TAGS

LONGEST_PAGE = 16 << 20
"""Characters; real pages stay under two million."""

MOST_ATTRIBUTES = 2_000
"""Attributes of one element: libxml2 compares each with all others, so 100,000 of them take it 12 seconds."""

MOST_BLOCKS = 20_000
"""Lines of a page; the rest is left. Real pages have up to 900."""

_LONG_TAG = 20_000
_QUOTED = re.compile(r"""\"[^"]*\"|'[^']*'""")
_TAG = re.compile(r"""<[a-zA-Z](?>"[^"]*+"|'[^']*+'|[^"'>]++)*+""")
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTROLS = bytes({*range(32)} - set(b"\t\n\r"))


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page: its text, the element it stands in, and how many of its characters are links."""

    text: str
    element: html.HtmlElement
    linked: int


def parse(text: str) -> html.HtmlElement:
    """Return the page's root element.

    Raises PageRejected where the page is too big or holds no markup that can be parsed.
    """
    if len(text) > LONGEST_PAGE:
        raise PageRejected(
            Reason.TOO_BIG, f"the page has {len(text):,} characters; the limit is {LONGEST_PAGE:,}"
        )
    parser = html.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=True,
    )
    try:
        data = _without_monsters(text).encode("utf-8", "ignore").translate(None, _CONTROLS)
        root = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise PageRejected(Reason.UNPARSABLE_HTML, f"no HTML could be parsed: {error}") from error
    return root


def _without_monsters(text: str) -> str:
    """Cut out start tags with more attributes than any real page has."""
    monsters = [
        match.span()
        for match in _TAG.finditer(text)
        if match.end() - match.start() > _LONG_TAG
        and len(_QUOTED.sub("", match[0]).split(None, MOST_ATTRIBUTES)) > MOST_ATTRIBUTES
    ]
    for start, end in reversed(monsters):
        text = f"{text[:start]}<p{text[end:]}"
    return text


def blocks(root: html.HtmlElement) -> list[Block]:
    """Return the visible lines under `root`, in reading order."""
    lines = _Lines()
    for event, element in _walk(root):
        if len(lines.done) >= MOST_BLOCKS:
            break
        tag = element.tag
        if event == "start":
            if tag in BLOCK_TAGS:
                lines.end()
            if tag == "a":
                lines.in_link += 1
            lines.add(element.text, element)
        else:
            if tag == "a" and event == "end":
                lines.in_link -= 1
            if tag in BLOCK_TAGS:
                lines.end()
            parent = element.getparent()
            if parent is not None and element is not root:
                lines.add(element.tail, parent)
    lines.end()
    return lines.done


def line_of(element: html.HtmlElement) -> str:
    """Return an element's text as one line."""
    return _SPACE.sub(" ", "".join(map(str, element.itertext()))).strip(" \u3000")


def _walk(root: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield `start` and `end` of visible elements, `hidden` of others: their tails still count."""
    walker = etree.iterwalk(root, events=("start", "end"))
    hidden: html.HtmlElement | None = None
    for event, element in walker:
        if hidden is not None:
            if event == "end" and element is hidden:
                hidden = None
                yield "hidden", element
            continue
        if event == "start" and _is_invisible(element):
            hidden = element
            walker.skip_subtree()
            continue
        yield event, element


def _is_invisible(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in DROPPED_TAGS:
        return True
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN.search(style) is not None


class _Lines:
    """Collects pieces of text into lines."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.in_link = 0
        self._pieces: list[str] = []
        self._element: html.HtmlElement | None = None
        self._linked = 0

    def add(self, text: str | None, element: html.HtmlElement) -> None:
        """Append a piece that stands in `element`."""
        if not text:
            return
        if self._element is None and text.strip():
            self._element = element
        self._pieces.append(text)
        if self.in_link > 0:
            self._linked += len(text.strip())

    def end(self) -> None:
        """Close the line."""
        if self._element is not None:
            line = _SPACE.sub(" ", "".join(self._pieces)).strip(" \u3000")
            if line:
                self.done.append(Block(line, _holder(self._element), min(self._linked, len(line))))
        self._pieces, self._element, self._linked = [], None, 0


def _holder(element: html.HtmlElement) -> html.HtmlElement:
    """Return the nearest block element around an inline one."""
    while element.tag not in BLOCK_TAGS or element.tag == "br":
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return element
