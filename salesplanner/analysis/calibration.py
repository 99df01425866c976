"""The elasticity of revenue to selling hours, estimated from the plan's own history.

log(bookings of a rep in a quarter) = effect of the rep + effect of the quarter + e x log(share of
the quarter worked in full swing): the hours of a rep vary with hire, ramp and leave. Both effects
are taken out by double demeaning (within estimator; Wooldridge 2010, Econometric Analysis of Cross
Section and Panel Data, 10.5), e by least squares; an estimate outside 0.05 .. 0.9 is no response
and is not used.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Ints, index_of, positions, texts
from salesplanner.analysis.fiscal_year import FiscalYear, days
from salesplanner.analysis.parameters import DEFAULTS
from salesplanner.analysis.working_hours import months_since, ramp_shares
from salesplanner.plan.model import Plan

_LEAST_ROWS = 40
_LEAST_SPREAD = 0.05  # standard deviation of log hours left within reps and quarters
_RANGE = (0.05, 0.9)
_TEST_QUARTERS = 4


@dataclass(frozen=True)
class Calibration:
    """elasticity: to be used. is_from_history: estimated, and better on held-out quarters.

    error_share, default_error_share: mean absolute error of log bookings on the last four quarters,
    with the estimate fitted on the quarters before and with the default. standard_error: of the
    estimate on all of the history. method says in words what was done and why.
    """

    elasticity: float
    is_from_history: bool
    standard_error: float
    error_share: float
    default_error_share: float
    n_rows: int
    method: str


def calibrate_elasticity(
    plan: Plan, bookings: pd.DataFrame, default: float = DEFAULTS["elasticity"].value
) -> Calibration:
    """Estimate the elasticity from bookings credited to reps, else keep the default and say why.

    bookings: rep_id, period ('2026-03'), amount. default: what is used without a history.
    """
    panel = _panel(plan, bookings)
    if len(panel) < _LEAST_ROWS:
        return _kept(default, len(panel), f"only {len(panel)} quarters of reps in the history")
    hours, sold = (_within(panel, panel[name].to_numpy(np.float64)) for name in ("hours", "sold"))
    if hours.std() < _LEAST_SPREAD:
        return _kept(default, len(panel), "the hours of the reps hardly ever changed")
    estimate, error = _slope(hours, sold)
    quarters = np.sort(panel["quarter"].unique())
    is_test = panel["quarter"].isin(quarters[-_TEST_QUARTERS:]).to_numpy(bool)
    train_hours, train_sold = hours[~is_test], sold[~is_test]
    if (~is_test).sum() < _LEAST_ROWS // 2 or train_hours.std() < _LEAST_SPREAD / 2:
        return _kept(default, len(panel), "too little history before the quarters held out")
    if not _RANGE[0] <= estimate <= _RANGE[1]:
        words = f"the history says {estimate:.2f}, outside {_RANGE[0]} to {_RANGE[1]}"
        return _kept(default, len(panel), words, error)
    fitted = _slope(train_hours, train_sold)[0]
    held = [float(np.abs(sold - e * hours)[is_test].mean()) for e in (fitted, default)]
    if held[0] >= held[1]:
        return _kept(
            default, len(panel), "the default was as good on the quarters held out", error, *held
        )
    words = (
        f"within-rep regression on {len(panel)} quarters of reps; error {held[0]:.3f} on the last"
        f" {_TEST_QUARTERS} quarters against {held[1]:.3f} with the default {default}"
    )
    return Calibration(estimate, True, error, held[0], held[1], len(panel), words)


def _kept(
    default: float,
    n_rows: int,
    why: str,
    standard_error: float = float("nan"),
    error: float = float("nan"),
    default_error: float = float("nan"),
) -> Calibration:
    known = DEFAULTS["elasticity"]
    is_usual = abs(default - known.value) < 1e-12
    words = f"{default:g} kept ({known.source}): {why}" if is_usual else f"{default:g} kept: {why}"
    return Calibration(default, False, standard_error, error, default_error, n_rows, words)


def _panel(plan: Plan, bookings: pd.DataFrame) -> pd.DataFrame:
    """rep, quarter, log of hours (share of the quarter in full swing) and of bookings."""
    rows = bookings[bookings["rep_id"].notna() & bookings["period"].notna()]
    month = rows["period"].astype(str)
    rows = rows[month.str.fullmatch(r"\d{4}-\d{2}").to_numpy(bool)]
    if rows.empty:
        return pd.DataFrame(columns=["rep", "quarter", "hours", "sold"])
    month = rows["period"].astype(str)
    number = month.str[:4].astype(int) * 12 + month.str[5:7].astype(int) - 1
    frame = pd.DataFrame(
        {
            "rep": positions(index_of(plan["rep"], "rep_id"), texts(rows, "rep_id")),
            "quarter": number.to_numpy() // 3,
            "sold": rows["amount"].to_numpy(np.float64, na_value=0.0),
        }
    )
    sums = frame[frame["rep"] >= 0].groupby(["rep", "quarter"], as_index=False)["sold"].sum()
    sums["hours"] = _worked(plan, sums["rep"].to_numpy(np.int64), sums["quarter"].to_numpy(int))
    known = sums[(sums["sold"] > 0) & (sums["hours"] > 0)].copy()
    known["sold"], known["hours"] = np.log(known["sold"]), np.log(known["hours"])
    return pd.DataFrame(known)


def _worked(plan: Plan, rep: Ints, quarter: Ints) -> Floats:
    """Share of a quarter a rep was there and in full swing, for pairs (n,)."""
    reps = plan["rep"]
    hired = days(texts(reps, "hire_date"), "table rep, column hire_date")
    left = days(texts(reps, "leave_date"), "table rep, column leave_date")
    answer = np.zeros(len(rep))
    for year in np.unique(quarter // 4):
        calendar = FiscalYear(int(year), 1)
        ramp = ramp_shares(plan, texts(reps, "ramp_id"), months_since(calendar, hired))
        share = (calendar.share_of_months(hired, left) * ramp).reshape(len(reps), 4, 3).mean(axis=2)
        own = quarter // 4 == year
        answer[own] = share[rep[own], quarter[own] % 4]
    return answer


def _within(panel: pd.DataFrame, values: Floats) -> Floats:
    """What is left of values when the means of reps and of quarters are taken out, by turns."""
    left = pd.Series(values, index=panel.index)
    for _round in range(30):
        left = left - left.groupby(panel["rep"]).transform("mean")
        left = left - left.groupby(panel["quarter"]).transform("mean")
    answer = np.asarray(left, np.float64)
    return answer


def _slope(hours: Floats, sold: Floats) -> tuple[float, float]:
    """Least squares through 0, and its standard error."""
    square = float((hours**2).sum())
    slope = float((hours * sold).sum()) / square
    residual = sold - slope * hours
    error = float(np.sqrt((residual**2).sum() / max(1, len(hours) - 1) / square))
    return slope, error
