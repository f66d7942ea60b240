"""What the archivist's commands say: progress and messages on stderr, JSON on stdout."""

import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

import click
from tqdm import tqdm  # type: ignore[import-untyped]

from index.tally import Tally, Watcher

SHOWN_REJECTIONS = 20  # told one by one; `dibao-index errors` has them all

_SURROGATE = re.compile("[\ud800-\udfff]")
_SHAPE = "{percentage:3.0f}% |{bar}| {elapsed}<{remaining}{postfix}"
_UNMEASURED = "{elapsed}{postfix}"

REDRAWN_EVERY = 0.1
"""Seconds from one drawing of a bar to the next."""


@contextmanager
def progress() -> Iterator[Watcher]:
    """Show a run's bar on a terminal, with counts, rate and time left; nothing elsewhere."""
    with _bar(_SHAPE) as bar:
        drawing = _Drawing(bar)
        try:
            yield drawing.follow
        finally:
            drawing.draw()


class _Drawing:
    """Draws a run's bar by the clock: how often inputs come says nothing about how long they take."""

    def __init__(self, bar: tqdm) -> None:
        self._bar = bar
        self._tally: Tally | None = None
        self._drawn = 0.0

    def follow(self, tally: Tally) -> None:
        """Draw the counts, unless that was done a moment ago."""
        self._tally = tally
        now = time.monotonic()
        if now - self._drawn >= REDRAWN_EVERY:
            self._drawn = now
            self.draw()

    def draw(self) -> None:
        """Draw the counts as they are; without a share and time left where the size is not known."""
        bar, tally = self._bar, self._tally
        if bar.disable or tally is None:
            return
        bar.total, bar.n = tally.size, tally.position
        bar.bar_format = _SHAPE if tally.size else _UNMEASURED
        bar.set_postfix_str(_counts(tally, bar.format_dict["elapsed"]))


@contextmanager
def counting(total: int, what: str) -> Iterator[Callable[[int], object]]:
    """Show a bar for work on so many articles on a terminal; nothing elsewhere."""
    with _bar(
        "{desc} {percentage:3.0f}% |{bar}| {n_fmt}/{total_fmt} {elapsed}<{remaining}, {rate_fmt}"
    ) as bar:
        bar.total, bar.desc = total, what
        yield bar.update


def summary(index_path: Path, report: Mapping[str, Any]) -> str:
    """Return a run's counts as a line for people."""
    names = ("added", "replaced", "unchanged", "quarantined")
    counts = ", ".join(f"{report[name]:,} {name}" for name in names)
    if report["skipped"]:
        counts += f", {sum(report['skipped'].values()):,} parts without text skipped"
    removed = f", {report['removed']:,} removed earlier and left out" if report["removed"] else ""
    rate = report["read"] / max(report["seconds"], 0.001)
    took = f"{report['seconds']:,.1f} s, {rate:,.0f} a second"
    return f"{index_path}: {report['articles']:,} articles ({counts}{removed}); {took}"


def tell_rejections(rejections: Sequence[dict[str, Any]], reasons: Mapping[str, int] | None = None) -> None:
    """Say what was turned away: the first ones one by one, all by reason."""
    if not rejections:
        return
    for rejection in rejections[:SHOWN_REJECTIONS]:
        say(f"{rejection['raw_ref']}: {rejection['message']} ({rejection['reason']})")
    counts = reasons or dict(Counter(rejection["reason"] for rejection in rejections).most_common())
    more = sum(counts.values()) - min(len(rejections), SHOWN_REJECTIONS)
    if more > 0:
        say(f"… and {more:,} more; they are listed by: dibao-index errors")
    say(f"turned away: {', '.join(f'{count:,} {reason}' for reason, count in counts.items())}")


def tell_unknown_keys(unknown_keys: Mapping[str, int]) -> None:
    """Say which keys of JSON records were left out, and how often."""
    if unknown_keys:
        say(f"keys left out: {', '.join(f'{key} ({count:,})' for key, count in unknown_keys.items())}")


def plain(value: Any) -> str:
    """Return a value as a reader would write it."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {plain(item)}" for name, item in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)


def print_json(record: Mapping[str, Any]) -> None:
    """Write one JSON object on one line; UTF-8 whatever the terminal's locale says."""
    click.echo(json_line(record))


def json_line(record: Mapping[str, Any]) -> bytes:
    """Return a JSON object as a line of UTF-8, without its end.

    Half surrogate pairs, which UTF-8 cannot hold, are written as JSON's escapes.
    """
    line = json.dumps(record, ensure_ascii=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", line).encode()


def write_lines(target: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write JSON Lines to a file, replaced when all is written, or to stdout."""
    if str(target) == "-":
        for record in records:
            print_json(record)
        return
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with unfinished.open("wb") as raw:
            opened = (
                gzip.GzipFile(target.name, "wb", 6, raw, mtime=0)
                if target.suffix == ".gz"
                else nullcontext(raw)
            )
            with opened as file:
                out: BinaryIO = file  # type: ignore[assignment]  # GzipFile writes like any binary file
                for record in records:
                    out.write(json_line(record) + b"\n")
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def say(message: str) -> None:
    """Write a line to stderr."""
    click.echo(message, err=True)


def _bar(shape: str) -> tqdm:
    return tqdm(
        file=sys.stderr, disable=not sys.stderr.isatty(), dynamic_ncols=True, bar_format=shape, miniters=1
    )


def _counts(tally: Tally, elapsed: float) -> str:
    names = ("added", "replaced", "unchanged", "quarantined")
    counts = [f"{getattr(tally, name):,} {name}" for name in names if getattr(tally, name)]
    read = tally.read + tally.held
    rate = [f"{read / max(elapsed, 0.001):,.0f} a second"] if read else []
    return ", ".join([*counts, *rate])
