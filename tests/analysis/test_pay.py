"""What a result pays, and how that came about."""

import numpy as np
import pytest
from builders import BASE, rows, small_plan

from salesplanner.analysis.attainment import simulate
from salesplanner.analysis.pay import (
    pay_at_levels,
    pay_plans,
    payout,
    payout_curve,
    payroll,
    simulated_pay,
    statement,
)
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def paid_plan(**more: object) -> Plan:
    plan = small_plan()
    plan = plan.put("pay_plan", rows(
        {"pay_plan_id": "field", "name": "Field", "threshold_share": 0.5, "cap_share": 2.0} | more
    ))  # fmt: skip
    plan = plan.put("pay_rate", rows(*(
        {"pay_plan_id": "field", "component": "", "from_share": start, "rate": rate}
        for start, rate in ((0.0, 0.8), (0.8, 1.8), (1.0, 2.0), (1.2, 3.0))
    )))  # fmt: skip
    return plan.set_values("rep", np.ones(len(plan["rep"]), bool), pay_plan_id="field")


@pytest.mark.parametrize(
    ("attained", "multiple"),
    [(0.0, 0.0), (0.49, 0.0), (0.5, 0.4), (0.8, 0.64), (1.0, 1.0), (1.1, 1.2), (1.3, 1.7),
     (1.4, 2.0), (3.0, 2.0)],
)  # fmt: skip
def test_pay_follows_the_bands_the_threshold_and_the_cap(attained: float, multiple: float) -> None:
    one = pay_plans(paid_plan())["field"]
    assert payout(one, np.array([attained]))[0] == pytest.approx(multiple)


def test_the_curve_never_falls_and_covers_every_plan() -> None:
    curve = payout_curve(paid_plan())
    assert (np.diff(curve["payout_share"]) >= -1e-12).all()
    assert set(payout_curve(small_plan())["pay_plan_id"]) == {"standard (assumed)"}


def test_the_team_counts_for_its_share() -> None:
    one = pay_plans(paid_plan(team_share=0.25))["field"]
    paid = payout(one, np.array([1.0]), np.array([1.2]))
    assert paid[0] == pytest.approx(0.75 * 1.0 + 0.25 * 1.4)


@pytest.mark.parametrize("attained", [0.3, 0.9, 1.1, 1.6])
def test_a_statement_adds_up_line_by_line_to_what_is_paid(attained: float) -> None:
    plan = paid_plan(team_share=0.2)
    table = statement(plan, "R1", 1_000_000_00, attained * 1_000_000_00, team_share=1.05)
    lines, total = table["amount"].iloc[:-1], table["amount"].iloc[-1]
    assert abs(int(lines.sum()) - int(total)) <= len(lines)  # each line is rounded to the cent
    one = pay_plans(plan)["field"]
    multiple = payout(one, np.array([attained]), np.array([1.05]))[0]
    assert total == pytest.approx(80_000_00 + multiple * 40_000_00, abs=1)


def test_a_draw_that_is_kept_is_the_least_that_is_paid() -> None:
    plan = paid_plan(draw_amount=1_000_00, is_draw_recoverable=False)
    table = statement(plan, "R1", 100_00, 0.0)
    assert table["amount"].iloc[-1] == 80_000_00 + 12 * 1_000_00
    assert "kept" in table["calculation"].iloc[-2]


def test_cost_at_quota_is_pay_at_target() -> None:
    measures = measure_scenario(paid_plan(), BASE, "field")
    roll = payroll(measures)
    quota = measures.sums["expected_amount"]
    table = pay_at_levels(roll, quota)
    at_quota = table.set_index("attainment_share").loc[1.0]
    assert at_quota["cost_amount"] == pytest.approx(roll.base.sum() + roll.variable.sum())
    assert at_quota["cost_amount"] == pytest.approx(3 * 120_000_00)  # the vacancy at mean pay
    assert table["cost_share"].is_monotonic_increasing is False


def test_simulated_cost_lies_around_the_cost_at_quota() -> None:
    measures = measure_scenario(paid_plan(), BASE, "field")
    quota = measures.sums["expected_amount"]
    found = simulate(measures, quota, float(quota.sum()), 500)
    teams = measures.seats.rows["parent_id"].to_numpy(object)
    cost = simulated_pay(payroll(measures), found, teams)
    assert cost.shape == (500,)
    assert 3 * 80_000_00 <= cost.min() <= cost.mean() <= cost.max() <= 3 * 160_000_00


def test_a_rate_below_zero_is_refused_and_a_stranger_has_no_statement() -> None:
    plan = paid_plan()
    with pytest.raises(PlanProblem, match="no rep 'R9'"):
        statement(plan, "R9", 1.0, 1.0)
    plan = plan.set_values("pay_rate", np.ones(4, bool), rate=-1.0)
    with pytest.raises(PlanProblem, match="rate below zero"):
        pay_plans(plan)
