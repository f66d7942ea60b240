import re
from html import unescape

import pytest

from search import Article
from tests.web_archive import COPY, HEAD, ask, links, words
from web import Settings, create_app
from web.library import installed
from web.versions import Row, compare

SAME = Article(id="same", title=HEAD.title, body=HEAD.body, script="hant", cluster="head/1")
ALONE = Article(id="alone", title="颱風來襲", body="臺南市政府宣布明日停班停課。", script="hant")


@pytest.fixture(scope="module")
def reader(index_of, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies") / "index"
    index_of(folder, HEAD, COPY, SAME, ALONE).close()
    app = create_app(Settings(index=folder))
    yield app.test_client()
    installed(app).index().close()


def test_article_leads_to_its_copies_where_it_has_some(reader):
    _, html = ask(reader, "/article/copy", lang="en")
    assert "/copies/copy?lang=en" in links(html)
    assert "2 other copies" in html
    _, html = ask(reader, "/article/alone", lang="en")
    assert "/copies/" not in html


def test_copies_are_listed_from_the_earliest_with_what_they_share(reader):
    status, html = ask(reader, "/copies/copy", lang="en")
    assert status == 200
    order = re.findall(r'<h2 lang="[^"]+"><a href="/article/([^"?]+)', html)
    assert order == ["head%2F1", "copy", "same"]
    first, itself, undated = html.partition('<ol class="versions">')[2].split("</li>")[:3]
    assert "Earliest" in first
    assert "天津日報" in first
    assert re.search(r"8\d % of the text alike", first)
    assert "This is the article that you came from." in itself
    assert "no date" in undated
    assert "/compare/copy?with=head/1&lang=en" in [link.replace("%2F", "/") for link in links(first)]


def test_article_without_copies_says_so(reader):
    status, html = ask(reader, "/copies/alone", lang="en")
    assert status == 200
    assert "The archive has no other copy of this article." in html


def test_versions_in_two_scripts_differ_only_where_they_say_something_else(reader):
    status, html = ask(reader, "/compare/head%2F1", **{"with": "copy", "lang": "en"})
    assert status == 200
    removed = re.findall(r"<del><span[^>]*>only in the first: </span>(.*?)<span", html)
    added = re.findall(r"<ins><span[^>]*>only in the second: </span>(.*?)<span", html)
    assert removed == ["今天"]
    assert [unescape(text) for text in added] == ["昨天", "<b>编辑</b>后记。"]
    assert "1 passage only in the first" in html
    assert "2 passages only in the second" in html
    assert '<div class="one" lang="zh-Hant">' in html
    assert '<div class="other" lang="zh-Hans">' in html


def test_metadata_that_differ_are_said_to(reader):
    _, html = ask(reader, "/compare/head%2F1", **{"with": "copy", "lang": "en"})
    rows = {
        words(name).split()[0]: "differs" in name for name in re.findall(r'<th scope="row">(.*?)</th>', html)
    }
    assert rows == {"Source": True, "Published": True, "Regions": False}
    assert "<i>北方网" not in html


def test_copy_word_for_word_says_that_nothing_differs(reader):
    _, html = ask(reader, "/compare/head%2F1", **{"with": "same", "lang": "en"})
    assert "The texts say the same" in html
    assert "<del><span" not in html


def test_any_two_articles_can_be_compared(reader):
    status, html = ask(reader, "/compare/alone", **{"with": "copy", "lang": "en"})
    assert status == 200
    assert "does not count these two as copies" in html
    assert ask(reader, "/compare/alone", **{"with": "alone"})[0] == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/copies/no/such", 404),
        ("/compare/no?with=copy", 404),
        ("/compare/copy?with=no", 404),
        ("/compare/copy", 400),
        ("/compare/copy?with=", 400),
    ],
)
def test_unknown_articles_are_404_and_none_is_400(reader, path, status):
    assert reader.get(path).status_code == status


def test_language_can_be_changed_where_two_versions_are_compared(reader):
    _, html = ask(reader, "/compare/head%2F1", **{"with": "copy", "lang": "en"})
    link = next(link for link in links(html) if "lang=zh-Hans" in link)
    assert ask(reader, link)[0] == 200
    assert "with=copy" in link


def test_rows_are_level_however_the_versions_are_cut():
    versions = compare(
        Article(id="a", body="一段話在這裡。\n只有前者有的。\n\n　　最後一段。"),
        Article(id="b", body="一段話在這裡。\n\n\n最後一段。\n只有後者有的。"),
    )
    (section,) = versions.sections
    assert [(text(row.one), text(row.other), row.is_same) for row in section.rows] == [
        (["一段話在這裡。"], ["一段話在這裡。"], True),
        (["只有前者有的。"], [], False),
        (["最後一段。"], ["最後一段。"], True),
        ([], ["只有後者有的。"], False),
    ]


def text(cell):
    return ["".join(part.text for part in paragraph).strip() for paragraph in cell]


def test_paragraphs_joined_in_one_version_stand_beside_both_in_the_other():
    versions = compare(Article(id="a", body="前段。\n後段。"), Article(id="b", body="前段。後段。"))
    (row,) = versions.sections[0].rows
    assert isinstance(row, Row)
    assert (text(row.one), text(row.other), row.is_same) == (["前段。", "後段。"], ["前段。後段。"], True)


def test_megabytes_are_compared_by_whole_sentences(reader):
    one = Article(id="a", body="晴朗。" * 100_000 + "雨" * 100_000)
    versions = compare(one, Article(id="b", body="雨天。" * 100_000 + "晴" * 100_000))
    assert versions.is_coarse
