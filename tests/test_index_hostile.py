"""Whatever bytes are given, reading ends, in records and refusals, and nothing else comes out.

`python -m tests.measure_fuzz` and `python -m tests.guided_fuzz` do at length what is done here for seconds.
The tests further down hold what they found: readings that took minutes for a megabyte, or memory without end.
"""

import gzip
import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from index.archives import limits, unpacking
from index.archives.feeds import MOST_PREFIXES, feed_inputs
from index.archives.limits import Budget
from index.archives.mhtml import LONGEST_TYPE, mhtml_input
from index.archives.parts import name_of
from index.archives.unpacking import buffered, unpacked
from index.charset import decode
from index.errors import PageRejected, Reason
from index.extract import extract
from index.inputs import Input, InputKind
from index.pages.entries import Entry, read_entry
from index.pages.page import MOST_ATTRIBUTES, parse, without_monsters
from index.reading import read_input
from index.records import Read, Rejected
from index.sources import read_sources, size_of
from tests.index_pages import PAGE, articles, one, page, refusals, zipped
from tests.mutated_sources import mutated, sources
from tests.slow_archives import SLOW_ARCHIVES, warc_of
from tests.slow_sources import slow_sources

SOURCES = sources()


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False))
def test_mutated_sources_are_read_or_refused(tmp_path: Path, chance: random.Random) -> None:
    path = tmp_path / "a"
    path.write_bytes(mutated(chance, list(SOURCES.values())))
    steps: list[int] = []
    for record in read_sources([path], steps.append):
        assert isinstance(record, Read | Rejected)
        assert not (isinstance(record, Rejected) and record.reason is Reason.INTERNAL), record.message
    assert sum(steps) == size_of([path])


@settings(max_examples=200)
@given(
    data=st.binary(max_size=2000) | st.sampled_from([*SOURCES.values(), Entry("a", "<p>b").to_json()]),
    kind=st.sampled_from(InputKind),
    url=st.text(max_size=30),
    charset=st.text(max_size=12),
    captured=st.text(max_size=30),
)
def test_any_input_of_any_kind_is_read_or_refused(
    data: bytes, kind: InputKind, url: str, charset: str, captured: str
) -> None:
    record = read_input(Input("a", kind, data, url, charset, captured))
    assert isinstance(record, Read | Rejected)
    assert not (isinstance(record, Rejected) and record.reason is Reason.INTERNAL), record.message


def test_every_kind_of_source_is_read_before_it_is_mutated(tmp_path: Path) -> None:
    for name, data in SOURCES.items():
        path = tmp_path / name
        path.write_bytes(data)
        found = list(read_sources([path]))
        assert found
        assert all(isinstance(record, Read) for record in found), (name, found)


def test_sources_made_to_be_slow_are_read_or_refused(tmp_path: Path) -> None:
    for name, data in slow_sources(1_500):
        path = tmp_path / "a"
        path.write_bytes(data)
        assert Reason.INTERNAL not in {record.reason for record in refusals(path)}, name


@pytest.mark.parametrize("form", [" a{}", "/a{}", " a{}=''", ' a{}=">"', ' x"{}'])
def test_attributes_past_any_real_page_are_cut_however_they_are_set_apart(form: str) -> None:
    """Set apart by slashes, or behind a lone quote, 100,000 of them were kept and cost minutes."""
    attributes = "".join(map(form.format, range(MOST_ATTRIBUTES + 1)))
    assert without_monsters(f"<div {attributes}>寶坻</div>") == "<div>寶坻</div>"


def test_long_tags_of_few_attributes_stay() -> None:
    tag = f'<img src="data:image/png;base64,{"ab/c+ " * 20_000}" alt=">"> <p title=\'{"a b " * 900}\'>'
    assert without_monsters(tag) == tag


def test_an_element_that_holds_the_page_is_no_heading() -> None:
    """The text of 240 headings in one another was put together 240 times, only to be too long."""
    text = "天津市寶坻區昨天開通一條新的道路，居民出行更方便了。" * 400
    found = extract(f"<title>寶坻開通快車道</title>{'<h1>' * 200}<p>{text}</p>", "a")
    assert found.title == "寶坻開通快車道"
    assert found.body == text


def test_a_heading_of_a_thousand_elements_is_none() -> None:
    heading = f"<h1>寶坻{'<b></b>' * 1000}開通</h1>"
    page = f"<title>寶坻開通快車道</title>{heading}<p>天津市寶坻區昨天開通一條道路。</p>"
    assert extract(page, "a").title == "寶坻開通快車道"


def test_a_long_description_is_compared_by_its_start() -> None:
    """Each piece of a description of a megabyte was looked for in a body of a megabyte."""
    text = "天津市寶坻區昨天開通一條新的道路，居民出行更方便了。" * 200
    page = "<title>寶坻開通快車道</title><meta name=description content='{}'><p>{}</p>"
    assert extract(page.format(text + "國說" * 9000, text), "a").summary == ""
    assert extract(page.format("國說" * 9000, text), "a").summary == "國說" * 9000


def test_what_a_date_element_holds_is_kept_to_its_start() -> None:
    """A hundred of them in one another kept a hundred copies of the page."""
    page = f"{'<time itemprop=datePublished>' * 100}2019-06-09 {'寶坻。' * 3000}"
    assert extract(page, "a").published == "2019-06-09"
    assert isinstance(parse(page), etree._Element)


@pytest.mark.parametrize("opening", ["<!DOCTYPE [", "<!DOCTYPE ", "<!ENTITY a '", "<!DOCTYPE [ ] x "])
def test_declarations_without_end_are_looked_through_once(opening: str) -> None:
    """Each of them was searched to the feed's end, or 100,000 characters far."""
    item = "<item><title>寶坻</title></item>"
    declared = "<!DOCTYPE rss [<!ENTITY a 'b'>]>"
    feed = f"{declared}<rss version='2.0'><channel>{item}{opening * 20_000}".encode()
    (entry,) = feed_inputs(feed, "a")
    assert isinstance(entry, Input)
    assert read_entry(entry.data, "a").article.title == "寶坻"


@pytest.mark.parametrize("damage", ["", "<x>"])
def test_an_entity_is_never_declared(damage: str) -> None:
    """One with a bracket in its value was: 110 KB of feed became a gigabyte."""
    declared = f'<!DOCTYPE x [\n<!ENTITY a "]{"寶坻" * 300}">\n]>'
    item = f"<item><title>天津{'&a;' * 99}</title>{damage}</item>"
    feed = f"{declared}<rss version='2.0'><channel>{item}</channel></rss>"
    (entry,) = feed_inputs(feed.encode(), "a")
    assert isinstance(entry, Input)
    assert "天津" in entry.data.decode()
    assert "寶坻" not in entry.data.decode()


def test_feeds_of_tags_or_prefixes_alone_are_turned_away() -> None:
    prefixes = "".join(f"<a{n}:b xmlns:a{n}='u'/>" for n in range(MOST_PREFIXES + 1))
    for inside, reason in ((prefixes, Reason.CORRUPT_FEED), ("<b>" * 200_000, Reason.TOO_BIG)):
        with pytest.raises(PageRejected) as refused:
            list(feed_inputs(f"<rss><channel>{inside}".encode(), "a"))
        assert refused.value.reason is reason


def test_a_saved_pages_type_without_end_is_not_taken_apart() -> None:
    """The email package counts the quotes before each semicolon: 60,000 of them took it a minute."""
    head = f"Content-Type: text/html; charset=big5{';' * LONGEST_TYPE}\r\n\r\n"
    found = mhtml_input(io.BufferedReader(io.BytesIO(head.encode() + PAGE.encode())), "a")  # type: ignore[arg-type]
    assert (found.charset, found.data) == ("", PAGE.encode())


def test_a_page_given_again_by_revisits_is_taken_from_the_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of 16 MB and a hundred thousand revisits of 300 bytes cost what 1.6 TB of pages do."""
    monkeypatch.setattr(limits, "UNPACKED_FREELY", 0)
    monkeypatch.setattr(limits, "MOST_RATIO", 1)
    path = tmp_path / "a"
    path.write_bytes(SLOW_ARCHIVES["revisits"](200_000))
    (refused,) = refusals(path)
    assert refused.reason is Reason.UNPACKS_TOO_BIG


def test_digests_of_pages_are_remembered_only_where_they_are_short(tmp_path: Path) -> None:
    """100,000 headers of 60 KB were kept: 6 GB."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    reasons = []
    for size in (40, 4000):
        path = tmp_path / f"{size}"
        page = warc_of("response", "http://a.cn/0", head + PAGE.encode(), digest="A" * size)
        path.write_bytes(page + warc_of("revisit", "http://a.cn/1", head, "http://a.cn/0", "A" * size))
        reasons.append([refused.reason for refused in refusals(path)])
    assert reasons == [[], [Reason.ORIGINAL_MISSING]]


def test_places_of_members_are_forgotten_past_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of small gzip members kept a place for each: five times its size in memory."""
    monkeypatch.setattr(unpacking, "MOST_STARTS", 3)
    packed = gzip.compress(b"ab") * 9
    stream = unpacked(io.BufferedReader(io.BytesIO(packed)), "gzip", Budget(len(packed)))  # type: ignore[arg-type]
    assert buffered(stream).read() == b"ab" * 9
    assert stream.origin(0) is None
    assert stream.origin(16) == len(packed) * 8 // 9


def test_names_of_members_are_not_guessed() -> None:
    """charset-normalizer takes a millisecond a name, and a zip holds 250,000."""
    name = bytes(0x80 + number % 7 for number in range(80))
    assert decode(name).rule == "guessed"
    assert decode(name, guessing=False).rule != "guessed"
    assert name_of(name) == decode(name, guessing=False).text


def test_a_member_without_a_name_costs_nothing_else(tmp_path: Path) -> None:
    """zipfile failed over it, and the members behind it were lost."""
    data = bytearray(zipped({"x": PAGE.encode(), "b": page(2).encode()}, zipfile.ZIP_STORED))
    for mark, place in ((b"PK\3\4", 26), (b"PK\1\2", 28)):  # the name becomes an extra field
        at = data.index(mark) + place
        data[at : at + 4] = struct.pack("<2H", 0, 1)
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert [article.raw_ref for article in articles(path)] == [f"{path}!", f"{path}!b"]


def test_extended_headers_that_say_nothing_are_passed(tmp_path: Path) -> None:
    """Each of their records was cut off the front of a copy."""
    assert isinstance(one(tmp_path / "a", SLOW_ARCHIVES["extended headers"](1 << 16) + bytes(1024)), Rejected)
