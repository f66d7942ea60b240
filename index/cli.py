"""`dibao-index`: the archivist's front door.

Data goes to stdout, talk and progress to stderr; the progress bar shows only on a terminal. Exit
codes: 0 done, 1 failed and nothing changed, 2 wrong usage. This is the one place in `index` where the
environment is read (by way of `search.default_index_path`).
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from index.build import Resources, RunReport, add_to_index, build_index, remove_from_index
from index.errors import IndexerError, NothingRead
from index.records import Rejected
from index.sources import read_sources
from index.telling import plain, print_json, progress, say, tell_rejections, tell_unknown_keys
from search import DEFAULT_MEMORY, SearchError, default_index_path, open_index
from search.analysis import analyze_article

MOST_PROCESSES = 4  # unless told: more share the memory into batches too small

_index_option = click.option(
    "--index",
    "index_path",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    show_default="$DIBAO_INDEX, else .dibao",
    help="Folder of the index.",
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Give the result as one JSON object.")
_processes_option = click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=lambda: min(os.cpu_count() or 1, MOST_PROCESSES),
    show_default=f"one a core, at most {MOST_PROCESSES}",
    help="Worker processes that analyse.",
)
_memory_option = click.option(
    "--memory",
    type=click.IntRange(1, 1 << 20),
    default=DEFAULT_MEMORY >> 20,
    metavar="MB",
    help="What all processes together may take.",
)
# What cannot be read is turned away like any other input, and does not stop the run as wrong usage.
_source_path = click.Path(path_type=Path, readable=False)
_sources_argument = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=_source_path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
def main() -> None:
    """Put news into an index of Dibao: folders of HTML pages, JSON Lines, plain text.

    \b
    dibao-index build archive/ --index .dibao
    dibao-web --index .dibao
    """


@main.command()
@_sources_argument
@_index_option
@_processes_option
@_memory_option
@_json_option
def build(
    sources: tuple[Path, ...], index_path: Path | None, processes: int, memory: int, as_json: bool
) -> None:
    """Make an index of all SOURCEs, in place of what it held.

    The old index answers until the new one is whole.

    \b
    dibao-index build pages/ articles.jsonl.gz --index .dibao
    """
    _run(
        build_index, sources, index_path or default_index_path(), Resources(processes, memory << 20), as_json
    )


@main.command()
@_sources_argument
@_index_option
@_processes_option
@_memory_option
@_json_option
def add(
    sources: tuple[Path, ...], index_path: Path | None, processes: int, memory: int, as_json: bool
) -> None:
    """Add all SOURCEs to an index; an article that it has already is replaced where it differs.

    \b
    dibao-index add today/ --index .dibao
    """
    _run(
        add_to_index, sources, index_path or default_index_path(), Resources(processes, memory << 20), as_json
    )


@main.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_index_option
@_json_option
def remove(ids: tuple[str, ...], index_path: Path | None, as_json: bool) -> None:
    """Remove the articles of these IDs (a search or `inspect` shows them).

    \b
    dibao-index remove u-5f0c2d9a1b7e44c3a1d2 --index .dibao
    """
    with _failing_clearly():
        commit, missing = remove_from_index(ids, index_path or default_index_path())
    if as_json:
        print_json({**commit.to_dict(), "missing": list(missing)})
    else:
        click.echo(f"removed {commit.removed:,}; the index holds {commit.articles:,} articles")
    for article_id in missing:
        say(f"no article has the id {article_id!r}")
    if not commit.removed:
        sys.exit(1)


@main.command()
@_index_option
@_json_option
def status(index_path: Path | None, as_json: bool) -> None:
    """Say what an index holds and how it was made.

    \b
    dibao-index status --index .dibao
    """
    with _failing_clearly():
        index = open_index(index_path or default_index_path())
        record = index.status().to_dict()
        index.close()
    if as_json:
        print_json(record)
    else:
        for name, value in record.items():
            click.echo(f"{name:<12} {plain(value)}")


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=_source_path)
@click.option("--tokens", is_flag=True, help="Add the tokens of each field: term and position.")
@click.option("--json", "as_json", is_flag=True, help="Accepted for uniformity: the output is always JSON.")
def inspect(paths: tuple[Path, ...], tokens: bool, as_json: bool) -> None:
    """Show what would be indexed from each PATH: one JSON object a line for each article.

    \b
    dibao-index inspect page.html | python -m json.tool --no-ensure-ascii
    """
    read, rejections = 0, []
    with _failing_clearly():
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


def _run(
    run: Callable[..., RunReport],
    sources: Sequence[Path],
    index_path: Path,
    resources: Resources,
    as_json: bool,
) -> None:
    """Run `build_index` or `add_to_index`, and tell what it did."""
    try:
        with _failing_clearly(), progress() as watcher:
            report = run(sources, index_path, resources=resources, watcher=watcher).to_dict()
    except NothingRead as error:
        tell_rejections(error.report["rejections"])
        say(f"error: {error}")
        if as_json:
            print_json(error.report)
        sys.exit(1)
    tell_rejections(report["rejections"])
    tell_unknown_keys(report["unknown_keys"])
    if as_json:
        print_json(report)
    else:
        changes = ", ".join(f"{report[name]:,} {name}" for name in ("added", "replaced", "unchanged"))
        counts = f"{report['read']:,} read, {report['rejected']:,} turned away"
        click.echo(f"{index_path}: {report['articles']:,} articles ({changes}); {counts}")


@contextmanager
def _failing_clearly() -> Iterator[None]:
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
    except OSError as error:
        say(f"error: {error.filename or 'the disk'}: {error.strerror or error}")
        sys.exit(1)
    except KeyboardInterrupt:
        say("interrupted: the index is as it was after its last commit; run the same command again")
        sys.exit(1)
