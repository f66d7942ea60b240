"""One hostile article and one hostile question, on every page, feed, export and citation."""

import re
from urllib.parse import quote

import pytest

from search import Article, open_index, open_writer
from web import Settings, create_app

EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&\r\n\x00\u202e{{7*7}} ]]>"
ASKED = quote("寶坻")
TYPED = quote(EVIL, safe="")
PATHS = (
    *(
        "/",
        f"/search?q={ASKED}",
        f"/search?q={TYPED}",
        f"/search?q={ASKED}&source={TYPED}",
        "/about",
        "/help",
    ),
    *(f"/search?region={TYPED}", f"/search?q={ASKED}&from={TYPED}", f"/search?q={ASKED}&page={TYPED}"),
    *(f"/article/ONE?q={ASKED}&hit=1", f"/article/ONE?display=hans&q={TYPED}", "/copies/ONE"),
    *("/compare/ONE?with=TWO", f"/compare/ONE?with={TYPED}", "/cite/ONE", "/qr/ONE", "/sources", "/regions"),
    *(f"/sources/{TYPED}", f"/regions/{TYPED}", "/days/2019-06-09", f"/days/{TYPED}", "/api/"),
    *(f"/search.atom?q={ASKED}", "/sitemap.xml?part=1", "/opensearch.xml"),
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "index"
    fields = dict.fromkeys(("summary", "source", "site", "author", "editor", "section", "furniture"), EVIL)
    with open_writer(folder, rebuild=True) as writer:
        for name in ("1", "2"):
            writer.add(
                Article(
                    id=EVIL + name,
                    title=f"寶坻{EVIL}",
                    body=f"寶坻{EVIL * 3}{name}",
                    tags=(EVIL,),
                    regions=(EVIL,),
                    published="2019-06-09",
                    url="javascript:alert(1)",
                    cluster=f"{EVIL}1",
                    **fields,
                )
            )
        writer.commit()
    one, two = (quote(article.id, safe="") for article in open_index(folder).articles())
    client = create_app(Settings(index=folder, access_log="off", findable=True)).test_client()
    return lambda path: client.get(path.replace("ONE", one).replace("TWO", two))


@pytest.mark.parametrize("path", PATHS)
def test_nothing_that_was_stored_or_typed_is_markup(ask, path):
    answer = ask(path)
    assert answer.status_code < 500
    bare = re.sub('"[^"]*"', '""', answer.text)
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert not re.search(r"<[^>]+\sonerror=", bare)
    assert not re.search(r'href="\s*javascript:', answer.text)
