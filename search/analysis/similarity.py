"""How alike two articles are: a signature of constant size each, and a rule that compares two.

A signature holds four sketches of the canonical text, so that copies meet whatever script they are
printed in: MinHash of the body's runs of SHINGLE characters, the number of those runs, and the
smallest hashes of the body's numerals with the character after each, of the title's character pairs
and of the title's numerals.

The body alone cannot tell a revised article from a notice that says other things in the same words:
invitations to tender share nine tenths of their text, and an article that grew while it was read
shares half. What tells them apart are dates, titles and numerals. So a rule is a row of floors, and
which row applies depends on how far apart the two were published (`RULES`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from search.analysis.article import searched_text
from search.analysis.sketches import (
    BINS,
    NOTHING,
    canonical,
    distinct,
    min_hashes,
    overlap,
    printed,
    run_hashes,
    smallest,
    text_hashes,
)
from search.article import Article

SHINGLE = 5
"""Characters in a run of the body; 3 to 6 find the same revisions, longer runs are fewer by chance."""

SHORTEST_BODY = 40
"""Characters without punctuation: a shorter body is a caption or a reference to an attachment."""

NUMERALS = PAIRS = 24
TITLE_NUMERALS = 4
SIGNATURE_BYTES = BINS + 4 + 2 * (NUMERALS + PAIRS + TITLE_NUMERALS)

BANDS = 12
BAND_BINS = 3
"""Two bodies that share half of their runs agree in one of the bands with probability .80, at .6 .94."""

NEAR_DAYS = 3
"""Days between two articles that may be one story as it went on."""

CHUNK_CHARACTERS = 1 << 16
CHUNK_TEXTS = 256
"""What is signed at a time: enough to make arrays worth while, little enough for the processor's cache."""

_NUMERAL = re.compile(r"\d+(?:[.,:]\d+)*[%\u3400-\u9fff]?")
_DIGITS = re.compile(r"\d+")


class Closeness(IntEnum):
    """How close two articles were published; what one level calls copies, the next one does too."""

    FAR = 0
    UNKNOWN = 1
    NEAR = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """The least that two articles must share to be copies.

    `body` and `numerals` are shares of all (Jaccard), the `contained` ones of the smaller side.
    `title` and `title_contained` are of character pairs. `contained_short` takes the place of
    `contained` where the smaller body has fewer than SHORT runs, `shortest` is the number of runs
    below which the rule does not apply.
    """

    body: float
    contained: float
    contained_short: float
    numerals: float
    numerals_contained: float
    title: float
    title_contained: float
    shortest: int


SHORT = 200

_SAME_TITLE = Rule(0.30, 0.75, 0.90, 0.0, 0.70, 0.30, 0.80, 0)
_UNDATED = Rule(0.30, 0.75, 0.90, 0.0, 0.90, 0.30, 0.80, 0)
_REWORDED = Rule(0.70, 0.85, 0.85, 0.95, 0.95, 0.25, 0.50, 100)
_OTHER_TITLE = Rule(0.85, 0.0, 0.0, 0.90, 0.90, 0.0, 0.30, 150)
_REPRINT = Rule(0.97, 0.0, 0.0, 0.97, 0.97, 0.60, 0.80, 0)

RULES: dict[Closeness, tuple[Rule, ...]] = {
    Closeness.NEAR: (_SAME_TITLE, _REWORDED, _OTHER_TITLE, _REPRINT),
    Closeness.UNKNOWN: (_UNDATED, _OTHER_TITLE, _REPRINT),
    Closeness.FAR: (_REPRINT,),
}
"""Any one of a level's rules is enough, where no title names a numeral that the other one lacks."""

LEAST_SHARED = min(rule.body for rules in RULES.values() for rule in rules)

_LAYOUT = np.dtype(
    [
        ("bins", np.uint8, (BINS,)),
        ("size", "<u4"),
        ("numerals", "<u2", (NUMERALS,)),
        ("title", "<u2", (PAIRS,)),
        ("title_numerals", "<u2", (TITLE_NUMERALS,)),
    ]
)


def signature(article: Article) -> bytes:
    """Return an article's signature, SIGNATURE_BYTES long, or b"" where its body is too short to judge.

    The summary counts as the body's first paragraph. Any text is taken; time and memory are linear in it.
    """
    return signatures([article])[0]


def signatures(articles: Sequence[Article]) -> list[bytes]:
    """Return the signature of each article; many together take a third of the time."""
    found: list[bytes] = []
    batch: list[str] = []
    titles: list[str] = []
    characters = 0
    for article in articles:
        body = searched_text(article, "body")
        if characters + len(body) > CHUNK_CHARACTERS or len(batch) == CHUNK_TEXTS:
            found += _signed(batch, titles)
            batch, titles, characters = [], [], 0
        batch.append(body)
        titles.append(article.title)
        characters += len(body) + len(article.title)
    return found + _signed(batch, titles)


def bands(signatures: Sequence[bytes]) -> list[tuple[int, ...]]:
    """Return of each signature the keys by which copies find each other: BANDS and one for the title.

    Two bodies that are alike share one of the first, equal titles of some length the last. A key has at most
    41 bits. No signature may be empty, here and below.
    """
    records = _records(signatures)
    bins = records["bins"][:, : BANDS * BAND_BINS].reshape(-1, BANDS, BAND_BINS).astype(np.int64)
    keys = (bins << (8 * np.arange(BAND_BINS))).sum(axis=2) + (np.arange(1, BANDS + 1) << 8 * BAND_BINS)
    return [
        (*body, _title_key(title)) if title[1] != NOTHING else tuple(body)
        for body, title in zip(keys.tolist(), records["title"], strict=True)
    ]


def similarity(signature: bytes, others: Sequence[bytes]) -> NDArray[np.float64]:
    """Return the estimated share of runs that a body has in common with others (Jaccard), shape (others,).

    The standard error is at most .045.
    """
    return _shared(_records([signature]), _records(others))


def are_copies(
    ones: Sequence[bytes], others: Sequence[bytes], closeness: Sequence[Closeness] | Closeness
) -> NDArray[np.bool_]:
    """Return of each two articles, one and its other, whether they are copies, shape (ones,).

    `closeness` holds a Closeness for each two, or one for all. Either way round the answer is the same.
    """
    one, many = _records(ones), _records(others)
    levels = np.broadcast_to(np.asarray(closeness, dtype=np.int8), len(many))
    shared = _shared(one, many)
    found = np.zeros(len(many), dtype=bool)
    near = np.flatnonzero(shared >= LEAST_SHARED)
    if len(near):
        found[near] = _judged(one[near], many[near], levels[near], shared[near])
    return found


def _signed(bodies: Sequence[str], titles: Sequence[str]) -> list[bytes]:
    """Return the signatures of articles with these bodies and titles."""
    if not bodies:
        return []
    body = canonical(bodies)
    runs = distinct(run_hashes(printed(body), SHINGLE))
    title = canonical(titles)
    records = np.zeros(len(bodies), dtype=_LAYOUT)
    records["bins"] = min_hashes(runs)
    records["size"] = np.minimum(runs.counts, 0xFFFFFFFF)
    records["numerals"] = smallest(text_hashes(_NUMERAL, body), NUMERALS)
    records["title"] = smallest(run_hashes(printed(title), 2), PAIRS)
    records["title_numerals"] = smallest(text_hashes(_DIGITS, title), TITLE_NUMERALS)
    return [
        record.tobytes() if count > SHORTEST_BODY - SHINGLE else b""
        for record, count in zip(records, runs.counts.tolist(), strict=True)
    ]


def _title_key(title: NDArray[np.uint16]) -> int:
    """Return a key for a title's pairs, greater than any of bodies."""
    return (1 << 40) + int.from_bytes(blake2b(title.tobytes(), digest_size=5).digest(), "little")


def _judged(
    one: NDArray[np.void], many: NDArray[np.void], levels: NDArray[np.int8], shared: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which two articles satisfy a rule of their level."""
    sizes, size = many["size"].astype(np.float64), one["size"].astype(np.float64)
    smaller = np.minimum(sizes, size)
    contained = np.minimum(1.0, shared / (1 + shared) * (sizes + size) / smaller)
    numerals, numerals_contained = overlap(one["numerals"], many["numerals"], empty=1.0)
    title, title_contained = overlap(one["title"], many["title"], empty=0.0)
    same_numerals = overlap(one["title_numerals"], many["title_numerals"], empty=1.0)[1] == 1.0
    found = np.zeros(len(many), dtype=bool)
    for level, rules in RULES.items():
        for rule in rules:
            found |= (
                (levels == level)
                & (shared >= rule.body)
                & (contained >= np.where(smaller < SHORT, rule.contained_short, rule.contained))
                & (numerals >= rule.numerals)
                & (numerals_contained >= rule.numerals_contained)
                & (title >= rule.title)
                & (title_contained >= rule.title_contained)
                & (smaller >= rule.shortest)
            )
    return np.asarray(found & same_numerals, dtype=bool)


def _records(signatures: Sequence[bytes]) -> NDArray[np.void]:
    return np.frombuffer(b"".join(signatures), dtype=_LAYOUT)


def _shared(one: NDArray[np.void], many: NDArray[np.void]) -> NDArray[np.float64]:
    """Return the estimated Jaccard similarity, freed of what bins of a byte share by chance."""
    equal = (many["bins"] == one["bins"]).mean(axis=1)
    return np.asarray(np.maximum(0.0, (equal - 1 / 256) / (1 - 1 / 256)), dtype=np.float64)
