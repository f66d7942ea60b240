"""Questions made from the articles themselves, by a fixed seed: the same articles, the same questions.

Terms are spread evenly over the logarithm of their document frequency, from the most common to those
of one article, because a sample of the vocabulary would hold rare terms only and a sample of the text
common ones only. Everything else is drawn from what some article holds, so no question is empty.
"""

import random
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import count
from json import loads
from pathlib import Path

from search import parse_query
from search.analysis.units import HAN
from search.query.planner import plan_query
from tests.bench.questions import KINDS, Question
from tests.bench.tokens import FILLER, TokenDocument, read_tokens, split_terms

WARM_UP = 50
"""Questions that every engine answers before any is timed."""

GRAMS, WORDS = "body_g", "body_w"
COUNTED = 40_000
"""Articles that document frequencies are counted in; of more, every k-th is."""

MOST_TRIED = 10_000
"""Articles that are tried for one question before the benchmark gives up."""

LONGEST_PHRASE = 6
SHORTEST_DAYS, LONGEST_DAYS = 30, 3650
"""The least and the greatest width of a date range."""

_HAN = re.compile(rf"[{HAN}]+")


def make_questions(tokens: Path, each: int, seed: int) -> tuple[list[Question], list[Question]]:
    """Return `each` questions of every kind about the articles of a token file, and others to warm up.

    Of these there are WARM_UP of all kinds but `search`, and WARM_UP of that.
    """
    size = sum(1 for _ in read_tokens(tokens))
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    drawn = rng.sample(range(size), min(size, 4 * (each + WARM_UP)))
    sampler = Sampler(read_tokens(tokens), frozenset(drawn), rng, every=-(-size // COUNTED))
    asked = {kind: sampler.questions(kind, each + WARM_UP) for kind in KINDS}
    questions = [question for kind in KINDS for question in asked[kind][:each]]
    spare = [question for kind in KINDS for question in asked[kind][each:] if kind != "search"]
    return questions, rng.sample(spare, WARM_UP) + asked["search"][each:]


class Sampler:
    """Draws questions from document frequencies and from a few articles kept whole."""

    def __init__(
        self, documents: Iterable[TokenDocument], drawn: frozenset[int], rng: random.Random, *, every: int
    ) -> None:
        """Read all documents once: keep those whose numbers are `drawn`, count these and every k-th."""
        self._rng = rng
        self._frequencies: dict[str, Counter[str]] = {GRAMS: Counter(), WORDS: Counter()}
        self._articles: list[TokenDocument] = []
        for document in documents:
            if document.number in drawn:
                self._articles.append(document)
            elif document.number % every:
                continue
            for field, counts in self._frequencies.items():
                counts.update(set(split_terms(getattr(document, field))))
        for counts in self._frequencies.values():
            counts.pop(FILLER, None)
        self._first_characters = Counter[str]()
        for gram, frequency in self._frequencies[GRAMS].items():
            if _HAN.match(gram):
                self._first_characters[gram[0]] += frequency

    def questions(self, kind: str, number: int) -> list[Question]:
        """Return that many questions of a kind, in random order; some repeat where articles are few."""
        match kind:
            case "term" | "facets":
                terms = [(GRAMS, text) for text in self._spread(self._frequencies[GRAMS], (number + 1) // 2)]
                terms += [(WORDS, text) for text in self._spread(self._frequencies[WORDS], number // 2)]
                made = [Question(kind, (term,)) for term in terms]
            case "character":
                made = [
                    Question(kind, ((GRAMS, text),)) for text in self._spread(self._first_characters, number)
                ]
            case "prefix":
                longer = Counter({t: n for t, n in self._frequencies[WORDS].items() if len(t) > 1})
                made = [
                    Question(kind, ((WORDS, text[: self._rng.randint(1, len(text) - 1)]),))
                    for text in self._spread(longer, number)
                ]
            case _:
                make = {
                    "and": self._pair,
                    "or": self._headline,
                    "phrase": self._phrase,
                    "filtered": self._filtered,
                    "search": self._search,
                }[kind]
                made = self._of_articles(make, number)
        self._rng.shuffle(made)
        return made

    def _of_articles(self, make: Callable[[TokenDocument], Question | None], number: int) -> list[Question]:
        """Return questions of randomly chosen articles; raises ValueError where none gives any."""
        made: list[Question] = []
        for tried in count(1):
            question = make(self._rng.choice(self._articles))
            if question is not None:
                made.append(question)
            if len(made) == number:
                break
            if tried >= MOST_TRIED and not made:
                raise ValueError(f"in {tried} articles there was no question to make by {make.__name__}")
        return made

    def _spread(self, frequencies: Counter[str], number: int) -> list[str]:
        """Return terms evenly spread over the logarithm of their frequency, none twice while others are."""
        ranked = sorted(frequencies, key=lambda text: (frequencies[text], text))
        values = [frequencies[text] for text in ranked]
        chosen: list[str] = []
        taken: set[str] = set()
        for step in range(number):
            wanted = values[-1] ** (step / max(number - 1, 1))
            first = bisect_left(values, wanted / 1.1)
            last = bisect_right(values, max(wanted * 1.1, values[first]))
            for _ in range(20):
                text = ranked[self._rng.randrange(first, last)]
                if text not in taken:
                    break
            taken.add(text)
            chosen.append(text)
        return chosen

    def _pair(self, article: TokenDocument) -> Question | None:
        """Return two terms of one article: both common, one of each, or both rare."""
        field = self._rng.choice((GRAMS, WORDS))
        frequencies = self._frequencies[field]
        held = [text for text in dict.fromkeys(split_terms(getattr(article, field))) if text in frequencies]
        if len(held) < 4:
            return None
        held.sort(key=lambda text: (-frequencies[text], text))
        common, rare = held[: len(held) // 2], held[len(held) // 2 :]
        first, second = self._rng.choice(((common, common), (common, rare), (rare, rare)))
        one = self._rng.choice(first)
        other = self._rng.choice([text for text in second if text != one])
        return Question("and", ((field, one), (field, other)))

    def _headline(self, article: TokenDocument) -> Question | None:
        """Return the words of an article's headline, each in title and body."""
        words = list(dict.fromkeys(split_terms(article.title_w)))
        if len(words) < 2:
            return None
        return Question("or", tuple((field, word) for field in ("title_w", WORDS) for word in words))

    def _filtered(self, article: TokenDocument) -> Question | None:
        """Return a headline's words within a range of dates that holds the article's own."""
        asked = self._headline(article)
        if asked is None or not article.date:
            return None
        day = date(article.date // 10000, article.date // 100 % 100, article.date % 100)
        width = int(SHORTEST_DAYS * (LONGEST_DAYS / SHORTEST_DAYS) ** self._rng.random())
        first = day - timedelta(days=self._rng.randint(0, width))
        last = first + timedelta(days=width)
        return Question("filtered", asked.terms, _number(first), _number(last))

    def _phrase(self, article: TokenDocument) -> Question | None:
        """Return two to six consecutive Han characters of a body as bigrams."""
        grams = split_terms(article.body_g)
        length = self._rng.randint(1, LONGEST_PHRASE - 1)
        if len(grams) < length:
            return None
        start = self._rng.randint(0, len(grams) - length)
        taken = grams[start : start + length]
        if not all(len(gram) == 2 and _HAN.fullmatch(gram) for gram in taken):
            return None
        return Question("phrase", tuple((GRAMS, gram) for gram in taken))

    def _search(self, article: TokenDocument) -> Question | None:
        """Return a headline as a reader would type it, or none where Dibao's query language refuses it."""
        title = loads(article.record)["title"]
        if plan_query(parse_query(title)).refusal is not None:
            return None
        return Question("search", text=title)


def _number(day: date) -> int:
    return int(day.strftime("%Y%m%d"))
