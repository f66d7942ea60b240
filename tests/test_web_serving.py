"""The server as a whole: processes on one port, replaced, reloaded, stopped when they have done."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from search import Article, open_writer, roll_back
from tests.web_archive import PATIENCE, ROOT, build_index, serving
from web.cli import main
from web.serving.librarian import NICENESS

SLOW = """
import sys, time
from functools import partial
import web.cli
import web.serving.server as server
from web.app import create_app

def slow():
    print("asked", file=sys.stderr, flush=True)
    time.sleep(1)
    return "finished"

def slow_app(settings, board):
    app = create_app(settings, board)
    app.add_url_rule("/slow", "slow", slow)
    app.add_url_rule("/stuck", "stuck", lambda: time.sleep(600) or "never")
    return app

server.create_app = slow_app
web.cli.Settings = partial(web.cli.Settings, slow_seconds=1.0, stuck_seconds=6.0)
web.cli.main(sys.argv[1:])
"""
"""`dibao-web` with two more pages, one that takes its time and one that never ends."""


def read(address: str, path: str = "healthz") -> bytes:
    """Ask by a connection of its own, so that any of the processes may answer."""
    request = Request(address + path, headers={"Connection": "close"})  # noqa: S310
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 (http, ours)
        return answer.read()


def until(holds: Callable[[], bool]) -> None:
    for _ in range(PATIENCE * 20):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")


def children(server: subprocess.Popen[str], niceness: int = 0) -> set[int]:
    """The processes of a server that run: those that answer, or as nice as the one that makes suggestions."""
    text = subprocess.run(
        ["/bin/ps", "-o", "pid=,stat=,ni=", "--ppid", str(server.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (line.split() for line in text.stdout.splitlines())
    return {int(pid) for pid, state, nice in lines if not state.startswith("Z") and int(nice) == niceness}


def answering(address: str) -> set[bytes]:
    """What all processes say, for so many connections reach each."""
    return {read(address) for _ in range(24)}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return build_index(tmp_path / "index")


@contextmanager
def slow_server(index: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SLOW, "--index", str(index), "--port", str(port)]
    command += ["--processes", "1", "--access-log", "off"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        line = server.stderr.readline()
        assert "Dibao serves" in line, line + server.stderr.read()
        yield f"http://127.0.0.1:{port}/", server
    finally:
        if not server.stderr.closed:
            server.terminate()
            server.communicate(timeout=PATIENCE)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, subprocess.Popen[str]]]:
    """An index and a server of two processes over it, which ends as it should after all that befell it."""
    index = build_index(tmp_path_factory.mktemp("two") / "index")
    with serving(index, "--processes", "2") as (address, server):
        until(lambda: children(server, NICENESS))
        yield index, address, server
    assert server.returncode == 0


def test_every_process_answers_from_what_was_committed_or_switched_in_last(two):
    index, address, _ = two
    (before,) = answering(address)
    with open_writer(index) as writer:
        writer.add(Article(id="new", title="新增文章上架"))
        writer.commit()
    (after,) = answering(address)
    assert after != before
    with open_writer(index, rebuild=True) as writer:
        writer.add(Article(id="only", title="唯一的文章"))
        writer.commit()
    (rebuilt,) = answering(address)
    assert b'"articles":1,' in rebuilt
    roll_back(index)
    (rolled_back,) = answering(address)
    assert rolled_back.split(b",")[1] == after.split(b",")[1]


def test_a_process_that_dies_is_replaced_and_the_others_go_on(two):
    _, address, server = two
    first, second = children(server)
    os.kill(first, signal.SIGKILL)
    until(lambda: len(children(server)) == 2 and first not in children(server))
    assert second in children(server)
    until(lambda: is_ready(address))
    metrics = read(address, "metrics").decode()
    assert "dibao_process_starts_total 3.0" in metrics
    assert "dibao_processes 2.0" in metrics


def is_ready(address: str) -> bool:
    """Tell whether all processes are there."""
    try:
        read(address, "readyz")
    except HTTPError as error:
        with error:
            return b'"processes":true' in error.read()
    except OSError:
        return False
    return True


def test_one_process_makes_what_all_suggest_also_of_a_later_commit(two):
    index, address, server = two

    def suggested(typed: str) -> set[str]:
        answers = [json.loads(read(address, f"api/v1/suggest?q={quote(typed)}")) for _ in range(12)]
        return {found["text"] for answer in answers for found in answer["suggestions"]}

    until(lambda: any("立法會" in text for text in suggested("lfh")))
    with open_writer(index) as writer:
        writer.add(Article(id="new", title="寶坻開通快車道"))
        writer.commit()
    until(lambda: "寶坻開通快車道" in suggested("baodikaitong"))
    (librarian,) = children(server, NICENESS)
    os.kill(librarian, signal.SIGKILL)
    assert "寶坻開通快車道" in suggested("baodikaitong")


def test_a_reload_replaces_every_process_while_readers_are_answered(index):
    with serving(index, "--processes", "2") as (address, server), ThreadPoolExecutor(1) as readers:
        until(lambda: children(server, NICENESS))
        before = children(server)
        is_over = False

        def ask() -> int:
            asked = 0
            while not is_over:
                assert b'"ok"' in read(address)
                asked += 1
            return asked

        asking = readers.submit(ask)
        server.send_signal(signal.SIGHUP)
        try:
            until(lambda: len(children(server)) == 2 and not before & children(server))
        finally:
            is_over = True
        assert asking.result(PATIENCE) > 10
    assert server.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_being_answered_is_finished_before_the_server_ends(index, number):
    with slow_server(index) as (address, server), ThreadPoolExecutor(1) as readers:
        answer = readers.submit(read, address, "slow")
        assert server.stderr.readline() == "asked\n"
        server.send_signal(number)
        assert answer.result(PATIENCE) == b"finished"
        assert server.wait(PATIENCE) == 0


def test_a_process_that_is_stuck_is_told_of_and_replaced(index):
    with slow_server(index) as (address, server):
        until(lambda: children(server, NICENESS))
        (stuck,) = children(server)
        with pytest.raises(OSError, match=r"closed connection|reset by peer"):
            read(address, "stuck")
        until(lambda: children(server) - {stuck})
        until(lambda: is_ready(address))
        server.terminate()
        _, said = server.communicate(timeout=PATIENCE)
    told = re.findall(rf"process {stuck} has worked on one answer for (\d+) s( and is replaced)?\n", said)
    (slow, nothing), (replaced, end) = told
    assert 1 <= int(slow) < 6 <= int(replaced)
    assert (nothing, end) == ("", " and is replaced")


def test_server_keeps_its_port_to_itself_and_leaves_nothing_behind_at_ctrl_c_which_all_hear(
    index, tmp_path, monkeypatch
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with serving(index, "--processes", "2") as (address, server):
        (folder,) = temporary.glob("dibao-web-*")
        assert folder.stat().st_mode & 0o077 == 0
        port = address.rstrip("/").rpartition(":")[2]
        second = CliRunner().invoke(main, ["--index", str(index), "--port", port])
        assert second.exit_code == 1
        assert f"port {port} is taken" in second.stderr
        until(lambda: children(server, NICENESS))
        for pid in children(server) | children(server, NICENESS):
            os.kill(pid, signal.SIGINT)
        time.sleep(0.2)
        assert (len(children(server)), len(children(server, NICENESS))) == (2, 1)
        server.send_signal(signal.SIGINT)
        assert server.wait(PATIENCE) == 0
    assert not list(temporary.iterdir())


def test_processes_do_not_outlive_their_server(index, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # for what a server that is killed leaves there
    with serving(index, "--processes", "2") as (_, server):
        until(lambda: children(server, NICENESS))
        orphans = children(server) | children(server, NICENESS)
        server.kill()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in orphans))


def test_a_process_that_cannot_start_ends_the_server_with_its_reason(index, tmp_path):
    said = tmp_path / "said"
    with said.open("w") as file:
        command = [sys.executable, "-m", "web", "--index", str(index), "--port", "0", "--processes", "1"]
        server = subprocess.Popen(command, stderr=file, cwd=ROOT)
    try:
        until(lambda: "Dibao serves" in said.read_text())
        (index / "manifest.json").unlink()
        for pid in children(server):
            os.kill(pid, signal.SIGKILL)
        assert server.wait(PATIENCE) == 1
    finally:
        server.kill()
    assert str(index) in said.read_text()
