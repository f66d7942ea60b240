"""What each operation can be asked, as models: the source of the checks and of the document.

Names, defaults and bounds stand here alone. What a program leaves out has its default; what it gives must be
readable: a name that is not here, a value out of bounds, or one value too many is refused (`web.api.asked`),
for a typing error that is ignored is a wrong answer. The values of filters are also read by `web.asking`, as
those of the pages are.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from werkzeug.datastructures import MultiDict

from search import Filters
from web.asking import FILTERED, read_filters

MAX_VALUES = 100
"""Values of one filter; as many as `search.Filters` takes."""

MAX_CHARACTERS = 200
"""Characters of a filter's value; not of a place, a path, of which each step's first are looked at."""

MAX_QUERY = 4_000
"""Characters of `q`; `search` refuses longer ones (`too_long`), this is what the document says of it."""


def _digits(value: object) -> object:
    """Refuse what `int` would read though nobody writes it: `1_0`, ` 7`, `5.0`, other scripts' digits."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 10):
        raise ValueError("not a number")
    return value


DIGITS = BeforeValidator(_digits)
Switch = Literal["on", "off"]
Value = Annotated[str, Field(json_schema_extra={"maxLength": MAX_CHARACTERS})]
Values = Annotated[tuple[Value, ...], Field(max_length=MAX_VALUES)]


class Parameters(BaseModel):
    """The parameters of an operation; none of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Asked(Parameters):
    """A question, narrowed down by filters."""

    q: Annotated[str, Field(json_schema_extra={"maxLength": MAX_QUERY}, examples=["干事创业"])] = ""
    """The query, in the language that /help explains. It is not mended: what cannot be read is refused, and
    the problem's `instead` can be asked. Without one, all articles that the filters leave."""
    source: Annotated[Values, Field(examples=[["人民網"]])] = ()
    """Who wrote it: whole names, in either script. Of several values one must be met."""
    site: Values = ()
    """Who published it."""
    author: Values = ()
    """Its author."""
    section: Values = ()
    """The section of the paper that it stood in."""
    region: Annotated[tuple[str, ...], Field(max_length=MAX_VALUES, examples=[["天津市/寶坻區"]])] = ()
    """Places, as paths from the top (`天津市/寶坻區`), each with all places below it."""
    script: Annotated[tuple[Literal["hans", "hant", "mixed"], ...], Field(max_length=MAX_VALUES)] = ()
    """The script that it was printed in."""
    first: Annotated[str, Field(alias="from", max_length=100, examples=["2019-05"])] = ""
    """The first day, month or year: `2019-06-09`, `2019-06`, `2019`, or another that `date:` knows."""
    last: Annotated[str, Field(alias="to", max_length=100, examples=["2019-06"])] = ""
    """The last day, month or year, included."""
    vocabulary: Switch = "on"
    """Whether what other regions print for a word is searched too, at half its weight."""

    @property
    def query(self) -> str | None:
        """What `search.Index` is asked: None, all articles, where no word was given."""
        return self.q if self.q.strip() else None

    @property
    def filters(self) -> Filters:
        """The filters as `search` takes them; raises BadParameter."""
        given = MultiDict[str, str]([("from", self.first), ("to", self.last)])
        for name in FILTERED:
            given.setlist(name, list(getattr(self, name)))
        return read_filters(given)


class Searched(Asked):
    """A question, and the order of its hits."""

    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    """The order of the hits; without `q` by relevance is newest first."""


class SearchParameters(Searched):
    """A question, and which hits of the answer are wanted."""

    copies: Literal["fold", "show"] = "show"
    """With `fold` one hit stands for near-duplicates and its `copies` says for how many; totals count all."""
    limit: Annotated[int, Field(ge=1, le=100), DIGITS] = 10
    """How many hits are given at most."""
    offset: Annotated[int, Field(ge=0, le=10_000), DIGITS] = 0
    """How many hits are passed over first."""


class ExportParameters(Searched):
    """A question whose complete matches are all wanted."""

    format: Literal["csv", "jsonl", "ris"] = "csv"
    """Comma-separated values, one JSON record a line, or RIS for reference managers."""
    copies: Literal["fold", "show"] = "show"
    """Changes nothing, and may stand here so that a search page's parameters can be given as they are."""
    size: Annotated[str, Field(max_length=10)] = ""
    """Changes nothing either."""
    page: Annotated[str, Field(max_length=10)] = ""
    """Changes nothing either."""
    lang: Annotated[str, Field(max_length=35)] = ""
    """Changes nothing either."""


class FacetParameters(Asked):
    """What is counted, by which field."""

    field: Literal["source", "site", "section", "region", "year", "month", "script", "author"]
    """The field whose values are counted."""
    limit: Annotated[int, Field(ge=1, le=1_000), DIGITS] = 20
    """How many values are given at most, those of the most articles first."""
    within: Annotated[str, Field(max_length=1_000, examples=["天津市"])] = ""
    """Only values one step below this one: of `region` the places in a place, of `month` those of a year."""
    own_filter: Switch = "on"
    """With `off` the filter of this very field is left out, which shows what else could be chosen."""


class RegionParameters(Asked):
    """What is counted by place."""

    limit: Annotated[int, Field(ge=1, le=2_000), DIGITS] = 200
    """How many places are given at most, those of the most articles."""


class HistogramParameters(Asked):
    """What is counted by time."""

    unit: Literal["auto", "day", "month", "year", "decade"] = "auto"
    """The unit of time; `auto` takes the finest that shows all in 92 days, 120 months or 200 years. Where one
    would need more than 1,000 buckets the next coarser one is taken, and the answer's `unit` says so."""


class SuggestParameters(Parameters):
    """What is being typed."""

    q: Annotated[str, Field(examples=["lifahui"])] = ""
    """What was typed, in either script or pinyin; nothing, or over 200 characters, has no suggestions."""
    limit: Annotated[int, Field(ge=1, le=100), DIGITS] = 10
    """How many suggestions are given at most."""


class CorrectionParameters(Parameters):
    """A query that may be mistyped."""

    q: Annotated[str, Field(json_schema_extra={"maxLength": MAX_QUERY}, examples=["立發会"])] = ""
    """The query as typed."""


class RelatedParameters(Parameters):
    """How many related articles are wanted."""

    limit: Annotated[int, Field(ge=1, le=100), DIGITS] = 10
    """How many articles are given at most."""


class CopiesParameters(Parameters):
    """How many copies are wanted."""

    limit: Annotated[int, Field(ge=1, le=100), DIGITS] = 100
    """How many articles are given at most."""
