"""Capacity by month, sizing and fairness."""

import numpy as np
import pytest
from builders import BASE, rows, small_plan

from salesplanner.analysis.capacity import capacity_plan
from salesplanner.analysis.fairness import (
    fairness_by_group,
    fairness_by_territory,
    fairness_statement,
)
from salesplanner.analysis.quota_sheet import quota_sheet
from salesplanner.analysis.sizing import best_heads, pooled_revenue, sizing
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem

EVEN = np.full(12, 1 / 12)


def with_parameters(plan: Plan, **values: float) -> Plan:
    return plan.put("parameter", rows(*(
        {"name": name, "scope": "all", "value": value} for name, value in values.items()
    )))  # fmt: skip


def seated(plan: Plan | None = None, **values: float) -> Measures:
    plan = with_parameters(plan or small_plan(), **({"attrition_share": 0.0} | values))
    plan = plan.put("territory_rep", rows(
        {"scenario_id": BASE, "territory_id": "T3", "rep_id": "R3", "from_date": "", "share": 1.0}
    ))  # fmt: skip
    return measure_scenario(plan, BASE, "field")


def test_without_leavers_capacity_is_the_expected_revenue() -> None:
    measures = seated()
    found = capacity_plan(measures, 1e9, EVEN)
    assert found.table["capacity_amount"].sum() == pytest.approx(
        measures.sums["expected_amount"].sum()
    )
    assert found.table["heads"].to_list() == pytest.approx([3.0] * 12)
    assert found.gap_amount == pytest.approx(found.table["capacity_amount"].sum() - 1e9)


def test_heads_add_up_from_month_to_month() -> None:
    found = capacity_plan(seated(attrition_share=0.3, backfill_months=2), 1e9, EVEN).table
    closing = found["opening_heads"] + found["hires"] - found["leavers"] + found["backfills"]
    assert closing.to_list() == pytest.approx(found["heads"].to_list())
    assert found["opening_heads"].to_list()[1:] == pytest.approx(found["heads"].to_list()[:-1])
    assert found["leavers"].sum() == pytest.approx(3 * 0.3)


def test_leavers_lower_capacity_and_backfills_give_some_back() -> None:
    given = {"attrition_share": 0.3, "productivity_amount": 100_000_00.0}
    none = capacity_plan(seated(**(given | {"attrition_share": 0.0})), 1e9, EVEN).gap_amount
    late = capacity_plan(seated(backfill_months=11, **given), 1e9, EVEN).gap_amount
    soon = capacity_plan(seated(backfill_months=1, **given), 1e9, EVEN).gap_amount
    assert none > soon > late


def test_heads_that_would_close_the_gap_grow_the_later_they_come() -> None:
    found = capacity_plan(seated(productivity_amount=100_000_00.0), 600_000_00.0, EVEN)
    needed = found.heads_to_close["heads"].to_numpy()
    known = needed[np.isfinite(needed)]
    assert found.gap_amount < 0
    assert (np.diff(known) >= 0).all() and known[0] >= 1
    gain = 100_000_00 / 12 * (0 + 0.2 + 0.4 + 0.6 + 0.8 + 7 * 1.0)
    assert known[0] == np.ceil(-found.gap_amount / gain)
    assert np.isnan(needed[-1])  # hired in December, nothing booked in the first month of the ramp


def test_a_hire_after_the_year_and_an_attrition_of_all_are_named() -> None:
    plan = small_plan()
    late = plan.set_values("rep", equals(plan["rep"], "rep_id", "R2"), hire_date="2028-02-01")
    with pytest.raises(PlanProblem, match="T2 is only staffed after 2027-12-31"):
        capacity_plan(seated(late), 1e9, EVEN)
    with pytest.raises(PlanProblem, match="leaves nobody"):
        capacity_plan(seated(attrition_share=1.0), 1e9, EVEN)
    with pytest.raises(PlanProblem, match="target is not above zero"):
        capacity_plan(seated(), 0.0, EVEN)


def test_each_more_head_brings_less_and_profit_has_its_top_where_it_stops_paying() -> None:
    measures = seated(cost_per_rep_amount=40_000_00.0)
    table = sizing(measures, list(range(1, 12)))
    assert (np.diff(table["added_revenue_amount"].iloc[1:]) <= 1e-6).all()
    best = best_heads(table)
    pays = table.set_index("heads")["pays_off"]
    assert bool(pays[best]) and not pays[pays.index > best].any()


def test_sizing_at_present_heads_is_the_expected_revenue() -> None:
    measures = seated()
    table = sizing(measures, [3]).iloc[0]
    expected = measures.sums["expected_amount"].sum()
    assert table["revenue_amount"] == pytest.approx(expected, rel=0.02)
    hours = float(measures.sums["selling_hours"].sum())
    assert pooled_revenue(measures, hours) >= expected * (1 - 1e-9)


def test_fairness_groups_cover_every_territory_once() -> None:
    measures = seated()
    table = fairness_by_territory(measures, quota_sheet(measures, EVEN), np.array([0.4, 0.5, 0.9]))
    assert table["tenure"].to_list() == ["7 years and more", "3 to 7 years", "below 1 year"]
    for by in ("role", "tenure", "region"):
        groups = fairness_by_group(table, by)
        assert groups["territories"].sum() == 3
        assert (groups["quota_to_potential_least"] <= groups["quota_to_potential_most"]).all()


def test_a_rep_is_told_where_the_quota_stands_among_all() -> None:
    measures = seated()
    table = fairness_by_territory(measures, quota_sheet(measures, EVEN), np.array([0.4, 0.5, 0.9]))
    page = fairness_statement(table, "T1").set_index("line")
    assert page.loc["chance_to_attain", "rank"] == 1  # the least likely to be reached
    assert page.loc["chance_to_attain", "median"] == 0.5
    assert (page["of"] <= 3).all()
