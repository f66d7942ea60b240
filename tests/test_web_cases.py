"""Behaviour in a table, at the API: the cases of `tests.cases` as a program sees them, and as a page."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search import Article
from tests.cases import ABSENT, ARTICLES, AS_TYPED, HOSTILE, MENDED, PHRASES, PRINTED, TYPED
from web import Settings, create_app
from web.library import installed

Serve = Callable[..., FlaskClient]
MOST_NOTICES = 16
MOST_BYTES = 64 * 1024
"""Of an answer, beside the question itself, which stands in a few links of a page."""


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory, index_of) -> Iterator[Serve]:
    """Return a function that indexes articles (or bodies, with ids 0, 1, …) and gives a server's client."""
    apps = []

    def start(*articles: Article | str) -> FlaskClient:
        folder = tmp_path_factory.mktemp("served") / "index"
        made = [Article(id=str(n), body=a) if isinstance(a, str) else a for n, a in enumerate(articles)]
        index_of(folder, *made).close()
        apps.append(create_app(Settings(index=folder)))
        return apps[-1].test_client()

    yield start
    for app in apps:
        installed(app).index().close()


@pytest.fixture(scope="module")
def client(serve: Serve) -> FlaskClient:
    return serve(*ARTICLES)


@pytest.fixture(scope="module")
def printed(serve: Serve) -> FlaskClient:
    return serve(*PRINTED)


@pytest.fixture(scope="module")
def as_typed(serve: Serve) -> FlaskClient:
    return serve(*(body for _, body in AS_TYPED))


def ask(client: FlaskClient, q: str, path: str = "/api/v1/search", **options: str) -> tuple[int, Any]:
    """Return status and record; half a surrogate pair is sent as three bytes, as careless programs do."""
    more = "".join(f"&{name}={value}" for name, value in options.items())
    encoded = quote(q, safe="", errors="surrogatepass")
    answer = client.get(f"{path}?q={encoded}{more}")
    assert len(answer.data) < MOST_BYTES + 8 * len(encoded)
    return answer.status_code, json.loads(answer.data) if answer.is_json else answer.get_data(as_text=True)


def complete(client: FlaskClient, q: str) -> list[str]:
    """Return the ids of all articles that have all of a question, sorted."""
    status, record = ask(client, q, limit="100")
    assert status == 200, record
    assert record["total"] + record["partial"] == len(record["hits"])
    found = [hit["id"] for hit in record["hits"] if not hit["missing"]]
    assert len(found) == record["total"]
    return sorted(found)


# Typing


@pytest.mark.parametrize(("queries", "ids"), TYPED)
def test_a_question_is_read_the_same_however_it_is_typed(client, queries, ids) -> None:
    assert [complete(client, query) for query in queries] == [ids] * len(queries)


# Finding exactly


@pytest.mark.parametrize(("phrase", "numbers"), PHRASES)
def test_a_quoted_phrase_finds_every_article_with_it_and_no_other(printed, phrase, numbers) -> None:
    assert complete(printed, f'"{phrase}"') == list(numbers)


@pytest.mark.parametrize(("query", "body"), AS_TYPED)
def test_what_is_printed_is_found_as_typed_and_marked(as_typed, query, body) -> None:
    _, record = ask(as_typed, query, limit="100")
    hit = next(hit for hit in record["hits"] if AS_TYPED[int(hit["id"])][1] == body)
    assert hit["missing"] == []
    marked = {body[start:end] for fragment in hit["fragments"] for start, end in fragment["ranges"]}
    assert query.lower() in {text.lower() for text in marked}


# Saying so


@pytest.mark.parametrize(("query", "code", "faulty", "instead"), MENDED)
def test_what_would_be_mended_is_400_with_its_place_and_what_could_be_asked_instead(
    client, query, code, faulty, instead
) -> None:
    status, record = ask(client, query)
    error = record
    assert (status, error["code"], error["instead"]) == (400, code, instead)
    assert query[error["start"] : error["end"]] == faulty
    assert error["detail"]
    status, record = ask(client, error["instead"])
    assert (status, record["query"]["understood"]) == (200, instead)


@pytest.mark.parametrize(("query", "code", "faulty", "instead"), MENDED)
def test_what_was_mended_is_answered_on_the_page(client, query, code, faulty, instead) -> None:
    status, html = ask(client, query, "/search")
    assert status == 200
    assert html.count('class="notice"') >= 1
    assert 'class="hit"' in html or "autor" in query


@pytest.mark.parametrize("query", ['"寶坻 京津', "“寶坻 京津", "「寶坻 京津", "『寶坻 京津", "＂寶坻 京津"])
def test_every_kind_of_quotation_mark_that_is_never_closed_is_named(client, query) -> None:
    status, record = ask(client, query)
    error = record
    assert (status, error["code"], error["start"], error["end"]) == (400, "unclosed_quote", 0, len(query))
    assert error["instead"] == '"寶坻 京津"'


@pytest.mark.parametrize("date", ["2019-02-30", "2019-13", "2019-06-31", "二〇一九年十三月", "昨天", "30000"])
def test_an_impossible_date_is_named_and_could_be_left_out(client, date) -> None:
    status, record = ask(client, f"寶坻 date:{date}")
    error = record
    assert (status, error["code"], error["instead"]) == (400, "bad_date", "寶坻")
    assert f"寶坻 date:{date}"[error["start"] : error["end"]] == date


def test_a_pattern_that_stands_for_too_many_words_is_refused_with_its_place(serve) -> None:
    client = serve(" ".join(f"a{number}x" for number in range(1_001)), "寶坻 abc")
    status, record = ask(client, "寶坻 a*")
    error = record
    assert (status, error["code"], error["start"], error["end"]) == (400, "pattern_too_broad", 3, 5)
    assert error["instead"] is None
    assert complete(client, "寶坻 ab*") == ["1"]
    status, html = ask(client, "寶坻 a*", "/search")
    assert status == 400
    assert "寶坻 <u>a*</u>" in html


@pytest.mark.parametrize(("query", "absent"), ABSENT)
def test_a_part_that_no_article_has_is_named_as_typed(client, query, absent) -> None:
    status, record = ask(client, query)
    assert (status, record["total"], record["hits"]) == (200, 0, [])
    assert record["notices"][0]["code"] == "term_not_found"
    assert record["notices"][0]["terms"] == [absent]
    assert (record["notices"][0]["start"], record["notices"][0]["end"]) == (None, None)


def test_partial_hits_say_what_they_lack_and_relaxations_find_what_they_count(client) -> None:
    _, record = ask(client, "寶坻 火星")
    assert (record["total"], record["partial"]) == (0, 2)
    assert [hit["missing"] for hit in record["hits"]] == [["火星"], ["火星"]]
    assert record["relaxations"] == [
        {"kind": "without_term", "changed": ["火星"], "query": "寶坻", "total": 2}
    ]
    assert len(complete(client, record["relaxations"][0]["query"])) == 2


def test_what_was_left_out_of_a_question_is_explained_with_its_place(client) -> None:
    status, record = ask(client, "寶坻 🙂")
    assert (status, record["total"]) == (200, 2)
    assert [(said["code"], said["terms"]) for said in record["notices"]] == [("unsearchable", ["🙂"])]
    assert (record["notices"][0]["start"], record["notices"][0]["end"]) == (3, 4)


def test_other_words_that_were_searched_are_listed_and_can_be_switched_off(serve) -> None:
    client = serve("計程車司機", "出租车司机")
    status, record = ask(client, "計程車")
    assert (status, record["total"], record["also"]) == (
        200,
        2,
        [{"typed": "計程車", "texts": ["出租车"]}],
    )
    _, record = ask(client, "計程車", vocabulary="off")
    assert (record["total"], record["also"]) == (1, [])


@pytest.mark.parametrize("path", ["/api/v1/search", "/search"])
@pytest.mark.parametrize(
    "query",
    [*HOSTILE, "天" * 4_001, "!?,.", " OR " * 500, "%00", "\ufffe\uffff", "NEAR/9" * 600, '"' * 10_000],
)
def test_hostile_questions_get_a_clear_answer_of_bounded_size(client, query, path) -> None:
    status, answer = ask(client, query, path)
    assert status in {200, 400}
    if path == "/search":
        assert 'class="notice"' in answer or "<h1>" in answer or 'class="hit"' in answer
    elif status == 400:
        error = answer
        assert error["code"] != "internal_server_error"
        assert 0 < len(error["detail"]) < 600
        assert 0 <= error["start"] <= error["end"] <= len(query)
    else:
        assert len(answer["notices"]) <= MOST_NOTICES


@pytest.mark.parametrize("encoded", ["%ED%A0%80", "%ED%A0%BD%ED%B8", "%FF%FE", "%C0%80", "%zz"])
def test_bytes_that_are_no_text_are_searched_as_they_stand_in_the_address(client, encoded) -> None:
    api, html = (client.get(f"{path}?q={encoded}") for path in ("/api/v1/search", "/search"))
    assert (api.status_code, html.status_code) == (200, 200)
    assert api.json["query"]["text"] == encoded
    assert api.json["total"] == 0
    assert api.json["notices"][0]["code"] == "term_not_found"


@pytest.mark.parametrize("encoded", ["", "%", "%00%0a", "%EF%BF%BD", "%F0%9F%99%82", "+++"])
def test_what_holds_no_letter_is_refused_as_empty(client, encoded) -> None:
    api, html = (client.get(f"{path}?q={encoded}") for path in ("/api/v1/search", "/search"))
    assert (api.status_code, html.status_code) == (400, 400)
    assert api.json["code"] == "empty"


def test_five_hundred_alternatives_are_searched_and_more_words_than_that_are_refused(client) -> None:
    words = [chr(0x5000 + number) + chr(0x6000 + number) for number in range(499)]
    assert complete(client, " OR ".join([*words, "寶坻"])) == ["baodi", "next"]
    status, record = ask(client, " ".join(f"w{number}" for number in range(300)))
    assert (status, record["code"]) == (400, "too_many_words")
    assert record["instead"] is None
