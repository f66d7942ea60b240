"""What the embedded engine does about files that are hostile, damaged or of another make."""

import json
import os
import pickle
import struct
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search.article import Article
from search.engine import EmbeddedEngine, Request
from search.engine.arrays import ArrayFile, ArrayWriter
from search.engine.commits import INDEX_NAME, build_schema, last_commit
from search.engine.sealed import sealed, unsealed
from search.engine.tree import Phrase, ScoreTerm, Term, Written
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


def write_arrays(path: Path, arrays: dict[str, np.ndarray]) -> None:
    with ArrayWriter(path) as out:
        for name, array in arrays.items():
            out.write(name, array)


def forge(folder: Path, forged: dict[str, np.ndarray]) -> None:
    """Put other arrays into the only segment, with good checksums."""
    path = next(iter(ENGINE.reader(folder).files))
    arrays = {known: np.array(found) for known, found in ArrayFile(path).items()} | forged
    path.unlink()
    write_arrays(path, arrays)


def write_table(folder: Path, segments: object, number: int) -> None:
    """Have Whoosh write a table of contents, and seal it as this engine does."""
    TOC(build_schema(), segments, number).write(FileStorage(str(folder)), INDEX_NAME)
    path = folder / f"_MAIN_{number}.toc"
    path.write_bytes(sealed(path.read_bytes(), ""))


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
    assert size > 2_000_000
    tracemalloc.start()
    reader = ENGINE.reader(folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size / 10
    assert not any(array.flags.owndata for array in reader.segments[0].file.values())


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
    write_table(folder, Trap(trace), 7)
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
        write_table(folder, Trap(trace), 7)
    with pytest.raises(CorruptIndex, match="format is -109"):
        ENGINE.reader(folder)
    assert not trace.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a/b"])
def test_segments_that_name_other_files_are_refused(folder, name) -> None:
    write(folder, Article(id="a", body="天津"))
    toc = last_commit(folder)
    toc.segments[0].segid = name
    write_table(folder, toc.segments, 9)
    with pytest.raises(CorruptIndex, match="did not write"):
        ENGINE.reader(folder)


def test_deletions_outside_a_segment_are_refused(folder) -> None:
    write(folder, Article(id="a", body="天津"))
    toc = last_commit(folder)
    toc.segments[0].deleted = {5}
    write_table(folder, toc.segments, 9)
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
        ["|u1", [10**9], 64, 0],
        ["|u1", [-8], 64, 0],
        ["|u1", [8], -64, 0],
        ["|u1", [8], 65, 0],
        ["|u1", [8], 64],
        ["|u1", [8], 64, "0"],
        ["|O8", [1], 64, 0],
        ["|u1", "8", 64, 0],
        ["|u1", 8, 64, 0],
    ):
        directory = json.dumps({"a": entry}).encode()
        body = original[:128]
        footer = struct.pack("<QII8s", len(body), len(directory), zlib.crc32(directory), original[:8])
        (tmp_path / "forged").write_bytes(body + directory + footer)
        with pytest.raises(CorruptIndex):
            ArrayFile(tmp_path / "forged")


def test_an_array_that_was_changed_is_found_by_verifying(folder) -> None:
    """Opening reads no more than it must; whoever wants to be sure asks."""
    write(folder, Article(id="a", body="天津選舉"))
    ENGINE.reader(folder).verify()
    path = next(iter(ENGINE.reader(folder).files))
    found = ArrayFile(path)
    for name, array in found.items():
        if array.size:
            content = bytearray(path.read_bytes())
            content[found.offsets[name] + array.nbytes - 1] ^= 1
            (folder / "changed").write_bytes(content)
            with pytest.raises(CorruptIndex, match=f"another '{name}' than was written"):
                ArrayFile(folder / "changed").verify()


def test_arrays_that_contradict_each_other_are_a_corrupt_index(folder) -> None:
    write(folder, Article(id="a", body="天津"))
    path = next(iter(ENGINE.reader(folder).files))
    bounds = np.array(ArrayFile(path)["body_g.bounds"])
    bounds[4] = 10**6  # where the postings of the second term begin
    forge(folder, {"body_g.bounds": bounds})
    with pytest.raises(CorruptIndex, match=r"contradict each other.*rebuild the index"):
        ENGINE.reader(folder).search(Request(match=Term("body_g", "天津")))


@pytest.mark.parametrize("value", [1, 2**32 - 1])
def test_a_term_table_that_is_full_or_points_nowhere_is_a_corrupt_index(folder, value) -> None:
    write(folder, Article(id="a", body="".join(map(chr, range(0x4E00, 0x6E00)))))
    path = next(iter(ENGINE.reader(folder).files))
    forge(folder, {"body_g.term_table": np.full(len(ArrayFile(path)["body_g.term_table"]), value, np.uint32)})
    with pytest.raises(CorruptIndex, match=r"contradict each other.*rebuild the index"):
        ENGINE.reader(folder).search(Request(match=Term("body_g", "天津")))


def test_postings_of_articles_that_are_not_there_are_a_corrupt_index(folder) -> None:
    """16 bits name no place outside of what a query is answered in, whatever they say."""
    write(folder, Article(id="a", body="天津天津"), Article(id="b", body="天津"))
    forge(folder, {"body_g.docs": np.full(5, 65_535, dtype=np.uint16)})
    reader = ENGINE.reader(folder)
    answers = reader.search(Request(match=Term("body_g", "天津"), score=(ScoreTerm("body_g", "天津", 1.0),)))
    with pytest.raises(CorruptIndex, match="rebuild the index"):
        reader.article(answers.page[0].number)


@pytest.mark.parametrize("name", ["dates", "body_g.terms", "body_g.docs", "body_g.bounds"])
def test_arrays_of_another_shape_are_a_corrupt_index(folder, name) -> None:
    write(folder, Article(id="a", body="天津選舉"))
    path = next(iter(ENGINE.reader(folder).files))
    forge(folder, {name: np.array(ArrayFile(path)[name]).reshape(1, -1)})
    with pytest.raises(CorruptIndex, match="rebuild the index"):
        ENGINE.reader(folder)


@pytest.mark.parametrize("name", ["docs", "freqs", "lengths", "forms", "form_begins", "bounds"])
def test_arrays_of_another_length_are_a_corrupt_index(folder, name) -> None:
    write(folder, Article(id="a", body="天津選舉"))
    path = next(iter(ENGINE.reader(folder).files))
    array = np.array(ArrayFile(path)[f"body_g.{name}"])
    forge(folder, {f"body_g.{name}": np.concatenate([array, array])})
    printed = Written(Term("body_g", "天津"), "body_g", ((0, 1),), "天津")
    try:
        reader = ENGINE.reader(folder)
    except CorruptIndex:
        return
    if name == "forms":  # bytes behind the last article's are never looked at
        assert reader.search(Request(match=printed)).total == 1
    else:
        with pytest.raises(CorruptIndex, match="rebuild the index"):
            reader.search(Request(match=printed))


@pytest.mark.parametrize("freqs", [[0] * 2, [255] * 2])
@pytest.mark.parametrize("overflow", [0, 2**32 - 1])
def test_frequencies_that_do_not_fit_the_positions_take_no_memory(folder, freqs, overflow) -> None:
    write(folder, Article(id="a", body="天津選舉"))
    forged = {
        "freqs": np.array(freqs, dtype=np.uint8),
        "overflow_postings": np.arange(4, dtype=np.uint32),
        "overflow_freqs": np.full(4, overflow, dtype=np.uint32),
    }
    forge(folder, {f"body_g.{name}": array for name, array in forged.items()})
    phrase = Phrase(((0, Term("body_g", "天津")), (1, Term("body_g", "津选"))))
    tracemalloc.start()
    with suppress(CorruptIndex):
        assert ENGINE.reader(folder).search(Request(match=phrase)).total <= 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_table_of_contents_takes_no_more_memory_than_it_has_bytes(folder) -> None:
    """Python's unpickler in C would set aside gigabytes for the memo that these bytes announce."""
    toc = folder / "_MAIN_0.toc"
    content, _ = unsealed(toc.read_bytes())
    toc.write_bytes(sealed(content[: content.rindex(b"\x80")] + b"\x80\x02]r\xff\xff\xff\x07.", ""))
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
    with pytest.raises(
        CorruptIndex, match=r"is missing; .*restore SNAPSHOT.*rebuild the index with: dibao-index build"
    ):
        ENGINE.reader(folder)
