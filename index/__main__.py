"""`python -m index`: the same as `dibao-index`."""

from index.cli import main

if __name__ == "__main__":
    main()
