"""Where on a page the article stands: by its sentences, for any site.

A line weighs as much as it is long where it reads like running text (punctuated, few links), and
against its element where it is links or scraps. The element whose lines weigh most together is the
article's: a wider one takes in menus and lists of headlines, a narrower one leaves paragraphs out.
Elements that are named like furniture (`related`, `share`, `comments`) are left out before, unless
most of the page's sentences stand in them: class names lie. Inside that element the article is the
run of lines with the greatest sum, which cuts off what sites put above and below it without saying
so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.pages.furniture import is_caption, is_furniture
from index.pages.markup import FURNITURE_NAMES, MOST_OF_FURNITURE, TITLE_PREFIXES
from index.pages.page import Block, Page

SHORTEST_SENTENCE = 12
"""Characters: a shorter line is a scrap, whatever its punctuation."""

MOST_LINKED = 0.3
"""A line with a larger share of link text is no running text."""

COST_OF_LINKS = 1.0
COST_OF_SCRAPS = 0.4
"""What a character of link text, or of a scrap, takes from its element: at these the development
pages score best.
"""

COST_OF_A_SCRAP = 12.0
COST_OF_A_PLAIN_SCRAP = 3.0
"""What each scrap takes from the run of lines, however short it is: twenty short headlines are no article."""

LEAST_HAN = 0.2
"""Share of Han characters below which a line is not the article's (consent dialogues, scripts that
leaked).
"""

LONG_LINE = 20
"""Characters from which a line of Han text counts even without punctuation (verse, blogs, captions)."""

LONG_REPEAT = 40
"""Characters from which a line counts as a repeat of one that stood before; captions do repeat."""

SEVERAL = 3
"""Repeats from which on they are left out; fewer are pull quotes and captions."""

LONGEST_NAMES = 500
"""Characters of class and id that are looked at."""

_WHITE = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PUNCTUATION = re.compile(r"[，。！？；：、,.!?;…」”]")
_STOP = re.compile(r"[。！？!?；…]")
_WORD_BORDER = re.compile(r"(?<=[a-z])(?=[A-Z])|[\d_]+")
_PREFIX = re.compile(TITLE_PREFIXES)
_FURNITURE_NAME = re.compile(FURNITURE_NAMES, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of the article, and where they begin and end among the page's blocks."""

    lines: tuple[str, ...]
    start: int
    end: int


def find_body(page: Page, title: str) -> Body:
    """Return the article's lines among a page's blocks; those that repeat the title are left out."""
    blocks = page.blocks
    weights = [_weight(block) for block in blocks]
    named = _named_furniture(page, weights)
    best = _heaviest(page, weights, named)
    if best is None:
        return Body((), 0, 0)
    within = _within(page, best)
    inside = [number for number, block in enumerate(blocks) if within[block.node]]
    usable = [number for number in inside if not named[blocks[number].node]]
    plain_title = _plain(title)
    worths = [_worth(blocks[number], weights[number], plain_title) for number in usable]
    run = usable[_heaviest_run(worths)]
    kept = [
        number
        for number in run
        if _belongs(blocks[number]) and not _repeats_title(blocks[number].text, plain_title)
    ]
    kept = _without_outer_captions(page, kept)
    if not kept:
        return Body((), inside[0], inside[-1] + 1)
    lines = _without_repeats([blocks[number].text for number in kept])
    return Body(tuple(lines), kept[0], kept[-1] + 1)


def _weight(block: Block) -> float:
    """Return how much of a line is running text."""
    size = len(block.text)
    if size < SHORTEST_SENTENCE or block.linked > MOST_LINKED * size or is_furniture(block.text):
        return 0.0
    han = len(_HAN.findall(block.text))
    if han < LEAST_HAN * size:
        return 0.0
    if _STOP.search(block.text):
        return float(size)
    if _PUNCTUATION.search(block.text):
        return size * 0.5
    return size * 0.4 if size >= LONG_LINE and han >= size * 0.6 else 0.0


def _heaviest(page: Page, weights: Sequence[float], named: Sequence[bool]) -> int | None:
    """Return the element whose lines weigh most together; of equals, the innermost."""
    totals = [0.0] * len(page.parents)
    holds = bytearray(len(page.parents))
    for block, weight in zip(page.blocks, weights, strict=True):
        if named[block.node]:
            continue
        value = weight - COST_OF_LINKS * block.linked
        if not weight:
            value -= COST_OF_SCRAPS * (len(block.text) - block.linked)
        totals[block.node] += value
        holds[block.node] = 1
    _add_up(page, totals)
    depths = [0] * len(totals)
    for node, parent in enumerate(page.parents):
        if parent >= 0:
            depths[node] = depths[parent] + 1
    for node in range(len(totals) - 1, 0, -1):
        if holds[node]:
            holds[page.parents[node]] = 1
    held = [node for node in range(len(totals)) if holds[node]]
    return max(held, key=lambda node: (totals[node], depths[node]), default=None)


def _add_up(page: Page, totals: list[float]) -> None:
    """Add to each element what its children have, from the leaves up."""
    parents = page.parents
    for node in range(len(totals) - 1, 0, -1):
        totals[parents[node]] += totals[node]


def _within(page: Page, top: int) -> list[bool]:
    """Say of each element whether it is `top` or inside it."""
    within = [False] * len(page.parents)
    for node in range(top, len(within)):
        within[node] = node == top or (page.parents[node] >= top and within[page.parents[node]])
    return within


def _worth(block: Block, weight: float, plain_title: str) -> float:
    """Return what a line adds to a run of lines, or takes from it."""
    if weight and not _repeats_title(block.text, plain_title):
        return weight
    return -(COST_OF_A_SCRAP if block.linked else COST_OF_A_PLAIN_SCRAP) - COST_OF_LINKS * block.linked


def _heaviest_run(worths: Sequence[float]) -> slice:
    """Return the run of lines with the greatest sum (Kadane 1984)."""
    best, best_sum = slice(0, 0), 0.0
    start, total = 0, 0.0
    for number, worth in enumerate(worths):
        if total <= 0:
            start, total = number, 0.0
        total += worth
        if total > best_sum:
            best, best_sum = slice(start, number + 1), total
    return best


def _named_furniture(page: Page, weights: Sequence[float]) -> list[bool]:
    """Say of each element whether it stands in one that is named like furniture and holds little."""
    held = [0.0] * len(page.parents)
    for block, weight in zip(page.blocks, weights, strict=True):
        held[block.node] += weight
    _add_up(page, held)
    most = MOST_OF_FURNITURE * max(sum(weights), 1.0)
    named: list[bool] = []
    for node, parent in enumerate(page.parents):
        named.append(
            (parent >= 0 and named[parent])
            or (held[node] < most and (page.tags[node] == "footer" or is_named_furniture(page.names[node])))
        )
    return named


@lru_cache(maxsize=4096)
def is_named_furniture(names: str) -> bool:
    """Say whether a class and id name furniture: `footerWrap_2014` is read as `footer-Wrap-`."""
    return _FURNITURE_NAME.search(_WORD_BORDER.sub("-", names[:LONGEST_NAMES])) is not None


def _belongs(block: Block) -> bool:
    """Say whether a line inside the article's element is text: not a link by itself."""
    return block.linked <= 0.5 * len(block.text)


def _without_outer_captions(page: Page, kept: Sequence[int]) -> list[int]:
    """Leave out captions of pictures that stand outside the element that holds all paragraphs."""
    captions = {number for number in kept if is_caption(page.blocks[number].text)}
    paragraphs = [number for number in kept if number not in captions]
    if not captions or not paragraphs:
        return list(kept)
    common = page.blocks[paragraphs[0]].node
    for number in paragraphs:
        node = page.blocks[number].node
        while node != common:
            if node > common:
                node = page.parents[node]
            else:
                common = page.parents[common]
    if len(paragraphs) == 1 and page.tags[common] == "p":
        common = page.parents[common]
    within = _within(page, common)
    return [number for number in kept if number not in captions or within[page.blocks[number].node]]


def _without_repeats(lines: Sequence[str]) -> list[str]:
    """Leave out long lines that stood before where several do: teasers, a body for each screen size."""
    seen: set[str] = set()
    repeats: set[int] = set()
    for number, line in enumerate(lines):
        if len(line) >= LONG_REPEAT and line in seen:
            repeats.add(number)
        seen.add(line)
    if len(repeats) < SEVERAL:
        return list(lines)
    return [line for number, line in enumerate(lines) if number not in repeats]


def _repeats_title(line: str, plain_title: str) -> bool:
    """Say whether a line is the title, or the most of it: without the site's name that could not be cut."""
    if not plain_title or len(line) > 2 * len(plain_title) + len("[视频]"):
        return False
    plain = _plain(line)
    return plain_title == plain or (plain_title.startswith(plain) and 2 * len(plain) > len(plain_title))


def _plain(line: str) -> str:
    """Return a line without its white space and without a prefix such as [视频]."""
    return _WHITE.sub("", _PREFIX.sub("", line))
