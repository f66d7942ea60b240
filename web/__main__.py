"""`python -m web` is `dibao-web`."""

from web.cli import main

if __name__ == "__main__":
    main(prog_name="dibao-web")
