import json
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from tests.web_archive import ARTICLES, ROOT, SEED, as_stored, build_index, serving
from web.cli import main
from web.settings import Settings


@pytest.fixture(scope="module")
def address(web_index):
    with serving(web_index) as (address, _):
        yield address


def get(address, path):
    """Return status and text of an answer of the running server."""
    try:
        with urlopen(address + path) as answer:  # noqa: S310 (http, ours)
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_server_answers_pages_and_programs(address):
    status, html = get(address, f"search?q={quote('干事创业')}")
    assert status == 200
    assert "<mark>乾事創業</mark>" in html
    status, text = get(address, f"api/v1/search?q={quote('干事创业')}")
    assert status == 200
    assert SEED.id in [hit["id"] for hit in json.loads(text)["hits"]]


def test_ids_of_every_kind_arrive_through_the_server(address):
    for article in ARTICLES:
        status, text = get(address, f"api/v1/articles/{quote(article.id, safe='')}")
        assert status == 200
        assert json.loads(text) == as_stored(article).to_dict()


def test_many_readers_at_once_get_the_same_answer(address):
    path = f"api/v1/search?q={quote('今日天氣')}&limit=25"
    with ThreadPoolExecutor(16) as readers:
        answers = list(readers.map(lambda _: get(address, path), range(64)))
    assert {status for status, _ in answers} == {200}
    hits = [[hit["id"] for hit in json.loads(text)["hits"]] for _, text in answers]
    assert hits.count(hits[0]) == len(hits)
    assert len(hits[0]) == 25


def test_server_says_what_it_serves_and_stops_on_a_signal(web_index):
    with serving(web_index, "--threads", "2") as (address, server):
        assert address.startswith("http://127.0.0.1:")
        assert get(address, "healthz")[0] == 200
        assert server.poll() is None
    assert server.returncode == 0


def test_index_can_come_from_the_environment(web_index, monkeypatch):
    monkeypatch.setenv("DIBAO_INDEX", str(web_index))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = CliRunner().invoke(main, ["--port", str(taken.getsockname()[1])])
    assert result.exit_code == 1
    assert "is taken" in result.stderr  # it came past the index


def test_missing_index_is_refused_with_the_next_command(tmp_path):
    result = CliRunner().invoke(main, ["--index", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert str(tmp_path / "none") in result.stderr
    assert "dibao-index" in result.stderr
    assert result.stdout == ""


def test_foreign_folder_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("not an index")
    result = CliRunner().invoke(main, ["--index", str(tmp_path)])
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


def test_log_that_cannot_be_written_is_refused(web_index, tmp_path):
    file = tmp_path / "none" / "log"
    result = CliRunner().invoke(main, ["--index", str(web_index), "--access-log", str(file)])
    assert result.exit_code == 1
    assert str(file) in result.stderr
    assert "--access-log" in result.stderr


def test_index_of_another_analyzer_is_refused(tmp_path):
    web_index = build_index(tmp_path / "index")
    manifest = web_index / "manifest.json"
    record = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(record | {"fingerprint": "0" * 32}))
    result = CliRunner().invoke(main, ["--index", str(web_index)])
    assert result.exit_code == 1
    assert "dibao-index build" in result.stderr


def test_taken_port_is_named_with_the_way_out(web_index):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(main, ["--index", str(web_index), "--port", port])
    assert result.exit_code == 1
    assert port in result.stderr
    assert "--port" in result.stderr


def test_unknown_host_is_named(web_index):
    result = CliRunner().invoke(main, ["--index", str(web_index), "--host", "no.such.host.invalid"])
    assert result.exit_code == 1
    assert "no.such.host.invalid" in result.stderr
    assert "--host" in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--port", "no"],
        ["--port", "70000"],
        ["--threads", "0"],
        ["--processes", "33"],
        ["--metrics", "some"],
        ["--rate-limit", "-1"],
        ["--base-url", "dibao.example.org"],
        ["--base-url", "https://dibao.example.org/folder"],
        ["--base-url", "https://me@dibao.example.org"],
        ["--base-url", "*"],
        ["--cors", "ftp://example.org"],
        ["--colour"],
        ["x"],
    ],
)
def test_wrong_usage_exits_with_2(options):
    assert CliRunner().invoke(main, options).exit_code == 2


def test_help_names_every_option_and_the_readme_too():
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    readme = (ROOT / "web" / "README.md").read_text()
    for option in (name for each in main.params for name in each.opts if name.startswith("--")):
        assert option in result.output
        assert f"`{option}" in readme


def test_defaults_of_the_command_are_those_of_the_settings():
    defaults = {option.name: option.default for option in main.params}
    settings = Settings(index=Path("x"))
    del defaults["index"], defaults["base_url"], defaults["cors_origins"]
    assert defaults == {name: getattr(settings, name) for name in defaults}


def test_importing_the_package_does_no_work():
    code = "import sys, web; assert not {'granian', 'web.cli'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
