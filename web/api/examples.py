"""Answers as the document and its page show them: of the article that comes with Dibao, shortened."""

from typing import Any

from web.api.answers import (
    ArticleRecord,
    CopiesRecord,
    ItemRecord,
    RelatedListRecord,
    SearchRecord,
)
from web.api.counts import CorrectionsRecord, FacetRecord, HistogramRecord, RegionsRecord, SuggestRecord

ID = "000_54ff603b945a6a1f.txt"
TITLE = "『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能"
PUBLISHED = "2019-06-09T19:32:03+08:00"

ITEM: ItemRecord = {
    "id": ID,
    "title": TITLE,
    "source": "人民網",
    "site": "北方網",
    "author": "",
    "editor": "李彤",
    "published": PUBLISHED,
    "regions": ["天津市/寶坻區"],
    "section": "",
    "lang": "zh-Hant",
    "url": "",
}
SEARCH: SearchRecord = {
    "query": {"text": "干事创业", "understood": "干事创业"},
    "total": 1,
    "partial": 0,
    "took_ms": 1.9,
    "notices": [],
    "also": [],
    "relaxations": [],
    "corrections": [],
    "hits": [
        {
            **ITEM,
            "score": 9.8,
            "copies": 0,
            "missing": [],
            "fragments": [
                {
                    "section": "body",
                    "text": "…堅定信心和乾事創業的良好狀態。",
                    "start": 355,
                    "end": 371,
                    "ranges": [[361, 365]],
                    "marks": [[6, 10]],
                }
            ],
        }
    ],
}
ARTICLE: ArticleRecord = {
    "id": ID,
    "title": TITLE,
    "summary": "…",
    "body": "…",
    "source": "人民網",
    "site": "北方網",
    "author": "",
    "editor": "李彤",
    "published": PUBLISHED,
    "script": "hant",
    "regions": ["天津市/寶坻區"],
    "section": "",
    "tags": [],
    "cluster": ID,
    "url": "",
    "furniture": "",
    "raw_ref": ID,
}
OTHER: ItemRecord = {**ITEM, "id": "2019/0610.html", "title": "寶坻加快建設智能科技產業", "editor": ""}
RELATED: RelatedListRecord = {"related": [{**OTHER, "score": 41.7, "shared": ["寶坻", "智能", "人工智能"]}]}
COPIES: CopiesRecord = {"copies": [{**ITEM, "is_head": True}]}
SUGGEST: SuggestRecord = {
    "suggestions": [
        {"text": "立法會", "kind": "word", "articles": 120, "article_id": ""},
        {"text": "立法會選舉投票結束", "kind": "title", "articles": 1, "article_id": "2021/1219.html"},
    ]
}
CORRECTIONS: CorrectionsRecord = {
    "corrections": [{"text": "立法會選舉", "articles": 12, "start": 0, "end": 5}],
}
FACETS: FacetRecord = {
    "field": "source",
    "values": [{"value": "人民網", "articles": 12}, {"value": "天津日報", "articles": 7}],
    "total": 22,
    "missing": 1,
    "others": 2,
}
REGIONS: RegionsRecord = {
    "children": [
        {
            "name": "天津市",
            "path": "天津市",
            "count": 21,
            "own": 9,
            "children": [{"name": "寶坻區", "path": "天津市/寶坻區", "count": 12, "own": 12, "children": []}],
        }
    ],
    "total": 22,
    "missing": 1,
    "others": 0,
}
HISTOGRAM: HistogramRecord = {
    "unit": "month",
    "buckets": [
        {"start": "2019-05", "hits": 8, "holdings": 210},
        {"start": "2019-06", "hits": 13, "holdings": 198},
    ],
    "total": 22,
    "undated": 1,
    "coarser": 0,
}
CSV = "id,title,source\r\n…\r\n"
JSONL = '{"id":"…","title":"…"}\n'
RIS = "TY  - NEWS\r\nTI  - …\r\nER  - \r\n"

PROBLEM: dict[str, Any] = {
    "type": "/api/#bad_limit",
    "title": "A parameter has a value that it cannot have",
    "status": 400,
    "detail": "limit is “0”; it must be a number from 1 to 100.",
    "code": "bad_limit",
    "start": None,
    "end": None,
    "instead": None,
}
QUERY_PROBLEM: dict[str, Any] = PROBLEM | {
    "type": "/api/#unclosed_quote",
    "title": "A quotation mark is never closed",
    "detail": "a quotation mark is never closed",
    "code": "unclosed_quote",
    "start": 3,
    "end": 4,
    "instead": '天氣 "晴朗"',
}
