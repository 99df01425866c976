"""Which scenario is shown, and which one its changes are counted against: on every page."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from salesplanner.ui.theme import theme_of

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_WIDTH = 17  # letters of a name that are seen before it is cut


class ScenarioBar(QWidget):
    """Two choices: the scenario shown, and its baseline."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.shown = self._combo("Scenario shown", "The scenario that every page shows")
        self.against = self._combo("Compared with", "Changes (+/−) are counted against this one")
        self._labels = (QLabel("Scenario"), QLabel("against"))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 8, 0)
        for label, combo in zip(self._labels, (self.shown, self.against), strict=True):
            row.addWidget(label)
            row.addWidget(combo)
        self.shown.activated.connect(self._show)
        self.against.activated.connect(self._compare)
        session = window.session
        for signal in (session.opened, session.scenario_changed, session.baseline_changed):
            signal.connect(self.fill)
        session.plan_changed.connect(self._plan_changed)
        self.fill()

    def _plan_changed(self, tables: frozenset[str]) -> None:
        if "scenario" in tables:
            self.fill()

    def fill(self) -> None:
        """List the scenarios of the plan, the shown one and the baseline chosen."""
        session, muted = self._window.session, theme_of(self).muted
        for label in self._labels:
            label.setStyleSheet(f"color: {muted}")
        if session.document is None:
            return
        rows = session.plan["scenario"]
        self._list(self.shown, session.scenario_id)
        self._list(self.against, session.baseline_id)
        self.against.setItemText(self.against.findData(session.scenario_id), "last save")
        self.against.setEnabled(len(rows) > 0)

    def _list(self, combo: QComboBox, chosen: str) -> None:
        combo.clear()
        rows = self._window.session.plan["scenario"]
        for row in rows.itertuples(index=False):
            is_adopted = row.is_adopted is True or row.is_adopted == 1
            text = f"{row.name} (in force)" if is_adopted else str(row.name)
            combo.addItem(text, str(row.scenario_id))
        combo.setCurrentIndex(combo.findData(chosen))

    def _combo(self, name: str, tip: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setToolTip(tip)
        combo.setMinimumContentsLength(_WIDTH)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return combo

    def _show(self, position: int) -> None:
        self._window.session.show_scenario(str(self.shown.itemData(position)))

    def _compare(self, position: int) -> None:
        self._window.session.compare_with(str(self.against.itemData(position)))
