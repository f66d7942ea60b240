"""The bulk analysis gives exactly what `gram_terms` and `word_terms` give, article by article."""

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import pairwise
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import Segmenter, fold, gram_terms, jieba_segmenter, rjieba_segmenter, units, word_terms
from search.analysis.bulk import ascending, batch_of, fold_many, look_up, units_of
from search.analysis.bulk_words import word_begins
from search.analysis.units import Kind, piece_kind, runs
from search.engine import inversion, occurrences
from search.engine.inversion import Inverted, invert_both, invert_grams, invert_values, invert_words

HAN_CHARACTERS = "北京天津宝坻区中国人民的了々〇\u3400\u4dbf\u9fff\uf900\ufaff\ue000\uf8ff𠀀𨋢\U000323af"
LETTERS = "abcz059éßøɏжяあカーン한국어٣กａＡ"
MARKS = "\u0301\u036f.+#_ัे"
SOFT = " ,、·「」-/@\t\u3000×÷\x00\u200b🙂\ud800\udc00"
HARD = "。!?;\n\r\x0b\x0c\x85\u2028\u2029"
EXPRESSIONS = ["c++", "c#", "14.5", "v1.2.3", "a.b", "1..2", "e\u0301e", "xc#a", "c+++", "北京", "5g网"]

TEXT = st.lists(
    st.sampled_from([*HAN_CHARACTERS, *LETTERS, *MARKS, *SOFT, *HARD, *EXPRESSIONS])
    | st.characters(codec=None),
    max_size=40,
).map("".join)
TEXTS = st.lists(TEXT, max_size=5)
HAN_TEXT = st.text(alphabet="北京天津宝坻区中国人民的了是在々〇\ue000𠀀、。a", max_size=40)


def expected(analysed: Iterable[tuple[Sequence[str], Sequence[int] | None]]) -> dict[str, list[object]]:
    """Invert the terms, and positions, of articles by dictionaries."""
    postings: defaultdict[bytes, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    lengths = []
    positional = False
    for doc, (terms, positions) in enumerate(analysed):
        positional = positions is not None
        lengths.append(len(terms))
        for term, position in zip(terms, positions or [0] * len(terms), strict=True):
            postings[term.encode("utf-8", "surrogatepass")][doc].append(position)
    terms = sorted(postings)
    found = [postings[term] for term in terms]
    return {
        "terms": terms,
        "doc_frequencies": [len(docs) for docs in found],
        "frequencies": [sum(map(len, docs.values())) for docs in found],
        "docs": [doc for docs in found for doc in docs],
        "freqs": [len(at) for docs in found for at in docs.values()],
        "positions": [place for docs in found for at in docs.values() for place in at] if positional else [],
        "lengths": lengths,
    }


def found_in(inverted: Inverted) -> dict[str, list[object]]:
    """Return the same of what was inverted."""
    values = {name: getattr(inverted, name) for name in Inverted.__slots__}
    return {name: [] if value is None else list(value) for name, value in values.items()}


def expected_grams(texts: Sequence[str]) -> dict[str, list[object]]:
    return expected(map(gram_terms, texts))


def expected_words(texts: Sequence[str]) -> dict[str, list[object]]:
    return expected((word_terms(text), None) for text in texts)


def words_by_run(text: str, segmenter: Segmenter) -> list[str]:
    """Cut each run of Han characters by a call of its own, as `word_terms` does."""
    found: list[str] = []
    for run, _ in runs(text):
        is_cut = piece_kind(run[0]) is Kind.HAN and len(run) > 1
        found.extend(segmenter.cut(run) if is_cut else [run])
    return found


def words_at_once(text: str, segmenter: Segmenter) -> list[str]:
    """Return the words of a text as the bulk analysis cuts them."""
    batch = batch_of([text])
    begins = np.flatnonzero(word_begins(batch, units_of(batch), segmenter)).tolist()
    parts = [unit.text for unit in units(text)]
    return ["".join(parts[begin:end]) for begin, end in pairwise([*begins, len(parts)])]


def test_terms_of_two_articles_with_their_postings() -> None:
    inverted = invert_grams(["北京、天津。5g网", "", "北京。北京"])
    assert [term.decode() for term in inverted.terms] == ["5g", "京", "京天", "北京", "天津", "津", "网"]
    assert inverted.doc_frequencies.tolist() == [1, 1, 1, 2, 1, 1, 1]
    assert inverted.frequencies.tolist() == [1, 2, 1, 3, 1, 1, 1]
    assert inverted.docs.tolist() == [0, 2, 0, 0, 2, 0, 0, 0]
    assert inverted.freqs.tolist() == [1, 2, 1, 1, 2, 1, 1, 1]
    assert inverted.positions is not None
    assert inverted.positions.tolist() == [5, 1, 4, 1, 0, 0, 3, 2, 3, 6]
    assert inverted.lengths.tolist() == [6, 0, 4]


def test_terms_of_all_scripts_come_in_the_order_of_their_bytes() -> None:
    terms = [term.decode() for term in invert_grams(["한국 北京 かな 北 zh ж 𠀀𠀀 \ue000 〇"]).terms]
    assert terms == sorted(terms, key=lambda term: term.encode())
    assert terms == ["zh", "ж", "〇", "かな", "京", "北", "北京", "한국", "\ue000〇", "𠀀\ue000", "𠀀𠀀"]


def test_arrays_have_the_types_that_were_promised() -> None:
    inverted = invert_grams(["北京 a"])
    types = {name: str(getattr(inverted, name).dtype) for name in Inverted.__slots__[1:]}
    assert types == {
        "doc_frequencies": "int64",
        "frequencies": "int64",
        "docs": "uint16",
        "freqs": "uint32",
        "positions": "uint32",
        "lengths": "uint32",
    }
    assert invert_words(["北京 a"]).positions is None


@given(TEXTS)
def test_inverted_grams_are_gram_terms(texts: list[str]) -> None:
    assert found_in(invert_grams(texts)) == expected_grams(texts)


@given(TEXTS)
def test_inverted_words_are_word_terms(texts: list[str]) -> None:
    assert found_in(invert_words(texts)) == expected_words(texts)


@given(TEXTS, st.integers(1, 5), st.integers(1, 5))
def test_the_size_of_buckets_and_chunks_changes_nothing(texts: list[str], bucket: int, width: int) -> None:
    with (
        mock.patch.object(occurrences, "BUCKET", bucket),
        mock.patch.object(occurrences, "WIDTH", width),
        mock.patch.object(occurrences, "CHUNK", bucket + width),
        mock.patch("search.analysis.bulk.CHUNK", bucket + width),
    ):
        grams, words = invert_both(texts)
    assert found_in(grams) == expected_grams(texts)
    assert found_in(words) == expected_words(texts)


def test_more_distinct_units_than_16_bits_count_are_told_apart() -> None:
    numbers = " ".join(map(str, range(1 << 16)))
    texts = [f"北京天津{numbers}北京天津", f"7 65535 人民的{numbers}人民的 7", "京天人北民的中国人民"]
    grams, words = invert_both(texts)
    assert len(grams.terms) > 1 << 16
    assert found_in(grams) == expected_grams(texts)
    assert found_in(words) == expected_words(texts)


def test_every_character_is_cut_as_the_regular_expressions_cut_it() -> None:
    text = "\n".join(map(chr, range(sys.maxunicode + 1)))
    inverted = invert_grams([text])
    terms, positions = gram_terms(text)
    order = sorted(range(len(terms)), key=terms.__getitem__)
    assert inverted.positions is not None
    assert inverted.positions.tolist() == [positions[place] for place in order]
    assert [term.decode() for term in inverted.terms] == sorted(set(terms))


@given(TEXTS)
def test_texts_fold_together_as_they_fold_alone(texts: list[str]) -> None:
    assert fold_many(texts) == list(map(fold, texts))


def test_every_character_folds_as_it_folds_alone() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert fold_many(["", every, "臺"]) == ["", fold(every), "台"]


@given(st.lists(st.lists(st.text(alphabet="天津\n \ud800\ue000a", max_size=3), max_size=4), max_size=4))
def test_inverted_values_are_whole_values(values: list[list[str]]) -> None:
    assert found_in(invert_values(values)) == expected((each, None) for each in values)


def test_a_batch_has_65536_articles_and_no_more() -> None:
    assert invert_grams(["津"] * (1 << 16)).docs[-1] == (1 << 16) - 1
    for invert in (invert_grams, invert_words, invert_values):
        with pytest.raises(ValueError, match="a batch of 65537 articles"):
            invert([""] * ((1 << 16) + 1))


@given(st.lists(TEXT, unique=True))
def test_ascending_says_where_each_text_is(texts: list[str]) -> None:
    found, places = ascending(texts)
    assert found == sorted(texts)
    assert [found[place] for place in places] == texts


@given(st.lists(st.integers(0, 9)))
def test_a_look_up_in_chunks_is_one_look_up(keys: list[int]) -> None:
    table = np.arange(10, dtype=np.uint16) ** 2
    with mock.patch("search.analysis.bulk.CHUNK", 3):
        assert look_up(table, np.array(keys, dtype=np.uint32)).tolist() == [key**2 for key in keys]


@given(HAN_TEXT)
def test_runs_cut_in_one_call_are_cut_as_each_alone_by_either_segmenter(text: str) -> None:
    for segmenter in (rjieba_segmenter(), jieba_segmenter()):
        assert words_at_once(text, segmenter) == words_by_run(text, segmenter)


def test_inverted_words_are_word_terms_also_without_rjieba(monkeypatch) -> None:
    texts = ["天津市宝坻区5g网络，人工智能产业发展", "中国。a.b北", ""]
    monkeypatch.setattr(import_module("search.analysis.words"), "default_segmenter", jieba_segmenter)
    monkeypatch.setattr(inversion, "default_segmenter", jieba_segmenter)
    assert found_in(invert_words(texts)) == expected_words(texts)


def test_a_run_of_one_character_comes_out_of_either_segmenter_as_it_is() -> None:
    every = [char for char in map(chr, range(sys.maxunicode + 1)) if piece_kind(char) is Kind.HAN]
    assert len(every) > 100_000
    for segmenter in (rjieba_segmenter(), jieba_segmenter()):
        assert segmenter.cut("\n".join(every))[::2] == every


def test_a_word_may_be_longer_than_a_byte_can_tell() -> None:
    whole = Segmenter("whole lines", lambda text: text.splitlines(keepends=True))
    assert words_at_once("津" * 300 + "，" + "京", whole) == ["津" * 300, "京"]


def test_a_segmenter_that_loses_characters_is_refused() -> None:
    lossy = Segmenter("lossy", lambda text: list(text)[1:])
    batch = batch_of(["天津、北京"])
    with pytest.raises(ValueError, match="lossy made words of 5 characters of 6"):
        word_begins(batch, units_of(batch), lossy)


@pytest.mark.data
def test_real_articles_invert_to_their_terms(shared_data) -> None:
    with gzip.open(shared_data / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["body"] for number, line in enumerate(lines) if number % 150 == 0]
    canonicals = fold_many(texts)
    assert canonicals == list(map(fold, texts))
    assert len("".join(canonicals)) > 200_000
    grams, words = invert_both(canonicals)
    assert found_in(grams) == expected_grams(canonicals)
    assert found_in(words) == expected_words(canonicals)
    for text in canonicals[::10]:
        assert words_at_once(text, jieba_segmenter()) == words_by_run(text, jieba_segmenter())
