"""Runs `dibao-search` as `python -m search`."""

from search.cli import main

main(prog_name="python -m search")
