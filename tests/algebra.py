"""The laws that answers keep, whatever is asked: stated once, for random archives and for the real one.

They are about query strings and the articles that have all that was asked, as a caller of the library
sees them: sets of ids, looked at nowhere but in `Index.search`.
"""

import random
from collections.abc import Iterator
from itertools import islice

import opencc

from search import SORTS, Hit, Index
from search.analysis import default_segmenter, fold

MOST_FOUND = 150
"""A real word that more articles have is passed over: every hit is fetched and highlighted."""

MOST_LISTED = 2 * MOST_FOUND

YEAR = 2019
_EVERY = 97
"""Of the real archive, every so-manieth article's title gives words."""


def found(index: Index, query: str) -> set[str]:
    """Return the ids of all articles that have all that was asked; checks that the total counts them."""
    page = index.search(query, limit=MOST_LISTED)
    assert page.total <= MOST_LISTED, f"{query} finds {page.total} articles, too many to look through"
    ids = [hit.article.id for hit in page.hits if not hit.missing]
    assert len(set(ids)) == len(ids) == page.total, f"{query}: total {page.total}, listed {len(ids)}"
    return set(ids)


def broken_laws(index: Index, one: str, other: str) -> list[str]:
    """Return what two words break, each named; empty where every law holds."""
    a, b = found(index, one), found(index, other)
    laws: list[tuple[str, bool]] = [
        ("AND is the intersection", found(index, f"{one} AND {other}") == a & b),
        ("words side by side are all wanted", found(index, f"{one} {other}") == a & b),
        ("the order of words finds the same", found(index, f"{other} {one}") == a & b),
        ("OR is the union", found(index, f"{one} OR {other}") == a | b),
        ("NOT is the difference", found(index, f"{one} NOT {other}") == a - b),
        ("a minus is the difference", found(index, f"{one} -{other}") == a - b),
        ("a field only takes away", found(index, f"title:{one}") <= a),
        ("quotation marks only take away", found(index, f'"{one}"') <= a),
        ("the written form only takes away", found(index, f"={one}") <= found(index, f'"{one}"')),
        ("a range of dates only takes away", found(index, f"{one} date:{YEAR}") <= a),
        ("years that follow make up their range", _years_add_up(index, one)),
        ("near is within both", found(index, f"{one} NEAR/5 {other}") <= a & b),
        ("near is the same either way round", _is_symmetric(index, one, other)),
        ("in order is near", found(index, f"{one} PRE/5 {other}") <= found(index, f"{one} NEAR/5 {other}")),
        ("partial hits lack what they name", _lacks_truly(index, one, other, a, b)),
        ("either script gives the same", _is_same_in_either_script(index, f"{one} {other}")),
        ("pages joined are one long page", _pages_join(index, f"{one} {other}")),
    ]
    return [f"{law}: {one}, {other}" for law, holds in laws if not holds]


def listed(hits: tuple[Hit, ...]) -> list[tuple[str, tuple[str, ...], int]]:
    """Return what a page lists: ids, what each lacks, for how many it stands."""
    return [(hit.article.id, hit.missing, hit.copies) for hit in hits]


def pages(index: Index, query: str, size: int, most: int, *, sort: str, collapse: bool) -> Iterator[Hit]:
    """Give the first `most` hits, asked page by page."""
    for offset in range(0, most, size):
        limit = min(size, most - offset)
        yield from index.search(query, limit=limit, offset=offset, sort=sort, collapse=collapse).hits


def real_words(index: Index, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Give pairs of words of two or three characters, each pair from one title of the index."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable sample
    titles = [article.title for article in islice(index.articles(), 0, None, _EVERY)]
    given = 0
    while given < count:
        cut = dict.fromkeys(default_segmenter().cut(fold(rng.choice(titles))))
        words = [word for word in cut if _is_plain(word)]
        few = [
            word for word in rng.sample(words, len(words)) if index.search(word, limit=0).total <= MOST_FOUND
        ]
        if len(few) >= 2:
            given += 1
            yield few[0], few[1]


def _is_plain(word: str) -> bool:
    return 2 <= len(word) <= 3 and all("\u4e00" <= character <= "\u9fff" for character in word)


def _years_add_up(index: Index, word: str) -> bool:
    first, second, both = (
        found(index, f"{word} date:{years}") for years in (YEAR, YEAR + 1, f"{YEAR}..{YEAR + 1}")
    )
    return first | second <= both and not first & second


def _is_symmetric(index: Index, one: str, other: str) -> bool:
    return found(index, f"{one} NEAR/5 {other}") == found(index, f"{other} NEAR/5 {one}")


def _lacks_truly(index: Index, one: str, other: str, a: set[str], b: set[str]) -> bool:
    """Tell whether each of the first hits lacks just the words that it is not found by."""
    having = {one: a, other: b}
    return all(
        set(hit.missing) == {word for word, ids in having.items() if hit.article.id not in ids}
        for hit in index.search(f"{one} {other}", limit=30).hits
    )


def _is_same_in_either_script(index: Index, query: str) -> bool:
    answers = [index.search(text, limit=30) for text in (query, *_converted(query))]
    seen = [(answer.total, answer.partial, [hit.article.id for hit in answer.hits]) for answer in answers]
    return all(answer == seen[0] for answer in seen)


def _converted(query: str) -> tuple[str, ...]:
    return tuple(opencc.OpenCC(name).convert(query) for name in ("t2s", "s2t"))


def _pages_join(index: Index, query: str) -> bool:
    """Tell whether two pages of 9 are the first 18 hits, in every sort and with copies collapsed or not."""
    return all(
        listed(tuple(pages(index, query, 9, 18, sort=sort, collapse=collapse)))
        == listed(index.search(query, limit=18, sort=sort, collapse=collapse).hits)
        for sort in SORTS
        for collapse in (False, True)
    )
