"""Who, where and when: what a page says of its article, and what of that is believed."""

import pytest

from index.extract import extract
from tests.article_pages import PARAGRAPHS, article_page


def test_byline_gives_source_editor_and_date() -> None:
    article = extract(article_page(), "a.html")
    assert (article.source, article.editor, article.published) == ("示範網", "王五", "2019-06-09T19:32+08:00")


def test_json_ld_comes_before_the_byline_and_may_be_broken() -> None:
    ld = '{"@type":"NewsArticle","datePublished":"2019-06-08T10:00:00+08:00","articleSection":"港聞",}'
    article = extract(article_page(f'<script type="application/ld+json">{ld}</script>'), "a.html")
    assert (article.published, article.section) == ("2019-06-08T10:00:00+08:00", "港聞")
    broken = '{"@type":"NewsArticle","headline":"a "b" c","datePublished":"2019-06-07"'
    article = extract(article_page(f'<script type="application/ld+json">{broken}</script>', ""), "a.html")
    assert article.published == "2019-06-07"


def test_meta_elements_give_site_section_tags_and_address() -> None:
    head = (
        '<meta property="og:site_name" content="示範網"><meta property="article:section" content="天津">'
        '<meta property="article:tag" content="寶坻"><link rel="canonical" href="https://example.cn/a.html">'
    )
    article = extract(article_page(head), "a.html")
    assert (article.site, article.section, article.tags) == ("示範網", "天津", ("寶坻",))
    assert article.url == "https://example.cn/a.html"


def test_date_of_the_address_serves_where_nothing_prints_one() -> None:
    article = extract(article_page(byline=""), "a.html", url="https://example.cn/2019/06/09/a.html")
    assert article.published == "2019-06-09"


def test_description_that_repeats_the_body_is_no_summary() -> None:
    repeated = f'<meta name="description" content="{PARAGRAPHS[0]}">'
    assert extract(article_page(repeated), "a.html").summary == ""
    other = '<meta name="description" content="兩地代表在會上回顧了過去十年的往來，並展望未來。">'
    assert extract(article_page(other), "a.html").summary.startswith("兩地代表")


@pytest.mark.parametrize(
    ("canonical", "kept"),
    [
        ("https://www.example.com.cn/a/201906/c_1001.html", True),
        ("https://www.example.com.cn/", False),
        ("https://www.example.com.cn/index.html", False),
        ("/a/201906/c_1001.html", False),
        ("https://other.cn/a/201906/c_1001.html", False),
        ("https://www.example.com.cn/a/", False),
        ("https://www.example.com.cn/b/5555.html", False),
        ("javascript:void(0)", False),
        ("https://[broken/a", False),
    ],
)
def test_canonical_address_is_believed_only_where_it_may_be_this_page(canonical: str, kept: bool) -> None:
    url = "http://m.example.com.cn/a/201906/c_1001.html?from=wx"
    article = extract(article_page(f'<link rel="canonical" href="{canonical}">'), "a.html", url)
    assert article.url == (canonical if kept else url)


@pytest.mark.parametrize(
    ("captured", "url", "published"),
    [
        ("2019-06-20T08:00:00Z", "", "2019-06-09T19:32+08:00"),
        ("2020-02-01", "", "2019-06-09T19:32+08:00"),
        ("", "https://example.cn/2018/news/a.html", "2018-06-09T19:32+08:00"),
        ("", "", ""),
        ("yesterday", "", ""),
    ],
)
def test_day_without_a_year_takes_it_from_the_capture_or_the_address(
    captured: str, url: str, published: str
) -> None:
    html = article_page(byline="06月09日 19:32")
    assert extract(html, "a.html", url, captured).published == published


def test_capture_time_changes_nothing_else() -> None:
    html = article_page()
    assert extract(html, "a.html", captured="2024-01-01") == extract(html, "a.html")


def test_time_elements_marked_as_published_give_the_date() -> None:
    mark = '<time itemprop="datePublished" datetime="2019-06-08T07:00:00+08:00">前天</time>'
    assert extract(article_page(byline=mark), "a.html").published == "2019-06-08T07:00:00+08:00"


def test_publisher_is_the_source_where_the_page_names_no_other() -> None:
    head = '<meta property="og:site_name" content="示範日報">'
    assert extract(article_page(head, byline="2019-06-09"), "a.html").source == "示範日報"
    assert extract(article_page(head), "a.html").source == "示範網"


@pytest.mark.parametrize(
    ("claim", "text", "author"),
    [
        ("示範網", "", ""),
        ("記者張三／台北報導", "", "張三"),
        ("", "〔記者張三、李四／台北報導〕", "張三、李四"),
        ("", "（本报记者 张三 李四）", "张三 李四"),
        ("", "記者今天在現場看到，活動順利結束（完）", ""),
        ("", "〔即時新聞／綜合報導〕", ""),
    ],
)
def test_author_is_a_person_that_page_or_text_names(claim: str, text: str, author: str) -> None:
    html = article_page(f'<meta name="author" content="{claim}">', byline="2019-06-09")
    assert (
        extract(html.replace(f"<p>{PARAGRAPHS[0]}", f"<p>{text}{PARAGRAPHS[0]}"), "a.html").author == author
    )


def test_site_rules_name_the_publisher_and_its_time_zone_and_can_be_switched_off() -> None:
    url = "https://www.worldjournal.com/wj/story/121347/1001"
    html = article_page(byline="2019-06-09 19:32")
    known, unknown = extract(html, "a.html", url), extract(html, "a.html", url, site_rules=False)
    assert (known.site, known.published) == ("世界日報", "2019-06-09T19:32-04:00")
    assert (unknown.site, unknown.published) == ("示範網", "2019-06-09T19:32+08:00")
    assert (known.title, known.body) == (unknown.title, unknown.body)
