"""Hours a rep is paid, in the field, and effectively has, by month of the plan year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import (
    Floats,
    Ints,
    Objects,
    bin_sums,
    floats,
    index_of,
    positions,
    texts,
)
from salesplanner.analysis.fiscal_year import Days, FiscalYear, days, fiscal_year
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


@dataclass(frozen=True)
class WorkingCalendar:
    """How a working year is spent, the plan's 'standard' calendar or these usual figures."""

    working_days: float = 230.0
    hours_a_day: float = 8.0
    visits_per_trip: float = 4.0
    training_days: float = 5.0
    holiday_days: float = 0.0
    onboarding_days: float = 10.0
    field_share: float = 0.8  # portatour's default
    speed_kmh: float = 70.0
    road_factor: float = 1.25


@dataclass(frozen=True, eq=False)
class Hours:
    """Hours by month, (n, 12) each.

    paid: working days x hours a day x full-time share. field: paid days less leave, training,
    holidays and onboarding, x field share. capacity: field x ramp.
    """

    paid: Floats
    field: Floats
    capacity: Floats


def working_calendar(plan: Plan) -> WorkingCalendar:
    """The standard calendar; cells left empty take the usual figure."""
    table = plan["calendar"]
    rows = table[(table["calendar_id"] == "standard").to_numpy(bool, na_value=False)]
    if rows.empty:
        rows = table
    if rows.empty:
        return WorkingCalendar()
    known = rows.iloc[0].drop("calendar_id").dropna()
    return WorkingCalendar(**{str(name): float(value) for name, value in known.items()})


def ramp_shares(plan: Plan, ramp_ids: Objects, months_since_hire: Floats) -> Floats:
    """Share of full productivity, the shape of `months_since_hire` (n, 12).

    Month 1 is the month of hire; after the last month of a ramp, without a ramp and without a
    hire date (NaN) the share is 1; before the hire it is that of month 1.
    """
    table = plan["ramp"]
    names = index_of(table.drop_duplicates("ramp_id"), "ramp_id")
    longest = int(table["month"].max()) if len(table) else 0
    curve = np.ones((len(names) + 1, longest + 1))
    month = floats(table, "month").astype(np.int64) - 1
    curve[positions(names, texts(table, "ramp_id")), month] = floats(table, "share", 1.0)
    default = names.get_indexer(pd.Index(["standard"], dtype=object))[0]
    which = positions(names, ramp_ids)
    which = np.where((which < 0) & pd.isna(ramp_ids), default, which)
    step = np.clip(np.nan_to_num(months_since_hire, nan=1e6) - 1, 0, longest).astype(np.int64)
    return np.asarray(curve[which[:, None], step])


def rep_hours(plan: Plan) -> Hours:
    """Hours of every rep of the plan in the plan year.

    Raises:
        PlanProblem: a date that is none, or a leave date before the hire date.
    """
    reps, year = plan["rep"], fiscal_year(plan)
    hired = days(texts(reps, "hire_date"), "table rep, column hire_date")
    left = days(texts(reps, "leave_date"), "table rep, column leave_date")
    _demand_in_order(reps, hired, left)
    full_time = floats(reps, "full_time_share", 1.0)
    present = year.share_of_months(hired, left)
    away = _away(plan, year, present)
    return _hours(plan, year, hired, present, away, full_time, texts(reps, "ramp_id"))


def productive_shares(plan: Plan) -> Floats:
    """Share of each month every rep is employed, times ramp, (n, 12): what scales a quota."""
    reps, year = plan["rep"], fiscal_year(plan)
    hired = days(texts(reps, "hire_date"), "table rep, column hire_date")
    left = days(texts(reps, "leave_date"), "table rep, column leave_date")
    ramp = ramp_shares(plan, texts(reps, "ramp_id"), months_since(year, hired))
    return year.share_of_months(hired, left) * ramp


def seat_months(plan: Plan, rep: Ints, first: Days, last: Days) -> Floats:
    """Of the time each rep is employed in a month, the share a seat from first to last takes.

    (s, 12) for s seats of reps by position; so that a seat which ends on the day its rep leaves
    counts the days of that month once.
    """
    reps, year = plan["rep"], fiscal_year(plan)
    hired = days(texts(reps, "hire_date"), "table rep, column hire_date")[rep]
    left = days(texts(reps, "leave_date"), "table rep, column leave_date")[rep]
    there = year.share_of_months(np.fmax(first, hired), np.fmin(last, left))
    employed = year.share_of_months(hired, left)
    return np.divide(there, employed, out=np.zeros_like(there), where=employed > 0)


def productive_seat_shares(plan: Plan, from_dates: Objects) -> Floats:
    """The same for seats to be hired, (n, 12)."""
    year = fiscal_year(plan)
    start = days(from_dates, "table territory, column vacant_from")
    nothing = np.full(len(start), "NaT", "datetime64[D]")
    standard = np.full(len(start), pd.NA, object)
    return year.share_of_months(start, nothing) * ramp_shares(
        plan, standard, months_since(year, start)
    )


def seat_hours(plan: Plan, from_dates: Objects) -> Hours:
    """Hours of seats still to be hired, full time from a date; no date: the whole year, ramped.

    A seat without a date is one nobody has planned a hire for: it counts as a rep in full swing,
    so that an alignment can be judged before names are put on it.
    """
    year = fiscal_year(plan)
    start = days(from_dates, "table territory, column vacant_from")
    nothing = np.full(len(start), "NaT", "datetime64[D]")
    present = year.share_of_months(start, nothing)
    ramp = np.full(len(start), pd.NA, object)
    away = np.zeros_like(present)
    return _hours(plan, year, start, present, away, np.ones(len(start)), ramp)


def _hours(
    plan: Plan,
    year: FiscalYear,
    hired: Days,
    present: Floats,
    away: Floats,
    full_time: Floats,
    ramp_ids: Objects,
) -> Hours:
    calendar = working_calendar(plan)
    since_hire = months_since(year, hired)
    monthly = calendar.working_days / 12 * present
    off = (calendar.training_days + calendar.holiday_days) / 12 * present
    worked = np.maximum(monthly - off, 0.0) * (1 - away)
    worked = _less_onboarding(worked, since_hire, calendar.onboarding_days)
    scale = (calendar.hours_a_day * full_time)[:, None]
    field = worked * scale * calendar.field_share
    return Hours(monthly * scale, field, field * ramp_shares(plan, ramp_ids, since_hire))


def months_since(year: FiscalYear, hired: Days) -> Floats:
    """Month since hire in each month of the year, (n, 12): 1 in the month of hire; NaN: unknown."""
    month = hired.astype("datetime64[M]").astype(np.float64) + 1970 * 12
    month[np.isnat(hired)] = np.nan
    return np.asarray(year.month_numbers - month[:, None] + 1)


def _less_onboarding(worked: Floats, since_hire: Floats, onboarding_days: float) -> Floats:
    """Days left after onboarding, which uses up the first days of those hired in the year."""
    is_new = (since_hire[:, :1] <= 1) & (since_hire[:, -1:] >= 1)
    total = np.where(is_new, onboarding_days, 0.0)
    done = np.minimum(np.cumsum(worked, axis=1), total)
    return worked - np.diff(done, axis=1, prepend=0.0)


def _away(plan: Plan, year: FiscalYear, present: Floats) -> Floats:
    """Share of each month each rep is on leave, (n, 12), at most 1."""
    leave = plan["leave"]
    first = days(texts(leave, "from_date"), "table leave, column from_date")
    last = days(texts(leave, "until_date"), "table leave, column until_date")
    share = year.share_of_months(first, last) * floats(leave, "share", 1.0)[:, None]
    rep = positions(index_of(plan["rep"], "rep_id"), texts(leave, "rep_id"))
    away = np.column_stack([bin_sums(rep, share[:, m], len(present)) for m in range(12)])
    return np.minimum(away, 1.0)


def _demand_in_order(reps: pd.DataFrame, hired: Days, left: Days) -> None:
    wrong = left < hired
    if wrong.any():
        row = reps.iloc[int(np.argmax(wrong))]
        raise PlanProblem(
            f"{row['name']} leaves on {row['leave_date']}, before the hire on {row['hire_date']}.",
            f"table rep, row {row['rep_id']}",
            "Correct one of the dates.",
        )
