"""Turns what `search` answers into the records of the API."""

from search import Article, Correction, Fragment, Hit, Notice, RegionNode, RelatedArticle, Relaxation
from web.api.answers import (
    CorrectionRecord,
    FragmentRecord,
    HitRecord,
    ItemRecord,
    NoticeRecord,
    RelatedRecord,
    RelaxationRecord,
)
from web.api.counts import RegionRecord


def notice_record(notice: Notice) -> NoticeRecord:
    """Return a notice; `start` and `end` are offsets into `q`, null of one about the whole result."""
    return {
        "code": notice.code,
        "message": notice.message,
        "terms": list(notice.terms),
        "start": notice.start,
        "end": notice.end,
    }


def relaxation_record(offer: Relaxation) -> RelaxationRecord:
    """Return a less strict query."""
    return {
        "kind": offer.kind,
        "changed": list(offer.changed),
        "query": str(offer.query),
        "total": offer.total,
    }


def correction_record(meant: Correction) -> CorrectionRecord:
    """Return a query that may have been meant; `start` and `end` are offsets into its `text`."""
    return {"text": meant.text, "articles": meant.articles, "start": meant.start, "end": meant.end}


def item_record(article: Article) -> ItemRecord:
    """Return what every list says of an article."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "site": article.site,
        "author": article.author,
        "editor": article.editor,
        "published": article.published,
        "regions": list(article.regions),
        "section": article.section,
        "lang": article.lang,
        "url": article.url,
    }


def hit_record(hit: Hit) -> HitRecord:
    """Return a hit."""
    return {
        **item_record(hit.article),
        "score": hit.score,
        "copies": hit.copies,
        "missing": list(hit.missing),
        "fragments": [_fragment_record(fragment) for fragment in hit.fragments],
    }


def related_record(found: RelatedArticle) -> RelatedRecord:
    """Return a related article."""
    return {**item_record(found.article), "score": found.score, "shared": list(found.shared)}


def region_record(node: RegionNode) -> RegionRecord:
    """Return a place with those below it; a tree is eight steps deep at most."""
    return {
        "name": node.name,
        "path": node.path,
        "count": node.count,
        "own": node.own,
        "children": [region_record(child) for child in node.children],
    }


def _fragment_record(fragment: Fragment) -> FragmentRecord:
    """`ranges` count from the section's start, `marks` from the fragment's; in code points."""
    return {
        "section": fragment.section,
        "text": fragment.text,
        "start": fragment.start,
        "end": fragment.end,
        "ranges": [list(span) for span in fragment.ranges],
        "marks": [list(span) for span in fragment.marks],
    }
