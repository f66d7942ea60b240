"""What made the score of one found article, part by part."""

from search.engine.rescoring import OTHER_PARTS, PARTS
from search.engine.stages import Stages
from search.engine.weights import Contributions, SoughtPart


def contributions(
    stage: Stages, number: int, terms: tuple[float, ...], matched: tuple[bool, ...], *, is_complete: bool
) -> Contributions:
    """Return what made the score of an article of a stage; `terms` is what each score term added to it."""
    is_first = stage.is_first(number)
    added = stage.added(number, is_first=is_first)
    if added is None:
        return Contributions(sum(terms), terms, (), 0.0, 0.0, 0.0, 0.0, matched, is_complete, is_first)
    score, parts = added
    values = parts.tolist()
    texts = values[:-OTHER_PARTS]
    sought = tuple(SoughtPart(*texts[at : at + PARTS]) for at in range(0, len(texts), PARTS))
    proximity, source, time, head = values[-OTHER_PARTS:]
    return Contributions(score, terms, sought, proximity, source, time, head, matched, is_complete, is_first)
