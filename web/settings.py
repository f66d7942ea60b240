"""What a server of Dibao can be told, in one frozen object.

The front door (`web.cli`) fills it in from the command line and the environment; nothing else in
`web` reads either. Limits that a reader feels stand here too, each with its reason, so that the
pages, the API and the README speak of the same numbers.
"""

import os
from dataclasses import dataclass
from pathlib import Path

MOST_PROCESSES = 4
"""Processes where nobody says how many: more than readers of one archive need."""

METRICS = ("local", "on", "off")
"""Who may see /metrics: programs on this machine that did not come through a proxy; everybody; nobody."""
OWN_NAME = "Dibao"
"""What an archive is called that has no name of its own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server.

    `index` is the folder of the index. `page_depth` is the last hit that paging reaches: nobody reads hit
    1,001, but robots ask for it, and a deep page costs as much as all those before it. The API pages
    deeper (`web.api.parameters`), for programs do read on.

    `name` is what the archive calls itself, `about` a plain text file that says on the about page who keeps
    it and why. `base_url` is the address that the world knows this server by, without a slash at its end;
    empty: whatever each request says (`web.links.external`). `findable` says that search engines are
    welcome. Programs of the sites in `cors_origins` may read the API in a browser; `*` stands for all.

    `suggestions` is a file that another process writes (`search.keep_suggestions`); without one each process
    makes its own.

    `access_log` is a file, `-` for stderr or `off`. Neither questions nor addresses are in it, for
    what somebody reads is nobody else's business, unless `log_queries` and `log_addresses` say so.
    """

    index: Path
    name: str = OWN_NAME
    about: Path | None = None
    host: str = "127.0.0.1"  # this machine only: a server for others stands behind a proxy
    port: int = 8000
    processes: int = 0  # 0: one for each core, MOST_PROCESSES at most
    threads: int = 8  # in each process; one computes at a time, the others send streams or wait
    page_depth: int = 1_000
    base_url: str = ""
    findable: bool = False  # an archive is not published by accident
    cors_origins: tuple[str, ...] = ()
    page_cache: int = 32  # MB of pages that each process keeps: some 600
    suggestions: Path | None = None
    metrics: str = METRICS[0]
    access_log: str = "-"
    log_queries: bool = False
    log_addresses: bool = False
    rate_limit: int = 0  # requests a minute for one address; off: behind a proxy all have one address
    trusted_proxies: int = 0  # a header that anybody can send is believed only where somebody says so
    streams: int = 4  # answers without an end in sight, in each process; each holds a thread while it is read
    slow_seconds: float = 30.0  # one step of work over this is logged: a search bounds its own cost to less
    stuck_seconds: float = 120.0  # and over this its process is replaced

    @property
    def wanted_processes(self) -> int:
        """How many processes answer."""
        return self.processes or min(os.cpu_count() or 1, MOST_PROCESSES)
