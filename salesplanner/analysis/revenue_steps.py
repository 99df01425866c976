"""How revenue gets from last year to the plan, step by step; and month by month."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, bin_sums, texts
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.roll_up import COMPANY, ancestors
from salesplanner.analysis.selling_hours import expected_with_hours
from salesplanner.analysis.territory_measures import Measures


def revenue_waterfall(measures: Measures) -> pd.DataFrame:
    """step, amount, is_total: from the last 12 months to the expected revenue of the scenario.

    Lost: booked base x (1 - retention). Growth and new: pipeline x win probability + potential x
    penetration of customers and of prospects. Alignment: expected with everybody in full swing
    less the forecast at present effort. Ramp: what new hires and vacancies cost beside that.
    """
    inside = measures.cover.is_inside
    made = measures.facts.forecast.of(inside)
    is_customer = texts(measures.plan["account"], "status", "customer") == "customer"
    revenue = float(measures.facts.amounts["revenue_amount"][inside].sum())
    fresh = made.won + made.new
    expected = float(measures.account_revenue.sum())
    travel = measures.sums["travel_hours"]
    unramped = np.maximum(measures.seats.hours.field.sum(axis=1) - travel, 0.0)
    in_swing = float(expected_with_hours(measures, unramped).sum())
    forecast = float(made.amount.sum())
    rows = [
        ("Revenue, last 12 months", revenue, True),
        ("Lost", float(made.retained.sum()) - revenue, False),
        ("Growth of customers", float(fresh[is_customer].sum()), False),
        ("New customers", float(fresh[~is_customer].sum()), False),
        ("Alignment effect", in_swing - forecast, False),
        ("Ramp and vacancies", expected - in_swing, False),
        ("Expected revenue", expected, True),
    ]
    return pd.DataFrame(rows, columns=["step", "amount", "is_total"])


def expected_by_month(measures: Measures) -> pd.DataFrame:
    """Expected revenue of each territory by month of the plan year, long form.

    Spread by season and by the hours of the month: month weight = seasonal share x (capacity of
    the month / mean month)^e, so that ramp and vacancies show when they happen.
    """
    shares = seasonal_shares(measures.plan)
    capacity = measures.seats.hours.capacity
    mean = capacity.mean(axis=1, keepdims=True)
    relative = np.divide(capacity, mean, out=np.ones_like(capacity), where=mean > 0)
    weight = shares * relative ** _elasticity(measures)[:, None]
    weight /= np.where(weight.sum(axis=1, keepdims=True) > 0, weight.sum(axis=1, keepdims=True), 1)
    amounts = measures.sums["expected_amount"][:, None] * weight
    k, months = len(amounts), fiscal_year(measures.plan).months
    return pd.DataFrame(
        {
            "territory_id": np.repeat(measures.cover.territory_ids.to_numpy(object), 12),
            "period": np.tile(np.array(months, object), k),
            "expected_amount": amounts.ravel(),
        }
    )


def expected_by_level(measures: Measures) -> pd.DataFrame:
    """level_id, territory_id, period, expected_amount: territories, all above them, the company.

    The company's months are those of its territories; what accounts in no territory carry over is
    beside them (`Measures.unassigned`).
    """
    months = expected_by_month(measures)
    chains = ancestors(measures.plan, measures.scenario_id, measures.layer_id)
    lowest = str(chains["level_id"].iloc[0]) if len(chains) else "territory"
    frames = [months.assign(level_id=lowest)]
    nodes = chains.set_index("territory_id").drop(columns="level_id").assign(company=COMPANY)
    for level in nodes.columns:
        above = months["territory_id"].map(nodes[level])
        sums = months.groupby([above.rename("territory_id"), "period"], as_index=False)
        frames.append(sums["expected_amount"].sum().assign(level_id=level))
    columns = ["level_id", "territory_id", "period", "expected_amount"]
    return pd.concat(frames, ignore_index=True)[columns]


def _elasticity(measures: Measures) -> Floats:
    """Elasticity of each territory: mean over its accounts by forecast."""
    made, covered = measures.facts.forecast, measures.cover
    k = measures.n_territories
    total = bin_sums(covered.territory, made.amount, k)
    weighted = bin_sums(covered.territory, made.amount * made.elasticity, k)
    usual = float(made.elasticity.mean()) if len(made.elasticity) else 0.0
    answer = np.full(k, usual)
    np.divide(weighted, total, out=answer, where=total > 0)
    return answer
