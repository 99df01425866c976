"""The trade-off: what more disruption buys; each point is a solved alignment to open."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from salesplanner.charts.style import Style
from salesplanner.charts.trade_off import draw_trade_off
from salesplanner.optimize import Settings, solve
from salesplanner.optimize.answer import keep_answer
from salesplanner.optimize.frontier import Point, frontier, frontier_table
from salesplanner.optimize.options import Balance, Options, TermKind
from salesplanner.plan.edits.scenarios import new_scenario_id
from salesplanner.progress import Progress
from salesplanner.ui.solve_commands import free_name
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.view import View
from salesplanner.ui.widgets.chart_panel import ChartPanel

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_COLUMNS = (
    Column("name", "Most that changes", "Cap on the revenue that changes territory", width=150),
    Column("objective", "Result", "Of the goal: travel in hours, or what was chosen", "number",
           digits=0, width=120),
    Column("change", "Against the first", "The goal against the first point", "share", digits=1,
           width=130),
    Column("gap", "At most better", "No plan can be better than this point by more", "share",
           digits=1, width=130),
    Column("status", "How sure", "Proven best, gap known, stopped or none found", width=130),
    Column("opened", "Scenario", "Where it was opened as a scenario; double-click to open",
           width=180),
)  # fmt: skip
_GOALS: tuple[tuple[TermKind, str], ...] = (
    ("travel", "Least travel"), ("balance", "Best balance"), ("revenue", "Most expected revenue"),
)  # fmt: skip
_SHARES = "10, 20, 30, 50"


class TradeOffView(View):
    """Asks for the points, solves them in the background, shows curve and list."""

    title = "Trade-off"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.session, window)
        self._window = window
        self.points: list[Point] = []
        self._start_id = ""
        self._opened: dict[float, str] = {}
        self.panel = ChartPanel("Trade-off curve", self)
        self.panel.canvas.mpl_connect("button_press_event", self._clicked)
        self.table = DataTable(_COLUMNS, self, "Points of the trade-off")
        self.table.empty_text = "The points of the curve come here."
        self.table.row_activated.connect(self.open_point)
        self.shares, self.goal = QLineEdit(_SHARES), QComboBox()
        self.band, self.seconds = QSpinBox(), QSpinBox()
        self.solve = QPushButton("Solve the curve")
        self.said = QLabel(
            "Each point answers: with at most so much revenue changing territory, how good can "
            "the alignment be? Double-click a point to open it."
        )
        self._build()
        window.session.opened.connect(self._forget)

    def _build(self) -> None:
        for kind, text in _GOALS:
            self.goal.addItem(text, kind)
        self.band.setRange(1, 100)
        self.band.setValue(15)
        self.band.setPrefix("± ")
        self.band.setSuffix(" %")
        self.seconds.setRange(5, 3600)
        self.seconds.setValue(120)
        self.seconds.setSuffix(" s")
        self.solve.clicked.connect(self.start)
        line = QHBoxLayout()
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(8)
        for label, widget, tip in (
            ("Goal", self.goal, "What is made best at every point"),
            ("Workload", self.band, "How far a territory may be from its target workload"),
            ("Revenue that may change, %", self.shares, "The points: shares with commas between"),
            ("Time in all", self.seconds, "Shared out evenly over the points"),
        ):
            widget.setToolTip(tip)
            widget.setAccessibleName(label)
            line.addWidget(QLabel(label))
            line.addWidget(widget, 1 if widget is self.shares else 0)
        self.solve.setToolTip("Solve each point in the background")
        line.addWidget(self.solve)
        self._arrange(line)

    def _arrange(self, line: QHBoxLayout) -> None:
        self.said.setContentsMargins(12, 0, 12, 6)
        self.said.setWordWrap(True)
        lower = QWidget()
        inside = QVBoxLayout(lower)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.panel)
        splitter.addWidget(lower)
        splitter.setSizes([600, 300])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.said)
        column.addWidget(splitter, 1)

    def refresh(self) -> None:
        table = frontier_table(self.points) if self.points else pd.DataFrame()
        if not len(table):
            self.table.set_frame(pd.DataFrame({column.key: [] for column in _COLUMNS}))
            self.panel.hint.offer("Solve the curve", self.solve.toolTip(), self.start)
            self.panel.clear("No curve was solved yet. It takes the time given above.")
            return
        known = table["objective"].dropna()
        first = float(known.iloc[0]) if len(known) else float("nan")
        shown = table.assign(
            change=table["objective"] / first - 1,
            opened=[self._opened.get(point.share, "") for point in self.points],
        )
        self.table.set_frame(shown)
        drawn = table.dropna(subset=["objective"])
        goal = self.goal.currentText()

        def draw(axes: Axes, style: Style) -> None:
            draw_trade_off(axes, drawn, style, y_title=f"{goal}, against the first point")

        if len(drawn):
            self.panel.show_chart(draw)

    def asked(self) -> tuple[list[float], Options, Settings]:
        """Points, wishes and time as filled in.

        Raises:
            ValueError: a share that is no number from 0 to 100.
        """
        shares = sorted(
            {float(text) / 100 for text in self.shares.text().split(",") if text.strip()}
        )
        if not shares or min(shares) < 0 or max(shares) > 1:
            raise ValueError
        band = Fraction(self.band.value(), 100)
        options = Options(
            terms=((self.goal.currentData(), 1.0),),
            balance=(Balance(measure="workload_hours", share=band),),
        )
        return shares, options, Settings(time_limit=float(self.seconds.value()))

    def start(self) -> None:
        """Solve the points in the background."""
        session = self.session
        if session.document is None or self._window.jobs.is_busy:
            self._window.say("Another task is still at work.")
            return
        try:
            shares, options, settings = self.asked()
        except ValueError:
            self._window.say("Give the points as shares from 0 to 100 with commas between.")
            return
        plan, scenario_id = session.plan, session.scenario_id
        rows = session.document.read_bulk("distance")
        distances = rows if len(rows) else None
        self._start_id = scenario_id

        def task(progress: Progress) -> list[Point]:
            return frontier(
                plan, scenario_id, options, shares, solve, settings, progress, distances
            )

        self._window.jobs.run("Solving the curve", task, self._solved, self._window.job_failed,
                              lambda: self._window.say("Stopped."))  # fmt: skip

    def open_point(self, key: Any) -> None:
        """Keep a point as a scenario, once, and show it against the one it came from."""
        point = self.points[int(key)]
        session = self.session
        if point.answer is None:
            self._window.say("No plan was found at this point.")
            return
        known = self._opened.get(point.share, "")
        names = session.plan["scenario"].set_index("name")["scenario_id"]
        if known in names.index:
            session.show_scenario(str(names[known]))
        else:
            name = free_name(session.plan, f"At most {point.share:.0%} changes")
            new_id = new_scenario_id(session.plan, name)
            words = {"disruption": point.share}
            now = datetime.now(UTC).isoformat(timespec="seconds")
            if not session.edit(f"Trade-off: {name}", keep_answer, point.answer, name, words, now):
                return
            self._opened[point.share] = name
            session.show_scenario(new_id)
        session.compare_with(self._start_id)
        self._window.show_page("alignment")

    def _solved(self, points: list[Point]) -> None:
        self.points, self._opened = points, {}
        self.mark_stale()
        n_found = sum(point.answer is not None for point in points)
        self._window.say(f"{n_found} of {len(points)} points have a plan.")

    def _clicked(self, event: Any) -> None:
        """A double click near a point of the curve opens it."""
        if not event.dblclick or event.xdata is None or not self.points:
            return
        away = [abs(point.share - event.xdata) for point in self.points]
        self.open_point(away.index(min(away)))

    def _forget(self) -> None:
        self.points, self._opened = [], {}
