"""What all views of a window share: the open plan, the scenario shown, the selection."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from salesplanner.document import Document
from salesplanner.plan import Plan
from salesplanner.problems import PlanProblem


@dataclass(frozen=True)
class Selection:
    """One selection everywhere: territories, units and accounts, by id."""

    territory_ids: frozenset[str] = frozenset()
    unit_ids: frozenset[str] = frozenset()
    account_ids: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.territory_ids or self.unit_ids or self.account_ids)


def shown_first(plan: Plan) -> tuple[str, str]:
    """The scenario ('' where there is none) and the layer that a plan opens with."""
    scenario_id = plan.adopted_scenario() if len(plan["scenario"]) else ""
    layers = plan["layer"]["layer_id"]
    return scenario_id, str(layers.iloc[0]) if len(layers) else "field"


class Session(QObject):
    """The open plan as the window sees it.

    Views read `plan` and listen to the signals; they change the plan through `edit` only, and the
    selection through `select` only.
    """

    opened = Signal()  # another document, or none
    plan_changed = Signal(frozenset)  # names of the tables that changed
    scenario_changed = Signal()  # another scenario or layer is shown
    baseline_changed = Signal()  # changes are counted against something else
    selection_changed = Signal()
    saved_changed = Signal(bool)
    said = Signal(str)  # for the status bar
    refused = Signal(object)  # a PlanProblem to show

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.scenario_id = ""
        self.layer_id = "field"
        self.baseline_id = ""  # the same as scenario_id: the scenario as last saved
        self.saved_plan: Plan | None = None  # as it was when opened or last saved
        self.selection = Selection()
        self._stop_listening: Callable[[], None] = lambda: None

    @property
    def plan(self) -> Plan:
        """The open plan; RuntimeError where there is none."""
        if self.document is None:
            raise RuntimeError("no plan is open")
        return self.document.plan

    def open(self, document: Document | None) -> None:
        """Show another document; the one before is closed."""
        self._stop_listening()
        if self.document is not None:
            self.document.close()
        self.document = document
        self.selection = Selection()
        self.saved_plan = document.plan if document is not None else None
        if document is not None:
            self._stop_listening = document.listen(self._plan_changed)
            self.scenario_id, self.layer_id = shown_first(document.plan)
            self.baseline_id = self.scenario_id
        else:
            self._stop_listening = lambda: None
        self.opened.emit()

    def edit(self, label: str, edit: Callable[..., Plan], *args: Any, **kwargs: Any) -> bool:
        """Run an edit as one undoable step; False, with `refused` told, where the plan refuses."""
        assert self.document is not None
        try:
            change = self.document.edit(label, edit, *args, **kwargs)
        except PlanProblem as problem:
            self.refused.emit(problem)
            return False
        self.said.emit(f"{label}." if change else "Nothing to change.")
        return True

    def undo(self) -> None:
        if self.document is not None and (change := self.document.undo()):
            self.said.emit(f"Undone: {change.label}.")

    def redo(self) -> None:
        if self.document is not None and (change := self.document.redo()):
            self.said.emit(f"Done again: {change.label}.")

    def save(self, *, force: bool = False) -> bool:
        """Save the plan; False, with `refused` told, where it cannot be written."""
        assert self.document is not None
        try:
            self.document.save(force=force)
        except PlanProblem as problem:
            self.refused.emit(problem)
            return False
        self.told_saved()
        return True

    def told_saved(self) -> None:
        """The plan is in its file: changes are counted from here where the planner wants that."""
        assert self.document is not None
        self.saved_plan = self.document.plan
        self.said.emit(f"Saved {self.document.path.name}.")
        self.saved_changed.emit(True)
        if self.baseline_id == self.scenario_id:
            self.baseline_changed.emit()

    def show_scenario(self, scenario_id: str, layer_id: str | None = None) -> None:
        """Show another scenario, and another layer where one is given."""
        self._load(scenario_id)
        is_own = self.baseline_id == self.scenario_id
        self.scenario_id = scenario_id
        if is_own:
            self.baseline_id = scenario_id
        self.layer_id = layer_id or self.layer_id
        self.select()
        self.scenario_changed.emit()

    def compare_with(self, baseline_id: str) -> None:
        """Choose the scenario that change columns are counted against."""
        self._load(baseline_id)
        self.baseline_id = baseline_id
        self.baseline_changed.emit()

    def _load(self, scenario_id: str) -> None:
        """Read a scenario's decisions; what was just read is as saved."""
        assert self.document is not None
        was_saved = self.saved_plan is self.document.plan
        self.document.load_scenario(scenario_id)
        if was_saved:
            self.saved_plan = self.document.plan

    def select(
        self,
        territory_ids: Iterable[str] = (),
        unit_ids: Iterable[str] = (),
        account_ids: Iterable[str] = (),
    ) -> None:
        """Select these and nothing else, in every view."""
        wanted = Selection(frozenset(territory_ids), frozenset(unit_ids), frozenset(account_ids))
        if wanted != self.selection:
            self.selection = wanted
            self.selection_changed.emit()

    def _plan_changed(self, tables: frozenset[str]) -> None:
        if "scenario" in tables:
            self._keep_scenario()
        self.plan_changed.emit(tables)
        if self.document is not None:
            self.saved_changed.emit(self.document.is_saved)

    def _keep_scenario(self) -> None:
        """An undo can take away the scenario that is shown: show the adopted one instead."""
        ids = set(self.plan["scenario"]["scenario_id"])
        if self.scenario_id not in ids:
            self.scenario_id = self.plan.adopted_scenario() if ids else ""
            self.scenario_changed.emit()
        if self.baseline_id not in ids:
            self.baseline_id = self.scenario_id
