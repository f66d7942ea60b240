"""A crew reads in order, and a page that kills the process which reads it costs that page alone."""

import os
from collections.abc import Callable

import pytest

from index.crew import Crew
from index.inputs import Input, InputKind
from index.records import Read, Rejected


def text(number: int) -> Input:
    return Input(f"{number}.txt", InputKind.TEXT, f"第{number}號公告\n臺南市政府宣布停班停課。".encode())


class Deadly(Input):
    """An input that kills the process in which it arrives, as a fault in a library may."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (9,)


@pytest.mark.parametrize("processes", [1, 2])
def test_inputs_come_back_in_order(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.crew.PATIENCE", 0.0)
    given = [text(number) for number in range(700)]
    with Crew(processes) as crew:
        read = list(crew.read(given))
    assert [one for one, _ in read] == given
    assert all(isinstance(record, Read) and record.article.raw_ref == one.address for one, record in read)


def test_a_page_that_kills_its_process_is_turned_away_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.crew.PATIENCE", 0.0)
    monkeypatch.setattr("index.crew.LOAD_INPUTS", 4)
    given = [text(number) for number in range(10)]
    given[5] = Deadly("deadly.html", InputKind.PAGE, b"<p>")
    with Crew(2) as crew:
        records = [record for _, record in crew.read(given)]
    (refused,) = [record for record in records if isinstance(record, Rejected)]
    assert (refused.raw_ref, refused.reason.value) == ("deadly.html", "internal")
    assert [isinstance(record, Read) for record in records] == [number != 5 for number in range(10)]
