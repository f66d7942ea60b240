"""Going back, compacting, copying out and bringing back: what they do, and what they refuse.

That each leaves the old or the new state wherever it is stopped is in `tests/test_engine_crashes.py`.
"""

import json
import tracemalloc
from pathlib import Path

import pytest

from search import (
    Article,
    CorruptIndex,
    FingerprintMismatch,
    ForeignIndex,
    GenerationNotFound,
    IndexBusy,
    IndexNotFound,
    compact_index,
    copy_generation,
    open_index,
    open_writer,
    restore_generation,
    roll_back,
)
from tests.generations import NEW, OLD, build, ids

THIRD = Article(id="third", title="第三", body="天津")


def generations(path: Path) -> list[str]:
    return sorted(entry.name for entry in (path / "generations").iterdir())


def commit(path: Path, *articles: Article, payload: str | None = None) -> None:
    with open_writer(path) as writer:
        for article in articles:
            writer.add(article)
        writer.commit(payload)


def break_segment(path: Path, generation: int) -> Path:
    """Change a byte of a stored article in a generation's first segment."""
    segment = sorted((path / "generations" / str(generation)).glob("*.arrays"))[0]
    content = bytearray(segment.read_bytes())
    content[content.index(b"\x28\xb5\x2f\xfd") + 12] ^= 0xFF  # zstandard's magic number begins a block
    segment.write_bytes(bytes(content))
    return segment


def change_manifest(path: Path, **changes: object) -> None:
    manifest = json.loads((path / "manifest.json").read_text())
    (path / "manifest.json").write_text(json.dumps(manifest | changes))


def files(path: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()
    }


def ledger_beside(source: Path, target: Path) -> None:
    """Copy what the index package keeps in a generation's folder."""
    (target / "ledger").write_bytes((source / "ledger").read_bytes())


# Making an empty index


def test_an_index_is_made_at_once_where_there_is_none(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "missing", tmp_path / "empty"):
        writer = open_writer(path, create=True)
        with open_index(path) as index:
            assert (len(index), index.status().generation, index.payload) == (0, 1, "")
        writer.close()
        commit(path, NEW)
        assert ids(path) == ["new"]
        with open_writer(path, create=True) as again:
            again.add(OLD)
            assert again.commit().articles == 2


def test_nothing_is_made_over_something_else(tmp_path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").touch()
    with pytest.raises(ForeignIndex):
        open_writer(tmp_path / "letters", create=True)
    build(tmp_path / "lost", OLD)
    commit(tmp_path / "lost", NEW)
    (tmp_path / "lost" / "manifest.json").unlink()
    before = files(tmp_path / "lost")
    with pytest.raises(IndexNotFound):
        open_writer(tmp_path / "lost", create=True)
    assert files(tmp_path / "lost") == before


# Going back


def test_going_back_twice_is_where_it_was(tmp_path) -> None:
    build(tmp_path, OLD)
    build(tmp_path, NEW)
    reader = open_index(tmp_path)
    status = roll_back(tmp_path)
    assert (status.generation, status.previous, status.articles, ids(tmp_path)) == (1, (2,), 1, ["old"])
    assert reader.get("new") == NEW
    assert [hit.article.id for hit in reader.latest().search("天津").hits] == ["old"]
    commit(tmp_path, THIRD)
    assert roll_back(tmp_path).generation == 2
    assert ids(tmp_path) == ["new"]
    assert roll_back(tmp_path).articles == 2
    build(tmp_path, OLD)
    assert generations(tmp_path) == ["1", "3"]  # 2 is not made again, though it is free


def test_going_back_needs_a_generation(tmp_path) -> None:
    build(tmp_path, OLD)
    with pytest.raises(GenerationNotFound, match=r"before 1; .*dibao-index restore SNAPSHOT"):
        roll_back(tmp_path)
    with pytest.raises(IndexNotFound):
        roll_back(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_going_back_to_another_analyzer_or_to_damage_is_refused(tmp_path) -> None:
    build(tmp_path, OLD)
    build(tmp_path, NEW)
    previous = json.loads((tmp_path / "manifest.json").read_text())["previous"]
    change_manifest(tmp_path, previous=[previous[0] | {"fingerprint": "units 0"}])
    with pytest.raises(FingerprintMismatch, match=r"generation 1 .*units 0"):
        roll_back(tmp_path)
    change_manifest(tmp_path, previous=[previous[0] | {"commit": 7}])
    with pytest.raises(CorruptIndex, match="knows commit 7"):
        roll_back(tmp_path)
    change_manifest(tmp_path, previous=previous)
    segment = break_segment(tmp_path, 1)
    with pytest.raises(CorruptIndex, match=rf"{segment} holds another 'stored'"):
        roll_back(tmp_path)
    assert ids(tmp_path) == ["new"]


def test_going_back_is_possible_from_an_index_that_is_damaged(tmp_path) -> None:
    build(tmp_path, OLD)
    build(tmp_path, NEW)
    for file in (tmp_path / "generations" / "2").iterdir():
        file.unlink()
    with pytest.raises(CorruptIndex):
        open_index(tmp_path)
    assert roll_back(tmp_path).articles == 1
    with pytest.raises(CorruptIndex):
        roll_back(tmp_path)
    assert ids(tmp_path) == ["old"]


# Compacting


def test_compacting_leaves_one_segment_without_what_was_deleted(tmp_path) -> None:
    build(tmp_path, OLD, THIRD)
    commit(tmp_path, NEW, payload="kept")
    with open_writer(tmp_path) as writer:
        writer.remove("old")
        writer.commit()
    reader = open_index(tmp_path)
    report = compact_index(tmp_path)
    assert (report.segments_before, report.segments_after) == (2, 1)
    assert report.to_dict()["bytes_after"] == open_index(tmp_path).status().bytes < report.bytes_before
    with open_index(tmp_path) as index:
        index.verify()
        assert ([article.id for article in index.articles()], index.payload) == (["third", "new"], "kept")
    assert reader.get("new") == NEW
    assert sorted(hit.article.id for hit in reader.search("天津").hits) == ["new", "third"]
    before = files(tmp_path)
    assert compact_index(tmp_path).segments_before == 1
    assert files(tmp_path) == before


def test_compacting_packs_segments_that_are_not_neighbours(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("search.engine.compaction.MAX_ARTICLES", 10)
    monkeypatch.setattr("search.engine.compaction.MAX_SMALL_SEGMENTS", 9)
    open_writer(tmp_path, create=True).close()
    for part, size in enumerate((7, 6, 4, 3)):
        commit(tmp_path, *(Article(id=f"{part}-{n}", body="天津") for n in range(size)))
    assert compact_index(tmp_path).segments_after == 2
    assert len(ids(tmp_path)) == 20


# Copying


def test_a_copy_is_an_index_of_its_own_with_what_the_commit_names(tmp_path) -> None:
    index, copy = tmp_path / "index", tmp_path / "copies" / "one"
    build(index, THIRD)
    build(index, OLD)
    commit(index, NEW, payload="two")
    folder = index / "generations" / "2"
    (folder / "ledger").write_text("rows")
    (folder / "MAIN_0000000000000000.arrays").write_bytes(b"of a run that was stopped")
    status = copy_generation(index, copy, beside=ledger_beside)
    assert (status.articles, status.payload, status.previous) == (2, "two", ())
    with open_index(copy) as opened:
        opened.verify()
        assert list(opened.articles()) == [OLD, NEW]
    assert (copy / "generations" / "2" / "ledger").read_text() == "rows"
    assert len(list((copy / "generations" / "2").iterdir())) == 4
    commit(copy, THIRD)
    assert sorted(ids(index)) == ["new", "old"]


def test_a_copy_that_fails_leaves_nothing(tmp_path) -> None:
    index = tmp_path / "index"
    build(index, OLD)

    def fails(source: Path, target: Path) -> None:
        (target / "half").touch()
        raise OSError(28, "No space left on device")

    (tmp_path / "empty").mkdir()
    for name in ("missing", "empty"):
        with pytest.raises(OSError, match="No space left"):
            copy_generation(index, tmp_path / name, beside=fails)
    assert not (tmp_path / "missing").exists()
    assert not list((tmp_path / "empty").iterdir())
    segment = break_segment(index, 1)
    with pytest.raises(CorruptIndex, match=str(segment)):
        copy_generation(index, tmp_path / "missing")
    assert not (tmp_path / "missing").exists()


def test_a_copy_goes_only_where_nothing_is(tmp_path) -> None:
    index = tmp_path / "index"
    build(index, OLD)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").touch()
    for target, message in (
        (tmp_path / "letters", "is not empty"),
        (index, "is not empty"),
        (index / "generations" / "copy", "lies within the index"),
    ):
        with pytest.raises(ForeignIndex, match=message):
            copy_generation(index, target)
    assert generations(index) == ["1"]


# Bringing back


def test_what_was_brought_back_is_live_and_can_be_undone(tmp_path) -> None:
    index, snapshot = tmp_path / "index", tmp_path / "snapshot"
    build(index, OLD)
    commit(index, THIRD, payload="then")
    (index / "generations" / "1" / "ledger").write_text("then")
    copy_generation(index, snapshot, beside=ledger_beside)
    commit(index, NEW, payload="now")
    reader = open_index(index)
    status = restore_generation(index, snapshot, beside=ledger_beside)
    assert (status.generation, status.previous, status.payload) == (2, (1,), "then")
    assert sorted(ids(index)) == ["old", "third"]
    assert (index / "generations" / "2" / "ledger").read_text() == "then"
    assert reader.get("new") == NEW
    commit(index, Article(id="fourth", body="天津"))
    assert roll_back(index).payload == "now"
    assert len(ids(index)) == 3
    assert sorted(ids(snapshot)) == ["old", "third"]


@pytest.mark.parametrize(
    "state", ["missing", "empty", "damaged manifest", "damaged segment", "another format"]
)
def test_a_snapshot_can_be_brought_back_whatever_became_of_the_index(tmp_path, state) -> None:
    index, snapshot = tmp_path / "index", tmp_path / "snapshot"
    build(snapshot, OLD)
    if state == "empty":
        index.mkdir()
    elif state != "missing":
        build(index, NEW)
    if state == "damaged manifest":
        (index / "manifest.json").write_bytes(b"{")
    elif state == "damaged segment":
        break_segment(index, 1)
    elif state == "another format":
        change_manifest(index, format_version=1)
    status = restore_generation(index, snapshot)
    assert status.previous == ((1,) if state == "damaged segment" else ())
    assert ids(index) == ["old"]
    commit(index, NEW)
    assert len(generations(index)) == 1 + len(status.previous)


def test_what_is_damaged_or_foreign_is_never_made_live(tmp_path) -> None:
    index, snapshot = tmp_path / "index", tmp_path / "snapshot"
    build(index, NEW)
    build(snapshot, OLD)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").touch()
    with pytest.raises(ForeignIndex):
        restore_generation(tmp_path / "letters", snapshot)
    with pytest.raises(IndexNotFound):
        restore_generation(index, tmp_path / "none")
    before = files(index)
    segment = break_segment(snapshot, 1)
    with pytest.raises(CorruptIndex, match=str(segment)):
        restore_generation(index, snapshot)
    change_manifest(snapshot, fingerprint="units 0")
    with pytest.raises(FingerprintMismatch, match="units 0"):
        restore_generation(index, snapshot)
    assert files(index) == before


def test_upkeep_waits_for_no_other_writer(tmp_path) -> None:
    index, snapshot = tmp_path / "index", tmp_path / "snapshot"
    build(index, OLD)
    build(index, NEW)
    build(snapshot, OLD)
    with open_writer(index):
        for change in (
            lambda: roll_back(index),
            lambda: compact_index(index),
            lambda: copy_generation(index, tmp_path / "copy"),
            lambda: restore_generation(index, snapshot),
        ):
            with pytest.raises(IndexBusy):
                change()
    assert roll_back(index).generation == 1


# Reading everything


def test_all_articles_stream_in_their_order_without_the_deleted(tmp_path) -> None:
    articles = [
        Article(id=str(n), title=f"第{n}篇", body="天津" * (n % 50), tags=("津",)) for n in range(700)
    ]
    build(tmp_path, *articles[:400])
    commit(tmp_path, *articles[400:])
    with open_writer(tmp_path) as writer:
        for number in (0, 3, 399, 400, 699):
            writer.remove(str(number))
        writer.commit()
    with open_index(tmp_path) as index:
        left = [article for article in articles if article.id not in {"0", "3", "399", "400", "699"}]
        for start in (0, 1, 2, 397, 398, 694, 695, 10_000):
            assert list(index.articles(start)) == left[start:]
        with pytest.raises(ValueError, match="none is the -1th"):
            index.articles(-1)
    with pytest.raises(ValueError, match="was closed"):
        index.articles()


def test_streaming_keeps_one_block_at_a_time(tmp_path) -> None:
    rng = range(0x4E00, 0x9E00)
    build(tmp_path, *(Article(id=str(n), body="".join(map(chr, rng[n % 97 :: 10]))) for n in range(800)))
    with open_index(tmp_path) as index:
        next(iter(index.articles()))
        tracemalloc.start()
        size = sum(len(article.body) * 3 for article in index.articles())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 1_000_000 < size / 4


def test_verifying_finds_what_opening_does_not(tmp_path) -> None:
    build(tmp_path, OLD, NEW)
    with open_index(tmp_path) as index:
        index.verify()
    change_manifest(tmp_path, articles=3)
    with open_index(tmp_path) as index, pytest.raises(CorruptIndex, match=r"counts 3 articles, but .* 2; "):
        index.verify()
    change_manifest(tmp_path, articles=2)
    segment = break_segment(tmp_path, 1)
    wanted = rf"{segment} holds another 'stored'.*dibao-index restore SNAPSHOT.*dibao-index build"
    with open_index(tmp_path) as index, pytest.raises(CorruptIndex, match=wanted):
        index.verify()


def test_a_commit_that_was_lost_is_found_by_verifying(tmp_path) -> None:
    build(tmp_path, OLD)
    folder = tmp_path / "generations" / "1"
    earlier = {file.name: file.read_bytes() for file in folder.iterdir()}
    commit(tmp_path, NEW)
    for file in folder.iterdir():
        file.unlink()
    for name, content in earlier.items():
        (folder / name).write_bytes(content)
    with (
        open_index(tmp_path) as index,
        pytest.raises(CorruptIndex, match=r"knows commit 2, but .* has only 1"),
    ):
        index.verify()


def test_every_byte_of_a_commits_file_counts(tmp_path) -> None:
    build(tmp_path, OLD, NEW)
    (table,) = (tmp_path / "generations" / "1").glob("*.toc")
    content = table.read_bytes()
    for place in range(0, len(content), 37):
        table.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(CorruptIndex, match="is not a commit of this index"):
            open_index(tmp_path)
    for size in (0, 5, len(content) // 2, len(content) - 1):
        table.write_bytes(content[:size])
        with pytest.raises(CorruptIndex, match="is not a commit of this index"):
            open_index(tmp_path)
