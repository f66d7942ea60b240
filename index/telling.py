"""What the archivist's commands say: progress and messages on stderr, JSON on stdout."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from tqdm import tqdm  # type: ignore[import-untyped]

from index.build import Progress, Watcher

SHOWN_REJECTIONS = 20  # told one by one; `--json` holds them all

_SURROGATE = re.compile("[\ud800-\udfff]")


@contextmanager
def progress() -> Iterator[Watcher]:
    """Show a bar on a terminal, with counts, rate and time left; nothing elsewhere."""
    shape = "{percentage:3.0f}% |{bar}| {elapsed}<{remaining}{postfix}"
    with tqdm(
        file=sys.stderr, disable=not sys.stderr.isatty(), dynamic_ncols=True, bar_format=shape, miniters=1
    ) as bar:

        def watch(progress: Progress) -> None:
            rate = progress.read / max(bar.format_dict["elapsed"], 0.001)
            counts = f"{progress.read:,} articles, {rate:,.0f} a second"
            turned_away = f", {progress.rejected:,} turned away" if progress.rejected else ""
            bar.total = progress.size
            bar.set_postfix_str(counts + turned_away, refresh=False)
            bar.update(progress.position - bar.n)

        yield watch


def tell_rejections(rejections: Sequence[dict[str, Any]]) -> None:
    """Say what was turned away: the first ones one by one, all by reason."""
    if not rejections:
        return
    for rejection in rejections[:SHOWN_REJECTIONS]:
        say(f"{rejection['raw_ref']}: {rejection['message']} ({rejection['reason']})")
    if len(rejections) > SHOWN_REJECTIONS:
        say(f"… and {len(rejections) - SHOWN_REJECTIONS:,} more; --json lists them all")
    counts = Counter(rejection["reason"] for rejection in rejections)
    say(f"turned away: {', '.join(f'{count:,} {reason}' for reason, count in counts.most_common())}")


def tell_unknown_keys(unknown_keys: dict[str, int]) -> None:
    """Say which keys of JSON records were left out, and how often."""
    if unknown_keys:
        say(f"keys left out: {', '.join(f'{key} ({count:,})' for key, count in unknown_keys.items())}")


def plain(value: Any) -> str:
    """Return a value as a reader would write it."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)


def print_json(record: dict[str, Any]) -> None:
    """Write one JSON object on one line; UTF-8 whatever the terminal's locale says.

    Half surrogate pairs, which UTF-8 cannot hold, are written as JSON's escapes.
    """
    line = json.dumps(record, ensure_ascii=False)
    click.echo(_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", line).encode())


def say(message: str) -> None:
    """Write a line to stderr."""
    click.echo(message, err=True)
