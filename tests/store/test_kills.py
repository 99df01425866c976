"""A process killed at any moment loses no acknowledged step (200 kills: see kill_harness.py)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).with_name("kill_harness.py")
N_KILLS = os.environ.get("SALESPLANNER_KILLS", "20")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork and no SIGKILL")
def test_a_killed_process_loses_no_acknowledged_step() -> None:
    done = subprocess.run(
        [sys.executable, str(HARNESS), "--kills", N_KILLS],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert f"{N_KILLS} kills" in done.stdout
