"""Answers are packed as the browser says it can unpack them, and are the same when unpacked."""

import gzip

import brotli
import pytest
import zstandard
from flask import request

from tests.web_archive import SEED, article_path, build_index
from web import Settings, create_app
from web.library import installed

UNPACK = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}
LONG = "甲" * 2000


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    index = build_index(tmp_path_factory.mktemp("packed") / "index")
    app = create_app(Settings(index=index, access_log="off"))
    app.add_url_rule("/stream", "stream", lambda: app.response_class(iter([LONG] * 5), mimetype="text/csv"))
    app.add_url_rule("/picture", "picture", lambda: app.response_class(b"\0" * 9000, mimetype="image/png"))

    def tagged():
        answer = app.response_class(LONG, mimetype="application/json")
        answer.add_etag()
        return answer.make_conditional(request)

    app.add_url_rule("/tagged", "tagged", tagged)
    yield app.test_client()
    installed(app).index().close()


@pytest.mark.parametrize("packing", UNPACK)
@pytest.mark.parametrize("path", ["/", "/api/v1/search?q=天氣", article_path(SEED), "/static/dibao.css"])
def test_pages_are_the_same_unpacked(client, path, packing):
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": packing})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == packing
    if "took_ms" not in plain.text:  # that differs from one answer to the next
        assert UNPACK[packing](packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
        answer.close()


def test_the_quickest_of_what_a_browser_takes_is_used(client):
    for accepted, packing in (
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
    ):
        answer = client.get("/", headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == packing, accepted


@pytest.mark.parametrize("packing", UNPACK)
def test_a_streamed_answer_is_packed_piece_by_piece(client, packing):
    answer = client.get("/stream", headers={"Accept-Encoding": packing})
    assert answer.headers["Content-Encoding"] == packing
    assert "Content-Length" not in answer.headers
    assert UNPACK[packing](answer.data).decode() == LONG * 5


def test_what_is_short_failed_or_no_text_is_left_as_it_is(client):
    for path in ("/healthz", "/nowhere", "/picture", "/static/seal.svg"):
        answer = client.get(path, headers={"Accept-Encoding": "zstd"})
        assert "Content-Encoding" not in answer.headers, path
        answer.close()


def test_a_packed_answer_has_its_own_tag_and_is_met_by_it(client):
    tags = set()
    for packing in ("", *UNPACK):
        answer = client.get("/tagged", headers={"Accept-Encoding": packing})
        tags.add(tag := answer.headers["ETag"])
        again = client.get("/tagged", headers={"Accept-Encoding": packing, "If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
    assert len(tags) == 4
