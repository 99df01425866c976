"""Pay: what a result pays under each plan, what that costs, and how a pay-out came about."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.attainment import Simulation
from salesplanner.analysis.columns import (
    Floats,
    Objects,
    floats,
    index_of,
    positions,
    texts,
)
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem

ASSUMED_PLAN = "standard (assumed)"


@dataclass(frozen=True, eq=False)
class PayPlan:
    """Variable pay as a multiple of target variable pay.

    starts, rates: bands of attainment and what each share of quota in them pays, as a multiple of
    the base rate. threshold_share: below it nothing; above, all bands count from their start.
    """

    pay_plan_id: str
    starts: Floats
    rates: Floats
    threshold_share: float = 0.0
    cap_share: float = float("inf")
    team_share: float = 0.0
    draw_amount: float = 0.0
    is_draw_recoverable: bool = True


def assumed_plan() -> PayPlan:
    """Where the plan has none: in proportion to 100 %, one and a half times beyond. Assumption."""
    return PayPlan(ASSUMED_PLAN, np.array([0.0, 1.0]), np.array([1.0, 1.5]))


def pay_plans(plan: Plan) -> dict[str, PayPlan]:
    """The pay plans by id; a plan without rates pays in proportion.

    Raises:
        PlanProblem: a rate below zero, or two bands that begin alike.
    """
    found = {}
    for row in plan["pay_plan"].itertuples():
        rates = plan["pay_rate"]
        own = rates[equals(rates, "pay_plan_id", row.pay_plan_id)]
        own = own[texts(own, "component", "") == _main_component(own)]
        starts, values = floats(own, "from_share"), floats(own, "rate", 1.0)
        if (values < 0).any():
            raise PlanProblem(
                f"The pay plan {row.pay_plan_id} has a rate below zero.",
                "table pay_rate, column rate",
                "Give rates of zero or more.",
            )
        order = np.argsort(starts, kind="stable")
        starts, values = starts[order], values[order]
        if not len(starts) or starts[0] > 0:
            starts, values = np.append(0.0, starts), np.append(1.0, values)
        found[str(row.pay_plan_id)] = PayPlan(
            str(row.pay_plan_id),
            starts,
            values,
            _number(row.threshold_share, 0.0),
            _number(row.cap_share, float("inf")),
            _number(row.team_share, 0.0),
            _number(row.draw_amount, 0.0),
            bool(_number(row.is_draw_recoverable, 1.0)),
        )
    return found


def _main_component(rates: pd.DataFrame) -> str:
    """All components ('') where rated, else the one with the largest weight."""
    names = texts(rates, "component", "")
    if "" in names or not len(names):
        return ""
    return str(names[int(np.argmax(floats(rates, "weight_share")))])


def _number(value: object, missing: float) -> float:
    return missing if value is None or value is pd.NA else float(value)  # type: ignore[arg-type]  # a cell


def payout(pay_plan: PayPlan, attainment: Floats, team: Floats | None = None) -> Floats:
    """Variable pay / target variable pay for results, any shape.

    (1 - team share) x f(own) + team share x f(team): f adds rate x share of quota band by band, is
    0 below the threshold and never above the cap. team: attainment of the team, same shape.
    """
    own = _of_bands(pay_plan, attainment)
    if team is None or not pay_plan.team_share:
        return own
    return (1 - pay_plan.team_share) * own + pay_plan.team_share * _of_bands(pay_plan, team)


def _of_bands(pay_plan: PayPlan, attainment: Floats) -> Floats:
    """Piecewise linear, so one interpolation: pay at the start of each band, then the last rate."""
    starts, rates = pay_plan.starts, pay_plan.rates
    at_start = np.concatenate([[0.0], np.cumsum(np.diff(starts) * rates[:-1])])
    band = np.clip(np.searchsorted(starts, attainment, side="right") - 1, 0, None)
    paid = at_start[band] + rates[band] * (np.maximum(attainment, 0.0) - starts[band])
    paid = np.where(attainment + 1e-9 < pay_plan.threshold_share, 0.0, paid)
    return np.minimum(paid, pay_plan.cap_share)


def payout_curve(plan: Plan, most: float = 1.6) -> pd.DataFrame:
    """pay_plan_id, attainment_share, payout_share for every plan, in steps of one per cent."""
    at = np.round(np.arange(0.0, most + 0.005, 0.01), 2)
    plans = list(pay_plans(plan).values()) or [assumed_plan()]
    frames = [
        pd.DataFrame(
            {
                "pay_plan_id": one.pay_plan_id,
                "attainment_share": at,
                "payout_share": payout(one, at, at),
            }
        )
        for one in plans
    ]
    return pd.concat(frames, ignore_index=True)


@dataclass(frozen=True, eq=False)
class Payroll:
    """Those who are paid for a territory, (k,): fixed and target variable pay, plan of each.

    Territories without rep (to be hired) take the mean pay of those on board.
    """

    base: Floats
    variable: Floats
    plan_ids: Objects
    plans: dict[str, PayPlan]


def payroll(measures: Measures) -> Payroll:
    """Pay of the rep on each territory; fixed pay for the months somebody is there."""
    reps, seats = measures.plan["rep"], measures.seats
    plans = pay_plans(measures.plan)
    at = seats.rep
    missing = float("nan")
    base = np.append(floats(reps, "base_pay_amount", missing), [missing])[at]
    variable = np.append(floats(reps, "variable_pay_amount", missing), [missing])[at]
    sells = texts(seats.rows, "purpose", "") == ""
    ids = np.append(texts(reps, "pay_plan_id", ""), [""])[at]
    first = next(iter(plans), ASSUMED_PLAN)
    ids = np.where(np.isin(ids, list(plans)), ids, first)
    present = np.minimum(seats.hours.paid.sum(axis=1) / _full_year(measures), 1.0)
    base, variable = (np.where(np.isnan(pay), _mean(pay), pay) * sells for pay in (base, variable))
    return Payroll(base * present, variable * present, ids, plans or {ASSUMED_PLAN: assumed_plan()})


def _full_year(measures: Measures) -> float:
    calendar = measures.facts.calendar
    return max(calendar.working_days * calendar.hours_a_day, 1.0)


def _mean(pay: Floats) -> float:
    known = pay[~np.isnan(pay)]
    return float(known.mean()) if len(known) else 0.0


def pay_cost(roll: Payroll, attainment: Floats, teams: Floats | None = None) -> Floats:
    """Fixed and variable pay of all, (runs,), for attainment (runs, k)."""
    total = np.full(len(attainment), float(roll.base.sum()))
    for pay_plan_id, one in roll.plans.items():
        own = np.flatnonzero(roll.plan_ids == pay_plan_id)
        team = None if teams is None else teams[:, own]
        paid = payout(one, attainment[:, own], team) * roll.variable[own]
        if one.draw_amount and not one.is_draw_recoverable:
            paid = np.maximum(paid, 12 * one.draw_amount)
        total = total + paid.sum(axis=1)
    return total


def pay_at_levels(
    roll: Payroll, quota: Floats, levels: tuple[float, ...] = (0.8, 1.0, 1.2)
) -> pd.DataFrame:
    """attainment_share, revenue_amount, fixed_amount, cost_amount, cost_share when all attain
    alike."""
    whole = float(quota.sum())
    rows = []
    for level in levels:
        alike = np.full((1, len(quota)), level)
        cost = float(pay_cost(roll, alike, alike)[0])
        revenue = level * whole
        share = cost / revenue if revenue else float("nan")
        rows.append((level, revenue, float(roll.base.sum()), cost, share))
    columns = ["attainment_share", "revenue_amount", "fixed_amount", "cost_amount", "cost_share"]
    return pd.DataFrame(rows, columns=columns)


def pay_by_territory(roll: Payroll, sheet: pd.DataFrame) -> pd.DataFrame:
    """territory_id, name, rep_name, pay_plan, quota, base, variable, and pay at 80, 100, 120 %.

    sheet: as `quota_sheet`.
    """
    table = sheet[["territory_id", "name", "rep_name"]].copy()
    table["pay_plan"] = roll.plan_ids
    table["quota_amount"] = sheet["assigned_amount"]
    table["base_amount"], table["variable_amount"] = roll.base, roll.variable
    for level in (0.8, 1.0, 1.2):
        paid = np.zeros(len(table))
        for pay_plan_id, one in roll.plans.items():
            own = roll.plan_ids == pay_plan_id
            at = np.full(int(own.sum()), level)
            paid[own] = payout(one, at, at) * roll.variable[own]
        table[f"pay_{level * 100:.0f}_amount"] = roll.base + paid
    return table


def simulated_pay(roll: Payroll, simulation: Simulation, team_of: Objects) -> Floats:
    """Cost of pay in every run, (runs,). team_of: (k,) the district each territory belongs to."""
    quota = np.where(simulation.quota > 0, simulation.quota, np.nan)
    results = simulation.results
    attainment = np.nan_to_num(results / quota)
    teams, which = np.unique(
        np.where(pd.isna(team_of), "", team_of).astype(str), return_inverse=True
    )
    belongs = np.zeros((len(quota), len(teams)))
    belongs[np.arange(len(quota)), which] = simulation.quota > 0
    team_quota = np.nan_to_num(quota) @ belongs
    team = np.divide(
        results @ belongs, team_quota, out=np.zeros((len(results), len(teams))),
        where=team_quota > 0,
    )  # fmt: skip
    return pay_cost(roll, attainment, team[:, which])


def statement(
    plan: Plan, rep_id: str, quota_amount: float, result_amount: float, team_share: float = 0.0
) -> pd.DataFrame:
    """How a rep's pay-out came about: line, calculation, amount; the last line is their sum.

    team_share: attainment of the team, used where the plan pays on it.

    Raises:
        PlanProblem: there is no such rep, or no quota.
    """
    at = positions(index_of(plan["rep"], "rep_id"), np.array([rep_id], object))[0]
    if at < 0 or quota_amount <= 0:
        raise PlanProblem(
            f"There is no rep {rep_id!r} with a quota.", "table rep", "Set quotas first."
        )
    rep = plan["rep"].iloc[int(at)]
    plans = pay_plans(plan)
    chosen = next(iter(plans.values()), assumed_plan())
    one = plans.get(str(rep["pay_plan_id"]), chosen)
    variable = _number(rep["variable_pay_amount"], 0.0)
    attained = result_amount / quota_amount
    own_share = 1 - one.team_share
    lines = [("Fixed pay", "a year", _number(rep["base_pay_amount"], 0.0))]
    scale = currency_scale(plan)
    lines += _band_lines(one, "", attained, variable * own_share, scale)
    if one.team_share:
        lines += _band_lines(one, "Team: ", team_share, variable * one.team_share, scale)
    earned = sum(amount for _line, _how, amount in lines[1:])
    draw = 12 * one.draw_amount
    if draw:
        short = max(draw - earned, 0.0)
        word = "to be paid back later" if one.is_draw_recoverable else "kept"
        lines.append(
            ("Draw above what was earned", f"12 x {one.draw_amount / scale:,.0f}, {word}", short)
        )
    lines.append(("Total", "", sum(amount for _line, _how, amount in lines)))
    table = pd.DataFrame(lines, columns=["line", "calculation", "amount"])
    return table.assign(amount=np.rint(table["amount"]).astype("int64"))


def _band_lines(
    one: PayPlan, prefix: str, attained: float, variable: float, scale: int
) -> list[tuple[str, str, float]]:
    """A line for each band the result reaches, then what threshold and cap take away."""
    ends = np.append(one.starts[1:], np.inf)
    lines = []
    for start, end, rate in zip(one.starts, ends, one.rates, strict=True):
        reached = min(attained, float(end)) - float(start)
        if reached > 0:
            words = f"{reached:.1%} of quota x {rate:g} x target variable {variable / scale:,.0f}"
            name = f"{prefix}{start:.0%} to {min(attained, float(end)):.1%}"
            lines.append((name, words, reached * float(rate) * variable))
    paid = float(_of_bands(one, np.array([attained]))[0]) * variable
    excess = paid - sum(amount for _line, _how, amount in lines)
    if abs(excess) > 0.5:
        below = attained < one.threshold_share
        word = f"below {one.threshold_share:.0%}" if below else f"cap at {one.cap_share:g} x target"
        lines.append((f"{prefix}{'Threshold' if below else 'Cap'}", word, excess))
    return lines
