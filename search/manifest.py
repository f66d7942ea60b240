"""The manifest: the one file that says what an index folder holds and which generation is live.

    INDEX/
      manifest.json      this
      generations/<n>/   one engine's folder each, and what others keep beside it, such as a ledger
      write.lock         held by whoever writes
      vocabulary.tsv     the archivist's regional vocabulary, if there is one; `search.vocabulary` reads it

A rebuild makes a new generation beside the live one and switches by renaming a new manifest over the
old; a crash at any point leaves the one or the other. Of each generation the manifest has the analyzer's
fingerprint, so that going back to one made by another analyzer is refused before it is asked.
"""

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Self

from search.analysis import analyzer_fingerprint
from search.disk import flush_folder
from search.errors import REPAIR, CorruptIndex, FingerprintMismatch, ForeignIndex, IndexNotFound

FORMAT = "dibao-index"
FORMAT_VERSION = 4
"""Raised when the layout of the folder or of a segment changes."""

MANIFEST = "manifest.json"
GENERATIONS = "generations"
LOCK = "write.lock"
VOCABULARY = "vocabulary.tsv"
OWN_NAMES = frozenset({MANIFEST, f"{MANIFEST}.new", GENERATIONS, LOCK, VOCABULARY, f"{VOCABULARY}.new"})
"""All that may stand in an index folder; a folder with anything else is never rebuilt over."""

KEPT_GENERATIONS = 1
"""How many generations before the live one are kept."""

MAX_MANIFEST_BYTES = 1 << 20
REBUILD = "dibao-index build SOURCE... --index {path}"
RESTORE = "dibao-index restore SNAPSHOT --index {path}"


@dataclass(frozen=True, slots=True)
class Generation:
    """What the manifest says of one generation. Times are ISO 8601 in UTC.

    `articles` is how many there were at the engine's commit number `commit`. The engine may be ahead of it,
    where a writer was stopped between the two, and never behind.
    """

    generation: int
    fingerprint: str
    articles: int
    commit: int
    created: str
    changed: str
    version: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` holds: the live generation, and those kept from before, the latest first."""

    live: Generation
    previous: tuple[Generation, ...] = ()

    @property
    def generation(self) -> int:
        """The number of the live generation."""
        return self.live.generation

    @property
    def kept(self) -> frozenset[int]:
        """The numbers of all generations that are kept."""
        return frozenset(entry.generation for entry in (self.live, *self.previous))

    def committed(self, articles: int, commit: int) -> Self:
        """Return the manifest after a commit within the live generation."""
        return replace(self, live=replace(self.live, articles=articles, commit=commit, changed=_now()))


def switched(manifest: Manifest | None, live: Generation) -> Manifest:
    """Return the manifest after `live` has become the live generation; None where there was none."""
    if manifest is None:
        return Manifest(live)
    others = [entry for entry in (manifest.live, *manifest.previous) if entry != live]
    return Manifest(live, tuple(others[:KEPT_GENERATIONS]))


def made_now(number: int, articles: int, commit: int) -> Generation:
    """Return the entry of a generation that is made by this process at this moment."""
    now = _now()
    return Generation(number, analyzer_fingerprint(), articles, commit, now, now, _own_version())


def read_manifest(index: Path) -> Manifest:
    """Return the manifest of an index folder.

    Raises IndexNotFound, ForeignIndex or CorruptIndex, each naming the command that helps.
    """
    path = index / MANIFEST
    rebuild = REBUILD.format(path=index)
    try:
        if path.exists() and not path.is_file():
            raise ForeignIndex(f"{path} is not a file; name another folder with --index DIR")
        with path.open("rb") as file:
            encoded = file.read(MAX_MANIFEST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        if index.is_file() or (index.is_dir() and {entry.name for entry in index.iterdir()} - OWN_NAMES):
            raise ForeignIndex(
                f"{index} is not a Dibao index (it has no {MANIFEST}); name another folder with --index DIR"
            ) from error
        raise IndexNotFound(f"there is no index at {index}; make one with: {rebuild}") from error
    except ValueError as error:
        raise IndexNotFound(f"{str(index)!r} cannot be a folder's name: {error}") from error
    except OSError as error:
        raise CorruptIndex(f"{path} cannot be read: {error.strerror}; check the folder's rights") from error
    try:
        record = json.loads(encoded)
        if not isinstance(record, dict) or record.get("format") != FORMAT:
            raise ForeignIndex(
                f"{path} is not the manifest of a Dibao index; name another folder with --index DIR"
            )
        if record.get("format_version") != FORMAT_VERSION:
            raise ForeignIndex(
                f"{index} has format {record.get('format_version')!r}, this version of Dibao reads "
                f"{FORMAT_VERSION}; rebuild it with: {rebuild}"
            )
        return _manifest(record)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CorruptIndex(
            f"{path} is damaged ({error}); bring back a snapshot with: {RESTORE.format(path=index)}, or "
            f"rebuild the index with: {rebuild}"
        ) from error


def _manifest(record: dict[str, Any]) -> Manifest:
    live = {
        name: value for name, value in record.items() if name not in ("format", "format_version", "previous")
    }
    return Manifest(_generation(live), tuple(map(_generation, record["previous"])))


def _generation(record: dict[str, Any]) -> Generation:
    entry = Generation(**record)
    for field in fields(Generation):
        value = getattr(entry, field.name)
        if type(value) is not field.type or (value == 0 and field.name == "generation"):
            raise ValueError(f"a generation with {value!r} as its {field.name}")
        if isinstance(value, int) and value < 0:
            raise ValueError(f"a generation with {value} as its {field.name}")
    return entry


def check_fingerprint(index: Path, generation: Generation) -> None:
    """Raise FingerprintMismatch where a generation was made with another analyzer than this process's."""
    if generation.fingerprint != analyzer_fingerprint():
        raise FingerprintMismatch(
            f"generation {generation.generation} of {index} was made with another analyzer "
            f"({generation.fingerprint}; here: {analyzer_fingerprint()}), so queries would miss articles; "
            f"rebuild it with: {REBUILD.format(path=index)}"
        )


def check_counts(index: Path, generation: Generation, commit: int, articles: int) -> None:
    """Raise CorruptIndex where the engine's last commit, and its articles, cannot be what was recorded."""
    folder = generation_folder(index, generation.generation)
    if commit < generation.commit:
        raise CorruptIndex(
            f"{index / MANIFEST} knows commit {generation.commit}, but {folder} has only {commit}; {REPAIR}"
        )
    if commit == generation.commit and articles != generation.articles:
        raise CorruptIndex(
            f"{index / MANIFEST} counts {generation.articles} articles, but {folder} {articles}; {REPAIR}"
        )


def write_manifest(index: Path, manifest: Manifest) -> None:
    """Replace the manifest in one rename, and see that both are on the disk."""
    temporary = index / f"{MANIFEST}.new"
    record = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **asdict(manifest.live),
        "previous": [asdict(entry) for entry in manifest.previous],
    }
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(index / MANIFEST)
    flush_folder(index)


def generation_folder(index: Path, generation: int) -> Path:
    """Return the folder of a generation."""
    return index / GENERATIONS / str(generation)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _own_version() -> str:
    try:
        return version("dibao")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unreleased"
