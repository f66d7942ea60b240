"""Answers requests over the segments of one commit."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import accumulate

import numpy as np

from search.article import Article
from search.engine.alike import copies_of, count_folded
from search.engine.collapse import Groups, Rank, collapsed, groups_by
from search.engine.contributing import contributions
from search.engine.found import NO_DOCS, Docs, Found
from search.engine.kernels import KERNELS
from search.engine.matched import Matched, lacking, live, matched_words, wanted
from search.engine.matching import match
from search.engine.ordering import Ordering
from search.engine.parts import SegmentPart
from search.engine.places import places_of
from search.engine.plain import PlainAnswerer, plain_question
from search.engine.requests import Answer, Answers, FacetCounts, Request
from search.engine.rescoring import Rescorer
from search.engine.scoring import Scorer, Statistics
from search.engine.segment import SegmentReader
from search.engine.stages import Stages
from search.engine.tables import COUNT
from search.engine.tree import Node
from search.engine.values import Selected, Values, values_of
from search.engine.weights import Contributions

FIRST_ANSWERS = 4
"""The answer with which compiled kernels begin to be loaded, unless they were before."""


class Searcher:
    """Evaluates requests; holds nothing of them between, so threads may share it."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        """Take the segments in the order of their commit."""
        self.segments = tuple(segments)
        self.bases = (0, *accumulate(segment.count for segment in segments))
        self._answers_without_compiler = 0 if KERNELS.are_final else FIRST_ANSWERS

    @cached_property
    def article_count(self) -> int:
        """How many articles can be found."""
        return sum(segment.live_count for segment in self.segments)

    def search(self, request: Request) -> Answers:
        """Answer a request."""
        if self._answers_without_compiler:
            self._answers_without_compiler -= 1
            if not self._answers_without_compiler:
                KERNELS.load_aside()
        if self._plain is not None and KERNELS.are_compiled:
            question = plain_question(request)
            answers = None if question is None else self._plain.answer(question, request)
            if answers is not None:
                return answers
        if request.words:
            return self._search_words(request)
        founds = [wanted(segment, request.match) for segment in self.segments]
        left = self._filtered(request, founds)
        total = 0
        for found in left:
            total += len(found.docs) if found.docs is not None else len(found)
        if not total or not request.limit:
            return Answers(total, 0, (), ())
        ranked = self._ranked(request, [founds], [left], request.offset + request.limit)
        return Answers(total, 0, tuple(ranked[request.offset :] if request.offset else ranked), ())

    def _search_words(self, request: Request) -> Answers:
        """Answer a request that has words, which partial matches may lack."""
        matched = [matched_words(segment, request) for segment in self.segments]
        stages = [[found.complete for found in matched], [found.partial for found in matched]]
        left = [self._filtered(request, founds) for founds in stages]
        total, partly = (sum(map(len, founds)) for founds in left)
        words = self._word_counts(matched, len(request.words))
        last = request.offset + request.limit
        short = () if total or not partly else lacking(matched, left[1])
        if not request.limit or not total + partly:
            return Answers(total, partly, (), words, short)
        ranked = self._ranked(request, stages, left if partly else left[:1], last)
        page = tuple([self._with_words(answer, matched) for answer in ranked[request.offset :]])
        return Answers(total, partly, page, words, short)

    def contributions(self, request: Request, number: int) -> Contributions | None:
        """Return what made an article's score in a request by relevance; None where it does not match."""
        if not 0 <= number < self.bases[-1]:
            return None
        place, local = self._locate(number)
        matched = [matched_words(segment, request) for segment in self.segments]
        if not request.words:
            matched = [
                Matched(wanted(segment, request.match), Found(NO_DOCS), []) for segment in self.segments
            ]
        founds = [[found.complete for found in matched], [found.partial for found in matched]]
        for stage, found in zip(self._stages(request, founds), founds, strict=True):
            if self._filtered(request, found)[place].has(local):
                scorers = [
                    Scorer(self.segments, self._statistics, (term,), request.ranking)
                    for term in request.score
                ]
                terms = tuple(scorer.scores(place, np.array([local], np.uint16))[0] for scorer in scorers)
                has = tuple(word.has(local) for word in matched[place].words)
                return contributions(stage, number, terms, has, is_complete=found is founds[0])
        return None

    def article(self, number: int) -> Article:
        """Return the article of an answer's number."""
        place, local = self._locate(number)
        return self.segments[place].article(local)

    def articles(self, start: int = 0) -> Iterator[Article]:
        """Give the articles but for the first `start`, in their order, in constant memory."""
        for segment in self.segments:
            yield from segment.articles(start)
            start = max(start - segment.live_count, 0)

    def copies(self, number: int) -> list[int]:
        """Return all articles of an article's cluster by number: the head, then by date, unknown last."""
        return copies_of(self.segments, self.bases, *self._locate(number))

    def folded(self) -> int:
        """Return how many articles another of their cluster stands for."""
        return count_folded(self.segments)

    def number_of(self, article_id: str) -> int | None:
        """Return the number of the article with that id, or None."""
        for base, segment in zip(self.bases, self.segments, strict=False):
            local = segment.number_of(article_id)
            if local is not None:
                return base + local
        return None

    def select(self, node: Node) -> Selected:
        """Return the articles that match, to be counted."""
        return Selected(self.count, [wanted(segment, node).as_docs() for segment in self.segments])

    def count(self, docs: Sequence[Docs], name: str, limit: int, below: str) -> FacetCounts:
        """Count articles, given of each segment, by the values of a field."""
        return self.values(name).count(docs, limit, below)

    def places(self, node: Node) -> int:
        """Return about how many positions must be read to match a node."""
        return sum(places_of(segment, node) for segment in self.segments)

    def frequency(self, field: str, text: str) -> int:
        """Return in how many articles a field has a term, deleted ones included."""
        rows = (segment.term_row(field, text) for segment in self.segments)
        return sum(row[COUNT] for row in rows if row is not None)

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms of a field that begin so, in order, with their document frequencies."""
        counts: dict[str, int] = {}
        for segment in self.segments:
            field = segment.fields[name]
            first, last = field.terms.find_prefix(prefix)
            for offset, term in enumerate(field.terms.texts(first, min(last, first + limit))):
                counts[term] = counts.get(term, 0) + field.doc_frequency(first + offset)
        return sorted(counts.items())[:limit]

    def parts(self) -> list[SegmentPart]:
        """Return the segments, for what is derived from each and kept."""
        return [SegmentPart(segment, base) for segment, base in zip(self.segments, self.bases, strict=False)]

    def warm_up(self) -> None:
        """Load now what makes answers quick, so that no question has to wait for it."""
        KERNELS.load()
        self._answers_without_compiler = 0

    def verify(self) -> None:
        """Read everything and compare it with its checksums; raises CorruptIndex."""
        for segment in self.segments:
            segment.file.verify()

    @cached_property
    def _plain(self) -> PlainAnswerer | None:
        if not self.segments or any(len(segment.deleted) for segment in self.segments):
            return None
        return PlainAnswerer(self.segments, self.bases, self._statistics)

    @cached_property
    def _statistics(self) -> Statistics:
        return Statistics(self.segments)

    def _word_counts(self, matched: list[Matched], count: int) -> tuple[int, ...]:
        """Return how many articles have each word."""
        pairs = list(zip(self.segments, matched, strict=True))
        return tuple(
            sum(len(live(segment, found.words[index])) for segment, found in pairs) for index in range(count)
        )

    def _filtered(self, request: Request, founds: list[Found]) -> list[Found]:
        """Return what a request's filter leaves of what was found; the very list where it has none."""
        if request.filter is None:
            return founds
        masks = [match(segment, request.filter).as_mask() for segment in self.segments]
        return [found.within(mask) for found, mask in zip(founds, masks, strict=True)]

    def _ranked(
        self, request: Request, stages: Sequence[list[Found]], left: Sequence[list[Found]], limit: int
    ) -> list[Answer]:
        """Return the first articles in order, complete matches and after them partial ones by score.

        `left` is what the request's filter leaves of the stages. Where it collapses, those that stand for
        others.
        """
        ranked_stages = self._stages(request, stages)
        ranks: list[Rank] = [stage.first for stage in ranked_stages]
        if request.sort != "relevance":
            ranks[0] = partial(ranked_stages[0].ordering.first, sort=request.sort)
        if request.collapse is not None:
            groups = self._groups(request.collapse)
            return collapsed(groups, self.bases, list(zip(left, ranks, strict=False)), limit)
        ranked: list[Answer] = []
        for founds, rank in zip(left, ranks, strict=False):
            if limit > len(ranked):
                ranked += rank(founds, limit - len(ranked))
        return ranked

    def _stages(self, request: Request, stages: Sequence[list[Found]]) -> list[Stages]:
        """Return what ranks each stage, complete matches and partial ones, by relevance."""
        scorer = Scorer(self.segments, self._statistics, request.score, request.ranking)
        ordering = Ordering(self.segments, self.bases, scorer)
        rescorer, firsts = None, None
        if request.rescoring is not None:
            rescorer = Rescorer(self.segments, self._statistics, request.ranking, request.rescoring)
            rescorer.count_sources(self._groups("source"), self.bases, stages[0])
        if request.first is not None:
            firsts = [match(segment, request.first).as_mask() for segment in self.segments]
        return [Stages(ordering, rescorer, self.bases, founds, firsts) for founds in stages]

    def _groups(self, name: str) -> Groups:
        """Return which articles have the same value; remembered."""
        if name not in self._all_groups:
            self._all_groups[name] = groups_by(self.segments, name)
        return self._all_groups[name]

    @cached_property
    def _all_groups(self) -> dict[str, Groups]:
        return {}

    def values(self, name: str) -> Values:
        """Return the values of a field; remembered."""
        if name not in self._all_values:
            self._all_values[name] = values_of(self.segments, name)
        return self._all_values[name]

    @cached_property
    def _all_values(self) -> dict[str, Values]:
        return {}

    def _with_words(self, answer: Answer, matched: list[Matched]) -> Answer:
        """Return an answer that says which of the words its article has."""
        place, local = self._locate(answer.number)
        return answer._replace(matched=tuple([word.has(local) for word in matched[place].words]))

    def _locate(self, number: int) -> tuple[int, int]:
        """Return the segment and the number within it."""
        place = bisect_right(self.bases, number) - 1
        return place, number - self.bases[place]
