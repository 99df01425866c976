"""Levers for a session: sliders, events, and the numbers that follow at once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesplanner.analysis.levers import (
    Event,
    Levers,
    Outcome,
    lever_rows,
    levers_of,
    outcome,
    target_of,
)
from salesplanner.analysis.sizing import present_heads
from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan.edits.levers import put_levers
from salesplanner.problems import PlanProblem
from salesplanner.ui.theme import theme_of
from salesplanner.ui.widgets.figures_bar import FigureGrid
from salesplanner.ui.widgets.lever_row import LeverRow
from salesplanner.ui.widgets.lever_words import (
    LEVER_TITLES,
    event_words,
    outcome_figures,
    scales_of,
)

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_WIDTH = 320


class LeversPanel(QWidget):
    """The levers of the scenario shown; each that is let go is one undoable step."""

    outcome_changed = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.setObjectName("levers")
        self.setAccessibleName("Levers")
        self._window = window
        self._events: tuple[Event, ...] = ()
        self.levers = Levers()
        self.now: Outcome | None = None
        self.rest: Outcome | None = None
        self._measures: Measures | None = None
        self.rows = {name: LeverRow(title, tip) for name, (title, tip) in LEVER_TITLES.items()}
        self.figures = FigureGrid(6, 2, self)
        self.said = QLabel()
        self.events = QListWidget()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._count)
        self._build()

    def _build(self) -> None:
        title = QLabel("<b>What if</b>")
        title.setToolTip("Levers change the totals, not the alignment: the hours of the "
                         "territories change, and with them the expected revenue")  # fmt: skip
        reset, park = QPushButton("Reset"), QPushButton("Park")
        reset.setToolTip("Put all levers back to what the plan has")
        park.setToolTip("Keep alignment and levers as a scenario of its own (Ctrl+P)")
        reset.clicked.connect(self.reset)
        park.clicked.connect(self._window.actions_table["park"].trigger)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(reset)
        head.addWidget(park)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 6, 0)
        for row in self.rows.values():
            row.moved.connect(lambda: self._later.start(0))
            row.set_down.connect(self._keep)
            rows.addWidget(row)
        rows.addWidget(self._event_part())
        rows.addStretch()
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.said.setWordWrap(True)
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.addLayout(head)
        column.addWidget(self.figures)
        column.addWidget(self.said)
        column.addWidget(area, 1)

    def _event_part(self) -> QWidget:
        box = QWidget()
        add, drop = QPushButton("Add event..."), QPushButton("Remove")
        add.setToolTip("A rep leaves or joins, an account is won or lost, from a month on")
        drop.setToolTip("Take the chosen event out")
        add.clicked.connect(self._window.actions_table["add_event"].trigger)
        drop.clicked.connect(self.remove_event)
        self.events.setAccessibleName("Events of the year")
        self.events.setToolTip("What happens in the year: Del takes the chosen one out")
        self.events.setMaximumHeight(72)
        line = QHBoxLayout()
        line.addWidget(add)
        line.addWidget(drop)
        line.addStretch()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(QLabel("Events of the year"))
        column.addWidget(self.events)
        column.addLayout(line)
        return box

    def refresh(self) -> None:
        """Show the levers of the scenario shown and count what follows."""
        numbers, session = self._window.numbers, self._window.session
        if not numbers.can_count:
            return
        measures = numbers.measures
        self.levers = levers_of(session.plan, session.scenario_id)
        self._events = self.levers.events
        self._measures = measures
        digits = int(session.plan.info["currency_digits"])
        revenue = float(measures.facts.amounts["revenue_amount"].sum())
        scales = scales_of(present_heads(measures), target_of(measures), revenue,
                           _elasticity(measures), digits)  # fmt: skip
        for name, row in self.rows.items():
            row.show_value(scales[name], getattr(self.levers, name))
        self._list_events()
        self._count()

    def set_scale(self, scale: float) -> None:
        self.figures.set_scale(scale)

    def set_figures_shown(self, is_shown: bool) -> None:
        """In a meeting the large bar shows the numbers."""
        self.figures.setVisible(is_shown)

    def reset(self) -> None:
        """All levers at rest, no events: one step."""
        self._events = ()
        for row in self.rows.values():
            row.slider.blockSignals(True)
            row.slider.setValue(0)
            row.slider.blockSignals(False)
        self._keep()

    def add_event(self, event: Event) -> None:
        others = tuple(one for one in self._events
                       if (one.kind, one.about) != (event.kind, event.about))  # fmt: skip
        self._events = (*others, event)
        self._keep()

    def remove_event(self) -> None:
        at = self.events.currentRow()
        if at >= 0:
            self._events = (*self._events[:at], *self._events[at + 1 :])
            self._keep()

    def asked(self) -> Levers:
        """The levers as the sliders stand."""
        values = {name: row.value for name, row in self.rows.items() if not row.is_at_rest}
        return Levers(**values, events=self._events)

    def _keep(self) -> None:
        session = self._window.session
        levers = self.asked()
        if session.document is None or levers == self.levers:
            return
        self.levers = levers
        rows = lever_rows(levers)
        session.edit("Set levers", put_levers, session.scenario_id, rows)
        self._later.start(0)

    def _count(self) -> None:
        if self._measures is None:
            return
        try:
            self.rest = outcome(self._measures, Levers())
            self.now = outcome(self._measures, self.asked())
        except PlanProblem as problem:
            self.said.setText(f"{problem.what} {problem.remedy}")
            return
        digits = int(self._window.session.plan.info["currency_digits"])
        self.said.setText("")
        self.said.setStyleSheet(f"color: {theme_of(self).muted}")
        self.figures.show_figures(outcome_figures(self.now, self.rest, digits))
        self.outcome_changed.emit()

    def _list_events(self) -> None:
        self.events.clear()
        for event in self._events:
            words = event_words(self._window.session.plan, self._window.session.scenario_id, event)
            self.events.addItem(QListWidgetItem(words))


def _elasticity(measures: Measures) -> float:
    values = measures.facts.forecast.elasticity
    return float(values.mean()) if len(values) else 0.34
