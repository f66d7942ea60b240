"""A helper that asserts every property of an analyzer's tokens at once."""

from collections.abc import Callable, Sequence

from search.analysis import Token, fold


def assert_tokens(
    analyze: Callable[[str], Sequence[Token]],
    text: str,
    expected: Sequence[tuple[str, int, int, int]],
) -> None:
    """Assert terms, positions and offsets of `analyze(fold(text))`, and what holds of any analyzer.

    Positions and starts never fall, no token is empty, offsets stay inside the text, and a term is
    the canonical form of the characters it points at, soft breaks left out.
    """
    canonical = fold(text)
    tokens = list(analyze(canonical))
    assert [tuple(token) for token in tokens] == list(expected)
    assert [token.position for token in tokens] == sorted(token.position for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        pointed = canonical[token.start : token.end]
        assert token.text == pointed or set(token.text) <= set(pointed)
        assert pointed.startswith(token.text[0])
        assert pointed.endswith(token.text[-1])
