"""How found articles are scored: BM25 for all, and a second look at the first of them.

BM25 is a sum over terms, so it can be bounded and most articles need not be looked at. What it does not see
is where words stand: so the best articles by BM25, a fixed number however long the page is, are looked at
once more, and what is found there is added to their scores. Those behind them keep their places.
"""

from dataclasses import dataclass
from typing import NamedTuple

from search.engine.tree import Phrase


@dataclass(frozen=True, slots=True)
class Ranking:
    """BM25's parameters: `k1` saturates term frequency, `b` weighs field length.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with
    the inverse document frequency ln(1 + (N - n + 0.5) / (n + 0.5)) that is never negative, to the power
    of `rarity`: above 1, rare terms outweigh many common ones.
    """

    k1: float = 0.9
    b: float = 0.75
    rarity: float = 1.0


@dataclass(frozen=True, slots=True)
class Sought:
    """A text whose places in an article raise it: a typed word, or all that was typed.

    `body` and `title` hold it as sequences of terms of one field each, as typed first, then what may stand
    for it: their places count as one text's. `typed` is what explanations call it. Its rarity is that of the
    rarest term of the first, times `weight`. Times the rarity is added `frequency * n / (n + SATURATION)` for
    n places in the body, `lead * exp(-p / LEAD_UNITS)` where the first is p positions behind the start (0
    where the title has it), `opening` where the title begins with it. `proximity` is what it is
    worth within a span of the body that holds several texts.
    """

    body: tuple[Phrase, ...]
    title: tuple[Phrase, ...]
    typed: str = ""
    weight: float = 1.0
    frequency: float = 0.0
    lead: float = 0.0
    opening: float = 0.0
    proximity: float = 0.0


@dataclass(frozen=True, slots=True)
class Rescoring:
    """What is added to the scores of the first `window` articles, of complete and of partial matches each.

    Of the `sought` with a proximity, those that begin within the best `span` positions of the body add
    their rarities times that, where they are at least two. An article whose source has the share s of all
    complete matches gets `source * s` of the greatest rarity; the head of a cluster, or an article of none,
    the share `head` of its BM25. News comes in waves: `time`, times the greatest rarity, is added to what was
    published on the day of the first WITNESSES articles, less with the days between (`TIME_DAYS`); each of
    them counts by its BM25, and none for itself.
    """

    sought: tuple[Sought, ...] = ()
    window: int = 100
    span: int = 30
    source: float = 0.0
    time: float = 0.0
    head: float = 0.0


class SoughtPart(NamedTuple):
    """What a text's places in an article added to its score: how often, how early, in the title's opening."""

    frequency: float
    lead: float
    opening: float


class Contributions(NamedTuple):
    """What made the score of one article: what each score term added, each text sought, and the rest.

    `matched` says which of the request's words it has, `is_complete` whether it matches completely and
    `is_first` whether it matches `first`.
    """

    score: float
    terms: tuple[float, ...]
    sought: tuple[SoughtPart, ...]
    proximity: float
    source: float
    time: float
    head: float
    matched: tuple[bool, ...]
    is_complete: bool
    is_first: bool


SATURATION = 8.0
"""Places in the body after which half of what frequency can add is reached."""

LEAD_UNITS = 100.0
"""Positions after which what the first place adds has fallen to 1/e: the length of a lead paragraph."""

OPENING = 3
"""A title begins with what stands before this position: a bracket's label may precede it by a unit or two."""

UNSEEN = 5.0
"""Matches, spread as the archive is, that are added to a source's: a few matches say little of a source."""

WITNESSES = 10
"""The articles whose days count: a page of them."""

TIME_DAYS = 10.0
"""The standard deviation, in days, of the bell curve around each of them."""
