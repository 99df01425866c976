"""Parameters of expected revenue as the plan's own history has them, beside what is used now.

A value of the history is proposed only where it forecasts what was held out, the last year booked,
better than what the plan uses now. Its error is stated, whether it is better or not.
"""

import numpy as np
import pandas as pd

from salesplanner.analysis.calibration import calibrate_elasticity
from salesplanner.analysis.columns import Floats, floats, index_of, positions, texts
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.revenue import forecast
from salesplanner.plan.model import Plan

COLUMNS = (
    "name", "scope", "value", "present_value", "error_share", "present_error_share", "n_rows",
    "is_better", "method",
)  # fmt: skip
_LEAST_ACCOUNTS = 30
_WORTH = 1e-9


def calibrated(plan: Plan, by_rep: pd.DataFrame, by_year: pd.DataFrame) -> pd.DataFrame:
    """One row a parameter and scope (all, then each segment); columns COLUMNS.

    Args:
        by_rep: segment, rep_id, period, amount: bookings credited to reps.
        by_year: account_id, years_ago (0: the last 12 months), amount.
    """
    rows = [_elasticity(plan, by_rep, "all")]
    segments = sorted({str(one) for one in plan["account"]["segment"].dropna()})
    rows += [_elasticity(plan, by_rep[by_rep["segment"] == one], one) for one in segments]
    years = _by_window(plan, by_year)
    segment = texts(plan["account"], "segment", "")
    for scope in ("all", *segments):
        chosen = np.ones(len(segment), bool) if scope == "all" else segment == scope
        rows.append(_retention(plan, years[chosen], scope))
        rows.append(_penetration(plan, years[chosen], np.flatnonzero(chosen), scope))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def parameter_rows(table: pd.DataFrame) -> pd.DataFrame:
    """name, scope, value, source: what the edit `set_parameters` writes of a table as above."""
    source = "history of the plan: " + table["method"]
    return pd.DataFrame(
        {"name": table["name"], "scope": table["scope"], "value": table["value"], "source": source}
    ).reset_index(drop=True)


def _elasticity(plan: Plan, by_rep: pd.DataFrame, scope: str) -> tuple[object, ...]:
    found = calibrate_elasticity(plan, by_rep, parameter(plan, "elasticity", scope))
    return (
        "elasticity", scope, found.elasticity, parameter(plan, "elasticity", scope),
        found.error_share, found.default_error_share, found.n_rows, found.is_from_history,
        found.method,
    )  # fmt: skip


def _by_window(plan: Plan, by_year: pd.DataFrame) -> Floats:
    """Bookings of each account by window of 12 months, (n, w), the last booked first."""
    accounts = index_of(plan["account"], "account_id")
    account = positions(accounts, by_year["account_id"].to_numpy(object))
    ago = by_year["years_ago"].to_numpy(np.int64, na_value=-1)
    known = (account >= 0) & (ago >= 0)
    n_windows = int(ago[known].max()) + 1 if known.any() else 0
    answer = np.zeros((len(accounts), n_windows))
    amount = by_year["amount"].to_numpy(np.float64, na_value=0.0)
    np.add.at(answer, (account[known], ago[known]), np.maximum(amount[known], 0.0))
    return answer


def _retention(plan: Plan, years: Floats, scope: str) -> tuple[object, ...]:
    """Of what was booked in a year, the share its accounts book again in the next."""
    kept = np.minimum(years[:, :-1], years[:, 1:]).sum(axis=0)
    base = years[:, 1:].sum(axis=0)
    method = "booked again by the same account in the next 12 months"
    n = int((years[:, 1:] > 0).any(axis=1).sum()) if years.shape[1] > 1 else 0
    return _held_out(plan, "retention_share", scope, kept, base, n, method)


def _penetration(plan: Plan, years: Floats, which: "np.ndarray", scope: str) -> tuple[object, ...]:
    """What accounts book above their last year, less what today's pipeline brings, of potential."""
    fresh = np.maximum(years[:, :-1] - years[:, 1:], 0.0).sum(axis=0)
    won = float(forecast(plan).won[which].sum())
    potential = floats(plan["account"], "potential_amount")[which].sum()
    base = np.full(len(fresh), float(potential))
    method = "growth and new customers less pipeline x win probability, over potential"
    return _held_out(
        plan, "penetration_share", scope, np.maximum(fresh - won, 0.0), base, len(which), method
    )


def _held_out(
    plan: Plan, name: str, scope: str, part: Floats, base: Floats, n: int, method: str
) -> tuple[object, ...]:
    """The ratio over the windows before the last, judged on the last; column 0 is the last."""
    present, nan = parameter(plan, name, scope), float("nan")
    if len(part) < 2 or n < _LEAST_ACCOUNTS or base[0] <= 0 or base[1:].sum() <= 0:
        words = f"present value kept: {max(len(part) + 1, 0)} years of bookings of {n} accounts"
        return (name, scope, present, present, nan, nan, n, False, f"{words} are too few")
    fitted = float(part[1:].sum() / base[1:].sum())
    actual = float(part[0] / base[0])
    error, present_error = abs(fitted - actual), abs(present - actual)
    is_better = error < present_error - _WORTH
    value = float(part.sum() / base.sum()) if is_better else present
    words = (
        f"{method}; {n} accounts, {len(part)} years; off by {error:.3f} in the year held out,"
        f" {present_error:.3f} with {present:g}"
    )
    return (name, scope, value, present, error, present_error, n, is_better, words)
