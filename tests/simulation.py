"""A document in memory, kept beside the real one: what the plan must be after any steps."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
from builders import ACCOUNTS, BASE, UNITS

from salesplanner.document import Document
from salesplanner.plan.edits.accounts import add_account, change_accounts, merge_accounts
from salesplanner.plan.edits.assignments import assign_accounts, assign_units, lock_units
from salesplanner.plan.edits.cells import change_cells
from salesplanner.plan.edits.levers import set_lever
from salesplanner.plan.edits.quotas import adjust_quota
from salesplanner.plan.edits.reps import leave_rep
from salesplanner.plan.edits.scenarios import adopt_scenario, branch_scenario, remove_scenario
from salesplanner.plan.edits.solutions import save_solution
from salesplanner.plan.edits.territories import join_territories, rename_territory, split_territory
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

T = ("T1", "T2", "T3")


def book(plan: Plan, number: int) -> Plan:
    """Bookings of one month for all accounts: rows of a table the plan does not hold."""
    period = f"{2020 + number % 9}-{number % 12 + 1:02d}"
    rows = {"account_id": ACCOUNTS, "period": period, "product_id": "", "amount": number}
    return plan.with_bulk("booking", pd.DataFrame(rows))


def paste(plan: Plan, number: int) -> Plan:
    ids = plan["account"]["account_id"]
    return change_cells(
        plan, "account", pd.DataFrame({"account_id": ids, "employees": number, "note": "pasted"})
    )


EDITS: tuple[Callable[[Plan, int], Plan], ...] = (
    lambda plan, n: assign_units(plan, BASE, [UNITS[n % 12], UNITS[(n // 7) % 12]], T[n % 3]),
    lambda plan, n: change_accounts(plan, [ACCOUNTS[n % 24]], potential_amount=n),
    lambda plan, n: add_account(plan, f"New {n}", unit_id=UNITS[n % 12]),
    lambda plan, n: set_lever(plan, BASE, "growth", n / 100, scope=T[n % 3]),
    lambda plan, n: branch_scenario(plan, BASE, f"Branch {n % 5}"),
    lambda plan, n: remove_scenario(plan, f"branch-{n % 5}"),
    lambda plan, n: adopt_scenario(plan, BASE if n % 2 else "bold"),
    lambda plan, n: merge_accounts(plan, [ACCOUNTS[n % 24]], ACCOUNTS[(n + 5) % 24]),
    lambda plan, n: lock_units(plan, BASE, [UNITS[n % 12]], is_locked=bool(n % 2)),
    lambda plan, n: assign_accounts(plan, BASE, [ACCOUNTS[n % 24]], T[n % 3], "hand", f"Wish {n}"),
    lambda plan, n: adjust_quota(plan, BASE, T[n % 3], "2027", n, "A reason"),
    lambda plan, n: rename_territory(plan, BASE, T[n % 3], f"Name {n}"),
    lambda plan, n: split_territory(plan, BASE, T[n % 3], f"Half {n}", [UNITS[n % 12]]),
    lambda plan, n: join_territories(plan, BASE, ["T2", "T3"], "T2"),
    lambda plan, n: leave_rep(plan, "R1", f"2027-{n % 12 + 1:02d}-15"),
    lambda plan, n: save_solution(plan, BASE, f"Solved {n % 4}", units={UNITS[n % 12]: "T1"}),
    paste,
    book,
)
UNDO, REDO, SAVE = -1, -2, -3
Step = tuple[int, int]  # which edit (or UNDO, REDO, SAVE), and a number for it


@dataclass
class Simulation:
    """Undo and redo by keeping whole plans: too dear for real plans, too simple to be wrong."""

    plan: Plan
    bookings: dict[str, int] = field(default_factory=dict)  # period to amount
    saved: str = ""
    _undo: list[tuple[Plan, dict[str, int]]] = field(default_factory=list)
    _redo: list[tuple[Plan, dict[str, int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.saved = self.digest()

    def do(self, step: Step) -> None:
        kind, number = step
        before = (self.plan, self.bookings)
        if kind == SAVE:
            self.saved = self.digest()
        elif kind == UNDO and self._undo:
            self._redo.append(before)
            self.plan, self.bookings = self._undo.pop()
        elif kind == REDO and self._redo:
            self._undo.append(before)
            self.plan, self.bookings = self._redo.pop()
        elif kind >= 0:
            self._edit(EDITS[kind], number, before)

    def _edit(
        self, edit: Callable[[Plan, int], Plan], number: int, before: tuple[Plan, dict[str, int]]
    ) -> None:
        try:
            after = edit(self.plan, number)
        except PlanProblem:
            return
        bookings = dict(self.bookings)
        if after.bulk:
            row = after.bulk["booking"].put.iloc[0]
            bookings[str(row["period"])] = int(row["amount"])
        after = Plan(after.tables, after.loaded_scenarios)
        if digest(after, bookings) != digest(*before):
            self._undo.append(before)
            self._redo.clear()
            self.plan, self.bookings = after, bookings

    def digest(self) -> str:
        return digest(self.plan, self.bookings)

    def forget_steps(self) -> None:
        """What reopening does."""
        self._undo.clear()
        self._redo.clear()


def do(document: Document, step: Step) -> None:
    """The same step on the real document."""
    kind, number = step
    if kind == SAVE:
        document.save()
    elif kind == UNDO:
        document.undo()
    elif kind == REDO:
        document.redo()
    else:
        try:
            document.edit(f"Step {number}", EDITS[kind], number)
        except PlanProblem:
            return


def digest_of(document: Document) -> str:
    """A fingerprint of everything in the document, bookings included."""
    document.load_all_scenarios()
    rows = document.read_bulk("booking")
    assert len(rows) == rows["period"].nunique() * len(ACCOUNTS)
    amounts = rows.groupby("period")["amount"].max()
    return digest(document.plan, {str(period): int(amount) for period, amount in amounts.items()})


def digest(plan: Plan, bookings: dict[str, int]) -> str:
    """A fingerprint of every cell and type."""
    hashed = hashlib.sha256(repr(sorted(bookings.items())).encode())
    for name, frame in sorted(plan.tables.items()):
        cells = [frame[column].tolist() for column in frame.columns]
        hashed.update(repr((name, list(frame.dtypes.items()), cells)).encode())
    return hashed.hexdigest()[:16]
