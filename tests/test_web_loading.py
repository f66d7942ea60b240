"""What a server loads aside: it answers before, says more after, and no commit makes anybody wait."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from search import Article, open_index, open_writer
from search.engine.kernels import KERNELS
from web import Settings, create_app
from web.library import installed, warm_up

PATIENCE = 60
"""Seconds after which something that should not wait is taken to wait."""

ARTICLES = (
    Article(id="1", title="蔡英文訪問高雄", body="總統蔡英文訪問高雄。", tags=("蔡英文",)),
    Article(id="2", title="蔡英文談疫苗", body="蔡英文談疫苗。"),
)


def write(folder: Path, *articles: Article) -> None:
    with open_writer(folder, create=True) as writer:
        for article in articles:
            writer.add(article)
        writer.commit()


def corrections(app: Flask) -> list[dict[str, object]]:
    answer = app.test_client().get("/api/v1/search", query_string={"q": "高雄 蔡英闻"})
    assert answer.status_code == 200
    assert answer.json["total"] == 0
    return answer.json["corrections"]


@pytest.fixture
def app(tmp_path: Path):
    write(tmp_path / "index", *ARTICLES)
    app = create_app(Settings(index=tmp_path / "index"))
    yield app
    installed(app).index().close()


def test_server_answers_before_all_is_loaded_and_corrects_afterwards(tmp_path) -> None:
    write(tmp_path / "index", *ARTICLES)
    with ThreadPoolExecutor(1) as thread, KERNELS._lock:  # whoever loads waits for this lock
        app = thread.submit(create_app, Settings(index=tmp_path / "index")).result(PATIENCE)
        assert thread.submit(corrections, app).result(PATIENCE) == []
        assert not installed(app).index()._suggester.is_ready
    index = installed(app).index()
    index.load_suggestions()
    assert corrections(app) == [{"text": "高雄 蔡英文", "articles": 1, "start": 3, "end": 6}]
    index.close()


def test_a_new_commit_is_answered_from_at_once_with_the_corrections_there_are(app, tmp_path) -> None:
    first = installed(app).index()
    first.load_suggestions()
    with ThreadPoolExecutor(1) as thread, first._suggester._kept.lock:  # nothing more can be made ready
        write(tmp_path / "index", Article(id="3", title="蔡英文再訪高雄", body="蔡英文再訪高雄。"))
        found = thread.submit(corrections, app).result(PATIENCE)
        assert [(meant["text"], meant["articles"]) for meant in found] == [("高雄 蔡英文", 2)]
        second = installed(app).index()
        assert second is not first
        assert not second._suggester.is_ready
    second._suggester._thread.join(PATIENCE)
    assert second._suggester.is_ready


def test_of_commits_that_come_faster_than_they_load_only_the_newest_is_loaded_aside(app, tmp_path) -> None:
    opened = [installed(app).index()]
    opened[0].load_suggestions()
    with opened[0]._suggester._kept.lock:
        for number in range(3, 7):
            write(tmp_path / "index", Article(id=str(number), title=f"第{number}則新聞"))
            opened.append(installed(app).index())
    for index in opened[1:]:
        index._suggester._thread.join(PATIENCE)
    assert [index._suggester.is_ready for index in opened] == [True, False, False, False, True]
    assert opened[2].suggest("第6則新聞") == ()  # from the newest book, but counted in its own commit


def test_a_correction_is_a_link_beside_what_was_typed_and_never_in_its_place(app) -> None:
    installed(app).index().load_suggestions()
    client = app.test_client()
    html = client.get("/search", query_string={"q": "高雄 蔡英闻", "lang": "en"}).get_data(as_text=True)
    assert 'name="q" type="search" value="高雄 蔡英闻"' in html
    assert 'Read as <code lang="zh">高雄 蔡英闻</code>' in html
    link, text, count = re.search(
        r'Did you mean:.*?<a href="([^"]+)"[^>]*>(.*?)</a> <span>(\d+) article<', html, re.DOTALL
    ).groups()
    assert text == "高雄 <em>蔡英文</em>"
    found = client.get(unescape(link)).get_data(as_text=True)
    assert f"<b>{count} article</b>" in found
    assert "Did you mean:" not in found


def test_what_is_wrong_with_the_vocabulary_is_logged_once_for_each_change(app, tmp_path, caplog) -> None:
    vocabulary = tmp_path / "index" / "vocabulary.tsv"
    client = app.test_client()
    for text, problems in [
        ("計程車@mars 的士\n", 1),
        ("計程車@tw 的士@hk\n", 0),
        ("- \n計程車@moon 的士\n", 2),
    ]:
        caplog.clear()
        vocabulary.write_text(text, "utf-8")
        for _ in range(3):
            assert client.get("/api/v1/search?q=高雄").status_code == 200
        said = [record for record in caplog.records if record.name == "web.library"]
        assert [record.levelname for record in said] == ["WARNING"] * problems
        assert all(str(vocabulary) in record.message for record in said)


def test_what_cannot_be_loaded_is_logged_and_ends_no_thread_with_an_error(tmp_path, caplog) -> None:
    write(tmp_path / "index", *ARTICLES)
    index = open_index(tmp_path / "index")
    index.close()
    warm_up(index)
    assert "not everything was loaded" in caplog.text
