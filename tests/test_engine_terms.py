"""Terms as arrays: merged, chosen and hashed as lists of bytes would be."""

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine.arrays import ArrayFile, ArrayWriter
from search.engine.dictionary import ABSENT, Dictionary, write_dictionary
from search.engine.terms import Terms, chosen, hashes, spans, terms_of, union

TEXTS = st.one_of(
    st.text("天津臺𠀀ab\0", max_size=5), st.text("ab\0", min_size=6, max_size=12), st.text(max_size=20)
).map(lambda text: text.encode("utf-8", "surrogatepass"))
LISTS = st.lists(TEXTS, max_size=30, unique=True).map(sorted)


def texts_of(terms: Terms) -> list[bytes]:
    blob, ends = terms.blob.tobytes(), terms.ends.tolist()
    return [blob[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


@given(texts=LISTS)
def test_terms_come_back_and_are_hashed_as_zlib_does(texts) -> None:
    terms = terms_of(texts)
    assert texts_of(terms) == texts
    assert hashes(terms).tolist() == [crc32(text) for text in texts]


@given(lists=st.lists(LISTS, min_size=1, max_size=4))
def test_a_union_is_sorted_and_says_where_each_term_went(lists) -> None:
    merged, places = union([terms_of(texts) for texts in lists])
    found = texts_of(merged)
    assert found == sorted(set().union(*lists))
    for texts, numbers in zip(lists, places, strict=True):
        assert [found[number] for number in numbers] == texts


@given(texts=LISTS, data=st.data())
def test_some_terms_are_chosen(texts, data) -> None:
    used = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    kept = [text for text, is_used in zip(texts, used, strict=True) if is_used]
    assert texts_of(chosen(terms_of(texts), np.array(used, dtype=bool))) == kept


@given(texts=LISTS, others=LISTS)
def test_a_dictionary_finds_its_terms_and_no_other(tmp_path_factory, texts, others) -> None:
    path = tmp_path_factory.mktemp("terms") / "file"
    with ArrayWriter(path) as out:
        write_dictionary(out, "f", terms_of(texts), np.ones(len(texts), dtype=np.int64), None)
    terms = Dictionary(ArrayFile(path), "f")
    assert list(terms) == texts
    for text in {*texts, *others}:
        place = terms.find(text.decode("utf-8", "surrogatepass"))
        assert place == (texts.index(text) if text in texts else ABSENT)


@pytest.mark.parametrize("prefix", ["", "天", "天津", "臺", "z"])
def test_a_beginning_is_a_range(tmp_path, prefix) -> None:
    texts = sorted(text.encode() for text in ["a", "天", "天京", "天津", "天津市", "津", "臺"])
    with ArrayWriter(tmp_path / "file") as out:
        write_dictionary(out, "f", terms_of(texts), np.ones(len(texts), dtype=np.int64), None)
    terms = Dictionary(ArrayFile(tmp_path / "file"), "f")
    first, last = terms.find_prefix(prefix)
    assert texts[first:last] == [text for text in texts if text.startswith(prefix.encode())]


@given(lengths=st.lists(st.integers(0, 9), max_size=30), budget=st.integers(1, 20))
def test_spans_follow_each_other_and_keep_to_the_budget(lengths, budget) -> None:
    found = list(spans(np.array(lengths, dtype=np.int64), budget))
    assert [place for first, last in found for place in range(first, last)] == list(range(len(lengths)))
    assert all(last == first + 1 or sum(lengths[first:last]) <= budget for first, last in found)
