"""The ledger knows every input that was offered, and agrees with the index wherever a run was stopped."""

import json
import sqlite3
from pathlib import Path

import pytest

from index.accounts.ledger_files import LEDGER, create_ledger, open_ledger, read_ledger
from index.accounts.quarantine import outer_file, read_quarantine
from index.build import Removal, add_to_index, build_index, remove_from_index, retry_quarantine
from index.errors import DamagedLedger
from index.upkeep import restore_snapshot, take_snapshot, verify_index
from search import open_index, open_writer

GB_PAGE = """<html><head><meta charset="gb2312"><title>宝坻区开通快车道</title></head>
<body><h1>宝坻区开通快车道</h1>
<p>来源：天津日报 2019-06-09</p>
<p>六月九日，宝坻区委召开会议，部署京津中关村科技城建设，要求各部门主动作为。</p>
<p>会议指出，要为企业发展提供更好的服务，让更多项目在宝坻落地生根，开花结果。</p></body></html>"""
CORRECTED = GB_PAGE.replace("六月九日，", "六月十日，")


def lines(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def record(number: int, body: str = "臺南市政府宣布停班停課。") -> dict[str, object]:
    return {"id": f"a{number}", "title": f"颱風假期{number}", "body": body}


def rows(index: Path, query: str) -> list[tuple[object, ...]]:
    with open_index(index) as opened:
        connection = sqlite3.connect(opened.folder / LEDGER)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def bodies(index: Path) -> dict[str, str]:
    with open_index(index) as opened:
        return {article.id: article.body for article in opened.articles()}


def test_the_ledger_says_what_was_declared_decided_and_by_which_rule(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "true.html").write_bytes(GB_PAGE.encode("gb18030"))
    (pages / "false.html").write_bytes(CORRECTED.replace("gb2312", "utf-8").encode("gb18030"))
    add_to_index([pages], tmp_path / "index")
    found = rows(tmp_path / "index", "SELECT address, declared, charset, rule FROM inputs")
    said = {Path(str(address)).name: tuple(rest) for address, *rest in found}
    assert said["true.html"] == ("page gb2312", "gb18030", "declared")
    assert said["false.html"] == ("page utf-8", "gb18030", "detected")


def test_the_same_archive_twice_changes_nothing_and_is_not_read_again(tmp_path: Path) -> None:
    source = lines(tmp_path / "a.jsonl", record(1), record(2))
    assert add_to_index([source], tmp_path / "index").added == 2
    before = rows(tmp_path / "index", "SELECT * FROM inputs")
    again = add_to_index([source], tmp_path / "index")
    assert (again.added, again.replaced, again.unchanged, again.known) == (0, 0, 2, 2)
    assert rows(tmp_path / "index", "SELECT * FROM inputs") == before


def test_a_ledger_has_its_name_once_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_here: Path, _there: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            create_ledger(tmp_path)
    assert read_ledger(tmp_path) is None
    with create_ledger(tmp_path):
        assert [path.name for path in tmp_path.glob("*.new*")] == []


def test_a_page_moved_to_another_folder_is_a_copy_of_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    for folder in ("here", "there"):
        (tmp_path / folder / "page.html").write_bytes(GB_PAGE.encode("gb18030"))
    add_to_index([tmp_path / "here"], tmp_path / "index")
    again = add_to_index([tmp_path / "there"], tmp_path / "index")
    assert (again.added, again.unchanged, again.known, again.articles) == (0, 1, 1, 1)
    assert [row[0] for row in rows(tmp_path / "index", "SELECT outcome FROM inputs")] == ["indexed", "copy"]


def test_a_corrected_page_replaces_its_article_and_the_earlier_digest_is_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.html"  # no canonical address: the id comes from the text, which changes
    page.write_bytes(GB_PAGE.encode("gb18030"))
    add_to_index([page], tmp_path / "index")
    page.write_bytes(CORRECTED.encode("gb18030"))
    report = add_to_index([page], tmp_path / "index")
    assert (report.added, report.replaced, report.articles) == (0, 1, 1)
    (body,) = bodies(tmp_path / "index").values()
    assert "六月十日" in body
    assert len({row[0] for row in rows(tmp_path / "index", "SELECT digest FROM inputs")}) == 2


def test_a_page_changed_back_is_a_change(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for text in (GB_PAGE, CORRECTED, GB_PAGE):
        page.write_bytes(text.encode("gb18030"))
        add_to_index([page], tmp_path / "index")
    (body,) = bodies(tmp_path / "index").values()
    assert "六月九日" in body


def test_another_page_at_the_same_place_leaves_the_former_one(tmp_path: Path) -> None:
    page = tmp_path / "today.txt"
    page.write_text("颱風假期\n臺南市政府宣布停班停課。", "utf-8")
    add_to_index([page], tmp_path / "index")
    page.write_text("捷運通車\n高雄捷運紅線延伸段今日通車，市長剪綵。", "utf-8")
    assert add_to_index([page], tmp_path / "index").added == 1
    assert len(bodies(tmp_path / "index")) == 2


def test_a_correction_leaves_an_article_that_another_place_still_gives(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_bytes(GB_PAGE.encode("gb18030"))
    sources = [tmp_path / "a.html", tmp_path / "b.html"]
    add_to_index(sources, tmp_path / "index")
    (tmp_path / "a.html").write_bytes(CORRECTED.encode("gb18030"))
    add_to_index(sources, tmp_path / "index")
    assert len(bodies(tmp_path / "index")) == 2


def test_lines_that_move_are_the_same_lines(tmp_path: Path) -> None:
    source = lines(tmp_path / "a.jsonl", record(1), record(2))
    add_to_index([source], tmp_path / "index")
    lines(source, record(3), record(1), record(2))
    report = add_to_index([source], tmp_path / "index")
    assert (report.added, report.unchanged, report.known) == (1, 2, 2)


def test_two_versions_in_one_archive_end_with_the_later_however_often_it_is_offered(tmp_path: Path) -> None:
    source = lines(tmp_path / "a.jsonl", record(1, "初稿。"), record(1, "定稿。"))
    for _ in range(3):
        add_to_index([source], tmp_path / "index")
        assert bodies(tmp_path / "index") == {"a1": "定稿。"}


def test_what_a_command_removed_stays_removed_until_it_is_read_again(tmp_path: Path) -> None:
    source = lines(tmp_path / "a.jsonl", record(1), record(2))
    add_to_index([source], tmp_path / "index")
    assert remove_from_index(["a1", "no-such"], tmp_path / "index") == Removal(1, ("no-such",), 1)
    again = add_to_index([source], tmp_path / "index")
    assert (again.removed, again.unchanged, again.articles) == (1, 1, 1)
    moved = lines(tmp_path / "b.jsonl", record(2), record(1))
    assert add_to_index([moved], tmp_path / "index").articles == 1
    assert add_to_index([source], tmp_path / "index", reread=True).articles == 2


def test_quarantine_names_the_input_and_empties_when_it_is_repaired(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text('{"id": "a1", "title": "停班停課"}\n{"id": \n', "utf-8")
    add_to_index([source], tmp_path / "index")
    (entry,) = read_quarantine(tmp_path / "index")
    assert (entry.address, entry.reason) == (f"{source}@2", "malformed_json")
    assert add_to_index([source], tmp_path / "index").quarantined == 1
    assert len(read_quarantine(tmp_path / "index")) == 1
    source.write_text('{"id": "a1", "title": "停班停課"}\n{"id": "a2", "title": "恢復上班"}\n', "utf-8")
    report = add_to_index([source], tmp_path / "index")
    assert (report.added, report.quarantined) == (1, 0)
    assert read_quarantine(tmp_path / "index") == []


def test_what_is_deleted_leaves_the_quarantine(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.txt").write_text("颱風假期\n臺南市政府宣布停班停課。", "utf-8")
    (pages / "empty.html").touch()
    add_to_index([pages], tmp_path / "index")
    assert len(read_quarantine(tmp_path / "index")) == 1
    (pages / "empty.html").unlink()
    add_to_index([pages], tmp_path / "index")
    assert read_quarantine(tmp_path / "index") == []


def test_retry_reads_again_what_is_in_quarantine_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text('{"id": "a1", "title": "停班停課"}\n{"id": \n', "utf-8")
    add_to_index([source], tmp_path / "index")
    addresses = [entry.address for entry in read_quarantine(tmp_path / "index")]
    assert [outer_file(address) for address in addresses] == [source]
    report = retry_quarantine([source], addresses, tmp_path / "index")
    assert (report.known, report.quarantined) == (1, 1)


def test_a_file_with_marks_of_members_in_its_name_is_found_again(tmp_path: Path) -> None:
    odd = tmp_path / "a@b!c.zip"
    odd.touch()
    assert outer_file(f"{odd}!inner@3.html") == odd
    assert outer_file("/nowhere/a.zip!b") == Path("/nowhere/a.zip")


@pytest.mark.parametrize("committed", [False, True])
def test_rows_hold_exactly_if_the_index_committed_them(tmp_path: Path, committed: bool) -> None:
    folder = tmp_path / "generation"
    folder.mkdir()
    with create_ledger(folder) as ledger:
        ledger.record_version("a1", "first", None, "read")
        first = ledger.commits.prepare("add")
        ledger.record_version("a1", "second", None, "read")
        second = ledger.commits.prepare("add")
    with open_ledger(folder, second if committed else first) as ledger:
        assert ledger.content("a1") == ("second" if committed else "first")


def test_rows_of_a_run_that_was_stopped_before_its_commit_are_dropped(tmp_path: Path) -> None:
    with create_ledger(tmp_path) as ledger:
        ledger.record_version("a1", "first", None, "read")
    with open_ledger(tmp_path, "") as ledger:
        assert ledger.content("a1") is None


def test_a_damaged_ledger_is_refused_with_the_next_command(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes(b"no database at all" * 100)
    for opening in (lambda: open_ledger(tmp_path, ""), lambda: read_ledger(tmp_path)):
        with pytest.raises(DamagedLedger, match="dibao-index restore"):
            opening()


def test_a_build_begins_a_ledger_of_its_own(tmp_path: Path) -> None:
    build_index([lines(tmp_path / "a.jsonl", record(1))], tmp_path / "index")
    build_index([lines(tmp_path / "b.jsonl", record(2), record(3))], tmp_path / "index")
    assert len(rows(tmp_path / "index", "SELECT * FROM inputs")) == 2


def test_articles_of_odd_names_are_accounted_for(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text('{"id": "a\\ud800", "title": "停班停課"}\n', "utf-8")
    report = add_to_index([source], tmp_path / "index")
    assert report.added == 1
    assert add_to_index([source], tmp_path / "index").known == 1


def test_a_build_keeps_the_digests_that_addresses_had_before(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for text in (GB_PAGE, CORRECTED, GB_PAGE.replace("六月九日，", "六月八日，")):
        page.write_bytes(text.encode("gb18030"))
        build_index([page], tmp_path / "index")
    assert len(rows(tmp_path / "index", "SELECT DISTINCT digest FROM earlier")) == 2


def test_a_removed_article_stays_removed_when_its_page_changes(tmp_path: Path) -> None:
    add_to_index([lines(tmp_path / "a.jsonl", record(1), record(2))], tmp_path / "index")
    remove_from_index(["a1"], tmp_path / "index")
    corrected = lines(tmp_path / "b.jsonl", record(1, "更正。"), record(3))
    for _ in range(2):
        report = add_to_index([corrected], tmp_path / "index")
        assert (report.removed, report.articles) == (1, 2)
    assert add_to_index([corrected], tmp_path / "index", reread=True).articles == 3


def test_an_older_archive_under_another_name_puts_no_old_text_back(tmp_path: Path) -> None:
    add_to_index([lines(tmp_path / "2020.jsonl", record(1, "初稿。"))], tmp_path / "index")
    add_to_index([lines(tmp_path / "2021.jsonl", record(1, "定稿。"))], tmp_path / "index")
    add_to_index([(tmp_path / "2020.jsonl").rename(tmp_path / "moved.jsonl")], tmp_path / "index")
    assert bodies(tmp_path / "index") == {"a1": "定稿。"}


def test_the_same_bytes_at_two_addresses_are_one_article_and_no_cluster_of_a_phantom(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_bytes(GB_PAGE.encode("gb18030"))
    for again in (False, True):
        add_to_index([tmp_path / "a.html", tmp_path / "b.html"], tmp_path / "index", reread=again)
        with open_index(tmp_path / "index") as index:
            (article,) = index.articles()
        assert article.cluster == article.id


def test_two_places_corrected_to_the_same_bytes_leave_one_article(tmp_path: Path) -> None:
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    first.write_bytes(GB_PAGE.encode("gb18030"))
    second.write_bytes(GB_PAGE.replace("六月九日，", "六月八日，").encode("gb18030"))
    add_to_index([first, second], tmp_path / "index")
    for page in (first, second):
        page.write_bytes(CORRECTED.encode("gb18030"))
    add_to_index([first, second], tmp_path / "index")
    assert len(bodies(tmp_path / "index")) == 1


def test_a_page_that_was_empty_for_a_while_is_still_corrected(tmp_path: Path) -> None:
    page, other = tmp_path / "a.html", tmp_path / "b.txt"
    other.write_text("颱風假期\n臺南市政府宣布停班停課。", "utf-8")
    for content in (GB_PAGE, "", CORRECTED):
        page.write_bytes(content.encode("gb18030"))
        add_to_index([page, other], tmp_path / "index")
    assert len(bodies(tmp_path / "index")) == 2


def test_paths_that_lead_to_one_file_are_one_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "a.html"
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    page.write_bytes(GB_PAGE.encode("gb18030"))
    add_to_index([Path("../a.html")], tmp_path / "index")
    page.write_bytes(CORRECTED.encode("gb18030"))
    assert add_to_index([page], tmp_path / "index").replaced == 1


def test_retry_lets_go_of_a_file_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("颱風假期\n臺南市政府宣布停班停課。", "utf-8")
    broken = tmp_path / "broken.html"
    broken.touch()
    add_to_index([tmp_path / "good.txt", broken], tmp_path / "index")
    broken.unlink()
    retry_quarantine([broken], [str(broken)], tmp_path / "index")
    assert read_quarantine(tmp_path / "index") == []


def test_an_index_whose_ledger_is_gone_or_anothers_is_refused(tmp_path: Path) -> None:
    source = lines(tmp_path / "a.jsonl", record(1))
    for name in ("one", "two"):
        add_to_index([source], tmp_path / name)
    with open_index(tmp_path / "one") as one, open_index(tmp_path / "two") as two:
        ledgers = one.folder / LEDGER, two.folder / LEDGER
    ledgers[0].write_bytes(ledgers[1].read_bytes())
    assert verify_index(tmp_path / "one").problems
    with pytest.raises(DamagedLedger, match="dibao-index restore"):
        add_to_index([lines(tmp_path / "b.jsonl", record(2))], tmp_path / "one")
    ledgers[0].unlink()
    assert verify_index(tmp_path / "one").problems
    with pytest.raises(DamagedLedger, match="dibao-index restore"):
        add_to_index([source], tmp_path / "one")


def test_an_index_stopped_before_its_first_commit_verifies(tmp_path: Path) -> None:
    with open_writer(tmp_path / "index", create=True) as writer, create_ledger(writer.folder) as ledger:
        ledger.record_version("a1", "first", None, "read")
        ledger.commits.prepare("add")
    assert verify_index(tmp_path / "index").problems == []
    assert add_to_index([lines(tmp_path / "a.jsonl", record(1))], tmp_path / "index").added == 1
    assert verify_index(tmp_path / "index").problems == []


def test_a_restored_ledger_is_written_ahead_again(tmp_path: Path) -> None:
    source = lines(tmp_path / "a.jsonl", record(1))
    add_to_index([source], tmp_path / "index")
    take_snapshot(tmp_path / "index", tmp_path / "copy")
    restore_snapshot(tmp_path / "index", tmp_path / "copy")
    add_to_index([lines(tmp_path / "b.jsonl", record(2))], tmp_path / "index")
    assert rows(tmp_path / "index", "PRAGMA journal_mode") == [("wal",)]


def test_a_damaged_snapshot_is_not_restored(tmp_path: Path) -> None:
    add_to_index([lines(tmp_path / "a.jsonl", *map(record, range(200)))], tmp_path / "index")
    take_snapshot(tmp_path / "index", tmp_path / "copy")
    with open_index(tmp_path / "copy") as copy:
        ledger = copy.folder / LEDGER
    data = bytearray(ledger.read_bytes())
    data[8192:12288] = b"\xff" * 4096
    ledger.write_bytes(data)
    with pytest.raises(DamagedLedger):
        restore_snapshot(tmp_path / "index", tmp_path / "copy")
    assert verify_index(tmp_path / "index").problems == []
