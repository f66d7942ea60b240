"""Suggestions from the index's own term dictionary, for as long as nothing better is ready.

By beginning as written alone, in either script; a word is shown as the newest title prints it that has it.
"""

from collections.abc import Callable

from search.analysis import fold
from search.engine import Reader, Request
from search.engine.tree import Term
from search.suggest.answers import Suggestion
from search.suggest.gathering import key_of
from search.suggest.kinds import WORD

TERMS = 2_000
"""Terms of the dictionary that are looked at."""

WORDS = "title_w"


def meanwhile(
    reader: Reader, typed: str, limit: int, counted: Callable[[str], int]
) -> tuple[Suggestion, ...]:
    """Return frequent words of titles that begin as typed, as printed, with how many articles they find."""
    terms = reader.terms(WORDS, key_of(fold(typed)), TERMS)
    words = sorted((term for term in terms if len(term[0]) > 1), key=lambda term: -term[1])
    printed: list[Suggestion] = []
    for word, _ in words[:limit]:
        answers = reader.search(Request(match=Term(WORDS, word), limit=1, sort="newest"))
        title = reader.article(answers.page[0].number).title if answers.page else ""
        start = fold(title).find(word)
        text = title[start : start + len(word)] if start >= 0 else word
        articles = counted(text)
        if articles:
            printed.append(Suggestion(text, WORD, articles))
    return tuple(printed)
