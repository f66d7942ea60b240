"""Clusters of copies: which articles are one news item, kept up as articles come, change and go.

Articles whose signatures are equal are one text. Two texts are linked where they share a band that
is not common and a rule calls them copies (`search.analysis.are_copies`); how close they were
published is the gap between the days of the one and the days of the other. A cluster is what links
join; its label is the id of its head, the earliest article. All of that depends on the set of
articles alone, not on the order they came in, nor on how many at a time or in how many commits.

A band that more than COMMON texts share is boilerplate: it links nothing. So templates by the
thousand cost no more than some comparisons each, and equal articles cost none.

Nothing but some signatures is kept in memory. The caller owns the connection and its transactions;
`last_number` and `forget_after` undo what came after a commit. A broken database raises
sqlite3.DatabaseError.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from index.accounts.cluster_links import Links
from index.accounts.cluster_spans import UNDATED
from index.accounts.cluster_tables import ClusterTables

COMMON = 100
"""Texts in a band from which on it is boilerplate. Revisions of one article are hardly ten."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What clusters know of an article: `published` as `Article` has it, `signature` of `search.analysis`."""

    id: str
    published: str
    signature: bytes


class Clusters:
    """The clusters of one generation, in a connection in which `cluster_tables.TABLES` were made."""

    def __init__(self, connection: sqlite3.Connection, *, common: int = COMMON) -> None:
        """Nothing is read. `common` must be the same every time: it is COMMON, but for tests."""
        self._tables = ClusterTables(connection)
        self._links = Links(self._tables, common)
        self._common = common

    def put(self, article_id: str, published: str, signature: bytes) -> dict[str, str]:
        """Add an article or replace it; return the labels of all articles that it changed, and its own."""
        return self.put_all([Entry(article_id, published, signature)])

    def put_all(self, entries: Iterable[Entry]) -> dict[str, str]:
        """Add articles or replace them; return the labels of all articles that changed, and their own.

        Many together are several times faster than one by one. Of two entries of one article the later
        counts. An article with an empty signature has no copies: it is not kept, its label is its id.
        """
        given = {entry.id: entry for entry in entries}
        tables = self._tables
        texts = tables.texts({entry.signature for entry in given.values() if entry.signature})
        changed: dict[str, str] = {}
        kept = set()
        for article_id, published, text in tables.articles(given):
            entry = given[article_id]
            if (published, text) == (entry.published or UNDATED, texts.get(entry.signature)):
                kept.add(article_id)
            else:
                changed |= self.drop(article_id)
        new = defaultdict[int, list[Entry]](list)
        for entry in given.values():
            if entry.signature and entry.id not in kept:
                new[texts[entry.signature]].append(entry)
        changed |= self._add(new)
        return changed | self._own_labels(given)

    def drop(self, article_id: str) -> dict[str, str]:
        """Remove an article, if it is there; return the labels of the others that it changed."""
        tables = self._tables
        text = tables.find("SELECT text FROM cluster_article WHERE id = ?", article_id)
        if text is None:
            return {}
        label, before = self.label(article_id), tables.spans([text])
        linked = {other for _, other in self._links.of([text])}
        tables.remove_article(article_id)
        if not tables.has_articles(text):
            keys = self._links.bands([text])[text]
            sharing = tables.sharing(keys, self._common + 2)
            tables.remove_bands({text: keys})
            crowded = {
                other for found in sharing.values() if len(found) == self._common + 1 for other in found
            }
            if crowded:
                return self._part({label, *tables.labels(crowded).values()})
        elif tables.spans([text]) != before:
            linked |= {text}
        else:
            return self._join({label})
        return self._join({label}) if self._are_joined(linked) else self._part({label})

    def label(self, article_id: str) -> str:
        """Return the id of the head of an article's cluster, its own where it has no copies or is unknown."""
        return self._own_labels([article_id])[article_id]

    def members(self, label: str) -> tuple[str, ...]:
        """Return the ids of a cluster's articles, earliest first; of a label that is none, itself."""
        return tuple(article_id for article_id, _ in self._tables.cluster(label)) or (label,)

    def last_number(self) -> int:
        """Return the number of the last change, 0 where there was none."""
        return self._tables.last_number()

    def forget_after(self, number: int) -> None:
        """Undo all changes with a greater number."""
        tables = self._tables
        texts = tables.take_back(number)
        keys = self._links.bands(texts)
        there = tables.labels(texts)
        tables.add_bands({text: found for text, found in keys.items() if text in there})
        tables.remove_bands({text: found for text, found in keys.items() if text not in there})
        tables.remove_unneeded(texts)

    def settle(self, number: int) -> None:
        """Let go of what undoes the changes before a number: they are committed."""
        self._tables.settle(number)

    def _add(self, new: Mapping[int, list[Entry]]) -> dict[str, str]:
        """Add articles that are not there, by text; return the labels that changed."""
        tables = self._tables
        labels = tables.labels(new)
        spans = tables.spans(labels)
        keys, groups, crowded = self._links.enter([text for text in new if text not in labels])
        tables.add_articles(
            [(entry.id, entry.published, text) for text, entries in new.items() for entry in entries]
        )
        links = self._links.copies(keys, groups)
        widened = [text for text, span in tables.spans(spans).items() if span != spans[text]]
        links += self._links.of(widened)
        labels |= {text: entries[0].id for text, entries in new.items() if text not in labels}
        labels |= tables.labels({text for pair in links for text in pair} - labels.keys())
        same = [(labels[text], entry.id) for text, entries in new.items() for entry in entries]
        changed: dict[str, str] = {}
        for joined in _connected([*same, *((labels[one], labels[other]) for one, other in links)]):
            changed |= self._join(joined)
        return changed | self._part(_repeated(tables.labels(crowded).values()))

    def _own_labels(self, article_ids: Collection[str]) -> dict[str, str]:
        return dict(zip(article_ids, article_ids, strict=True)) | self._tables.own_labels(article_ids)

    def _join(self, labels: set[str]) -> dict[str, str]:
        """Make one cluster of the articles with any of these labels; return the labels that changed."""
        heads = [
            (published, article_id, label)
            for label in labels
            for article_id, published in self._tables.cluster(label, 1)
        ]
        if not heads:
            return {}
        _, head, kept = min(heads)
        others = labels - {kept} if kept == head else labels
        return self._relabel(
            [article_id for label in others for article_id, _ in self._tables.cluster(label)], head
        )

    def _part(self, labels: Collection[str]) -> dict[str, str]:
        """Find the clusters among the articles with these labels anew; return the labels that changed."""
        waiting = {text for label in labels for text in self._tables.texts_of(label)}
        changed: dict[str, str] = {}
        while waiting:
            cluster = self._reached({next(iter(waiting))}, None)
            waiting -= cluster
            articles = [row for text in cluster for row in self._tables.articles_of(text)]
            _, head = min((published, article_id) for article_id, published, _ in articles)
            changed |= self._relabel([article_id for article_id, _, label in articles if label != head], head)
        return changed

    def _are_joined(self, texts: set[int]) -> bool:
        """Tell whether links lead from one of the texts to all others; mostly they are linked themselves."""
        return texts <= self._reached(set(list(texts)[:1]), texts)

    def _reached(self, texts: set[int], wanted: set[int] | None) -> set[int]:
        """Return the texts that links lead to, with the first; or enough to hold all that are wanted."""
        reached, waiting = set(texts), set(texts)
        while waiting and (wanted is None or not wanted <= reached):
            waiting = {other for _, other in self._links.of(waiting)} - reached
            reached |= waiting
        return reached

    def _relabel(self, article_ids: Collection[str], label: str) -> dict[str, str]:
        self._tables.relabel(article_ids, label)
        return dict.fromkeys(article_ids, label)


def _connected(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Return the sets of labels that pairs of them join, those of two or more."""
    joined: dict[str, set[str]] = {}
    for one, other in pairs:
        left, right = joined.get(one) or {one}, joined.get(other) or {other}
        if left is right or one == other:
            continue
        if len(left) < len(right):
            left, right = right, left
        left |= right
        joined |= dict.fromkeys(right, left)
        joined[one] = joined[other] = left
    return list({id(found): found for found in joined.values()}.values())


def _repeated(labels: Iterable[str]) -> set[str]:
    """Return the labels that two of the texts share: only between these can a link have gone."""
    return {label for label, count in Counter(labels).items() if count > 1}
