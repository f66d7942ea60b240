"""The API beside plain searching: filters, copies, related articles, suggestions, counts, and refusals."""

import pytest
from werkzeug.exceptions import TooManyRequests

from search import Article
from tests.test_web_api import ask
from web import Settings, create_app
from web.library import installed
from web.problems import MEDIA_TYPE


@pytest.mark.parametrize(
    ("typed", "code", "faulty", "instead"),
    [
        ("天氣 date:2019-02-30", "bad_date", "2019-02-30", "天氣"),
        ("weather:晴朗", "unknown_field", "weather:", "weather 晴朗"),
        ("天氣 (晴朗", "unclosed_bracket", "(", "天氣 晴朗"),
        ("(((", "unclosed_bracket", "(", None),
    ],
)
def test_what_would_be_searched_instead_is_said(client, typed, code, faulty, instead):
    status, record = ask(client, q=typed)
    assert status == 400
    assert (record["code"], record["instead"]) == (code, instead)
    assert typed[record["start"] : record["end"]] == faulty


def test_filters_narrow_down_what_is_found(client):
    _, record = ask(
        client, q="天氣", source=["氣象報", "香港電台"], region="台南市", limit=50, **{"from": "2023-03-20"}
    )
    assert [hit["source"] for hit in record["hits"]] == ["氣象報"] * 6
    assert record["total"] == 6


def test_filters_alone_list_what_they_leave_newest_first(client):
    _, record = ask(client, source="氣象報", limit=2)
    assert [hit["id"] for hit in record["hits"]] == ["w25", "w24"]
    assert record["query"] == {"text": "", "understood": ""}


def test_copies_are_folded_where_that_is_asked(tmp_path, index_of):
    body = "寶坻區召開大會，研究創新發展。"
    index_of(
        tmp_path / "index",
        Article(id="first", title="寶坻開會", body=body, published="2020-01-01", cluster="first"),
        Article(id="again", title="寶坻開會", body=body, published="2020-01-02", cluster="first"),
    ).close()
    client = create_app(Settings(index=tmp_path / "index")).test_client()
    shown, folded = ask(client, q="寶坻")[1], ask(client, q="寶坻", copies="fold")[1]
    assert [(hit["id"], hit["copies"]) for hit in folded["hits"]] == [("first", 1)]
    assert sorted((hit["id"], hit["copies"]) for hit in shown["hits"]) == [("again", 0), ("first", 0)]
    assert shown["total"] == folded["total"] == 2
    _, record = ask(client, "/api/v1/articles/again/copies")
    assert [(copy["id"], copy["is_head"]) for copy in record["copies"]] == [("first", True), ("again", False)]
    assert len(ask(client, "/api/v1/articles/again/copies", limit=1)[1]["copies"]) == 1


def test_related_articles_say_what_they_share(client):
    _, record = ask(client, "/api/v1/articles/w01/related", limit=3)
    assert len(record["related"]) == 3
    assert all("天氣" in found["shared"] for found in record["related"])
    assert "w01" not in {found["id"] for found in record["related"]}


@pytest.mark.parametrize("name", ["related", "copies"])
def test_an_id_that_ends_like_an_address_can_be_read_and_so_can_every_list(tmp_path, index_of, name):
    articles = [Article(id="a", body="寶坻智能"), Article(id=f"a/{name}", body="寶坻智能科技")]
    index_of(tmp_path / "index", *articles).close()
    client = create_app(Settings(index=tmp_path / "index")).test_client()
    assert ask(client, f"/api/v1/articles/a%2F{name}")[1]["body"] == "寶坻智能科技"
    assert name in ask(client, f"/api/v1/articles/a/{name}", limit=5)[1]
    assert name in ask(client, f"/api/v1/articles/a%2F{name}/{name}")[1]


@pytest.mark.parametrize("name", ["related", "copies"])
def test_lists_of_an_unknown_article_are_404(client, name):
    status, record = ask(client, f"/api/v1/articles/none/{name}")
    assert (status, record["code"]) == (404, "article_not_found")
    assert ask(client, f"/api/v1/articles/w01/{name}", limit=101)[1]["code"] == "bad_limit"


def test_suggestions_complete_what_is_typed(client, app):
    installed(app).index().load_suggestions()
    _, record = ask(client, "/api/v1/suggest", q="lifahui", limit=3)
    assert record["suggestions"][0] == {"text": "立法會", "kind": "word", "articles": 1, "article_id": ""}


@pytest.mark.parametrize("typed", ["", " ", "「", "\0", "天" * 100_000, "%"])
def test_nothing_that_is_typed_is_an_error_of_suggestions(client, typed):
    assert ask(client, "/api/v1/suggest", q=typed) == (200, {"suggestions": []})
    assert ask(client, "/api/v1/suggest")[0] == 200


def test_corrections_are_those_of_the_library(client, app):
    index = installed(app).index()
    index.load_suggestions()
    _, record = ask(client, "/api/v1/corrections", q="立發会選舉")
    meant = index.did_you_mean("立發会選舉")
    assert [found["text"] for found in record["corrections"]] == [found.text for found in meant] != []


def test_counts_are_those_of_the_library(client, app):
    index = installed(app).index()
    _, record = ask(client, "/api/v1/facets", q="天氣", field="source", limit=1)
    facet = index.facets("天氣", "source", limit=1)
    assert [tuple(found.values()) for found in record["values"]] == list(facet.values)
    assert (record["total"], record["missing"], record["others"]) == (
        facet.total,
        facet.missing,
        facet.others,
    )
    _, record = ask(client, "/api/v1/regions")
    assert record["total"] == len(index)
    assert {"name", "path", "count", "own", "children"} == set(record["children"][0])
    _, record = ask(client, "/api/v1/histogram", q="天氣", unit="day")
    assert [bucket["start"] for bucket in record["buckets"]][::24] == ["2023-03-01", "2023-03-25"]


def test_a_facet_without_its_own_filter_shows_what_else_there_is(client):
    values = {
        own: [
            found["value"]
            for found in ask(client, "/api/v1/facets", field="source", source="氣象報", own_filter=own)[1][
                "values"
            ]
        ]
        for own in ("on", "off")
    }
    assert values["on"] == ["氣象報"]
    assert len(values["off"]) > 3
    _, record = ask(client, "/api/v1/facets", field="region", within="天津市")
    assert [found["value"] for found in record["values"]] == ["天津市/宝坻区"]


@pytest.mark.parametrize("path", ["facets", "regions", "histogram"])
@pytest.mark.parametrize(("typed", "code"), [('"', "unclosed_quote"), ("date:never", "bad_date")])
def test_counts_of_a_question_that_cannot_be_read_are_refused(client, path, typed, code):
    given = {"field": "source"} if path == "facets" else {}
    assert ask(client, f"/api/v1/{path}", q=typed, **given)[1]["code"] == code


@pytest.mark.parametrize(
    ("path", "given", "code"),
    [
        ("facets", {}, "bad_field"),
        ("facets", {"field": "body"}, "bad_field"),
        ("facets", {"field": "source", "within": "a"}, "bad_within"),
        ("facets", {"field": "source", "own_filter": "false"}, "bad_own_filter"),
        ("facets", {"field": "source", "limit": "1001"}, "bad_limit"),
        ("regions", {"limit": "0"}, "bad_limit"),
        ("histogram", {"unit": "week"}, "bad_unit"),
        ("suggest", {"limit": "101"}, "bad_limit"),
        ("corrections", {}, "empty"),
        ("openapi.json", {"v": "1"}, "unknown_parameter"),
        ("articles/w01", {"q": "天氣"}, "unknown_parameter"),
    ],
)
def test_other_operations_refuse_what_they_cannot_read(client, path, given, code):
    status, record = ask(client, f"/api/v1/{path}", **given)
    assert (status, record["code"]) == (400, code)


@pytest.mark.parametrize("query", ["q=%FF%00%ED%A0%80", "q=a%F0%9F%98%80&source=%FF", "q=a%0Ab&region=%00"])
def test_bytes_that_are_no_text_are_answered(client, query):
    assert client.get(f"/api/v1/search?{query}").status_code == 200
    assert client.get(f"/api/v1/histogram?{query}").status_code == 200


def test_a_problem_quotes_little_of_what_was_sent(client):
    for query in ("limit=", "sort=", "from=", "region=%2F&source=", "x=", "x"):
        answer = client.get(f"/api/v1/search?q=a&{query}{'9' * 100_000}")
        assert answer.status_code == 400
        assert len(answer.data) < 2_000


def test_head_has_the_headers_and_no_body(client):
    for path in ("search?q=天氣", "search?q=%22", "articles/none"):
        got, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
        assert (head.status_code, head.mimetype, head.data) == (got.status_code, got.mimetype, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_other_methods_are_405_everywhere(client, method):
    for path in ("search", "suggest", "articles/w01", "articles/w01/related", "openapi.json"):
        answer = client.open(f"/api/v1/{path}", method=method)
        assert (answer.status_code, answer.mimetype) == (405, MEDIA_TYPE)
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_too_many_requests_and_bugs_are_problems_too(web_index, caplog):
    app = create_app(Settings(index=web_index))

    @app.get("/api/v1/tired")
    def tired():
        raise TooManyRequests(retry_after=7)

    @app.get("/api/v1/broken")
    def broken():
        raise ZeroDivisionError("/secret/path")

    client = app.test_client()
    answer = client.get("/api/v1/tired")
    assert (answer.status_code, answer.headers["Retry-After"], answer.json["code"]) == (
        429,
        "7",
        "too_many_requests",
    )
    status, record = ask(client, "/api/v1/broken")
    assert (status, record["code"]) == (500, "internal_server_error")
    assert "secret" not in str(record)
    assert "secret" in caplog.text
