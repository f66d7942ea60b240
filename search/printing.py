"""What `dibao-search` prints beside hits: counts and related articles, as text or ready for JSON."""

from dataclasses import asdict
from typing import Any

from search.facets import Facet, RegionNode, RegionTree
from search.histogram import Histogram
from search.related import RelatedArticle

INDENT = "  "


def facet_record(facet: Facet) -> dict[str, Any]:
    """Return the counts of a field, ready for JSON."""
    return asdict(facet) | {"values": [value._asdict() for value in facet.values]}


def facet_text(facet: Facet) -> str:
    """Return the counts of a field, a value a line."""
    lines = [f"{facet.field}: {facet.total} in all"]
    lines += [_counted(value, articles) for value, articles in facet.values]
    lines += [_counted(f"({what})", count) for what, count in _rest(facet) if count]
    return "\n".join(lines)


def regions_text(tree: RegionTree) -> str:
    """Return the counts by place, a place a line, those within it indented."""
    lines = [f"region: {tree.total} in all", *_region_lines(tree.children)]
    return "\n".join(lines + [_counted(f"({what})", count) for what, count in _rest(tree) if count])


def histogram_text(histogram: Histogram) -> str:
    """Return the counts by time, a bucket a line: hits of holdings."""
    lines = [f"by {histogram.unit}: {histogram.total} in all"]
    lines += [f"{bucket.hits:9,} of {bucket.holdings:,}  {bucket.start}" for bucket in histogram.buckets]
    rest = (("dated less exactly", histogram.coarser), ("undated", histogram.undated))
    lines += [_counted(f"({what})", count) for what, count in rest if count]
    return "\n".join(lines)


def related_record(found: tuple[RelatedArticle, ...]) -> dict[str, Any]:
    """Return related articles, ready for JSON."""
    return {
        "related": [
            {"score": hit.score, "shared": list(hit.shared), "article": hit.article.to_dict()}
            for hit in found
        ]
    }


def related_text(found: tuple[RelatedArticle, ...]) -> str:
    """Return related articles with the words that they share."""
    if not found:
        return "no related articles"
    return "\n".join(
        f"{hit.article.title}\n{INDENT}{hit.article.id}\n{INDENT}shares: {' '.join(hit.shared)}"
        for hit in found
    )


def _region_lines(nodes: tuple[RegionNode, ...], depth: int = 0) -> list[str]:
    lines = []
    for node in nodes:
        lines.append(_counted(INDENT * depth + node.name, node.count))
        lines += _region_lines(node.children, depth + 1)
    return lines


def _rest(facet: Facet | RegionTree) -> tuple[tuple[str, int], ...]:
    return ("others", facet.others), ("none", facet.missing)


def _counted(what: str, count: int) -> str:
    return f"{count:9,}  {what}"
