"""What a reader takes away: citations, exports, feeds, and what other programs find on a page.

    cited.py      an article as it is cited          styles.py     GB/T 7714, APA, MLA
    exchange.py   BibTeX, RIS, CSL-JSON              tables.py     CSV and JSON Lines
    exports.py    all hits, streamed                 feeds.py      Atom and JSON Feed
    metadata.py   what Zotero finds                  findable.py   robots, sitemap
    downloads.py  names of files, "not modified"

Everything but the route of `exports` is a pure function over articles: the address of the archive and the day
are passed in, and the modules of `web.pages` do that.
"""
