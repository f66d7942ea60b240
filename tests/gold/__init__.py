"""Named queries with what must and must not come on top: `queries.tsv`, and what reads and asks it."""
