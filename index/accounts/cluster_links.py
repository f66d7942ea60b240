"""Links between texts: which of those that share a band are copies of each other.

Candidates are found for many texts at once, and compared by PAIRS, so that memory stays small where
thousands share a template. A band that more than `common` texts are in links nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, compress, islice, repeat

from index.accounts.cluster_tables import ClusterTables, Keys
from search.analysis import Closeness, are_copies, bands

PAIRS = 4096
"""Texts compared at a time."""

Groups = dict[int, list[int]]
"""Bands with the texts in them, or so many of them."""

Pairs = list[tuple[int, int]]


class Links:
    """The links of one generation's texts, from its tables."""

    def __init__(self, tables: ClusterTables, common: int) -> None:
        """Nothing is read."""
        self._tables = tables
        self._common = common

    def enter(self, texts: Collection[int]) -> tuple[Keys, Groups, set[int]]:
        """Put texts into their bands.

        Return those of their bands that another text is in, the texts in each, and the texts in bands that
        have just become common.
        """
        keys = self.bands(texts)
        counts = Counter(chain.from_iterable(keys.values()))
        groups = self._tables.sharing(counts, self._common + 1)
        self._tables.add_bands(keys)
        groups |= {band: [] for band, count in counts.items() if count > 1 and band not in groups}
        shared = {text: groups.keys() & found for text, found in keys.items()}
        crossed = []
        for text, found in shared.items():
            for band in found:
                groups[band].append(text)
                if len(groups[band]) == self._common + 1:
                    crossed.append(band)
        return shared, groups, {text for band in crossed for text in groups[band]}

    def of(self, texts: Iterable[int]) -> Pairs:
        """Return the texts with each that is linked to them."""
        keys = self.bands(texts)
        return self.copies(keys, self._tables.sharing(chain.from_iterable(keys.values()), self._common + 1))

    def copies(self, keys: Keys, groups: Groups) -> Pairs:
        """Return texts, given with their bands, with each that is a copy and in one which is not common."""
        links = []
        waiting = self._candidates(keys, groups)
        while pairs := list(islice(waiting, PAIRS)):
            if found := self._compared(pairs, Closeness.NEAR):
                spans = self._tables.spans(set(chain.from_iterable(found)))
                closeness = [spans[one].closeness(spans[other]) for one, other in found]
                links += self._compared(found, closeness)
        return links

    def _candidates(self, keys: Keys, groups: Groups) -> Iterator[tuple[int, int]]:
        several = {band: found for band, found in groups.items() if 1 < len(found) <= self._common}
        for text, found in keys.items():
            if shared := several.keys() & found:
                others = set().union(*(several[band] for band in shared))
                others.discard(text)
                yield from zip(repeat(text), others)

    def _compared(self, pairs: Pairs, closeness: Sequence[Closeness] | Closeness) -> Pairs:
        """Return the pairs that are copies."""
        ones, others = zip(*pairs, strict=True)
        signatures = self._tables.signatures({*ones, *others})
        found = are_copies(
            [signatures[text] for text in ones], [signatures[text] for text in others], closeness
        )
        return list(compress(pairs, found.tolist()))

    def bands(self, texts: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Return the bands of texts."""
        signatures = self._tables.signatures(texts)
        return dict(zip(signatures, bands(list(signatures.values())), strict=True))
