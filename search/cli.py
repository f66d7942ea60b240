"""`dibao-search`: ask an index from the terminal."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from search.engine.protocol import SORTS
from search.errors import QueryError, SearchError
from search.highlight import Fragment
from search.index import default_index_path, open_index
from search.results import Hit, ResultPage

FAILED, USAGE = 1, 2
"""Exit codes: the index could not be asked; the query cannot be read."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("query", nargs=-1, required=True)
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
    explained: str | None,
    as_json: bool,
) -> None:
    """Search an index for QUERY: words, "quoted phrases", AND, OR, NOT, fields such as title:智能.

    Several arguments are one query. Exit status: 0 done, also where nothing was found; 1 the index
    cannot be opened; 2 the query cannot be read.
    """
    try:
        with open_index(path or default_index_path()) as index:
            if explained is not None:
                found = index.explain(" ".join(query), explained)
                click.echo(json.dumps(found.to_dict(), ensure_ascii=False) if as_json else str(found))
                return
            page = index.search(" ".join(query), limit=limit, offset=offset, sort=sort, collapse=collapse)
            click.echo(json.dumps(page_record(page), ensure_ascii=False) if as_json else page_text(page))
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
            {"code": notice.code, "message": notice.message, "terms": list(notice.terms)}
            for notice in page.notices
        ],
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
    head = f"{page.total} {'article' if page.total == 1 else 'articles'} for {page.query}"
    if page.partial:
        head += f", {page.partial} more have only some of its words"
    notes = [notice.message for notice in page.notices]
    return "\n\n".join(["\n".join([head, *notes]), *(_hit_text(hit) for hit in page.hits)])


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
