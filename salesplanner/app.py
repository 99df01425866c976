"""Wiring: builds the session and the main window, and shows crashes."""

import logging
import os
import sys
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from salesplanner import __version__
from salesplanner.resources import resource
from salesplanner.ui.main_window import MainWindow
from salesplanner.ui.plan_commands import offer_recovery, open_path
from salesplanner.ui.preferences import Preferences
from salesplanner.ui.session import Session
from salesplanner.ui.theme import Appearance

log = logging.getLogger(__name__)
LEAVE_WHEN_SHOWN = "SALESPLANNER_LEAVE_WHEN_SHOWN"


def make_window(application: QApplication, preferences: Preferences | None = None) -> MainWindow:
    """A window without a plan."""
    preferences = preferences or Preferences()
    appearance = Appearance(application)
    appearance.set(preferences.get("theme", "system"), preferences.get("scale", 1.0))
    return MainWindow(Session(), preferences, appearance)


def run_window(path: Path | None = None) -> int:
    """Open the window, on a plan where one is given, and run until it is closed."""
    application = make_application()
    window = make_window(application)
    sys.excepthook = CrashReporter(window)
    window.show()
    QTimer.singleShot(0, lambda: _begin(window, path))
    if LEAVE_WHEN_SHOWN in os.environ:  # packaging measures how long the start takes
        QTimer.singleShot(0, application.quit)
    return application.exec()


def _begin(window: MainWindow, path: Path | None) -> None:
    """What a crash left comes first, then the plan that was asked for."""
    if not offer_recovery(window) and path is not None:
        open_path(window, path)


def make_application() -> QApplication:
    """The one QApplication, made when there is none."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication(sys.argv[:1])
    application.setApplicationName("SalesPlanner")
    application.setApplicationVersion(__version__)
    application.setWindowIcon(QIcon(str(resource("app", "salesplanner.png"))))
    if QLocale.system().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English))  # groups thousands; C does not
    return application


class CrashReporter:
    """Writes a report people can read for every bug, and says that the work is kept."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        report = self.write("".join(traceback.format_exception(kind, error, trace)))
        log.debug("crash", exc_info=(kind, error, trace))
        box = QMessageBox(
            QMessageBox.Icon.Critical,
            "SalesPlanner",
            "Something went wrong that should not have. Your work is kept.",
            parent=self._window,
        )
        box.setInformativeText(f"A report was written to {report}.\n\n{kind.__name__}: {error}")
        box.exec()

    def write(self, text: str) -> Path:
        """Write the report beside the preferences and return where."""
        stamp = datetime.now().astimezone()
        folder = self._window.preferences.folder / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"crash-{stamp:%Y%m%d-%H%M%S}.txt"
        path.write_text(f"SalesPlanner {__version__}, {stamp.isoformat()}\n\n{text}", "utf-8")
        return path
