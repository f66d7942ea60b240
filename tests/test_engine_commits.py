"""Commits of an engine: payloads, checkpoints, compacting, and what is told of them."""

import random
import zlib
from pathlib import Path

import pytest

from search.article import Article
from search.engine import EmbeddedEngine, Request
from search.engine.commits import ArraySegment
from search.engine.compaction import merges_into_fewest
from search.engine.sealed import sealed, unsealed
from search.engine.tree import Term

ENGINE = EmbeddedEngine()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ENGINE.create(tmp_path)
    return tmp_path


def article(number: int, body: str = "天津") -> Article:
    return Article(id=str(number), body=body)


def test_commits_are_numbered_upwards_and_carry_their_payload(folder) -> None:
    assert not ENGINE.was_written_to(folder)
    writer = ENGINE.writer(folder)
    seen = []
    for number, payload in enumerate(("one", None, "two")):
        writer.add(article(number))
        commit = writer.checkpoint(payload)
        reader = ENGINE.reader(folder)
        assert reader.commit == commit.number
        assert reader.payload == writer.payload
        seen.append((commit.number, reader.payload, reader.article_count))
    assert writer.commit().number == seen[-1][0] + 1  # it merges
    assert seen == [(1, "one", 1), (2, "one", 2), (3, "two", 3)]
    assert ENGINE.was_written_to(folder)
    unchanged = ENGINE.writer(folder)
    assert unchanged.commit().number == 4
    assert ENGINE.reader(folder).payload == "two"


def test_an_article_of_an_earlier_checkpoint_is_replaced_removed_and_known(folder) -> None:
    writer = ENGINE.writer(folder)
    for number in range(4):
        writer.add(article(number))
    writer.checkpoint()
    writer.add(article(0))
    writer.add(article(1, "北京"))
    assert writer.remove("2")
    assert not writer.remove("nobody")
    commit = writer.checkpoint()
    assert (commit.added, commit.replaced, commit.unchanged, commit.removed, commit.articles) == (
        0,
        1,
        1,
        1,
        3,
    )
    assert not writer.remove("2")
    writer.add(article(1))
    commit = writer.commit()
    assert (commit.replaced, commit.removed, commit.articles) == (1, 0, 3)
    reader = ENGINE.reader(folder)
    assert [found.id for found in reader.articles()] == ["0", "3", "1"]
    assert reader.search(Request(match=Term("body_g", "北京"))).total == 0


def test_a_cancelled_writer_keeps_its_checkpoints_and_no_other_file(folder) -> None:
    writer = ENGINE.writer(folder)
    writer.add(article(1))
    writer.checkpoint("kept")
    writer.add(article(2))
    writer._write_batch()
    writer.cancel()
    assert ENGINE.reader(folder).payload == "kept"
    assert set(folder.iterdir()) == set(ENGINE.commit_files(folder))


def test_what_a_commit_names_is_all_that_a_copy_needs(folder, tmp_path_factory) -> None:
    writer = ENGINE.writer(folder)
    for number in range(3):
        writer.add(article(number))
        writer.checkpoint("copied")
    copy = tmp_path_factory.mktemp("copy")
    files = ENGINE.commit_files(folder)
    assert len(files) == 4 and files[-1].suffix == ".toc"
    for file in files:
        (copy / file.name).write_bytes(file.read_bytes())
    writer.cancel()
    reader = ENGINE.reader(copy)
    reader.verify()
    assert (reader.article_count, reader.payload) == (3, "copied")


def test_copies_of_a_cluster_are_found_in_any_segment(folder) -> None:
    writer = ENGINE.writer(folder)
    for name, cluster, published in (
        ("late", "head", "2020"),
        ("head", "head", "2021"),
        ("other", "", "2019"),
        ("early", "head", "2019-06"),
        ("undated", "head", ""),
    ):
        writer.add(Article(id=name, cluster=cluster, published=published))
        writer.checkpoint()
    reader = ENGINE.reader(folder)
    wanted = ["head", "early", "late", "undated"]
    for name in wanted:
        number = reader.number_of(name)
        assert number is not None
        assert [reader.article(copy).id for copy in reader.copies(number)] == wanted
    writer.cancel()


def test_groups_to_compact_fill_segments_and_no_two_fit_together(monkeypatch) -> None:
    monkeypatch.setattr("search.engine.compaction.MAX_ARTICLES", 100)
    rng = random.Random(2)  # noqa: S311 - a repeatable run
    for _ in range(50):
        segments = [ArraySegment(rng.randint(1, 100)) for _ in range(rng.randint(1, 20))]
        for segment in segments:
            if rng.random() < 0.3 and segment.doc_count() > 1:
                segment.delete_document(0)
        groups = merges_into_fewest(segments)
        grouped = [segment for group in groups for segment in group]
        alone = [[segment] for segment in segments if segment not in grouped]
        sizes = sorted(sum(segment.doc_count() for segment in group) for group in groups + alone)
        assert sizes[-1] <= 100
        assert len(sizes) == 1 or sizes[0] + sizes[1] > 100
        assert not any(segment.deleted_count() for (segment,) in alone)
        assert all(group == [segment for segment in segments if segment in group] for group in groups)


def test_what_was_sealed_is_read_back_and_nothing_else_is() -> None:
    for table, payload in ((b"", ""), (b"table", "一個名字"), (b"t" * 5000, "x" * 1000)):
        encoded = sealed(table, payload)
        assert unsealed(encoded) == (table, payload)
        for size in range(0, len(encoded), 41):
            with pytest.raises(ValueError, match=r"it does not end|its checksum"):
                unsealed(encoded[:size])
    forged = b"table" + (9999).to_bytes(4, "little")
    with pytest.raises(ValueError, match="its checksum"):
        unsealed(forged + zlib.crc32(forged).to_bytes(4, "little") + b"DIBAOTOC")
