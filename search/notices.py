"""What the reader should know of a result: how the query was mended, and why nothing has all of it."""

from collections.abc import Iterable

from search.engine import Reader, Request
from search.engine.tree import AndNot
from search.filters import Filters
from search.query import Query, QueryNotice
from search.query.plan import Plan
from search.results import Notice


def query_notices(query: Query, refusal: QueryNotice | None) -> tuple[Notice, ...]:
    """Return what there is to say of a query as it was typed, and why nothing is searched, if so."""
    said = query.notices if refusal is None or refusal in query.notices else (*query.notices, refusal)
    return tuple(
        Notice(
            notice.code,
            notice.message,
            (query.text[notice.start : notice.end],),
            notice.start,
            notice.end,
            is_refusal=notice.is_refusal,
            is_error=notice.is_error,
        )
        for notice in said
    )


def notices(
    reader: Reader, plan: Plan, word_counts: tuple[int, ...], filters: Filters | None = None
) -> tuple[Notice, ...]:
    """Say why no article matches completely; nothing where one would but for an exclusion.

    `word_counts` says how many articles have each word of the plan.
    """
    if filters:
        count = reader.search(Request(match=plan.complete, limit=0)).total
        if count:
            have = "1 article has" if count == 1 else f"{count} articles have"
            return (Notice("filtered_out", f"{have} all that was asked, but not within {filters}"),)
    if isinstance(plan.match, AndNot) and reader.search(Request(match=plan.wanted, limit=0)).total:
        return ()
    parts = tuple(part.node for part in plan.required)
    counts = word_counts
    if parts:
        counts = reader.search(Request(words=parts, limit=0)).word_counts + word_counts
    asked = dict(zip((part.typed for part in plan.required + plan.words), counts, strict=True))
    absent = tuple(typed for typed, count in asked.items() if not count)
    found = []
    if absent:
        found.append(Notice("term_not_found", f"no article has {_listed(absent)}", absent))
    if len(asked) > 1:
        terms = tuple(asked)
        found.append(Notice("no_article_has_all", f"no article has all of {_listed(terms)}", terms))
    return tuple(found)


def absent_terms(said: Iterable[Notice]) -> tuple[str, ...]:
    """Return the terms, as typed, that no article has."""
    return tuple(term for notice in said if notice.code == "term_not_found" for term in notice.terms)


def _listed(terms: tuple[str, ...]) -> str:
    return ", ".join(f"“{term}”" for term in terms)
