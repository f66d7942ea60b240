"""Behaviour in a table: each line a promise to readers, held on the user's seed article and on small ones.

The seed article is indexed by the command that archivists use, so these tests go through every layer:
extraction, analysis, engine, query language and highlighting.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from search import Article, Index, open_index
from tests import substrings
from tests.cases import AS_TYPED, PHRASES, PRINTED
from tests.conftest import PROJECT

SAME_ON_SEED = [
    "乾事創業 = 幹事創業 = 干事创业",
    "公裡 = 公里 = 公裏",
    "標准 = 標準 = 标准",
    "提昇 = 提升",
    "支橕 = 支撐 = 支撑",
    "英纔 = 英才",
    "聯系 = 聯繫 = 联系",
    "囑托 = 囑託 = 嘱托",
    "平臺 = 平台",
    "臺 = 台",
    "著力 = 着力",
    "群眾 = 羣衆 = 群众",
    "借鑒 = 借鑑 = 借鉴",
    "關系 = 關係 = 关系",
    "布局 = 佈局",
    "殷向傑 = 殷向杰",
    "津雲 = 津云",
    "５月16日 = 5月16日",
    "ENORTH = enorth",
    "快車道 = 快车道",
    "寶坻區委 = 宝坻区委",
    "為 = 爲 = 为",
    "說 = 説 = 说",
]
"""Spellings of one word; the seed article prints one of them, the first as a rule."""

SAME_ELSEWHERE = [
    "立法會選舉 = 立法会选举",
    "黃之鋒 = 黄之锋",
    "臺灣 = 台灣 = 台湾",
    "衛生 = 衞生 = 卫生",
    "裏面 = 裡面 = 里面",
    "線 = 綫 = 线",
    "氣象 = 气象 = 気象",
    "三晉 = 三晋",
]


def spellings(line: str) -> list[str]:
    return [spelling.strip() for spelling in line.split("=")]


@pytest.fixture(scope="module")
def seed_index(tmp_path_factory: pytest.TempPathFactory, seed_path: Path) -> Index:
    """The seed article, indexed as an archivist would."""
    path = tmp_path_factory.mktemp("seed") / "index"
    command = [
        sys.executable,
        "-m",
        "index",
        "build",
        str(seed_path),
        "--index",
        str(path),
        "--processes",
        "1",
    ]
    subprocess.run(command, check=True, cwd=PROJECT, capture_output=True)
    return open_index(path)


def answer(index: Index, query: str) -> list[tuple[str, list[tuple[str, str, tuple[tuple[int, int], ...]]]]]:
    """Return what a reader sees: articles in order, with the marked characters as printed."""
    return [
        (
            hit.article.id,
            [(fragment.section, fragment.text, fragment.ranges) for fragment in hit.fragments],
        )
        for hit in index.search(query).hits
    ]


def marked(index: Index, query: str) -> set[str]:
    return {
        fragment.text[first:last]
        for hit in index.search(query).hits
        for fragment in hit.fragments
        for first, last in fragment.marks
    }


def found(index: Index, query: str) -> list[str]:
    page = index.search(query, limit=100)
    assert page.total + page.partial == len(page.hits)
    return [hit.article.id for hit in page.hits if not hit.missing]


# Finding, whatever the script


@pytest.mark.parametrize("line", SAME_ON_SEED)
def test_any_spelling_finds_the_seed_and_marks_what_is_printed(seed_index, line) -> None:
    answers = [answer(seed_index, spelling) for spelling in spellings(line)]
    assert len(answers[0]) == 1
    assert all(other == answers[0] for other in answers)
    printed = marked(seed_index, spellings(line)[0])
    assert printed
    article = seed_index.search(spellings(line)[0]).hits[0].article
    text = "\n".join([article.title, article.summary, article.body, article.furniture])
    assert all(piece in text for piece in printed)


@pytest.mark.parametrize("line", SAME_ELSEWHERE)
def test_any_spelling_finds_every_spelling(make_index, line) -> None:
    forms = spellings(line)
    index = make_index(*(f"據報{form}的消息。" for form in forms), "無關的消息。")
    answers = [answer(index, form) for form in forms]
    assert all(other == answers[0] for other in answers)
    assert sorted(found(index, forms[0])) == [str(number) for number in range(len(forms))]
    assert marked(index, forms[0]) == set(forms)


@pytest.mark.data
def test_queries_in_either_script_give_identical_results(make_index, shared_data) -> None:
    """Aligned sentences in both scripts; two differ in a word (義大利/意大利), not in script."""
    lines = (shared_data / "ts_pairs.jsonl").read_text("utf-8").splitlines()
    pairs = [json.loads(line) for line in lines]
    index = make_index(*(pair[name] for pair in pairs for name in ("hant", "hans")))
    some = pairs[::2]  # whole sentences take longest
    unquoted = [pair for pair in some if answer(index, pair["hant"]) != answer(index, pair["hans"])]
    assert len(unquoted) <= 2
    asked = different = 0
    for pair in pairs:
        own, other = (f'"{pair[name].replace(chr(34), "")}"' for name in ("hant", "hans"))
        if any(mark in own + other for mark in "“”「」『』"):
            own, other = pair["hant"][:12].strip("「“『"), pair["hans"][:12].strip("「“『")
            if any(mark in own + other for mark in "“”「」『』()（）"):
                continue
        asked += 1
        different += answer(index, own) != answer(index, other)
    assert asked > 950
    assert different <= 2


# Finding exactly


@pytest.mark.parametrize(
    ("phrase", "numbers"),
    PHRASES,
)
def test_a_quoted_phrase_finds_every_article_with_it_and_no_other(make_index, phrase, numbers) -> None:
    assert sorted(found(make_index(*PRINTED), f'"{phrase}"')) == list(numbers)


@pytest.mark.parametrize(
    ("query", "body"),
    AS_TYPED,
)
def test_what_is_printed_is_found_as_typed(make_index, query, body) -> None:
    index = make_index("別的新聞，北京。天津", body)
    assert found(index, query) == ["1"]
    assert marked(index, query)


def test_a_sentence_end_keeps_words_apart(make_index) -> None:
    index = make_index("北京。天津", "北京、天津")
    assert found(index, '"北京天津"') == ["1"]


def test_a_pasted_headline_finds_its_article_first(seed_index, make_index) -> None:
    headline = "“三个坚持”拥抱智能新时代　为宝坻高质量发展赋能"
    assert seed_index.search(headline).hits[0].article.editor == "李彤"
    title = "「公車」停駛３天｜颱風假 怎麼放？"
    index = make_index("公車停駛", Article(id="it", title=title), "颱風假怎麼放，公車停駛三天")
    for pasted in (title, "“公车”停驶3天 台风假怎么放", "公車停駛3天颱風假怎麼放"):
        assert index.search(pasted).hits[0].article.id == "it"


@pytest.mark.data
def test_a_substring_of_a_real_text_is_found_by_its_phrase_and_only_where_it_is(
    shared_data, tmp_path
) -> None:
    """Oracle: plain substring of canonical texts without soft breaks."""
    index, oracle, phrases = substrings.build(tmp_path / "index", shared_data, every=100, seed=7, count=300)
    for phrase in phrases:
        page = index.search(f'"{phrase}"', limit=1000)
        assert {hit.article.id for hit in page.hits} == oracle(phrase), phrase
        assert page.total == len(page.hits)


# Highlighting on the page's text as printed


def test_hostile_text_is_data(make_index) -> None:
    body = '<script>alert(1)</script> &amp; "寶坻" <b>天津</b>'
    index = make_index(Article(id="x", title=body, body=body))
    for query in ("<script>", "alert(1)", "&amp; 寶坻", "天津</b>", "script"):
        for hit in index.search(query).hits:
            assert all(fragment.text in body for fragment in hit.fragments)


# Ingesting


def test_the_seed_text_gives_its_article(seed_index) -> None:
    article = seed_index.search("寶坻").hits[0].article
    assert article.title == "『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能"
    assert article.source == "人民網"
    assert article.editor == "李彤"
    assert article.author == ""
    assert article.published == "2019-06-09T19:32:03+08:00"
    assert article.summary.startswith("人工智能引領新一輪科技革命和產業變革")
    assert article.summary.endswith("體現寶坻擔當。")
    assert article.regions[0] == "天津市/寶坻區"
    assert {"北京市/通州區", "河北省/唐山市", "香港"} <= set(article.regions)
    furniture = (
        "掃碼閱讀手機版",
        "下載津雲客戶端",
        "推薦新聞",
        "我來說兩句",
        "Copyright",
        "許可證",
        "公網安備",
    )
    assert not [line for line in furniture if line in article.body]
    assert article.body.startswith("編者按:")
    assert article.body.endswith("著力構建一流的人工智能服務生態系統。")
