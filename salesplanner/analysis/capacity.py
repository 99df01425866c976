"""The capacity plan: heads, ramp, leavers and backfills by month, against the target."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.attainment import demand_possible_attrition
from salesplanner.analysis.columns import Floats, floats, texts
from salesplanner.analysis.fiscal_year import days, fiscal_year
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.quota import demand_target
from salesplanner.analysis.quota_notes import staffed_too_late
from salesplanner.analysis.territory_measures import Measures
from salesplanner.analysis.working_hours import WorkingCalendar, ramp_shares
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


@dataclass(frozen=True, eq=False)
class Capacity:
    """table: one row a month (see `capacity_plan`). productivity_amount: bookings a year of one
    rep in full swing. heads_to_close: month, heads hired then that would close the year's gap."""

    table: pd.DataFrame
    productivity_amount: float
    gap_amount: float
    heads_to_close: pd.DataFrame


def capacity_plan(measures: Measures, target_amount: float, seasonal: Floats) -> Capacity:
    """What the heads of a scenario can book in each month of the plan year.

    Columns: month, opening_heads, hires, leavers, backfills, heads (at the end of the month, full
    time), present_ramped and hired_ramped (heads in full swing), present_amount, hired_amount,
    capacity_amount, target_amount, gap_amount (capacity - target), gap_so_far_amount.

    Bookings = ramped heads x productivity x seasonal share. Leavers beside those known: (1 -
    attrition)^(1/12) stay each month; a seat is filled again after the backfill months, and the
    new rep ramps. Backfills that leave again are not counted.

    Raises:
        PlanProblem: no target, an attrition that leaves nobody, nobody to sell, or a rep hired
            after the year who is to carry a territory all the same.
    """
    demand_target(target_amount)
    attrition = parameter(measures.plan, "attrition_share")
    demand_possible_attrition(attrition)
    demand_hired_in_time(measures)
    heads, ramped, is_new = _equivalents(measures)
    stays = (1 - attrition) ** (np.arange(1, 13) / 12)
    leavers = _unknown_leavers(heads.sum(axis=0), attrition)
    back_heads, back_ramped = _backfills(measures.plan, leavers)
    present = ramped[~is_new].sum(axis=0) * stays
    hired = ramped[is_new].sum(axis=0) * stays + back_ramped
    productivity = productivity_of(measures, ramped, seasonal)
    closing = heads.sum(axis=0) - np.cumsum(leavers) + np.cumsum(back_heads)
    opening = np.append(_heads_at_the_start(measures), closing[:-1])
    known = np.diff(heads.sum(axis=0), prepend=_heads_at_the_start(measures))
    table = pd.DataFrame(
        {
            "month": list(fiscal_year(measures.plan).months),
            "opening_heads": opening,
            "hires": np.maximum(known, 0.0),
            "leavers": leavers + np.maximum(-known, 0.0),
            "backfills": back_heads,
            "heads": closing,
            "present_ramped": present,
            "hired_ramped": hired,
            "present_amount": present * productivity * seasonal,
            "hired_amount": hired * productivity * seasonal,
            "target_amount": target_amount * seasonal,
        }
    )
    table["capacity_amount"] = table["present_amount"] + table["hired_amount"]
    table["gap_amount"] = table["capacity_amount"] - table["target_amount"]
    table["gap_so_far_amount"] = table["gap_amount"].cumsum()
    gap = float(table["gap_amount"].sum())
    return Capacity(
        table, productivity, gap, heads_to_close(measures.plan, gap, productivity, seasonal)
    )


def demand_hired_in_time(measures: Measures) -> None:
    """Refuse a rep or a seat of the plan that only comes after the plan year."""
    late = staffed_too_late(measures)
    if late.any():
        row = measures.seats.rows.iloc[int(np.argmax(late))]
        year = fiscal_year(measures.plan)
        raise PlanProblem(
            f"{row['territory_id']} is only staffed after {year.last_day}, the end of the year.",
            f"table territory, row {row['territory_id']}",
            "Move the hire into the year, or take the territory out of this scenario.",
        )


def _equivalents(
    measures: Measures,
) -> tuple[Floats, Floats, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    """Full-time heads and heads in full swing, (k, 12) each; which seats are filled in the year."""
    hours, calendar = measures.seats.hours, measures.facts.calendar
    full = full_month_hours(calendar)
    if hours.paid.sum() <= 0:
        raise PlanProblem(
            "Nobody sits on a territory of this scenario.", "table territory_rep", "Seat a rep."
        )
    start = np.datetime64(fiscal_year(measures.plan).first_day)
    reps = measures.plan["rep"]
    hired = days(texts(reps, "hire_date"), "table rep, column hire_date")
    first = measures.seats.rep
    is_new = (first < 0) | (np.append(hired, np.datetime64("NaT", "D"))[first] >= start)
    paid = calendar.working_days / 12 * calendar.hours_a_day
    return hours.paid / paid, hours.capacity / full, np.asarray(is_new, bool)


def full_month_hours(calendar: WorkingCalendar) -> float:
    """Hours in the field of a full-time rep in full swing, a month."""
    worked = calendar.working_days - calendar.training_days - calendar.holiday_days
    return max(worked / 12 * calendar.hours_a_day * calendar.field_share, 1e-9)


def _heads_at_the_start(measures: Measures) -> float:
    """Full-time heads on board the day before the year begins."""
    start = np.datetime64(fiscal_year(measures.plan).first_day)
    reps = measures.plan["rep"]
    hired = days(texts(reps, "hire_date"), "table rep, column hire_date")
    left = days(texts(reps, "leave_date"), "table rep, column leave_date")
    there = ~(hired >= start) & ~(left < start)
    full_time = np.append(floats(reps, "full_time_share", 1.0) * there, [0.0])
    return float(full_time[measures.seats.rep].sum())


def _unknown_leavers(heads: Floats, attrition: float) -> Floats:
    """Leavers of each month who are not known yet: heads that would still be there x the rate."""
    rate = 1 - (1 - attrition) ** (1 / 12)
    return np.asarray(heads * (1 - rate) ** np.arange(12) * rate)


def _backfills(plan: Plan, leavers: Floats) -> tuple[Floats, Floats]:
    """Heads that fill the seats of leavers each month, and those in full swing, (12,) each."""
    wait = round(parameter(plan, "backfill_months"))
    standard = np.array([pd.NA], object)
    curve = ramp_shares(plan, standard, np.arange(1.0, 13.0)[None, :])[0]
    heads, ramped = np.zeros(12), np.zeros(12)
    for left in range(12):
        start = left + 1 + wait
        if start < 12:
            heads[start] += leavers[left]
            ramped[start:] += leavers[left] * curve[: 12 - start]
    return heads, ramped


def productivity_of(measures: Measures, ramped: Floats, seasonal: Floats) -> float:
    """Bookings a year of a rep in full swing: the parameter, else expected revenue over heads."""
    given = parameter(measures.plan, "productivity_amount")
    if given > 0:
        return given
    in_swing = float((ramped.sum(axis=0) * seasonal).sum())
    return float(measures.sums["expected_amount"].sum()) / in_swing if in_swing else 0.0


def heads_to_close(plan: Plan, gap: float, productivity: float, seasonal: Floats) -> pd.DataFrame:
    """How many more heads, hired in each month, would close the year's gap.

    month, heads: - gap / (productivity x sum of seasonal share x ramp from then on), rounded up;
    empty where a hire of that month brings nothing any more. 0 where there is no gap.
    """
    standard = np.array([pd.NA], object)
    curve = ramp_shares(plan, standard, np.arange(1.0, 13.0)[None, :])[0]
    gains = np.array([(seasonal[m:] * curve[: 12 - m]).sum() for m in range(12)]) * productivity
    missing = max(-gap, 0.0)
    needed = np.full(12, np.nan)
    np.divide(missing, gains, out=needed, where=gains > 0)
    return pd.DataFrame(
        {"month": list(fiscal_year(plan).months), "heads": np.ceil(needed - 1e-9) + 0.0}
    )


def staying_shares(plan: Plan, attrition: float) -> Floats:
    """Share of the heads of each month that is there and in full swing, (12,), backfills included.

    Raises:
        PlanProblem: an attrition that leaves nobody.
    """
    if attrition <= 0:
        return np.ones(12)
    demand_possible_attrition(attrition)
    leavers = _unknown_leavers(np.ones(12), attrition)
    stays: Floats = (1 - attrition) ** (np.arange(1, 13) / 12)
    return stays + _backfills(plan, leavers)[1]
