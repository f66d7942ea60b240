"""What the OpenAPI document promises is what the API does: schemathesis asks what it allows, and what not.

All its checks hold: no server error; only described statuses, media types, headers and records; right
requests accepted, wrong ones refused; other methods answered with 405. One thing no schema can say: whether a
text is a query, a date or a place. Where the API refuses one that is none, by the code for that, the request
was not right after all; so the check that right requests are accepted is asked in that sense.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.specs.openapi.checks import positive_data_acceptance

from web.problems import QUERY_CODES

DOCUMENT = "/api/v1/openapi.json"
NO_SCHEMA_SAYS = {*QUERY_CODES, "bad_from", "bad_to", "bad_region", "bad_within"}
"""Problems of texts that have the right form and no meaning."""


@schemathesis.check
def meaningful_data_acceptance(ctx, response, case):
    """Hold `positive_data_acceptance` of texts that mean something."""
    if response.status_code == 400 and json.loads(response.content)["code"] in NO_SCHEMA_SAYS:
        return None
    return positive_data_acceptance(ctx, response, case)


@dataclass
class Asked:
    """What came of asking: requests by status, the checks made, and what failed."""

    statuses: Counter = field(default_factory=Counter)
    checks: Counter = field(default_factory=Counter)
    failures: list = field(default_factory=list)


def ask(app: Flask, examples: int, seed: int = 1) -> Asked:
    """Ask every operation `examples` times, beside the cases of every bound and enumeration."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "headers": {"Accept-Encoding": "identity"},  # nothing unpacks what a WSGI application packed
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "phases": {"stateful": {"generation": {"max-examples": max(examples // 10, 2)}}},
            "checks": {"positive_data_acceptance": {"enabled": False}},
            "continue-on-failure": True,
        }
    )
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app, config=config)
    asked = Asked()
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            asked.statuses.update(
                interaction.response.status_code
                for interaction in event.recorder.interactions.values()
                if interaction.response is not None
            )
            asked.failures += _failed(event, asked.checks)
        elif isinstance(event, NonFatalError):
            asked.failures.append(f"{event.label}: {event.value!r}")
        elif isinstance(event, FatalError):
            raise event.exception
    return asked


def _failed(event: ScenarioFinished, counts: Counter) -> Iterator[str]:
    """Give what failed in a scenario, as a command that asks it again."""
    for case, checks in event.recorder.checks.items():
        for check in checks:
            counts[check.name] += 1
            if check.status == Status.FAILURE:
                told = check.failure_info
                yield f"{check.name} in {event.phase}: {told.failure} — {told.code_sample} {case}"
