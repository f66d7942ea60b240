import re
from html import unescape

import pytest

from search import Article, open_writer
from tests.results_archive import ITEMS, chips, follow, parameters, reading, total
from tests.web_archive import ask, links, words
from web import Settings, create_app
from web.library import installed


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    with reading(tmp_path_factory.mktemp("results") / "index") as client:
        yield client


def page_title(html):
    return unescape(re.search("<title>(.*?)</title>", html, re.S)[1])


def heading(html):
    return unescape(re.search("<h1[^>]*>(.*?)</h1>", html, re.S)[1])


def svg(html):
    return re.search(r"<svg.*?</svg>", html, re.S)[0]


# A list without a question


def test_filters_alone_list_the_newest_first_under_their_own_name(reader):
    _, html = ask(reader, "/search", source="人民網", region="天津市", lang="en")
    assert total(html) == 5
    assert heading(html) == "人民網, 天津市"
    assert page_title(html) == "人民網, 天津市 · Dibao"
    assert "Read as" not in html
    shown = re.findall(r"天氣第(\d+)期", words(html))
    assert shown == ["5", "4", "3", "2", "1"]


def test_list_without_a_question_offers_no_best_match(reader):
    _, html = ask(reader, "/search", source="人民網", lang="en")
    assert "Best match" not in html
    assert re.search(r'aria-current="true">Newest first</a>', html)
    oldest = next(link for link in links(html) if "sort=oldest" in link)
    assert re.search(r'aria-current="true">Oldest first</a>', follow(reader, oldest))


def test_question_with_filters_names_both_its_words_and_its_chips(reader):
    _, html = ask(reader, "/search", q="天氣", source="人民網", lang="en")
    assert heading(html) == "Results for “天氣”"
    assert list(chips(html)) == ["Remove Source: 人民網"]


# The histogram


def test_every_bar_is_a_link_to_the_hits_that_its_name_says(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    bars = re.findall(r'<a href="([^"]*)" aria-label="([^"]*)">', svg(html))
    assert len(bars) == 12  # 2010 to 2021
    for href, name in bars:
        hits = int(re.fullmatch(r"\d{4}: (\d+) of \d+", name)[1])
        assert total(follow(reader, unescape(href))) == hits, name


def test_bars_of_a_chosen_year_are_its_months(reader):
    _, html = ask(reader, "/search", q="天氣", **{"from": "2019", "to": "2019", "lang": "en"})
    names = re.findall(r'aria-label="([^"]*)"><path', svg(html))
    months = ("January", "February", "March", "April", "June", "August")
    assert names == [f"{month} 2019: 1 of 1" for month in months]
    assert "<tr><th>2019-05<td>0<td>" in html  # the empty month has its row


def test_articles_that_are_not_in_the_picture_are_counted_beneath_it(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    assert "Undated: 1" in words(html)
    _, html = ask(reader, "/search", q="天氣", lang="en", **{"from": "2020-02", "to": "2020-02"})
    assert "Dated less exactly: 1" in words(html)


def test_nothing_dated_has_no_picture_but_the_form(reader):
    _, html = ask(reader, "/search", q="天氣第8期", lang="en")
    assert total(html) == 1
    assert "<svg" not in html
    assert 'name="from"' in html


@pytest.mark.parametrize("days", [{"from": "yesterday"}, {"to": "2019-13"}, {"from": "2020", "to": "2019"}])
def test_days_that_cannot_be_read_keep_the_question_and_lead_back_to_it(reader, days):
    status, html = ask(reader, "/search", q='天氣 "晴朗"', source="氣象報", lang="en", **days)
    assert status == 400
    assert 'name="q" type="search" value="天氣 &#34;晴朗&#34;"' in html
    way_back = re.search('<a href="([^"]+)">Search at all times</a>', html)[1]
    assert parameters(unescape(way_back)) == {"q": ['天氣 "晴朗"'], "source": ["氣象報"], "lang": ["en"]}
    assert not re.search(r"\bfrom is\b|\bto is\b", html), "a form's field is called as the form calls it"


@pytest.mark.parametrize("days", [{"from": "yesterday"}, {"to": "2019-13"}, {"from": "2020", "to": "2019"}])
def test_days_that_are_none_are_refused_with_words(reader, days):
    status, html = ask(reader, "/search", q="天氣", lang="en", **days)
    assert status == 400
    assert next(iter(days.values())) in words(html)


def test_days_of_the_republics_calendar_are_understood(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en", **{"from": "108年", "to": "108年6月"})
    assert total(html) == 5
    assert 'name="from" value="108年"' in html


# Copies


def test_hit_says_how_many_copies_it_stands_for_and_leads_to_them(reader):
    _, html = ask(reader, "/search", q="天氣", source="轉載報", lang="en")
    assert html.count('class="hit"') == 1
    href = re.search(r'class="copies"[^>]*><a href="([^"]*)">2 other copies</a>', html)[1]
    assert unescape(href).startswith("/copies/results-30?")
    assert parameters(unescape(href)) == {"q": ["天氣"], "source": ["轉載報"], "lang": ["en"]}


def test_copies_can_be_shown_one_by_one_and_folded_again(reader):
    _, html = ask(reader, "/search", q="天氣", source="轉載報", lang="en")
    html = follow(reader, next(link for link in links(html) if "copies=show" in link))
    assert html.count('class="hit"') == 3
    assert "other cop" not in html
    back = unescape(re.search(r'href="([^"]*)">Fold copies</a>', html)[1])
    assert follow(reader, back).count('class="hit"') == 1


# How many, in which order, and what is kept


def test_page_size_is_chosen_and_kept(reader):
    _, html = ask(reader, "/search", q="天氣", copies="show", lang="en")
    assert html.count('class="hit"') == 10
    html = follow(reader, next(link for link in links(html) if "size=20" in link))
    assert html.count('class="hit"') == 20
    assert any("page=2" in link and "size=20" in link for link in links(html))
    html = follow(reader, next(link for link in links(html) if "size=50" in link))
    assert html.count('class="hit"') == len(ITEMS)
    assert 'class="paging"' not in html


@pytest.mark.parametrize("wrong", [{"size": "11"}, {"copies": "all"}, {"vocabulary": "yes"}, {"script": "x"}])
def test_choice_that_is_none_is_refused_with_words(reader, wrong):
    status, html = ask(reader, "/search", q="天氣", lang="en", **wrong)
    assert status == 400
    assert f"{next(iter(wrong))} is “{next(iter(wrong.values()))}”" in html


def test_page_of_a_narrowed_question_leads_to_its_first(reader):
    _, html = ask(reader, "/search", q="天氣", page="2", lang="en")
    narrowing = [link for link in links(html) if "source=" in link or "from=" in link or "region=" in link]
    assert len(narrowing) > 20
    assert not [link for link in narrowing if "page=" in link and not link.startswith("/article/")]


def test_new_question_from_the_box_keeps_order_size_and_language_alone(reader):
    _, html = ask(
        reader, "/search", q="天氣", source="人民網", sort="newest", size="20", copies="show", lang="en"
    )
    box = re.search(r'<form role="search".*?</form>', html, re.S)[0]
    kept = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', box))
    assert kept == {"sort": "newest", "size": "20", "lang": "en"}


def test_hits_carry_the_language_they_are_printed_in(reader):
    _, html = ask(reader, "/search", q="天气", source="人民網", lang="en")
    assert {"zh-Hant", "zh-Hans"} == set(re.findall(r'class="hit" lang="([^"]*)"', html))
    assert '<time datetime="2019-06-09" lang="en">June 9, 2019</time>' in html


def test_link_of_a_hit_knows_the_question_and_its_place(reader):
    _, html = ask(reader, "/search", q="天氣", source="人民網", page="1", sort="oldest", lang="en")
    href = re.search(r'<h3><a href="([^"]*)">', html)[1]
    expected = {"q": ["天氣"], "source": ["人民網"], "sort": ["oldest"], "hit": ["1"], "lang": ["en"]}
    assert parameters(unescape(href)) == expected
    assert reader.get(unescape(href)).status_code == 200


# Nothing found


def test_filters_that_leave_nothing_can_be_left_out(reader):
    status, html = ask(reader, "/search", q="第7次報告", source="新華網", lang="en")
    assert status == 200
    assert "Articles have it, but the filters leave none of them." in html
    assert "Did you mean" not in html
    offered = re.search(r'Without the filters: <a href="([^"]*)" lang="zh">[^<]*</a> <span>1 article', html)
    assert total(follow(reader, unescape(offered[1]))) == 1
    assert list(chips(html)) == ["Remove Source: 新華網"]


def test_filter_that_no_article_has_shows_its_chip_and_no_hits(reader):
    status, html = ask(reader, "/search", source="無此報", lang="en")
    assert status == 200
    assert total(html) == 0
    assert list(chips(html)) == ["Remove Source: 無此報"]


def test_refused_question_keeps_quiet_about_facets(reader):
    status, html = ask(reader, "/search", q="(" * 40 + "天" + ")" * 40, source="人民網")
    assert status == 400
    assert "panel" not in html


# Weight


def test_page_stays_light_beside_many_values_and_bars(tmp_path):
    folder = tmp_path / "index"
    with open_writer(folder, rebuild=True) as writer:
        for number in range(400):
            month = number % 120
            writer.add(
                Article(
                    id=f"https://news.example.cn/2019/{number:06}.shtml",
                    title=f"天氣第{number}期",
                    body="今日天氣晴朗，氣溫回升，局部地區有雨。" * 8,
                    source=f"第{number % 50}市政府新聞及國際關係處",
                    regions=(f"省{number % 7}/市{number % 90}",),
                    published=f"{2010 + month // 12}-{month % 12 + 1:02}-01",
                )
            )
        writer.commit()
    app = create_app(Settings(index=folder))
    for text in ("天氣", "今日天氣晴朗 氣溫回升 局部地區有雨 " * 4):
        answer = app.test_client().get("/search", query_string={"q": text})
        assert answer.status_code == 200
        assert len(answer.data) < 90_000, text
    installed(app).index().close()
