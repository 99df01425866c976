"""What a plan is: fields, tables, edits, checks, changes."""

from salesplanner.plan.changes import Change, TableChange, apply, difference
from salesplanner.plan.model import BulkChange, Plan, empty_plan, equals, is_in

__all__ = [
    "BulkChange",
    "Change",
    "Plan",
    "TableChange",
    "apply",
    "difference",
    "empty_plan",
    "equals",
    "is_in",
]
