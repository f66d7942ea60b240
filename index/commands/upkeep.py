"""The archivist's commands for an index that is there: looking at it, checking it, copying it, going back."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from index.accounts.holdings import holdings
from index.commands.options import failing_clearly, index_option, json_option, memory_option, output_file
from index.commands.telling import counting, plain, print_json, say, write_lines
from index.upkeep import export_articles, restore_snapshot, take_snapshot, verify_index
from search import CompactReport, compact_index, default_index_path, open_index, roll_back

_folder = click.Path(file_okay=False, path_type=Path)


@click.command()
@index_option
@json_option
def status(index_path: Path | None, as_json: bool) -> None:
    """Say what an index holds, by source, site, region and month, and how it was made.

    \b
    dibao-index status --index .dibao
    """
    with failing_clearly():
        record = holdings(index_path or default_index_path())
    if as_json:
        print_json(record)
        return
    for name, value in record.items():
        if not isinstance(value, dict):
            click.echo(f"{name:<12} {plain(value)}")
    for name, counts in record["holdings"].items():
        click.echo(f"{'by ' + name:<12} {plain(counts)}")
    for name, value in (record["ledger"] or {}).items():
        click.echo(f"{name:<12} {plain(value)}")


@click.command()
@index_option
@json_option
def verify(index_path: Path | None, as_json: bool) -> None:
    """Check files, manifest, ledger and every stored article; exit code 1 where anything is wrong.

    \b
    dibao-index verify --index .dibao
    """
    path = index_path or default_index_path()
    with failing_clearly():
        with open_index(path) as index:
            total = len(index)
        with counting(total, "verifying") as tick:
            found = verify_index(path, tick)
    if as_json:
        print_json(found.to_dict())
    else:
        for problem in found.problems:
            click.echo(f"problem: {problem}")
        for note in found.notes:
            click.echo(f"note: {note}")
        if not found.problems:
            click.echo(f"{path}: {found.articles:,} articles, all sound")
    if found.problems:
        sys.exit(1)


@click.command()
@click.argument("target", type=output_file, default="-", metavar="[FILE]")
@index_option
@click.option("--json", "as_json", is_flag=True, help="Accepted for uniformity: the output is always JSON.")
def export(target: Path, index_path: Path | None, as_json: bool) -> None:
    """Write every article as JSON Lines to FILE (gzipped where it ends in .gz) or stdout.

    `build` makes an equal index of it.

    \b
    dibao-index export archive.jsonl.gz --index .dibao
    dibao-index build archive.jsonl.gz --index other
    """
    path = index_path or default_index_path()
    with failing_clearly():
        with open_index(path) as index:
            total = len(index)
        with counting(total, "exporting") as tick:
            write_lines(target, _ticking(export_articles(path), tick))
    if str(target) != "-":
        say(f"{total:,} articles written to {target}")


@click.command()
@click.argument("target", type=_folder, metavar="FOLDER")
@index_option
@json_option
def snapshot(target: Path, index_path: Path | None, as_json: bool) -> None:
    """Copy the index as it is to FOLDER, new or empty: an index of its own, that can be served and restored.

    \b
    dibao-index snapshot backup/2026-11-23 --index .dibao
    """
    path = index_path or default_index_path()
    with failing_clearly():
        take_snapshot(path, target)
    _tell_state(target, "snapshot", as_json=as_json)


@click.command()
@click.argument("source", type=_folder, metavar="SNAPSHOT")
@index_option
@json_option
def restore(source: Path, index_path: Path | None, as_json: bool) -> None:
    """Make what a SNAPSHOT holds the index; `rollback` undoes it.

    \b
    dibao-index restore backup/2026-11-23 --index .dibao
    """
    path = index_path or default_index_path()
    with failing_clearly():
        restore_snapshot(path, source)
    _tell_state(path, "restored", as_json=as_json)


@click.command()
@index_option
@json_option
def rollback(index_path: Path | None, as_json: bool) -> None:
    """Go back to the index that was there before the last `build` or `restore`; again, and it is undone.

    \b
    dibao-index rollback --index .dibao
    """
    path = index_path or default_index_path()
    with failing_clearly():
        roll_back(path)
    _tell_state(path, "rolled back", as_json=as_json)


@click.command()
@index_option
@memory_option
@json_option
def compact(index_path: Path | None, memory: int, as_json: bool) -> None:
    """Merge an index into as few segments as hold it, and drop what was deleted: smaller and quicker to ask.

    \b
    dibao-index compact --index .dibao
    """
    path = index_path or default_index_path()
    with failing_clearly():
        report: CompactReport = compact_index(path, memory=memory << 20)
    if as_json:
        print_json(report.to_dict())
    else:
        click.echo(
            f"{path}: {report.segments_before} segments became {report.segments_after}, "
            f"{report.bytes_before:,} bytes {report.bytes_after:,}"
        )


UPKEEP = (status, verify, export, snapshot, restore, rollback, compact)


def _tell_state(path: Path, what: str, *, as_json: bool) -> None:
    with failing_clearly(), open_index(path) as index:
        state = index.status()
    if as_json:
        print_json(state.to_dict())
    else:
        click.echo(f"{what}: {path} holds {state.articles:,} articles, generation {state.generation}")


def _ticking(records: Iterable[Mapping[str, Any]], tick: Any) -> Iterable[Mapping[str, Any]]:
    for record in records:
        yield record
        tick(1)
