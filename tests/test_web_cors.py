import pytest

from web import Settings, create_app
from web.cors import check_origin

READER = "https://reader.example.org"
PREFLIGHT = {"Origin": READER, "Access-Control-Request-Method": "GET"}


@pytest.fixture(scope="module")
def ask(web_index):
    clients = {
        origins: create_app(Settings(index=web_index, cors_origins=origins)).test_client()
        for origins in ((), (READER, "http://localhost:3000"), ("*",))
    }

    def asking(origins, path="/api/v1/search?q=天氣", method="GET", **headers):
        return clients[origins].open(path, method=method, headers=headers)

    return asking


def allowed(answer):
    return {name: value for name, value in answer.headers if name.startswith("Access-Control")}


def test_no_other_site_may_read_unless_it_is_named(ask):
    for method in ("GET", "OPTIONS"):
        answer = ask((), method=method, **PREFLIGHT)
        assert allowed(answer) == {}
        assert "Origin" not in answer.headers.get("Vary", "")


def test_a_named_site_may_read_answers_and_problems(ask):
    for path in ("/api/v1/search?q=天氣", "/api/v1/search", "/api/v1/nothing", "/api/v1/openapi.json"):
        answer = ask((READER, "http://localhost:3000"), path, Origin=READER)
        assert answer.headers["Access-Control-Allow-Origin"] == READER
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"{READER}.evil.example", "null", "", f"{READER}/"]
)
def test_another_site_may_not_and_caches_know_that_it_matters(ask, origin):
    answer = ask((READER, "http://localhost:3000"), Origin=origin)
    assert allowed(answer) == {}
    assert "Origin" in answer.headers["Vary"]


def test_a_preflight_says_what_may_be_sent(ask):
    answer = ask((READER, "http://localhost:3000"), method="OPTIONS", **PREFLIGHT)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


def test_a_304_may_be_read_too(ask):
    origins = (READER, "http://localhost:3000")
    tag = ask(origins, Origin=READER).headers["ETag"]
    answer = ask(origins, **{"Origin": READER, "If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.headers["Access-Control-Allow-Origin"] == READER


def test_every_site_may_where_a_star_is_set(ask):
    answer = ask(("*",), Origin="https://anyone.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Origin" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    "path", ["/", "/search?q=天氣", "/article/w01", "/api/", "/healthz", "/static/dibao.css"]
)
def test_pages_are_read_by_no_other_site(ask, path):
    for origins in ((READER, "http://localhost:3000"), ("*",)):
        answer = ask(origins, path, Origin=READER)
        assert allowed(answer) == {}
        answer.close()


def test_credentials_are_never_allowed(ask):
    for origins in ((READER, "http://localhost:3000"), ("*",)):
        for method in ("GET", "OPTIONS"):
            answer = ask(origins, method=method, **PREFLIGHT)
            assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    ["", "reader.example.org", "https://a/", "https://a b", "null", "ftp://a", "https://*.a", "https://寶坻"],
)
def test_what_no_browser_sends_as_an_origin_is_refused_at_the_start(web_index, origin):
    with pytest.raises(ValueError, match="is not an origin; write"):
        create_app(Settings(index=web_index, cors_origins=(origin,)))


def test_an_origin_is_written_as_browsers_write_it():
    assert check_origin(" HTTPS://Reader.Example.org:8443 ") == "https://reader.example.org:8443"
    assert check_origin("http://[::1]:3000") == "http://[::1]:3000"
