"""What every test gets: no screen, a throw-away home, and no unexpected log, thread or window."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("MPLBACKEND", "agg")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--benchmarks", action="store_true", help="run timings and memory too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--benchmarks"):
        for item in items:
            if item.get_closest_marker("benchmark"):
                item.add_marker(pytest.mark.skip(reason="timings: run with --benchmarks"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; tests that need it are skipped by name where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("../shared is not here")
    return SHARED


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Working copies and preferences go to a folder of the test, never to the user's."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / ".home" / name.lower()))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / ".home" / "local"))
    monkeypatch.setenv("APPDATA", str(tmp_path / ".home" / "roaming"))


@pytest.fixture(autouse=True)
def _no_unexpected_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A log record at WARNING or above fails the test that did not expect it."""
    yield
    records = [
        record
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING and not getattr(record, "is_expected", False)
    ]
    assert not records, f"unexpected log: {[record.getMessage() for record in records]}"


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    """A thread that outlives its test fails it; a solver that was told to stop may need seconds."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _new_threads(before):
        time.sleep(0.02)
    left = _new_threads(before)
    assert not left, f"threads left over: {[thread.name for thread in left]}"


def _new_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and thread.is_alive() and not thread.name.startswith("Dummy")
    ]


@pytest.fixture(autouse=True)
def _no_windows_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """A top-level window that a test neither closed nor gave to qtbot fails it."""
    yield
    if "qtbot" in request.fixturenames:
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only tests of the window load Qt

        given = [reference() for reference, _ in getattr(request.node, "qt_widgets", [])]
        left = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and not any(widget is known for known in given)
        ]
        for widget in left:
            widget.close()
        assert not left, f"windows left over: {[type(widget).__name__ for widget in left]}"
