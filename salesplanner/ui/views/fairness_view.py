"""Fairness: how hard quotas are by role, tenure and region, and one page for each rep."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from salesplanner.analysis.attainment import chance_by_territory, simulate
from salesplanner.analysis.columns import Floats
from salesplanner.analysis.fairness import (
    ASKED,
    fairness_by_group,
    fairness_by_territory,
    fairness_statement,
)
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.quota_sheet import quota_sheet
from salesplanner.charts.fairness import TITLES, draw_fairness, statement_figure
from salesplanner.progress import Progress
from salesplanner.ui.tables.column import Column
from salesplanner.ui.views.chart_view import ChartView
from salesplanner.ui.widgets.chart_panel import Draw
from salesplanner.ui.words import money

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

GROUPS = "Groups"
_RUNS, _SEED = 2_000, 7
_SHORT = {
    "quota_to_potential": "Of potential",
    "quota_to_expected": "Of expected",
    "growth_share": "Growth",
    "chance_to_attain": "Chance",
}
_GROUP_COLUMNS = (
    Column("group", "Group", "Role, tenure or region", width=190),
    Column("territories", "Territories", "How many", "integer", total="sum"),
    *(
        Column(
            f"{name}_{word}",
            f"{_SHORT[name]}, {title}",
            f"{TITLES[name]}: {tip}",
            "share",
            digits=1,
            width=140,
        )
        for name in ASKED
        for word, title, tip in (
            ("mean", "mean", "Mean of the group"),
            ("least", "least", "Least of the group"),
            ("most", "most", "Most of the group"),
            ("cv", "variation", "Standard deviation over mean"),
            ("gini", "Gini", "0: all alike, 1: one has it all"),
        )
    ),
    Column("outliers", "Stand out", "Territories far from the others", "integer", total="sum"),
)


class FairnessView(ChartView):
    """Dots by group for each measure of fairness, the groups in figures, and pages for reps."""

    title = "Fairness"
    charts = (*(TITLES[name] for name in ASKED), GROUPS)
    own_columns = {GROUPS: _GROUP_COLUMNS}  # noqa: RUF012 - never changed
    columns = (
        Column("name", "Territory", "Name of the territory", width=180),
        Column("rep_name", "Rep", "Who sits on it", width=150),
        Column("role", "Role", "Role of the rep", width=120),
        Column("tenure", "Tenure", "Years since hire at the start of the plan year", width=120),
        Column("region", "Region", "What the territory belongs to", width=150),
        Column("revised_amount", "Quota", "Revised quota of the year", "amount", is_short=True,
               total="sum"),
        Column("quota_to_potential", "Quota / potential", "Quota over potential", "share",
               digits=1),
        Column("quota_to_expected", "Quota / expected", "Quota over expected revenue", "share",
               digits=1),
        Column("growth_share", "Growth asked", "Quota over last year's revenue", "share",
               digits=1),
        Column("chance_to_attain", "Chance", "Share of simulated years at or above quota",
               "share"),
        Column("last_attainment_share", "Last attainment", "Attainment last year", "share"),
        Column("stands_out", "Stands out", "What is far from the others", width=170),
    )  # fmt: skip

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.by = QComboBox()
        for name in ("role", "tenure", "region"):
            self.by.addItem(f"By {name}", name)
        self.by.setAccessibleName("Group by")
        self.by.setToolTip("What the dots are grouped by")
        self.by.currentIndexChanged.connect(self._draw)
        self.pages_button = QPushButton("Save pages for reps...")
        self.pages_button.setToolTip(
            "One page a rep as a PDF: those selected, or all where none is selected"
        )
        self.pages_button.setAccessibleName("Save pages for reps")
        self.pages_button.clicked.connect(self.save_pages)
        self.said = QLabel()
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 6, 8, 2)
        row.addWidget(self.by)
        row.addWidget(self.pages_button)
        row.addWidget(self.said, 1)
        self.box.insertWidget(0, bar)
        self._found = pd.DataFrame()
        self._chance: Floats | None = None
        self._of: object = None

    def refresh(self) -> None:
        if not self.numbers.can_count:
            return
        measures = self.numbers.measures
        sheet = quota_sheet(measures, seasonal_shares(measures.plan))
        if self._of is not measures:
            self._of, self._chance = measures, None
            self._simulate(sheet)
        if not sheet["revised_amount"].any():
            self.said.setText("No quotas yet: F8 sets them.")
        self._found = fairness_by_territory(measures, sheet, self._chance)
        self.show_table(self._found)
        self._draw()

    def _draw(self, _position: int = 0) -> None:
        table, by = self._found, str(self.by.currentData())
        if table.empty or not table["revised_amount"].any():
            self.ask_for_quotas(self.panels)
            return
        for name in ASKED:
            self.panel(TITLES[name]).show_chart(_drawn(table, name, by))
        self.panel(GROUPS).show_chart(_drawn(table, ASKED[0], by))
        groups = fairness_by_group(table, by)
        self.show_sheet(GROUPS, groups, "group")
        far = int((table["stands_out"] != "").sum())
        self.said.setText(f"{far} of {len(table)} territories stand out from the others.")

    def _simulate(self, sheet: pd.DataFrame) -> None:
        """The chance of every territory, in the background where nothing else is at work."""
        quota = sheet["assigned_amount"].to_numpy(np.float64)
        if not quota.sum() > 0 or self.window_.jobs.is_busy:
            return
        measures = self.numbers.measures
        target = self.target_amount or float(sheet["revised_amount"].sum())

        def task(progress: Progress) -> Floats:
            progress.say(0.1, "Simulating the year")
            return chance_by_territory(simulate(measures, quota, target, _RUNS, _SEED))

        def show(chance: Floats) -> None:
            if self._of is measures:
                self._chance = chance
                self.refresh()

        self.window_.jobs.run("Simulating", task, show, self.window_.job_failed)

    def save_pages(self) -> None:
        """One page a rep in a PDF the planner chooses."""
        if self._found.empty:
            return
        path, _kind = QFileDialog.getSaveFileName(
            self, "Save pages for reps", "fairness.pdf", "PDF (*.pdf)"
        )
        if not path:
            return
        table, wanted = self._found, self.session.selection.territory_ids
        chosen = [one for one in table["territory_id"] if not wanted or one in wanted]
        try:
            with PdfPages(path) as pages:
                for territory_id in chosen:
                    pages.savefig(self.page_of(str(territory_id)))
        except OSError as error:
            self.said.setText(f"The pages cannot be written: {error}")
            return
        self.session.said.emit(f"{len(chosen)} pages saved.")

    def page_of(self, territory_id: str) -> Figure:
        """The page of the rep on a territory."""
        table = self._found
        row = table[table["territory_id"] == territory_id].iloc[0]
        quota = money(float(row["revised_amount"]) / self.scale)
        under = (
            f"Quota of the year: {quota} {self.currency}\n{row['role']}, {row['tenure']}, "
            f"{row['region']}. The dots are all territories, the diamond is yours."
        )
        heading = (f"{row['rep_name']}, {row['name']}", under)
        lines = fairness_statement(table, territory_id)
        return statement_figure(table, territory_id, lines, heading)


def _drawn(table: pd.DataFrame, name: str, by: str) -> Draw:
    return lambda axes, style: draw_fairness(axes, table, name, by, style)
