"""The places that articles are about: mainland China to county, Taiwan to township, Hong Kong and
Macau to district.

`gazetteer.tsv` holds a place a line: its level, its path in simplified and in traditional characters,
and its other names, each with when it counts as the place:

- `always`: the name says enough (昆山, 湘西州, 本港);
- `parent`: only in an article that also names what the place lies in (遂昌, 中壢), or the place in full;
- `behind`: only right behind that, since it is an everyday word (光明, 太平, 东风).

A full name counts always, one of two characters (和县) beside its parent, and one that stands in the
last column (东区, 解放区) as it says there. Names that no context makes safe (资源, 合作) have only their
full form. Towns of the mainland are left out: their names are those of villages, companies and people
everywhere. Abolished places of the last decades (塘沽区, 臺南縣) are in, since archives name them. How
the file was made is told in `index/README.md`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from search.analysis import fold

PROVINCE, PREFECTURE, COUNTY = LEVELS = ("province", "prefecture", "county")
ALWAYS, PARENT, BEHIND = "always", "parent", "behind"

GROUPS = 8
"""Groups of first characters: more find fewer places that hold no name, but cost more each."""

SHORT = 2
"""Characters of a name that may be part of any word."""

TAIWAN = "台湾"
"""What Taiwan's counties and cities lie in, though no path says so: it is a witness for their names."""

_PRINTABLE = (range(0x3400, 0xA000), range(0xF900, 0xFB00))
"""The ideographs in which a name may be printed. The rarer planes would cost every text half the speed: the
pattern engine tests them one by one.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its level, its path from the top in both scripts, its other names and when each counts."""

    level: str
    hans: tuple[str, ...]
    hant: tuple[str, ...]
    names: tuple[tuple[str, str], ...] = ()

    def path(self, script: str) -> tuple[str, ...]:
        """Return the path in an article's script: simplified for `hans`, else traditional."""
        return self.hans if script == "hans" else self.hant


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name may mean: a place by its number and how high it stands (0 is a province), by its full name
    or another, when that counts, and whether it does only where words begin and end.
    """

    place: int
    level: int
    is_full: bool
    counts: str
    needs_word: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places, and the names by which a text is searched for them.

    `senses` maps a folded name to what it may mean. `openings` maps the first two characters of a name, as
    any text may print them, to the lengths of the names that begin so, longest first; `candidate` finds
    where two characters stand that might be an opening. `above` holds each place's places above it, nearest
    first; `witnesses` the same with what else speaks for it.
    """

    places: tuple[Place, ...]
    senses: dict[str, tuple[Sense, ...]]
    openings: dict[str, tuple[int, ...]]
    candidate: re.Pattern[str]
    above: tuple[tuple[int, ...], ...]
    witnesses: tuple[tuple[int, ...], ...]


@cache
def gazetteer() -> Gazetteer:
    """Return the project's gazetteer, read once per process."""
    lines = files("index.places").joinpath("gazetteer.tsv").read_text("utf-8").splitlines()
    places = tuple(_place(line) for line in lines if line and not line.startswith("#"))
    numbers = {place.hans: number for number, place in enumerate(places)}
    senses: dict[str, list[Sense]] = defaultdict(list)
    for number, place in enumerate(places):
        for name, sense in _names(number, place).items():
            senses[name].append(sense)
    printed = _printed_forms()
    above = tuple(_above(place, numbers) for place in places)
    taiwan = numbers[(TAIWAN,)]
    return Gazetteer(
        places=places,
        senses={name: tuple(found) for name, found in senses.items()},
        openings=_openings(senses, printed),
        candidate=_candidate(senses, printed),
        above=above,
        witnesses=tuple(
            (*chain[1:], taiwan) if places[chain[-1]].level == PREFECTURE else chain[1:]
            for chain in ((number, *above[number]) for number in range(len(places)))
        ),
    )


def _place(line: str) -> Place:
    level, hans, hant, others = [*line.split("\t"), ""][:4]
    names = tuple((name, counts) for name, _, counts in (item.partition(":") for item in others.split()))
    return Place(level, tuple(hans.split("/")), tuple(hant.split("/")), names)


def _names(number: int, place: Place) -> dict[str, Sense]:
    """Return a place's folded names and what each means. The fold makes one name of both scripts' forms, save
    where a word and not a character differs.
    """
    others = {fold(name): counts for name, counts in place.names}
    full = {fold(place.hans[-1]), fold(place.hant[-1])}
    level = LEVELS.index(place.level)
    found = {}
    for name in sorted(full | others.keys()):
        usual = PARENT if len(name) == SHORT and place.level == COUNTY else ALWAYS
        counts = others.get(name, usual)
        is_safe = place.level == PROVINCE or (counts == ALWAYS and len(name) > SHORT)
        found[name] = Sense(number, level, name in full, counts, not is_safe)
    return found


def _openings(names: Iterable[str], printed: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Return, by the first two characters as any text may print them, the lengths of the names."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in names:
        lengths[name[:2]].add(len(name))
    return {
        first + second: tuple(sorted(found, reverse=True))
        for opening, found in lengths.items()
        for first in printed.get(opening[0], opening[0])
        for second in printed.get(opening[1], opening[1])
    }


def _candidate(names: Iterable[str], printed: Mapping[str, str]) -> re.Pattern[str]:
    """Return a pattern that finds where two characters stand that might open a name.

    The pattern engine knows in one step whether a character is in a class, but not whether two go together:
    the first characters are put into groups whose second characters are much the same. Of 1,000 characters
    of news it finds 37 places, one class of first and one of second characters would find 119; 10 hold one.
    """
    seconds: dict[str, set[str]] = defaultdict(set)
    for name in names:
        seconds[name[0]].add(name[1])
    groups: list[tuple[set[str], set[str]]] = [(set(), set()) for _ in range(GROUPS)]
    for first in sorted(seconds, key=lambda char: (-len(seconds[char]), char)):
        of = seconds[first]
        group = min(groups, key=lambda g: (len(g[0]) + 1) * len(g[1] | of) - len(g[0]) * len(g[1]))
        group[0].add(first)
        group[1].update(of)
    pairs = [(_printed_class(firsts, printed), _printed_class(after, printed)) for firsts, after in groups]
    every = _printed_class(seconds, printed), _printed_class(set().union(*seconds.values()), printed)
    return re.compile(f"(?={''.join(every)})(?:{'|'.join(f'{one}(?={two})' for one, two in pairs)})")


def _printed_class(folded: Iterable[str], printed: Mapping[str, str]) -> str:
    return f"[{''.join(sorted(printed.get(char, char) for char in folded))}]"


def _printed_forms() -> dict[str, str]:
    """Return, by folded character, the characters that fold to it, itself among them."""
    chars = "".join(chr(point) for points in _PRINTABLE for point in points)
    printed: dict[str, str] = defaultdict(str)
    for char, folded in zip(chars, fold(chars), strict=True):
        printed[folded] += char
    return printed


def _above(place: Place, numbers: dict[tuple[str, ...], int]) -> tuple[int, ...]:
    depths = range(len(place.hans) - 1, 0, -1)
    return tuple(numbers[place.hans[:depth]] for depth in depths if place.hans[:depth] in numbers)
