"""Which places an article is about, as paths from the top: 天津市/寶坻區 first, then what else it names.

Full names count. A province's or city's short form counts (天津, 台南); a county's only where its
full name is printed too, where it follows its city's name, or where its province or city is named and
it comes more than once. A name that several places share (朝阳区, 中山區) is that of the place whose
province or city the article names; where that does not decide, it is left out: a wrong region is
worse than none.

Weight decides the order: a mention in the title counts five, in the lead two, elsewhere one. Path
parts are given as the article prints them, and parts that it does not print in the article's script.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.gazetteer import COUNTY, PREFECTURE, PROVINCE, Gazetteer, Sense, gazetteer
from index.mentions import Mention, find_mentions
from search.analysis import fold

MOST_REGIONS = 8
"""Paths of an article: a list of all provinces is about none of them."""

TITLE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT = 5, 2, 1

LEAD_LENGTH = 150
"""Characters of summary and body that count as the lead."""

KEPT_PARENT = 3
"""A place named this many times as often as the most named of several places in it is kept beside them."""

_GENERIC = frozenset((
    "城区", "郊区", "矿区", "新区", "东区", "西区", "南区", "北区", "中区",
    "市中区", "城关区", "城中区", "新城区", "老城区", "新市区",
    "港口区", "大社区", "和县", "成县",
))  # fmt: skip
"""Names that say nothing alone: they count only right behind their city's name."""

_LEVELS = {PROVINCE: 0, PREFECTURE: 1, COUNTY: 2}


def find_regions(title: str, text: str, script: str, context: str = "") -> tuple[str, ...]:
    """Return the paths of the places that an article is about, the first the one it is most about.

    `text` is summary and body; `script` is the article's. `context` (its source, site and section) is only a
    witness for which of several places a name means: 海淀 in the 北京日报 is 北京's.

    >>> find_regions("寶坻區簽約", "天津市寶坻區與唐山市合作。", "hant")
    ('天津市/寶坻區', '河北省/唐山市')
    """
    whole = f"{title}\n{text}"
    known = gazetteer()
    mentions = find_mentions(fold(whole), known)
    if not mentions:
        return ()
    meant = _resolve(mentions, find_mentions(fold(context), known), known)
    weights: Counter[int] = Counter()
    first: dict[int, int] = {}
    for mention, place in zip(mentions, meant, strict=True):
        if place is not None:
            weights[place] += _weight(mention.start, len(title))
            first.setdefault(place, mention.start)
    printed = _printed(mentions, meant, whole)
    chosen = _most_specific(weights, known)
    scores = {place: _score(place, weights, chosen, known) for place in chosen}
    ordered = sorted(chosen, key=lambda place: (-scores[place], first[place]))[:MOST_REGIONS]
    return tuple(_path(place, printed, script, known) for place in ordered)


def _weight(position: int, title_length: int) -> int:
    if position < title_length:
        return TITLE_WEIGHT
    return LEAD_WEIGHT if position < title_length + LEAD_LENGTH else BODY_WEIGHT


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What else an article names: places by how often, names by how often, places by full name, names
    behind their city.
    """

    named: Counter[int]
    counts: Counter[str]
    full_names: frozenset[int]
    behind: dict[str, tuple[int, ...]]


def _resolve(mentions: Sequence[Mention], witnesses: Sequence[Mention], known: Gazetteer) -> list[int | None]:
    """Return the place that each mention means, or None where that cannot be told."""
    senses = [sense for mention in (*mentions, *witnesses) for sense in _sure_senses(mention, known)]
    named = Counter(sense.place for sense in senses)
    for place in tuple(named):
        named.update(known.ancestors[place])
    evidence = _Evidence(
        named=named,
        counts=Counter(mention.name for mention in mentions),
        full_names=frozenset(s.place for mention in mentions for s in mention.senses if s.is_full),
        behind=_behind_parents(mentions, known),
    )
    verdicts = {mention.name: _decide(mention, evidence, known) for mention in mentions}
    return [verdicts[mention.name] for mention in mentions]


def _sure_senses(mention: Mention, known: Gazetteer) -> list[Sense]:
    """Return the one sense of a mention that needs no witness, in a list, or none."""
    candidates = [sense for sense in mention.senses if _stands_alone(sense, mention.name, known)]
    if not candidates:
        return []
    best = min(_LEVELS[known.places[sense.place].level] for sense in candidates)
    highest = [sense for sense in candidates if _LEVELS[known.places[sense.place].level] == best]
    return highest if len(highest) == 1 else []


def _stands_alone(sense: Sense, name: str, known: Gazetteer) -> bool:
    place = known.places[sense.place]
    if place.level == PROVINCE:
        return True
    if not sense.is_full:
        return place.short_counts == "always"
    return len(name) > 2 and name not in _GENERIC


def _behind_parents(mentions: Sequence[Mention], known: Gazetteer) -> dict[str, tuple[int, ...]]:
    """Return, by name, the places meant because the name follows right behind its province or city."""
    found: dict[str, list[int]] = defaultdict(list)
    for left, right in pairwise(mentions):
        if left.end != right.start:
            continue
        above = {sense.place for sense in left.senses}
        found[right.name] += [s.place for s in right.senses if above.intersection(known.ancestors[s.place])]
    return {name: tuple(places) for name, places in found.items()}


def _decide(mention: Mention, evidence: _Evidence, known: Gazetteer) -> int | None:
    """Return what a name means here: behind its city first, then alone, then by what else is named."""
    behind = evidence.behind.get(mention.name, ())
    if behind:
        return Counter(behind).most_common(1)[0][0]
    sure = _sure_senses(mention, known)
    if sure:
        return sure[0].place
    if mention.name in _GENERIC or (len(mention.name) == 2 and mention.name.endswith("区")):
        return None
    support: dict[int, int] = {}
    for sense in mention.senses:
        witnesses = sum(evidence.named[place] for place in known.ancestors[sense.place])
        is_known = sense.place in evidence.full_names or evidence.counts[mention.name] > 1
        if witnesses and (sense.is_full or is_known):
            support[sense.place] = witnesses
    ranked = sorted(support.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _printed(mentions: Sequence[Mention], meant: Sequence[int | None], whole: str) -> dict[int, str]:
    """Return the full names that the article prints, as it first prints them."""
    printed: dict[int, str] = {}
    for mention, place in zip(mentions, meant, strict=True):
        if place is not None and Sense(place, is_full=True) in mention.senses:
            printed.setdefault(place, whole[mention.start : mention.end])
    return printed


def _most_specific(weights: Counter[int], known: Gazetteer) -> list[int]:
    """Return the places without those that only stand above another, unless they are named far more often."""
    below: dict[int, list[int]] = defaultdict(list)
    for place in weights:
        for ancestor in known.ancestors[place]:
            below[ancestor].append(weights[place])
    return [
        place
        for place, weight in weights.items()
        if not below[place] or (len(below[place]) > 1 and weight >= KEPT_PARENT * max(below[place]))
    ]


def _score(place: int, weights: Counter[int], chosen: Sequence[int], known: Gazetteer) -> float:
    """Return a place's weight, with its share of that of the places above it that are not given."""
    score = float(weights[place])
    for ancestor in known.ancestors[place]:
        if ancestor not in chosen:
            siblings = sum(ancestor in known.ancestors[other] for other in chosen)
            score += weights[ancestor] / siblings
    return score


def _path(place: int, printed: dict[int, str], script: str, known: Gazetteer) -> str:
    names = known.places[place].path(script)
    chain = [*reversed(known.ancestors[place]), place]
    return "/".join(printed.get(number, name) for number, name in zip(chain, names, strict=True))
