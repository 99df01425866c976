"""The open plan: the one door through which it is read, changed and saved."""

import getpass
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec

import pandas as pd

from salesplanner.plan.changes import Change, apply, difference
from salesplanner.plan.checks import demand_sound
from salesplanner.plan.model import Plan
from salesplanner.store import PlanFile

P = ParamSpec("P")
Listener = Callable[[frozenset[str]], None]


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
        self._n_unsaved = 0

    @classmethod
    def create(cls, path: Path) -> "Document":
        """A new, empty plan; nothing is at `path` until it is saved."""
        file = PlanFile.create(path)
        return cls(file, file.read_plan())

    @classmethod
    def open(cls, path: Path) -> "Document":
        """Open a plan file; PlanProblem where there is none or it is not ours."""
        file = PlanFile.open(path)
        return cls(file, file.read_plan())

    @property
    def path(self) -> Path:
        return self._file.path

    def edit(
        self,
        label: str,
        edit: Callable[Concatenate[Plan, P], Plan],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Change:
        """Run an edit and commit what it changed as one undoable step.

        Raises:
            PlanProblem: the edit refuses, or its result is unsound; nothing happened.
        """
        after = edit(self.plan, *args, **kwargs)
        change = difference(label, self.plan, after)
        change = Change(label, change.tables + self._file.bulk_changes(after))
        if change:
            demand_sound(after, change)
            self._commit(change, "done", replace(after, bulk={}))
            self._undo.append(change)
            self._redo.clear()
        return change

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

    def save(self, path: Path | None = None) -> None:
        """Write the plan to its file (or another) in one step; PlanProblem where it cannot be."""
        self._file.save(path)
        self._n_unsaved = 0

    def close(self) -> None:
        """Close the plan; edits since the last save are given up."""
        self._file.close()

    def __enter__(self) -> "Document":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _diary(change: Change, direction: str) -> dict[str, object]:
    return {
        "done_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "done_by": getpass.getuser(),
        "label": change.label,
        "row_counts": json.dumps({part.table: part.n_rows for part in change.tables}),
        "direction": direction,
    }
