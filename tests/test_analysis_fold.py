import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import clean, fold

EVERY_CHARACTER = "".join(map(chr, range(sys.maxunicode + 1)))

SAME = [
    "乾事創業 幹事創業 干事创业",
    "公裡 公里 公裏",
    "標准 標準 标准",
    "提昇 提升",
    "支橕 支撐 支撑",
    "英纔 英才",
    "聯系 聯繫 联系",
    "囑托 囑託 嘱托",
    "平臺 平台",
    "著力 着力",
    "群眾 羣衆 群众",
    "借鑒 借鑑 借鉴",
    "關系 關係 关系",
    "布局 佈局",
    "殷向傑 殷向杰",
    "津雲 津云",
    "５月16日 5月16日",
    "ENORTH enorth",
    "為 爲 为",
    "說 説 说",
    "立法會選舉 立法会选举",
    "黃之鋒 黄之锋",
    "臺灣 台灣 台湾",
    "衛生 衞生 卫生",
    "裏面 裡面 里面",
    "線 綫 线",
    "氣象 气象 気象",
    "三晉 三晋",
    "呉 吳 吴",
    "計畫 計劃 计划",
    "朱鎔基 朱镕基",
]


@given(st.text())
def test_fold_keeps_the_length_of_any_string(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_fold_of_every_character_is_one_fixed_character() -> None:
    folded = fold(EVERY_CHARACTER)
    assert len(folded) == len(EVERY_CHARACTER)
    assert fold(folded) == folded


@given(st.text(), st.text())
def test_fold_does_not_depend_on_what_stands_around(before: str, after: str) -> None:
    assert fold(before + after) == fold(before) + fold(after)


@pytest.mark.parametrize("group", SAME)
def test_spellings_of_one_word_fold_together(group: str) -> None:
    assert len({fold(spelling) for spelling in group.split()}) == 1


@pytest.mark.parametrize("char", "么于幺薹℃…Ⅱ㎡芸缶予欠㗎堃喆〇")
def test_characters_that_are_words_of_their_own_stay_apart(char: str) -> None:
    assert fold(char) == char


def test_clean_strips_what_prints_as_nothing_and_nothing_else() -> None:
    assert clean("\ufeff臺\u200b灣\ufe0f A\u3000𨋢") == "臺灣 A\u3000𨋢"


@pytest.mark.data
def test_own_script_and_other_script_sentences_fold_alike(shared_data) -> None:
    compared = different = 0
    for line in (shared_data / "ts_pairs.jsonl").read_text("utf-8").splitlines():
        pair = json.loads(line)
        for hant, hans in zip(fold(pair["hant"]), fold(pair["hans"]), strict=True):
            if hant.isalnum():
                compared += 1
                different += hant != hans
    # 義大利/意大利 in two sentences: another word, not another script
    assert different <= 2
    assert compared > 30_000


def test_a_lift_is_found_in_either_script() -> None:
    assert fold("𨋢") == fold("䢂")
