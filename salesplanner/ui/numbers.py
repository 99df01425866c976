"""The numbers of the scenario shown and of its baseline, counted once for all views."""

import pandas as pd
from PySide6.QtCore import QObject, Signal

from salesplanner.analysis.effect import Effect, effect
from salesplanner.analysis.territory_measures import (
    Measures,
    measure_beside,
    measure_scenario,
    remeasure,
    territory_table,
)
from salesplanner.plan import Plan
from salesplanner.ui.session import Session

_UNTOUCHED = frozenset({"comment", "history", "import_mapping", "waiver", "decision"})


class Numbers(QObject):
    """Measures of the shown scenario; counted when first asked for, then kept up with edits."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._shown: Measures | None = None
        self._baseline: Measures | None = None
        self._table: tuple[Measures, Measures, pd.DataFrame] | None = None
        session.opened.connect(self._forget)
        session.scenario_changed.connect(self._forget)
        session.baseline_changed.connect(self._forget_baseline)
        session.plan_changed.connect(self._follow)

    @property
    def measures(self) -> Measures:
        """Measures of the scenario and layer shown; PlanProblem where they make no sense."""
        session = self._session
        if self._shown is None:
            self._shown = measure_scenario(session.plan, session.scenario_id, session.layer_id)
        return self._shown

    def know(self, measures: Measures) -> None:
        """Take measures of the plan and scenario shown that a task has counted already."""
        if measures.plan is self._session.plan:
            self._shown = measures

    @property
    def baseline(self) -> Measures:
        """Measures of the scenario that change columns are counted against."""
        if self._baseline is None:
            self._baseline = self._measured_baseline()
        return self._baseline

    def _measured_baseline(self) -> Measures:
        session = self._session
        plan, saved = session.plan, session.saved_plan
        if session.baseline_id == session.scenario_id:  # as last saved
            is_known = saved is not None and session.scenario_id in saved.loaded_scenarios
            if saved is None or not is_known or saved is plan:
                return self.measures
            plan = saved
        return measure_beside(self.measures, plan, session.baseline_id)

    @property
    def can_count(self) -> bool:
        """Whether there is a scenario to measure."""
        return self._session.document is not None and bool(self._session.scenario_id)

    def territories(self) -> pd.DataFrame:
        """One row a territory, with change columns `..._change` against the baseline."""
        measures, baseline = self.measures, self.baseline
        if self._table is not None and self._table[:2] == (measures, baseline):
            return self._table[2].copy(deep=False)
        table = territory_table(measures)
        before = territory_table(baseline).set_index("territory_id")
        for name in ("workload_hours_index", "revenue_amount", "accounts", "expected_amount"):
            old = table["territory_id"].map(before[name])
            table[f"{name}_change"] = table[name] - old
        self._table = (measures, baseline, table)
        return table.copy(deep=False)

    def effect(self, plan: Plan) -> Effect:
        """What a plan that is not yet committed would change."""
        return effect(self.measures, plan, self.baseline)

    def _forget_baseline(self) -> None:
        self._baseline = None
        self.changed.emit()

    def _forget(self) -> None:
        self._shown = self._baseline = None
        self.changed.emit()

    def _follow(self, tables: frozenset[str]) -> None:
        if tables <= _UNTOUCHED:
            return
        plan, session = self._session.plan, self._session
        if self._shown is not None:
            if self._baseline is None and session.baseline_id == session.scenario_id:
                self._baseline = self._shown  # what it was before this step, as saved
            self._shown = remeasure(self._shown, plan)
        if session.baseline_id != session.scenario_id and self._baseline is not None:
            self._baseline = remeasure(self._baseline, plan)
        self.changed.emit()
