"""A page as a tree, and as the lines that a reader sees: the border to lxml's parser.

`parse` never raises anything but PageRejected, never reaches out to the network, and keeps libxml2's
own limits on depth and size, so that a hostile page costs bounded time and memory. `prune` takes out
what no reader sees. `read_lines` walks what is left once, without recursion, and gives each line with
the element that it stands in and how much of it is link text: what the body is found by. Elements
become numbers there, parents before children, so that whoever weighs them needs no tree.
"""

import re
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from index.errors import PageRejected, Reason
from index.pages.markup import BLOCK_TAGS, DROPPED_TAGS, VOID_TAGS

LONGEST_PAGE = 16 << 20
"""Characters; real pages stay under two million."""

MOST_ATTRIBUTES = 1_000
"""Attributes of one element: parsers look at all before each, so 100,000 of them take 12 seconds."""

MOST_LINES = 20_000
"""Lines of a page; the rest is left. Real pages have up to 900."""

MOST_TAGS = 400_000
"""Start and end tags of a page; the rest is left. Real pages have up to 20,000."""

_LONG_TAG = 2_000
_TYPE_WITHIN = 500
_SCRIPT = re.compile(r"<(?:(script|style)\b|!--)", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style")}
_COMMENT_END = re.compile(r"--!?>")
_NAME = r"<[a-zA-Z][^\s/>]{0,100}+"
_VALUE = r"""\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+"""
_ATTRIBUTE = rf"[^\s/>][^\s/>=]*+(?:{_VALUE})?+"
_TAG = re.compile(rf"{_NAME}(?>[\s/]++|{_ATTRIBUTE})*+")  # HTML Living Standard, 13.2.5.32 and following
_TAG_NAME = re.compile(_NAME)
_ATTRIBUTES = re.compile(rf"[\s/]{_ATTRIBUTE}|(?<=[\"']){_ATTRIBUTE}")
_SPACE = re.compile(r"[ \t\r\n\f\v\x85\xa0\u2028\u2029]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTROLS = bytes({*range(32)} - set(b"\t\n\r\f\v"))
_HIDDEN_TAG = "hidden-part"
_OUTER = frozenset(("html", "body"))


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page: its text, the number of the element it stands in, and how many of its
    characters are links.
    """

    text: str
    node: int
    linked: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in reading order, and its elements by number: each one's parent (the root's is
    -1; a parent's number is always the smaller), tag, and class and id, set apart by a space.
    """

    blocks: list[Block]
    parents: list[int]
    tags: list[str]
    names: list[str]


def parse(text: str) -> etree._Element:
    """Return the page's root element.

    Raises PageRejected where the page is too big, too deep, or holds no markup that can be parsed.
    """
    if len(text) > LONGEST_PAGE:
        raise PageRejected(
            Reason.TOO_BIG, f"the page has {len(text):,} characters; the limit is {LONGEST_PAGE:,}"
        )
    try:
        data = (
            without_monsters(_cut(without_scripts(text))).encode("utf-8", "ignore").translate(None, _CONTROLS)
        )
        root, is_cut = _parsed(data, deep=False)
        if is_cut:  # at 256 elements in each other: old pages leave hundreds of <font> open
            root, is_cut = _parsed(data, deep=True)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise PageRejected(Reason.UNPARSABLE_HTML, f"no HTML could be parsed: {error}") from error
    if is_cut:
        raise PageRejected(Reason.UNPARSABLE_HTML, "its elements stand in each other more than 2,048 deep")
    if root is None:
        raise PageRejected(Reason.UNPARSABLE_HTML, "no HTML could be parsed: the page holds no markup")
    return root


def _parsed(data: bytes, *, deep: bool) -> tuple[etree._Element | None, bool]:
    """Return the root, and whether libxml2 left out what lies deeper than its limit of 256 or 2,048."""
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=deep,
        remove_comments=True,
        remove_pis=True,
        recover=True,
    )
    root = etree.fromstring(data, parser=parser)
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def without_scripts(text: str) -> str:
    """Cut out scripts, style sheets and comments, three quarters of a page's text, but not JSON-LD.

    One pass from the left; what is not closed is left to the parser.
    """
    kept: list[str] = []
    done = at = 0
    while (opening := _SCRIPT.search(text, at)) is not None:
        name = opening[1]
        closing = (_ENDS[name.lower()] if name else _COMMENT_END).search(text, opening.end())
        if closing is None:
            break
        at = closing.end()
        if name and "ld+json" in text[opening.end() : opening.end() + _TYPE_WITHIN].split(">", 1)[0].lower():
            continue
        kept.append(text[done : opening.start()])
        done = at
    kept.append(text[done:])
    return "".join(kept)


def _cut(text: str) -> str:
    """Return the page up to its last tag that is read."""
    if text.count("<") <= MOST_TAGS:
        return text
    return "<".join(text.split("<", MOST_TAGS)[:-1])


def without_monsters(text: str) -> str:
    """Take their attributes from start tags that have more than any real page has (MOST_ATTRIBUTES)."""
    kept: list[str] = []
    done = 0
    for match in _TAG.finditer(text):
        if match.end() - match.start() > _LONG_TAG and _has_too_many(match[0]):
            kept += text[done : match.start()], _TAG_NAME.findall(match[0])[0]
            done = match.end()
    kept.append(text[done:])
    return "".join(kept)


def _has_too_many(tag: str) -> bool:
    return next(islice(_ATTRIBUTES.finditer(tag), MOST_ATTRIBUTES, None), None) is not None


def prune(root: etree._Element, *, hidden: bool = True) -> bool:
    """Take scripts, the head and, where `hidden`, what is hidden out of the tree; the text behind it stays.

    Return whether anything was hidden.
    """
    etree.strip_elements(root, *DROPPED_TAGS, with_tail=False)
    found = [element for element in root.iter() if _is_hidden(element) and element.tag not in _OUTER]
    if hidden and found:
        for element in found:
            element.tag = _HIDDEN_TAG  # one pass over the tree takes all of them out, tails in place
        etree.strip_elements(root, _HIDDEN_TAG, with_tail=False)
    return bool(found)


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    if style is not None and _HIDDEN_STYLE.search(style) is not None:
        return True
    return element.get("hidden") is not None or element.get("aria-hidden") == "true"


def blocks(root: etree._Element) -> list[Block]:
    """Return the visible lines under `root`, in reading order; the tree is pruned."""
    prune(root)
    return read_lines(root).blocks


def line_of(element: etree._Element) -> str:
    """Return an element's text as one line."""
    return one_line(str(etree.tostring(element, method="text", encoding="unicode", with_tail=False)))


def one_line(text: str) -> str:
    """Return `text` with its white space (but ideographic space) evened out to single spaces, none at
    the ends.
    """
    return _SPACE.sub(" ", text).strip(" \u3000")


def read_lines(root: etree._Element) -> Page:  # noqa: PLR0912, PLR0915 - one loop: a page has 1,500 events
    """Return the lines under `root`, in reading order, with the elements they stand in."""
    blocks: list[Block] = []
    parents: list[int] = []
    tags: list[str] = []
    names: list[str] = []
    open_nodes: list[int] = [-1]
    open_blocks: list[int] = [0]
    pieces: list[str] = []
    linked = in_link = 0
    holder = -1

    def end_line() -> None:
        nonlocal linked, holder
        if holder >= 0:
            line = one_line("".join(pieces))
            if line:
                blocks.append(Block(line, holder, min(linked, len(line))))
        pieces.clear()
        linked, holder = 0, -1

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if len(blocks) >= MOST_LINES:
                break
            if tag in BLOCK_TAGS and (pieces or holder >= 0):
                end_line()
            if tag not in VOID_TAGS:
                number = len(parents)
                parents.append(open_nodes[-1])
                tags.append(str(tag))
                names.append(f"{element.get('class') or ''} {element.get('id') or ''}")
                open_nodes.append(number)
                if tag in BLOCK_TAGS:
                    open_blocks.append(number)
                elif tag == "a":
                    in_link += 1
            text = element.text
        else:
            if tag not in VOID_TAGS:
                open_nodes.pop()
                if tag in BLOCK_TAGS:
                    open_blocks.pop()
                elif tag == "a":
                    in_link -= 1
            if tag in BLOCK_TAGS and (pieces or holder >= 0):
                end_line()
            text = element.tail
        if text:
            if holder < 0:
                if text.isspace():
                    continue
                holder = open_blocks[-1]
            pieces.append(text)
            if in_link > 0:
                linked += len(text.strip())
    end_line()
    return Page(blocks, parents, tags, names)
