import pytest

from search import Article, parse_query
from search.query.grammar import MAX_DISTANCE

TEXTS = {
    "next": "寶坻京津",
    "three": "寶坻連結了京津",
    "behind": "京津，以及寶坻",
    "sentence": "到了寶坻。京津在此",
    "far": "寶坻" + "甲" * 12 + "京津",
    "one": "只有寶坻",
    "latin": "寶坻 5G covid 網 京津",
}


def found(make_index, query: str) -> set[str]:
    articles = (Article(id=name, body=text) for name, text in TEXTS.items())
    page = make_index(*articles).search(query, limit=50)
    assert page.partial == 0
    return {hit.article.id for hit in page.hits}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("寶坻 NEAR/0 京津", {"next"}),
        ("寶坻 NEAR/1 京津", {"next", "sentence"}),
        ("寶坻 NEAR/3 京津", {"next", "sentence", "three", "behind", "latin"}),
        ("宝坻 near/3 京津", {"next", "sentence", "three", "behind", "latin"}),
        ("寶坻 PRE/3 京津", {"next", "sentence", "three", "latin"}),
        ("京津 PRE/3 寶坻", {"behind"}),
        ("寶坻 NEAR/11 京津", {"next", "sentence", "three", "behind", "latin"}),
        ("寶坻 NEAR/12 京津", {"next", "sentence", "three", "behind", "latin", "far"}),
        ('"寶坻" NEAR/10 「京津」', {"next", "sentence", "three", "behind", "latin"}),
        ("寶?連 NEAR/5 京津", {"three"}),
        ("cov* NEAR/1 京津", {"latin"}),
        ("(無此 OR 寶坻) PRE/0 京津", {"next"}),
        ("寶坻 NEAR/3 京津 -連結", {"next", "sentence", "behind", "latin"}),
        ("title:寶坻 NEAR/3 京津", set()),
    ],
)
def test_texts_near_each_other_are_found(make_index, query, ids) -> None:
    assert found(make_index, query) == ids


def test_near_in_a_field_looks_in_that_field(make_index) -> None:
    index = make_index(Article(id="t", title="寶坻和京津", body="別的"), Article(id="b", body="寶坻和京津"))
    for query in ("title:(寶坻 NEAR/3 京津)", "標題：寶坻 NEAR/3 京津", "title:寶坻 NEAR/3 title:京津"):
        assert [hit.article.id for hit in index.search(query).hits] == ["t"]


def test_only_what_stands_near_is_marked(make_index) -> None:
    body = "寶坻很遠。" + "甲" * 30 + "。寶坻和京津，隔了很久很久很久，才到京津"
    (hit,) = make_index(body).search("寶坻 NEAR/3 京津").hits
    ranges = [body[first:last] for fragment in hit.fragments for first, last in fragment.ranges]
    assert ranges == ["寶坻", "京津"]
    assert hit.fragments[0].ranges[0][0] == body.index("寶坻和")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("寶坻 NEAR／10 京津", "寶坻 NEAR/10 京津"),
        ("a NEAR/3 b NEAR/5 c", "a NEAR/3 b AND b NEAR/5 c"),
        ("(a OR b) NEAR/3 c", "a NEAR/3 c OR b NEAR/3 c"),
        ("NOT a NEAR/3 b", "NOT a NEAR/3 b"),
        ("title:a PRE/3 b", "title:(a PRE/3 b)"),
        ("人工智能 NEAR/3 學*生", "人工智能 NEAR/3 學*生"),
        ("NEAR", "NEAR"),
    ],
)
def test_near_is_read_as_it_is_meant(typed, understood) -> None:
    query = parse_query(typed)
    assert str(query) == understood
    assert parse_query(understood).tree == query.tree
    assert not [notice for notice in query.notices if notice.is_error]


@pytest.mark.parametrize(
    ("typed", "code", "instead"),
    [
        ("a NEAR/101 b", "near_distance", f"a NEAR/{MAX_DISTANCE} b"),
        (f"a NEAR/{'9' * 99} b", "near_distance", f"a NEAR/{MAX_DISTANCE} b"),
        ("(a b) NEAR/3 c", "near_operand", "(a b) AND c"),
        ("a NEAR/3 NOT b", "near_operand", "+a NOT b"),
        ("title:a NEAR/3 source:b", "near_operand", "title:a AND source:b"),
        ("date:2019 NEAR/3 b", "near_operand", "date:2019-01-01..2019-12-31 AND b"),
        ("=臺 NEAR/3 北", "near_operand", '"臺" NEAR/3 北'),
        (
            "(" + " OR ".join("abcdefghi") + ") NEAR/3 (" + " OR ".join("abcdefghi") + ")",
            "near_operand",
            "(a OR b OR c OR d OR e OR f OR g OR h OR i) AND (a OR b OR c OR d OR e OR f OR g OR h OR i)",
        ),
    ],
)
def test_what_near_cannot_say_is_mended_and_said(typed, code, instead) -> None:
    query = parse_query(typed)
    assert [notice.code for notice in query.notices] == [code]
    assert query.notices[0].is_error
    assert str(query) == instead
