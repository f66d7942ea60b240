"""Generations, the manifest, and what is refused."""

import json
import os
from pathlib import Path

import pytest

from search import (
    Article,
    ArticleNotFound,
    CorruptIndex,
    FingerprintMismatch,
    ForeignIndex,
    IndexBusy,
    IndexNotFound,
    open_index,
    open_writer,
)
from tests.generations import NEW, OLD, build, ids


def test_a_rebuild_replaces_everything_and_keeps_the_generation_before(tmp_path) -> None:
    build(tmp_path, OLD)
    build(tmp_path, NEW)
    assert ids(tmp_path) == ["new"]
    status = open_index(tmp_path).status()
    assert (status.generation, status.previous, status.articles) == (2, (1,), 1)
    build(tmp_path, OLD, NEW)
    assert sorted(entry.name for entry in (tmp_path / "generations").iterdir()) == ["2", "3"]


def test_a_reader_keeps_its_generation_until_it_asks_for_the_latest(tmp_path) -> None:
    build(tmp_path, OLD)
    index = open_index(tmp_path)
    assert index.latest() is index
    build(tmp_path, NEW)
    build(tmp_path, NEW)
    assert index.get("old") == OLD
    assert [hit.article.id for hit in index.latest().search("天津").hits] == ["new"]
    with pytest.raises(ArticleNotFound, match="'old'"):
        index.latest().get("old")


def test_an_addition_is_seen_by_the_latest_index(tmp_path) -> None:
    build(tmp_path, OLD)
    index = open_index(tmp_path)
    with open_writer(tmp_path) as writer:
        writer.add(NEW)
        report = writer.commit()
    assert (report.added, report.articles, report.generation) == (1, 2, 1)
    assert len(index) == 1
    assert len(index.latest()) == 2


def test_leaving_the_block_without_commit_changes_nothing(tmp_path) -> None:
    build(tmp_path, OLD)
    before = sorted(path for path in tmp_path.rglob("*"))
    with open_writer(tmp_path, rebuild=True) as writer:
        writer.add(NEW)
    with open_writer(tmp_path) as writer:
        writer.add(NEW)
        writer.remove("old")
    with pytest.raises(RuntimeError, match="stop"), open_writer(tmp_path, rebuild=True) as writer:
        writer.add(NEW)
        raise RuntimeError("stop")
    assert ids(tmp_path) == ["old"]
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_only_one_writes_at_a_time(tmp_path) -> None:
    build(tmp_path, OLD)
    with open_writer(tmp_path), pytest.raises(IndexBusy, match="another process is writing"):
        open_writer(tmp_path, rebuild=True)
    build(tmp_path, NEW)


def test_an_article_needs_an_id(tmp_path) -> None:
    with (
        open_writer(tmp_path / "index", rebuild=True) as writer,
        pytest.raises(ValueError, match="needs an id"),
    ):
        writer.add(Article(id=""))


def test_what_prints_as_nothing_is_stripped_before_storing(tmp_path) -> None:
    build(tmp_path, Article(id="a", title="天\u200b津\ufe0f", body="\ufeff天津"))
    assert open_index(tmp_path).get("a") == Article(id="a", title="天津", body="天津")


def test_half_a_surrogate_pair_becomes_the_replacement_character(tmp_path) -> None:
    build(tmp_path, Article(id="a\ud800", title="天\udfff津"))
    assert open_index(tmp_path).get("a\ufffd").title == "天\ufffd津"


def test_the_same_again_is_no_commit(tmp_path) -> None:
    build(tmp_path, OLD)
    index = open_index(tmp_path)
    with open_writer(tmp_path) as writer:
        writer.add(OLD)
        writer.remove("nobody")
        assert writer.commit().unchanged == 1
    assert index.latest() is index


def test_a_full_disk_at_the_manifest_of_a_rebuild_leaves_the_old_state(tmp_path, monkeypatch) -> None:
    build(tmp_path, OLD)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, open_writer(tmp_path, rebuild=True) as writer:
        patched.setattr("search.writing.write_manifest", full)
        writer.add(NEW)
        with pytest.raises(OSError, match="No space left"):
            writer.commit()
    assert ids(tmp_path) == ["old"]
    build(tmp_path, OLD, NEW)
    assert sorted(ids(tmp_path)) == ["new", "old"]


def test_a_full_disk_at_the_manifest_of_an_addition_is_no_failure(tmp_path, monkeypatch) -> None:
    """The commit is on the disk by then, and the manifest only repeats its counts."""
    build(tmp_path, OLD)
    (tmp_path / "manifest.json.new").mkdir()
    with open_writer(tmp_path) as writer:
        writer.add(NEW)
        assert writer.commit().articles == 2
    assert ids(tmp_path) == ["old", "new"]
    assert open_index(tmp_path).status().articles == 2


def test_an_index_notices_a_commit_whose_manifest_was_not_written(tmp_path, monkeypatch) -> None:
    """The machine stopped between the two: the commit counts, and servers that run see it."""
    build(tmp_path, OLD)
    index = open_index(tmp_path)
    with monkeypatch.context() as patched, open_writer(tmp_path) as writer:
        patched.setattr("search.writing.write_manifest", lambda *_: None)
        writer.add(NEW)
        writer.commit()
    assert len(index) == 1
    assert len(index.latest()) == 2
    assert index.latest().status().articles == 2


def test_status_describes_what_was_opened(tmp_path) -> None:
    build(tmp_path, OLD)
    index = open_index(tmp_path)
    build(tmp_path, OLD, NEW)
    build(tmp_path, OLD, NEW)
    assert (index.status().articles, index.status().segments, index.status().generation) == (1, 1, 1)


def test_a_closed_index_refuses_instead_of_finding_nothing(tmp_path) -> None:
    build(tmp_path, OLD)
    index = open_index(tmp_path)
    index.close()
    for ask in (lambda: index.search("天津"), lambda: index.get("old"), lambda: len(index), index.latest):
        with pytest.raises(ValueError, match="was closed; open it again"):
            ask()


# What is refused


def test_a_missing_index_names_the_build_command(tmp_path) -> None:
    (tmp_path / "unfinished" / "generations" / "1").mkdir(parents=True)
    (tmp_path / "unfinished" / "write.lock").touch()
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "none", tmp_path / "empty", tmp_path / "unfinished"):
        with pytest.raises(IndexNotFound, match=rf"no index at {path}; make one with: dibao-index build"):
            open_index(path)
    with pytest.raises(IndexNotFound):
        open_writer(tmp_path / "empty")


def test_a_folder_of_something_else_is_refused_and_never_built_over(tmp_path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ForeignIndex, match="is not a Dibao index"):
        open_index(tmp_path)
    with pytest.raises(ForeignIndex):
        open_writer(tmp_path, rebuild=True)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_another_programs_manifest_is_refused_and_never_built_over(tmp_path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "a web app"}')
    with pytest.raises(ForeignIndex, match="not the manifest of a Dibao index"):
        open_index(tmp_path)
    with pytest.raises(ForeignIndex):
        open_writer(tmp_path, rebuild=True)


def change_manifest(path: Path, **changes: object) -> None:
    manifest = json.loads((path / "manifest.json").read_text())
    (path / "manifest.json").write_text(json.dumps(manifest | changes))


def test_a_folder_of_somebodys_generations_is_never_built_over(tmp_path) -> None:
    (tmp_path / "generations" / "photos").mkdir(parents=True)
    (tmp_path / "generations" / "photos" / "a").touch()
    with pytest.raises(IndexNotFound):
        open_writer(tmp_path, rebuild=True)
    (tmp_path / "write.lock").touch()
    with pytest.raises(IndexNotFound):
        open_writer(tmp_path, rebuild=True)
    build(tmp_path / "index", OLD)
    (tmp_path / "index" / "generations" / "photos").mkdir()
    build(tmp_path / "index", NEW)
    assert (tmp_path / "index" / "generations" / "photos").is_dir()
    assert (tmp_path / "generations" / "photos" / "a").exists()


def test_a_manifest_that_is_no_file_is_refused_at_once(tmp_path) -> None:
    os.mkfifo(tmp_path / "manifest.json")
    with pytest.raises(ForeignIndex, match="is not a file"):
        open_index(tmp_path)


def test_a_path_that_cannot_be_one_is_no_index() -> None:
    with pytest.raises(IndexNotFound, match="cannot be a folder's name"):
        open_index("a\0b")


def test_a_text_longer_than_any_reader_accepts_is_refused(tmp_path) -> None:
    too_long = Article(id="a", body="天" * 10_000_001)
    refused = pytest.raises(ValueError, match="10000001 characters; at most 10000000")
    with open_writer(tmp_path / "index", rebuild=True) as writer, refused:
        writer.add(too_long)


def test_an_index_of_another_analyzer_names_the_rebuild_command(tmp_path) -> None:
    build(tmp_path, OLD)
    change_manifest(tmp_path, fingerprint="units 0")
    for opening in (open_index, open_writer):
        with pytest.raises(FingerprintMismatch, match=r"units 0.*rebuild it with: dibao-index build"):
            opening(tmp_path)
    build(tmp_path, NEW)
    assert ids(tmp_path) == ["new"]


def test_an_index_of_another_format_can_only_be_rebuilt(tmp_path) -> None:
    build(tmp_path, OLD)
    change_manifest(tmp_path, format_version=99)
    with pytest.raises(ForeignIndex, match="has format 99"):
        open_index(tmp_path)
    build(tmp_path, NEW)
    assert ids(tmp_path) == ["new"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "[" * 200_000, '{"format": "dibao-index", "format_version": 1}', "\xff"]
)
def test_a_damaged_manifest_says_so_and_can_be_rebuilt(tmp_path, text) -> None:
    build(tmp_path, OLD)
    (tmp_path / "manifest.json").write_bytes(text.encode("latin-1"))
    with pytest.raises((CorruptIndex, ForeignIndex)):
        open_index(tmp_path)
    build(tmp_path, NEW)
    assert ids(tmp_path) == ["new"]
