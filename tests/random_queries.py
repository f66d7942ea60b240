"""Random questions about some articles, of every kind of node that an engine can be asked.

They take their terms from the articles themselves, so that most of them find something, and bend some
so that they just do not.
"""

import random
from collections.abc import Iterator
from collections.abc import Sequence as Series
from dataclasses import replace

from search.analysis import (
    GRAM_FIELDS,
    KEYWORD_FIELDS,
    WORD_FIELDS,
    FieldTerms,
    field_terms,
    fold,
    form_code,
    searched_text,
    units,
)
from search.article import Article
from search.engine import SORTS, Ranking, Request
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
from search.query import parse_query
from search.query.planner import plan_query
from search.query.sequences import sequence
from tests.random_articles import PIECES

DAYS = (
    *(19991201, 19991231, 20000228, 20000229, 20190101, 20190601, 20190609, 20190610, 20190630),
    *(20191231, 20200101, 20200201, 20200228, 20200229, 20201231, 20210101, 20210228, 10101, 99991231),
)
WEIGHTS = (1.0, 1.0, 0.5, 2.0, 3.7, 1e-9)
RANKINGS = (Ranking(), Ranking(), Ranking(), Ranking(1.2, 0.5), Ranking(2.0, 1.0), Ranking(0.5, 0.0))
LIMITS = (0, 1, 2, 3, 5, 10, 10, 25, 100)
OFFSETS = (0, 0, 0, 1, 2, 3, 10, 40, 1000)
COLLAPSED = ("source", "site", "section")
NAMED = tuple(name.removesuffix("_k") for name in KEYWORD_FIELDS)
ABSENT = ("無此", "zz", "龘", "天津選", "")
SCORED_FIELDS = (*GRAM_FIELDS, *WORD_FIELDS)


class Questions:
    """Makes requests about some articles; the same generator and articles make the same ones."""

    def __init__(self, rng: random.Random, articles: Series[Article]) -> None:
        """Take the articles that terms come from; not none."""
        self._rng = rng
        self._articles = [(article, field_terms(article)) for article in articles]

    def request(self) -> Request:
        """Return a request: of random nodes, of terms alone, or planned from what a reader might type."""
        rng = self._rng
        chance = rng.random()
        request = self._planned() if chance < 0.15 else self._plain() if chance < 0.35 else None
        if request is None:
            request = Request(
                match=self.tree(rng.choice((0, 1, 2, 3))) if rng.random() < 0.8 else Everything(),
                words=tuple(self.tree(rng.choice((0, 0, 1))) for _ in range(rng.choice((0, 0, 1, 2, 3, 4)))),
                score=tuple(self.score_terms(rng.choice((0, 1, 2, 4, 8, 20, 40)))),
            )
        return replace(
            request,
            limit=rng.choice(LIMITS),
            offset=rng.choice(OFFSETS),
            sort=rng.choice(SORTS) if rng.random() < 0.4 else "relevance",
            collapse=rng.choice(COLLAPSED) if rng.random() < 0.2 else None,
            filter=self.tree(rng.choice((0, 0, 1))) if rng.random() < 0.2 else None,
            ranking=rng.choice(RANKINGS),
        )

    def tree(self, depth: int) -> Node:
        """Return a tree of at most that many levels above its leaves."""
        rng = self._rng
        if depth <= 0:
            return self.leaf()
        kind = rng.choice((And, Or, AndNot))
        if kind is AndNot:
            return AndNot(self.tree(depth - 1), self.tree(depth - 1))
        return kind(
            tuple(self.tree(depth - rng.choice((1, 1, 2))) for _ in range(rng.choice((0, 1, 2, 2, 3))))
        )

    def leaf(self) -> Node:
        """Return a node of any kind that has no children."""
        rng = self._rng
        kinds = (Term, Prefix, Pattern, Phrase, Near, Written, Dates, Value, Everything, AnyUnit)
        kind = rng.choices(kinds, (14, 6, 3, 12, 4, 4, 4, 2, 2, 1))[0]
        if kind in (Phrase, Near):
            return self.phrase() if kind is Phrase else self.near()
        if kind is Written:
            return self.written() or Everything()
        if kind is Dates:
            return Dates(*sorted(rng.choices(DAYS, k=2)))
        if kind is Value:
            field, text = self._term(KEYWORD_FIELDS)
            return Value(field, fold(text))
        if kind is Everything:
            return Everything()
        if kind is AnyUnit:
            return AnyUnit(rng.choice(GRAM_FIELDS))
        field, text = self._term(("id", *SCORED_FIELDS, *KEYWORD_FIELDS))
        if kind is Pattern:
            return Pattern(field, self._pattern(text))
        return Term(field, text) if kind is Term else Prefix(field, text[: rng.randrange(len(text) + 1)])

    def near(self) -> Node:
        """Return two short sequences of one field near each other."""
        rng = self._rng
        _, analysed, field = self._text()
        pair = [self._phrase(analysed, field, 2) for _ in range(2)]
        lengths = (self._length(pair[0]), self._length(pair[1]))
        return Near(pair[0], pair[1], lengths, rng.choice((0, 0, 1, 3, 20)), rng.random() < 0.5)

    def written(self) -> Node | None:
        """Return a piece of some article, as printed or with a character in another form."""
        rng = self._rng
        article, _, field = self._text()
        text = searched_text(article, field.rsplit("_", 1)[0])
        found = units(fold(text))
        if not found:
            return None
        first = rng.randrange(len(found))
        last = min(first + rng.randrange(4), len(found) - 1)
        printed = text[found[first].start : found[last].end]
        if rng.random() < 0.4:
            place = rng.randrange(len(printed))
            other = rng.choice((fold(printed[place]), printed[place].upper(), rng.choice(PIECES)))
            printed = printed[:place] + other + printed[place + 1 :]
        nodes = sequence(field, fold(printed))
        if not nodes:
            return None
        cut = units(fold(printed))
        forms = tuple((unit.position, form_code(printed[unit.start : unit.end])) for unit in cut)
        return Written(nodes[0], field, forms, printed)

    def phrase(self) -> Node:
        """Return a phrase that stands in some article, or almost."""
        _, analysed, field = self._text()
        return self._phrase(analysed, field, 5)

    def _phrase(self, analysed: dict[str, FieldTerms], field: str, longest: int) -> Sequence:
        rng = self._rng
        found = analysed.get(field)
        if not found or rng.random() < 0.1:
            return self._part(field, self._term((field,))[1])
        first = rng.randrange(len(found.terms))
        places = range(first, min(first + rng.randrange(1, longest + 1), len(found.terms)))
        base = found.positions[first] - (rng.choice((0, 0, 0, 1, 7)) if longest > 2 else 0)
        parts = [(found.positions[place] - base, found.terms[place]) for place in places]
        if rng.random() < 0.3:  # a hole
            parts = [part for part in parts if rng.random() < 0.6] or parts
        if rng.random() < 0.2:  # a step aside
            place = rng.randrange(len(parts))
            parts[place] = (parts[place][0] + 1, parts[place][1])
        if rng.random() < 0.1:  # another term
            place = rng.randrange(len(parts))
            parts[place] = (parts[place][0], self._term((field,))[1])
        if rng.random() < 0.1:
            rng.shuffle(parts)
        nodes = [(offset, self._part(field, text)) for offset, text in parts]
        for place in range(len(nodes) - 1):
            if rng.random() < 0.05:
                nodes[place] = (nodes[place][0], AnyUnit(field))
        for place in range(len(nodes) - 1):
            if nodes[place + 1][0] > nodes[place][0] + 1 and rng.random() < 0.5:
                nodes.append((nodes[place][0] + 1, NoUnit(field)))
        return Phrase(tuple(nodes))

    def score_terms(self, count: int) -> Iterator[ScoreTerm]:
        """Give about that many terms to rank by: some prefixes, some in several fields, some twice.

        The weights of long lists mostly fall, as rarities do, so that the last terms cannot matter.
        """
        rng = self._rng
        fall = rng.choice((0.3, 0.6, 0.8)) if count >= 8 and rng.random() < 0.7 else 1.0
        scale = 1.0
        while count > 0:
            field, text = self._term(SCORED_FIELDS)
            prefix = rng.random() < 0.2
            if prefix:
                text = text[:1]
            repeated = rng.sample(SCORED_FIELDS, 2) if rng.random() < 0.3 else []
            for name in (field, *repeated, *([field] if rng.random() < 0.1 else [])):
                yield ScoreTerm(name, text, rng.choice(WEIGHTS) * scale, prefix)
                count -= 1
            scale *= fall

    def facet(self) -> tuple[Node, str, int]:
        """Return a node, a facet of its articles, and how many values to give."""
        rng = self._rng
        name = rng.choice((*NAMED, "year", "month", "day"))
        return self.tree(rng.choice((0, 1))), name, rng.choice((1, 2, 5, 100))

    def listing(self) -> tuple[str, str, int]:
        """Return a field, the beginning of a term, and how many terms to list."""
        field, text = self._term((*SCORED_FIELDS, *KEYWORD_FIELDS))
        return field, text[: self._rng.randrange(len(text) + 1)], self._rng.choice((0, 1, 2, 5, 100))

    def _text(self) -> tuple[Article, dict[str, FieldTerms], str]:
        """Return an article, its terms, and one of the bigram fields that it has, any if it has none."""
        article, analysed = self._rng.choice(self._articles)
        fields = [field for field in GRAM_FIELDS if field in analysed] or GRAM_FIELDS
        return article, analysed, self._rng.choice(fields)

    def _part(self, field: str, text: str) -> Term | Prefix | Pattern:
        chance = self._rng.random()
        if chance < 0.8:
            return Term(field, text)
        if chance < 0.9:
            return Prefix(field, text[: self._rng.choice((1, 1, 2))])
        return Pattern(field, self._pattern(text))

    def _pattern(self, text: str) -> str:
        """Return a term with a character or several left open."""
        place = self._rng.randrange(len(text) + 1)
        return text[:place] + self._rng.choice("?*") + text[place + self._rng.choice((0, 1, 1, 2)) :]

    def _length(self, node: Sequence) -> int:
        """Return how many positions a sequence takes, its last bigram's second character counted or not."""
        offsets = [offset for offset, _ in node.parts] if isinstance(node, Phrase) else [0]
        return max(offsets) + self._rng.choice((1, 2))

    def _term(self, fields: Series[str]) -> tuple[str, str]:
        """Return a field of some article with one of its terms; sometimes one of another field, or none."""
        rng = self._rng
        field = rng.choice(fields)
        if rng.random() < 0.05:
            return field, rng.choice(ABSENT)
        for _ in range(20):
            article, analysed = rng.choice(self._articles)
            found = FieldTerms([article.id], []) if field == "id" else analysed.get(field)
            if found:
                text = rng.choice(found.terms)
                return (rng.choice(fields), text) if rng.random() < 0.05 else (field, text)
        return field, rng.choice(ABSENT)

    def _plain(self) -> Request:
        """Return one of the commonest kind: a term, all or any of some, or a phrase, ranked by terms."""
        rng = self._rng
        terms = [Term(*self._term((*SCORED_FIELDS, *KEYWORD_FIELDS))) for _ in range(rng.randrange(1, 5))]
        node = rng.choice((terms[0], And(tuple(terms)), Or(tuple(terms)), self.phrase()))
        score = (term for term in self.score_terms(rng.choice((0, 1, 1, 2, 4, 20))) if not term.prefix)
        return Request(match=node, score=tuple(score))

    def _planned(self) -> Request | None:
        """Return the request of a typed question, None where the planner refuses it."""
        rng = self._rng
        article = rng.choice(self._articles)[0]
        text = (article.title + article.body + article.furniture).replace("\n", " ")
        first = rng.randrange(len(text) + 1)
        typed = text[first : first + rng.choice((1, 2, 3, 5, 8, 20))]
        if rng.random() < 0.3:
            typed = f'"{typed}"'
        plan = plan_query(parse_query(typed))
        if plan.refusal is not None:
            return None
        return Request(match=plan.match, words=tuple(word.node for word in plan.words), score=plan.score)
