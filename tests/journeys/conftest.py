"""The person at the window."""

from pathlib import Path

import pytest
from driver import Planner
from pytestqt.qtbot import QtBot


@pytest.fixture
def planner(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Planner:
    """Someone in front of an empty window."""
    return Planner(qtbot, monkeypatch, tmp_path)
