"""Clusters of copies: which articles are one news item, kept up as articles come, change and go.

Articles whose signatures are equal are one text. Two texts are linked where they share a band that
is not common and a rule calls them copies (`search.analysis.are_copies`); how close they were
published is the gap between the days of the one and the days of the other. A cluster is what links
join; its label is the id of its head, the earliest article. All of that depends on the set of
articles alone, not on the order they came in, nor on how many commits it took.

A band that more than COMMON texts share is boilerplate: it links nothing. So templates by the
thousand cost no more than some comparisons each, and equal articles cost none.

Nothing is kept in memory. The caller owns the connection and its transactions; `last_number` and
`forget_after` undo what came after a commit. A broken database raises sqlite3.DatabaseError.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from index.cluster_tables import UNDATED, ClusterTables
from search.analysis import Closeness, are_copies

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

    def __init__(self, connection: sqlite3.Connection, generation: int) -> None:
        """Nothing is read."""
        self._tables = ClusterTables(connection, generation)

    def put(self, article_id: str, published: str, signature: bytes) -> dict[str, str]:
        """Add an article or replace it; return the labels of all articles that it changed, and its own.

        An article with an empty signature has no copies: it is not kept, its label is its id.
        """
        tables = self._tables
        if signature and self._is_there(article_id, published, signature):
            return {article_id: self.label(article_id)}
        changed = self.drop(article_id)
        if signature:
            text = tables.text(signature)
            labels = {article_id, *self._labels([text])}
            before = tables.span(text)
            tables.add_article(article_id, published, text)
            if tables.span(text) != before:
                crowded = self._enter(text) if len(labels) == 1 else set[int]()
                labels.update(self._labels(self._links(text)))
                changed |= self._join(labels)
                changed |= self._part(self._repeated(crowded))
            else:
                changed |= self._join(labels)
        return changed | {article_id: self.label(article_id)}

    def put_all(self, entries: Iterable[Entry]) -> dict[str, str]:
        """Put many articles; return the labels of all articles that they changed, and their own.

        They are put from the earliest on, so that a batch makes a cluster change its head once, whatever
        order it came in: newest first and one by one, each would become the head.
        """
        changed: dict[str, str] = {}
        for entry in sorted(entries, key=lambda entry: (entry.published or UNDATED, entry.id)):
            changed |= self.put(entry.id, entry.published, entry.signature)
        return changed

    def drop(self, article_id: str) -> dict[str, str]:
        """Remove an article, if it is there; return the labels of the others that it changed."""
        tables = self._tables
        text = tables.find("SELECT text FROM cluster_article WHERE generation = ? AND id = ?", article_id)
        if text is None:
            return {}
        label, before, linked = self.label(article_id), tables.span(text), self._links(text)
        tables.remove_article(article_id)
        if not tables.has_articles(text):
            crowded = [found for found in tables.sharing(text, COMMON + 2) if len(found) == COMMON + 1]
            tables.remove_bands(text)
            if crowded:
                return self._part({label, *self._labels({other for found in crowded for other in found})})
        elif tables.span(text) != before:
            linked |= {text}
        else:
            return self._join({label})
        return self._join({label}) if self._are_joined(linked) else self._part({label})

    def label(self, article_id: str) -> str:
        """Return the id of the head of an article's cluster, its own where it has no copies or is unknown."""
        sql = "SELECT label FROM cluster_article WHERE generation = ? AND id = ?"
        return str(self._tables.find(sql, article_id) or article_id)

    def members(self, label: str) -> tuple[str, ...]:
        """Return the ids of a cluster's articles, earliest first; of a label that is none, itself."""
        return tuple(article_id for article_id, _, _ in self._articles(label)) or (label,)

    def last_number(self) -> int:
        """Return the number of the last change, 0 where there was none."""
        return self._tables.last_number()

    def forget_after(self, number: int) -> None:
        """Undo all changes with a greater number."""
        self._tables.forget_after(number)

    def settle(self, number: int) -> None:
        """Let go of what undoes the changes before a number: they are committed."""
        self._tables.settle(number)

    def clear(self, generation: int) -> None:
        """Remove a generation's rows, this one's or another's."""
        self._tables.clear(generation)

    def _is_there(self, article_id: str, published: str, signature: bytes) -> bool:
        sql = "SELECT text FROM cluster_article WHERE generation = ? AND id = ? AND published = ?"
        text = self._tables.find(sql, article_id, published or UNDATED)
        return text is not None and self._tables.signatures([text])[0] == signature

    def _links(self, text: int) -> set[int]:
        """Return the texts that are linked to a text."""
        tables = self._tables
        signature = tables.signatures([text])[0]
        sharing = tables.sharing(text, COMMON + 1)
        candidates = sorted({other for found in sharing if len(found) <= COMMON for other in found} - {text})
        others = tables.signatures(candidates)
        if not others:
            return set()
        possible = np.flatnonzero(are_copies(signature, others, Closeness.NEAR)).tolist()
        if not possible:
            return set()
        span = tables.span(text)
        closeness = np.array(
            [span.closeness(tables.span(candidates[place])) for place in possible], dtype=np.int8
        )
        found = are_copies(signature, [others[place] for place in possible], closeness)
        return {candidates[place] for place, is_linked in zip(possible, found, strict=True) if is_linked}

    def _enter(self, text: int) -> set[int]:
        """Put a text into its bands; return the texts in those that have just become common."""
        self._tables.add_bands(text)
        sharing = self._tables.sharing(text, COMMON + 2)
        return {other for found in sharing if len(found) == COMMON + 1 for other in found}

    def _join(self, labels: set[str]) -> dict[str, str]:
        """Make one cluster of the articles with any of these labels; return the labels that changed."""
        heads = [self._articles(label, 1)[0] for label in labels if self._articles(label, 1)]
        if not heads:
            return {}
        head = min((published, article_id) for article_id, published, _ in heads)[1]
        return self._relabel(
            [article_id for label in labels - {head} for article_id, _, _ in self._articles(label)], head
        )

    def _part(self, labels: set[str]) -> dict[str, str]:
        """Find the clusters among the articles with these labels anew; return the labels that changed."""
        waiting = {text for label in labels for text in self._texts(label)}
        changed: dict[str, str] = {}
        while waiting:
            cluster = self._reach(waiting.pop())
            waiting -= cluster
            articles = [row for text in cluster for row in self._articles_of(text)]
            head = min((published, article_id) for article_id, published, _ in articles)[1]
            changed |= self._relabel([row[0] for row in articles if row[2] != head], head)
        return changed

    def _are_joined(self, texts: set[int]) -> bool:
        """Tell whether links lead from one of the texts to all others; mostly they are linked themselves."""
        waiting = list(texts)[:1]
        reached = set(waiting)
        while waiting and not texts <= reached:
            found = self._links(waiting.pop()) - reached
            reached |= found
            waiting.extend(found)
        return texts <= reached

    def _reach(self, text: int) -> set[int]:
        """Return the texts that links lead to, with the first."""
        reached, waiting = {text}, [text]
        while waiting:
            found = self._links(waiting.pop()) - reached
            reached |= found
            waiting.extend(found)
        return reached

    def _relabel(self, article_ids: Iterable[str], label: str) -> dict[str, str]:
        changed = dict.fromkeys(article_ids, label)
        for article_id in changed:
            self._tables.relabel(article_id, label)
        return changed

    def _labels(self, texts: Iterable[int]) -> list[str]:
        """Return the label of each text that has articles: it is the same for all of them."""
        sql = "SELECT label FROM cluster_article WHERE text = ?2 LIMIT 1"
        return [label for label in (self._tables.find(sql, text) for text in texts) if label is not None]

    def _repeated(self, texts: Iterable[int]) -> set[str]:
        """Return the labels that two of the texts share: only between these can a link have gone."""
        return {label for label, count in Counter(self._labels(texts)).items() if count > 1}

    def _texts(self, label: str) -> set[int]:
        sql = "SELECT DISTINCT text FROM cluster_article WHERE generation = ? AND label = ?"
        return {row[0] for row in self._tables.run(sql, label)}

    def _articles(self, label: str, most: int = -1) -> list[tuple[str, str, str]]:
        """Return id, date and label of a cluster's articles, earliest first."""
        sql = """SELECT id, published, label FROM cluster_article WHERE generation = ? AND label = ?
            ORDER BY published, id LIMIT ?"""
        return self._tables.run(sql, label, most).fetchall()

    def _articles_of(self, text: int) -> list[tuple[str, str, str]]:
        sql = "SELECT id, published, label FROM cluster_article WHERE text = ?2"
        return self._tables.run(sql, text).fetchall()
