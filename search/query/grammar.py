"""The grammar of queries as data: the signs, and a row for each form that readers are shown.

`search/README.md` has `grammar_table()`; a test holds both equal, and every example to what it says.

    any     := all (OR all)*
    all     := (AND? one)*
    one     := operand ((NEAR | PRE) operand)*
    operand := NOT one | FIELD operand | "(" any ")" | WORDS | PHRASE | WRITTEN | PATTERN
"""

from typing import NamedTuple

from search.query.fields import FIELD_NAMES

QUOTES = {
    '"': '"＂',
    "＂": '"＂',
    "“": "”",
    "”": "”",
    "「": "」｣",
    "『": "』",
    "„": "”",
    "﹁": "﹂",
    "﹃": "﹄",
}
"""An opening quotation mark, and what closes it."""

OPENING, CLOSING = "(（", ")）"
BAR, PLUS, MINUS, COLON, EQUALS = "|｜", "+＋", "-－", ":：", "=＝"
STAR, QUESTION = "*＊", "?"
"""A full-width question mark is punctuation always."""

ESCAPE = "\\＼"
"""Before a word: it is text, whatever it looks like."""

SPELLED = {"AND": "AND", "OR": "OR", "NOT": "NOT", "或": "OR"}
"""Operators that are words: capital letters, or a Chinese word alone between spaces."""

MAX_DISTANCE = 100
"""Units that NEAR and PRE may bridge."""

FEW = 5
"""Units that a star between Han characters may stand for: 中*大學 is 中國科學技術大學 too."""


class Form(NamedTuple):
    """A form of the language: how it is written, what it means, an example and what that is read as."""

    written: str
    meaning: str
    example: str
    understood: str


GRAMMAR = (
    Form("`words`", "all of them, wherever they stand; some at least", "寶坻 智能", "寶坻 智能"),
    Form(
        '`"…"` `＂…＂` `“…”` `「…」` `『…』`',
        "a phrase: exactly so, within one sentence, spaces and inner punctuation aside",
        "「一區五園」",
        '"一區五園"',
    ),
    Form("`=word` `＝「…」`", "in this written form only, not in another script", "=幹事", '="幹事"'),
    Form("`a AND b` `＋a`", "none may lack", "寶坻 AND 天津", "寶坻 AND 天津"),
    Form("`a OR b` `a 或 b` `a｜b`", "one of them at least", "寶坻｜天津", "寶坻 OR 天津"),
    Form("`NOT a` `-a` `－a`", "not this; alone, everything but this", "寶坻 －香港", "寶坻 NOT 香港"),
    Form("`( )` `（ ）`", "what belongs together", "（寶坻 或 天津） 智能", "(寶坻 OR 天津) 智能"),
    Form(
        "`a NEAR/10 b`",
        f"at most that many characters or words (0 to {MAX_DISTANCE}) between them, either way round",
        "寶坻 NEAR/10 京津",
        "寶坻 NEAR/10 京津",
    ),
    Form("`a PRE/10 b`", "the same, the first before the second", "寶坻 PRE/3 京津", "寶坻 PRE/3 京津"),
    Form("`?` inside a word", "one character", "寶?區 h?n9", "寶?區 h?n9"),
    Form(
        "`*` inside or at the end of a word",
        f"any letters of a Latin word; up to {FEW} characters between Chinese ones",
        "covid＊ 中*大學",
        "covid* 中*大學",
    ),
    *(
        Form(
            " ".join(f"`{written}:`" for written in (name, *others)),
            meaning,
            f"{others[0]}：{value}",
            understood,
        )
        for (name, others), meaning, value, understood in zip(
            FIELD_NAMES.items(),
            (
                "in the title",
                "who wrote it",
                "its author",
                "its editor",
                "the place it is about",
                "who published it",
                "its day: a day, month, year or range",
                "published before that",
                "published after that",
            ),
            ("智能", "人民網", "王小明", "李彤", "天津", "北方網", "108年6月", "2020", "2019-06-09"),
            (
                "title:智能",
                "source:人民網",
                "author:王小明",
                "editor:李彤",
                "region:天津",
                "site:北方網",
                "date:2019-06-01..2019-06-30",
                "date:..2019-12-31",
                "date:2019-06-10..",
            ),
            strict=True,
        )
    ),
    Form("`\\` before a word", "it is text, whatever it looks like", "\\OR \\title:x", "\\OR \\title:x"),
)
"""What readers are shown, in the order of need."""


def grammar_table() -> str:
    """Return the grammar as a Markdown table."""
    rows = [("written", "meaning", "example", "read as"), ("---",) * 4]
    rows += [(form.written, form.meaning, f"`{form.example}`", f"`{form.understood}`") for form in GRAMMAR]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
