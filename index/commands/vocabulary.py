"""The archivist's command for the regional vocabulary: what holds, what is wrong, a file to begin with."""

import sys
from pathlib import Path

import click

from index.commands.options import failing_clearly, index_option, json_option
from index.commands.telling import print_json, say
from search import VOCABULARY, default_index_path, load_vocabulary, open_index, vocabulary_start


@click.command()
@click.argument("words", nargs=-1, metavar="[WORD]...")
@index_option
@click.option(
    "--start", is_flag=True, help=f"Write a {VOCABULARY} to begin with, that adds to the shipped one."
)
@click.option("--start-full", is_flag=True, help="The same with all shipped groups in it, which it replaces.")
@json_option
def vocabulary(
    words: tuple[str, ...], index_path: Path | None, start: bool, start_full: bool, as_json: bool
) -> None:
    """Show the regional vocabulary that holds for an index, or what is also searched for each WORD.

    It is the shipped one, changed by the file vocabulary.tsv in the index folder, which is yours: a change
    holds with the next question. Exit code 1 where a line of it cannot be read.

    \b
    dibao-index vocabulary 出租车 软件 --index .dibao
    dibao-index vocabulary --start --index .dibao      # then edit .dibao/vocabulary.tsv
    dibao-index vocabulary --index .dibao | less       # all groups, and what is wrong
    """
    path = index_path or default_index_path()
    with failing_clearly():
        open_index(path).close()
        if start or start_full:
            _write_start(path / VOCABULARY, everything=start_full)
    held = load_vocabulary(path)
    found = {word: held.also(word) for word in words}
    if as_json:
        groups = [] if words else [[str(form) for form in group] for group in held.groups]
        print_json({"also": found, "groups": groups, "problems": held.problems})
    elif words:
        for word, others in found.items():
            click.echo(f"{word}: {', '.join(others) or '-'}")
            _tell_meanings(word, len(held.meanings(word)))
    elif not start and not start_full:
        for group in held.groups:
            click.echo("\t".join(map(str, group)))
    for problem in held.problems:
        say(f"problem: {problem}")
    if held.problems:
        sys.exit(1)


def _write_start(path: Path, *, everything: bool) -> None:
    with path.open("x", encoding="utf-8") as file:
        file.write(vocabulary_start(everything=everything))
    say(f"{path} is written; edit it, and check it with: dibao-index vocabulary --index {path.parent}")


def _tell_meanings(word: str, count: int) -> None:
    if count > 1:
        say(f"{word} stands in {count} groups, and leads to the others of each")
