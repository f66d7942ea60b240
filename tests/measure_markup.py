"""Holds every kind of page against the Nu HTML Checker: `python -m tests.measure_markup --checker vnu.jar`.

The checker is that of validator.w3.org: HTML, ARIA, microdata, SVG and CSS. It is one file for Java 11 or
newer, in npm's package `vnu-jar` and at https://github.com/validator/validator. Pages are those of
`tests/browser.py`, in three languages, of an archive that wants to be found, so that all metadata is there.
What `KNOWN` says is the checker's own, each with its reason.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from tests.browser import PAGES, in_language
from tests.web_archive import ATTACK, ROOT, SEED, build_index
from web import Settings, create_app
from web.library import installed

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
FILES = {f"qr/{quote(SEED.id, safe='')}": "svg", f"qr/{quote(ATTACK.id, safe='')}": "svg"}
"""What is no page, and what it is."""

KNOWN: dict[str, str] = {}
"""Messages that are no faults of the pages (a pattern), and why."""


def main() -> int:
    """Check, and print each kind of message once with where it stands; 1 where there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checker", type=Path, required=True, help="vnu.jar")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = write(Path(folder))
        print(f"{len(files)} files, checker {version(options.checker)}")
        found = check(options.checker, files)
    for (kind, message), places in found.items():
        print(f"{kind}: {message}\n    {len(places)} times, as in {', '.join(sorted(places)[:3])}")
    print("no errors, no warnings" if not found else f"{len(found)} kinds of messages")
    return 1 if found else 0


def write(folder: Path) -> list[Path]:
    """Write every page, picture and style sheet into `folder`; return the files."""
    app = create_app(Settings(index=build_index(folder / "index"), findable=True, access_log="off"))
    client = app.test_client()
    asked = {
        f"{name.replace(' ', '-')}.{tag}.html": in_language(path, tag)
        for name, path in PAGES.items()
        for tag in LANGUAGES
    } | {f"file-{number}.{suffix}": path for number, (path, suffix) in enumerate(FILES.items())}
    files = []
    for name, path in asked.items():
        files.append(folder / name)
        files[-1].write_bytes(client.get("/" + path).data)
    installed(app).index().close()
    return files + sorted((ROOT / "web" / "static").glob("*.[cs][sv][sg]"))


def version(checker: Path) -> str:
    """Return the checker's version."""
    command = ["java", "-jar", str(checker), "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def check(checker: Path, files: list[Path]) -> dict[tuple[str, str], Counter[str]]:
    """Return the files of each kind of message that is not in KNOWN."""
    command = ["java", "-Xss4m", "-jar", str(checker), "--format", "json", "--stdout", "--exit-zero-always"]
    command += ["--also-check-css", "--also-check-svg", *map(str, files)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[tuple[str, str], Counter[str]] = {}
    for message in json.loads(said)["messages"]:
        text = message["message"]
        if not any(re.search(pattern, text) for pattern in KNOWN):
            kind = (message.get("subType") or message["type"], text)
            place = f"{Path(message.get('url', '')).name}:{message.get('lastLine', '')}"
            found.setdefault(kind, Counter())[place] += 1
    return found


if __name__ == "__main__":
    sys.exit(main())
