"""Plain text as it is copied from a page becomes an article, furniture aside."""

from pathlib import Path

import pytest

from index.errors import PageRejected
from index.pages.byline import Byline, is_byline, read_byline
from index.pages.furniture import is_furniture, starts_tail
from index.plaintext import read_plaintext
from index.script import script_of
from index.sources import read_sources
from search.article import Article

SEED = Path(__file__).parents[1] / "seeds" / "000_54ff603b945a6a1f.txt"


@pytest.fixture(scope="module")
def seed() -> Article:
    (record,) = read_sources([SEED])
    return record.article


def test_seed_gives_its_title_byline_and_date(seed: Article) -> None:
    assert seed.title == "『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能"
    assert (seed.source, seed.author, seed.editor) == ("人民網", "", "李彤")
    assert seed.published == "2019-06-09T19:32:03+08:00"
    assert seed.script == "hant"


def test_seed_gives_its_summary_without_the_label(seed: Article) -> None:
    assert seed.summary.startswith("人工智能引領新一輪科技革命和產業變革,代表未來發展趨勢。")
    assert seed.summary.endswith("在建設『天津智港』中體現寶坻擔當。")


def test_seed_is_about_baodi_and_names_three_places_more(seed: Article) -> None:
    assert seed.regions == ("天津市/寶坻區", "北京市/通州區", "河北省/唐山市", "香港")


def test_seed_body_is_its_nine_paragraphs_as_printed(seed: Article) -> None:
    assert len(seed.paragraphs) == 9
    assert seed.paragraphs[0].startswith("編者按:5月16日,習近平總書記致信祝賀")
    assert seed.paragraphs[4] == "天津市寶坻區委書記\xa0殷向傑"
    assert seed.paragraphs[-1].endswith("著力構建一流的人工智能服務生態系統。")
    assert "乾事創業" in seed.body
    assert "30平方公裡" in seed.body


@pytest.mark.parametrize(
    "line",
    [
        "掃碼閱讀手機版",
        "下載津雲客戶端",
        "推薦新聞",
        "我來說兩句",
        "聯系我們",
        "All rights reserved",
        "12120170001",
    ],
)
def test_seed_furniture_is_kept_apart_and_stays_findable(seed: Article, line: str) -> None:
    assert line not in seed.body
    assert line in seed.furniture


def test_every_line_of_a_text_is_kept_in_one_part(seed: Article) -> None:
    printed = {line.strip() for line in SEED.read_text("utf-8").splitlines() if line.strip()}
    kept = {seed.title, f"內容提要:{seed.summary}", *seed.paragraphs, *seed.furniture.split("\n")}
    assert kept == printed


def test_simplified_labels_with_full_width_colons_are_read() -> None:
    article = read_plaintext(
        "宝坻区与唐山市签约\n2019年6月9日 08:05　来源：新华网　作者：张三 李四　责任编辑：王五\n"
        "摘要：两地合作。\n双方签署了协议。\n（完）\n相关新闻\n别的标题",
        "a.txt",
    )
    assert (article.source, article.author, article.editor) == ("新华网", "张三 李四", "王五")
    assert article.published == "2019-06-09T08:05+08:00"
    assert (article.summary, article.body) == ("两地合作。", "双方签署了协议。\n（完）")
    assert "别的标题" in article.furniture
    assert article.script == "hans"


def test_text_without_byline_is_an_article_all_the_same() -> None:
    article = read_plaintext("颱風假期\r\n\r\n臺南市政府宣布停班停課。\r\n", "a.txt")
    assert (article.title, article.body) == ("颱風假期", "臺南市政府宣布停班停課。")
    assert (article.source, article.published, article.furniture) == ("", "", "")


def test_long_first_line_gives_its_first_sentence_as_title_and_stays_in_the_body() -> None:
    article = read_plaintext("臺南市政府昨天宣布停班停課。" + "風雨很大，" * 40, "a.txt")
    assert article.title == "臺南市政府昨天宣布停班停課。"
    assert article.body.startswith(article.title)


def test_text_of_white_space_is_refused() -> None:
    with pytest.raises(PageRejected):
        read_plaintext(" \n\u3000\n", "a.txt")


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("（责任编辑：张三 李四）", Byline(editor="张三 李四")),
        ("2019-06-09 08:00:00 来源: 中国新闻网", Byline("中国新闻网", published="2019-06-09T08:00:00+08:00")),
        ("發布時間：民國108年6月9日", Byline(published="2019-06-09")),
        ("文/張三 圖/李四", Byline(author="張三")),
    ],
)
def test_bylines_are_read_by_their_labels(line: str, byline: Byline) -> None:
    assert is_byline(line)
    assert read_byline(line) == byline


@pytest.mark.parametrize(
    "line", ["圖片來源：網路", "2019年6月9日，天津市召開會議。", "編者按:5月16日,習近平致信祝賀", ""]
)
def test_sentences_and_picture_credits_are_no_bylines(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "打印本页　分享到：微信　微博",
        "扫码阅读手机版",
        "首頁 | 新聞 | 財經 | 體育",
        "未經授權不得轉載",
        "更多",
    ],
)
def test_furniture_is_known_in_either_script(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "他下載了客戶端，然後去了北京。",
        "更多人來到天津。",
        "（完）",
        "「寶坻三十條」",
        "1|2",
        "推薦新聞獎得主發表演說",
    ],
)
def test_text_is_not_taken_for_furniture(line: str) -> None:
    assert not is_furniture(line)
    assert not starts_tail(line)


def test_script_is_told_by_the_characters_of_each() -> None:
    assert [script_of(text) for text in ("寶坻區委書記", "宝坻区委书记", "宝坻區委书記", "人民")] == [
        "hant",
        "hans",
        "mixed",
        "",
    ]
