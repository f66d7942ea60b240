"""Operations that find articles by a question, and that help who asks it."""

from time import perf_counter

from flask import Response, jsonify

from search import Index, parse_query
from web.api import examples
from web.api.answers import SearchRecord
from web.api.blueprint import Media, Operation, serves
from web.api.counts import CorrectionsRecord, SuggestRecord
from web.api.parameters import CorrectionParameters, SearchParameters, SuggestParameters
from web.api.records import correction_record, hit_record, notice_record, relaxation_record

JSON = "application/json"

SEARCH = Operation(
    path="/api/v1/search",
    name="search",
    summary="Find articles",
    description=(
        "Ranked hits for a query, each with what to show of it. Articles that have all that was asked come "
        "first; where plain words were asked, articles that have some follow, each with what it lacks. "
        "`q` or a filter must be given. The query is not mended: one that cannot be read is a problem "
        "that says where, and what could be asked instead. All offsets are Unicode code points."
    ),
    parameters=SearchParameters,
    answers=(Media(JSON, SearchRecord, examples.SEARCH),),
    asked=(("q", "干事创业"), ("limit", "1")),
)
SUGGEST = Operation(
    path="/api/v1/suggest",
    name="suggest",
    summary="Complete what is being typed",
    description=(
        "Titles, names, places and frequent words that begin as typed, in either script, in pinyin "
        "(`lifahui`) or its initials (`lfh`). Made to be asked at every keystroke: an empty `q` has no "
        "suggestions and is no error."
    ),
    parameters=SuggestParameters,
    answers=(Media(JSON, SuggestRecord, examples.SUGGEST),),
    asked=(("q", "lifahui"), ("limit", "2")),
)
CORRECTIONS = Operation(
    path="/api/v1/corrections",
    name="corrections",
    summary="Ask what may have been meant",
    description="At most three queries that sound or look like this one and find more.",
    parameters=CorrectionParameters,
    answers=(Media(JSON, CorrectionsRecord, examples.CORRECTIONS),),
    asked=(("q", "立發会選舉"),),
)


@serves(SEARCH)
def search(index: Index, asked: SearchParameters) -> Response:
    """Answer a question with a page of hits."""
    started = perf_counter()
    filters = asked.filters
    query = None if asked.query is None and filters else parse_query(asked.q)
    if query is not None:
        query.check()
    found = index.search(
        query,
        limit=asked.limit,
        offset=asked.offset,
        sort=asked.sort,
        collapse=asked.copies == "fold",
        filters=filters,
        vocabulary=asked.vocabulary == "on",
    )
    found.check()
    milliseconds = (perf_counter() - started) * 1000
    record: SearchRecord = {
        "query": {"text": asked.q, "understood": str(found.query)},
        "total": found.total,
        "partial": found.partial,
        "took_ms": round(milliseconds, 3),
        "notices": [notice_record(notice) for notice in found.notices],
        "also": [{"typed": beside.typed, "texts": list(beside.texts)} for beside in found.also],
        "relaxations": [relaxation_record(offer) for offer in found.relaxations],
        "corrections": [correction_record(meant) for meant in found.corrections],
        "hits": [hit_record(hit) for hit in found.hits],
    }
    return jsonify(record)


@serves(SUGGEST)
def suggest(index: Index, asked: SuggestParameters) -> Response:
    """Complete what was typed."""
    record: SuggestRecord = {
        "suggestions": [
            {
                "text": found.text,
                "kind": found.kind,
                "articles": found.articles,
                "article_id": found.article_id,
            }
            for found in index.suggest(asked.q, asked.limit)
        ]
    }
    return jsonify(record)


@serves(CORRECTIONS)
def corrections(index: Index, asked: CorrectionParameters) -> Response:
    """Offer what may have been meant."""
    query = parse_query(asked.q)
    query.check()
    record: CorrectionsRecord = {
        "corrections": [correction_record(meant) for meant in index.did_you_mean(query.text)]
    }
    return jsonify(record)
