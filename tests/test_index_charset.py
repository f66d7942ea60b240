"""Bytes become the right text, whatever the page declares."""

import json
from pathlib import Path

import pytest

from index.charset import declared_charset, decode

HANT = "天津市寶坻區與臺南市簽署合作協議，推動人工智能發展，這是兩地第一次合作。"
HANS = "天津市宝坻区与唐山市签署合作协议，推动人工智能发展，这是两地第一次合作。"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5hkscs"])
@pytest.mark.parametrize("label", ["", "utf-8", "gb2312", "GBK", "big5", "iso-8859-1", "no-such-charset"])
def test_bytes_win_over_a_false_declaration(charset: str, label: str) -> None:
    text = f'<meta charset="{label}"><p>{HANT if charset == "big5hkscs" else HANS}</p>'
    decoded = decode(text.encode(charset))
    assert (decoded.text, decoded.charset, decoded.declared) == (text, charset, label)


def test_gb2312_means_gb18030() -> None:
    decoded = decode('<meta charset="gb2312"><p>朱镕基、㑇、𠮷祥的人是在这里。</p>'.encode("gb18030"))
    assert (decoded.charset, decoded.rule) == ("gb18030", "declared")
    assert "朱镕基、㑇、𠮷祥" in decoded.text


def test_big5_tries_hong_kongs_characters() -> None:
    decoded = decode('<meta charset="big5"><p>深水埗舊樓有𨋢，佢哋喺度食嘢。</p>'.encode("big5hkscs"))
    assert (decoded.charset, decoded.rule) == ("big5hkscs", "declared")
    assert "有𨋢，佢哋喺度" in decoded.text


def test_traditional_text_in_gbk_is_not_taken_for_big5() -> None:
    assert decode(HANT.encode("gb18030")).text == HANT


@pytest.mark.parametrize(
    ("mark", "charset"),
    [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
)
def test_byte_order_mark_decides_and_is_not_text(mark: bytes, charset: str) -> None:
    decoded = decode(mark + HANT.encode(charset))
    assert (decoded.text, decoded.charset, decoded.rule) == (HANT, charset, "bom")


def test_xml_declaration_counts_and_a_comment_does_not() -> None:
    assert declared_charset(b'<?xml version="1.0" encoding="Big5"?><html/>') == "Big5"
    assert declared_charset(b'<!-- <meta charset="big5"> --><meta charset=gbk>') == "gbk"
    page = b"<meta http-equiv='Content-Type' content='text/html; charset=gb2312'>"
    assert declared_charset(page) == "gb2312"


def test_a_broken_byte_costs_one_character_and_not_the_charset() -> None:
    data = HANS.encode("utf-8") + b"\xe5\xa4" + HANS.encode("utf-8")
    assert decode(data).text == f"{HANS}\ufffd{HANS}"
    assert decode(b"<meta charset=gbk>" + HANS.encode("gb18030") + b"\xff").charset == "gb18030"


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe\x80", b"plain ASCII", bytes(range(256))])
def test_any_bytes_give_some_text(data: bytes) -> None:
    assert isinstance(decode(data).text, str)


@pytest.mark.data
def test_all_real_files_in_chinese_charsets_are_read_right(shared_data: Path) -> None:
    folder = shared_data / "encodings"
    for line in (folder / "index.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        data = (folder / record["file"]).read_bytes()
        undeclared = data.replace(b"encoding=", b"x=", 1)
        charset = record["decodes_strictly_as"]
        assert decode(data).text == data.decode(charset), record["file"]
        assert decode(undeclared).text == undeclared.decode(charset), record["file"]


@pytest.mark.data
def test_all_real_pages_are_read_in_their_real_charset(shared_data: Path) -> None:
    for truth in sorted((shared_data / "html").glob("*/truth.json")):
        real = json.loads(truth.read_text("utf-8"))["real_charset"]
        assert decode(truth.with_name("page.html").read_bytes()).charset == real, truth.parent.name
