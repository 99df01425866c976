"""The open plan: the one door through which it is read, changed and saved."""

import getpass
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec

import pandas as pd

from salesplanner.plan.changes import Change, apply, difference
from salesplanner.plan.checks import demand_sound
from salesplanner.plan.model import Plan, ScenarioNotLoaded
from salesplanner.store import (
    Backup,
    PlanFile,
    Recovery,
    Session,
    backups_of,
    recoveries,
    restore_backup,
    sum_bookings,
)

P = ParamSpec("P")
Listener = Callable[[frozenset[str]], None]
MOST_UNDO_CELLS = 20_000_000  # about 500 MB at the worst


class Document:
    """An open plan file.

    `plan` is a value anyone may read. Only `edit` changes it: the edit runs on the value, the
    result is checked, what differs is written in one transaction, and only then is the plan
    replaced, undo remembered, and listeners told which tables changed.
    """

    def __init__(self, file: PlanFile, plan: Plan) -> None:
        self._file = file
        self.plan = plan
        self._undo: list[Change] = []
        self._redo: list[Change] = []
        self._listeners: list[Listener] = []
        self._n_unsaved = file.n_unsaved_steps

    @classmethod
    def create(cls, path: Path) -> "Document":
        """A new, empty plan; nothing is at `path` until it is saved.

        Raises:
            PlanProblem: a plan at that place is open, or there is no room for a working copy.
        """
        return cls._reading(PlanFile.create(path))

    @classmethod
    def open(cls, path: Path, read_only: bool = False) -> "Document":
        """Open a plan file; read-only where another window has it or its version is newer.

        Raises:
            PlanProblem: there is none, it is not ours, damaged, or out of reach.
        """
        return cls._reading(PlanFile.open(path, read_only))

    @classmethod
    def recover(cls, recovery: Recovery) -> "Document":
        """Open what a crash left unsaved; the file at its path is as it was until it is saved.

        Raises:
            PlanProblem: it is gone, or the plan is open in another window.
        """
        return cls._reading(PlanFile.recover(recovery))

    @classmethod
    def _reading(cls, file: PlanFile) -> "Document":
        try:
            return cls(file, file.read_plan())
        except BaseException:
            file.let_go()
            raise

    @staticmethod
    def recoverable() -> list[Recovery]:
        """Unsaved work of crashed sessions, the latest first."""
        return recoveries()

    @staticmethod
    def discard(recovery: Recovery) -> None:
        """Give up for good what a crash left."""
        session = Session.resume(recovery.folder)
        if session is not None:
            session.end()

    @staticmethod
    def backups(path: Path) -> list[Backup]:
        """The last saved versions of a plan file that are kept, 1 the newest."""
        return backups_of(path)

    @staticmethod
    def restore(path: Path, number: int) -> Backup:
        """Put a kept version in place of a plan nobody has open; what was there becomes backup 1.

        Raises:
            PlanProblem: no such version, the plan is open, or the disk refuses.
        """
        return restore_backup(path, number)

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def is_read_only(self) -> bool:
        return bool(self._file.read_only_reason)

    @property
    def read_only_reason(self) -> str:
        """Why the plan cannot be changed, as a sentence; empty where it can."""
        return self._file.read_only_reason

    @property
    def notices(self) -> list[str]:
        """What a planner should know about the file: it was brought up to date, no backup, ..."""
        return self._file.notices

    @property
    def is_changed_elsewhere(self) -> bool:
        """Whether another program changed the file since it was opened or saved here."""
        return self._file.is_changed_elsewhere

    def edit(
        self,
        label: str,
        edit: Callable[Concatenate[Plan, P], Plan],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Change:
        """Run an edit and commit what it changed as one undoable step.

        Scenarios it needs that are still in the file are loaded first.

        Raises:
            PlanProblem: the edit refuses, its result is unsound, or it cannot be written; nothing
                happened.
        """
        after = self._with_scenarios_loaded(lambda plan: edit(plan, *args, **kwargs))
        change = difference(label, self.plan, after)
        change = Change(label, change.tables + self._file.bulk_changes(after))
        if change:
            demand_sound(after, change)
            self._commit(change, "done", after.committed())
            self._undo.append(change)
            self._redo.clear()
            self._forget_oldest()
        return change

    def _with_scenarios_loaded(self, edit: Callable[[Plan], Plan]) -> Plan:
        while True:
            try:
                return edit(self.plan)
            except ScenarioNotLoaded as wanting:
                self._load(wanting.scenario_ids)

    def load_scenario(self, scenario_id: str) -> None:
        """Read a scenario's decisions from the file where that was not done yet.

        Raises:
            PlanProblem: there is no such scenario.
        """
        try:
            self.plan.demand_scenario(scenario_id)
        except ScenarioNotLoaded as wanting:
            self._load(wanting.scenario_ids)

    def load_all_scenarios(self) -> None:
        """Read the decisions of all scenarios that were not read yet."""
        try:
            self.plan.demand_all_loaded()
        except ScenarioNotLoaded as wanting:
            self._load(wanting.scenario_ids)

    def _load(self, scenario_ids: list[str]) -> None:
        tables = self._file.read_decisions(scenario_ids)
        self.plan = self.plan.with_decisions(tables, set(scenario_ids))

    def undo(self) -> Change | None:
        """Take back the last step; None where there is none."""
        if not self._undo:
            return None
        change = self._undo[-1]
        inverse = change.inverse()
        self._commit(inverse, "undone", apply(self.plan, inverse))
        self._redo.append(self._undo.pop())
        return change

    def redo(self) -> Change | None:
        """Do again what was taken back; None where there is nothing."""
        if not self._redo:
            return None
        change = self._redo[-1]
        self._commit(change, "redone", apply(self.plan, change))
        self._undo.append(self._redo.pop())
        return change

    def _commit(self, change: Change, direction: str, after: Plan) -> None:
        self._file.commit(change, _diary(change, direction))
        self.plan = after
        self._n_unsaved += 1
        for listener in list(self._listeners):
            listener(change.table_names)

    def _forget_oldest(self) -> None:
        """Keep memory bounded: the latest step always, earlier ones while they are not large."""
        n_rows = 0
        for position in range(len(self._undo) - 1, -1, -1):
            n_rows += sum(part.n_cells for part in self._undo[position].tables)
            if n_rows > MOST_UNDO_CELLS and position < len(self._undo) - 1:
                del self._undo[: position + 1]
                return

    @property
    def undo_label(self) -> str | None:
        return self._undo[-1].label if self._undo else None

    @property
    def redo_label(self) -> str | None:
        return self._redo[-1].label if self._redo else None

    @property
    def is_saved(self) -> bool:
        return self._n_unsaved == 0

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the names of changed tables after each step; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def read_bulk(
        self, table: str, where: str = "", values: tuple[object, ...] = ()
    ) -> pd.DataFrame:
        """Rows of a bulk table (booking, shape, distance, history), read from the file."""
        return self._file.read_bulk(table, where, values)

    def query(self, sql: str, values: tuple[object, ...] = ()) -> pd.DataFrame:
        """The answer to a read-only SQL query, e.g. bookings summed by month."""
        return self._file.query(sql, values)

    def bookings_by(self, *columns: str, last_months: int | None = None) -> pd.DataFrame:
        """Bookings summed by some columns of `sum_bookings`; column `amount`."""
        return sum_bookings(self._file.query, columns, last_months)

    def damages(self) -> list[str]:
        """What is wrong with the file's pages, in SQLite's words; empty where it is sound."""
        return self._file.damages()

    def save(self, path: Path | None = None, *, force: bool = False) -> None:
        """Write the plan to its file (or another, which it then is) in one step.

        Raises:
            PlanProblem: it was changed elsewhere (unless `force`), is open in another window or
                read-only, or the disk refuses; the file is as it was, and nothing is lost.
        """
        self._file.save(path, force)
        self._n_unsaved = 0

    def close(self) -> None:
        """Close the plan; edits since the last save are given up."""
        self._file.close()

    def let_go(self) -> None:
        """Close after a bug as a crash would: unsaved steps stay recoverable."""
        self._file.let_go()

    def __enter__(self) -> "Document":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        return "unknown"


def _diary(change: Change, direction: str) -> dict[str, object]:
    return {
        "done_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "done_by": _user(),
        "label": change.label,
        "row_counts": json.dumps({part.table: part.n_rows for part in change.tables}),
        "direction": direction,
    }
