"""Commits on the way: what they show, what they leave when the machine stops, and how the run ends."""

import gc
import random
import shutil
from pathlib import Path

import pytest

from search import Article, IndexBusy, open_index, open_writer
from tests.crash_scenarios import copied
from tests.disk_calls import Crash
from tests.engine_states import limited
from tests.faulty_disk import FaultyDisk, stop_at
from tests.generations import NEW, OLD, build, ids
from tests.power_cut import cuts, write_tree

PARTS = [[Article(id=f"{part}{n}", body=f"天津{part}的{n}") for n in range(3)] for part in "abc"]


def run_in_checkpoints(path: Path) -> None:
    with open_writer(path, create=True) as writer:
        for part in PARTS:
            for article in part:
                writer.add(article)
            writer.checkpoint(part[0].id)
        writer.remove("a0")
        writer.commit("end")


def state(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the payload, and which articles there are with it; verified."""
    with open_index(path) as index:
        index.verify()
        return index.payload, tuple(sorted(article.id for article in index.articles()))


def expected() -> dict[str, tuple[str, ...]]:
    held = [article.id for part in PARTS for article in part]
    return {"": (), "a0": tuple(held[:3]), "b0": tuple(held[:6]), "c0": tuple(held), "end": tuple(held[1:])}


def segments(path: Path) -> int:
    with open_index(path) as index:
        return index.status().segments


# What is seen


def test_a_checkpoint_is_seen_and_the_writer_stays_open(tmp_path) -> None:
    build(tmp_path, OLD)
    index = open_index(tmp_path)
    with open_writer(tmp_path) as writer:
        writer.add(NEW)
        report = writer.checkpoint("one")
        assert (report.added, report.articles, report.generation) == (1, 2, 1)
        index = index.latest()
        assert (len(index), index.payload, index.status().payload, index.status().articles) == (
            2,
            "one",
            "one",
            2,
        )
        with pytest.raises(IndexBusy):
            open_writer(tmp_path)
        writer.add(NEW)
        writer.add(Article(id="old", body="天津又來"))
        report = writer.checkpoint()
        assert (report.added, report.replaced, report.unchanged, report.articles) == (0, 1, 1, 2)
        assert writer.remove("new")
        report = writer.commit("two")
    assert (report.added, report.removed, report.articles) == (0, 1, 1)
    assert state(tmp_path) == ("two", ("old",))


def test_leaving_the_block_goes_back_to_the_last_checkpoint(tmp_path) -> None:
    build(tmp_path, OLD)
    with open_writer(tmp_path) as writer:
        writer.add(NEW)
        writer.checkpoint("kept")
        writer.add(Article(id="later", body="天津"))
        writer.remove("old")
    assert state(tmp_path) == ("kept", ("new", "old"))
    assert len(list((tmp_path / "generations" / "1").glob("*.arrays"))) == segments(tmp_path)


def test_a_rebuild_has_no_checkpoints(tmp_path) -> None:
    with open_writer(tmp_path, rebuild=True) as writer:
        writer.add(NEW)
        with pytest.raises(ValueError, match="seen whole or not at all"):
            writer.checkpoint()
        assert writer.commit().articles == 1


def test_processes_live_through_checkpoints_and_share_a_batch(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("search.engine.writer.MIN_BATCH_CHARACTERS", 3)
    with open_writer(tmp_path, create=True, processes=2) as writer:
        workers = []
        for part in PARTS:
            for article in part:
                writer.add(article)
            writer.checkpoint()
            workers.append(sorted(writer._writer._workers.process_ids()))
        assert len(workers[-1]) == 2 and workers[-1] == workers[0]
        assert segments(tmp_path) == 6
        writer.commit()
    assert (segments(tmp_path), state(tmp_path)) == (1, ("", expected()["c0"]))


# Segments


def test_a_run_in_checkpoints_ends_in_one_segment(tmp_path) -> None:
    run_in_checkpoints(tmp_path)
    assert segments(tmp_path) == 1
    assert ids(tmp_path)


def test_the_last_commit_merges_even_where_nothing_changed_since(tmp_path) -> None:
    with open_writer(tmp_path, create=True) as writer:
        for article in (OLD, NEW):
            writer.add(article)
            writer.checkpoint()
        assert segments(tmp_path) == 2
        assert writer.commit().added == 0
    assert segments(tmp_path) == 1


def test_segments_stay_few_however_many_checkpoints_there_are(tmp_path) -> None:
    rng = random.Random(4)  # noqa: S311 - a repeatable run
    held: dict[str, Article] = {}
    most = 0
    with open_writer(tmp_path, create=True) as writer:
        for number in range(45):
            for _ in range(2):
                article = Article(id=str(rng.randrange(60)), body=f"天津{number}")
                writer.add(article)
                held[article.id] = article
            if held and rng.random() < 0.3:
                gone = rng.choice(sorted(held))
                assert writer.remove(gone)
                del held[gone]
            writer.checkpoint(str(number))
            with open_index(tmp_path) as index:
                most = max(most, index.status().segments)
                assert {article.id: article for article in index.articles()} == held
        writer.commit()
    assert 6 < most <= 12
    assert segments(tmp_path) == 1


def test_old_segments_are_let_alone_while_a_run_goes_on(tmp_path) -> None:
    build(tmp_path, OLD)
    before = set((tmp_path / "generations" / "1").glob("*.arrays"))
    with open_writer(tmp_path) as writer:
        for number in range(5):
            writer.add(Article(id=str(number), body="天津"))
            writer.checkpoint()
        writer.commit()
    assert before < set((tmp_path / "generations" / "1").glob("*.arrays"))
    assert segments(tmp_path) == 2


# Payloads


def test_a_payload_stays_until_another_is_given(tmp_path) -> None:
    build(tmp_path, OLD)
    assert open_index(tmp_path).payload == ""
    for payload, article, wanted in (("一", NEW, "一"), (None, OLD, "一"), ("", NEW, "")):
        with open_writer(tmp_path) as writer:
            writer.remove(article.id)
            writer.add(Article(id=article.id, body=f"天津{payload}"))
            writer.commit(payload)
        assert open_index(tmp_path).payload == wanted


def test_a_commit_with_a_payload_is_one_even_without_a_change(tmp_path) -> None:
    build(tmp_path, OLD)
    index = open_index(tmp_path)
    with open_writer(tmp_path) as writer:
        writer.add(OLD)
        assert writer.commit("seen again").unchanged == 1
    assert index.latest() is not index
    with open_writer(tmp_path) as writer:
        assert writer.payload == "seen again"
    assert state(tmp_path) == ("seen again", ("old",))


def test_a_rebuild_begins_without_a_payload_and_may_give_one(tmp_path) -> None:
    build(tmp_path, OLD)
    with open_writer(tmp_path) as writer:
        writer.commit("first generation")
    with open_writer(tmp_path, rebuild=True) as writer:
        assert writer.payload == ""
        writer.commit("second")
    assert state(tmp_path) == ("second", ())


@pytest.mark.parametrize("payload", ["x" * 1001, "\ud800"])
def test_what_cannot_be_a_payload_is_refused_and_nothing_is_lost(tmp_path, payload) -> None:
    with open_writer(tmp_path, create=True) as writer:
        writer.add(NEW)
        for finish in (writer.checkpoint, writer.commit):
            with pytest.raises(ValueError, match="payload"):
                finish(payload)
        writer.commit("x" * 1000)
    assert state(tmp_path) == ("x" * 1000, ("new",))


# Crashes


# what is stopped leaves files open, as it must
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_stop_anywhere_leaves_payload_and_articles_of_one_commit(tmp_path) -> None:
    with limited({"compaction.MAX_CHECKPOINTED": 2, "compaction.LEFT_AT_CHECKPOINT": 2}):
        open_writer(tmp_path / "base", create=True).close()
        with FaultyDisk(copied(tmp_path / "base", tmp_path / "index")) as disk:
            run_in_checkpoints(disk.root)
        wanted = expected()
        assert state(disk.root) == ("end", wanted["end"])
        chosen = [number for number, event in enumerate(disk.events) if event.kind == "rename"]
        others = [number for number, event in enumerate(disk.events) if event.kind != "write"]
        chosen += [*others[::9], *range(0, len(disk.events), 197)]
        seen = set()
        gc.freeze()  # what is there already need not be looked through after every stop
        for number in sorted(set(chosen)):
            path = copied(tmp_path / "base", tmp_path / "index")
            with FaultyDisk(path, stop_at(number)), pytest.raises(Crash):
                run_in_checkpoints(path)
            gc.collect()  # lets go of the lock, as the end of the process would
            payload, held = state(path)
            assert held == wanted[payload], number
            seen.add(payload)
            run_in_checkpoints(path)
            assert state(path) == ("end", wanted["end"])
        gc.unfreeze()
        assert seen == {"", "a0", "b0", "c0", "end"}


def test_a_power_cut_anywhere_leaves_payload_and_articles_of_one_commit(tmp_path) -> None:
    base, index = tmp_path / "base", tmp_path / "index"
    open_writer(base, create=True).close()
    with FaultyDisk(copied(base, tmp_path / "run")) as disk:
        run_in_checkpoints(disk.root)
    wanted, seen = expected(), set()
    chosen = {number for number, event in enumerate(disk.events) if event.kind != "write"}
    for _, tree in cuts(base, disk.events, random.Random(1), chosen):  # noqa: S311 - a repeatable run
        shutil.rmtree(index, ignore_errors=True)
        write_tree(index, tree)
        payload, held = state(index)
        assert held == wanted[payload]
        seen.add(payload)
    assert seen == set(wanted)
