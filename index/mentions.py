"""Where a text names a place: the longest names, left to right, in whatever script they are printed.

A name inside another word is no mention: 大同區域 does not name 大同區, 上海市場 not 上海市, 南京路
not 南京, 黃河南岸 not 河南. The rules for that look at the characters beside a name, so that no
segmenter is needed and a text costs one pass.
"""

import re
from dataclasses import dataclass

from index.gazetteer import Gazetteer, Sense

_AFTER_FULL = {
    "区": re.compile(r"[域间别块划分]"),
    "市": re.compile(r"场|民币|值"),
    "旗": re.compile(r"[帜袍号手]"),
    "州": re.compile(r"[际立]"),
}
_AFTER_SHORT = re.compile(r"[东西南北中]?(?:路(?![政透面段口])|街(?!道)|巷)|时间|大桥|道(?![德路理教])")
_BEFORE = {
    **dict.fromkeys(("河南", "河北"), "黄运淮辽浑"),
    **dict.fromkeys(("湖南", "湖北"), "大太西"),
    "江西": "长大",
    "海口": "入出",
    "新界": "创",
    "达州": "里华",
    "兰州": "里士荷",
    "成都": "一二两三四五六七八九十几多半0123456789变分完造组构养集形建",
}
"""Characters before a name that make it part of another word: 黃河南岸, 入海口, 創新界, 佛羅里達州."""

_GIVEN_NAMES = frozenset((
    "嘉兴", "遵义", "承德", "泰安", "延安", "玉林", "丽江",
    "金华", "武威", "永州", "永康", "建德", "德安", "新民",
))  # fmt: skip
_SURNAMES = frozenset(
    "陈林黄张李王吴刘蔡杨许郑谢郭洪曾邱廖赖周徐苏叶庄吕何萧罗潘朱钟彭胡施沈余卢梁赵孙邓杜曹冯董唐蒋"
)
"""Cities' names that people bear, and the surnames before them: 劉遵義, 陳嘉興."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: where it stands, and what it may mean."""

    start: int
    end: int
    name: str
    senses: tuple[Sense, ...]


def find_mentions(folded: str, gazetteer: Gazetteer) -> list[Mention]:
    """Return the names of places in a folded text, in order, none inside another."""
    found: list[Mention] = []
    openings, senses = gazetteer.openings, gazetteer.senses
    position, last = 0, len(folded) - 1
    while position < last:
        lengths = openings.get(folded[position : position + 2])
        if lengths is not None:
            for length in lengths:
                name = folded[position : position + length]
                meant = senses.get(name)
                if meant is not None and (fitting := _fitting(folded, position, name, meant)):
                    found.append(Mention(position, position + length, name, fitting))
                    position += length - 1
                    break
        position += 1
    return found


def _fitting(folded: str, start: int, name: str, senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """Return the senses that the characters beside the name allow."""
    end = start + len(name)
    rule = _AFTER_FULL.get(name[-1])
    if rule is not None and rule.match(folded, end):
        return ()
    if _AFTER_SHORT.match(folded, end):
        return tuple(sense for sense in senses if sense.is_full and len(name) > 2)
    before = folded[start - 1 : start]
    if before and (before in _BEFORE.get(name, "") or (name in _GIVEN_NAMES and before in _SURNAMES)):
        return ()
    return senses
