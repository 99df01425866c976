"""Two to four scenarios side by side: maps that move together, figures, accounts that differ."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from salesplanner.analysis.columns import decisions, floats
from salesplanner.analysis.compare import summary
from salesplanner.analysis.territory_measures import Measures, measure_beside
from salesplanner.plan import Plan
from salesplanner.ui.dialogs.answer_dialog import FORM_OF, TOTALS
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.theme import theme_of
from salesplanner.ui.views.alignment_view import AlignmentView
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.views.map_layers import (
    Layers,
    by_balance,
    by_change,
    by_territory,
    colour_numbers,
)
from salesplanner.ui.widgets.map_view import MapView
from salesplanner.ui.words import measure_text, money

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

MOST_BESIDE = 4
_DRAWINGS = {
    "Territories": by_territory,
    "Workload index": by_balance,
    "Change against the first": by_change,
}


class ComparePanel(QWidget):
    """Filled by `show_scenarios`; nothing is counted before."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._ids: list[str] = []
        self._of: Plan | None = None
        self._measures: list[Measures] = []
        self._is_moving = False
        self.maps = [MapView(self) for _ in range(MOST_BESIDE)]
        self.titles = [QLabel() for _ in range(MOST_BESIDE)]
        self._colours: dict[str, int] = {}
        self.drawing = QComboBox()
        self.drawing.addItems(list(_DRAWINGS))
        self.drawing.setAccessibleName("What the colours mean")
        self.drawing.setToolTip("What the colours of all the maps mean")
        self.drawing.currentIndexChanged.connect(self._paint)
        self.figures = QTableWidget()
        self.figures.setAccessibleName("Figures side by side")
        self.figures.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.figures.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.figures.verticalHeader().hide()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._boxes = []
        for title, view in zip(self.titles, self.maps, strict=True):
            box = QWidget()
            inside = QVBoxLayout(box)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(0)
            title.setMargin(6)
            inside.addWidget(title)
            inside.addWidget(view, 1)
            view.setMinimumHeight(160)
            view.view_changed.connect(lambda view=view: self._follow(view))
            row.addWidget(box, 1)
            self._boxes.append(box)
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.addWidget(QLabel("Select two to four scenarios above; the maps move together."), 1)
        head.addWidget(QLabel("Colours"))
        head.addWidget(self.drawing)
        upper = QWidget()
        upper.setLayout(row)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(upper)
        splitter.addWidget(self.tabs)
        splitter.setSizes([300, 220])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(splitter, 1)

    def show_scenarios(self, scenario_ids: list[str]) -> None:
        """Measure and draw these, in order; the first is what the others are compared with."""
        session = self._window.session
        page = self._window.page("alignment")
        assert isinstance(page, AlignmentView) and session.document is not None
        if self._of is session.plan and self._ids == scenario_ids:
            return
        for one in scenario_ids:
            session.document.load_scenario(one)
        self._ids, self._of = scenario_ids, session.plan
        known = self._window.numbers.measures
        self._measures = [measure_beside(known, session.plan, one) for one in scenario_ids]
        for number, box in enumerate(self._boxes):
            box.setVisible(number < len(scenario_ids))
        page.show_map()
        content = page.panel.map.content
        for number, one in enumerate(scenario_ids):
            self.titles[number].setText(f"<b>{_name(session.plan, one)}</b>")
            if content is not None and self.maps[number].content is None:
                edges = (content.edges, content.edge_left, content.edge_right)
                self.maps[number].set_shapes(content.shapes, edges)
        self._paint()
        self._fill_tables()

    def _paint(self) -> None:
        if not self._measures or self.maps[0].content is None:
            return
        draw = _DRAWINGS[self.drawing.currentText()]
        for view, measures in zip(self.maps, self._measures, strict=False):
            colours = colour_numbers(measures, self._colours)
            ids = [str(name) for name in measures.cover.territory_ids]
            self._colours |= dict(zip(ids, colours.tolist(), strict=True))
            layers = Layers(self._window.session.plan, measures, self._measures[0],
                            measures.table, theme_of(self), colours, "quantiles")  # fmt: skip
            view.set_fills(draw(layers).fills)
            view.set_groups(measures.cover.unit_territory)

    def _follow(self, moved: MapView) -> None:
        """The other maps look where this one looks."""
        if self._is_moving:
            return
        self._is_moving = True
        for view in self.maps[: len(self._ids)]:
            if view is not moved and view.content is not None:
                view.look_at(moved.camera.x, moved.camera.y, moved.camera.scale)
        self._is_moving = False

    def _fill_tables(self) -> None:
        self.tabs.clear()
        self._fill_figures()
        self.tabs.addTab(self.figures, "Figures")
        names = [_name(self._window.session.plan, one) for one in self._ids]
        differing = accounts_that_differ(self._measures)
        columns = (
            Column("account_id", "Account", "Identifier", width=100),
            Column("name", "Name", "Name of the account", width=180),
            Column("revenue_amount", "Revenue", "Revenue of the last 12 months", "amount",
                   is_short=True, total="sum"),
            *(Column(f"in_{number}", name, f"Its territory in {name}", width=170)
              for number, name in enumerate(names)),
        )  # fmt: skip
        table = DataTable(columns, self, "Accounts that differ")
        digits = int(self._window.session.plan.info["currency_digits"])
        table.set_frame(whole_amounts(differing, digits))
        self.tabs.addTab(table, f"Accounts that differ ({len(differing):,})")

    def _fill_figures(self) -> None:
        plan = self._window.session.plan
        digits = int(plan.info["currency_digits"])
        sums = [summary(measures) for measures in self._measures]
        rows = [
            (title, [measure_text(FORM_OF.get(name, name), one[name], digits) for one in sums])
            for name, title in TOTALS.items()
        ]
        quotas = [floats(decisions(plan, "quota", one), "revised_amount") for one in self._ids]
        rows.append(("Quotas together", [
            money(float(values.sum()) / 10**digits) if len(values) else "–" for values in quotas
        ]))  # fmt: skip
        self.figures.setColumnCount(1 + len(self._ids))
        self.figures.setHorizontalHeaderLabels(["", *(_name(plan, one) for one in self._ids)])
        self.figures.setRowCount(len(rows))
        for line, (title, texts) in enumerate(rows):
            for position, text in enumerate([title, *texts]):
                item = QTableWidgetItem(text)
                if position:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.figures.setItem(line, position, item)
        header = self.figures.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)


def accounts_that_differ(measured: list[Measures]) -> pd.DataFrame:
    """Accounts not in one and the same territory in all of some scenarios of a plan.

    account_id, name, revenue_amount, and in_0, in_1, ...: the territory in each scenario.
    """
    first = measured[0]
    places = []
    for one in measured:
        names = np.append(one.table["name"].to_numpy(object), ["none"])
        places.append(names[one.cover.territory])
    differs = np.zeros(len(places[0]), bool)
    for other in places[1:]:
        differs |= np.asarray(places[0] != other, bool)
    at = np.flatnonzero(differs)
    rows = first.plan["account"].iloc[at]
    frame = pd.DataFrame(
        {
            "account_id": rows["account_id"],
            "name": rows["name"],
            "revenue_amount": first.facts.amounts["revenue_amount"][at],
            **{f"in_{number}": place[at] for number, place in enumerate(places)},
        }
    )
    return frame.sort_values("revenue_amount", ascending=False, ignore_index=True)


def _name(plan: Plan, scenario_id: str) -> str:
    rows = plan["scenario"]
    names = rows["name"][(rows["scenario_id"] == scenario_id).to_numpy(bool)]
    return str(names.iloc[0]) if len(names) else scenario_id
