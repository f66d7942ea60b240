"""Which vocabulary holds: the shipped one, changed by the file that the archivist owns.

That file is `vocabulary.tsv` in the index folder, beside the manifest; it belongs to no generation, so
neither a rebuild nor a rollback touches it. It is looked at with every question, and read when it has
changed. Whatever is wrong with it, questions are answered, and `Vocabulary.problems` says what is wrong.
"""

import os
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from search.manifest import VOCABULARY
from search.vocabulary.groups import REPLACING, read_groups
from search.vocabulary.lookup import Vocabulary

MAX_BYTES = 1 << 20
"""Of an archivist's file; the shipped one has a twentieth of it."""

SHIPPED = "regional.tsv"
CHECK = "check it with: dibao-index vocabulary --index DIR"

_START = """\
# Regional vocabulary of this archive: what is typed in one region's word is searched in the others' too.
# A change holds with the next question. Check it with: dibao-index vocabulary --index DIR
#
# A group a line: words that mean one thing, separated by spaces, each with the regions that print it
# (cn tw hk mo sg; may be left out). Either script will do; a word is shown as it is written here.
#   出租车@cn 計程車@tw 的士@hk,mo
# A word that misleads outside of its region: typed, it leads to the others, but none leads to it.
#   花生@cn,hk >土豆@tw
# Words of the shipped groups that must not lead to each other; with one word, not at all.
#   - 雪梨 悉尼
#   - 雪梨
"""
_REPLACES = "# Only what stands in this file holds:"
_ADDS = f"# These are added to the shipped groups; with a line {REPLACING} they replace them.\n"


def load_vocabulary(folder: str | Path) -> Vocabulary:
    """Return the vocabulary that holds for an index folder; raises nothing.

    Read again when the file's time, size or number has changed; else the same object.
    """
    path = Path(folder) / VOCABULARY
    try:
        status = path.stat()
    except FileNotFoundError:
        return shipped_vocabulary()
    except (OSError, ValueError) as error:
        return _shipped_with(f"{path} cannot be read ({error}); the shipped vocabulary is used; {CHECK}")
    return _read(path, _state(status))


def vocabulary_state(folder: str | Path) -> tuple[int, int, int] | None:
    """Return what changes whenever an archivist's file does: None where there is none to be read."""
    try:
        return _state((Path(folder) / VOCABULARY).stat())
    except (OSError, ValueError):
        return None


@cache
def shipped_vocabulary() -> Vocabulary:
    """Return the vocabulary that comes with Dibao."""
    read = read_groups(_shipped_text(), SHIPPED)
    return Vocabulary(read.groups, read.problems)


def vocabulary_start(*, everything: bool = False) -> str:
    """Return a file to begin with: what may stand in it, and with `everything` all shipped groups."""
    if everything:
        return f"{_START}{_REPLACES}\n{REPLACING}\n{_shipped_text()}"
    return _START + _ADDS


def _state(status: os.stat_result) -> tuple[int, int, int]:
    return (status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _state: tuple[int, int, int]) -> Vocabulary:
    """Read an archivist's file in one of its states."""
    try:
        with path.open("rb") as file:
            encoded = file.read(MAX_BYTES + 1)
        if len(encoded) > MAX_BYTES:
            return _shipped_with(
                f"{path} has more than {MAX_BYTES:,} bytes; the shipped vocabulary is used; make it shorter"
            )
        text = encoded.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _shipped_with(
            f"{path} is not UTF-8 (byte {error.start}); the shipped vocabulary is used; save it as UTF-8"
        )
    except OSError as error:
        return _shipped_with(
            f"{path} cannot be read ({error.strerror}); the shipped vocabulary is used; see to its rights"
        )
    read = read_groups(text, str(path))
    if not read.replaces:
        for group in shipped_vocabulary().groups:
            read.groups += read.kept(group)
    return Vocabulary(read.groups, read.problems)


def _shipped_with(problem: str) -> Vocabulary:
    return Vocabulary(shipped_vocabulary().groups, [problem])


@cache
def _shipped_text() -> str:
    return files(__package__).joinpath(SHIPPED).read_text("utf-8")
