"""`dibao-index`: the archivist's front door.

Data goes to stdout, talk and progress to stderr; the progress bar shows only on a terminal. Exit
codes: 0 done, 1 failed, 2 wrong usage. This is the one place in `index` where the
environment is read (by way of `search.default_index_path`). The commands for what is there already stand
in `index.commands.upkeep`.
"""

import sys
from pathlib import Path

import click

from index.build import add_to_index, build_index, remove_from_index
from index.commands.options import (
    failing_clearly,
    index_option,
    json_option,
    memory_option,
    processes_option,
    report_run,
    resources,
    source_path,
    sources_argument,
)
from index.commands.quarantine import errors
from index.commands.telling import print_json, say, tell_rejections
from index.commands.upkeep import UPKEEP
from index.commands.vocabulary import vocabulary
from index.records import Rejected
from index.run import COMMIT_EVERY
from index.sources import read_sources
from index.tally import RunReport, Watcher
from search import default_index_path
from search.analysis import analyze_article


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(package_name="dibao")
def main() -> None:
    """Put news into an index of Dibao, and keep it: pages, WARC, WACZ, zip, tar, feeds, JSON Lines, text.

    \b
    dibao-index add archive/ --index .dibao
    dibao-index status --index .dibao
    dibao-web --index .dibao
    """


@main.command()
@sources_argument
@index_option
@processes_option
@memory_option
@json_option
def build(
    sources: tuple[Path, ...], index_path: Path | None, processes: int, memory: int, as_json: bool
) -> None:
    """Make an index of all SOURCEs, in place of what it held.

    The old index answers until the new one is whole, and `rollback` brings it back. A SOURCE is a file or a
    folder; `-` reads a list of paths from stdin.

    \b
    dibao-index build pages/ crawl.warc.gz articles.jsonl.gz --index .dibao
    """

    def run(index: Path, watcher: Watcher) -> RunReport:
        return build_index(sources, index, resources=resources(processes, memory), watcher=watcher)

    report_run(run, index_path or default_index_path(), as_json=as_json)


@main.command()
@sources_argument
@index_option
@processes_option
@memory_option
@click.option(
    "--commit-every",
    type=click.IntRange(1),
    default=COMMIT_EVERY,
    metavar="N",
    help="Commit after N changed articles, and each minute.",
)
@click.option("--reread", is_flag=True, help="Read also what is known, and bring back what was removed.")
@json_option
def add(  # noqa: PLR0913, PLR0917 - one parameter an option
    sources: tuple[Path, ...],
    index_path: Path | None,
    processes: int,
    memory: int,
    commit_every: int,
    reread: bool,
    as_json: bool,
) -> None:
    """Add all SOURCEs to an index, which is made where there is none.

    What was read before is passed over; a corrected page replaces its article. A run that is stopped goes
    on where it was when the same command is given again. A SOURCE is a file or a folder; `-` reads a list
    of paths from stdin.

    \b
    dibao-index add today/ crawl.wacz --index .dibao
    find /archive -name '*.html' -mtime -1 | dibao-index add - --index .dibao
    """

    def run(index: Path, watcher: Watcher) -> RunReport:
        taken = resources(processes, memory, commit_every)
        return add_to_index(sources, index, resources=taken, watcher=watcher, reread=reread)

    report_run(run, index_path or default_index_path(), as_json=as_json)


@main.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@index_option
@json_option
def remove(ids: tuple[str, ...], index_path: Path | None, as_json: bool) -> None:
    """Remove the articles of these IDs (a search or `inspect` shows them), for good.

    The same input offered again does not bring them back; `add --reread` does.

    \b
    dibao-index remove u-5f0c2d9a1b7e44c3a1d2 --index .dibao
    """
    with failing_clearly():
        report = remove_from_index(ids, index_path or default_index_path()).to_dict()
    if as_json:
        print_json(report)
    else:
        click.echo(f"removed {report['removed']:,}; the index holds {report['articles']:,} articles")
    for article_id in report["missing"]:
        say(f"no article has the id {article_id!r}")
    if not report["removed"]:
        sys.exit(1)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=source_path)
@click.option("--tokens", is_flag=True, help="Add the tokens of each field: term and position.")
@click.option("--json", "as_json", is_flag=True, help="Accepted for uniformity: the output is always JSON.")
def inspect(paths: tuple[Path, ...], tokens: bool, as_json: bool) -> None:
    """Show what would be indexed from each PATH: one JSON object a line for each article.

    \b
    dibao-index inspect page.html | python -m json.tool --no-ensure-ascii
    """
    read, rejections = 0, []
    with failing_clearly():
        for record in read_sources(paths):
            if isinstance(record, Rejected):
                rejections.append(record.to_dict())
                continue
            read += 1
            shown = record.article.to_dict()
            if tokens:
                found = analyze_article(record.article)
                shown["tokens"] = {
                    field: [[token.text, token.position] for token in found[field]] for field in found
                }
            print_json(shown)
    tell_rejections(rejections)
    if not read:
        say("error: not one article could be read")
        sys.exit(1)


for command in (*UPKEEP, errors, vocabulary):
    main.add_command(command)
