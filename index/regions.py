"""Which places an article is about, as paths from the top: 天津市/寶坻區 first, then what else it names.

Which names count when is data (`index.places.gazetteer`), where a name is a name is told in
`index.places.mentions`. Here names get their meaning. One that several places share (朝阳区, 中山區) is that
of the place whose province or city stands right before it, else of the one whose province and city the
article names most; where that does not decide, it is left out: a wrong region is worse than none.

Weight decides the order: a mention in the title counts five, in the lead two, elsewhere one, a faint
one half of that. A place that is named once, faintly, is none of the article's. Path parts are given as
the article prints them, and parts that it does not print in the article's script.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

from index.places.gazetteer import ALWAYS, PARENT, TAIWAN, Gazetteer, Sense, gazetteer
from index.places.mentions import Mention, find_mentions

MOST_REGIONS = 8
"""Paths of an article: a list of all provinces is about none of them."""

TITLE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT = 5.0, 2.0, 1.0

FAINT_SHARE = 0.5
"""What a faint mention counts of a plain one."""

LEAST_MENTIONS = 1.0
"""What an article must name a place to be about it: once, or twice faintly."""

LEAD_LENGTH = 150
"""Characters of summary and body that count as the lead."""

KEPT_PARENT, KEPT_PARENT_IN_TEXT = 3.0, 2.0
"""A place that weighs this much more than the heaviest place in it, in all and without the title, is kept
beside it: it is what the article is about.
"""

TAIWAN_SHARE = 0.5
"""What 臺灣 counts in the order beside its own cities: articles name it as others name their country."""


def find_regions(title: str, text: str, script: str, context: str = "") -> tuple[str, ...]:
    """Return the paths of the places that an article is about, the first the one it is most about.

    `text` is summary and body; `script` is the article's. `context` (its source, site and section) is only a
    witness for which of several places a name means: 海淀 in the 北京日报 is 北京's.

    >>> find_regions("寶坻區簽約", "天津市寶坻區與唐山市合作。", "hant")
    ('天津市/寶坻區', '河北省/唐山市')
    """
    whole = f"{title}\n{text}"
    known = gazetteer()
    mentions = find_mentions(whole, known)
    if not mentions:
        return ()
    meant = _resolve(mentions, find_mentions(context, known), known)
    weights: dict[int, _Weight] = defaultdict(_Weight)
    for mention, place in zip(mentions, meant, strict=True):
        if place is not None:
            weights[place].add(mention, len(title))
    chosen = _chosen(weights, known)
    scores = _scores(chosen, weights, known)
    ordered = sorted(chosen, key=lambda place: (-scores[place], weights[place].first))[:MOST_REGIONS]
    printed = _printed(mentions, meant, whole)
    return tuple(_path(place, printed, script, known) for place in ordered)


@dataclass(slots=True)
class _Weight:
    """How much an article says of a place: mentions, their weight, that without the title, where first."""

    mentions: float = 0.0
    whole: float = 0.0
    text: float = 0.0
    first: int = -1

    def add(self, mention: Mention, title_length: int) -> None:
        share = FAINT_SHARE if mention.is_faint else 1.0
        self.mentions += share
        if mention.start < title_length:
            self.whole += share * TITLE_WEIGHT
        else:
            is_lead = mention.start < title_length + LEAD_LENGTH
            weight = share * (LEAD_WEIGHT if is_lead else BODY_WEIGHT)
            self.whole += weight
            self.text += weight
        if self.first < 0:
            self.first = mention.start


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What else an article names: places by how often they or a place in them, names by how often, places by
    full name, and by name the places that it means right behind their city.
    """

    named: Counter[int]
    names: Counter[str]
    full_names: frozenset[int]
    behind: dict[str, Counter[int]]

    def speaking_for(self, sense: Sense, mention: Mention, known: Gazetteer) -> int:
        """Return how often an article names a place and those above it by other names than this mention's."""
        witnesses = known.witnesses[sense.place]
        named = sum(self.named[place] for place in (sense.place, *witnesses))
        if _sure(mention.senses) == sense.place:
            named -= self.names[mention.name] + len(witnesses)
        return named


def _resolve(mentions: Sequence[Mention], witnesses: Sequence[Mention], known: Gazetteer) -> list[int | None]:
    """Return the place that each mention means, or None where that cannot be told."""
    adjacent = _behind_parents(mentions, known)
    behind: dict[str, Counter[int]] = defaultdict(Counter)
    for mention, place in zip(mentions, adjacent, strict=True):
        if place is not None:
            behind[mention.name][place] += 1
    named = _named(mentions, adjacent, witnesses, known)
    full_names = frozenset(s.place for mention in mentions for s in mention.senses if s.is_full)
    names = Counter(mention.name for mention in mentions)
    evidence = _Evidence(named, names, full_names, behind)
    different = {(mention.name, len(mention.senses)): mention for mention in mentions}
    verdicts = {key: _decide(mention, evidence, known) for key, mention in different.items()}
    return [
        verdicts[mention.name, len(mention.senses)] if place is None else place
        for mention, place in zip(mentions, adjacent, strict=True)
    ]


def _behind_parents(mentions: Sequence[Mention], known: Gazetteer) -> list[int | None]:
    """Return for each mention the place that it means because it stands right behind its province or city."""
    found: list[int | None] = [None] * len(mentions)
    for number, (left, right) in enumerate(pairwise(mentions), start=1):
        if left.end != right.start:
            continue
        before = found[number - 1]
        places = {sense.place for sense in left.senses} if before is None else {before}
        inside = [sense.place for sense in right.senses if places.intersection(known.above[sense.place])]
        if inside:
            found[number] = min(inside, key=lambda place: len(known.above[place]))
    return found


def _named(
    mentions: Sequence[Mention],
    adjacent: Sequence[int | None],
    witnesses: Sequence[Mention],
    known: Gazetteer,
) -> Counter[int]:
    """Return how often an article names each place that needs no witness, and those above once for each."""
    named: Counter[int] = Counter()
    for mention, place in (*zip(mentions, adjacent, strict=True), *zip(witnesses, repeat(None))):
        sure = _sure(mention.senses) if place is None else place
        if sure is not None:
            named[sure] += 1
    for place in tuple(named):
        named.update(known.witnesses[place])
    return named


def _sure(senses: Sequence[Sense]) -> int | None:
    """Return the one place that a name means on the highest level, if there is one."""
    candidates = [sense for sense in senses if sense.counts == ALWAYS]
    if len(candidates) > 1:
        highest = min(sense.level for sense in candidates)
        candidates = [sense for sense in candidates if sense.level == highest]
    return candidates[0].place if len(candidates) == 1 else None


def _decide(mention: Mention, evidence: _Evidence, known: Gazetteer) -> int | None:
    """Return what a name means: as elsewhere behind its city, else what most of the article speaks for."""
    behind = evidence.behind.get(mention.name)
    if behind:
        return behind.most_common(1)[0][0]
    support: dict[int, tuple[int, int]] = {}
    for sense in mention.senses:
        if sense.counts == ALWAYS or (sense.counts == PARENT and _has_parent(sense, evidence, known)):
            support[sense.place] = (evidence.speaking_for(sense, mention, known), -sense.level)
    ranked = sorted(support.items(), key=lambda item: item[1], reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _has_parent(sense: Sense, evidence: _Evidence, known: Gazetteer) -> bool:
    if any(evidence.named[place] for place in known.above[sense.place]):
        return True
    return not sense.is_full and sense.place in evidence.full_names


def _chosen(weights: Mapping[int, _Weight], known: Gazetteer) -> list[int]:
    """Return the places without those named faintly once, and without those that only stand above another."""
    chosen = [place for place, weight in weights.items() if weight.mentions >= LEAST_MENTIONS]
    most: dict[int, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for place in chosen:
        for above in known.above[place]:
            whole, text = most[above]
            most[above] = (max(whole, weights[place].whole), max(text, weights[place].text))
    return [
        place
        for place in chosen
        if weights[place].whole >= KEPT_PARENT * most[place][0]
        and weights[place].text >= KEPT_PARENT_IN_TEXT * most[place][1]
    ]


def _scores(chosen: Sequence[int], weights: Mapping[int, _Weight], known: Gazetteer) -> dict[int, float]:
    """Return each place's weight, with its share of that of the places above it that are not given."""
    given = frozenset(chosen)
    siblings = Counter(above for place in chosen for above in known.above[place])
    scores = {}
    for place in chosen:
        score = weights[place].whole
        if known.places[place].hans == (TAIWAN,):
            score *= TAIWAN_SHARE
        for above in known.above[place]:
            if above in weights and above not in given:
                score += weights[above].whole / siblings[above]
        scores[place] = score
    return scores


def _printed(mentions: Sequence[Mention], meant: Sequence[int | None], whole: str) -> dict[int, str]:
    """Return the full names that the article prints, as it first prints them."""
    printed: dict[int, str] = {}
    for mention, place in zip(mentions, meant, strict=True):
        if place is not None and any(sense.place == place and sense.is_full for sense in mention.senses):
            printed.setdefault(place, whole[mention.start : mention.end])
    return printed


def _path(place: int, printed: dict[int, str], script: str, known: Gazetteer) -> str:
    names = known.places[place].path(script)
    chain = [*reversed(known.above[place]), place]
    return "/".join(printed.get(number, name) for number, name in zip(chain, names, strict=True))
