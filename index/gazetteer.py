"""The places that articles are about: mainland China to county, Taiwan to township, Hong Kong and
Macau to district.

`gazetteer.tsv` holds a place a line: its level, its path in simplified and in traditional characters,
and the short form that may stand for it with the condition under which it counts (`always`, or
`parent`: only beside its province or city). Short forms that are everyday words (日照, 开封, 来宾,
白银) are left out of the file, mainland towns too: their names are those of villages, companies and
people everywhere. How the file was made is told in `index/README.md`.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from search.analysis import fold

PROVINCE, PREFECTURE, COUNTY = "province", "prefecture", "county"


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its path from the top in both scripts, and its short form, simplified, or none."""

    level: str
    hans: tuple[str, ...]
    hant: tuple[str, ...]
    short: str = ""
    short_counts: str = ""

    def path(self, script: str) -> tuple[str, ...]:
        """Return the path in an article's script: simplified for `hans`, else traditional."""
        return self.hans if script == "hans" else self.hant


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name may mean: a place by its number, by its full name or its short form."""

    place: int
    is_full: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places, and the names by which a folded text is searched for them.

    `senses` maps a folded name to what it may mean; `openings` maps the first two characters to the
    lengths of the names that begin so, longest first; `ancestors` holds each place's places above it,
    nearest first.
    """

    places: tuple[Place, ...]
    senses: dict[str, tuple[Sense, ...]]
    openings: dict[str, tuple[int, ...]]
    ancestors: tuple[tuple[int, ...], ...]


@cache
def gazetteer() -> Gazetteer:
    """Return the project's gazetteer, read once per process."""
    lines = files("index").joinpath("gazetteer.tsv").read_text("utf-8").splitlines()
    places = tuple(_place(line) for line in lines if line and not line.startswith("#"))
    numbers = {place.hans: number for number, place in enumerate(places)}
    senses: dict[str, list[Sense]] = defaultdict(list)
    for number, place in enumerate(places):
        # The fold makes one name of both scripts' forms, save where a word and not a character differs.
        full = {fold(place.hans[-1]), fold(place.hant[-1])}
        for name in sorted(full):
            senses[name].append(Sense(number, is_full=True))
        if place.short and fold(place.short) not in full:
            senses[fold(place.short)].append(Sense(number, is_full=False))
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in senses:
        lengths[name[:2]].add(len(name))
    return Gazetteer(
        places=places,
        senses={name: tuple(found) for name, found in senses.items()},
        openings={opening: tuple(sorted(found, reverse=True)) for opening, found in lengths.items()},
        ancestors=tuple(_ancestors(place, numbers) for place in places),
    )


def _place(line: str) -> Place:
    level, hans, hant, short, counts = [*line.split("\t"), "", ""][:5]
    return Place(level, tuple(hans.split("/")), tuple(hant.split("/")), short, counts)


def _ancestors(place: Place, numbers: dict[tuple[str, ...], int]) -> tuple[int, ...]:
    depths = range(len(place.hans) - 1, 0, -1)
    return tuple(numbers[place.hans[:depth]] for depth in depths if place.hans[:depth] in numbers)
