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
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from index.furniture import is_furniture
from index.markup import FURNITURE_NAMES, MOST_OF_FURNITURE, TITLE_PREFIXES
from index.page import Block

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

_HAN = re.compile(r"[\u3400-\u9fff]")
_PUNCTUATION = re.compile(r"[，。！？；：、,.!?;…」”]")
_STOP = re.compile(r"[。！？!?；…]")
_WORD_BORDER = re.compile(r"(?<=[a-z])(?=[A-Z])|[\d_]+")
_PREFIX = re.compile(TITLE_PREFIXES)
_FURNITURE_NAME = re.compile(FURNITURE_NAMES, re.IGNORECASE)


Lineage = tuple[html.HtmlElement, ...]
"""An element and its ancestors, from within."""


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of the article, and where they begin and end among the page's blocks."""

    lines: tuple[str, ...]
    start: int
    end: int


def find_body(blocks: Sequence[Block], title: str) -> Body:
    """Return the article's lines among a page's blocks; those that repeat the title are left out."""
    weights = [_weight(block) for block in blocks]
    lineages = [(block.element, *block.element.iterancestors()) for block in blocks]
    named = _named_furniture(lineages, weights)
    best = _heaviest(blocks, lineages, weights, named)
    if best is None:
        return Body((), 0, 0)
    inside = [number for number, lineage in enumerate(lineages) if best in lineage]
    usable = [number for number in inside if not named[number]]
    run = _heaviest_run([_worth(blocks[number], weights[number], title) for number in usable])
    kept = [
        number for number in usable[run] if _belongs(blocks[number]) and not _same(blocks[number].text, title)
    ]
    if not kept:
        return Body((), inside[0], inside[-1] + 1)
    return Body(tuple(blocks[number].text for number in kept), kept[0], kept[-1] + 1)


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


def _heaviest(
    blocks: Sequence[Block],
    lineages: Sequence[Lineage],
    weights: Sequence[float],
    named: Sequence[bool],
) -> html.HtmlElement | None:
    """Return the element whose lines weigh most together; of equals, the innermost."""
    totals: dict[html.HtmlElement, float] = defaultdict(float)
    depths: dict[html.HtmlElement, int] = {}
    for block, lineage, weight, is_named in zip(blocks, lineages, weights, named, strict=True):
        if is_named:
            continue
        value = weight - COST_OF_LINKS * block.linked
        if not weight:
            value -= COST_OF_SCRAPS * (len(block.text) - block.linked)
        for depth, element in enumerate(reversed(lineage)):
            totals[element] += value
            depths[element] = depth
    if not totals:
        return None
    return max(totals, key=lambda element: (totals[element], depths[element]))


def _worth(block: Block, weight: float, title: str) -> float:
    """Return what a line adds to a run of lines, or takes from it."""
    if weight and not _same(block.text, title):
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


def _named_furniture(lineages: Sequence[Lineage], weights: Sequence[float]) -> list[bool]:
    """Say of each block whether it stands in an element that is named like furniture and holds little."""
    held: dict[html.HtmlElement, float] = defaultdict(float)
    for lineage, weight in zip(lineages, weights, strict=True):
        for element in lineage:
            held[element] += weight
    most = MOST_OF_FURNITURE * max(sum(weights), 1.0)
    verdicts = {
        element: weight < most
        and (element.tag == "footer" or _FURNITURE_NAME.search(_names(element)) is not None)
        for element, weight in held.items()
    }
    return [any(verdicts[element] for element in lineage) for lineage in lineages]


def _names(element: html.HtmlElement) -> str:
    """Return class and id with their words set apart: `footerWrap_2014` is `footer-Wrap-`."""
    return _WORD_BORDER.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")


def _belongs(block: Block) -> bool:
    """Say whether a line inside the article's element is text: not a link by itself."""
    return block.linked <= 0.5 * len(block.text)


def _same(line: str, title: str) -> bool:
    return bool(title) and re.sub(r"\s", "", _PREFIX.sub("", line)) == re.sub(r"\s", "", title)
