import re
from itertools import pairwise
from pathlib import Path

import pytest

from search import Article, open_writer
from tests.web_archive import (
    ATTACK,
    SEED,
    article_path,
    ask,
    build_index,
    links,
    words,
)
from web import Settings, create_app
from web.library import installed
from web.security import POLICY

CSS = Path(__file__).parents[1] / "web" / "static" / "dibao.css"


# Never run, always shown


def test_text_of_an_article_is_shown_and_never_markup(client):
    for path in ("/", "/search?q=攻擊", "/search?q=惡意腳本", f"{article_path(ATTACK)}?q=攻擊"):
        _, html = ask(client, path)
        assert "<script>" not in html
        assert "<img src=x" not in html
        assert "<b>攻" not in html
        assert "</mark><b>" not in html
        assert "javascript:" not in "".join(links(html))
    assert "<script>document.title='owned'</script>" in words(html)


def test_question_is_shown_and_never_markup(client):
    for text in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        '"<b>',
        "</title><script>x</script>",
    ):
        _, html = ask(client, "/search", q=text)
        assert "<script>" not in html
        assert "<img src=x" not in html
        assert "<b>&" not in html
        assert 'value="' in html


def test_every_answer_carries_the_policy(client):
    for path in (
        "/",
        "/search?q=天氣",
        "/search?q=",
        "/nowhere",
        "/static/dibao.css",
        "/healthz",
        "/api/v1/search",
    ):
        answer = client.get(path)
        assert answer.headers["Content-Security-Policy"] == POLICY, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Server"] == "Dibao"
        assert "Strict-Transport-Security" not in answer.headers
        answer.close()


def test_browsers_are_told_to_stay_with_https_where_that_is_the_address(web_index):
    for base_url, told in (("https://dibao.example.org", True), ("http://dibao.example.org", False)):
        app = create_app(Settings(index=web_index, base_url=base_url))
        answer = app.test_client().get("/healthz")
        assert ("Strict-Transport-Security" in answer.headers) is told
        installed(app).index().close()


def test_pages_hold_nothing_that_the_policy_would_stop(client):
    for path in ("/", "/search?q=天氣", f"{article_path(SEED)}?q=人工智能", "/nowhere"):
        _, html = ask(client, path)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", html)


# HTTP


@pytest.mark.parametrize("host", ["..", "a" * 64, "a..b:80"])
def test_a_host_that_cannot_be_one_is_refused(client, host):
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "Host" in answer.text


def test_static_files_are_cached_by_version_and_revalidated(client):
    _, html = ask(client, "/")
    sheet = next(link for link in links(html) if "dibao.css" in link)
    assert "?v=" in sheet
    answer = client.get(sheet)
    assert "max-age=604800" in answer.headers["Cache-Control"]
    again = client.get(sheet, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    answer.close()
    again.close()


def test_head_answers_like_get_without_a_body(client):
    for path in ("/", "/search?q=天氣", article_path(SEED)):
        answer = client.head(path)
        assert answer.status_code == 200
        assert answer.data == b""


def test_post_is_refused(client):
    answer = client.post("/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_unknown_page_is_404_in_the_same_style(client):
    status, html = ask(client, "/nowhere", lang="zh-Hans")
    assert status == 404
    assert "没有这个网页" in html
    assert 'role="search"' in html


def test_bug_is_answered_without_its_trace(web_index):
    app = create_app(Settings(index=web_index))
    app.add_url_rule("/bug", view_func=lambda: 1 / 0)
    answer = app.test_client().get("/bug?lang=en")
    assert answer.status_code == 500
    html = answer.get_data(as_text=True)
    assert "The page could not be made" in html
    assert "ZeroDivisionError" not in html
    installed(app).index().close()


def test_new_articles_are_seen_without_a_restart(tmp_path):
    web_index = build_index(tmp_path / "index")
    app = create_app(Settings(index=web_index))
    client = app.test_client()
    assert "<b>0 articles" in ask(client, "/search", q="新增文章", lang="en")[1]
    assert "新增文章" not in ask(client, "/")[1]
    with open_writer(web_index) as writer:
        writer.add(Article(id="new", title="新增文章上架", published="2024-01-01"))
        writer.commit()
    assert "<b>1 article" in ask(client, "/search", q="新增文章", lang="en")[1]
    assert "新增文章上架" in ask(client, "/")[1]
    installed(app).index().close()


# For every eye


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_apart(scheme):
    block = re.findall(r":root \{(.*?)\}", CSS.read_text(), re.S)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", block))
    for text in ("ink", "faint", "seal"):
        assert contrast(colours[text], colours["paper"]) >= 4.5, text
    assert contrast(colours["ink"], colours["mark"]) >= 4.5
    assert contrast(colours["on-seal"], colours["seal"]) >= 4.5
    assert contrast(colours["edge"], colours["paper"]) >= 3


@pytest.mark.parametrize(
    "path", ["/", "/search?q=天氣", "/search?q=颱風 投票", article_path(SEED), "/search?q=", "/nowhere"]
)
def test_page_has_its_landmarks_and_headings_in_order(client, path):
    _, html = ask(client, path)
    for tag in (
        "<header",
        "<main",
        "<footer",
        'role="search"',
        '<label class="unseen" for="q"',
        'class="skip"',
    ):
        assert html.count(tag) == 1, tag
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_addresses_on_a_page_take_no_orders_from_the_question(client):
    status, html = ask(client, "/?_scheme=javascript&_external=1&endpoint=x&_anchor=y&_method=z&article_id=1")
    assert status == 200
    assert all(link.startswith(("/", "#")) for link in links(html))


@pytest.mark.parametrize(
    "name", ["from", "to", "page", "sort", "size", "script", "lang", "vocabulary", "copies"]
)
def test_a_value_that_is_refused_is_quoted_as_text(client, name):
    answer = client.get("/search", query_string={"q": "天氣", name: '"><script>alert(1)</script>'})
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
