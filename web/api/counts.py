"""What the operations that count or suggest answer, as typed records; `web.api.answers` has the others."""

from typing_extensions import TypedDict

from web.api.answers import CorrectionRecord, described


@described
class ValueRecord(TypedDict):
    """A value of a field."""

    value: str
    """The value as the articles found print it most; it can be given as a filter."""
    articles: int
    """How many articles have it, in any script."""


@described
class FacetRecord(TypedDict):
    """How many of the articles found have each value of a field."""

    field: str
    """The field."""
    values: list[ValueRecord]
    """Those of the most articles first."""
    total: int
    """How many articles were found. Of every field but `region`, values, others and missing add up to it."""
    missing: int
    """How many have no value."""
    others: int
    """How many have none but values that `limit` cut off."""


@described
class RegionRecord(TypedDict):
    """A place, and those one step below it."""

    name: str
    """Its name."""
    path: str
    """The way to it from the top; it can be given as `region`."""
    count: int
    """How many articles have this place, or one below it, among theirs: these overlap."""
    own: int
    """How many are about just this place: these, others and missing add up to the total."""
    children: list["RegionRecord"]
    """The places one step below, those of the most articles first."""


@described
class RegionsRecord(TypedDict):
    """How many of the articles found are about each place."""

    children: list[RegionRecord]
    """The places at the top."""
    total: int
    """How many articles were found."""
    missing: int
    """How many have no region."""
    others: int
    """How many are about places that `limit` cut off."""


@described
class BucketRecord(TypedDict):
    """A day, month, year or decade."""

    start: str
    """`2019-06-09`, `2019-06`, `2019`; of a decade its first year."""
    hits: int
    """How many of the articles found are of that time."""
    holdings: int
    """How many of all articles are."""


@described
class HistogramRecord(TypedDict):
    """How many of the articles found were published when."""

    unit: str
    """The unit that was counted by."""
    buckets: list[BucketRecord]
    """From the first to the last hit, none left out."""
    total: int
    """How many articles were found; all hits, coarser and undated add up to it."""
    undated: int
    """How many have no date."""
    coarser: int
    """How many are dated only to something coarser than the unit."""


@described
class SuggestionRecord(TypedDict):
    """A text to search for."""

    text: str
    """What to put in the place of what was typed; searched, it finds something."""
    kind: str
    """`title`, `name`, `place` or `word`."""
    articles: int
    """How many articles it finds; of a title, how many have it."""
    article_id: str
    """Of a title its newest article; else empty."""


@described
class SuggestRecord(TypedDict):
    """What something typed could become."""

    suggestions: list[SuggestionRecord]
    """The best first."""


@described
class CorrectionsRecord(TypedDict):
    """What may have been meant by a query."""

    corrections: list[CorrectionRecord]
    """At most three, each of which finds more than the query; empty until the server has loaded them."""
