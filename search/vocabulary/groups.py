"""The format of a vocabulary file: groups of equivalents, one a line.

    # a comment
    出租车@cn 計程車@tw 的士@hk,mo      a group: forms, each with the regions that print it, if known
    花生@cn,hk >土豆@tw                土豆, typed, also finds 花生; 花生 never finds 土豆, a potato elsewhere
    - 雪梨 悉尼                        these do not lead to each other
    - 雪梨                             this leads nowhere and nothing leads to it
    !only                             nothing but this file: the shipped groups are left out

Words are separated by spaces or tabs; a word of several parts is written with `·` or `-` between them. A form
may stand in several groups (土豆: a potato, a peanut): it leads to the others of each, which do not lead to
one another. `-` takes pairs out of the shipped groups, not out of the file's own. In either script a form is
the same; it is shown as it is written here. A line that cannot be read is left out, with a message.
"""

import re
from dataclasses import dataclass, field

from search.analysis import clean, fold
from search.analysis.units import Kind, piece_kind, pieces

REGIONS = ("cn", "tw", "hk", "mo", "sg")
"""Mainland China, Taiwan, Hong Kong, Macau, Singapore: who prints a form."""

MAX_FORMS = 16
"""Forms in a group, and words behind a `-`."""

MAX_FORM = 32
"""Characters of a form."""

MAX_PROBLEMS = 20
"""Lines that cannot be read which are told one by one."""

REMOVING = "-"
REPLACING = "!only"
TYPED_ONLY = ">"
BETWEEN = "\x1f"

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


@dataclass(frozen=True, slots=True)
class Form:
    """What some regions print for something; `is_typed_only` where it leads to others, but none to it."""

    text: str
    regions: tuple[str, ...] = ()
    is_typed_only: bool = False

    def __str__(self) -> str:
        """Return it as a file has it."""
        regions = f"@{','.join(self.regions)}" if self.regions else ""
        return f"{TYPED_ONLY if self.is_typed_only else ''}{self.text}{regions}"


Group = tuple[Form, ...]
"""Forms that mean one thing."""


@dataclass(slots=True)
class Groups:
    """What a file says, and which of its lines could not be read."""

    groups: list[Group] = field(default_factory=list)
    removed: list[tuple[str, ...]] = field(default_factory=list)
    replaces: bool = False
    problems: list[str] = field(default_factory=list)
    unread: int = 0

    def kept(self, group: Group) -> list[Group]:
        """Return a shipped group without what the file removes: itself, or what is left of it, in pairs."""
        keys = {form: key(form.text) for form in group}
        removed = [set(words) for words in self.removed]
        if not any(words & set(keys.values()) for words in removed):
            return [group]
        alone = set().union(*(words for words in removed if len(words) == 1))
        left = [form for form in group if keys[form] not in alone]
        pairs = [
            (one, other)
            for place, one in enumerate(left)
            for other in left[place + 1 :]
            if not any({keys[one], keys[other]} <= words for words in removed)
        ]
        return [tuple(left)] if len(pairs) == len(left) * (len(left) - 1) // 2 > 0 else list(pairs)


def read_groups(text: str, name: str) -> Groups:
    """Read a vocabulary file's text; `name` stands before each message. Raises nothing."""
    found = Groups()
    for number, line in enumerate(text.splitlines(), 1):
        words = _COMMENT.sub("", line).split()
        if not words:
            continue
        try:
            if words == [REPLACING]:
                found.replaces = True
            elif words[0].startswith(REMOVING):
                found.removed.append(_removed(words))
            else:
                found.groups.append(_group(words))
        except ValueError as error:
            found.unread += 1
            if found.unread <= MAX_PROBLEMS:
                found.problems.append(f"{name}, line {number}: {error}; the line is left out")
    if found.unread > MAX_PROBLEMS:
        found.problems.append(f"{name}: {found.unread - MAX_PROBLEMS} more lines cannot be read")
    return found


def key(text: str) -> str:
    """Return what a form is looked up by: its canonical units; a Han word is its canonical text.

    >>> key("計程車"), key("COVID-19") == key("covid 19")
    ('计程车', True)
    """
    found = pieces(fold(text))
    if all(len(piece) == 1 and piece_kind(piece) is Kind.HAN for piece in found):
        return "".join(found)
    return BETWEEN.join(found)


def _group(words: list[str]) -> Group:
    if not 2 <= len(words) <= MAX_FORMS:
        raise ValueError(f"a group has 2 to {MAX_FORMS} forms, this one {len(words)}")
    forms = tuple(map(_form, words))
    if len({key(form.text) for form in forms}) < 2:
        raise ValueError(f"{words[0]!r} and the others are one word in another script, which needs no group")
    return forms


def _form(word: str) -> Form:
    text, at, tags = word.removeprefix(TYPED_ONLY).partition("@")
    regions = tuple(tags.split(",")) if at else ()
    unknown = [region for region in regions if region not in REGIONS]
    if unknown:
        raise ValueError(f"{unknown[0][:MAX_FORM]!r} is no region; regions are {', '.join(REGIONS)}")
    _check(text)
    return Form(clean(text), regions, word.startswith(TYPED_ONLY))


def _removed(words: list[str]) -> tuple[str, ...]:
    first = words[0].removeprefix(REMOVING)
    taken = [word.partition("@")[0] for word in ([first] if first else []) + words[1:]]
    if not 1 <= len(taken) <= MAX_FORMS:
        raise ValueError(f"{REMOVING!r} takes 1 to {MAX_FORMS} words, not {len(taken)}")
    for word in taken:
        _check(word)
    return tuple(map(key, taken))


def _check(text: str) -> None:
    if len(text) > MAX_FORM:
        raise ValueError(f"{text[:MAX_FORM]!r}… has {len(text)} characters, a form at most {MAX_FORM}")
    found = pieces(fold(text))
    if not found:
        raise ValueError(f"{text!r} holds no word, letter or digit")
    if any(piece_kind(piece[0]) is Kind.HARD for piece in found):
        raise ValueError(f"{text!r} holds the end of a sentence")
