"""What a server of Dibao can be told, in one frozen object.

The front door (`web.cli`) fills it in from the command line and the environment; nothing else in
`web` reads either. Limits that a reader feels stand here too, each with its reason, so that the
pages, the API and the README speak of the same numbers.
"""

from dataclasses import dataclass
from pathlib import Path

OWN_NAME = "Dibao"
"""What an archive is called that has no name of its own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server.

    `index` is the folder of the index, `name` what the archive calls itself, `about` a plain text file that
    says on the about page who keeps it and why. `page_depth` is the last hit that paging reaches: nobody
    reads hit 1,001, but robots ask for it, and a deep page costs as much as all those before it. The API
    pages deeper (`api_depth`), for programs do read on; `api_hits` bounds what one answer holds.
    """

    index: Path
    name: str = OWN_NAME
    about: Path | None = None
    host: str = "127.0.0.1"  # this machine only: a server for others stands behind a proxy
    port: int = 8000
    threads: int = 8  # a query holds one for milliseconds; slow readers are buffered by waitress
    page_depth: int = 1_000
    api_hits: int = 100
    api_depth: int = 10_000
