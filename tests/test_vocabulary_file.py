"""The archivist's file of vocabulary: what it changes, and what of it cannot be read."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import (
    load_vocabulary,
    vocabulary_start,
)
from search.vocabulary import MAX_ALSO, Form, shipped_vocabulary
from search.vocabulary.groups import MAX_FORM, MAX_FORMS, MAX_PROBLEMS, read_groups
from search.vocabulary.loading import MAX_BYTES
from tests.conftest import PROJECT
from tests.generations import OLD, build


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
