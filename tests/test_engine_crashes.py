"""No stop at any operation harms an index: `tests.measure_crashes` in short, and that it would see harm."""

import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.crash_scenarios import SCENARIOS
from tests.faulty_disk import FaultyDisk
from tests.measure_crashes import sweep

FEW_WRITES = 60
"""Of the writes to files that no commit names yet, one in so many is stopped at."""

SWEPT = (
    ("merges", "power"),
    ("a rewritten segment", "interrupt"),
    *(("library additions", model) for model in ("stop", "torn", "interrupt", "error", "full", "kill")),
    *(("third rebuild", model) for model in ("stop", "interrupt", "error", "power")),
    *(("first build", model) for model in ("error", "power")),
    ("a cancelled run", "error"),
    ("removals", "power"),
    *((change, model) for change in ("a payload", "compacting") for model in ("error", "power")),
    *((change, "power") for change in ("creation", "rolling back")),
    *(("restoring", model) for model in ("stop", "error", "full", "interrupt", "power")),
    ("restoring into nothing", "power"),
    *(("copying", model) for model in ("error", "full", "power")),
)

ALWAYS_OLD = {("a cancelled run", "error"), ("copying", "error")}
"""Changes that are undone whatever goes wrong, until they have returned."""


# what is stopped leaves files open, as it must
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("scenario", "model"), SWEPT)
def test_a_stop_at_any_operation_leaves_the_old_or_the_new_state(scenario: str, model: str) -> None:
    outcomes = sweep(SCENARIOS[scenario], model, FEW_WRITES)
    assert outcomes.failures == []
    assert outcomes.stops > 3
    if (scenario, model) not in ALWAYS_OLD:
        assert outcomes.states["old"] and outcomes.states["new"]


def test_a_commit_whose_folder_is_not_flushed_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engine.commits.flush_folder", lambda _: None)
    outcomes = sweep(SCENARIOS["removals"], "power", FEW_WRITES)
    assert any(
        "the commit had returned, but its changes are lost" in failure for failure in outcomes.failures
    )


def test_a_file_that_is_not_flushed_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    forgetful = SimpleNamespace(**{**vars(os), "fsync": lambda _: None})
    monkeypatch.setattr("search.engine.arrays.os", forgetful)
    outcomes = sweep(SCENARIOS["additions"], "power", FEW_WRITES)
    assert any("CorruptIndex" in failure for failure in outcomes.failures)


def test_what_is_written_past_the_layer_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="past the layer"), FaultyDisk(tmp_path):
        np.arange(10).tofile(tmp_path / "file")
    with pytest.raises(NotImplementedError, match="does not know"), FaultyDisk(tmp_path):
        (tmp_path / "file").hardlink_to(tmp_path / "other")
