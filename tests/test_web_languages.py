"""The language of the interface: by address, by cookie, by what the browser asks for."""

import pytest


def language_of(answer):
    return answer.get_data(as_text=True).partition('<html lang="')[2].partition('"')[0]


def test_chosen_language_is_kept_in_a_cookie_that_says_nothing_else(client):
    answer = client.get("/?lang=zh-TW")
    cookie = answer.headers.getlist("Set-Cookie")
    assert len(cookie) == 1
    parts = {part.strip() for part in cookie[0].split(";")}
    assert {"lang=zh-Hant", "SameSite=Lax", "Path=/", "Max-Age=31536000"} <= parts
    assert "Secure" not in parts
    assert language_of(client.get("/about", headers={"Accept-Language": "en"})) == "zh-Hant"
    assert client.get("/?lang=zh-TW").headers.getlist("Set-Cookie") == []


def test_cookie_is_secure_over_https(client):
    answer = client.get("/?lang=en", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_address_wins_over_the_cookie_and_the_cookie_over_the_browser(client):
    client.set_cookie("lang", "zh-Hans")
    assert language_of(client.get("/help", headers={"Accept-Language": "en"})) == "zh-Hans"
    assert language_of(client.get("/help?lang=en", headers={"Accept-Language": "zh-TW"})) == "en"


@pytest.mark.parametrize(
    "value", ["", "fr", "zh", "zh-Hant\r\nX: y", "<script>", "=", "x" * 5000, "\ud83d", "ＺＨ"]
)
def test_cookie_that_names_no_language_is_ignored(client, value):
    answer = client.get(
        "/",
        headers={"Cookie": f"lang={value}".encode("utf-8", "replace").decode("latin-1").replace("\r\n", "")},
    )
    assert answer.status_code == 200
    assert language_of(answer) == "en"


def test_nobody_gets_a_cookie_who_chose_nothing(client):
    assert client.get("/").headers.getlist("Set-Cookie") == []
    assert client.get("/?lang=tlh").headers.getlist("Set-Cookie") == []
    assert client.get("/api/v1/search?q=a&lang=en").headers.getlist("Set-Cookie") == []


def test_caches_are_told_what_the_page_depends_on(client):
    varies = {name.strip() for name in client.get("/").headers["Vary"].split(",")}
    assert {"Accept-Language", "Cookie"} <= varies
