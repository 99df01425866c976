"""A layer covers the accounts of its condition, and only those count in it."""

import pandas as pd
import pytest
from builders import BASE, BOLD, rows, small_plan

from salesplanner.analysis.compare import compare
from salesplanner.analysis.coverage import coverage_by_segment, unassigned_accounts
from salesplanner.analysis.roll_up import levels_table
from salesplanner.analysis.territory_measures import measure_scenario, remeasure, territory_table
from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan.model import Plan, equals

LARGE = {f"A{n + 1:02d}" for n in range(0, 24, 4)}  # every fourth of the small plan


def large_only(plan: Plan | None = None) -> Plan:
    plan = plan or small_plan()
    return plan.set_values("layer", equals(plan["layer"], "layer_id", "field"),
                           covers="segment is large")  # fmt: skip


def test_only_accounts_of_the_condition_are_in_a_territory() -> None:
    table = territory_of_accounts(large_only(), BASE, "field")
    covered = set(table.loc[table["territory_id"].notna(), "account_id"])
    assert covered == LARGE


def test_measures_count_only_what_the_layer_covers() -> None:
    plan = large_only()
    measures = measure_scenario(plan, BASE, "field")
    table = territory_table(measures)
    accounts = plan["account"]
    own = accounts[accounts["account_id"].isin(LARGE)]
    assert table["accounts"].sum() == 6
    assert table["revenue_amount"].sum() == own["revenue_amount"].sum()
    assert table["potential_amount"].sum() == own["potential_amount"].sum()
    assert table["visit_hours"].sum() == 6 * (24 * 2 + 10)
    assert measures.unassigned["accounts"] == 0 and measures.unassigned["revenue_amount"] == 0
    assert unassigned_accounts(measures).empty
    assert set(coverage_by_segment(measures)["segment"]) == {"large"}
    assert table["expected_amount"].sum() == pytest.approx(table["forecast_amount"].sum())
    levels = levels_table(measures).set_index("level_id")
    assert levels.loc["company", "accounts"] == 6


def test_what_changes_hands_is_counted_among_the_layers_accounts() -> None:
    plan = large_only()
    frame = plan["unit_assignment"]
    where = equals(frame, "scenario_id", BOLD) & equals(frame, "unit_id", "U03")  # A05 and A06
    after = plan.set_values("unit_assignment", where, territory_id="T2")
    one, other = (measure_scenario(after, name, "field") for name in (BASE, BOLD))
    found = compare(one, other).disruption
    assert found.movers["account_id"].to_list() == ["A05"]
    assert found.totals.set_index("measure").loc["accounts", "total"] == 6


def test_the_condition_of_the_role_holds_where_the_layer_has_none() -> None:
    plan = small_plan()
    plan = plan.set_values("role", equals(plan["role"], "role_id", "am"), covers="segment is small")
    table = territory_of_accounts(plan, BASE, "field")
    covered = table.loc[table["territory_id"].notna(), "account_id"]
    assert set(covered) == (set(table["account_id"]) - LARGE) | {"A01"}  # named, so it counts


def test_a_child_does_not_follow_a_parent_the_layer_does_not_cover() -> None:
    plan = small_plan()
    plan = plan.set_values("account", equals(plan["account"], "account_id", "A05"),
                           parent_account_id="A24")  # fmt: skip
    table = territory_of_accounts(large_only(plan), BOLD, "field").set_index("account_id")
    assert table.loc["A05", "territory_id"] == "T1"  # of its unit; its small parent lies in T3
    table = territory_of_accounts(plan, BOLD, "field").set_index("account_id")
    assert table.loc["A05", "territory_id"] == "T3"


def test_measures_follow_a_changed_condition_and_a_move() -> None:
    before = measure_scenario(small_plan(), BOLD, "field")
    plan = large_only()
    quick = remeasure(before, plan)
    full = measure_scenario(plan, BOLD, "field")
    pd.testing.assert_frame_equal(territory_table(quick), territory_table(full))
    frame = plan["unit_assignment"]
    where = equals(frame, "scenario_id", BOLD) & equals(frame, "unit_id", "U03")
    moved = plan.set_values("unit_assignment", where, territory_id="T2")
    pd.testing.assert_frame_equal(
        territory_table(remeasure(quick, moved)),
        territory_table(measure_scenario(moved, BOLD, "field")),
    )


def test_two_layers_count_their_own() -> None:
    plan = large_only()
    plan = plan.put("layer", rows(
        {"layer_id": "inside", "name": "Inside", "role_id": "am", "covers": "segment is small"}
    ))  # fmt: skip
    plan = plan.put("territory", rows(
        {"scenario_id": BASE, "territory_id": "I1", "name": "Inside 1", "layer_id": "inside",
         "level_id": "territory"}
    ))  # fmt: skip
    units = plan["unit"]["unit_id"]
    plan = plan.put("unit_assignment", pd.DataFrame(
        {"scenario_id": BASE, "layer_id": "inside", "unit_id": units, "territory_id": "I1"}
    ))  # fmt: skip
    table = territory_table(measure_scenario(plan, BASE, "inside"))
    assert table["accounts"].to_list() == [18]
