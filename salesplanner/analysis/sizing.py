"""How many reps: revenue, cost and profit against heads, and what one more brings."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Ints, floats
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.revenue import Response, revenue_of, share_out
from salesplanner.analysis.territory_measures import Measures
from salesplanner.problems import PlanProblem

_POINTS = 25
_PAY_ON_TOP = 1.3  # social cost, travel and equipment on top of pay; assumption of this program


def sizing(measures: Measures, heads: list[int] | None = None) -> pd.DataFrame:
    """Revenue, cost and profit for a range of heads, from the response curve (no new alignment).

    The hours of all heads are shared out over all accounts so that revenue is largest; a head has
    the mean selling hours of today's. An alignment adds travel and borders to that, so revenue is
    the same at present heads (the difference is carried along as a share).

    Returns:
        heads, revenue_amount, cost_amount, profit_amount, added_revenue_amount and
        added_profit_amount of the last head, pays_off (its margin covers its cost).

    Raises:
        PlanProblem: nobody sells in this scenario, or a range below one head.
    """
    now = present_heads(measures)
    if now <= 0:
        raise PlanProblem(
            "Nobody sells in this scenario.", "table territory_rep", "Seat a rep first."
        )
    wanted = heads or list(range(max(1, round(0.5 * now)), round(1.5 * now) + 2))
    if min(wanted) < 1:
        raise PlanProblem("Sizing begins with one head.", "heads", "Give a range from 1.")
    hours = float(measures.sums["selling_hours"].sum()) / now
    sizes = np.unique([*wanted, *(n - 1 for n in wanted)])
    pooled = pooled_revenues(measures, np.append(sizes * hours, [now * hours]))
    expected = float(measures.sums["expected_amount"].sum())
    factor = expected / pooled[-1] if pooled[-1] else 1.0
    revenue = dict(zip(sizes.tolist(), (factor * pooled[:-1]).tolist(), strict=True))
    cost = cost_per_rep(measures)
    margin = parameter(measures.plan, "margin_share")
    rows = []
    for n in wanted:
        added = revenue[n] - revenue[n - 1]
        rows.append((n, revenue[n], n * cost, margin * revenue[n] - n * cost, added,
                     margin * added - cost, margin * added >= cost))  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "heads", "revenue_amount", "cost_amount", "profit_amount", "added_revenue_amount",
        "added_profit_amount", "pays_off",
    ])  # fmt: skip


def best_heads(table: pd.DataFrame) -> int:
    """The number of heads with the largest profit in a table of `sizing`."""
    return int(table["heads"].iloc[int(table["profit_amount"].to_numpy(np.float64).argmax())])


def present_heads(measures: Measures) -> float:
    """Full-time heads over the year: hours paid / hours of a full year."""
    calendar = measures.facts.calendar
    return float(measures.seats.hours.paid.sum()) / (calendar.working_days * calendar.hours_a_day)


def cost_per_rep(measures: Measures) -> float:
    """Full cost of a rep a year: the parameter, else 1.3 x mean fixed and target variable pay."""
    given = parameter(measures.plan, "cost_per_rep_amount")
    if given > 0:
        return given
    reps = measures.plan["rep"].iloc[measures.seats.rep[measures.seats.rep >= 0]]
    pay = floats(reps, "base_pay_amount") + floats(reps, "variable_pay_amount")
    return _PAY_ON_TOP * float(pay.mean()) if len(pay) else 0.0


def pooled_revenue(measures: Measures, hours: float) -> float:
    """Revenue if all covered accounts were one territory with these selling hours."""
    return float(pooled_revenues(measures, np.array([hours]))[0])


def pooled_revenues(measures: Measures, hours: Floats) -> Floats:
    """The same for several numbers of hours, (m,).

    With one elasticity all at once: accounts sorted by the hours at which they reach their cap,
    h = g mu up to it (see `revenue.py`). With several, at _POINTS of them and between these by a
    curve that keeps rising (Fritsch and Carlson 1980, SIAM Journal on Numerical Analysis 17).
    """
    fitted = measures.facts.response
    assert fitted is not None
    account = np.flatnonzero(measures.cover.territory >= 0)
    if not fitted.has_one_elasticity:
        from scipy.interpolate import pchip_interpolate  # noqa: PLC0415 - slow to load, seldom used

        at = np.unique(np.quantile(hours, np.linspace(0, 1, _POINTS)))
        known = np.array([_searched(fitted, account, float(one)) for one in at])
        return known[:1].repeat(len(hours)) if len(at) < 2 else pchip_interpolate(at, known, hours)
    floor = float(fitted.floor[account].sum())
    g, cap = fitted.attraction[account], fitted.hours_at_cap[account]
    g, cap = g[g > 0], cap[g > 0]
    if not len(g):
        return np.full(len(hours), floor)
    e = float(fitted.elasticity[0])
    order = np.argsort(cap / g, kind="stable")
    g, cap = g[order], cap[order]
    level, finite = cap / g, np.isfinite(cap)
    with np.errstate(invalid="ignore"):
        at_cap = np.where(finite, g ** (1 - e) * np.where(finite, cap, 0.0) ** e, 0.0)
    used = np.append(0.0, np.cumsum(np.where(finite, cap, 0.0)))
    bought, pull = np.append(0.0, np.cumsum(at_cap)), np.append(0.0, np.cumsum(g))
    rest = pull[-1] - pull
    reached = used[:-1] + np.where(finite, level, np.inf) * rest[:-1]
    n_full = np.searchsorted(reached, hours, side="right")
    left, open_pull = np.maximum(hours - used[n_full], 0.0), rest[n_full]
    mu = np.divide(left, open_pull, out=np.zeros(len(hours)), where=open_pull > 0)
    return np.asarray(floor + bought[n_full] + mu**e * open_pull)


def _searched(fitted: Response, account: Ints, hours: float) -> float:
    one, zero = np.ones(len(account)), np.zeros(len(account), np.int64)
    pot: Floats = np.array([hours])
    given = share_out(fitted, account, zero, one, pot)
    return float(revenue_of(fitted, account, one, given).sum())
