"""The window: one page at a time in the middle, menus and tool bar from the commands."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QMessageBox,
    QProgressBar,
    QStackedWidget,
    QToolBar,
    QToolButton,
)

from salesplanner.analysis.territory_measures import Measures
from salesplanner.problems import PlanProblem
from salesplanner.ui.actions import MENUS, Actions
from salesplanner.ui.commands import COMMANDS
from salesplanner.ui.icons import icon
from salesplanner.ui.import_commands import can_import, import_dropped
from salesplanner.ui.jobs import Jobs
from salesplanner.ui.numbers import Numbers
from salesplanner.ui.pages import PAGES, START, Page
from salesplanner.ui.plan_commands import dropped_plan, may_leave, open_path
from salesplanner.ui.preferences import Preferences
from salesplanner.ui.session import Session
from salesplanner.ui.theme import Appearance, theme_of
from salesplanner.ui.view import View
from salesplanner.ui.widgets.scenario_bar import ScenarioBar

if TYPE_CHECKING:  # pages are loaded when they are first used
    from salesplanner.ui.views.alignment_view import AlignmentView
    from salesplanner.ui.views.map_geography import Drawn


class MainWindow(QMainWindow):
    """One window over one session.

    Pages (`ui/pages.py`) fill the middle, one at a time; commands (`ui/commands.py`) fill menus,
    tool bar, palette and shortcut sheet.
    """

    def __init__(self, session: Session, preferences: Preferences, appearance: Appearance) -> None:
        super().__init__()
        self.session: Session = session
        self.preferences = preferences
        self.appearance = appearance
        self.jobs: Jobs = Jobs(self)
        self.numbers = Numbers(session)
        self.pages: dict[str, View] = {}
        self._buttons: dict[str, QToolButton] = {}
        self.is_meeting: bool = False
        self.is_opening: bool = False
        self.setObjectName("main window")
        self.resize(1280, 800)
        self.setAcceptDrops(True)
        self.actions_table = Actions(self, COMMANDS)
        self._build_middle()
        self._build_menus()
        self._build_status_bar()
        self._connect()
        self._restore_layout()
        self._opened()

    def page(self, page_id: str) -> View:
        """The page, made when it is first asked for."""
        if page_id not in self.pages:
            record = START if page_id == START.id else next(p for p in PAGES if p.id == page_id)
            view = record.make(self)
            self.pages[page_id] = view
            self._stack.addWidget(view)
        return self.pages[page_id]

    def show_page(self, page_id: str) -> None:
        self._stack.setCurrentWidget(self.page(page_id))
        self.page(page_id).setFocus()
        for name, button in self._buttons.items():
            button.setChecked(name == page_id)
        self.actions_table.update()

    @property
    def current_page(self) -> str:
        widget = self._stack.currentWidget()
        return next((name for name, view in self.pages.items() if view is widget), START.id)

    def show_problem(self, problem: PlanProblem) -> None:
        """Say what is wrong, where, and what to do about it."""
        box = QMessageBox(QMessageBox.Icon.Warning, "SalesPlanner", problem.what, parent=self)
        lines = [line for line in (problem.where, problem.remedy) if line]
        box.setInformativeText("\n\n".join(lines))
        box.exec()

    def set_meeting(self, is_meeting: bool) -> None:
        """Hide what is not for the room: the other pages show names and pay."""
        self.is_meeting = is_meeting
        self._page_bar.setVisible(not is_meeting)

    def begin_opening(self, path: Path) -> None:
        """A plan is being read: nothing can be done with the one before until that ends."""
        self.is_opening = True
        self._opening.setText(f"Opening {path.stem} ...")
        self._stack.setCurrentWidget(self._opening)
        self._page_bar.hide()
        self.scenario_bar.hide()
        self.actions_table.update()

    def end_opening(self) -> None:
        """It was read, stopped or refused: back to the plan, if there is one."""
        self.is_opening = False
        self._opened()

    def show_opened(self, measures: Measures | None, made: "Drawn") -> None:
        """What a task made ready for the plan that was just opened, to the first page."""
        if measures is not None:
            self.numbers.know(measures)
        cast("AlignmentView", self.page(PAGES[0].id)).take_map(made)

    def job_failed(self, error: Exception) -> None:
        """Show what a task could not do; anything but a PlanProblem is a bug and is raised."""
        if not isinstance(error, PlanProblem):
            raise error
        self.show_problem(error)

    def say(self, text: str) -> None:
        self.statusBar().showMessage(text, 8000)

    def _build_middle(self) -> None:
        self._stack = QStackedWidget()
        self._opening = QLabel()
        self._opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._opening.setAccessibleName("A plan is being opened")
        self._stack.addWidget(self._opening)
        self.setCentralWidget(self._stack)
        bar = QToolBar("Pages")
        bar.setObjectName("pages")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
        for record in PAGES:
            self._buttons[record.id] = self._page_button(record)
            bar.addWidget(self._buttons[record.id])
        self._page_bar = bar

    def _page_button(self, record: Page) -> QToolButton:
        button = QToolButton()
        button.setText(record.title)
        button.setToolTip(f"{record.tip} ({record.shortcut})")
        button.setAccessibleName(record.title)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setMinimumWidth(84)
        button.clicked.connect(lambda: self.show_page(record.id))
        return button

    def _build_menus(self) -> None:
        toolbar = QToolBar("Commands")
        toolbar.setObjectName("commands")
        toolbar.setMovable(False)
        toolbar.setIconSize(QSize(18, 18))
        toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addToolBar(toolbar)
        for name in MENUS:
            menu = self.menuBar().addMenu(name)
            menu.setToolTipsVisible(True)
            menu.addActions(self.actions_table.of_menu(name))
        for command in self.actions_table.commands.values():
            if command.on_toolbar:
                toolbar.addAction(self.actions_table[command.id])
        self.scenario_bar = ScenarioBar(self)
        self.menuBar().setCornerWidget(self.scenario_bar, Qt.Corner.TopRightCorner)

    def _build_status_bar(self) -> None:
        self._doing = QLabel()
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setMaximumWidth(220)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the task at work")
        self._stop = QToolButton()
        self._stop.setText("Stop")
        self._stop.setToolTip("Stop the task at work and keep its best so far (Ctrl+.)")
        self._stop.setAccessibleName("Stop")
        self._stop.clicked.connect(self.jobs.stop)
        for widget in (self._doing, self._bar, self._stop):
            self.statusBar().addPermanentWidget(widget)
            widget.hide()

    def _connect(self) -> None:
        session, jobs = self.session, self.jobs
        session.opened.connect(self._opened)
        session.said.connect(self.say)
        session.refused.connect(self.show_problem)
        for signal in (session.plan_changed, session.selection_changed, session.saved_changed):
            signal.connect(self._update)
        for signal in (session.scenario_changed, session.baseline_changed, session.said):
            signal.connect(self._update)
        jobs.started.connect(lambda job: self._show_job(job.name))
        jobs.reported.connect(self._show_progress)
        jobs.ended.connect(self._hide_job)

    def _opened(self) -> None:
        is_open = self.session.document is not None
        self._page_bar.setVisible(is_open)
        self.scenario_bar.setVisible(is_open)
        self.show_page(PAGES[0].id if is_open else START.id)
        self._update()

    def _update(self) -> None:
        document = self.session.document
        title = f"{document.path.stem}[*] - SalesPlanner" if document else "SalesPlanner[*]"
        self.setWindowTitle(title)
        self.setWindowModified(document is not None and not document.is_saved)
        self.actions_table.update()

    def _show_job(self, name: str) -> None:
        self._doing.setText(name)
        self._bar.setValue(0)
        for widget in (self._doing, self._bar, self._stop):
            widget.show()
        self.actions_table.update()

    def _show_progress(self, share: float, text: str) -> None:
        self._bar.setValue(round(share * 1000))
        self._doing.setText(text)

    def _hide_job(self) -> None:
        for widget in (self._doing, self._bar, self._stop):
            widget.hide()
        self.actions_table.update()

    def _colour(self) -> None:
        theme = theme_of(self)
        self.actions_table.colour()
        for record in PAGES:
            self._buttons[record.id].setIcon(icon(record.icon, theme.text, theme.faint))

    def _restore_layout(self) -> None:
        self._colour()
        for name, restore in (("geometry", self.restoreGeometry), ("layout", self.restoreState)):
            text = self.preferences.get(name)
            if isinstance(text, str):
                restore(QByteArray.fromBase64(text.encode()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_stack"):
            self._colour()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if dropped_plan(data) is not None or can_import(self, data):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_plan(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            open_path(self, path)
        elif can_import(self, event.mimeData()):
            event.acceptProposedAction()
            import_dropped(self, event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not may_leave(self):
            event.ignore()
            return
        self.jobs.close()
        for name, state in (("geometry", self.saveGeometry()), ("layout", self.saveState())):
            self.preferences.set(name, bytes(state.toBase64().data()).decode())
        self.session.open(None)
        event.accept()
