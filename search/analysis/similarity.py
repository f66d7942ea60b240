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
    min_hash,
    mix,
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
    body = canonical(searched_text(article, "body"))
    runs = np.unique(run_hashes(printed(body), SHINGLE))
    if len(runs) <= SHORTEST_BODY - SHINGLE:
        return b""
    title = canonical(article.title)
    record = np.zeros((), dtype=_LAYOUT)
    record["bins"] = min_hash(runs)
    record["size"] = min(len(runs), 0xFFFFFFFF)
    record["numerals"] = smallest(text_hashes(_NUMERAL, body), NUMERALS)
    record["title"] = smallest(run_hashes(printed(title), 2), PAIRS)
    record["title_numerals"] = smallest(text_hashes(_DIGITS, title), TITLE_NUMERALS)
    return record.tobytes()


def bands(signature: bytes) -> tuple[int, ...]:
    """Return the keys by which copies find each other: signed 64-bit integers, BANDS and one for the title.

    Two bodies that are alike share one of the first, equal titles of some length the last.
    """
    record = np.frombuffer(signature, dtype=_LAYOUT)[0]
    bins = record["bins"][: BANDS * BAND_BINS].reshape(BANDS, BAND_BINS).astype(np.uint64)
    packed = (bins << np.arange(0, 8 * BAND_BINS, 8, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
    keys = mix(packed + (np.arange(1, BANDS + 1, dtype=np.uint64) << np.uint64(32))).view(np.int64).tolist()
    if record["title"][1] != NOTHING:
        digest = blake2b(record["title"].tobytes(), digest_size=8).digest()
        keys.append(int.from_bytes(digest, "little", signed=True))
    return tuple(keys)


def similarity(signature: bytes, others: list[bytes]) -> NDArray[np.float64]:
    """Return the estimated share of runs that a body has in common with others (Jaccard), shape (others,).

    The standard error is at most .045. Neither signature may be empty, here and below.
    """
    return _shared(_records([signature])[0], _records(others))


def are_copies(
    signature: bytes, others: list[bytes], closeness: NDArray[np.int8] | Closeness
) -> NDArray[np.bool_]:
    """Return of each other article whether it is a copy of the first, shape (others,), either way round.

    `closeness` holds a Closeness for each of the others, or one for all.
    """
    one, many = _records([signature])[0], _records(others)
    levels = np.broadcast_to(np.asarray(closeness, dtype=np.int8), len(many))
    shared = _shared(one, many)
    found = np.zeros(len(many), dtype=bool)
    near = np.flatnonzero(shared >= LEAST_SHARED)
    if len(near):
        found[near] = _judged(one, many[near], levels[near], shared[near])
    return found


def _judged(
    one: np.void, many: NDArray[np.void], levels: NDArray[np.int8], shared: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which articles satisfy a rule of their level."""
    sizes, size = many["size"].astype(np.float64), float(one["size"])
    smaller = np.minimum(sizes, size)
    contained = np.minimum(1.0, shared / (1 + shared) * (sizes + size) / smaller)
    numerals, numerals_contained = _overlap(one["numerals"], many["numerals"], empty=1.0)
    title, title_contained = _overlap(one["title"], many["title"], empty=0.0)
    same_numerals = _overlap(one["title_numerals"], many["title_numerals"], empty=1.0)[1] == 1.0
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


def _records(signatures: list[bytes]) -> NDArray[np.void]:
    return np.frombuffer(b"".join(signatures), dtype=_LAYOUT)


def _shared(one: np.void, many: NDArray[np.void]) -> NDArray[np.float64]:
    """Return the estimated Jaccard similarity, freed of what bins of a byte share by chance."""
    equal = (many["bins"] == one["bins"]).mean(axis=1)
    return np.asarray(np.maximum(0.0, (equal - 1 / 256) / (1 - 1 / 256)), dtype=np.float64)


def _overlap(
    one: NDArray[np.uint16], many: NDArray[np.uint16], *, empty: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the shares of two sets' elements in both: of all, and of the smaller set's; `empty` if one is.

    A full sketch holds its set only up to its last hash, so both are compared up to there.
    """
    last = np.minimum(many[:, -1], one[-1])
    limit = np.where(last == NOTHING, NOTHING - 1, last)[:, None]
    mine, theirs = one[None, :] <= limit, many <= limit
    both = ((many[:, :, None] == one[None, None, :]).any(axis=2) & theirs).sum(axis=1)
    left, right = mine.sum(axis=1), theirs.sum(axis=1)
    smaller = np.minimum(left, right)
    is_empty = (one[0] == NOTHING) | (many[:, 0] == NOTHING)
    return (
        np.where(is_empty, empty, both / np.maximum(1, left + right - both)),
        np.where(is_empty, empty, both / np.maximum(1, smaller)),
    )
