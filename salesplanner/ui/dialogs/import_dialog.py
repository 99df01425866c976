"""The import, step by step: file, columns, doubts, duplicates, summary; written at the end."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from salesplanner.exchange.reading import read_source
from salesplanner.plan import Plan
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress
from salesplanner.ui.dialogs.import_columns_page import ColumnsPage
from salesplanner.ui.dialogs.import_doubts_page import DoubtsPage
from salesplanner.ui.dialogs.import_duplicates_page import DuplicatesPage
from salesplanner.ui.dialogs.import_file_page import FilePage, Source
from salesplanner.ui.dialogs.import_page import ImportPage, quiet
from salesplanner.ui.dialogs.import_state import ImportState
from salesplanner.ui.dialogs.import_summary_page import SummaryPage
from salesplanner.ui.help_commands import show_help_page
from salesplanner.ui.jobs import Jobs
from salesplanner.ui.theme import theme_of

FILE, COLUMNS, DOUBTS, DUPLICATES, SUMMARY = range(5)


class ImportDialog(QDialog):
    """Steps that have nothing to ask are passed over; back goes to any earlier step.

    `commit(label, plan)` gets the plan with the import in it and says whether it was taken.
    """

    def __init__(
        self,
        state: ImportState,
        commit: Callable[[str, Plan], bool],
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.resize(1060, 700)
        self.state, self._commit = state, commit
        self.jobs = Jobs(self)
        self.file_page = FilePage(state, self.read, folder)
        self.columns_page = ColumnsPage(state)
        self.doubts_page = DoubtsPage(state)
        self.duplicates_page = DuplicatesPage(state)
        self.summary_page = SummaryPage(state, folder)
        self.pages: tuple[ImportPage, ...] = (
            self.file_page, self.columns_page, self.doubts_page, self.duplicates_page,
            self.summary_page,
        )  # fmt: skip
        self._shown: list[int] = [FILE]  # steps that were shown, the last is shown now
        self._stack = QStackedWidget()
        self._steps = [QPushButton() for _ in self.pages]
        self.title, self.hint, self.problem = QLabel(), quiet(QLabel()), quiet(QLabel())
        self.back, self.next, self.cancel = QPushButton(), QPushButton(), QPushButton()
        self._bar, self._doing = QProgressBar(), QLabel()
        self._build()
        self._connect()
        self._show(FILE)

    @property
    def step(self) -> int:
        return self._shown[-1]

    def read(self, source: Source, kind: str = "") -> None:
        """Read a file, a folder or pasted text, and show its sheets."""
        name = source.name if isinstance(source, Path) else "the clipboard"
        is_folder = isinstance(source, Path) and source.is_dir()
        self._work(
            f"Reading {name}",
            lambda progress: read_source(source, progress),
            lambda reading: self.file_page.show_reading(reading, kind, is_folder),
        )

    def go_on(self) -> None:
        """To the next step that has something to ask, or, from the last, do the import."""
        try:
            self.pages[self.step].leave()
        except PlanProblem as problem:
            self._tell(problem)
            return
        if self.step == SUMMARY:
            self._work("Importing", self.state.make, self._write)
        elif self.step == FILE:
            self._show(COLUMNS)
        else:
            self._work("Looking at the rows", self._onward, self._show)

    def go_back(self) -> None:
        if len(self._shown) > 1:
            self._shown.pop()
            self._show(self._shown.pop())

    def _onward(self, progress: Progress) -> int:
        """A long task: the next step that has something to show."""
        if self.step < DOUBTS and self.state.ask(progress.part(0.0, 0.3)):
            return DOUBTS
        if self.step < DUPLICATES and self.state.look_for_duplicates(progress.part(0.3, 0.7)):
            return DUPLICATES
        self.state.sum_up(progress.part(0.7, 1.0))
        return SUMMARY

    def _write(self, plan: Plan) -> None:
        intake, reading = self.state.intake, self.state.reading
        assert intake is not None
        assert reading is not None
        if self._commit(f"Imported {intake.kind} from {reading.name}", plan):
            self.accept()

    def _show(self, step: int) -> None:
        self._shown.append(step)
        self._shown = self._shown[-1:] if step == FILE else self._shown
        self._stack.setCurrentIndex(step)
        page = self.pages[step]
        self.title.setText(f"<b style='font-size:14pt'>{page.title}</b>")
        self.hint.setText(page.hint)
        self.problem.clear()
        self.problem.hide()
        page.enter()
        self._update()

    def _work(self, name: str, task: Callable[[Progress], Any], done: Callable[[Any], Any]) -> None:
        if self.jobs.is_busy:
            return
        self.problem.hide()
        self.jobs.run(name, task, done, self._failed, self._update)
        self._doing.setText(name)
        self._update()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, PlanProblem):
            raise error
        self._tell(error)

    def _tell(self, problem: PlanProblem) -> None:
        """What is wrong stands in the dialog: the planner puts it right where it is."""
        said = (problem.what, problem.where, problem.remedy)
        self.problem.setText("  ".join(part for part in said if part))
        self.problem.show()

    def _update(self) -> None:
        is_busy = self.jobs.is_busy
        for widget in (self._bar, self._doing):
            widget.setVisible(is_busy)
        self.next.setText("Import" if self.step == SUMMARY else "Next")
        self.next.setEnabled(not is_busy and self.pages[self.step].is_ready)
        self.back.setEnabled(not is_busy and self.step != FILE)
        self.cancel.setText("Stop" if is_busy else "Cancel")
        self._stack.setEnabled(not is_busy)
        for at, button in enumerate(self._steps):
            mark = "✓ " if at in self._shown[:-1] else ""
            button.setText(f"{mark}{at + 1}  {self.pages[at].title}")
            button.setChecked(at == self.step)
            button.setEnabled(at in self._shown and not is_busy)
            button.setStyleSheet(_step_style(self, at == self.step))

    def go_to(self, step: int) -> None:
        """Back to a step that was shown already."""
        if step in self._shown and step != self.step:
            del self._shown[self._shown.index(step) :]
            self._show(step)
        self._update()

    def reject(self) -> None:
        """Stop what is at work, or else close; nothing was written."""
        if self.jobs.is_busy:
            self.jobs.stop()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.jobs.close()
        super().closeEvent(event)

    def _connect(self) -> None:
        self.next.clicked.connect(self.go_on)
        self.back.clicked.connect(self.go_back)
        self.cancel.clicked.connect(self.reject)
        self.jobs.ended.connect(self._update)
        help_key = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), self)
        help_key.activated.connect(lambda: show_help_page("import", self))
        self.jobs.reported.connect(self._report)
        for at, (page, button) in enumerate(zip(self.pages, self._steps, strict=True)):
            page.changed.connect(self._update)
            button.clicked.connect(lambda _=False, at=at: self.go_to(at))

    def _report(self, share: float, text: str) -> None:
        self._bar.setValue(round(share * 1000))
        self._doing.setText(text[:1].upper() + text[1:])

    def _build(self) -> None:
        steps = QHBoxLayout()
        steps.setSpacing(0)
        for button, page in zip(self._steps, self.pages, strict=True):
            button.setCheckable(True)
            button.setFlat(True)
            button.setAutoDefault(False)
            button.setToolTip(f"Back to: {page.title}")
            button.setAccessibleName(f"Step {page.title}")
            steps.addWidget(button)
            self._stack.addWidget(page)
        steps.addStretch()
        self.problem.setAccessibleName("What is wrong")
        self._bar.setRange(0, 1000)
        self._bar.setMaximumWidth(260)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the import")
        foot = QHBoxLayout()
        foot.addWidget(self._bar)
        foot.addWidget(self._doing, 1)
        foot.addStretch()
        for button, text, tip in (
            (self.back, "Back", "The step before; nothing is lost"),
            (self.next, "Next", "The next step that has something to ask"),
            (self.cancel, "Cancel", "Leave without importing"),
        ):
            button.setText(text)
            button.setToolTip(tip)
            button.setAutoDefault(button is self.next)
            foot.addWidget(button)
        self.next.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addLayout(steps)
        for widget in (self.title, self.hint):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        column.addWidget(self.problem)
        column.addLayout(foot)


def _step_style(widget: QWidget, is_current: bool) -> str:
    """The step shown now stands out; the others are quiet."""
    theme = theme_of(widget)
    line = theme.accent if is_current else "transparent"
    colour = theme.text if is_current else theme.muted
    weight = "bold" if is_current else "normal"
    return (
        f"QPushButton {{ border: none; border-bottom: 3px solid {line}; border-radius: 0;"
        f" padding: 6px 14px; background: transparent; color: {colour}; font-weight: {weight}; }}"
        f" QPushButton:disabled {{ color: {theme.faint}; }}"
        f" QPushButton:focus {{ background: {theme.raised}; }}"
    )
