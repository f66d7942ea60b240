"""Whatever bytes are given, reading ends, in records and refusals, and nothing else comes out."""

import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import Reason
from index.inputs import Input, InputKind
from index.reading import read_input
from index.records import Read, Rejected
from index.sources import read_sources, size_of
from tests.mutated_sources import mutated, seeds

SEEDS = seeds()


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False))
def test_mutated_archives_are_read_or_refused(tmp_path: Path, chance: random.Random) -> None:
    path = tmp_path / "a"
    path.write_bytes(mutated(chance, SEEDS))
    steps: list[int] = []
    for record in read_sources([path], steps.append):
        assert isinstance(record, Read | Rejected)
        assert not (isinstance(record, Rejected) and record.reason is Reason.INTERNAL), record.message
    assert sum(steps) == size_of([path])


@settings(max_examples=200)
@given(
    data=st.binary(max_size=2000) | st.sampled_from(SEEDS),
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


def test_every_kind_of_archive_is_read_before_it_is_mutated(tmp_path: Path) -> None:
    for number, data in enumerate(SEEDS):
        path = tmp_path / str(number)
        path.write_bytes(data)
        found = list(read_sources([path]))
        assert found
        assert all(isinstance(record, Read) for record in found), (number, found)
