"""Brackets of a query: every one that is opened is closed, and the other way round."""

from search.query.notice import QueryNotice, error
from search.query.tokens import QueryToken, Sign


def balanced(tokens: list[QueryToken], notices: list[QueryNotice]) -> list[QueryToken]:
    """Return the tokens with every bracket closed, and say what was done.

    What was opened only is closed at the end, what was closed only is left out.
    """
    kept: list[QueryToken] = []
    opened: list[QueryToken] = []
    for token in tokens[:-1]:
        if token.sign is Sign.OPEN:
            opened.append(token)
        elif token.sign is Sign.CLOSE and not opened:
            message = (
                f"the bracket {token.text} at character {token.start + 1} was never opened and was left out"
            )
            notices.append(error("unopened_bracket", message, token.start, token.end))
            continue
        elif token.sign is Sign.CLOSE:
            opened.pop()
        kept.append(token)
    end = tokens[-1]
    for token in opened:
        message = (
            f"the bracket {token.text} at character {token.start + 1} is not closed; it was read as closed "
            "at the end of the query"
        )
        notices.append(error("unclosed_bracket", message, token.start, token.end))
        kept.append(QueryToken(Sign.CLOSE, "", end.start, end.end))
    return [*kept, end]
