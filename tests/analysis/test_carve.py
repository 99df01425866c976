"""Carve rules over a plan: order, reports, own fields, segments and scores."""

import pandas as pd
import pytest
from builders import BASE, rows, small_plan

from salesplanner.analysis.carve import (
    account_columns,
    first_matching_rule,
    rule_report,
    rules_in_force,
    score,
    segments,
)
from salesplanner.problems import PlanProblem


def rule(
    number: int, condition: str, territory_id: str = "T1", **more: object
) -> dict[str, object]:
    return {
        "scenario_id": BASE, "rule_id": f"r{number}", "layer_id": "field", "priority": number,
        "name": f"Rule {number}", "condition": condition, "territory_id": territory_id,
        "is_active": True,
    } | more  # fmt: skip


def with_rules(*rules: dict[str, object]):
    plan = small_plan()
    plan = plan.remove("carve_rule", (plan["carve_rule"]["scenario_id"] == BASE).to_numpy(bool))
    return plan.put("carve_rule", rows(*rules))


def test_the_first_rule_by_priority_decides_whatever_the_order_of_rows():
    plan = with_rules(rule(2, "Employees over 0"), rule(1, "Employees over 120", "T2"))
    first = first_matching_rule(rules_in_force(plan, BASE, "field"), account_columns(plan))
    assert first.tolist() == [1] * 12 + [0] * 12


def test_a_rule_that_is_switched_off_decides_nothing():
    plan = with_rules(rule(1, "Employees over 0", is_active=False))
    assert rules_in_force(plan, BASE, "field") == []


def test_the_report_finds_rules_that_are_never_reached_or_contested():
    plan = with_rules(
        rule(1, "Industry is Banking"),
        rule(2, "Industry is Banking and Employees over 100", "T2"),
        rule(3, "Industry is Mining"),
        rule(4, "Industrie is Retail"),
        rule(5, "Employees under 50", "T3"),
    )
    report = rule_report(plan, BASE, "field").set_index("rule_id")
    assert report["state"].to_dict() == {
        "r1": "in use", "r2": "never reached", "r3": "matches nothing", "r4": "cannot be read",
        "r5": "in use",
    }  # fmt: skip
    assert report.loc["r1", "n_matches"] == report.loc["r1", "n_decides"] == 12
    # Banks with over 100 employees (A11, A13, .. A23) and under 50 (A01, A03).
    assert report.loc["r1", "n_contested"] == 7 + 2
    assert report.loc["r5", "n_decides"] == 2
    assert "character 1" in report.loc["r4", "problem"]


def test_money_in_conditions_is_whole_currency():
    plan = with_rules(rule(1, "Potential at least 460K"))
    report = rule_report(plan, BASE, "field")
    assert report["n_matches"].tolist() == [2]  # A23 and A24: 460,000 and 480,000


def test_a_column_the_planner_added_can_be_used_in_a_rule():
    plan = with_rules(rule(1, "[Fleet size] over 10 and [Has depot] is yes"))
    plan = plan.put("own_field", rows(
        {"own_field_id": "f1", "table_name": "account", "name": "Fleet size", "kind": "number"},
        {"own_field_id": "f2", "table_name": "account", "name": "Has depot", "kind": "yes/no"},
    ))  # fmt: skip
    values = [("f1", "A01", "12"), ("f1", "A02", "9"), ("f2", "A01", "Yes"), ("f2", "A02", "Yes")]
    plan = plan.put("own_value", pd.DataFrame(values, columns=["own_field_id", "row_key", "value"]))
    columns = account_columns(plan)
    first = first_matching_rule(rules_in_force(plan, BASE, "field"), columns)
    assert first.tolist() == [0] + [-1] * 23


def test_segment_rules_decide_before_the_imported_segment():
    plan = small_plan().put("segment_rule", rows(
        {"segment_id": "giant", "position": 1, "condition": "Employees at least 240"},
        {"segment_id": "big", "position": 2, "condition": "Employees at least 230"},
    ))  # fmt: skip
    assert segments(plan).tolist()[-3:] == ["small", "big", "giant"]


def test_a_score_ranks_accounts_and_names_their_tier():
    plan = small_plan().put("score", rows({
        "score_id": "fit", "formula": "0.7 potential + 0.3 employees",
        "tiers": '{"A": 90, "B": 50, "C": 0}',
    }))  # fmt: skip
    table = score(plan, "fit")
    assert table["score"].iloc[-1] == pytest.approx(100)
    assert table["score"].is_monotonic_increasing
    assert table["tier"].value_counts().to_dict() == {"C": 11, "B": 10, "A": 3}


@pytest.mark.parametrize("formula", ["potential", "0.5 colour", "0.5 industry", "", "-1 potential"])
def test_a_formula_that_cannot_be_read_says_where(formula):
    plan = small_plan().put("score", rows({"score_id": "x", "formula": formula}))
    with pytest.raises(PlanProblem, match="cannot be read"):
        score(plan, "x")
