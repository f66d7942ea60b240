"""All hits of a question as a file."""

import csv
import io
import json
from itertools import count, islice

import pytest

from search import Article
from tests.web_archive import ATTACK, BROKEN_EMOJI, SEED, as_stored
from web import Settings, create_app
from web.keeping.cited import Archive
from web.keeping.downloads import disposition
from web.keeping.exports import BROKEN, FORMATS, PIECE, TOTAL, written
from web.keeping.tables import COLUMNS, cell, csv_row, json_line
from web.library import installed

PATH = "/api/v1/export"
BASE = "https://dibao.example.org"


def rows(text):
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_csv_holds_every_complete_hit_and_its_header(client):
    answer = client.get(PATH, query_string={"q": "天氣", "format": "csv", "size": "10", "page": "2"})
    assert answer.mimetype == "text/csv"
    found = rows(answer.text)
    assert len(found) == 25
    assert answer.headers[TOTAL] == "25"
    assert tuple(found[0]) == COLUMNS
    assert {row["id"] for row in found} == {f"w{day:02}" for day in range(1, 26)}
    assert all(line.endswith("\r\n") for line in answer.text.splitlines(keepends=True))


def test_partial_hits_are_left_out(client):
    answer = client.get(PATH, query_string={"q": "颱風 投票", "format": "jsonl"})
    assert answer.data == b""
    assert answer.headers[TOTAL] == "0"


def test_order_filters_and_vocabulary_are_those_of_the_results(client):
    asked = {"q": "天氣", "sort": "oldest", "from": "2023-03-05", "to": "2023-03-07", "format": "jsonl"}
    answer = client.get(PATH, query_string=asked)
    assert [json.loads(line)["id"] for line in answer.text.splitlines()] == ["w05", "w06", "w07"]


def test_filters_alone_can_be_exported(client):
    answer = client.get(PATH, query_string={"source": "測試報", "format": "jsonl"})
    assert {json.loads(line)["id"] for line in answer.text.splitlines()} == {"broken", "//double//slash/"}


def test_json_line_is_the_whole_article_and_its_permalink(client):
    record = json.loads(client.get(PATH, query_string={"q": "干事创业 编者按", "format": "jsonl"}).text)
    assert record.pop("permalink").startswith("http://localhost/article/http%3A%2F%2F")
    assert Article.from_dict(record) == SEED


def test_ris_holds_one_record_a_hit(client):
    answer = client.get(PATH, query_string={"q": "天氣", "format": "ris"})
    assert answer.mimetype == "application/x-research-info-systems"
    assert answer.text.count("TY  - NEWS\r\n") == answer.text.count("ER  - \r\n\r\n") == 25


def test_broken_emoji_and_hostile_article_are_exported(client):
    for form in FORMATS:
        answer = client.get(PATH, query_string={"q": "殘缺 OR 攻擊", "format": form})
        assert answer.headers[TOTAL] == "2"
        assert answer.data.decode()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
    found = rows(client.get(PATH, query_string={"q": "攻擊"}).text)
    assert found[0]["title"] == ATTACK.title
    assert as_stored(BROKEN_EMOJI).title in client.get(PATH, query_string={"q": "殘缺"}).text


# What is refused


@pytest.mark.parametrize(
    "asked",
    [
        {"q": ""},
        {},
        {"q": "("},
        {"q": "「天氣"},
        {"q": "日期:昨天 天氣"},
        {"q": "天" * 20_000},
        {"q": "天氣", "format": "xlsx"},
        {"q": "天氣", "sort": "best"},
        {"q": "天氣", "from": "昨天"},
        {"q": "天氣", "script": "latin"},
        {"q": "天氣", "from": "2020", "to": "2019"},
    ],
)
def test_what_cannot_be_read_is_refused_before_the_first_byte(client, asked):
    answer = client.get(PATH, query_string=asked)
    assert answer.status_code == 400
    assert "json" in answer.mimetype
    assert "Content-Disposition" not in answer.headers


def test_head_says_what_get_would_be_and_asks_nothing(client):
    answer = client.head(PATH, query_string={"q": "天氣", "format": "csv"})
    assert answer.status_code == 200
    assert answer.data == b""
    assert answer.headers["Content-Disposition"].endswith("dibao-%E5%A4%A9%E6%B0%A3.csv")
    assert TOTAL not in answer.headers
    assert client.head(PATH, query_string={"q": "("}).status_code == 400


# In constant memory, and never cut in silence


def endless():
    for number in count():
        endless.given = number + 1
        yield Article(id=str(number), title=f"第{number}篇", body="字" * 1000)


@pytest.mark.parametrize("form", FORMATS)
def test_articles_are_taken_as_they_are_sent(form):
    pieces = list(islice(written(endless(), FORMATS[form], Archive("某檔", BASE)), 3))
    assert len(pieces) == 3
    assert sum(piece.count("第".encode()) for piece in pieces) == endless.given
    assert all(len(piece.decode()) < PIECE + 3000 for piece in pieces)


def test_answer_is_streamed(client):
    answer = client.get(PATH, query_string={"q": "天氣"})
    assert answer.is_streamed
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("form", FORMATS)
def test_stream_that_breaks_says_so_and_raises(form):
    def breaking():
        yield Article(id="1", title="第一篇")
        raise OSError("the disk is gone")

    pieces = []
    with pytest.raises(OSError, match="the disk is gone"):
        pieces.extend(iter_into(pieces, written(breaking(), FORMATS[form], Archive("某檔", BASE))))
    text = b"".join(pieces).decode()
    assert "第一篇" in text or form == "ris"
    assert BROKEN in text.splitlines()[-1] or BROKEN in text
    assert text.index("第一篇") < text.index(BROKEN)


def iter_into(pieces, stream):
    for piece in stream:
        pieces.append(piece)
    return ()


def test_export_of_an_archive_that_cannot_be_read_is_no_file(tmp_path, index_of):
    index_of(tmp_path / "index", Article(id="1", body="天氣")).close()
    app = create_app(Settings(index=tmp_path / "index"))
    installed(app).index().close()
    (tmp_path / "index" / "manifest.json").write_text("{}")
    assert app.test_client().get(PATH, query_string={"q": "天氣"}).status_code == 503


# Spreadsheets


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_cell_that_a_spreadsheet_would_run_is_text(sign):
    for text in (
        f"{sign}cmd|' /C calc'!A0",
        f"  {sign}1",
        f"\u3000{sign}1",
        f"\x00{sign}1",
        f"\ufeff{sign}1",
    ):
        assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["2019-06-09", "天氣", "a=b", "", "「-」"])
def test_other_cells_are_as_they_were(text):
    assert cell(text) == text


def test_hostile_fields_stay_in_their_cells():
    article = Article(
        id='=HYPERLINK("http://x")',
        title='引號" , \r\n換行\x00\ud83d',
        source="@SUM(1)",
        body='";=1+1;"',
        regions=("-甲",),
        tags=("＝乙", "丙"),
    )
    (row,) = csv.reader(io.StringIO(csv_row(article, BASE), newline=""))
    record = dict(zip(COLUMNS, row, strict=True))
    assert record["id"] == '\'=HYPERLINK("http://x")'
    assert record["title"] == '引號" , \n換行\ufffd'
    assert record["source"] == "'@SUM(1)"
    assert record["regions"] == "'-甲"
    assert record["tags"] == "'＝乙; 丙"
    assert record["permalink"].startswith(f"{BASE}/article/%3DHYPERLINK")


def test_json_line_of_a_half_surrogate_pair_is_utf8_and_one_line():
    article = Article(id="x", title="壞\ud83d\n行")
    line = json_line(article, BASE)
    assert line.count("\n") == 1
    assert line.encode()
    assert json.loads(line)["title"] == article.title


# Names of files


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("天氣", "dibao-%E5%A4%A9%E6%B0%A3.csv"),
        ("../../etc/passwd", "dibao-etc-passwd.csv"),
        ('a"; filename=x.exe\r\nSet-Cookie: b', "dibao-a-filename%3Dx-exe-Set-Cookie-b.csv"),
        ("\u202egpj.exe", "dibao-gpj-exe.csv"),
        ("\ud83d", "dibao-%EF%BF%BD.csv"),
        ("  ", "dibao.csv"),
    ],
)
def test_name_of_a_file_is_safe_on_any_system(text, expected):
    assert disposition(text, "csv") == f"attachment; filename=\"dibao.csv\"; filename*=UTF-8''{expected}"


def test_long_question_gives_a_name_that_file_systems_take():
    assert len(disposition("長" * 5000, "csv")) < 700
