"""The articles before and after one in the results that led to it."""

from dataclasses import dataclass

from search import Article, Index
from web.asking import Question


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The articles before and after; None where the results end, or are others by now."""

    previous: Article | None = None
    next: Article | None = None


def neighbours(index: Index, question: Question, hit: int, article_id: str, depth: int) -> Neighbours:
    """Return the neighbours of hit number `hit` of `question`, by one search for three hits.

    There are none where another article is there now, as after a commit, and none after hit `depth`, which
    is the last that the pages reach. A `hit` of 0 has none.
    """
    if not hit or question.query == "":
        return Neighbours()
    offset = max(hit - 2, 0)
    found = index.search(
        question.query,
        limit=hit + 1 - offset,
        offset=offset,
        sort=question.sort,
        collapse=question.is_folded,
        filters=question.filters,
        vocabulary=question.has_vocabulary,
    )
    articles = {offset + place: answer.article for place, answer in enumerate(found.hits, start=1)}
    if hit not in articles or articles[hit].id != article_id:
        return Neighbours()
    return Neighbours(articles.get(hit - 1), articles.get(hit + 1) if hit < depth else None)
