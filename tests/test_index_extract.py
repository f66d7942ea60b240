"""Pages become articles: what is printed, without what stands around it."""

import json
from pathlib import Path

import pytest

from index.errors import PageRejected
from index.extract import extract
from index.pages.page import MOST_LINES, blocks, parse, without_scripts
from tests.article_pages import MENU, PARAGRAPHS, article_page, page
from tests.extraction_scores import measure, missed_floors
from tests.measure_extraction import FLOORS, OURS


def test_body_is_the_paragraphs_in_order_and_nothing_around_them() -> None:
    assert extract(article_page(), "a.html").body.split("\n") == PARAGRAPHS


def test_paragraphs_may_be_line_breaks_in_a_table_cell() -> None:
    text = "<br><br>\u3000\u3000".join(PARAGRAPHS)
    html = page(f"<table><tr><td>{MENU}</td><td><b>寶坻與唐山簽約</b><br>{text}</td></tr></table>")
    assert extract(html, "a.html").body.split("\n") == PARAGRAPHS


def test_scripts_styles_and_hidden_text_are_never_text() -> None:
    hidden = '<script>var a="腳本"</script><style>p{content:"樣式"}</style><p style="display: none">隱藏</p>'
    html = article_page().replace('<div class="content">', f'<div class="content">{hidden}')
    article = extract(html, "a.html")
    assert not any(word in article.body + article.furniture for word in ("腳本", "樣式", "隱藏"))


def test_entities_and_markup_in_text_are_text() -> None:
    html = page(
        "<h1>寶坻與唐山簽約</h1><p>他寫下 &lt;script&gt;alert(1)&lt;/script&gt; &amp; 走了，沒有再回來。</p>"
    )
    assert "<script>alert(1)</script> & 走了" in extract(html, "a.html").body


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "深" + "</div>" * 50_000,
        "<p " + " ".join(f"a{number}=1" for number in range(50_000)) + ">字</p>",
        '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><html><body>&d;&#0;&#xD800;</body></html>',
        "<a>" * 20_000,
        "<p hidden>甲</p>乙" * 50_000,
        "<script>" * 50_000 + "<!--" * 50_000,
        '<meta property="og:title" content="標題之一二三四五六">' * 20_000
        + "<h1>標題之一二三四五六七</h1>" * 1_000,
        "<!-- nothing -->",
        "",
    ],
)
def test_hostile_pages_are_read_or_refused_and_nothing_else(html: str) -> None:
    try:
        extract(html, "a.html")
    except PageRejected as error:
        assert error.message


def test_page_inside_a_form_is_read() -> None:
    html = (
        article_page().replace("<body>", '<body><form id="aspnetForm">').replace("</body>", "</form></body>")
    )
    assert extract(html, "a.html").body.split("\n") == PARAGRAPHS


def test_article_that_a_script_would_unhide_is_read_where_nothing_else_is_shown() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    html = page(f'<h1>寶坻與唐山簽約</h1><div style="visibility: hidden">{text}</div><p>微信掃一掃</p>')
    assert extract(html, "a.html").body.split("\n") == PARAGRAPHS


def test_hidden_text_stays_hidden_beside_an_article() -> None:
    spam = "".join(
        f"<p>第{number}條隱藏的廣告，說的是完全無關的事情，請不要理會它。</p>" for number in range(300)
    )
    html = article_page().replace("<footer>", f'<div style="display:none">{spam}</div><footer>')
    assert extract(html, "a.html").body.split("\n") == PARAGRAPHS


def test_article_that_only_json_ld_holds_is_taken_from_there() -> None:
    written = json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(PARAGRAPHS)})
    html = page(f'<h1>寶坻與唐山簽約</h1><script type="application/ld+json">{written}</script>')
    assert extract(html, "a.html").body.split("\n") == PARAGRAPHS


def test_picture_captions_beside_the_paragraphs_are_left_out_and_those_among_them_stay() -> None:
    caption = "<figure><figcaption>雙方代表在簽約儀式上握手。（王五攝）</figcaption></figure>"
    outside = article_page().replace("<footer>", f"{caption}<footer>")
    inside = article_page().replace(f"<p>{PARAGRAPHS[1]}", f"{caption}<p>{PARAGRAPHS[1]}")
    assert "握手" not in extract(outside, "a.html").body
    assert "握手" in extract(inside, "a.html").body


def test_teasers_that_come_twice_are_read_once() -> None:
    teaser = "".join(f"<p>另一條消息{n}說，{PARAGRAPHS[n]}{PARAGRAPHS[n]}</p>" for n in range(3))
    html = article_page().replace("<p>打印", f"{teaser}{teaser}<p>打印")
    lines = extract(html, "a.html").body.split("\n")
    assert len(lines) == len(set(lines)) == 6


def test_lines_past_the_limit_are_left() -> None:
    lines = blocks(parse("<p>字</p>" * (MOST_LINES + 5)))
    assert len(lines) == MOST_LINES


def test_scripts_are_cut_out_only_where_they_end() -> None:
    text = "<p>甲</p><SCRIPT>a</SCRIPT ><!-- <script> --><p>乙</p><style>b</style><script>丙"
    assert without_scripts(text) == "<p>甲</p><p>乙</p><script>丙"
    kept = '<script type="application/ld+json">{}</script>'
    assert without_scripts(kept) == kept


@pytest.mark.data
def test_extraction_on_real_pages_stays_above_its_floors(shared_data: Path) -> None:
    folder = shared_data / "html"
    scores = {name: measure(folder, reader) for name, reader in OURS.items()}
    assert missed_floors(folder, scores, json.loads(FLOORS.read_text("utf-8"))) == []


def test_floors_fail_on_other_pages_than_they_were_pinned_for(tmp_path: Path) -> None:
    missed = missed_floors(tmp_path, {}, json.loads(FLOORS.read_text("utf-8")))
    assert len(missed) == 1
    assert "digest" in missed[0]


def test_a_page_whose_tags_are_never_closed_keeps_its_body() -> None:
    """The parser leaves out, without a word, what lies more than 256 elements deep."""
    body = "<p>臺南市政府今日宣布停班停課，請市民做好準備，不要外出。</p>" * 3
    page = "<html><head><title>颱風假期</title></head><body><h1>颱風假期</h1>"
    assert extract(page + "<font>" * 300 + body, "x").body.count("不要外出") == 3
    with pytest.raises(PageRejected, match="2,048 deep"):
        extract(page + "<font>" * 3000 + body, "x")
