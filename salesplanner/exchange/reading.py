"""A file as read, before anything was chosen: its sheets, and what it looks like."""

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from salesplanner.exchange.columns import match_columns
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.read import read_tables
from salesplanner.exchange.sheets import Sheet
from salesplanner.exchange.targets import KINDS
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress


@dataclass(frozen=True)
class Reading:
    """The sheets of a file, a folder or pasted text; each `Sheet` has title, headers, preview(n).

    `name` is what to call the source in a label: `Imported accounts from crm.xlsx`.
    """

    name: str
    sheets: tuple[Sheet, ...]

    @property
    def filled(self) -> tuple[Sheet, ...]:
        """The sheets with at least one row below the header."""
        return tuple(sheet for sheet in self.sheets if len(sheet.cells))

    def best_sheet(self, kind: str) -> Sheet:
        """The sheet most of whose columns are fields of this kind; the longer of two equal ones.

        Raises:
            PlanProblem: no sheet has a row.
        """
        filled = self.filled
        if not filled:
            raise PlanProblem(
                "The file has a header and no row.", self.sheets[0].file, "Export it again."
            )
        if len(filled) == 1:
            return filled[0]
        return max(filled, key=lambda sheet: (_known(sheet, kind), len(sheet.cells)))

    def together(self, sheet: Sheet) -> Sheet:
        """A sheet with the rows of all others that have its headers below it: one folder, one list.

        Rows are numbered on from file to file, and it is told where each begins.
        """
        parts, issues, at = [], list[Issue](), 0
        for each in self.filled:
            if sorted(each.headers) != sorted(sheet.headers):
                reason = f"Its headers are not those of {sheet.title}"
                issues.append(Issue("file left out", reason, each.title, assumed="left out"))
                issues += [issue for issue in each.issues if issue.row is None]
                continue
            cells = each.cells[list(sheet.headers)]
            parts.append(cells.set_axis(cells.index + at))
            issues += [replace(i, row=None if i.row is None else i.row + at) for i in each.issues]
            if at:
                reason = f"The rows of {each.title} are numbered from {at + 1}"
                issues.append(Issue("several files", reason, each.title, assumed="one list"))
            at = int(parts[-1].index[-1])
        return replace(sheet, name=self.name, cells=pd.concat(parts), issues=tuple(issues))


def read_source(source: Path | str | bytes, progress: Progress | None = None) -> Reading:
    """Read a file, a folder of files, the bytes of a file, or text from the clipboard (a `str`).

    A long task: give it a `Progress`. Blocks for about a second per 20,000 rows.

    Raises:
        PlanProblem: it cannot be read; what, where and what to do.
        Stopped: the planner asked to stop.
    """
    name = source.name if isinstance(source, Path) else "the clipboard"
    return Reading(name, tuple(read_tables(source, progress=progress)))


def likely_kinds(sheet: Sheet) -> list[str]:
    """All kinds of import, those most of whose columns are known first: the picker's order."""
    return sorted(KINDS, key=lambda kind: -_worth(sheet, kind))


def _known(sheet: Sheet, kind: str) -> float:
    found = match_columns(sheet, kind).columns
    return round(sum(column.confidence for column in found if column.field), 1)


def _worth(sheet: Sheet, kind: str) -> float:
    """Confidence of the columns matched, plus a bonus where the columns a kind is about are."""
    fields = {
        column.field.split(":")[0]: column.confidence
        for column in match_columns(sheet, kind).columns
    }
    known = sum(share for field, share in fields.items() if field)
    needed = _NEEDED[kind]
    share = sum(max((fields.get(name, 0.0) for name in names), default=0.0) for names in needed)
    return known / max(len(sheet.headers), 1) + 2.0 * share / len(needed)


# What a file of each kind cannot do without: groups of fields, one of each group.
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "accounts": (("name",), ("postal_code", "city", "state", "country", "industry", "domain")),
    "opportunities": (("opportunity_id", "stage"), ("amount",), ("close_date", "stage")),
    "bookings": (("account_id", "account_name"), ("amount", "period"), ("period",)),
    "actuals": (("rep_id",), ("actual_amount", "period"), ("period",)),
    "reps": (("name", "last_name"), ("role_id", "manager_id", "hire_date", "email")),
    "hierarchy": (("territory_id", "rep_id"), ("level_1", "level_2", "manager_id", "manager_2")),
    "alignment": (("unit_id", "account_id"), ("territory_id",)),
    "rules": (("condition",), ("territory_id",)),
    "measures": (("unit_id",), ("measure", "value")),
    "targets": (("account_id", "territory_id"), ("amount",), ("period", "year")),
    "quotas": (("rep_id", "territory_id"), ("quota_amount",), ("period", "year")),
}  # fmt: skip
