"""An archive for the tests of the result page, and what that page says, read from its HTML.

It has a tree of places, copies, and names that mean harm.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from search import Article, open_writer
from web import Settings, create_app
from web.library import installed

HOSTILE = "\"><script>alert(1)</script> & '報' <b>\n100% #?+"
"""The name of a source."""

HOSTILE_PLACE = '惡<i>&"省/縣?#'


def item(number, source="人民網", regions=(), published="2019-06-09", *, script="hant", cluster=""):
    """An article about the weather."""
    return Article(
        id=f"results-{number}",
        title=f"天氣第{number}期",
        body=f"今日天氣晴朗，第{number}次報告。",
        source=source,
        regions=regions,
        published=published,
        script=script,
        cluster=cluster,
    )


ITEMS = (
    *(item(n, regions=("天津市/寶坻區",), published=f"2019-0{n}-03") for n in range(1, 5)),
    item(5, "人民网", ("天津市/宝坻区",), "2019-06-09", script="hans"),
    item(6, "新華網", ("天津市/和平區", "北京市"), "2020-02"),
    item(7, HOSTILE, (HOSTILE_PLACE,), "2020-02-29"),
    item(8, "", (), "", script=""),
    *(item(10 + n, f"第{n}報", (f"省{n}",), f"20{10 + n}-08-01") for n in range(12)),
    *(item(30 + n, "轉載報", (), "2018-01-01", cluster="results-30") for n in range(3)),
)


def build(folder: Path) -> Path:
    """Write the archive into `folder`."""
    with open_writer(folder, rebuild=True) as writer:
        for article in ITEMS:
            writer.add(article)
        writer.commit()
    return folder


@contextmanager
def reading(folder: Path) -> Iterator[FlaskClient]:
    """Give a client of an application over the archive, written into `folder`."""
    app = create_app(Settings(index=build(folder)))
    yield app.test_client()
    installed(app).index().close()


def facet(html, name):
    """The values of a facet: label → (address, count, whether it is chosen)."""
    section = re.search(rf'aria-labelledby="facet-{name}">.*?</section>', html, re.S)[0]
    found = re.findall(
        r'<li><a href="([^"]*)"( aria-current="true")?>([^<]*)(?:<b.*?</b>)?</a> <small>([\d,]+)', section
    )
    return {
        unescape(label).strip(): (unescape(href), int(count), bool(active))
        for href, active, label, count in found
    }


def total(html):
    return int(re.search(r"<b>([\d,]+) article", html)[1].replace(",", ""))


def chips(html):
    """The chips: accessible name → address."""
    found = re.findall(r'<li><a href="([^"]*)" aria-label="([^"]*)">', html)
    return {unescape(name): unescape(href) for href, name in found}


def follow(reader, link):
    answer = reader.get(link)
    assert answer.status_code == 200, link
    return answer.get_data(as_text=True)


def parameters(link):
    return parse_qs(urlsplit(link).query, keep_blank_values=True)
