import random
import re
import struct
from hashlib import blake2b
from zlib import crc32

import numpy as np
import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import (
    Closeness,
    are_copies,
    bands,
    fold,
    searched_text,
    signature,
    signatures,
    similarity,
)
from search.analysis.bulk import HAN_KIND, LETTER_KIND, kind_table
from search.analysis.similarity import CHUNK_TEXTS, RULES, SHORTEST_BODY, SIGNATURE_BYTES
from search.article import Article

TITLE = "臺灣軟體業者聯盟公布年度資訊安全報告"
BODY = """臺灣軟體業者聯盟今天公布年度報告，指出去年共有312家公司遭到網路攻擊，比前年增加18%。
聯盟理事長在記者會上說，多數攻擊利用舊版程式的漏洞，只要按時更新就能避免。他呼籲各縣市政府編列預算，協助中小企業檢查伺服器。
報告也提到，醫院與學校是新的目標。台南一家醫院在5月3日停止掛號六小時，病患改以電話預約，院方表示資料沒有外洩。
主管機關回應，將在年底前公布新的準則，並且請業者每季回報一次。學者認為方向正確，但是人手不足才是根本問題。"""


def article(title: str = TITLE, body: str = BODY, summary: str = "") -> Article:
    return Article(id="a", title=title, body=body, summary=summary)


def text(seed: int, length: int) -> str:
    generator = random.Random(seed)  # noqa: S311
    return "".join(chr(generator.randrange(0x4E00, 0x8000)) for _ in range(length))


def copies(one: Article, other: Article, closeness: Closeness = Closeness.NEAR) -> bool:
    both = signatures([one, other])
    found = are_copies(both, both[::-1], closeness)
    assert found[0] == found[1]
    return bool(found[0])


MASK = (1 << 64) - 1
FACTORS = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F


def mixed(value: int) -> int:
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & MASK
    return value ^ value >> 31


def runs(canonical: str, length: int) -> set[int]:
    kept = [ord(letter) for letter in canonical if kind_table()[ord(letter)] in (HAN_KIND, LETTER_KIND)]
    return {
        mixed(sum(code * factor for code, factor in zip(kept[at:], FACTORS[:length], strict=False)) & MASK)
        for at in range(len(kept) - length + 1)
    }


def smallest(hashes: set[int], count: int) -> list[int]:
    return [*sorted({value % 0xFFFF for value in hashes}), *[0xFFFF] * count][:count]


def plain_signature(article: Article) -> bytes:
    """What `signature` says, one article at a time and without arrays."""
    body, title = fold(searched_text(article, "body")), fold(article.title)
    found = runs(body, 5)
    if len(found) <= SHORTEST_BODY - 5:
        return b""
    bins = {value >> 57: value & 0xFF for value in sorted(found, reverse=True)}
    asked = [
        min(bins, key=lambda other: 0 if other == at else mixed(at * 128 + other + 1)) for at in range(128)
    ]
    numerals = {crc32(text.encode()) for text in re.findall(r"\d+(?:[.,:]\d+)*[%\u3400-\u9fff]?", body)}
    title_numerals = {crc32(text.encode()) for text in re.findall(r"\d+", title)}
    sketches = [*smallest(numerals, 24), *smallest(runs(title, 2), 24), *smallest(title_numerals, 4)]
    return bytes(bins[other] for other in asked) + struct.pack("<I52H", len(found), *sketches)


PIECES = st.sampled_from(
    [
        "１2.3億",
        "5",
        ".",
        ":",
        "12:30",
        "%",
        "臺",
        "\u0663\u0664",
        "ab",
        "c1",
        "\n",
        "，",
        "。",
        "\ud800",
        "\U00020bb7",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.tuples(st.integers(0, 3), st.integers(30, 160)).map(lambda drawn: text(*drawn)),
    st.tuples(st.integers(0, 3), st.lists(PIECES, max_size=9)).map(
        lambda drawn: "".join(piece + text(drawn[0], 20) for piece in drawn[1])
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6))
def test_many_signatures_at_once_are_what_each_is_by_definition(texts: list[tuple[str, str, str]]) -> None:
    articles = [article(title, body, summary) for title, body, summary in texts]
    assert signatures(articles) == [plain_signature(one) for one in articles]


def test_any_number_of_articles_are_signed_in_order() -> None:
    articles = [article(body=text(number, 30 + number % 90)) for number in range(2 * CHUNK_TEXTS + 3)]
    articles[7] = article(body=text(7, 200_000))
    assert signatures(articles) == [signature(one) for one in articles]
    assert signatures([]) == []


def test_a_signature_is_the_same_in_every_release() -> None:
    body = "".join(f"{number} units of item{number % 7} at {number / 8}%, " for number in range(60))
    made = signature(article("Item prices 2019: 60 units", body))
    assert blake2b(made, digest_size=8).hexdigest() == "65f8a3bccf091aa7"


@pytest.mark.parametrize("conversion", ["t2s", "tw2sp", "s2t", "s2twp", "t2hk"])
def test_an_article_and_its_conversion_meet(conversion: str) -> None:
    converter = opencc.OpenCC(conversion)
    simplified = opencc.OpenCC("tw2sp")
    base = (
        article()
        if conversion.startswith("t")
        else article(simplified.convert(TITLE), simplified.convert(BODY))
    )
    other = article(converter.convert(base.title), converter.convert(base.body))
    assert base.body != other.body
    assert copies(base, other)
    one, many = bands(signatures([base, other]))
    assert set(one) & set(many)


def test_texts_of_one_canonical_form_have_one_signature() -> None:
    assert signature(article()) == signature(article(fold(TITLE), fold(BODY)))
    assert signature(article()) == signature(article(body=BODY.replace("，", "、 ")))


def test_the_summary_is_the_first_paragraph() -> None:
    first, rest = BODY.split("\n", 1)
    assert signature(article(body=rest, summary=first)) == signature(article())


def test_a_signature_has_one_size_and_short_bodies_have_none() -> None:
    assert {len(signature(article(body=text(1, length)))) for length in (40, 400, 40_000)} == {
        SIGNATURE_BYTES
    }
    assert signature(article(body=text(1, SHORTEST_BODY - 1))) == b""
    assert signature(article(body="")) == b""
    assert signature(article(body="天" * 5000)) == b""
    assert len(signature(article(title="", body="\ud800\x00１２" + BODY))) == SIGNATURE_BYTES


def test_similarity_estimates_the_share_of_common_runs() -> None:
    one = text(1, 3000)
    others = [one[: 3000 - cut] + text(2, cut) for cut in (0, 500, 1000, 2000, 3000)]
    found = similarity(signature(article(body=one)), [signature(article(body=other)) for other in others])
    true = np.array([(3000 - cut) / (3000 + cut) for cut in (0, 500, 1000, 2000, 3000)])
    assert np.abs(found - true).max() < 0.15
    assert found[0] == 1.0


def test_an_article_that_grew_is_a_copy_near_and_not_far() -> None:
    grown = article(body=BODY + "\n" + text(3, len(BODY)))
    assert copies(article(), grown)
    assert copies(article(), grown, Closeness.UNKNOWN)
    assert not copies(article(), grown, Closeness.FAR)


def test_another_title_needs_nearly_the_same_body() -> None:
    retitled = "資訊安全報告出爐：軟體業者聯盟指312家遭攻擊"
    long_body = BODY + text(4, 300)
    assert copies(
        article(body=long_body), article("業者聯盟公布資訊安全報告：多數攻擊可避免", long_body + text(5, 20))
    )
    assert not copies(article(), article(retitled, BODY + text(6, len(BODY))))


def test_a_notice_with_other_numerals_is_no_copy() -> None:
    notice = (
        "氣象署今天（{0}日）表示，明天（{1}日）各地氣溫{2}度到{3}度，降雨機率{4}%，"
        "外出請攜帶雨具，山區慎防落石，沿海風浪{5}級。"
    )
    one = article("明日天氣預報", notice.format(3, 4, 21, 28, 40, 5))
    assert not copies(one, article("明日天氣預報", notice.format(4, 5, 19, 26, 70, 7)))
    assert copies(one, article("明日天氣預報", notice.format(3, 4, 21, 28, 40, 5)))


def test_titles_that_differ_in_a_numeral_are_of_two_articles() -> None:
    assert copies(article("標案第10823號公告"), article("標案第10823號公告"))
    assert not copies(article("標案第10823號公告"), article("標案第10824號公告"))


def test_what_is_a_copy_at_a_distance_is_one_nearby() -> None:
    for looser, stricter in ((Closeness.NEAR, Closeness.UNKNOWN), (Closeness.UNKNOWN, Closeness.FAR)):
        for rule in RULES[stricter]:
            values = [getattr(rule, name) for name in rule.__dataclass_fields__]
            assert any(
                all(
                    getattr(other, name) <= value
                    for name, value in zip(rule.__dataclass_fields__, values, strict=True)
                )
                for other in RULES[looser]
            )


def test_many_are_judged_at_once() -> None:
    base, grown, other = signatures(
        [article(), article(body=BODY + text(3, len(BODY))), article(body=text(9, 300))]
    )
    levels = [Closeness.NEAR, Closeness.FAR, Closeness.NEAR]
    assert are_copies([base] * 3, [grown, grown, other], levels).tolist() == [True, False, False]
    assert are_copies([base, grown], [base, other], Closeness.FAR).tolist() == [True, False]
    assert are_copies([], [], Closeness.NEAR).tolist() == []


def test_bands_are_small_numbers_and_equal_titles_share_one() -> None:
    one, other, untitled = bands(
        signatures([article(body=text(1, 500)), article(body=text(2, 500)), article(title="")])
    )
    assert all(0 < key < 1 << 41 for key in one + other)
    assert set(one) & set(other) == {one[-1]}
    assert len(set(one)) == len(one) == len(untitled) + 1


def test_no_articles_have_no_signatures() -> None:
    assert signatures([]) == []
