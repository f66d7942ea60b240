"""What is refused before anything is looked up: methods, bodies, haste, crowds, addresses without an end."""

import json
import socket
from http.client import HTTPConnection
from time import monotonic
from urllib.parse import quote, urlsplit

import pytest

from tests.web_archive import build_index, serving
from web import Settings, create_app
from web.library import installed
from web.links import external
from web.serving.board import Board
from web.serving.rates import RateLimit


@pytest.fixture
def make_client(web_index):
    made = []

    def make(**changed):
        made.append(create_app(Settings(index=web_index, access_log="off", **changed)))
        return made[-1].test_client()

    yield make
    for app in made:
        installed(app).index().close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    index = build_index(tmp_path_factory.mktemp("limited") / "index")
    with serving(index, "--processes", "2", "--rate-limit", "40") as (address, _):
        yield urlsplit(address).netloc


def ask(address, method, path, **arguments):
    connection = HTTPConnection(address, timeout=30)
    try:
        connection.request(method, path, **arguments)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def ask_until_refused(address, path):
    """Return how many answers came before there was none, and the refusal: allowance comes back meanwhile."""
    for answered in range(400):
        status, headers, text = ask(address, "GET", path)
        if status == 429:
            return answered, headers, text
    raise AssertionError("it was never refused")


# Methods and bodies


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/search?q=x", "/api/v1/search?q=x", "/nowhere", "/static/dibao.css"])
def test_another_method_than_reading_is_405_everywhere(client, method, path):
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_body_is_refused_unread(client):
    for sent in ({"CONTENT_LENGTH": "1000000"}, {"HTTP_TRANSFER_ENCODING": "chunked"}):
        assert client.get("/search?q=x", environ_overrides=sent).status_code == 413
    answer = client.get("/api/v1/search?q=x", data=b"x")
    assert answer.status_code == 413
    assert answer.json["code"] == "content_too_large"
    assert client.get("/search?q=x", environ_overrides={"CONTENT_LENGTH": "0"}).status_code == 200


def test_a_body_is_refused_by_the_server_before_it_is_sent(address):
    with socket.create_connection(address.split(":"), timeout=30) as line:
        line.sendall(b"POST /static/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 405")


# Long addresses


@pytest.mark.parametrize("path", ["/static/", "/search?q=", "/api/v1/search?q="])
def test_an_address_that_is_too_long_is_414_by_the_server(address, path):
    status, _, text = ask(address, "GET", path + quote("天" * 10_000))
    assert (status, text) == (414, "")


@pytest.mark.parametrize("characters", [4_001, 7_000])
def test_a_question_that_is_too_long_is_told_so_up_to_what_the_box_takes(address, characters):
    question = quote("天" * characters)
    status, _, text = ask(address, "GET", f"/search?lang=en&q={question}")
    assert status == 400
    assert "The question is too long" in text
    status, _, text = ask(address, "GET", f"/api/v1/search?q={question}")
    assert status == 400
    assert json.loads(text)["code"] == "too_long"


def test_the_box_takes_no_more_than_an_address_can_hold(client):
    assert 'maxlength="7000"' in client.get("/").text
    assert len(quote("天" * 7_000)) < 65_534 - 2_000


def test_headers_without_an_end_are_refused(address):
    status, _, _ = ask(address, "GET", "/static/x", headers={"X-Long": "x" * 200_000})
    assert status == 431


# The rate limit


def test_all_processes_count_together_and_say_when_to_come_again(address):
    started = monotonic()
    answered, headers, text = ask_until_refused(address, "/api/v1/suggest-nothing")
    came_back = (monotonic() - started) * 40 / 60
    assert 20 <= answered <= 41 + came_back  # the other tests of this module asked too
    assert json.loads(text)["code"] == "too_many_requests"
    assert 1 <= int(headers["Retry-After"]) <= 60
    _, _, text = ask_until_refused(address, "/?lang=en")
    assert "Please wait" in text
    assert ask(address, "GET", "/healthz")[0] == 200
    assert ask(address, "GET", "/static/dibao.css")[0] == 200
    metrics = ask(address, "GET", "/metrics")[2]
    assert "dibao_rate_limited_total" in metrics


def test_an_allowance_is_told_and_spent_by_each_address_alone(make_client):
    client = make_client(rate_limit=2)
    for left in ("1", "0"):
        answer = client.get("/search?q=天氣")
        assert answer.status_code == 200
        assert answer.headers["RateLimit-Policy"] == '"minute";q=2;w=60'
        assert answer.headers["RateLimit"].startswith(f'"minute";r={left};t=')
    assert client.get("/").status_code == 429
    assert client.get("/", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_a_forwarded_address_counts_only_where_a_proxy_is_trusted(make_client):
    client = make_client(rate_limit=1)
    assert client.get("/", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200
    assert client.get("/", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 429
    client = make_client(rate_limit=1, trusted_proxies=1)
    for last in ("192.0.2.1", "192.0.2.2"):
        assert client.get("/", headers={"X-Forwarded-For": f"203.0.113.1, {last}"}).status_code == 200
        assert client.get("/", headers={"X-Forwarded-For": f"203.0.113.9, {last}"}).status_code == 429


def test_no_rate_limit_is_the_default_and_no_header_tells_of_one(client):
    assert "RateLimit" not in client.get("/").headers


def test_allowance_comes_back_with_time():
    rates = RateLimit(6, Board())
    assert [rates.take("a", now=100.0).remaining for _ in range(6)] == [5, 4, 3, 2, 1, 0]
    spent = rates.take("a", now=100.0)
    assert (spent.is_spent, spent.seconds) == (True, 10)
    assert rates.take("a", now=109.0).is_spent
    assert not rates.take("a", now=110.0).is_spent
    assert rates.take("a", now=110.0).is_spent
    assert rates.take("a", now=1000.0).remaining == 5


def test_a_household_counts_as_one_and_two_addresses_as_two():
    rates = RateLimit(1, Board())
    assert not rates.take("2001:db8:1:2::1", now=1.0).is_spent
    assert rates.take("2001:db8:1:2:ffff::9", now=1.0).is_spent
    assert not rates.take("2001:db8:1:3::1", now=1.0).is_spent
    assert not rates.take("192.0.2.1", now=1.0).is_spent
    assert rates.take("::ffff:192.0.2.1", now=1.0).is_spent
    assert not rates.take("no address", now=1.0).is_spent


# Crowds


def test_no_more_streams_than_there_are_places_go_on_at_once(make_client):
    client = make_client(streams=2)
    app = client.application
    app.add_url_rule("/api/stream", "s", lambda: app.response_class(iter(["x"] * 9), mimetype="text/csv"))
    one, other = client.get("/api/stream"), client.get("/api/stream")
    busy = client.get("/api/stream")
    assert busy.status_code == 503
    assert busy.json["code"] == "busy"
    assert int(busy.headers["Retry-After"]) == 30
    assert client.get("/").status_code == 200
    assert client.get("/static/dibao.css").status_code == 200
    one.close()
    assert other.text == "x" * 9
    assert [client.get("/api/stream").text for _ in range(5)] == ["x" * 9] * 5


def test_a_stream_that_fails_gives_its_place_back(make_client):
    client = make_client(streams=1)
    app = client.application

    def failing():
        yield "x"
        raise OSError("the disk is gone")

    app.add_url_rule("/fails", "f", lambda: app.response_class(failing(), mimetype="text/csv"))
    for _ in range(3):
        answer = client.get("/fails")
        assert answer.status_code == 200
        with pytest.raises(OSError, match="the disk is gone"):
            _ = answer.data


# The address that the world knows


@pytest.mark.parametrize(
    ("settings", "headers", "address"),
    [
        ({}, {}, "http://localhost/article/1"),
        ({"base_url": "https://dibao.example.org"}, {}, "https://dibao.example.org/article/1"),
        ({}, {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "x.example"}, "http://localhost/article/1"),
        (
            {"trusted_proxies": 1},
            {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "x.example"},
            "https://x.example/article/1",
        ),
    ],
)
def test_absolute_addresses_are_those_that_readers_use(make_client, settings, headers, address):
    client = make_client(**settings)
    client.application.add_url_rule("/where", "where", lambda: external("/article/1"))
    assert client.get("/where", headers=headers).text == address
