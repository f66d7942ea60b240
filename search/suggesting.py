"""The part of an index that helps who types: completions, and what may have been meant."""

from pathlib import Path

from search.engine import Request
from search.planning import Planning
from search.suggest import Correction, Suggester, Suggestion


class Suggesting(Planning):
    """Completes what is typed, and corrects what finds little."""

    _suggester: Suggester

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return what a text could become: titles, names, places and frequent words, the best first.

        By beginning in either script, by pinyin (`lifahui`, `li fa hui`), its initials (`lfh`) or mixtures
        (`立fa`); where the whole gives too little, its last word is completed. Each, searched, finds what it
        says. Nobody waits: until all is ready (`load_suggestions`), by beginning alone. Raises ValueError for
        a limit not from 1 to 100.
        """
        return self._suggester.suggest(text, limit)

    def did_you_mean(self, query: str) -> tuple[Correction, ...]:
        """Return at most three queries that sound or look like this one and find more; () until ready.

        () also for patterns, NEAR and = of frequent words: too many places to try others.
        """
        self._suggester.begin()
        if not self._is_cheap(self._planned(query, vocabulary=True).plan):
            return ()
        return self._suggester.corrections(query, self._total(query))

    def load_suggestions(self) -> None:
        """Read now what suggestions and corrections are made of, and wait for it; raises CorruptIndex.

        Without it that begins, aside, with the first that are asked for.
        """
        self._suggester.load()

    def write_suggestions(self, path: str | Path) -> None:
        """Read what suggestions are made of, and write it to a file for other processes: `keep_suggestions`.

        Raises CorruptIndex.
        """
        self._suggester.write(Path(path))

    @property
    def has_suggestions(self) -> bool:
        """Tell whether suggestions and corrections are ready, at least those of an earlier commit."""
        return self._suggester.book is not None

    def _total(self, text: str) -> int:
        """Count the articles that have all that a text asks for as a query; 0 where it is refused."""
        planned = self._counted(text, vocabulary=True)
        if planned.refusal is not None:
            return 0
        return self._opened.search(Request(match=planned.complete(None), limit=0)).total
