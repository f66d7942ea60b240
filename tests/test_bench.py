"""The benchmark itself: that all engines are asked the same, and that a wrong answer stops it."""

import gzip
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from random import Random

import numpy as np
import pytest

from search.analysis import field_terms
from tests.bench import engine_dibao
from tests.bench.__main__ import main
from tests.bench.adapters import INSTALL_BENCH, NotInstalled, adapter
from tests.bench.agreement import check_agreement
from tests.bench.corpus import read_corpus, write_corpus
from tests.bench.oracle import Oracle
from tests.bench.prepare import token_document
from tests.bench.questions import KINDS, Answer, Question
from tests.bench.report import table
from tests.bench.results import PERCENTILES, PREEMPTED, QUESTIONS, Figure, read_csv, write_csv
from tests.bench.tokens import FIELDS, FILLER, POSITIONAL_FIELDS, read_tokens, split_terms
from tests.bench.workspace import Settings, prepare
from tests.oracle import bm25, matches

SUBJECTS = ("市政府", "議會", "水利局", "圖書館", "天氣預報", "棒球隊")
VERBS = ("公布", "取消了", "討論", "希望推動", "延後")
OBJECTS = ("新的預算案", "5G網路", "海邊的公園", "COVID-19 疫苗", "颱風假", "c++ 課程", "14.5 公里道路")
ARTICLES = 40


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of invented articles, compressed."""
    rng = Random(3)  # noqa: S311 - a sample, not a secret
    path = tmp_path_factory.mktemp("bench") / "articles.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for number in range(ARTICLES):
            sentences = [_sentence(rng) for _ in range(rng.randint(3, 9))]
            article = {
                "id": str(number),
                "title": _sentence(rng)[:-1],
                "body": "".join(sentences[:2]) + "\n" + "".join(sentences[2:]),
                "published": f"20{rng.randint(10, 25)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
                "source": rng.choice(("晨報", "晚報", "")),
            }
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
    return path


def _sentence(rng: Random) -> str:
    return rng.choice(SUBJECTS) + rng.choice(VERBS) + rng.choice(OBJECTS) + rng.choice("。！；")


def test_command_measures_all_engines_on_the_same_questions(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tantivy = ["tantivy"] if find_spec("tantivy") else []
    engines = ["dibao", *tantivy, "whoosh", "fts5"]
    options = ["--sizes", str(ARTICLES), "--engines", ",".join(engines), "--queries", "4", "--opens", "1"]
    assert main([str(archive), *options, "--processes", "1", "--tokens-only", "--out", str(tmp_path)]) == 0

    (results,) = tmp_path.glob(f"????-??-??-{ARTICLES}.csv")
    where, figures = read_csv(results)
    assert where["python"]
    for engine in engines:
        expected = KINDS if engine == "dibao" else KINDS[:-1]
        for kind in expected:
            measured = {each.measure for each in figures if (each.engine, each.kind) == (engine, kind)}
            assert measured == {
                *PERCENTILES,
                *(f"first {name}" for name in PERCENTILES),
                QUESTIONS,
                PREEMPTED,
            }
    assert {"index", "open", "agreement"} <= {each.kind for each in figures}
    compared = next(each for each in figures if each.measure == "totals that agree")
    assert compared.value == len(engines) * 4 * (len(KINDS) - 1)
    assert table(where, figures) + "\n" == capsys.readouterr().out


def test_engine_that_was_given_other_terms_stops_the_command(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(archive, (ARTICLES,), ("dibao", "fts5"), queries=5, processes=1)
    workspace = prepare(settings, ARTICLES, tmp_path / "work" / str(ARTICLES))
    documents = list(read_tokens(workspace.tokens))
    documents[0] = documents[0]._replace(body_g="", body_w="", title_w="")
    lines = [json.dumps(document) + "\n" for document in documents]
    workspace.tokens.write_text("".join(lines), "utf-8")

    options = ["--sizes", str(ARTICLES), "--engines", "dibao,fts5", "--queries", "5", "--processes", "1"]
    options += ["--tokens-only"]
    assert main([str(archive), *options, "--out", str(tmp_path), "--work", str(tmp_path / "work")]) == 1
    shown = capsys.readouterr()
    assert "disagreements; nothing was timed" in shown.err
    assert shown.out == ""
    assert not list(tmp_path.glob("*.csv"))


ASKED = (
    Question("term", (("body_w", "公园"),)),
    Question("and", (("body_g", "市政"), ("body_g", "海边"))),
    Question("or", (("title_w", "议会"), ("body_w", "议会"), ("body_w", "棒球队"))),
    Question("phrase", (("body_g", "海边"), ("body_g", "边的"), ("body_g", "的公"))),
    Question("character", (("body_g", "公"),)),
    Question("prefix", (("body_w", "棒"),)),
    Question("filtered", (("title_w", "议会"), ("body_w", "议会")), 20130101, 20221231),
    Question("facets", (("body_g", "公园"),)),
)


@pytest.mark.parametrize(
    ("lie", "noticed"),
    [
        (lambda answer: answer, 0),
        (lambda answer: replace(answer, total=answer.total + 1), 7),
        (lambda answer: replace(answer, hits=(*answer.hits[1:], *answer.hits[:1])), 7),
        (lambda answer: replace(answer, scores=tuple(score * 1.000001 for score in answer.scores)), 7),
        (lambda answer: replace(answer, facets=answer.facets[:-1]), 1),
    ],
    ids=["honest", "total", "order", "score", "facet lost"],
)
def test_reader_that_lies_is_noticed(
    archive: Path, tmp_path: Path, lie: Callable[[Answer], Answer], noticed: int
) -> None:
    corpus = tmp_path / "corpus.jsonl"
    write_corpus(archive, corpus, ARTICLES)
    engine_dibao.build_articles(tmp_path / "index", corpus, 1)
    opened = engine_dibao.open_index(tmp_path / "index")
    oracle = Oracle(map(token_document, read_corpus(corpus)), ASKED, engine_dibao.RANKING)
    truths = {place: oracle.truth(question) for place, question in enumerate(ASKED)}
    assert all(truth.total > 1 for truth in truths.values())

    answers = [lie(opened.answer(question, opened.prepare(question)())) for question in ASKED]
    agreement = check_agreement(ASKED, {"dibao": answers}, truths, opened.order())
    assert len(agreement.disagreements) == noticed
    if not noticed:
        assert set(agreement.overlaps.values()) == {1.0}


def test_oracle_of_the_token_file_is_the_oracle_of_the_articles(archive: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    write_corpus(archive, corpus, ARTICLES)
    articles = list(read_corpus(corpus))
    oracle = Oracle(map(token_document, articles), ASKED, engine_dibao.RANKING)
    for question in ASKED[:-1]:
        request = engine_dibao.request_of(question)
        truth = oracle.truth(question)
        matching = [number for number, article in enumerate(articles) if matches(article, request.match)]
        assert np.flatnonzero(oracle.matching(question)).tolist() == matching
        assert truth.total == len(matching)
        assert set(truth.numbers) <= set(matching)
        for number, score in zip(truth.numbers[:3], truth.scores, strict=False):
            wanted = bm25(articles, articles[number], request.score, engine_dibao.RANKING)
            assert score == pytest.approx(wanted, rel=1e-12)


def test_terms_of_the_token_file_stand_at_their_positions(archive: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    write_corpus(archive, corpus, ARTICLES)
    gaps = 0
    for article in read_corpus(corpus):
        document, fields = token_document(article), field_terms(article)
        for name in FIELDS:
            terms = split_terms(getattr(document, name))
            gaps += terms.count(FILLER)
            if name in POSITIONAL_FIELDS:
                assert [terms[position] for position in fields[name].positions] == fields[name].terms
            assert [term for term in terms if term != FILLER] == fields[name].terms
    assert gaps > ARTICLES


def test_archive_repeats_with_other_ids_and_the_sentences_in_another_order(
    archive: Path, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus.jsonl"
    write_corpus(archive, corpus, 2 * ARTICLES + 5)
    articles = list(read_corpus(corpus))
    assert len({article.id for article in articles}) == 2 * ARTICLES + 5
    permuted = 0
    for first, second in zip(articles, articles[ARTICLES : 2 * ARTICLES], strict=False):
        assert first.title == second.title
        assert sorted(field_terms(first)["body_g"].terms) == sorted(field_terms(second)["body_g"].terms)
        permuted += first.body != second.body
    assert permuted > ARTICLES // 2
    write_corpus(archive, tmp_path / "again.jsonl", 2 * ARTICLES + 5)
    assert corpus.read_bytes() == (tmp_path / "again.jsonl").read_bytes()


def test_missing_package_is_said_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.delitem(sys.modules, "tests.bench.engine_tantivy", raising=False)
    with pytest.raises(NotInstalled, match=re.escape(INSTALL_BENCH)):
        adapter("tantivy")


def test_results_are_printed_again_and_marked_where_dibao_loses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = [
        Figure("dibao", 10, "term", "median", 0.5, "ms"),
        Figure("tantivy", 10, "term", "median", 0.25, "ms"),
        Figure("dibao", 10, "or", "median", 0.25, "ms"),
        Figure("tantivy", 10, "or", "median", 0.5, "ms"),
        Figure("dibao", 10, "index", "from articles", 900, "documents/s"),
        Figure("tantivy", 10, "index", "from articles", 1000, "documents/s"),
        Figure("xapian", 10, "engine", "not installed", 0, "run: apt install python3-xapian"),
    ]
    where = {"cpu": "some: processor", "commit": "0123456789ab"}
    write_csv(tmp_path / "results.csv", where, figures)
    assert read_csv(tmp_path / "results.csv") == (where, figures)
    assert main(["--report", str(tmp_path / "results.csv")]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "! term median, ms 0.500 (2.00) 0.250" in lines
    assert "or median, ms 0.250 (0.50) 0.500" in lines
    assert "! index from articles, documents/s 900.0 (0.90) 1,000" in lines
    assert "xapian not installed: run: apt install python3-xapian" in lines
