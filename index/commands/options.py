"""What the archivist's commands share: options, how a run is reported, and how a failure is told."""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from index.build import Resources
from index.commands.telling import print_json, progress, say, summary, tell_rejections, tell_unknown_keys
from index.errors import IndexerError, NothingRead
from index.run import COMMIT_EVERY
from index.tally import RunReport, Watcher
from search import DEFAULT_MEMORY, SearchError

MOST_PROCESSES = 4  # unless told: more share the memory into batches too small

index_option = click.option(
    "--index",
    "index_path",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    show_default="$DIBAO_INDEX, else .dibao",
    help="Folder of the index.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Give the result as one JSON object.")
processes_option = click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=lambda: min(os.cpu_count() or 1, MOST_PROCESSES),
    show_default=f"one a core, at most {MOST_PROCESSES}",
    help="Worker processes that read, and that analyse.",
)
memory_option = click.option(
    "--memory",
    type=click.IntRange(1, 1 << 20),
    default=DEFAULT_MEMORY >> 20,
    metavar="MB",
    help="What all processes together may take.",
)
# What cannot be read is turned away like any other input, and does not stop the run as wrong usage.
source_path = click.Path(path_type=Path, readable=False)
output_file = click.Path(dir_okay=False, path_type=Path, allow_dash=True)
sources_argument = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=source_path)


def resources(processes: int, memory: int, commit_every: int = COMMIT_EVERY) -> Resources:
    """Return what a run may take; `memory` in MB."""
    return Resources(processes, memory << 20, commit_every)


def report_run(run: Callable[[Path, Watcher], RunReport], index_path: Path, *, as_json: bool) -> None:
    """Do a run with its progress shown, and tell what it did."""
    try:
        with failing_clearly(), progress() as watcher:
            report = run(index_path, watcher).to_dict()
    except NothingRead as error:
        tell_rejections(error.report["rejections"], error.report["quarantined_by_reason"])
        say(f"error: {error}")
        if as_json:
            print_json(error.report)
        sys.exit(1)
    tell_rejections(report["rejections"], report["quarantined_by_reason"])
    tell_unknown_keys(report["unknown_keys"])
    if as_json:
        print_json(report)
    else:
        click.echo(summary(index_path, report))


@contextmanager
def failing_clearly() -> Iterator[None]:
    """Turn errors made for people into a message and exit code 1."""
    try:
        yield
    except NothingRead:
        raise
    except (SearchError, IndexerError) as error:
        say(f"error: {error}")
        sys.exit(1)
    except BrokenPipeError:
        raise  # `| head` has seen enough: click ends quietly
    except sqlite3.Error as error:
        say(f"error: the ledger cannot be read or written: {error}; check it with: dibao-index verify")
        sys.exit(1)
    except OSError as error:
        say(f"error: {error.filename or 'the disk'}: {error.strerror or error}; see to it and run it again")
        sys.exit(1)
    except KeyboardInterrupt:
        say("interrupted: the index is as it was after its last commit; run the same command to go on")
        sys.exit(1)
