"""Bytes become the right text, whatever the page declares."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.charset import declared_charset, decode
from index.charset_names import MEANS

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


def page(label: str, text: str) -> str:
    head = f'<html><head><meta charset="{label}"></head><body class="article">' if label else "<body>"
    return head + "".join(f"<p>{text}</p>\n" for _ in range(5))


@pytest.mark.parametrize(
    ("label", "charset", "text"),
    [
        ("gb2312", "big5hkscs", HANT),
        ("utf-8", "gb18030", HANS),
        ("utf-8", "big5hkscs", HANT),
        ("big5", "utf-8", HANT),
        ("big5", "utf-8", HANS),
        ("gbk", "utf-8", HANT),
        ("big5", "gb18030", HANS),
        ("shift_jis", "gb18030", HANS),
        ("euc-kr", "gb18030", HANS),
        ("windows-1252", "big5hkscs", HANT),
        ("utf-16", "utf-8", HANS),
        ("", "utf-16-le", HANS),
        ("", "utf-16-be", HANT),
        ("utf-8", "utf-16-le", HANT),
    ],
)
@pytest.mark.parametrize("who", ["header", "page", "both"])
def test_false_claims_of_header_and_page_lose(label: str, charset: str, text: str, who: str) -> None:
    whole = page(label if who != "header" else "", text)
    decoded = decode(whole.encode(charset), label if who != "page" else "")
    assert (decoded.text, decoded.charset) == (whole, charset)
    assert decoded.rule in ("validated", "detected")


@pytest.mark.parametrize("charset", ["gb18030", "big5hkscs", "utf-8"])
def test_the_header_goes_before_the_page_and_each_before_detection(charset: str) -> None:
    text = page("utf-8" if charset != "utf-8" else "big5", HANT)
    label = {"gb18030": "GB2312", "big5hkscs": "Big5"}.get(charset, "UTF-8")
    decoded = decode(text.encode(charset), label)
    assert (decoded.text, decoded.rule, decoded.header) == (text, "header", label)
    own = page(label, HANT)
    assert decode(own.encode(charset)).rule == "declared"
    assert decode(own.encode(charset), "utf-8" if charset != "utf-8" else "big5").rule == "declared"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5hkscs"])
@pytest.mark.parametrize("label", ["", "utf-8", "big5", "gbk"])
def test_a_page_cut_inside_a_character_is_read_up_to_it(charset: str, label: str) -> None:
    text = page(label, HANT if charset == "big5hkscs" else HANS)
    data = text.encode(charset)
    half = data.rindex("。".encode(charset)) + 1
    decoded = decode(data[:half])
    assert decoded.charset == charset
    assert decoded.text.rstrip("\ufffd") == text[: text.rindex("。")]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5hkscs"])
def test_garbage_among_the_text_costs_only_itself(charset: str) -> None:
    line = HANT if charset == "big5hkscs" else HANS
    garbage = b"\xff\xfe\x80\n<b>\xff</b>\x00\x01\n"
    decoded = decode((line * 3 + "\n").encode(charset) + garbage + line.encode(charset))
    assert decoded.charset == charset
    assert decoded.text.startswith(line * 3)
    assert decoded.text.endswith(line)


@pytest.mark.parametrize(
    ("charset", "label", "text"),
    [
        ("cp932", "shift_jis", "東京都は昨日、新しい道路を開通したと発表しました。これはとても便利です。"),
        ("euc_jp", "euc-jp", "東京都は昨日、新しい道路を開通したと発表しました。これはとても便利です。"),
        ("cp949", "euc-kr", "서울시는 어제 새로운 도로를 개통했다고 발표하였다. 시민들은 이를 반기고 있다."),
        (
            "cp1252",
            "windows-1252",
            "The mayor\x92s \x93new\x94 road \x96 a caf\xe9 nearby, na\xefve".encode("latin-1").decode(
                "cp1252"
            ),
        ),
        ("cp1252", "iso-8859-1", "Plain text with a single caf\xe9 in it, and nothing else."),
    ],
)
def test_other_languages_are_told_from_chinese_declared_or_not(charset: str, label: str, text: str) -> None:
    for claim in (label, ""):
        decoded = decode(page(claim, text).encode(charset))
        assert (decoded.text, decoded.charset) == (page(claim, text), charset)
        assert decoded.rule == ("declared" if claim else "detected")
    assert decode(page("gb2312", text).encode(charset)).text == page("gb2312", text)


def test_hz_and_the_marks_of_every_unicode_form_are_read() -> None:
    assert decode(b"<meta charset=hz-gb-2312>" + HANS.encode("hz")).text.endswith(HANS)
    for charset in ("utf-32-le", "utf-32-be", "gb18030"):
        decoded = decode("\ufeff".encode(charset) + HANS.encode(charset))
        assert (decoded.text, decoded.charset, decoded.rule) == (HANS, charset, "bom")


@given(st.binary(max_size=300), st.sampled_from(["", *MEANS, "x-unknown", "\ud800"]))
def test_no_bytes_and_no_label_are_an_error(data: bytes, label: str) -> None:
    decoded = decode(b"<meta charset=" + label.encode("utf-8", "replace") + b">" + data, label)
    decoded.text.encode("utf-8", "surrogatepass")
    assert decoded.rule in ("bom", "header", "declared", "validated", "detected", "guessed")


@pytest.mark.data
@pytest.mark.parametrize("claim", [b"x", b"utf-8", b"gb2312", b"big5", b"iso-8859-1", b"euc-kr"])
def test_real_files_are_read_right_whatever_is_written_over_their_declaration(
    shared_data: Path, claim: bytes
) -> None:
    folder = shared_data / "encodings"
    for line in (folder / "index.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        data = (folder / record["file"]).read_bytes()
        changed = re.sub(rb"((?:charset|encoding)\s*=\s*[\"']?)[\w-]+", rb"\1" + claim, data)
        for header in ("", "utf-8", "gbk", "big5", "iso-8859-1"):
            charset = record["decodes_strictly_as"]
            assert decode(changed, header).text == changed.decode(charset), (record["file"], header)


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
