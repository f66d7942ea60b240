"""The export, described: `web.keeping` writes it."""

from web.api import examples
from web.api.blueprint import Media, Operation
from web.api.parameters import ExportParameters

EXPORT = Operation(
    path="/api/v1/export",
    name="export",
    summary="Take all hits along",
    description=(
        "Every article that has all that is asked, in the order of the search, streamed: as comma-separated "
        "values, as JSON Lines (one article a line), or as RIS. `q` or a filter must be given."
    ),
    parameters=ExportParameters,
    answers=(
        Media("text/csv", None, examples.CSV),
        Media("application/jsonl", None, examples.JSONL),
        Media("application/x-research-info-systems", None, examples.RIS),
    ),
    asked=(("q", "干事创业"), ("format", "csv")),
    is_tagged=False,
)

ELSEWHERE = (EXPORT,)
"""Operations that views of their own answer; the document has those whose path the application serves."""
