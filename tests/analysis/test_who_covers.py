"""Who covers an account, step by step."""

from typing import Any

import pandas as pd
from builders import BOLD, rows, small_plan

from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan.model import Plan, equals


def exception(plan: Plan, account_id: str, territory_id: str, **more: Any) -> Plan:
    row = {"scenario_id": BOLD, "layer_id": "field", "account_id": account_id, "from_date": "",
           "territory_id": territory_id, "kind": "hand"}  # fmt: skip
    return plan.put("account_assignment", rows(row | more))


def child_of(plan: Plan, account_id: str, parent_id: str) -> Plan:
    where = equals(plan["account"], "account_id", account_id)
    return plan.set_values("account", where, parent_account_id=parent_id)


def found(plan: Plan) -> pd.DataFrame:
    return territory_of_accounts(plan, BOLD, "field").set_index("account_id")


def step_and_territory(plan: Plan, account_id: str) -> tuple[Any, Any]:
    row = found(plan).loc[account_id]
    return row["step"], row["territory_id"]


def test_every_account_has_one_row_and_most_follow_their_unit() -> None:
    table = found(small_plan())
    assert len(table) == 24
    assert step_and_territory(small_plan(), "A05") == ("unit", "T1")


def test_a_named_exception_comes_before_everything() -> None:
    assert step_and_territory(small_plan(), "A01") == ("exception", "T3")


def test_a_rule_comes_before_a_solve_and_after_a_holdover() -> None:
    plan = small_plan()
    assert step_and_territory(plan, "A21") == ("rule", "T3")
    solved = exception(plan, "A21", "T1", kind="solved")
    assert step_and_territory(solved, "A21") == ("rule", "T3")
    held = exception(plan, "A21", "T1", kind="holdover", until_date="2027-06-30")
    assert step_and_territory(held, "A21") == ("holdover", "T1")


def test_what_a_solve_decided_comes_before_family_and_unit() -> None:
    plan = child_of(exception(small_plan(), "A05", "T2", kind="solved"), "A05", "A20")
    assert step_and_territory(plan, "A05") == ("solved", "T2")


def test_a_holdover_that_has_ended_goes_where_it_was_to_go() -> None:
    plan = exception(
        small_plan(), "A05", "T2", kind="holdover", until_date="2026-12-31", then_territory_id="T3"
    )
    assert step_and_territory(plan, "A05")[1] == "T3"
    plan = exception(small_plan(), "A05", "T2", kind="holdover", until_date="2026-12-31")
    assert step_and_territory(plan, "A05") == ("unit", "T1")


def test_a_child_goes_with_its_parent_through_generations_unless_the_layer_says_apart() -> None:
    plan = child_of(child_of(small_plan(), "A05", "A20"), "A06", "A05")
    assert step_and_territory(plan, "A06") == ("family", "T3")
    apart = plan.set_values(
        "layer", equals(plan["layer"], "layer_id", "field"), family_rule="apart"
    )
    assert step_and_territory(apart, "A06") == ("unit", "T1")


def test_a_ring_of_parents_falls_back_to_the_units() -> None:
    plan = child_of(child_of(small_plan(), "A05", "A20"), "A20", "A05")
    assert step_and_territory(plan, "A05") == ("unit", "T1")
    assert step_and_territory(plan, "A20") == ("unit", "T3")


def test_a_child_of_an_account_without_territory_follows_its_own_unit() -> None:
    plan = child_of(small_plan(), "A05", "A20")
    where = equals(plan["unit_assignment"], "unit_id", "U10")
    plan = plan.set_values("unit_assignment", where, territory_id=pd.NA)
    assert step_and_territory(plan, "A20")[0] == "unassigned"
    assert step_and_territory(plan, "A05") == ("unit", "T1")
