"""Bombs and archives in bad faith cost no more than their size, and are named."""

import bz2
import gzip
import struct
import tarfile
from pathlib import Path

import pytest
import zstandard

from index.archives import limits
from index.errors import Reason
from index.records import Read, Rejected
from tests.index_pages import PAGE, TEXT, page, records, refusals, tarred, zipped

PAGES = {f"日/{number}.html": page(number).encode() for number in range(5)}


def test_archives_nested_too_deep_are_turned_away(tmp_path: Path) -> None:
    data = zipped(PAGES)
    for _ in range(limits.MOST_NESTED):
        data = tarred({"a": data})
    (tmp_path / "a").write_bytes(data)
    (tmp_path / "b").write_bytes(gzip.compress(gzip.compress(gzip.compress(TEXT.encode()))))
    assert [r.reason for r in refusals(tmp_path)] == [Reason.NESTED_TOO_DEEP] * 2


@pytest.mark.parametrize(
    "bomb",
    [
        gzip.compress(b"\n" * 5_000_000),
        bz2.compress(b"\n" * 5_000_000),
        zstandard.compress(b"\n" * 5_000_000),
        gzip.compress(
            b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 5000000\r\n\r\n" + b"\n" * 5_000_000
        ),
        zipped({f"{number}.jsonl": b"\n" * 500_000 for number in range(10)}),
        zipped({"a.gz": gzip.compress(b"\n" * 5_000_000)}),
        gzip.compress(tarred({f"{number}.jsonl": b"\n" * 300_000 for number in range(20)})),
    ],
)  # fmt: skip
def test_what_unpacks_to_more_than_its_budget_is_given_up_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bomb: bytes
) -> None:
    monkeypatch.setattr(limits, "UNPACKED_FREELY", 1_000_000)
    monkeypatch.setattr(limits, "MOST_RATIO", 10)
    (tmp_path / "a").write_bytes(bomb)
    last = records(tmp_path / "a")[-1]
    assert isinstance(last, Rejected)
    assert (last.raw_ref, last.reason) == (str(tmp_path / "a"), Reason.UNPACKS_TOO_BIG)
    assert "unpack it to a folder" in last.message


def test_members_that_lie_over_each_other_are_a_bomb(tmp_path: Path) -> None:
    data = zipped({"a.html": PAGE.encode()})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[start:end]
    count = 50
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, start, 0)
    big = entry[:20] + struct.pack("<L", len(data)) + entry[24:]
    (tmp_path / "a").write_bytes(data[:start] + big * count + tail)
    assert [r.reason for r in refusals(tmp_path / "a")] == [Reason.UNPACKS_TOO_BIG]


def test_a_list_of_members_too_long_for_memory_is_turned_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.archives.zips.MOST_DIRECTORY", 1000)
    (tmp_path / "a").write_bytes(zipped({f"{number}" * 9: b"" for number in range(100)}))
    assert [r.reason for r in refusals(tmp_path / "a")] == [Reason.TOO_BIG]


def test_tar_headers_of_any_length_are_not_held(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1 << 33
    data = tarred({"1.html": PAGE.encode()}).rstrip(b"\0")
    data += bytes(-len(data) % 512)
    (tmp_path / "a").write_bytes(data + header.tobuf(tarfile.GNU_FORMAT) + b"x" * 1024)
    found = records(tmp_path / "a")
    assert isinstance(found[0], Read)
    assert [r.reason for r in found if isinstance(r, Rejected)] == [Reason.CORRUPT_ARCHIVE]
