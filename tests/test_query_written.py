import pytest

from search import Article, breadth, parse_query

TEXTS = {
    "幹": "能想幹事、會幹事",
    "乾": "大膽乾事",
    "干": "有人干事",
    "split": "幹、事",
    "apart": "幹。事",
    "reversed": "事幹",
    "title": "別的",
    "颱": "台颱風",
    "latin": "AlphaGo 與 alphago 之爭，5G",
    "Latin": "Alphago",
}


def found(make_index, query: str) -> list[str]:
    articles = [
        Article(id=name, body=text, title="幹事" if name == "title" else "") for name, text in TEXTS.items()
    ]
    page = make_index(*articles).search(query, limit=50)
    assert page.partial == 0
    return sorted(hit.article.id for hit in page.hits)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("=幹事", ["split", "title", "幹"]),
        ("＝幹事", ["split", "title", "幹"]),
        ("=「幹事」", ["split", "title", "幹"]),
        ('="會幹事"', ["幹"]),
        ("=乾事", ["乾"]),
        ("=干事", ["干"]),
        ("=幹", ["apart", "reversed", "split", "title", "幹"]),
        ("=颱風", ["颱"]),
        ("=台風", []),
        ("=台颱", ["颱"]),
        ("=AlphaGo", ["latin"]),
        ("=alphago", ["latin"]),
        ("=Alphago", ["Latin"]),
        ("=5G", ["latin"]),
        ("=5g", []),
        ("title:=幹事", ["title"]),
        ("標題：＝「幹事」", ["title"]),
        ("=幹事 -title:幹事", ["split", "幹"]),
        ("=幹事 OR =乾事", ["split", "title", "乾", "幹"]),
        ("=「幹。事」", ["apart"]),
    ],
)
def test_only_the_written_form_is_found(make_index, query, ids) -> None:
    assert found(make_index, query) == ids


def test_only_what_is_printed_so_is_marked(make_index) -> None:
    body = "有人干事，有人乾事，有人幹、事"
    (hit,) = make_index(body).search("=幹事").hits
    assert [fragment.text[a:b] for fragment in hit.fragments for a, b in fragment.marks] == ["幹、事"]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("=幹事", '="幹事"'),
        ('＝「他說"好"」', '=“他說"好"”'),
        ("-=幹事 天津", 'NOT ="幹事" 天津'),
        ("=寶?區", '="寶?區"'),
        ("甲=乙", "甲=乙"),
        ("甲 = 乙", "甲 乙"),
        ("== 公告 ==", "公告"),
    ],
)
def test_an_equals_sign_is_an_operator_before_a_word_only(typed, understood) -> None:
    query = parse_query(typed)
    assert str(query) == understood
    assert parse_query(understood).tree == query.tree
    assert not query.notices


def test_what_would_compare_too_many_places_is_refused_and_says_so(make_index, monkeypatch) -> None:
    monkeypatch.setattr(breadth, "MAX_PLACES", 1_000)
    index = make_index(*["的一是在。" * 20] * 20)
    for query in ("的 NEAR/9 一", "=的", "的*在", "????的"):
        refusal = index.search(query).refusal
        assert refusal is not None, query
        assert (refusal.code, refusal.start, refusal.end) == ("too_many_clauses", 0, len(query))
    assert index.search("的 一 是 在").total == index.search('"的一是在"').total == 20
