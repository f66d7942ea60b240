"""`dibao-search`: ask an index from the terminal."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from search.engine.requests import SORTS
from search.errors import QueryError, SearchError
from search.facets import FACETS
from search.filters import Filters
from search.highlight import Fragment
from search.histogram import AUTO, UNITS
from search.index import default_index_path, open_index
from search.printing import (
    facet_record,
    facet_text,
    histogram_text,
    regions_text,
    related_record,
    related_text,
)
from search.query import error_of
from search.related import MAX_LIMIT
from search.results import Hit, ResultPage
from search.suggest import MAX_SUGGESTIONS, Suggestion

FAILED, USAGE = 1, 2
"""Exit codes: the index could not be asked; the query cannot be read."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("query", nargs=-1)
@click.option(
    "--index",
    "path",
    type=click.Path(path_type=Path),
    help="The index folder; else DIBAO_INDEX, else .dibao here.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits to show.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Hits to pass over.")
@click.option("--sort", type=click.Choice(SORTS), default=SORTS[0], show_default=True)
@click.option("--collapse", is_flag=True, help="Of near-duplicates show one, and how many more there are.")
@click.option("--source", multiple=True, help="Only articles of this source; again, and either will do.")
@click.option("--site", multiple=True, help="Only articles that this site published.")
@click.option("--author", multiple=True, help="Only articles of this author.")
@click.option("--section", multiple=True, help="Only articles of this section.")
@click.option("--script", multiple=True, help="Only articles in this script: hans, hant or mixed.")
@click.option("--region", multiple=True, help="Only articles on this place (天津市/寶坻區) or one within it.")
@click.option("--first", default="", help="Only articles of this day, month or year, or later.")
@click.option("--last", default="", help="Only articles of this day, month or year, or earlier.")
@click.option("--facet", type=click.Choice(FACETS), help="Count by this field instead of showing hits.")
@click.option("--histogram", type=click.Choice((AUTO, *UNITS)), help="Count by time instead of showing hits.")
@click.option("--related", metavar="ID", help="Show the articles that are related to this one; no QUERY.")
@click.option("--suggest", is_flag=True, help="Complete QUERY, do not search: kind, articles and text.")
@click.option("--explain", "explained", metavar="ID", help="Say what made the score of this article.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.version_option(package_name="dibao")
def main(  # noqa: PLR0913, PLR0917 - one parameter an option
    query: tuple[str, ...],
    path: Path | None,
    limit: int,
    offset: int,
    sort: str,
    collapse: bool,
    facet: str | None,
    histogram: str | None,
    related: str | None,
    suggest: bool,
    explained: str | None,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Search an index for QUERY: words, "quoted phrases", AND, OR, NOT, fields such as title:智能.

    Several arguments are one query; with none, all articles that the filters leave are listed, newest first.
    Exit status: 0 done, also where nothing was found; 1 the index cannot be opened or has no such article; 2
    the query or a filter cannot be read.
    """
    try:
        filters = Filters(**chosen)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    asked = " ".join(query) if query else None
    if asked is None and not (filters or facet or histogram or related):
        raise click.UsageError("Missing argument 'QUERY...'.")
    try:
        with open_index(path or default_index_path()) as index:
            if related is not None:
                found = index.related(related, limit=min(limit, MAX_LIMIT))
                record, text = related_record(found), related_text(found)
            elif explained is not None:
                account = index.explain(asked or "", explained)
                record, text = account.to_dict(), str(account)
            elif suggest:
                index.load_suggestions()
                completed = index.suggest(asked or "", min(limit, MAX_SUGGESTIONS))
                record = {"suggestions": [asdict(one) for one in completed]}
                text = _suggestions(completed)
            else:
                shown = 0 if facet or histogram else limit
                page = index.search(
                    asked, limit=shown, offset=offset, sort=sort, collapse=collapse, filters=filters
                )
                if page.refusal is not None:
                    raise error_of(page.refusal)
                record, text = page_record(page), page_text(page)
                if facet == "region":
                    tree = index.regions(asked, limit=limit, filters=filters)
                    record, text = asdict(tree), regions_text(tree)
                elif facet is not None:
                    counts = index.facets(asked, facet, limit=limit, filters=filters)
                    record, text = facet_record(counts), facet_text(counts)
                elif histogram is not None:
                    times = index.histogram(asked, histogram, filters=filters)
                    record, text = asdict(times), histogram_text(times)
            click.echo(json.dumps(record, ensure_ascii=False) if as_json else text)
    except QueryError as error:
        click.echo(f"dibao-search: {error}", err=True)
        sys.exit(USAGE)
    except SearchError as error:
        click.echo(f"dibao-search: {error}", err=True)
        sys.exit(FAILED)


def page_record(page: ResultPage) -> dict[str, Any]:
    """Return a result page, ready for JSON."""
    return {
        "query": str(page.query),
        "total": page.total,
        "partial": page.partial,
        "notices": [
            {
                "code": notice.code,
                "message": notice.message,
                "terms": list(notice.terms),
                "start": notice.start,
                "end": notice.end,
            }
            for notice in page.notices
        ],
        "also": [asdict(beside) for beside in page.also],
        "relaxations": [
            {
                "kind": offer.kind,
                "changed": list(offer.changed),
                "query": str(offer.query),
                "total": offer.total,
            }
            for offer in page.relaxations
        ],
        "corrections": [asdict(correction) for correction in page.corrections],
        "hits": [
            {
                "score": hit.score,
                "missing": list(hit.missing),
                "copies": hit.copies,
                "fragments": [fragment.to_dict() for fragment in hit.fragments],
                "article": hit.article.to_dict(),
            }
            for hit in page.hits
        ],
    }


def page_text(page: ResultPage) -> str:
    """Return a result page for reading in a terminal."""
    head = f"{page.total} {'article' if page.total == 1 else 'articles'}"
    if str(page.query):
        head += f" for {page.query}"
    if page.partial:
        head += f", {page.partial} more have only some of its words"
    notes = [notice.message for notice in page.notices]
    notes += [f"{offer.query} would find {offer.total}" for offer in page.relaxations]
    notes += [f"also searched for {beside.typed}: {', '.join(beside.texts)}" for beside in page.also]
    return "\n\n".join(["\n".join([head, *notes]), *(_hit_text(hit) for hit in page.hits)])


def _suggestions(found: tuple[Suggestion, ...]) -> str:
    """Return suggestions one a line, columns separated by tabs."""
    return "\n".join(f"{one.kind}\t{one.articles}\t{one.text}" for one in found)


def _hit_text(hit: Hit) -> str:
    article = hit.article
    about = [article.source or article.site, *article.regions[:1], article.local_time[:10], article.id]
    lines = [article.title, "  " + " · ".join(part for part in about if part)]
    if hit.missing:
        lines.append("  lacks: " + " ".join(hit.missing))
    if hit.copies:
        lines.append(f"  and {hit.copies} more {'copy' if hit.copies == 1 else 'copies'} of it")
    titles = [fragment for fragment in hit.fragments if fragment.section == "title"]
    lines[0] = _marked(titles[0]) if titles else article.title
    lines += ["  " + _marked(fragment) for fragment in hit.fragments if fragment.section != "title"]
    return "\n".join(lines)


def _marked(fragment: Fragment) -> str:
    """Return the text with its matches bold, which click leaves out where stdout is no terminal."""
    return "".join(
        click.style(piece, bold=True) if is_marked else piece for piece, is_marked in fragment.pieces()
    ).replace("\n", " ")
