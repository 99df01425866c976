"""Nonsense is refused in plain words, and the plan stays as it was."""

# ruff: noqa: E501 - rows of a table read better whole
from collections.abc import Callable

import pandas as pd
import pytest
from builders import BASE, BOLD, rows, small_plan

from salesplanner.plan import equals
from salesplanner.plan.edits import (
    accounts,
    assignments,
    cells,
    comments,
    differences,
    facts,
    layers,
    levels,
    levers,
    quotas,
    reps,
    rules,
    scenarios,
    seats,
    solutions,
    territories,
)
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def locked(plan: Plan) -> Plan:
    plan = territories.lock_territories(plan, BASE, ["T3"])
    plan = quotas.lock_quotas(plan, BASE, ["T1"])
    plan = assignments.lock_units(plan, BASE, ["U01", "U02"])
    plan = layers.add_layer(plan, "Hunters", "hunters")
    plan = territories.add_territory(plan, BASE, "Hunt", "H1", layer_id="hunters")
    plan = scenarios.add_scenario(plan, "Published", "done")
    for state in ("in review", "approved", "published"):
        plan = scenarios.change_scenario_state(plan, "done", state)
    plan = scenarios.add_scenario(plan, "Recalled", "back")
    where = equals(plan["scenario"], "scenario_id", "back")
    plan = plan.set_values("scenario", where, state="recalled")
    plan = plan.put(
        "source_record", rows({"system": "merged", "record_id": "A99", "account_id": "A02"})
    )
    return plan


ASSIGNED = "account_assignment"
REFUSALS: list[tuple[Callable[[Plan], Plan], str]] = [
    (lambda p: accounts.add_account(p, " "), "name of the account is empty"),
    (lambda p: accounts.add_account(p, "X", "A01"), "already a account 'A01'"),
    (lambda p: accounts.change_accounts(p, ["A01", "Z1", "Z2", "Z3", "Z4"], note="x"), "Z3 and 1 more"),
    (lambda p: accounts.change_accounts(p, ["A01"], parent_account_id="Z"), "no account 'Z'"),
    (lambda p: accounts.merge_accounts(p, ["A01"], "A01"), "No other account is chosen"),
    (lambda p: accounts.split_account_records(p, "A01", ["A99"]), "was not merged into 'A01'"),
    (lambda p: accounts.divide_account(p, "A01", "Half", 1.0), "leaves nothing"),
    (lambda p: assignments.assign_units(p, BASE, ["U01"], "D1"), "'D1' is a district"),
    (lambda p: assignments.assign_units(p, BASE, ["U01"], "T9"), "no territory 'T9'"),
    (lambda p: assignments.assign_units(p, BASE, ["U01", "U02"], "T2"), "'U01' is locked and 1 more"),
    (lambda p: assignments.assign_units(p, BASE, ["U05"], "T3"), "territory 'T3' is locked"),
    (lambda p: assignments.assign_units(p, BASE, ["U12"], "T1"), "territory 'T3' is locked"),
    (lambda p: assignments.assign_units(p, "nope", ["U12"], "T1"), "no scenario 'nope'"),
    (lambda p: assignments.assign_units(p, "done", ["U12"], None), "published and cannot be changed"),
    (lambda p: assignments.assign_accounts(p, BASE, [], "T1"), "No account is chosen"),
    (lambda p: assignments.assign_accounts(p, BASE, ["A01"], "T1"), "'A01' is locked"),
    (lambda p: assignments.assign_accounts(p, BASE, ["A02"], "T1", "holdover"), "needs an end"),
    (lambda p: assignments.assign_accounts(p, BASE, ["A02"], "T1", then_territory_id="T8"), "'T8'"),
    (lambda p: assignments.split_account(p, BASE, "A02", {"T1": 0.5, "T2": 0.4}), "add up to 0.9"),
    (lambda p: assignments.split_account(p, BASE, "A02", {"T1": 0.5, "H1": 0.5}), "different layers"),
    (lambda p: assignments.lock_accounts(p, BASE, ["A02"]), "no assignment of its own"),
    (lambda p: assignments.remove_exceptions(p, BASE, ["A01"]), "is locked"),
    (lambda p: cells.change_cells(p, "account", rows({"account_id": "A01", "employees": "many"})),
     "'many' does not fit Employees"),
    (lambda p: cells.change_cells(p, "account", rows({"account_id": "Z1", "note": 1}, {"account_id": "Z2", "note": 2})),
     "no row Z1 .2 in all."),
    (lambda p: cells.change_cells(p, "account", rows({"account_id": "A1", "note": "", "fun": 1})), "column 'fun'"),
    (lambda p: cells.change_cells(p, "shape", rows({"unit_id": "U01", "outline": b""})), "cannot be changed here"),
    (lambda p: cells.change_cells(p, "account", rows({"account_id": "A01"}, {"account_id": "A01"})), "named twice"),
    (lambda p: cells.change_cells(p, "territory", rows({"scenario_id": "done", "territory_id": "T1", "name": "x"})),
     "published"),
    (lambda p: cells.add_rows(p, "account", rows({"account_id": "A01", "name": "x"})), "already a row A01"),
    (lambda p: cells.add_rows(p, "lever", rows({"scenario_id": "done", "name": "x", "scope": "y"})), "published"),
    (lambda p: comments.add_comment(p, BASE, "Hm", "cake"), "no table 'cake'"),
    (lambda p: differences.take_over_differences(p, BASE, BOLD, pd.DataFrame(columns=["table"])), "No difference"),
    (lambda p: differences.take_over_differences(
        p, BASE, BOLD, rows({"table": "unit_assignment", "row_key": "field / U99"})), "no longer one"),
    (lambda p: facts.set_parameter(p, "x", float("inf")), "not a number"),
    (lambda p: facts.set_ramp(p, "x", [1.5]), "shares from 0 to 1"),
    (lambda p: facts.set_seasonality(p, "x", [0.5, 0.5]), "2 shares of 'x' add up to 1"),
    (lambda p: facts.add_border(p, "U01", "U01"), "no border with itself"),
    (lambda p: facts.add_border(p, "U01", "U02"), "already a border"),
    (lambda p: facts.remove_border(p, "U01", "U02"), "on the map"),
    (lambda p: levels.order_levels(p, ["territory"]), "every level once"),
    (lambda p: levels.order_levels(p, ["district", "territory", "region", "area"]), "lowest level"),
    (lambda p: levels.order_levels(p, ["territory", "region", "district", "area"]), "parent of a lower level"),
    (lambda p: levels.remove_level(p, "district"), "in use"),
    (lambda p: levers.set_lever(p, BASE, "growth", float("nan")), "not a number"),
    (lambda p: levers.set_lever(p, BASE, "growth", None), "no lever"),
    (lambda p: quotas.set_quotas(p, BASE, rows({"territory_id": "T9", "period": "2027", "planned_amount": 1})), "'T9'"),
    (lambda p: quotas.adjust_quota(p, BASE, "T1", "2027", 5, "Because"), "is locked"),
    (lambda p: quotas.adjust_quota(p, BASE, "T2", "2027", 5, " "), "reason for the adjustment is empty"),
    (lambda p: quotas.lock_quotas(p, BASE, ["T9"]), "no such quota"),
    (lambda p: reps.leave_rep(p, "R1", "2001-01-01"), "was hired on 2019-03-01"),
    (lambda p: reps.change_reps(p, ["R1"], manager_id="Z"), "no rep 'Z'"),
    (lambda p: reps.change_capacity(p, ["R1"], 1.5), "full-time share cannot be 1.5"),
    (lambda p: reps.change_capacity(p, ["R1"], ramp_id="rocket"), "no ramp 'rocket'"),
    (lambda p: reps.add_leave(p, "R1", "2027-05-01", "2027-04-01"), "before the first day"),
    (lambda p: rules.change_rule(p, BASE, "banks", territory_id="T9"), "no territory 'T9'"),
    (lambda p: rules.order_rules(p, BASE, []), "every rule once"),
    (lambda p: scenarios.add_scenario(p, "base"), "already a scenario called 'base'"),
    (lambda p: scenarios.remove_scenario(p, BASE), "adopted and cannot be removed"),
    (lambda p: scenarios.remove_scenario(p, "done"), "published and cannot be removed"),
    (lambda p: scenarios.adopt_scenario(p, "back"), "was recalled"),
    (lambda p: scenarios.change_scenario_state(p, BASE, "published"), "cannot become 'published'"),
    (lambda p: seats.seat_rep(p, BASE, "T1", "R3", 1.0, "2027-05-01", "2027-01-01"), "before the first day"),
    (lambda p: seats.swap_reps(p, BASE, "R1", "R1"), "with itself"),
    (lambda p: seats.reseat(p, BASE, {"T1": "R1", "T2": "R1"}), "on two territories"),
    (lambda p: seats.swap_reps(p, BASE, "R3", "M1"), "Neither rep"),
    (lambda p: solutions.save_solution(p, BASE, "X", units={"U01": "T9"}), "no territory T9"),
    (lambda p: territories.move_territory(p, BASE, "D1", "T1"), "not of a higher level"),
    (lambda p: territories.split_territory(p, BASE, "T1", "X", []), "No unit or account"),
    (lambda p: territories.split_territory(p, BASE, "T1", "X", ["U12"]), "is not in 'T1'"),
    (lambda p: territories.join_territories(p, BASE, ["T1", "H1"], "T1"), "different layers"),
    (lambda p: territories.remove_territory(p, BASE, "T1", "T1"), "into itself"),
    (lambda p: territories.set_limit(p, BASE, "T1", "accounts", 9, 2), "above the most"),
    (lambda p: territories.add_territory(p, BASE, "X", level_id="galaxy"), "no level 'galaxy'"),
    (lambda p: p.put("ramp", rows({"ramp_id": "x", "month": None})), "has no month"),
    (lambda p: p.put("ramp", rows({"ramp_id": "x", "month": 2}, {"ramp_id": "x", "month": 2})), "Two rows of ramp"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "said"), REFUSALS, ids=range(len(REFUSALS)))
def test_nonsense_is_refused(edit: Callable[[Plan], Plan], said: str) -> None:
    with pytest.raises(PlanProblem, match=said) as problem:
        edit(locked(small_plan()))
    assert problem.value.remedy


def test_columns_that_do_not_exist_or_have_their_own_edit_are_mistakes_of_the_caller() -> None:
    plan = small_plan()
    with pytest.raises(KeyError):
        territories.change_territory(plan, BASE, "T1", parent_id="G1")
    with pytest.raises(KeyError):
        plan.set_values("rep", equals(plan["rep"], "rep_id", "R1"), fun=1)
    with pytest.raises(KeyError):
        plan.put("rep", rows({"rep_id": "R1", "fun": 1}))
    with pytest.raises(KeyError):
        reps.move_rep(plan, "R1", fun=1)


def test_a_plan_without_scenario_says_so() -> None:
    plan = small_plan()
    with pytest.raises(PlanProblem, match="no scenario"):
        plan.replace("scenario", plan["scenario"].iloc[:0]).adopted_scenario()
