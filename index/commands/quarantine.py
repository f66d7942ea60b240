"""`dibao-index errors`: what is in quarantine, and the way out of it."""

from itertools import islice
from pathlib import Path

import click

from index.accounts.quarantine import Entry, outer_file, read_quarantine
from index.build import Resources, retry_quarantine
from index.commands.options import (
    failing_clearly,
    index_option,
    json_option,
    memory_option,
    output_file,
    processes_option,
    report_run,
    resources,
)
from index.commands.telling import print_json, say, write_lines
from index.errors import Reason
from index.tally import RunReport, Watcher
from search import default_index_path

SHOWN_ENTRIES = 20
"""Entries that are shown of each reason."""


@click.command()
@index_option
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    metavar="CODE",
    type=click.Choice([reason.value for reason in Reason]),
    help="Only these, such as empty, too_big.",
)
@click.option(
    "--export", "target", type=output_file, help="Write all as JSON Lines to this file; - is stdout."
)
@click.option("--retry", is_flag=True, help="Read them again, after a repair of theirs or of Dibao.")
@processes_option
@memory_option
@json_option
def errors(  # noqa: PLR0913, PLR0917 - one parameter an option
    index_path: Path | None,
    reasons: tuple[str, ...],
    target: Path | None,
    retry: bool,
    processes: int,
    memory: int,
    as_json: bool,
) -> None:
    """List what is in quarantine, by reason: inputs that could not become articles.

    \b
    dibao-index errors --index .dibao
    dibao-index errors --reason corrupt_gzip --export broken.jsonl
    dibao-index errors --retry
    """
    path = index_path or default_index_path()
    with failing_clearly():
        held = read_quarantine(path, reasons)
        if target is not None:
            write_lines(target, (entry.to_dict() for entry in held))
            if str(target) != "-":
                say(f"{len(held):,} entries written to {target}")
    if retry:
        _retry(path, held, resources(processes, memory), as_json=as_json)
    elif as_json and str(target) != "-":
        print_json({"quarantined": len(held), "entries": [entry.to_dict() for entry in held]})
    elif target is None:
        _list(held)


def _list(held: list[Entry]) -> None:
    """Show entries by reason, the commonest first."""
    by_reason: dict[str, list[Entry]] = {}
    for entry in held:
        by_reason.setdefault(entry.reason, []).append(entry)
    for reason, group in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        click.echo(f"{len(group):,} {reason}")
        for entry in islice(group, SHOWN_ENTRIES):
            click.echo(f"  {entry.address}: {entry.message}")
        if len(group) > SHOWN_ENTRIES:
            click.echo(f"  … and {len(group) - SHOWN_ENTRIES:,} more; --export FILE writes all")
    if not held:
        click.echo("nothing is in quarantine")


def _retry(path: Path, held: list[Entry], taken: Resources, *, as_json: bool) -> None:
    if not held:
        if as_json:
            print_json({"quarantined": 0, "entries": []})
        else:
            click.echo("nothing is in quarantine")
        return
    addresses = [entry.address for entry in held]
    files = list(dict.fromkeys(map(outer_file, addresses)))

    def run(index: Path, watcher: Watcher) -> RunReport:
        return retry_quarantine(files, addresses, index, resources=taken, watcher=watcher)

    report_run(run, path, as_json=as_json)
