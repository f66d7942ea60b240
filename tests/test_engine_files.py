"""What the embedded engine does about files that are hostile, damaged or of another make."""

import json
import os
import pickle
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search.article import Article
from search.engine import EmbeddedEngine, Request
from search.engine.arrays import ArrayFile, write_arrays
from search.engine.commits import INDEX_NAME, build_schema, last_commit
from search.engine.tree import Phrase, Term
from search.errors import CorruptIndex

ENGINE = EmbeddedEngine()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ENGINE.create(tmp_path)
    return tmp_path


def write(folder: Path, *articles: Article) -> None:
    writer = ENGINE.writer(folder)
    for article in articles:
        writer.add(article)
    writer.commit()


class Trap:
    """Unpickling this leaves a trace: it stands for any code that a hostile index could run."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self):
        return (os.mkdir, (str(self.trace),))


# Opening


def test_opening_copies_nothing(folder) -> None:
    """Whoosh copies terms and postings into memory; here they stay in the memory map."""
    text = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(300_000))
    write(folder, *(Article(id=str(n), body=text[n::3]) for n in range(3)))
    size = sum(path.stat().st_size for path in list(ENGINE.reader(folder).files))
    assert size > 3_000_000
    tracemalloc.start()
    reader = ENGINE.reader(folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size / 10
    assert not any(array.flags.owndata for array in reader.segments[0].arrays.values())


def test_the_schema_is_given_and_never_read_from_the_index(folder, monkeypatch, tmp_path) -> None:
    """Whoosh unpickles the schema by module path."""
    trace = tmp_path / "trace"
    original = pickle.dumps
    with monkeypatch.context() as patched:
        patched.setattr("whoosh.index.pickle.dumps", lambda *_: original(Trap(trace)))
        write(folder, Article(id="a", body="天津"))
    assert ENGINE.reader(folder).search(Request(match=Term("body_g", "天津"))).total == 1
    assert not trace.exists()


def test_the_schema_holds_no_segmenter(folder) -> None:
    assert len(pickle.dumps(build_schema())) < 20_000


def test_a_hostile_table_of_contents_is_refused_and_nothing_runs(folder, tmp_path) -> None:
    trace = tmp_path / "trace"
    TOC(build_schema(), Trap(trace), 7).write(FileStorage(str(folder)), INDEX_NAME)
    with pytest.raises(CorruptIndex, match="mkdir has no place in an index"):
        ENGINE.reader(folder)
    assert not trace.exists()


def test_the_same_table_would_run_in_whoosh(folder, tmp_path) -> None:
    """Why the test above can fail: stock Whoosh runs what it finds."""
    trace = tmp_path / "trace"
    TOC(build_schema(), Trap(trace), 7).write(FileStorage(str(folder)), INDEX_NAME)
    index.open_dir(str(folder), schema=build_schema())
    assert trace.exists()


def test_older_formats_with_their_unguarded_loaders_are_refused(folder, monkeypatch, tmp_path) -> None:
    trace = tmp_path / "trace"
    with monkeypatch.context() as patched:
        patched.setattr(index, "_CURRENT_TOC_VERSION", -109)
        TOC(build_schema(), Trap(trace), 7).write(FileStorage(str(folder)), INDEX_NAME)
    with pytest.raises(CorruptIndex, match="format is -109"):
        ENGINE.reader(folder)
    assert not trace.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a/b"])
def test_segments_that_name_other_files_are_refused(folder, name) -> None:
    write(folder, Article(id="a", body="天津"))
    toc = last_commit(folder)
    toc.segments[0].segid = name
    TOC(build_schema(), toc.segments, 9).write(FileStorage(str(folder)), INDEX_NAME)
    with pytest.raises(CorruptIndex, match="did not write"):
        ENGINE.reader(folder)


def test_deletions_outside_a_segment_are_refused(folder) -> None:
    write(folder, Article(id="a", body="天津"))
    toc = last_commit(folder)
    toc.segments[0].deleted = {5}
    TOC(build_schema(), toc.segments, 9).write(FileStorage(str(folder)), INDEX_NAME)
    with pytest.raises(CorruptIndex, match="1 articles"):
        ENGINE.reader(folder)


# Files of arrays


def test_arrays_come_back_as_they_were_written(tmp_path) -> None:
    arrays = {
        "empty": np.zeros(0, dtype=np.uint8),
        "counts": np.array([1, 2, 70000], dtype=np.uint32),
        "hashes": np.arange(32, dtype=np.uint8).reshape(2, 16),
        "dates": np.array([-1, 2**40], dtype=np.int64),
    }
    write_arrays(tmp_path / "file", arrays)
    found = ArrayFile(tmp_path / "file")
    assert sorted(found) == sorted(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
    with pytest.raises(ValueError, match="read-only"):
        found["counts"][0] = 0


def test_an_array_file_cut_anywhere_is_refused(tmp_path) -> None:
    write_arrays(tmp_path / "whole", {"a": np.arange(100, dtype=np.uint32)})
    whole = (tmp_path / "whole").read_bytes()
    for length in range(len(whole)):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(CorruptIndex, match="rebuild the index with: dibao-index build"):
            ArrayFile(tmp_path / "cut")


def test_a_directory_that_points_outside_the_file_is_refused(tmp_path) -> None:
    write_arrays(tmp_path / "file", {"a": np.zeros(8, dtype=np.uint8)})
    original = (tmp_path / "file").read_bytes()
    for entry in (
        ["|u1", [10**9], 64],
        ["|u1", [-8], 64],
        ["|u1", [8], -64],
        ["|O8", [1], 64],
        ["|u1", "8", 64],
        ["|u1", 8, 64],
    ):
        directory = json.dumps({"a": entry}).encode()
        body = original[:128]
        footer = struct.pack("<QII8s", len(body), len(directory), zlib.crc32(directory), original[:8])
        (tmp_path / "forged").write_bytes(body + directory + footer)
        with pytest.raises(CorruptIndex):
            ArrayFile(tmp_path / "forged")


def test_arrays_that_contradict_each_other_are_a_corrupt_index(folder) -> None:
    write(folder, Article(id="a", body="天津"))
    path = next(iter(ENGINE.reader(folder).files))
    arrays = dict(ArrayFile(path))
    arrays["body_g.docs"] = np.full(len(arrays["body_g.docs"]), 10**6, dtype=np.int32)
    path.unlink()
    write_arrays(path, arrays)
    with pytest.raises(CorruptIndex, match=r"contradict each other.*rebuild the index"):
        ENGINE.reader(folder).search(Request(match=Term("body_g", "天津")))


@pytest.mark.parametrize("name", ["dates", "body_g.terms", "body_g.docs", "body_g.term_postings"])
def test_arrays_of_another_shape_are_a_corrupt_index(folder, name) -> None:
    write(folder, Article(id="a", body="天津選舉"))
    path = next(iter(ENGINE.reader(folder).files))
    arrays = dict(ArrayFile(path))
    arrays[name] = arrays[name].reshape(1, -1)
    path.unlink()
    write_arrays(path, arrays)
    with pytest.raises(CorruptIndex, match="rebuild the index"):
        ENGINE.reader(folder)


@pytest.mark.parametrize("value", [0, 2**32 - 1])
def test_frequencies_that_do_not_fit_the_positions_take_no_memory(folder, value) -> None:
    write(folder, Article(id="a", body="天津選舉"))
    path = next(iter(ENGINE.reader(folder).files))
    arrays = dict(ArrayFile(path))
    arrays["body_g.freqs"] = np.full(len(arrays["body_g.freqs"]), value, dtype=np.uint32)
    path.unlink()
    write_arrays(path, arrays)
    phrase = Phrase(((0, Term("body_g", "天津")), (1, Term("body_g", "津选"))))
    with pytest.raises(CorruptIndex, match="differ in number"):
        ENGINE.reader(folder).search(Request(match=phrase))


def test_a_table_of_contents_takes_no_more_memory_than_it_has_bytes(folder) -> None:
    """Python's unpickler in C would set aside gigabytes for the memo that these bytes announce."""
    toc = folder / "_MAIN_0.toc"
    content = toc.read_bytes()
    toc.write_bytes(content[: content.rindex(b"\x80")] + b"\x80\x02]r\xff\xff\xff\x07.")
    tracemalloc.start()
    ENGINE.reader(folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000


def test_strays_of_a_commit_that_did_not_end_are_cleared(folder) -> None:
    (folder / "_MAIN_7.toc.1795413165.96").touch()
    write(folder, Article(id="a", body="天津"))
    assert not list(folder.glob("*.toc.*"))


def test_a_missing_segment_file_names_the_rebuild_command(folder) -> None:
    write(folder, Article(id="a", body="天津"))
    next(iter(ENGINE.reader(folder).files)).unlink()
    with pytest.raises(CorruptIndex, match="is missing; rebuild the index with: dibao-index build"):
        ENGINE.reader(folder)
