"""What every page of the window has in common: it refreshes itself, but only while it is seen."""

from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from salesplanner.ui.session import Session


class View(QWidget):
    """A page of the window over one session.

    Subclasses say which tables they show in `tables` and build everything in `refresh`; the first
    refresh comes when the page is first seen, later ones when one of its tables changes.
    """

    title: ClassVar[str] = ""
    tables: ClassVar[frozenset[str]] = frozenset()  # empty: any change counts

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._is_stale = True
        self.setAccessibleName(self.title)
        session.opened.connect(self.mark_stale)
        session.scenario_changed.connect(self.mark_stale)
        session.baseline_changed.connect(self.mark_stale)
        session.plan_changed.connect(self._plan_changed)
        session.selection_changed.connect(self._selection_changed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.refresh_if_seen)

    def refresh(self) -> None:
        """Show the plan as it is now; called only with a plan open."""
        raise NotImplementedError

    def show_selection(self) -> None:
        """Show the session's selection; called only while the page is seen."""

    def mark_stale(self) -> None:
        """Refresh as soon as the event loop is free, and only if seen."""
        self._is_stale = True
        self._later.start(0)

    def refresh_if_seen(self) -> None:
        if self._is_stale and self.isVisible() and self.session.document is not None:
            self._is_stale = False
            self.refresh()
            self.show_selection()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.start(0)

    def _plan_changed(self, tables: frozenset[str]) -> None:
        if not self.tables or self.tables & tables:
            self.mark_stale()

    def _selection_changed(self) -> None:
        if self.isVisible() and not self._is_stale:
            self.show_selection()
