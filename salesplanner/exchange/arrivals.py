"""A tidy table to an arrival: rows for the plan's tables, and the rows that cannot come along."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from salesplanner.exchange.columns import mapping_row
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.rows_accounts import account_rows
from salesplanner.exchange.rows_alignment import alignment_rows, rule_rows
from salesplanner.exchange.rows_people import hierarchy_rows, rep_rows
from salesplanner.exchange.rows_results import result_rows, target_rows
from salesplanner.exchange.rows_sales import booking_rows, opportunity_rows
from salesplanner.exchange.rows_units import measure_rows
from salesplanner.plan.arrival import Arrival
from salesplanner.plan.model import Plan

_BUILDERS = {
    "accounts": account_rows,
    "opportunities": opportunity_rows,
    "bookings": booking_rows,
    "reps": rep_rows,
    "hierarchy": hierarchy_rows,
    "alignment": alignment_rows,
    "rules": rule_rows,
    "measures": measure_rows,
    "targets": target_rows,
    "quotas": result_rows,
    "actuals": result_rows,
}


@dataclass(frozen=True)
class Incoming:
    """An arrival with what was doubtful and what was refused, by row of the sheet."""

    arrival: Arrival
    n_read: int
    issues: tuple[Issue, ...]
    rejected: tuple[Issue, ...]
    originals: pd.DataFrame  # the texts as they stood in the file, by row number

    def rejects_table(self) -> pd.DataFrame:
        """Rejected rows as they stood in the file, with the reason beside each."""
        by_row: dict[int, list[str]] = {}
        for issue in self.rejected:
            if issue.row is not None:
                by_row.setdefault(issue.row, []).append(issue.reason)
        rows = self.originals.loc[[row for row in self.originals.index if row in by_row]]
        reasons = ["; ".join(dict.fromkeys(by_row[row])) for row in rows.index]
        table = rows.copy()
        table.insert(0, "Row", list(rows.index))
        table.insert(1, "Reason", reasons)
        return table


def arrive(
    plan: Plan,
    tidy: Tidy,
    options: ImportOptions,
    mapping: Mapping[str, str] | None = None,
    bookings: pd.DataFrame | None = None,
) -> Incoming:
    """What a tidy table brings to this plan.

    `mapping`: header -> field, kept in the plan so that it is offered again for the same headers.
    `bookings`: what is already booked (`document.read_bulk("booking")`), so that revenue of the
    last twelve months counts it.
    """
    arrival, issues, rejected = _BUILDERS[tidy.kind](plan, tidy, options, bookings)
    if mapping:
        row = mapping_row(tidy.kind, options.system, tidy.originals.columns, mapping, options.today)
        arrival = replace(arrival, mapping=row)
    arrival = replace(arrival, day=options.today)
    return Incoming(arrival, len(tidy), (*tidy.issues, *issues), tuple(rejected), tidy.originals)
