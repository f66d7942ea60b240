import json
from urllib.parse import quote

import pytest
from flask import Flask

from search import IndexNotFound, open_index
from tests.web_archive import ATTACK, BROKEN_EMOJI, SEED, build_index
from web import Settings, create_app
from web.library import installed
from web.problems import MEDIA_TYPE
from web.wire import ReadableJSON

HIT_FIELDS = {
    *("id", "title", "score", "source", "site", "author", "editor", "published", "regions"),
    *("section", "lang", "url", "copies", "missing", "fragments"),
}
PROBLEM_FIELDS = {"type", "title", "status", "detail", "code", "start", "end", "instead"}


def ask(client, path="/api/v1/search", **arguments):
    """Return status and record of an answer."""
    answer = client.get(path, query_string=arguments)
    record = json.loads(answer.data)
    if answer.status_code >= 400:
        assert answer.mimetype == MEDIA_TYPE
        assert set(record) == PROBLEM_FIELDS
        assert record["status"] == answer.status_code
        assert record["type"] == f"/api/#{record['code']}"
        assert record["title"]
        assert record["detail"]
    else:
        assert answer.mimetype == "application/json"
    return answer.status_code, record


def test_search_gives_hits_with_ranges_into_the_original(client):
    status, record = ask(client, q="干事创业")
    assert status == 200
    assert record["query"]["text"] == "干事创业"
    assert record["query"]["understood"]
    assert record["took_ms"] > 0
    hit = next(hit for hit in record["hits"] if hit["id"] == SEED.id)
    assert hit["title"] == SEED.title
    assert hit["regions"] == list(SEED.regions)
    assert hit["lang"] == "zh-Hant"
    assert hit["missing"] == []
    fragment = next(fragment for fragment in hit["fragments"] if fragment["section"] == "body")
    start, end = fragment["ranges"][0]
    assert SEED.body[start:end] == "乾事創業"
    assert SEED.body[fragment["start"] : fragment["end"]] == fragment["text"]
    start, end = fragment["marks"][0]
    assert fragment["text"][start:end] == "乾事創業"


def test_hit_has_exactly_the_fields_that_are_promised(client):
    _, record = ask(client, q="寶坻")
    assert set(record) == {
        *("query", "total", "partial", "took_ms", "notices", "also", "relaxations", "corrections", "hits")
    }
    assert set(record["hits"][0]) == HIT_FIELDS
    assert set(record["hits"][0]["fragments"][0]) == {"section", "text", "start", "end", "ranges", "marks"}


def test_answers_are_those_of_the_library(client, web_index):
    index = open_index(web_index)
    for text in ("天氣", "颱風 投票", '"立法會選舉"', "來源:氣象報 晴朗"):
        page = index.search(text, limit=7, offset=2)
        _, record = ask(client, q=text, limit=7, offset=2)
        assert [hit["id"] for hit in record["hits"]] == [hit.article.id for hit in page.hits]
        assert (record["total"], record["partial"]) == (page.total, page.partial)
        assert [hit["missing"] for hit in record["hits"]] == [list(hit.missing) for hit in page.hits]
        assert [notice["code"] for notice in record["notices"]] == [notice.code for notice in page.notices]
    index.close()


def test_limit_and_offset_cut_the_same_list(client):
    _, whole = ask(client, q="天氣", limit=25, sort="oldest")
    _, part = ask(client, q="天氣", limit=5, offset=10, sort="oldest")
    assert [hit["id"] for hit in part["hits"]] == [hit["id"] for hit in whole["hits"]][10:15]


def test_chinese_is_readable_on_the_wire(client):
    assert "乾事創業".encode() in client.get("/api/v1/search", query_string={"q": "干事创业"}).data


def test_article_comes_whole(client):
    for article in (SEED, ATTACK):
        status, record = ask(client, f"/api/v1/articles/{quote(article.id, safe='')}")
        assert status == 200
        assert record == article.to_dict()


def test_half_an_emoji_is_the_replacement_character(client):
    status, record = ask(client, f"/api/v1/articles/{BROKEN_EMOJI.id}")
    assert status == 200
    assert record["body"] == "斷掉的表情\ufffd符號。"
    assert ask(client, q="殘缺表情")[1]["hits"][0]["title"] == "殘缺表情 \ufffd 的報道"


def test_json_of_an_index_from_elsewhere_keeps_half_an_emoji_as_an_escape():
    assert ReadableJSON(Flask(__name__)).dumps("天\ud83d") == '"\\u5929\\ud83d"'


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "empty"),
        ({"q": ""}, "empty"),
        ({"q": "天氣", "limit": "0"}, "bad_limit"),
        ({"q": "天氣", "limit": "101"}, "bad_limit"),
        ({"q": "天氣", "limit": "many"}, "bad_limit"),
        ({"q": "天氣", "offset": "-1"}, "bad_offset"),
        ({"q": "天氣", "offset": "10001"}, "bad_offset"),
        ({"q": "天氣", "sort": "best"}, "bad_sort"),
        ({"q": "天氣", "vocabulary": "no"}, "bad_vocabulary"),
        ({"q": "天" * 10_000}, "too_long"),
        ({"q": "天" * 100_000}, "too_long"),
        ({"q": "天氣", "limit": "9" * 100_000}, "bad_limit"),
        ({"q": "天氣", "limit": "1_0"}, "bad_limit"),
        ({"q": "天氣", "limit": "٣"}, "bad_limit"),
        ({"q": "天氣", "limit": ""}, "bad_limit"),
        ({"q": "天氣", "limit": ["1", "2"]}, "repeated_parameter"),
        ({"q": ["天氣", "天氣"]}, "repeated_parameter"),
        ({"q": "天氣", "lmit": "5"}, "unknown_parameter"),
        ({"q": "天氣", "x" * 100_000: "5"}, "unknown_parameter"),
        ({"q": "天氣", "lang": "en"}, "unknown_parameter"),
        ({"q": "天氣", "copies": "none"}, "bad_copies"),
        ({"q": "天氣", "from": "yesterday"}, "bad_from"),
        ({"q": "天氣", "from": "2020", "to": "2019"}, "bad_from"),
        ({"q": "天氣", "to": "x" * 100_000}, "bad_to"),
        ({"q": "天氣", "script": "latin"}, "bad_script"),
        ({"q": "天氣", "region": "/"}, "bad_region"),
        ({"q": "天氣", "source": "報" * 201}, "bad_source"),
        ({"q": "天氣", "source": [str(number) for number in range(101)]}, "bad_source"),
    ],
)
def test_bad_request_is_400_with_a_code(client, arguments, code):
    status, record = ask(client, **arguments)
    assert status == 400
    assert record["code"] == code
    assert (record["start"] is None) == (code.startswith(("bad_", "unknown", "repeated")))


def test_error_in_a_question_says_where(client):
    status, record = ask(client, q='天氣 "晴朗')
    assert status == 400
    assert record["code"] == "unclosed_quote"
    assert record["start"] == 3
    assert record["end"] > 3


def test_errors_are_in_english_whatever_the_browser_reads(client):
    answer = client.get("/api/v1/search?q=a&limit=x", headers={"Accept-Language": "zh-TW"})
    assert json.loads(answer.data)["detail"] == "limit is “x”; it must be a number from 1 to 100."


@pytest.mark.parametrize("path", ["/api/v1/articles/no/such", "/api/v1/nothing", "/api/v2/search"])
def test_what_is_not_there_is_404_in_json(client, path):
    status, record = ask(client, path)
    assert status == 404
    assert record["code"] in {"article_not_found", "not_found"}


def test_wrong_method_is_405_in_json(client):
    answer = client.post("/api/v1/search")
    assert answer.status_code == 405
    assert json.loads(answer.data)["code"] == "method_not_allowed"
    assert "GET" in answer.headers["Allow"]


def test_health_counts_the_articles(client, web_index):
    status, record = ask(client, "/healthz")
    index = open_index(web_index)
    assert status == 200
    assert record == {"status": "ok", "articles": len(index), "generation": index.status().generation}
    index.close()


def test_index_that_vanishes_is_503_and_the_log_says_why(tmp_path, caplog):
    web_index = build_index(tmp_path / "index")
    app = create_app(Settings(index=web_index))
    opened = installed(app).index()
    web_index.rename(tmp_path / "elsewhere")
    client = app.test_client()
    for path in ("/healthz", "/api/v1/search?q=天氣"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert json.loads(answer.data)["code"] == "index_unavailable"
        assert "Retry-After" in answer.headers
    answer = client.get("/search?q=天氣&lang=en")
    assert answer.status_code == 503
    assert "cannot be read at the moment" in answer.get_data(as_text=True)
    assert str(web_index) not in answer.get_data(as_text=True)
    assert str(web_index) in caplog.text
    (tmp_path / "elsewhere").rename(web_index)
    assert client.get("/healthz").status_code == 200
    opened.close()


def test_app_without_an_index_is_refused_as_search_says_it(tmp_path):
    with pytest.raises(IndexNotFound, match="dibao-index"):
        create_app(Settings(index=tmp_path / "none"))
