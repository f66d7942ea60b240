"""What a process holds in memory, by Linux's own account of its mappings."""

from pathlib import Path

ROLLUP = Path("/proc/self/smaps_rollup")
KILOBYTE = 1024


def memory() -> dict[str, int]:
    """Return bytes of this process: `own`, `private` and `rss`; nothing where Linux does not say.

    `own` is what it wrote itself (private and dirty: heap and stack), `private` adds pages of files
    that no other process maps, `rss` all that is resident.
    """
    if not ROLLUP.exists():
        return {}
    sizes = {}
    for line in ROLLUP.read_text("ascii").splitlines()[1:]:
        name, _, value = line.partition(":")
        sizes[name] = int(value.split()[0]) * KILOBYTE
    dirty = sizes["Private_Dirty"]
    return {"own": dirty, "private": dirty + sizes["Private_Clean"], "rss": sizes["Rss"]}
