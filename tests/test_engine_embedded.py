"""What the embedded engine does about the traps of Whoosh 2.7.4, and about hostile and damaged files."""

import json
import os
import pickle
import random
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from whoosh import fields, index, query
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC

from search.article import Article
from search.engine import EmbeddedEngine, Request
from search.engine.arrays import ArrayFile, write_arrays
from search.engine.commits import INDEX_NAME, build_schema, last_commit
from search.engine.postings import FieldPostings
from search.engine.reader import CommitReader
from search.engine.tree import And, AndNot, Dates, Everything, Or, Phrase, Prefix, ScoreTerm, Term
from search.errors import CorruptIndex, SearchError

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


# Whoosh's boolean queries


def test_exclusion_does_not_change_scores_as_whoosh_does(folder) -> None:
    """Whoosh adds 1.0 to every score for a Not inside an And; this engine has AndNot only."""
    schema = fields.Schema(text=fields.KEYWORD(scorable=True))
    stock = RamStorage().create_index(schema)
    writer = stock.writer()
    writer.add_document(text="天津")
    writer.add_document(text="北京")
    writer.commit()
    with stock.searcher() as searcher:
        plain = searcher.search(query.Term("text", "天津"))[0].score
        trapped = query.And([query.Term("text", "天津"), query.Not(query.Term("text", "上海"))])
        assert searcher.search(trapped)[0].score == pytest.approx(plain + 1.0)

    write(folder, Article(id="a", body="天津"), Article(id="b", body="北京"))
    reader = ENGINE.reader(folder)
    score = (ScoreTerm("body_g", "天津", 1.0),)
    plain_page = reader.search(Request(match=Term("body_g", "天津"), score=score)).page
    excluding = AndNot(Term("body_g", "天津"), Term("body_g", "上海"))
    assert reader.search(Request(match=excluding, score=score)).page == plain_page


def test_a_prefix_is_one_slice_of_postings(folder, monkeypatch) -> None:
    """Whoosh opens a matcher for each of the terms; here their number costs no look-ups."""
    write(folder, *(Article(id=str(n), body=f"選{chr(0x4E00 + n)}") for n in range(500)))
    reader = ENGINE.reader(folder)
    lookups = []
    original = FieldPostings.postings
    monkeypatch.setattr(FieldPostings, "postings", lambda *args: lookups.append(args) or original(*args))
    assert reader.search(Request(match=Prefix("body_g", "选"))).total == 500
    assert len(lookups) == 1


def test_a_range_of_dates_opens_no_term(folder, monkeypatch) -> None:
    """Whoosh's DateRange visits terms, 1.2 seconds at 380,000 articles; here it is two comparisons."""
    write(folder, *(Article(id=str(n), published=f"20{n:02}-06-09") for n in range(50)))
    reader = ENGINE.reader(folder)
    monkeypatch.setattr(FieldPostings, "postings", lambda *_: pytest.fail("a term was opened"))
    assert reader.search(Request(match=Dates(20100101, 20191231))).total == 10


def test_the_query_runs_once_for_hits_and_total(folder, monkeypatch) -> None:
    """`len(results)` makes Whoosh run the query again."""
    write(folder, *(Article(id=str(n), body="天津") for n in range(50)))
    reader = ENGINE.reader(folder)
    runs = []
    original = CommitReader._match
    monkeypatch.setattr(CommitReader, "_match", lambda *args: runs.append(args) or original(*args))
    answers = reader.search(Request(match=Term("body_g", "天津"), limit=1))
    assert (answers.total, len(answers.page), len(runs)) == (50, 1, 1)


WHOOSH_QUERIES = [
    (query.Term("body_g", "天津"), Term("body_g", "天津")),
    (query.Term("id", "3"), Term("id", "3")),
    (query.Term("body_w", "天津"), Term("body_w", "天津")),
    (query.Term("source_k", "甲報"), Term("source_k", "甲報")),
    (query.Prefix("body_g", "选"), Prefix("body_g", "选")),
    (
        query.And([query.Term("body_g", "天津"), query.Term("body_g", "选举")]),
        And((Term("body_g", "天津"), Term("body_g", "选举"))),
    ),
    (
        query.Or([query.Term("title_g", "天津"), query.Term("body_g", "北京")]),
        Or((Term("title_g", "天津"), Term("body_g", "北京"))),
    ),
    (
        query.AndNot(query.Term("body_g", "天津"), query.Term("body_g", "选举")),
        AndNot(Term("body_g", "天津"), Term("body_g", "选举")),
    ),
    (
        query.Phrase("body_g", ["天津", "津选", "选举"]),
        Phrase(((0, Term("body_g", "天津")), (1, Term("body_g", "津选")), (2, Term("body_g", "选举")))),
    ),
    (query.Every(), Everything()),
]


@pytest.mark.parametrize(("theirs", "ours"), WHOOSH_QUERIES)
def test_whoosh_itself_opens_the_index_and_finds_the_same(folder, theirs, ours) -> None:
    """The files are Whoosh segments behind a codec: its own searcher is a second implementation."""
    bodies = ["天津選舉", "天津。選舉", "北京天津", "上海", "選前天津選情", "天津選舉，天津"]
    for start in (0, 3):
        write(
            folder,
            *(
                Article(id=str(n), title=bodies[-n - 1], body=bodies[n], source="甲報" if n % 2 else "乙報")
                for n in range(start, start + 3)
            ),
        )
    writer = ENGINE.writer(folder)
    writer.remove("0")
    writer.commit()
    reader = ENGINE.reader(folder)
    found = {reader.article(answer.number).id for answer in reader.search(Request(match=ours)).page}
    with index.open_dir(str(folder), schema=build_schema()).searcher() as searcher:
        assert {hit["id"] for hit in searcher.search(theirs, limit=None)} == found
        assert found or ours == Term("id", "0")


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


# Merging and the disk


def test_a_commit_rewrites_no_segment_that_is_good_as_it_is(folder) -> None:
    """Whoosh's optimize rewrites even a single segment."""
    write(folder, Article(id="a", body="天津"), Article(id="b", body="北京"))
    before = list(ENGINE.reader(folder).files)
    writer = ENGINE.writer(folder)
    writer.remove("b")
    writer.commit()
    assert last_commit(folder).segments[0].deleted == {1}
    assert list(ENGINE.reader(folder).files) == before


def test_merges_are_bounded_and_batches_of_several_processes_join(folder, monkeypatch) -> None:
    """A random run of additions, replacements and removals, in many small batches and merges."""
    rng = random.Random(3)  # noqa: S311 - a repeatable run
    monkeypatch.setattr("search.engine.writer.BATCH_ARTICLES", 3)
    monkeypatch.setattr("search.engine.writer.MAX_MERGED_BYTES", 60_000)
    kept: dict[str, Article] = {}
    for run in range(8):
        writer = ENGINE.writer(folder, processes=2 if run == 5 else 1)
        for _ in range(20):
            article = Article(
                id=str(rng.randrange(40)), body=rng.choice(["天津", "北京", "選舉"]) * rng.randint(1, 3)
            )
            if rng.random() < 0.2:
                assert writer.remove(article.id) == (article.id in kept)
                kept.pop(article.id, None)
            else:
                writer.add(article)
                kept[article.id] = article
        writer.commit()
        reader = ENGINE.reader(folder)
        assert reader.article_count == len(kept)
        assert max(reader.files.values()) < 120_000
        for city in ("天津", "北京"):
            page = reader.search(Request(match=Term("body_g", city), limit=100)).page
            assert {reader.article(answer.number) for answer in page} == {
                article for article in kept.values() if city in article.body
            }


def die(*_: object) -> None:
    """End the process as the kernel does when memory runs out."""
    os._exit(9)


def test_a_worker_that_dies_is_reported_and_changes_nothing(folder, monkeypatch) -> None:
    write(folder, Article(id="a", body="天津"))
    monkeypatch.setattr("search.engine.writer.write_batch", die)
    writer = ENGINE.writer(folder, processes=2)
    writer.add(Article(id="b", body="天津"))
    with pytest.raises(SearchError, match="a worker process died"):
        writer.commit()
    assert ENGINE.reader(folder).article_count == 1


def test_a_segment_mostly_deleted_is_rewritten(folder) -> None:
    write(folder, *(Article(id=str(n), body=f"天津{n}") for n in range(10)))
    before = list(ENGINE.reader(folder).files)
    writer = ENGINE.writer(folder)
    for n in range(6):
        writer.remove(str(n))
    writer.commit()
    assert list(ENGINE.reader(folder).files) != before
    assert last_commit(folder).segments[0].deleted == set()
    assert ENGINE.reader(folder).search(Request(match=Term("body_g", "天津"))).total == 4


def test_everything_is_on_the_disk_before_the_commit_is_renamed_into_place(folder, monkeypatch) -> None:
    """Whoosh flushes nothing: after a power cut its table of contents may name empty files."""
    events: list[tuple[str, str]] = []
    fsync, rename = os.fsync, os.rename
    monkeypatch.setattr(
        os,
        "fsync",
        lambda fd: events.append(("fsync", str(Path(f"/proc/self/fd/{fd}").readlink()))) or fsync(fd),
    )
    monkeypatch.setattr(
        os, "rename", lambda old, new: events.append(("rename", str(new))) or rename(old, new)
    )
    write(folder, Article(id="a", body="天津"))
    renamed = next(
        place for place, (kind, name) in enumerate(events) if kind == "rename" and name.endswith(".toc")
    )
    flushed_before = [name for kind, name in events[:renamed] if kind == "fsync"]
    flushed_after = [name for kind, name in events[renamed:] if kind == "fsync"]
    assert any(name.endswith(".arrays") for name in flushed_before)
    assert any(".toc." in name for name in flushed_before)
    assert str(folder) in flushed_after
