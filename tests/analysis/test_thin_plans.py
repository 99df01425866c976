"""Plans where something is missing altogether are measured, compared and drawn all the same."""

import numpy as np
import pandas as pd
import pytest
from builders import BOLD, small_plan

from salesplanner.analysis.compare import compare
from salesplanner.analysis.coverage import (
    coverage_by_segment,
    expected_by_account,
    unassigned_accounts,
)
from salesplanner.analysis.problem_figures import problem_figures
from salesplanner.analysis.revenue_steps import expected_by_month, revenue_waterfall
from salesplanner.analysis.roll_up import levels_table
from salesplanner.analysis.territory_measures import (
    measure_scenario,
    remeasure,
    territory_table,
)
from salesplanner.charts.balance import draw_balance
from salesplanner.charts.coverage import coverage_figure
from salesplanner.charts.revenue import expected_revenue_figure
from salesplanner.charts.style import LIGHT, new_figure
from salesplanner.plan.model import Plan

EVERYONE = ("rep", "territory_rep", "calendar", "ramp", "coverage_norm", "role", "seasonality")
MONEY = ("potential_amount", "revenue_amount", "revenue_last_year_amount", "pipeline_amount")
MISSING = {
    "nothing": (),
    "accounts": ("account", "account_assignment"),
    "territories": (
        "territory", "territory_rep", "quota", "unit_assignment", "account_assignment",
        "carve_rule",
    ),
    "reps": ("rep", "territory_rep"),
    "everyone and how they work": EVERYONE,
    "units": ("unit", "unit_assignment", "border", "unit_measure", "measure"),
    "levels": ("level",),
}  # fmt: skip


def without(tables: tuple[str, ...]) -> Plan:
    plan = small_plan()
    for name in tables:
        plan = plan.replace(name, plan[name].iloc[:0])
    return plan


def penniless() -> Plan:
    plan = small_plan()
    every = np.ones(len(plan["account"]), bool)
    return plan.set_values("account", every, **dict.fromkeys(MONEY, pd.NA))


def look_at(plan: Plan) -> None:
    measures = measure_scenario(plan, BOLD, "field")
    table = territory_table(measures)
    levels = levels_table(measures)
    company = levels[levels["level_id"] == "company"]
    assert company["accounts"].sum() == pytest.approx(table["accounts"].sum())
    assert np.isfinite(table["expected_amount"]).all()
    assert compare(measures, measures).disruption.movers.empty
    assert len(expected_by_account(measures)) == len(plan["account"])
    assert len(expected_by_month(measures)) == 12 * len(table)
    assert len(unassigned_accounts(measures)) == measures.unassigned["accounts"]
    pd.testing.assert_frame_equal(territory_table(remeasure(measures, plan)), table)
    problem_figures(plan, BOLD, "field")
    problem_figures(plan, BOLD, "field", "account")
    draw_balance(new_figure(LIGHT).add_subplot(), table)
    coverage_figure(table, coverage_by_segment(measures)).draw_without_rendering()
    expected_revenue_figure(table, revenue_waterfall(measures)).draw_without_rendering()


@pytest.mark.parametrize("name", MISSING)
def test_a_plan_is_measured_and_drawn_without(name: str) -> None:
    look_at(without(MISSING[name]))


def test_a_plan_without_any_amount_is_measured_and_drawn() -> None:
    look_at(penniless())


def test_credit_notes_do_not_make_a_negative_forecast() -> None:
    plan = small_plan()
    plan = plan.set_values("account", np.ones(24, bool), revenue_amount=-5_00)
    measures = measure_scenario(plan, BOLD, "field")
    assert (measures.account_revenue >= 0).all()
    assert measures.sums["revenue_amount"].sum() == -24 * 5_00
