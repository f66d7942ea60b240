"""The manifest: the one file that says what an index folder holds and which generation is live.

    INDEX/
      manifest.json      this
      generations/<n>/   one engine's folder each
      write.lock         held by whoever writes

A rebuild makes a new generation beside the live one and switches by renaming a new manifest over the
old; a crash at any point leaves the one or the other.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Self

from search.analysis import analyzer_fingerprint
from search.disk import flush_folder
from search.errors import CorruptIndex, FingerprintMismatch, ForeignIndex, IndexNotFound

FORMAT = "dibao-index"
FORMAT_VERSION = 2
"""Raised when the layout of the folder or of a segment changes."""

MANIFEST = "manifest.json"
GENERATIONS = "generations"
LOCK = "write.lock"
LEDGER = "ledger.sqlite"
OWN_NAMES = frozenset(
    {MANIFEST, f"{MANIFEST}.new", GENERATIONS, LOCK, LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm"}
)
"""All that may stand in an index folder; a folder with anything else is never rebuilt over."""

KEPT_GENERATIONS = 1
"""How many generations before the live one are kept."""

MAX_MANIFEST_BYTES = 1 << 20
REBUILD = "dibao-index build SOURCE... --index {path}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` holds. Times are ISO 8601 in UTC."""

    format: str
    format_version: int
    fingerprint: str
    generation: int
    previous: tuple[int, ...]
    articles: int
    created: str
    changed: str
    version: str

    @classmethod
    def begin(cls) -> Self:
        """Return the manifest of a new index, before its first generation."""
        now = _now()
        return cls(FORMAT, FORMAT_VERSION, analyzer_fingerprint(), 0, (), 0, now, now, _own_version())

    def switched(self, generation: int, articles: int) -> Self:
        """Return the manifest after `generation` has become the live one."""
        previous = (self.generation, *self.previous) if self.generation else ()
        now = _now()
        return replace(
            self,
            fingerprint=analyzer_fingerprint(),
            generation=generation,
            previous=previous[:KEPT_GENERATIONS],
            articles=articles,
            created=now,
            changed=now,
            version=_own_version(),
        )

    def committed(self, articles: int) -> Self:
        """Return the manifest after a commit within the live generation."""
        return replace(self, articles=articles, changed=_now())


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
        manifest = Manifest(**{**record, "previous": tuple(record["previous"])})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CorruptIndex(f"{path} is damaged ({error}); rebuild the index with: {rebuild}") from error
    if not isinstance(manifest.generation, int) or manifest.generation < 1:
        raise CorruptIndex(f"{path} names the generation {manifest.generation!r}; rebuild with: {rebuild}")
    return manifest


def check_fingerprint(index: Path, manifest: Manifest) -> None:
    """Raise FingerprintMismatch where the index was made with another analyzer than this process's."""
    if manifest.fingerprint != analyzer_fingerprint():
        raise FingerprintMismatch(
            f"{index} was made with another analyzer ({manifest.fingerprint}; "
            f"here: {analyzer_fingerprint()}), so queries would miss articles; "
            f"rebuild it with: {REBUILD.format(path=index)}"
        )


def write_manifest(index: Path, manifest: Manifest) -> None:
    """Replace the manifest in one rename, and see that both are on the disk."""
    temporary = index / f"{MANIFEST}.new"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, ensure_ascii=False, indent=2)
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
