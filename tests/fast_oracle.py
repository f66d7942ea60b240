"""The oracle over one state of an index: every answer looked up article by article, each analysed once.

The definitions are those of `tests.oracle`, which analyses an article anew for every question; here
each article's terms are kept by field, and what a leaf matches is remembered, so that thousands of
questions can be compared. There is no inverted index in it and no order of evaluation: a node is a
set of articles, a score a sum in the order of the request.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from math import log1p

from search.analysis import field_terms, fold, searched_text, units
from search.article import Article
from search.engine import FacetCounts, Request
from search.engine.tree import (
    And,
    AndNot,
    AnyUnit,
    Dates,
    Everything,
    Near,
    Node,
    NoUnit,
    Or,
    Pattern,
    Phrase,
    Prefix,
    ScoreTerm,
    Sequence,
    Term,
    Value,
    Written,
)
from tests.oracle import AROUND, period

Occurrences = dict[str, list[int]]
"""Of one field of one article: each term's positions, or ordinals where the field keeps none."""

DATE_PARTS = re.compile(r"\d+")
DATE_FACETS = {"year": 4, "month": 7, "day": 10}
"""How many characters of a printed date tell them."""


class Oracle:
    """Answers over the articles of an index in their order, those that were deleted included.

    Deleted articles are never found, but count in the statistics of BM25 until a merge drops them,
    as in Lucene and Whoosh; so they must be given.
    """

    def __init__(self, articles: Iterable[Article], live: Iterable[bool]) -> None:
        """Take all articles by number, and which of them can be found."""
        self.articles = list(articles)
        self.live = frozenset(number for number, is_live in enumerate(live) if is_live)
        self._fields = [occurrences(article) for article in self.articles]
        self._sets: dict[Node, frozenset[int]] = {}
        self._frequencies: dict[tuple[str, str, bool], dict[int, int]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._averages: dict[str, float] = {}
        self._periods = [period(article) if article.published else None for article in self.articles]

    def matching(self, node: Node) -> frozenset[int]:
        """Return the numbers of the articles that match and can be found."""
        return self._having(node) & self.live

    def word_sets(self, request: Request) -> list[frozenset[int]]:
        """Return which articles have each of a request's words."""
        return [self.matching(word) for word in request.words]

    def complete(self, request: Request) -> frozenset[int]:
        """Return which articles match completely."""
        return self.matching(request.match).intersection(*self.word_sets(request))

    def partial(self, request: Request) -> frozenset[int]:
        """Return which articles match only partly."""
        return self.matching(request.match) & frozenset().union(*self.word_sets(request)) - self.complete(
            request
        )

    def scores(self, numbers: Iterable[int], request: Request) -> dict[int, float]:
        """Return of each article the sum of what each of a request's score terms adds."""
        weights = [term.weight * self.idf(term) * (request.ranking.k1 + 1) for term in request.score]
        averages = [self.average_length(term.field) for term in request.score]
        k1, b = request.ranking.k1, request.ranking.b
        return {
            number: sum(
                weight * frequency / (frequency + k1 * (1 - b + b * length / average))
                for weight, average, (frequency, length) in zip(
                    weights, averages, self.evidence(number, request), strict=True
                )
                if frequency
            )
            for number in numbers
        }

    def evidence(self, number: int, request: Request) -> tuple[tuple[int, int], ...]:
        """Return all that a score depends on: each term's frequency, and the field's length if it occurs."""
        found = []
        for term in request.score:
            frequency = self.frequencies(term).get(number, 0)
            found.append((frequency, self.lengths(term.field)[number] if frequency else 0))
        return tuple(found)

    def frequencies(self, term: ScoreTerm) -> dict[int, int]:
        """Return how often each article that has a term has it, deleted articles included."""
        key = (term.field, term.text, term.prefix)
        if key not in self._frequencies:
            node = (Prefix if term.prefix else Term)(term.field, term.text)
            counts = {number: len(self._places(number, node)) for number in range(len(self.articles))}
            self._frequencies[key] = {number: count for number, count in counts.items() if count}
        return self._frequencies[key]

    def lengths(self, field: str) -> list[int]:
        """Return how many terms each article has in a field."""
        if field not in self._lengths:
            self._lengths[field] = [sum(map(len, fields.get(field, {}).values())) for fields in self._fields]
        return self._lengths[field]

    def average_length(self, field: str) -> float:
        """Return the average over the articles that have the field."""
        if field not in self._averages:
            having = [length for length in self.lengths(field) if length]
            self._averages[field] = sum(having) / len(having) if having else 1.0
        return self._averages[field]

    def idf(self, term: ScoreTerm) -> float:
        """Return a term's inverse document frequency."""
        having = len(self.frequencies(term))
        return log1p((len(self.articles) - having + 0.5) / (having + 0.5))

    def date_key(self, number: int) -> tuple[int, ...] | None:
        """Return what an article is sorted by date by, None where it has no date."""
        parts = DATE_PARTS.findall(self.articles[number].published)[:6]
        return (*map(int, parts), *[0] * (6 - len(parts))) if parts else None

    def facets(self, node: Node, name: str, limit: int) -> FacetCounts:
        """Count the matching articles by the values of a keyword field, `year`, `month` or `day`."""
        having: dict[str, set[int]] = {}
        printed: dict[str, Counter[str]] = {}
        numbers = self.matching(node)
        for number in numbers:
            for value in self.values(number, name):
                having.setdefault(fold(value), set()).add(number)
                printed.setdefault(fold(value), Counter())[value] += 1
        labels = {
            form: min(counts, key=lambda value: (-counts[value], value)) for form, counts in printed.items()
        }
        shown = sorted(having, key=lambda form: (-len(having[form]), labels[form]))[:limit]
        values = tuple((labels[form], len(having[form])) for form in shown)
        valued = set().union(*having.values())
        others = len(valued - set().union(*(having[form] for form in shown)))
        return FacetCounts(values, len(numbers), len(numbers) - len(valued), others)

    def values(self, number: int, name: str) -> list[str]:
        """Return an article's values of a keyword field, or of a part of its date if that is known."""
        if name in DATE_FACETS:
            value = self.articles[number].published[: DATE_FACETS[name]]
            return [value] if len(value) == DATE_FACETS[name] else []
        return list(self._fields[number].get(f"{name}_k", {}))

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return a field's terms that begin so, with their document frequencies, deleted ones included."""
        counts: Counter[str] = Counter()
        for fields in self._fields:
            counts.update(term for term in fields.get(field, {}) if term.startswith(prefix))
        return sorted(counts.items())[:limit]

    def _having(self, node: Node) -> frozenset[int]:
        if node not in self._sets:
            self._sets[node] = frozenset(self._evaluate(node))
        return self._sets[node]

    def _evaluate(self, node: Node) -> frozenset[int] | set[int]:
        numbers = range(len(self.articles))
        match node:
            case And(children):
                return set(numbers).intersection(*map(self._having, children))
            case Or(children):
                return set().union(*map(self._having, children))
            case AndNot(wanted, unwanted):
                return self._having(wanted) - self._having(unwanted)
        return {number for number in numbers if self._matches(number, node)}

    def _matches(self, number: int, node: Node) -> bool:
        match node:
            case Everything():
                return True
            case Term() | Prefix() | Pattern() | AnyUnit() | Phrase():
                return bool(self._starts(number, node))
            case Near(first, second, (first_length, second_length), distance, is_ordered):
                pairs = list(product(self._starts(number, first), self._starts(number, second)))
                is_near = any(0 <= right - left - first_length <= distance for left, right in pairs)
                is_behind = any(0 <= left - right - second_length <= distance for left, right in pairs)
                return is_near or (is_behind and not is_ordered)
            case Value(field, canonical):
                return canonical in map(fold, self._fields[number].get(field, {}))
            case Written():
                return self._is_written(number, node)
            case Dates(first, last):
                known = self._periods[number]
                return known is not None and first <= known[0] <= known[1] <= last
        raise TypeError(node)

    def _starts(self, number: int, node: Sequence) -> set[int]:
        """Return where a sequence stands in an article."""
        if isinstance(node, Phrase):
            parts = ({place - offset for place in self._places(number, part)} for offset, part in node.parts)
            return set.intersection(*parts)
        return set(self._places(number, node))

    def _places(self, number: int, node: Term | Prefix | Pattern | AnyUnit | NoUnit) -> list[int]:
        found = self._fields[number].get(node.field, {})
        if isinstance(node, NoUnit):
            taken = {place for places in found.values() for place in places}
            return sorted(set(range(-AROUND, max(taken, default=0) + AROUND)) - taken)
        if isinstance(node, Term):
            return found.get(node.text, [])
        return [place for term, places in found.items() if _is_meant(term, node) for place in places]

    def _is_written(self, number: int, node: Written) -> bool:
        """Tell whether the units of the sequence are printed as the node's, somewhere where it stands."""
        name = node.field.rsplit("_", 1)[0]
        printed = printed_units(searched_text(self.articles[number], name))
        wanted = printed_units(node.printed)
        return any(
            all(printed.get(start + offset) == unit for offset, unit in wanted.items())
            for start in self._starts(number, node.sequence)
        )


def _is_meant(term: str, node: Prefix | Pattern | AnyUnit) -> bool:
    match node:
        case Prefix(text=text):
            return term.startswith(text)
        case Pattern(text=text):
            return _fits(term, text)
    return True


@lru_cache(maxsize=1 << 16)
def _fits(term: str, pattern: str) -> bool:
    """Tell whether a pattern fits a whole term, by following all ways to read it at once."""
    ways = {term}
    for char in pattern:
        if char == "*":
            longest = max(ways, key=len, default="")
            ways = {longest[start:] for start in range(len(longest) + 1)} if ways else ways
        else:
            ways = {rest[1:] for rest in ways if rest and char in ("?", rest[0])}
    return "" in ways


@lru_cache(maxsize=4096)
def printed_units(text: str) -> dict[int, str]:
    """Return each unit of a text as it is printed, by its position."""
    return {unit.position: text[unit.start : unit.end] for unit in units(fold(text))}


@lru_cache(maxsize=4096)
def occurrences(article: Article) -> dict[str, Occurrences]:
    """Return where each term of each field of an article stands; its id is a field of one term."""
    fields: dict[str, Occurrences] = {"id": {article.id: [0]}}
    for name, found in field_terms(article).items():
        places = fields.setdefault(name, {})
        for position, term in zip(found.positions or range(len(found.terms)), found.terms, strict=True):
            places.setdefault(term, []).append(position)
    return fields
