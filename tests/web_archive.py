"""The archive that the tests of `web` serve, the server they start, and how they ask it."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote
from urllib.request import urlopen

from search import Article, open_writer

ROOT = Path(__file__).parents[1]

PATIENCE = 180
"""Seconds in which a server starts, suggests or ends, on a machine that does other things too."""

SEED = Article(
    id="http://news.example.cn/2019/06 09/1.shtml?a=1&b=2",
    title="『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能",
    summary="寶坻將聚焦『三個堅持』，著力推動人工智能引進和應用。",
    body="編者按：人工智能引領新一輪科技革命。\n"
    "充分展示天津市的堅定信心和乾事創業的良好狀態。\n"
    "人工智能引領產業變革，代表未來發展趨勢，兩手托京津。",
    furniture="誠聘英纔 | 聯系我們",
    source="人民網",
    site="北方網",
    editor="李彤",
    published="2019-06-09T19:32:03+08:00",
    script="hant",
    regions=("天津市/寶坻區", "北京市/通州區"),
    section="要聞",
    url="http://news.example.cn/2019/06/1.shtml",
)
ATTACK = Article(
    id="attack/<script>alert(1)</script>",
    title="<script>document.title='owned'</script>攻擊 & 防禦",
    summary="<img src=x onerror=\"document.title='owned'\">",
    body="<script>document.title='owned'</script>\n惡意腳本 </mark><b>攻擊</b> \"引號\" &amp;",
    source="\"><script>document.title='owned'</script>",
    author="<b>某人</b>",
    published="2021-03-04",
    script="hant",
    url="javascript:document.title='owned'",
)
SIMPLIFIED = Article(
    id="s1",
    title="宝坻区召开科技创新大会",
    body="会议强调，要以科技创新推动产业升级，干事创业。\n宝坻区委书记出席会议。",
    source="天津日报",
    author="王明",
    published="2020-05-16",
    script="hans",
    regions=("天津市/宝坻区",),
    url="https://example.com/s1",
)
BROKEN_EMOJI = Article(
    id="broken",
    title="殘缺表情 \ud83d 的報道",
    body="斷掉的表情\ud83d符號。",
    source="測試報",
    published="2018-05-05",
)
HEAD = Article(
    id="head/1",
    title="寶坻區召開「科技創新」大會",
    body="會議今天在寶坻區舉行。\n\n與會者討論了產業升級的計畫，並參觀了新的工廠。\n會後發布新聞。",
    source="天津日報",
    published="2020-05-16",
    script="hant",
    regions=("天津市/寶坻區",),
    cluster="head/1",
)
COPY = Article(
    id="copy",
    title="宝坻区召开“科技创新”大会",
    body="会议昨天在宝坻区举行。\n与会者讨论了产业升级的计画，并参观了新的工厂。\n会后发布新闻。\n<b>编辑</b>后记。",
    source="<i>北方网</i>",
    published="2020-05-17T08:00:00+08:00",
    script="hans",
    regions=("天津市/寶坻區",),
    cluster="head/1",
)
"""Beside `HEAD`, another version of the same."""

ARTICLES = (
    SEED,
    ATTACK,
    SIMPLIFIED,
    BROKEN_EMOJI,
    Article(
        id="//double//slash/",
        title="斜線連連的編號",
        body="這篇文章的編號裡有許多斜線。",
        source="測試報",
        published="2020-01-01",
        script="hant",
    ),
    Article(
        id="hk-1",
        title="立法會選舉投票結束",
        body="立法會選舉今日投票，市民踴躍。",
        source="香港電台",
        published="2021-12-19",
        script="hant",
        regions=("香港",),
    ),
    Article(
        id="tn-1",
        title="颱風來襲 臺南市政府宣布停班停課",
        body="臺南市政府宣布明日停班停課。颱風假期請注意安全。",
        source="臺南市政府",
        published="2022-09-03",
        script="hant",
        regions=("臺南市",),
    ),
    Article(id="bare", body="沒有標題也沒有來源的短文，提到龍捲風。"),
    *(
        Article(
            id=f"w{day:02}",
            title=f"每日天氣第{day}期",
            body="今日天氣晴朗，氣溫回升，局部地區有雨。",
            source="氣象報",
            published=f"2023-03-{day:02}",
            script="hant",
            regions=("臺南市",),
        )
        for day in range(1, 26)
    ),
)


def build_index(folder: Path, *others: Article) -> Path:
    """Write the archive into `folder`, and other articles with it."""
    with open_writer(folder, rebuild=True) as writer:
        for article in (*ARTICLES, *others):
            writer.add(article)
        writer.commit()
    return folder


@contextmanager
def serving(index: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start `python -m web` on a free port, as an operator would; give its address.

    One process and no access log, unless `options` say otherwise.
    """
    command = [sys.executable, "-m", "web", "--index", str(index), "--port", "0"]
    command += ["--processes", "1", "--access-log", "off", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with TemporaryFile("w+") as said:  # a file, for a pipe that nobody reads fills up
        server = subprocess.Popen(command, stderr=said, text=True, cwd=ROOT, env=environment)
        try:
            yield _address(server, said), server
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def _address(server: subprocess.Popen[str], said: IO[str]) -> str:
    """Wait until the server says where it is."""
    for _ in range(PATIENCE * 20):
        said.seek(0)
        text = said.read()
        if found := re.search(r"http://\S+/", text):
            return found[0]
        assert server.poll() is None, text
        time.sleep(0.05)
    raise AssertionError(f"the server did not start in {PATIENCE} s: {text}")


READY_SECONDS = 600
"""In which a server is ready and has its suggestions, also of a large archive."""


def wait_until_ready(address: str) -> float:
    """Wait until the server is ready and works on nothing else any more; return the seconds that took."""
    started = time.monotonic()
    while time.monotonic() - started < READY_SECONDS:
        try:
            with urlopen(f"{address}readyz") as answer:  # noqa: S310 (http, ours)
                if json.load(answer)["parts"]["suggestions"]:
                    return time.monotonic() - started
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit(f"the server was not ready after {READY_SECONDS} s")


def ask(client, path, **arguments):
    """Return status and HTML of a page."""
    answer = client.get(path, query_string=arguments or None)
    return answer.status_code, answer.get_data(as_text=True)


def article_path(article):
    return f"/article/{quote(article.id, safe='')}"


def links(html):
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', html)]


def words(html):
    """The text of a page without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def as_stored(article: Article) -> Article:
    """The article as an index gives it back: half a surrogate pair is no character."""
    record = article.to_dict()
    return Article.from_dict(
        record | {name: record[name].replace("\ud83d", "\ufffd") for name in ("title", "body")}
    )
