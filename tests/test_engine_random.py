"""The engine against the oracle and Whoosh, in some hundred random questions: `measure_engine` in short."""

import pytest

from search.engine import Answers, EmbeddedEngine, Reader, Request
from tests.engine_states import KINDS
from tests.measure_engine import Tally, compare

QUERIES_A_STATE = 20


def test_random_questions_are_answered_alike_in_every_state_of_the_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.engine_states.LARGE", (300,))
    tally = Tally()
    compare(tally, len(KINDS) * QUERIES_A_STATE, seed=1, a_state=QUERIES_A_STATE)
    assert tally.failures == []
    assert tally.queries == len(KINDS) * QUERIES_A_STATE
    assert sum(tally.states.values()) == len(KINDS)
    asked = ("And", "AndNot", "AnyUnit", "Dates", "Everything", "Near", "Or", "Pattern", "Phrase", "Prefix")
    assert set(asked) | {"NoUnit", "ScoreTerm", "Term", "Value", "Written", "facets", "terms"} == set(
        tally.kinds
    )
    assert all(count > tally.queries / 20 for count in tally.against.values())
    assert len(tally.against) == 7
    assert tally.answers > tally.queries


class Forgetful:
    """A reader that leaves the last article of every page out: what a wrong engine looks like."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __getattr__(self, name: str) -> object:
        return getattr(self._reader, name)

    def search(self, request: Request) -> Answers:
        """Answer with less than asked."""
        found = self._reader.search(request)
        return found._replace(page=found.page[:-1] if request.score else found.page)


def test_a_wrong_answer_is_found_and_its_case_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    original = EmbeddedEngine.reader
    monkeypatch.setattr(EmbeddedEngine, "reader", lambda *args: Forgetful(original(*args)))
    tally = Tally()
    compare(tally, 50, seed=1)
    (failure,) = tally.failures
    first, *case = failure.splitlines()
    assert first.startswith("Mismatch: complete matches: the engine says [], it should be [0]")
    assert len(case) == 4  # the limits, one commit, one article, the request
    assert "score=(ScoreTerm(" in case[-1]
