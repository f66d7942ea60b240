"""The compiled kernels and those in NumPy: the same answers to the last bit, on any segment."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import open_writer
from search.article import Article
from search.engine import EmbeddedEngine, Ranking, Request
from search.engine import compiled as fast
from search.engine import vectorized as plain
from search.engine.found import frozen
from search.engine.kernels import KERNELS
from search.engine.plain import PlainAnswerer, plain_question
from search.engine.scoring import Statistics
from search.engine.searcher import Searcher
from search.engine.segment import SegmentReader
from search.engine.tables import COUNT, PLACES, ScoreTable, term_table
from search.engine.tree import And, Or, Phrase, ScoreTerm, Term
from tests.conftest import PROJECT

ENGINE = EmbeddedEngine()
LETTERS = "天津北京選舉臺灣的"
TERMS = ["天津", "津北", "选举", "的的", "的", "台湾", "5g", "举台"]

ROWS = st.lists(st.sampled_from(TERMS), min_size=1, max_size=6)
NUMBERS = st.lists(st.integers(0, 699), max_size=400).map(
    lambda found: frozen(np.unique(np.array(found, dtype=np.uint16)))
)


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> SegmentReader:
    """Articles that are short or long; one word stands in some of them 13 to 30 times, or hundreds."""
    folder: Path = tmp_path_factory.mktemp("kernels")
    ENGINE.create(folder)
    rng = random.Random(8)  # noqa: S311 - a repeatable run
    writer = ENGINE.writer(folder)
    for number in range(700):
        body = "".join(rng.choices(LETTERS, [5, 5, 3, 3, 2, 2, 1, 1, 9], k=rng.choice([1, 5, 40, 200])))
        if number % 50 == 7:
            body += "。選舉" * rng.randint(250, 300)
        if number % 20 == 9:
            body += "。選舉天津" * rng.randint(13, 30)
        if number % 100 == 3:
            body += "快車"
        writer.add(Article(id=str(number), title=body[:6], body=body + rng.choice(["", "5g", "。5G網"])))
    writer.commit()
    reader = ENGINE.reader(folder)
    return reader.segments[0]


@pytest.fixture(scope="module")
def long_segment(tmp_path_factory: pytest.TempPathFactory) -> SegmentReader:
    """One article is longer than 16 bits count."""
    folder: Path = tmp_path_factory.mktemp("long")
    ENGINE.create(folder)
    writer = ENGINE.writer(folder)
    writer.add(Article(id="long", body="天" * 70_000 + "津選舉的" + "北" * 100))
    writer.add(Article(id="short", body="天津選舉，的"))
    writer.commit()
    found = ENGINE.reader(folder).segments[0]
    assert found.fields["body_g"].positions.dtype == np.uint32
    return found


def rows_of(segment: SegmentReader, terms: list[str], field: str = "body_g") -> np.ndarray:
    rows = [segment.term_row(field, term) for term in terms]
    return term_table([row for row in rows if row is not None])


def table_of(segment: SegmentReader, terms: list[str]) -> ScoreTable:
    """The terms in title and body, and one that is in no file, with descending weights."""
    rows = [
        row
        for term in terms
        for field in ("body_g", "title_g", "body_w")
        if (row := segment.term_row(field, term)) is not None
    ]
    extra_docs = frozen(np.arange(0, 700, 3, dtype=np.uint16))
    extra_freqs = frozen(np.arange(1, len(extra_docs) + 1, dtype=np.uint32))
    rows.insert(len(rows) // 2, (-segment.field_numbers["body_g"] - 1, 5, 200, 0, 0))
    weights = np.array([7.25 / (place + 1) ** 2 for place in range(len(rows))])
    return ScoreTable(extra_docs, extra_freqs, term_table(rows), weights)


def norms_of(segment: SegmentReader) -> np.ndarray:
    return Statistics([segment]).norms(Ranking(1.2, 0.75))[0]


def same(one: object, other: object) -> bool:
    """Tell whether arrays, or tuples of them, are the same in type and to the last bit."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(map(same, one, other))
    left, right = np.asarray(one), np.asarray(other)
    return left.dtype == right.dtype and left.tobytes() == right.tobytes()


def mask_of(docs: np.ndarray) -> np.ndarray:
    mask = np.zeros(PLACES, dtype=bool)
    mask[docs] = True
    return mask


def test_the_segment_holds_frequencies_that_overflow(segment) -> None:
    field = segment.fields["body_g"]
    assert len(field.overflow_postings) > 3
    assert int(field.overflow_freqs.min()) == 16
    assert int(field.overflow_freqs.max()) > 255
    assert len(field.overflow_freqs) < np.count_nonzero(field.frequencies(0, len(field.docs)) >= 15)


@given(one=NUMBERS, other=NUMBERS)
def test_lists_meet(one, other) -> None:
    rare, common = sorted((one, other), key=len)
    assert same(fast.intersect(rare, common), plain.intersect(rare, common))
    assert fast.intersect(rare, common).tolist() == sorted(set(one.tolist()) & set(other.tolist()))


@given(docs=NUMBERS)
def test_masks_and_lists_become_each_other(docs) -> None:
    masks = [np.zeros(PLACES, dtype=bool) for _ in (fast, plain)]
    for kernels, mask in zip((fast, plain), masks, strict=True):
        kernels.mark(docs, mask)
        assert same(kernels.listed(mask, PLACES), docs)
    assert same(*masks)


@given(terms=ROWS, gaps=st.lists(st.integers(1, 3), min_size=6, max_size=6))
def test_phrases_stand_in_the_same_articles(segment, terms, gaps) -> None:
    rows = rows_of(segment, terms)
    offsets = np.cumsum(gaps[: len(rows)])
    assert same(fast.phrase(segment.view, rows, offsets), plain.phrase(segment.view, rows, offsets))


@pytest.mark.parametrize("phrase", [["天津", "津选", "选举"], ["天天", "天津"], ["举的", "的北"]])
def test_phrases_are_found_behind_the_65536th_position(long_segment, phrase) -> None:
    rows, offsets = rows_of(long_segment, phrase), np.arange(len(phrase))
    found = fast.phrase(long_segment.view, rows, offsets)
    assert found.tolist() == plain.phrase(long_segment.view, rows, offsets).tolist()
    assert 0 in found.tolist()


@given(terms=ROWS, docs=NUMBERS, limit=st.integers(1, 50))
def test_articles_rank_the_same(segment, terms, docs, limit) -> None:
    table, norms = table_of(segment, terms), norms_of(segment)
    scores = fast.score_listed(segment.view, table, norms, docs)
    assert same(scores, plain.score_listed(segment.view, table, norms, docs))
    wanted = plain.rank_listed(segment.view, table, norms, docs, limit)
    assert same(fast.rank_listed(segment.view, table, norms, docs, limit), wanted)
    mask = mask_of(docs)[: segment.count]
    assert same(fast.rank_marked(segment.view, table, norms, mask, limit), wanted)
    assert same(plain.rank_marked(segment.view, table, norms, mask, limit), wanted)


def test_looking_up_the_hopeful_alone_gives_the_same(segment, monkeypatch) -> None:
    """A heavy rare term and many light common ones: what MaxScore is for."""
    common = [row for term in ("天津", "的的", "津北") for row in rows_of(segment, [term])] * 4
    rare = rows_of(segment, ["快车"])[0]
    table = ScoreTable(
        frozen(np.zeros(0, dtype=np.uint16)),
        frozen(np.zeros(0, dtype=np.uint32)),
        term_table([tuple(rare), *map(tuple, common)]),
        np.array([50.0, *np.linspace(0.9, 0.1, len(common))]),
    )
    assert table.terms[:, COUNT].sum() > 3 * segment.count
    mask, norms = segment.live[: segment.count], norms_of(segment)
    assert rare[COUNT] == 7
    for limit in (1, 5, 60):
        assert same(
            fast.rank_marked(segment.view, table, norms, mask, limit),
            plain.rank_marked(segment.view, table, norms, mask, limit),
        )


@pytest.mark.parametrize("term", TERMS)
def test_frequencies_add_up(segment, term) -> None:
    field, first, count, *_ = segment.term_row("body_g", term)
    sums = [np.full(PLACES, 3, dtype=np.uint32) for _ in (fast, plain)]
    for kernels, freqs in zip((fast, plain), sums, strict=True):
        kernels.add_freqs(segment.view, field, first, count, freqs)
    assert same(*sums)
    assert int(sums[0].sum()) - 3 * PLACES >= count


FIRST_QUESTIONS = """
import sys, time
from search import open_index
from search.engine.kernels import KERNELS
with open_index(sys.argv[1]) as index:
    compiled = []
    if sys.argv[2] == "warm":
        index.warm_up()
    for _ in range(3):
        compiled.append("numba" in sys.modules)
        assert index.search("天津").total == 1
    assert index.search("天津").total == 1
    deadline = time.monotonic() + 300
    while not KERNELS.are_compiled and time.monotonic() < deadline:
        assert index.search("天津").total == 1
        time.sleep(0.05)
    assert index.search("天津").total == 1
    compiled.append(KERNELS.are_compiled)
print(compiled)
"""


@pytest.mark.parametrize(("start", "compiled"), [("cold", [False, False, False, True]), ("warm", [True] * 4)])
def test_no_question_waits_for_the_compiler(tmp_path, start, compiled) -> None:
    with open_writer(tmp_path, rebuild=True) as writer:
        writer.add(Article(id="a", body="天津"))
        writer.commit()
    command = [sys.executable, "-c", FIRST_QUESTIONS, str(tmp_path), start]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT)
    assert done.stdout.strip() == str(compiled)


PLAIN = st.one_of(
    st.sampled_from(TERMS).map(lambda term: Term("body_g", term)),
    st.lists(st.sampled_from(TERMS), min_size=1, max_size=4).map(
        lambda terms: And(tuple(Term("body_g", term) for term in terms))
    ),
    st.lists(st.sampled_from(TERMS), min_size=1, max_size=4).map(
        lambda terms: Or(tuple(Term(field, term) for term in terms for field in ("body_w", "title_g")))
    ),
    st.lists(st.sampled_from(TERMS), min_size=1, max_size=3).map(
        lambda terms: Phrase(tuple(enumerate(Term("body_g", term) for term in terms)))
    ),
)
SCORED = st.lists(
    st.builds(
        ScoreTerm,
        st.sampled_from(["body_g", "title_w"]),
        st.sampled_from(TERMS),
        st.sampled_from([0, 1.0, 3e9]),
    ),
    max_size=5,
).map(tuple)


@pytest.fixture(scope="module")
def many_segments(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("plain")
    ENGINE.create(folder)
    rng = random.Random(9)  # noqa: S311 - a repeatable run
    for _ in range(3):
        writer = ENGINE.writer(folder)
        for number in range(60):
            body = "".join(rng.choices(LETTERS, k=rng.choice([1, 5, 40])))
            writer.add(Article(id=str(rng.random()), title=body[:4], body=body + "選舉" * (number % 19)))
        writer.commit()
    reader = ENGINE.reader(folder)
    assert len(reader.segments) == 3
    return reader


@given(match=PLAIN, score=SCORED, limit=st.integers(1, 30), offset=st.integers(0, 20))
def test_plain_questions_are_answered_alike_in_one_call(many_segments, match, score, limit, offset) -> None:
    request = Request(match=match, score=score, limit=limit, offset=offset)
    question = plain_question(request)
    assert question is not None
    answerer = PlainAnswerer(many_segments.segments, many_segments.bases, Statistics(many_segments.segments))
    KERNELS.load()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(KERNELS, "are_compiled", False)
        wanted = many_segments.search(request)
    assert answerer.answer(question, request) == wanted


@given(
    sequences=st.lists(st.lists(st.sampled_from(TERMS), min_size=0, max_size=3), max_size=4),
    gaps=st.lists(st.integers(1, 3), min_size=3, max_size=3),
    docs=NUMBERS,
)
def test_sequences_stand_at_the_same_places(segment, sequences, gaps, docs) -> None:
    found = [[row for term in terms for row in rows_of(segment, [term])] for terms in sequences]
    rows = term_table([tuple(row) for rows in found for row in rows])
    offsets = np.array([place for rows in found for place in np.cumsum(gaps)[: len(rows)]], dtype=np.int64)
    ends = np.cumsum([len(rows) for rows in found], dtype=np.int64)
    one = fast.occurrences(segment.view, rows, offsets, ends, docs)
    assert same(one, plain.occurrences(segment.view, rows, offsets, ends, docs))
    assert set((one[0] >> 32).tolist()) <= set(docs.tolist())


@given(
    places=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(0, 4)), max_size=60),
    weights=st.lists(st.floats(0, 9), min_size=5, max_size=5),
    span=st.integers(1, 40),
)
def test_spans_weigh_the_same(places, weights, span) -> None:
    """Each place is an article, a position in it, and the text that stands there; and the definition."""
    places = sorted(set(places))
    keys = np.array([doc << 32 | position for doc, position, _ in places], dtype=np.int64)
    texts = np.array([text for *_, text in places], dtype=np.int64)
    sums = fast.spans(keys, texts, np.array(weights), span)
    assert same(sums, plain.spans(keys, texts, np.array(weights), span))
    for (doc, position, _), total in zip(places, sums.tolist(), strict=True):
        near = {text for other, at, text in places if other == doc and position <= at < position + span}
        assert total == pytest.approx(sum(weights[text] for text in near))
