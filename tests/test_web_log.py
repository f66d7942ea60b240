"""The access log: a line for each answer, and nothing of what readers typed or of who they are."""

import json
import re
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest

from tests.web_archive import SEED, article_path, serving
from web import Settings, create_app
from web.library import installed

TYPED = "不可告人的問題"


@pytest.fixture
def ask_and_read(web_index, tmp_path):
    """Return a function that asks for paths and gives the lines of the log."""
    apps = []

    def run(*paths, headers=None, **settings):
        file = tmp_path / f"log{len(apps)}"
        app = create_app(Settings(index=web_index, access_log=str(file), **settings))
        apps.append(app)
        for path in paths:
            app.test_client().get(path, headers=headers).close()
        text = file.read_text("utf-8")
        return text, [json.loads(line) for line in text.splitlines()]

    yield run
    for app in apps:
        installed(app).index().close()


def test_a_line_says_what_was_answered_how_long_it_took_and_how_much_it_was(ask_and_read):
    _, (line,) = ask_and_read(f"/search?q={quote('天氣')}")
    assert list(line) == ["time", "method", "path", "route", "status", "bytes", "ms"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert (line["method"], line["path"], line["route"], line["status"]) == (
        "GET",
        "/search",
        "pages.search",
        200,
    )
    assert line["bytes"] > 2000
    assert line["ms"] > 0


def test_nothing_that_was_typed_and_nobody_is_in_the_log(ask_and_read):
    text, lines = ask_and_read(
        f"/search?q={TYPED}",
        f"/api/v1/search?q={TYPED}",
        f"{article_path(SEED)}?q={TYPED}",
        f"/{TYPED}",
        f"/search/{TYPED}",
        "/search?q=" + "天" * 5000,
        headers={
            "Referer": f"http://example.org/{quote(TYPED)}",
            "User-Agent": "Somebody's",
            "X-Forwarded-For": "192.0.2.7",
        },
    )
    assert len(lines) == 6
    for word in (TYPED, quote(TYPED), json.dumps(TYPED)[1:-1], "Somebody", "192.0.2.7", "127.0.0.1"):
        assert word not in text
    assert lines[2]["path"] == f"/article/{SEED.id}"
    assert [line["path"] for line in lines[3:5]] == [None, None]


def test_questions_and_addresses_are_there_for_who_asks_for_them(ask_and_read):
    _, (line,) = ask_and_read(f"/search?q={quote('天氣')}", log_queries=True, log_addresses=True)
    assert line["query"] == "q=天氣"
    assert line["address"] == "127.0.0.1"


def test_address_of_a_reader_behind_a_trusted_proxy_is_the_readers(ask_and_read):
    headers = {"X-Forwarded-For": "203.0.113.1, 192.0.2.7"}
    _, (line,) = ask_and_read("/", headers=headers, log_addresses=True, trusted_proxies=1)
    assert line["address"] == "192.0.2.7"
    _, (line,) = ask_and_read("/", headers=headers, log_addresses=True)
    assert line["address"] == "127.0.0.1"


@pytest.mark.parametrize(
    "path", ["/search?q=%FF%00%0A", "/%0A%22%7D%FF", "/article/%0A%ED%A0%BD", "/search?q=\ud83d"]
)
def test_no_address_makes_two_lines_of_one_or_stops_the_log(ask_and_read, path):
    _, (line,) = ask_and_read(path.encode("utf-8", "replace").decode(), log_queries=True)
    assert line["status"] < 500


def test_several_processes_write_whole_lines_and_strange_methods_are_not_repeated(web_index, tmp_path):
    file = tmp_path / "log"
    with serving(web_index, "--processes", "2", "--access-log", str(file)) as (address, _):
        for number in range(40):
            connection = HTTPConnection(urlsplit(address).netloc)
            connection.request("SECRET" if number % 2 else "GET", "/healthz")
            connection.getresponse().read()
            connection.close()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["status"] for line in lines].count(200) == 20
    assert {line["method"] for line in lines} == {"GET", "other"}
    assert file.stat().st_mode & 0o007 == 0
