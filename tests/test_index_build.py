"""A run accounts for everything that was offered; a build ends in one commit or changes nothing."""

import json
from pathlib import Path

import pytest

from index.build import Removal, Resources, add_to_index, build_index, remove_from_index
from index.errors import NothingRead
from index.tally import Tally
from search import ForeignIndex, TooLittleMemory, open_index


def write(path: Path, *articles: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles), "utf-8")
    return path


def article(number: int, body: str = "臺南市政府宣布停班停課。") -> dict[str, object]:
    return {"id": f"a{number}", "title": f"颱風假期{number}", "body": body, "set": "test"}


def test_build_counts_what_was_read_turned_away_and_left_out(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", article(1), article(2), {"id": "no text"})
    report = build_index([source, tmp_path / "nowhere"], tmp_path / "index")
    assert report.read == 2
    assert report.quarantined_by_reason == {"no_text": 1, "not_found": 1}
    assert report.unknown_keys == {"set": 2}
    assert (report.added, report.articles) == (2, 2)
    record = report.to_dict()
    assert (record["read"], record["added"], record["quarantined"], len(record["rejections"])) == (2, 2, 2, 2)
    assert json.loads(json.dumps(record)) == record


def test_built_articles_are_found_in_the_other_script(tmp_path: Path) -> None:
    build_index([write(tmp_path / "a.jsonl", article(1))], tmp_path / "index")
    index = open_index(tmp_path / "index")
    assert [hit.article.id for hit in index.search("台风假期").hits] == ["a1"]
    index.close()


def test_the_same_source_twice_changes_nothing_and_a_correction_replaces(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", article(1), article(2))
    build_index([source], tmp_path / "index")
    again = add_to_index([source], tmp_path / "index")
    assert (again.added, again.replaced, again.unchanged, again.articles) == (0, 0, 2, 2)
    corrected = add_to_index([write(tmp_path / "b.jsonl", article(1, "更正。"))], tmp_path / "index")
    assert (corrected.added, corrected.replaced, corrected.articles) == (0, 1, 2)


def test_build_puts_a_new_generation_in_place_of_the_old(tmp_path: Path) -> None:
    build_index([write(tmp_path / "a.jsonl", article(1))], tmp_path / "index")
    report = build_index([write(tmp_path / "a.jsonl", article(2), article(3))], tmp_path / "index")
    assert (report.articles, report.generation) == (2, 2)


def test_a_run_that_reads_nothing_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    build_index([write(tmp_path / "a.jsonl", article(1))], tmp_path / "index")
    for run in (build_index, add_to_index):
        with pytest.raises(NothingRead) as caught:
            run([tmp_path / "nowhere"], tmp_path / "index")
        assert caught.value.report["quarantined_by_reason"] == {"not_found": 1}
    index = open_index(tmp_path / "index")
    assert (len(index), index.status().generation) == (1, 1)
    index.close()


def test_an_interrupted_run_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    build_index([write(tmp_path / "a.jsonl", article(1))], tmp_path / "index")
    source = write(tmp_path / "b.jsonl", *(article(number) for number in range(2, 20)))

    def interrupt(tally: Tally) -> None:
        if tally.position > 1_000:
            raise KeyboardInterrupt

    for run in (build_index, add_to_index):
        with pytest.raises(KeyboardInterrupt):
            run([source], tmp_path / "index", watcher=interrupt)
        index = open_index(tmp_path / "index")
        assert (len(index), index.status().generation) == (1, 1)
        index.close()
    assert add_to_index([source], tmp_path / "index").to_dict()["articles"] == 19


def test_progress_ends_with_everything_gone_through(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", article(1), article(2))
    steps: list[tuple[int, int, int]] = []
    build_index(
        [source],
        tmp_path / "index",
        watcher=lambda tally: steps.append((tally.read, tally.position, tally.size)),
    )
    assert steps == sorted(steps)
    assert steps[-1] == (2, source.stat().st_size, source.stat().st_size)


def test_remove_tells_which_ids_no_article_has(tmp_path: Path) -> None:
    build_index([write(tmp_path / "a.jsonl", article(1), article(2))], tmp_path / "index")
    report = remove_from_index(["a1", "x", "a1"], tmp_path / "index")
    assert report == Removal(1, ("x",), 1)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", article(1))
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"x")
    for run in (build_index, add_to_index):
        with pytest.raises(ForeignIndex):
            run([source], tmp_path / "photos")
    assert sorted(path.name for path in (tmp_path / "photos").iterdir()) == ["cat.jpg"]


def test_add_makes_an_index_where_there_is_none(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", article(1))
    assert add_to_index([source], tmp_path / "new" / "index").articles == 1


def test_processes_read_and_write_the_same_index_as_one_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.crew.PATIENCE", 0.0)
    monkeypatch.setattr("search.engine.writer.LITTLE", 0)
    source = write(
        tmp_path / "a.jsonl", *(article(number, f"第{number}號公告。" * 30) for number in range(900))
    )
    found = []
    for processes in (1, 2):
        target = tmp_path / f"index{processes}"
        report = build_index([source], target, resources=Resources(processes))
        with open_index(target) as index:
            found.append((report.added, sorted(map(repr, index.articles()))))
    assert found[0] == found[1]


def test_too_little_memory_is_told_with_what_suffices(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", article(1))
    for run in (build_index, add_to_index):
        with pytest.raises(TooLittleMemory, match=r"--memory \d+") as caught:
            run([source], tmp_path / "index", resources=Resources(2, memory=300 << 20))
        run([source], tmp_path / "index", resources=Resources(2, memory=caught.value.least))


def test_an_index_inside_its_source_is_no_source(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", article(1))
    for _ in range(2):
        report = add_to_index([tmp_path], tmp_path / "index")
        assert (report.read, report.quarantined) == (1, 0)
