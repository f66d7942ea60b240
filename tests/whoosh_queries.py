"""The query tree in Whoosh's own query classes, a few of them repaired.

`translate` gives None for what has no query in Whoosh: exact written forms, two parts of a phrase at
one place. A conjunction with exclusion is its `AndNot` (repaired: see `ExcludingMatcher`), never `And`
with `Not`, which is wrong there; a range of dates is two ranges of numbers, never `DateRange`.
"""

from itertools import pairwise

from whoosh import matching, query
from whoosh.query import spans
from whoosh.reading import IndexReader
from whoosh.searching import SearchContext, Searcher

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
    Sequence,
    Term,
)

FIRST_DAY, LAST_DAY = "first_day", "last_day"
"""The fields of the stock index that hold the first and last day of an article's date, as numbers."""

FIRST, LAST = 0, 99999999


class Apart(spans.SpanNear):
    """Whoosh's `SpanNear` at an exact distance; a union inside it must keep its positions."""

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> matching.Matcher:
        """Return the matcher, with unions that can say where they are."""
        return super().matcher(searcher, (context or SearchContext()).set(needs_current=True))

    def estimate_size(self, reader: IndexReader) -> int:
        """Return at most how many articles match, which Whoosh orders conjunctions by."""
        return int(self.q.estimate_size(reader))


class Excluding(query.AndNot):
    """Whoosh's `AndNot`, repaired."""

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> matching.Matcher:
        """Return the repaired matcher."""
        unwanted = self.b.matcher(searcher, searcher.boolean_context())
        return ExcludingMatcher(self.a.matcher(searcher, context), unwanted)


class ExcludingMatcher(matching.AndNotMatcher):
    """Whoosh's matcher, but for two of its faults.

    It lets its first article through unless the unwanted ones begin with just that one, and a skip past
    the last wanted article raises IndexError.
    """

    def skip_to(self, number: int) -> None:
        """Go on to the first article from a number on that is not unwanted."""
        if number > self.a.id():  # some matchers would go back
            self.a.skip_to(number)
            self._find_first()

    def _find_first(self) -> None:
        if self.a.is_active() and self.b.is_active():
            self._find_next()


class Union(query.Or):
    """Whoosh's `Or`, adding up in an array of the segment's length, not of 2,048 places."""

    def _matcher(
        self, children: list[query.Query], searcher: Searcher, context: SearchContext | None
    ) -> matching.Matcher:
        if context is None or context.needs_current:
            return super()._matcher(children, searcher, context)
        matchers = [child.matcher(searcher, context) for child in children]
        scored, articles = context.weighting is not None, searcher.doc_count_all()
        return matching.ArrayUnionMatcher(matchers, articles, boost=self.boost, scored=scored, partsize=0)


class AnyTerm(query.Prefix):
    """All terms that begin so, if only with nothing, with their positions: Whoosh's `Prefix` drops those."""

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> matching.Matcher:
        """Return a union of terms."""
        found = [query.Term(self.fieldname, text) for text in self._btexts(searcher.reader())]
        return Union(found).matcher(searcher, context)


def translate(node: Node) -> query.Query | None:
    """Return Whoosh's query for a node, None where it has no such query."""
    match node:
        case Everything():
            return query.Every()
        case Term() | Prefix() | Pattern() | AnyUnit() | Phrase():
            return _sequence(node)
        case Near(first, second, lengths, distance, is_ordered):
            behind = _near(first, second, lengths[0], distance)
            before = _near(second, first, lengths[1], distance)
            if behind is None or before is None:
                return None
            return behind if is_ordered else Union([behind, before])
        case And(children) | Or(children):
            translated = [translate(child) for child in children]
            if None in translated:
                return None
            if not children:
                return query.Every() if isinstance(node, And) else query.NullQuery
            return (query.And if isinstance(node, And) else Union)(translated)
        case AndNot(wanted, unwanted):
            pair = translate(wanted), translate(unwanted)
            return None if None in pair else Excluding(*pair)
        case Dates(first, last):
            begin = query.NumericRange(FIRST_DAY, first, LAST)
            return query.And([begin, query.NumericRange(LAST_DAY, FIRST, last)])
    return None


def _sequence(node: Sequence) -> query.Query | None:
    match node:
        case Term(field, text):
            return query.Term(field, text)
        case Prefix(field, text):
            return AnyTerm(field, text)
        case AnyUnit(field):
            return AnyTerm(field, "")
        case Pattern(field, text):
            if "[" in text:  # Whoosh would take it for a set of characters
                return None
            return query.Wildcard(field, text) if text.strip("*") else AnyTerm(field, "")
        case Phrase(parts):
            if any(isinstance(part, NoUnit) for _, part in parts):
                return None
            ordered = sorted(parts, key=lambda part: part[0])
            distances = [later - earlier for (earlier, _), (later, _) in pairwise(ordered)]
            translated = [_sequence(part) for _, part in ordered]
            if 0 in distances or None in translated:
                return None
            found = translated[0]
            for distance, part in zip(distances, translated[1:], strict=True):
                found = Apart(found, part, slop=distance, mindist=distance)
            return found
    return None


def _near(first: Sequence, second: Sequence, length: int, distance: int) -> query.Query | None:
    """Return what finds `second` at most `distance` behind the end of `first`, which is `length` long.

    Whoosh counts from the place of the last part of the one to the place of the first part of the other.
    """
    left, right = _sequence(first), _sequence(second)
    least = length - _offsets(first)[-1] + _offsets(second)[0]
    if left is None or right is None or least < 1:
        return None
    return Apart(left, right, slop=least + distance, mindist=least)


def _offsets(node: Sequence) -> list[int]:
    return sorted(offset for offset, _ in node.parts) if isinstance(node, Phrase) else [0]


def has_dates(node: Node) -> bool:
    """Tell whether a node asks for dates, which only the stock index keeps as terms."""
    match node:
        case And(children) | Or(children):
            return any(map(has_dates, children))
        case AndNot(wanted, unwanted):
            return has_dates(wanted) or has_dates(unwanted)
    return isinstance(node, Dates)
