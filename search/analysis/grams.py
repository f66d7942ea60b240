"""Bigrams: what decides whether an article is found.

For each Han unit the bigram with the Han unit that follows it in its run, or the character alone
where the run ends or another unit follows; for each other unit, itself. The position is the unit's.
So every occurrence of a character begins exactly one term, every string of two or more characters
is a sequence of terms at consecutive positions, and nothing depends on where a segmenter would cut.
"""

from search.analysis.token import Token
from search.analysis.units import GAP, Kind, piece_kind, pieces, units

GRAMS_VERSION = 1
"""Raised when a rule here changes; part of the analyzer's fingerprint."""

END = "\n"
"""A hard break: what stands before and after every field."""


def gram_terms(canonical: str) -> tuple[list[str], list[int]]:
    """Return the terms of a canonical text and their positions, ascending.

    >>> gram_terms("北京、天津。5g网")
    (['北京', '京天', '天津', '津', '5g', '网'], [0, 1, 2, 3, 5, 6])
    """
    terms: list[str] = []
    positions: list[int] = []
    position = 0
    following = pieces(canonical)
    following.append(END)
    text, kind = END, Kind.HARD
    for next_text in following:
        next_kind = piece_kind(next_text[0])
        if kind is not Kind.HARD:
            joined = kind is Kind.HAN and next_kind is Kind.HAN
            terms.append(text + next_text if joined else text)
            positions.append(position)
            position += 1
        elif terms and next_kind is not Kind.HARD:
            position += GAP
        text, kind = next_text, next_kind
    return terms, positions


def grams(canonical: str) -> list[Token]:
    """Return the same terms as tokens with offsets; a bigram spans the soft breaks inside it."""
    found = units(canonical)
    terms, positions = gram_terms(canonical)
    tokens = []
    for index, (unit, term, position) in enumerate(zip(found, terms, positions, strict=True)):
        last = found[index + 1] if len(term) > len(unit.text) else unit
        tokens.append(Token(term, position, unit.start, last.end))
    return tokens
