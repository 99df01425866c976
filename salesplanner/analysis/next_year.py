"""Next year's plan: who owned each account at the end, and what was booked, are taken along."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import decisions, floats, index_of, positions, texts
from salesplanner.analysis.fiscal_year import FiscalYear, fiscal_year
from salesplanner.analysis.register import register
from salesplanner.analysis.who_covers import cover
from salesplanner.plan.edits.years import roll_forward
from salesplanner.plan.model import Plan

Query = Callable[[str, tuple[str, ...]], pd.DataFrame]  # SQL and values, as a document answers them

BOOKED_BY_ACCOUNT = (
    "SELECT account_id, sum(amount) AS amount FROM booking WHERE period IN ({}) GROUP BY 1"
)


def next_year(
    plan: Plan, query: Query, *, target_amount: int | None = None, keep_scenarios: bool = False
) -> Plan:
    """An edit: the plan rolled forward, with what `query` says was booked in its year."""
    return roll_forward(
        plan,
        booked=booked_of(plan, query),
        owners=owners_at_the_end(plan),
        target_amount=target_amount,
        keep_scenarios=keep_scenarios,
    )


def booked_of(plan: Plan, query: Query) -> dict[str, int] | None:
    """account_id -> what it booked in the plan's year; None where nothing was booked."""
    rows = query(*booked_query(plan))
    if rows.empty:
        return None
    return {str(account): int(amount) for account, amount in rows.to_numpy(object)}


def periods_of(year: FiscalYear) -> tuple[str, ...]:
    """The names under which bookings of the fiscal year are kept: its months, quarters, itself."""
    quarters = (f"{year.year}-Q{number}" for number in range(1, 5))
    return (*year.months, *quarters, str(year.year))


def booked_query(plan: Plan) -> tuple[str, tuple[str, ...]]:
    """SQL and values for account_id, amount: what each account booked in the plan's year."""
    periods = periods_of(fiscal_year(plan))
    return BOOKED_BY_ACCOUNT.format(", ".join("?" * len(periods))), periods


def owners_at_the_end(plan: Plan) -> dict[str, str]:
    """account_id -> rep_id who sits on its territory on the year's last day.

    Counted in the adopted scenario and the plan's first layer; accounts nobody sits on are left
    out. Of several reps on a territory the one with the largest share counts.

    Raises:
        PlanProblem: there is no scenario, or the plan says no year.
    """
    if plan["layer"].empty:
        return {}
    scenario_id, layer_id = plan.adopted_scenario(), str(plan["layer"]["layer_id"].iloc[0])
    last_day = fiscal_year(plan).last_day
    found = cover(plan, scenario_id, layer_id, register(plan), on=last_day)
    rep_of = _sitting(plan, scenario_id, last_day)
    row_of = positions(index_of(rep_of, "territory_id"), found.territory_ids.to_numpy(object))
    accounts = plan["account"]["account_id"].to_numpy(object)
    seat = np.append(row_of, -1)[found.territory]  # -1: nobody's, takes the one appended
    reps = rep_of["rep_id"].to_numpy(object)
    return {accounts[row]: reps[seat[row]] for row in (seat >= 0).nonzero()[0]}


def _sitting(plan: Plan, scenario_id: str, day: str) -> pd.DataFrame:
    """territory_id, rep_id: who sits there on that day, one row a territory."""
    rows = decisions(plan, "territory_rep", scenario_id)
    begun = texts(rows, "from_date", "") <= day
    open_end = texts(rows, "until_date", "9999-12-31") >= day
    there = rows[begun & open_end].assign(share=floats(rows, "share", 1.0)[begun & open_end])
    there = there.sort_values("share", ascending=False, kind="stable")
    return there.drop_duplicates("territory_id")[["territory_id", "rep_id"]]
