"""The benchmark: Dibao and other engines on the same articles, terms and questions. See README.md."""
