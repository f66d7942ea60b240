"""Where a text names a place: the longest names, left to right, in whatever script they are printed.

A name inside another word is no mention: 大同區域 does not name 大同區, 上海市場 not 上海市, 形成都市
not 成都. Full names are held against the characters beside them; other names must also begin and end
where a word does, for which the segmenter cuts the few characters around them and not the whole text.

A name that says where something comes from more than where the article is (河南籍, 山东大学, 北京日报,
新华社北京6月9日电) is a faint mention: a witness for what other names mean, but little evidence alone.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from index.places.gazetteer import ALWAYS, SHORT, Gazetteer, Sense
from search.analysis import default_segmenter, fold

MOST_CANDIDATES = 20_000
"""Places in a text where a name may begin that are looked at: an article has tens, a book thousands."""

BESIDE = 8
"""Characters on either side of a name that are looked at."""

_AFTER_FULL = {
    "区": re.compile(r"[域间别块划分隔]"),
    "市": re.compile(r"场|民币|值|面上|盈率|售"),
    "旗": re.compile(r"[帜袍号手舰鼓]"),
    "州": re.compile(r"[际立]"),
    "县": re.compile(r"[官太]"),
    "镇": re.compile(r"[静痛定]"),
    "乡": re.compile(r"[愁音]"),
}
"""What follows a full name's last character where that belongs to another word."""

_NO_PLACE = re.compile(
    r"[东西南北中环]?[一二三四五六七八九]?"
    r"(?:路(?![政透面段口过况演桥跑网径线灯边权标障人])|街(?![道头坊市区景舞拍])|大街|大道|巷|里弄|弄\d)"
    r"|道(?![德路理教歉具士长观县])|(?<=[和及与]新疆)生产建设兵团|时间|合作组织|肺炎|舰|号(?:舰|轮|核)"
)
"""What follows a name that roads, ships, time zones, treaties and a disease bear."""

_FAINT_AFTER = re.compile(
    r"籍|话(?!题|剧|语)|菜(?!市|园|农|价)|[^的在与和及、，。是有到]{0,4}(?:大学|学院|医科大|师大)"
    r"|(?:[^的在与和及、，。]{0,2})(?:日报|晚报|晨报|时报|早报|商报|都市报|卫视|电视台|电台|广播|频道|新闻网|在线)"
)
"""What follows a name in those of universities, papers and stations, and in 河南籍."""

_DATELINE = re.compile(r"(?:新华社|新华网|中新社|中新网|人民网|央视网|本报|通讯社)(?:记者)?$")
_WIRED = re.compile(r"\d{1,2}月\d{1,2}日[电讯]")
"""新华社北京6月9日电: the capital's desk reports on the whole country."""

_BEFORE = {
    **dict.fromkeys(("河南", "河北"), "黄运淮辽浑两"),
    **dict.fromkeys(("湖南", "湖北"), "大太西两"),
    **dict.fromkeys(("广东", "广西"), "两"),
    "江西": "长大",
    "山东": "华泰衡",
    "海南": "上渤",
    "海口": "入出",
    "新界": "创",
    "香港": "飘",
    "达州": "里华",
    "兰州": "里士荷",
    "成都": "一二两三四五六七八九十几多半0123456789变分完造组构养集形建",
}
"""Characters before a name that make it part of another word: 黃河南岸, 入海口, 佛羅里達州."""

_AFTER = {
    "长治": ("久安",),
    "邯郸": ("学步",),
    "长春": ("藤", "花", "节"),
    "马公": ("司",),
    "金门": ("大桥", "公园"),
    "绍兴": ("酒",),
    "大连": ("接", "续"),
    "哈密": ("瓜",),
    "普洱": ("茶",),
    "金华": ("火腿",),
    "吉安": ("娜",),
    "香港": ("脚",),
    "三明": ("治",),
    "开封": ("菜",),
    "日照": ("时", "充", "强", "不", "量"),
    "大理": ("石", "寺"),
    "北海": ("道",),
    "黄石": ("公园",),
    "白银": ("价", "期"),
    "乌海": ("军",),
    "中山": ("大学", "纪念", "公园", "陵", "堂", "装", "服", "先生"),
    "新北": ("川", "海", "京"),
}
"""What follows a name where both make another word: 長治久安, 金門大橋, 三明治."""

_GIVEN_NAMES = frozenset((
    "嘉兴", "遵义", "承德", "泰安", "延安", "玉林", "丽江", "金华", "武威", "永州", "永康",
    "建德", "德安", "新民", "广元", "安庆", "伊春", "保定", "林芝", "天水", "国安", "云林",
))  # fmt: skip
_SURNAMES = frozenset(
    "陈林黄张李王吴刘蔡杨许郑谢郭洪曾邱廖赖周徐苏叶庄吕何萧罗潘朱钟彭胡施沈余卢梁赵孙邓杜曹冯董唐蒋高马韩魏范方石姚谭"
)
"""Cities' names that people bear, and the surnames before them: 劉遵義, 陳嘉興."""

_HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003134f]*")
_HAN_BEFORE = re.compile(_HAN.pattern + "$")
_WORD_HEADS = frozenset("东西南北大")
"""What a word may begin with before a place's name, which stays a mention: 西九龍, 大高雄."""

_WORD_TAILS = re.compile(r"[人市县区省州籍城港话乡镇府站湾湖河]$|机场|中心|大学|学院|医院|银行|基地")
"""What a word may end with after a county's name, which stays a mention: 昆山人, 义乌站."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: where it stands, its folded form, what it may mean, and whether faintly."""

    start: int
    end: int
    name: str
    senses: tuple[Sense, ...]
    is_faint: bool = False


class _Spot(NamedTuple):
    """A name in the folded characters around it, and whether another place's name ends right before it."""

    window: str
    start: int
    end: int
    name: str
    follows: bool


def find_mentions(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """Return the names of places in a text as printed, in order, none inside another.

    Time grows with the text's length; past MOST_CANDIDATES possible names the rest is not read.
    """
    found: list[Mention] = []
    openings = gazetteer.openings
    end = looked_at = 0
    for match in gazetteer.candidate.finditer(text):
        start = match.start()
        lengths = openings.get(text[start : start + 2])
        if lengths is None or start < end:
            continue
        looked_at += 1
        if looked_at > MOST_CANDIDATES:
            break
        mention = _mention(text, start, lengths, gazetteer, follows=bool(found) and start == end)
        if mention is not None:
            found.append(mention)
            end = mention.end
    return found


def _mention(
    text: str, start: int, lengths: tuple[int, ...], gazetteer: Gazetteer, *, follows: bool
) -> Mention | None:
    """Return the longest name that begins at `start` and that the characters beside it allow, or None."""
    left = max(0, start - BESIDE)
    window = fold(text[left : start + lengths[0] + BESIDE])
    at = start - left
    for length in lengths:
        name = window[at : at + length]
        senses = gazetteer.senses.get(name)
        if senses is None:
            continue
        spot = _Spot(window, at, at + length, name, follows)
        fitting = _fitting(spot, senses)
        if fitting:
            return Mention(start, start + length, name, fitting, _is_faint(spot))
    return None


def _fitting(spot: _Spot, senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """Return the senses that the characters beside the name allow."""
    if _NO_PLACE.match(spot.window, spot.end):
        return tuple(sense for sense in senses if sense.is_full and len(spot.name) > SHORT)
    if _is_cut(spot):
        return ()
    if not any(sense.needs_word for sense in senses):
        return senses
    opens = any(sense.needs_word and sense.counts == ALWAYS for sense in senses)
    if _is_word(spot, opens=opens):
        return senses
    return tuple(sense for sense in senses if not sense.needs_word)


def _is_cut(spot: _Spot) -> bool:
    """Tell whether the characters beside a name make it part of another word that the tables know."""
    window, start, end, name, _ = spot
    rule = _AFTER_FULL.get(name[-1])
    if rule is not None and rule.match(window, end):
        return True
    before = window[start - 1 : start] if start else ""
    return (
        (before != "" and before in _BEFORE.get(name[:2], ""))
        or window.startswith(_AFTER.get(name, ()), end)
        or (name in _GIVEN_NAMES and before in _SURNAMES)
    )


def _is_word(spot: _Spot, *, opens: bool) -> bool:
    """Tell whether words begin and end where the name does, or nearly: 西九龍, 昆山人.

    Where another place's name ends right before, the cut begins at the name. A name that says enough may
    open any word (`opens`): 南京军区, 鄱阳湖区.
    """
    window, start, end, _, follows = spot
    position = start if follows else start - len(_HAN_BEFORE.search(window, 0, start)[0])  # type: ignore[index]
    for word in default_segmenter().cut(_HAN.match(window, position)[0]):  # type: ignore[index]
        following = position + len(word)
        if position < start < following and (
            following < end or start != position + 1 or word[0] not in _WORD_HEADS
        ):
            return False
        if position <= start < following < end or start < position < end < following:
            # The segmenter knows the words, but not where an unknown name that holds one begins: 台|南運河.
            return opens or follows
        if position <= start and end < following:
            return opens or _WORD_TAILS.search(word, len(word) - 2) is not None
        position = following
        if position >= end:
            break
    return True


def _is_faint(spot: _Spot) -> bool:
    if _FAINT_AFTER.match(spot.window, spot.end):
        return True
    return (
        spot.name == "北京"
        and _WIRED.match(spot.window, spot.end) is not None
        and _DATELINE.search(spot.window, 0, spot.start) is not None
    )
