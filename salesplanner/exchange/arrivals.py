"""A tidy table to an arrival: rows for the plan's tables, and the rows that cannot come along."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from salesplanner.exchange.columns import mapping_row
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.rows_accounts import account_rows
from salesplanner.exchange.rows_alignment import alignment_rows
from salesplanner.exchange.rows_people import hierarchy_rows, rep_rows
from salesplanner.exchange.rows_results import result_rows, target_rows
from salesplanner.exchange.rows_rules import rule_rows
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
        table.insert(1, "Why not imported", reasons)
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
    whole = tidy
    tidy, refused = _without_refused(tidy, tidy.issues, options)
    arrival, issues, rejected = _BUILDERS[tidy.kind](plan, tidy, options, bookings)
    tidy, more = _without_refused(tidy, issues, options)
    if more:
        arrival, issues, rejected = _BUILDERS[tidy.kind](plan, tidy, options, bookings)
    arrival = _with_rates(plan, arrival, options)
    if mapping:
        row = mapping_row(tidy.kind, options.system, tidy.originals.columns, mapping, options.today)
        arrival = replace(arrival, mapping=row)
    arrival = replace(arrival, day=options.today)
    refused_rows = (*refused, *more, *rejected)
    gone = {issue.row for issue in refused_rows if issue.row is not None}
    doubts = tuple(i for i in (*whole.issues, *issues) if i.row is None or i.row not in gone)
    return Incoming(arrival, len(whole), doubts, refused_rows, whole.originals)


def _without_refused(
    tidy: Tidy, issues: Iterable[Issue], options: ImportOptions
) -> tuple[Tidy, list[Issue]]:
    """The rows left when the planner refuses those with certain doubts, and those doubts."""
    refused = [i for i in issues if i.row is not None and (i.kind, i.column) in options.refused]
    return (tidy.without_rows({i.row for i in refused}) if refused else tidy), refused


def _with_rates(plan: Plan, arrival: Arrival, options: ImportOptions) -> Arrival:
    """Exchange rates the planner entered for this import are kept in the plan."""
    known = dict(zip(plan["exchange_rate"]["currency"], plan["exchange_rate"]["rate"], strict=True))
    entered = {
        code: rate for code, rate in options.rates.items() if not _is_close(known, code, rate)
    }
    if not entered:
        return arrival
    rates = pd.DataFrame({
        "currency": list(entered), "rate": list(entered.values()),
        "as_of_date": options.today or pd.NA,
    })  # fmt: skip
    return replace(arrival, rows={**arrival.rows, "exchange_rate": rates})


def _is_close(known: Mapping[str, float], code: str, rate: float) -> bool:
    return code in known and abs(known[code] - rate) < 1e-12
