"""Health, readiness and metrics: what is counted, over all processes, and who may see it."""

import re
import shutil
import time
from multiprocessing import get_context
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.web_archive import ARTICLES, build_index
from web import Settings, create_app
from web.library import installed
from web.serving.board import RATE_LIMITED, ROUTES, ROWS, STARTS, Board
from web.serving.health import route_names


@pytest.fixture
def make_client(web_index):
    """Return a function that makes a client of an application with other settings."""
    opened = []

    def make(**changed):
        app = create_app(Settings(**({"index": web_index, "access_log": "off"} | changed)))
        opened.append(installed(app).index())
        return app.test_client()

    yield make
    for index in opened:
        index.close()


def samples(text):
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_answers_are_counted_by_page_status_and_time(make_client):
    client = make_client()
    client.get("/search?q=天氣")
    client.get("/search?q=")
    client.get("/nowhere")
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain; version=")
    found = samples(answer.text)
    assert found["dibao_requests_total", ("route", "pages.search"), ("status", "2xx")] == 1
    assert found["dibao_requests_total", ("route", "pages.search"), ("status", "4xx")] == 1
    assert found["dibao_requests_total", ("route", ""), ("status", "4xx")] == 1
    assert found["dibao_request_seconds_count", ("route", "pages.search")] == 2
    assert found["dibao_request_seconds_bucket", ("le", "+Inf"), ("route", "pages.search")] == 2
    assert found["dibao_request_seconds_sum", ("route", "pages.search")] > 0
    assert found["dibao_sent_bytes_total", ("route", "pages.search")] > 2000
    assert found[("dibao_index_articles",)] == len(ARTICLES)
    assert found[("dibao_index_generation",)] == 1
    assert found[("dibao_processes",)] == 1


def test_nothing_that_was_typed_is_in_the_metrics(make_client):
    client = make_client()
    client.get("/search?q=秘密")
    client.get("/秘密")
    client.open("/", method="秘密")
    text = client.get("/metrics").text
    assert "秘密" not in text
    assert "%E7" not in text


def test_metrics_are_for_programs_on_this_machine_alone(make_client):
    client = make_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200
    assert client.get("/metrics", headers={"Host": "[::1]:8000"}).status_code == 200
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": ""}).status_code == 404
    for name, value in (
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Real-IP", "127.0.0.1"),
        ("Forwarded", "for=127.0.0.1"),
        ("Via", "1.1 proxy"),
        ("Host", "dibao.example.org"),
        ("Host", "192.0.2.7:8000"),
    ):
        assert client.get("/metrics", headers={name: value}).status_code == 404, name


def test_metrics_can_be_for_all_or_for_nobody(make_client):
    assert make_client(metrics="on").get("/metrics", headers={"X-Real-IP": "::1"}).status_code == 200
    assert make_client(metrics="off").get("/metrics").status_code == 404


def test_a_server_is_ready_when_all_is_loaded(make_client):
    client = make_client()
    installed(client.application).index().warm_up()
    for _ in range(600):
        answer = client.get("/readyz")
        if answer.status_code == 200:
            break
        time.sleep(0.1)
    parts = {"index": True, "processes": True, "warm": True, "suggestions": True}
    assert answer.json == {"status": "ok", "parts": parts}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_server_without_its_index_is_neither_healthy_nor_ready(tmp_path, make_client):
    folder = build_index(tmp_path / "index")
    client = make_client(index=folder)
    shutil.rmtree(folder)
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert int(answer.headers["Retry-After"]) > 0
        assert str(folder) not in answer.text
    assert client.get("/readyz").json["parts"]["index"] is False


def test_every_kind_of_page_is_counted_apart(app):
    assert len(route_names(app)) <= ROUTES


# The board


def count_in_a_process(path: Path) -> None:
    row = Board(path).claim()
    for _ in range(1000):
        row.add(RATE_LIMITED)
        row.observe(1, 200, 0.004, 10)


def test_processes_count_apart_and_are_summed_also_when_they_have_ended(tmp_path):
    path = tmp_path / "board"
    Board.create(path)
    board = Board(path)
    context = get_context("spawn")
    processes = [context.Process(target=count_in_a_process, args=(path,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert not list(board.held())
    assert sum(row.numbers[RATE_LIMITED] for row in board.rows) == 2000
    assert sum(row.by_class(1)[1] for row in board.rows) == 2000
    assert sum(sum(row.seconds_and_bytes(1)) for row in board.rows) == pytest.approx(2000 * 10.004)
    row = board.claim()  # goes on where the first one ended
    assert row.numbers[RATE_LIMITED] >= 1000
    assert sum(row.numbers[STARTS] for row in board.rows) == 3
    assert list(board.held()) == [row]


def test_a_board_is_for_one_user_and_has_a_secret_of_its_own(tmp_path):
    for name in ("one", "other"):
        Board.create(tmp_path / name)
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0
    assert Board(tmp_path / "one").secret != Board(tmp_path / "other").secret != Board().secret
    with pytest.raises(FileExistsError):
        Board.create(tmp_path / "one")


def test_more_processes_than_rows_are_told(tmp_path, monkeypatch):
    path = tmp_path / "board"
    Board.create(path)
    monkeypatch.setattr(Board, "_lock", lambda *_: False)
    with pytest.raises(RuntimeError, match=re.escape(f"all {ROWS} rows")):
        Board(path).claim()
