"""Suggestions for one opened index: made aside, kept for later commits, counted in the index itself.

What each part of the index could suggest is gathered once and merged into a `Book`, by a thread that the
first question begins, or by `load`. Until it is done questions are answered from the book that was made last
of another commit, if there is one, else from the index's term dictionary (`search.suggest.meanwhile`); nobody
waits. Commits may come faster than books are made: aside, only the newest gets one. Whatever is suggested was
counted in the commit that was opened, so what was deleted is not.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

from search.analysis import fold
from search.engine import Reader
from search.errors import CorruptIndex
from search.suggest.answers import Correction, Suggestion
from search.suggest.binding import write_book
from search.suggest.book import Book, make_book
from search.suggest.corrections import corrections
from search.suggest.gathering import gather, key_of
from search.suggest.kept import Kept
from search.suggest.kinds import KINDS, TITLE
from search.suggest.meanwhile import meanwhile
from search.suggest.pinyin import readings
from search.suggest.typed import found

MAX_TYPED = 200
"""Characters of what is typed; longer texts are pasted, and have no suggestions."""

MAX_SUGGESTIONS = 100
"""Suggestions that can be asked for at once."""

TITLES_AMONG = 10, 3
"""Of so many suggestions, so many places are kept for titles where there are other kinds too."""

LOOKED_AT = 3
"""Times as many terms as wanted are looked at: some of them no article has any more."""

REMEMBERED = 20_000
"""Counts of texts that are remembered."""

READ = "天津"
"""What is read aloud to load the dictionary of readings."""

_SIGNS = re.compile(r"(?:^|\s)[-－=＝]|[?？*＊|｜/]|\b(?:not|near|or)\b|或|[:：]", re.IGNORECASE)
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("(", ")"), ("（", "）"))
"""What a title may hold that the query language could read otherwise: such a title is searched first."""

Count = Callable[[str], int]
"""How many articles a query finds completely."""


class Suggester:
    """Answers for one commit; threads may share it."""

    def __init__(
        self, reader: Reader, count: Count, before: "Suggester | None" = None, file: Path | None = None
    ) -> None:
        """Take an opened commit and how to count in it; of the suggester `before`, what it gathered.

        With a `file`, nothing is gathered: what `write` of another process puts there is used.
        """
        self._reader = reader
        self._count = count
        self._kept: Kept = before._kept if before else Kept(file)
        self._kept.opened += 1
        self._number = self._kept.opened
        self._book: Book | None = None
        self._thread: Thread | None = None
        self._counts: dict[str, int] = {}
        if self._kept.is_wanted:
            self.begin()

    @property
    def is_ready(self) -> bool:
        """Tell whether all of this commit can be suggested, or all that another process knows of it."""
        return self._book is not None if self._kept.file is None else self.book is not None

    @property
    def state(self) -> str:
        """What suggestions come from: this commit's own book, one made before, or none yet."""
        if self._book is not None:
            return "own"
        return "none" if self._kept.book is None else "before"

    @property
    def book(self) -> Book | None:
        """What is suggested from: of this commit or, until it is ready, the one that was made last."""
        if self._kept.file is not None:
            self._kept.read()
        return self._book or self._kept.book

    def write(self, path: Path) -> None:
        """Make everything ready, and write it to a file for other processes; raises CorruptIndex."""
        self.load()
        if self._book is not None:
            write_book(self._book, path)

    def load(self) -> None:
        """Make everything ready, and wait for it; raises CorruptIndex. With a file, look into it."""
        if self._kept.file is not None:
            self._kept.read()
            readings([READ])  # whoever makes a book has the dictionary of readings by then
            return
        self._kept.is_wanted = True
        with self._kept.lock:
            self._make()

    def begin(self) -> None:
        """Make everything ready aside, unless a newer commit is opened before that begins."""
        if self._kept.file is not None or self._book is not None or self._thread is not None:
            return
        self._kept.is_wanted = True
        self._thread = Thread(target=self._load_aside, name="load-suggestions", daemon=True)
        self._thread.start()

    def _load_aside(self) -> None:
        """Load; a broken index is reported by whoever asks it, not by a thread."""
        with self._kept.lock, suppress(CorruptIndex):
            if self._number == self._kept.opened:
                self._make()

    def _make(self) -> None:
        """Make this commit's book, if there is none; the lock is held."""
        if self._book is not None:
            return
        known = self._kept.gathered
        gathered = {
            part.key: known[part.key] if part.key in known else gather(part) for part in self._reader.parts()
        }
        self._book = make_book(gathered)
        self._kept.gathered, self._kept.book = gathered, self._book

    def suggest(self, typed: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return completions of what was typed, the best first.

        Raises ValueError for a limit not from 1 to MAX_SUGGESTIONS.
        """
        if not 1 <= limit <= MAX_SUGGESTIONS:
            raise ValueError(f"limit is {limit}; it must be from 1 to {MAX_SUGGESTIONS}")
        if len(typed) > MAX_TYPED or not key_of(fold(typed)):
            return ()
        self.begin()
        book = self.book
        if book is None:
            return meanwhile(self._reader, typed, limit, self._counted)
        whole = self._completed(book, typed, limit)
        return (*whole, *self._last_word(book, typed, limit - len(whole), whole))

    def corrections(self, query: str, total: int) -> tuple[Correction, ...]:
        """Return what may have been meant by a query that finds `total` articles; () until it is known."""
        book = self.book
        return () if book is None else corrections(book, query, self._counted, total)

    def _completed(self, book: Book, typed: str, limit: int) -> tuple[Suggestion, ...]:
        terms = self._terms(book, typed, limit)
        of, kept = TITLES_AMONG
        reserved = max(1, limit * kept // of)
        titles = self._titles(book, typed, max(limit - len(terms), reserved), terms)
        return (*terms[: limit - len(titles)], *titles)

    def _terms(self, book: Book, typed: str, limit: int) -> list[Suggestion]:
        """Return terms that begin as typed, in the order of the way they were found and their weight."""
        ways = found(book.terms, typed, limit * LOOKED_AT)
        written = [entry for entry, way in ways.items() if not way]
        others = [entry for entry, way in ways.items() if way]
        if others and len(written) >= limit:
            written = written[: max(limit // 2, limit - len(others))]
        suggestions: list[Suggestion] = []
        for entry in (*written, *others):
            suggestion = self._term(book, entry)
            if suggestion is not None:
                suggestions.append(suggestion)
            if len(suggestions) == limit:
                break
        return suggestions

    def _term(self, book: Book, entry: int) -> Suggestion | None:
        text, kind = book.terms.printed.text(entry), KINDS[book.kinds[entry]]
        articles = self._counted(text)
        if not articles and book.fields[entry]:
            text = f'{book.fields[entry]}:"{text}"'
            articles = self._counted(text)
        return Suggestion(text, kind, articles) if articles else None

    def _titles(self, book: Book, typed: str, limit: int, terms: list[Suggestion]) -> list[Suggestion]:
        """Return titles that begin as typed and stand in this commit."""
        parts = {part.key: part for part in self._reader.parts()}
        known = {key_of(fold(term.text)) for term in terms}
        titles: list[Suggestion] = []
        for entry in found(book.titles, typed, limit * LOOKED_AT):
            if len(titles) == limit:
                break
            number, place = book.title_refs[entry].tolist()
            part = parts.get(book.parts[number])
            if book.titles.keys.text(entry) in known or part is None or not part.live[place]:
                continue
            text = book.titles.printed.text(entry)
            if self._is_found(text):
                article = self._reader.article(part.first + place)
                titles.append(Suggestion(text, TITLE, int(book.title_copies[entry]), article.id))
        return titles

    def _is_found(self, title: str) -> bool:
        """Tell whether a title that stands in the index is found by itself."""
        is_plain = all(title.count(opening) == title.count(closing) for opening, closing in _PAIRS)
        if is_plain and '"' not in title and not _SIGNS.search(title):
            return True
        return self._counted(title) > 0

    def _last_word(
        self, book: Book, typed: str, limit: int, whole: tuple[Suggestion, ...]
    ) -> tuple[Suggestion, ...]:
        """Return what was typed with its last word completed, where articles have all of it."""
        head, _, last = typed.strip().rpartition(" ")
        if not head or not key_of(fold(last)) or limit < 1:
            return ()
        known = {key_of(fold(suggestion.text)) for suggestion in whole}
        found_here: list[Suggestion] = []
        for entry in found(book.terms, last, limit * LOOKED_AT):
            text = f"{head.strip()} {book.terms.printed.text(entry)}"
            articles = 0 if key_of(fold(text)) in known else self._counted(text)
            if articles:
                found_here.append(Suggestion(text, KINDS[book.kinds[entry]], articles))
            if len(found_here) == limit:
                break
        return tuple(found_here)

    def _counted(self, text: str) -> int:
        """Return how many articles a query finds; remembered."""
        known = self._counts.get(text)
        if known is None:
            known = self._count(text)
            if len(self._counts) >= REMEMBERED:
                self._counts.clear()
            self._counts[text] = known
        return known
