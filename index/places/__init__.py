"""Places: the gazetteer, and where a text names what is in it."""
