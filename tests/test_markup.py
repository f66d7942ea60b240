"""The bones of every kind of page: headings, ids, what points at them, landmarks.

`python -m tests.measure_markup` asks the Nu HTML Checker, which knows far more; this holds, without it, what
it found and what it does not look at.
"""

from collections import Counter
from itertools import pairwise

import pytest
from lxml import html as parser

from tests.browser import PAGES, in_language

POINTERS = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "list", "form")


@pytest.fixture(params=PAGES)
def tree(client, request):
    return parser.fromstring(client.get("/" + in_language(PAGES[request.param], "en")).data)


def test_headings_go_down_by_one_step_below_one_h1(tree):
    levels = [int(heading.tag[1]) for heading in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_sections_have_headings(tree):
    bare = [section for section in tree.iter("section") if not section.xpath(".//h2|.//h3|.//h4|.//h5|.//h6")]
    assert [parser.tostring(section)[:100] for section in bare] == []


def test_ids_are_unique_and_whatever_points_at_one_finds_it(tree):
    ids = Counter(tree.xpath("//@id"))
    assert [name for name, times in ids.items() if times > 1] == []
    named = [
        name for attribute in POINTERS for value in tree.xpath(f"//@{attribute}") for name in value.split()
    ]
    anchors = [address[1:] for address in tree.xpath("//a/@href") if address.startswith("#")]
    assert [name for name in named + anchors if name not in ids] == []


def test_there_is_one_main_and_landmarks_of_a_kind_have_names_of_their_own(tree):
    assert len(tree.xpath("//main|//*[@role='main']")) == 1
    assert len(tree.xpath("//body/header|//*[@role='banner']")) == 1
    for kind in ("nav", "aside"):
        marks = list(tree.iter(kind))
        names = [mark.get("aria-label") or mark.get("aria-labelledby") for mark in marks]
        assert len(marks) < 2 or (len(set(names)) == len(names) and all(names)), names
