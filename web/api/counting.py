"""Operations that count what a question finds: by value, by place, by time.

They count complete matches, all of them. Without a question they count the holdings.
"""

from flask import Response, jsonify

from search import Index, Query, parse_query
from web.api import examples
from web.api.blueprint import Media, Operation, serves
from web.api.counts import FacetRecord, HistogramRecord, RegionsRecord
from web.api.parameters import Asked, FacetParameters, HistogramParameters, RegionParameters
from web.api.records import region_record
from web.messages import BadParameter

JSON = "application/json"
STEPPED = ("region", "month")
"""Fields whose values have steps, so that `within` can be asked."""

FACETS = Operation(
    path="/api/v1/facets",
    name="facets",
    summary="Count by the values of a field",
    description=(
        "How many of all articles found have each value of a field. Values that differ only in script are "
        "counted together. An article may have several regions and is counted at each step of each."
    ),
    parameters=FacetParameters,
    answers=(Media(JSON, FacetRecord, examples.FACETS),),
    asked=(("q", "智能"), ("field", "source"), ("limit", "2")),
)
REGIONS = Operation(
    path="/api/v1/regions",
    name="regions",
    summary="Count by place",
    description="How many of all articles found are about each place, as a tree of at most eight steps.",
    parameters=RegionParameters,
    answers=(Media(JSON, RegionsRecord, examples.REGIONS),),
    asked=(("q", "智能"),),
)
HISTOGRAM = Operation(
    path="/api/v1/histogram",
    name="histogram",
    summary="Count by time",
    description="When the articles found were published, beside how many the archive holds of each time.",
    parameters=HistogramParameters,
    answers=(Media(JSON, HistogramRecord, examples.HISTOGRAM),),
    asked=(("q", "智能"), ("unit", "month")),
)


@serves(FACETS)
def facets(index: Index, asked: FacetParameters) -> Response:
    """Count by the values of a field."""
    if asked.within and asked.field not in STEPPED:
        raise BadParameter.refused(
            "within", asked.within, f"{asked.field} has no steps; {' and '.join(STEPPED)} have"
        )
    query = _query(asked)
    counted = index.facets(
        query,
        asked.field,
        limit=asked.limit,
        filters=asked.filters,
        within=asked.within,
        own_filter=asked.own_filter == "on",
        vocabulary=asked.vocabulary == "on",
    )
    if not counted.total:
        _check_breadth(index, query)
    record: FacetRecord = {
        "field": counted.field,
        "values": [{"value": found.value, "articles": found.articles} for found in counted.values],
        "total": counted.total,
        "missing": counted.missing,
        "others": counted.others,
    }
    return jsonify(record)


@serves(REGIONS)
def regions(index: Index, asked: RegionParameters) -> Response:
    """Count by place."""
    query = _query(asked)
    tree = index.regions(query, limit=asked.limit, filters=asked.filters, vocabulary=asked.vocabulary == "on")
    if not tree.total:
        _check_breadth(index, query)
    record: RegionsRecord = {
        "children": [region_record(node) for node in tree.children],
        "total": tree.total,
        "missing": tree.missing,
        "others": tree.others,
    }
    return jsonify(record)


@serves(HISTOGRAM)
def histogram(index: Index, asked: HistogramParameters) -> Response:
    """Count by time."""
    query = _query(asked)
    counted = index.histogram(query, asked.unit, filters=asked.filters, vocabulary=asked.vocabulary == "on")
    if not counted.total:
        _check_breadth(index, query)
    record: HistogramRecord = {
        "unit": counted.unit,
        "buckets": [
            {"start": bucket.start, "hits": bucket.hits, "holdings": bucket.holdings}
            for bucket in counted.buckets
        ],
        "total": counted.total,
        "undated": counted.undated,
        "coarser": counted.coarser,
    }
    return jsonify(record)


def _query(asked: Asked) -> Query | None:
    """Return the question, None for all articles; raises QueryError where it cannot be read."""
    if asked.query is None:
        return None
    query = parse_query(asked.query)
    query.check()
    return query


def _check_breadth(index: Index, query: Query | None) -> None:
    """Raise QueryError where nothing was counted because the index refuses the question as too broad."""
    if query is not None:
        index.search(query, limit=0).check()
