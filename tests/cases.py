"""What readers type and what must come of it, in tables: held in the library and at the API."""

from search import Article

ARTICLES = [
    Article(
        id="baodi",
        title="寶坻開通快車道",
        body="市府宣布，寶坻連結京津。幹事創業，風雨無阻。",
        published="2019-06-09T19:32:03+08:00",
        source="人民網",
        site="北方網",
        author="王小明",
        editor="李彤",
        regions=("天津市/寶坻區",),
    ),
    Article(
        id="june",
        title="颱風假怎麼放",
        body="公車停駛三天，乾事的人少。",
        published="2019-06",
        source="中央社",
    ),
    Article(
        id="july",
        title="校慶",
        body="中山大學與中國科學技術大學合作，COVID-19 疫情後復辦。",
        published="2019-07-01",
    ),
    Article(id="next", title="選舉", body="誰是台南市長？答案揭曉：京津冀。寶坻。", published="2020-01-02"),
    Article(id="undated", title="干事", body="北京。天津 🙂", author="李小華"),
]

TYPED = [
    (['"寶坻連結"', "“寶坻連結”", "「宝坻连结」", "『寶坻連結』", "＂寶坻連結＂"], ["baodi"]),
    (
        ["(寶坻 OR 颱風) 公車", "（寶坻 或 颱風） 公車", "（宝坻｜台风） 公车", "(寶坻|颱風) AND 公車"],
        ["june"],
    ),
    (["寶坻 NOT 選舉", "寶坻 -選舉", "宝坻 －选举", "寶坻 AND NOT 選舉"], ["baodi"]),
    (["＋寶坻 ＋京津", "+寶坻 +京津", "寶坻 AND 京津"], ["baodi", "next"]),
    (["標題：寶坻", "标题:宝坻", "title:寶坻", "題名：寶坻"], ["baodi"]),
    (["來源：人民網", "来源:人民网", "source:人民網"], ["baodi"]),
    (["作者：王小明", "作者:王小明", "author:王小明"], ["baodi"]),
    (["編輯：李彤", "编辑:李彤", "editor:李彤"], ["baodi"]),
    (["地區：寶坻", "地区:宝坻区", "region:天津"], ["baodi"]),
    (["網站：北方網", "网站:北方网", "site:北方網"], ["baodi"]),
    (["日期：2019-06-09", "date:2019/6/9", "date:二〇一九年六月九日", "date:２０１９/6/9"], ["baodi"]),
    (["date:2019年6月", "date:2019-06", "日期:108年6月", "date:民國108年6月"], ["baodi", "june"]),
    (["date:2019", "date:108年", "date:民國108年", "date:二〇一九"], ["baodi", "july", "june"]),
    (
        ["date:2019-05..2019-07", "date:2019年5月至2019年7月", "date:108年5月~108年7月"],
        ["baodi", "july", "june"],
    ),
    (["before:2019-07", "早於：2019年7月", "早于:2019-07-01", "date:..2019-06"], ["baodi", "june"]),
    (["after:2019-06", "晚於:2019年6月", "晚于：2019-06-30", "date:2019-07.."], ["july", "next"]),
    (["寶坻 NEAR/10 京津", "京津 NEAR/10 寶坻"], ["baodi", "next"]),
    (["寶坻 PRE/10 京津", '"寶坻" pre/10 「京津」'], ["baodi"]),
    (["title:(寶坻 NEAR/5 快車)", "標題：寶坻 NEAR/5 快車"], ["baodi"]),
    (["中*大學", "中＊大学"], ["july"]),
    (["寶?連結", "宝?连结"], ["baodi"]),
    (["covid*", "COVID*", "c?vid", "cov*d"], ["july"]),
    (["=幹事", "＝幹事", "=「幹事」"], ["baodi"]),
    (["幹事", "干事", "乾事"], ["baodi", "june", "undated"]),
    (["-寶坻", "NOT 宝坻"], ["july", "june", "undated"]),
    (["date:2019 -公車", "date:2019 NOT 颱風"], ["baodi", "july"]),
]
"""Ways to type one question of `ARTICLES`, and the ids of all that it finds."""

MENDED = [
    ("autor:寶坻", "unknown_field", "autor:", "autor 寶坻"),
    ("京津 「寶坻", "unclosed_quote", "「寶坻", '京津 "寶坻"'),
    ("京津 (寶坻", "unclosed_bracket", "(", "京津 寶坻"),
    ("京津 寶坻)", "unopened_bracket", ")", "京津 寶坻"),
    ("寶坻 date:2019-02-30", "bad_date", "2019-02-30", "寶坻"),
    ("寶坻 日期：昨天", "bad_date", "昨天", "寶坻"),
    ("寶坻 NEAR/500 京津", "near_distance", "NEAR/500", "寶坻 NEAR/100 京津"),
    ("*寶坻", "leading_wildcard", "*", "寶坻"),
    ("寶坻 OR", "missing_operand", "OR", "寶坻"),
]
"""A question that is mended; the notice's code, the part that it is about, and what is searched."""

ABSENT = [
    ("寶坻 NEAR/2 颱風", "寶坻 NEAR/2 颱風"),
    ("寶坻 AND 北?上海", "北?上海"),
    ("寶坻 ＝「臺灣」", "＝「臺灣」"),
    ("寶坻 火星*", "火星*"),
]
"""A question, and the part of it, as typed, that no article has."""

HOSTILE = [
    "天" * 10_000,
    "，。！？" * 500,
    "\x00\x01\x1f" * 500,
    "\ud800" * 100,
    "(" * 3000,
    '"' * 3999,
    "寶?坻 " * 500,
    "寶 NEAR/9 坻 " * 300,
    "*" * 3999,
    "date:" * 700,
    "-" * 3999,
    "a:" * 1900,
]
"""Questions that nobody would type, each answered in bounded time."""

PRINTED = [
    "政府發布新聞報告。",
    "政府發布了新聞，報告在2020年5月1日。",
    "一區五園已經建成",
    "一區、五園",
    "他兩手托京津冀",
    "兩手，托京津",
    "發布。新聞報告",
    "2020年15月",
]
"""Bodies, their ids from 0."""

PHRASES = [
    ("發布新聞", "0"),
    ("发布新闻", "0"),
    ("新聞報告", "016"),
    ("2020年5月", "1"),
    ("一區五園", "23"),
    ("兩手托京津", "45"),
]
"""A phrase, and the ids of all of `PRINTED` that have it."""

AS_TYPED = [
    ("川普", "川普訪問台灣"),
    ("台灣", "川普訪問台灣"),
    ("立法會", "立法會選舉"),
    ("選", "立法會選舉"),
    ("區", "寶坻區"),
    ("〇", "二〇一九年"),
    ("5", "5月15日"),
    ("a", "維生素A"),
    ("2+4+46", "產業承接平臺“2+4+46”"),
    ("14.5", "面積14.5平方公裡"),
    ("2020年", "在2020年"),
    ("20200101", "編號20200101號"),
    ("5G", "全覆蓋5G網絡"),
    ("AI", "生成式AI"),
    ("H7N9", "甲型H7N9流感"),
    ("COVID-19", "新冠（COVID-19）疫情"),
    ("c++", "學C++的人"),
    ("jubao@staff.enorth.cn", "郵箱:jubao@staff.enorth.cn"),
    ("https://example.com/news?id=1", "見 https://example.com/news?id=1 。"),
    ("㗎", "係㗎"),
    ("𨋢", "坐𨋢落樓"),
    ("堃", "游錫堃"),
    ("喆", "陶喆演唱會"),
]
"""A question, and a body that it finds and in which it is marked."""
