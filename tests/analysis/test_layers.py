"""Layers of roles: each covers its accounts, an overlay follows the territories of another."""

import pandas as pd
import pytest
from builders import BASE, small_plan

from salesplanner.analysis.layers import condition_problem, layer_covers
from salesplanner.analysis.register import register
from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan.edits.assignments import assign_accounts, assign_units
from salesplanner.plan.edits.layers import add_layer, change_layer, change_role, set_overlay
from salesplanner.plan.edits.rules import add_rule
from salesplanner.plan.edits.territories import add_territory, remove_territory
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def overlaid(**values: object) -> Plan:
    """Experts follow the field: X1 serves T1 and T2, X2 serves T3."""
    plan = add_layer(small_plan(), "Experts", follows_layer_id="field", **values)
    for name in ("X1", "X2"):
        plan = add_territory(plan, BASE, name, name, layer_id="experts")
    return set_overlay(plan, BASE, "experts", {"T1": "X1", "T2": "X1", "T3": "X2"})


def found(plan: Plan, layer_id: str = "experts") -> pd.DataFrame:
    return territory_of_accounts(plan, BASE, layer_id).set_index("account_id")


def test_an_overlay_follows_the_territories_of_another_layer_exceptions_and_all() -> None:
    plan = overlaid()
    field, experts = found(plan, "field"), found(plan)
    serving = {"T1": "X1", "T2": "X1", "T3": "X2"}
    assert experts["territory_id"].tolist() == field["territory_id"].map(serving).tolist()
    assert set(experts["step"]) == {"followed"}
    moved = assign_units(plan, BASE, ["U02"], "T3")  # no word about experts is needed
    assert found(moved).loc["A03", "territory_id"] == "X2"


def test_a_layer_covers_only_the_accounts_its_condition_and_its_roles_name() -> None:
    plan = change_role(small_plan(), "hunter", covers="Employees over 60")
    plan = add_layer(plan, "Hunters", role_id="hunter", covers="Status is prospect")
    plan = add_territory(plan, BASE, "H1", "H1", layer_id="hunters")
    plan = assign_units(plan, BASE, [f"U{n:02d}" for n in range(1, 13)], "H1")
    table = found(plan, "hunters")
    inside = table[table["step"] != "outside"]
    assert inside.index.tolist() == ["A07", "A10", "A13", "A16", "A19", "A22"]
    assert set(inside["territory_id"]) == {"H1"}
    assert table["territory_id"].notna().sum() == 6
    assert found(plan, "field")["territory_id"].notna().all()


def test_an_exception_counts_in_a_layer_that_would_not_cover_the_account() -> None:
    plan = overlaid(covers="Industry is Banking")
    assert found(plan).loc["A02", "step"] == "outside"
    plan = assign_accounts(plan, BASE, ["A02"], "X2", reason="asked for by name")
    assert found(plan).loc["A02", ["territory_id", "step"]].tolist() == ["X2", "exception"]


def test_a_rule_of_the_layer_comes_before_the_layer_it_follows() -> None:
    plan = add_rule(overlaid(), BASE, "Big", "Employees over 200", "X1", layer_id="experts")
    assert found(plan).loc["A24", ["territory_id", "step"]].tolist() == ["X1", "rule"]


def test_where_the_followed_layer_leaves_an_account_out_its_unit_says_who_serves_it() -> None:
    plan = change_layer(overlaid(), "field", covers="Industry is Banking")
    assert found(plan, "field").loc["A20", "step"] == "outside"
    assert found(plan).loc["A20", "territory_id"] == "X2"


def test_taking_out_a_territory_passes_on_what_it_served() -> None:
    plan = remove_territory(overlaid(), BASE, "X2", "X1")
    assert set(found(plan)["territory_id"]) == {"X1"}
    plan = remove_territory(overlaid(), BASE, "T2", "T3")
    assert plan["overlay_assignment"]["followed_id"].tolist() == ["T1", "T3"]


def test_layers_cannot_follow_each_other_in_a_ring() -> None:
    with pytest.raises(PlanProblem, match="cannot follow itself"):
        change_layer(overlaid(), "field", follows_layer_id="experts")


def test_an_overlay_serves_only_territories_of_the_layer_it_follows() -> None:
    with pytest.raises(PlanProblem, match="not of the layer"):
        set_overlay(overlaid(), BASE, "experts", {"X1": "X2"})
    with pytest.raises(PlanProblem, match="follows no other"):
        set_overlay(overlaid(), BASE, "field", {"T1": "T2"})


def test_a_condition_that_cannot_be_read_holds_nobody_out_and_is_told() -> None:
    plan = overlaid()
    plan = plan.set_values("layer", (plan["layer"]["layer_id"] == "experts").to_numpy(bool),
                           covers="Colour is red")  # fmt: skip
    columns = register(plan).columns
    assert layer_covers(plan, "experts", columns).all()
    problem = condition_problem(plan, "experts", columns)
    assert problem is not None and "character 1" in str(problem)
    with pytest.raises(PlanProblem):
        change_layer(plan, "experts", covers="Colour is red")
