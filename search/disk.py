"""What has to be on the disk before something else happens."""

import os
from pathlib import Path


def flush_folder(folder: Path) -> None:
    """See that a folder's entries are on the disk: files made, renamed or removed in it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
