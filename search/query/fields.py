"""The fields that a query can name, in English or Chinese of either script."""

from search.analysis import fold

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("標題", "題名"),
    "source": ("來源",),
    "author": ("作者",),
    "editor": ("編輯",),
    "region": ("地區",),
    "site": ("網站",),
    "date": ("日期",),
    "before": ("早於",),
    "after": ("晚於",),
}
"""English name, and the Chinese ones as printed in Taiwan; either script is understood."""

DATE_FIELDS = ("date", "before", "after")


def field_named(name: str) -> str | None:
    """Return the English name of a field, or None where no field is called so."""
    wanted = fold(name)
    for english, others in FIELD_NAMES.items():
        if wanted == english or wanted in map(fold, others):
            return english
    return None
