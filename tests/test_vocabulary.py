"""Regional vocabulary: what a word leads to, the archivist's file, and what upkeep does with it."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from index.cli import main
from search import (
    Article,
    compact_index,
    copy_generation,
    load_vocabulary,
    open_index,
    open_writer,
    restore_generation,
    roll_back,
    vocabulary_start,
)
from search.analysis import fold
from search.vocabulary import MAX_ALSO, Form, Vocabulary, key, shipped_vocabulary
from search.vocabulary.groups import MAX_FORM, MAX_FORMS, MAX_PROBLEMS, read_groups
from search.vocabulary.loading import MAX_BYTES
from tests.conftest import PROJECT
from tests.generations import NEW, OLD, build


def vocabulary_of(*lines: str) -> Vocabulary:
    read = read_groups("\n".join(lines), "test")
    return Vocabulary(read.groups, read.problems)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


# Looking up


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("出租车", "計程車"),
        ("出租車", "的士"),
        ("計程車", "出租车"),
        ("软件", "軟體"),
        ("軟件", "軟體"),
        ("信息", "資訊"),
        ("特朗普", "川普"),
        ("川普", "特朗普"),
        ("地铁", "捷運"),
        ("地鐵", "港鐵"),
        ("质量", "品質"),
        ("品質", "质量"),
        ("公交车", "巴士"),
        ("菠萝", "鳳梨"),
        ("朝鮮", "北韓"),
        ("悉尼", "雪梨"),
        ("身份", "身分"),
        ("座標", "坐标"),
        ("紐西蘭", "新西兰"),
        ("沙特", "沙烏地"),
        ("老挝", "寮國"),
        ("義大利", "意大利"),
        ("歐巴馬", "奥巴马"),
        ("新冠肺炎", "COVID-19"),
        ("covid-19", "新冠肺炎"),
        ("ＧＤＰ", "国内生产总值"),
    ],
)
def test_a_word_leads_to_what_other_regions_print(typed: str, printed: str) -> None:
    assert printed in shipped_vocabulary().also(typed)


@pytest.mark.parametrize(
    "pair", ["智慧 智能", "程序 进程", "资料 数据", "支持 支援", "核心 内核", "对象 物件", "项目 专案"]
)
def test_words_that_mislead_do_not_lead_to_each_other(pair: str) -> None:
    one, other = pair.split()
    assert other not in map(fold, shipped_vocabulary().also(one))
    assert one not in map(fold, shipped_vocabulary().also(other))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("地铁站", ("捷運站", "港鐵站")),
        ("出租车司机", ("計程車司機", "的士司機", "德士司机")),
        ("計程車司機", ("出租车司机", "的士司機", "德士司机")),
        ("網路安全", ("网络安全",)),
        ("资讯化", ("信息化",)),
    ],
)
def test_a_longer_word_leads_to_the_whole_with_its_form_replaced(
    typed: str, printed: tuple[str, ...]
) -> None:
    assert shipped_vocabulary().also(typed) == printed


def test_forms_of_one_region_are_put_together() -> None:
    vocabulary = vocabulary_of("信息@cn 資訊@tw,hk", "网络@cn 網路@tw 網絡@hk")
    assert vocabulary.also("信息网络") == ("資訊網路", "資訊網絡")


def test_a_form_is_not_found_across_the_words_of_a_longer_one() -> None:
    vocabulary = vocabulary_of("国中@tw 初中@cn")
    assert vocabulary.also("中国中部") == ()


def test_what_holds_the_word_itself_is_not_given() -> None:
    vocabulary = vocabulary_of("算法@cn 演算法@tw 算則@hk")
    assert vocabulary.also("算法") == ("算則",)
    assert vocabulary.also("演算法") == ("算法", "算則")


def test_another_script_of_the_same_word_is_no_alternative() -> None:
    vocabulary = vocabulary_of("软件@cn 軟件@hk 軟體@tw")
    assert vocabulary.also("軟件") == ("軟體",)


def test_a_form_of_two_groups_leads_to_both_and_joins_them_not() -> None:
    vocabulary = vocabulary_of("质量@cn 品質@tw", "质量@cn 質素@hk", "土豆@cn 馬鈴薯@tw", "花生@cn >土豆@tw")
    assert vocabulary.also("質量") == ("品質", "質素")
    assert vocabulary.also("品質") == ("质量",)
    assert vocabulary.also("土豆") == ("馬鈴薯", "花生")
    assert vocabulary.also("花生") == ()
    assert [len(vocabulary.meanings(word)) for word in ("土豆", "花生", "番茄")] == [2, 1, 0]


def test_alternatives_are_bounded() -> None:
    names = [f"{first}{second}" for first in "甲乙丙丁" for second in "子丑寅卯"]
    vocabulary = vocabulary_of(*(" ".join(["天地", *names[first::4]]) for first in range(4)))
    assert len(vocabulary.also("天地")) == MAX_ALSO


@given(st.text(max_size=40))
def test_any_text_has_an_answer_that_is_bounded_and_never_itself(text: str) -> None:
    others = shipped_vocabulary().also(text)
    assert len(others) <= MAX_ALSO
    assert all(key(text) not in key(other) for other in others)


forms = st.sampled_from([form.text for group in shipped_vocabulary().groups for form in group])


@given(st.lists(forms, min_size=1, max_size=4))
def test_forms_in_a_row_are_answered_without_error(parts: list[str]) -> None:
    assert len(shipped_vocabulary().also("".join(parts))) <= MAX_ALSO


def test_the_shipped_file_has_no_line_that_cannot_be_read() -> None:
    assert shipped_vocabulary().problems == ()
    assert len(shipped_vocabulary().groups) > 850


def test_every_shipped_form_leads_to_another_or_holds_all_of_them() -> None:
    vocabulary = shipped_vocabulary()
    for group in vocabulary.groups:
        for form in group:
            others = [other for other in group if other is not form and not other.is_typed_only]
            if not all(key(form.text) in key(other.text) for other in others):
                assert vocabulary.also(form.text), form


# The archivist's file


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(tmp_path / "index", OLD)
    return tmp_path / "index"


def write(index: Path, *lines: str) -> Path:
    file = index / "vocabulary.tsv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_without_a_file_the_shipped_vocabulary_holds(index: Path) -> None:
    assert load_vocabulary(index) is shipped_vocabulary()


def test_a_file_adds_groups_which_are_named_first(index: Path) -> None:
    write(index, "# ours", "出租车@cn 小黃@tw  # as taxis are called", "幸福巴士 小黃公車")
    vocabulary = load_vocabulary(index)
    assert vocabulary.also("出租车") == ("小黃", "計程車", "的士", "德士")
    assert vocabulary.also("幸福巴士") == ("小黃公車",)
    assert vocabulary.also("软件") == ("軟體",)


def test_a_file_takes_out_pairs_and_words(index: Path) -> None:
    write(index, "- 雪梨 悉尼", "- 的士", "-軟體 软件")
    vocabulary = load_vocabulary(index)
    assert vocabulary.also("悉尼") == vocabulary.also("雪梨") == vocabulary.also("軟件") == ()
    assert vocabulary.also("出租车") == ("計程車", "德士")
    assert vocabulary.also("的士") == ()


def test_a_pair_taken_out_leaves_the_others_of_its_group(index: Path) -> None:
    write(index, "- 捷運 港鐵")
    vocabulary = load_vocabulary(index)
    assert set(vocabulary.also("地铁")) == {"捷運", "港鐵"}
    assert vocabulary.also("捷运") == vocabulary.also("港铁") == ("地铁",)


def test_a_file_may_hold_alone(index: Path) -> None:
    write(index, "!only", "甲醇 木精")
    vocabulary = load_vocabulary(index)
    assert vocabulary.also("木精") == ("甲醇",)
    assert vocabulary.also("软件") == ()


def test_a_change_holds_with_the_next_question_and_no_change_reads_nothing(index: Path) -> None:
    file = write(index, "甲醇 木精")
    first = load_vocabulary(index)
    assert load_vocabulary(index) is first
    write(index, "甲醇 木精", "甲苯 石油精")
    assert load_vocabulary(index).also("甲苯") == ("石油精",)
    file.unlink()
    assert load_vocabulary(index) is shipped_vocabulary()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("软件", "2 to 16 forms, this one 1"),
        (" ".join("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午"), "this one 17"),
        ("软件 軟件", "'软件' and the others are one word in another script"),
        ("软件@cn 軟體@taiwan", "'taiwan' is no region; regions are cn, tw, hk, mo, sg"),
        ("软件@ 軟體", "'' is no region"),
        ("软件 ！", "'！' holds the end of a sentence"),
        ("软件 、", "'、' holds no word, letter or digit"),
        ("软件 @tw", "'' holds no word"),
        ("软件 软。件", "holds the end of a sentence"),
        ("软件 " + "軟" * 33, f"has 33 characters, a form at most {MAX_FORM}"),
        ("-", "takes 1 to 16 words, not 0"),
        ("- " + " ".join("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午"), "not 17"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_left_out(index: Path, line: str, said: str) -> None:
    write(index, "甲醇 木精", line, "甲苯 石油精")
    vocabulary = load_vocabulary(index)
    assert len(vocabulary.problems) == 1
    assert f"{index / 'vocabulary.tsv'}, line 2: " in vocabulary.problems[0]
    assert said in vocabulary.problems[0]
    assert vocabulary.also("木精") == ("甲醇",)
    assert vocabulary.also("甲苯") == ("石油精",)
    assert MAX_FORMS == 16


def test_very_many_bad_lines_make_few_messages(index: Path) -> None:
    write(index, *["软件"] * 1000)
    problems = load_vocabulary(index).problems
    assert len(problems) == MAX_PROBLEMS + 1
    assert "980 more lines" in problems[-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xb3n\xc5\xe9 \xa4\xc0", "is not UTF-8 (byte 0)"),
        (b"#" * (MAX_BYTES + 1), "has more than 1,048,576 bytes"),
        ("软件 軟體".encode("utf-16"), "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_the_shipped_vocabulary(
    index: Path, content: bytes, said: str
) -> None:
    (index / "vocabulary.tsv").write_bytes(content)
    vocabulary = load_vocabulary(index)
    assert said in vocabulary.problems[0]
    assert vocabulary.also("软件") == ("軟體",)


def test_a_folder_in_its_place_is_a_message(index: Path) -> None:
    (index / "vocabulary.tsv").mkdir()
    assert "cannot be read" in load_vocabulary(index).problems[0]


@pytest.mark.parametrize("folder", ["no\0folder", "a" * 300, "missing"])
def test_a_folder_that_cannot_be_is_answered_too(folder: str) -> None:
    assert load_vocabulary(folder).also("软件") == ("軟體",)


def test_a_byte_order_mark_and_odd_breaks_are_read(index: Path) -> None:
    (index / "vocabulary.tsv").write_bytes("\ufeff甲醇\t木精\r\n\r\n　甲苯　石油精\r\n".encode())
    vocabulary = load_vocabulary(index)
    assert (vocabulary.problems, vocabulary.also("木精"), vocabulary.also("甲苯")) == (
        (),
        ("甲醇",),
        ("石油精",),
    )


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_named(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "vocabulary.tsv").write_bytes(content)
    vocabulary = load_vocabulary(folder)
    for group in vocabulary.groups[: len(content)]:
        assert len(vocabulary.also(group[0].text)) <= MAX_ALSO
    assert len(vocabulary.problems) <= MAX_PROBLEMS + 1


def test_threads_may_ask_while_the_file_changes(index: Path) -> None:
    wrong: list[tuple[str, ...]] = []

    def ask() -> None:
        for _ in range(200):
            others = load_vocabulary(index).also("软件")
            if "軟體" not in others:
                wrong.append(others)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(50):
        replacement = index / "edited"
        replacement.write_text(f"甲{'醇' * (number % 9 + 1)} 木精\n", encoding="utf-8")
        replacement.replace(index / "vocabulary.tsv")
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_a_file_says_is_printed_as_it_is_written() -> None:
    line = "花生@cn,hk >土豆@tw 落花生"
    assert " ".join(map(str, read_groups(line, "test").groups[0])) == line
    assert str(Form("土豆", ("tw",), True)) == ">土豆@tw"


@pytest.mark.parametrize("everything", [False, True])
def test_the_file_to_begin_with_changes_nothing(index: Path, everything: bool) -> None:
    write(index, vocabulary_start(everything=everything))
    vocabulary = load_vocabulary(index)
    assert vocabulary.problems == ()
    assert vocabulary.groups == shipped_vocabulary().groups


def test_importing_the_library_reads_no_vocabulary() -> None:
    code = (
        "import sys, search; loading = sys.modules['search.vocabulary.loading'];"
        "assert loading.shipped_vocabulary.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)


# Upkeep


def test_rebuilding_going_back_and_compacting_leave_the_file(index: Path) -> None:
    file = write(index, "甲醇 木精")
    build(index, NEW)
    roll_back(index)
    compact_index(index)
    with open_writer(index) as writer:
        writer.add(NEW)
        writer.commit()
    assert file.read_text("utf-8") == "甲醇 木精"
    assert not (index / "vocabulary.tsv.new").exists()


def test_a_copy_takes_the_file_along_and_restoring_overwrites_no_edit(index: Path, tmp_path: Path) -> None:
    file = write(index, "甲醇 木精")
    copy_generation(index, tmp_path / "copy")
    assert (tmp_path / "copy" / "vocabulary.tsv").read_text("utf-8") == "甲醇 木精"
    write(index, "甲苯 石油精")
    restore_generation(index, tmp_path / "copy")
    assert file.read_text("utf-8") == "甲苯 石油精"
    file.unlink()
    restore_generation(index, tmp_path / "copy")
    assert file.read_text("utf-8") == "甲醇 木精"
    restore_generation(tmp_path / "fresh", tmp_path / "copy")
    assert (tmp_path / "fresh" / "vocabulary.tsv").read_text("utf-8") == "甲醇 木精"


def test_a_copy_that_fails_leaves_no_vocabulary(index: Path, tmp_path: Path) -> None:
    write(index, "甲醇 木精")

    def fail(source: Path, target: Path) -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        copy_generation(index, tmp_path / "copy", beside=fail)
    assert not (tmp_path / "copy").exists()


def test_an_index_is_built_where_only_a_vocabulary_stands(tmp_path: Path) -> None:
    file = write(tmp_path, "甲醇 木精")
    with open_writer(tmp_path, rebuild=True) as writer:
        writer.add(Article(id="a", body="天津"))
        writer.commit()
    with open_index(tmp_path) as index:
        assert len(index) == 1
    assert file.read_text("utf-8") == "甲醇 木精"


# The command


def test_the_command_tells_what_is_also_searched(index: Path) -> None:
    result = run("vocabulary", "出租车", "土豆", "天津", "--index", index)
    assert result.exit_code == 0
    assert result.stdout == "出租车: 計程車, 的士, 德士\n土豆: 馬鈴薯, 薯仔, 花生\n天津: -\n"
    assert "土豆 stands in 2 groups" in result.stderr


def test_the_command_lists_all_groups_in_the_form_that_a_file_has(index: Path) -> None:
    result = run("vocabulary", "--index", index)
    assert read_groups(result.stdout, "listed").groups == list(shipped_vocabulary().groups)


def test_the_command_writes_a_file_to_begin_with_once(index: Path) -> None:
    assert run("vocabulary", "--start-full", "--index", index).exit_code == 0
    assert (index / "vocabulary.tsv").read_text("utf-8") == vocabulary_start(everything=True)
    again = run("vocabulary", "--start", "--index", index)
    assert again.exit_code == 1
    assert "vocabulary.tsv: File exists" in again.stderr


def test_the_command_names_the_lines_that_cannot_be_read(index: Path) -> None:
    write(index, "软件@cn 軟體@taiwan")
    result = run("vocabulary", "软件", "--index", index, "--json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert answer["also"] == {"软件": ["軟體"]}
    assert "line 1" in answer["problems"][0]
    assert f"problem: {index}{os.sep}vocabulary.tsv, line 1" in result.stderr


def test_the_command_wants_an_index(tmp_path: Path) -> None:
    result = run("vocabulary", "--start", "--index", tmp_path / "none")
    assert result.exit_code == 1
    assert "there is no index" in result.stderr
