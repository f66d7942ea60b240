import gzip
import json
import re

import pytest

from search import analysis
from search.analysis import analyzer_fingerprint, fold, jieba_segmenter, rjieba_segmenter
from search.analysis.words import folded_dictionary

HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")


def test_the_dictionary_is_folded_and_sums_what_folds_together() -> None:
    dictionary = folded_dictionary()
    assert all(fold(word) == word for word in list(dictionary)[::1000])
    assert dictionary["软件"] > 0


def test_both_segmenters_cut_a_sentence_alike() -> None:
    run = fold("天津市寶坻區委書記殷向傑暢談人工智能產業發展")
    assert jieba_segmenter().cut(run) == rjieba_segmenter().cut(run)
    assert "人工智能" in rjieba_segmenter().cut(run)


def test_jieba_reads_no_cache_from_the_shared_temporary_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    jieba_segmenter.cache_clear()
    assert jieba_segmenter().cut("天津市宝坻区") == ["天津市", "宝坻区"]
    assert list(tmp_path.iterdir()) == []


def test_fingerprint_names_rules_tables_and_the_segmenter() -> None:
    fingerprint = analyzer_fingerprint()
    for part in ("units ", "grams ", "fold ", "rjieba 0.", "dictionary "):
        assert part in fingerprint


def test_fingerprint_differs_with_the_segmenter(monkeypatch) -> None:
    before = analyzer_fingerprint()
    monkeypatch.setattr(analysis.fingerprint, "default_segmenter", jieba_segmenter)
    assert analyzer_fingerprint() != before


@pytest.mark.data
def test_segmenters_differ_in_less_than_one_token_in_ten_thousand(shared_data) -> None:
    tokens = different = 0
    with gzip.open(shared_data / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 200:
                continue
            for run in HAN_RUN.findall(fold(json.loads(line)["body"])):
                ours, theirs = rjieba_segmenter().cut(run), jieba_segmenter().cut(run)
                tokens += len(theirs)
                different += len(set(ours) ^ set(theirs))
    assert tokens > 50_000
    assert different / tokens < 0.0001
